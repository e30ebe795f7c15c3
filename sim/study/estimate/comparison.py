"""The first sentence of a comparison: the payoffs of both powers in months, then lose-lose.

Payoffs lead, because lose-lose can fall while both powers lose, if the benchmark falls too.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim.core.estimate.interval import Estimate
from sim.study.estimate.paired import Difference
from sim.study.estimate.quantities import amount, points


def change_text(capital: str, gain: Estimate | Difference) -> str:
    """Return a change of a capital's payoff in words: gain, lose, or neither clearly.

    >>> change_text("beijing", Estimate(-2.0, -3.0, -1.0, 9, "t"))
    'Beijing would lose 2.0 (1.0 to 3.0) months'
    """
    name = capital.capitalize()
    if gain.low > 0.0:
        return f"{name} would gain {amount(gain).text()} months"
    if gain.high < 0.0:
        loss = Estimate(-gain.value, -gain.high, -gain.low, getattr(gain, "n", 0), gain.method)
        return f"{name} would lose {amount(loss).text()} months"
    return f"{name} would neither clearly gain nor lose ({amount(gain).text()} months)"


def comparison_text(
    condition: str,
    gains: Mapping[str, Estimate | Difference],
    lost: Estimate | Difference,
    against: str = "the benchmark",
) -> str:
    """Return the first sentence of a comparison under a condition: the gain of each capital in
    months, then the change of lose-lose and what it is held against.
    """
    changes = " and ".join(change_text(name, gain) for name, gain in gains.items())
    return (
        f"{condition}, {changes}. Lose-lose against {against} then moves by {points(lost).text()}."
    )
