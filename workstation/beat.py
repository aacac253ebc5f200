"""The beat schedule as data: each job with its period, and an expiry shorter than the period.

A job that could not start before the next one is due is dropped by its expiry, so a worker that comes back after
an hour does one sweep and not sixty.
"""

from celery.schedules import crontab

# name: (task, period in seconds or crontab, expires after seconds)
JOBS = {
    "reminders-sweep": ("reminders.tasks.sweep", crontab(minute="*/15"), 14 * 60),
    "reminders-send": ("reminders.tasks.send_owed", 60.0, 50),
    "beat-heartbeat": ("reminders.tasks.heartbeat", 60.0, 50),
    "requests-close-answered": (
        "servicedesk.tasks.close_answered",
        crontab(minute=5),
        50 * 60,
    ),
    "status-attempts-forget": (
        "servicedesk.tasks.forget_attempts",
        crontab(hour=3, minute=40),
        6 * 3600,
    ),
    "transfers-run-owed": ("core.tasks.run_owed_transfers", 60.0, 50),
    "summaries-fold": ("core.tasks.fold_summaries", 300.0, 240),
    "registers-recompute": (
        "enterprises.tasks.recompute_registers",
        crontab(hour=2, minute=10),
        6 * 3600,
    ),
    "standards-by-day": ("enterprises.tasks.move_standards", crontab(hour=0, minute=10), 6 * 3600),
    "drafts-discard-old": (
        "core.tasks.discard_old_drafts",
        crontab(hour=3, minute=20),
        6 * 3600,
    ),
}


def schedule(switched_off=()):
    """The Celery beat schedule without the jobs named in `switched_off` (setting BEAT_OFF; `all` stops every job)."""
    if "all" in switched_off:
        return {}
    return {
        name: {"task": task, "schedule": period, "options": {"expires": expires}}
        for name, (task, period, expires) in JOBS.items()
        if name not in switched_off
    }
