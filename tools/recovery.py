"""Fit records that the model simulated, and count how often intervals hold the directions behind them.

    python tools/recovery.py results/recovery        60 records: hours
    python tools/recovery.py results/recovery 3      fewer records, for a look

If the directions behind a record are drawn from the prior, their place in the posterior is uniform,
and an interval of 95 % holds them in 95 of 100 records, whatever the model (Talts and others 2018).
The folder keeps each fit, so that the same call goes on after a stop. The result goes into
docs/history/recovery.json, and from there into the pages.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from sim.core.base.arrays import Flags, Floats, log
from sim.core.base.plain import Data
from sim.core.engine import CALENDAR, Job, fingerprint, play
from sim.core.engine.records import names_of
from sim.core.estimate.interval import Estimate, mean_estimate, wilson
from sim.core.estimate.quantiles import rounded
from sim.core.estimate.writing import number_text, p_text
from sim.core.game.moves import Ending
from sim.history import CalibrateOptions
from sim.history.ahead import MOVES, Ensemble, list_chances, numbers_of
from sim.history.directions import CARRIED, Direction, drawn_from_prior, lost_of, numbers_at
from sim.history.likelihood import SightingParameters
from sim.history.sampler import Setting, learnt_from, uniform
from sim.history.sightings import FACTS, PLACES, SEEN
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.quantities import amount, list_parts, share
from tools import documents

ROUND: Final = 16
"""Records that are tried at a time."""

RARELY: Final = 1000
"""Rounds without a record at peace after which no more are tried."""

LEVELS: Final = {0.5: (0.44, 0.56), 0.95: (0.92, 0.98)}
"""Central intervals whose coverage is counted, and the shares that are wanted."""


@dataclass(frozen=True, eq=False)
class SimulatedRecord:
    """A record that the model made, as the months of the likelihood, and the point behind it,
    `(directions,)`.
    """

    calendar: Floats
    z: Floats


def simulate_records(count: int, calendar: Floats, setting: Setting) -> list[SimulatedRecord]:
    """Return records that the model makes under the offices of `calendar`, directions drawn from
    the prior.

    As the record does, they stay at peace: points are kept by the chance that no crisis before 1990
    reached war, and records in which no world ends. The arsenal is left to the game.
    """
    records: list[SimulatedRecord] = []
    for batch in range(RARELY):
        records += records_of(batch, calendar, setting)
        if len(records) >= count:
            return records[:count]
    raise RuntimeError("hardly any simulated record stays at peace")


def records_of(batch: int, calendar: Floats, setting: Setting) -> Iterator[SimulatedRecord]:
    """Yield the records at peace of one batch of points."""
    luck, beginning = generator(setting.seed, Stream.RECORDS_DRAWN, batch), setting.beginning
    z = drawn_from_prior(uniform(luck, (ROUND, len(setting.directions))))
    numbers = numbers_at(z, setting.directions)
    start = {
        name: low + (high - low) * luck.random(ROUND)
        for name, (low, high) in beginning.ranges.items()
    }
    peaceful = log(luck.random(ROUND)) < setting.log_peace(z)
    months, lists = len(calendar), set(names_of(SightingParameters))
    rules: Data = {name: values for name, values in numbers.items() if name not in lists}
    game_calendar = calendar[:, [PLACES.index(name) for name in CALENDAR]]
    job = Job(
        ROUND,
        int(luck.integers(2**31)),
        months,
        numbers={**beginning.certain, **start, **rules},
        calendar=game_calendar,
        record=MOVES,
    )
    worlds = play(job, jobs=setting.jobs)
    p = numbers_of(Ensemble(worlds.state, numbers, beginning.certain, 0))
    chances = list_chances(worlds.record, game_calendar, p)
    draws = {name: luck.random(chance.shape) for name, chance in chances.items()}
    # A big test is a test, and a high contact a contact: both use the same random draws.
    draws["big_test"], draws["us_talks_high"] = draws["test_month"], draws["talks_month"]
    events = {name: draws[name] < chance for name, chance in chances.items()}
    # A world that ends in its last month has lived through all months too.
    lives = (worlds.months_lived == months) & (worlds.final("ending") == float(Ending.NONE))
    for world in np.flatnonzero(peaceful & lives & ~worlds.failed):
        entries = {name: flags[:, world] for name, flags in events.items()}
        yield SimulatedRecord(with_entries(calendar, entries), z[world])


def with_entries(calendar: Floats, entries: dict[str, Flags]) -> Floats:
    """Return months with other entries of the lists in the place of those that they have."""
    months = calendar.copy()
    for place, name in (SEEN | FACTS).items():
        months[:, PLACES.index(place)] = entries[name]
    months[:, PLACES.index("seen_arsenal")] = -1.0
    return months


@dataclass(frozen=True, eq=False)
class Recovery:
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
        columns = [(each.name in CARRIED) == carried for each in self.directions]
        estimate = mean_estimate(self.covered(level)[:, columns].mean(axis=1))
        return replace(estimate, low=max(estimate.low, 0.0), high=min(estimate.high, 1.0))

    def uniform_p(self) -> list[float]:
        """Return the p-value of each direction's places being uniform, by Kolmogorov and Smirnov."""
        from scipy.stats import kstest

        return [rounded(kstest(column, "uniform").pvalue) for column in self.places.T]


def fit_records(
    setting: Setting, calendar: Floats, records: int, folder: Path | None = None
) -> Recovery:
    """Fit records that the model makes under the offices of a calendar, each by one sampler, which
    a folder keeps.
    """
    months = tuple(f"month {place + 1}" for place in range(len(calendar)))
    places, lost = [], []
    for number, record in enumerate(simulate_records(records, calendar, setting), 1):
        path = folder and folder / f"replication-{number:03}"
        other_luck = replace(setting, seed=setting.seed + number, stops=(len(calendar),))
        sets = learnt_from(
            other_luck, record.calendar, months, f"simulated record {number}", path
        ).sets
        # The share of the posterior that lies below the point behind the record.
        places.append(((sets.z < record.z) * sets.weight[:, None]).sum(axis=0))
        lost.append(lost_of(sets.moments[1]))
        print(f"record {number} of {records}", flush=True)
    return Recovery(setting.directions, np.array(places), np.array(lost))


def coverage_text(recovery: Recovery, level: float, carried: bool = False) -> str:
    """Return the share of directions that intervals of a level hold, with one decimal and its interval."""
    e = recovery.coverage(level, carried)
    value, low, high = (number_text(100.0 * end, 1) for end in (e.value, e.low, e.high))
    return f"{level:.0%} hold {value} % ({low} to {high})".replace("%", " %", 1)


def main(folder: str, records: int = 60) -> None:
    """Simulate and fit the records, and write the coverage into the pages."""
    o = CalibrateOptions(last="1994-12", sets=60, stay=40)
    recovery = fit_records(o.setting, o.calendar, records, Path(folder))
    p, carried = recovery.uniform_p(), [d.name for d in recovery.directions if d.name in CARRIED]
    of_levels = "; ".join(
        f"{coverage_text(recovery, level)} ({number_text(100 * low, 0)} to {number_text(100 * high, 0)} % wanted)"
        for level, (low, high) in LEVELS.items()
    )
    rows = [
        (
            each.name,
            each.means,
            *(
                share(wilson(int(recovery.covered(level)[:, k].sum()), records)).text()
                for level in LEVELS
            ),
            amount(mean_estimate(recovery.lost[:, k])).text(),
            p_text(p[k]),
        )
        for k, each in enumerate(recovery.directions)
    ]
    result: Data = {
        "model": fingerprint(),
        "first": o.first,
        "last": o.last,
        "replications": records,
        "directions": [each.name for each in recovery.directions],
        "coverage": {f"{level:g}": recovery.coverage(level).as_dict() for level in LEVELS},
        "places": recovery.places.tolist(),
        "notes": [],
        "sentences": [
            f"Over {records} records that the model made ({len(o.months)} months, {o.sets} sets of {o.particles} "
            f"particles, {o.steps} steps a move or more and {o.stay} at the end, seed {o.seed}), intervals hold the "
            f"{len(p) - len(carried)} fitted directions together: {of_levels}.",
            f"Those that hold by construction ({list_parts(carried)}): intervals of "
            f"{coverage_text(recovery, 0.95, carried=True)}.",
            f"The places of {sum(value < 0.05 / len(p) for value in p)} of {len(p)} directions are not uniform "
            "(Kolmogorov–Smirnov, 5 % over all).",
        ],
        "tables": {
            "coverage": {
                "caption": f"How often intervals hold the direction behind a record, {records} simulated records",
                "heads": [
                    "direction",
                    "more of it means",
                    "held by 50 %",
                    "held by 95 %",
                    "variance lost",
                    "uniform",
                ],
                "rows": rows,
            }
        },
    }
    text = json.dumps(result, ensure_ascii=False, indent=1)
    (documents.FOLDER / "history" / "recovery.json").write_text(text + "\n", encoding="utf-8")
    documents.write()


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
