"""Kinds of cases, stages, holders, states (DOMAIN §3.4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.transitions import Flow


class Kind(models.TextChoices):
    """What a case is about."""

    IPL_NEW = "IPL_NEW", _("industrial product licence, new")
    IPL_RENEW = "IPL_RENEW", _("industrial product licence, renewal")
    IPL_CHANGE = "IPL_CHANGE", _("industrial product licence, change")
    FPL_NEW = "FPL_NEW", _("food production licence, new")
    FPL_RENEW = "FPL_RENEW", _("food production licence, renewal")
    FPL_CHANGE = "FPL_CHANGE", _("food production licence, change")
    CCC = "CCC", _("compulsory product certification")
    SE_REGISTER = "SE_REGISTER", _("use registration of special equipment")
    SEL = "SEL", _("special equipment production licence")
    TYPE_APPROVAL = "TYPE_APPROVAL", _("type approval of measuring instruments")
    STANDARD_DECLARATION = "STANDARD_DECLARATION", _("self-declaration of a standard")
    SYSTEM_CERT = "SYSTEM_CERT", _("management system certification")
    OTHER = "OTHER", pgettext_lazy("licence case", "other")


class Holder(models.TextChoices):
    """Who has the baton."""

    STATION = "STATION", pgettext_lazy("baton", "station")
    ENTERPRISE = "ENTERPRISE", pgettext_lazy("baton", "enterprise")
    BODY = "BODY", pgettext_lazy("baton", "testing body")
    AUTHORITY = "AUTHORITY", pgettext_lazy("baton", "authority")


HOLDERS_OUTSIDE = (Holder.ENTERPRISE, Holder.BODY, Holder.AUTHORITY)


class Stage(models.TextChoices):
    """The stages, in their order; a procedure has some of them."""

    OPENED = "OPENED", pgettext_lazy("stage", "need registered")
    DIAGNOSED = "DIAGNOSED", pgettext_lazy("stage", "diagnosis")
    COACHING = "COACHING", pgettext_lazy("stage", "coaching on site")
    TESTING = "TESTING", pgettext_lazy("stage", "commissioned test")
    DOSSIER = "DOSSIER", pgettext_lazy("stage", "dossier")
    SUBMITTED = "SUBMITTED", pgettext_lazy("stage", "submitted")
    CORRECTING = "CORRECTING", pgettext_lazy("stage", "supplement and correction")
    ACCEPTED = "ACCEPTED", pgettext_lazy("stage", "accepted")
    ONSITE = "ONSITE", pgettext_lazy("stage", "on-site verification")
    ONSITE_FIX = "ONSITE_FIX", pgettext_lazy("stage", "rectification after verification")
    DECIDED = "DECIDED", pgettext_lazy("stage", "decision")
    ISSUED = "ISSUED", pgettext_lazy("stage", "issue")


class Status(models.TextChoices):
    """State of a case."""

    RUNNING = "RUNNING", pgettext_lazy("licence case", "running")
    ON_HOLD = "ON_HOLD", pgettext_lazy("licence case", "on hold")
    ISSUED = "ISSUED", pgettext_lazy("licence case", "licence issued")
    REFUSED = "REFUSED", pgettext_lazy("licence case", "refused")
    WITHDRAWN = "WITHDRAWN", pgettext_lazy("licence case", "withdrawn")
    TERMINATED = "TERMINATED", pgettext_lazy("licence case", "terminated")
    NOT_NEEDED = "NOT_NEEDED", pgettext_lazy("licence case", "no licence needed")


Status.OPEN = ("RUNNING", "ON_HOLD")
Status.OVER = ("ISSUED", "REFUSED", "WITHDRAWN", "TERMINATED", "NOT_NEEDED")
Status.BADGES = {
    "RUNNING": ("info", "progress"),
    "ON_HOLD": ("", "player-pause"),
    "ISSUED": ("ok", "certificate"),
    "REFUSED": ("bad", "circle-x"),
    "WITHDRAWN": ("", "arrow-back-up"),
    "TERMINATED": ("", "player-stop"),
    "NOT_NEEDED": ("ok", "circle-check"),
}

FLOW = Flow(
    field="status",
    first=("RUNNING",),
    steps={
        "RUNNING": ("ON_HOLD", "ISSUED", "REFUSED", "WITHDRAWN", "TERMINATED", "NOT_NEEDED"),
        "ON_HOLD": ("RUNNING", "WITHDRAWN", "TERMINATED"),
        "REFUSED": ("RUNNING",),  # overturned
    },
    free_when="imported",
)


class Origin(models.TextChoices):
    """How the station came to know of it."""

    VISIT = "VISIT", pgettext_lazy("origin of a case", "found at a visit")
    WALK_IN = "WALK_IN", pgettext_lazy("origin of a case", "walk-in")
    PHONE = "PHONE", pgettext_lazy("origin of a case", "phone")
    ONLINE = "ONLINE", pgettext_lazy("origin of a case", "online")
    REFERRAL = "REFERRAL", pgettext_lazy("origin of a case", "referred by a department")
    RENEWAL = "RENEWAL", pgettext_lazy("origin of a case", "renewal")
    AGAIN = "AGAIN", pgettext_lazy("origin of a case", "after a refusal")


Origin.ASKED = [
    choice for choice in Origin.choices if choice[0] not in ("RENEWAL", "AGAIN")
]  # what people choose from


class Paper(models.TextChoices):
    """State of a document of the checklist."""

    MISSING = "MISSING", pgettext_lazy("document", "missing")
    PROVIDED = "PROVIDED", pgettext_lazy("document", "to be checked")
    RECEIVED = "RECEIVED", pgettext_lazy("document", "there")
    WAIVED = "WAIVED", pgettext_lazy("document", "not needed")


Paper.OPEN = ("MISSING", "PROVIDED")
Paper.BADGES = {
    "MISSING": ("bad", "circle-x"),
    "PROVIDED": ("warn", "file-search"),
    "RECEIVED": ("ok", "circle-check"),
    "WAIVED": ("", "circle-minus"),
}


class Party(models.TextChoices):
    """Whom the station was in touch with."""

    AUTHORITY = "AUTHORITY", pgettext_lazy("baton", "authority")
    BODY = "BODY", pgettext_lazy("baton", "testing body")
    ENTERPRISE = "ENTERPRISE", pgettext_lazy("baton", "enterprise")
    OTHER = "OTHER", pgettext_lazy("party", "somebody else")
