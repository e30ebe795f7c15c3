"""What a tournament came to: for each seat what each entrant is worth there, beside the model's
capital.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Any, ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding
from sim.analysis.tournament import TournamentOptions
from sim.analysis.tournament.entrants import MODEL
from sim.core.base.arrays import Flags, Floats
from sim.core.estimate.interval import Estimate, estimate_of
from sim.core.estimate.writing import count_text
from sim.core.game.aims import aims_of
from sim.core.outcomes.outcomes import KNOWN, label_of
from sim.policies.external_agents import FAULTS, PROCESSES
from sim.study.estimate.distribution import Distribution
from sim.study.estimate.paired import Difference, compare_paired
from sim.study.estimate.quantities import Cell, Table, amount, points, share
from sim.study.experiment.build import text_of
from sim.study.experiment.definition import Experiment, Value
from sim.study.experiment.formula import Formula
from sim.study.experiment.own_outcome import Outcome
from sim.study.play.grid import experiment_of_rows
from sim.study.store.results import Results

OUTCOMES: Final = ("aims_lose_lose", "war", "crisis", "turn", "ever_freeze", "regime_collapse")


def defaults_of(seat: str) -> tuple[Outcome, ...]:
    """Return the outcomes that count the months in which the rules moved for a program, in all and
    by fault.
    """
    who = seat.capitalize()
    months = Outcome(
        f"defaults_{seat}",
        f"Months in which the rules moved for the program that plays {who}.",
        Formula(f"sum({seat}_default > 0)"),
    )
    kinds = tuple(
        Outcome(
            f"{fault}_{seat}",
            f"Months in which the program that plays {who} gave no move: {fault}.",
            Formula(f"sum({seat}_default == {place})"),
        )
        for place, fault in enumerate(FAULTS)
        if fault
    )
    return (months, *kinds)


def ask(options: TournamentOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the experiment: every line-up in the worlds of each lot, the line-ups fastest.

    A lot is what stands in one part: few worlds where programs play, so that little is lost when it
    is stopped.
    """
    if so_far:
        return None
    programs = any(each.is_program for each in options.entrants)
    lot = (
        max(k for k in range(1, PROCESSES + 1) if options.worlds % k == 0)
        if programs
        else options.worlds
    )
    lots = options.worlds // lot
    rows = []
    for lineup in options.lineups:
        row: dict[str, Value] = {}
        for seat, number in zip(options.seats, lineup, strict=True):
            row |= options.entrants[number - 1].changes[seat] if number else {}
        rows.append(row)
    own = [outcome for seat in options.seats for outcome in defaults_of(seat)]
    luck = np.repeat(np.arange(lots), len(rows))
    study = experiment_of_rows(
        options.scenario, rows * lots, luck, lot, options.seed, (*KNOWN, *own)
    )
    block = 1 if programs else max(1, math.ceil(24_000 / options.worlds))
    made_smaller = replace(study, block=block)
    return replace(made_smaller, text=text_of(made_smaller))


def find(options: TournamentOptions, results: Sequence[Results]) -> TournamentFinding:
    """Return what the worlds of all line-ups come to."""
    return TournamentFinding(options, results[0])


@dataclass(frozen=True, eq=False)
class TournamentFinding(Finding):
    """What each entrant is worth at each seat, and its difference from the model's capital in the
    same worlds.
    """

    analysis: ClassVar[str] = "tournament"
    options: TournamentOptions
    results: Results

    @cached_property
    def columns(self) -> dict[str, Floats]:
        """The outcomes of every world and its months, `(line-ups, worlds)` each, and where one
        failed.
        """
        own = [outcome.name for seat in self.options.seats for outcome in defaults_of(seat)]
        wanted = [*self.outcomes, *own, "months"]
        found = self.results.columns(wanted)
        rows = len(self.options.lineups)
        order = np.lexsort((found["world"], found["cell"] % rows))
        return {name: found[name][order].reshape(rows, -1) for name in (*wanted, "failed")}

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that are looked at: payoffs, aims, and how worlds end."""
        seats = self.options.seats
        aims = [aim.column for seat in seats for aim in aims_of(seat)]
        values = [f"{what}_{seat}" for seat in seats for what in ("value", "loses")]
        return tuple(dict.fromkeys((*values, *aims, *OUTCOMES)))

    @property
    def names(self) -> tuple[str, ...]:
        """The model, then the entrants."""
        return (MODEL, *(each.name for each in self.options.entrants))

    @cached_property
    def sound(self) -> Flags:
        """The worlds that failed in no line-up, `(worlds,)`: only these are compared."""
        return np.asarray(~self.columns["failed"].astype(np.bool_).any(axis=0))

    def of(self, outcome: str, seat: str, number: int) -> Floats:
        """Return an outcome of the sound worlds where an entrant sits at a seat, `(worlds,)`: its
        mean over line-ups.

        With one such line-up a flag stays a flag.
        """
        values = self.worlds_of(outcome, seat, number)
        return np.asarray(values[0] if len(values) == 1 else values.astype(np.float64).mean(axis=0))

    def rows_with(self, seat: str, number: int) -> list[int]:
        """Return the line-ups with an entrant at a seat."""
        at = self.options.seats.index(seat)
        return [row for row, lineup in enumerate(self.options.lineups) if lineup[at] == number]

    def worlds_of(self, outcome: str, seat: str, number: int) -> Floats:
        """Return an outcome of the sound worlds of each line-up with an entrant at a seat,
        `(line-ups, worlds)`.
        """
        alone = number == 0 and not self.options.each_other
        return np.asarray(
            self.columns[outcome][[0] if alone else self.rows_with(seat, number)][:, self.sound]
        )

    def estimate(self, outcome: str, seat: str, number: int) -> Estimate:
        """Return the mean or the probability of an outcome where an entrant sits at a seat."""
        return estimate_of(self.of(outcome, seat, number))

    def difference(self, outcome: str, seat: str, number: int, other: int = 0) -> Difference:
        """Return an outcome where one entrant sits less where another does, in the same worlds."""
        return compare_paired(self.of(outcome, seat, number), self.of(outcome, seat, other))

    def defaults(self, seat: str, number: int) -> dict[str, tuple[int, int]]:
        """Return in how many months, of how many, the rules moved for an entrant, in all and by
        fault.
        """
        rows = self.rows_with(seat, number)
        months = int(np.sum(self.columns["months"][rows]))
        return {
            outcome.name.removesuffix(f"_{seat}"): (
                int(self.columns[outcome.name][rows].sum()),
                months,
            )
            for outcome in defaults_of(seat)
        }

    def sittings(self) -> Iterator[tuple[str, int]]:
        """Return every seat with every entrant there, the model left out."""
        return product(self.options.seats, range(1, len(self.names)))

    def sentences(self) -> list[str]:
        """Return who is worth most at each seat, how often programs gave no move, and what
        failed.
        """
        said = [self.verdict(seat) for seat in self.options.seats]
        gone = [
            (self.names[number], seat, *self.defaults(seat, number)["defaults"])
            for seat, number in self.sittings()
        ]
        said += [
            f"The rules moved for {name} in {count_text(count)} of {count_text(of)} months at {seat.capitalize()}."
            for name, seat, count, of in gone
            if count
        ]
        lost = int(np.count_nonzero(~self.sound))
        return said + (
            [f"{count_text(lost)} worlds failed in some line-up, and are left out of all."]
            if lost
            else []
        )

    def verdict(self, seat: str) -> str:
        """Say in one sentence who is worth most at a seat, against the model's capital there."""
        name = f"value_{seat}"
        best = max(
            range(1, len(self.names)), key=lambda number: self.estimate(name, seat, number).value
        )
        found = self.difference(name, seat, best)
        who, shown = f"At {seat.capitalize()} {self.names[best]}", amount(found).text()
        if found.low == found.high == 0.0:
            return f"{who} comes to what the model's capital comes to, in every world."
        if not found.distinguishable:
            best_of = "" if len(self.names) == 2 else ", the best of those that were tried,"
            return f"{who}{best_of} cannot be told apart from the model's capital: {shown} months."
        return f"{who} is worth {'more' if found.value > 0 else 'less'} than the model's capital: by {shown} months."

    def tables(self) -> list[Table]:
        """Return payoffs, then aims, outcomes, entrants against one another, and months played by
        the rules.
        """
        heads = (
            "who sits",
            "payoff",
            "5 to 95 %",
            "payoff less the model's",
            "loses",
            "loses less the model's",
            "months by the rules",
        )
        programs = (
            each for each in self.sittings() if self.options.entrants[each[1] - 1].is_program
        )
        lost = [(self.named(*each), self.defaults(*each)) for each in programs]
        found = [
            Table("seats", "What each is worth at a seat", heads, tuple(self.seat_rows()), True),
            Table(
                "outcomes",
                "How worlds end, less where the model sits",
                ("who sits", *map(label_of, OUTCOMES)),
                tuple(
                    (
                        self.named(*each),
                        *(points(self.difference(name, *each)) for name in OUTCOMES),
                    )
                    for each in self.sittings()
                ),
            ),
            Table(
                "aims",
                "Aims kept",
                ("who sits, and the aim", "share of worlds", "less the model's"),
                tuple(self.aim_rows()),
            ),
            Table(
                "pairs",
                "Entrants against one another",
                ("who sits", "instead of", "payoff, difference", "verdict"),
                tuple(self.pair_rows()),
            ),
            Table(
                "defaults",
                "Months in which the rules moved",
                ("who sits", *FAULTS[1:], "of"),
                tuple(
                    (who, *(gone[fault][0] for fault in FAULTS[1:]), gone["defaults"][1])
                    for who, gone in lost
                ),
            ),
        ]
        return [table for table in found if table.rows]

    def named(self, seat: str, number: int) -> str:
        """Return who sits where, in words."""
        return f"{self.names[number]} at {seat.capitalize()}"

    def seat_rows(self) -> Iterator[tuple[Cell, ...]]:
        """Yield for each seat the model, then each entrant: payoff and loss, each with its
        difference.
        """
        for seat in self.options.seats:
            for number in range(len(self.names)):
                value, loses = (
                    self.estimate(f"{what}_{seat}", seat, number) for what in ("value", "loses")
                )
                span = Distribution(
                    "payoff", self.worlds_of(f"value_{seat}", seat, number).ravel()
                ).span
                if number == 0:
                    yield self.named(seat, number), amount(value), span, "", share(loses), "", ""
                    continue
                more, fewer = (
                    self.difference(f"{what}_{seat}", seat, number) for what in ("value", "loses")
                )
                count, of = self.defaults(seat, number)["defaults"]
                program = self.options.entrants[
                    number - 1
                ].is_program  # a policy never fails to move
                gone = f"{count_text(count)} of {count_text(of)}" if program else ""
                yield (
                    self.named(seat, number),
                    amount(value),
                    span,
                    amount(more),
                    share(loses),
                    points(fewer),
                    gone,
                )

    def aim_rows(self) -> Iterator[tuple[Cell, ...]]:
        """Yield for each entrant at each seat each aim of the capital."""
        for seat, number in self.sittings():
            for aim in aims_of(seat):
                kept, more = (
                    self.estimate(aim.column, seat, number),
                    self.difference(aim.column, seat, number),
                )
                yield f"{self.named(seat, number)}: {aim.label}", share(kept), points(more)

    def pair_rows(self) -> Iterator[tuple[Cell, ...]]:
        """Yield for each seat each pair of entrants."""
        for seat in self.options.seats:
            for one in range(1, len(self.names)):
                for other in range(1, one):
                    found = self.difference(f"value_{seat}", seat, one, other)
                    told = "worth more" if found.value > 0 else "worth less"
                    if not found.distinguishable:
                        told = "the same" if found.low == found.high else "not told apart"
                    yield self.named(seat, one), self.names[other], amount(found), told

    def notes(self) -> list[str]:
        """Return how the numbers were made."""
        many = (
            "Each is averaged over the line-ups at the other seats. "
            if self.options.each_other
            else ""
        )
        return [
            f"All line-ups are played in the same {count_text(self.options.worlds)} worlds of seed {self.seed}, so "
            f"that differences are world by world. {many}A program that is silent, crashes or answers nonsense is not "
            "left out: the rules move for it in that month, and the month is counted."
        ]

    def exported(self) -> Results | None:
        """Return the results, whose every world is exported."""
        return self.results

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "seats": {
                seat: {
                    self.names[number]: {
                        "outcomes": {
                            name: {
                                "estimate": self.estimate(name, seat, number).as_dict(),
                                "less_the_model": self.difference(name, seat, number).as_dict()
                                if number
                                else None,
                            }
                            for name in self.outcomes
                            if not name.startswith(("value_", "loses_", "aim_"))
                            or f"_{seat}" in name
                        },
                        "defaults": {
                            name: count for name, (count, _) in self.defaults(seat, number).items()
                        },
                        "months": self.defaults(seat, number)["defaults"][1],
                    }
                    for number in range(len(self.names))
                }
                for seat in self.options.seats
            },
            "worlds": self.options.worlds,
            "failed": int(np.count_nonzero(~self.sound)),
            "lineups": len(self.options.lineups),
        }
