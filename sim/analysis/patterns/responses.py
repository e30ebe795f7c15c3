"""They respond: how long things last, how they turn and by what calendar, in the record and in the game."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any, Final

import numpy as np

from sim.analysis.claims.claim import DOWN, UP, Line, Recorded, Wanted
from sim.analysis.claims.measures import estimate_by_jackknife, rate
from sim.analysis.claims.running import NOTHING
from sim.analysis.patterns.marks import PATTERNS, Counted, Marked, Pattern, Reading
from sim.analysis.patterns.plays import Plays
from sim.arrays import Floats, Ints
from sim.history.ahead import starts_before
from sim.history.observe import OBSERVABLES, UNKNOWN, observe_history, seen_in
from sim.history.record import Record, load_record
from sim.months import count_month, month_after
from sim.study.estimate.bootstrap import Stream, draw_resamples, percentiles
from sim.study.estimate.interval import Estimate, clustered_share, wilson

BEGUN: Final = ("2007-01", "2010-04", "2013-07", "2016-10")
"""The months in which worlds begin as the filter leaves the record: four parts of equal length."""

MONTHS: Final = 39
"""Months of each part: together 2007 to 2019."""

BLOCK: Final = 24
"""Months of a block: about as long as a spell and the pause after it."""

RESAMPLES: Final = 2000
FEW: Final = 30
"""Fewer cases than these are taken as independent: of so few a bootstrap is too sure."""

BLOCKS: Final = f"circular block bootstrap, blocks of {BLOCK} months"


def on_record(plays: Plays) -> list[Line]:
    """Return the patterns that the record can show, beside worlds that begin in its states."""
    record = load_record()
    parts = side_by_side([record.window(first, month_after(first, MONTHS - 1)) for first in BEGUN])
    worlds, whole = marked_worlds(plays), side_by_side([record])
    found = []
    for pattern in PATTERNS:
        same, longer = (of_record(pattern, marked, plays.seed) for marked in (parts, whole))
        model, wanted = of_worlds(pattern, worlds, len(BEGUN)), claim_sign(pattern, longer)
        found.append(Line(f"respond.{pattern.key}", pattern.what, wanted, model, True, recorded=Recorded(same, longer)))
    return found


def claim_sign(pattern: Pattern, recorded: Estimate) -> Wanted | None:
    """Return what is wanted: the sign of a difference of which the record's interval leaves 0 out, else nothing."""
    if pattern.reading != "difference" or recorded.low <= 0.0 <= recorded.high or not recorded.n:
        return None
    return UP if recorded.value > 0.0 else DOWN


def side_by_side(records: Sequence[Record]) -> Marked:
    """Return what records of one length show, as the months of as many worlds."""
    seen = [seen_in(each) for each in records]
    return Marked(
        {name: np.stack([each[name] for each in seen], axis=1) for name in OBSERVABLES},
        np.stack([season_of(each.months) for each in records], axis=1),
    )


def season_of(months: Sequence[str]) -> Ints:
    """Return the month of the year of each month, 1 to 12."""
    return np.array([(count_month(month) or 0) % 12 + 1 for month in months], dtype=np.intp)


def marked_worlds(plays: Plays) -> Marked:
    """Return what worlds show that begin as the record leaves them, all of the first month, of the second, …"""
    begun = starts_before(BEGUN, MONTHS, plays.worlds, plays.seed, plays.jobs)
    made = [plays.after(scenario.change(plays.changes), start) for scenario, start in begun]
    marks = [{name: np.where(h.live, flags, UNKNOWN) for name, flags in observe_history(h).items()} for h in made]
    seasons = [
        np.broadcast_to(season_of([month_after(first, row) for row in range(h.months)])[:, None], h.live.shape)
        for first, h in zip(BEGUN, made, strict=True)
    ]
    seen = {name: np.concatenate([each[name] for each in marks], axis=1).astype(np.int8) for name in OBSERVABLES}
    return Marked(seen, np.concatenate(seasons, axis=1))


def of_worlds(pattern: Pattern, marked: Marked, states: int = 1) -> Estimate:
    """Return a pattern of worlds with its interval; worlds of several states that share their luck count as one."""
    sums = [by_luck(part, states) for part in pattern.counted(marked)]
    if pattern.reading == "difference":
        return estimate_by_jackknife(len(sums[0][0]), lambda who: share_in(sums[0], who) - share_in(sums[1], who))
    (hits, among), *_ = sums
    if pattern.reading == "a year":
        return read_share(rate(hits, among), pattern.reading, hits)
    return read_share(clustered_share(hits, among) if among.any() else NOTHING, pattern.reading, hits)


def by_luck(part: Counted, states: int) -> tuple[Floats, Floats]:
    """Return hits and cases by the luck of a world, `(worlds,)` each."""
    hits, among = (each.sum(axis=0).reshape(states, -1).sum(axis=0) for each in (part.hits, part.among))
    return hits.astype(np.float64), among.astype(np.float64)


def share_in(sums: tuple[Floats, Floats], who: Any) -> float:
    """Return hits over cases in some worlds or months; where there is no case there is no number."""
    hits, among = (float(each[who].sum()) for each in sums)
    return hits / among if among else math.nan


def of_record(pattern: Pattern, marked: Marked, seed: int) -> Estimate:
    """Return a pattern of a record; `n` is its cases, of a difference those of the fewer, of a length its ends.

    Months are resampled in blocks. Where there are fewer than 30 cases, or all or none are hits, the interval is
    Wilson's, for a difference Newcombe's of two such.
    """
    parts = pattern.counted(marked)
    sums = [(in_order(part.hits), in_order(part.among)) for part in parts]
    totals = [(int(hits.sum()), int(among.sum())) for hits, among in sums]
    n = min(among for _, among in totals)
    if not n:
        return NOTHING
    shares = [hits / among for hits, among in totals]
    value = shares[0] - shares[1] if len(shares) > 1 else shares[0]
    if n < FEW or any(share in (0.0, 1.0) for share in shares):
        return read_share(independent(totals), pattern.reading, sums[0][0])
    places = resampled_months(len(sums[0][0]), seed)
    drawn = [hits[places].sum(axis=1) / np.maximum(among[places].sum(axis=1), 1.0) for hits, among in sums]
    moved = drawn[0] - drawn[1] if len(drawn) > 1 else drawn[0]
    return read_share(percentiles(value, moved, n, BLOCKS), pattern.reading, sums[0][0])


@cache
def resampled_months(months: int, seed: int) -> Ints:
    """Return which months each resample holds, `(resamples, months)`."""
    return draw_resamples(months, RESAMPLES, seed, Stream.MONTHS_RESAMPLED, BLOCK)


def in_order(counts: Ints) -> Floats:
    """Return counts of the months of all parts, one part after the other."""
    return np.asarray(counts.T.ravel(), dtype=np.float64)


def independent(totals: Sequence[tuple[int, int]]) -> Estimate:
    """Return a share, or the difference of two, of cases that are taken as independent.

    Source: Newcombe 1998, Statistics in Medicine 17:873, method 10.
    """
    first, *others = (wilson(hits, among) for hits, among in totals)
    if not others:
        return first
    second, value = others[0], first.value - others[0].value
    low = value - math.hypot(first.value - first.low, second.high - second.value)
    high = value + math.hypot(first.high - first.value, second.value - second.low)
    return Estimate(value, low, high, min(first.n, second.n), "Newcombe")


def read_share(found: Estimate, reading: Reading, hits: Floats) -> Estimate:
    """Return a share of months as it is read: as it is, twelve of it a year, or as the months that pass to a hit."""
    if reading == "a year":
        times = {name: 12.0 * getattr(found, name) for name in ("value", "low", "high")}
        return replace(found, **times, kind="amount")
    if reading == "length" and found.n:
        value, low, high = (1.0 / each if each > 0.0 else math.inf for each in (found.value, found.high, found.low))
        return replace(found, value=value, low=low, high=high, n=int(hits.sum()), kind="amount")
    return found
