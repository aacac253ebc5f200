"""The goals, and whether what was measured reaches them. Pure: numbers in, lines out."""

from dataclasses import dataclass

from benchmarks.pages import CREATE, DASHBOARD, DETAIL, FORM, LIST, SEARCH

OK, MUST_ONLY, MISSED, UNKNOWN = "aim", "must", "missed", "–"
DEPTH = 3  # pages of a B-tree of a million rows from its root to the row, against one page of a small table
BUFFERS = 500  # what a statement may read anyway: a count that stops at 10,000 reads more than one of 330
BYTES = 1.25  # what goes over the wire: names, numbers and the parks among the rows differ in length
OF_PARKS = 1_500  # what the filter of one who sees all parks weighs: the province has 200 of them


@dataclass(frozen=True)
class Goal:
    """One row of the goals: what must hold, what is aimed at, what was measured. `most`: smaller is better."""

    number: str
    words: str
    must: float
    aim: float
    measured: float | None
    most: bool = True
    where: str = ""

    @property
    def verdict(self) -> str:
        """Aim reached, must reached, or missed."""
        if self.measured is None:
            return UNKNOWN
        for limit, word in ((self.aim, OK), (self.must, MUST_ONLY)):
            if (self.measured <= limit) if self.most else (self.measured >= limit):
                return word
        return MISSED


def worst(values, most=True) -> tuple[float | None, str]:
    """(value, where) of the worst; values are (number, where)."""
    found = [value for value in values if value[0] is not None]
    if not found:
        return None, ""
    return max(found) if most else min(found)


def growth(small: dict, province: dict, pages: dict) -> list[str]:
    """Sentences about what grows with the data: statements, buffers or bytes of a page. `pages` {code: declaration}.

    Bytes are compared where both parks fill the list: the small one has few late instruments.
    """
    found = []
    for key, before in small.items():
        after = province.get(key)
        if after is None:
            continue
        if after["sql"] > before["sql"]:
            found.append(f"{key}: {before['sql']} → {after['sql']} SQL statements")
        asks = pages[key.partition("@")[0]].asks
        if after["buffers"] > max(before["buffers"] * DEPTH, BUFFERS * asks):
            found.append(f"{key}: {before['buffers']} → {after['buffers']} buffers in one statement")
        most = max(before["compressed"] * BYTES, before["compressed"] + OF_PARKS)
        if after["rows"] == before["rows"] and after["compressed"] > most:
            found.append(f"{key}: {before['compressed']:,} → {after['compressed']:,} bytes")
    return found


def goals(probes: dict, ratios: dict, sweeps: dict, pages: dict) -> list[Goal]:
    """All rows. `probes` {size: {code@who: numbers}}, `ratios` {name: {code@who: number}}, `pages` {code: declaration}."""
    large, small = probes.get("province", {}), probes.get("small", {})

    def page_of(key):
        return pages[key.partition("@")[0]]

    def of(kind, values):
        return [(value, key) for key, value in values.items() if page_of(key).kind == kind]

    def created(values):
        """Rows created per second: a visit with two needs is three."""
        return [(value * page_of(key).creates, key) for value, key in of(CREATE, values)]

    def of_a_million(values):
        """The admin at 1,000,000 rows is slow by its counts; over tables with fewer it shows nothing."""
        return [(value, key) for value, key in of(LIST, values) if page_of(key).million]

    def numbers(kind, name, pages=None):
        return of(kind, {key: page[name] for key, page in (large if pages is None else pages).items()})

    def goal(number, words, must, aim, values, most=True):
        value, where = worst(values, most)
        return Goal(number, words, must, aim, value, most, where)

    sweep = sweeps.get("province", {})
    bytes_ratio = {
        key: page["bytes"] / small[key]["bytes"]
        for key, page in large.items()
        if small.get(key, {}).get("bytes")
    }
    return [
        goal("1", "list page, p50 at 1,000,000 / at 330", 1.5, 1.2, of(LIST, ratios["p50"])),
        goal("2", "list page, SQL statements", 8, 6, numbers(LIST, "sql") + numbers(LIST, "sql", small)),
        goal("2", "list page, buffers of a statement", BUFFERS, 100, numbers(LIST, "buffers")),
        goal(
            "3",
            "list page / floor list at 330, requests per second",
            0.35,
            0.5,
            of(LIST, ratios["floor-small"]),
            False,
        ),
        goal(
            "3", "list page / floor list at 1,000,000", 0.35, 0.5, of(LIST, ratios["floor-province"]), False
        ),
        goal("4", "list page / Django admin at 330", 1.6, 2, of(LIST, ratios["admin-small"]), False),
        goal(
            "4",
            "list page / Django admin at 1,000,000",
            15,
            25,
            of_a_million(ratios["admin-province"]),
            False,
        ),
        goal("5", "create / floor create at 330", 0.3, 0.45, created(ratios["floor-small"]), False),
        goal("5", "create / floor create at 1,000,000", 0.3, 0.45, created(ratios["floor-province"]), False),
        goal("5", "create, SQL statements", 10, 7, numbers(CREATE, "sql")),
        goal("6", "dashboard, p50 at 1,000,000 / at 330", 2, 1.3, of(DASHBOARD, ratios["p50"])),
        goal("7", "detail page, SQL statements", 12, 9, numbers(DETAIL, "sql")),
        goal("8", "form at 50,000 / at 56 enterprises, bytes", 1.1, 1.0, of(FORM, bytes_ratio)),
        goal("8", "form at 50,000 / at 56, requests per second", 0.7, 0.9, of(FORM, ratios["rate"]), False),
        goal("9", "rare word at 1,000,000 / the admin's search", 1 / 25, 1 / 100, of(SEARCH, ratios["idle"])),
        Goal("10", "sweep / raw insert, first run", 10, 4, sweep.get("first_ratio")),
        Goal("10", "sweep / raw insert, second run", 5, 2, sweep.get("second_ratio")),
        goal(
            "11",
            "list page, KB of HTML compressed",
            20,
            12,
            [(n / 1024, k) for n, k in numbers(LIST, "compressed")],
        ),
    ]
