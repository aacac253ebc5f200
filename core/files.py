"""Several attachments in a form: each is checked by content and size before the act sees it (DESIGN §3 "Documents")."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from core.attachments import check_upload
from core.widgets import Files


class AttachmentsField(forms.FileField):
    """Files of any number up to the limit; cleans to a list of `core.attachments.Checked` for `attach_all`.

    `kept` are files that came with an earlier try (core.kept_files); they come first.
    """

    default_error_messages = {
        "many": gettext_lazy("At most %(limit)s files at once. Choose fewer and send the rest afterwards."),
    }

    def __init__(self, *, photos=False, **kwargs):
        kwargs.setdefault("label", gettext_lazy("Attachments"))
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", Files(photos=photos))
        super().__init__(**kwargs)
        self.kept, self.kept_captions, self.unwanted = [], [], ()

    def clean(self, data, initial=None):
        """Every file that is refused is named with its reason; the error carries those that passed."""
        uploads = [upload for upload in data or [] if upload]
        if not uploads and not self.kept and self.required:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(uploads) + len(self.kept) > settings.ATTACHMENT_MAX_COUNT:
            raise ValidationError(self.error_messages["many"] % {"limit": settings.ATTACHMENT_MAX_COUNT})
        checked, refused = [], []
        for upload in uploads:
            try:
                checked.append(self.check(upload))
            except ValidationError as error:
                refused += error.messages
        if refused:
            error = ValidationError(refused)
            error.checked = checked
            raise error
        return [*self.kept, *checked]

    def check(self, upload):
        """One file."""
        return check_upload(upload)

    def captions(self, data, name):
        """The captions in the order of the cleaned files."""
        return [*self.kept_captions, *self.widget.captions_from(data, name)]
