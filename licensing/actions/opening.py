"""A case is opened: by the station, for an enterprise of its park."""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext as _

from accounts.standing import hold, still_there
from core.acts import act
from core.clock import today
from core.numbering import format_number, take_numbers
from core.together import read_together
from core.transitions import TransitionError, require
from enterprises.models import Enterprise, Licence
from licensing import telling
from licensing.actions.diagnosing import find, keep
from licensing.actions.steps import line
from licensing.clock import due_columns
from licensing.models import (
    CaseDocument,
    CaseLeg,
    LicenceCase,
    Paper,
    Procedure,
    ProcedureDocument,
    ProcedureStage,
)
from licensing.querysets import KIND
from servicedesk.desk import members_of


def open_case(
    user,
    enterprise,
    *,
    procedure,
    product,
    origin,
    wanted_on=None,
    owner=None,
    note="",
    source=None,
    on=None,
    asked=None,
    links=None,
    carried=None,
):
    """A new case with its number, its first leg and its checklist; what the archive has already is there.

    `source` is the record it came out of (a request, a visit). `on` is the day it began, when it is written down later.
    `asked` is the diagnosis it follows from, which is made again and kept. `links` are columns that name what it
    renews or follows, `carried` what comes along from an earlier case.
    """
    on, owner = on or today(), owner or user
    with act(), still_there():
        hold(owner)
        require(
            user.is_station and user.park_id == enterprise.park_id,
            _("Cases are kept by the station's staff."),
        )
        here, in_force, stages, wanted, licences, members = read_together(
            Enterprise.objects.filter(pk=enterprise.pk, status__in=Enterprise.Status.IN_PARK),
            Procedure.objects.on(on).filter(pk=procedure.pk),
            ProcedureStage.objects.filter(procedure=procedure),
            ProcedureDocument.objects.filter(procedure=procedure, is_active=True),
            Licence.objects.filter(enterprise=enterprise).live(),
            members_of(enterprise.pk),
        )
        _check(enterprise, procedure, owner, on, here, in_force)
        (number,) = take_numbers(enterprise.park_id, KIND, on.year)
        stages = list(stages)
        first = stages[0]
        case = LicenceCase(
            park_id=enterprise.park_id,
            number=format_number(KIND, on.year, number),
            enterprise=enterprise,
            procedure=procedure,
            kind=procedure.kind,
            product=product,
            wanted_on=wanted_on,
            origin=origin,
            origin_type=ContentType.objects.get_for_model(source) if source is not None else None,
            origin_id=source.pk if source is not None else None,
            note=note,
            owner=owner,
            stage=first.stage,
            route=[stage.stage for stage in stages],
            optional=[stage.stage for stage in stages if stage.optional],
            holder=first.holder,
            holder_since=on,
            stage_from=on,
            **due_columns(on, first.n, first.unit),
            opened_on=on,
            opened_by=user,
            target_days=procedure.target_days,
            target_on=on + timedelta(days=procedure.target_days),
            **(links or {}),
        )
        case.save(force_insert=True)
        CaseLeg.objects.create(
            case=case, stage=first.stage, holder=first.holder, n=first.n, unit=first.unit, began_on=on
        )
        made = CaseDocument.objects.bulk_create(_checklist(case, wanted, licences, on, carried))
        if carried is not None:
            carried.share(made)
        if asked is not None:
            keep(case, user, *find(asked))
        case.members = list(members)
        line("case_opened", case, user, on=on, procedure=procedure.label)
        telling.opened(case, user)
    return case


def _check(enterprise, procedure, owner, on, here, in_force):
    """In the park, a procedure of that day, an owner of the station, a day that has come."""
    if not here:
        raise TransitionError(_("%(enterprise)s is not in the park any more.") % {"enterprise": enterprise})
    if not in_force:
        raise TransitionError(
            _("“%(procedure)s” was not in force on %(day)s.") % {"procedure": procedure, "day": on}
        )
    if on > today():
        raise TransitionError(_("This day lies in the future. Please check the date."))
    if not (owner.is_active and owner.is_station and owner.park_id == enterprise.park_id):
        raise TransitionError(_("%(name)s cannot be in charge of cases of this park.") % {"name": owner})


def _checklist(case, wanted, licences, on, carried=None):
    """The documents; a valid licence of the archive serves where the procedure says so, else what is carried along."""
    there = {row.kind: row for row in licences}
    for document in wanted:
        row = there.get(document.licence_kind)
        columns = carried.columns(document.label, on) if carried and not row else None
        if row:
            columns = {
                "status": Paper.RECEIVED,
                "source": f"{row.get_kind_display()} {row.number}",
                "taken_type": ContentType.objects.get_for_model(row),
                "taken_id": row.pk,
                "settled_on": on,
            }
        yield CaseDocument(
            park_id=case.park_id,
            case=case,
            label=document.label,
            owed_by=document.owed_by,
            position=document.position,
            **(columns or {}),
        )
