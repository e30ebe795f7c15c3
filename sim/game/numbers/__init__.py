"""The ledger: every number of the rules that can be set, declared once."""

from dataclasses import dataclass

from .answers import AnswerNumbers
from .dispositions import DispositionNumbers
from .entry import Entry, entries_of
from .kim import KimNumbers
from .payoffs import PayoffNumbers
from .reasons import ReasonNumbers
from .reviews import ReviewNumbers
from .shocks import ShockNumbers
from .start import StartNumbers
from .transitions import TransitionNumbers
from .war import WarNumbers

__all__ = ["GROUPS", "LEDGER", "Entry", "Numbers"]

GROUPS: tuple[type, ...] = (
    StartNumbers, DispositionNumbers, AnswerNumbers, KimNumbers, TransitionNumbers, WarNumbers, ReviewNumbers,
    ReasonNumbers, PayoffNumbers, ShockNumbers,
)  # fmt: skip


@dataclass
class Numbers(
    StartNumbers, DispositionNumbers, AnswerNumbers, KimNumbers, TransitionNumbers, WarNumbers, ReviewNumbers,
    ReasonNumbers, PayoffNumbers, ShockNumbers,
):  # fmt: skip
    """All numbers that the rules read, for one world."""


LEDGER: dict[str, Entry] = {name: entry for group in GROUPS for name, entry in entries_of(group).items()}
