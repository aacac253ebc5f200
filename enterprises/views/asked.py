"""What an enterprise was asked: the page on which it answers, and the acts that end it."""

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.roles import READERS, STATION, Role
from core import drafts
from core.transitions import require
from core.views import Page
from enterprises.archive import answering, asking
from enterprises.models import DataRequest
from enterprises.registers.acts import may_propose
from enterprises.views.base import FormOfEnterprise, NoForm, OfEnterprise

OWN = frozenset({Role.ENTERPRISE})


class OfRequest(OfEnterprise):
    """A page of one request for data: 404 when it is out of scope."""

    def setup(self, request, *args, **kwargs):
        """The request, with its enterprise."""
        Page.setup(self, request, *args, **kwargs)
        self.enterprise = self.asked = None
        if request.user.is_authenticated and (self.roles is None or request.user.role in self.roles):
            rows = DataRequest.objects.visible_to(request.user).for_page()
            self.asked = rows.filter(pk=kwargs["pk"]).first()
            if self.asked is None:
                raise Http404
            self.enterprise = self.asked.enterprise


class AskedPage(OfRequest, FormOfEnterprise):
    """`/asked/<id>/`: every question with its fields; the enterprise fills in what it knows, the station looks on."""

    roles = READERS | OWN
    title = gettext_lazy("Data of the archive")
    template_name = "enterprises/asked.html"
    save_label = gettext_lazy("Save what I filled in")
    form_code = "asked"
    one_time = True
    form = None  # whose answers were taken

    @property
    def own(self):
        """Whether the reader is asked."""
        return may_propose(self.request.user)

    def get(self, request, *args, **kwargs):
        """The questions; to the station without their fields."""
        return self.show(self.open_form() if self.own else self.make_form())

    def allowed(self):
        """Only the enterprise answers, and only while it is asked."""
        require(self.own, _("Only the enterprise itself answers what it is asked."))
        if self.asked.status != "OPEN":
            raise asking.ended(self.asked)

    def make_form(self, data=None, files=None, **more):
        """The open questions as one form."""
        return answering.AnswersForm(data, user=self.request.user, asked=self.asked, **more)

    def extra_context(self, form):
        """The questions by section, and how far it is."""
        left = sum(each.is_open for each in form.standing)
        n = len(self.asked.questions)
        answers = self.own and self.asked.status == "OPEN" and left
        return {
            "title": self.title,
            "intro": self.intro(),
            "crumbs": self.crumbs((_("Archive"), self.tab_url("archive")), (self.title, None)),
            "badges": [self.asked.badge],
            "badge_line": self.enterprise.name,
            "asked": self.asked,
            "sections": form.sections(),
            "answers": answers,
            "left": left,
            "n": n,
            "answered": n - left,
            "sent": sum(each.state == "sent" for each in form.standing),
            "acts": self.acts_of(left),
            "save_label": self.save_label,
            **({} if answers else {"form_code": "", "draft_key": ""}),
            **({"one_time_key": drafts.new_key()} if self.form else {}),
        }

    def intro(self):
        """Who asks, and how much it saved."""
        words = {
            "who": self.asked.asked_by.name,
            "day": f"{self.asked.asked_at:%Y-%m-%d}",
            "all": len(self.asked.questions),
            "saved": self.asked.saved,
        }
        return (
            _(
                "%(who)s of the station asked on %(day)s: %(all)s questions; %(saved)s were not asked, because they are in the archive."
            )
            % words
        )

    def acts_of(self, left):
        """Finished; or not needed any more."""
        if self.asked.status != "OPEN":
            return []
        if self.own:
            url = reverse("enterprises:finish_asked", args=[self.asked.pk])
            done = {"label": _("All answered"), "url": url, "icon": "check", "post": True, "primary": True}
            return [] if left else [done]
        if self.request.user.is_station:
            url = reverse("enterprises:call_off_asked", args=[self.asked.pk])
            return [{"label": _("Not needed any more"), "url": url, "icon": "x"}]
        return []

    def save(self, form):
        """The acts of those that can be taken."""
        self.form = form
        return answering.give(form, self.request.user)

    def done_url(self, obj):
        """This page again, with what is left."""
        return obj.get_absolute_url()

    def done_message(self, obj):
        """How many were taken, and how many have to be corrected."""
        form = self.form
        words = {"n": form.answered, "m": form.wrong}
        if form.wrong:
            return (
                ngettext(
                    "%(n)s answer was taken; %(m)s has to be corrected.",
                    "%(n)s answers were taken; %(m)s have to be corrected.",
                    form.answered,
                )
                % words
            )
        return ngettext("%(n)s answer was taken.", "%(n)s answers were taken.", form.answered) % words

    def leave(self, url):
        """Where something is wrong the page stays, with what was typed there and nothing else."""
        if self.form is None or not self.form.wrong:
            return super().leave(url)
        typed = {name: values for name, values in self.request.POST.lists() if name in self.form.wrong_names}
        drafts.save_draft(self.request.user, self.form_code, self.draft_key(), typed)
        form = self.make_form(self.form.plain | {name: values[-1] for name, values in typed.items()})
        form.is_valid()
        return self.show(form, status=422)


class AskedAct(OfRequest, FormOfEnterprise):
    """An act on a request for data."""

    form_class = NoForm
    template_name = "generic/confirm.html"

    def home(self):
        """The questions."""
        return self.asked.get_absolute_url()


class FinishAsked(AskedAct):
    """`/asked/<id>/finish/`."""

    roles = frozenset({Role.ENTERPRISE})
    title = gettext_lazy("All answered")
    save_label = gettext_lazy("All answered")

    def save(self, form):
        """The act."""
        return asking.finish(self.asked.pk, self.request.user)

    def done_message(self, obj):
        """Echo."""
        return _("Thank you. The station has been told that everything is answered.")


class CallOffAsked(AskedAct):
    """`/asked/<id>/call-off/`."""

    roles = STATION
    title = gettext_lazy("The data are not needed any more")
    save_label = gettext_lazy("Not needed any more")

    def save(self, form):
        """The act."""
        return asking.call_off(self.asked.pk, self.request.user)

    def done_message(self, obj):
        """Echo."""
        return _("Called off; nothing waits for the enterprise any more.")
