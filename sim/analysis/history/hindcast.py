"""The hindcast: forecasts from every month of a span, each from what was known then, scored against base rates."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.analysis.history.observe import NEEDED, observed_record, observed_worlds
from sim.analysis.history.origin import LEAST_MONTHS, scenario_at
from sim.analysis.history.record import Record, record_hash
from sim.analysis.history.scores import BASELINES, LEARNING, frequencies
from sim.arrays import Flags, Floats, Ints
from sim.calendar import counted, month_after, months_from
from sim.errors import DataProblem
from sim.study.run.worlds import checked_seed, checked_worlds, run

FIRST: Final = "2015-01"
LAST: Final = "2019-12"
HORIZONS: Final = (3, 6, 12)
TARGETS: Final = ("test_month", "big_test", "talks_month", "resolution", "lethal_incident")
"""What is forecast: in how many months of the horizon it happens."""

MODEL: Final = "model"
EXPANDING: Final = ", expanding"
Told = Callable[[int, int], None]
Counts = dict[tuple[str, int], Floats]
"""Forecasts by target and horizon: the shares of worlds with each count, `(horizon + 1,)`."""


@dataclass(frozen=True, slots=True)
class Forecasts:
    """All forecasts of a hindcast.

    `given[forecaster][target, horizon]` is `(origins, horizon + 1)`: the chance of each count; `seen[target, horizon]`
    the counts that happened, `(origins,)`. `origins[horizon]` names the months from which the horizon fits, and
    `learnt` the first and the last month that base rates learn from.
    """

    record: str
    record_hash: str
    first: str
    last: str
    learnt: tuple[str, str]
    seed: int
    worlds: int
    horizons: tuple[int, ...]
    origins: dict[int, tuple[str, ...]]
    given: dict[str, dict[tuple[str, int], Floats]]
    seen: dict[tuple[str, int], Ints]


def forecast_from(
    record: Record, month: str, horizons: Sequence[int], worlds: int, seed: int, jobs: int = 1
) -> Counts:  # fmt: skip
    """Play worlds from what was known before a month and return the shares of each count.

    A world that ends in war or collapse keeps what happened until then: the forecast does not know that none came.
    """
    # Each origin has worlds of its own, the same ones whatever other origins are asked for.
    first = (counted(month) or 0) * worlds
    scenario = scenario_at(record.before(month), month, max(horizons))
    made = run(scenario, worlds, seed, first_world=first, jobs=jobs, record=NEEDED)
    seen = observed_worlds(made.actions, made.state)
    return {
        (target, horizon): frequencies(np.count_nonzero(seen[target][:horizon], axis=0), horizon)
        for target in TARGETS
        for horizon in horizons
    }


def origins_of(first: str, last: str, horizon: int) -> tuple[str, ...]:
    """Return the months from which a horizon fits into a span: its last month is at or before the last of the span."""
    count = months_from(first, last, "the last month") + 1 - horizon + 1
    return tuple(month_after(first, step) for step in range(count))


def learnt_before(record: Record, first: str) -> tuple[str, str]:
    """Return the window that base rates learn from: from the first month with a state to the one before a span."""
    return month_after(record.months[0], LEAST_MONTHS), month_after(first, -1)


def check_span(record: Record, first: str, last: str, horizons: Sequence[int]) -> None:
    """Refuse a span outside the record, one too short, and one with too little before it; raises DataProblem."""
    span = record.window(first, last)
    needed = LEAST_MONTHS + max(horizons)
    if len(record.before(first)) < needed:
        raise DataProblem(
            f"fewer than {needed} months of the record lie before {first}", record.label,
            f"Begin at {month_after(record.months[0], needed)} or later: base rates learn from the months before.",
        )  # fmt: skip
    if len(span) < max(horizons) + 1:
        raise DataProblem(
            f"{first} to {last} is too short for a horizon of {max(horizons)} months", record.label,
            "Give a longer span, or shorter horizons.",
        )  # fmt: skip


def baseline_forecasts(
    record: Record, window: tuple[str, str], month: str, horizons: Sequence[int]
) -> dict[str, Counts]:
    """Return what each baseline says at an origin, from months before it only.

    Those that learn come twice: from the window before the span, and from all months up to the origin.
    """
    known = record.before(month)
    latest = observed_record(known)
    windows = {
        "": observed_record(known.window(*window)),
        EXPANDING: observed_record(known.window(window[0], known.months[-1])),
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
    record: Record, first: str = FIRST, last: str = LAST, *, worlds: int = 4000, seed: int = 7, jobs: int = 1,
    horizons: Sequence[int] = HORIZONS, told: Told | None = None,
) -> Forecasts:  # fmt: skip
    """Forecast from every month of a span for which a horizon fits, with the model and with each baseline.

    The model plays `worlds` worlds of free capitals from the state and the line-up known before each origin, at the
    ledger's numbers; nothing is fitted. Raises DataProblem for a span outside the record or too short.
    """
    checked_seed(seed)
    checked_worlds(worlds)
    wanted = tuple(sorted(set(horizons)))
    check_span(record, first, last, wanted)
    learnt = learnt_before(record, first)
    origins = {h: origins_of(first, last, h) for h in wanted}
    months = origins[wanted[0]]
    said: dict[str, list[Counts]] = {}
    for number, month in enumerate(months):
        own = {MODEL: forecast_from(record, month, wanted, worlds, seed, jobs)}
        for name, counts in (own | baseline_forecasts(record, learnt, month, wanted)).items():
            said.setdefault(name, []).append(counts)
        if told is not None:
            told(number + 1, len(months))
    happened = observed_record(record)
    keys = [(target, h) for target in TARGETS for h in wanted]
    return Forecasts(
        record.label, record_hash(record, first, last), first, last, learnt, seed, worlds, wanted, origins,
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
