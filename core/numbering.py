"""Numbers of records, e.g. SQ-2026-0042: one counter per park, kind and year. Gaps are allowed (DOMAIN §14)."""

from django.db import connection

_TAKE = """
    INSERT INTO core_counter (park_id, kind, year, value) VALUES (%s, %s, %s, %s)
    ON CONFLICT (park_id, kind, year) DO UPDATE SET value = core_counter.value + EXCLUDED.value
    RETURNING value
"""


def take_numbers(park_id, kind, year, count=1):
    """Reserve `count` serial numbers in one statement and return them as a range."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [park_id, kind, year, count])
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)


def format_number(kind, year, serial):
    """`SQ-2026-0042`."""
    return f"{kind}-{year}-{serial:04d}"
