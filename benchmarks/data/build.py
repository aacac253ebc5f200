"""Builds one data set in an empty database: `python -m benchmarks.data.build small|province`, as its owner."""

import sys
import time
from datetime import timedelta

from benchmarks import environment


def build(size) -> None:
    """Migrate, fill, index, derive, vacuum."""
    from django.conf import settings
    from django.core.management import call_command
    from django.utils.translation import override

    from benchmarks.data import bulk, vectors, words
    from benchmarks.data.licences import Licences
    from benchmarks.data.names import names
    from benchmarks.data.rows import Rows
    from benchmarks.data.tables import TABLES
    from benchmarks.models import DatedRecord
    from core.calendars import calendar
    from core.clock import today as today_
    from core.models import Industry, Tally
    from core.workdays import WORKING_DAYS
    from reminders.models import DueReminder

    began = time.monotonic()
    call_command("prepare", stdout=_Silent())
    bulk.set_up()
    bulk.run(TABLES.format(role=settings.APP_DATABASE_ROLE))
    today, in_force = today_(), calendar()
    made = names(size.enterprises, set(Industry.objects.values_list("code", flat=True)))
    say("names", began)
    due = {}
    for back in range(size.days + 3):
        day = today - timedelta(days=back)
        due[day] = in_force.due(day, 5, WORKING_DAYS).date
    tables = bulk.tables_with_events([*Rows.MODELS, *Licences.MODELS, DatedRecord])
    with override(settings.LANGUAGE_CODE), bulk.Bare(tables, vectors.remembered(words.indexed())):
        rows = Rows(size, today, made, due)
        with bulk.beside(Licences(size, today, made, due, in_force).fill):
            for step in Rows.ORDER:
                getattr(rows, step)()
                say(step, began)
        say("licence cases", began)
    say("indexes and keys", began)
    bulk.catch_up_sequences()
    bulk.analyze()  # without statistics the sweep of a million rows takes minutes
    say("statistics", began)
    derive(today, size)
    say("derived", began)
    bulk.vacuum(changed={DueReminder._meta.db_table, Tally._meta.db_table})
    say("vacuum", began)


def derive(today, size) -> None:
    """What the application's own jobs make: the ledger of reminders as it stood a week ago and, beside it, kept summaries."""
    from benchmarks.data import bulk
    from benchmarks.data.licences import Licences
    from core import summaries
    from core.models import Tally
    from reminders.sweep import sweep

    with bulk.Bare(bulk.tables_with_events([Tally])):
        bulk.run("TRUNCATE core_tally")
        with bulk.beside(bulk.run_all, summaries.recounts()):
            Licences.derive(size.parks)
            sweep(today - timedelta(days=7))
            bulk.run(
                "UPDATE reminders_duereminder SET state = 'SENT', settled_at = owed_at WHERE state = 'OWED'"
            )
    summaries.mark_current()


def check(count=20) -> None:
    """A sample of what derives from other rows must be what the acts would write."""
    from django.db import transaction

    from enterprises import archive, sizes
    from enterprises.actions import derive
    from enterprises.models import Enterprise
    from visits.models import Visit

    kept = (
        "last_visited_on",
        "next_visit_on",
        "archive_built_on",
        "archive_oldest_on",
        "size_class",
        "search_text",
        "sort_key",
    )
    total = Enterprise.objects.count()
    for pk in range(1, total + 1, max(total // count, 1)):
        with transaction.atomic():
            enterprise = Enterprise.objects.get(pk=pk)
            before = {name: getattr(enterprise, name) for name in kept}
            done = Visit.objects.done().filter(enterprise_id=pk).order_by("-visited_on", "-pk")
            days = done.values_list("visited_on", "next_on").first() or (None, None)
            enterprise.last_visited_on, enterprise.next_visit_on = days
            archive.refresh(enterprise)
            sizes.recompute(enterprise)
            derive(enterprise)
            after = {name: getattr(enterprise, name) for name in kept}
            transaction.set_rollback(True)
        if before != after:
            raise SystemExit(f"enterprise {pk} derives differently: {before} → {after}")


def say(words: str, began: float) -> None:
    """One line of progress."""
    sys.stdout.write(f"{time.monotonic() - began:6.1f} s {words}\n")
    sys.stdout.flush()


class _Silent:
    def write(self, text, *_):
        """Swallow what commands print; a failure raises."""


if __name__ == "__main__":
    environment.set_up()
    from benchmarks.data.sizes import SIZES

    wanted = SIZES[sys.argv[1]]
    build(wanted)
    check()
