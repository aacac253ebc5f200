"""What the frame of every page needs: park, side bar with counts, tab bar, bell, words for the role.

All counts come from one SQL statement per page (TRAPS 16) and are evaluated only when a template asks.
"""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from core import saved
from core.calendars import next_year_missing
from core.clock import today
from core.contributions import menu
from core.counting import SetAsked, asked_ahead
from core.links import link
from core.together import read_together

COUNT_CAP = 999
MENU = "menu"


def frame(request):
    """Context processor of all pages."""
    user = getattr(request, "user", None)
    base = {
        "request_id": getattr(request, "request_id", ""),
        "is_demo": settings.IS_DEMO,
        "idle_seconds": getattr(request, "idle_seconds", 0),
    }
    if user is None or not user.is_authenticated:
        return {**base, "me": None}
    swapped = getattr(request, "htmx", False)  # a part of a page, without side bar
    bar = SimpleLazyObject(lambda: Bar(request))  # one statement, asked when the first count is shown
    return {
        **base,
        "me": user,
        "park": user.park,
        "side": SimpleLazyObject(lambda: bar.side),
        "tabbar": SimpleLazyObject(lambda: bar.tabbar),
        "bar_state": SimpleLazyObject(lambda: bar.state),
        "bell": SimpleLazyObject(lambda: bar.bell),
        "saved_filters": SimpleLazyObject(lambda: bar.saved if not swapped else saved.shown(request)),
        "service_phone": user.park.phone if user.park else "",
        "role_label": user.get_role_display(),
        "banners": SimpleLazyObject(lambda: banners(user)),
    }


def banners(user):
    """Sentences for who runs the station: from 15 November, that next year's holidays are not published here yet."""
    if user.role not in settings.CALENDAR_KEEPERS or not next_year_missing(today()):
        return []
    return [
        _("The working days of %(year)s are not published here yet: dates in that year are provisional.")
        % {"year": today().year + 1}
    ]


class Bar:
    """Side bar, tab bar and bell of one request, and the saved filters of a list or a home."""

    def __init__(self, request):
        self.user = request.user
        self.path = request.path
        self.entries = [entry for entry in menu.sorted() if self.user.role in entry.roles]
        filters = saved.part(request)
        self.counts, rows = asked_ahead(self.user, MENU, COUNT_CAP), vars(request).get("saved_filters_read")
        if self.counts is None:
            self.counts, rows = read_together(SetAsked(self.user, MENU, self._counted, COUNT_CAP), filters)
        elif rows is None:
            (rows,) = read_together(filters)
        self.saved = saved.shown(request, rows)

    def _counted(self):
        return {entry.code: entry.count(self.user) for entry in self.entries if entry.count}

    def _item(self, entry, current=""):
        try:
            url = link(entry.url_name)
        except NoReverseMatch as error:
            raise ImproperlyConfigured(f"menu entry {entry.code}: {error}") from error
        count = self.counts.get(entry.code)
        return {
            "code": entry.code,
            "url": url,
            "label": entry.label,
            "short_label": entry.short_label or entry.label,
            "icon": entry.icon,
            "count": f"{COUNT_CAP}+" if count and count > COUNT_CAP else count,
            "current": url == current,
            "primary": entry.primary,
        }

    def current_url(self, among):
        """The address of the entry this page belongs to: of these entries the longest that begins its path."""
        urls = [link(entry.url_name) for entry in among]
        fitting = [url for url in urls if self.path == url or (url != "/" and self.path.startswith(url))]
        return max(fitting, key=len, default="")

    @property
    def state(self):
        """What the side bar and the tab bar depend on, in one word."""
        places = self.current_url(self.entries), self.current_url(self.shown)
        return f"{self.user.role} {places} {sorted(self.counts.items())}"

    @property
    def shown(self):
        """Entries of the side bar."""
        return [entry for entry in self.entries if not entry.primary and entry.code != "bell"]

    @property
    def side(self):
        """[{title, items}] of the side bar."""
        groups, current = {}, self.current_url(self.shown)
        for entry in self.shown:
            groups.setdefault(entry.group, []).append(self._item(entry, current))
        return [{"title": title, "items": items} for title, items in groups.items()]

    @property
    def tabbar(self):
        """At most five entries for a phone."""
        entries = sorted((entry for entry in self.entries if entry.phone), key=lambda entry: entry.phone)
        current = self.current_url(self.entries)
        return [
            self._item(entry, current) | ({} if entry.phone_count else {"count": None})
            for entry in entries[:5]
        ]

    @property
    def bell(self):
        """The bell with its number of unread messages."""
        return next((self._item(entry) for entry in self.entries if entry.code == "bell"), None)
