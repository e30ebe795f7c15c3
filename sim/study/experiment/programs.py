"""Count the months in which the external programs of an experiment gave no move."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sim.core.estimate.writing import count_text
from sim.core.outcomes.catalogue import Columns
from sim.core.scenario import Scenario
from sim.core.scenario.scenario import own_policies
from sim.policies.external_agents import FAULTS
from sim.policies.user_policies import AGENT
from sim.study.experiment.definition import Factor
from sim.study.experiment.formula import Formula
from sim.study.experiment.own_outcome import Outcome

KINDS: Final = FAULTS[1:]


def programs_of(scenario: Scenario) -> dict[str, str]:
    """Return the programs that play capitals in a scenario: `agent:NAME` by capital."""
    policies = own_policies(scenario).items()
    return {location: name for location, name in policies if name.startswith(f"{AGENT}:")}


def fault_outcomes(scenario: Scenario, factors: Sequence[Factor]) -> list[Outcome]:
    """Return the outcomes that count the months without a move, by fault, of every capital that a
    program plays, in the scenario or by a value of a factor.
    """
    seats = dict.fromkeys(programs_of(scenario))
    for factor in factors:
        if any(str(value).startswith(f"{AGENT}:") for value in factor.values):
            seats[factor.name.removesuffix(".policy")] = None
    return [
        Outcome(
            f"{fault}_{capital}",
            f"Months in which the program of {capital.capitalize()} gave no move: {fault}.",
            Formula(f"sum({capital}_default == {FAULTS.index(fault)})"),
        )
        for capital in seats
        for fault in KINDS
    ]


@dataclass(frozen=True)
class SeatFaults:
    """An external program that plays a capital: its months without a move, by fault, and all its
    months.
    """

    program: str
    capital: str
    faults: Mapping[str, int]
    months: int

    @property
    def missed(self) -> int:
        """The number of months in which it gave no move, and the rules moved for it."""
        return sum(self.faults.values())

    @property
    def sentence(self) -> str:
        """A sentence with the number of months without a move."""
        clause = f"{self.program} gave {self.capital.capitalize()} no move in"
        often = f"{count_text(self.missed)} of {count_text(self.months)} months"
        return f"{clause} {often}; the rules moved for it."


def seated_in(scenario: Scenario, columns: Columns) -> list[SeatFaults]:
    """Return the programs that played in the worlds of a scenario, as far as the columns count
    their months.
    """
    return [
        SeatFaults(
            name,
            capital,
            {kind: int(columns[f"{kind}_{capital}"].sum()) for kind in KINDS},
            int(columns["months"].sum()),
        )
        for capital, name in programs_of(scenario).items()
        if f"{KINDS[0]}_{capital}" in columns
    ]
