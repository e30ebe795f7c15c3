"""From a record to worlds: the scenario that begins when the record ends, and worlds begun as the filter left them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from sim.analysis.counterfactual.telling import named
from sim.engine import CALENDAR, NUMBERS
from sim.game.policies import courses_of
from sim.history.ahead import AHEAD, Filtered, calendar_ahead, ensemble_of, weights_in
from sim.history.kept_posterior import load_posterior
from sim.history.record import Record, load_record
from sim.history.sightings import calendar_of
from sim.months import month_after
from sim.scenario import Election, Scenario
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.writing import count_text
from sim.study.run.start import Start

MONTHS: Final = 36
PARTICLES: Final = 10
"""Particles of each set by which worlds are begun in months of the record that ships."""

GOLDEN: Final = (5**0.5 - 1) / 2


def scenario_after(known: Record, months: int = MONTHS) -> Scenario:
    """Return the game that begins when a record ends: all capitals free, with the votes that must come by constitution.

    Its starting values are the ledger's: worlds that begin as the record leaves them do not read them.
    """
    last = known.months[-1]
    return Scenario(
        name=f"from-record-{last}", title=f"{months} months after the record to {named(last)}",
        start=month_after(last, 1), months=months, elections=votes_ahead(known, months),
    )  # fmt: skip


def votes_ahead(known: Record, months: int) -> tuple[Election, ...]:
    """Return the votes that must come after a record, as `calendar_ahead` foresees them."""
    first = month_after(known.months[-1], 1)
    calendar = calendar_ahead(first, months, known)
    found = []
    for capital in ("washington", "seoul"):
        chances = [CALENDAR.index(f"{capital}_office.{place}") for place in range(len(courses_of(capital)))]
        for row in np.flatnonzero(calendar[:, CALENDAR.index(f"{capital}_election")]):
            leaning = zip(courses_of(capital), calendar[row, chances].tolist(), strict=True)
            found.append(Election(capital, month_after(first, int(row)), tuple(leaning)))
    return tuple(found)


def starts_before(
    months: Sequence[str], horizon: int, worlds: int, seed: int, jobs: int = 1
) -> list[tuple[Scenario, Start]]:  # fmt: skip
    """Return the games that begin in some months of the record that ships, and worlds as the record leaves them there.

    The record is read once, by the sets that ship with few particles each: many sets spread worlds enough.
    """
    record, posterior = load_record(), load_posterior(as_is=True)
    still, calendar = posterior.sampler(PARTICLES, seed, jobs), calendar_of(record)
    found = []
    for row in range(record.position(months[-1]) + 1):
        if record.months[row] in months:
            known = record.before(record.months[row])
            start = start_after(still, known, posterior.last, worlds, seed)
            found.append((scenario_after(known, horizon), start))
        still.read(calendar[: row + 1])
    return found


def start_after(sampler: Filtered, known: Record, learnt: str | None, worlds: int, seed: int) -> Start:
    """Return worlds drawn from the clouds of a sampler that has read a record, by the weights of sets and particles.

    `learnt` is the last month from which the sets of numbers were learnt, None for a prior.
    World k is the same however many there are. Draws go by steps of the golden section, which leave no gaps.
    """
    month = sampler.clouds.month
    weight = weights_in(sampler)
    first = generator(seed, Stream.FORECAST, month, 2).random()
    ticks = (first + GOLDEN * np.arange(worlds)) % 1.0
    edges = np.cumsum(weight)
    drawn = np.minimum(np.searchsorted(edges / edges[-1], ticks), len(weight) - 1)
    begun = ensemble_of(sampler, drawn, generator(seed, Stream.FORECAST, month, 3).random(worlds))
    numbers = {name: values for name, values in begun.numbers.items() if name in NUMBERS}
    said = (
        f"Worlds begin as the record to {named(known.months[-1])} leaves them: each from one of "
        f"{count_text(weight.size)} particles of {count_text(len(sampler.weight))} clouds, with its own numbers, "
        f"courses and Kim. The numbers were {f'learnt from the record to {named(learnt)}' if learnt else 'not learnt'}."
    )
    return Start(begun.state, numbers, month_after(known.months[-1], 1), month, AHEAD, said)
