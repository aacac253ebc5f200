"""What was typed into a form that could not be taken, in the words of that form: [(label, value)]."""

from urllib.parse import urlsplit

from django import forms
from django.urls import Resolver404, resolve

from core.widgets import Picker

MACHINE_NAMES = {
    "next",
    "version",
    "one_time_key",
    "kept_path",
    "action",
    "pk",
    "all",
    "query",
    "origin",
    "save_draft",
    "password",
}
MACHINE_ENDS = ("_FORMS", "_was", "-DELETE", "_pick")


def kept_words(kept, path):
    """The fields a person filled, with the labels of the form at `path`; no ids, codes or counters."""
    fields = fields_of(path)
    rows = []
    for name, value in kept or ():
        if name in MACHINE_NAMES or name.endswith(MACHINE_ENDS) or not value.strip():
            continue
        field = fields.get(plain(name))
        if isinstance(getattr(field, "widget", None), Picker):
            continue  # the id that belongs to the words in `<name>_text`
        field = field or fields.get(plain(name).removesuffix("_text"))
        shown = words_of(field, value)
        if shown:
            rows.append((str(field.label or "") if field else "", shown))
    return rows


def plain(name):
    """The name without the prefix of its line (`need-0-text`)."""
    return name.rpartition("-")[2]


def fields_of(path):
    """{name: field} of the forms of the page at an address; the page says so by `form_class` and `more_forms`."""
    try:
        view = getattr(resolve(urlsplit(path or "").path).func, "view_class", None)
    except Resolver404:
        return {}
    classes = [getattr(view, "form_class", None), *getattr(view, "more_forms", ())]
    found = {}
    for each in classes:
        found |= getattr(each, "base_fields", {})
    return found


def words_of(field, value):
    """A value as people read it, or an empty string for what only the program reads."""
    if field is None:
        code = value.isdigit() or (value.isupper() and value.isascii() and len(value) < 20)
        return "" if code or len(value.strip()) < 2 else value
    if field.widget.is_hidden or isinstance(field, forms.ModelChoiceField):
        return ""
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, ""))
    return "✓" if isinstance(field, forms.BooleanField) else value
