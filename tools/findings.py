"""Answer the questions of docs/findings.md by the shipped posterior, and write the numbers.

    python tools/findings.py           the numbers of the page
    python tools/findings.py 4000      fewer worlds, for a look

Every arm plays the same worlds, drawn from the filtered record, with the same random draws. The
findings go into docs/history/findings.json, and from there into the page.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from sim.core.base.arrays import Floats
from sim.core.engine import ORDERS, PLACES
from sim.core.estimate.writing import number_text
from sim.core.game.catalogue import CAPITALS
from sim.core.game.moves import KimType
from sim.core.game.policies import courses_of
from sim.history.ahead import Ensemble, calendar_ahead, ensemble, played_ahead, shown_ahead
from sim.history.beliefs import quantiles
from sim.history.dates import FIRST_MONTH, FIT_LAST
from sim.history.kept_posterior import load_posterior
from sim.history.record import load_record
from sim.history.sightings import calendar_of
from tools import documents

WORLDS, PARTICLES, SEED, MONTHS = 60_000, 100, 7, 24
OPENINGS = {
    "2017-02": "February 2017",
    "2017-07": "July 2017",
    "2018-01": "January 2018",
    "2018-02": "February 2018",
    "2019-05": "May 2019",
}
KIMS = {
    "1994-07": "June 1994, Kim Il-sung",
    "2011-12": "November 2011, Kim Jong-il",
    "2018-01": "December 2017, Kim Jong-un",
    "2020-01": "December 2019, Kim Jong-un",
}


def main(worlds: int) -> None:
    """Filter the record once, ask at each origin, and write the findings."""
    record = load_record().window(FIRST_MONTH, FIT_LAST)
    posterior = load_posterior(accept_old_rules=True)
    calendar, sampler = calendar_of(record), posterior.sampler(PARTICLES, SEED, 2)
    openings, kims, tables = [], [], {}
    for row, month in enumerate([*record.months, "2020-01"]):
        if month in OPENINGS:
            start = ensemble(sampler, worlds, SEED)
            ahead = calendar_ahead(month, MONTHS, record.before(month))
            openings.append([OPENINGS[month], *chances_of_opening(start, ahead)])
            if month == "2017-02":
                tables["pressure"] = pressure(start, ahead)
                tables["enforcement"] = enforcement(start, ahead)
        if month in KIMS:
            kims.append([KIMS[month], *who(sampler)])
        if row < len(record):
            sampler.read(calendar[: row + 1])
    tables["openings"] = table(
        "Seen from the months before, the chance of each for the twelve months to come",
        ("from", "talks in 7 months or more", "in 4 or more", "no test", "tests in 5 or more"),
        openings,
    )
    tables["kims"] = table(
        "Kim's type", ("at the end of", *(kim.name.lower() for kim in KimType)), kims
    )
    said = (
        f"{posterior.sets} sets fitted to {posterior.first} to {posterior.last} (fit of {posterior.date}), {worlds} "
        "worlds an arm with the same random draws. In brackets: the range of 95 % of the sets."
    )
    kept = json.dumps(
        {"sentences": [said], "notes": [], "tables": tables}, ensure_ascii=False, indent=1
    )
    (documents.FOLDER / "history" / "findings.json").write_text(kept + "\n", encoding="utf-8")
    documents.write()


def table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Return a table in the form that documents quote."""
    return {"caption": caption, "heads": list(heads), "rows": [list(row) for row in rows]}


def who(sampler: Any) -> list[str]:
    """Return the probability of each type of Kim, with its 95 % range over sets of parameters."""
    clouds, weight = sampler.clouds, sampler.weight
    said = []
    for kim in KimType:
        by_set = (clouds.weight * clouds.of(f"kim_odds.{int(kim)}")).mean(axis=1)
        low, high = quantiles(by_set, weight, (0.025, 0.975))
        said.append(f"{100 * (weight * by_set).sum():.0f} % ({100 * low:.0f} to {100 * high:.0f})")
    return said


def over_sets(
    values: Floats, start: Ensemble, scale: float = 1.0, decimals: int = 1, signed: bool = True
) -> str:
    """Return a mean over worlds, and its 95 % range over sets of parameters without the sampling
    noise of their worlds.
    """
    _, which = np.unique(next(iter(start.numbers.values())), return_inverse=True)
    count = np.bincount(which).astype(float)
    means = np.bincount(which, values) / count
    inside = np.bincount(which, (values - means[which]) ** 2) / np.maximum(count - 1.0, 1.0) / count
    mean = float(np.average(means, weights=count))
    total = float(np.average((means - mean) ** 2, weights=count))
    real = np.sqrt(max(total - float(np.average(inside, weights=count)), 0.0))
    shrunk = mean + (means - mean) * (real / np.sqrt(total) if total > 0.0 else 0.0)
    low, high = np.quantile(shrunk, [0.025, 0.975])
    texts = [number_text(scale * each, decimals, signed) for each in (mean, low, high)]
    return f"{texts[0]} ({texts[1]} to {texts[2]})"


def chances_of_opening(start: Ensemble, ahead: Floats) -> list[str]:
    """Return the probabilities of talks and of quiet in the year from a month, in per cent."""
    shown = shown_ahead(start, ahead[:12], SEED, 2)
    talks, tests = shown["talks_month"].sum(axis=0), shown["test_month"].sum(axis=0)
    return [
        f"{over_sets(happened.astype(float), start, 100.0, 0, False)} %"
        for happened in (talks >= 7, talks >= 4, tests == 0, tests >= 5)
    ]


def held(capital: str, course: str) -> np.ndarray:
    """Return orders that hold a capital to a course."""
    orders = np.full((MONTHS, len(ORDERS)), -1, np.int8)
    orders[:, ORDERS.index(f"{capital}_course")] = courses_of(capital).index(course)
    return orders


def types(start: Ensemble) -> list[tuple[str, np.ndarray]]:
    """Return the masks of the worlds of all types of Kim, and of each type."""
    kim = start.state[PLACES.index("kim.type")]
    return [
        ("as the record has him", np.ones(start.worlds, bool)),
        *((k.name.lower(), kim == k) for k in KimType),
    ]


def some(start: Ensemble, where: np.ndarray) -> Ensemble:
    """Return the worlds of a mask."""
    numbers = {name: values[where] for name, values in start.numbers.items()}
    return Ensemble(start.state[:, where], numbers, start.certain, start.month)


def pressure(start: Ensemble, ahead: Floats) -> dict[str, Any]:
    """Return the effect of Washington's course on tests and talks in a year, by Kim's type."""
    courses = ("maximum_pressure", "engagement", "patience")
    arms = {each: shown_ahead(start, ahead, SEED, 2, held(CAPITALS[0], each)) for each in courses}
    rows = []
    for other in courses[1:]:
        for name, where in types(start):
            gaps = [
                arms[courses[0]][seen][:12].sum(axis=0) - arms[other][seen][:12].sum(axis=0)
                for seen in ("test_month", "talks_month")
            ]
            cells = (over_sets(gap[where].astype(float), some(start, where)) for gap in gaps)
            rows.append([other, name, *cells, str(where.sum())])
    heads = ("maximum pressure less …", "Kim", "months with a test", "months with talks", "worlds")
    return table("Washington holds one course for a year from February 2017", heads, rows)


def enforcement(start: Ensemble, ahead: Floats) -> dict[str, Any]:
    """Return the effect of Beijing's enforcement on Pyongyang's course and deterrent after two
    years, by type and leverage.
    """
    arms = {}
    for course in ("shield", "enforce"):
        made = played_ahead(
            start, ahead, SEED, 2, ("pyongyang_course", "deterrent"), held("beijing", course)
        )
        arms[course] = made.record["pyongyang_course"][-1] >= 2.0, made.record["deterrent"][-1]
    leverage = start.state[PLACES.index("kim.leverage")] > 0.5
    rows = []
    for name, where in [
        *types(start),
        ("greedy, and Beijing has leverage", types(start)[2][1] & leverage),
    ]:
        gaps = [
            (arms["enforce"][place].astype(float) - arms["shield"][place])[where]
            for place in (0, 1)
        ]
        cells = (f"{over_sets(gap, some(start, where), 100.0, 0)} points" for gap in gaps)
        rows.append([name, *cells, str(where.sum())])
    heads = ("Kim", "on charm or consolidation", "deterrent complete", "worlds")
    return table("Beijing enforces less Beijing shields, two years from February 2017", heads, rows)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else WORLDS)
