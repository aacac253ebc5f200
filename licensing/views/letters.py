"""Letters about a case: written on the page, printed, taken along as Word; templates that a park may replace."""

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.roles import READERS, STATION, Role
from core import word
from core.views import FormPage, Page
from licensing import actions, letters
from licensing.forms_letters import LetterForm, TemplateForm
from licensing.models import CaseLeg, CaseLetter
from licensing.views.acts import ActPage


class NewLetter(ActPage):
    """`/licensing/<id>/letters/<kind>/`: the words of the letter, to be adapted before it is made."""

    act = "letter"
    form_class = LetterForm
    one_time = True
    template_name = "generic/form.html"

    def setup(self, request, *args, **kwargs):
        """Of one of the kinds."""
        if kwargs["kind"] not in CaseLetter.Kind.values:
            raise Http404
        self.kind = CaseLetter.Kind(kwargs["kind"])
        self.save_label = _("Make the letter")
        super().setup(request, *args, **kwargs)

    def allowed(self):
        """The right person, and a case it makes sense for."""
        super().allowed()
        if self.request.method == "GET":  # the act looks at the documents again, with the case locked
            letters.check(self.kind, self.object, list(self.object.documents.all()))

    def get_initial(self):
        """What the case knows."""
        case = self.object
        legs = list(CaseLeg.objects.filter(case=case))
        with override(settings.LANGUAGE_CODE):
            words = letters.text(self.kind, case, legs)
        return {"to": letters.addressee(self.kind, case), "text": words}

    def extra_context(self, form):
        """The documents it lists stand beside."""
        context = super().extra_context(form)
        self.title = letters.title(self.kind, self.object)
        listed = letters.listed(self.kind, list(self.object.documents.all()))
        if listed:
            context["intro"] = _("The letter lists: %(labels)s.") % {
                "labels": "、".join(label for label, _state in listed)
            }
        return context

    def save(self, form):
        """Make it."""
        return actions.make_letter(self.object.pk, self.request.user, self.kind, **form.cleaned_data)

    def done_url(self, obj):
        """To the letter, which is printed or taken along."""
        return obj.get_absolute_url()

    def done_message(self, obj):
        """Its number."""
        return _("Letter %(number)s is made; the course of the case says so.") % {"number": obj.number}


class OfLetter(Page):
    """A letter in scope."""

    roles = READERS

    def find(self, pk):
        """The letter with its case."""
        rows = CaseLetter.objects.visible_to(self.request.user)
        return self.get_object_or_404(rows.select_related("case__enterprise", "made_by", "park"), pk)


class LetterPage(OfLetter):
    """`/licensing/letters/<id>/`: as it will be printed."""

    def get(self, request, pk):
        """Show."""
        letter = self.find(pk)
        self.title = letter.title
        return self.render(
            "licensing/letter.html",
            {
                "letter": letters.context_of(letter)["letter"],
                "word_url": reverse("licensing:letter_word", args=[pk]),
                "crumbs": [(letter.case.number, letter.case.get_absolute_url()), (letter.number, None)],
            },
        )


class LetterWord(OfLetter):
    """`/licensing/letters/<id>.docx`: the same in Word."""

    def get(self, request, pk):
        """The file."""
        letter = self.find(pk)
        return word.word_answer(letters.word_file(letter), f"{letter.number} {letter.title}")


class Templates(FormPage):
    """`/licensing/letters/templates/`: the lead replaces a template, or takes the standard one again."""

    roles = frozenset({Role.LEAD})
    title = gettext_lazy("Templates of letters")
    form_class = TemplateForm

    def extra_context(self, form):
        """Which kinds have a template of the park."""
        list_url = reverse("licensing:list")
        own = [
            str(kind.label)
            for kind in CaseLetter.Kind
            if word.own_of(self.request.user.park_id, letters.template_name(kind)) is not None
        ]
        return {
            "intro": _("Own templates: %(kinds)s.") % {"kinds": "、".join(own)}
            if own
            else _("All letters use the standard template."),
            "acts": [
                {
                    "label": _("Standard template"),
                    "url": reverse("licensing:letter_standard"),
                    "icon": "download",
                    "primary": False,
                }
            ],
            "crumbs": [(_("Licence assistance"), list_url), (self.title, None)],
            "save_label": _("Save"),
            "cancel_url": self.back_to(list_url),
        }

    def save(self, form):
        """Keep it."""
        data = form.cleaned_data
        kind = CaseLetter.Kind(data["kind"])
        word.keep_own(self.request.user.park_id, letters.template_name(kind), data.get("content"))
        self.kind = kind

    def done_url(self, obj):
        """Here again."""
        return reverse("licensing:letter_templates")

    def done_message(self, obj):
        """Which kind."""
        return _("Letters of this kind use the new template from now on: %(kind)s.") % {
            "kind": self.kind.label
        }


class StandardTemplate(Page):
    """`/licensing/letters/standard.docx`: what an own template begins with."""

    roles = STATION

    def get(self, request):
        """The file as it is."""
        return word.word_answer(letters.STANDARD.read_bytes(), _("Standard template of letters"))
