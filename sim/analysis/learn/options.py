"""What is asked of learning: whose policy, against which scenario, towards what, and how long it may search."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sim.analysis.learn.entropy import CANDIDATES
from sim.analysis.learn.space import space_of
from sim.errors import UsageProblem, nearest
from sim.study.capitals import checked_capitals
from sim.study.outcomes import LEDGER
from sim.study.run.worlds import checked_scenario, checked_seed, whole
from sim.study.scenario import Scenario

VALUE: Final = "value"
LESS: Final = "-"
LEAST_WORLDS: Final = 20
TRIMS: Final = 2
"""How often a policy that was found is asked which of its parts it needs."""


@dataclass(frozen=True)
class LearnOptions:
    """What is asked of learning.

    `capitals` learn, each against the policies of the scenario. `objective` is "value", what a world is worth to the
    capital itself, or an outcome of the ledger, with "-" before it where less is better. `over` names what is searched,
    everything where it is empty. `replies` counts rounds of replies: after the first, capitals reply to an equilibrium
    of what was found so far. `budget` is how many worlds one search may play, `sample` how many one candidate,
    `worlds` in how many other worlds what was learnt is tested. Raises UsageProblem.
    """

    scenario: Scenario
    capitals: tuple[str, ...] = ("washington",)
    objective: str = VALUE
    over: tuple[str, ...] = ()
    replies: int = 1
    budget: int = 640_000
    sample: int = 500
    worlds: int = 2000
    seed: int = 7
    jobs: int = field(default=1, repr=False, compare=False)

    def __post_init__(self) -> None:
        checked_scenario(self.scenario)
        checked_seed(self.seed)
        whole("sample", self.sample, LEAST_WORLDS, 100_000)
        whole("worlds", self.worlds, LEAST_WORLDS, 100_000)
        whole("replies", self.replies, 1, 100)
        checked_capitals(self.capitals, "who learns")
        if self.over and len(self.capitals) > 1:
            raise UsageProblem("what is searched is said for one capital", "over", "Let one capital learn.")
        for capital in self.capitals:
            space_of(capital, self.over)
        self.check_objective()
        whole("budget", self.budget, 0)
        if self.generations < 1:
            raise UsageProblem(
                f"a budget of {self.budget:,} worlds is too small for a search", "budget",
                f"Give {CANDIDATES * self.sample:,} or more: {CANDIDATES} candidates in {self.sample} worlds each.",
            )  # fmt: skip

    def check_objective(self) -> None:
        """Refuse an objective that has no mean; raises UsageProblem."""
        name = self.objective.removeprefix(LESS)
        if self.objective != VALUE and name not in (*LEDGER.numbers, *LEDGER.probabilities):
            known = (VALUE, *LEDGER.numbers, *LEDGER.probabilities)
            remedy = f"Give {VALUE}, or an outcome that sim explain knows, with {LESS} before it where less is better."
            raise UsageProblem(f"there is no objective '{self.objective}'", "objective", remedy + nearest(name, known))

    @property
    def generations(self) -> int:
        """How many generations of candidates a search has."""
        return self.budget // (CANDIDATES * self.sample)

    @property
    def rounds(self) -> int:
        """How many experiments there are at most."""
        search = self.generations + 2 * TRIMS
        return self.replies * search + (self.replies if self.replies > 1 else 0) + 1

    def outcome(self, capital: str) -> str:
        """Return the outcome whose mean a capital seeks."""
        return f"value_{capital}" if self.objective == VALUE else self.objective.removeprefix(LESS)

    @property
    def sign(self) -> float:
        """Minus one where less is better."""
        return -1.0 if self.objective.startswith(LESS) else 1.0
