"""What a leaver holds and who takes it: the work sources of all apps, and what upper floors add.

Upper floors register in one of their contribution modules::

    from accounts import handover
    handover.holdings.add(handover.Holding("liaison", _("enterprises as liaison"), held=…, give=…))

    @handover.when_gone
    def end_memberships(user, by): …
"""

from collections.abc import Callable
from dataclasses import dataclass

from core.contributions import Registry, work
from core.counting import counts_of


@dataclass(frozen=True)
class Holding:
    """Something a person holds that is not open work: `held(user)` gives the rows, `give(leaver, successor, by)` hands
    them over in the caller's transaction and returns how many."""

    code: str
    label: str
    held: Callable
    give: Callable
    order: int = 500


holdings = Registry()
_farewells = []


def when_gone(hook):
    """Register `hook(user, by)`, run in the transaction in which an account is closed."""
    _farewells.append(hook)
    return hook


def farewell(user, by):
    """Run what upper floors do when an account is closed."""
    for hook in _farewells:
        hook(user, by)


def kinds():
    """All kinds of things a person can hold, as Holdings: open work first."""
    sources = [
        Holding(source.code, source.label, source.held, source.hand_over, source.order)
        for source in work.sorted()
    ]
    return [*sources, *holdings.sorted()]


def held_by(user):
    """[(Holding, number)] of what the person holds, kinds without anything left out, in one SQL statement."""
    found = kinds()
    numbers = counts_of({kind.code: kind.held(user) for kind in found})
    return [(kind, numbers[kind.code]) for kind in found if numbers[kind.code]]


def open_work(users):
    """{user id: number of open items} for a page of people, in one SQL statement."""
    numbers = counts_of(
        {f"{user.pk}|{source.code}": source.held(user) for user in users for source in work.values()}
    )
    total = dict.fromkeys((user.pk for user in users), 0)
    for key, number in numbers.items():
        total[int(key.partition("|")[0])] += number
    return total
