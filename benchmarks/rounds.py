"""The rounds: in each, every target is asked once, those that are compared right after one another."""

import statistics
from dataclasses import dataclass, field

from benchmarks import places, wire
from benchmarks.pages import CREATE, LIST, NOBODY, PAGES, SEARCH, STAFF, Page
from benchmarks.servers import ADMIN, FLOOR, PRODUCT, THREADS, Server
from benchmarks.wire import Slot

WARM_UP = 0.4


@dataclass
class Target:
    """One thing that is asked for at one size."""

    code: str
    who: str
    server: Server
    request: object  # a function that makes the bytes
    expected: int
    connections: int
    slots: list[Slot] = field(default_factory=list)
    db_cpu: float = 0.0

    @property
    def key(self) -> tuple[str, str, str, str]:
        """(kind, code, who, size)"""
        return self.server.kind, self.code, self.who, self.server.size.name

    def median(self, number) -> float:
        """Median over the rounds."""
        return statistics.median(number(slot) for slot in self.slots)

    @property
    def p50(self) -> float:
        """Milliseconds: the median of the rounds' medians."""
        return 1000 * self.median(lambda slot: statistics.median(slot.latencies))

    @property
    def p95(self) -> float:
        """Milliseconds: the median of the rounds' 95th percentiles."""
        return 1000 * self.median(lambda slot: sorted(slot.latencies)[int(len(slot.latencies) * 0.95 - 1e-9)])

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.median(lambda slot: slot.rate)

    @property
    def web_cpu(self) -> float:
        """Milliseconds of processor time of the web processes per request."""
        return (
            1000
            * sum(slot.web_cpu for slot in self.slots)
            / max(sum(slot.requests for slot in self.slots), 1)
        )


def ratio(above: Target, below: Target, number) -> float:
    """The median of the ratios within each round: what the machine did to both cancels out."""
    pairs = [(number(a), number(b)) for a, b in zip(above.slots, below.slots, strict=True)]
    return statistics.median(a / b for a, b in pairs if b)


def targets(servers, known, keys, wanted=()) -> list[Target]:
    """Everything timed, in the order of a round: floor, product and admin of one page stand together."""
    found = []
    for page in PAGES:
        if not page.timed or (wanted and page.code not in wanted):
            continue
        for who in page.who:
            for (kind, size), server in servers.items():
                if kind == PRODUCT:
                    found.append(_product(page, who, server, known[size], keys[size]))
                elif kind == FLOOR and page.kind in (LIST, CREATE):
                    found.append(_floor(page, who, server, keys[size]))
                elif kind == ADMIN and page.admin and (page.kind == LIST or who == page.who[-1]):
                    found.append(_admin(page, who, server, known[size], keys[size]))
    return found


def run(supervisor, found: list[Target], rounds: int, seconds: float, say, database_cpu, tidy) -> None:
    """Ask all targets round by round; `tidy` takes back what a round has created."""
    for target in found:
        supervisor.check()
        _slot(target, WARM_UP if target.connections > 1 else 0, database_cpu, keep=False)
    tidy()
    for number in range(1, rounds + 1):
        for target in found:
            supervisor.check()
            _slot(target, seconds, database_cpu, keep=True)
        tidy()
        say(number)


def _slot(target: Target, seconds: float, database_cpu, *, keep: bool) -> None:
    path = "/-/" if target.server.kind == FLOOR else "/login/"  # quick, so that no connection waits too long
    hello = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    workers = target.server.workers if target.connections > 1 else target.server.workers[:1]
    lines = wire.connect(target.server.port, workers, THREADS if target.connections > 1 else 1, hello)
    before, database = wire.cpu_of(target.server.workers), database_cpu()
    try:
        slot = wire.drive(lines, target.request, target.expected, seconds)
    except wire.Answer as error:
        raise SystemExit(
            f"{' '.join(target.key)}: {error}; see var/bench/log/{target.server.name}.log"
        ) from error
    finally:
        for line in lines:
            line.close()
    slot.web_cpu = wire.cpu_of(target.server.workers) - before
    if keep:
        target.slots.append(slot)
        target.db_cpu += database_cpu() - database


def _product(page: Page, who: str, server: Server, known, keys) -> Target:
    cookie = keys.get(who, "")

    def make() -> bytes:
        if page.is_post:
            return _bytes("POST", page.url, cookie, places.body_of(page, known))
        return _bytes("GET", places.url_of(page, known), cookie)

    return Target(page.code, who, server, make, page.expected, 1 if page.idle else 2 * THREADS)


def _floor(page: Page, who: str, server: Server, keys) -> Target:
    if page.kind == LIST:
        fixed = _bytes("GET", "/?park=1" if who == STAFF else "/", keys["floor"])
        return Target(page.code, who, server, lambda: fixed, 200, 2 * THREADS)
    body = f"enterprise=3&title=note&csrfmiddlewaretoken={places.CSRF}"
    fixed = _bytes("POST", "/new/", keys["floor"], body)
    return Target(page.code, who, server, lambda: fixed, 302, 2 * THREADS)


def _admin(page: Page, who: str, server: Server, known, keys) -> Target:
    fixed = _bytes("GET", places.url_of(Page(page.code, page.kind, page.admin), known), keys["admin"])
    return Target(page.code, who, server, lambda: fixed, 200, 1 if page.kind == SEARCH else 2 * THREADS)


def _bytes(method: str, path: str, session: str, body: str | None = None) -> bytes:
    cookies = f"csrftoken={places.CSRF}" + (f"; sessionid={session}" if session != NOBODY else "")
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\nX-Forwarded-For: {places.address()}\r\n"
    if body is None:
        return (head + "\r\n").encode()
    return (
        head
        + f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body.encode())}\r\n\r\n{body}"
    ).encode()
