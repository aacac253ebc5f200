"""Bring the database up to date: migrations, rights, kept summaries, reference data. Safe to repeat."""

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """`manage.py prepare`"""

    help = __doc__

    def handle(self, *args, **options):
        """Migrate, secure, count what is new, load reference data."""
        call_command("migrate", interactive=False, verbosity=1, stdout=self.stdout)
        call_command("secure_database", stdout=self.stdout)
        call_command("rebuild_summaries", if_changed=True, stdout=self.stdout)
        call_command("load_reference", stdout=self.stdout)
