"""What a month can bring to an end: war, accident, collapse, and the deal."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from ..arrays import Floats, Ints, Quantity
from .actions import BREAKING, P_ATTACK, W_STRIKE
from .luck import Luck
from .parameters import Parameters
from .rules.credibility import credibility_next
from .rules.deal import denuclearised, freeze_breaks, freeze_starts, remember_inspections
from .rules.hazards import accident_chance, collapse_chance, major_chance
from .state import State, copy_of

Flags = npt.NDArray[np.bool_]


class Event(IntEnum):
    """What ends a world before its horizon."""

    NONE = 0
    DELIBERATE = 1
    ACCIDENT = 2
    COLLAPSE = 3
    DENUCLEARISATION = 4


@dataclass(frozen=True, slots=True)
class Happening:
    """What befell each world in a month, `(worlds,)`: the event, and whether a war is major."""

    event: Ints
    major: Flags

    @property
    def war(self) -> Flags:
        """Where there is war."""
        return is_war(self.event)


def is_war(event: Ints) -> Flags:
    """Say which events are a war."""
    result: Flags = (event == Event.DELIBERATE) | (event == Event.ACCIDENT)
    return result


def first_event(deliberate: Flags, accident: Flags, collapse: Flags, deal: Flags) -> Ints:
    """Return the event of the month: deliberate war before accident before collapse before the deal."""
    code = np.where(deal, Event.DENUCLEARISATION.value, Event.NONE.value)
    code = np.where(collapse, Event.COLLAPSE.value, code)
    code = np.where(accident, Event.ACCIDENT.value, code)
    return np.where(deliberate, Event.DELIBERATE.value, code)


def happen(state: State, tests: Floats, luck: Luck, p: Parameters) -> Happening:
    """Return what befalls each world at the end of a month.

    `state` is the state after the month and `tests` the weight of this month's test.
    """
    deliberate = (state.moves["washington"] == W_STRIKE) | (state.moves["pyongyang"] == P_ATTACK)
    accident = luck.uniform("accident") < accident_chance(state.tension, state.presence, tests, p)
    collapse = luck.uniform("collapse") < collapse_chance(state.stability, p)
    deal = denuclearised(state.freeze_months, state.arsenal, state.inspections, p)
    event = first_event(deliberate, accident, collapse, deal)
    major = luck.uniform("severity") < major_chance(state.tension, state.arsenal, p)
    return Happening(event, major & is_war(event))


def settle_deal(
    before: State, after: State, new_family: Flags, luck: Floats, rhetoric: Quantity | None, p: Parameters
) -> State:
    """Return the state with the freeze broken or begun, and with Pyongyang's judgement of Washington's word.

    `luck` is the world's uniform for the deal. `rhetoric` is the lever of talk of regime change, or None where
    credibility stands still (module `credibility` off).
    """
    washington, pyongyang = after.moves["washington"], after.moves["pyongyang"]
    state = copy_of(after)
    was = before.freeze > 0.0
    breaks = was & freeze_breaks(after.talks, washington, pyongyang, new_family, p)
    starts = ~was & freeze_starts(
        after.talks, after.audience, after.arsenal, before.credibility, luck, washington, pyongyang, p
    )
    state.freeze = ((was & ~breaks) | starts).astype(np.float64)
    state.freeze_months = (before.freeze_months + 1.0) * state.freeze
    state.inspections = remember_inspections(before.inspections, pyongyang)
    if rhetoric is not None:
        reneges = (breaks & ((washington >= BREAKING) | new_family)).astype(np.float64)
        state.credibility = credibility_next(before.credibility, before.freeze, rhetoric, reneges, p)
    return state
