"""Compare scenarios with the same random draws: the first, and how each other differs from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sim.analysis.declaration import Analysis
from sim.core.base.errors import UsageProblem
from sim.options import Options, flag, outcome, precision, seed, worlds

if TYPE_CHECKING:
    from sim.core.scenario import Scenario

MOST: Final = 12
"""The largest number of scenarios side by side; a sweep takes more."""


@dataclass(frozen=True)
class CompareOptions(Options):
    """Options of a comparison: scenarios, the number of worlds, and whether all have the same
    random draws.

    `changes` lists for each side its changes to the scenario of its name.
    """

    scenarios: tuple[Scenario, ...]
    worlds: int = worlds(2000)
    seed: int = seed()
    precision: float | None = precision("each difference in the outcome")
    paired: bool = flag(
        "Give all the same random draws, or each after the first those of the next seed.",
        True,
        flag="--paired/--unpaired",
    )
    outcome: str = outcome(own=False)
    against_each: bool = flag("Set each against each other too, with p-values corrected by Holm.")
    changes: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 2 <= len(self.scenarios) <= MOST:
            remedy = f"Give 2 to {MOST}; of more make a sweep."
            raise UsageProblem(
                f"{len(self.scenarios)} cannot be compared side by side", "scenarios", remedy
            )
        if self.precision is not None:
            from sim.analysis.compare.sides import played_sides, seeds_of
            from sim.study.run.precision import enough

            played, _ = played_sides(self.scenarios, self.paired)
            seeds = seeds_of(self.seed, len(played), self.paired)
            self.put(worlds=enough(played, seeds, self.outcome, self.precision), precision=None)

    @staticmethod
    def check(asked: Any) -> None:
        """Refuse pairs of worlds that do not share their random draws; raises UsageProblem."""
        if asked.against_each and not asked.paired:
            remedy = "Leave --unpaired or --against-each out."
            raise UsageProblem(
                "pairs of worlds need the same random draws in all", "against_each", remedy
            )

    @property
    def rounds(self) -> int:
        """The number of experiments."""
        return len(self.scenarios)


ANALYSIS = Analysis(
    "compare",
    """
    Compare scenarios, policies or folders world by world: the worst end, the gamble, the differences.

    World k of every side has the same random draws, so that fewer worlds suffice. If the sides give a capital another
    rule over its courses, such as hawk or dove, its elections are called off in all: a new government would go by its
    own lean. If one capital alone has another policy, its payoff ranks the sides. A program plays a capital whose
    policy is agent:NAME; the months in which it gives no move are counted. Net and payoffs stand by type of Kim if
    the types differ in sign, and in full always, with the worlds that flip. On the command line KEY=VALUE,… is the
    scenario before it, changed, or 2017-spring. A folder stands for the scenario that was run in it. --with changes
    one side only, by its letter or its name.
    """,
    CompareOptions,
    several=True,
    shell=(
        "sim compare 2017-spring dual-track",
        "sim compare washington.policy=engagement washington.policy=patience washington.policy=maximum_pressure",
        'sim compare washington.policy=dove washington.policy=agent:mine --agent "mine=python my_agent.py" -n 48',
        "sim compare 2017-spring 2017-spring dual-track --with B:beijing.policy=shield --with C:months=24",
    ),
    python="""
    >>> import sim
    >>> a, b = (sim.load_scenario(name) for name in ("2017-spring", "dual-track"))
    >>> sim.compare(a, b, worlds=100).seed
    7
    """,
)
