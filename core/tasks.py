"""Jobs of the ground floor."""

from celery import shared_task

from core.drafts import discard_old


@shared_task
def discard_old_drafts():
    """Forget drafts nobody touched for 60 days."""
    return discard_old()
