"""What is done to the people and the yearly figures of an enterprise."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.roles import OFFICERS
from core import attachments, timeline
from core.acts import act
from core.clock import today
from core.transitions import TransitionError, locked, require
from enterprises import archive, sizes
from enterprises.models import Contact, Enterprise, YearlyFigures
from enterprises.words import listed


def _mine(enterprise_id, by):
    """The enterprise, locked, for one who keeps its data; `by` None is an import."""
    rows = Enterprise.objects.all() if by is None else Enterprise.objects.visible_to(by)
    enterprise = locked(rows, enterprise_id)
    require(by is None or by.is_station, _("Contacts and figures are kept by the station's staff."))
    return enterprise


# ---- people ----------------------------------------------------------------------------------------------------------


def add_contact(enterprise_id, by, *, role, name, at=None, **fields):
    """A person of the enterprise whom the station may call."""
    with act():
        enterprise = _mine(enterprise_id, by)
        contact = Contact.objects.create(
            enterprise=enterprise, role=role, name=name, position=enterprise.contacts.count(), **fields
        )
        archive.refresh(enterprise)
        _tell("contact_added", enterprise, contact, by, at)
    return contact


def change_contact(enterprise_id, contact_id, by, **changes):
    """Correct a contact."""
    with act():
        enterprise = _mine(enterprise_id, by)
        contact = locked(enterprise.contacts.all(), contact_id)
        changed = [name for name, value in changes.items() if getattr(contact, name) != value]
        for name in changed:
            setattr(contact, name, changes[name])
        if changed:
            contact.save(update_fields=changed)
            _tell("contact_changed", enterprise, contact, by)
    return contact


def remove_contact(enterprise_id, contact_id, by):
    """The person is no longer there; history keeps the row."""
    with act():
        enterprise = _mine(enterprise_id, by)
        contact = locked(enterprise.contacts.all(), contact_id)
        _tell("contact_removed", enterprise, contact, by)
        contact.delete()
        archive.refresh(enterprise)
    return enterprise


def show_mobile(enterprise_id, contact_id, by):
    """Look at a full mobile number; the timeline keeps who did (PIPL §51). Returns the contact."""
    with act():
        enterprise = locked(Enterprise.objects.visible_to(by), enterprise_id)
        require(by.role in OFFICERS, _("Full numbers are for those who call the enterprise."))
        contact = enterprise.contacts.get(pk=contact_id)
        timeline.record(
            "mobile_shown", subject=enterprise, actor=by, about=contact, internal=True, name=contact.name
        )
    return contact


def _tell(sentence, enterprise, contact, by, at=None):
    timeline.record(
        sentence,
        subject=enterprise,
        actor=by,
        about=contact,
        at=at,
        name=contact.name,
        role=str(contact.get_role_display()),
    )


# ---- yearly figures --------------------------------------------------------------------------------------------------


def record_year(enterprise_id, by, *, year, at=None, **fields):
    """Enter one year of figures; a year that is there already is changed by its own page."""
    with act():
        enterprise = _mine(enterprise_id, by)
        _plausible(year)
        row = YearlyFigures(enterprise=enterprise, year=year, **fields)
        row.above_scale = sizes.above_scale(enterprise.industry_id, year, row.revenue_10k)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            if "year_once_per_enterprise" in str(error):
                raise TransitionError(_("This year is recorded already; change that row.")) from error
            raise
        _follow(enterprise)
        timeline.record("year_recorded", subject=enterprise, actor=by, about=row, at=at, year=year)
    return row


def change_year(enterprise_id, row_id, by, **changes):
    """Correct the figures of a year (the year itself stays)."""
    with act():
        enterprise = _mine(enterprise_id, by)
        row = locked(enterprise.years.all(), row_id)
        for name, value in changes.items():
            setattr(row, name, value)
        row.above_scale = sizes.above_scale(enterprise.industry_id, row.year, row.revenue_10k)
        row.save(update_fields=[*changes, "above_scale", "updated_at"])
        _follow(enterprise)
        timeline.record("year_recorded", subject=enterprise, actor=by, about=row, year=row.year)
    return row


def remove_year(enterprise_id, row_id, by, *, reason):
    """The figures were entered by mistake."""
    with act():
        enterprise = _mine(enterprise_id, by)
        row = locked(enterprise.years.all(), row_id)
        timeline.record(
            "year_removed", subject=enterprise, actor=by, internal=True, year=row.year, reason=reason
        )
        row.delete()
        _follow(enterprise)
    return enterprise


def _plausible(year):
    if not 1990 <= year <= today().year:
        raise TransitionError(_("The year must lie between 1990 and this year."))


def _follow(enterprise):
    """Size and archive follow from the figures."""
    sizes.recompute(enterprise)
    archive.refresh(enterprise)


# ---- files -----------------------------------------------------------------------------------------------------------


def add_files(enterprise_id, by, files, captions=()):
    """Files of the enterprise itself, all or none."""
    with act():
        enterprise = _mine(enterprise_id, by)
        attachments.attach_all(enterprise, files, by, captions)
        timeline.record(
            "files_added",
            subject=enterprise,
            actor=by,
            names=listed(each.name for each in files)[:300],
        )
    return enterprise
