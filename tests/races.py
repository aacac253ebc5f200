"""Two connections, one of which finds the other at work."""

import threading
import time

from django.db import connection

from core.acts import act

LONGEST = 20  # seconds


def meanwhile(first, second, then=lambda: None):
    """Do `first` in a transaction, let `second` begin in another connection, do `then` in the first one once `second`
    waits for it (or is through), and end. Returns what `first` (or `then`) and `second` gave or raised."""
    under_way, go_on, found = threading.Event(), threading.Event(), [None, None]

    def one():
        with act():
            result = first()
            under_way.set()
            go_on.wait(LONGEST)
            return then() or result

    def other():
        under_way.wait(LONGEST)
        return second()

    def run(place, call):
        try:
            found[place] = call()
        except Exception as error:  # handed to the test, which looks at it
            found[place] = error
        finally:
            under_way.set()
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate((one, other))]
    for thread in threads:
        thread.start()
    under_way.wait(LONGEST)
    wait_until_it_waits(threads[1])
    go_on.set()
    for thread in threads:
        thread.join(LONGEST)
    return found


def wait_until_it_waits(thread):
    """Until somebody waits for a lock of this database, or the thread is through."""
    for _try in range(LONGEST * 50):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0] or not thread.is_alive():
                return
        time.sleep(0.02)
