"""A licence or certificate that runs out is renewed: one case, whoever clicks, with the old row remembered."""

from datetime import timedelta

from django.db.models import Case, Q, When
from django.utils.translation import gettext as _

from core.acts import act
from core.clock import today
from core.together import first_of, read_together, the_one
from core.transitions import TransitionError, in_its_words, locked, require
from enterprises.models import Certificate, Enterprise, Licence
from licensing.actions.opening import open_case
from licensing.actions.reusing import Carried, parts_of
from licensing.models import Kind, LicenceCase, Origin, Paper, Procedure

COLUMNS = {"licences": "renews", "certificates": "renews_certificate"}
MODELS = {"licences": Licence, "certificates": Certificate}
AHEAD = timedelta(days=180)  # the first reminder of any validity (DOMAIN §9.4)
BEFORE_APPLYING = timedelta(days=90)
DIGITS = "0123456789 "  # the code of a category before its name
SYSTEMS = {"QMS", "EMS", "OHSMS", "HACCP", "FSMS", "ENMS", "MMS"}


def renewable_from(row):
    """The first day on which a renewal is opened: with the first reminder, or three months before the last day to apply."""
    first = row.due_on - AHEAD
    return min(first, row.act_by - BEFORE_APPLYING) if row.act_by else first


def is_renewable(row):
    """Whether a renewal may be opened today."""
    return row.is_live and row.due_on is not None and renewable_from(row) <= today()


def check_renewable(row):
    """TransitionError with the reason when it may not."""
    words = {"name": row, "number": getattr(row, "number", "") or getattr(row, "cert_no", "")}
    if not row.is_live:
        words["status"] = row.get_status_display()
        raise TransitionError(_("%(name)s %(number)s is “%(status)s”: it cannot be renewed.") % words)
    if row.due_on is None:
        raise TransitionError(
            _("%(name)s %(number)s is valid without end: there is nothing to renew.") % words
        )
    if renewable_from(row) > today():
        words |= {"until": row.due_on, "day": renewable_from(row)}
        raise TransitionError(
            _("%(name)s %(number)s is valid to %(until)s; a renewal is opened from %(day)s on.") % words
        )


def open_renewals_of(register, pk):
    """The open case that renews a row: one, or none."""
    return LicenceCase.objects.open().filter(**{COLUMNS[register]: pk})


def procedure_for(register, kind, rows=None):
    """The procedure of today by which a kind is renewed: its renewal, else its own, else the one for all others."""
    rows = [
        row
        for row in (Procedure.objects.on(today()) if rows is None else rows)
        if (row.register, row.variety) == (register, kind) or row.kind in (Kind.OTHER, Kind.SYSTEM_CERT)
    ]

    def rank(row):
        fits = (row.register, row.variety) == (register, kind)
        system = row.kind == Kind.SYSTEM_CERT and register == "certificates" and kind in SYSTEMS
        return (
            not (fits and row.kind.endswith("_RENEW")),
            not (fits and not row.kind.endswith("_CHANGE")),
            not system,
            row.kind != Kind.OTHER,
            row.position,
        )

    found = min(rows, key=rank, default=None)
    if found is None:
        raise TransitionError(_("No procedure is in force by which this is renewed."))
    return found


def product_of(row, before):
    """What the licence is for: as the case said that brought it, else as it is printed."""
    if before is not None:
        return before.product
    lines = (getattr(row, "product_scope", "") or getattr(row, "scope", "")).strip().splitlines()
    return (lines[0].lstrip(DIGITS).strip() if lines else "")[:100] or str(row)


def cases_before(register, row):
    """The case that brought a row, else the last one of the enterprise that ended with such a licence."""
    same = Q(procedure__register=register, procedure__variety=row.kind)
    brought = Q(licence=row) if register == "licences" else Q(pk=None)
    return (
        LicenceCase.objects.filter(same | brought, enterprise_id=row.enterprise_id, status="ISSUED")
        .annotate(place=Case(When(brought, then=0), default=1))
        .order_by("place", "-issued_on", "-pk")
    )


def renew(user, register, pk):
    """The renewal case of a row: opened now, or the one that is open already (`was_there`)."""
    with act(), in_its_words(LicenceCase):
        row = locked(
            MODELS[register].objects.visible_to(user), pk
        )  # of two who click at once the second waits here
        require(user.is_station, _("Cases are kept by the station's staff."))
        before = cases_before(register, row)
        there, enterprises, procedures, befores, documents, files = read_together(
            open_renewals_of(register, row.pk),
            Enterprise.objects.filter(pk=row.enterprise_id),
            Procedure.objects.on(today()),
            before[:1],
            *parts_of(before),
        )
        if there:
            there[0].was_there = True
            return there[0]
        check_renewable(row)
        before = first_of(befores)
        case = open_case(
            user,
            the_one(enterprises),
            procedure=procedure_for(register, row.kind, procedures),
            product=product_of(row, before),
            origin=Origin.RENEWAL,
            source=row,
            links={COLUMNS[register]: row},
            carried=Carried(before, documents, files, user, Paper.PROVIDED) if before else None,
        )
        case.was_there = False
    return case
