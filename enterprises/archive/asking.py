"""Asking once: what an enterprise's archive lacks, as questions it answers in its own registers.

A question is a row that has to be there, fields of a row that are empty, or a row nobody has confirmed for a year. What
stands in the archive and is confirmed is never asked again. A question is answered when it would not be asked any more,
or when a change the enterprise proposed is on its way. BASIC is kept by the station itself.
"""

from dataclasses import asdict

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from core import timeline
from core.acts import act
from core.clock import now
from core.clock import today as today_
from core.transitions import TransitionError, locked, require
from enterprises.archive.questions import of, on_its_way, questions_of, standing_of
from enterprises.models import DataRequest, Enterprise, Membership, ProductStandard, Section
from enterprises.models.asking import FLOW
from enterprises.registers.acts import enterprise_of, may_propose
from enterprises.registers.register import REGISTERS
from enterprises.words import listed
from reminders.messages import notify

ICON = "clipboard-list"
ASKED = tuple(section for section in Section if section not in (Section.BASIC, Section.RECORD))
Status = DataRequest.Status


# ---- acts ------------------------------------------------------------------------------------------------------------


def ask(enterprise_id, sections, by, products=None):
    """Ask an enterprise for what these sections lack; returns (request, how many questions are new).

    With `products` (ids) only what concerns their standards is asked. What the open request asks already is not asked
    twice. Nothing to ask is a TransitionError.
    """
    with act():
        enterprise = locked(Enterprise.objects.visible_to(by), enterprise_id)
        require(by.is_station, _("Only the station's staff ask an enterprise for data."))
        sections = [str(section) for section in sections if section in ASKED]
        request = DataRequest.objects.open().filter(enterprise=enterprise).first()
        known = of(request.questions) if request else []
        new, saved = new_questions(enterprise, sections, request, products)
        if not new:
            raise TransitionError(
                _("Nothing is left to ask: it is in the archive, or the enterprise has been asked already.")
            )
        if request is None:
            request = DataRequest(
                park_id=enterprise.park_id, enterprise=enterprise, asked_by=by, asked_at=now()
            )
        request.questions = [asdict(question) for question in (*known, *new)]
        request.sections = list(dict.fromkeys([*request.sections, *sections]))
        request.saved = max(request.saved, saved)
        request.save()
        _mark_rows(new, by)
        names = listed(str(Section(section).label) for section in sections)
        timeline.record("data_asked", subject=enterprise, actor=by, about=request, n=len(new), sections=names)
        _tell_people(request, enterprise, by, names)
    return request, len(new)


def new_questions(enterprise, sections, request=None, products=None):
    """(what would be asked, fields that need not be) beyond the open request and what is on its way."""
    request = request or DataRequest.objects.open().filter(enterprise=enterprise).first()
    wanted, saved = questions_of(enterprise, sections)
    if products is not None:
        wanted = _about_products(wanted, products)
    known = {question.key for question in of(request.questions)} if request else set()
    known |= on_its_way(enterprise)
    return [question for question in wanted if question.key not in known], saved


def _about_products(questions, products):
    """Those that ask for the standards of these products, or for what is wrong with one."""
    uses = set(ProductStandard.objects.filter(product__in=products).values_list("pk", flat=True))
    rows = {"products": products, "product-standards": uses}
    return [each for each in questions if each.fields and each.row in rows.get(each.register, ())]


def finish(request_id, by):
    """The enterprise has said everything."""
    with act():
        request = opened(request_id, by)
        require(may_propose(by), _("Only the enterprise says that it has answered."))
        left = open_of(request)
        if left:
            raise TransitionError(
                ngettext(
                    "%(n)s question is still open: %(what)s.",
                    "%(n)s questions are still open: %(what)s.",
                    len(left),
                )
                % {"n": len(left), "what": listed(question.title for question in left[:3])}
            )
        FLOW.move(request, Status.ANSWERED, closed_at=now(), updated_at=now())
        timeline.record("data_answered", subject=request.enterprise, actor=by, about=request)
        with override(settings.LANGUAGE_CODE):
            notify(
                [request.asked_by],
                kind="data:answered",
                icon=ICON,
                title=_("%(enterprise)s has answered what was asked") % {"enterprise": request.enterprise},
                url=request.get_absolute_url(),
                about=request,
            )
    return request


def call_off(request_id, by):
    """The station does not need it any more."""
    with act():
        request = opened(request_id, by)
        require(by.is_station, _("Only the station's staff ask an enterprise for data."))
        FLOW.move(request, Status.WITHDRAWN, closed_at=now(), updated_at=now())
        timeline.record("data_called_off", subject=request.enterprise, actor=by, about=request)
    return request


def open_of(request):
    """The questions of a request that are not answered yet, with what they still lack."""
    return [each.question for each in standing_of(request) if each.is_open]


def opened(request_id, by):
    """The request, locked after its enterprise, while it is open."""
    rows = DataRequest.objects.visible_to(by)
    enterprise = locked(Enterprise.objects.visible_to(by), enterprise_of(rows, request_id))
    request = locked(rows, request_id)
    request.enterprise = enterprise
    if request.status != Status.OPEN:
        raise ended(request)
    return request


def ended(request):
    """It was answered or called off."""
    return TransitionError(
        _("This is “%(status)s” by now. Reload the page to see it.")
        % {"status": request.get_status_display()}
    )


def _mark_rows(questions, by):
    """Who asked last, on the rows themselves (B3)."""
    by_register = {}
    for question in questions:
        if question.row is not None:
            by_register.setdefault(question.register, []).append(question.row)
    for code, pks in by_register.items():
        REGISTERS[code].model.objects.filter(pk__in=pks).update(asked_on=today_(), asked_by=by)


def _tell_people(request, enterprise, by, names):
    """A message to each of its people."""
    people = [
        member.user
        for member in Membership.objects.filter(enterprise=enterprise, is_active=True).select_related("user")
    ]
    with override(settings.LANGUAGE_CODE):
        notify(
            people,
            kind="data:asked",
            icon=ICON,
            title=_("The station asks for data of the archive: %(sections)s") % {"sections": names},
            url=request.get_absolute_url(),
            about=request,
        )
