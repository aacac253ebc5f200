"""Numbers of records, e.g. SQ-2026-0042: one counter per park, kind and year. Gaps are allowed (DOMAIN §14)."""

import re

from django.db import connection

from core.normalise import fold

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


def numbers_like(kind, q):
    """The numbers of a kind that a typed text stands for: `BB-2026-0031`, `bb20260031`, `BB 2026 31`; with its letters,
    for a bare number may be any record's."""
    found = re.match(rf"^{kind.lower()}[-\s]*(\d{{4}})[-\s]*(\d{{1,6}})$", fold(q).strip())
    return [format_number(kind, int(found[1]), int(found[2]))] if found else []
