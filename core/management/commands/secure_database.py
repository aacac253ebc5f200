"""Give the application role its rights: everything it needs, and only SELECT and INSERT on history."""

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection


def event_tables():
    """Tables that hold history."""
    return sorted(model._meta.db_table for model in apps.get_models() if hasattr(model, "pgh_tracked_model"))


class Command(BaseCommand):
    """Run by the owner after every migration (`manage.py prepare` does)."""

    help = __doc__

    def handle(self, *args, **options):
        """Grant. Does nothing when the application connects as the owner itself (a single-role database)."""
        role = settings.APP_DATABASE_ROLE
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_user = %s, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role, role]
            )
            is_owner, exists = cursor.fetchone()
            if is_owner or not exists:
                self.stdout.write(f"no separate role {role}: history is protected by the application only")
                return
            quoted = connection.ops.quote_name(role)
            cursor.execute(
                f"GRANT USAGE ON SCHEMA public TO {quoted};"
                f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted};"
                f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted};"
            )
            for table in event_tables():
                cursor.execute(
                    f"REVOKE UPDATE, DELETE, TRUNCATE ON {connection.ops.quote_name(table)} FROM {quoted}"
                )
        self.stdout.write(f"{role}: rights given, {len(event_tables())} history tables append-only")
