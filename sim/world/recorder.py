"""Recording states and moves month by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from ..arrays import Floats, Ints
from ..errors import UsageProblem, nearest
from ..game.catalogue import CAPITALS
from .capitals.pyongyang import KIM_TYPES
from .state import RECORDED_STATES

if TYPE_CHECKING:
    from .model import EscalationModel

BELIEFS: Final = tuple(
    f"belief_{capital}_{kind}" for capital in CAPITALS if capital != "pyongyang" for kind in KIM_TYPES
)
RECORDABLE: Final = (*RECORDED_STATES, "pressure", *BELIEFS, *CAPITALS)


def checked_names(names: Sequence[str]) -> tuple[str, ...]:
    """Return the names to record; raises UsageProblem for one that does not exist."""
    if isinstance(names, str):
        raise UsageProblem(f"record is the text '{names}'", "record", f'Give a list: record=["{names}"].')
    for name in names:
        if name not in RECORDABLE:
            raise UsageProblem(
                f"there is no state '{name}' to record",
                "record",
                f"Use a known state.{nearest(name, RECORDABLE)}",
            )
    return tuple(names)


class Recorder:
    """The states `(months + 1, worlds)` and moves `(months, worlds)` of a batch, by name.

    States are NaN after a world has ended, and moves −1; the month that ends it is still there.
    """

    def __init__(self, names: Sequence[str], months: int, worlds: int) -> None:
        self.names = checked_names(names)
        self.state: dict[str, Floats] = {
            name: np.full((months + 1, worlds), np.nan) for name in self.names if name not in CAPITALS
        }
        self.moves: dict[str, Ints] = {
            name: np.full((months, worlds), -1, dtype=np.int8).astype(np.intp)
            for name in self.names
            if name in CAPITALS
        }

    def take(self, model: EscalationModel, running: np.ndarray) -> None:
        """Take down the state at the start of a month, or at the end of the last, for the worlds still running."""
        for name, rows in self.state.items():
            rows[model.month] = np.where(running, model.observed(name), np.nan)

    def take_moves(self, model: EscalationModel, month: int, running: np.ndarray) -> None:
        """Take down the moves of a month for the worlds that were running when it began."""
        for capital, rows in self.moves.items():
            rows[month] = np.where(running, model.state.moves[capital], -1)
