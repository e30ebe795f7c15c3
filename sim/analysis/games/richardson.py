"""Richardson's arms race: each side arms against the other, tires of the cost and nurses a grievance."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.games.choice import Profile, fixed_point
from sim.arrays import Floats, Quantity

ROUNDS = 2000
TOLERANCE = 1e-10  # in arms


@dataclass(frozen=True, eq=False)
class ArmsRace:
    """The rates of an arms race of two sides, each rate a pair of numbers or of `(worlds,)` arrays.

    x' = reaction[0] y - fatigue[0] x + grievance[0], and y' likewise with the sides exchanged. Reactions
    are at least 0, fatigues above 0, both a year; grievances are in arms a year. Source: Richardson (1960),
    Arms and Insecurity, Boxwood Press.
    """

    reaction: tuple[Quantity, Quantity]
    fatigue: tuple[Quantity, Quantity]
    grievance: tuple[Quantity, Quantity]

    def growth(self, arms: Profile) -> Profile:
        """Give how fast each side's arms grow."""
        x, y = arms
        return (
            self.reaction[0] * y - self.fatigue[0] * x + self.grievance[0],
            self.reaction[1] * x - self.fatigue[1] * y + self.grievance[1],
        )

    def answer(self, arms: Profile) -> Profile:
        """Give the arms at which each side would rest, were the other's to stay as they are."""
        x, y = arms
        return (
            (self.reaction[0] * y + self.grievance[0]) / self.fatigue[0],
            (self.reaction[1] * x + self.grievance[1]) / self.fatigue[1],
        )


def arms_race_equilibrium(race: ArmsRace, worlds: int = 1) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Let each side answer the other until neither moves, with the model's damped fixed point.

    Returns the arms of both sides, `(2, worlds)`, and whether they came to rest, `(worlds,)`; arms are NaN
    where they did not. They come to rest where fatigue outweighs reaction: fatigue[0] fatigue[1] >
    reaction[0] reaction[1]. Closed form: x = (fatigue[1] grievance[0] + reaction[0] grievance[1]) /
    (fatigue[0] fatigue[1] - reaction[0] reaction[1]), and y likewise.
    """
    unarmed = (np.zeros((1, worlds)), np.zeros((1, worlds)))
    # A race without end may pass the largest float; it counts as not settled.
    with np.errstate(over="ignore", invalid="ignore"):
        arms, settled, _ = fixed_point(race.answer, unarmed, tolerance=TOLERANCE, rounds=ROUNDS)
    return np.where(settled, np.concatenate(arms), np.nan), settled


def arms_race_path(race: ArmsRace, start: tuple[float, float], steps: int, step: float) -> Floats:
    """Run the race in small steps of `step` years from `start`; returns `(steps + 1, 2)`.

    For a race of one world: the rates are numbers.
    """
    arms: Profile = (np.array(start[0]), np.array(start[1]))
    path = np.empty((steps + 1, 2))
    path[0] = start
    for number in range(1, steps + 1):
        arms = tuple(level + step * growth for level, growth in zip(arms, race.growth(arms), strict=True))
        path[number] = arms
    return path
