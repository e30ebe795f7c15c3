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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from sim.core.base.arrays import Flags, Floats, log
from sim.core.base.plain import Data
from sim.core.engine import CALENDAR, Job, fingerprint, play
from sim.core.engine.records import names_of
from sim.core.estimate.interval import Estimate, mean_estimate, wilson
from sim.core.estimate.quantiles import rounded
from sim.core.estimate.writing import number_text, p_text, percent_text
from sim.core.game.moves import Ending
from sim.history import CalibrateOptions
from sim.history.ahead import MOVES, Ensemble, list_chances, numbers_of
from sim.history.chains import Chains, Setting, go_on, load
from sim.history.directions import Direction, drawn_from_prior, lost_of, numbers_at
from sim.history.likelihood import SightingParameters
from sim.history.sightings import FACTS, PLACES, SEEN, STEP_HALVES, memory_of
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.quantities import amount, share
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
    z = drawn_from_prior(luck.random((ROUND, len(setting.directions))))
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
    steps = luck.random(chances["treaty_steps"].shape)
    chances |= remembered(chances, steps, p)
    draws = {name: luck.random(chance.shape) for name, chance in chances.items()}
    # A big test is a test, and a high contact a contact: both use the same random draws.
    draws["big_test"], draws["us_talks_high"] = draws["test_month"], draws["talks_month"]
    draws["treaty_steps"] = steps
    events = {name: draws[name] < chance for name, chance in chances.items()}
    # A world that ends in its last month has lived through all months too.
    lives = (worlds.months_lived == months) & (worlds.final("ending") == float(Ending.NONE))
    for world in np.flatnonzero(peaceful & lives & ~worlds.failed):
        entries = {name: flags[:, world] for name, flags in events.items()}
        yield SimulatedRecord(with_entries(calendar, entries), z[world])


def remembered(chances: Mapping[str, Floats], steps: Floats, p: Any) -> dict[str, Floats]:
    """Return the chances of steps out of treaties and of contacts, `(months, worlds)`, as a step
    before changes them; `steps` are the random draws of steps.
    """
    first = chances["treaty_steps"]
    memory, step, talks = np.zeros(first.shape[1]), np.empty_like(first), np.empty_like(first)
    for row, chance in enumerate(first):
        step[row] = chance * (1.0 + memory * (p.step_again / p.step_listed - 1.0))
        happened = steps[row] < step[row]
        crisis = np.where(happened, 1.0, np.minimum(1.0, 2.0 * memory))
        talks[row] = np.maximum(chances["talks_month"][row], crisis * p.contact_in_crisis)
        memory = np.where(happened, 1.0, memory * 0.5 ** (1.0 / STEP_HALVES))
    return {"treaty_steps": step, "talks_month": talks}


def with_entries(calendar: Floats, entries: dict[str, Flags]) -> Floats:
    """Return months with other entries of the lists in the place of those that they have."""
    months = calendar.copy()
    for place, name in (SEEN | FACTS).items():
        column = name[0] if isinstance(name, tuple) else name
        # No world of the game has meetings of leaders.
        months[:, PLACES.index(place)] = entries.get(column, np.full(len(months), -1.0))
    steps = months[:, PLACES.index("seen_step")] > 0.0
    months[:, PLACES.index("step_memory")] = memory_of(steps)
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

    def coverage(self, level: float) -> Estimate:
        """Return the share of the directions that their intervals hold, over records."""
        estimate = mean_estimate(self.covered(level).mean(axis=1))
        return replace(estimate, low=max(estimate.low, 0.0), high=min(estimate.high, 1.0))

    def uniform_p(self) -> list[float]:
        """Return the p-value of each direction's places being uniform, by Kolmogorov and Smirnov."""
        from scipy.stats import kstest

        return [rounded(kstest(column, "uniform").pvalue) for column in self.places.T]


def fit_records(
    setting: Setting, calendar: Floats, records: int, steps: int, folder: Path | None = None
) -> Recovery:
    """Fit records that the model makes under the offices of a calendar, each by chains of its own,
    which a folder keeps.
    """
    places, lost = [], []
    for number, record in enumerate(simulate_records(records, calendar, setting), 1):
        path = folder and folder / f"replication-{number:03}"
        own = replace(setting, seed=setting.seed + number)
        luck = generator(own.seed, Stream.SETS).random((own.chains, len(own.directions)))
        first = drawn_from_prior(luck)
        chains = (load(path, own) if path else None) or Chains.before(own, first, record.calendar)
        draws = go_on(chains, record.calendar, steps, path).kept.reshape(-1, len(own.directions))
        # The share of the posterior that lies below the point behind the record.
        places.append((draws < record.z).mean(axis=0))
        lost.append(lost_of(draws.var(axis=0)))
        print(f"record {number} of {records}", flush=True)
    return Recovery(setting.directions, np.array(places), np.array(lost))


def coverage_text(recovery: Recovery, level: float) -> str:
    """Return the share of directions that intervals of a level hold, with one decimal and its interval."""
    e = recovery.coverage(level)
    value, low, high = (number_text(100.0 * end, 1) for end in (e.value, e.low, e.high))
    return f"{percent_text(level)} hold {value} % ({low} to {high})"


def main(folder: str, records: int = 60) -> None:
    """Simulate and fit the records, and write the coverage into the pages."""
    o = CalibrateOptions(last="1994-12", steps=200, particles=60, kept=())
    recovery = fit_records(o.setting, o.calendar, records, o.steps, Path(folder))
    p = recovery.uniform_p()
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
        "places": recovery.places.tolist(),
        "notes": [],
        "sentences": [
            f"Over {records} records that the model made ({len(o.calendar)} months, {o.chains} chains of {o.particles} "
            f"particles, {o.steps} steps, seed {o.seed}), intervals hold the {len(p)} fitted directions together: "
            f"{of_levels}.",
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
