"""Beliefs that clouds of particles give by month: each capital's course, Kim's type, and the events
that would change them.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Final

import numpy as np

from sim.core.base.arrays import Floats, exp, inner, weighted_sum
from sim.core.estimate.interval import Estimate
from sim.core.game.catalogue import CAPITALS, COURSES
from sim.core.game.moves import KimType
from sim.history.dates import FIRST_MONTH, FIT_LAST
from sim.history.filter import Clouds, check_possible
from sim.history.kept_posterior import Still, load_posterior
from sim.history.record import Record, load_record
from sim.history.sightings import PLACES, calendar_of
from sim.study.store.kept import keep

KIM: Final = "kim"
TYPES: Final = tuple(kim.name.lower() for kim in KimType)
ITEMS: Final = (
    *((capital, course.name) for capital in CAPITALS for course in COURSES[capital]),
    *((KIM, kim) for kim in TYPES),
)
"""The items with a chance: each course of each capital, then each type of Kim."""

YEARLY: Final = 10
"""Particles of each cloud by which the courses of years are judged."""

METHOD: Final = "spread of the sets of parameters"


def items_of(holder: str) -> list[int]:
    """Return where the courses of a capital, or the types of Kim, stand in ITEMS."""
    return [place for place, (owner, _) in enumerate(ITEMS) if owner == holder]


def held_by(clouds: Clouds) -> Floats:
    """Return the chance of each item of ITEMS by set, `(sets, items)`."""
    chances = [
        np.mean(clouds.weight * (clouds.of(f"{capital}_course") == place), axis=1)
        for capital in CAPITALS
        for place in range(len(COURSES[capital]))
    ]
    return np.stack(
        [
            *chances,
            *(np.mean(clouds.weight * clouds.of(f"kim_odds.{kim}"), axis=1) for kim in range(3)),
        ],
        -1,
    )


def courses_with_types(clouds: Clouds) -> Floats:
    """Return the chance of each course of Pyongyang with each type of Kim by set, `(sets, courses ·
    types)`.
    """
    on = [
        clouds.weight * (clouds.of("pyongyang_course") == place)
        for place in range(len(COURSES["pyongyang"]))
    ]
    return np.stack(
        [
            np.mean(weight * clouds.of(f"kim_odds.{kim}"), axis=1)
            for weight in on
            for kim in range(3)
        ],
        axis=-1,
    )


@dataclass(frozen=True, eq=False)
class Beliefs:
    """Chances of ITEMS at the end of each month of a record, each from that month and those before it
    alone.

    `chance` is that of each item, `(months, items)`. `spans` is `(months, items, 3)`: the mean of the
    sets, and the ends of the interval that holds 95 % of them. `error` is the Monte Carlo standard
    error of each chance, `(months, items)`. `effective` is how many of the `sets` of parameters count
    in the last month: the effective sample size.
    """

    months: tuple[str, ...]
    chance: Floats
    spans: Floats
    error: Floats
    sets: int
    effective: float

    @classmethod
    def of(cls, months: tuple[str, ...], chances: Floats, weight: Floats) -> Beliefs:
        """Return the beliefs of clouds: `chances` is `(months, clouds, items)`, `weight` `(months,
        clouds)` with rows that sum to 1.

        Clouds come in pairs of the same set of parameters: two of a pair differ by Monte Carlo error
        alone.
        """
        pairs = weight.reshape(len(months), -1, 2).sum(axis=-1)
        apart = chances[:, ::2] - chances[:, 1::2]
        return cls(
            months,
            np.asarray((weight[:, :, None] * chances).sum(axis=1)),
            np.array(
                [
                    [(item.value, item.low, item.high) for item in spread(values, row_weight)]
                    for values, row_weight in zip(chances, weight, strict=True)
                ]
            ),
            np.sqrt((pairs[:, :, None] ** 2 * apart**2).sum(axis=1)) / 2.0,
            pairs.shape[1],
            float(1.0 / (pairs[-1] ** 2).sum()),
        )

    def estimates(self, row: int) -> list[Estimate]:
        """Return the chance of each item in a month; the interval holds 95 % of the sets by their
        weight.
        """
        return [
            Estimate(value, low, high, self.sets, METHOD)
            for value, low, high in self.spans[row].tolist()
        ]


def profiles_by_year() -> dict[int, tuple[str, str, str, str]]:
    """Return the likeliest course of each capital by year from 1993 on, as the filter holds it on
    average.

    It reads the months that the fit reads. Each month is judged from it and those before it alone.
    Beijing's course is told by the rules almost alone.
    """
    record = load_record().window(FIRST_MONTH, FIT_LAST)
    sampler = load_posterior(accept_old_rules=True).twice().sampler(YEARLY, 7)
    beliefs = RecordReading(sampler, record, calendar_of(record)).beliefs
    years = np.array([int(month[:4]) for month in record.months])
    profiles = {}
    for year in range(1993, int(years[-1]) + 1):
        chance = beliefs.chance[years == year].mean(axis=0)
        first_of, *others = (
            ITEMS[max(items_of(capital), key=lambda k: chance[k])][1] for capital in CAPITALS
        )
        profiles[year] = first_of, others[0], others[1], others[2]
    return profiles


def pair_weights(weight: Floats) -> Floats:
    """Return the weights of pairs of neighbours, `(pairs,)`."""
    return np.asarray(weight.reshape(-1, 2).sum(axis=1))


def spread(values: Floats, weight: Floats) -> list[Estimate]:
    """Return the weighted mean of values `(clouds, items)` for each item, with the range of 95 % of
    the pairs of clouds.
    """
    pair_weight = pair_weights(weight)
    shares = np.where(
        pair_weight > 0.0,
        weight.reshape(-1, 2).T / np.where(pair_weight > 0.0, pair_weight, 1.0),
        0.5,
    )
    means = (shares.T[:, :, None] * values.reshape(len(pair_weight), 2, -1)).sum(axis=1)
    bands = []
    for column in means.T:
        middle, low, high = (
            inner(pair_weight, column),
            *quantiles(column, pair_weight, (0.025, 0.975)),
        )
        bands.append(
            Estimate(middle, min(low, middle), max(high, middle), len(pair_weight), METHOD)
        )
    return bands


def quantiles(values: Floats, weight: Floats, shares: tuple[float, float]) -> tuple[float, float]:
    """Return the values below which these shares of the weight lie.

    >>> quantiles(np.array([3.0, 1.0, 2.0]), np.array([0.2, 0.5, 0.3]), (0.1, 0.9))
    (1.0, 3.0)
    """
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weight[order])
    low, high = (
        order[min(np.searchsorted(reached, share * reached[-1]), len(order) - 1)]
        for share in shares
    )
    return float(values[low]), float(values[high])


class RecordReading:
    """A record as a sampler of pairs reads it, `calendar` its months; what comes out is kept, and used
    again if an equal sampler reads the same months.

    Each part raises DataProblem for the first month that no set of parameters gives any chance.
    """

    def __init__(
        self,
        sampler: Still,
        record: Record,
        calendar: Floats,
        progress: Callable[[str, float], None] = lambda text, share: None,
    ) -> None:
        self._before, self._record, self._progress = sampler, record, progress
        self._calendar = calendar[: len(record)]
        self._made_from = inputs_of(sampler, record, self._calendar)

    @cached_property
    def beliefs(self) -> Beliefs:
        """The beliefs after each month."""

        def write() -> bytes:
            beliefs = self._played[1]
            return written(
                beliefs.chance, beliefs.spans, beliefs.error, np.array(beliefs.effective)
            )

        content = keep("beliefs", self._made_from, write)
        chance, spans, error, effective = np.load(io.BytesIO(content)).values()
        sets = len(self._before.weight) // 2
        return Beliefs(self._record.months, chance, spans, error, sets, float(effective))

    @cached_property
    def after(self) -> Still:
        """The sampler after the last month."""

        return keep_filtered(self._before, self._record, self._calendar, lambda: self._played[0])

    @cached_property
    def _played(self) -> tuple[Still, Beliefs]:
        """The sampler and its beliefs, computed anew."""
        # Clouds replace their arrays as they read, so that those before stay.
        sampler = replace(self._before, clouds=replace(self._before.clouds))
        chances, weight = [], []
        for row, month in enumerate(self._record.months):
            self._progress(f"reading {month}", row / len(self._record))
            chance = sampler.read(self._calendar[: row + 1])
            check_possible(chance[None], (month,), self._record.label)
            chances.append(held_by(sampler.clouds))
            weight.append(sampler.weight)
        return sampler, Beliefs.of(self._record.months, np.array(chances), np.array(weight))

    def sights(self, open_month: Floats) -> list[Sight]:
        """Return the possible observations of the month after the last one, as `sights_seen` does."""

        def look_ahead() -> bytes:
            sights = sights_seen(self.after, open_month)
            return json.dumps([asdict(row) for row in sights]).encode()

        made_from = (*self._made_from, open_month.tobytes())
        return [
            Sight(
                row["name"],
                Estimate(**row["chance"]),
                [Estimate(**chance) for chance in row["after"]],
                Estimate(**row["moved"]),
            )
            for row in json.loads(keep("outlook", made_from, look_ahead))
        ]


def written(*arrays: Floats) -> bytes:
    """Return arrays as the bytes of a file that `np.load` reads."""
    file = io.BytesIO()
    np.savez(file, *arrays)
    return file.getvalue()


MOST_RECORDS: Final = 6
"""Samplers that are kept as they were after a record: with the usual particles one is 30 MB."""


def keep_filtered(
    first_sampler: Still, record: Record, calendar: Floats, read: Callable[[], Still]
) -> Still:
    """Return a sampler after the last month of a record: as it was kept, else by `read`, and kept
    now.
    """

    def write() -> bytes:
        sampler = read()
        return written(sampler.weight, sampler.clouds.state, sampler.clouds.weight)

    inputs = inputs_of(first_sampler, record, calendar)
    content = keep("filtered record", inputs, write, MOST_RECORDS)
    weight, state, of_particles = np.load(io.BytesIO(content)).values()
    month = first_sampler.clouds.month + len(record)
    clouds = replace(first_sampler.clouds, state=state, weight=of_particles, month=month)
    return replace(first_sampler, clouds=clouds, weight=weight)


def inputs_of(sampler: Still, record: Record, calendar: Floats) -> tuple[bytes, ...]:
    """Return, as bytes, everything on which a sampler depends once it has read a record."""
    clouds = sampler.clouds
    by_name = clouds.numbers | clouds.start
    arrays = (
        *by_name.values(),
        clouds.run,
        clouds.place,
        clouds.state,
        clouds.weight,
        sampler.weight,
        calendar,
    )
    settings = (sorted(clouds.fixed.items()), clouds.particles, clouds.seed, clouds.month)
    shapes = [array.shape for array in arrays]
    wider = sorted(clouds.wider.items())
    text = repr((*settings, wider, list(by_name), shapes, record.months))
    return text.encode(), *(array.tobytes() for array in arrays)


TESTS: Final = {
    "no test": {"seen_test": 0.0, "seen_big": 0.0},
    "a test": {"seen_test": 1.0, "seen_big": 0.0},
    "a big test": {"seen_test": 1.0, "seen_big": 1.0},
}
TALKS: Final = {"no talks": {"seen_talks": 0.0}, "talks": {"seen_talks": 1.0}}
SIGHTS: Final = {
    f"{test}, {talk}": seen | heard for test, seen in TESTS.items() for talk, heard in TALKS.items()
}
"""Tests and talks that the next month may show; all else is left open."""


@dataclass(frozen=True)
class Sight:
    """One possible observation of next month: its chance, and the beliefs after it.

    `after` are the chances of ITEMS, `moved` is the share of belief in Pyongyang's course and type
    of Kim that would move, from 0 to 1.
    """

    name: str
    chance: Estimate
    after: list[Estimate]
    moved: Estimate

    @property
    def weighed(self) -> float:
        """The belief that would move, times the chance that it does."""
        return self.moved.value * self.chance.value


def sights_seen(sampler: Still, open_month: Floats) -> list[Sight]:
    """Return the possible observations of the month after the last one read, those that move
    beliefs most first.

    `open_month` is that month's row of the calendar, `(1, places)`, in which nothing is known.
    Chances are conditional on no war and no collapse. Observations that no set of parameters gives
    any chance are left out.
    """
    clouds, weight = sampler.clouds, sampler.weight
    prior = courses_with_types(clouds)
    branches = {
        name: branch(clouds, open_month, entries, sampler.jobs) for name, entries in SIGHTS.items()
    }
    all_chances = sum(chance for _, chance in branches.values())
    total = inner(weight, np.asarray(all_chances))
    sights = []
    for name, (clouds_after, chance) in branches.items():
        branch_weight = weight * chance
        if branch_weight.sum() == 0.0:
            continue
        likely = spread((chance / np.where(all_chances > 0.0, all_chances, 1.0))[:, None], weight)[
            0
        ]
        likely = around(likely, float(branch_weight.sum()) / total)
        branch_weight = branch_weight / branch_weight.sum()
        posterior = courses_with_types(clouds_after)
        moved = spread(distance(prior, posterior)[:, None], branch_weight)[0]
        moved = around(
            moved,
            float(distance(weighted_sum(prior, weight), weighted_sum(posterior, branch_weight))),
        )
        sights.append(Sight(name, likely, spread(held_by(clouds_after), branch_weight), moved))
    return sorted(sights, key=lambda sight: -sight.moved.value)


def branch(
    clouds: Clouds, open_month: Floats, entries: dict[str, float], jobs: int
) -> tuple[Clouds, Floats]:
    """Return clouds that have read a month with these entries, and the chance of them by set,
    `(sets,)`.
    """
    row = open_month.copy()
    for name, value in entries.items():
        row[0, PLACES.index(name)] = value
    # The arrays of clouds are replaced as they read, never written to, but for those of their own.
    clouds_after = replace(clouds)
    return clouds_after, exp(clouds_after.read(row, jobs))


def distance(one: Floats, other: Floats) -> Floats:
    """Return the total variation between chances along the last axis.

    >>> float(distance(np.array([0.5, 0.5, 0.0]), np.array([0.25, 0.5, 0.25])))
    0.25
    """
    return np.asarray(np.abs(one - other).sum(axis=-1) / 2.0)


def around(estimate: Estimate, value: float) -> Estimate:
    """Return an estimate with another middle, its interval as wide as it must be to hold it."""
    return replace(
        estimate, value=value, low=min(estimate.low, value), high=max(estimate.high, value)
    )
