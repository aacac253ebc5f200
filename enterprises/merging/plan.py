"""What becomes of each row when one record goes into another; reads only."""

from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from django.db.models import Q

from enterprises.merging.refs import WORKED_OUT, keys_to, plain_refs, typed_refs, unique_keys


@dataclass
class Plan:
    """`into`: {model: {id: id of the row it goes into}}, the enterprise itself first. `changes`: {model: {id: {column:
    (before, after)}}} of the rows that move. `worked_out`: {model: ids} of rows that are made anew."""

    into: dict
    changes: dict = field(default_factory=dict)
    worked_out: dict = field(default_factory=dict)

    def moving(self):
        """{model: how many of its rows move}; the enterprise's own pointer is no row of its own."""
        return {model: len(rows) for model, rows in self.changes.items() if rows}

    def doubled(self):
        """{model: {id that is taken out: id that stays}}."""
        first = next(iter(self.into))
        return {model: pairs for model, pairs in self.into.items() if pairs and model is not first}

    def out(self):
        """{model: ids of rows that are taken out}."""
        found = {model: set(pairs) for model, pairs in self.doubled().items()}
        for model, ids in self.worked_out.items():
            found.setdefault(model, set()).update(ids)
        return found


def plan(loser, winner):
    """The plan of merging one enterprise into another."""
    first = type(loser)
    made = Plan(into={first: {loser.pk: winner.pk}})
    waiting = [first]
    while waiting:
        target = waiting.pop(0)
        for model in dict.fromkeys(ref.model for ref in keys_to(target)):
            if model._meta.label in WORKED_OUT:
                _work_out(made, model)
            elif _follow_keys(made, model):
                waiting.append(model)
    for ref in typed_refs():
        for target, pairs in made.into.items():
            _note(made, ref, pairs, ref.model._base_manager.filter(ref.at(target, pairs)))
    for ref in plain_refs(first):
        _note(made, ref, made.into[first], ref.model._base_manager.filter(ref.at(first, made.into[first])))
    return made


def _known_keys(made, model):
    """[(ref, model it points at)] of the keys of a model to what goes into something else."""
    return [(ref, target) for target in made.into for ref in keys_to(target) if ref.model is model]


def _work_out(made, model):
    conditions = [ref.at(target, made.into[target]) for ref, target in _known_keys(made, model)]
    ids = model._base_manager.filter(reduce(or_, conditions)).values_list("pk", flat=True)
    made.worked_out[model] = set(ids)


def _follow_keys(made, model):
    """Note the new keys of the rows of a model; returns whether more of them go into rows that are there already."""
    refs = _known_keys(made, model)
    unique = [(columns, condition) for columns, condition in unique_keys(model)
              if {ref.column for ref, _target in refs} & set(columns)]  # fmt: skip
    wanted = {ref.column for ref, _target in refs}.union(*(columns for columns, _condition in unique))
    reach = reduce(or_, (ref.at(target, made.into[target]) for ref, target in refs))
    gone = made.into.setdefault(model, {})
    rows = {
        row.pop("pk"): row
        for row in model._base_manager.filter(reach).exclude(pk__in=list(gone)).values("pk", *wanted)
    }
    new = {
        pk: {
            ref.column: made.into[target][row[ref.column]]
            for ref, target in refs
            if row[ref.column] in made.into[target]
        }
        for pk, row in rows.items()
    }
    before = len(gone)
    for columns, condition in unique:
        gone.update(_doubles(model, columns, condition, rows, new, gone))
    made.changes[model] = {
        pk: {column: (rows[pk][column], value) for column, value in values.items()}
        for pk, values in new.items()
        if pk not in gone
    } | {pk: kept for pk, kept in made.changes.get(model, {}).items() if pk not in rows and pk not in gone}
    return len(gone) > before


def _doubles(model, columns, condition, rows, new, gone):
    """{id: id of the row that has the same unique key} of rows that would stand there twice."""
    moving = [pk for pk in rows if pk not in gone and set(new[pk]) & set(columns)]
    table = model._base_manager.filter(condition) if condition else model._base_manager
    if condition:
        moving = list(table.filter(pk__in=moving).values_list("pk", flat=True))
    keys = {pk: tuple(new[pk].get(column, rows[pk][column]) for column in columns) for pk in sorted(moving)}
    keys = {pk: key for pk, key in keys.items() if None not in key}
    if not keys:
        return {}
    near = Q()
    for place, column in enumerate(columns):
        if any(column in values for values in new.values()):
            near &= Q(**{f"{column}__in": {key[place] for key in keys.values()}})
    there = {
        tuple(key): pk
        for pk, *key in table.filter(near).exclude(pk__in=[*rows, *gone]).values_list("pk", *columns)
    }
    found = {}
    for pk, key in keys.items():
        if there.setdefault(key, pk) != pk:
            found[pk] = there[key]
    return found


def _note(made, ref, pairs, rows):
    """Note the new ids of rows that point by a plain id, unless they are taken out themselves."""
    out = made.out().get(ref.model, ())
    changes = made.changes.setdefault(ref.model, {})
    for pk, old in rows.values_list("pk", ref.column):
        if pk not in out:
            changes.setdefault(pk, {})[ref.column] = (old, pairs[old])
