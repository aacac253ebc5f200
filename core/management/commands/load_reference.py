"""Load the reference data of every app; can be run any number of times."""

from django.core.management.base import BaseCommand

from core.reference import load_all


class Command(BaseCommand):
    help = "Load the calendar, regions, industries and the reference data of every app (idempotent)."

    def handle(self, *args, **options):
        for name, loaded in load_all().items():
            self.stdout.write(f"{name}: {loaded.rows} rows, {loaded.changed} written")
