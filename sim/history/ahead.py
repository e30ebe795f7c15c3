"""Simulated forecasts: worlds that begin in the filtered clouds, and their entries on public lists.

To forecast, the model reads a record month by month and plays on from its state at every origin.
Three versions of it read at once. The one that ships has the weights of its fit: its particles
filter, but no later month weighs its sets. One goes on learning: every new month does. The third is
the prior: sets that learnt from nothing, with equal weights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.core.base.arrays import Flags, Floats, Ints, log
from sim.core.base.errors import DataProblem
from sim.core.base.months import count_month, month_after, name_month
from sim.core.engine import CALENDAR, NUMBERS, PLACES, Job, Worlds, on_arrays, play
from sim.core.engine.records import flat, names_of
from sim.core.estimate.writing import count_text
from sim.core.game.moves import PyongyangCourse, PyongyangWord
from sim.core.game.policies import courses_of
from sim.core.game.world import Calendar as GameCalendar
from sim.core.runs.inputs import Start
from sim.core.scenario import Election, Scenario
from sim.history.beliefs import keep_filtered
from sim.history.benchmarks import MODEL
from sim.history.filter import PLACES as FILTERED, check_possible, draw_at, game, weights_of
from sim.history.kept_posterior import KeptPosterior, Still, kept_prior, load_posterior
from sim.history.likelihood import Calendar, Parameters, SightingParameters
from sim.history.record import OFFICES, Record, load_record
from sim.history.sightings import DEFAULTS, border_closed, calendar_of, elect, office_of
from sim.history.targets import TARGETS, Key, share_of_worlds
from sim.options import Workspace
from sim.study.estimate.bootstrap import Stream, generator

Orders = npt.NDArray[np.int8]

AHEAD: Final = 2**32
"""Generation of the random draws of worlds that begin in a cloud; the filter never uses it."""

CHARM: Final = float(PyongyangCourse.CHARM)

MOVES: Final = (
    "washington_word",
    "washington_deed",
    "beijing_deed",
    "pyongyang_word",
    "pyongyang_deed",
    "seoul_word",
    "seoul_deed",
    "un_round_ago",
    "pyongyang_course",
    "washington_course",
    "big_test",
    "arsenal",
)


@dataclass(frozen=True, eq=False)
class Ensemble:
    """Equally weighted worlds that fit a record up to a month: the start of a forecast.

    `state` is `(places of the game, worlds)`; `numbers[name]` `(worlds,)` are the fitted
    parameters, of the game and of the lists; `certain` the fixed ones. `month` counts the months of
    the record before the first to come.
    """

    state: Floats
    numbers: Mapping[str, Floats]
    certain: Mapping[str, float]
    month: int

    @property
    def worlds(self) -> int:
        """The number of worlds."""
        return len(self.state[0])


def ensemble(sampler: Still, worlds: int, seed: int) -> Ensemble:
    """Return worlds drawn from the clouds of a sampler, by the weights of sets and particles; each
    has one type of Kim.
    """
    luck = generator(seed, Stream.FORECAST, sampler.clouds.month)
    columns = draw_at(weights_in(sampler), (np.arange(worlds) + luck.random()) / worlds)
    return ensemble_of(sampler, columns, luck.random(worlds))


def weights_in(sampler: Still) -> Floats:
    """Return the weight of each particle, `(sets · particles,)`."""
    return np.asarray((sampler.weight[:, None] * sampler.clouds.weight).ravel())


def ensemble_of(sampler: Still, columns: Ints, luck: Floats) -> Ensemble:
    """Return the worlds of some particles, `(worlds,)`; `luck` `(worlds,)` are the uniforms that
    draw Kim's type.
    """
    clouds = sampler.clouds
    state = clouds.state[:, columns].copy()
    odds = np.cumsum(state[[FILTERED.index(f"kim_odds.{kim}") for kim in range(3)]], axis=0)
    state[FILTERED.index("kim.type")] = (luck > odds[:2]).sum(axis=0)
    numbers = {name: values[columns // clouds.particles] for name, values in clouds.numbers.items()}
    return Ensemble(
        state[[FILTERED.index(place) for place in PLACES]], numbers, clouds.fixed, clouds.month
    )


def played_ahead(
    start: Ensemble,
    calendar: Floats,
    seed: int,
    jobs: int = 1,
    record: tuple[str, ...] = MOVES,
    orders: Orders | None = None,
) -> Worlds:
    """Play the worlds of an ensemble through months to come, `(months, places of the game's
    calendar)`.

    `record` names the quantities to keep by month; `orders` `(months, places)` are imposed.
    """
    parameter_names = set(names_of(SightingParameters))
    fitted = {name: values for name, values in start.numbers.items() if name not in parameter_names}
    certain = {name: value for name, value in start.certain.items() if name not in parameter_names}
    job = Job(
        start.worlds,
        seed,
        len(calendar),
        first_month=start.month,
        numbers=certain | fitted,
        calendar=calendar,
        orders=orders,
        state=start.state,
        generation=np.full(start.worlds, AHEAD),
        record=record,
    )
    return play(job, jobs=jobs)


def shown_ahead(
    start: Ensemble, calendar: Floats, seed: int, jobs: int = 1, orders: Orders | None = None
) -> dict[str, Flags]:
    """Return whether worlds of an ensemble show each observable in the months to come, by the names
    of `list_chances`, `(months, worlds)`.

    Takes the arguments of `played_ahead`. A world that has ended shows nothing more.
    """
    worlds = played_ahead(start, calendar, seed, jobs, orders=orders)
    lives = np.arange(len(calendar))[:, None] < worlds.months_lived
    p = numbers_of(start)
    # Each observable has its own random draws, so that a longer look ahead begins as a shorter one
    # does.
    return {
        name: lives
        & (generator(seed, Stream.FORECAST, start.month, place).random(lives.shape) < chance)
        for place, (name, chance) in enumerate(list_chances(worlds.record, calendar, p).items(), 1)
    }


def numbers_of(start: Ensemble) -> Any:
    """Return the parameters of the lists for an ensemble as attributes: arrays if they were fitted,
    else the defaults.
    """
    p = Parameters()
    numbers = SimpleNamespace(**{name: getattr(p, name) for name in names_of(SightingParameters)})
    for name, values in start.numbers.items():
        if hasattr(numbers, name):
            setattr(numbers, name, values)
    return numbers


def list_chances(record: Mapping[str, Floats], calendar: Floats, p: Any) -> dict[str, Floats]:
    """Return the chance that the lists show each observable, `(months, worlds)` by name, given the
    moves of worlds.

    The rules are those of the likelihood, asked for a yes.
    """
    deeds, soft = record["pyongyang_deed"], record["pyongyang_word"] <= float(PyongyangWord.OFFER)
    with np.errstate(all="ignore"):
        deed_and_arsenal = (deeds, record["arsenal"])
        test = ask_rule("deed_shown", *deed_and_arsenal, p=p, seen_test=1.0)
        big = ask_rule("deed_shown", *deed_and_arsenal, p=p, seen_test=1.0, seen_big=1.0)
        lethal = ask_rule("deed_shown", *deed_and_arsenal, p=p, seen_lethal=1.0)
        spoken = (record["washington_word"], soft, record["pyongyang_course"] == CHARM)
        high = ask_rule("talks_shown", *spoken, p=p, seen_talks=1.0, seen_high=1.0)
        courses = (record["pyongyang_course"], record["washington_course"])
        step = ask_rule("courses_shown", *courses, p=p, seen_step=1.0)
        deeds_of_both = (record["washington_deed"], record["beijing_deed"], record["big_test"])
        measure = ask_rule("council_shown", *deeds_of_both, p=p, seen_measure=1.0)
        veto = ask_rule("council_shown", *deeds_of_both, p=p, seen_veto=1.0)
        talks = ask_rule("talks_shown", *spoken, p=p, seen_talks=1.0)
        seoul = (record["seoul_word"], record["seoul_deed"], soft)
        korea = ask_rule("korea_shown", *seoul, False, p=p, seen_korea=1.0)
        exercise = ask_rule("korea_shown", *seoul, True, p=p, seen_exercise=1.0)
    due = np.isin(calendar[:, CALENDAR.index("month_of_year")], (3.0, 8.0))[:, None]
    council = np.where(record["un_round_ago"] == 0.0, p.round_listed, p.round_false)
    return {
        "test_month": test,
        "big_test": big,
        "talks_month": talks,
        "inter_korean_talks": korea,
        "resolution": council,
        "lethal_incident": lethal,
        "exercise": np.where(due, exercise, 0.0),
        "us_talks_high": high,
        "treaty_steps": step,
        "us_measures": measure,
        "vetoes": veto,
    }


def ask_rule(rule: str, *moves: Any, p: Any, **entries: float) -> Floats:
    """Return the chance that a rule of the likelihood gives to a month that shows `entries`, `(months,
    worlds)`, given moves of that shape.
    """
    calendar = SimpleNamespace(
        **dict(zip(names_of(Calendar), flat(Calendar()), strict=True)) | entries
    )
    chance = on_arrays(rule, game())(*moves, SimpleNamespace(calendar=calendar), p)
    return np.asarray(np.broadcast_to(chance, moves[0].shape))


TERMS: Final = {"washington": 96, "seoul": 60}
"""Months after which a president must go, by constitution: two terms in Washington, one in
Seoul.
"""


def calendar_ahead(first: str, months: int, record: Record | None = None) -> Floats:
    """Return the calendar of months to come, `(months, places)`: the month of the year, and the
    elections that are due.

    `record` is that before the first of them. A president whose term ends by constitution is
    followed by an unknown one, with the leaning of an unknown name; no other election is foreseen.
    """
    rows = np.repeat(np.array(flat(GameCalendar()))[None], months, axis=0)
    start = count_month(first) or 0
    rows[:, CALENDAR.index("month_of_year")] = (start + np.arange(months)) % 12 + 1
    if record is None:
        return rows
    for capital, row in votes_due(record, months).items():
        elect(rows[row], capital, DEFAULTS[capital].leaning)
    return rows


def votes_due(record: Record, months: int) -> dict[str, int]:
    """Return by capital the month after a record, from 0, in which a term ends by constitution."""
    first = (count_month(record.months[-1]) or 0) + 1
    ends = {capital: term_ends(record, capital) for capital in TERMS}
    return {
        capital: end - first
        for capital, end in ends.items()
        if end is not None and 0 <= end - first < months
    }


def term_ends(record: Record, capital: str) -> int | None:
    """Return the month, counted, in which the last holder of a record must go; None where that is
    not known.
    """
    holders = record.texts[OFFICES[capital]]
    since = office_of(capital, holders[-1]).since
    if not holders[-1] or "acting" in holders[-1]:
        return None
    streak = next(
        (row for row in range(len(holders), 0, -1) if holders[row - 1] != holders[-1]), None
    )
    began = count_month(since) if streak is None else count_month(record.months[streak])
    return None if began is None else began + TERMS[capital]


MONTHS: Final = 36
PARTICLES: Final = 10
"""Particles of each set by which worlds are begun in months of the record that ships."""

GOLDEN: Final = (5**0.5 - 1) / 2


def scenario_after(record: Record, months: int = MONTHS) -> Scenario:
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


def votes_ahead(record: Record, months: int) -> tuple[Election, ...]:
    """Return the votes that must come after a record, as `calendar_ahead` foresees them."""
    return tuple(
        Election(
            capital,
            month_after(record.months[-1], 1 + row),
            tuple(zip(courses_of(capital), DEFAULTS[capital].leaning, strict=True)),
        )
        for capital, row in votes_due(record, months).items()
    )


def starts_before(
    months: Sequence[str], horizon: int, worlds: int, seed: int, jobs: int = 1
) -> list[tuple[Scenario, Start]]:
    """Return the games that begin in some months of the record that ships, and worlds as the record
    leaves them there.

    The record is read once, by the sets that ship with few particles each: many sets spread worlds
    enough.
    """
    record, posterior = load_record(), load_posterior(accept_old_rules=True)
    still, calendar = posterior.sampler(PARTICLES, seed, jobs), calendar_of(record)
    starts = []
    for row in range(record.position(months[-1]) + 1):
        if record.months[row] in months:
            record_before = record.before(record.months[row])
            start = start_after(still, record_before, posterior.last, worlds, seed)
            starts.append((scenario_after(record_before, horizon), start))
        still.read(calendar[: row + 1])
    return starts


def start_after(
    sampler: Still, record: Record, learnt: str | None, worlds: int, seed: int
) -> Start:
    """Return worlds drawn from the clouds of a sampler that has read a record, by the weights of
    sets and particles.

    `learnt` is the last month from which the sets of parameters were learnt, None for a prior.
    World k is the same however many there are. Draws go by steps of the golden section, which leave
    no gaps.
    """
    month = sampler.clouds.month
    weight = weights_in(sampler)
    first = generator(seed, Stream.FORECAST, month, 2).random()
    ticks = np.asarray((first + GOLDEN * np.arange(worlds)) % 1.0)
    worlds_begun = ensemble_of(
        sampler, draw_at(weight, ticks), generator(seed, Stream.FORECAST, month, 3).random(worlds)
    )
    numbers = {name: values for name, values in worlds_begun.numbers.items() if name in NUMBERS}
    description = (
        f"Worlds begin as the record to {name_month(record.months[-1])} leaves them: each from one of "
        f"{count_text(weight.size)} particles of {count_text(len(sampler.weight))} clouds, with its own numbers, "
        f"courses and Kim. The numbers were "
        f"{f'learnt from the record to {name_month(learnt)}' if learnt else 'not learnt'}."
    )
    return Start(
        worlds_begun.state, numbers, month_after(record.months[-1], 1), month, AHEAD, description
    )


ForecastTable = dict[Key, Floats]
"""The chances of each target and horizon at one origin."""

LEARNING: Final = "model, learning on"
PRIOR: Final = "model, prior"


@dataclass(frozen=True)
class OriginForecast:
    """Settings of the forecasts from origins of a record; `closed` is the first and last month of a
    closed border.
    """

    record: Record
    horizons: tuple[int, ...]
    worlds: int
    seed: int
    closed: tuple[str, ...]

    def from_sampler(self, sampler: Still, jobs: int) -> ForecastTable:
        """Return the chances of every target over worlds that begin from a sampler; a closed border
        stays closed.

        In 2020 nobody knew when it would open again, and before that nobody knew that it would
        close.
        """
        read = sampler.clouds.month
        origin = month_after(self.record.months[0], read)
        start = ensemble(sampler, self.worlds, self.seed)
        if read and border_closed(self.record.months[read - 1], self.closed):
            # It stays closed for as long as they are played, which costs growth.
            p = Parameters()
            growth = start.certain.get("growth", p.growth) - p.border_growth
            start = replace(start, certain={**start.certain, "growth": growth})
        futures = shown_ahead(
            start,
            calendar_ahead(origin, max(self.horizons), self.record.before(origin)),
            self.seed,
            jobs,
        )
        return {
            (name, h): share_of_worlds(futures[name], h) for name in TARGETS for h in self.horizons
        }


def roll_origins(
    setting: OriginForecast,
    posterior: KeptPosterior,
    origins: Sequence[str],
    particles: int,
    desk: Workspace,
) -> dict[str, list[ForecastTable]]:
    """Return the forecasts of each version of the model, by origin in order; each rests on the
    months before its origin alone.

    Raises DataProblem for a month that no set gives any chance.
    """
    record, jobs, calendar = setting.record, desk.jobs, calendar_of(setting.record, setting.closed)
    model = posterior.sampler(particles, setting.seed, jobs)
    prior = kept_prior(posterior.sets, particles, setting.seed).sampler(
        particles, setting.seed, jobs
    )
    learning = log_weights(posterior)
    last, new = record.position(origins[-1]), first_new(record, posterior)
    forecasts: dict[str, list[ForecastTable]] = {MODEL: [], LEARNING: [], PRIOR: []}
    for row in range(last + 1):
        if month_after(record.months[0], row) in origins:
            by_learning = Still(model.clouds, weights_of(learning))
            samplers = {MODEL: model, LEARNING: by_learning, PRIOR: prior}
            for name, sampler in samplers.items():
                forecasts[name].append(setting.from_sampler(sampler, jobs))
        if row == last:
            break
        desk.progress(f"reading {record.months[row]}", row / (last + 1))
        chance = model.read(calendar[: row + 1])
        check_possible(chance[None], record.months[row : row + 1], record.label)
        prior.read(calendar[: row + 1])
        learnt = chance if row >= new else np.zeros(len(chance))
        learning = learning + np.where(np.isfinite(chance), learnt, -np.inf)
    return forecasts


def read_to_end(
    setting: OriginForecast, posterior: KeptPosterior, particles: int, desk: Workspace
) -> Still:
    """Return the sampler after the last month of a record; it is kept, and used again if the same
    sets read the same months.

    Raises DataProblem for a month that no set gives any chance.
    """
    record, calendar = setting.record, calendar_of(setting.record, setting.closed)
    sampler = posterior.sampler(particles, setting.seed, desk.jobs)

    def read() -> Still:
        still = replace(sampler, clouds=replace(sampler.clouds))
        for row, month in enumerate(record.months):
            desk.progress(f"reading {month}", row / len(record))
            check_possible(still.read(calendar[: row + 1])[None], (month,), record.label)
        return still

    return keep_filtered(sampler, record, calendar, read)


def log_weights(posterior: KeptPosterior) -> Floats:
    """Return the logs of the weights of a posterior, −∞ for 0."""
    weight = posterior.weight
    return np.where(weight > 0.0, log(np.maximum(weight, 1e-300)), -np.inf)


def first_new(record: Record, posterior: KeptPosterior) -> int:
    """Return the row of the first month that a posterior has not learnt from; none for a prior."""
    return len(record) if posterior.last is None else record.position(posterior.last) + 1


def check_posterior(posterior: KeptPosterior, first: str) -> None:
    """Refuse sets that have learnt from a month that is to be forecast; raises DataProblem."""
    if posterior.last is not None and posterior.last >= first:
        raise DataProblem(
            f"the sets of parameters have learnt from months up to {posterior.last}, which are to be forecast",
            posterior.label,
            f"Begin in {month_after(posterior.last, 1)} or later with --from, or give a --posterior of the months "
            f"before {first}.",
        )
