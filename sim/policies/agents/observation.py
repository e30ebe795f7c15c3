"""A capital's observations of worlds: the places of the numbers, their bounds, and their names."""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.core.base.arrays import Floats
from sim.core.base.plain import Data
from sim.core.engine.records import names_of
from sim.core.game.catalogue import CAPITALS, MENUS
from sim.core.game.first_half import World
from sim.core.game.moves import KimType
from sim.core.game.sight import SIGHTS, Seen
from sim.core.game.world import observed_by
from sim.core.scenario.scenario import MOST_MONTHS

PLACES: Final = names_of(World)
KINDS: Final = ("word", "deed")

DIGITS: Final = 3
"""Decimals of the numbers shown to a person or a program at a seat."""

MOST: Final = 10_000.0
"""Most that is shown of a number without a bound, such as refugees in a collapse."""


class Observation:
    """One capital's observations of many worlds."""

    def __init__(self, capital: str) -> None:
        self.capital = capital
        self.columns = (Seen("month", "", 0.0, float(MOST_MONTHS)), *SIGHTS[capital])
        self.names = tuple(column.name for column in self.columns)
        self.low = np.array([column.low for column in self.columns])
        self.high = np.minimum([column.high for column in self.columns], MOST)
        self._rows = np.array([PLACES.index(column.place) for column in self.columns[1:]])

    def of(self, state: Floats, month: int) -> Floats:
        """Return the observations of worlds that have lived so many months, `(worlds, columns)`."""
        observations = np.empty((state.shape[1], len(self.columns)))
        observations[:, 0] = month
        observations[:, 1:] = state[self._rows].T
        np.minimum(observations, MOST, out=observations)
        return observations

    def by_name(self, state: Floats) -> Data:
        """Return the observations of one world by name, for a person or a program.

        `state` is `(places,)`. They are the capital's information before statements and actions are
        chosen: `states`, last month's `moves`, `courses`, and its belief in each type of `kim`.
        """
        row = dict(zip(self.names, self.of(state[:, None], 0)[0].tolist(), strict=True))

        def name_in(menu: str) -> str:
            return MENUS[menu][int(row[menu])].name

        return {
            "states": {name: round(row[name], DIGITS) for name in observed_by(self.capital)},
            "moves": {
                capital: {kind: name_in(f"{capital}.{kind}") for kind in KINDS}
                for capital in CAPITALS
            },
            "courses": {capital: name_in(f"{capital}.course") for capital in CAPITALS},
            "kim": {
                kim.name.lower(): float(row["kim"] == kim)
                if self.capital == "pyongyang"
                else round(row[f"kim.{kim.name.lower()}"], DIGITS)
                for kim in KimType
            },
        }
