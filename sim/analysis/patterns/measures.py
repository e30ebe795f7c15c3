"""What the patterns measure: functions of recorded series, `(months, worlds)`, and of the months each world lived."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.arrays import Flags, Floats
from sim.errors import DataProblem
from sim.game.aims import both_soft, war
from sim.game.catalogue import MOVES
from sim.game.moves import PyongyangDeed
from sim.study.estimate.interval import Estimate, mean_estimate, probability, ratio, t_quantile
from sim.study.estimate.writing import Kind, bound_text
from sim.study.outcomes import GAP, hot
from sim.study.run.history import History

GROUPS: Final = 20
GROUPED: Final = "jackknife by world"
SOFT: Final = -1.0
HARD: Final = 1.0
TALKS_OVER: Final = 6
"""Months without a month in which both are soft, after which talks have ended."""

Spell = tuple[int, int, int]
"""A world, and the first and last month of something in it."""

NOTHING: Final = Estimate(math.nan, -math.inf, math.inf, 0, "none")


def grouped(worlds: int, statistic: Callable[[npt.NDArray[np.intp]], float]) -> Estimate:
    """Return a statistic of worlds with a jackknife interval: every group of worlds is left out in turn.

    `statistic` is given the worlds to use. Source: Shao and Tu 1995, The Jackknife and Bootstrap, section 2.3.
    """
    everything = np.arange(worlds)
    value = statistic(everything)
    groups = min(GROUPS, worlds)
    if groups < 2 or not math.isfinite(value):
        return Estimate(value, -math.inf, math.inf, worlds, GROUPED)
    left = np.array([statistic(everything[everything % groups != group]) for group in range(groups)])
    if not np.isfinite(left).all():
        return Estimate(value, -math.inf, math.inf, worlds, GROUPED)
    spread = math.sqrt((groups - 1) / groups * float(((left - left.mean()) ** 2).sum()))
    reach = t_quantile(0.95, groups - 1) * spread
    return Estimate(value, value - reach, value + reach, worlds, GROUPED)


def share(flags: Flags, among: Flags) -> Estimate:
    """Return the share of some months in which something holds, with an interval over worlds."""
    return replace(rate(per_world(flags & among), per_world(among)), kind="share")


def rate(hits: Floats, exposure: Floats) -> Estimate:
    """Return the ratio of two totals over worlds; where there is no exposure at all there is no number."""
    try:
        return ratio(hits, exposure)
    except DataProblem:
        return NOTHING


def per_world(flags: Flags) -> Floats:
    """Return in how many months of each world something holds, `(worlds,)`."""
    return np.asarray(np.count_nonzero(flags, axis=0), dtype=np.float64)


def a_year(flags: Flags, h: History) -> Estimate:
    """Return in how many months of a year something holds."""
    return rate(12.0 * per_world(flags & h.live), h.lived.astype(np.float64))


def quotient(worlds: int, above: tuple[Floats, Floats], below: tuple[Floats, Floats]) -> Estimate:
    """Return one share over another, each given as hits and exposure by world, `(worlds,)`."""

    def of(who: npt.NDArray[np.intp]) -> float:
        first, second = (hits[who].sum() / max(exposure[who].sum(), 1.0) for hits, exposure in (above, below))
        return float(first / second) if second > 0.0 else math.nan

    return grouped(worlds, of)


def share_of(flags: Flags) -> Estimate:
    """Return a share of worlds, `(worlds,)`; where there are none there is no number."""
    return probability(flags) if len(flags) else NOTHING


def mean_of(values: Any) -> Estimate:
    """Return the mean over some worlds; where there are none there is no number."""
    return mean_estimate(values) if len(values) else NOTHING


def difference(a: Floats, b: Floats) -> Estimate:
    """Return the mean of a − b over worlds that share their luck, `(worlds,)` each."""
    return mean_estimate(a - b)


def distance(found: Estimate) -> Estimate:
    """Return how far a difference lies from 0, whichever way."""
    ends = sorted((abs(found.low), abs(found.high)))
    low = 0.0 if found.low <= 0.0 <= found.high else ends[0]
    return Estimate(abs(found.value), low, ends[1], found.n, found.method, found.level, kind=found.kind)


def severity(h: History, capital: str) -> Floats:
    """Return how severe a capital's word and deed were together, `(months, worlds)`."""
    total = np.zeros(h.live.shape)
    for kind in ("word", "deed"):
        scale = np.array([entry.severity for entry in MOVES[f"{capital}.{kind}"]])
        total += scale[h.state[f"{capital}_{kind}"].astype(np.intp)]
    return total


def lag_correlation(series: Floats, live: Flags) -> Estimate:
    """Return the correlation of a series with itself a month before, over pairs of live months."""

    def of(who: npt.NDArray[np.intp]) -> float:
        both = live[1:, who]
        return correlation(series[:-1, who][both], series[1:, who][both])

    return grouped(series.shape[1], of)


def correlation(a: Floats, b: Floats) -> float:
    """Return Pearson's correlation; no number where either does not vary."""
    if len(a) < 2 or np.ptp(a) == 0.0 or np.ptp(b) == 0.0:
        return math.nan
    return float(np.corrcoef(a, b)[0, 1])


def slope(x: Floats, y: Floats) -> float:
    """Return the slope of the least-squares line of y on x; no number where x does not vary."""
    if len(x) < 2 or np.ptp(x) == 0.0:
        return math.nan
    centred = x - x.mean()
    return float(centred @ y / (centred @ centred))


def flips(series: Floats, live: Flags) -> Estimate:
    """Return the share of pairs of live months that go from soft to hard or back: severity −1 or less, 1 or more."""
    before, after = series[:-1], series[1:]
    turned = ((before <= SOFT) & (after >= HARD)) | ((before >= HARD) & (after <= SOFT))
    return share(turned, live[1:])


def changes(course: Floats, live: Flags, offices: Sequence[int]) -> Estimate:
    """Return how often a month a course changes, months with a new government left out."""
    counted = live[1:].copy()
    counted[[month - 1 for month in offices if 0 < month <= len(counted)]] = False
    return share(course[1:] != course[:-1], counted)


def tests(h: History) -> Flags:
    """Return the months with a missile test or a big test, `(months, worlds)`."""
    deed = h.state["pyongyang_deed"]
    return np.asarray((deed == PyongyangDeed.MISSILE_TEST) | (deed == PyongyangDeed.BIG_TEST))


def on(h: History, capital: str, *courses: int) -> Flags:
    """Return the live months in which a capital is on one of some courses, `(months, worlds)`."""
    return np.isin(h.state[f"{capital}_course"], courses) & h.live


def did(h: History, menu: str, *moves: int) -> Flags:
    """Return the live months in which one of some moves was made, `(months, worlds)`."""
    return np.isin(h.state[menu], moves) & h.live


def spells(flags: Flags, gap: int) -> list[Spell]:
    """Return the spells of something; up to `gap` months between two make them one."""
    found: list[Spell] = []
    for world in np.flatnonzero(flags.any(axis=0)):
        months = np.flatnonzero(flags[:, world])
        cuts = np.flatnonzero(np.diff(months) > gap + 1)
        firsts, lasts = months[np.r_[0, cuts + 1]], months[np.r_[cuts, len(months) - 1]]
        found += [(int(world), int(a), int(b)) for a, b in zip(firsts, lasts, strict=True)]
    return found


def talks_that_end(h: History, within: int = 14) -> tuple[Floats, Floats]:
    """Return, by world, how many spells of talks ended within some months, and how many began early enough to tell.

    Talks begin in the first month in which both are soft and have ended after six months without one. Spells that a
    world's end cuts off are left out.
    """
    ended, begun = np.zeros(h.lived.shape), np.zeros(h.lived.shape)
    for world, first, last in spells(both_soft(h) & h.live, TALKS_OVER - 1):
        if first + within + TALKS_OVER <= h.lived[world]:
            begun[world] += 1.0
            ended[world] += last - first < within
    return ended, begun


def crisis_spells(h: History) -> list[Spell]:
    """Return the crises: rung 5 or more; up to two months of less tension do not part one."""
    return spells(hot(h) & h.live, GAP)


def crises(h: History) -> Floats:
    """Return how many crises each world has, `(worlds,)`."""
    return h.episodes(hot(h), GAP).astype(np.float64)


def crises_a_year(h: History) -> Estimate:
    """Return how many crises there are in a year of a world that lives."""
    return rate(12.0 * crises(h), h.lived.astype(np.float64))


def wars_a_crisis(h: History) -> Estimate:
    """Return how many wars there are to a crisis."""
    return rate(war(h).astype(np.float64), crises(h))


def wars_a_year(h: History) -> Estimate:
    """Return how many wars there are in a year of a world that lives."""
    return rate(12.0 * war(h).astype(np.float64), h.lived.astype(np.float64))


def after(flags: Flags, months: int) -> Flags:
    """Return the months that are followed by something within some months."""
    soon = np.zeros_like(flags)
    for later in range(1, months + 1):
        soon[:-later] |= flags[later:]
    return soon


def before(flags: Flags) -> Flags:
    """Return the months that something happened just before; the first never is one."""
    moved = np.zeros_like(flags)
    moved[1:] = flags[:-1]
    return moved


def entropy(chance: npt.NDArray[Any]) -> Floats:
    """Return the entropy of chances along the first axis, in nats."""
    logs = np.log(np.where(chance > 0.0, chance, 1.0))
    return np.asarray(-(chance * logs).sum(axis=0))


def doubt(belief: Floats) -> Floats:
    """Return the entropy of a belief as a share of the greatest: 0 is certainty, 1 knows nothing."""
    return entropy(belief) / math.log(len(belief))


def record_path(h: History) -> Flags:
    """Tell where a world goes the record's own way, `(worlds,)`; months are counted from 2017-02.

    No test in 2018, three months of it or more in which both are soft, and a test in 2019.
    """
    tested, soft = tests(h) & h.live, both_soft(h) & h.live
    quiet = ~tested[11:23].any(axis=0) & h.live[22]
    return np.asarray(quiet & (soft[11:23].sum(axis=0) >= 3) & tested[23:35].any(axis=0))


EXACT: Final = "exact"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Bounds of what is wanted.

    `clear` asks that the whole interval lies inside them, not the value alone. `aim` is a narrower wish that nothing is
    judged by.
    """

    low: float = -math.inf
    high: float = math.inf
    clear: bool = False
    aim: tuple[float, float] | None = None

    def holds(self, found: Estimate) -> bool:
        """Tell whether an estimate is as wanted; one that is no number never is."""
        if not self.clear:
            return self.low <= found.value <= self.high
        return (self.low < found.low or math.isinf(self.low)) and (found.high < self.high or math.isinf(self.high))

    def text(self, kind: Kind) -> str:
        """Return what is wanted in words, written as what is measured is."""
        text = between(self.low, self.high, kind) + (", interval clear" if self.clear else "")
        return text if self.aim is None else f"{text} (aim {between(*self.aim, kind)})"

    def as_dict(self) -> dict[str, Any]:
        """Return the bounds as plain data."""
        low, high = (each if math.isfinite(each) else None for each in (self.low, self.high))
        return {"low": low, "high": high, "clear": self.clear, "aim": self.aim}


def between(low: float, high: float, kind: Kind) -> str:
    """Write two bounds, either of which may be missing."""
    least, most = bound_text(low, kind), bound_text(high, kind)
    if math.isinf(low):
        return "below 0" if high == 0.0 else f"at most {most}"
    if math.isinf(high):
        return "above 0" if low == 0.0 else f"at least {least}"
    return least if low == high else f"{least} to {most}"


UP: Final = Wanted(low=0.0, clear=True)
DOWN: Final = Wanted(high=0.0, clear=True)
NONE: Final = Wanted(0.0, 0.0)


LEAST_CASES: Final = 5
"""With fewer cases a record tells nothing apart."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The same in the record: in the `same` months that worlds play, and in `all` of which it is known."""

    same: Estimate
    all: Estimate


@dataclass(frozen=True, slots=True)
class Line:
    """One line: `wanted` is None where something is only shown.

    `seen` is true where the target was set while looking at the record of 2015 to 2019. `note` says what the number
    leaves out. `recorded` is None where nothing is compared with the record.
    """

    key: str
    what: str
    wanted: Wanted | None
    measured: Estimate
    seen: bool = False
    note: str = ""
    recorded: Recorded | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the line holds; None where nothing is wanted."""
        return None if self.wanted is None else self.wanted.holds(self.measured)

    @property
    def apart(self) -> bool:
        """Whether the intervals of the model and of the record's same months, of five cases or more, do not meet."""
        if self.recorded is None or self.recorded.same.n < LEAST_CASES:
            return False
        made, real = self.measured, self.recorded.same
        return made.high < real.low or real.high < made.low

    @property
    def verdict(self) -> str:
        """The verdict in a word."""
        return {True: "pass", False: "MISS", None: "shown"}[self.holds]

    def as_dict(self) -> dict[str, Any]:
        """Return the line as plain data."""
        made = self.recorded
        return {
            "key": self.key,
            "what": self.what,
            "wanted": None if self.wanted is None else self.wanted.as_dict(),
            "measured": self.measured.as_dict(),
            "verdict": self.verdict.lower(),
            "seen": self.seen,
            "note": self.note,
            "recorded": None if made is None else {"same": made.same.as_dict(), "all": made.all.as_dict()},
        }


def exact(value: float, n: int = 1) -> Estimate:
    """Return a value that has no sampling error, such as a count of what may never happen."""
    return Estimate(value, value, value, n, EXACT)
