"""Sensitivity: which factors move an outcome, alone and together, and the share of random draws."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Final

from sim.analysis.declaration import Analysis
from sim.core.base.errors import UsageProblem, import_optional
from sim.options import (
    MOST_SOBOL,
    Options,
    SourcedText,
    choice,
    flag,
    outcome,
    resamples,
    seed,
    texts,
    whole,
    worlds,
)

if TYPE_CHECKING:
    from sim.core.outcomes.catalogue import OutcomeOrName
    from sim.core.scenario import Scenario
    from sim.study.experiment.definition import Factor
    from sim.study.store.results import Results

SOBOL: Final = "sobol"
MORRIS: Final = "morris"
PAWN: Final = "pawn"
RANK: Final = "rank"
GIVEN: Final = (RANK, PAWN)
"""Methods that take points of any design."""

GROUPS: Final = {SOBOL: "base points", MORRIS: "trajectories", PAWN: "points", RANK: "points"}
"""The units of each sensitivity design: groups are independent of one another; the points of a
group are not.
"""

LEAST: Final = {SOBOL: 64, MORRIS: 10, PAWN: 30, RANK: 30}
GROUPS_UNASKED: Final = {SOBOL: 512, MORRIS: 50}
LEAST_WORLDS: Final = 10
MOST_WORLDS: Final = 100_000


def check_groups(method: str, groups: int) -> None:
    """Refuse a number of base points or trajectories that gives no intervals, or no Sobol' points;
    a UsageProblem.
    """
    where = f"{groups} {GROUPS[method]}"
    if groups < LEAST[method]:
        raise UsageProblem(
            "these are too few for intervals", where, f"Ask for {LEAST[method]} or more."
        )
    if method == SOBOL and groups & (groups - 1):
        below = 1 << (groups.bit_length() - 1)
        raise UsageProblem(
            "Sobol' points come in powers of two", where, f"Ask for {below} or {2 * below}."
        )


def read_factors(said: Sequence[SourcedText] = (), scenario: Any = None) -> tuple[Factor, ...]:
    """Return the factors that texts name, the uncertain parameters if there are no texts; raises
    UsageProblem.
    """
    from sim.analysis.defaults import UNCERTAIN
    from sim.study.experiment.factor_text import factors_from

    return factors_from(said, scenario) or UNCERTAIN


def salib(module: str) -> Any:
    """Return one of SALib's modules of analysis; raises UsageProblem if it is not installed."""
    return import_optional(f"SALib.analyze.{module}", "SALib", "sim sensitivity", "discover")


@dataclass(frozen=True)
class SensitivityOptions(Options):
    """The options of a sensitivity analysis: factors, method, base points or trajectories, and
    worlds.

    `points` of 0 are 512 base points or 50 trajectories. `results` are those of a study that is
    read instead of played, and `read` its hash. Raises UsageProblem for invalid options, and if
    SALib is needed and not installed.
    """

    scenario: Scenario
    factors: tuple[Factor, ...] = texts(
        read_factors,
        "A parameter or cell, or a lever, over its own range or a given one; may be repeated.",
        flag="--factor",
        form="NAME[=LOW:HIGH]",
        default="sixteen parameters that matter",
    )
    method: str = choice(
        SOBOL,
        (SOBOL, MORRIS, RANK, PAWN),
        "Sobol' indices, or Morris's elementary effects; of a study of any design rank regression, or PAWN.",
    )
    points: int = whole(
        0,
        0,
        MOST_SOBOL,
        "Base points of Sobol', a power of two, or trajectories of Morris.",
        unit="points",
        default="512, or 50",
        played=True,
    )
    worlds: int = worlds(100, LEAST_WORLDS, MOST_WORLDS, "Worlds of a point.")
    seed: int = seed()
    outcome: OutcomeOrName = outcome(numbers=True)
    second_order: bool = flag("Pairs of factors too; needs the extra discover.")
    resamples: int = resamples(1000, low=50)
    tornado_worlds: int = whole(
        2000,
        LEAST_WORLDS,
        MOST_WORLDS,
        "Worlds of each end of the tornado.",
        unit="worlds",
        played=True,
    )
    read: str = ""
    results: Results | None = field(default=None, repr=False, compare=False)

    rounds: ClassVar[int] = 2

    @staticmethod
    def check(asked: Any) -> None:
        """Refuse a number of points that a method cannot use, and pairs of Morris."""
        if asked.method not in GIVEN:
            check_groups(asked.method, asked.points or GROUPS_UNASKED[asked.method])
        if asked.method != SOBOL and asked.second_order:
            kind = (
                "Morris trajectories hold"
                if asked.method == MORRIS
                else f"the method {asked.method} has"
            )
            raise UsageProblem(
                f"{kind} no pairs", "second_order", "Leave it out, or use --method sobol."
            )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.method in GIVEN and self.results is None:
            remedy = "Name the folder of a study, or use --method sobol."
            raise UsageProblem(
                "it reads the points of a study, and plays none", f"--method {self.method}", remedy
            )
        self.put(points=self.points or GROUPS_UNASKED[self.method])
        if self.method == MORRIS or self.second_order:
            salib(self.method)


ANALYSIS = Analysis(
    "sensitivity",
    """
    Find the factors that move an outcome averaged over worlds, alone and together, and the share of chance.

    All uncertain parameters take some minutes: --dry-run says how many.

    Factors of a scenario are varied over their ranges. A dummy factor that touches nothing is always among them, and
    each index says whether it is above it. A folder of a study (in Python its results) is read instead of run: then
    factors name those of its factors to use. A Saltelli or Morris design has the indices it is made for, any other a
    regression on ranks, or PAWN.
    """,
    SensitivityOptions,
    reads_studies=True,
    shell=(
        "sim sensitivity 2017-spring -j 2",
        "sim sensitivity 2017-spring --factor accident --factor washington.pressure --outcome war",
    ),
    python="""
    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> few = dict(method="morris", points=10, worlds=10, resamples=50, tornado_worlds=20)
    >>> found = sim.sensitivity(spring, factors=["accident", "washington.pressure"], **few)
    >>> found.seed
    7
    """,
)
