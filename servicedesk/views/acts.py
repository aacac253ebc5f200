"""The acts on one request, each with its own address: a page to confirm, and the door every button posts to."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import BUSINESS, OFFICERS, STATION, Role
from core.transitions import NotAllowed, locked
from core.views import FormPage, guard_stale
from servicedesk import actions, forms
from servicedesk.models import ServiceRequest
from servicedesk.rights import check
from servicedesk.words import sentence

ENTERPRISE = frozenset({Role.ENTERPRISE})


class ActPage(FormPage):
    """One act: `act` names its right, `form_class` what it asks, `save_label` the word on the button, `echo` what is
    said afterwards, with places for number, who, enterprise and day."""

    roles = BUSINESS
    act = ""
    template_name = "generic/confirm.html"
    save_label = ""
    echo = ""

    def rows(self):
        """Requests in scope."""
        return ServiceRequest.objects.visible_to(self.request.user).for_page().select_related("answered_by")

    def setup(self, request, *args, **kwargs):
        """The request must be in scope before anything else."""
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated and request.user.role in self.roles:
            self.object = self.get_object_or_404(self.rows(), kwargs["pk"])

    @property
    def right(self):
        """The right that is asked for."""
        return self.act

    def allowed(self):
        """The right person, the right state; in a wrong one it says what happened instead (409)."""
        check(self.right, self.request.user, self.object)

    def post(self, request, *args, **kwargs):
        """Do it. Who was the holder a minute ago gets the sentence and keeps what he typed."""
        try:
            return super().post(request, *args, **kwargs)
        except NotAllowed as error:
            form = self.make_form(request.POST, request.FILES)
            if not str(error) or not form.fields:
                raise
            form.add_error(None, str(error))
            return self.show(form, status=403)

    def get_form_kwargs(self):
        """The form knows its request."""
        return {"obj": self.object}

    def show(self, form, status=200):
        """After a refusal the page says where the request stands now."""
        if status in (403, 409):
            self.object = self.rows().filter(pk=self.object.pk).first() or self.object
        return super().show(form, status)

    def extra_context(self, form):
        """Title, where it stands, the word on the button."""
        self.title = f"{self.save_label} · {self.object.title}"
        url = self.object.get_absolute_url()
        return {
            "intro": sentence(self.object, self.request.user),
            "save_label": self.save_label,
            "cancel_url": self.back_to(url),
            "crumbs": [(self.object.number, url), (self.save_label, None)],
        }

    def done_message(self, obj):
        """What was done, to which number."""
        return self.echo % {
            "number": obj.number,
            "who": obj.held_by,
            "enterprise": obj.enterprise,
            "day": obj.due.line1,
        }


class Assign(ActPage):
    """`/requests/<id>/assign/` and `/transfer/`: whose hands; a reason when it is in somebody's already."""

    roles = STATION
    form_class = forms.AssignForm
    echo = _("%(number)s is in the hands of %(who)s now.")

    @property
    def right(self):
        """Assign what nobody holds, transfer the rest."""
        return "assign" if self.object.holder_id is None else "transfer"

    @property
    def save_label(self):
        """The word on the button."""
        return _("Assign") if self.object.holder_id is None else _("Hand over")

    def save(self, form):
        """Give it."""
        data = form.cleaned_data
        return actions.assign_request(
            self.object.pk, self.request.user, data["holder"], reason=data["reason"]
        )


class Take(ActPage):
    """`/requests/<id>/take/`: staff take it themselves."""

    roles = STATION
    act = "assign"
    form_class = forms.EmptyForm
    save_label = _("I take it")
    echo = _("%(number)s is in your hands now; promised by %(day)s.")

    def save(self, form):
        """Mine."""
        return actions.assign_request(self.object.pk, self.request.user, self.request.user)


class Start(ActPage):
    """`/requests/<id>/start/`: the holder is at it."""

    roles = OFFICERS
    act = "start"
    form_class = forms.EmptyForm
    save_label = pgettext_lazy("request", "Start")
    echo = _("%(number)s is being worked on; promised by %(day)s.")

    def save(self, form):
        """Begin."""
        return actions.start_request(self.object.pk, self.request.user)


class AskBack(ActPage):
    """`/requests/<id>/ask-back/`: the enterprise owes something, the clock stands still."""

    roles = OFFICERS
    act = "ask_back"
    form_class = forms.AskBackForm
    save_label = _("Ask, stop the clock")
    echo = _("%(enterprise)s has been asked; the clock of %(number)s stands still.")

    def save(self, form):
        """Ask."""
        return actions.ask_back(self.object.pk, self.request.user, reason=form.cleaned_data["reason"])


class TextAct(ActPage):
    """An act with a longer text: it saves itself as it is typed, and is sent once."""

    template_name = "servicedesk/text_act.html"
    one_time = True

    @property
    def form_code(self):
        """Names the draft."""
        return f"request-{self.act}"


class Answer(TextAct):
    """`/requests/<id>/answer/`: what the enterprise gets."""

    roles = OFFICERS
    act = "answer"
    form_class = forms.AnswerForm
    save_label = _("Answer")
    echo = _("%(number)s is answered; %(enterprise)s has been told.")

    def save(self, form):
        """Answer."""
        return actions.answer_request(self.object.pk, self.request.user, **form.cleaned_data)


class Reply(TextAct):
    """`/requests/<id>/reply/`: what the enterprise adds, or said on the phone to the holder."""

    roles = OFFICERS | ENTERPRISE
    act = "reply"
    form_class = forms.ReplyForm
    save_label = pgettext_lazy("request", "Send")
    echo = _("Sent. The clock of %(number)s runs again; promised by %(day)s.")

    def save(self, form):
        """Add."""
        return actions.reply_request(self.object.pk, self.request.user, **form.cleaned_data)


class Note(ActPage):
    """`/requests/<id>/note/`: for colleagues."""

    roles = OFFICERS
    act = "note"
    form_class = forms.NoteForm
    save_label = _("Keep note")
    echo = _("The note on %(number)s is kept.")

    def save(self, form):
        """Keep."""
        return actions.add_note(self.object.pk, self.request.user, text=form.cleaned_data["text"])


class Close(ActPage):
    """`/requests/<id>/close/`: the enterprise is content, or said so on the phone."""

    roles = OFFICERS
    act = "close"
    form_class = forms.EmptyForm
    save_label = pgettext_lazy("request", "Close")
    echo = _("%(number)s is closed.")

    def save(self, form):
        """Close."""
        return actions.close_request(self.object.pk, self.request.user)


class Withdraw(ActPage):
    """`/requests/<id>/withdraw/`: the enterprise no longer needs it."""

    roles = ENTERPRISE
    act = "withdraw"
    form_class = forms.ReasonForm
    save_label = _("Withdraw")
    echo = _("%(number)s is withdrawn.")

    def save(self, form):
        """Withdraw."""
        return actions.withdraw_request(self.object.pk, self.request.user, reason=form.cleaned_data["reason"])


class Rate(ActPage):
    """`/requests/<id>/rate/`: one to five stars and a remark."""

    roles = ENTERPRISE
    act = "rate"
    form_class = forms.RateForm
    echo = _("Thank you. Your rating of %(number)s is kept.")

    @property
    def save_label(self):
        """The word on the button."""
        return _("Rate and close") if self.object.is_open else _("Rate")

    def save(self, form):
        """Rate."""
        return actions.rate_request(self.object.pk, self.request.user, **form.cleaned_data)


class Reopen(ActPage):
    """`/requests/<id>/reopen/`: not settled yet."""

    roles = ENTERPRISE
    act = "reopen"
    form_class = forms.ReasonForm
    save_label = _("Take up again")
    echo = _("%(number)s is taken up again; new promised date %(day)s.")

    def save(self, form):
        """Reopen."""
        return actions.reopen_request(self.object.pk, self.request.user, reason=form.cleaned_data["reason"])


class Amend(ActPage):
    """`/requests/<id>/amend/`: details of what was noted in a hurry."""

    roles = OFFICERS
    act = "amend"
    form_class = forms.AmendForm
    save_label = _("Save changes")
    echo = _("%(number)s is amended.")

    def get_initial(self):
        """As it stands."""
        names = ("title", "detail", "contact_name", "contact_mobile")
        return {"category": self.object.category_id, **{name: getattr(self.object, name) for name in names}}

    def extra_context(self, form):
        """With the moment it was opened, to notice another change in between."""
        return {
            **super().extra_context(form),
            "version": self.request.POST.get("version") or self.object.updated_at.isoformat(),
        }

    def save(self, form):
        """Amend, unless somebody else did since the page was opened."""
        guard_stale(form, locked(ServiceRequest.objects.visible_to(self.request.user), self.object.pk))
        return actions.amend_request(self.object.pk, self.request.user, **form.cleaned_data)
