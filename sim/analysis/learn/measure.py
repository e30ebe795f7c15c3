"""What is sought, in words: how a gain and a level of the objective are told."""

from __future__ import annotations

from dataclasses import dataclass

from sim.analysis.learn.options import VALUE, LearnOptions
from sim.game.catalogue import CAPITALS
from sim.study.estimate.interval import Estimate
from sim.study.estimate.paired import PairedDifference
from sim.study.estimate.shown import Quantity, amount, points, share
from sim.study.outcomes import LEDGER


@dataclass(frozen=True, slots=True)
class Measure:
    """The objective of learning; gains and levels come in as payoffs, of which more is better."""

    options: LearnOptions

    @property
    def is_value(self) -> bool:
        """Whether each capital seeks its own value."""
        return self.options.objective == VALUE

    @property
    def is_share(self) -> bool:
        """Whether what is sought happens or not in each world."""
        return LEDGER.named(self.options.outcome(CAPITALS[0])).kind == "flag"

    @property
    def label(self) -> str:
        """What is sought, as outcomes are called."""
        return LEDGER.label(self.options.outcome(CAPITALS[0]))

    @property
    def head(self) -> str:
        """What stands over a table of gains."""
        if self.is_value:
            return "months of value"
        return f"{self.label} ({'less' if self.options.sign < 0.0 else 'more'} is better)"

    def gain(self, found: Estimate | PairedDifference) -> Quantity:
        """Return a gain: above 0 where the objective is better met."""
        return points(found) if self.is_share else amount(found)

    def level(self, found: Estimate) -> Quantity:
        """Return a mean payoff as the mean of the outcome itself."""
        low, high = sorted(self.options.sign * each for each in (found.low, found.high))
        own = Estimate(self.options.sign * found.value + 0.0, low, high, found.n, found.method, found.level)
        return share(own) if self.is_share else amount(own)

    def text(self, found: Estimate | PairedDifference) -> str:
        """Return a gain in words, with what it is a gain of."""
        number = self.gain(found).text()
        if self.is_value:
            return f"{number} months of value"
        return f"{number} {'against' if self.options.sign < 0.0 else 'for'} {self.label}"
