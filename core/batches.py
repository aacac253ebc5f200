"""Long things in parts."""

from itertools import islice


def batches(rows, size):
    """Lists of at most `size` rows, one after the other; never all of them at once."""
    rows = iter(rows)
    while part := list(islice(rows, size)):
        yield part
