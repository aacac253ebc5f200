"""The one search box: what every source knows, read together, so that it costs the same however many sources there are."""

from core.contributions import searches
from core.together import read_together


def numbered(user, q, sources=None):
    """The address of the one record that carries what was typed as its number, or None; the first source that has exactly
    one decides."""
    asked = [
        rows[:2] for source in sources or searches.sorted() if (rows := source.numbered(user, q)) is not None
    ]
    for rows in read_together(*asked):
        found = list(rows)
        if len(found) == 1:
            return found[0].get_absolute_url()
    return None


def groups(user, q, limit, sources=None):
    """[{label, icon, hits}] of the sources that found something, in their order."""
    sources = sources or searches.sorted()
    found = read_together(*(source.rows(user, q, limit) for source in sources))
    return [
        {"label": source.label, "icon": source.icon, "hits": [source.hit(row) for row in rows]}
        for source, rows in zip(sources, found, strict=True)
        if len(rows)
    ]
