"""Was a cause necessary, was it sufficient: Pearl's probabilities, counted in worlds with the same luck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np

from sim.analysis.counterfactual import WhyOptions
from sim.analysis.counterfactual.changes import Cause
from sim.analysis.finding import Finding
from sim.arrays import Flags
from sim.study.estimate.interval import Estimate, probability, wilson
from sim.study.estimate.quantities import Cell, Table, share
from sim.study.estimate.writing import count_text
from sim.study.experiment.definition import Experiment, Value
from sim.study.measure.outcomes import WAR_LINE, is_war, label_of
from sim.study.play.grid import experiment_of_rows
from sim.study.store.results import Results


def ask(options: WhyOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the experiment: the scenario as it is, and with each cause low and high, all in the same worlds.

    Where the cause is the policy of a capital that votes, its vote is called off, since it would replace the policy.
    """
    if so_far:
        return None
    cells: list[dict[str, Value]] = [{}]
    voting = {vote.capital for vote in options.scenario.elections}
    for cause in options.causes:
        capital, _, kind = cause.name.partition(".")
        vote: dict[str, Value] = {f"elections.{capital}": False} if kind == "policy" and capital in voting else {}
        cells += [{cause.name: value} | vote for value in (cause.low, cause.high)]
    lots = np.zeros(len(cells), dtype=np.int64)
    return experiment_of_rows(
        options.scenario, cells, lots, options.worlds, options.seed, (options.outcome,)
    )  # fmt: skip


def find(options: WhyOptions, results: Sequence[Results]) -> CausesFinding:
    """Count how the outcome answers to each cause."""
    as_is, *ends = results[0].by_cell(options.outcome) > 0.0
    found = [
        Causation(cause, options.outcome, ends[2 * k], ends[2 * k + 1], as_is) for k, cause in enumerate(options.causes)
    ]
    return CausesFinding(options, tuple(found))


@dataclass(frozen=True, eq=False)
class Causation:
    """An outcome in n worlds with a cause low, high, and as the scenario has it, all under the same luck.

    Each of the three arrays is bool, `(worlds,)`.
    """

    cause: Cause
    outcome: str
    low: Flags
    high: Flags
    as_is: Flags

    @property
    def n(self) -> int:
        """The number of worlds."""
        return int(self.low.size)

    def count(self, low: bool, high: bool) -> int:
        """Return in how many worlds the outcome is as said with the cause low, and with it high."""
        return int(np.count_nonzero((self.low == low) & (self.high == high)))

    @property
    def response(self) -> dict[str, Estimate]:
        """The four kinds of worlds, by how the outcome answers to the cause; the shares sum to 1."""
        kinds = {"always": (True, True), "only high": (False, True), "only low": (True, False), "never": (False, False)}
        return {name: wilson(self.count(*kind), self.n) for name, kind in kinds.items()}

    @property
    def raises(self) -> bool:
        """Whether the outcome is at least as frequent with the cause high as with it low."""
        return self.count(False, True) >= self.count(True, False)

    @property
    def against(self) -> Estimate:
        """The share of worlds that answer against the main direction: 0 if the cause acts monotonically."""
        return wilson(self.count(True, False) if self.raises else self.count(False, True), self.n)

    def probabilities(self, high: bool = True) -> dict[str, Estimate | None]:
        """Return PN, PS and PNS of the cause's being high, or low, for the outcome; None where no world can tell.

        PN: of the worlds with the outcome under the cause, those without it under the other value. PS: of those without
        the outcome under the other value, those with it under the cause. PNS: of all worlds, those where both hold.
        Source: Pearl 2009, Causality, definitions 9.2.1 to 9.2.3.
        """
        with_it, without = (self.high, self.low) if high else (self.low, self.high)
        both = int(np.count_nonzero(with_it & ~without))
        return {
            "PN": share_or_none(both, int(np.count_nonzero(with_it))),
            "PS": share_or_none(both, int(np.count_nonzero(~without))),
            "PNS": share_or_none(both, self.n),
        }

    @property
    def of_the_run(self) -> dict[str, Estimate | None]:
        """What the cause would have done to the worlds as they are.

        Of the worlds with the outcome, those where the low, or the high, value would have prevented it (Pearl's
        probability of disablement); of those without it, those where the value would have brought it about
        (enablement). None where no world can tell. Source: Pearl 2009, definitions 9.2.4 and 9.2.5.
        """
        happened = int(np.count_nonzero(self.as_is))
        found: dict[str, Estimate | None] = {}
        for name, values in (("low", self.low), ("high", self.high)):
            found[f"prevented by {name}"] = share_or_none(int(np.count_nonzero(self.as_is & ~values)), happened)
            found[f"brought about by {name}"] = share_or_none(
                int(np.count_nonzero(~self.as_is & values)), self.n - happened
            )
        return found

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""

        def plain(estimates: dict[str, Estimate | None]) -> dict[str, Any]:
            return {name: each.as_dict() if each else None for name, each in estimates.items()}

        return {
            "cause": self.cause.name, "low": self.cause.low, "high": self.cause.high, "outcome": self.outcome,
            "n": self.n,
            "share": {name: probability(getattr(self, name)).as_dict() for name in ("low", "high", "as_is")},
            "response": plain(dict(self.response)), "against_the_main_direction": self.against.as_dict(),
            "high_as_cause": plain(self.probabilities(True)), "low_as_cause": plain(self.probabilities(False)),
            "of_the_run": plain(self.of_the_run),
        }  # fmt: skip


def share_or_none(successes: int, n: int) -> Estimate | None:
    """Return a share with its interval, or None of no worlds."""
    return wilson(successes, n) if n else None


PEARL: Final = {"PN": "necessary", "PS": "sufficient", "PNS": "both"}
NO_WORLD: Final = "not defined: no such world"


@dataclass(frozen=True)
class CausesFinding(Finding):
    """How an outcome answers to each of some causes."""

    analysis: ClassVar[str] = "causes"
    options: WhyOptions
    causes: tuple[Causation, ...]

    def sentences(self) -> list[str]:
        """Return for each cause how likely the outcome is at both ends, and how often the cause made it so."""
        outcome, told = label_of(self.options.outcome), []
        for each in self.causes:
            ends = dict(zip((False, True), each.cause.ends, strict=True))
            own, other = ends[each.raises], ends[not each.raises]
            shares = {high: share(probability(flags)).text() for high, flags in ((True, each.high), (False, each.low))}
            pearl = {
                name: share(found).text() if found else "none"
                for name, found in each.probabilities(each.raises).items()
            }
            if each.probabilities(each.raises)["PN"] is None:
                told.append(f"No world has {outcome}, whether {each.cause.name} is {own} or {other}.")
                continue
            told.append(
                f"With {each.cause.name} at {own}, {outcome} comes in {shares[each.raises]} of the worlds; at "
                f"{other}, in {shares[not each.raises]}. Of the worlds that have it at {own}, {pearl['PN']} would not "
                f"at {other} (necessary); of those without it at {other}, {pearl['PS']} would at {own} (sufficient)."
            )
        return told

    def tables(self) -> list[Table]:
        """Return the shares at both ends, Pearl's probabilities, the kinds of worlds, and what either end would do."""
        outcome = label_of(self.options.outcome)
        ranges = [f"{each.cause.name}, {' to '.join(each.cause.ends)}" for each in self.causes]
        shares: list[tuple[Cell, ...]] = [
            (name, *(share(probability(flags)) for flags in (each.low, each.high, each.as_is)))
            for name, each in zip(ranges, self.causes, strict=True)
        ]
        kinds: list[tuple[Cell, ...]] = [
            (name, *map(share, each.response.values()), share(each.against))
            for name, each in zip(ranges, self.causes, strict=True)
        ]
        of_run: list[tuple[Cell, ...]] = [
            (name, *map(cell, each.of_the_run.values())) for name, each in zip(ranges, self.causes, strict=True)
        ]  # fmt: skip
        return [
            Table("shares", f"How likely {outcome} is", ("cause", "low", "high", "as it is"), tuple(shares), True),
            Table("pearl", f"The cause of {outcome}, each value rather than the other",
                  ("cause", *PEARL.values()), tuple(self.pearl()), True),
            Table("kinds", f"Worlds by when they have {outcome}; the last answer against the main direction",
                  ("cause", "always", "only high", "only low", "never", "against"), tuple(kinds)),
            Table("as-they-are", f"Worlds as they are: {outcome} prevented, of those with it; brought about, of others",
                  ("cause", "prevented by low", "brought about by low", "prevented by high", "brought about by high"),
                  tuple(of_run)),
        ]  # fmt: skip

    def pearl(self) -> Iterator[tuple[Cell, ...]]:
        """Yield Pearl's probabilities of each value of each cause."""
        for each in self.causes:
            low, most = each.cause.ends
            for high, text in ((True, f"{most}, not {low}"), (False, f"{low}, not {most}")):
                yield (f"{each.cause.name} at {text}", *map(cell, each.probabilities(high).values()))

    def notes(self) -> list[str]:
        """Return how the numbers were made."""
        s, o = self.scenario, self.options
        notes = [
            f"{s.title} ({s.name}): {count_text(o.worlds)} worlds, {s.months} months from {s.start}, seed {o.seed}.",
            "Each world is played with the cause low and high under its own luck, so whether it flips is counted, not "
            "bounded. Wilson 95 % intervals.",
            "Necessary: of the worlds with the outcome under the value, those without it under the other. Sufficient: "
            "of those without it under the other, those with it under the value. Both: of all worlds.",
        ]
        return [*notes, WAR_LINE] if is_war(o.outcome) else notes

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        causes = [each.as_dict() for each in self.causes]
        return self.head() | {"worlds": self.options.worlds, "causes": causes}


def cell(estimate: Estimate | None) -> Cell:
    """Return a share for a table, or words where no world can tell."""
    return share(estimate) if estimate else NO_WORLD
