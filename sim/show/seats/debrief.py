"""The debrief: the class's world among many worlds of the model from the same start, and forecasts scored."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from sim.arrays import Floats
from sim.calendar import month_after
from sim.game.catalogue import CAPITALS, MOVES
from sim.show.labels import label
from sim.show.ladder import SHARES, quantiles
from sim.show.plain_data import rounded, shown
from sim.study.estimate import wilson
from sim.study.outcomes import CRISIS, FINAL_STATES
from sim.study.run import Run, run
from sim.study.summary import CAVEAT

from .record import EVENTS, KINDS, WORLD, Record
from .scoring import scored
from .words import EVENTS as EVENT_WORDS

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
    return {"name": name, "label": label(name), "here": here, "model": model}


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
