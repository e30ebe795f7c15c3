"""Base rates of a record and of a run, and what a record without a war says about the chance of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Final

import numpy as np

from sim.analysis.history.observe import LABELS, OBSERVABLES, SeenWorlds, observed_record
from sim.analysis.history.record import Record
from sim.arrays import Flags
from sim.errors import DataProblem
from sim.study.estimate.interval import Estimate, ratio, wilson

Seen = Mapping[str, Flags]
Part = tuple[Flags, Flags]
"""Where something happened, and the months among which it could; both `(months, worlds)`."""

FOLLOWING: Final = {
    "test_after_test": "P(test | test last month)",
    "test_after_quiet": "P(test | no test last month)",
    "test_in_talks": "P(test | talks this or last month)",
    "test_without_talks": "P(test | no talks this or last month)",
    "talks_after_test": "P(talks this or next month | test)",
    "resolution_after_big": "P(resolution within 3 months | big test)",
}
RATES: Final = {name: f"share of months: {LABELS[name]}" for name in OBSERVABLES} | FOLLOWING


@dataclass(frozen=True, slots=True)
class Rate:
    """One base rate of the record, of a run, or of both; None where it is not asked for or not defined."""

    name: str
    label: str
    recorded: Estimate | None
    simulated: Estimate | None

    def as_dict(self) -> dict[str, Any]:
        """Return the rate as plain data."""
        return {
            "name": self.name,
            "label": self.label,
            "recorded": None if self.recorded is None else self.recorded.as_dict(),
            "simulated": None if self.simulated is None else self.simulated.as_dict(),
        }


def base_rates(record: Record | None = None, made: SeenWorlds | None = None) -> list[Rate]:
    """Return the base rates of a record and of worlds side by side.

    A rate of the record has a Wilson interval over its months, as if they were independent, which they are not. One
    of worlds has an interval over them, whose months are counted together.
    """
    recorded = {} if record is None else parts({n: flags[:, None] for n, flags in observed_record(record).items()})
    simulated = {} if made is None else parts(made.seen, made.played)
    return [
        Rate(name, label, of_record(recorded.get(name)), of_worlds(simulated.get(name)))
        for name, label in RATES.items()
    ]


def parts(seen: Seen, running: Flags | None = None) -> dict[str, Part]:
    """Return the hits and the months at risk of every rate; `running` says which months were played."""
    test, talks = seen["test_month"], seen["talks_month"]
    alive: Flags = np.ones_like(test) if running is None else running
    later = alive & earlier(alive, 1)
    recent = talks | earlier(talks, 1)
    soon = soon_after(seen["resolution"], 3)
    followed = alive & next_to(alive, 3)
    return {name: (seen[name], alive) for name in OBSERVABLES} | {
        "test_after_test": (test, later & earlier(test, 1)),
        "test_after_quiet": (test, later & ~earlier(test, 1)),
        "test_in_talks": (test, later & recent),
        "test_without_talks": (test, later & ~recent),
        "talks_after_test": (talks | next_to(talks, 1), alive & next_to(alive, 1) & test),
        "resolution_after_big": (soon | seen["resolution"], followed & seen["big_test"]),
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
    hits, among = part
    n = int(np.count_nonzero(among))
    return wilson(int(np.count_nonzero(hits & among)), n) if n else None


def of_worlds(part: Part | None) -> Estimate | None:
    """Return a rate of a run with its interval over worlds, None where no month was at risk."""
    if part is None:
        return None
    hits, among = part
    counts = (np.count_nonzero(flags, axis=0).astype(np.float64) for flags in (hits & among, among))
    try:
        return ratio(*counts)
    except DataProblem:
        return None


CRISES: Final = 13
DISPUTES: Final = 36
WAR_LINE: Final = (
    f"War has not happened in the record (0 of {CRISES} crises, 0 of {DISPUTES} disputes): "
    "P(war) is bounded, not validated."
)
"""The note that stands beside every probability of war."""

WAR_SHORT: Final = f"P(war) is bounded by the record (0 wars in {CRISES} crises), not validated."
"""The same for a figure, which has less room."""

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
class Saying:
    """What a named person said in 2017 of the chance of war: a number, or a range; tag E (elicited)."""

    who: str
    event: str
    low: float
    high: float


SAYINGS: Final[tuple[Saying, ...]] = (
    Saying("Stavridis", "full war in 2018", 0.10, 0.10),
    Saying("Stavridis", "a limited exchange besides", 0.20, 0.20),
    Saying("Stavridis", "full war, as seen a year before", 0.01, 0.01),
    Saying("Stavridis, September 2017", "conventional war", 0.20, 0.30),
    Saying("Brennan", "war", 0.20, 0.25),
    Saying("Graham", "the military option of the United States", 0.30, 0.30),
    Saying("Graham", "the same after a seventh nuclear test", 0.70, 0.70),
    Saying("Wit", "war", 0.40, 0.40),
    Saying("Haass", "war", 0.50, 0.50),
)
"""No war followed. They are perceived risk, never a target."""


@dataclass(frozen=True, slots=True)
class WarNote:
    """The note in one line, the bounds behind it, and what people said in 2017."""

    line: str
    bounds: tuple[Bound, ...]
    sayings: tuple[Saying, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the note as plain data."""
        return {
            "line": self.line,
            "bounds": [asdict(bound) for bound in self.bounds],
            "said_in_2017": [asdict(saying) for saying in self.sayings],
        }


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
    """Return what the record says of war, with the exact bounds and the sayings of 2017.

    The provocations, test months and lethal incidents are those of the shipped record, 2006 to 2019. Cases are taken
    as alike and independent, which they are not: read the bounds as orders of magnitude.
    """
    from sim.analysis.history.observe import observed_record
    from sim.analysis.history.record import load_record

    record = load_record()
    seen = observed_record(record)
    span = f"the shipped record, {record.months[0][:4]}–{record.months[-1][:4]}"
    bounds = (
        bound("a Korean crisis", 0, CRISES, "ICB v14, after 1953"),
        bound("a dispute with the DPRK", 0, DISPUTES, "MID 5.0, 1954–2014"),
        bound("a provocation", 0, int(record.columns["provocations"].sum()), span),
        bound("a test month", 0, int(seen["test_month"].sum()), span),
        bound("a lethal incident", 0, int(seen["lethal_incident"].sum()), span),
        bound("any crisis in the world", 23, 329, "ICB v14, since 1946, not begun inside a war"),
    )
    return WarNote(WAR_LINE, bounds, SAYINGS)


def subtitle(text: str, outcomes: Iterable[str]) -> str:
    """Return the subtitle of a figure, with the short note on war where one of the outcomes is a war."""
    return f"{text} {WAR_SHORT}" if any(is_war(outcome) for outcome in outcomes) else text


def is_war(outcome: str) -> bool:
    """Say whether an outcome, a flag or a final state by name, is a war, so that the note must stand beside it."""
    return outcome == "accident" or "war" in outcome.replace("_", " ").split()
