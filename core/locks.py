"""Waiting for each other where there is no row to lock: what must exist once, before it exists."""

from django.db import connection

LOCK = (
    "SELECT pg_advisory_xact_lock(hashtext(%(lock)s))"  # for acts that say it with a statement of their own
)


def one_at_a_time(name):
    """Wait until nobody else is at what `name` stands for, and keep it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, {"lock": name})
