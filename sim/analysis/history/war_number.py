"""What the record can say about the probability of war: a bound, since war has never happened in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Final

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


def caveat(caution: str, outcomes: Iterable[str]) -> str:
    """Return a caution, with the note on war in a line of its own where one of the outcomes is a war."""
    return f"{caution}\n{WAR_LINE}" if any(is_war(outcome) for outcome in outcomes) else caution


def subtitle(text: str, outcomes: Iterable[str]) -> str:
    """Return the subtitle of a figure, with the short note on war where one of the outcomes is a war."""
    return f"{text} {WAR_SHORT}" if any(is_war(outcome) for outcome in outcomes) else text


def is_war(outcome: str) -> bool:
    """Say whether an outcome, a flag or a final state by name, is a war, so that the note must stand beside it."""
    return outcome == "accident" or "war" in outcome.replace("_", " ").split()
