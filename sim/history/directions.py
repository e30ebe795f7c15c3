"""The directions that are fitted to the record; each moves several parameters at once.

The record informs combinations of parameters rather than each of them. A set is a point z with one
coordinate for each direction; a parameter is

    low + (high − low) / (1 + exp(−(centre + sign · z)))

where z belongs to the one direction that the parameter lies on. The prior of every z is standard
logistic, and the centre is the log-odds of the default within the range: at z = 0 the game is as
shipped. If the default lies in the outer 5 % of its range, or `even` says that nothing is known,
the centre is 0, and the prior of the parameter is uniform. Signs, ranges and meanings were declared
before the fit: docs/registration.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from sim.core.base.arrays import Floats, exp, log
from sim.core.engine.records import flat, names_of
from sim.history.filter import game

EDGE: Final = 0.05
"""A default nearer than this share of its range to an end of it is no centre."""

LOGISTIC_VARIANCE: Final = np.pi**2 / 3.0
"""The variance of the prior of a direction."""

TINY: Final = 2.0**-53
"""How far from 0 and 1 a uniform is kept, where its logarithm is taken."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A parameter that lies on a direction: its name (a cell by its place), label, range
    and sign.
    """

    name: str
    sign: int
    low: float
    high: float
    label: str
    even: bool = False

    @property
    def span(self) -> str:
        """Its range in words."""
        return f"{self.low:g} to {self.high:g}".replace("-", "−")


@dataclass(frozen=True, slots=True)
class Direction:
    """One direction: its name, the meaning of a higher value, and the parameters that it moves; the
    first stands for them.
    """

    name: str
    means: str
    numbers: tuple[Loaded, ...]


DIRECTIONS: Final[tuple[Direction, ...]] = (
    Direction(
        "tempo",
        "courses are reviewed sooner",
        (
            Loaded("review_base", 1, 0.001, 0.05, "a review without cause"),
            Loaded("review_offer", 1, 0.02, 0.5, "a review after a soft word"),
            Loaded("review_cause", 1, 0.01, 0.5, "a review for a cause"),
            Loaded("review_rate_washington", 1, 0.2, 4.0, "Washington's rate of review"),
            Loaded("inertia", -1, 0.0, 4.0, "inertia of a course"),
        ),
    ),
    Direction(
        "talks",
        "soft courses talk more, and softness answers softness",
        (
            Loaded("washington_words.2.0", 1, -1.6, 2.4, "talks of an engaging Washington"),
            Loaded("pyongyang_words.2.0", 1, -1.6, 2.4, "talks of a charming Pyongyang"),
            Loaded("step_for_step", 1, 0.0, 3.0, "softness answers softness"),
        ),
    ),
    Direction(
        "tests",
        "every course tests more",
        (
            Loaded("pyongyang_deeds.0.3", 1, -1.0, 3.5, "missile tests while building"),
            Loaded("pyongyang_deeds.1.3", 1, -3.2, 1.8, "missile tests in brinkmanship"),
            Loaded("pyongyang_deeds.3.3", 1, -5.6, -0.6, "missile tests while consolidating"),
        ),
    ),
    Direction(
        "momentum",
        "what was done last month is done again",
        (
            Loaded("test_momentum", 1, 0.0, 2.0, "a test brings the next one"),
            Loaded("momentum", 1, 0.0, 2.0, "a move repeats itself"),
        ),
    ),
    Direction(
        "types apart",
        "the types of Kim differ more in what moves them",
        (
            Loaded("drive_threat.0", 1, 0.0, 4.0, "threat felt, on tests of the fearful"),
            Loaded("drive_threat.1", -1, -4.0, 0.0, "threat felt, on tests of the greedy"),
            Loaded("drive_softness.0", -1, -3.0, 0.0, "softness seen, on tests of the fearful"),
            Loaded("drive_softness.1", 1, 0.0, 3.0, "softness seen, on tests of the greedy"),
            Loaded("precision.0", 1, 0.4, 1.0, "precision of the fearful"),
            Loaded("precision.1", 1, 0.4, 1.0, "precision of the greedy"),
        ),
    ),
    Direction(
        "office",
        "who is elected leans more toward a course",
        (Loaded("lean_elected", 1, 0.0, 3.0, "lean of an office toward its course"),),
    ),
    Direction(
        "look-ahead",
        "a choice of course looks ahead more sharply",
        (
            Loaded("lookahead", 1, 0.0, 30.0, "precision of Washington's look-ahead"),
            Loaded("lookahead_pyongyang", 1, 0.0, 7.0, "precision of Pyongyang's look-ahead"),
        ),
    ),
    Direction(
        "lists",
        "contacts are listed more often, inter-Korean talks less, and more is listed by mistake",
        (
            Loaded("contact_listed", 1, 0.02, 0.6, "a contact while one side is soft"),
            Loaded("talks_false", 1, 0.001, 0.2, "a contact while neither is soft"),
            Loaded("korea_listed", -1, 0.2, 0.95, "inter-Korean talks while both are soft"),
            Loaded("korea_false", 1, 0.001, 0.15, "inter-Korean talks while neither is soft"),
            Loaded("exercise_false", 1, 0.001, 0.4, "an exercise that the game does not hold"),
        ),
    ),
    Direction(
        "war",
        "crises and hunger end the world more often",
        (
            Loaded("clash", 1, 0.02, 0.4, "war a month if both stand firm"),
            Loaded("collapse", 1, 0.0, 0.01, "collapse a month if GDP is 15 % down"),
        ),
    ),
    Direction(
        "deterrent_saturation",
        "a complete deterrent needs fewer tests: no month to 2019 can tell",
        (
            Loaded(
                "deterrent_saturation",
                1,
                0.0,
                2.0,
                "effect of a complete deterrent on tests",
                even=True,
            ),
        ),
    ),
    Direction(
        "branches",
        "an arsenal of several branches tests beside the building of what is new",
        (
            Loaded(
                "branches",
                1,
                0.0,
                0.8,
                "a test listed beside a month of building, complete arsenal",
                even=True,
            ),
        ),
    ),
)
"""The directions of a set, in the order of a point z."""

CARRIED: Final = ("office", "war", "deterrent_saturation")
"""Directions that each set carries at draws of their prior: two fits learnt nothing of the first two,
and no month to 2019 reads the third.
"""

ASSUMED: Final = (*CARRIED, "branches")
"""Directions that are never called informed: `branches` is an assumption about later arsenals, even
if the months to 2019 inform it about smaller ones.
"""

FITTED: Final = tuple(direction for direction in DIRECTIONS if direction.name not in CARRIED)
"""The directions that chains move along; the others stand at 0 meanwhile."""


@cache
def defaults() -> dict[str, float]:
    """Return the defaults of all numbers that a month of a record reads, by name."""
    return dict(zip(names_of(game().numbers), flat(game().numbers()), strict=True))


@cache
def centres(directions: tuple[Direction, ...] = DIRECTIONS) -> dict[str, float]:
    """Return the log-odds at which each number stands where z is 0, by name."""
    centred = {}
    for number in (number for direction in directions for number in direction.numbers):
        share = (defaults()[number.name] - number.low) / (number.high - number.low)
        inside = EDGE <= share <= 1.0 - EDGE and not number.even
        centred[number.name] = float(log(np.array(share / (1.0 - share)))) if inside else 0.0
    return centred


def numbers_at(z: Floats, directions: tuple[Direction, ...] = DIRECTIONS) -> dict[str, Floats]:
    """Return the numbers `(sets,)` by name at points z `(sets, directions)`."""
    centre = centres(directions)
    return {
        number.name: number.low
        + (number.high - number.low)
        / (1.0 + exp(-(centre[number.name] + number.sign * z[:, place])))
        for place, direction in enumerate(directions)
        for number in direction.numbers
    }


def drawn_from_prior(uniform: Floats) -> Floats:
    """Return points of the prior from uniforms of the same shape; those at 0 or 1 are moved inside."""
    inside = np.clip(uniform, TINY, 1.0 - TINY)
    return np.asarray(log(inside) - log(1.0 - inside))


def lost_of(variance: Floats) -> Floats:
    """Return the share of its prior variance that each direction has lost, given that of its
    posterior.
    """
    return np.asarray(1.0 - variance / LOGISTIC_VARIANCE)


def log_prior(z: Floats) -> Floats:
    """Return the log density of the prior at points z, `(sets,)`."""
    away = np.abs(z)
    return np.asarray(-(away + 2.0 * log(1.0 + exp(-away))).sum(axis=1))
