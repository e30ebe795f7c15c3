"""A multiverse in a few sentences, choice and luck in sentences of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.study.estimate import Estimate, count_text, number_text, value_text
from sim.study.paired import PairedDifference

from .ablation import OUTCOMES
from .choices import WORDS

if TYPE_CHECKING:
    from .findings import Multiverse, Spread


def sentences(found: Multiverse) -> list[str]:
    """Return what a multiverse says: the spread, the sampling error, which choice and which channel move most."""
    own, (median, _) = found.default.share, found.half_widths
    shown = value_text(own.value, own.low, own.high, 3)
    said = [
        f"P(lose-lose) is {shown} in the default specification and {spread_text(found.spread())}. That spread is "
        "choice, not luck.",
        f"The sampling error of one specification is ± {number_text(median, 3)} in the median "
        f"(n = {count_text(found.worlds)} worlds, Wilson 95 %). More worlds shrink it, and leave the spread.",
    ]
    if found.influences:
        most, least = found.influences[0], found.influences[-1]
        text = f"Of the choices, the {WORDS[most.dimension]} moves P(lose-lose) most"
        rest = f", the {WORDS[least.dimension]} least: {change(least.change)}" if least is not most else ""
        said.append(f"{text}: {change(most.change)} on average, all else the same{rest}.".replace("the Kim", "Kim"))
    if found.ablation:
        top = max(found.ablation, key=lambda each: abs(each.differences[OUTCOMES[0]].value))
        d = top.differences[OUTCOMES[0]]
        undecided = "" if d.distinguishable else ", which is not distinguishable from 0"
        said.append(
            f"Of the channels, switching off {top.channel} changes P(lose-lose) most: {change(d)} "
            f"(n = {count_text(d.n)} pairs, Tango 95 %){undecided}."
        )
    return said


def structural(found: Multiverse) -> str:
    """Return the spread over choices on one line: over all of them, and over structures alone."""
    text, structures = spread_text(found.spread()), found.spread("reading")
    low, high = (number_text(each, 2) for each in (structures.lowest, structures.highest))
    return f"{text}; {low} to {high} over the {count_text(structures.count)} structures at the default reading"


def spread_text(spread: Spread) -> str:
    """Write a spread: ".14 to .99 over 161 specifications, half of them from .23 to .77"."""
    low, first, third, high = (
        number_text(each, 2) for each in (spread.lowest, spread.lower_quarter, spread.upper_quarter, spread.highest)
    )
    return f"{low} to {high} over {count_text(spread.count)} specifications, half of them from {first} to {third}"


def change(estimate: Estimate | PairedDifference) -> str:
    """Write a change with its interval."""
    return value_text(estimate.value, estimate.low, estimate.high, 3)
