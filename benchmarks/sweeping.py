"""The reminder sweep beside raw set-based inserts: `python -m benchmarks.sweeping out.json rounds`, as the owner.

*raw* is the same work for one who has nothing to find out: a plain table holds each dated thing of every source with the
person to tell, indexed by date, and one INSERT … SELECT … ON CONFLICT DO NOTHING writes the same rows into a ledger with
the same columns, indexes and constraints. *bare* is the insert of the yardsticks: the dates of one table into a ledger of
five columns and one index. All owe a week: the ledgers stand as a week ago left them. Every run is rolled back.
"""

import json
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path

from benchmarks import environment

BARE = """
    INSERT INTO benchmarks_rawledger (object_id, due_on, step, recipient_id, owed_at)
    SELECT d.id, d.due_on, s.step, d.owner_id, now()
    FROM benchmarks_datedrecord AS d JOIN unnest(%s::int[]) AS s(step) ON d.due_on - s.step <= %s::date
    WHERE d.done_on IS NULL AND d.due_on <= %s::date
    ON CONFLICT DO NOTHING
"""
TABLES = """
    DROP TABLE IF EXISTS benchmarks_plainledger, benchmarks_plaindate, benchmarks_plainstep;
    CREATE TABLE benchmarks_plainledger (LIKE reminders_duereminder INCLUDING ALL);
    ALTER TABLE benchmarks_plainledger
        ADD FOREIGN KEY (park_id) REFERENCES core_park DEFERRABLE INITIALLY DEFERRED,
        ADD FOREIGN KEY (recipient_id) REFERENCES accounts_user DEFERRABLE INITIALLY DEFERRED;
    CREATE TABLE benchmarks_plaindate (
        source varchar(40), object_id bigint, park_id bigint, subject_id bigint, subject_label text, title text,
        due_on date, recipient_id bigint, url text);
    CREATE TABLE benchmarks_plainstep (source varchar(40), step int)
"""
FILL = """
    INSERT INTO benchmarks_plaindate
    SELECT %s, d.*, r.user_id, replace(%s, '{{}}', d.object_id::text)
    FROM ({due}) AS d(object_id, park_id, subject_id, subject_label, title, due_on)
    JOIN ({told}) AS r(object_id, user_id) USING (object_id)
"""
RAW = """
    INSERT INTO benchmarks_plainledger
        (source, object_id, park_id, subject_id, subject_label, title, url, due_on, step, recipient_id, state, owed_at)
    SELECT source, object_id, park_id, subject_id, subject_label, title, url, due_on, step, recipient_id, 'OWED', now()
    FROM benchmarks_plaindate JOIN benchmarks_plainstep USING (source)
    WHERE due_on - step <= %s::date AND due_on <= %s::date
    ON CONFLICT (source, object_id, due_on, step, recipient_id) DO NOTHING
"""
LEDGERS = ("reminders_duereminder", "benchmarks_plainledger", "benchmarks_rawledger")


def lay_out() -> int:
    """Write down what the sources know; returns the longest lead time."""
    from django.db import connection
    from django.db.models import F

    from reminders.models import LeadTime
    from reminders.sources import VALUES, sources

    steps = list(LeadTime.objects.filter(is_active=True).values_list("source", "days_before"))
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for code, source in sources.items():
            rows = source.due(source.model.objects.order_by()).filter(due_day__gte=F("park__live_from"))
            due, params = rows.values_list(*VALUES).query.sql_with_params()
            told = [one.order_by().query.sql_with_params() for one in source.recipients(rows)]
            sql = FILL.format(due=due, told=" UNION ".join(part for part, _params in told))
            everything = [code, source.address, *params]
            for _part, more in told:
                everything += more
            cursor.execute(sql, everything)
        cursor.executemany("INSERT INTO benchmarks_plainstep VALUES (%s, %s)", steps)
        cursor.execute("CREATE INDEX ON benchmarks_plaindate (due_on)")
        cursor.execute("ANALYZE benchmarks_plaindate, benchmarks_plainstep")
    return max(days for _source, days in steps)


def measure(rounds: int) -> dict:
    """Medians in milliseconds, and how many rows were new."""
    from django.db import connection, transaction

    from benchmarks.deadlines import DatedRecords
    from core.clock import today as today_
    from reminders.sweep import sweep

    today, steps = today_(), list(DatedRecords.lead_days)
    longest = lay_out()

    def bare(day):
        with connection.cursor() as cursor:
            cursor.execute(BARE, [steps, day, day + timedelta(days=max(steps))])
            return cursor.rowcount

    def raw(day):
        with connection.cursor() as cursor:
            cursor.execute(RAW, [day, day + timedelta(days=longest)])
            return cursor.rowcount

    def swept(day):
        return sum(sweep(day).values())

    acts = {"raw": raw, "sweep": swept, "bare": bare}
    for act in acts.values():
        act(today - timedelta(days=7))  # as a week ago; when it is there already, nothing happens
    times = {name + after: [] for name in acts for after in ("", "_again")}
    new = {}
    for _round in range(rounds + 1):
        for name, act in acts.items():
            with transaction.atomic():
                for which in (name, f"{name}_again"):
                    began = time.perf_counter()
                    new[which] = act(today)
                    times[which].append((time.perf_counter() - began) * 1000)
                transaction.set_rollback(True)
        with connection.cursor() as cursor:
            for ledger in LEDGERS:
                cursor.execute(f"VACUUM (ANALYZE) {ledger}")

    def ratio(above, below):
        return statistics.median(a / b for a, b in zip(times[above][1:], times[below][1:], strict=True))

    return {
        **{name: statistics.median(found[1:]) for name, found in times.items()},
        "first_ratio": ratio("sweep", "raw"),
        "second_ratio": ratio("sweep_again", "raw_again"),
        **{f"{name}_new": new[name] for name in acts},
    }


if __name__ == "__main__":
    environment.set_up()
    Path(sys.argv[1]).write_text(json.dumps(measure(int(sys.argv[2]))), encoding="utf-8")
