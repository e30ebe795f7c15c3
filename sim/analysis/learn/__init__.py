"""Learning: best replies of capitals to a scenario."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sim.analysis.declaration import Analysis
from sim.core.base.errors import UsageProblem, nearest
from sim.core.game.catalogue import CAPITALS
from sim.options import (
    MOST_WORLDS,
    InWorkspace,
    Kind,
    one_of,
    option,
    seed,
    values,
    whole,
    words,
    worlds,
)

if TYPE_CHECKING:
    from sim.core.scenario import Scenario

VALUE: Final = "value"
LESS: Final = "-"
CANDIDATES: Final = 64
"""Candidates of a generation."""

TRIMS: Final = 2
"""How often a policy that was found is asked which of its parts it needs."""


def known_objective(value: Any, where: str, scenario: Any) -> str:
    """Return an objective as it is; raises UsageProblem for one that has no mean."""
    from sim.core.outcomes.outcomes import LEDGER

    known = (VALUE, *LEDGER.numbers, *LEDGER.probabilities)
    if value != VALUE and str(value).removeprefix(LESS) not in known[1:]:
        remedy = f"Give {VALUE}, or an outcome that sim show knows, with {LESS} before it where less is better."
        raise UsageProblem(
            f"there is no objective '{value}'", where, remedy + nearest(str(value), known)
        )
    return str(value)


OBJECTIVE: Final = Kind(
    "an objective", {"type": "string"}, lambda value: True, made=known_objective
)


@dataclass(frozen=True)
class LearnOptions(InWorkspace):
    """What is asked of learning: whose policy, towards what, and how long it may search.

    `capitals` learn, each against the policies of the scenario. Raises UsageProblem.
    """

    scenario: Scenario
    capitals: tuple[str, ...] = values(
        one_of(CAPITALS),
        "Who learns, each against the policies of the scenario.",
        CAPITALS,
        default="all four",
        flag="--capital",
    )
    objective: str = option(
        OBJECTIVE,
        "What is sought: value, or an outcome, with - before it where less is better.",
        VALUE,
        form="[-]NAME",
    )
    over: tuple[str, ...] = words(
        "Search over this name only, where one capital learns; may be repeated.",
        form="NAME",
        default="all that a capital can learn",
    )
    budget: int = whole(640_000, 0, MOST_WORLDS, "Worlds that one search may play.", unit="worlds")
    sample: int = whole(500, 20, 100_000, "Worlds of one candidate.", unit="worlds")
    worlds: int = worlds(2000, 20, 100_000, "Worlds in which what was learnt is tested.")
    seed: int = seed()

    def __post_init__(self) -> None:
        super().__post_init__()
        from sim.core.scenario.plan import checked_capitals

        self.put(capitals=checked_capitals(self.capitals, "capitals"))

    @staticmethod
    def check(asked: Any) -> None:
        """Refuse a budget that is too small for one generation, and what cannot be searched; raises
        UsageProblem.
        """
        least = CANDIDATES * asked.sample
        if asked.budget < least:
            remedy = (
                f"Give {least:,} or more: {CANDIDATES} candidates in {asked.sample:,} worlds each."
            )
            raise UsageProblem(
                f"a budget of {asked.budget:,} worlds is too small for a search", "budget", remedy
            )
        if asked.over:
            from sim.analysis.catalogue import FUNCTIONS

            if len(asked.capitals) > 1:
                raise UsageProblem(
                    "what is searched is said for one capital", "over", "Let one capital learn."
                )
            FUNCTIONS["learn"].findings().search.space_of(asked.capitals[0], asked.over)

    @property
    def generations(self) -> int:
        """How many generations of candidates a search has."""
        return self.budget // (CANDIDATES * self.sample)

    @property
    def rounds(self) -> int:
        """How many experiments there are at most."""
        return self.generations + 2 * TRIMS + 1

    def outcome_of(self, capital: str) -> str:
        """Return the outcome whose mean a capital seeks."""
        return f"value_{capital}" if self.objective == VALUE else self.objective.removeprefix(LESS)

    @property
    def sign(self) -> float:
        """Minus one where less is better."""
        return -1.0 if self.objective.startswith(LESS) else 1.0


ANALYSIS = Analysis(
    "learn",
    """
    Search for the policy of each capital that is worth most to it while the others keep to a scenario.

    Candidates are played in the same worlds, generation after generation, each in new luck; what was learnt is tested
    in worlds that no search has seen. The answer is what it gains, over every named policy too, under which Kim, which
    parts of it matter, and whether the line-up was near an equilibrium. A folder keeps all of it, with each learnt
    policy as a scenario file that sim run takes; in Python `.learnt(capital)` is it.
    """,
    LearnOptions,
    shell=(
        "sim learn 2017-spring -j 2",
        "sim learn 2017-spring --capital washington --objective -aims_lose_lose -o results/learnt",
        "sim learn 2017-spring -j 2 --seed 8 -o results/learnt-by-all",
    ),
    python="""
    >>> import sim
    >>> short = sim.load_scenario("2017-spring").change({"months": 6})
    >>> few = dict(over=["seoul.policy"], budget=10_000, sample=50, worlds=100)
    >>> found = sim.learn(short, capitals=["seoul"], **few)
    >>> found.replies["seoul"].over_own.n
    100
    """,
)
