"""How a form field is laid out, once for crispy forms and for forms laid by hand (look: "Form").

Label above, the error between label and input, help below; a field that need not be filled says so. The words for
speech (`aria-describedby`, `aria-invalid`) come from Django's BoundField; the ids here are the ones it points to.
"""

from django import forms
from django.forms.formsets import BaseFormSet
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from core.widgets import Files, Picker


def kind_of(widget):
    """Which layout a widget takes: hidden, tick, choices, files, picker, select or text."""
    if widget.is_hidden:
        return "hidden"
    for widget_class, kind in (
        (forms.CheckboxInput, "tick"),
        (Picker, "picker"),
        (Files, "files"),
        (forms.RadioSelect, "choices"),
        (forms.CheckboxSelectMultiple, "choices"),
        (forms.Select, "select"),
    ):
        if isinstance(widget, widget_class):
            return kind
    return "text"


CSS = {"select": "form-select", "text": "form-control", "picker": "form-control", "tick": "form-check-input"}


def render_input(bound, css="", template="", **attrs):
    """The bare input of a field, with the classes of the look; `template` draws its choices another way."""
    widget = bound.field.widget
    kind = kind_of(widget)
    classes = [widget.attrs.get("class", ""), CSS.get(kind, ""), css, "is-invalid" if bound.errors else ""]
    attrs["class"] = " ".join(dict.fromkeys(" ".join(classes).split()))
    if not attrs["class"]:
        del attrs["class"]
    if bound.auto_id and "id" not in widget.attrs:
        attrs.setdefault("id", bound.auto_id)
    if not template:
        return bound.as_widget(attrs=attrs)
    attrs = bound.build_widget_attrs(attrs, widget)
    context = widget.get_context(bound.html_name, bound.value(), attrs)
    return mark_safe(bound.form.renderer.render(template, context))  # a template that escapes what it shows


LOOKS = {"seg": "widgets/seg.html", "chips": "widgets/chips.html", "stars": "widgets/stars.html"}


def render_field(
    bound, look="", label=None, help=None, hide_label=False, unit="", css="", optional=None, **attrs
):
    """A field with its label, error and help.

    `look` draws radios as "seg", "chips" or "stars"; `hide_label` keeps the label for speech only; `unit` stands
    behind the input; `optional=False` leaves out （选填）; other keyword arguments become attributes of the input
    (`placeholder="…"`, `data_unit="…"`: underscores become hyphens).
    """
    widget = bound.field.widget
    kind = kind_of(widget)
    if kind == "hidden":
        return bound.as_widget()
    attrs = {name.replace("_", "-"): value for name, value in attrs.items()}
    look = look or widget.attrs.get("data-look", "")
    context = {
        "bound": bound,
        "kind": kind,
        "grouped": kind == "choices",
        "auto_id": bound.auto_id,
        "label": bound.label if label is None else label,
        "label_for": id_of(bound),
        "help": bound.help_text if help is None else help,
        "hide_label": hide_label,
        "unit": unit,
        "optional": is_optional(bound.field, kind) if optional is None else optional,
        "input": render_input(
            bound, css=css, template=LOOKS.get(look, "") if kind == "choices" else "", **attrs
        ),
    }
    return render_to_string("components/field.html", context)


def is_optional(field, kind):
    """Whether （选填） stands at a label: not where a form asks by circumstance and says so (`field.asked = True`)."""
    return not (field.required or kind == "tick" or getattr(field, "asked", False))


def id_of(bound):
    """The id of the input an error link should lead to: the first one of a group."""
    widget = bound.field.widget
    base = widget.attrs.get("id") or bound.auto_id
    if kind_of(widget) == "choices" and base:
        return f"{base}_0"
    return base


def errors_of(form_or_formset):
    """[(id of the input or "", sentence)] of everything wrong, in the order of the page."""
    if isinstance(form_or_formset, BaseFormSet):
        found = [("", str(sentence)) for sentence in form_or_formset.non_form_errors()]
        for number, form in enumerate(form_or_formset.forms, start=1):
            line = getattr(form, "line_label", "") or _("Line %(number)s") % {"number": number}
            found += [
                (anchor, sentence if anchor == "" else f"{line} · {sentence}")
                for anchor, sentence in errors_of(form)
            ]
        return found
    found = [("", str(sentence)) for sentence in form_or_formset.non_field_errors()]
    for bound in form_or_formset:
        for sentence in bound.errors:
            found.append(
                (
                    "" if bound.is_hidden else id_of(bound),
                    _("%(label)s: %(error)s")
                    % {
                        "label": bound.label,
                        "error": sentence,
                    },
                )
            )
    return found
