"""Simulation-based calibration: simulated records are fitted, to see whether the posterior finds
the directions behind them.

If the directions behind a record are drawn from the prior, their place in the posterior is uniform,
and an interval of 95 % holds them in 95 of 100 records, whatever the model. Source: Talts and
others 2018.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding
from sim.core.base.arrays import Flags, Floats, log
from sim.core.base.plain import Data
from sim.core.engine import CALENDAR, Job, fingerprint, play
from sim.core.engine.records import names_of
from sim.core.estimate.interval import Estimate, mean_estimate, wilson
from sim.core.estimate.quantiles import rounded
from sim.core.estimate.writing import count_text, number_text, p_text, percent_text
from sim.core.game.moves import Ending
from sim.history import CalibrateOptions
from sim.history.ahead import MOVES, Ensemble, list_chances, numbers_of
from sim.history.directions import CARRIED, Direction, drawn_from_prior, lost_of, numbers_at
from sim.history.likelihood import SightingParameters
from sim.history.sampler import Setting, learnt_from, uniform
from sim.history.sightings import FACTS, PLACES, SEEN
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.quantities import Row, Table, amount, list_parts, share
from sim.study.play.play import git_state
from sim.study.store.manifest import as_json, now

ROUND: Final = 16
"""Records that are tried at a time."""

RARELY: Final = 1000
"""Rounds without a record at peace after which no more are tried."""


@dataclass(frozen=True, eq=False)
class Made:
    """A record that the model made, as the months of the likelihood, and the point behind it,
    `(directions,)`.
    """

    calendar: Floats
    z: Floats


def simulate_records(count: int, calendar: Floats, setting: Setting) -> list[Made]:
    """Return records that the model makes under the offices of `calendar`, directions drawn from
    the prior.

    As the record does, they stay at peace: points are kept by the chance that no crisis before 1990
    reached war, and records in which no world ends. The arsenal is left to the game.
    """
    made: list[Made] = []
    for batch in range(RARELY):
        made += records_of(batch, calendar, setting)
        if len(made) >= count:
            return made[:count]
    raise RuntimeError("hardly any simulated record stays at peace")


def records_of(batch: int, calendar: Floats, setting: Setting) -> Iterator[Made]:
    """Yield the records at peace of one batch of points."""
    luck, beginning = generator(setting.seed, Stream.RECORDS_DRAWN, batch), setting.beginning
    z = drawn_from_prior(uniform(luck, (ROUND, len(setting.directions))))
    numbers = numbers_at(z, setting.directions)
    start = {
        name: low + (high - low) * luck.random(ROUND)
        for name, (low, high) in beginning.ranges.items()
    }
    peaceful = log(luck.random(ROUND)) < setting.log_peace(z)
    months, known = len(calendar), set(names_of(SightingParameters))
    own: Data = {name: values for name, values in numbers.items() if name not in known}
    job = Job(
        ROUND,
        int(luck.integers(2**31)),
        months,
        numbers={**beginning.certain, **start, **own},
        calendar=of_the_game(calendar),
        record=MOVES,
    )
    played = play(job, jobs=setting.jobs)
    p = numbers_of(Ensemble(played.state, numbers, beginning.certain, 0))
    chances = list_chances(played.record, of_the_game(calendar), p)
    drawn = {name: luck.random(chance.shape) for name, chance in chances.items()}
    # A big test is a test, and a high contact a contact: both use the same random draws.
    drawn["big_test"], drawn["us_talks_high"] = drawn["test_month"], drawn["talks_month"]
    shown = {name: drawn[name] < chance for name, chance in chances.items()}
    # A world that ends in its last month has lived through all months too.
    lives = (played.months_lived == months) & (played.final("ending") == float(Ending.NONE))
    for world in np.flatnonzero(peaceful & lives & ~played.failed):
        yield Made(
            as_calendar(calendar, {name: flags[:, world] for name, flags in shown.items()}),
            z[world],
        )


def of_the_game(calendar: Floats) -> Floats:
    """Return the game's part of the calendar of the likelihood, without the observations."""
    return calendar[:, [PLACES.index(name) for name in CALENDAR]]


def as_calendar(calendar: Floats, shown: dict[str, Flags]) -> Floats:
    """Return months with other sightings in the place of those that they have."""
    made = calendar.copy()
    for place, name in (SEEN | FACTS).items():
        made[:, PLACES.index(place)] = shown[name]
    made[:, PLACES.index("seen_arsenal")] = -1.0
    return made


LEVELS: Final = {0.5: (0.44, 0.56), 0.95: (0.92, 0.98)}
"""Central intervals whose coverage is counted, and the shares that are wanted."""


@dataclass(frozen=True, eq=False)
class FoundAgain:
    """Places of the points behind records in their posteriors, `(records, directions)` from 0 to 1,
    and the variance lost.
    """

    directions: tuple[Direction, ...]
    places: Floats
    lost: Floats

    def covered(self, level: float) -> Floats:
        """Return where the central interval of a level holds the direction, `(records,
        directions)`, as 0 and 1.
        """
        return np.asarray(np.abs(self.places - 0.5) <= level / 2.0, dtype=np.float64)

    def coverage(self, level: float, carried: bool = False) -> Estimate:
        """Return the share of the fitted directions that their intervals hold, over records; with
        `carried` that of the carried directions, which hold by construction.
        """
        own = [(each.name in CARRIED) == carried for each in self.directions]
        found = mean_estimate(self.covered(level)[:, own].mean(axis=1))
        return replace(found, low=max(found.low, 0.0), high=min(found.high, 1.0))

    def uniform_p(self) -> Floats:
        """Return the p-value of each direction's places being uniform, by Kolmogorov and Smirnov,
        `(directions,)`.
        """
        from scipy.stats import kstest

        return np.array([rounded(kstest(column, "uniform").pvalue) for column in self.places.T])


def found_again(
    setting: Setting,
    calendar: Floats,
    records: int,
    folder: Path | None = None,
    progress: Callable[[float], None] = lambda done: None,
) -> FoundAgain:
    """Fit records that the model makes under the offices of a calendar, each by one sampler, which
    a folder keeps.
    """
    months = tuple(f"month {place + 1}" for place in range(len(calendar)))
    places, lost = [], []
    for number, made in enumerate(simulate_records(records, calendar, setting)):
        path = folder and folder / f"replication-{number + 1:03}"
        own = replace(setting, seed=setting.seed + 1 + number, stops=(len(calendar),))

        def read(month: int, number: int = number) -> None:
            progress(number + (month / len(calendar)) ** 2)

        sampler = learnt_from(
            own, made.calendar, months, f"simulated record {number + 1}", path, read
        )
        sets = sampler.sets
        # The share of the posterior that lies below the point behind the record.
        places.append(((sets.z < made.z) * sets.weight[:, None]).sum(axis=0))
        lost.append(lost_of(sets.moments[1]))
    return FoundAgain(setting.directions, np.array(places), np.array(lost))


@dataclass(frozen=True, eq=False)
class RecoveryFinding(Finding):
    """How often intervals of the fit hold the directions behind records that the model made."""

    analysis: ClassVar[str] = "recovery"
    options: CalibrateOptions
    found: FoundAgain

    def sentences(self) -> list[str]:
        """Return the coverage of both intervals beside the wanted range, and the number of
        directions that fail the test.
        """
        o = self.options
        held = []
        for level, (least, most) in LEVELS.items():
            found = self.found.coverage(level)
            within = "within" if least <= found.value <= most else "not within"
            wanted = f"{within} the {number_text(100.0 * least, 0)} to {percent_text(most)} wanted"
            held.append(f"intervals of {percent_text(level)} hold {held_text(found)}, {wanted}")
        p = self.found.uniform_p()
        failing = int((p < 0.05 / len(p)).sum())
        carried = [each.name for each in self.found.directions if each.name in CARRIED]
        beside = held_text(self.found.coverage(0.95, carried=True))
        return [
            f"The model simulated {count_text(o.replications)} records of {len(o.months)} months and fitted each "
            f"({o.sets} sets of {o.particles} particles, {o.steps} steps a move or more and {o.stay} at the end, seed "
            f"{o.seed}).",
            f"Of the {len(p) - len(carried)} fitted directions together, {'; '.join(held)}.",
            f"Those that hold by construction ({list_parts(carried)}): intervals of 95 % hold {beside}.",
            f"The places of {failing} of {len(p)} directions are not uniform (Kolmogorov–Smirnov, 5 % over all).",
        ]

    def tables(self) -> list[Table]:
        """Return the coverage of each direction."""
        rows: list[Row] = []
        n = len(self.found.places)
        p = self.found.uniform_p()
        for place, each in enumerate(self.found.directions):
            held = (
                share(wilson(int(self.found.covered(level)[:, place].sum()), n)) for level in LEVELS
            )
            lost = amount(mean_estimate(self.found.lost[:, place]))
            rows.append((each.name, each.means, *held, lost, p_text(float(p[place]))))
        heads = (
            "direction",
            "more of it means",
            "held by 50 %",
            "held by 95 %",
            "variance lost",
            "uniform",
        )
        caption = f"How often intervals hold the direction behind a record, {count_text(n)} simulated records"
        return [Table("coverage", caption, heads, tuple(rows), True)]

    def notes(self) -> list[str]:
        """Return how the records were made."""
        return [
            "Records: the game itself from January 1990, directions drawn from the prior, the offices of the record; "
            "events enter the lists by the chances of being listed. As the record, they stay at peace.",
            "Coverage of several: 95 % by t over records; by direction: Wilson. Variance lost: mean over records, t.",
        ]

    def files(self) -> Mapping[str, str]:
        """Return the result with its date and commit, to be kept."""
        about = {"date": now()[:10], "git": git_state(), "model": fingerprint()}
        return {"recovery.json": as_json(about | self.data()).decode()}

    def data(self) -> Data:
        """Return everything as plain data."""
        o = self.options
        return {
            **self.beginning(),
            "first": o.first,
            "last": o.last,
            "sets": o.sets,
            "steps": o.steps,
            "stay": o.stay,
            "particles": o.particles,
            "seed": o.seed,
            "replications": o.replications,
            "coverage": {f"{level:g}": self.found.coverage(level).as_dict() for level in LEVELS},
            "directions": [each.name for each in self.found.directions],
            "places": self.found.places.tolist(),
            "variance_lost": self.found.lost.tolist(),
            "uniform_p": self.found.uniform_p().tolist(),
        }


def held_text(found: Estimate) -> str:
    """Return a share that is held with one decimal, and its interval."""
    value, low, high = (
        number_text(100.0 * each, 1) for each in (found.value, found.low, found.high)
    )
    return f"{value} % ({low} to {high})"
