"""The ledger: every number of the rules that can be set, declared once."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sim.core.game.numbers.courses import ReviewNumbers, WaitNumbers
from sim.core.game.numbers.entry import Entry, entries_of
from sim.core.game.numbers.month import ShockNumbers, TransitionNumbers, WarNumbers
from sim.core.game.numbers.moves import AnswerNumbers, DispositionNumbers, KimNumbers
from sim.core.game.numbers.payoffs import PayoffNumbers
from sim.core.game.numbers.start import StartNumbers

__all__ = ["GROUPS", "LEDGER", "Entry", "Numbers"]


@dataclass
class Numbers(
    StartNumbers,
    DispositionNumbers,
    AnswerNumbers,
    KimNumbers,
    TransitionNumbers,
    WarNumbers,
    ReviewNumbers,
    WaitNumbers,
    PayoffNumbers,
    ShockNumbers,
):
    """All numbers that the rules read, for one world."""


GROUPS: tuple[type, ...] = Numbers.__bases__
LEDGER: Mapping[str, Entry] = MappingProxyType(
    {name: entry for group in GROUPS for name, entry in entries_of(group).items()}
)
