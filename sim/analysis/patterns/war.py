"""War: crises are common, wars rare, of several kinds, and they grow out of crises."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from sim.analysis.history.governments import lineups_by_year
from sim.analysis.lineups import LINEUPS, Lineup
from sim.analysis.patterns.line import Line, Wanted
from sim.analysis.patterns.measures import NOTHING, crises_a_year, crisis_spells, share_of, wars_a_crisis, wars_a_year
from sim.analysis.patterns.plays import Plays
from sim.game.aims import war
from sim.game.moves import Ending
from sim.study.estimate.interval import Estimate, probability, quantile_estimate
from sim.study.outcomes import hot
from sim.study.run.history import History

BATCHES: Final = 4
"""Batches of worlds in which wars are counted by kind."""

BEGUN_WITHIN: Final = 24
"""Crises that begin later are left out of lengths: the horizon would cut them off."""

DELTA: Final = "delta method"
PRESSED: Final = ("pressure", "pressure, enforced")


def lines(plays: Plays) -> list[Line]:
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
