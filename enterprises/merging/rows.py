"""Carrying out a plan, and taking it back: rows move by `UPDATE`, what is taken out is kept as it was."""

from django.apps import apps
from django.core import serializers
from django.db import connection

from enterprises.merging.refs import ENTERPRISE, keys_to


def carry_out(made):
    """Move and take out the rows of a plan; returns (moved, removed) as a `Merge` keeps them."""
    moved, removed = {}, {}
    for model, rows in made.changes.items():
        alike = {}
        for pk, columns in rows.items():
            alike.setdefault(tuple(sorted(columns.items())), []).append(pk)
        for columns, ids in alike.items():
            _set(model, ids, {column: after for column, (_before, after) in columns})
            moved.setdefault(model._meta.label, []).append(
                {"set": {column: list(pair) for column, pair in columns}, "ids": sorted(ids)}
            )
    for model, ids in made.out().items():
        if ids:
            rows = model._base_manager.filter(pk__in=ids).order_by("pk")
            removed[model._meta.label] = serializers.serialize("python", rows)
            rows._raw_delete(
                rows.db
            )  # what hung below has moved: a row that was missed would stop the commit
    return moved, removed


def take_back(merge):
    """Bring back what was taken out, and move back what was moved, where it still stands as the merge left it."""
    for label, rows in merge.removed.items():
        apps.get_model(label)  # a model that is gone has nothing to return to
        for row in serializers.deserialize("python", rows):
            row.save()
    for label, groups in merge.moved.items():
        model = apps.get_model(label)
        for group in groups:
            rows = model._base_manager.filter(pk__in=group["ids"])
            for column, (before, after) in group["set"].items():
                rows.filter(**{column: after}).update(**{column: before})
    _bring_along(merge)


def _bring_along(merge):
    """Rows that were added since below a row that went back belong to its enterprise again."""
    enterprise = apps.get_model(ENTERPRISE)
    there = {label: [pk for group in groups for pk in group["ids"]] for label, groups in merge.moved.items()}
    for label, rows in merge.removed.items():
        there.setdefault(label, []).extend(row["pk"] for row in rows)
    for ref in keys_to(enterprise):
        for parent in ref.model._meta.concrete_fields:
            ids = there.get(parent.related_model._meta.label) if parent.is_relation else None
            if ids and parent.related_model is not enterprise:
                rows = ref.model._base_manager.filter(**{parent.attname + "__in": ids})
                rows.filter(**{ref.column: merge.winner_id}, **_of_loser(parent, merge)).update(
                    **{ref.column: merge.loser_id}
                )


def _of_loser(parent, merge):
    """The condition that the row above is the merged record's again."""
    names = {field.name for field in parent.related_model._meta.concrete_fields}
    return {f"{parent.name}__enterprise": merge.loser_id} if "enterprise" in names else {"pk__in": []}


def _set(model, ids, values):
    model._base_manager.filter(pk__in=ids).update(**values)


def check_keys():
    """Have broken keys said now and not at the commit."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
