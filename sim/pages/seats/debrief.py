"""The debrief: the class's world among many worlds of the model from the same start, and forecasts scored."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.finding import CAVEAT
from sim.arrays import Floats
from sim.calendar import month_after
from sim.game.catalogue import CAPITALS, MOVES
from sim.game.month import act, open_month
from sim.game.reviews import settle_courses
from sim.game.world import Now
from sim.pages.seats.views import EVENT_WORDS, EVENTS, KINDS, WORLD, Record, View, view_of
from sim.show.inputs import rounded, shown
from sim.show.ladder import SHARES, quantiles
from sim.study.estimate.interval import Estimate, value_text, wilson
from sim.study.outcomes import CRISIS, FINAL_STATES, label_of
from sim.study.run.one_world import REVIEWS, OneWorld, job_of
from sim.study.run.worlds import Run, run

WORLDS: Final = 400
FLAGS: Final = ("war", "crisis", "ever_freeze", "lose_lose", *(f"loses_{capital}" for capital in CAPITALS))
SCORES: Final = ("brier", "model_brier", "log", "model_log", "expected", "least")
Data = dict[str, Any]


def debrief(record: Record, played: Run) -> Data:
    """Return the debrief of a game that is over, `played` being its world.

    The worlds to compare with are the 400 that follow the class's own under the same seed, played by the rules alone;
    the class's own luck played so is shown beside them.
    """
    others = run(record.scenario, WORLDS, record.seed, first_world=WORLD + 1, record=["tension"])
    alone = run(record.scenario, 1, record.seed, first_world=WORLD, record=["tension"])
    return {
        "caveat": CAVEAT,
        "worlds": WORLDS,
        "start": record.scenario.start,
        "months": record.scenario.months,
        "end": ending(played),
        "same_end": shown(others.probability(ending(played)["name"])),
        "ends": {name: shown(others.probability(name)) for name in FINAL_STATES},
        "flags": [flag(name, played, others) for name in FLAGS],
        "alone": ending(alone),
        "path": path(played, others, alone),
        "ranks": ranks(played, others),
        "worth": [worth(capital, played, others) for capital in CAPITALS],
        "forecasts": {capital: score(record, capital, played, others) for capital in record.forecasts},
        "moves": moves_made(record, played),
    }  # fmt: skip


def flag(name: str, played: Run, others: Run) -> Data:
    """Return whether something happened in the class's world, and its share of the model's."""
    here, model = bool(played.flag(name)[0]), shown(others.probability(name))
    return {"name": name, "label": label_of(name), "here": here, "model": model}


def ending(made: Run) -> Data:
    """Return how the one world of a run ends."""
    name = FINAL_STATES[int(made.columns["final_state"][0])]
    months = int(made.columns["months"][0])
    return {"name": name, "months": months, "month": month_after(made.scenario.start, months - 1)}


def path(played: Run, others: Run, alone: Run) -> Data:
    """Return tension month by month: the class's, the model's quantiles, and the same luck without teams."""
    own, model = played.state["tension"][:, 0], others.state["tension"]
    return {
        "class": rounded(own),
        "alone": rounded(alone.state["tension"][:, 0]),
        "shares": list(SHARES),
        "model": [rounded(row) for row in quantiles(model)],
        "below": [below(own[month], model[month]) for month in range(own.size)],
    }


def below(own: float, model: Floats) -> float | None:
    """Return the share of the worlds still running that lie below the class's tension; ties count half."""
    running = model[~np.isnan(model)]
    if np.isnan(own) or not running.size:
        return None
    return round(float(np.mean(running < own) + np.mean(running == own) / 2), 3)


def ranks(played: Run, others: Run) -> list[Data]:
    """Return where the class stands among the worlds in measures of its path."""
    own, model = played.state["tension"], others.state["tension"]
    measures = (
        ("mean tension", mean_of(own), mean_of(model)),
        ("highest tension", np.nanmax(own, axis=0), np.nanmax(model, axis=0)),
        ("months of crisis", crisis_months(own), crisis_months(model)),
        ("months played", played.columns["months"].astype(float), others.columns["months"].astype(float)),
    )
    return [standing(name, float(mine[0]), theirs) for name, mine, theirs in measures]


def mean_of(tension: Floats) -> Floats:
    """Return each world's mean tension over the months it lasted."""
    return np.nanmean(tension, axis=0)  # type: ignore[no-any-return]


def crisis_months(tension: Floats) -> Floats:
    """Return how many months each world ended on rung 5 or higher."""
    return np.count_nonzero(np.nan_to_num(tension[1:]) >= CRISIS, axis=0).astype(float)  # type: ignore[no-any-return]


def standing(name: str, mine: float, theirs: Floats) -> Data:
    """Return a measure of the class with the model's median and the share of worlds that lie below it."""
    lower, equal = int(np.count_nonzero(theirs < mine)), int(np.count_nonzero(theirs == mine))
    return {
        "name": name, "class": round(mine, 2), "median": round(float(np.median(theirs)), 2),
        "lower": lower, "equal": equal, "worlds": int(theirs.size), "below": shown(wilson(lower, int(theirs.size))),
    }  # fmt: skip


def worth(capital: str, played: Run, others: Run) -> Data:
    """Return what the class's world was worth to a capital, and its rank."""
    column = f"value_{capital}"
    return {"capital": capital} | standing(column, float(played.columns[column][0]), others.columns[column])


def score(record: Record, capital: str, played: Run, others: Run) -> Data:
    """Return a team's forecast with the scores of each event and their sums."""
    forecast = record.forecasts[capital]
    rows = [scored(event, forecast[event], others.probability(event), bool(played.flag(event)[0])) for event in EVENTS]
    totals = {name: sum(float(row[name]) for row in rows) / len(rows) for name in SCORES}
    return {"rows": [row | {"text": EVENT_WORDS[str(row["event"])]} for row in rows], **totals}


def moves_made(record: Record, played: Run) -> list[Data]:
    """Return the words and deeds of each month that was played, with who chose them."""
    lasted = int(played.columns["months"][0])
    return [
        {
            "month": month_after(record.scenario.start, month),
            "tension": round(float(played.state["tension"][month + 1, 0]), 2),
            "moves": {
                capital: {kind: move_made(f"{capital}.{kind}", month, record, played) for kind in KINDS}
                for capital in CAPITALS
            },
        }
        for month in range(lasted)
    ]


def move_made(menu: str, month: int, record: Record, played: Run) -> Data:
    """Return one word or deed in words, and whether a team chose it."""
    made = MOVES[menu][int(played.actions[menu][month, 0])].label
    return {"label": made, "team": month < len(record.months) and menu in record.months[month]}


RECORD = ("tension", "freeze")


@dataclass(frozen=True)
class Position:
    """Where a game stands.

    `month` counts the months that are over. `views[capital]` holds what a team saw in each month before anyone chose,
    up to the present one. `run` is the whole world of a game that is over, and None before.
    """

    month: int
    over: bool
    views: dict[str, list[View]]
    run: Run | None


def position_of(record: Record) -> Position:
    """Return where a game stands, by playing it from the start.

    A month is opened and its courses are settled before anyone says or does anything in it, so what is seen then does
    not depend on the moves of the month.
    """
    month = len(record.months)
    one = OneWorld(job_of(record.scenario, record.seed, WORLD, record.interventions()))
    views: dict[str, list[View]] = {capital: [] for capital in record.teams}
    last: Now | None = None
    while not one.over:
        now = open_the_month(one)
        for capital in record.teams:
            views[capital].append(view_of(record.scenario.start, one, now, last, capital))
        if one.month == month:
            return Position(month, False, views, None)
        act(one.state, now, one.p)
        one.month, last = one.month + 1, now
    return Position(month, True, views, finished(record))


def open_the_month(one: OneWorld) -> Now:
    """Take a world through its month up to where all choose, in the order of `sim.game.month`; return the month."""
    now = one.now()
    open_month(one.state, now, one.p)
    for is_due, review in REVIEWS.values():
        if is_due(one.state, now, one.p):
            review(one.state, now, one.p)
    settle_courses(one.state, now, one.p)
    return now


def finished(record: Record) -> Run:
    """Return the world of a game that is over, with tension and freezes recorded."""
    return run(
        record.scenario, 1, record.seed, first_world=WORLD, interventions=record.interventions(), record=RECORD
    )  # fmt: skip


LEAST: float = 0.005
"""A frequency of 0 or 1 is taken as this far from it, so that its log score is finite: half a world of a hundred."""


def brier(chance: float, happened: bool) -> float:
    """Return the squared distance of a chance from what happened: 0 is best, 1 worst; .5 always scores .25.

    >>> brier(0.8, True)
    0.04
    """
    return round((chance - happened) ** 2, 12)


def log_score(chance: float, happened: bool) -> float:
    """Return minus the logarithm of the chance given to what happened, in nats: 0 is best.

    >>> round(log_score(0.5, False), 3)
    0.693
    """
    return -math.log(chance if happened else 1.0 - chance)


def expected_brier(chance: float, frequency: float) -> float:
    """Return the Brier score to expect over worlds in which the event has this frequency.

    It is least for the frequency itself; the distance to that least is the square of the forecast's error.
    """
    return (chance - frequency) ** 2 + frequency * (1.0 - frequency)


def scored(event: str, chance: float, model: Estimate, happened: bool) -> dict[str, float | bool | str]:
    """Return one event of a forecast with its scores, and those that the model's frequency would have had."""
    frequency = min(max(model.value, LEAST), 1.0 - LEAST)
    return {
        "event": event,
        "chance": chance,
        "happened": happened,
        "frequency": value_text(model.value, model.low, model.high, 3),
        "n": model.n,
        "brier": brier(chance, happened),
        "model_brier": brier(frequency, happened),
        "log": log_score(chance, happened),
        "model_log": log_score(frequency, happened),
        "expected": expected_brier(chance, model.value),
        "least": expected_brier(model.value, model.value),
    }
