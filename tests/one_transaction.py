"""The database in one transaction for many tests, which leave no trace for anybody else."""

from contextlib import contextmanager

from django.db import transaction
from django.test import override_settings


@contextmanager
def one_transaction(django_db_blocker, media):
    """Everything inside happens in one transaction with the reference data, and is rolled back."""
    from core.models import Industry
    from tests.conftest import load_reference

    with override_settings(MEDIA_ROOT=str(media)), django_db_blocker.unblock(), transaction.atomic():
        if not Industry.objects.exists():
            load_reference()
        yield
        transaction.set_rollback(True)
