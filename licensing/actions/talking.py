"""Calls and visits to authority and testing bodies: who, what was promised, what came of it."""

from django.utils.translation import gettext as _

from core.acts import act
from core.clock import now, today
from core.transitions import TransitionError, locked
from licensing.actions.steps import line, take_up
from licensing.models import CaseContact


def record_contact(
    case_id, user, *, party, way, text, person="", promise="", promised_on=None, happened_at=None
):
    """Note it; what was promised for a day reminds whoever is in charge."""
    with act():
        case = take_up("contact", case_id, user)
        moment = happened_at or now()
        if moment > now():
            raise TransitionError(_("This moment lies in the future. Please check the date."))
        if promised_on and not promise.strip():
            raise TransitionError(_("Say what was promised for that day."))
        contact = CaseContact.objects.create(
            park_id=case.park_id,
            case=case,
            party=party,
            way=way,
            person=person,
            text=text,
            happened_at=moment,
            by=user,
            promise=promise,
            promised_on=promised_on,
        )
        words = {"party": str(contact.get_party_display()), "text": text[:200]}
        line("case_contact", case, user, at=moment, internal=True, **words)
    contact.case = case
    return contact


def settle_promise(contact_id, user, *, kept):
    """The promise was kept, or not."""
    with act():
        rows = CaseContact.objects.visible_to(user)
        case = take_up("contact", rows.values_list("case_id", flat=True).get(pk=contact_id), user)
        contact = locked(rows, contact_id)
        if not contact.is_owed:
            raise TransitionError(_("Somebody has noted already what came of it."))
        contact.settled_on, contact.kept = today(), kept
        contact.save(update_fields=["settled_on", "kept"])
        sentence = "case_promise_kept" if kept else "case_promise_broken"
        line(sentence, case, user, internal=True, promise=contact.promise)
    contact.case = case
    return contact
