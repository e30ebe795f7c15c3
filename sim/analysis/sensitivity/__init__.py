"""Sensitivity: what moves an outcome, of factors, parameters and modelling choices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sim.analysis.declaration import Analysis
from sim.core.base.errors import UsageProblem, check_known
from sim.options import (
    MOST_SOBOL,
    Options,
    SourcedText,
    choice,
    outcome,
    resamples,
    seed,
    texts,
    whole,
    words,
    worlds,
)

if TYPE_CHECKING:
    from sim.core.outcomes.catalogue import OutcomeOrName
    from sim.core.scenario import Scenario
    from sim.study.experiment.definition import Factor
    from sim.study.store.results import Results

FACTORS, PARAMETERS, CHOICES = "factors", "parameters", "choices"
WORLDS_UNASKED: Final = {FACTORS: 2000, PARAMETERS: 500, CHOICES: 2000}
"""The worlds of each end, if no number is given."""

SOBOL, RANK = "sobol", "rank"
GROUPS: Final = {SOBOL: "base points", RANK: "points"}
"""The units of each kind of design: groups are independent of one another; the points of a group
are not.
"""

LEAST: Final = {SOBOL: 64, RANK: 30}
LEAST_WORLDS: Final = 10


def check_groups(groups: int, method: str = SOBOL) -> None:
    """Refuse a number of base points that gives no intervals, or no Sobol' points; a
    UsageProblem.
    """
    place = f"{groups} {GROUPS[method]}"
    if groups < LEAST[method]:
        remedy = f"Ask for {LEAST[method]} or more."
        raise UsageProblem("these are too few for intervals", place, remedy)
    if groups & (groups - 1):
        below = 1 << (groups.bit_length() - 1)
        remedy = f"Ask for {below} or {2 * below}."
        raise UsageProblem("Sobol' points come in powers of two", place, remedy)


def read_factors(said: Sequence[SourcedText] = (), scenario: Any = None) -> tuple[Factor, ...]:
    """Return the factors that texts name, the uncertain parameters if there are no texts; raises
    UsageProblem.
    """
    from sim.analysis.defaults import UNCERTAIN
    from sim.study.experiment.factor_text import factors_from

    return factors_from(said, scenario) or UNCERTAIN


@dataclass(frozen=True)
class SensitivityOptions(Options):
    """The options of a sensitivity analysis: what is varied, the worlds of each end, and the points
    of Sobol'.

    `worlds` of 0 are those of `WORLDS_UNASKED`. `results` are those of a study that is read instead
    of played, and `read` its hash. Raises UsageProblem for invalid options.
    """

    scenario: Scenario
    vary: str = choice(
        FACTORS,
        (FACTORS, PARAMETERS, CHOICES),
        "Factors over their ranges, every parameter halved and raised by half, or modelling choices.",
    )
    factors: tuple[Factor, ...] = texts(
        read_factors,
        "A parameter or cell, or a lever, over its own range or a given one; may be repeated.",
        flag="--factor",
        form="NAME[=LOW:HIGH]",
        default="sixteen parameters that matter",
    )
    only: tuple[str, ...] = words(
        "Of parameters or choices only these; may be repeated.", flag="--only", form="NAME"
    )
    worlds: int = worlds(0, 0, 100_000, "Worlds of each end.", default="2 000, of parameters 500")
    points: int = whole(
        256, 0, MOST_SOBOL, "Base points of Sobol', a power of two; 0 for none.", played=True
    )
    point_worlds: int = whole(100, LEAST_WORLDS, 100_000, "Worlds of a point.", played=True)
    seed: int = seed()
    outcome: OutcomeOrName = outcome(numbers=True)
    resamples: int = resamples(1000, low=50)
    read: str = ""
    results: Results | None = field(default=None, repr=False, compare=False)

    @staticmethod
    def check(asked: Any) -> None:
        """Refuse a number of points that has no Sobol' indices, few worlds, and names of another
        kind.
        """
        played = getattr(asked, "results", None) is None
        if played and 0 < asked.worlds < LEAST_WORLDS:
            raise UsageProblem(
                f"{asked.worlds} worlds are too few", "worlds", f"Give {LEAST_WORLDS} or more."
            )
        if played and asked.points and asked.vary == FACTORS:
            check_groups(asked.points)
        if asked.vary == FACTORS and asked.only:
            remedy = "Use --factor, or add --vary parameters or --vary choices."
            raise UsageProblem("factors are not named so", "only", remedy)
        if asked.vary != FACTORS:
            from sim.analysis.defaults import UNCERTAIN
            from sim.analysis.sensitivity.levels import names_of

            if asked.factors not in ((), UNCERTAIN):
                remedy = "Leave it out, or name them with --only."
                raise UsageProblem(f"of {asked.vary} all have their ends", "factors", remedy)
            names = names_of(asked.vary == CHOICES)
            for name in asked.only:
                check_known(asked.vary.removesuffix("s"), name, names, "only")

    def __post_init__(self) -> None:
        super().__post_init__()
        self.put(worlds=self.worlds or WORLDS_UNASKED[self.vary])

    @property
    def sobol(self) -> bool:
        """Whether Sobol' points are played."""
        return self.vary == FACTORS and self.points > 0 and self.results is None

    @property
    def rounds(self) -> int:
        """How many experiments are asked for."""
        return 1 + (self.sobol or self.vary == PARAMETERS)


ANALYSIS = Analysis(
    "sensitivity",
    """
    Find what moves an outcome: factors, parameters or modelling choices, one at a time in the same worlds.

    Each is changed alone, and compared world by world with the scenario. Beside factors, each over its range, stand
    Sobol' indices: the share of the difference between points that each explains, alone and with others. A dummy factor
    that touches nothing is always among them, and each index says whether it is above it.

    With --vary parameters every number is halved and raised by half, a table as a whole, a chance with the others of
    its table. Worlds in which Beijing shields and Washington presses or talks give its gain by pressing. With --vary
    choices the model is built, and lose-lose read, in other ways, and each channel is switched off.

    A folder of a study (in Python its results) is read instead of run: then factors name those of its factors to use.
    A Saltelli design has Sobol' indices, any other a regression on ranks.
    """,
    SensitivityOptions,
    reads_studies=True,
    shell=(
        "sim sensitivity 2017-spring -j 2",
        "sim sensitivity 2017-spring --factor accident --factor washington.pressure --outcome war",
        "sim sensitivity 2017-spring --vary parameters --only pay_hunger --only learn",
        "sim sensitivity 2017-spring --vary choices",
    ),
    python="""
    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> found = sim.sensitivity(spring, factors=["accident", "washington.pressure"], points=0, worlds=50)
    >>> [row[0] for row in found.tables()[0].rows]
    ["Washington's pressure", 'accident']
    """,
)
