"""Fills the forms of a page: first as somebody would who means it, then with something hostile here and there."""

from dataclasses import dataclass
from datetime import timedelta

from hypothesis import strategies as st

from core.clock import today
from tests.fuzz import hostile
from tests.fuzz.hostile import SCRIPT

# what people type into fields that ask for something particular; {words of the name: value}
USUAL = {
    "mobile": "13900000077",
    "uscc": "91360402MA35K0000Y",
    "email": "someone@example.com",
    "year": "2024",
    "employees": "120",
    "persons": "3",
    "rating": "4",
    "revenue": "3500",
    "assets": "900",
    "username": "newcomer",
    "password": "Zhiliang-2027x",
    "version": "",
    "time": "09:30",
    "number": "SQ-2026-0001",
    "name": "九江青山制造有限公司",
    "capital": "500",
    "area": "20",
    "days": "5",
    "clock": "10:00",
}


@dataclass
class Filling:
    """How a form is filled: `sweep` goes into every text field, `changes` are (which field, value)."""

    form: int
    meant: bool
    sweep: str
    changes: tuple
    extra: tuple
    button: int
    files: tuple
    twice: bool


def fillings(files):
    """Ways to fill a form."""
    value = st.one_of(hostile.values(), st.integers(1, 60).map(str), st.just(""))
    return st.builds(
        Filling,
        form=st.integers(0, 5),
        meant=st.sampled_from([True, True, False]),
        sweep=st.one_of(st.just(""), st.sampled_from(hostile.TEXTS), hostile.values()),
        changes=st.lists(st.tuples(st.integers(0, 80), value), max_size=3).map(tuple),
        extra=st.one_of(
            st.just(()),
            st.lists(st.tuples(st.sampled_from(NAMES), value), max_size=2).map(tuple),
        ),
        button=st.integers(0, 4),
        files=st.one_of(st.just(()), st.lists(files, max_size=3).map(tuple)),
        twice=st.booleans(),
    )


NAMES = (
    "next",
    "park",
    "park_id",
    "status",
    "save_draft",
    "add_line",
    "as_new",
    "save_next",
    "role",
    "is_superuser",
    "lines-TOTAL_FORMS",
    "lines-7-title",
    "kept.met",
    "kept_path",
    "photos_caption",
    "version",
)


@dataclass
class Filled:
    """What is sent where: pairs, the texts that were typed, and whether a hidden field or a choice was forged."""

    pairs: list
    typed: dict
    forged: bool
    action: str


def fill(form, filling, known):
    """The pairs of a filled form; `known` are values that are right for this page, by the last part of the name."""
    known = known if filling.meant else {}
    typed, pairs, forged = {}, [], False
    radios = {}
    for control in form.fields:
        if control.kind in ("radio", "checkbox"):
            radios.setdefault(control.name, []).append(control)
    changed = changes_by_field(form, filling)
    done = set()
    for number, control in enumerate(form.fields):
        if control.kind == "file" or (control.name in done and control.name in radios):
            continue
        if number in changed:
            value = changed[number]
            if control.is_typed:
                typed[control.name] = value
            else:
                forged = forged or control.kind != "password"
            pairs.append((control.name, value))
            done.add(control.name)
        elif control.name in radios:
            done.add(control.name)
            pairs += ticked(radios[control.name], filling.meant, known)
        elif control.tag == "select":
            pairs += selected(control, filling.meant, known)
        else:
            value = written(control, filling, known)
            if control.is_typed:
                typed[control.name] = value
            pairs.append((control.name, value))
    button = form.buttons[filling.button % len(form.buttons)] if form.buttons else None
    if button and button.name:
        pairs.append((button.name, button.value))
    pairs += filling.extra
    names = [name for name, _value in pairs]
    return Filled(
        pairs,
        {name: text for name, text in typed.items() if names.count(name) == 1},
        forged or bool(filling.extra),
        (button and button.action) or form.action,
    )


def changes_by_field(form, filling):
    """{number of the field: value}."""
    count = len(form.fields)
    return {which % count: value for which, value in filling.changes} if count else {}


def ticked(controls, meant, known):
    """What a browser sends of radios or boxes; one of required radios is chosen."""
    name = controls[0].name
    if last(name) in known:
        return [(name, known[last(name)])]
    on = [(name, one.value) for one in controls if one.on]
    if on or not meant or controls[0].kind != "radio":
        return on
    return [(name, controls[0].value)]


def selected(control, meant, known):
    """What a browser sends of a select; where nothing is chosen yet, the first real choice."""
    if last(control.name) in known:
        return [(control.name, known[last(control.name)])]
    on = [value for value, chosen in control.options if chosen]
    real = [value for value, _chosen in control.options if value]
    if meant and control.required and not any(on) and real:
        on = real[:1]
    if not on and control.options and not control.multiple:
        on = [control.options[0][0]]
    return [(control.name, value) for value in on]


def written(control, filling, known):
    """What is typed into a field."""
    if filling.sweep and control.is_typed and not control.name.endswith("enterprise_text"):
        return filling.sweep
    if last(control.name) in known:
        return known[last(control.name)]
    if control.value or not filling.meant or control.kind == "hidden":
        return control.value
    if control.kind == "date":
        return (
            f"{today() - timedelta(days=1)}"
            if "next" not in control.name
            else f"{today() + timedelta(days=9)}"
        )
    if control.kind == "datetime-local":
        return f"{today() - timedelta(days=1)}T10:00"
    if control.kind == "time":
        return "09:30"
    for words, value in USUAL.items():
        if words in control.name:
            return value
    if control.kind == "number":
        return "3"
    return f"说明一下{SCRIPT}" if control.tag == "textarea" else "说明一下"


def last(name):
    """`lines-0-enterprise` asks for an `enterprise`."""
    return name.rpartition("-")[2]
