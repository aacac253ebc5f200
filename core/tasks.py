"""Jobs of the ground floor."""

from celery import shared_task

from core import summaries
from core.drafts import discard_old
from core.exchange import jobs, work
from core.kept_files import forget_orphans


@shared_task
def discard_old_drafts():
    """Forget drafts nobody touched for 60 days, and the files that were kept with them."""
    count = discard_old()
    forget_orphans()
    jobs.forget_old()
    return count


@shared_task
def fold_summaries():
    """Merge what was appended to the kept summaries."""
    return summaries.fold()


@shared_task
def run_transfer(pk):
    """Do one export or import."""
    return work.run(pk)


@shared_task
def run_owed_transfers():
    """Do the exports and imports that no hint reached, or whose worker died."""
    return work.run_owed()
