"""The life of a visit: planned, moved, made, amended, called off, voided, by anybody at any time."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from core.clock import today
from servicedesk.models import ServiceRequest
from tests.fuzz.asker import Ask
from tests.fuzz.hostile import DAYS, IMAGE, SCRIPT
from tests.fuzz.lives import Life
from tests.fuzz.oracles import judge
from tests.fuzz.runner import explore_machine
from tests.nets.who import EVERYBODY
from visits.models import FLOW, Amendment, Finding, Visit

SHARE = 15
PEOPLE = st.one_of(st.sampled_from(["chen", "zhou", "lead", "liu"]), st.sampled_from(sorted(EVERYBODY)))
WORDS = st.sampled_from(["看新线压力表", SCRIPT, IMAGE, "", "\0", "质量" * 2100, "　"])
OFFSETS = st.one_of(st.integers(-3, 20), st.sampled_from(DAYS))


def day(offset):
    """A day near today, or something that is none."""
    return offset if isinstance(offset, str) else f"{today() + timedelta(days=offset)}"


class VisitLife(Life):
    """One plan, and the record it becomes."""

    flow = FLOW
    kind = "acts on a visit"

    def __init__(self):
        super().__init__()
        self.pk = self.world.plan.pk

    def row(self):
        return Visit.objects.get(pk=self.pk)

    def traces(self):
        return (
            Visit.objects.filter(pk=self.pk).values().get(),
            list(Finding.objects.filter(visit=self.pk).order_by("pk").values()),
            list(Amendment.objects.filter(visit=self.pk).order_by("pk").values()),
            Visit.objects.count(),
            ServiceRequest.objects.count(),
        )

    def record(self, words, offset, need):
        """The fields of a record."""
        fields = {
            "enterprise": str(self.world.dinghe_co.pk),
            "visited_on": day(offset),
            "purpose": "ROUTINE",
            "met": words,
            "summary": words,
            "risk": "LOW",
            "finding_STANDARD": "PROBLEM" if need else "NORMAL",
            "finding_STANDARD_text": words,
            "need-TOTAL_FORMS": "1" if need else "0",
            "need-INITIAL_FORMS": "0",
            "need-0-text": words,
            "need-0-category": "STANDARD",
            "reason": words,
        }
        return tuple(fields.items())

    @rule(who=PEOPLE, words=WORDS, offset=OFFSETS, need=st.booleans())
    def somebody_makes_the_visit(self, who, words, offset, need):
        self.do(who, f"/visits/new/?plan={self.pk}", self.record(words, offset, need))

    @rule(who=PEOPLE, words=WORDS, offset=OFFSETS, need=st.booleans())
    def somebody_amends(self, who, words, offset, need):
        self.do(who, f"/visits/{self.pk}/amend/", self.record(words, offset, need))

    @rule(
        who=PEOPLE, words=WORDS, offset=OFFSETS, goes=st.sampled_from(["chen", "zhou", "stranger", "yunlu"])
    )
    def somebody_moves_it(self, who, words, offset, goes):
        fields = {"planned_on": day(offset), "planned_at": "09:30", "author": str(self.world[goes].pk)}
        self.do(
            who, f"/visits/{self.pk}/replan/", tuple({**fields, "purpose": "ROUTINE", "note": words}.items())
        )
        assert self.row().author.park_id == self.world.park.pk

    @rule(who=PEOPLE, words=WORDS, act=st.sampled_from(["cancel", "void"]))
    def somebody_ends_it(self, who, words, act):
        was = self.row().status
        self.do(who, f"/visits/{self.pk}/{act}/", (("reason", words),))
        if self.row().status != was:
            assert (self.row().cancelled_reason or self.row().void_reason).strip()

    @rule(who=PEOPLE)
    def somebody_looks(self, who):
        judge(self.asker.send(Ask(who, f"/visits/{self.pk}/")))


def test_a_visit_keeps_to_its_declared_steps_whoever_does_what(asker):
    VisitLife.asker = asker
    explore_machine(VisitLife, examples=3, steps=10, share=SHARE)
