"""Files that no row stands for: what a process left that was killed between writing a file and committing its row."""

from datetime import timedelta

from django.apps import apps
from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from django.db import models

from core.clock import now

AGE = timedelta(days=1)  # a younger one may belong to a row that is about to be committed
BATCH = 1_000


class Command(BaseCommand):
    """`manage.py orphaned_files [--delete]`"""

    help = __doc__

    def add_arguments(self, parser):
        """Options."""
        parser.add_argument(
            "--delete", action="store_true", help="delete them; without it they are only listed"
        )

    def handle(self, *args, **options):
        """List them, with their size; delete them when told to."""
        count = size = 0
        for name in orphans(default_storage):
            count, size = count + 1, size + default_storage.size(name)
            self.stdout.write(name)
            if options["delete"]:
                default_storage.delete(name)
        self.stdout.write(f"{count} files, {size:,} bytes{' deleted' if options['delete'] else ''}")


def orphans(storage):
    """Names of the files in the folders of our columns that are a day old and stand in no row."""
    columns = [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    ]
    found = []
    for folder in storage.listdir("")[0]:
        for name in _files(storage, folder):
            found.append(name)
            if len(found) == BATCH:
                yield from _without_row(storage, columns, found)
                found = []
    yield from _without_row(storage, columns, found)


def _files(storage, folder):
    folders, names = storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in sorted(names))
    for each in sorted(folders):
        yield from _files(storage, f"{folder}/{each}")


def _without_row(storage, columns, names):
    known = set()
    for model, column in columns:
        rows = model._base_manager.filter(**{f"{column}__in": names})
        known.update(rows.values_list(column, flat=True))
    before = now() - AGE
    return [name for name in names if name not in known and storage.get_modified_time(name) < before]
