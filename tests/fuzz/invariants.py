"""What must hold of the database after whatever was posted, asked in SQL."""

from functools import cache

from django.apps import apps
from django.db import connection

from tests.fuzz.marked import APPS, business_models, park_path

FREE = {
    "core.Draft",
    "reminders.Message",
    "reminders.Delivery",
}  # belong to a person, not to what is looked at


def tables():
    """(model, condition on `t` for the rows of a park, condition for the rows of an enterprise or "")."""
    for model in business_models():
        if model._meta.label in FREE or model._meta.label == "accounts.User":
            continue
        names = {one.name for one in model._meta.concrete_fields}
        own = park_path(model).rpartition("park")[0].removesuffix("__")
        if not own:
            of_park = "t.park_id = %s"
        else:
            parent = model._meta.get_field(own)
            table, column = parent.related_model._meta.db_table, parent.column
            of_park = f't.{column} IN (SELECT id FROM "{table}" WHERE park_id = %s)'
        if "enterprise" in names:
            of_company = "t.enterprise_id = %s"
        elif model._meta.label == "enterprises.Enterprise":
            of_company = "t.id = %s"
        elif own in ("request", "visit"):
            of_company = f't.{own}_id IN (SELECT id FROM "{table}" WHERE enterprise_id = %s)'
        else:
            of_company = ""
        yield model, of_park, of_company


def _fingerprint(conditions, pk):
    parts = [
        f"SELECT '{model._meta.label}' AS name, count(*) AS n, md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))"
        f' AS sum FROM "{model._meta.db_table}" AS t WHERE {condition}'
        for model, condition in conditions
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [pk] * len(parts))
        return {name: (n, total) for name, n, total in cursor.fetchall()}


@cache
def _of_park():
    return tuple((model, of_park) for model, of_park, _of_company in tables())


@cache
def _of_company():
    return tuple((model, of_company) for model, _of_park, of_company in tables() if of_company)


def rows_of_park(park):
    """{table: (count, sum)} of everything that belongs to a park."""
    return _fingerprint(_of_park(), park.pk)


def rows_of_company(company):
    """{table: (count, sum)} of everything that belongs to an enterprise."""
    return _fingerprint(_of_company(), company.pk)


@cache
def _pairs():
    """SELECTs that count rows whose park is not the park of what they point to."""
    found = []
    ours = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    ours = [model for model in ours if not hasattr(model, "pgh_tracked_model") and model._meta.managed]
    with_park = {model for model in ours if "park" in {one.name for one in model._meta.concrete_fields}}
    for model in ours:
        for one in model._meta.concrete_fields:
            target = one.related_model if one.is_relation else None
            if target not in with_park or model._meta.proxy:
                continue
            park = "t.park_id" if model in with_park else _park_of(model)
            if park:
                found.append(
                    f"SELECT '{model._meta.label}.{one.name}' AS name, count(*) AS n FROM \"{model._meta.db_table}\" AS t "
                    f'JOIN "{target._meta.db_table}" AS o ON o.{target._meta.pk.column} = t.{one.column} '
                    f"WHERE o.park_id IS NOT NULL AND o.park_id <> {park}"
                )
    return " UNION ALL ".join(found)


def _park_of(model):
    """The park of a row that has none of its own."""
    path = park_path(model)
    if not path or path == "park":
        return ""
    parent = model._meta.get_field(path.partition("__")[0])
    return f'(SELECT park_id FROM "{parent.related_model._meta.db_table}" WHERE id = t.{parent.column})'


def mixed_parks():
    """{foreign key: rows} of those that lead from one park into another."""
    with connection.cursor() as cursor:
        cursor.execute(_pairs())
        return {name: n for name, n in cursor.fetchall() if n}


def amounts():
    """{table: rows} of everything a form may make."""
    parts = [
        f"SELECT '{model._meta.label}' AS name, count(*) FROM \"{model._meta.db_table}\""
        for model in business_models()
        if model._meta.label not in ("core.Draft",)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())
