"""The rows of a data set, table by table: one INSERT … SELECT each.

What derives from other rows is what the acts would have written (`benchmarks.data.build` checks a sample of it): the
columns of an enterprise about its last visit and its archive, `need_count` of a visit, the lines of the timeline, the
counters behind the numbers. History is written by the triggers.
"""

from accounts.models import User
from benchmarks.data.around import Around
from benchmarks.data.desk import Desk
from benchmarks.data.register import Register
from benchmarks.data.visiting import Visiting
from core.models import TimelineEntry
from enterprises.models import (
    ArchiveSection,
    Contact,
    Enterprise,
    Instrument,
    Membership,
    Product,
    YearlyFigures,
)
from servicedesk.models import Consultation, RequestMessage, RequestPause, ServiceRequest
from visits.models import Finding, PersonMet, Visit


class Rows(Register, Visiting, Desk, Around):
    """Fills the tables of one database; the methods run in the order of `ORDER`."""

    ORDER = (
        "parks", "people", "visits", "enterprises", "around_enterprises", "members", "archives", "instruments", "findings", "plans",
        "requests", "said", "consultations", "timeline", "economy", "dated", "messages",
    )  # fmt: skip
    MODELS = (
        Visit, Enterprise, Contact, Product, YearlyFigures, User, Membership, ArchiveSection, Instrument, Finding, PersonMet,
        Visit.companions.through, ServiceRequest, RequestMessage, RequestPause, Consultation, TimelineEntry,
    )  # fmt: skip
