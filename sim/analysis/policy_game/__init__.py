"""Search the game of Washington's and Beijing's plans for its equilibria, and for what both prefer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sim.analysis.declaration import Analysis
from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import GIANTS
from sim.core.game.policies import courses_of, signs_of
from sim.options import InWorkspace, seed, whole, worlds

if TYPE_CHECKING:
    from sim.core.scenario import Scenario

SPEED: Final = 30_000 * 36
"""Months of worlds under plans that a processor plays in a second."""

TYPES: Final = 3
SEARCHED: Final = 60 * 3 * 4 + 30 * 12
"""Worlds a plan and type of Kim in the search, about: in three starts of four rounds each, and in
the sweeps for what both prefer.
"""

STATES: Final = {1: "courses alone", 2: "two courses and a sign for leaving each"}


@dataclass(frozen=True)
class GameOptions(InWorkspace):
    """Options of the game of plans: the states of a plan, and the processor time of the search."""

    scenario: Scenario
    states: int = whole(
        2, 1, 2, "States of a plan: 1 courses alone, 2 two courses with signs.", played=True
    )
    budget: int = whole(150, 1, 100_000, "Processor time of the search at most.")
    outside: int = whole(
        0, 0, 5000, "Plans outside the class, drawn to attack the equilibrium.", unit="plans"
    )
    worlds: int = worlds(4000, low=20, help="Fresh worlds of a pair of plans and type of Kim.")
    seed: int = seed()

    rounds = 200

    @property
    def plays_more(self) -> bool:
        """Plans outside the class are played against the end of the search."""
        return self.outside > 0

    def __post_init__(self) -> None:
        super().__post_init__()
        plans = sum(count_plans(name, self.states) for name in GIANTS)
        played = TYPES * (plans * SEARCHED + 50 * self.worlds)
        seconds = round(played * self.scenario.months / SPEED)
        if seconds > self.budget:
            raise UsageProblem(
                f"the search over {plans} plans would take about {seconds} s of processor time",
                "budget",
                f"Give a budget of {seconds} or more, or states 1: {STATES[1]}.",
            )


def count_plans(capital: str, states: int) -> int:
    """Return how many plans of so many states a capital has."""
    courses, signs = len(courses_of(capital)), len(signs_of(capital))
    return courses + (states > 1) * courses * (courses - 1) * signs * (signs + 1)


ANALYSIS = Analysis(
    "game",
    """
    Search all plans of Washington and Beijing for an equilibrium, and for the pair that both would prefer.

    A plan is a course, or two courses with the sign at which each is left for the other. Each power picks one of all
    its plans for the whole horizon; Pyongyang and Seoul decide for themselves. A search by double oracle ends if
    no plan of the class gains a power more than .01 of a limited war. It starts from several pairs of courses,
    and ties are reported. The gain of the best other plan is then measured in fresh worlds: an equilibrium is
    as good as that gain is small. With --outside it is attacked by further plans, of three courses that are each
    left at either of two signs. Three pairs stand beside it with the gain of each power by leaving them. One is the
    pair that both prefer to free play. In the trap Washington presses until a soft word, and Beijing shields; in the
    bargain Washington waits while Beijing enforces. Payoffs are months over free play, in which both review their
    courses, by each power's own belief about Kim.
    """,
    GameOptions,
    shell=("sim game 2017-spring", "sim game 2017-spring -j 2 -n 16000 -o results/game"),
    python="""
    >>> import sim
    >>> found = sim.policy_game(sim.load_scenario("2017-spring"), states=1, worlds=20)
    >>> found.tables()[0].heads[0]
    'pair'
    """,
    notes=(
        "Plans are compared in the same worlds; each size of the search has worlds of its own, and gains are measured "
        "in further ones.",
        "Months to a capital are weighed by its own belief about Kim.",
        "A plan outside the class may still gain: --outside 300 tries some.",
    ),
    steps=("sim know {scenario}", "add --full"),
)
