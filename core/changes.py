"""What changed behind the lines of a timeline: history's events of the same request, field by field, in words.

One statement for all lines, whatever tables stand behind them (DESIGN §3 "Timeline").
"""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.masking import mask_email, mask_mobile

MASKS = (("mobile", mask_mobile), ("phone", mask_mobile), ("email", mask_email))
NOTHING = "—"
LONGEST = 120


@dataclass(frozen=True)
class Changed:
    """One field: its words, and its value before and after."""

    label: str
    before: str
    after: str


def changes_of(entries, *, shows, masked=True):
    """{entry id: [Changed]} of lines that have any.

    `shows(model)` says which fields of a model this reader may see: their names, or () for none of it. Values of what
    was entered then are on its own page; what was changed or deleted is told here.
    """
    wanted = {}
    for entry in entries:
        if entry.request:
            for place in _places(entry):
                wanted.setdefault(place, set()).add(entry.request)
    events = _events({place: requests for place, requests in wanted.items() if shows(place[0])}, shows)
    found = {}
    for entry in entries:
        said = []
        for place in _places(entry) if entry.request else ():
            said += _said(place[0], events.get((*place, entry.request), ()), shows(place[0]), masked)
        if said:
            found[entry.pk] = said
    return found


def readable_fields(model, without=()):
    """Names of the fields of a model that have words of their own and are filled in by people."""
    event = _event_of(model)
    kept = {field.name for field in event._meta.concrete_fields} if event else ()
    return tuple(
        field.name
        for field in model._meta.concrete_fields
        if field.editable
        and not field.primary_key
        and field.name not in without
        and field._verbose_name is not None
        and field.name in kept
        and (not field.is_relation or _name_column(field))
    )


def _places(entry):
    """(model, id) of what a line is about: its subject, and the record behind it."""
    pairs = {(entry.subject_type_id, entry.subject_id): None, (entry.object_type_id, entry.object_id): None}
    for type_id, pk in pairs:
        model = ContentType.objects.get_for_id(type_id).model_class() if type_id else None
        if model is not None:
            yield model, pk


def _event_of(model):
    """The table of a model's history, or None."""
    found = getattr(model, "pgh_event_models", None)
    return (
        next(iter(found.values()))
        if found
        else apps.all_models[model._meta.app_label].get(f"{model._meta.model_name}event")
    )


def _events(wanted, shows):
    """{(model, id, request): [(kind, before, after)]}, oldest first, by one statement."""
    by_model, parts, params = {}, [], []
    for (model, pk), requests in wanted.items():
        ids, asked = by_model.setdefault(model, (set(), set()))
        ids.add(pk)
        asked |= requests
    order = [model for model in sorted(by_model, key=lambda model: model._meta.label) if _event_of(model)]
    for number, model in enumerate(order):
        table, columns = _event_of(model)._meta.db_table, _columns(model, shows(model))
        ids, asked = by_model[model]
        parts.append(
            f"SELECT {number}, e.pgh_obj_id, e.pgh_context->>'request', e.pgh_label, {columns.format(row='e')}, "
            f"(SELECT {columns.format(row='p')} FROM {table} p WHERE p.pgh_obj_id = e.pgh_obj_id "
            f"AND p.pgh_id < e.pgh_id ORDER BY p.pgh_id DESC LIMIT 1), e.pgh_id "
            f"FROM {table} e WHERE e.pgh_obj_id = ANY(%s) AND e.pgh_context->>'request' = ANY(%s)"
        )
        params += [sorted(ids), sorted(asked)]
    if not parts:
        return {}
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(parts)} ORDER BY 7", params)
        for number, pk, request, label, after, before, _id in cursor.fetchall():
            found.setdefault((order[number], pk, request), []).append((label, before, after))
    return found


def _name_column(field):
    """Of a relation the column that names its row, if there is one."""
    names = {each.name for each in field.related_model._meta.concrete_fields}
    return "name" if "name" in names else ""


def _columns(model, names):
    """SQL: the fields of `{row}` as JSON, relations by name."""
    pairs = []
    for name in names:
        field = model._meta.get_field(name)
        value = f"{{row}}.{field.column}"
        if field.is_relation:
            other = field.related_model._meta
            value = f"(SELECT o.name FROM {other.db_table} o WHERE o.{field.target_field.column} = {value})"
        pairs.append(f"ARRAY['{name}', ({value})::text]")
    return f"ARRAY[{', '.join(pairs)}]::text[]"


def _said(model, events, names, masked):
    """What the events of one row in one request changed, from the first to the last."""
    if not events or events[0][0] == "insert":
        return []
    before = dict(events[0][1] or ())
    after = {} if events[-1][0] == "delete" else dict(events[-1][2])
    found = []
    for name in names:
        old, new = before.get(name), after.get(name)
        if (old or "") != (new or ""):
            field = model._meta.get_field(name)
            found.append(
                Changed(
                    capfirst(str(field.verbose_name)), _words(field, old, masked), _words(field, new, masked)
                )
            )
    return found


def _words(field, value, masked):
    """A value of the history in words."""
    if value in (None, ""):
        return NOTHING
    if isinstance(field, models.BooleanField):
        return _("yes") if value == "true" else _("no")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if masked:
        for end, mask in MASKS:
            if field.name.endswith(end):
                return mask(value)
    return value if len(value) <= LONGEST else f"{value[:LONGEST]}…"
