"""Discovery: find the box of levers and uncertainties in which an outcome is likely, in plain
words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.analysis.declaration import Analysis
from sim.core.base.errors import UsageProblem
from sim.options import Options, SourcedText, number, outcome, resamples, seed, texts, whole, worlds

if TYPE_CHECKING:
    from sim.core.outcomes.catalogue import OutcomeOrName
    from sim.core.scenario import Scenario
    from sim.study.experiment.definition import Factor
    from sim.study.store.results import Results


def read_factors(said: Sequence[SourcedText] = (), scenario: Any = None) -> tuple[Factor, ...]:
    """Return the factors that texts name, or four levers and the uncertain parameters without any
    text.
    """
    from sim.analysis.defaults import FACTORS
    from sim.study.experiment.factor_text import factors_from

    return factors_from(said, scenario) or FACTORS


@dataclass(frozen=True)
class DiscoveryOptions(Options):
    """Options of a search: the factors, the number of points, the worlds of each, and the rule of
    the box.

    `results` are those of a study that is read instead of played, and `read` names it.
    """

    scenario: Scenario
    factors: tuple[Factor, ...] = texts(
        read_factors,
        "A lever, a parameter, a cell, or a capital.policy[=a,b]; may be repeated.",
        flag="--factor",
        form="NAME[=LOW:HIGH]",
        default="four levers, sixteen parameters",
    )
    points: int = whole(
        4000, 50, 200_000, "Points of the Latin hypercube.", unit="points", played=True
    )
    worlds: int = worlds(1, help="Worlds of a point.")
    seed: int = seed()
    outcome: OutcomeOrName = outcome()
    density: float = number(0.5, 0, 1, "How likely the outcome must be in the box.")
    most: int = whole(4, 1, 1000, "How many factors a box may restrict.", unit="factors")
    mass: float = number(
        0.05, 0, 1, "The least share of the points that a box may hold.", inner=True
    )
    resamples: int = resamples(100, low=20)
    # With fewer shuffles no p can reach .05.
    shuffles: int = whole(199, 19, 100_000, "How often to shuffle outcomes.", unit="shuffles")
    read: str = ""
    results: Results | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        for factor in self.factors if self.results is None else ():
            if len(factor.values) == 1:
                raise UsageProblem(
                    f"'{factor.name}' has one value only",
                    "factors",
                    "Give two or more, or a range.",
                )


ANALYSIS = Analysis(
    "discover",
    """
    Find the levers and uncertainties under which an outcome is likely, as a box in plain words.

    The source is a scenario, played at points spread over the factors, or a folder that `sim sweep STUDY` has filled
    (in Python the results of a study). Its cells are then the points, and factors name those of its factors to use.
    """,
    DiscoveryOptions,
    reads_studies=True,
    shell=(
        "sim discover 2017-spring --factor washington.pressure --factor beijing.enforcement --factor feint",
    ),
    python="""
    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> found = sim.discover(spring, factors=["beijing.enforcement", "learn"], points=400, resamples=50, shuffles=49)
    >>> found.scenario.name
    '2017-spring'
    """,
)
