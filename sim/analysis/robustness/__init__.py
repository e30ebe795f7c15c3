"""Robustness: how policy profiles do over the set of vectors that show the patterns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.declaration import Analysis
from sim.analysis.plausible import SIZE
from sim.options import Options, SourcedText, number, outcome, resamples, seed, texts, whole, worlds

if TYPE_CHECKING:
    from sim.analysis.defaults import Pair
    from sim.core.outcomes.catalogue import OutcomeOrName
    from sim.core.scenario import Scenario


def read_profiles(said: Sequence[SourcedText] = ()) -> Mapping[str, Pair]:
    """Return the profiles that texts name, the shipped ones if there are no texts; raises
    UsageProblem.
    """
    from sim.analysis.defaults import profiles_from

    return profiles_from(said)


@dataclass(frozen=True)
class RobustnessOptions(Options):
    """The options of a comparison of profiles: the number of points, which are vectors of the
    shipped set, and the tolerable probability.
    """

    scenario: Scenario
    profiles: Mapping[str, Pair] = texts(
        read_profiles,
        "A course or policy of Washington and of Beijing, which they hold; Pyongyang and Seoul are free; two or more.",
        flag="--profile",
        form="NAME=W,B",
        default="both free, and eight of held courses",
    )
    points: int = whole(
        100, 5, SIZE, "The first so many vectors of sim set.", unit="points", played=True
    )
    worlds: int = worlds(100, low=10, help="Worlds of a point.")
    seed: int = seed()
    outcome: OutcomeOrName = outcome()
    tolerable: float = number(0.2, 0, 1, "The probability of the outcome that is tolerable.")
    resamples: int = resamples(1000, low=50)


ANALYSIS = Analysis(
    "robustness",
    """
    Compare policy profiles over the vectors of sim set: regret, worst case, satisficing, the Pareto set.

    Profiles of what Washington and Beijing can choose are played at points, each a vector of the set of numbers that
    ships; a number that the scenario sets itself stays. The answer is the profile that regrets least in the payoff to
    either power and in the outcome, and the criteria of each. In full it adds all measures, the Pareto set of their
    payoffs to Washington and Beijing, and the method.
    """,
    RobustnessOptions,
    shell=(
        "sim robustness 2017-spring -j 2",
        "sim robustness 2017-spring --points 200 -n 200 -j 2",
    ),
    python="""
    >>> import sim
    >>> found = sim.robustness(sim.load_scenario("2017-spring"), points=20, worlds=10, resamples=50)
    >>> found.to_frame().columns.tolist()
    ['table', 'row', 'column', 'value', 'low', 'high', 'n']
    """,
    notes=(
        "Intervals: 95 % percentiles of {resamples} resamples of points; n counts points. Of the tolerable "
        "ones Wilson's.",
        "A point is a vector of the set that ships, which shows the patterns (sim set); numbers that the scenario sets "
        "itself stay.",
        "Spread: standard deviation between points, sampling error of the worlds taken out. Regret: how much worse "
        "than the best of these profiles at the same point. Sampling error of the worlds makes worst points and "
        "regrets look somewhat larger than they are.",
        "Tolerable: share of points where the outcome is at most {tolerable} likely. Dominated only if both paired "
        "intervals say so.",
    ),
)
