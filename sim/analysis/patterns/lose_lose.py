"""Lose-lose by aims: how likely it is by line-up, what it hangs on, and how it moves with pressure and enforcement."""

from __future__ import annotations

from itertools import product
from typing import Any, Final

import numpy as np

from sim.analysis.lineups import COERCIVE, ENGAGING, LINEUPS
from sim.analysis.patterns.line import UP, Line, Wanted, exact
from sim.analysis.patterns.plays import Plays
from sim.arrays import Flags
from sim.game import aims
from sim.game.aims import AIMS
from sim.study.estimate.interval import Estimate, mean_estimate, probability
from sim.study.outcomes import outcomes
from sim.study.run.history import History
from sim.study.run.readings import hanging_on, lose_lose_by_draw, range_of, threshold_draws

DIALS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
PLANE: Final = {"washington.policy": "maximum_pressure", "beijing.policy": "balance"}
SHOWN_FROM: Final = 0.1
OVER: Final = """Washington held to pressure, Beijing to balance, the others free.
Rows: pressure 0 to 1; columns: enforcement 0 to 1."""
Plane = dict[tuple[float, float], float]


def lines(plays: Plays) -> list[Line]:
    """Return the lines of this heading."""
    free = plays.free
    found = [ranged("lose.free", "lose-lose, all free", free)]
    shares = {}
    for name in LINEUPS:
        line = ranged(f"lose.{name.replace(', ', '_')}", f"lose-lose, held: {name}", plays.held(name))
        shares[name] = line.measured
        found.append(line)
    coercive, engaging = ([shares[name] for name in names] for names in (COERCIVE, ENGAGING))
    found += [
        Line("lose.coercive", "lose-lose of the coercive line-up nearest the middle of .3 to .8", Wanted(0.3, 0.8),
             nearest(coercive, 0.55)),
        Line("lose.engaging", "lose-lose of the engaging line-up nearest the middle of .02 to .3", Wanted(0.02, 0.3),
             nearest(engaging, 0.16)),
        Line("lose.least", "least lose-lose of the line-ups", UP, min(shares.values(), key=by_value)),
        Line("lose.most", "most lose-lose of the line-ups", Wanted(high=0.9), max(shares.values(), key=by_value)),
        alliance(plays),
        pivot(free),
    ]  # fmt: skip
    return [*found, *rising(plays)]


def by_value(found: Estimate) -> float:
    """Return what estimates are ordered by."""
    return found.value


def nearest(found: list[Estimate], to: float) -> Estimate:
    """Return the estimate nearest to a value."""
    return min(found, key=lambda each: abs(each.value - to))


def ranged(key: str, what: str, h: History) -> Line:
    """Return lose-lose with its range over joint draws of thresholds."""
    both = aims.lose_lose(h, h.aims)
    over = range_of(lose_lose_by_draw(h, threshold_draws(), np.ones(len(both), dtype=bool)), len(both))
    return Line(key, f"{what}; {over}", None, probability(both))


def alliance(plays: Plays) -> Line:
    """Return where the alliance fails most often: the aim must be able to fail."""
    aim = next(each for each in AIMS if each.column == "aim_washington_alliance_whole")
    made = {"all free": plays.free, **{name: plays.held(name) for name in LINEUPS}}
    fails = {name: probability(~aim.kept(h, h.aims)) for name, h in made.items()}
    name = max(fails, key=lambda each: fails[each].value)
    return Line("lose.alliance", f"the alliance fails, where it does most: {name}", Wanted(low=0.02), fails[name])


def pivot(h: History) -> Line:
    """Return how much of lose-lose hangs on the one aim on which most of it does."""
    shares = hanging_on(outcomes(h, ("lose_lose", *(aim.column for aim in AIMS))))
    aim = max((each for each in AIMS if each.column in shares), key=lambda each: shares[each.column])
    what = f"lose-lose that would be none were one aim kept, of all: {aim.capital.title()}, {aim.label}"
    return Line("lose.pivot", what, Wanted(high=0.9), exact(shares[aim.column], int(np.count_nonzero(lost(h)))))


def rising(plays: Plays) -> list[Line]:
    """Return how lose-lose moves along the pressure dial where Kim is fearful, and where Beijing refuses."""
    found = []
    settings: dict[str, dict[str, Any]] = {
        "fearful": {"kim_type": "fearful"},
        "refused": {"beijing.policy": "shield"},
        "all": {},
    }
    for name, where in settings.items():
        low, high = (plays.play({**where, "washington.pressure": dial}) for dial in (0.0, 1.0))
        moved = mean_estimate(lost(high).astype(np.float64) - lost(low))
        said = {"fearful": "a fearful Kim", "refused": "Beijing held to shield", "all": "all free"}[name]
        what = f"lose-lose at pressure 1 less that at 0 ({lost(low).mean():.2f}): {said}"
        found.append(Line(f"lose.pressure.{name}", what, None if name == "all" else UP, moved))
    return found


def lost(h: History) -> Flags:
    """Return where Washington and Beijing both lose, `(worlds,)`."""
    return aims.lose_lose(h, h.aims)


def tables(plays: Plays) -> list[str]:
    """Return the plane of pressure and enforcement: lose-lose, and each aim of the giants that fails there."""
    own = [aim for aim in AIMS if aim.capital in ("washington", "beijing")]
    both: Plane = {}
    fails: dict[str, Plane] = {aim.column: {} for aim in own}
    for place in product(DIALS, DIALS):
        pressure, enforcement = place
        changes = {**PLANE, "washington.pressure": pressure, "beijing.enforcement": enforcement}
        h = plays.play(changes, worlds=-(-plays.worlds // 2))
        both[place] = float(lost(h).mean())
        for aim in own:
            fails[aim.column][place] = float((~aim.kept(h, h.aims)).mean())
    found = [f"{OVER}\n{plane('Lose-lose', both)}"]
    often = [aim for aim in own if max(fails[aim.column].values()) >= SHOWN_FROM]
    return [*found, *(plane(f"{aim.capital.title()} fails: {aim.label}", fails[aim.column]) for aim in often)]


def plane(name: str, values: Plane) -> str:
    """Write a value by pressure and enforcement."""
    rows = ["  ".join(f"{values[pressure, enforcement]:.2f}" for enforcement in DIALS) for pressure in DIALS]
    return "\n".join([name, *(f"  {row}" for row in rows)])
