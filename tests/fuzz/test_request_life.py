"""The life of a request: random people call random acts by HTTP, in and out of turn."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from servicedesk.models import RequestMessage, RequestPause, ServiceRequest
from servicedesk.models.choices import FLOW
from servicedesk.rights import RIGHTS, may
from tests.fuzz.asker import Ask
from tests.fuzz.hostile import IMAGE, SCRIPT
from tests.fuzz.lives import Life
from tests.fuzz.oracles import judge
from tests.fuzz.runner import explore_machine
from tests.nets.who import EVERYBODY

SHARE = 15
ACTS = (
    "take",
    "assign",
    "transfer",
    "start",
    "ask-back",
    "answer",
    "reply",
    "close",
    "withdraw",
    "rate",
    "reopen",
)
ACTS += ("note", "amend")
# those who have a hand in it come more often than those who have none
PEOPLE = st.one_of(st.sampled_from(["chen", "lead", "yunlu", "liu"]), st.sampled_from(sorted(EVERYBODY)))
WORDS = st.sampled_from(["请补充材料", "已办好，见附件。", SCRIPT, IMAGE, "", "\0", "质量" * 2100, "　"])


class RequestLife(Life):
    """One request from its submission on."""

    flow = FLOW
    kind = "acts on a request"

    def __init__(self):
        super().__init__()
        self.pk = self.world.request_new.pk

    def row(self):
        return ServiceRequest.objects.get(pk=self.pk)

    def traces(self):
        return (
            ServiceRequest.objects.filter(pk=self.pk).values().get(),
            list(RequestMessage.objects.filter(request=self.pk).order_by("pk").values()),
            list(RequestPause.objects.filter(request=self.pk).order_by("pk").values()),
        )

    @rule(
        who=PEOPLE,
        act=st.sampled_from(ACTS),
        words=WORDS,
        rating=st.sampled_from(["5", "1", "0", "6", "nan", ""]),
        holder=st.sampled_from(["chen", "zhou", "liu", "lead", "stranger", "yunlu", "gone"]),
    )
    def somebody_acts(self, who, act, words, rating, holder):
        row = self.row()
        fields = {"text": words, "reason": words, "title": words, "detail": words, "category": "STANDARD"}
        fields |= {"rating": rating, "holder": str(self.person(holder).pk), "rating_text": words}
        right = {"take": "assign", "transfer": "assign", "ask-back": "ask_back"}.get(act, act)
        allowed = who in self.world.people and self.sees(who) and self.may(right, who, row)
        self.do(who, f"/requests/{self.pk}/{act}/", tuple(fields.items()))
        if self.row().status != row.status:
            assert allowed, f"{who} may not {act} in {row.status}, and did"

    def person(self, name):
        """Somebody by name."""
        return self.world.gone if name == "gone" else self.world[name]

    def sees(self, who):
        """Whether the request is in scope at all."""
        return ServiceRequest.objects.visible_to(self.world[who]).filter(pk=self.pk).exists()

    def may(self, right, who, row):
        """What the declaration of rights says."""
        user = self.world[who]
        return any(may(one, user, row) for one in ({"assign", "transfer"} if right == "assign" else {right}))

    @rule(who=PEOPLE)
    def somebody_looks(self, who):
        judge(self.asker.send(Ask(who, f"/requests/{self.pk}/")))


def test_a_request_keeps_to_its_declared_steps_whoever_does_what(asker):
    assert set(RIGHTS) >= {act.replace("-", "_") for act in ACTS if act not in ("take",)}
    RequestLife.asker = asker
    explore_machine(RequestLife, examples=3, steps=12, share=SHARE)
