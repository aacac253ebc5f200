"""Many rows for the nets that count statements, by set-based SQL."""

from django.db import connection

from tests.factories import Cast, make_enterprises


def multiply(row, count, **expressions):
    """Copy one row `count` times by INSERT … SELECT; `expressions` are SQL over `i` (1…count) for named columns."""
    meta = row._meta
    columns = [
        field.column for field in meta.concrete_fields if not field.primary_key and not field.generated
    ]
    values = [expressions.get(column, f'source."{column}"') for column in columns]
    quoted = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{meta.db_table}" ({quoted}) SELECT {", ".join(values).replace("%", "%%")} '
            f'FROM "{meta.db_table}" AS source, generate_series(1, %s) AS i WHERE source.id = %s',
            [count, row.pk],
        )


def grow(world: Cast, count):
    """Add `count` enterprises with their archives, requests, visits, plans, consultations, messages and reminders."""
    from core.models import TimelineEntry
    from enterprises.models import ArchiveSection
    from reminders.models import DueReminder

    made = make_enterprises(world.park, count, liaison=world.chen)
    with connection.cursor() as cursor:
        meta = ArchiveSection._meta
        columns = [field.column for field in meta.concrete_fields if not field.primary_key]
        quoted = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join("e.id" if c == "enterprise_id" else f'source."{c}"' for c in columns)
        cursor.execute(
            f'INSERT INTO "{meta.db_table}" ({quoted}) SELECT {values} FROM "{meta.db_table}" AS source, '
            "unnest(%s) AS e(id) WHERE source.enterprise_id = %s",
            [[row.pk for row in made], world.yunlu_co.pk],
        )
    first = made[0].pk
    other = {"enterprise_id": f"{first} + (i - 1) % {count}"}
    past = {"imported": "true", "submitted_at": "source.submitted_at - (i || ' minutes')::interval"}
    for n, request in enumerate((world.request, world.request_liu, world.request_answered)):
        number = (
            f"'SQ-2019-' || {n} || lpad((i + (SELECT max(id) FROM servicedesk_servicerequest))::text, 8, '0')"
        )
        multiply(request, count // 3, number=number, **other, **past)
        multiply(request, count // 3, number=f"'X' || {number}", **past)
    multiply(world.visit, count // 2, visited_on="source.visited_on - (i % 300)::int", **other)
    multiply(world.visit, count // 2, visited_on="source.visited_on - (i % 300)::int")
    multiply(world.plan, count, planned_on="source.planned_on + (i % 60)::int", **other)
    multiply(world.consultation, count, **other)
    multiply(world.message, count)
    body = "source.name || (i + (SELECT max(id) FROM enterprises_inspectionbody))"
    searched = f"{body} || E'\\n' || source.short_name || E'\\n' || source.cma_number"
    multiply(world.body, count, name=body, searched=searched)
    made = f"(SELECT max(id) FROM enterprises_inspectionbody) - {count} + i"
    multiply(world.ability, count, body_id=made)
    case = "'BB-2019-' || (i + (SELECT max(id) FROM licensing_licencecase))"
    multiply(world.case, count // 2, number=case, **other)
    multiply(world.case, count // 2, number=f"'X' || {case}")
    made = f"(SELECT max(id) FROM licensing_licencecase) - {count // 2} + i"
    sample = "'YP-2019-' || (i + (SELECT max(id) FROM licensing_sample))"
    for row in (world.sample, world.sample_sent):
        multiply(row, count // 2, number=sample, imported="true", case_id=made)
    number = "(i + (SELECT max(id) FROM {}))"
    instrument = "concat_ws(E'\\n', source.name, source.maker, {}, source.serial_no, source.cert_no)"
    for row, column, filled, rest in (
        (world.instrument, "asset_no", instrument, other),
        (world.instrument, "asset_no", instrument, {}),
        (world.licence, "number", "E'\\n' || {}", other),
    ):
        code = f"'N' || {number.format(row._meta.db_table)}"
        multiply(row, count // 2, **{column: code, "searched": filled.format(code)}, **rest)
    day = f"source.happened_on - {number.format(world.duty._meta.db_table)}::int"
    multiply(world.duty, count // 2, happened_on=day, period=day)
    for source in (DueReminder.objects.first(), TimelineEntry.objects.first()):
        if source is not None:
            more = {"object_id": "1000000 + i"} if isinstance(source, DueReminder) else {}
            multiply(source, count, **more)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
