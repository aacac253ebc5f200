"""What was answered on the spot."""

from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import timeline
from core.acts import act
from core.clock import now
from core.transitions import TransitionError, locked, require
from servicedesk.models import Consultation

EDITABLE_FOR = timedelta(hours=24)
TOO_LATE = gettext_lazy(
    "A consultation can be changed for 24 hours after it was noted. Note a new one instead."
)
AMENDABLE = ("enterprise", "person", "persons", "category", "channel", "sentence", "happened_at")


def log_consultation(
    user,
    *,
    sentence,
    channel,
    category="OTHER",
    persons=1,
    enterprise=None,
    person="",
    at=None,
    imported=False,
):
    """Note what somebody asked and was told: persons served, subject, one sentence; the enterprise is optional."""
    require(
        user.is_station and (enterprise is None or enterprise.park_id == user.park_id),
        _("Consultations are noted by the station's staff."),
    )
    with act():
        consultation = Consultation.objects.create(
            park_id=user.park_id,
            enterprise=enterprise,
            person=person,
            persons=persons,
            category_id=getattr(category, "pk", category),
            channel=channel,
            sentence=sentence,
            happened_at=at or now(),
            taken_by=user,
            imported=imported,
        )
        _put_on_timeline(consultation, user)
    return consultation


def may_amend(user, consultation):
    """The author, for 24 hours."""
    return (
        consultation.taken_by_id == user.pk
        and user.is_station
        and now() < consultation.recorded_at + EDITABLE_FOR
    )


def amend_consultation(consultation_id, user, **changes):
    """The author puts right what he noted, within 24 hours."""
    unknown = set(changes) - set(AMENDABLE)
    if unknown:
        raise TypeError(f"not amendable: {', '.join(sorted(unknown))}")
    with act():
        consultation = locked(Consultation.objects.visible_to(user), consultation_id)
        require(
            consultation.taken_by_id == user.pk and user.is_station,
            _("Only who noted a consultation can change it."),
        )
        if not may_amend(user, consultation):
            raise TransitionError(str(TOO_LATE))
        changed = [name for name, value in changes.items() if getattr(consultation, name) != value]
        for name in changed:
            setattr(consultation, name, changes[name])
        if changed:
            consultation.save(update_fields=[*changed, "updated_at"])
            timeline.of_object(consultation).delete()
            _put_on_timeline(consultation, user)
    return consultation


def _put_on_timeline(consultation, user):
    """A line about the enterprise, when it is one's."""
    if consultation.enterprise_id:
        timeline.record(
            "consulted",
            subject=consultation.enterprise,
            actor=user,
            about=consultation,
            at=consultation.happened_at,
            text=consultation.sentence,
        )
