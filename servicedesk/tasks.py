"""Jobs of the service desk: thin, they call the acts."""

from celery import shared_task

from servicedesk import actions


@shared_task
def close_answered():
    """Close what was answered five working days ago."""
    return actions.close_answered()


@shared_task
def forget_attempts():
    """Forget old tries at the public look-up."""
    return actions.forget_attempts()
