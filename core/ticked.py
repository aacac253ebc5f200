"""Rows ticked on a list for an act on several of them: each by its id, or all that its filter shows.

The bar of acts (templates/components/bulk.html) posts `pk` many times, or `all=1` with the list's `query`.
"""

from dataclasses import dataclass

from core.ids import row_id
from core.list_at import list_at


@dataclass(frozen=True)
class Ticked:
    """The ids, in the order of the list where all of it was chosen; `more` says that there were more than so many."""

    pks: list
    more: bool
    query: str = ""

    def back(self, list_url):
        """The list as it was."""
        return f"{list_url}?{self.query}" if self.query else list_url


def ticked(request, list_url, limit):
    """What was ticked on the list at this address, at most `limit` rows; of the whole list in the scope of its page."""
    query = request.POST.get("query", "").replace("\0", "")
    if request.POST.get("all"):
        rows = list_at(request, f"{list_url}?{query}").sorted_rows()[1]
        pks = list(rows.values_list("pk", flat=True)[: limit + 1])
    else:
        pks = [pk for text in request.POST.getlist("pk") if (pk := row_id(text))]
    return Ticked(pks[:limit], len(pks) > limit, query)
