"""The people of the nets, what stands for the same thing in another park, and the rows the matrix is made of."""

from dataclasses import dataclass, field

from django.urls import reverse

ANONYMOUS = "anonymous"
STAFF = frozenset({"chen", "zhou"})
LEAD = frozenset({"lead"})
STATION = STAFF | LEAD
DEPARTMENTS = frozenset({"liu", "wu"})
OFFICERS = STATION | DEPARTMENTS
MANAGER = frozenset({"manager"})
CITY = frozenset({"city"})
READERS = STATION | MANAGER | CITY
STRANGER = frozenset({"stranger"})
ENTERPRISES = frozenset({"yunlu", "dinghe"})
CHEN = frozenset({"chen"})
YUNLU = frozenset({"yunlu"})
APPLICANT = frozenset({"investor"})
SYSADMIN = frozenset({"sysadmin"})
SECADMIN = frozenset({"secadmin"})
AUDITOR = frozenset({"auditor"})
NOBODY = frozenset()
PARK_PEOPLE = OFFICERS | MANAGER | CITY
# pages that do not concern an object are open to the same role of another park
EVERY_STATION = STATION | STRANGER
EVERY_OFFICER = OFFICERS | STRANGER
EVERY_READER = READERS | STRANGER
BUSINESS = PARK_PEOPLE | ENTERPRISES | STRANGER
SIGNED_IN = BUSINESS | APPLICANT | SYSADMIN | SECADMIN | AUDITOR
EVERYBODY = SIGNED_IN | {ANONYMOUS}

# what stands for the same thing in another park: out of scope there, so 404 or 403 (DESIGN §3)
ELSEWHERE = {
    "yunlu_co": "stranger_co",
    "contact": "contact_elsewhere",
    "year": "year_elsewhere",
    "instrument": "instrument_elsewhere",
    "licence": "licence_elsewhere",
    "standard": "standard_elsewhere",
    "change": "change_elsewhere",
    "asked": "asked_elsewhere",
    "change_back": "change_elsewhere",
    "membership": "membership_elsewhere",
    "merge": "merge_elsewhere",
    "invitation": "invitation_elsewhere",
    "request": "request_elsewhere",
    "request_new": "request_elsewhere",
    "request_liu": "request_elsewhere",
    "request_waiting": "request_elsewhere",
    "request_answered": "request_elsewhere",
    "request_closed": "request_elsewhere",
    "consultation": "consultation_elsewhere",
    "visit": "visit_elsewhere",
    "plan": "plan_elsewhere",
    "file_of_request": "file_elsewhere",
    "file_of_visit": "file_elsewhere",
    "file_of_enterprise": "file_elsewhere",
    "statement": "statement_elsewhere",
    "chen": "stranger",
    "transfer": "transfer_elsewhere",
    "transfer_import": "transfer_elsewhere",
    "saved_filter": "saved_filter_elsewhere",
    "case": "case_elsewhere",
    "case_held": "case_elsewhere",
    "case_ready": "case_elsewhere",
    "case_diagnosed": "case_elsewhere",
    "case_refused": "case_elsewhere",
    "case_disputed": "case_elsewhere",
    "remedy": "remedy_elsewhere",
    "document": "document_elsewhere",
    "promise": "promise_elsewhere",
    "gap": "gap_elsewhere",
    "sample": "sample_elsewhere",
    "sample_sent": "sample_sent_elsewhere",
    "delivery": "delivery_elsewhere",
    "file_of_sample": "file_elsewhere",
    "body": "body_elsewhere",
    "body_gone": "body_elsewhere",
    "ability": "ability_elsewhere",
    "letter": "letter_elsewhere",
    "file_of_document": "file_elsewhere",
}


@dataclass(frozen=True)
class Row:
    """One address: `of` names its arguments (`yunlu_co/contact` are rows of the world, `=word` is a word); `get` and
    `post` say who may, None that there is no such method; `data` is posted where an empty form would say nothing
    about the right."""

    name: str
    of: str = ""
    get: frozenset | None = None
    post: frozenset | None = None
    data: dict = field(default_factory=dict, hash=False, compare=False)
    query: str = ""

    def __str__(self):
        return f"{self.name} {self.of}{self.query}".strip()

    def url(self, world, elsewhere=False):
        """The address in a world; `elsewhere` the one of the same thing in another park."""
        return reverse(self.name, args=list(self.arguments(world, elsewhere))) + self.query

    def arguments(self, world, elsewhere=False):
        """Ids of the rows named, words as they are."""
        for part in self.of.split("/") if self.of else ():
            if part.startswith("="):
                yield part[1:]
                continue
            first, _dot, attribute = part.partition(".")
            found = getattr(world, ELSEWHERE.get(first, first) if elsewhere else first)
            yield getattr(found, attribute or "pk")

    @property
    def has_twin(self):
        """Whether the same thing exists in the other park."""
        return any(part.partition(".")[0] in ELSEWHERE for part in self.of.split("/"))

    def posted(self, world):
        """The data, with `@name` standing for the id of a row of the world."""
        return {
            name: getattr(world, value[1:]).pk if str(value).startswith("@") else value
            for name, value in self.data.items()
        }


def reads(name, who, of="", query=""):
    """A page that is only read."""
    return Row(name, of, get=who, query=query)


def acts(name, who, of="", **data):
    """A form or an act with its own page: who may open it may post it."""
    return Row(name, of, get=who, post=who, data=data)


def posts(name, who, of="", **data):
    """An act without a page."""
    return Row(name, of, post=who, data=data)
