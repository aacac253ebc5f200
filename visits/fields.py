"""Form fields of visits: days as people type them, hours, photos."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.attachments import ALLOWED, extension_of
from core.files import AttachmentsField
from core.normalise import half_width
from core.widgets import Day

_parts = re.compile(r"^\s*(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*$")
_clock = re.compile(r"^\s*(\d{1,2})\s*[:.点时]\s*(\d{1,2})?\s*分?\s*$")


class DayField(forms.DateField):
    """A day; full-width digits and `2026年11月23日` are understood."""

    widget = Day
    default_error_messages = {
        "invalid": gettext_lazy("This is not a day of the calendar. Write it like 2026-11-23."),
    }

    def to_python(self, value):
        """The date."""
        if isinstance(value, str):
            match = _parts.match(half_width(value))
            if match:
                value = "-".join(match.groups())
        return super().to_python(value)


class ClockField(forms.TimeField):
    """A time of day; full-width digits and `9点30` are understood."""

    widget = forms.TimeInput
    default_error_messages = {"invalid": gettext_lazy("This is not a time of day. Write it like 09:30.")}

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
        super().__init__(**kwargs)

    def to_python(self, value):
        """The time."""
        if isinstance(value, str):
            match = _clock.match(half_width(value))
            if match:
                value = f"{match[1]}:{match[2] or '00'}"
        return super().to_python(value)


class PhotosField(AttachmentsField):
    """Several photos, each checked by content and size."""

    default_error_messages = {"many": gettext_lazy("At most %(limit)s photos at once; choose fewer.")}

    def __init__(self, **kwargs):
        super().__init__(photos=True, **kwargs)

    def check(self, upload):
        """One photo; other kinds of files belong elsewhere."""
        kind = ALLOWED.get(extension_of(upload.name), ("",))[0]
        if kind and kind != "IMAGE":
            raise ValidationError(_("“%(name)s” is not a photo.") % {"name": upload.name})
        return super().check(upload)
