"""What is measured: one declaration per page, form or act. A new page joins by one more line.

A declared page is opened at both sizes, and its SQL statements, buffers and bytes may not grow with the data. `timed`
pages are also asked for in the rounds, beside the floor and the stock admin. Addresses and posted values may name
things of a database by {place} (`benchmarks.places`); {key} is a fresh one-time key, {enterprise} goes round.

Every list page and every form has a line here or a reason in `NOT_MEASURED` (tests/benchmarks/test_pages.py).
"""

from dataclasses import dataclass, field

STAFF, LEAD, MANAGER, CITY, MEMBER, NOBODY = "staff", "lead", "manager", "city", "member", ""
READERS = (STAFF, CITY)

LIST, SEARCH, FORM, DETAIL, HOME, DASHBOARD, CREATE, LOOKUP = (
    "list", "search", "form", "detail", "home", "dashboard", "create", "look-up",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """One page as some of the people who open it."""

    code: str
    kind: str
    url: str
    who: tuple[str, ...] = READERS
    data: dict[str, str] = field(default_factory=dict, hash=False)
    timed: bool = False
    admin: str = ""  # the same thing in the stock admin
    idle: bool = False  # timed with one connection: what one person waits
    million: bool = False  # the table behind it has a million rows in the province
    # questions that its longest statement asks at once, however many rows there are: sources of the search box, panels of a
    # home page, queues of fifty abilities, the numbers of 200 parks beside each other
    asks: int = 1
    jumps: bool = False  # the right answer leads on to the one record
    creates: int = 1  # rows of their own that one post creates, each with history, number and right

    @property
    def is_post(self) -> bool:
        """Whether something is sent."""
        return bool(self.data)

    @property
    def expected(self) -> int:
        """The status of a right answer."""
        return 302 if self.kind == CREATE or self.jumps else 200


VISIT = {
    "enterprise": "{enterprise}", "enterprise_text": "", "enterprise_was": "", "visited_on": "{today}",
    "purpose": "ROUTINE", "met": "程芳 质量主管", "risk": "LOW", "summary": "看了检验台账和计量器具，记录齐全。",
    "finding_STANDARD": "NORMAL", "finding_QUALITY": "IMPROVE", "finding_QUALITY_text": "台账少两页",
    "need-TOTAL_FORMS": "0", "need-INITIAL_FORMS": "0", "one_time_key": "{key}",
}  # fmt: skip
NEEDS = {
    "need-TOTAL_FORMS": "2",
    "need-0-text": "压力表检定预约", "need-0-category": "", "need-0-owner": "{staff}", "need-0-promised_on": "{soon}",
    "need-1-text": "食品生产许可证延续怎么办", "need-1-category": "", "need-1-owner": "{staff}",
    "need-1-promised_on": "{soon}",
}  # fmt: skip
REQUEST = {
    "title": "出口产品标准的英文文本", "category": "STANDARD", "detail": "", "contact_name": "程芳",
    "contact_mobile": "13800000011", "one_time_key": "{key}",
}  # fmt: skip

PAGES = (
    Page("enterprises-list", LIST, "/enterprises/", timed=True, admin="/enterprises/enterprise/"),
    Page("visits-list", LIST, "/visits/", timed=True, admin="/visits/visit/", million=True),
    Page("requests-list", LIST, "/requests/", timed=True, admin="/servicedesk/servicerequest/"),
    Page("enterprises-found", LIST, "/enterprises/?q={common_name}"),
    Page("visits-found", LIST, "/visits/?q={common}"),
    Page("visits-of-named", LIST, "/visits/?q={common_name}"),
    Page("requests-found", LIST, "/requests/?q={common}&status=all"),
    Page("requests-of-named", LIST, "/requests/?q={common_name}&status=all"),
    Page("requests-all", LIST, "/requests/?status=all"),
    Page("visits-mine", LIST, "/visits/?tab=mine", (STAFF,)),
    Page("visits-planned", LIST, "/visits/?tab=planned"),
    Page("visits-over", LIST, "/visits/?tab=over"),
    Page("visits-missed", LIST, "/visits/missed/"),
    Page("visits-visited", LIST, "/visits/enterprises/?from={year_ago}&to={today}"),
    Page("consultations-list", LIST, "/consultations/"),
    Page("registers", LIST, "/registers/"),
    Page("register-list", LIST, "/registers/instruments/", timed=True),
    Page("register-late", LIST, "/registers/instruments/?tab=late"),
    Page("register-found", LIST, "/registers/instruments/?q={common_name}"),
    Page("products-wanting", LIST, "/registers/products/?standing=any"),
    Page("standards", LIST, "/standards/"),
    Page("standards-obsolete", LIST, "/standards/?tab=obsolete"),
    Page("changes", LIST, "/changes/"),
    Page("changes-all", LIST, "/changes/?tab=all"),
    Page("register-of-enterprise", LIST, "/enterprises/{of_enterprise}/registers/instruments/"),
    Page("cases-list", LIST, "/licensing/", timed=True),
    Page("cases-all", LIST, "/licensing/?status=all"),
    Page("cases-found", LIST, "/licensing/?q={common_name}&status=all"),
    Page("cases-slow", LIST, "/licensing/?tab=slow", (STAFF,)),
    Page("cases-statistics", DASHBOARD, "/licensing/statistics/?period=this-year", (MANAGER, CITY), asks=25),
    Page("testing-board", LIST, "/licensing/bodies/", timed=True, asks=4),
    Page("samples-list", LIST, "/licensing/samples/"),
    Page("bodies-list", LIST, "/bodies/"),
    Page("ledger", LIST, "/reminders/"),
    Page("coming", LIST, "/reminders/coming/", (STAFF,)),
    Page("inbox", LIST, "/reminders/inbox/", (STAFF,)),
    Page("people", LIST, "/people/", (LEAD,)),
    Page("search-common", SEARCH, "/search/?q={common}", timed=True, idle=True, asks=12),
    Page("search-name", SEARCH, "/search/?q={common_name}", timed=True, idle=True, asks=12),
    Page("search-rare", SEARCH, "/search/?q={rare}", timed=True, idle=True, admin="/visits/visit/?q={rare}"),
    Page("search-register", SEARCH, "/search/?q={gauge}", timed=True, idle=True, asks=12),
    Page("search-number", SEARCH, "/search/?q={instrument}", jumps=True),
    Page("pick-enterprise", SEARCH, "/enterprises/pick/?q={common_name}"),
    Page("enterprise-page", DETAIL, "/enterprises/{of_enterprise}/", timed=True),
    Page("enterprise-archive", DETAIL, "/enterprises/{of_enterprise}/archive/"),
    Page("enterprise-visits", DETAIL, "/enterprises/{of_enterprise}/visits/"),
    Page("enterprise-requests", DETAIL, "/enterprises/{of_enterprise}/requests/"),
    Page("visit-page", DETAIL, "/visits/{visit}/"),
    Page("request-page", DETAIL, "/requests/{request}/"),
    Page("case-page", DETAIL, "/licensing/{case}/", timed=True),
    Page("enterprise-cases", DETAIL, "/enterprises/{of_enterprise}/licensing/"),
    Page("visit-form", FORM, "/visits/new/?enterprise={of_enterprise}", (STAFF,), timed=True),
    Page("visit-form-empty", FORM, "/visits/new/", (STAFF,)),
    Page("plan-form", FORM, "/visits/plan/", (STAFF,)),
    Page("request-form", FORM, "/requests/new/", (STAFF, MEMBER), timed=True),
    Page("quick-log", FORM, "/requests/log/", (STAFF,)),
    Page("enterprise-form", FORM, "/enterprises/new/", (STAFF,)),
    Page("import-form", FORM, "/enterprises/import/", (STAFF,)),
    Page("enterprise-edit", FORM, "/enterprises/{of_enterprise}/edit/", (STAFF,)),
    Page("standard-form", FORM, "/standards/new/", (STAFF,)),
    Page("register-form", FORM, "/enterprises/{of_enterprise}/registers/instruments/new/", (STAFF,)),
    Page("case-form", FORM, "/licensing/new/", (STAFF,)),
    Page("diagnosis", FORM, "/licensing/diagnosis/?product={common_name}", (STAFF,)),
    Page("letter-templates", FORM, "/licensing/letters/templates/", (LEAD,)),
    Page("body-form", FORM, "/bodies/new/", (STAFF,)),
    Page("consultation-form", FORM, "/consultations/new/", (STAFF,)),
    Page("dashboard", DASHBOARD, "/dashboard/?period=this-year", (MANAGER, CITY), timed=True),
    Page("my-work", HOME, "/", (STAFF,), timed=True, asks=17),
    Page("portal", HOME, "/", (MEMBER,)),
    Page("visit-save", CREATE, "/visits/new/", (STAFF,), VISIT, timed=True),
    Page("visit-save-needs", CREATE, "/visits/new/", (STAFF,), VISIT | NEEDS, timed=True, creates=3),
    Page("request-save-staff", CREATE, "/requests/new/", (STAFF,),
         REQUEST | {"enterprise": "{enterprise}", "channel": "PHONE", "urgency": "NORMAL", "holder": "{staff}"},
         timed=True),
    Page("request-save-own", CREATE, "/requests/new/", (MEMBER,), REQUEST | {"enterprise": "{own}"}, timed=True),
    Page("status", LOOKUP, "/status/", (NOBODY,), {"number": "{number}", "digits": "{digits}"}, timed=True),
)  # fmt: skip

NOT_MEASURED = {
    "accounts:change_password": "one person",
    "accounts:me": "one person",
    "accounts:new_person": "departments of one park",
    "accounts:setup": "an empty station",
    "visits:plan_several": "the form of a plan, with the enterprises that were ticked",
}
