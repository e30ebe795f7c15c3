"""What is asked of a tournament, and the experiment that it is: every line-up at the table in the same worlds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Final

import numpy as np

from sim.analysis.tournament.entrants import Entrant
from sim.engine.outside import FAULTS
from sim.errors import UsageProblem
from sim.study.agents.table import PROCESSES
from sim.study.capitals import checked_capitals
from sim.study.experiment.build import points_of, text_of
from sim.study.experiment.definition import Experiment, Value
from sim.study.formula import Formula
from sim.study.ledger import Outcome
from sim.study.outcomes import KNOWN
from sim.study.run.grid import column_of
from sim.study.run.worlds import checked_scenario, checked_seed, checked_worlds
from sim.study.scenario import Scenario
from sim.study.store.results import Results

MOST_LINEUPS: Final = 2_000

Lineup = tuple[int, ...]
"""Who sits at each seat asked for: 0 for the model's capital, else the number of an entrant, from 1."""


@dataclass(frozen=True)
class TournamentOptions:
    """What is asked of a tournament.

    Each of the `entrants` sits in turn at each of the `seats`, against the model's capitals; with `each_other` every
    line-up of entrants and the model at the seats is played. All line-ups have the same `worlds`. Raises UsageProblem.
    """

    scenario: Scenario
    entrants: tuple[Entrant, ...]
    seats: tuple[str, ...] = ("washington",)
    each_other: bool = False
    worlds: int = 100
    seed: int = 7

    def __post_init__(self) -> None:
        checked_scenario(self.scenario)
        checked_seed(self.seed)
        checked_worlds(self.worlds)
        object.__setattr__(self, "seats", checked_capitals(self.seats, "seats"))
        if self.each_other and len(self.seats) < 2:
            raise UsageProblem("one seat has no others", "each other", "Name two seats or more.")
        most = (1 + len(self.entrants)) ** len(self.seats)
        if self.each_other and most > MOST_LINEUPS:
            raise UsageProblem(f"there would be {most:,} line-ups", "each other", f"Keep to {MOST_LINEUPS:,}.")

    @cached_property
    def lineups(self) -> Sequence[Lineup]:
        """Who sits where, the model alone first."""
        numbers = range(1 + len(self.entrants))
        if self.each_other:
            return list(product(numbers, repeat=len(self.seats)))
        alone = [
            tuple(number if seat == at else 0 for at in self.seats) for seat in self.seats for number in numbers[1:]
        ]
        return [tuple(0 for _ in self.seats), *alone]

    @property
    def lot(self) -> int:
        """How many worlds stand in one part: few where programs play, so that little is lost when it is stopped."""
        most = max(k for k in range(1, PROCESSES + 1) if self.worlds % k == 0)
        return most if self.has_programs else self.worlds

    @property
    def has_programs(self) -> bool:
        """Whether a program takes part: then each part of the results is one line-up in one lot."""
        return any(each.is_program for each in self.entrants)


def defaults_of(seat: str) -> tuple[Outcome, ...]:
    """Return the outcomes that count the months in which the rules moved for a program, in all and by fault."""
    who = seat.capitalize()
    months = Outcome(
        f"defaults_{seat}", f"Months in which the rules moved for the program that plays {who}.",
        Formula(f"sum({seat}_default > 0)"),
    )  # fmt: skip
    kinds = tuple(
        Outcome(
            f"{fault}_{seat}", f"Months in which the program that plays {who} gave no move: {fault}.",
            Formula(f"sum({seat}_default == {place})"),
        )
        for place, fault in enumerate(FAULTS)
        if fault
    )  # fmt: skip
    return (months, *kinds)


def ask(options: TournamentOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the experiment: every line-up in the worlds of each lot, the line-ups fastest."""
    if so_far:
        return None
    lots = options.worlds // options.lot
    rows = []
    for lineup in options.lineups:
        row: dict[str, Value] = {}
        for seat, number in zip(options.seats, lineup, strict=True):
            row |= options.entrants[number - 1].at(seat) if number else {}
        rows.append(row)
    names = dict.fromkeys(name for row in rows for name in row)
    made = {name: column_of(name, [row.get(name) for row in rows], options.scenario) for name in names}
    own = [outcome for seat in options.seats for outcome in defaults_of(seat)]
    study = points_of(
        options.scenario, [factor for factor, _ in made.values()],
        {name: np.tile(coded, lots) for name, (_, coded) in made.items()},
        np.repeat(np.arange(lots), len(rows)), options.lot, options.seed, (*KNOWN, *own), "tournament",
    )  # fmt: skip
    block = 1 if options.has_programs else max(1, math.ceil(24_000 / options.worlds))
    made_smaller = replace(study, block=block)
    return replace(made_smaller, text=text_of(made_smaller))
