"""How each world ends, and what it was worth: final states, flags, values, and the three readings of lose-lose."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from ..arrays import Floats, Ints, Quantity
from ..game.catalogue import CAPITALS
from .events import Event, Happening, is_war
from .parameters import Parameters
from .state import State
from .weighing import named_cells

Flags = npt.NDArray[np.bool_]
LAST_MONTHS: Final = 12
CRISIS_RUNG: Final = 5.0
STANDOFF_RUNG: Final = 2.0
FINAL_STATES: Final = (
    "major war", "limited war", "regime collapse", "denuclearisation", "freeze", "frozen standoff", "open crisis",
    "détente",
)  # fmt: skip


def plain_name(state: str) -> str:
    """Return the name of a final state as it is typed: `regime_collapse`."""
    return state.replace("é", "e").replace(" ", "_")


class Tally:
    """The running account of every world of a batch; arrays are `(worlds,)`.

    Payoffs are `(capitals, worlds)`. A world that has ended keeps its account: its payoff goes on at the worse of the
    first and the last flow after war or collapse, and at the last flow after denuclearisation.
    """

    def __init__(self, worlds: int, months: int, first_flow: Floats) -> None:
        self.months = months
        self.event: Ints = np.zeros(worlds, dtype=np.intp)
        self.major: Flags = np.zeros(worlds, dtype=bool)
        self.end = np.full(worlds, months, dtype=np.intp)
        self.alive: Flags = np.ones(worlds, dtype=bool)
        self.crisis: Flags = np.zeros(worlds, dtype=bool)
        self.ever_freeze: Flags = np.zeros(worlds, dtype=bool)
        self.longest_freeze = np.zeros(worlds)
        self.late_tension, self.late_presence, self.late_months = np.zeros(worlds), np.zeros(worlds), 0
        self.refugees = np.zeros(worlds)
        self.first_flow = first_flow
        self.held_flow = np.zeros_like(first_flow)
        self.value = np.zeros_like(first_flow)
        self.value_of_holding = np.zeros_like(first_flow)
        self.worth_of_month: Quantity = 1.0
        self.last: State | None = None

    def note_state(self, state: State, month: int) -> None:
        """Take down what the worlds still running look like at the end of a month."""
        self.crisis |= self.alive & (state.tension >= CRISIS_RUNG)
        self.ever_freeze |= self.alive & (state.freeze > 0.0)
        self.longest_freeze = np.where(
            self.alive, np.maximum(self.longest_freeze, state.freeze_months), self.longest_freeze
        )
        if month >= self.months - LAST_MONTHS:
            self.late_months += 1
            self.late_tension = self.late_tension + state.tension
            self.late_presence = self.late_presence + state.presence
        self.last = state

    def note_month(
        self,
        month: int,
        happening: Happening,
        flow: Floats,
        losses: Floats,
        refugees: Floats,
        discount: Quantity,
    ) -> None:
        """Add a month's payoffs and refugees, and close the worlds that end in it.

        `losses` counts only in worlds still running and is 0 where nothing happened.
        """
        paid = np.where(self.alive, flow - losses, self.held_flow)
        self.value = self.value + self.worth_of_month * paid
        self.value_of_holding = self.value_of_holding + self.worth_of_month * self.first_flow
        self.refugees = self.refugees + np.where(self.alive, refugees, 0.0)
        self.worth_of_month = self.worth_of_month * discount
        ends = self.alive & (happening.event != Event.NONE)
        if ends.any():
            self._close(month, happening, flow, ends)

    def _close(self, month: int, happening: Happening, flow: Floats, ends: Flags) -> None:
        """Settle how worlds that end go on: worse of first and last flow, or the last flow after a deal."""
        hurt = happening.event != Event.DENUCLEARISATION
        lasting = np.where(hurt, np.minimum(flow, self.first_flow), flow)
        self.held_flow = np.where(ends, lasting, self.held_flow)
        self.event = np.where(ends, happening.event, self.event)
        self.major = self.major | (ends & happening.major)
        self.end = np.where(ends, month + 1, self.end)
        self.alive = self.alive & ~ends


def final_state(tally: Tally) -> Ints:
    """Return the final state of each world as an index in FINAL_STATES; the first that fits."""
    assert tally.last is not None
    mean_tension = tally.late_tension / max(tally.late_months, 1)
    state = np.where(mean_tension >= CRISIS_RUNG, 6, np.where(mean_tension >= STANDOFF_RUNG, 5, 7))
    state = np.where(tally.last.freeze > 0.0, 4, state)
    state = np.where(tally.event == Event.DENUCLEARISATION, 3, state)
    state = np.where(tally.event == Event.COLLAPSE, 2, state)
    at_war = is_war(tally.event)
    return np.where(at_war, np.where(tally.major, 0, 1), state)


def losing_line(p: Parameters, months: int) -> dict[str, Quantity]:
    """Return the change of value that counts as one κ for each capital: the limited-war loss over the horizon."""
    share = months / p.lose_lose_months
    return {capital: loss * share for capital, loss in named_cells("loss_limited", p.loss_limited).items()}


def lose_lose(delta: Mapping[str, Floats], line: Mapping[str, Quantity], threshold: Quantity) -> Flags:
    """Say where Washington and Beijing both end worse off than they started, by more than κ limited-war losses."""
    return (delta["washington"] < -threshold * line["washington"]) & (delta["beijing"] < -threshold * line["beijing"])


def lose_lose_by_event(tally: Tally, start: State, p: Parameters) -> Flags:
    """Say where an event, fast or slow, is a loss for both.

    War; a collapse with many refugees; or a full arsenal at the end with American forces, or THAAD, risen.
    """
    assert tally.last is not None
    flight = (tally.event == Event.COLLAPSE) & (tally.refugees >= p.event_refugees)
    mean_presence = tally.late_presence / max(tally.late_months, 1)
    risen = (mean_presence >= p.presence_normal + p.slow_presence) | (tally.last.thaad > start.thaad)
    slow = (tally.event == Event.NONE) & (tally.last.arsenal >= p.slow_arsenal) & risen
    return is_war(tally.event) | flight | slow  # type: ignore[no-any-return]


def outcomes(tally: Tally, start: State, p: Parameters) -> dict[str, npt.NDArray[Any]]:
    """Return the outcome of every world as columns `(worlds,)`; flags are bool, values are in months."""
    value = dict(zip(CAPITALS, tally.value, strict=True))
    delta = dict(zip(CAPITALS, tally.value - tally.value_of_holding, strict=True))
    line = losing_line(p, tally.months)
    table: dict[str, npt.NDArray[Any]] = {
        "final_state": final_state(tally).astype(np.int8),
        "war": is_war(tally.event),
        "major_war": tally.major,
        "limited_war": is_war(tally.event) & ~tally.major,
        "inadvertent_war": tally.event == Event.ACCIDENT,
        "collapse": tally.event == Event.COLLAPSE,
        "denuclearisation": tally.event == Event.DENUCLEARISATION,
        "crisis": tally.crisis,
        "ever_freeze": tally.ever_freeze,
        "freeze_12": tally.longest_freeze >= LAST_MONTHS,
        "months": tally.end.astype(np.int16),
        "lose_lose": lose_lose(delta, line, p.lose_lose_threshold),
        "lose_lose_event": lose_lose_by_event(tally, start, p),
        "refugees": tally.refugees,
    }
    for capital in CAPITALS:
        table[f"value_{capital}"] = value[capital]
    for capital in CAPITALS:
        table[f"delta_{capital}"] = delta[capital]
    return table
