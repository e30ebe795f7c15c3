"""The parameters: every number of the rules that can be set, declared once."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sim.core.game.parameters.courses import ReviewParameters, WaitParameters
from sim.core.game.parameters.entry import Entry, entries_of
from sim.core.game.parameters.month import ShockParameters, TransitionParameters, WarParameters
from sim.core.game.parameters.moves import AnswerParameters, DispositionParameters, KimParameters
from sim.core.game.parameters.payoffs import PayoffParameters
from sim.core.game.parameters.start import StartParameters

__all__ = ["GROUPS", "RULE_PARAMETERS", "Entry", "Parameters"]


@dataclass
class Parameters(
    StartParameters,
    DispositionParameters,
    AnswerParameters,
    KimParameters,
    TransitionParameters,
    WarParameters,
    ReviewParameters,
    WaitParameters,
    PayoffParameters,
    ShockParameters,
):
    """All parameters that the rules read, for one world."""


GROUPS: tuple[type, ...] = Parameters.__bases__
RULE_PARAMETERS: Mapping[str, Entry] = MappingProxyType(
    {name: entry for group in GROUPS for name, entry in entries_of(group).items()}
)
