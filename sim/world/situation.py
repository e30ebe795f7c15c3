"""What one capital reckons with when it compares its moves, and the reckoning that all four share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..arrays import Floats, Quantity
from ..game.catalogue import CAPITALS
from .actions import CONCILIATORY
from .forecast import Forecast
from .parameters import Parameters
from .rules.economy import effective_pressure, enforcement_next, sanctions_next
from .rules.force import growth_share, presence_step
from .rules.hazards import exposure, hazard
from .rules.tension import calming_share, tension_drift
from .state import State
from .traits import Row


@dataclass(slots=True)
class Situation:
    """One capital's view of one month.

    `seen` is the state as this capital sees it, `last` the traits of last month's moves as it saw them; `levers` are
    the levers in force of all four, `forecasts` what the others are expected to do, `hazard_rate` the perceived
    accident hazard, `worth` and `dread` its payoff weights, `own` the traits of its own menu. `rows` is the part of
    the menu to compare: without the war move where the chance of war is set apart.
    """

    capital: str
    seen: State
    last: Mapping[str, Row]
    levers: Mapping[str, Any]
    forecasts: Mapping[str, Forecast]
    hazard_rate: Quantity
    worth: Mapping[str, Quantity]
    dread: Quantity
    own: Row
    rows: slice
    p: Parameters
    calming: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.calming = calming_share(self.seen.tension, self.p)

    def expect(self, other: str) -> Row:
        """Return the expected traits of another capital's move, `(worlds,)` each."""
        return self.forecasts[other].expected


def tension_rows(s: Situation) -> Floats:
    """Return the step of tension that each own move makes, `(rows, worlds)`."""
    steps = s.own["fall"] * s.calming
    steps += s.own["rise"]
    return steps


def perceived_hazard(s: Situation, steps: Floats, exposed: Quantity) -> Floats:
    """Return the chance of an accident that the capital reckons with under each own move, `(rows, worlds)`.

    It takes next month's tension without noise, and the exposure at its expected value; the others' moves enter as a
    product of expectations, since they choose apart.
    """
    p, seen = s.p, s.seen
    drifted = tension_drift(seen.tension, seen.freeze, s.last["pyongyang"]["alarms"], s.calming, p)
    growth = p.perceived_slope * (drifted - p.accident_tension)
    for other in CAPITALS:
        if other != s.capital:
            growth = growth + s.forecasts[other].log_growth(p.perceived_slope, s.calming)
    rows = p.perceived_slope * steps
    rows += growth
    return hazard(s.hazard_rate, exposed, rows)


def expected_exposure(s: Situation, own: Quantity) -> Quantity:
    """Return the exposure to accidents that the capital expects under each own move, `(rows, worlds)`.

    `own` is the exposure that its own moves add, as a column; the others' deployments, exercises and tests come from
    its forecasts.
    """

    def part(actor: str, trait: str) -> Quantity:
        return 0.0 if actor == s.capital else s.expect(actor)[trait]

    presence = presence_step(s.seen.presence, part("washington", "deploys"), part("seoul", "exercises"), s.p)
    return own + exposure(presence, part("pyongyang", "test_weight"), s.p)


def worth_of_talks(s: Situation) -> Floats:
    """Return what a step in talks is worth, `(worlds,)`: less the nearer they are to their end."""
    return s.p.talks_value * s.p.foresight * (1.0 - s.seen.talks)


def talks_of_principal(s: Situation, other: str) -> Floats:
    """Return the worth of each own move of Washington or Pyongyang for talks, `(rows, worlds)`.

    Beijing and Seoul add only while someone talks. They surely do if the own move is a talking one, else if the
    `other` principal talks; what they add in the second case is the same for all moves and left out.
    """
    p, beijing, seoul = s.p, s.expect("beijing"), s.expect("seoul")
    mediated = beijing["gain"] + seoul["gain"] + p.alignment * beijing["mediates"] * seoul["engages"]
    muted = mediated * s.expect(other)["talking"]
    worth, room = worth_of_talks(s), 1.0 - s.seen.talks
    total = s.own["gain"] * (worth * room)
    total += s.own["loss"] * worth
    total[: CONCILIATORY + 1] += (mediated - muted) * (worth * room)
    return total


def talks_of_mediator(s: Situation, aligned: Floats) -> Floats:
    """Return the worth of each own move of Beijing or Seoul for talks, `(rows, worlds)`.

    `aligned` is what the move adds by alignment. A mediator adds only while Washington or Pyongyang talks.
    """
    silent = (1.0 - s.expect("washington")["talking"]) * (1.0 - s.expect("pyongyang")["talking"])
    worth, room = worth_of_talks(s), 1.0 - s.seen.talks
    total = (s.own["gain"] + aligned) * (worth * room * (1.0 - silent))
    total += s.own["loss"] * worth
    return total


def expected_pressure(s: Situation, **own: Quantity) -> tuple[Floats, Floats, Quantity]:
    """Return the sanctions, enforcement and effective pressure that the capital expects next month.

    `own` holds what its own moves bring, `new_round`, `relief`, `vetoes`, `sanctions` or `aim`, as columns; the rest
    comes from its forecasts of the others, at their expected values.
    """

    def part(actor: str, trait: str) -> Quantity:
        return own[trait] if trait in own else s.expect(actor)[trait]

    sanctions = sanctions_next(
        s.seen.sanctions, part("washington", "new_round"), part("beijing", "vetoes"), part("washington", "relief"),
        part("seoul", "sanctions"), s.p,
    )  # fmt: skip
    enforcement = enforcement_next(s.seen.enforcement, part("beijing", "aim"), s.p)
    return sanctions, enforcement, effective_pressure(sanctions, enforcement, s.p)


def pressure_slows_arms(p: Parameters) -> bool:
    """Say whether pressure slows the arsenal anywhere in the batch; where it does not, the terms are exactly 0."""
    return not (isinstance(p.arsenal_pressure_brake, float) and p.arsenal_pressure_brake == 0.0)


def worth_of_slowing(s: Situation, pressure: Quantity) -> Floats:
    """Return the worth of the arms that pressure is expected to stop."""
    gain = s.expect("pyongyang")["arms"] * growth_share(s.seen.arsenal, s.seen.freeze, 0.0, s.p)
    return s.worth["arsenal"] * gain * (s.p.arsenal_pressure_brake * pressure)
