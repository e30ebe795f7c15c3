"""Results of a comparison: each outcome in all scenarios, and A less each other, world by world if
they share random draws.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import combinations, pairwise
from typing import ClassVar, Final

import numpy as np

from sim.analysis.compare import CompareOptions
from sim.analysis.compare.sides import played_sides, seeds_of
from sim.analysis.compare.yardstick import circular, regret_table
from sim.analysis.finding import Figures, Finding
from sim.core.estimate.interval import Estimate, mean_estimate, probability
from sim.core.estimate.writing import count_text, counted_text, number_text, p_text, upper
from sim.core.game.catalogue import CAPITALS, GIANT_VALUES, GIANTS, VALUES
from sim.core.outcomes.outcomes import (
    ASKABLE,
    FINAL_STATES,
    WAR_LINE,
    label_of,
    name_of,
    plain_name,
)
from sim.core.scenario import Scenario
from sim.policies.external_agents import PROCESSES
from sim.study.estimate.comparison import comparison_text
from sim.study.estimate.distribution import Distributions
from sim.study.estimate.paired import (
    Difference,
    PairedDifference,
    compare_paired,
    compare_unpaired,
    holm,
)
from sim.study.estimate.quantities import (
    CAVEAT,
    Quantity,
    Row,
    Table,
    amount,
    list_parts,
    points,
    share,
)
from sim.study.estimate.survival import LEAST_WORLDS, cannot_tell
from sim.study.experiment.build import grid_of
from sim.study.experiment.definition import Experiment
from sim.study.experiment.factor_text import sides
from sim.study.experiment.programs import KINDS, SeatFaults, programs_of, seated_in
from sim.study.play.grid import experiment_of_rows
from sim.study.run.precision import rough, worlds_of_difference
from sim.study.run.readings import kims, kims_alone, names_beside, types_differ
from sim.study.run.worlds import Run, difference, share_luck
from sim.study.store.results import Results

MAIN: tuple[str, ...] = (
    "lose_lose",
    "win_win",
    "crisis",
    "war",
    "regime_collapse",
    "opening",
    "ever_freeze",
)
"""The outcomes of the short table."""

BRIEF: Final = ("win_win", "crisis", "war")
"""The outcomes of the first screen in addition to the one asked for."""

NET: Final = "net"
SHORT_OF: Final = {f"value_{capital}": f"to {capital.capitalize()}" for capital in GIANTS}
"""The heads of the payoffs to both powers."""

LETTERS: Final = "ABCDEFGHIJKL"
MOST_FANS: Final = 3
"""Runs whose bands can be told apart."""

GAMBLE: Final = 1.5
"""The least ratio of the 5 to 95 % range of a gamble to the narrowest one."""


def ask(options: CompareOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the experiment of A, then that of each other."""
    number = len(so_far)
    if number == len(options.scenarios):
        return None
    scenario = played_sides(options.scenarios, options.paired)[0][number]
    seed = seeds_of(options.seed, len(options.scenarios), options.paired)[number]
    if not programs_of(scenario):
        return grid_of(scenario, (), options.worlds, seed, ASKABLE)
    # Cells differ in their random draws alone, so that threads share them and a stopped call goes on.
    size = max(k for k in range(1, PROCESSES + 1) if options.worlds % k == 0)
    rows = [{"months": scenario.months}] * (options.worlds // size)
    return experiment_of_rows(scenario, rows, np.arange(len(rows)), size, seed, ASKABLE)


def find(options: CompareOptions, results: Sequence[Results]) -> CompareFinding:
    """Return the comparison outcome by outcome, A less each other."""
    return compare_runs(options, tuple(result.run(None) for result in results))


def compare_runs(options: CompareOptions, runs: tuple[Run, ...]) -> CompareFinding:
    """Return the comparison of runs that have been played."""
    first, *others = runs
    # A flag that equals a final state is not shown twice.
    flags = (
        name
        for name in first.catalogue.table_flags
        if first.catalogue.label(name) not in FINAL_STATES
    )
    main = name_of(options.outcome)
    names = dict.fromkeys(
        (*FINAL_STATES, *flags, *(() if main in map(plain_name, FINAL_STATES) else (main,)))
    )
    shares, means = (
        tuple(
            OutcomeRow(
                name,
                tuple(measure(run, name) for run in runs),
                tuple(difference(first, b, name) for b in others),
            )
            for name in names_of
        )
        for names_of, measure in ((names, Run.probability), (VALUES, Run.mean))
    )
    return CompareFinding(options, runs, shares, means)


@dataclass(frozen=True)
class OutcomeRow:
    """One outcome of all runs, and A minus each other."""

    name: str
    each: tuple[Estimate, ...]
    changes: tuple[Difference, ...]

    @property
    def cells(self) -> Row:
        """The row of a table: the outcome, its estimates, then A minus each other and the
        verdict.
        """
        show, minus = (amount, amount) if self.name in VALUES else (share, points)
        verdict = (self.changes[0].verdict,) if len(self.changes) == 1 else ()
        return label_of(self.name), *map(show, self.each), *map(minus, self.changes), *verdict


@dataclass(frozen=True, eq=False)
class CompareFinding(Finding):
    """The comparison of runs: shares of worlds and mean values."""

    analysis: ClassVar[str] = "compare"
    memo: ClassVar[tuple[str, ...]] = ("short", "spread", "months")
    options: CompareOptions
    runs: tuple[Run, ...]
    shares: tuple[OutcomeRow, ...]
    means: tuple[OutcomeRow, ...]

    @property
    def scenario(self) -> Scenario:
        """Scenario A."""
        return self.runs[0].scenario

    @property
    def paired(self) -> bool:
        """Whether world k of A has the random draws of world k of the others."""
        return all(share_luck(self.runs[0], other) for other in self.runs[1:])

    @property
    def letters(self) -> str:
        """The letters of the runs."""
        return LETTERS[: len(self.runs)]

    @property
    def main(self) -> list[OutcomeRow]:
        """The rows of the short table: the outcome asked for, and the most common ones."""
        rows = {row.name.replace(" ", "_"): row for row in self.shares}
        return [
            rows[name]
            for name in dict.fromkeys((name_of(self.options.outcome), *MAIN))
            if name in rows
        ]

    def row(self, name: str) -> OutcomeRow:
        """Return one outcome of all runs."""
        return next(row for row in (*self.shares, *self.means) if row.name == name)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The name of each side: its changes if they are short, else its scenario; all are
        different.
        """
        return tuple(name for name, _ in sides([run.scenario for run in self.runs]))

    @cached_property
    def called(self) -> tuple[str, ...]:
        """The name of each side with its letter, as in the verdict, the tables and the figures."""
        return tuple(
            f"{name} ({letter})" for name, letter in zip(self.names, self.letters, strict=True)
        )

    @cached_property
    def payoff(self) -> OutcomeRow | None:
        """The payoff to the one capital in whose plan the sides differ, None if they differ in
        several or none.
        """
        runs = self.runs
        capitals = [c for c in CAPITALS if len({run.scenario.plan(c) for run in runs}) > 1]
        return self.row(f"value_{capitals[0]}") if len(capitals) == 1 else None

    def ranked(self, payoff: OutcomeRow) -> list[tuple[int, Difference | None]]:
        """Return the places of the sides, the highest payoff first, each with its lead over the
        next.
        """
        order = sorted(range(len(self.runs)), key=lambda place: -payoff.each[place].value)
        runs = [self.runs[place] for place in order]
        leads = [difference(*pair, payoff.name) for pair in pairwise(runs)]
        return list(zip(order, [*leads, None], strict=True))

    @cached_property
    def seated(self) -> list[tuple[str, SeatFaults]]:
        """The programs that played, each with the letter of its side."""
        sides = zip(self.letters, self.runs, strict=True)
        return [
            (letter, faults)
            for letter, run in sides
            for faults in seated_in(run.scenario, run.columns)
        ]

    @cached_property
    def spread(self) -> Distributions:
        """The distribution of the payoffs of each power over the worlds of each side."""
        places = [(capital, place) for capital in GIANTS for place in range(len(self.runs))]
        return Distributions(
            {
                f"{capital.capitalize()}, {self.letters[place]}": self.runs[place].distribution(
                    f"value_{capital}"
                )
                for capital, place in places
            }
        )

    def verdict(self) -> str:
        """Return the side under which the outcome is most frequent, and the differences that are
        not clear, in sentences.
        """
        row, *_ = self.main
        order = sorted(range(len(self.runs)), key=lambda place: -row.each[place].value)
        called = self.called
        sure = {
            (a, b): change.distinguishable and not change.same
            for a, b in (*pairwise(order), (order[0], order[-1]))
            for change in [difference(self.runs[a], self.runs[b], row.name)]
        }
        most, least = order[0], order[-1]
        label, shares = label_of(row.name), [share(part).text() for part in row.each]
        worlds = counted_text(row.each[most].n, "world")
        if len(order) == 2:
            parts = [
                f"There is {label} in {shares[0]} of {worlds} of A, and under B in {shares[1]}",
                self.apart(row),
            ]
        elif sure[most, least]:
            parts = [
                f"{label} comes most often under {called[most]}, in {shares[most]} of {worlds}, "
                f"and least under {called[least]}, in {shares[least]}"
            ]
            level = [f"{called[a]} and {called[b]}" for (a, b), clear in sure.items() if not clear]
            parts += [f"{list_parts(level)} do not differ clearly"] if level else []
        else:
            parts = [f"the shares of {label} do not differ clearly at this number of worlds"]
        return " ".join(f"{upper(part)}." for part in parts)

    def told_of_gamble(self) -> list[str]:
        """Return the side with the widest spread of Washington's payoff, in a sentence; empty if
        none stands out.
        """
        gamble, calm = self.gamble()
        if gamble is None:
            return []
        low = [self.spread[f"Washington, {self.letters[x]}"].texts[0] for x in (gamble, calm)]
        return [
            f"The gamble is {self.called[gamble]}: in its worst 5 % of worlds Washington's payoff is below "
            f"{low[0]} months, under {self.called[calm]} below {low[1]}."
        ]

    def told_of_own(self) -> list[str]:
        """Return the best payoff to the one capital that has another policy, if it is no power of
        the first sentence.
        """
        payoff = self.payoff
        return [self.best(payoff)] if payoff and payoff.name not in GIANT_VALUES else []

    def missed(self) -> list[str]:
        """Return a sentence for each program that gave no move in some months."""
        return [f"In {letter} {faults.sentence}" for letter, faults in self.seated if faults.missed]

    def apart(self, row: OutcomeRow) -> str:
        """Return the difference of an outcome between two sides, in words."""
        (change,) = row.changes
        if not change.distinguishable or change.same:
            return "the two do not differ clearly at this number of worlds"
        low, high = sorted((abs(change.low), abs(change.high)))
        size = (
            points(Estimate(abs(change.value), low, high, 0, change.method)).text().replace("+", "")
        )
        return f"{size} {'fewer' if change.value < 0 else 'more'} in A"

    def gamble(self) -> tuple[int | None, int]:
        """Return the side with the widest spread of Washington's payoff, and that with the
        narrowest; None if the widest does not stand out.

        It stands out if its 5 to 95 % range is half as wide again as the narrowest, and its 5 %
        quantile is clearly lower.
        """
        spreads = [self.spread[f"Washington, {letter}"] for letter in self.letters]
        ends = [(spread.quantiles[0], spread.quantiles[-1]) for spread in spreads]
        wide = [high.value - low.value for low, high in ends]
        most, least = int(np.argmax(wide)), int(np.argmin(wide))
        stands = wide[most] >= GAMBLE * wide[least] and ends[most][0].high < ends[least][0].low
        return (most if stands else None), least

    def sentences(self) -> list[str]:
        """Return the verdict with the outcomes that always accompany it, for two sides their
        largest differences, and the definition of each side.
        """
        return [*self.told_first(), *self.told_beside(), *self.told_of_rest(), self.who()]

    def told_first(self) -> list[str]:
        """Return the payoffs of both powers, the sides that play a part of the benchmark, the
        verdict, and the gamble.
        """
        parts = circular(self.called, self.runs, self.options.outcome)
        instead = "The regret is measured against the best of the compared instead."
        parts += [instead] if parts else []
        return [*self.told_of_payoffs(), *parts, self.verdict(), *self.told_of_gamble()]

    def told_of_payoffs(self) -> list[str]:
        """Return what both powers gain or lose under B instead of A, or of more sides those that
        pay each power most.
        """
        if len(self.runs) > 2:
            return [self.best(self.row(f"value_{capital}")) for capital in GIANTS]
        a, b = self.runs
        gains = {capital: difference(b, a, f"value_{capital}") for capital in GIANTS}
        condition = f"Under {self.called[1]} instead of {self.called[0]}"
        return [comparison_text(condition, gains, difference(b, a, "lose_lose"))]

    def told_beside(self) -> list[str]:
        """Return the frequency of the outcomes that are shown with the one asked for."""
        sentences = []
        for name in names_beside(self.options.outcome):
            pairs = zip(self.row(name).each, self.letters, strict=True)
            shares = list_parts(
                [f"{share(estimate).text()} of {letter}" for estimate, letter in pairs]
            )
            sentences.append(f"There is {label_of(name)} in {shares}.")
        return sentences

    def told_of_rest(self) -> list[str]:
        """Return the best payoff, the faults of programs, and for two sides their largest
        differences.
        """
        sentences = [*self.told_of_own(), *self.missed()]
        if len(self.runs) != 2:
            return sentences
        main, *_ = self.main
        others = [row for row in self.shares if row is not main and row.changes[0].distinguishable]
        if not others:
            return [*sentences, "Nothing else differs."]
        most = sorted(others, key=lambda row: -abs(row.changes[0].value))[:3]
        differences = ", ".join(
            f"{label_of(row.name)} {points(row.changes[0]).text()}" for row in most
        )
        return [*sentences, f"The largest other differences, A minus B: {differences}."]

    def who(self) -> str:
        """Return the definition of each side, in a sentence a side."""
        titles = [run.scenario.title for run in self.runs]
        # Sides that share a title are named by their differences.
        words = titles if len(set(titles)) == len(titles) else self.names
        changes = self.options.changes or ((),) * len(self.runs)
        sides = zip(self.letters, words, self.runs, changes, strict=True)
        return " ".join(
            f"{letter} is {side(word, run, changes_of)}." for letter, word, run, changes_of in sides
        )

    def setting(self) -> str:
        """Return the sides, their size, seed and units in one line."""
        run = self.runs[0]
        size = f"{counted_text(run.worlds, 'world')} of {run.scenario.months} months"
        return f"{len(self.runs)} sides · {size} · seed {run.seed} · brackets: 95 % intervals"

    def first_screen(self) -> tuple[list[str], list[Table]]:
        """Return the verdict, and the outcomes of two sides or a row for each of more sides, with
        the first outcome by type of Kim.
        """
        low = circular(self.called, self.runs, self.options.outcome)
        first, rest = self.told_of_payoffs(), [*low, *self.told_of_own(), *self.missed()]
        if len(self.runs) > 2:
            pairs = [self.each_pair()] if self.options.against_each else []
            return [*first, *rest], [self.sides_table(), *pairs]
        main, *_ = self.main
        verdict = [f"{upper(label_of(main.name))}: {self.apart(main)}."] * (
            main.name != "lose_lose"
        )
        return [*first, *verdict, *rest], [self.two_sides()]

    def two_sides(self) -> Table:
        """Return the outcomes of two sides and their difference in points, the first by type of Kim
        too.
        """
        main, *others = self.main
        rows: list[Row] = [
            (main.cells[0], *pair_cells(main.each, main.changes[0])),
            *self.kim_rows(main.name),
        ]
        rows += [
            (row.cells[0], *pair_cells(row.each, row.changes[0]))
            for row in others
            if row.name in BRIEF
        ]
        return Table("first", "", ("share of worlds", "A", "B", "A minus B, points"), rows)

    def kim_rows(self, outcome: str) -> list[Row]:
        """Return an outcome of two sides, worlds with one type of Kim a row."""
        a, b = ((run.flag(outcome)[~run.failed], kims_alone(run.sound)) for run in self.runs)
        alike = self.paired and a[0].size == b[0].size
        compare = compare_paired if alike else compare_unpaired
        rows: list[Row] = []
        for kim in (kim for kim in a[1] if kim in b[1]):
            here, there = (
                [a[1][kim] & b[1][kim]] * 2 if alike else [types[kim] for _, types in (a, b)]
            )
            one, other = a[0][here], b[0][there]
            rows.append(
                (
                    f"  {kim}",
                    *pair_cells((probability(one), probability(other)), compare(one, other)),
                )
            )
        return rows

    def sides_table(self) -> Table:
        """Return the payoffs to both powers by side, and the outcome asked for in all worlds and by
        type of Kim.
        """
        main, *_ = self.main
        rows: list[Row] = []
        for name, run, estimate in zip(self.names, self.runs, main.each, strict=True):
            flags = run.flag(main.name)[~run.failed]
            by_kim = (share(probability(flags[among])) for among in kims_alone(run.sound).values())
            worth = (amount(run.mean(value)) for value in GIANT_VALUES)
            # Types in whole per cents, so that a line of eighty letters holds all.
            rows.append(
                (name, *worth, share(estimate).bare(), *(quantity.bare(0) for quantity in by_kim))
            )
        label = label_of(main.name)
        months = (f"months {head}" for head in SHORT_OF.values())
        heads = ("", *months, f"{label}, %", *kims_alone(self.runs[0].sound))
        return Table("first", "", heads, rows)

    def next_steps(self, scenario: str, folder: str | None) -> Sequence[str]:
        """Return the commands to type next."""
        memo = f"{folder}/memo.html for the memo" if folder else "-o FOLDER for a memo with figures"
        return ("add --full", memo, "sim show win-win")

    def figures(self) -> Figures:
        """Return the figures of the main tables, the spread of payoffs, and tension by month."""
        from sim.show.months import fan
        from sim.show.spread import ridges

        runs = dict(zip(self.called, self.runs, strict=True))
        figures: Figures = {**super().figures(), "spread": partial(ridges, runs)}
        # Months are played again, and a program is not asked twice.
        first_runs = dict(list(runs.items())[:MOST_FANS])
        return figures if self.seated else {**figures, "months": partial(fan, first_runs)}

    def tables(self) -> list[Table]:
        """Return the main outcomes first, then all, payoffs, both by Kim's type, and flips."""
        others = self.letters[1:]
        verdict = ("verdict",) if len(others) == 1 else ()
        heads = ("", *self.letters, *(f"A minus {letter}" for letter in others), *verdict)
        caption = f"Share of worlds in which it happens: {', '.join(self.called)}"
        return [
            Table(
                "short",
                caption + self.judged(self.main),
                heads,
                [row.cells for row in self.main],
                main=True,
            ),
            Table(
                "shares",
                f"Share of worlds, every outcome{self.judged(self.shares)}",
                heads,
                [row.cells for row in self.shares],
            ),
            *([regret_table(self.called, self.runs)] if self.paired else []),
            *([self.payoff_table(self.payoff)] if self.payoff else []),
            *([self.fault_table()] if self.seated else []),
            self.spread.table("spread", "Value of a world in months of payoff", main=True),
            Table(
                "values",
                f"Mean value of a world, in months{self.judged(self.means)}",
                heads,
                [row.cells for row in self.means],
            ),
            *map(self.by_kim, (NET, *VALUES)),
            *([self.each_pair()] if self.options.against_each else []),
            *(self.flip_table(place, letter) for place, letter in enumerate(others) if self.paired),
            self.outcome_list(),
            self.side_list(),
        ]

    def outcome_list(self) -> Table:
        """Return every outcome by its name in all sides, and A minus each other, for files."""
        others = self.letters[1:]
        heads = ("", *self.letters, *(f"A minus {letter}" for letter in others))
        rows: list[Row] = [
            (row.name, *row.cells[1 : 1 + len(self.runs) + len(others)])
            for row in (*self.shares, *self.means)
        ]
        return Table("outcomes", "Every outcome", heads, rows, sheet=True)

    def side_list(self) -> Table:
        """Return what each side is, for files: its scenario, its changes, its seed and its size."""
        changes = self.options.changes or ((),) * len(self.runs)
        rows: list[Row] = [
            (
                letter,
                name,
                run.scenario.name,
                run.scenario.title,
                run.scenario.hash,
                run.seed,
                run.worlds,
                run.scenario.months,
                ", ".join(changed),
            )
            for letter, name, run, changed in zip(
                self.letters, self.names, self.runs, changes, strict=True
            )
        ]
        heads = (
            "side",
            "called",
            "scenario",
            "title",
            "hash",
            "seed",
            "worlds",
            "months",
            "changes",
        )
        return Table("sides", "The sides", heads, rows, sheet=True)

    def judged(self, rows: Sequence[OutcomeRow]) -> str:
        """Return by which interval the verdicts of a table are, as its caption ends; nothing where it
        has no verdicts.
        """
        if len(self.runs) != 2:
            return ""
        return f". Verdict: by the 95 % interval ({rows[0].changes[0].method}), each row by itself"

    def best(self, payoff: OutcomeRow) -> str:
        """Return the side with the highest payoff, and whether the next differs clearly from it."""
        (best, lead), (second, _) = self.ranked(payoff)[:2]
        assert lead is not None
        other = self.called[second]
        mean = f"{amount(payoff.each[best]).text()} months"
        label = label_of(payoff.name)
        first = f"The {label} is highest under {self.called[best]}, {mean}, "
        if lead.low == lead.high == 0.0:
            return f"{first}and the same under {other} in every world."
        if lead.distinguishable and payoff.each[best].n >= LEAST_WORLDS:
            return f"{first}{amount(lead).text()} more than under {other}."
        doubt = cannot_tell(payoff.each[best].n, f"under which side the {label} is highest")
        highest, next_one = (number_text(payoff.each[k].value, 1) for k in (best, second))
        return f"{doubt}: {highest} months under {self.called[best]}, {next_one} under {other}."

    def payoff_table(self, payoff: OutcomeRow) -> Table:
        """Return the sides with their payoffs, the highest first."""
        fails = payoff.name.replace("value", "loses")
        rows: list[Row] = [
            (
                self.called[place],
                amount(payoff.each[place]),
                self.runs[place].distribution(payoff.name).span,
                amount(payoff.changes[place - 1]) if place else "",
                amount(lead) if lead else "",
                share(self.runs[place].probability(fails)),
            )
            for place, lead in self.ranked(payoff)
        ]
        heads = ("", "mean", "5 to 95 %", "A minus it", "lead over the next", label_of(fails))
        label = label_of(payoff.name)
        caption = f"{upper(label)}, in months, the highest first"
        titles = (f"{label}, months", "more than the next, months", f"{label_of(fails)}, share")
        panel_titles = dict(
            zip(("mean", "lead over the next", label_of(fails)), titles, strict=True)
        )
        headline = self.best(payoff).removesuffix(".")
        return Table(
            "payoff", caption, heads, rows, main=True, panel_titles=panel_titles, headline=headline
        )

    def fault_table(self) -> Table:
        """Return the number of months in which each program gave no move, by fault."""
        rows: list[Row] = []
        for letter, faults in self.seated:
            place = f"{faults.program} at {faults.capital.capitalize()} ({letter})"
            rows.append((place, *faults.faults.values(), faults.months))
        caption = "Months in which a program gave no move, and the rules moved for it"
        return Table("faults", caption, ("", *KINDS, "of"), rows, main=True)

    def flip_table(self, place: int, letter: str) -> Table:
        """Return the number of worlds in which each outcome flips between A and another side, by
        direction.
        """
        rows: list[Row] = []
        for row in self.shares:
            change = row.changes[place]
            assert isinstance(change, PairedDifference)
            assert change.flips is not None
            assert change.mcnemar is not None
            counts = (
                count or 0
                for count in (change.flips_to, change.flips_from, change.both, change.neither)
            )
            causes = (share(cause) if cause else "no such world" for cause in change.caused())
            rows.append(
                (label_of(row.name), *counts, share(change.flips), p_text(change.mcnemar), *causes)
            )
        pairs_text = count_text(self.shares[0].each[0].n)
        caption = (
            f"What flips, world by world ({pairs_text} pairs; exact p, each row by itself, stricter than Tango's "
            "interval where few worlds flip). A was necessary: of worlds "
            f"with it in A, without it in {letter}. Sufficient: of worlds without it in {letter}, with it in A"
        )
        heads = (
            "",
            "only in A",
            f"only in {letter}",
            "in both",
            "in neither",
            "share that flips",
            "McNemar p",
            "necessary",
            "sufficient",
        )
        return Table("flips" if place == 0 else f"flips_{letter.lower()}", caption, heads, rows)

    def each_pair(self) -> Table:
        """Return the difference of the main outcomes in each pair of sides, with exact p corrected
        for the whole table.
        """
        letters = dict(zip(self.letters, self.runs, strict=True))
        pairs = [
            (f"{label_of(row.name)}, {a} minus {b}", change, change.mcnemar)
            for row in self.main
            for a, b in combinations(letters, 2)
            if isinstance(change := difference(letters[a], letters[b], row.name), PairedDifference)
            and change.mcnemar is not None
        ]
        corrected = holm([p for *_, p in pairs])
        rows = [
            (name, points(change), p_text(p))
            for (name, change, _), p in zip(pairs, corrected, strict=True)
        ]
        if self.payoff:
            label = label_of(name := self.payoff.name)
            rows += [
                (f"{label}, {a} minus {b}", amount(difference(letters[a], letters[b], name)), "")
                for a, b in combinations(letters, 2)
            ]
        caption = "Each pair of sides, world by world (McNemar's exact p, corrected by Holm for the whole table)"
        return Table("pairs", caption, ("", "difference", "p"), rows, main=True)

    def by_kim(self, name: str) -> Table:
        """Return a quantity of each run, and A less each other, by Kim's type; a main table if the
        types differ in sign.
        """
        show, label = (
            (points, label_of(name)) if name == NET else (amount, f"{label_of(name)}, in months")
        )
        columns = [(run.sound[name].astype(np.float64), kims(run.sound)) for run in self.runs]
        alike = self.paired and not any(run.failed.any() for run in self.runs)
        compare = compare_paired if alike else compare_unpaired
        (first, types), *others = columns
        numbers: dict[str, list[Quantity]] = {}
        for kim in (kim for kim in types if all(kim in among for _, among in others)):
            numbers[kim] = [show(mean_estimate(column[among[kim]])) for column, among in columns]
            for column, among in others:
                here, there = [types[kim] & among[kim]] * 2 if alike else [types[kim], among[kim]]
                numbers[kim].append(show(compare(first[here], column[there])))
        rows: list[Row] = [(kim, *cells) for kim, cells in numbers.items()]
        heads = ("", *self.letters, *(f"A minus {letter}" for letter in self.letters[1:]))
        main = any(map(types_differ, zip(*numbers.values(), strict=True)))
        return Table(f"{name}_by_kim", f"{upper(label)}, by who Kim is", heads, rows, main)

    def notes(self) -> list[str]:
        """Return how the numbers were made."""
        first = self.runs[0]
        seeds = list_parts([str(run.seed) for run in self.runs])
        luck = (
            f"seed {first.seed}, the same random draws"
            if self.paired
            else f"seeds {seeds}, other random draws"
        )
        notes = [
            f"{counted_text(first.worlds, 'world')} each, {luck}. Intervals: 95 %, Wilson's for shares, "
            f"{self.shares[0].changes[0].method} for their differences, {self.means[0].changes[0].method} for those of "
            "values.",
        ]
        notes += self.enough()
        if off := played_sides(self.options.scenarios, self.options.paired)[1]:
            names = list_parts([name.capitalize() for name in off])
            notes.append(
                f"The vote of {names} is called off in all, since they give it another rule over courses."
            )
        if len({run.scenario.months for run in self.runs}) > 1:
            sides = zip(self.letters, self.runs, strict=True)
            spans = list_parts(
                [f"{letter} has {run.scenario.months} months" for letter, run in sides]
            )
            notes.append(f"{spans}: each is over its own horizon.")
        return notes

    def enough(self) -> list[str]:
        """Return the number of worlds from which A and each other are distinguishable in the
        outcome.
        """
        row, n = self.main[0], self.runs[0].worlds
        sentences = []
        for letter, change in zip(self.letters[1:], row.changes, strict=True):
            if math.isinf(needed := worlds_of_difference(change, n, abs(change.value))):
                continue
            text = f"A and {letter} differ clearly in {label_of(row.name)} from {rough(needed)} worlds on"
            sentences.append(
                f"{text}."
                if change.distinguishable
                else f"{text}, if the difference stays what it is: {points(change).text()} points."
            )
        return sentences

    def caveats(self) -> list[str]:
        """Return that the result is no forecast, and the evidence of the record on war."""
        return [CAVEAT, WAR_LINE]


def pair_cells(estimates: Sequence[Estimate], change: Difference) -> Row:
    """Return the shares of two sides and their difference in points, as on the first screen."""
    return *map(share, estimates), points(change).bare()


def side(called: str, run: Run, changes: Sequence[str]) -> str:
    """Return the name of a side, its scenario and its changes."""
    return f"“{called}” ({run.scenario.name}{' with ' if changes else ''}{', '.join(changes)})"
