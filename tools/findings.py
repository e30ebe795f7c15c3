"""Print the numbers of docs/findings.md: what the posterior that ships says of the questions of the project.

Every arm plays the same worlds, drawn from the filtered record, with the same luck: `python tools/findings.py`.
"""

from __future__ import annotations

import numpy as np

from sim.analysis.history.ahead import Ensemble, calendar_ahead, ensemble, played_ahead, shown_ahead
from sim.analysis.history.kept_posterior import load_posterior
from sim.analysis.history.record import load_record
from sim.analysis.history.sightings import calendar_of
from sim.arrays import Floats
from sim.engine import ORDERS, PLACES
from sim.game.catalogue import CAPITALS
from sim.game.moves import KimType
from sim.game.policies import courses_of

WORLDS, PARTICLES, SEED, MONTHS = 60_000, 200, 7, 24
ORIGINS = ("2017-02", "2017-07", "2018-01", "2018-02", "2019-05")


def main() -> None:
    """Filter the record once, and print the answers at each origin."""
    record = load_record()
    calendar = calendar_of(record)
    sampler = load_posterior().sampler(PARTICLES, SEED, 2)
    for row, month in enumerate([*record.months, "2020-01"]):
        if month in ORIGINS:
            start = ensemble(sampler, WORLDS, SEED)
            ahead = calendar_ahead(month, MONTHS, record.before(month))
            say_turn(month, start, ahead)
            if month == ORIGINS[0]:
                say_pressure(start, ahead)
                say_enforcement(start, ahead)
        if month in ("1994-07", "2011-12", "2018-01", "2020-01"):
            print(f"Kim at the end of the month before {month}:", *who(sampler))
        if row < len(record):
            sampler.read(calendar[: row + 1])


def who(sampler: object) -> list[str]:
    """Return the chance of each type of Kim with the spread over sets of numbers."""
    clouds, weight = sampler.clouds, sampler.weight  # type: ignore[attr-defined]
    said = []
    for kim in KimType:
        by_set = (clouds.weight * clouds.of(f"kim_odds.{int(kim)}")).mean(axis=1)
        said.append(f"{kim.name.lower()} {spread(by_set, weight)}")
    return said


def spread(by_set: Floats, weight: Floats) -> str:
    """Return a weighted mean over sets, and what 95 % of them say."""
    order = np.argsort(by_set)
    reached = np.cumsum(weight[order])
    low, high = (by_set[order][min(np.searchsorted(reached, q), len(order) - 1)] for q in (0.025, 0.975))
    return f"{weight @ by_set:.3f} ({low:.3f} to {high:.3f})"


def over_sets(values: Floats, start: Ensemble) -> str:
    """Return a mean over worlds, and what 95 % of the sets of numbers say, with the noise of their worlds taken out."""
    key = next(iter(start.numbers.values()))
    _, which = np.unique(key, return_inverse=True)
    count = np.bincount(which).astype(float)
    means = np.bincount(which, values) / count
    inside = np.bincount(which, (values - means[which]) ** 2) / np.maximum(count - 1.0, 1.0) / count
    mean = float(np.average(means, weights=count))
    total = float(np.average((means - mean) ** 2, weights=count))
    noise = float(np.average(inside, weights=count))
    real = np.sqrt(max(total - noise, 0.0))
    shrunk = mean + (means - mean) * (real / np.sqrt(total) if total > 0.0 else 0.0)
    low, high = np.quantile(shrunk, [0.025, 0.975])
    return f"{mean:+.3f} ({low:+.3f} to {high:+.3f})"


def say_turn(month: str, start: Ensemble, ahead: Floats) -> None:
    """Print how likely talks and quiet were in the year from a month."""
    shown = shown_ahead(start, ahead[:12], SEED, 2)
    talks, tests = shown["talks_month"].sum(axis=0), shown["test_month"].sum(axis=0)
    for said, happened in (
        ("talks in 7 months or more of the next 12", talks >= 7), ("talks in 4 or more", talks >= 4),
        ("no test in 12 months", tests == 0), ("tests in 5 months or more of the next 12", tests >= 5),
    ):  # fmt: skip
        print(f"from {month}: {said}: {over_sets(happened.astype(float), start)}")


def held(capital: str, course: str) -> np.ndarray:
    """Return orders that hold a capital to a course."""
    orders = np.full((MONTHS, len(ORDERS)), -1, np.int8)
    orders[:, ORDERS.index(f"{capital}_course")] = courses_of(capital).index(course)
    return orders


def types(start: Ensemble) -> list[tuple[str, np.ndarray]]:
    """Return the worlds of each type of Kim, and all."""
    kim = start.state[PLACES.index("kim.type")]
    return [("any Kim", np.ones(start.worlds, bool)), *((k.name.lower(), kim == k) for k in KimType)]


def some(start: Ensemble, where: np.ndarray) -> Ensemble:
    """Return some of the worlds."""
    numbers = {name: values[where] for name, values in start.numbers.items()}
    return Ensemble(start.state[:, where], numbers, start.certain, start.month)


def say_pressure(start: Ensemble, ahead: Floats) -> None:
    """Print what Washington's course does to tests and talks of the next year, by type of Kim."""
    arms = {
        course: shown_ahead(start, ahead, SEED, 2, held("washington", course)) for course in courses_of(CAPITALS[0])
    }
    for other in ("patience", "engagement"):
        for name, where in types(start):
            for seen in ("test_month", "talks_month"):
                gap = arms["maximum_pressure"][seen][:12].sum(axis=0) - arms[other][seen][:12].sum(axis=0)
                print(f"pressure less {other}, {name}, months with {seen} in 12:",
                      over_sets(gap[where].astype(float), some(start, where)), f"n {where.sum()}")  # fmt: skip


def say_enforcement(start: Ensemble, ahead: Floats) -> None:
    """Print what Beijing's enforcement does to Pyongyang's course after two years, by type and key."""
    arms = {}
    for course in ("shield", "enforce"):
        made = played_ahead(start, ahead, SEED, 2, ("pyongyang_course", "deterrent"), held("beijing", course))
        arms[course] = made.record["pyongyang_course"][-1] >= 2.0, made.record["deterrent"][-1]
    key = start.state[PLACES.index("kim.key")] > 0.5
    for name, where in [*types(start), ("greedy, Beijing holds the key", types(start)[2][1] & key)]:
        for label, place in (("charm or consolidation after two years", 0), ("deterrent complete", 1)):
            gap = (arms["enforce"][place].astype(float) - arms["shield"][place])[where]
            print(f"enforcement less shield, {name}, {label}: {over_sets(gap, some(start, where))} n {where.sum()}")


if __name__ == "__main__":
    main()
