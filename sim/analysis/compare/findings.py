"""Scenarios side by side: each outcome in all, and A less each other, world by world where luck is shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np

from sim.analysis.compare import CompareOptions
from sim.analysis.finding import Finding
from sim.game.catalogue import CAPITALS
from sim.game.policies import FREE, HELD
from sim.options import MOST_SEED
from sim.study.estimate.interval import Estimate, mean_estimate
from sim.study.estimate.paired import Difference, PairedDifference, paired, unpaired
from sim.study.estimate.shown import CAVEAT, Cell, Quantity, Table, amount, listed, points, share
from sim.study.estimate.writing import count_text, p_text
from sim.study.experiment.build import grid_of
from sim.study.experiment.definition import Experiment
from sim.study.outcomes import FINAL_STATES, KNOWN, WAR_LINE, label_of, name_of
from sim.study.run.readings import differ_in_sign, kims
from sim.study.run.worlds import Run, difference, share_luck
from sim.study.scenario import Scenario
from sim.study.scenario.plan import rule_of
from sim.study.store.results import Results

MAIN: tuple[str, ...] = ("lose_lose", "win_win", "escalation", "war", "regime_collapse", "turn", "ever_freeze")
"""The outcomes of the short table."""

VALUES: tuple[str, ...] = tuple(f"value_{capital}" for capital in CAPITALS)


LETTERS: Final = "ABCDEFGHIJKL"


def sides_of(options: CompareOptions) -> tuple[list[Scenario], tuple[str, ...]]:
    """Return the scenarios as they are played, and the capitals whose elections are called off in all of them.

    A new government goes by a lean of its own, and so undoes the rule that is compared.
    """
    kept = list(options.scenarios)
    voters = dict.fromkeys(vote.capital for each in kept for vote in each.elections) if options.paired else ()
    off = []
    for capital in voters:
        rules = {rule.name if (rule := rule_of(capital, each.plan(capital))) else HELD for each in kept}
        if len(rules) > 1 and not {FREE, HELD}.issuperset(rules):
            off.append(capital)
    changes = {f"elections.{capital}": False for capital in off}
    return [each.change(changes) for each in kept], tuple(off)


def ask(options: CompareOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the experiment of A, then that of each other."""
    number = len(so_far)
    if number == len(options.scenarios):
        return None
    scenario = sides_of(options)[0][number]
    seed = options.seed if options.paired else (options.seed + number) % (MOST_SEED + 1)
    return grid_of(scenario, (), options.worlds, seed, KNOWN, f"{LETTERS[number].lower()}-{scenario.name}")


def find(options: CompareOptions, results: Sequence[Results]) -> CompareFinding:
    """Return the comparison outcome by outcome, A less each other."""
    runs = tuple(each.run() for each in results)
    first, *others = runs
    # A flag that says the same as a final state is not told twice.
    names = (*FINAL_STATES, *(name for name in first.ledger.shown if first.ledger.label(name) not in FINAL_STATES))
    shares = tuple(
        Row(name, tuple(run.probability(name) for run in runs), tuple(difference(first, b, name) for b in others))
        for name in names
    )
    means = tuple(
        Row(name, tuple(run.mean(name) for run in runs), tuple(difference(first, b, name) for b in others))
        for name in VALUES
    )
    return CompareFinding(options, runs, shares, means)


@dataclass(frozen=True)
class Row:
    """One outcome of all runs, and A minus each other."""

    name: str
    each: tuple[Estimate, ...]
    changes: tuple[Difference, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The row of a table: the outcome, its estimates, then A minus each other with what it says."""
        show, minus = (amount, amount) if self.name in VALUES else (share, points)
        told = (cell for change in self.changes for cell in (minus(change), change.verdict))
        return label_of(self.name), *map(show, self.each), *told

    @property
    def typed(self) -> str:
        """The outcome as it is typed."""
        return self.name.replace(" ", "_")

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain data, each run by its letter, and A less each other."""
        own = {letter.lower(): found.as_dict() for letter, found in zip(LETTERS, self.each, strict=False)}
        less = {
            f"a_minus_{letter.lower()}": found.as_dict()
            for letter, found in zip(LETTERS[1:], self.changes, strict=False)
        }
        return own | less


@dataclass(frozen=True, eq=False)
class CompareFinding(Finding):
    """The comparison of runs: shares of worlds and mean values."""

    analysis: ClassVar[str] = "compare"
    options: CompareOptions
    runs: tuple[Run, ...]
    shares: tuple[Row, ...]
    means: tuple[Row, ...]

    @property
    def scenario(self) -> Scenario:
        """Scenario A."""
        return self.runs[0].scenario

    @property
    def paired(self) -> bool:
        """Whether world k of A has the luck of world k of the others."""
        return all(share_luck(self.runs[0], other) for other in self.runs[1:])

    @property
    def letters(self) -> str:
        """The letters of the runs."""
        return LETTERS[: len(self.runs)]

    @property
    def main(self) -> list[Row]:
        """The rows of the short table: the outcome asked for, and what most ask about."""
        named = {row.typed: row for row in self.shares}
        return [named[name] for name in dict.fromkeys((name_of(self.options.outcome), *MAIN)) if name in named]

    def row(self, name: str) -> Row:
        """Return one outcome of all runs."""
        return next(row for row in (*self.shares, *self.means) if row.name == name)

    def sentences(self) -> list[str]:
        """Return by how much the outcome asked for differs, which others differ most, and who all are."""
        own, *_ = self.main
        said = []
        for place, letter in enumerate(self.letters[1:]):
            what, change = label_of(own.name), own.changes[place]
            first = (
                f"There is {what} in {share(own.each[0]).text()} of {count_text(own.each[0].n)} worlds of A and in "
                f"{share(own.each[place + 1]).text()} of those of {letter}: "
            )
            if change.distinguishable and not change.same:
                first += f"{reach(change)} {'fewer' if change.value < 0 else 'more'} in A."
            else:
                first += "at this number of worlds the two cannot be told apart."
            others = [row for row in self.shares if row is not own and row.changes[place].distinguishable]
            most = sorted(others, key=lambda row: -abs(row.changes[place].value))[:3]
            told = [f"{label_of(row.name)} {points(row.changes[place]).text()}" for row in most]
            tail = f", A minus {letter}: {', '.join(told)}." if told else ""
            said += [first, f"What differs most besides{tail}" if told else "Nothing else differs."]
        named = zip(self.letters, self.runs, self.options.changes or ((),) * len(self.runs), strict=True)
        return [*said, " ".join(f"{letter} is {side(run, changes)}." for letter, run, changes in named)]

    def tables(self) -> list[Table]:
        """Return the outcomes asked for first, then all, values, lose-lose by who Kim is, and what flips."""
        others = self.letters[1:]
        verdicts = ["verdict"] if len(others) == 1 else [f"verdict on {letter}" for letter in others]
        pairs = (
            head for letter, verdict in zip(others, verdicts, strict=True) for head in (f"A minus {letter}", verdict)
        )
        heads = ("", *self.letters, *pairs)
        tables = [
            Table(
                "short", "Share of worlds in which it happens", heads, tuple(row.cells for row in self.main), main=True
            ),
            Table("shares", "Share of worlds, every outcome", heads, tuple(row.cells for row in self.shares)),
            Table("values", "Mean value of a world, in months", heads, tuple(row.cells for row in self.means)),
        ]
        tables.append(self.by_kim())
        for place, letter in enumerate(others):
            if flipped := tuple(
                flips(row, place) for row in self.shares if isinstance(row.changes[place], PairedDifference)
            ):
                pairs_text = count_text(self.shares[0].each[0].n)
                caption = f"What flips, world by world ({pairs_text} pairs; exact p, each by itself)"
                cells = ("", "only in A", f"only in {letter}", "in both", "in neither", "share that flips", "McNemar p")
                tables.append(Table("flips" if place == 0 else f"flips_{letter.lower()}", caption, cells, flipped))
        return tables

    def by_kim(self) -> Table:
        """Return lose-lose less win-win in each run, and A less each other, by who Kim is."""
        each = [(run.sound["net"].astype(np.float64), kims(run.sound)) for run in self.runs]
        alike = self.paired and not any(run.failed.any() for run in self.runs)
        (first, own), *others = each
        numbers: dict[str, list[Quantity]] = {}
        for name in (name for name in own if all(name in among for _, among in others)):
            numbers[name] = [points(mean_estimate(net[among[name]])) for net, among in each]
            for net, among in others:
                both = own[name] & among[name] if alike else None
                less = paired(first[both], net[both]) if alike else unpaired(first[own[name]], net[among[name]])
                numbers[name].append(points(less))
        rows: tuple[tuple[Cell, ...], ...] = tuple((name, *cells) for name, cells in numbers.items())
        heads = ("", *self.letters, *(f"A minus {letter}" for letter in self.letters[1:]))
        main = any(map(differ_in_sign, zip(*numbers.values(), strict=True)))
        return Table("by_kim", "Lose-lose less win-win, by who Kim is", heads, rows, main)

    def notes(self) -> list[str]:
        """Return how the numbers were made."""
        first = self.runs[0]
        seeds = listed([str(run.seed) for run in self.runs])
        luck = f"seed {first.seed}, the same luck" if self.paired else f"seeds {seeds}, luck of their own"
        notes = [
            f"{count_text(first.worlds)} worlds each, {luck}. Intervals: 95 %, Wilson's for shares, "
            f"{self.shares[0].changes[0].method} for their differences, {self.means[0].changes[0].method} for those of "
            "values.",
        ]  # fmt: skip
        if off := sides_of(self.options)[1]:
            names = listed([name.capitalize() for name in off])
            notes.append(f"The vote of {names} is called off in all, since they give it another rule over courses.")
        if len({run.scenario.months for run in self.runs}) > 1:
            spans = [
                f"{letter} has {run.scenario.months} months"
                for letter, run in zip(self.letters, self.runs, strict=True)
            ]
            notes.append(f"{listed(spans)}: each is over its own horizon.")
        return notes

    def caveats(self) -> list[str]:
        """Return that it is no forecast, and what the record can say of war."""
        return [CAVEAT, WAR_LINE]

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        named = zip(self.letters.lower(), self.runs, self.options.changes or ((),) * len(self.runs), strict=True)
        sides = {
            letter: {"scenario": run.scenario.name, "title": run.scenario.title, "scenario_hash": run.scenario.hash,
                     "seed": run.seed, "worlds": run.worlds, "months": run.scenario.months, "changes": list(changes)}
            for letter, run, changes in named
        }  # fmt: skip
        return {
            "analysis": self.analysis, "sentences": self.sentences(), **sides, "paired": self.paired, "caveat": CAVEAT,
            "elections_off": list(sides_of(self.options)[1]),
            "outcomes": {row.name: row.as_dict() for row in self.shares},
            "value": {row.name: row.as_dict() for row in self.means},
        }  # fmt: skip


def side(run: Run, changes: Sequence[str]) -> str:
    """Return which scenario a side is, with its changes."""
    return f"“{run.scenario.title}” ({run.scenario.name}{' with ' if changes else ''}{', '.join(changes)})"


def reach(change: Difference) -> str:
    """Return the size of a difference in points, without its sign."""
    low, high = sorted((abs(change.low), abs(change.high)))
    return points(Estimate(abs(change.value), low, high, 0, change.method)).text().replace("+", "")


def flips(row: Row, place: int) -> tuple[Cell, ...]:
    """Return in how many worlds an outcome flips, and in which direction."""
    change = row.changes[place]
    assert isinstance(change, PairedDifference)
    assert change.flips is not None
    assert change.mcnemar is not None
    counts = (change.flips_to, change.flips_from, change.both, change.neither)
    return (label_of(row.name), *(each or 0 for each in counts), share(change.flips), p_text(change.mcnemar))
