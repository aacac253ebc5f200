"""The sweep: owe every reminder whose moment has passed, set-based, any number of times (DESIGN §3 "Reminders")."""

from datetime import timedelta

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import F

from core.clock import now
from core.clock import today as today_
from reminders.models import LeadTime
from reminders.sources import VALUES, sources

# What has passed and is not in the ledger yet is found first, by narrow rows; what the ledger says about a thing (its
# subject, its title) is read only for those few. OFFSET 0: ledger and source are asked by their keys, once for each,
# however long they have grown and whatever the planner believes of them (after an import it believes they are empty, and
# would compare each row with each). ORDER BY: all is found before the first row is written, for the same reason.
_OWE = """
    WITH step AS MATERIALIZED (
        SELECT step, lead(step) OVER (ORDER BY step DESC) AS next FROM unnest(%s::int[]) AS s(step)
    ), passed AS MATERIALIZED (
        SELECT d.object_id, d.due_on, d.user_id, step.step, d.due_on - step.next <= %s::date AS is_older
        FROM ({told}) AS d(object_id, user_id, due_on)
        JOIN step ON d.due_on - step.step <= %s::date
        JOIN accounts_user AS u ON u.id = d.user_id AND u.is_active
        WHERE NOT EXISTS (
            SELECT FROM reminders_duereminder AS l
            WHERE l.source = %s AND l.object_id = d.object_id AND l.due_on = d.due_on
              AND l.step = step.step AND l.recipient_id = d.user_id
            OFFSET 0)
    )
    INSERT INTO reminders_duereminder
        (source, object_id, park_id, subject_id, subject_label, title, url, due_on, step, recipient_id, state, owed_at)
    SELECT %s, p.object_id, d.park_id, d.subject_id, left(d.subject_label, 200), left(d.title, 200),
           replace(%s, '{{}}', p.object_id::text), p.due_on, p.step, p.user_id,
           CASE WHEN p.is_older THEN 'SUPERSEDED' ELSE 'OWED' END, %s
    FROM (SELECT * FROM passed ORDER BY object_id) AS p CROSS JOIN LATERAL (
        SELECT * FROM ({due}) AS one(object_id, park_id, subject_id, subject_label, title, due_on)
        WHERE one.object_id = p.object_id AND one.due_on = p.due_on
        OFFSET 0
    ) AS d
    ON CONFLICT (source, object_id, due_on, step, recipient_id) DO NOTHING
"""

_SUPERSEDE = """
    UPDATE reminders_duereminder AS older SET state = 'SUPERSEDED', settled_at = %s
    WHERE older.state = 'OWED' AND EXISTS (
        SELECT FROM reminders_duereminder AS newer
        WHERE newer.source = older.source AND newer.object_id = older.object_id AND newer.due_on = older.due_on
          AND newer.recipient_id = older.recipient_id AND newer.step < older.step
        OFFSET 0)
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
    rows = source.until(source.due(source.model.objects.order_by()), today + timedelta(days=max(steps)))
    rows = rows.filter(due_day__gte=F("park__live_from"))
    parts, params = [], []
    try:
        for recipients in source.recipients(rows):
            told = recipients.order_by().annotate(told_for=F("due_day"))
            sql, sql_params = told.query.sql_with_params()
            parts.append(sql)
            params += sql_params
        due_sql, due_params = rows.values_list(*VALUES).query.sql_with_params()
    except EmptyResultSet:
        return 0
    sql = _OWE.format(due=due_sql, told=" UNION ALL ".join(parts))
    before = [sorted(steps), today, *params, today, source.code]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*before, source.code, source.address, now(), *due_params])
        return cursor.rowcount
