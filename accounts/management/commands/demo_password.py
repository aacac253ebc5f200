"""Give all demo accounts the password in DEMO_PASSWORD. Hashed once and written in one statement: runs at every start."""

import os

from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User


class Command(BaseCommand):
    """`DEMO_PASSWORD=… manage.py demo_password`"""

    help = __doc__

    def handle(self, *args, **options):
        """Set it for the accounts of the demonstration park only."""
        password = os.environ.get("DEMO_PASSWORD", "")
        if not password:
            raise CommandError("DEMO_PASSWORD is not set.")
        number = User.objects.filter(is_demo=True, is_active=True).update(
            password=make_password(password), password_changed_at=timezone.now(), must_change_password=False
        )
        self.stdout.write(f"{number} demo accounts")
