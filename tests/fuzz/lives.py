"""What the state machines share: a world to live in, people who do things by HTTP, and what must hold of each answer."""

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, invariant

from tests.fuzz.asker import Ask, urlencoded
from tests.fuzz.invariants import mixed_parks
from tests.fuzz.oracles import judge
from tests.fuzz.runner import RUN

REFUSED = (401, 403, 404, 405, 409, 422, 429)
SAYS = (b'role="alert"', b'class="err"', b"<h1")


class Life(RuleBasedStateMachine):
    """One run of a life cycle inside a transaction that is rolled back. Subclasses set `asker` and `kind`, and say what
    `row()` they look at."""

    asker = None
    kind = "acts"

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.mixed = mixed_parks()

    @property
    def world(self):
        """The station."""
        return self.asker.world

    def teardown(self):
        """Nothing stays."""
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def row(self):
        """The row whose life this is, fresh."""
        raise NotImplementedError

    def traces(self):
        """Everything that a refused act must not change."""
        raise NotImplementedError

    def do(self, who, path, pairs=()):
        """Post an act as somebody; the answer is looked at, and a refusal has changed nothing."""
        RUN.cases[self.kind] += 1
        before, was = self.traces(), self.row().status
        answer = judge(self.asker.send(Ask.to(who, path, "POST", urlencoded(pairs))))
        now = self.row().status
        if now != was:
            assert (was, now) in self.flow.pairs, f"{answer.ask}\nwent from {was} to {now}"
        if answer.status in REFUSED:
            assert self.traces() == before, f"{answer.ask}\nanswered {answer.status} and changed something"
            assert any(word in answer.body for word in SAYS), (
                f"{answer.ask}\nanswered {answer.status}, says nothing"
            )
        else:
            assert answer.status in (200, 302), f"{answer.ask}\nanswered {answer.status}"
            assert mixed_parks() == self.mixed, f"{answer.ask}\nlinked rows of two parks"
        return answer

    @invariant()
    def is_in_a_known_state(self):
        """The database agrees with the declaration."""
        assert self.row().status in {state for pair in self.flow.pairs for state in pair}
