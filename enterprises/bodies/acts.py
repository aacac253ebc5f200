"""What is done to testing bodies and their abilities. Their day-to-day truth is the station's: who works there keeps it."""

from datetime import timedelta

from django.utils.translation import gettext as _

from core import timeline
from core.acts import act
from core.transitions import TransitionError, in_its_words, locked, require
from enterprises.models import BodyAbility, InspectionBody
from enterprises.models.registers.base import SEPARATOR
from enterprises.registers.due import RuleBook
from enterprises.search import search_text

REGISTER, CMA = "licences", "CMA"  # under which the rules of an accreditation stand
DERIVED = ["search_text", "searched", "updated_at"]
CMA_COLUMNS = ["cma_since", "cma_issued_on", "cma_valid_to", "cma_apply_by"]


def add_body(by, **facts):
    """Enter a testing body."""
    _require_station(by)
    with act(), in_its_words(InspectionBody):
        body = InspectionBody(park_id=by.park_id, **facts)
        _accredited(body, before=None)
        _index_body(body).save(force_insert=True)
        _tell("body_entered", body, by, name=body.name)
    return body


def change_body(pk, by, *, guard=None, **facts):
    """Correct it, or enter its renewed accreditation."""
    with act(), in_its_words(InspectionBody):
        body = _locked(pk, by)
        if guard:
            guard(body)
        before = (body.cma_number, body.cma_since, body.cma_issued_on, body.cma_valid_to)
        for name, value in facts.items():
            setattr(body, name, value)
        _accredited(body, before)
        _index_body(body).save(update_fields=[*{*facts, *CMA_COLUMNS}, *DERIVED])
        _tell("body_changed", body, by, name=body.name)
    return body


def use_body(pk, by, *, in_use):
    """The station sends samples there again, or no more; what lies there already goes on."""
    with act():
        body = _locked(pk, by)
        if body.is_active == in_use:
            raise TransitionError(_("Somebody has done that already. Reload the page to see what happened."))
        body.is_active = in_use
        body.save(update_fields=["is_active", "updated_at"])
        _tell("body_used" if in_use else "body_left", body, by, name=body.name)
    return body


def show_body_mobile(pk, by):
    """Look at the full mobile number; the timeline keeps who did (PIPL §51)."""
    with act():
        body = locked(InspectionBody.objects.visible_to(by), pk)
        require(by.is_station, _("Full numbers are for those who call the testing body."))
        _tell("body_mobile_shown", body, by, name=body.contact or body.name)
    return body


def add_ability(body_pk, by, **facts):
    """What a body tests, and in how many days."""
    with act(), in_its_words(BodyAbility):
        body = _locked(body_pk, by)
        ability = BodyAbility(park_id=body.park_id, body=body, **facts)
        _index_ability(ability).save(force_insert=True)
        _tell("ability_entered", body, by, about=ability, name=str(ability), agreed=ability.agreed)
    return ability


def change_ability(pk, by, *, guard=None, **facts):
    """Correct it, or end it on a day. What was handed over before keeps the days that were agreed then."""
    rows = BodyAbility.objects.visible_to(by)
    with act(), in_its_words(BodyAbility):
        body = _locked(rows.values_list("body_id", flat=True).get(pk=pk), by)
        ability = locked(rows, pk)
        if guard:
            guard(ability)
        for name, value in facts.items():
            setattr(ability, name, value)
        _index_ability(ability).save(update_fields=[*facts, *DERIVED])
        ability.body = body
        _tell("ability_changed", body, by, about=ability, name=str(ability), agreed=ability.agreed)
    return ability


def valid_to_by_rule(issued_on):
    """Until when an accreditation runs that was issued on a day; None without a rule."""
    return RuleBook().after(REGISTER, "CYCLE", [CMA], issued_on).on


def _accredited(body, before):
    """What follows from the accreditation as it was typed: until when it runs, since when without a break, when it has to
    be renewed."""
    if not body.cma_number:
        body.cma_issued_on = body.cma_valid_to = body.cma_since = body.cma_apply_by = None
        return
    book = RuleBook()
    if body.cma_valid_to is None:
        body.cma_valid_to = book.after(REGISTER, "CYCLE", [CMA], body.cma_issued_on).on
    body.cma_apply_by = book.apply_by(REGISTER, [CMA], body.cma_valid_to).on
    was_number, since, was_issued, was_valid_to = before or ("", None, None, None)
    if not was_number:
        body.cma_since = body.cma_issued_on
    elif body.cma_issued_on != was_issued:
        renewed = (
            was_issued is not None
            and body.cma_issued_on is not None
            and was_issued < body.cma_issued_on <= was_valid_to + timedelta(days=1)
        )
        body.cma_since = since if renewed else body.cma_issued_on


def _index_body(body):
    body.searched = SEPARATOR.join([body.name, body.short_name, body.cma_number])
    body.search_text = search_text([body.name, body.short_name], [body.cma_number])
    return body


def _index_ability(ability):
    ability.searched = SEPARATOR.join([ability.subject, ability.standard_number])
    ability.search_text = search_text([ability.subject], [ability.standard_number])
    return ability


def _require_station(by):
    require(by.is_station and by.park_id, _("Testing bodies are kept by the station's staff."))


def _locked(pk, by):
    body = locked(InspectionBody.objects.visible_to(by), pk)
    _require_station(by)
    return body


def _tell(sentence, body, by, about=None, **arguments):
    timeline.record(sentence, subject=body, actor=by, about=about, internal=True, **arguments)
