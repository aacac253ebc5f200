"""Ids as they come in addresses and hidden fields."""

from contextvars import ContextVar

REQUEST_ID = ContextVar("request_id", default="-")  # of the request that is answered; "-" in a job
LONGEST = 18  # digits; with these a number always fits into a bigint


def row_id(text):
    """The id a text stands for, or None: ASCII digits only, as `int()` also takes "²" apart and chokes on thousands."""
    text = str(text or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None
