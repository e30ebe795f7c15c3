"""The game of held courses, by type of Kim: every profile in the same worlds, and its equilibria over types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.analysis.games.bayesian import TypedEquilibrium, equilibria_over_types
from sim.analysis.lineups import BASE, lineup
from sim.arrays import Floats
from sim.game.catalogue import CAPITALS
from sim.game.moves import KimType
from sim.game.policies import courses_of
from sim.study.blocks import played
from sim.study.estimate import Estimate, mean_estimate
from sim.study.scenario import load_scenario

TYPES: Final = tuple(kim.name.lower() for kim in KimType)
SHAPE: Final = tuple(len(courses_of(capital)) for capital in CAPITALS)
Whole = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class TypedGame:
    """Every profile of held courses in the same worlds, for each type of Kim.

    `value` is `(capitals, types, W, B, P, S, worlds)` in months, `lose_lose` `(types, W, B, P, S, worlds)`; `chance` is
    how likely each type is.
    """

    value: Floats
    lose_lose: Floats
    chance: Floats

    @property
    def worlds(self) -> int:
        """How many worlds each profile was played in."""
        return int(self.lose_lose.shape[-1])

    def means(self, who: Whole | None = None) -> Floats:
        """Return mean values over the worlds, or over some, `(capitals, types, W, B, P, S)`."""
        return np.asarray((self.value if who is None else self.value[..., who]).mean(axis=-1))

    @cached_property
    def equilibria(self) -> list[TypedEquilibrium]:
        """The equilibria of Washington and Pyongyang, which knows its type; Beijing and Seoul at their mean."""
        return equilibria_over_types(*self.of_two, self.chance)

    @property
    def of_two(self) -> tuple[Floats, Floats]:
        """What Washington and Pyongyang get, Beijing and Seoul at their mean, `(types, W, P)` each."""
        washington, _, pyongyang, _ = self.means().mean(axis=(3, 5))
        return washington, pyongyang

    def lose_lose_at(self, found: TypedEquilibrium) -> Estimate:
        """Return how likely lose-lose is in an equilibrium."""
        both = self.lose_lose.mean(axis=(2, 4))
        return mean_estimate(np.einsum("t,a,tb,tabn->n", self.chance, found.row, found.column, both))


def play_game(worlds: int, seed: int, changes: Mapping[str, Any], jobs: int = 1) -> TypedGame:
    """Play every profile of held courses in so many worlds for each type; `changes` are applied to every one."""
    names = ("lose_lose", *(f"value_{capital}" for capital in CAPITALS))
    first, second, third, fourth = (courses_of(capital) for capital in CAPITALS)
    profiles = list(product(first, second, third, fourth))
    values, both = [], []
    for kim in TYPES:
        points = [lineup(profile).change({**changes, "kim_type": kim}) for profile in profiles]
        made = played(points, worlds, seed, jobs=jobs, names=names)
        values.append([[each[f"value_{capital}"] for each in made] for capital in CAPITALS])
        both.append([each["lose_lose"] for each in made])
    value: Floats = np.array(values).swapaxes(0, 1).reshape(len(CAPITALS), len(TYPES), *SHAPE, worlds)
    chance = [load_scenario(BASE).change(changes).value(f"kim_chance.{kim}") for kim in TYPES]
    return TypedGame(value, np.array(both, np.float64).reshape(len(TYPES), *SHAPE, worlds), np.array(chance))
