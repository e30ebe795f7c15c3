"""The hindcast: forecasts from every month of a span, each from what was known then, scored against base rates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.analysis.history.baselines import BASELINES, LEARNING, frequencies
from sim.analysis.history.observe import NEEDED, observed_record, observed_worlds
from sim.analysis.history.origin import scenario_at
from sim.analysis.history.record import Record
from sim.analysis.history.record_hash import record_hash
from sim.arrays import Floats, Ints
from sim.calendar import counted, month_after, months_from
from sim.errors import DataProblem
from sim.study.draws import Draws
from sim.study.run import checked_worlds
from sim.study.runner import in_order
from sim.study.seed import checked_seed
from sim.world.batch import Block
from sim.world.scenario import Scenario

FIRST: Final = "2015-01"
LAST: Final = "2019-12"
HORIZONS: Final = (3, 6, 12)
TARGETS: Final = ("test_month", "big_test", "talks_month", "resolution", "lethal_incident")
"""What is forecast: in how many months of the horizon it happens."""

MODEL: Final = "model"
DEFAULTS: Final = "model, defaults"
EXPANDING: Final = ", expanding"
Told = Callable[[int, int], None]
Flags = npt.NDArray[np.bool_]
Counts = dict[tuple[str, int], Floats]
"""Forecasts by target and horizon: the shares of worlds with each count, `(horizon + 1,)`."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One origin to forecast from: the scenario as it was known, the worlds, and the draws or None for the defaults."""

    month: str
    scenario: Scenario
    draws: Draws | None
    worlds: int
    seed: int
    horizons: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Forecasts:
    """All forecasts of a hindcast.

    `given[forecaster][target, horizon]` is `(origins, horizon + 1)`: the chance of each count; `seen[target, horizon]`
    the counts that happened, `(origins,)`. `origins[horizon]` names the months from which the horizon fits.
    """

    record: str
    record_hash: str
    first: str
    last: str
    fitted: tuple[str, str]
    posterior: str
    seed: int
    worlds: int
    horizons: tuple[int, ...]
    origins: dict[int, tuple[str, ...]]
    given: dict[str, dict[tuple[str, int], Floats]]
    seen: dict[tuple[str, int], Ints]


def forecast_from(origin: Origin) -> Counts:
    """Play the worlds of one origin and return the shares of each count.

    A world that ends in war or collapse keeps what happened until then: the forecast does not know that none came.
    """
    from sim.world.model import EscalationModel

    # Each origin has worlds of its own, the same ones whatever other origins are asked for.
    first = (counted(origin.month) or 0) * origin.worlds
    block = (
        Block(origin.scenario, first, origin.worlds)
        if origin.draws is None
        else origin.draws.block(origin.scenario, first, origin.worlds)
    )
    model = EscalationModel([block], rng=origin.seed, record=NEEDED).run()
    seen = observed_worlds(dict(model.recorder.moves))
    model.close()
    return {
        (target, horizon): frequencies(np.count_nonzero(seen[target][:horizon], axis=0), horizon)
        for target in TARGETS
        for horizon in origin.horizons
    }


def origins_of(first: str, last: str, horizon: int) -> tuple[str, ...]:
    """Return the months from which a horizon fits into a span: its last month is at or before the last of the span."""
    count = months_from(first, last, "the last month") + 1 - horizon + 1
    return tuple(month_after(first, step) for step in range(count))


def check_span(record: Record, first: str, last: str, fitted: tuple[str, str], horizons: Sequence[int]) -> None:
    """Refuse a span outside the record, one that was fitted, and one too short; raises DataProblem."""
    span = record.window(first, last)
    record.before(first)
    if first <= fitted[1]:
        raise DataProblem(
            f"{first} lies in the months that were fitted, {fitted[0]} to {fitted[1]}", record.label,
            f"Begin at {month_after(fitted[1], 1)} or later, or give a posterior fitted on earlier months.",
        )  # fmt: skip
    if len(span) < max(horizons) + 1:
        raise DataProblem(
            f"{first} to {last} is too short for a horizon of {max(horizons)} months", record.label,
            "Give a longer span, or shorter horizons.",
        )  # fmt: skip


def baseline_forecasts(
    record: Record, fitted: tuple[str, str], month: str, horizons: Sequence[int]
) -> dict[str, Counts]:
    """Return what each baseline says at an origin, from months before it only.

    Those that learn come twice: from the fitted window, as the model does, and from all months up to the origin.
    """
    known = record.before(month)
    latest = observed_record(known)
    windows = {
        "": observed_record(known.window(*fitted)),
        EXPANDING: observed_record(known.window(fitted[0], known.months[-1])),
    }
    said: dict[str, Counts] = {}
    for name, baseline in BASELINES.items():
        for kind, learnt in windows.items():
            if kind and name not in LEARNING:
                continue
            said[name + kind] = {
                (target, h): baseline(learnt[target], latest[target], h) for target in TARGETS for h in horizons
            }
    return said


def hindcast(
    record: Record, posterior: Draws, first: str = FIRST, last: str = LAST, *, worlds: int = 4000, seed: int = 7,
    jobs: int = 1, horizons: Sequence[int] = HORIZONS, told: Told | None = None,
) -> Forecasts:  # fmt: skip
    """Forecast from every month of a span for which a horizon fits, with the model and with each baseline.

    The model plays `worlds` worlds from the state and the line-up known before each origin, each world with a draw of
    the posterior; once more with the defaults of the ledger. Raises DataProblem for a span outside the record, inside
    the months that were fitted, or too short.
    """
    checked_seed(seed)
    checked_worlds(worlds)
    fitted = (str(posterior.about["first"]), str(posterior.about["last"]))
    wanted = tuple(sorted(set(horizons)))
    check_span(record, first, last, fitted, wanted)
    origins = {h: origins_of(first, last, h) for h in wanted}
    months = origins[wanted[0]]
    tasks = [
        Origin(month, scenario_at(record.before(month), month, wanted[-1]), draws, worlds, seed, wanted)
        for month in months
        for draws in (posterior, None)
    ]
    said: dict[str, list[Counts]] = {MODEL: [], DEFAULTS: []}
    for number, counts in enumerate(in_order(forecast_from, tasks, jobs)):
        said[DEFAULTS if number % 2 else MODEL].append(counts)
        if told is not None:
            told(number + 1, len(tasks))
    for month in months:
        for name, counts in baseline_forecasts(record, fitted, month, wanted).items():
            said.setdefault(name, []).append(counts)
    happened = observed_record(record)
    keys = [(target, h) for target in TARGETS for h in wanted]
    return Forecasts(
        record.label, record_hash(record, first, last), first, last, fitted, posterior.hash, seed, worlds, wanted,
        origins,
        {
            name: {(t, h): np.array([counts[t, h] for counts in rows[: len(origins[h])]]) for t, h in keys}
            for name, rows in said.items()
        },
        {(t, h): counts_after(happened[t], record, origins[h], h) for t, h in keys},
    )  # fmt: skip


def counts_after(flags: Flags, record: Record, origins: Sequence[str], horizon: int) -> Ints:
    """Return in how many months of the horizon it happened, from each origin on, `(origins,)`."""
    places = [record.position(month) for month in origins]
    return np.array([np.count_nonzero(flags[place : place + horizon]) for place in places], dtype=np.intp)
