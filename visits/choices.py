"""What the forms of visits offer: people, categories, and the days the rules propose. Read once per page."""

from functools import cached_property

from accounts.models import User
from core.calendars import CalendarAsked
from core.clock import now
from core.prepared import Prepared
from core.together import first_of, read_together
from servicedesk import clock
from servicedesk.desk import promise_days
from servicedesk.kinds import by_length, category_of, category_words, words_in_use
from servicedesk.models import Category, PromiseRule
from visits import rules

_officers = Prepared(lambda slot: User.objects.officers_of(slot("park")).select_related("department"))
_categories = Prepared(lambda slot: Category.objects.filter(is_active=True).values_list("code", "name"))
_words = Prepared(lambda slot: words_in_use())
_rules = Prepared(lambda slot: rules.rules())


class Choices:
    """Choices and defaults for one user."""

    days = in_force = None

    def __init__(self, user):
        self.user = user

    def read(self, *more):
        """Read all of it in one statement, with `more` querysets, which are returned."""
        people, categories, words, rule, days, self.in_force, *rest = read_together(
            _officers.given(park=self.user.park_id),
            _categories.given(),
            _words.given(),
            _rules.given(),
            promise_days.given(),
            CalendarAsked(),
            *more,
        )
        self.officers = {str(person.pk): person for person in people}
        self.categories, self.days, self.rule = list(categories), dict(days), first_of(rule)
        self.words = by_length(words)
        return rest

    @cached_property
    def officers(self):
        """{id as text: person} of those who may come along or take a request."""
        rows = User.objects.officers_of(self.user.park_id).select_related("department")
        return {str(person.pk): person for person in rows}

    @cached_property
    def owners(self):
        """(id, `站内 陈晓`): the user himself first."""
        people = sorted(self.officers.values(), key=lambda person: person.pk != self.user.pk)
        return [(str(person.pk), f"{person.affiliation} {person}") for person in people]

    @cached_property
    def companions(self):
        """(id, `刘洋 · 市场监管局`): everybody but the user."""
        return [
            (pk, f"{person} · {person.affiliation}")
            for pk, person in self.officers.items()
            if person.pk != self.user.pk
        ]

    @cached_property
    def goers(self):
        """(id, name) of the station's people, who make visits."""
        return [(pk, str(person)) for pk, person in self.officers.items() if person.is_station]

    @cached_property
    def categories(self):
        """(code, name) in use."""
        return list(Category.objects.filter(is_active=True).values_list("code", "name"))

    @cached_property
    def words(self):
        """[(word, category code)], the longest first."""
        return category_words()

    def category_of(self, text):
        """What a typed request is about, by the longest word found in it; else 其他, else the last category."""
        return category_of(text, self.words, [code for code, _name in self.categories])

    @cached_property
    def rule(self):
        """How often the enterprise is visited."""
        return rules.rule()

    @cached_property
    def promised_on(self):
        """The day a request made now is promised for."""
        return clock.promise(now(), PromiseRule.Urgency.NORMAL, days=self.days, in_force=self.in_force).date
