"""Several attachments in a form: each is checked by content and size before the act sees it (DESIGN §3 "Documents")."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.attachments import check_upload
from core.widgets import Files


class AttachmentsField(forms.FileField):
    """Files of any number up to the limit; cleans to a list of `core.attachments.Checked` for `attach_all`."""

    def __init__(self, *, photos=False, **kwargs):
        kwargs.setdefault("label", gettext_lazy("Attachments"))
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", Files(photos=photos))
        super().__init__(**kwargs)

    def clean(self, data, initial=None):
        """Every file that is refused is named with its reason."""
        uploads = [upload for upload in data or [] if upload]
        if not uploads:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return []
        if len(uploads) > settings.ATTACHMENT_MAX_COUNT:
            raise ValidationError(
                _("At most %(limit)s files at once. Choose fewer and send the rest afterwards.")
                % {"limit": settings.ATTACHMENT_MAX_COUNT}
            )
        checked, refused = [], []
        for upload in uploads:
            try:
                checked.append(check_upload(upload))
            except ValidationError as error:
                refused.append(error)
        if refused:
            raise ValidationError(refused)
        return checked


class FilesAgainMixin:
    """For forms with files: a form that comes back says that the files have to be chosen again (a browser forgets
    them); what was typed is still there."""

    def full_clean(self):
        """Add the sentence where files were sent and something else is wrong."""
        super().full_clean()
        if not (self.is_bound and self._errors and self.files):
            return
        for name, field in self.fields.items():
            if isinstance(field, AttachmentsField) and self.files.getlist(self.add_prefix(name)):
                self.add_error(
                    name, _("Choose the files again when you send the form: a browser forgets them.")
                )
