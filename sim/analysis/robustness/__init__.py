"""Robustness: how policy profiles do over the uncertain parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.analysis.declaration import Analysis
from sim.options import Options, SourcedText, number, outcome, resamples, seed, texts, whole, worlds

if TYPE_CHECKING:
    from sim.analysis.defaults import Profile
    from sim.core.outcomes.catalogue import OutcomeOrName
    from sim.core.scenario import Scenario
    from sim.study.experiment.definition import Factor


def read_profiles(said: Sequence[SourcedText] = ()) -> Mapping[str, Profile]:
    """Return the profiles that texts name, those that ship where there is none; raises
    UsageProblem.
    """
    from sim.analysis.defaults import profiles_from

    return profiles_from(said)


def read_uncertain(said: Sequence[SourcedText] = (), scenario: Any = None) -> tuple[Factor, ...]:
    """Return the uncertain parameters that texts name, those that matter where there is none;
    raises UsageProblem.
    """
    from sim.analysis.defaults import UNCERTAIN
    from sim.study.experiment.factor_text import factors_from

    return factors_from(said, scenario, levers=False) or UNCERTAIN


@dataclass(frozen=True)
class RobustnessOptions(Options):
    """What is asked of profiles: over which uncertain parameters, at how many points, and what is
    tolerable.
    """

    scenario: Scenario
    profiles: Mapping[str, Profile] = texts(
        read_profiles,
        "A policy profile: a course or policy of Washington, Beijing, Pyongyang and Seoul each; two or more.",
        flag="--profile",
        form="NAME=W,B,P,S",
        default="all free, and eight of held courses",
    )
    uncertain: tuple[Factor, ...] = texts(
        read_uncertain,
        "An uncertain parameter, over its own range or a given one; may be repeated.",
        form="NAME[=LOW:HIGH]",
        default="sixteen that matter",
    )
    points: int = whole(
        100, 20, 100_000, "Points of the Latin hypercube.", unit="points", played=True
    )
    worlds: int = worlds(100, low=10, help="Worlds of a point.")
    seed: int = seed()
    outcome: OutcomeOrName = outcome()
    tolerable: float = number(0.2, 0, 1, "The probability of the outcome that is tolerable.")
    resamples: int = resamples(1000, low=50)


ANALYSIS = Analysis(
    "robustness",
    """
    Compare policy profiles over many points of uncertain parameters: regret, worst case, satisficing, the Pareto set.

    Policy profiles are played at points spread over uncertain parameters of a scenario. The answer is the
    profile that regrets least and the criteria of each; in full all measures, the Pareto set of their
    payoffs to Washington and Beijing, and the method.
    """,
    RobustnessOptions,
    shell=("sim robustness 2017-spring --uncertain accident --uncertain feint=0:0.5",),
    python="""
    >>> import sim
    >>> found = sim.robustness(sim.load_scenario("2017-spring"), points=20, worlds=10, resamples=50)
    >>> found.to_frame().columns.tolist()
    ['table', 'row', 'column', 'value', 'low', 'high', 'n']
    """,
)
