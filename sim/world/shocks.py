"""What befalls the peninsula at the start of a month: detainees, expiring measures, dialogue windows."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Floats, Quantity
from .batch import Batch
from .luck import Luck
from .rules.bounds import clip
from .rules.detainee import Flags, fate
from .rules.relation import relation_next, window_chance
from .state import State, copy_of


def fates(state: State, batch: Batch, luck: Luck, month: int) -> tuple[Flags, Flags, Flags]:
    """Return where an American is arrested, dies and is released this month, as drawn or as the scenario fixes it."""
    arrested, dies, released = fate(state.detainee, luck.uniform("detainee"), batch.p)
    for incident in batch.scenario.incidents:
        if batch.month_of(incident.month) == month:
            everywhere = np.ones(batch.worlds, dtype=bool)
            arrested, dies, released = (
                everywhere if incident.result == result else ~everywhere for result in ("arrested", "dies", "released")
            )
    return arrested, dies, released


def detainee(state: State, batch: Batch, luck: Luck, month: int) -> State:
    """Return the state after a month of the detainee process: a release helps talks, a death angers the public."""
    p, after = batch.p, copy_of(state)
    arrested, dies, released = fates(state, batch, luck, month)
    after.detainee = np.where(arrested, 1.0, np.where(dies | released, 0.0, state.detainee))
    after.talks = clip(state.talks + p.release_talks * released, 0.0, 1.0)
    after.audience = clip(state.audience + p.death_audience * dies - p.release_audience * released, 0.0, 1.0)
    return after


def expiry(state: State, batch: Batch, month: int) -> State:
    """Return the state after measures that end this month left the books, unless Washington sanctioned of late."""
    after = copy_of(state)
    for measure in batch.scenario.expiries:
        if batch.month_of(measure.month) == month:
            lapses = state.months_since_sanctions >= batch.p.expiry_grace
            after.sanctions = clip(after.sanctions - measure.share * lapses, 0.0, 1.0)
    return after


def window_result(batch: Batch, relation: Quantity, luck: Floats, month: int) -> Quantity:
    """Return +1 where a dialogue window succeeds this month, −1 where it fails, 0 where there is none."""
    result: Any = 0.0
    for window in batch.scenario.windows:
        if batch.month_of(window.month) == month:
            if window.result == "drawn":
                result = np.where(luck < window_chance(relation, batch.p), 1.0, -1.0)
            else:
                result = 1.0 if window.result == "succeeds" else -1.0
    return result  # type: ignore[no-any-return]


def us_china_relation(state: State, batch: Batch, luck: Luck, secondary: Quantity, month: int) -> State:
    """Return the state after a month of the US–China relation; a successful window lifts enforcement for a while."""
    after = copy_of(state)
    window = window_result(batch, state.relation, luck.uniform("dialogue"), month)
    after.relation = relation_next(state.relation, window, secondary, batch.p)
    left = np.maximum(state.window_months_left - 1.0, 0.0)
    after.window_months_left = np.where(np.asarray(window) > 0.0, batch.p.window_months, left)
    return after


def befall(state: State, batch: Batch, luck: Luck, secondary: Quantity, month: int) -> State:
    """Return the state after all shocks of a month; `secondary` is Washington's lever of secondary sanctions."""
    if batch.has("detainee"):
        state = detainee(state, batch, luck, month)
    if batch.has("expiry") and batch.scenario.expiries:
        state = expiry(state, batch, month)
    if batch.has("relation"):
        state = us_china_relation(state, batch, luck, secondary, month)
    return state
