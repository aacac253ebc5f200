"""Who may open and who may post to each address: DESIGN §1 "Who may do what", address by address.

A row names who may; everybody else may not. An address has as many rows as there are kinds of objects behind it.
"""

from dataclasses import dataclass, field

from django.urls import get_resolver, reverse

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


CORE = [
    reads("core:search", SIGNED_IN),
    reads("core:search", SIGNED_IN, query="?q=2024"),
    posts("core:draft", SIGNED_IN, "=visit/=new"),
    posts("core:discard_draft", SIGNED_IN, "=visit/=new"),
    posts("core:preferences", EVERYBODY),
    Row("core:export", get=BUSINESS, post=BUSINESS, data={"all": "1"}, query="?list=/enterprises/"),
    Row("core:export", get=EVERY_READER, post=EVERY_READER, data={"all": "1"}, query="?list=/consultations/"),
    reads("core:transfers", SIGNED_IN),
    reads("core:transfer", {"chen"}, "transfer"),
    reads("core:transfer_file", {"chen"}, "transfer"),
    reads("core:transfer", CHEN, "transfer_import"),
    posts("core:apply_import", CHEN, "transfer_import"),
    posts("core:drop_import", CHEN, "transfer_import"),
    reads("core:filters", SIGNED_IN),
    Row("core:save_filter", post=BUSINESS, data={"list": "/enterprises/?q=食品", "name": "食品"}),
    Row("core:filter", "saved_filter", get=CHEN, post=CHEN, data={"name": "未建档"}),
    posts("core:pin_filter", OFFICERS | MANAGER, "saved_filter"),
    posts("core:delete_filter", {"chen"}, "saved_filter"),
    reads("core:attachment", READERS | YUNLU, "file_of_request"),
    reads("core:attachment", READERS | {"liu"}, "file_of_visit"),
    reads("core:attachment", PARK_PEOPLE | YUNLU, "file_of_enterprise"),
    Row(
        "core:remove_attachment",
        "file_of_request",
        get=STATION | YUNLU,
        post=STATION | YUNLU,
        data={"reason": "错"},
    ),
    Row("core:remove_attachment", "file_of_visit", get=STATION, post=STATION, data={"reason": "错"}),
    Row("core:remove_attachment", "file_of_enterprise", get=STATION, post=STATION, data={"reason": "错"}),
]

ACCOUNTS = [
    acts("accounts:login", EVERYBODY),
    reads("accounts:sign_in_help", EVERYBODY),
    reads("accounts:privacy", EVERYBODY),
    acts("accounts:resume", SIGNED_IN),
    posts("accounts:logout", EVERYBODY),
    posts("accounts:ping", SIGNED_IN),
    acts("accounts:setup", NOBODY),
    acts("accounts:me", SIGNED_IN),
    acts("accounts:change_password", SIGNED_IN),
    posts("accounts:own_phone", SIGNED_IN),
    acts("accounts:accept", EVERYBODY, "invitation.token"),
    reads("accounts:invitation", STATION, "invitation"),
    reads("accounts:slip", STATION, "invitation"),
    reads("accounts:invitation_qr", STATION, "invitation"),
    posts("accounts:mail_invitation", STATION, "invitation"),
    posts("accounts:revoke_invitation", STATION, "invitation"),
    reads("accounts:people", LEAD | SYSADMIN | SECADMIN),
    acts("accounts:new_person", SYSADMIN),
    reads("accounts:person", LEAD | SYSADMIN | SECADMIN, "chen"),
    posts("accounts:reset_password", LEAD | SYSADMIN, "chen"),
    acts("accounts:leave", LEAD, "chen", successor="@zhou"),
    posts("accounts:reopen", LEAD, "gone"),
    acts("accounts:change_role", SECADMIN, "chen"),
    reads("accounts:roles", SECADMIN),
    reads("accounts:logs", AUDITOR),
    reads("accounts:changes", AUDITOR),
]

REMINDERS = [
    reads("reminders:ledger", BUSINESS),
    reads("reminders:inbox", SIGNED_IN),
    posts("reminders:read_all", SIGNED_IN),
    reads("reminders:open", {"chen"}, "message"),
    reads("reminders:coming", BUSINESS),
]

ENTERPRISE_PAGES = [
    reads("enterprises:list", BUSINESS),
    acts("enterprises:new", EVERY_STATION),
    acts("enterprises:import", EVERY_STATION),
    reads("enterprises:import_template", EVERY_STATION),
    acts("enterprises:import_register", EVERY_STATION, "=instruments"),
    reads("enterprises:register_template", EVERY_STATION, "=product-standards"),
    acts("enterprises:import_register_of", STATION, "yunlu_co/=licences"),
    reads("enterprises:register_template_of", STATION, "yunlu_co/=equipment"),
    reads("enterprises:pick", BUSINESS, query="?q=jiujiang"),
    reads("enterprises:pick_industry", EVERY_STATION, query="?q=食品"),
    reads("enterprises:check", EVERY_STATION, query="?name=九江云麓食品"),
    reads("enterprises:detail", PARK_PEOPLE | YUNLU, "yunlu_co"),
    reads("enterprises:tab", PARK_PEOPLE | YUNLU, "yunlu_co/=archive"),
    reads("enterprises:tab", PARK_PEOPLE | YUNLU, "yunlu_co/=contacts"),
    reads("enterprises:tab", STATION | MANAGER | YUNLU, "yunlu_co/=years"),  # confidential
    acts("enterprises:edit", STATION, "yunlu_co"),
    acts("enterprises:status", STATION, "yunlu_co"),
    acts("enterprises:liaison", STATION, "yunlu_co"),
    acts("enterprises:confirm_archive", STATION, "yunlu_co"),
    acts("enterprises:confirm_section", STATION, "yunlu_co/=BASIC"),
    acts("enterprises:still_true", STATION | YUNLU, "yunlu_co/=METROLOGY"),
    acts("enterprises:take_back_section", STATION, "yunlu_co/=BASIC"),
    acts("enterprises:add_contact", STATION, "yunlu_co"),
    acts("enterprises:edit_contact", STATION, "yunlu_co/contact"),
    acts("enterprises:remove_contact", STATION, "yunlu_co/contact"),
    posts("enterprises:show_mobile", OFFICERS, "yunlu_co/contact"),
    acts("enterprises:add_year", STATION, "yunlu_co"),
    reads("enterprises:check_size", STATION, "yunlu_co"),
    acts("enterprises:edit_year", STATION, "yunlu_co/year"),
    acts("enterprises:remove_year", STATION, "yunlu_co/year"),
    acts("enterprises:add_files", STATION, "yunlu_co"),
    acts("enterprises:merge", STATION, "yunlu_co"),
    acts("enterprises:undo_merge", STATION, "yunlu_co/merge"),
    acts("enterprises:invite", STATION, "yunlu_co"),
    acts("enterprises:stop_member", STATION, "yunlu_co/membership"),
    acts("enterprises:resume_member", STATION, "yunlu_co/membership"),
    reads("enterprises:print", PARK_PEOPLE | YUNLU, "yunlu_co"),
    reads("enterprises:print_word", PARK_PEOPLE | YUNLU, "yunlu_co"),
    reads("enterprises:plate", STATION, "yunlu_co"),
    reads("enterprises:plate_qr", STATION, "yunlu_co"),
    reads("enterprises:registers", PARK_PEOPLE | STRANGER),
    reads("enterprises:standards", BUSINESS),
    reads("enterprises:standards", BUSINESS, query="?tab=obsolete&used=yes"),
    acts("enterprises:new_standard", EVERY_STATION),
    reads("enterprises:check_standard", EVERY_STATION, query="?number=gb7718-2011"),
    reads("enterprises:standard", PARK_PEOPLE | YUNLU, "standard"),
    acts("enterprises:edit_standard", STATION, "standard"),
    acts("enterprises:supersede_standard", STATION, "standard"),
    acts("enterprises:withdraw_standard", STATION, "standard"),
    acts("enterprises:restore_standard", STATION, "standard"),
    acts("enterprises:standard_files", STATION, "standard"),
    reads("enterprises:register", BUSINESS, "=instruments"),
    reads("enterprises:register", BUSINESS, "=licences", query="?due=90"),
    reads("enterprises:register", BUSINESS, "=duty-records"),
    reads("enterprises:register_of", PARK_PEOPLE | YUNLU, "yunlu_co/=instruments"),
    acts("enterprises:add_row", STATION | YUNLU, "yunlu_co/=instruments"),
    acts("enterprises:add_row", STATION | YUNLU, "yunlu_co/=product-standards"),
    reads(
        "enterprises:check_row",
        STATION | YUNLU,
        "yunlu_co/=instruments",
        query="?name=压力表&last_done_on=2026-01-10",
    ),
    reads("enterprises:register_row", PARK_PEOPLE | YUNLU, "=instruments/instrument"),
    reads("enterprises:register_row", PARK_PEOPLE | YUNLU, "=licences/licence"),
    acts("enterprises:edit_row", STATION | YUNLU, "=instruments/instrument"),
    acts("enterprises:edit_row", STATION | YUNLU, "=licences/licence"),
    acts("enterprises:remove_row", STATION | YUNLU, "=instruments/instrument"),
    acts("enterprises:confirm_row", STATION | YUNLU, "=licences/licence"),
    acts("enterprises:row_files", STATION, "=licences/licence"),
    reads("enterprises:missing", PARK_PEOPLE | YUNLU, "yunlu_co/=METROLOGY"),
    acts("enterprises:ask", STATION, "yunlu_co", section="METROLOGY"),
    Row("enterprises:ask_several", get=EVERY_STATION, post=EVERY_STATION),
    Row("enterprises:ask_about_products", get=EVERY_STATION, post=EVERY_STATION),
    Row("enterprises:print_several", get=EVERY_STATION, post=EVERY_STATION),
    Row("enterprises:print_word_several", get=EVERY_STATION, post=EVERY_STATION),
    Row("enterprises:asked", "asked", get=READERS | YUNLU, post=YUNLU),
    acts("enterprises:finish_asked", YUNLU, "asked"),
    acts("enterprises:call_off_asked", STATION, "asked"),
    reads("enterprises:changes", EVERY_READER | ENTERPRISES),
    Row("enterprises:accept_changes", get=EVERY_STATION, post=EVERY_STATION),
    reads("enterprises:change", READERS | YUNLU, "change"),
    acts("enterprises:accept_change", STATION, "change"),
    acts("enterprises:return_change", STATION, "change"),
    acts("enterprises:withdraw_change", YUNLU, "change"),
    acts("enterprises:correct_change", YUNLU, "change_back"),
    reads("enterprises:by_plate", BUSINESS),
    reads("enterprises:plate_code", PARK_PEOPLE | YUNLU, "yunlu_co.short_code"),
]

BODIES = [
    reads("enterprises:bodies", EVERY_READER),
    reads("enterprises:bodies", EVERY_READER, query="?tab=expired"),
    acts("enterprises:new_body", EVERY_STATION),
    reads("enterprises:body", READERS, "body"),
    acts("enterprises:edit_body", STATION, "body"),
    acts("enterprises:stop_body", STATION, "body"),
    acts("enterprises:use_body", STATION, "body_gone"),
    posts("enterprises:body_mobile", STATION, "body"),
    acts("enterprises:new_ability", STATION, "body"),
    acts("enterprises:edit_ability", STATION, "ability"),
]

SERVICEDESK = [
    reads("servicedesk:requests", BUSINESS),
    reads("servicedesk:requests", BUSINESS, query="?tab=all"),
    acts("servicedesk:new_request", EVERY_STATION | ENTERPRISES),
    acts("servicedesk:quick_log", EVERY_STATION),
    posts("servicedesk:assign_several", EVERY_STATION, pk="@request"),
    reads("servicedesk:request", READERS | YUNLU, "request"),
    reads("servicedesk:request", READERS | YUNLU | {"liu"}, "request_liu"),
    reads("servicedesk:request", READERS | {"dinghe"}, "request_dinghe"),
    acts("servicedesk:assign", STATION, "request_new"),
    acts("servicedesk:transfer", STATION, "request"),
    acts("servicedesk:take", STATION, "request_new"),
    acts("servicedesk:start", {"liu"}, "request_liu"),
    acts("servicedesk:ask_back", {"chen"}, "request", reason="请补充材料"),
    acts("servicedesk:ask_back", {"liu"}, "request_liu", reason="请补充材料"),
    acts("servicedesk:answer", {"chen"}, "request", text="已查到，见附件。"),
    acts("servicedesk:answer", {"liu"}, "request_liu", text="已办好变更。"),
    acts("servicedesk:reply", {"chen", "yunlu"}, "request_waiting", text="工艺流程图已补齐。"),
    acts("servicedesk:note", STATION, "request", text="已电话联系"),
    acts("servicedesk:note", STATION | {"liu"}, "request_liu", text="已电话联系"),
    acts("servicedesk:close", {"chen", "lead"}, "request_answered"),
    acts("servicedesk:withdraw", YUNLU, "request", reason="不再需要"),
    acts("servicedesk:rate", YUNLU, "request_answered", rating="5"),
    acts("servicedesk:rate", YUNLU, "request_closed", rating="5"),
    acts("servicedesk:reopen", YUNLU, "request_answered", reason="还没有解决"),
    acts("servicedesk:reopen", YUNLU, "request_closed", reason="还没有解决"),
    acts("servicedesk:amend", STATION, "request", title="出口产品标准", category="STANDARD"),
    acts("servicedesk:amend", STATION | {"liu"}, "request_liu", title="变更经营范围", category="STANDARD"),
    reads("servicedesk:consultations", EVERY_READER),
    acts("servicedesk:new_consultation", EVERY_STATION),
    reads("servicedesk:consultation", READERS, "consultation"),
    acts(
        "servicedesk:edit_consultation",
        {"chen"},
        "consultation",
        sentence="问食品标签新规",
        persons="2",
        channel="PHONE",
        category="STANDARD",
        happened_at="2026-03-02T10:00",
    ),
    acts("servicedesk:status", EVERYBODY),
]

VISITS = [
    reads("visits:list", EVERY_READER | DEPARTMENTS),
    reads("visits:visited", EVERY_READER),
    reads("visits:missed", EVERY_READER),
    acts("visits:new", EVERY_OFFICER),
    acts("visits:plan", EVERY_STATION),
    posts("visits:plan_several", EVERY_STATION),
    reads("visits:detail", READERS | {"liu"}, "visit"),
    reads("visits:detail", READERS, "plan"),
    acts("visits:amend", {"chen"}, "visit"),
    acts("visits:void", {"chen", "lead"}, "visit"),
    acts("visits:replan", STATION, "plan"),
    acts("visits:cancel", STATION, "plan"),
]

LICENSING = [
    reads("licensing:list", EVERY_READER | ENTERPRISES),
    reads("licensing:list", EVERY_READER | ENTERPRISES, query="?tab=late&status=all"),
    reads("licensing:statistics", EVERY_READER),
    reads("licensing:statistics", EVERY_READER, query="?kind=FPL_NEW&from=2026-01-01&to=2026-12-31"),
    reads("licensing:statistics_file", EVERY_READER),
    acts("licensing:new", EVERY_STATION),
    reads("licensing:diagnosis", EVERY_READER | ENTERPRISES),
    reads("licensing:diagnosis", EVERY_READER | ENTERPRISES, query="?product=桂花酥饼&thing=WORKSHOP"),
    reads("licensing:diagnosis_part", EVERY_READER | ENTERPRISES, query="?product=水泥&brief=1"),
    acts("licensing:diagnose", STATION, "case", product="桂花酥饼"),
    acts("licensing:not_needed", STATION, "case_diagnosed", reason="不在目录内", instead="强制性产品认证"),
    reads("licensing:case", READERS | YUNLU, "case"),
    reads("licensing:case", READERS | YUNLU, "case_ready"),
    acts("licensing:move", STATION, "case", to="DIAGNOSED", seen="OPENED"),
    acts("licensing:hold", STATION, "case", reason="等新设备到货"),
    acts("licensing:resume", STATION, "case_held"),
    acts("licensing:give", STATION, "case"),
    acts("licensing:contact", STATION, "case"),
    acts("licensing:issue", STATION, "case_ready"),
    acts("licensing:refuse", STATION, "case_ready", reason="核查不通过"),
    acts("licensing:withdraw", STATION | YUNLU, "case", reason="不办了"),
    acts("licensing:terminate", STATION, "case", reason="不需要许可"),
    acts("licensing:document", STATION, "document", what="RECEIVED"),
    acts("licensing:upload", STATION | YUNLU, "document"),
    acts("licensing:promise", STATION, "promise", kept="yes"),
    acts("licensing:bottleneck", STATION, "case", kind="SITE_LAYOUT"),
    acts("licensing:close_bottleneck", STATION, "gap"),
    acts("licensing:new_letter", STATION, "case/=MISSING", to="某公司", text="还缺材料。"),
    reads("licensing:letter", READERS, "letter"),
    reads("licensing:letter_word", READERS, "letter"),
    acts("licensing:letter_templates", LEAD, kind="URGE", standard="on"),
    reads("licensing:letter_standard", EVERY_STATION),
    acts("licensing:reuse", STATION | YUNLU, "document"),
    acts("licensing:renew", STATION, "=licences/licence"),
    reads("licensing:case", READERS | YUNLU, "case_refused"),
    reads("licensing:remedy", READERS | YUNLU, "remedy"),
    acts("licensing:dispute", STATION, "case_refused", way="RECONSIDER", asked_on="2026-01-01"),
    acts("licensing:dispute_outcome", STATION, "case_disputed", outcome="UPHELD"),
    acts("licensing:let_be", STATION, "case_refused", reason="重新办"),
    acts("licensing:again", STATION, "case_refused"),
    reads("licensing:board", EVERY_READER),
    reads("licensing:board", EVERY_READER, query="?q=糕点"),
    reads("licensing:samples", EVERY_READER),
    reads("licensing:samples", EVERY_READER, query="?tab=late"),
    acts("licensing:sample", STATION, "case"),
    acts("licensing:report", STATION, "sample_sent"),
    acts("licensing:cancel_sample", STATION, "sample", reason="不送了"),
    posts("licensing:deliver", EVERY_STATION, pk="@sample"),
    reads("licensing:delivery", READERS, "delivery"),
    reads("licensing:delivery_qr", READERS, "delivery"),
    reads("licensing:delivery_word", READERS, "delivery"),
    reads("core:attachment", READERS | YUNLU, "file_of_sample"),
    reads("core:attachment", READERS | YUNLU, "file_of_document"),
]

DASHBOARDS = [
    reads("dashboards:dashboard", EVERY_READER),
    reads("dashboards:economy", EVERY_READER | DEPARTMENTS),
    reads("dashboards:statement", PARK_PEOPLE, "statement"),
]

STATION_PAGES = [
    reads("home", SIGNED_IN),
    acts("readyz", EVERYBODY),
    reads("health", EVERY_STATION | SYSADMIN),
]

ROWS = [
    *CORE,
    *ACCOUNTS,
    *REMINDERS,
    *ENTERPRISE_PAGES,
    *BODIES,
    *SERVICEDESK,
    *VISITS,
    *LICENSING,
    *DASHBOARDS,
    *STATION_PAGES,
]


def addresses():
    """{name: pattern} of every address of ours; the administration is looked at by its own test."""
    found = {}

    def walk(patterns, namespace):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                if pattern.namespace != "admin":
                    inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
                    walk(pattern.url_patterns, inner)
            else:
                found[f"{namespace}{pattern.name}"] = pattern

    walk(get_resolver().url_patterns, "")
    return found


BESIDES = {"accounts:admin_sign_in", "accounts:admin_change_password"}  # doors of the administration
