"""Load the demo park once: the article's first year and a live layer around today."""

import json
import os
import secrets

from django.conf import settings
from django.core.management.base import BaseCommand

from workstation.demo.loader import load


class Command(BaseCommand):
    """`DEMO_PASSWORD=… manage.py load_demo`; does nothing when there is a park already."""

    help = __doc__

    def handle(self, *args, **options):
        """Load, and leave the table of accounts for the launcher."""
        password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(16)
        accounts = load(password, progress=lambda words: self.stdout.write(f"  {words} …"))
        if accounts is None:
            self.stdout.write("there is a park already; nothing loaded")
            return
        path = settings.VAR_DIR / "demo-accounts.json"
        path.write_text(json.dumps(accounts, ensure_ascii=False, indent=1), encoding="utf-8")
        self.stdout.write(f"demo park loaded, {len(accounts)} accounts")
