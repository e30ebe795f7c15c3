"""Base rates of a record and of a run, and what a record without a war says about the chance of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from sim.arrays import Flags
from sim.errors import DataProblem
from sim.history.observe import LABELS, OBSERVABLES, UNKNOWN, SeenWorlds, seen_in
from sim.history.record import Record, load_record
from sim.study.estimate.interval import Estimate, ratio, wilson
from sim.study.measure.outcomes import CRISES, DISPUTES, WAR_LINE

Seen = Mapping[str, Flags]


@dataclass(frozen=True, slots=True)
class Part:
    """Where something happened, the months among which it could, and those of which all of that is known.

    All are `(months, worlds)`.
    """

    hits: Flags
    among: Flags
    known: Flags


FOLLOWING: Final = {
    "test_after_test": "P(test | test last month)", "test_after_quiet": "P(test | no test last month)",
    "test_in_talks": "P(test | talks this or last month)",
    "test_without_talks": "P(test | no talks this or last month)",
    "talks_after_test": "P(talks this or next month | test)",
    "resolution_after_big": "P(resolution within 3 months | big test)",
}  # fmt: skip
RATES: Final = {name: f"share of months: {LABELS[name]}" for name in OBSERVABLES} | FOLLOWING


@dataclass(frozen=True, slots=True)
class Rate:
    """One base rate of the record, of a run, or of both; None where it is not asked for or not defined.

    `months` are the first and the last month of the record that it counts, "" where there is none.
    """

    name: str
    label: str
    recorded: Estimate | None
    simulated: Estimate | None
    months: str = ""


def base_rates(record: Record | None = None, made: SeenWorlds | None = None) -> list[Rate]:
    """Return the base rates of a record and of worlds side by side.

    A rate of the record counts the months of which all that it asks for is known. It has a Wilson interval over them,
    as if they were independent, which they are not. One of worlds has an interval over them, whose months are counted
    together.
    """
    recorded = {} if record is None else parts_of_record(record)
    simulated = {} if made is None else parts(made.seen, dict.fromkeys(made.seen, made.played))
    return [
        Rate(
            name, label, of_record(recorded.get(name)), of_worlds(simulated.get(name)),
            span_of(record, recorded[name].known[:, 0]) if record else "",
        )
        for name, label in RATES.items()
    ]  # fmt: skip


def parts_of_record(record: Record) -> dict[str, Part]:
    """Return the hits and the months at risk of every rate in a record, as one world."""
    seen = {name: each[:, None] for name, each in seen_in(record).items()}
    return parts(
        {name: each == 1 for name, each in seen.items()}, {name: each != UNKNOWN for name, each in seen.items()}
    )


def span_of(record: Record, known: Flags) -> str:
    """Return the first and the last of some months of a record in words, "" for none."""
    rows = np.flatnonzero(known)
    return f"{record.months[rows[0]]} to {record.months[rows[-1]]}" if len(rows) else ""


def parts(seen: Seen, known: Seen) -> dict[str, Part]:
    """Return the hits and the months at risk of every rate; `known` says of which months each observable is known."""
    test, talks = seen["test_month"], seen["talks_month"]
    tests, contacts, rounds = known["test_month"], known["talks_month"], known["resolution"]
    twice = tests & earlier(tests, 1)
    recently = tests & contacts & earlier(contacts, 1)
    recent = talks | earlier(talks, 1)
    soon = seen["resolution"] | soon_after(seen["resolution"], 3)
    following = known["big_test"] & rounds & next_to(rounds, 1) & next_to(rounds, 2) & next_to(rounds, 3)
    next_contacts = tests & contacts & next_to(contacts, 1)
    return {name: Part(seen[name], known[name], known[name]) for name in OBSERVABLES} | {
        "test_after_test": Part(test, twice & earlier(test, 1), twice),
        "test_after_quiet": Part(test, twice & ~earlier(test, 1), twice),
        "test_in_talks": Part(test, recently & recent, recently),
        "test_without_talks": Part(test, recently & ~recent, recently),
        "talks_after_test": Part(talks | next_to(talks, 1), next_contacts & test, next_contacts),
        "resolution_after_big": Part(soon, following & seen["big_test"], following),
    }


def earlier(flags: Flags, months: int) -> Flags:
    """Return the flags of some months before, `(months, worlds)`; False before the first month."""
    moved = np.zeros_like(flags)
    moved[months:] = flags[: len(flags) - months]
    return moved


def next_to(flags: Flags, months: int) -> Flags:
    """Return the flags of some months after, `(months, worlds)`; False beyond the last month."""
    moved = np.zeros_like(flags)
    moved[: max(len(flags) - months, 0)] = flags[months:]
    return moved


def soon_after(flags: Flags, months: int) -> Flags:
    """Return where one of the next months is flagged."""
    found = np.zeros_like(flags)
    for month in range(1, months + 1):
        found |= next_to(flags, month)
    return found


def of_record(part: Part | None) -> Estimate | None:
    """Return a rate of the record with its Wilson interval, None where no month was at risk."""
    if part is None:
        return None
    n = int(np.count_nonzero(part.among))
    return wilson(int(np.count_nonzero(part.hits & part.among)), n) if n else None


def of_worlds(part: Part | None) -> Estimate | None:
    """Return a rate of a run with its interval over worlds, None where no month was at risk."""
    if part is None:
        return None
    chosen = (part.hits & part.among, part.among)
    counts = (np.count_nonzero(flags, axis=0).astype(np.float64) for flags in chosen)
    try:
        return ratio(*counts)
    except DataProblem:
        return None


LEVEL: Final = 0.95


@dataclass(frozen=True, slots=True)
class Bound:
    """How often something led to war, and what that leaves open.

    `rule_of_three` is 3/n, NaN where there were wars. `upper` is the one-sided 95 % Clopper–Pearson bound, for no war
    1 − .05^(1/n). `jeffreys` is the posterior mean under Jeffreys' prior Beta(½, ½), `jeffreys_high` its 97.5 %
    quantile. Sources: Clopper and Pearson 1934, Biometrika 26:404; Jeffreys 1946, Proc. R. Soc. A 186:453; Hanley and
    Lippman-Hand 1983, JAMA 249:1743.
    """

    what: str
    wars: int
    cases: int
    source: str
    rule_of_three: float
    upper: float
    jeffreys: float
    jeffreys_high: float


@dataclass(frozen=True, slots=True)
class WarNote:
    """The note in one line, and the bounds behind it."""

    line: str
    bounds: tuple[Bound, ...]


@cache
def bound(what: str, wars: int, cases: int, source: str) -> Bound:
    """Return the bounds on the probability of war per case, from `wars` in `cases` that are taken as alike."""
    from scipy.stats import beta

    posterior = beta(wars + 0.5, cases - wars + 0.5)
    return Bound(
        what, wars, cases, source,
        rule_of_three=3.0 / cases if wars == 0 else float("nan"),
        upper=float(beta.ppf(LEVEL, wars + 1, cases - wars)),
        jeffreys=float(posterior.mean()),
        jeffreys_high=float(posterior.ppf(0.975)),
    )  # fmt: skip


def war_note() -> WarNote:
    """Return what the record says of war, with the exact bounds.

    The provocations, test months and lethal incidents are those of the shipped record, in the months of which they are
    known. Cases are taken as alike and independent, which they are not: read the bounds as orders of magnitude.
    """
    record = load_record()
    seen, provocations = seen_in(record), record.columns["provocations"]
    tests, deaths = seen["test_month"], seen["lethal_incident"]
    bounds = (
        bound("a Korean crisis", 0, CRISES, "ICB v14, after 1953"),
        bound("a dispute with the DPRK", 0, DISPUTES, "MID 5.0, 1954–2014"),
        bound("a provocation", 0, int(np.nansum(provocations)), in_the_record(record, ~np.isnan(provocations))),
        bound("a test month", 0, int((tests == 1).sum()), in_the_record(record, tests != UNKNOWN)),
        bound("a lethal incident", 0, int((deaths == 1).sum()), in_the_record(record, deaths != UNKNOWN)),
        bound("any crisis in the world", 23, 329, "ICB v14, since 1946, not begun inside a war"),
    )
    return WarNote(WAR_LINE, bounds)


def in_the_record(record: Record, known: Flags) -> str:
    """Return which years of the record a bound is taken from."""
    first, _, last = span_of(record, known).partition(" to ")
    return f"{record.label}, {first[:4]}–{last[:4]}"
