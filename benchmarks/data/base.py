"""What the rows of all tables are made with."""

from django.contrib.contenttypes.models import ContentType

from benchmarks.data.bulk import literal
from benchmarks.data.sizes import PEOPLE_OF_PARK, STAFF

VISIT_STEP = 7919  # goes round all enterprises: every one is visited at the same intervals
CONSULTATION_STEP = 6007
CASE_STEP = 6011
NEEDS_EVERY = 3  # visits between two closed requests
LEAD, DEPARTMENT, MANAGER = 0, 1 + STAFF, 3 + STAFF  # places among the people of a park
CITY, SYSADMIN = 1, 2
RARE, OPENED, OTHER = 1, 2, 3  # enterprises: of the rare word, whose page is opened, and its neighbour


def at(day: str, clock: str) -> str:
    """SQL of a moment in Shanghai."""
    return f"(({day}) + time '{clock}') AT TIME ZONE 'Asia/Shanghai'"


class Base:
    """A data set: its numbers, its today, the names of its enterprises, the promised date of every day."""

    def __init__(self, size, today, names, due):
        self.size = size
        self.day = f"{literal(today)}::date"
        self.today = today
        self.names = names
        self.due = due
        self.per_park = size.enterprises // size.parks
        self.last_need = size.visits - size.visits // 50

    def park_of(self, enterprise: str) -> str:
        """SQL of the park of an enterprise."""
        return f"(({enterprise} - 1) / {self.per_park} + 1)"

    def staff_of(self, park: str, number: str) -> str:
        """SQL of somebody of the station."""
        return f"({park} * {PEOPLE_OF_PARK} + 1 + ({number}) % {STAFF})"

    def type_of(self, model) -> int:
        """The id of a model among the content types."""
        return ContentType.objects.get_for_model(model).pk
