"""They respond: how long things last, how they turn and when in the year, in the record and in the
game.

Each pattern is defined once, as a function of marked months that a record and worlds share.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any, Final, Literal

import numpy as np

from sim.analysis.claims import DOWN, NOTHING, UP, ClaimLine, Recorded, Wanted
from sim.analysis.claims.measures import estimate_by_jackknife, rate
from sim.analysis.patterns.plays import PatternPlays
from sim.core.base.arrays import Floats, Ints, Marks
from sim.core.base.months import count_month, month_after
from sim.core.estimate.interval import Estimate, wilson
from sim.history.ahead import starts_in
from sim.history.dates import FIRST_MONTH, TUNED_TO
from sim.history.observe import OBSERVABLES, UNKNOWN, observe_history, seen_in
from sim.history.record import Record, load_record
from sim.study.estimate.bootstrap import Stream, draw_resamples, percentiles
from sim.study.estimate.paired import NEWCOMBE, newcombe
from sim.study.estimate.shares import clustered_share

SEASON: Final = (3, 8)
"""The months of the year in which the game's exercises are due."""

TALKS_OF_A_PAUSE: Final = 3
"""Months with talks, of its first six, that make a test pause one with talks: an opening."""


@dataclass(frozen=True, eq=False)
class Marked:
    """Marks of observables by month, and the months of the year, 1 to 12, both `(months, worlds)`.

    `seen` has the marks by the name of an observable: 1 yes, 0 no, −1 unknown. A record counts as
    one world, or as one for each part into which it is cut. Months after the end of a world are
    unknown.
    """

    seen: Mapping[str, Marks]
    season: Ints

    @property
    def due(self) -> Marks:
        """The months in which the game's exercises are due."""
        return np.isin(self.season, SEASON).astype(np.int8)


@dataclass(frozen=True, eq=False)
class Counted:
    """Cases, and the number of hits of each, both `(months, worlds)`; an unknown month is no case."""

    hits: Ints
    among: Ints


def cases(hits: Any, among: Any) -> Counted:
    """Return the hits of some cases."""
    chosen = np.asarray(among, dtype=np.intp)
    return Counted(np.asarray(hits, dtype=np.intp) * chosen, chosen)


def shift_mark(marks: Marks, months: int) -> Marks:
    """Return the mark of some months ago, below 0 of some months ahead; unknown beyond the ends."""
    shifted = np.full_like(marks, UNKNOWN)
    if abs(months) < len(marks):
        shifted[max(months, 0) : len(marks) + min(months, 0)] = marks[
            max(-months, 0) : len(marks) - max(months, 0)
        ]
    return shifted


def any_of(several: Sequence[Marks]) -> Marks:
    """Return where at least one is a yes, unknown where any of them is unknown.

    A yes beside an unknown is not taken: near the ends it would count the months with something and
    leave out those without.
    """
    marks = np.stack(several)
    return np.where((marks == UNKNOWN).any(axis=0), UNKNOWN, (marks == 1).any(axis=0)).astype(
        np.int8
    )


def no(marks: Marks) -> Marks:
    """Return where it is not, unknown where that is unknown."""
    return np.where(marks == UNKNOWN, UNKNOWN, marks == 0).astype(np.int8)


def both(one: Marks, other: Marks) -> Marks:
    """Return where both are a yes, unknown where any of them is unknown."""
    return no(any_of([no(one), no(other)]))


def in_months(marks: Marks, first: int, last: int) -> Marks:
    """Return whether it happens from some months ahead to others, both included; below 0 is ago."""
    return any_of([shift_mark(marks, -ahead) for ahead in range(first, last + 1)])


def where(marks: Marks, condition: Marks, value: int = 1) -> Counted:
    """Return in which months it happens among those in which something else does, or with `value` 0
    does not.
    """
    return cases(marks == 1, (marks != UNKNOWN) & (condition == value))


def begins(marks: Marks) -> Marks:
    """Return where a spell begins: a month with it after six without."""
    return both(marks, no(in_months(marks, -SPELL, -1)))


def ends(marks: Marks) -> Marks:
    """Return where a spell has its last month: six without follow."""
    return both(marks, no(in_months(marks, 1, SPELL)))


def spell(marks: Marks) -> Marks:
    """Return the months of spells: those with it, and gaps of fewer than six months; all others are
    pauses.
    """
    gaps = [
        both(in_months(marks, -ago, -1), in_months(marks, 1, SPELL - ago))
        for ago in range(1, SPELL)
    ]
    return any_of([marks, *gaps])


def openings(m: Marked) -> Marks:
    """Return the months after which a pause with talks begins: the last test before six without,
    three with talks.
    """
    ahead = np.stack([shift_mark(m.seen["talks_month"], -month) for month in range(1, SPELL + 1)])
    talks = np.where(
        (ahead == UNKNOWN).any(axis=0), UNKNOWN, (ahead == 1).sum(axis=0) >= TALKS_OF_A_PAUSE
    )
    return both(ends(m.seen["test_month"]), talks.astype(np.int8))


def find_turned(m: Marked) -> Marks:
    """Return the months of pauses with talks that were seen to begin, that of the test that ends
    one included.
    """
    tests, began = m.seen["test_month"], openings(m)
    turned = np.zeros_like(tests)
    for month in range(1, len(tests)):
        goes_on = (turned[month - 1] == 1) & (tests[month - 1] == 0)
        turned[month] = (goes_on | (began[month - 1] == 1)) & (tests[month] != UNKNOWN)
    return turned


Parts = tuple[Counted, ...]
Reading = Literal["share", "a year", "length", "difference"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern: the cases and hits counted in marked months, and how the counts are read.

    A `share` is hits over cases, `a year` twelve times that. A `length` is cases over hits, months
    over ends, so that the months of a censored spell count. A `difference` is the first share less
    the second, and its sign is claimed if the record shows it.
    """

    key: str
    what: str
    counted: Callable[[Marked], Parts]
    reading: Reading


def following(name: str, other: str, m: Marked) -> Parts:
    """Return how often it happens in the month after something else, and after a month without
    that.
    """
    last = shift_mark(m.seen[other], 1)
    return where(m.seen[name], last), where(m.seen[name], last, 0)


def again(name: str, place: int, m: Marked) -> Parts:
    """Return how often it happens in the month after it did, place 0, or after it did not, place
    1.
    """
    return (following(name, name, m)[place],)


def flips(name: str, m: Marked) -> Parts:
    """Return how many spells begin or end in a month."""
    first, last = begins(m.seen[name]), ends(m.seen[name])
    return (
        cases((first == 1).astype(np.intp) + (last == 1), (first != UNKNOWN) & (last != UNKNOWN)),
    )


def spell_ends(name: str, m: Marked) -> Parts:
    """Return how often a month of a spell is its last."""
    return (where(ends(m.seen[name]), spell(m.seen[name])),)


def pause_ends(name: str, m: Marked) -> Parts:
    """Return how often a month of a pause is its last: the next begins a spell."""
    return (where(shift_mark(begins(m.seen[name]), -1), spell(m.seen[name]), 0),)


def around(name: str, other: str, m: Marked) -> Parts:
    """Return how often it happens where something else does in this or the last month, and where it
    does not.
    """
    lately = in_months(m.seen[other], -1, 0)
    return where(m.seen[name], lately), where(m.seen[name], lately, 0)


TEST: Final = "test_month"
TALKS: Final = "talks_month"

PATTERNS: Final[tuple[Pattern, ...]] = (
    Pattern("tests.again", "P(test | test last month)", partial(again, TEST, 0), "share"),
    Pattern("tests.fresh", "P(test | no test last month)", partial(again, TEST, 1), "share"),
    Pattern(
        "tests.persist",
        "P(test): a test last month less none",
        partial(following, TEST, TEST),
        "difference",
    ),
    Pattern("talks.again", "P(talks | talks last month)", partial(again, TALKS, 0), "share"),
    Pattern("talks.fresh", "P(talks | no talks last month)", partial(again, TALKS, 1), "share"),
    Pattern(
        "talks.persist",
        "P(talks): talks last month less none",
        partial(following, TALKS, TALKS),
        "difference",
    ),
    Pattern(
        "tests.flips", "spells of tests that begin or end a year", partial(flips, TEST), "a year"
    ),
    Pattern("tests.spell", "months of a spell of tests", partial(spell_ends, TEST), "length"),
    Pattern("tests.pause", "months of a test pause", partial(pause_ends, TEST), "length"),
    Pattern(
        "talks.flips", "spells of talks that begin or end a year", partial(flips, TALKS), "a year"
    ),
    Pattern("talks.spell", "months of a spell of talks", partial(spell_ends, TALKS), "length"),
    Pattern("talks.pause", "months of a pause of talks", partial(pause_ends, TALKS), "length"),
    Pattern(
        "opening.begins",
        "test pauses with talks that begin a year",
        lambda m: (cases(openings(m) == 1, openings(m) != UNKNOWN),),
        "a year",
    ),
    Pattern(
        "opening.share",
        "test pauses that are with talks, of all",
        lambda m: (where(openings(m), ends(m.seen[TEST])),),
        "share",
    ),
    Pattern(
        "opening.length",
        "months of a test pause with talks",
        lambda m: (where(m.seen[TEST], find_turned(m)),),
        "length",
    ),
    Pattern(
        "tests.talks",
        "P(test): talks of late less none",
        partial(around, TEST, TALKS),
        "difference",
    ),
    Pattern(
        "talks.tests",
        "P(talks): a test last month less none",
        partial(following, TALKS, TEST),
        "difference",
    ),
    Pattern(
        "tests.exercise",
        "P(test): an exercise of late less none",
        partial(around, TEST, "exercise"),
        "difference",
    ),
    Pattern(
        "exercise.season",
        "exercises in March and August, of all",
        lambda m: (cases(m.due == 1, m.seen["exercise"] == 1),),
        "share",
    ),
    Pattern(
        "exercise.calendar",
        "P(exercise): March and August less others",
        lambda m: (where(m.seen["exercise"], m.due), where(m.seen["exercise"], m.due, 0)),
        "difference",
    ),
)
"""Of late is in this month or the last. A spell bridges gaps of fewer than six months; longer ones
are pauses.
"""

BEGUN: Final = ("2007-01", "2010-04", "2013-07", "2016-10")
"""The months in which worlds begin as the filter leaves the record: four parts of equal length."""

MONTHS: Final = 39
"""Months of each part: together 2007 to 2019."""

SPELL: Final = 6
"""Months without that make a pause: no shorter gap is one."""

BLOCK: Final = 24
"""Months of a block: about as long as a spell and the pause after it."""

RESAMPLES: Final = 2000
FEW: Final = 30
"""Fewer cases than these are taken as independent: of so few a bootstrap is too sure."""

BLOCKS: Final = f"circular block bootstrap, blocks of {BLOCK} months"


def on_record(plays: PatternPlays) -> list[ClaimLine]:
    """Return the patterns that the record can show, beside worlds that begin in its states."""
    record = load_record().window(FIRST_MONTH, TUNED_TO)
    parts = side_by_side([record.window(first, month_after(first, MONTHS - 1)) for first in BEGUN])
    worlds, whole = marked_worlds(plays), side_by_side([record])
    lines = []
    for pattern in PATTERNS:
        same_months, longer = (of_record(pattern, marked, plays.seed) for marked in (parts, whole))
        model, sign = of_worlds(pattern, worlds, len(BEGUN)), claim_sign(pattern, longer)
        lines.append(
            ClaimLine(
                f"respond.{pattern.key}",
                pattern.what,
                sign,
                model,
                True,
                recorded=Recorded(same_months, longer),
            )
        )
    return lines


def claim_sign(pattern: Pattern, recorded: Estimate) -> Wanted | None:
    """Return the wanted sign of a difference if the record's interval excludes 0, else None."""
    if pattern.reading != "difference" or recorded.low <= 0.0 <= recorded.high or not recorded.n:
        return None
    return UP if recorded.value > 0.0 else DOWN


def side_by_side(records: Sequence[Record]) -> Marked:
    """Return records of one length as marked months, one world for each record."""
    observed = [seen_in(record) for record in records]
    return Marked(
        {name: np.stack([record[name] for record in observed], axis=1) for name in OBSERVABLES},
        np.stack([season_of(record.months) for record in records], axis=1),
    )


def season_of(months: Sequence[str]) -> Ints:
    """Return the month of the year of each month, 1 to 12."""
    return np.array([(count_month(month) or 0) % 12 + 1 for month in months], dtype=np.intp)


def marked_worlds(plays: PatternPlays) -> Marked:
    """Return the marked months of worlds that begin in the states that the filter estimates from
    the record, in order of the starts in BEGUN.
    """
    starts = starts_in(BEGUN, MONTHS, plays.worlds, plays.seed, plays.jobs)
    histories = [plays.after(scenario.change(plays.changes), start) for scenario, start in starts]
    marks = [
        {name: np.where(h.live, flags, UNKNOWN) for name, flags in observe_history(h).items()}
        for h in histories
    ]
    seasons = [
        np.broadcast_to(
            season_of([month_after(first, row) for row in range(h.months)])[:, None], h.live.shape
        )
        for first, h in zip(BEGUN, histories, strict=True)
    ]
    marked = {
        name: np.concatenate([part[name] for part in marks], axis=1).astype(np.int8)
        for name in OBSERVABLES
    }
    return Marked(marked, np.concatenate(seasons, axis=1))


def of_worlds(pattern: Pattern, marked: Marked, states: int = 1) -> Estimate:
    """Return a pattern of worlds with its interval; worlds of several states that share their
    random draws count as one.
    """
    sums = [by_luck(part, states) for part in pattern.counted(marked)]
    if pattern.reading == "difference":
        return estimate_by_jackknife(
            len(sums[0][0]),
            lambda worlds_drawn: share_in(sums[0], worlds_drawn) - share_in(sums[1], worlds_drawn),
        )
    (hits, among), *_ = sums
    if pattern.reading == "a year":
        return read_share(rate(hits, among), pattern.reading, hits)
    return read_share(
        clustered_share(hits, among) if among.any() else NOTHING, pattern.reading, hits
    )


def by_luck(part: Counted, states: int) -> tuple[Floats, Floats]:
    """Return hits and cases summed over worlds with the same random draws, `(worlds,)` each."""
    hits, among = (
        counts.sum(axis=0).reshape(states, -1).sum(axis=0) for counts in (part.hits, part.among)
    )
    return hits.astype(np.float64), among.astype(np.float64)


def share_in(sums: tuple[Floats, Floats], worlds: Any) -> float:
    """Return hits over cases in some worlds or months; where there is no case there is no
    number.
    """
    hits, among = (float(counts[worlds].sum()) for counts in sums)
    return hits / among if among else math.nan


def of_record(pattern: Pattern, marked: Marked, seed: int) -> Estimate:
    """Return a pattern of a record; `n` is its cases, of a difference those of the fewer, of a
    length its ends.

    Months are resampled in blocks. Where there are fewer than 30 cases, or all or none are hits,
    the interval is Wilson's, for a difference Newcombe's of two such.
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
    drawn = [
        hits[places].sum(axis=1) / np.maximum(among[places].sum(axis=1), 1.0)
        for hits, among in sums
    ]
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
    """Return a share, or the difference of two, of cases that are taken as independent."""
    if len(totals) == 1:
        return wilson(*totals[0])
    (first, n), (second, m) = totals
    return Estimate(*newcombe((first, second), (n, m)), min(n, m), NEWCOMBE)


def read_share(estimate: Estimate, reading: Reading, hits: Floats) -> Estimate:
    """Return a share of months as it is read: as it is, twelve of it a year, or as the months that
    pass to a hit.
    """
    if reading == "a year":
        times = {name: 12.0 * getattr(estimate, name) for name in ("value", "low", "high")}
        return replace(estimate, **times, kind="amount")
    if reading == "length" and estimate.n:
        value, low, high = (
            1.0 / rate if rate > 0.0 else math.inf
            for rate in (estimate.value, estimate.high, estimate.low)
        )
        return replace(estimate, value=value, low=low, high=high, n=int(hits.sum()), kind="amount")
    return estimate
