"""Each side's payoff to one capital, the best first, with differences in the same worlds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from sim.core.estimate.interval import Estimate
from sim.study.estimate.paired import Difference
from sim.study.estimate.quantities import Cell, Table, amount, share
from sim.study.run.worlds import Run, difference


@dataclass(frozen=True)
class Ranking:
    """Sides, each under a name, in the order of their payoff to a capital in months."""

    capital: str
    runs: Sequence[Run]
    called: Sequence[str]

    @property
    def outcome(self) -> str:
        """The payoff as an outcome of a world."""
        return f"value_{self.capital}"

    def payoff(self, place: int) -> Estimate:
        """Return the mean payoff under one side."""
        return self.runs[place].mean(self.outcome)

    def less(self, place: int, other: int) -> Difference:
        """Return the payoff under one side less that under another."""
        return difference(self.runs[place], self.runs[other], self.outcome)

    @cached_property
    def order(self) -> list[int]:
        """The places of the sides, the highest payoff first."""
        return sorted(range(len(self.runs)), key=lambda place: -self.payoff(place).value)

    def sentence(self) -> str:
        """Return which side is best for the capital, and whether the next can be told from it."""
        best, second = self.order[:2]
        lead, other = self.less(best, second), self.called[second]
        if lead.low == lead.high == 0.0:
            beside = f"and the same under {other} in every world"
        elif lead.distinguishable:
            beside = f"{amount(lead).text()} more than under {other}"
        else:
            beside = f"but {other} cannot be told apart from it"
        who, payoff = self.capital.capitalize(), amount(self.payoff(best)).text()
        return f"{who}'s payoff is highest under {self.called[best]}, {payoff} months, {beside}."

    def table(self, main: bool) -> Table:
        """Return a row a side: the payoff, the spread of its worlds, and the difference from A
        and from the next best.
        """
        heads = ("", "payoff", "5 to 95 %", "less A's", "lead over the next", "loses")
        caption = f"Payoff to {self.capital.capitalize()} in months, the highest first"
        return Table(f"payoff_{self.capital}", caption, heads, tuple(self.rows()), main)

    def rows(self) -> Iterator[tuple[Cell, ...]]:
        """Yield the rows of the table."""
        for place, after in zip(self.order, [*self.order[1:], None], strict=True):
            yield (
                self.called[place],
                amount(self.payoff(place)),
                self.runs[place].distribution(self.outcome).span,
                amount(self.less(place, 0)) if place else "",
                "" if after is None else amount(self.less(place, after)),
                share(self.runs[place].probability(f"loses_{self.capital}")),
            )

    def pairs(self) -> Table:
        """Return the difference of every two sides, the better one first."""
        rows = [
            (f"{self.called[a]} less {self.called[b]}", amount(self.less(a, b)))
            for a, b in combinations(self.order, 2)
        ]
        who = self.capital.capitalize()
        caption = f"Payoff to {who} in months, each pair of sides, each interval by itself"
        return Table(f"payoff_{self.capital}_pairs", caption, ("", "difference"), rows, True)
