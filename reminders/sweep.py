"""The sweep: owe every reminder whose moment has passed, set-based, any number of times (DESIGN §3 "Reminders")."""

from datetime import timedelta

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import F

from core.clock import now
from core.clock import today as today_
from reminders.models import LeadTime
from reminders.sources import VALUES, sources

_OWE = """
    INSERT INTO reminders_duereminder
        (source, object_id, park_id, subject_id, subject_label, title, url, due_on, step, recipient_id, state, owed_at)
    SELECT %s, d.object_id, d.park_id, d.subject_id, left(d.subject_label, 200), left(d.title, 200),
           replace(%s, '{{}}', d.object_id::text), d.due_on, s.step, r.user_id,
           CASE WHEN s.step = min(s.step) OVER (PARTITION BY d.object_id, d.due_on, r.user_id)
                THEN 'OWED' ELSE 'SUPERSEDED' END,
           %s
    FROM ({due}) AS d(object_id, park_id, subject_id, subject_label, title, due_on)
    JOIN ({recipients}) AS r(object_id, user_id) ON r.object_id = d.object_id
    JOIN accounts_user u ON u.id = r.user_id AND u.is_active
    JOIN unnest(%s::int[]) AS s(step) ON d.due_on - s.step <= %s::date
    ON CONFLICT (source, object_id, due_on, step, recipient_id) DO NOTHING
"""

_SUPERSEDE = """
    UPDATE reminders_duereminder AS older SET state = 'SUPERSEDED', settled_at = %s
    WHERE older.state = 'OWED' AND EXISTS (
        SELECT FROM reminders_duereminder AS newer
        WHERE newer.source = older.source AND newer.object_id = older.object_id AND newer.due_on = older.due_on
          AND newer.recipient_id = older.recipient_id AND newer.step < older.step)
"""


def sweep(today=None):
    """Owe what has passed; returns {source: new rows}.

    It looks for everything passed, not for "today + n", so two days of downtime lose nothing; running it again finds
    the rows there and does nothing. Only the latest step passed is owed, earlier ones are recorded as superseded.
    """
    today = today or today_()
    steps = {}
    for source, days in LeadTime.objects.filter(is_active=True).values_list("source", "days_before"):
        steps.setdefault(source, []).append(days)
    with transaction.atomic():
        made = {
            code: _sweep_source(source, steps[code], today)
            for code, source in sources.items()
            if steps.get(code)
        }
        with connection.cursor() as cursor:
            cursor.execute(_SUPERSEDE, [now()])
    return made


def _sweep_source(source, steps, today):
    """One INSERT … SELECT for one source; returns how many rows it made."""
    rows = source.due(source.model.objects.order_by()).filter(
        due_day__lte=today + timedelta(days=max(steps)), due_day__gte=F("park__live_from")
    )
    parts, params = [], []
    try:
        due_sql, due_params = rows.values_list(*VALUES).query.sql_with_params()
        for recipients in source.recipients(rows):
            sql, sql_params = recipients.order_by().query.sql_with_params()
            parts.append(sql)
            params += sql_params
    except EmptyResultSet:
        return 0
    sql = _OWE.format(due=due_sql, recipients=" UNION ".join(parts))
    with connection.cursor() as cursor:
        cursor.execute(sql, [source.code, source.address, now(), *due_params, *params, steps, today])
        return cursor.rowcount
