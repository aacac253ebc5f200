"""The world of the nets with a marker in every text that somebody must not see: by it a leak is noticed anywhere."""

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import CharField, F, Q, TextField, Value
from django.db.models.functions import Concat, Left

from core import attachments
from core.models import Attachment, TimelineEntry
from enterprises.models.registers.base import SEPARATOR
from tests.nets.who import ANONYMOUS, EVERYBODY
from tests.nets.world import make_world

ELSEWHERE = "zqelsewherezq"  # rows of the other park
PEOPLE_ELSEWHERE = "zqstrangerzq"  # its people
YUNLU = "zqyunluzq"  # rows of one enterprise
DINGHE = "zqdinghezq"  # rows of the other
INTERNAL = "zqinternalzq"  # visits, findings, notes, consultations: what no enterprise sees
MARKERS = (ELSEWHERE, PEOPLE_ELSEWHERE, YUNLU, DINGHE, INTERNAL)

ADMINISTRATORS = {"sysadmin", "secadmin", "auditor"}
HERE = {"chen", "zhou", "lead", "liu", "wu", "manager"}
SEES = {
    **dict.fromkeys(HERE, {YUNLU, DINGHE, INTERNAL}),
    **dict.fromkeys(ADMINISTRATORS, {PEOPLE_ELSEWHERE}),
    "city": set(MARKERS),
    "stranger": {ELSEWHERE, PEOPLE_ELSEWHERE},
    "yunlu": {YUNLU},
    "dinghe": {DINGHE},
}
SECRETS = {who: tuple(m for m in MARKERS if m not in SEES.get(who, set())) for who in EVERYBODY}
assert SECRETS[ANONYMOUS] == MARKERS

APPS = ("core", "accounts", "reminders", "enterprises", "servicedesk", "visits", "licensing", "dashboards")
# codes, numbers and machine words keep their meaning
KEPT = {
    "username", "password", "mobile", "email", "phone", "uscc", "legacy_reg_no", "legacy_org_code", "short_code",
    "region_code", "code", "number", "token", "sha256", "mime", "kind", "sentence", "icon", "url", "sort_key",
    "contact_mobile", "privacy_version", "key", "form", "address", "error", "name_indexed", "search_text", "region",
    "uscc_missing_reason", "cancelled_reason", "void_reason", "withdrawn_reason", "waiting_reason", "removed_reason",
    "searched", "due_rule", "type_code", "register",
}  # fmt: skip
DICTIONARIES = {
    "core.Region",
    "core.Industry",
    "core.CalendarYear",
    "core.CalendarDay",
    "core.Heartbeat",
    "core.Draft",
}
INTERNAL_MODELS = {"servicedesk.Consultation", "licensing.CaseContact"}
DICTIONARIES |= {
    "core.Submission",
    "core.Counter",
    "reminders.LeadTime",
    "servicedesk.Category",
    "visits.NeedWord",
}
DICTIONARIES |= {
    "visits.VisitRule",
    "dashboards.Indicator",
    "visits.VisitedEnterprise",
    "servicedesk.StatusAttempt",
    "core.Transfer",  # what was exported or imported, by which filter, stands in the auditor's log
}
PATHS = (
    "park", "enterprise__park", "request__park", "visit__park", "statement__park", "message__park", "licence__park",
    "case__park",
)  # fmt: skip


def make_marked_world():
    """One of everything, marked, with files whose content is marked too."""
    world = make_world()
    world.company_of = {"yunlu": world.yunlu_co, "dinghe": world.dinghe_co}
    add_more(world)
    for model in business_models():
        if model._meta.label == "accounts.User":
            mark(model.objects.filter(pk=world.stranger.pk), PEOPLE_ELSEWHERE)
            continue
        path = park_path(model)
        mark(model.objects.filter(**{path: world.other_park}), ELSEWHERE)
        own = path.rpartition("park")[0]  # the way to the row that has an enterprise
        for company, marker in ((world.yunlu_co, YUNLU), (world.dinghe_co, DINGHE)):
            for condition in of_enterprise(model, own, company):
                mark(model.objects.filter(condition), INTERNAL if is_internal(model) else marker)
    mark_notes(world)
    mark_lines(world)
    return world


def add_more(world):
    """What the nets do not need: notes, files with a text, a draft of somebody else."""
    from servicedesk import actions

    actions.add_note(world.request.pk, world.chen, text=f"内部备注 {INTERNAL}")
    actions.add_note(world.request_elsewhere.pk, world.stranger, text="外园备注")
    for obj, by, marker in (
        (world.request_elsewhere, world.stranger, ELSEWHERE),
        (world.visit_elsewhere, world.stranger, ELSEWHERE),
        (world.request_dinghe, world.zhou, DINGHE),
        (world.dinghe_co, world.zhou, DINGHE),
        (world.visit, world.chen, INTERNAL),
    ):
        checked = attachments.check_upload(SimpleUploadedFile("说明.txt", marker.encode()))
        attachments.attach(obj, checked, by, park_id=obj.park_id)


def business_models():
    """Models with rows that belong to somebody."""
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            if model._meta.label in DICTIONARIES or hasattr(model, "pgh_tracked_model"):
                continue
            if model._meta.label == "accounts.User" or park_path(model):
                yield model


def park_path(model):
    """How a row leads to its park, or an empty string."""
    names = {one.name for one in model._meta.concrete_fields}
    return next((path for path in PATHS if path.partition("__")[0] in names), "")


def of_enterprise(model, own, company):
    """Conditions for the rows of one enterprise."""
    names = {one.name for one in model._meta.concrete_fields}
    if model._meta.label == "enterprises.Enterprise":
        yield Q(pk=company.pk)
    elif "enterprise" in names:
        yield Q(enterprise=company)
    elif own in ("request__", "visit__", "licence__", "case__"):
        yield Q(**{f"{own}enterprise": company})


def is_internal(model):
    """Whether no enterprise ever sees these rows."""
    return model._meta.app_label == "visits" or model._meta.label in INTERNAL_MODELS


def text_fields(model):
    """Fields that hold words."""
    for one in model._meta.concrete_fields:
        if type(one) not in (CharField, TextField) or one.choices or one.primary_key or one.name in KEPT:
            continue
        if one.name == "source" and model._meta.app_label == "reminders":
            continue
        if one.max_length is None or one.max_length >= 20:
            yield one


def mark(rows, marker):
    """The marker before every text of the rows; a name stays what its index says."""
    changes = {}
    for one in text_fields(rows.model):
        marked = Concat(Value(marker), F(one.name), output_field=TextField())
        changes[one.name] = Left(marked, one.max_length) if one.max_length else marked
    names = {one.name for one in rows.model._meta.concrete_fields}
    if "name_indexed" in names:
        changes["name_indexed"] = changes["name"]
        changes["search_text"] = Concat(F("search_text"), Value(f" {marker}"), output_field=TextField())
    if "searched" in names:
        parts = [
            part for name in rows.model.SEARCHED for part in (changes.get(name, F(name)), Value(SEPARATOR))
        ]
        changes["searched"] = Concat(*parts[:-1], output_field=TextField())
        changes["search_text"] = Concat(F("search_text"), Value(f" {marker}"), output_field=TextField())
    if changes:
        rows.update(**changes)


def mark_notes(world):
    """What is internal on rows that an enterprise sees otherwise."""
    from enterprises.models import Enterprise
    from licensing.models import CaseLeg, Delivery, LicenceCase, Sample
    from servicedesk.models import RequestMessage

    LicenceCase.objects.exclude(park=world.other_park).update(note=INTERNAL)
    CaseLeg.objects.exclude(case__park=world.other_park).update(note=INTERNAL)
    Sample.objects.exclude(park=world.other_park).update(unusable=INTERNAL)
    Delivery.objects.exclude(park=world.other_park).update(note=INTERNAL, handed_to=INTERNAL)
    Enterprise.objects.filter(pk=world.yunlu_co.pk).update(notes=INTERNAL)
    RequestMessage.objects.filter(internal=True).exclude(request__park=world.other_park).update(text=INTERNAL)
    Attachment.objects.filter(object_id=world.visit.pk, object_type__model="visit").update(
        name=f"{INTERNAL}.pdf"
    )
    for marker, rows in (
        (ELSEWHERE, Attachment.objects.filter(park=world.other_park)),
        (DINGHE, Attachment.objects.filter(object_id=world.dinghe_co.pk, object_type__model="enterprise")),
        (
            DINGHE,
            Attachment.objects.filter(object_id=world.request_dinghe.pk, object_type__model="servicerequest"),
        ),
    ):
        rows.update(name=Concat(Value(marker), Value(".pdf")))


def mark_lines(world):
    """The words inside the lines of the timeline."""
    of_enterprises = {world.yunlu_co.pk: YUNLU, world.dinghe_co.pk: DINGHE, world.stranger_co.pk: ELSEWHERE}
    for line in TimelineEntry.objects.select_related("subject_type"):
        if line.subject_type.model == "enterprise":
            marker = of_enterprises[line.subject_id]
        else:  # a testing body
            marker = ELSEWHERE if line.park_id == world.other_park.pk else INTERNAL
        marker = INTERNAL if line.internal and marker == YUNLU else marker
        line.arguments = {
            name: marker + value if isinstance(value, str) and not value.isascii() else value
            for name, value in line.arguments.items()
        }
        TimelineEntry.objects.filter(pk=line.pk).update(arguments=line.arguments)
