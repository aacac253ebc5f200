"""Hints to the worker: what has to be done stands in a row; the hint only says that it may be done now.

Losing a hint costs nothing, as a sweep finds the row. A broker that did not answer is left alone for a while, so that one
that hangs costs one page its time, not each.
"""

import logging
import time

from django.db import transaction
from django.utils.module_loading import import_string

logger = logging.getLogger("station.hints")

LEFT_ALONE = 20.0  # seconds
_broker = {"left_alone_until": 0.0}


def hint(task, *args, expires=50):
    """Ask the worker, after commit, to run a task (its dotted path)."""

    def tell():
        from kombu.exceptions import OperationalError
        from redis.exceptions import RedisError

        if time.monotonic() < _broker["left_alone_until"]:
            return
        try:
            import_string(task).apply_async(args, expires=expires, retry=False)
        except (OperationalError, RedisError, OSError) as error:
            _broker["left_alone_until"] = time.monotonic() + LEFT_ALONE
            logger.warning("no hint to the worker, the next sweep does it: %s", error)

    transaction.on_commit(tell)
