"""The reminder sweep beside the raw set-based insert: `python -m benchmarks.sweeping out.json rounds`, as the owner.

Both owe a week: the ledger stands as the sweep of a week ago left it. Every run is rolled back.
"""

import json
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path

from benchmarks import environment

RAW = """
    INSERT INTO benchmarks_rawledger (object_id, due_on, step, recipient_id, owed_at)
    SELECT d.id, d.due_on, s.step, d.owner_id, now()
    FROM benchmarks_datedrecord AS d JOIN unnest(%s::int[]) AS s(step) ON d.due_on - s.step <= %s::date
    WHERE d.done_on IS NULL AND d.due_on <= %s::date
    ON CONFLICT DO NOTHING
"""
LEDGERS = ("reminders_duereminder", "benchmarks_rawledger")


def measure(rounds: int) -> dict:
    """Medians in milliseconds, and how many rows were new."""
    from django.db import connection, transaction

    from benchmarks.deadlines import DatedRecords
    from core.clock import today as today_
    from reminders.sweep import sweep

    today, steps = today_(), list(DatedRecords.lead_days)

    def raw(day):
        with connection.cursor() as cursor:
            cursor.execute(RAW, [steps, day, day + timedelta(days=max(steps))])
            return cursor.rowcount

    def swept():
        return sum(sweep(today).values())

    raw(today - timedelta(days=7))  # as a week ago; when it is there already, nothing happens
    times = {name: [] for name in ("raw", "raw_again", "sweep", "sweep_again")}
    new = {}
    for _round in range(rounds + 1):
        for name, act in (("raw", lambda: raw(today)), ("sweep", swept)):
            with transaction.atomic():
                for which in (name, f"{name}_again"):
                    began = time.perf_counter()
                    count = act()
                    times[which].append((time.perf_counter() - began) * 1000)
                    new[which] = count
                transaction.set_rollback(True)
        with connection.cursor() as cursor:
            for ledger in LEDGERS:
                cursor.execute(f"VACUUM {ledger}")
    medians = {name: statistics.median(found[1:]) for name, found in times.items()}
    pairs = [
        (f"{name}_ratio", f"sweep{after}", f"raw{after}")
        for name, after in (("first", ""), ("second", "_again"))
    ]
    ratios = {
        key: statistics.median(a / b for a, b in zip(times[above][1:], times[below][1:], strict=True))
        for key, above, below in pairs
    }
    return {**medians, **ratios, "new": new["sweep"], "raw_new": new["raw"]}


if __name__ == "__main__":
    environment.set_up()
    Path(sys.argv[1]).write_text(json.dumps(measure(int(sys.argv[2]))), encoding="utf-8")
