"""Measures of claims that no formula can express: beliefs, first months, openings undone; and
estimates of series by world.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

import numpy as np

from sim.analysis.claims import NOTHING
from sim.core.base.arrays import Array, Flags, Floats, Ints, correlation as pearson, exp, inner, log
from sim.core.base.errors import DataProblem
from sim.core.estimate.interval import Estimate, ratio
from sim.core.estimate.quantiles import t_quantile
from sim.core.game.goals import both_soft, shots
from sim.core.outcomes.catalogue import Outcome
from sim.core.outcomes.history import History, beliefs
from sim.core.outcomes.outcomes import A_YEAR, OPENING_WITHIN, TALKS_IN_AN_OPENING, hot

GROUPS: Final = 20
GROUPED: Final = "jackknife by world"

Spell = tuple[int, int, int]
"""A world, and the first and last month of a spell in it."""

TWO_YEARS: Final = 23
"""The last month of the first two years, counted from 0."""

TALKS_OVER: Final = 6
"""Months without a month in which both are soft, after which talks have ended."""


def opening_undone(history: History) -> Flags:
    """Tell in which worlds a test or lethal act follows the first quiet year of an opening,
    `(worlds,)`.
    """
    tested, soft = shots(history) & history.live, both_soft(history) & history.live
    open_before, undone = (
        np.zeros(history.lived.shape, dtype=bool),
        np.zeros(history.lived.shape, dtype=bool),
    )
    for first in range(min(OPENING_WITHIN, history.months - A_YEAR + 1)):
        year = slice(first, first + A_YEAR)
        lasted = ~tested[year].any(axis=0) & (history.lived >= first + A_YEAR)
        begins = (
            lasted & (np.count_nonzero(soft[year], axis=0) >= TALKS_IN_AN_OPENING) & ~open_before
        )
        undone |= begins & tested[first + A_YEAR :].any(axis=0)
        open_before |= begins
    return undone


def tests(history: History) -> Flags:
    """Return the months with a missile test or a big test, `(months, worlds)`."""
    return history.did("pyongyang.deed", "missile_test", "big_test")


def on(history: History, capital: str, *courses: str) -> Flags:
    """Return the live months in which a capital is on one of some courses, `(months, worlds)`."""
    return history.did(f"{capital}.course", *courses) & history.live


def after(history: History, series: Any) -> Floats:
    """Return the mean over the three months after October 2017; a world that ended repeats its last
    month.
    """
    first = history.month("2017-11")
    return np.asarray(np.asarray(series, np.float64)[first : first + 3].mean(axis=0))


def economy(history: History, month: int) -> Floats:
    """Return the economy in per cent of the start, in a month, `(worlds,)`."""
    return np.asarray(100.0 * (exp(history.state["economy"][month]) - 1.0))


def first_month(flags: Flags, history: History) -> Floats:
    """Return the first live month in which `flags` holds, the horizon if it never does,
    `(worlds,)`.
    """
    flags_live = flags & history.live
    return np.where(flags_live.any(axis=0), flags_live.argmax(axis=0), history.months).astype(
        np.float64
    )


def two_years_on(history: History, observer: str) -> Floats:
    """Return an observer's belief in each type after 24 months, or at the end before, `(types,
    worlds)`.
    """
    month = np.minimum(history.lived - 1, TWO_YEARS)
    return beliefs(history, observer)[:, month, np.arange(len(month))]


def belief_in_truth(history: History, observer: str) -> Floats:
    """Return an observer's belief in the true type after 24 months, or at the end before,
    `(worlds,)`.
    """
    worlds = np.arange(len(history.lived))
    kim = history.state["kim.type"][np.minimum(history.lived - 1, TWO_YEARS), worlds].astype(
        np.intp
    )
    return two_years_on(history, observer)[kim, worlds]


def entropy(chance: Array) -> Floats:
    """Return the entropy of chances along the first axis, in nats."""
    logs = log(np.where(chance > 0.0, chance, 1.0))
    return np.asarray(-(chance * logs).sum(axis=0))


def doubt(belief: Floats) -> Floats:
    """Return the entropy of a belief as a share of its maximum: 0 is certainty, 1 a uniform
    belief.
    """
    return entropy(belief) / math.log(len(belief))


def spells(flags: Flags, gap: int) -> list[Spell]:
    """Return the spells in which `flags` holds; up to `gap` months between two make them one."""
    spells_of_worlds: list[Spell] = []
    for world in np.flatnonzero(flags.any(axis=0)):
        months = np.flatnonzero(flags[:, world])
        cuts = np.flatnonzero(np.diff(months) > gap + 1)
        firsts, lasts = months[np.r_[0, cuts + 1]], months[np.r_[cuts, len(months) - 1]]
        spells_of_worlds += [
            (int(world), int(a), int(b)) for a, b in zip(firsts, lasts, strict=True)
        ]
    return spells_of_worlds


def talks(history: History, within: int = 14, ended: bool = False) -> Floats:
    """Return the number of spells of talks that began early enough to tell whether they end within
    some months, or with `ended` the number that did.

    Talks begin in the first month in which both are soft and have ended after six months without
    one. Spells that a world's end cuts off are left out.
    """
    counts = np.zeros(history.lived.shape)
    for world, first, last in spells(both_soft(history) & history.live, TALKS_OVER - 1):
        if first + within + TALKS_OVER <= history.lived[world]:
            counts[world] += last - first < within or not ended
    return counts


def record_path(history: History) -> Flags:
    """Tell which worlds follow the path of the record, `(worlds,)`; months are counted from
    2017-02.

    The path has no test in 2018, three months of it or more in which both are soft, and a test in
    2019.
    """
    tested, soft = tests(history) & history.live, both_soft(history) & history.live
    quiet = ~tested[11:23].any(axis=0) & history.live[22]
    return np.asarray(quiet & (soft[11:23].sum(axis=0) >= 3) & tested[23:35].any(axis=0))


def estimate_by_jackknife(worlds: int, statistic: Callable[[Ints], float]) -> Estimate:
    """Return a statistic of worlds with a jackknife interval: each group of worlds is left out in
    turn.

    `statistic` is called with the worlds to use. Source: Shao and Tu 1995, The Jackknife and
    Bootstrap, section 2.3.
    """
    everything = np.arange(worlds)
    value = statistic(everything)
    groups = min(GROUPS, worlds)
    if groups < 2 or not math.isfinite(value):
        return Estimate(value, -math.inf, math.inf, worlds, GROUPED)
    left = np.array(
        [statistic(everything[everything % groups != group]) for group in range(groups)]
    )
    if not np.isfinite(left).all():
        return Estimate(value, -math.inf, math.inf, worlds, GROUPED)
    spread = math.sqrt((groups - 1) / groups * float(((left - left.mean()) ** 2).sum()))
    reach = t_quantile(0.95, groups - 1) * spread
    return Estimate(value, value - reach, value + reach, worlds, GROUPED)


def share(flags: Flags, among: Flags) -> Estimate:
    """Return the share of the months `among` in which `flags` holds, with an interval over
    worlds.
    """
    return replace(rate(per_world(flags & among), per_world(among)), kind="share")


def rate(hits: Floats, exposure: Floats) -> Estimate:
    """Return the ratio of two totals over worlds; NOTHING without any exposure."""
    try:
        return ratio(hits, exposure)
    except DataProblem:
        return NOTHING


def per_world(flags: Flags) -> Floats:
    """Return the number of months of each world in which `flags` holds, `(worlds,)`."""
    return np.asarray(np.count_nonzero(flags, axis=0), dtype=np.float64)


def quotient(worlds: int, above: tuple[Floats, Floats], below: tuple[Floats, Floats]) -> Estimate:
    """Return one share over another, each given as hits and exposure by world, `(worlds,)`."""

    def of(worlds: Ints) -> float:
        first, second = (
            hits[worlds].sum() / max(exposure[worlds].sum(), 1.0)
            for hits, exposure in (above, below)
        )
        return float(first / second) if second > 0.0 else math.nan

    return estimate_by_jackknife(worlds, of)


def correlation(a: Floats, b: Floats) -> float:
    """Return Pearson's correlation; NaN if either does not vary."""
    if len(a) < 2 or np.ptp(a) == 0.0 or np.ptp(b) == 0.0:
        return math.nan
    return pearson(a, b)


def slope(x: Floats, y: Floats) -> float:
    """Return the slope of the least-squares line of y on x; NaN if x does not vary."""
    if len(x) < 2 or np.ptp(x) == 0.0:
        return math.nan
    centred = x - x.mean()
    return inner(centred, y) / inner(centred, centred)


_flag = partial(Outcome, kind="flag")
_number = partial(Outcome, kind="number")

MEASURES: Final = (
    _flag(
        "opening_undone",
        "A test or lethal act follows the quiet year of a diplomatic opening.",
        opening_undone,
    ),
    _flag(
        "record_path", "No test in 2018, three months of talks in it, a test in 2019.", record_path
    ),
    _flag("calm_at_end", "There was no crisis in the last month.", lambda h: ~hot(h)[-1]),
    _number(
        "talks_begun", "Spells of talks that began early enough to tell how long they last.", talks
    ),
    _number(
        "talks_ended", "Those of them that ended within 14 months.", partial(talks, ended=True)
    ),
    _number(
        "tests_after",
        "Share of tests in the three months after October 2017.",
        lambda h: after(h, tests(h)),
    ),
    _number(
        "enforcement_after", "Mean enforcement in them.", lambda h: after(h, h.state["enforcement"])
    ),
    _number(
        "economy_after_24_months",
        "The economy in per cent of the start.",
        partial(economy, month=TWO_YEARS),
    ),
    _number(
        "economy_at_end_of_2018",
        "The same in the 23rd month.",
        partial(economy, month=TWO_YEARS - 1),
    ),
    _number(
        "first_turn",
        "The month of Pyongyang's first turn to a soft course, or the horizon.",
        lambda h: first_month(on(h, "pyongyang", "charm", "consolidate"), h),
    ),
    _number(
        "deterrent_month",
        "The month in which the deterrent is complete, or the horizon.",
        lambda h: first_month(h.state["deterrent"] > 0.0, h),
    ),
    *(
        _number(
            f"{each}_belief",
            f"{each.title()}'s belief in the true type after 24 months.",
            partial(belief_in_truth, observer=each),
        )
        for each in ("washington", "beijing")
    ),
    _number(
        "washington_doubt",
        "Washington's doubt about Kim after 24 months, from 0 to 1.",
        lambda h: np.asarray(doubt(two_years_on(h, "washington"))),
    ),
)
"""Measures that a claim may name in addition to the built-in outcomes."""
