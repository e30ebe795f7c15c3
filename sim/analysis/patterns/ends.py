"""War: crises are common, wars rare, of several kinds, and they grow out of crises."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any, Final

import numpy as np

from sim.analysis.defaults import COERCIVE, ENGAGING, LINEUPS, Lineup
from sim.analysis.history.changes import lineups_by_year
from sim.analysis.patterns.measures import (
    NOTHING,
    UP,
    Line,
    Wanted,
    a_year,
    after,
    crises_a_year,
    crisis_spells,
    did,
    exact,
    mean_of,
    per_world,
    quotient,
    share,
    share_of,
    tests,
    wars_a_crisis,
    wars_a_year,
)
from sim.analysis.patterns.plays import Plays
from sim.arrays import Flags
from sim.game import aims
from sim.game.aims import AIMS, war
from sim.game.moves import BeijingDeed, Ending, PyongyangDeed
from sim.study.estimate.interval import Estimate, mean_estimate, probability, quantile_estimate
from sim.study.estimate.shown import Table
from sim.study.estimate.writing import percent_text
from sim.study.outcomes import hot, outcomes
from sim.study.run.history import History
from sim.study.run.readings import hanging_on, lose_lose_by_draw, range_of, threshold_draws

BATCHES: Final = 4
"""Batches of worlds in which wars are counted by kind."""

BEGUN_WITHIN: Final = 24
"""Crises that begin later are left out of lengths: the horizon would cut them off."""

DELTA: Final = "delta method"
PRESSED: Final = ("pressure", "pressure, enforced")


def war_lines(plays: Plays) -> list[Line]:
    """Return the lines of this heading."""
    h = plays.free
    found = [
        Line("war.share", "war within 36 months, all free", Wanted(0.025, 0.15), probability(war(h))),
        Line("war.crises", "crises a year, all free", Wanted(0.15, 0.45), crises_a_year(h)),
        Line("war.per_crisis", "wars to a crisis, all free", Wanted(high=0.08), wars_a_crisis(h)),
    ]
    for name in PRESSED:
        made, key = plays.held(name), name.replace(", ", "_")
        found += [
            Line(f"war.per_crisis.{key}", f"wars to a crisis, held: {name}", Wanted(high=0.10), wars_a_crisis(made)),
            Line(f"war.crises.{key}", f"crises a year, held: {name}", None, crises_a_year(made)),
        ]
    patience = wars_a_year(plays.held("patience"))
    found.append(Line("war.patience", "wars a year, held: patience", Wanted(high=0.012), patience))
    return [*found, *kinds(plays), length(h), peace(plays)]


def kinds(plays: Plays) -> list[Line]:
    """Return what kinds of war there are, and how many come out of no crisis."""
    endings, calm = [], []
    for batch in range(BATCHES):
        h = plays.more(batch) if batch else plays.free
        fought = war(h)
        endings.append(h.last("ending")[fought])
        calm.append(~hot(h)[h.lived - 1, np.arange(len(fought))][fought])
    ending, out_of_calm = np.concatenate(endings), np.concatenate(calm)
    asked: tuple[tuple[str, str, Wanted | None, tuple[Ending, ...]], ...] = (
        ("decided", "wars that were decided on: strike or attack", Wanted(low=0.15), (Ending.STRIKE, Ending.ATTACK)),
        ("strike", "of them strikes", None, (Ending.STRIKE,)),
        ("brink", "wars from the brink", Wanted(0.15, 0.45), (Ending.CLASH,)),
        ("accident", "wars by accident", Wanted(0.2, 0.6), (Ending.ACCIDENT,)),
    )
    shares = {key: np.isin(ending, kind) for key, _, _, kind in asked}
    found = [
        Line(f"war.kind.{key}", f"{what}, of all", wanted, share_of(shares[key])) for key, what, wanted, _ in asked
    ]
    return [*found, Line("war.calm", "wars out of no crisis, of all", Wanted(high=0.05), share_of(out_of_calm))]


def length(h: History) -> Line:
    """Return how long a crisis lasts."""
    months = np.array([last - first + 1 for _, first, last in crisis_spells(h) if first < BEGUN_WITHIN], np.float64)
    found = quantile_estimate(months, 0.5) if len(months) else NOTHING
    return Line("war.length", f"median crisis in months, of those begun within {BEGUN_WITHIN}", Wanted(4.0, 9.0), found)


def peace(plays: Plays) -> Line:
    """Return the chance of no war from 1993 to 2019 if every year had its line-up's yearly rate."""
    years = lineups_by_year()
    rates = {courses: yearly(plays, courses) for courses in dict.fromkeys(years.values())}
    what = f"peace from {min(years)} to {max(years)} under the line-ups of the years; nothing is said of before"
    return Line("war.peace", what, Wanted(low=0.4), peace_over(list(years.values()), rates))


def peace_over(years: Sequence[Lineup], rates: Mapping[Lineup, Estimate]) -> Estimate:
    """Return the chance of no war over some years, with an interval by the delta method on its logarithm."""
    worlds = min(found.n for found in rates.values())
    if any(found.value >= 1.0 for found in rates.values()):
        return Estimate(0.0, 0.0, 1.0, worlds, DELTA)
    kept = math.prod(1.0 - rates[courses].value for courses in years)
    reaches = [years.count(courses) * found.half_width / (1.0 - found.value) for courses, found in rates.items()]
    spread = math.hypot(*reaches)
    return Estimate(kept, kept * math.exp(-spread), min(1.0, kept * math.exp(spread)), worlds, DELTA)


def yearly(plays: Plays, courses: Lineup) -> Estimate:
    """Return the wars a year of a line-up."""
    named = next((name for name, line in LINEUPS.items() if line == courses), None)
    return wars_a_year(plays.held(named) if named else plays.lineup(courses))


TWO_YEARS: Final = 23
END_OF_2018: Final = 22
SOON: Final = 3


def economy_lines(plays: Plays) -> list[Line]:
    """Return the lines of this heading."""
    h = plays.held("pressure")
    full, away = plays.held("pressure, enforced"), plays.lineup(("maximum_pressure", "shield", "build", "hedge"))
    tested, pairs = tests(h), h.live[1:]
    twice = [(per_world(tested[1:] & first & pairs), per_world(first & pairs)) for first in (tested[:-1], ~tested[:-1])]
    return [
        Line("economy.enforced", "economy in % after 24 months of pressure that Beijing enforces", Wanted(-10.0, -2.0),
             economy(full, TWO_YEARS)),
        Line("economy.shielded", "the same where Beijing looks away", Wanted(low=-1.0), economy(away, TWO_YEARS)),
        Line("economy.2018", "economy in % at the end of 2018, history as it was", Wanted(-10.0, -2.0),
             economy(plays.history, END_OF_2018), True),
        Line("record.tests", "months with a test, held: pressure", Wanted(0.35, 0.60), share(tested, h.live)),
        Line("record.twice", "the same after a test, over after none", Wanted(2.0, 4.0),
             quotient(len(h.lived), *twice)),
        Line("record.big", "big tests a year, held: pressure", Wanted(2.0, 6.0),
             a_year(did(h, "pyongyang_deed", PyongyangDeed.BIG_TEST), h)),
        Line("record.round", "a UN round within three months of a big test, unless Beijing shields", Wanted(low=0.6),
             answered(h)),
    ]  # fmt: skip


def economy(h: History, month: int) -> Estimate:
    """Return the economy in per cent of the start, in a month, over the worlds that live to see it."""
    return mean_of(100.0 * np.expm1(h.state["economy"][month][h.live[month]]))


def answered(h: History) -> Estimate:
    """Return in how many cases a big test brings a UN round soon, unless Beijing shields in more than one month."""
    shields = did(h, "beijing_deed", BeijingDeed.AID, BeijingDeed.LOOK_AWAY).astype(int)
    round_now = (h.state["un_round_ago"] == 0.0) & h.live
    months = h.months - SOON
    shielded = sum(shields[later : months + later] for later in range(1, SOON + 1))
    big = did(h, "pyongyang_deed", PyongyangDeed.BIG_TEST)[:months] & h.live[SOON:] & (shielded <= 1)
    return share(after(round_now, SOON)[:months], big)


DIALS: Final = (0.0, 0.25, 0.5, 0.75, 1.0)
PLANE: Final = {"washington.policy": "maximum_pressure", "beijing.policy": "balance"}
SHOWN_FROM: Final = 0.1
OVER: Final = "Washington held to pressure, Beijing to balance, the others free."
Plane = dict[tuple[float, float], float]


def lose_lose_lines(plays: Plays) -> list[Line]:
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
        Line("lose.coercive", "lose-lose of the coercive line-up nearest the middle of 30 % to 80 %", Wanted(0.3, 0.8),
             nearest(coercive, 0.55)),
        Line("lose.engaging", "lose-lose of the engaging line-up nearest the middle of 2 % to 30 %", Wanted(0.02, 0.3),
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
        moved = mean_estimate(lost(high).astype(np.float64) - lost(low), kind="points")
        said = {"fearful": "a fearful Kim", "refused": "Beijing held to shield", "all": "all free"}[name]
        what = f"lose-lose at pressure 1 less that at 0 ({percent_text(float(lost(low).mean()))}): {said}"
        found.append(Line(f"lose.pressure.{name}", what, None if name == "all" else UP, moved))
    return found


def lost(h: History) -> Flags:
    """Return where Washington and Beijing both lose, `(worlds,)`."""
    return aims.lose_lose(h, h.aims)


def lose_lose_tables(plays: Plays) -> list[Table]:
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
    found = [plane("plane-lose-lose", "Lose-lose", both)]
    often = [aim for aim in own if max(fails[aim.column].values()) >= SHOWN_FROM]
    named = [(aim, f"{aim.capital.title()} fails: {aim.label}") for aim in often]
    return [*found, *(plane(f"plane-{aim.column.replace('_', '-')}", what, fails[aim.column]) for aim, what in named)]


def plane(name: str, what: str, values: Plane) -> Table:
    """Return a share of worlds by pressure, in rows, and enforcement, in columns."""
    rows = [(f"{a:g}", *(percent_text(values[a, b]) for b in DIALS)) for a in DIALS]
    return Table(name, f"{what}. {OVER}", ("pressure", *(f"enforcement {dial:g}" for dial in DIALS)), tuple(rows))
