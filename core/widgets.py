"""Inputs the browser does not have: segments, chips, stars, several files with previews, the record picker.

All of them are ordinary inputs underneath and work without JavaScript.
"""

from django import forms
from django.conf import settings
from django.urls import reverse


class _Marked:
    """Choices that carry an icon and a tone: `icons={value: name}`, `tones={value: "warn"}`."""

    def __init__(self, *args, icons=None, tones=None, **kwargs):
        self.icons = icons or {}
        self.tones = tones or {}
        super().__init__(*args, **kwargs)

    def create_option(self, name, value, *args, **kwargs):
        """The option with its icon and tone."""
        option = super().create_option(name, value, *args, **kwargs)
        option["icon"] = self.icons.get(str(value), "")
        option["tone"] = self.tones.get(str(value), "")
        return option


class Seg(_Marked, forms.RadioSelect):
    """Few choices of one word each, side by side."""

    template_name = "widgets/seg.html"


class ChipPick(_Marked, forms.RadioSelect):
    """Few choices as chips; one may be picked."""

    template_name = "widgets/chips.html"


class ChipPickMany(_Marked, forms.CheckboxSelectMultiple):
    """Few choices as chips; several may be picked."""

    template_name = "widgets/chips.html"


class Stars(forms.RadioSelect):
    """A rating from one to five."""

    template_name = "widgets/stars.html"


class Suggested(forms.TextInput):
    """A text input with suggestions by the browser; anything may be typed. The form sets `suggestions`."""

    template_name = "widgets/suggested.html"
    suggestions = ()

    def get_context(self, name, value, attrs):
        """With the list the input points at."""
        context = super().get_context(name, value, attrs)
        if self.suggestions:
            context["widget"]["suggestions"] = self.suggestions
            context["widget"]["attrs"]["list"] = f"{name}-suggestions"
        return context


class Day(forms.DateInput):
    """A date with the browser's own calendar; the weekday is shown beside it."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__({"data-got": "date", **(attrs or {})}, format="%Y-%m-%d")


class Moment(forms.DateTimeInput):
    """A date with a time, by the browser's own picker."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class Typed(str):
    """What was typed into a Picker without picking: the field looks it up or asks which one is meant."""


class Picker(forms.Widget):
    """A text input with suggestions (combobox); without JavaScript a plain text input.

    Posts `<name>` (the id that was picked), `<name>_text` (what stands in the text input) and `<name>_was` (the words
    that belong to the id). An id counts only while its words were not changed. `value_from_datadict` gives the id as a
    string, or a `Typed` text. `resolve(id)` gives (name, second line) or None; the field may set `options`
    [(id, name, second line)] when a typed text fits several rows: they are offered as radios named `<name>_pick`.
    The view at `url_name` answers `?q=` with JSON `{"results": [{"id", "name", "line2"}], "more": false}`.
    """

    template_name = "widgets/picker.html"

    def __init__(self, url_name="", resolve=None, icon="building-factory-2", attrs=None):
        super().__init__(attrs)
        self.url_name = url_name
        self.resolve = resolve or (lambda pk: None)
        self.icon = icon
        self.options = []

    def value_from_datadict(self, data, files, name):
        """The id that was picked, or the text that was typed."""
        picked = data.get(f"{name}_pick")
        if picked:
            return picked
        pk = (data.get(name) or "").strip()
        if f"{name}_text" not in data:
            return pk
        text = (data.get(f"{name}_text") or "").strip()
        if pk and text == (data.get(f"{name}_was") or "").strip():
            return pk
        return Typed(text)

    def value_omitted_from_data(self, data, files, name):
        """Absent only when none of its inputs was posted."""
        return name not in data and f"{name}_text" not in data and f"{name}_pick" not in data

    def get_context(self, name, value, attrs):
        """What the template shows: the id with its words, or the typed text."""
        context = super().get_context(name, value, attrs)
        pk, text, line2 = "", "", ""
        if isinstance(value, Typed):
            text = str(value)
        elif value not in (None, ""):
            found = self.resolve(getattr(value, "pk", value))
            if found:
                pk, (text, line2) = getattr(value, "pk", value), found
        context["widget"].update(
            url=reverse(self.url_name) if self.url_name else "",
            pk=pk,
            text=text,
            line2=line2,
            icon=self.icon,
            options=self.options,
        )
        return context


class Files(forms.FileInput):
    """Several files with previews, captions and removal; photos are shrunk in the browser before they are sent.

    Posts the files as `<name>` and their captions as `<name>_caption`, in the same order. `photos=True` asks a phone
    for its camera roll; otherwise every kind of attachment is offered.
    """

    template_name = "widgets/files.html"
    allow_multiple_selected = True
    PHOTOS = "image/jpeg,image/png,image/webp"
    ANY = PHOTOS + ",.pdf,.doc,.docx,.xls,.xlsx,.pptx,.txt,.csv"

    def __init__(self, attrs=None, photos=False, captions=None):
        self.photos = photos
        self.kept = []  # attachments that came with an earlier try (core.kept_files)
        self.captions = photos if captions is None else captions
        super().__init__({"multiple": True, "accept": self.PHOTOS if photos else self.ANY, **(attrs or {})})

    def value_from_datadict(self, data, files, name):
        """All files of this name."""
        return files.getlist(name) if hasattr(files, "getlist") else [files[name]] if files.get(name) else []

    def captions_from(self, data, name):
        """The captions, in the order of the files."""
        return data.getlist(f"{name}_caption") if hasattr(data, "getlist") else []

    def get_context(self, name, value, attrs):
        """Limits for the script, and whether captions are asked for."""
        context = super().get_context(name, value, attrs)
        context["widget"].update(
            photos=self.photos,
            kept=self.kept,
            captions=self.captions,
            max_bytes=settings.ATTACHMENT_MAX_BYTES,
            max_count=settings.ATTACHMENT_MAX_COUNT,
        )
        return context
