"""What is done in the catalogue: enter, correct, supersede, withdraw, take back; what comes into force or ends by its day."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.translation import gettext as _

from core.acts import act
from core.clock import now
from core.clock import today as today_
from core.transitions import TransitionError, in_its_words, locked, require
from enterprises.models import ProductStandard, Standard
from enterprises.models.registers.products import FLOW, Product
from enterprises.registers.follow import index_standard
from enterprises.registers.numbers import kind_of_standard, normal_standard
from enterprises.standards import telling
from reminders.models import Delivery, Message, State

Status = Standard.Status
SEARCH = ["search_text", "searched", "updated_at"]


def add_standard(by, *, number, status=None, **facts):
    """Enter a standard; it is in force, or comes into force on its day."""
    _require_station(by)
    with act():
        standard = Standard(park_id=by.park_id, number=normal_standard(number), **facts)
        standard.kind = kind_of_standard(standard.number)
        standard.status = status or _by_day(standard.effective_on)
        with in_its_words(Standard):
            index_standard(standard).save(force_insert=True)
    return standard


def change_standard(pk, by, *, guard=None, **facts):
    """Correct number, title, days or note; whether it is in force yet follows from its day."""
    with act():
        standard = _locked(pk, by)
        if guard:
            guard(standard)
        facts["number"] = normal_standard(facts.get("number", standard.number))
        for name, value in facts.items():
            setattr(standard, name, value)
        standard.kind = kind_of_standard(standard.number)
        if not standard.is_ended:
            standard.status = _by_day(standard.effective_on)
        index_standard(standard)
        with in_its_words(Standard):
            standard.save(update_fields=[*facts, "kind", "status", *SEARCH])
    return standard


def supersede_standard(pk, by, *, number, title="", on):
    """Another standard takes its place from a day on; that one is entered when the catalogue does not know it. Each
    enterprise with a product made to it is told once."""
    with act():
        standard = _open(pk, by)
        number = normal_standard(number)
        if number == standard.number:
            raise TransitionError(_("A standard cannot replace itself."))
        heir = Standard.objects.filter(park_id=standard.park_id, number=number).first()
        if heir is None:
            heir = add_standard(by, number=number, title=title, effective_on=on)
        elif heir.is_ended:
            raise TransitionError(
                _("%(number)s is no longer in force itself: it cannot replace another one.")
                % {"number": heir}
            )
        return _end(standard, Status.SUPERSEDED, by, on, heir)


def withdraw_standard(pk, by, *, on):
    """It ends on a day and nothing takes its place. Each enterprise with a product made to it is told once."""
    with act():
        return _end(_open(pk, by), Status.WITHDRAWN, by, on, None)


def _end(standard, target, by, on, heir):
    standard.replaced_by, standard.ended_on = heir, on
    if on <= today_():
        FLOW.move(standard, target, replaced_by=heir, ended_on=on, updated_at=now())
    else:
        standard.save(update_fields=["replaced_by", "ended_on", "updated_at"])
    telling.ended(standard, list(uses_of(standard)), by)
    return standard


def take_back_end(pk, by):
    """It was a mistake: the standard is in force again. Only while nobody has read of it and no e-mail has left."""
    with act():
        standard = _locked(pk, by)
        if not standard.is_ended:
            raise TransitionError(
                _("%(number)s is in force: there is nothing to take back.") % {"number": standard.number}
            )
        messages = Message.objects.filter(
            kind=telling.KIND,
            about_type=ContentType.objects.get_for_model(Standard),
            about_id=standard.pk,
            recipient__in=telling.people_of(uses_of(standard)),
        )
        ids = list(messages.select_for_update().values_list("pk", flat=True))
        sent = Delivery.objects.select_for_update().filter(message_id__in=ids)
        left = any(each.state != State.OWED or each.claimed_at for each in sent)
        if left or messages.filter(read_at__isnull=False).exists():
            raise TransitionError(
                _("The enterprises have been told already. Enter what is right now as a change of its own.")
            )
        Message.objects.filter(pk__in=ids).delete()
        changed = {"replaced_by": None, "ended_on": None, "updated_at": now()}
        if standard.status in Status.OBSOLETE:
            FLOW.move(standard, Status.CURRENT, **changed)
        else:
            standard.replaced_by = standard.ended_on = None
            standard.save(update_fields=list(changed))
        telling.taken_back(standard, uses_of(standard), by)
    return standard


def move_by_day(today=None):
    """What has come into force, and what has ended, by its day; returns how many of each. A second run finds nothing."""
    today = today or today_()
    ended = Standard.objects.filter(status=Status.CURRENT, ended_on__lte=today)
    with act():
        return {
            "in_force": Standard.objects.filter(status=Status.UPCOMING, effective_on__lte=today).update(
                status=Status.CURRENT, updated_at=now()
            ),
            "superseded": ended.filter(replaced_by__isnull=False).update(
                status=Status.SUPERSEDED, updated_at=now()
            ),
            "withdrawn": ended.filter(Q(replaced_by__isnull=True)).update(
                status=Status.WITHDRAWN, updated_at=now()
            ),
        }


def uses_of(standard):
    """Where it is used: products that are made or paused, by enterprise."""
    rows = ProductStandard.objects.filter(standard=standard, product__status__in=Product.LIVE)
    return rows.select_related("product", "enterprise").order_by(
        "enterprise__sort_key", "enterprise_id", "product__position", "product_id"
    )


def _by_day(effective_on):
    return Status.UPCOMING if effective_on and effective_on > today_() else Status.CURRENT


def _require_station(by):
    require(by.is_station, _("The catalogue of standards is kept by the station's staff."))


def _locked(pk, by):
    standard = locked(Standard.objects.visible_to(by), pk)
    _require_station(by)
    return standard


def check_open(standard):
    """Refuse what has been ended already."""
    if standard.is_ended:
        raise TransitionError(
            _(
                "%(number)s was superseded or withdrawn already, from %(day)s. Reload the page to see what happened."
            )
            % {"number": standard.number, "day": standard.ended_on or "—"}
        )


def _open(pk, by):
    """The standard, locked, still in force: of two who end it at once one wins."""
    standard = _locked(pk, by)
    check_open(standard)
    return standard
