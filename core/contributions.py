"""Contributions: a lower floor defines a contract, upper floors register declarations (DESIGN §3).

Each app may have the modules named in MODULES; they are imported once at start, as the Django admin does with
`admin.py`, and register what the app has to say with the registries below.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.module_loading import autodiscover_modules

MODULES = ("deadlines", "figures", "work", "panels", "searches", "offers", "exchange")


class Registry(dict):
    """Declarations by code; registering a code twice is a mistake of the programmer."""

    def add(self, declaration):
        """Register `declaration` under its `code` and return it."""
        if declaration.code in self:
            raise ValueError(f"{declaration.code!r} is registered twice")
        self[declaration.code] = declaration
        return declaration

    def sorted(self):
        """All declarations, by `order` where they have one."""
        return sorted(self.values(), key=lambda declaration: getattr(declaration, "order", 0))


# ---- menu and tabs -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MenuEntry:
    """An entry of the side bar, shown to `roles`. `count(user)` gives the rows whose number stands beside it.

    `group` is a heading ("" for the first, unnamed group), `phone` its rank in the tab bar of a phone (0: not there),
    `primary` marks the act in the middle of the tab bar, which is not in the side bar. `labels` renames it for a role.
    """

    code: str
    label: str
    icon: str
    url_name: str
    roles: frozenset
    order: int = 100
    group: str = ""
    count: Callable[[object], QuerySet] | None = None
    phone: int = 0
    primary: bool = False
    short_label: str = ""
    phone_count: bool = True  # whether the number is work, and stands in the tab bar too


@dataclass(frozen=True)
class Panel:
    """A tab on the page of a subject (an enterprise).

    `show(request, subject)` returns (template, context); `count(user, subject)` the rows counted on the tab;
    `may(user, subject)` whether the tab is there.
    """

    code: str
    label: str
    show: Callable
    order: int = 100
    count: Callable[[object, object], QuerySet] | None = None
    may: Callable[[object, object], bool] = lambda user, subject: True


@dataclass(frozen=True)
class Printed:
    """A table in the printed file of a subject (an enterprise).

    `rows(user, subject)` gives lists of texts below the `heads`; `may(user)` whether this user's print has it.
    """

    code: str
    label: str
    heads: tuple
    rows: Callable
    may: Callable[[object], bool]
    order: int = 100


menu = Registry()
panels = Registry()
printed = Registry()


# ---- search --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hit:
    """One thing found."""

    title: str
    line2: str
    url: str
    icon: str = ""


@dataclass(frozen=True)
class SearchSource:
    """What the one search box finds.

    `rows(user, q, limit)` gives the queryset of what is found in the user's scope, in its order and not longer than
    `limit`; `hit(row)` says one of them. `numbered(user, q)` gives the rows that carry what was typed as their number, or
    None when it cannot be a number of these. `core.finding` reads the rows of all sources together.
    """

    code: str
    label: str
    icon: str
    rows: Callable
    hit: Callable
    numbered: Callable = lambda user, q: None
    order: int = 100


searches = Registry()


# ---- open work -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class WorkItem:
    """One thing to do: a row of My work (look: "Work row")."""

    icon: str
    title: str
    why: str
    url: str
    due: object  # core.due.Due
    act: str  # the word on the button: 答复 核对 复查
    act_url: str = ""
    badge: object = None
    due_on: object = None
    subject_id: int | None = None


class WorkSource:
    """Open items of one kind with their holder, since when, and the next act.

    Subclasses set `code`, `label` (what the items are called, for the hand-over: "requests") and `order` and give
    querysets; My work, "what is open" on a page, the counts and the hand-over of a leaver's work are made of them. They
    depend on the user and the day alone: My work keeps their statements (`core.written`).
    """

    code = ""
    label = ""
    order = 100

    def mine(self, user):
        """Rows that wait for this user."""
        raise NotImplementedError

    def others(self, user):
        """Rows this user waits for in somebody else's hands."""
        raise NotImplementedError

    def done(self, user):
        """Rows this user finished in the last 30 days, newest first."""
        raise NotImplementedError

    def open_of(self, user, subject):
        """Open rows about a subject (an enterprise) that the user may see."""
        raise NotImplementedError

    def items(self, rows, user, mode):
        """WorkItems of the rows, in the mode "mine", "others", "done" or "open"."""
        raise NotImplementedError

    def held(self, user):
        """Rows a leaver would hand over, counted before he goes: those that wait for him, unless a source knows more."""
        return self.mine(user)

    def hand_over(self, leaver, successor, by):
        """Give the leaver's open rows to the successor; returns how many. Runs in the caller's transaction."""
        raise NotImplementedError


work = Registry()


# ---- offers --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """From an object of the model `subject` ("app.Model") a user may start something else.

    `url(obj)` is the address of the form that starts it; the form carries `origin` so that the new row keeps it. With `post`
    nothing has to be asked: the button begins it at once, and the address says what it will do.
    """

    code: str
    subject: str
    label: str
    icon: str
    url: Callable
    may: Callable = lambda user, obj: True
    order: int = 100
    post: bool = False


offers = Registry()


def offers_for(user, obj):
    """What `user` may start from `obj`, each with its address."""
    label = obj._meta.label
    return [
        {
            "label": offer.label,
            "icon": offer.icon,
            "url": offer.url(obj),
            "code": offer.code,
            "post": offer.post,
        }
        for offer in offers.sorted()
        if offer.subject == label and offer.may(user, obj)
    ]


def discover():
    """Import the contribution modules of all installed apps."""
    autodiscover_modules(*MODULES)
