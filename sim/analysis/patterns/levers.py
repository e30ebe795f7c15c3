"""Levers: from its lowest to its highest value each moves something in the direction that its meaning says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.patterns.measures import DOWN, NONE, UP, Line, did, distance, doubt, exact, grouped, on, tests
from sim.analysis.patterns.plays import Plays
from sim.arrays import Flags, Floats
from sim.game.aims import both_soft, war
from sim.game.levers import LEVERS
from sim.game.moves import PyongyangCourse, WashingtonDeed
from sim.study.estimate.interval import mean_estimate
from sim.study.run.history import History, beliefs

Measure = Callable[[History], Any]
AFTER: Final = 23
BRINK: Final = 6.0


@dataclass(frozen=True)
class Effect:
    """What a lever must move: `of(history)` is a number a world, `(worlds,)`, and `sign` the way, 0 for either.

    `where` is the setting, `times` how many worlds to one of the other headings.
    """

    lever: str
    name: str
    what: str
    of: Measure
    sign: int
    where: tuple[tuple[str, Any], ...] = ()
    times: int = 1


def sanctions(h: History) -> Floats:
    """Return the months of US sanctions a year."""
    return 12.0 * h.share(did(h, "washington_deed", WashingtonDeed.SANCTIONS))


def deployments(h: History) -> Floats:
    """Return the deployments a year."""
    return 12.0 * h.share(did(h, "washington_deed", WashingtonDeed.DEPLOY))


def tested(h: History) -> Floats:
    """Return the share of months with a test."""
    return h.share(tests(h))


def talked(h: History) -> Floats:
    """Return the share of months in which both are soft."""
    return h.share(both_soft(h))


def average(name: str) -> Measure:
    """Return what measures the mean of a state over the months that a world lived."""
    return lambda h: h.total(name) / h.lived


def end_of(name: str) -> Measure:
    """Return what measures a state in the last live month."""
    return lambda h: h.last(name)


def first_month(flags: Flags, h: History) -> Floats:
    """Return the first live month in which something holds, the horizon where it never does, `(worlds,)`."""
    held = flags & h.live
    return np.where(held.any(axis=0), held.argmax(axis=0), h.months).astype(np.float64)


def first_turn(h: History) -> Floats:
    """Return the month of Pyongyang's first turn to a soft course."""
    return first_month(on(h, "pyongyang", PyongyangCourse.CHARM, PyongyangCourse.CONSOLIDATE), h)


def completed(h: History) -> Floats:
    """Return the month in which the deterrent is first complete."""
    return first_month(h.state["deterrent"] > 0.0, h)


def knows(h: History) -> Floats:
    """Return Beijing's belief in the true type after 24 months, or at the end of a world that ends before."""
    month = np.minimum(h.lived - 1, AFTER)
    worlds = np.arange(len(month))
    kim = h.state["kim.type"][month, worlds].astype(np.intp)
    return beliefs(h, "beijing")[kim, month, worlds]


def doubts(h: History) -> Floats:
    """Return Washington's doubt about Kim after 24 months, or at the end of a world that ends before."""
    month = np.minimum(h.lived - 1, AFTER)
    return np.asarray(doubt(beliefs(h, "washington")[:, month, np.arange(len(month))]))


PRESSED: Final = (("washington.policy", "maximum_pressure"), ("pyongyang.policy", "build"))


def of_kim(kim: str, *more: tuple[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Return the setting in which Kim is of one type."""
    return (("kim_type", kim), *more)


EFFECTS: Final[tuple[Effect, ...]] = (
    Effect("washington.pressure", "sanctions", "months of US sanctions a year", sanctions, 1),
    Effect("washington.pressure", "deployments", "deployments a year", deployments, 1),
    Effect("washington.pressure", "tests_fearful", "tests of a fearful Kim, pressure and build held", tested, 1,
           of_kim("fearful", *PRESSED)),
    Effect("washington.pressure", "tests_greedy", "tests of a greedy Kim, pressure and build held", tested, -1,
           of_kim("greedy", *PRESSED)),
    Effect("washington.dialogue", "talks", "months of talks", talked, 1),
    Effect("washington.secondary_sanctions", "enforcement", "enforcement", average("enforcement"), 1),
    Effect("washington.secondary_sanctions", "relation", "relation of the giants at the end", end_of("relation"), -1),
    Effect("washington.rhetoric", "tests", "tests", tested, 1),
    Effect("washington.rhetoric", "tests_fearful", "tests of a fearful Kim", tested, 1, of_kim("fearful")),
    Effect("washington.ambiguity", "audience", "audience stock", average("audience"), -1),
    Effect("beijing.enforcement", "tests_fearful", "tests of a fearful Kim", tested, 1, of_kim("fearful")),
    Effect("beijing.enforcement", "tests_greedy", "tests of a greedy Kim", tested, -1, of_kim("greedy")),
    Effect("beijing.enforcement", "deterrent_greedy", "month in which a greedy Kim's deterrent is complete",
           completed, 1, of_kim("greedy")),
    Effect("beijing.easing", "talks", "months of talks, Beijing held to enforcement", talked, 1,
           (("beijing.policy", "enforce"),), times=3),
    Effect("beijing.thaad_retaliation", "thaad", "THAAD at the end", end_of("thaad"), -1),
    Effect("beijing.thaad_retaliation", "enforcement", "enforcement", average("enforcement"), -1),
    Effect("beijing.thaad_retaliation", "bite", "effective pressure of sanctions", average("bite"), 0),
    Effect("beijing.contact", "knows", "Beijing's belief in the true type after 24 months", knows, 1),
    Effect("pyongyang.deterrent_goal", "first_turn", "month of Pyongyang's first turn to a soft course", first_turn, 1),
    Effect("pyongyang.unpredictability", "war", "war", war, 1, times=3),
    Effect("pyongyang.unpredictability", "doubt", "Washington's doubt about Kim after 24 months", doubts, 1),
)  # fmt: skip
"""What each lever must move, as its entry in the ledger says."""

WANTED: Final = {1: UP, -1: DOWN, 0: UP}
"""What is wanted of a difference that should be up, or down, or of its distance from 0."""


def levers_lines(plays: Plays) -> list[Line]:
    """Return the lines of this heading."""
    found: list[Line] = []
    ends: dict[tuple[str, tuple[tuple[str, Any], ...], int], tuple[History, History]] = {}
    for lever in LEVERS:
        ends.clear()
        for effect in (each for each in EFFECTS if each.lever == lever):
            asked = (lever, effect.where, effect.times)
            if asked not in ends:
                ends[asked] = both_ends(plays, *asked)
            found.append(line_of(effect, *ends[asked]))
        if lever == "washington.ambiguity":
            found.append(firmness(*both_ends(plays, lever, (), 3)))
    moved = {lever for lever in LEVERS for line in found if line.key.startswith(f"lever.{lever}.") and line.holds}
    still = [lever for lever in LEVERS if lever not in moved]
    what = "dead levers" + (f": {', '.join(still)}" if still else "")
    return [*found, Line("lever.dead", what, NONE, exact(float(len(still)), len(LEVERS)))]


def both_ends(plays: Plays, lever: str, where: tuple[tuple[str, Any], ...], times: int) -> tuple[History, History]:
    """Play a setting with a lever at its lowest and at its highest value, under the same luck."""
    entry = LEVERS[lever]
    low, high = (
        plays.play({**dict(where), lever: value}, worlds=times * plays.worlds) for value in (entry.low, entry.high)
    )
    return low, high


def line_of(effect: Effect, low: History, high: History) -> Line:
    """Return how far an effect moves from the lowest to the highest value of its lever."""
    before, after = (np.asarray(effect.of(h), dtype=np.float64) for h in (low, high))
    moved = mean_estimate(after - before)
    entry = LEVERS[effect.lever]
    sign = "" if effect.sign else ", either way"
    what = f"{entry.label} {entry.low:g} to {entry.high:g}: {effect.what} (from {before.mean():.3g}){sign}"
    shown = moved if effect.sign else distance(moved)
    return Line(f"lever.{effect.lever}.{effect.name}", what, WANTED[effect.sign], shown)


def firmness(low: History, high: History) -> Line:
    """Return how much farther from a half the chance is to stand firm at the brink without ambiguity than with it."""
    brinks = [at_the_brink(h) for h in (low, high)]

    def of(who: Any) -> float:
        away = [sum(abs(float(1.0 - hits[who].sum() / max(1.0, months[who].sum())) - 0.5) for hits in yields)
                for months, *yields in brinks]  # fmt: skip
        return away[1] - away[0]

    entry = LEVERS["washington.ambiguity"]
    what = f"{entry.label} 0 to 1: how far from a half both sides' share of standing firm at the brink lies"
    return Line("lever.washington.ambiguity.firmness", what, DOWN, grouped(len(low.lived), of))


def at_the_brink(h: History) -> tuple[Floats, Floats, Floats]:
    """Return, by world, the months at the brink, and in how many of them Washington and Pyongyang backed down.

    Who backs down has lowered the tension in the same month.
    """
    yields = [(h.state[f"{capital}_yields"] > 0.0) & h.live for capital in ("washington", "pyongyang")]
    brink = ((h.state["tension"] >= BRINK) & h.live) | yields[0] | yields[1]
    months, *backed = (np.count_nonzero(each, axis=0).astype(np.float64) for each in (brink, *yields))
    return months, backed[0], backed[1]
