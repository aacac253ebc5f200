"""Is the station well? `/healthz` answers without touching anything (core.middleware), `/readyz` checks what a request
needs, `/health/` shows staff the last beat, the queue, and what is owed."""

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from redis import Redis
from redis.exceptions import RedisError

from accounts.roles import Role
from core.clock import now
from core.models import Heartbeat
from core.views import Page
from reminders.health import owed_and_failed
from reminders.sources import sources

QUEUE = "celery"
LATE_AFTER = timedelta(minutes=5)
JOBS = {"beat": _("Beat"), "sweep": _("Looking for what is due"), "send": _("Sending what is owed")}
COUNTS = {
    "reminders": pgettext_lazy("health", "reminders sent"),
    "sent": pgettext_lazy("health", "mails sent"),
    "failed": pgettext_lazy("health", "mails failed"),
    "stopped": pgettext_lazy("health", "stopped"),
}


def broker():
    """A short-lived client of the broker that gives up after a second."""
    return Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)


def check_database():
    """Whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def check_migrations():
    """Whether every migration of this version was applied."""
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def queue_depth():
    """Tasks that wait in the broker, or None when it does not answer."""
    try:
        with broker() as client:
            return client.llen(QUEUE)
    except RedisError:
        return None


def ready(request):
    """200 when database, migrations and broker are there, else 503; says only which, never why."""
    checks = {
        "database": check_database(),
        "broker": queue_depth() is not None,
    }
    checks["migrations"] = checks["database"] and check_migrations()
    return JsonResponse(checks, status=200 if all(checks.values()) else 503)


def run_words(run):
    """A run of a job as people read it: (name, moment, [(what was counted, how many)])."""
    labels = {**COUNTS, **{code: source.label for code, source in sources.items()}}
    return (
        JOBS.get(run.name, run.name),
        run.beat_at,
        [(labels.get(name, name), count) for name, count in run.detail.items()],
    )


class HealthPage(Page):
    """`/health/`: for staff, lead and system administrator."""

    roles = frozenset({Role.STAFF, Role.LEAD, Role.SYSADMIN})
    title = _("Station health")

    def get(self, request):
        """Show each part with a sentence."""
        beats = {beat.name: beat for beat in Heartbeat.objects.all()}
        last = beats.get("beat")
        depth = queue_depth()
        return self.render(
            "workstation/health.html",
            {
                "database": check_database(),
                "migrations": check_migrations(),
                "depth": depth,
                "last_beat": last.beat_at if last else None,
                "beat_late": last is None or now() - last.beat_at > LATE_AFTER,
                "runs": [run_words(beats[name]) for name in sorted(beats)],
                **owed_and_failed(),
            },
        )
