"""What one capital reckons with when it compares its moves, and the reckoning that all four share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .actions import ACTIONS, CAPITALS, CONCILIATORY, P_BIG, P_LETHAL
from .forecast import Forecast
from .parameters import Parameters
from .rules.force import growth_share, presence_step
from .rules.hazards import exposure, hazard
from .rules.talks import talks_progress
from .rules.tension import calming_share, tension_drift, tension_step
from .state import State
from .types import Floats, Quantity


def marks(capital: str, *ordinals: int) -> Floats:
    """Return a column `(actions, 1)` with 1 at the given moves and 0 elsewhere."""
    column = np.zeros((len(ACTIONS[capital]), 1))
    column[list(ordinals)] = 1.0
    return column


TALKING: dict[str, Floats] = {
    capital: marks(capital, *range(CONCILIATORY + 1)) for capital in ("washington", "pyongyang")
}


@dataclass(slots=True)
class Situation:
    """One capital's view of one month.

    `seen` is the state with the moves of last month, both as this capital sees them; `levers` are the levers in force
    of all four, `forecasts` what the others are expected to do, `hazard_rate` the perceived accident hazard, `worth`
    and `dread` its payoff weights. `rows` is the part of the menu to compare: without the war move where the chance
    of war is set apart.
    """

    capital: str
    seen: State
    levers: Mapping[str, Any]
    forecasts: Mapping[str, Forecast]
    hazard_rate: Quantity
    worth: Mapping[str, Quantity]
    dread: Quantity
    rows: slice
    p: Parameters
    calming: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.calming = calming_share(self.seen.tension, self.p)

    def own(self, table: Floats) -> Floats:
        """Return the rows of a table of this capital's moves that are compared."""
        return table[self.rows]


def tension_rows(s: Situation) -> Floats:
    """Return the step of tension that each own move makes, `(rows, worlds)`."""
    return tension_step(s.own(getattr(s.p, f"tension_{s.capital}")), s.calming, s.p)  # type: ignore[return-value]


def perceived_hazard(s: Situation, steps: Floats, exposed: Quantity) -> Floats:
    """Return the chance of an accident that the capital reckons with under each own move, `(rows, worlds)`.

    It takes next month's tension without noise, and the exposure at its expected value; the others' moves enter as a
    product of expectations, since they choose apart.
    """
    p, seen = s.p, s.seen
    last = seen.moves["pyongyang"]
    alarm = ((last == P_BIG) | (last == P_LETHAL)).astype(np.float64)
    drifted = tension_drift(seen.tension, seen.freeze, alarm, s.calming, p)
    growth = p.perceived_slope * (drifted - p.accident_tension)
    for other in CAPITALS:
        if other != s.capital:
            effects = getattr(p, f"tension_{other}")
            growth = growth + s.forecasts[other].log_growth(p.perceived_slope, effects, s.calming, p)
    return hazard(s.hazard_rate, exposed, growth + p.perceived_slope * steps)


def expected_exposure(s: Situation, deploy: Quantity, exercise: Quantity, tests: Quantity) -> Quantity:
    """Return the exposure to accidents that the capital expects; arguments are chances, or columns of own moves."""
    return exposure(presence_step(s.seen.presence, deploy, exercise, s.p), tests, s.p)


def talks_rows(s: Situation, own: Floats, gate: Quantity, others_gain: Quantity) -> Floats:
    """Return what each own move adds to talks, `(rows, worlds)`, times its worth.

    For a principal, `gate` is the chance that someone who counts talks, move by move, and `others_gain` what the
    mediators then add; a mediator's own gain is already muted by the caller.
    """
    gains = np.maximum(own, 0.0) + gate * others_gain
    step = talks_progress(s.seen.talks, gains, np.minimum(own, 0.0))
    return s.p.talks_value * s.p.foresight * (1.0 - s.seen.talks) * step  # type: ignore[return-value]


def growth_of_arsenal(s: Situation) -> Floats:
    """Return the stated growth of the arsenal that the capital expects of Pyongyang, before any pressure."""
    gain = s.forecasts["pyongyang"].mean(np.maximum(s.p.arsenal_gain, 0.0))
    return gain * growth_share(s.seen.arsenal, s.seen.freeze, 0.0, s.p)
