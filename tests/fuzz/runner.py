"""Runs a check over generated cases: few and always the same in `make test`, many and random in `make fuzz`.

`FUZZ_MINUTES` makes a run long; `FUZZ_SEED` repeats one.
"""

import os
import random
import time
from collections import Counter
from dataclasses import dataclass, field

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.stateful import run_state_machine_as_test

FIRST, ROUND = 3, 20  # examples of one seed in a long run; a failure names the seed of its round
PHASES = (Phase.explicit, Phase.generate, Phase.shrink)
BASE = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck), "phases": PHASES}


@dataclass
class Run:
    """How this run goes, and what it has counted."""

    minutes: float = float(os.environ.get("FUZZ_MINUTES") or 0)
    seed: int = int(os.environ.get("FUZZ_SEED") or 0) or random.SystemRandom().randrange(1, 10**9)
    shares: float = 1  # the minutes are dealt out in this many shares
    cases: Counter = field(default_factory=Counter)
    parts: Counter = field(default_factory=Counter)  # of the forms: posted, and of these saved
    answers: Counter = field(default_factory=Counter)

    @property
    def is_long(self):
        """Whether this is `make fuzz`."""
        return self.minutes > 0


RUN = Run()


def explore(kind, check, strategy, examples, share=1):
    """Call `check(value)` with values of the strategy; `kind` is the word the cases are counted under."""

    def play(size, seed=None):
        def counted(value):
            RUN.cases[kind] += 1
            check(value)

        chosen = settings(max_examples=size, derandomize=seed is None, **BASE)
        test = given(strategy)(chosen(counted))
        (test if seed is None else hypothesis.seed(seed)(test))()

    if RUN.is_long:
        rounds(play, share)
    else:
        play(examples)


def explore_machine(machine, examples, steps, share=1):
    """Run a state machine: a few runs in `make test`, rounds of longer random ones in `make fuzz`."""
    if not RUN.is_long:
        usual = settings(max_examples=examples, stateful_step_count=steps, derandomize=True, **BASE)
        run_state_machine_as_test(machine, settings=usual)
        return

    def play(size, seed):
        machine._hypothesis_internal_use_seed = seed
        longer = settings(max_examples=max(size // 5, 1), stateful_step_count=2 * steps, **BASE)
        run_state_machine_as_test(machine, settings=longer)

    rounds(play, share)


def rounds(play, share):
    """Rounds, each with a seed of its own, until the share of the minutes is over; the last ones fit what is left."""
    start = time.monotonic()
    allowed = share * RUN.minutes * 60 / RUN.shares
    number = played = spent = 0
    size = FIRST
    while number == 0 or spent < allowed:
        try:
            play(size, RUN.seed + number)
        except Exception as error:
            error.add_note(f"make fuzz SEED={RUN.seed + number} begins with this round")
            raise
        number, played, spent = number + 1, played + size, time.monotonic() - start
        size = min(ROUND, max(FIRST, int((allowed - spent) * played / spent)))
