"""How large the two data sets are. What a person has open is the same in both; what is kept grows."""

from dataclasses import dataclass

DAYS_BETWEEN_VISITS = 150  # of one enterprise
OPEN_REQUESTS = 60  # of a park
PLANNED_VISITS = 30  # of a park
OPEN_CASES = 12  # licence cases of a park
MISSED = 40  # enterprises of a park whose last visit is void
KNOWN_VISITS, KNOWN_CONSULTATIONS = 5, 1  # of the enterprise whose page is opened
INSTRUMENTS = 6  # of an enterprise
STAFF = 4  # of a park, beside one lead, two department members and one manager
PEOPLE_OF_PARK = 10  # ids kept for the people of a park
FIRST_MEMBER = 100_000  # ids of enterprise users begin above
LONGEST_KEPT = 20  # days after which the data's today is too old


@dataclass(frozen=True)
class Size:
    """Numbers of rows of a data set."""

    name: str
    parks: int
    enterprises: int
    visits: int
    requests: int
    consultations: int
    dated: int
    cases: int

    @property
    def database(self) -> str:
        """The database it is kept in."""
        return f"bench_{self.name}"

    @property
    def days(self) -> int:
        """Over how many days the visits are spread: every enterprise is visited at the same intervals."""
        return DAYS_BETWEEN_VISITS * self.visits // self.enterprises

    @property
    def days_of_dates(self) -> int:
        """On how many days around today the dated records lie: as many a day for a park in both."""
        return self.dated * 3 // (5 * self.parks)

    @property
    def instruments(self) -> int:
        """Rows of a register, as many for each enterprise in both."""
        return INSTRUMENTS * self.enterprises

    @property
    def open_requests(self) -> int:
        """Requests that are open."""
        return OPEN_REQUESTS * self.parks

    @property
    def open_cases(self) -> int:
        """Licence cases that are open."""
        return OPEN_CASES * self.parks

    @property
    def closed_requests(self) -> int:
        """Requests that are closed."""
        return self.requests - self.open_requests


SMALL = Size("small", 2, 56, 330, 160, 100, 330, 500)
PROVINCE = Size("province", 200, 50_000, 1_000_000, 300_000, 300_000, 1_000_000, 100_000)
SIZES = {size.name: size for size in (SMALL, PROVINCE)}
