"""Forms of the acts on one request."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from core.fields import CleanCharField, CleanTextField
from core.files import AttachmentsField
from core.widgets import Stars
from servicedesk.forms.intake import (
    LONGEST_TEXT,
    ContactMixin,
    HolderField,
    UserForm,
    active_categories,
    category_field,
    takers,
)


class ActForm(UserForm):
    """Base: `obj` is the request."""

    def __init__(self, *args, obj=None, **kwargs):
        self.obj = obj
        super().__init__(*args, **kwargs)


class AssignForm(ActForm):
    """Whose hands; a reason when it is in somebody's already."""

    holder = HolderField()
    reason = CleanCharField(
        label=_("Why"),
        max_length=200,
        required=False,
        error_messages={"required": _("Say why it is handed over; the next one needs to know.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["holder"].give(self.user, takers(self.user))
        if self.user.role != Role.LEAD:
            self.fields["holder"].initial = self.user.pk
        self.fields["reason"].required = self.obj is not None and self.obj.holder_id is not None


class AskBackForm(ActForm):
    """What the enterprise has to add."""

    reason = CleanCharField(
        label=_("What has to be added"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The enterprise reads this sentence; the clock stands still until it answers."),
        error_messages={"required": _("Say what the enterprise should add; it reads this sentence.")},
    )


class ReasonForm(ActForm):
    """A reason, in a sentence."""

    reason = CleanCharField(
        label=_("Reason"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why, in one sentence.")},
    )


class AnswerForm(ActForm):
    """The answer the enterprise gets."""

    text = CleanTextField(
        label=_("Answer to the enterprise"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write the answer; the enterprise reads it as it stands.")},
    )
    files = AttachmentsField()


class ReplyForm(ActForm):
    """What the enterprise adds."""

    text = CleanTextField(
        label=_("What you add"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a sentence what you add.")},
    )
    files = AttachmentsField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.user.role != Role.ENTERPRISE:
            self.fields["text"].label = _("What the enterprise said")


class NoteForm(ActForm):
    """An internal note."""

    text = CleanTextField(
        label=_("Note for colleagues"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The enterprise does not see it."),
        error_messages={"required": _("The note is empty.")},
    )


class RateForm(ActForm):
    """How the enterprise was served."""

    rating = forms.TypedChoiceField(
        label=_("Your rating"),
        coerce=int,
        choices=[(str(n), _("%(n)s stars") % {"n": n}) for n in range(5, 0, -1)],
        widget=Stars,
        error_messages={"required": _("Choose one to five stars.")},
    )
    rating_text = CleanCharField(label=_("Remark"), max_length=300, required=False)


class AmendForm(ContactMixin, ActForm):
    """Details of what was noted in a hurry."""

    title = CleanCharField(label=_("What is needed"), max_length=200)
    category = category_field()
    detail = CleanTextField(
        label=_("Details"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    field_order = ("title", "category", "detail", "contact_name", "contact_mobile")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["category"].offer(active_categories())


class EmptyForm(ActForm):
    """An act that asks nothing."""
