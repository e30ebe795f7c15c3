"""The vectors of `sim set` read a record, and their worlds play on from its end."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, Final

import numpy as np

from sim.analysis.plausible.draws import kept_vectors
from sim.core.base.arrays import Flags, Floats
from sim.core.base.errors import DataProblem
from sim.core.base.months import month_after, name_month
from sim.core.engine import Job, on_arrays, play
from sim.core.engine.records import flat, names_of
from sim.core.estimate.writing import count_text
from sim.core.game.moves import PyongyangWord
from sim.core.runs.inputs import Start
from sim.core.scenario import Scenario
from sim.core.scenario.parameters import DEFAULTS, PLACES as ENGINE_PLACES
from sim.history.counts import TARGETS, Forecast, chances_of_counts
from sim.history.filter import PLACES, Clouds, draw_at, game
from sim.history.likelihood import Calendar, Parameters
from sim.history.record import Record, load_record
from sim.history.record_calendar import border_closed, calendar_ahead, calendar_of, votes_ahead
from sim.history.start_1990 import certain_values, uncertain_ranges
from sim.options import Workspace
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.store.kept import keep

AHEAD: Final = 2**32
"""Generation of the random draws of worlds that play on; the filter never uses it."""

GOLDEN: Final = (5**0.5 - 1) / 2

PARTICLES: Final = 16
"""Particles of each vector. On 1995 to 2019 the scores of 50 are no better."""

MOST_RECORDS: Final = 6
"""Clouds that are kept as they were after a record: with the usual particles one is 3 MB."""

MOVES: Final = (
    "washington_word",
    "pyongyang_word",
    "pyongyang_deed",
    "un_round_ago",
    "arsenal",
)
"""The quantities of a month from which its entries on public lists are drawn."""


def numbers_of_set() -> dict[str, Floats]:
    """Return the vectors of `sim set`, `(vectors,)` by the engine's name of each number."""
    vectors = kept_vectors()
    return {
        ENGINE_PLACES[name]: np.array([vector[name] for vector in vectors]) for name in vectors[0]
    }


def read_months(record: Record, particles: int, seed: int, desk: Workspace) -> Iterator[Clouds]:
    """Yield the clouds before a record, then after each of its months; raises DataProblem for a
    month that no vector gives any chance.
    """
    clouds = Clouds.before(numbers_of_set(), uncertain_ranges(), certain_values(), particles, seed)
    yield clouds
    for row, observations in enumerate(calendar_of(record)):
        month = record.months[row]
        desk.progress(f"reading {month}", row / len(record))
        clouds = clouds.read(observations, desk.jobs)
        if not np.isfinite(clouds.log_chance).any():
            raise DataProblem(
                f"the model gives no chance at all to the record of {month}",
                record.label,
                "Check the line of this month; a cell that is not sure may be left empty.",
            )
        yield clouds


def read_to_end(record: Record, particles: int, seed: int, desk: Workspace) -> Clouds:
    """Return the clouds after the last month of a record; they are kept, and used again if the same
    vectors read the same months. Raises DataProblem as `read_months` does.
    """
    months = read_months(record, particles, seed, desk)
    before = next(months)

    def write() -> bytes:
        *_, clouds = months
        file = io.BytesIO()
        np.savez(file, state=clouds.state, weight=clouds.weight, log_chance=clouds.log_chance)
        return file.getvalue()

    numbers = [array.tobytes() for array in before.numbers.values()]
    inputs = (record.digest.encode(), f"{particles} {seed}".encode(), *numbers)
    arrays = np.load(io.BytesIO(keep("filtered record", inputs, write, MOST_RECORDS)))
    return replace(before, **arrays, month=len(record))


def scenario_after(record: Record, months: int = 36) -> Scenario:
    """Return the game that begins when a record ends: all capitals free, with the votes that must
    come by constitution.

    Its starting values are the defaults: worlds that begin as the record leaves them do not read
    them.
    """
    last = record.months[-1]
    return Scenario(
        name=f"from-record-{last}",
        title=f"{months} months after the record to {name_month(last)}",
        start=month_after(last, 1),
        months=months,
        elections=votes_ahead(record, months),
    )


def start_after(clouds: Clouds, record: Record, worlds: int, seed: int) -> Start:
    """Return worlds that begin as a record leaves them: drawn from the clouds that have read it,
    each vector alike and each particle by its weight.

    World k is the same however many there are: draws go by steps of the golden section, which leave
    no gaps. A border that is closed stays closed, which costs growth: nobody knew when it would
    open.
    """
    luck = generator(seed, Stream.FORECAST, clouds.month)
    ticks = np.asarray((luck.random() + GOLDEN * np.arange(worlds)) % 1.0, dtype=np.float64)
    columns = draw_at(clouds.weight.ravel(), ticks)
    state = clouds.state[:, columns].copy()
    odds = np.cumsum(state[[PLACES.index(f"kim_odds.{kim}") for kim in range(3)]], axis=0)
    state[PLACES.index("kim.type")] = (luck.random(worlds) > odds[:2]).sum(axis=0)
    numbers = {name: values[columns // clouds.particles] for name, values in clouds.numbers.items()}
    if border_closed(record.months[-1]):
        growth = numbers.get("growth", np.full(worlds, DEFAULTS["growth"]))
        numbers["growth"] = growth - Parameters().border_growth
    played = [PLACES.index(place) for place in names_of(game_world())]
    description = (
        f"Worlds begin as the record to {name_month(record.months[-1])} leaves them: each from one of "
        f"{count_text(clouds.weight.size)} particles of the {count_text(clouds.vectors)} vectors of sim set, with its "
        "own numbers, courses and Kim."
    )
    return Start(
        state[played], numbers, month_after(record.months[-1], 1), clouds.month, AHEAD, description
    )


def game_world() -> type:
    """Return the class of a world of the game, without the places of the filter."""
    from sim.core.game.world import World

    return World


def starts_in(
    months: Sequence[str], horizon: int, worlds: int, seed: int, jobs: int = 1
) -> list[tuple[Scenario, Start]]:
    """Return the games that begin in some months of the record that ships, in order, and worlds as
    the record leaves them there.
    """
    record, starts = load_record(), []
    until = record.before(months[-1])
    for row, clouds in enumerate(read_months(until, PARTICLES, seed, Workspace(jobs=jobs))):
        if month_after(record.months[0], row) in months:
            part = record.before(month_after(record.months[0], row))
            starts.append((scenario_after(part, horizon), start_after(clouds, part, worlds, seed)))
    return starts


def shown_after(
    clouds: Clouds, record: Record, months: int, worlds: int, seed: int, jobs: int
) -> dict[str, Flags]:
    """Return whether public lists show each target in the months after a record, `(months, worlds)`
    by name; a world that has ended shows nothing more.
    """
    start = start_after(clouds, record, worlds, seed)
    calendar = calendar_ahead(record, months)
    numbers = {**clouds.fixed, **start.numbers}
    job = Job(
        worlds,
        seed,
        months,
        numbers=numbers,
        calendar=calendar,
        record=MOVES,
        **start.job(np.arange(worlds)),
    )
    played = play(job, jobs=jobs)
    lives = np.arange(months)[:, None] < played.months_lived
    # Each target has its own random draws, so that a longer look ahead begins as a shorter one does.
    return {
        name: lives
        & (generator(seed, Stream.FORECAST, clouds.month, place).random(lives.shape) < chance)
        for place, (name, chance) in enumerate(list_chances(played.record).items(), 1)
    }


def list_chances(record: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the chance that public lists show each target, `(months, worlds)` by name, given the
    moves of worlds.

    The rules are those of the likelihood, asked for a yes.
    """
    p = Parameters()
    soft = record["pyongyang_word"] <= float(PyongyangWord.OFFER)
    deed_and_arsenal = (record["pyongyang_deed"], record["arsenal"])
    with np.errstate(all="ignore"):
        return {
            "test_month": chance_of_entries("deed_shown", *deed_and_arsenal, seen_test=1.0),
            "big_test": chance_of_entries(
                "deed_shown", *deed_and_arsenal, seen_test=1.0, seen_big=1.0
            ),
            "talks_month": chance_of_entries(
                "talks_shown", record["washington_word"], soft, seen_talks=1.0
            ),
            "resolution": np.where(record["un_round_ago"] == 0.0, p.round_listed, p.round_false),
            "lethal_incident": chance_of_entries("deed_shown", *deed_and_arsenal, seen_lethal=1.0),
        }


def chance_of_entries(rule: str, *moves: Any, **entries: float) -> Floats:
    """Return the chance that a rule of the likelihood gives to a month that shows `entries`,
    `(months, worlds)`, given moves of that shape.
    """
    unseen = dict(zip(names_of(Calendar), flat(Calendar()), strict=True))
    now = SimpleNamespace(calendar=SimpleNamespace(**unseen | entries))
    chance = on_arrays(rule, game())(*moves, now, Parameters())
    return np.asarray(np.broadcast_to(chance, moves[0].shape))


def forecast_after(
    clouds: Clouds,
    record: Record,
    horizons: Sequence[int],
    worlds: int,
    seed: int,
    jobs: int,
    missing: int = 0,
) -> Forecast:
    """Return the model's chances of each count in the months after a record; the first `missing` of
    these are played, and not counted.
    """
    shown = shown_after(clouds, record, missing + max(horizons), worlds, seed, jobs)
    return {
        (target, horizon): chances_of_counts(shown[target][missing : missing + horizon])
        for target in TARGETS
        for horizon in horizons
    }
