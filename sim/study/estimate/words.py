"""Words for probabilities: the standard terms that intelligence analysts use, from a value or an interval."""

from sim.errors import DataProblem

TERMS = (
    ("almost no chance", 0.05),
    ("very unlikely", 0.20),
    ("unlikely", 0.45),
    ("roughly even chance", 0.55),
    ("likely", 0.80),
    ("very likely", 0.95),
    ("almost certain", 1.00),
)
"""Each term with the upper end of its range, in order.

Source: Office of the Director of National Intelligence, Intelligence Community Directive 203, Analytic
Standards (2015), section D.6.e(2)(a).
"""

LOWEST, HIGHEST = 0.01, 0.99
"""Where the table of the directive begins and ends: it has no word for what is rarer or surer."""


def word(probability: float) -> str:
    """Give the term for one probability.

    A border belongs to the term nearer to one half, so a probability and its complement get opposite terms.
    Beyond 1 and 99 %, where the directive has no term, the last one stays and the text says so.
    DataProblem outside 0 to 1.
    """
    return TERMS[_place(probability)][0] + _beyond(probability, probability)


def words(low: float, high: float) -> str:
    """Give the term for an interval, or the first and the last term where it crosses a border.

    DataProblem where a limit lies outside 0 to 1 or the two are the wrong way round.
    """
    first, last = TERMS[_place(low)][0], TERMS[_place(high)][0]
    if low > high:
        raise DataProblem(
            "The limits of an interval are the wrong way round.",
            f"{low} to {high}",
            "Give the lower limit first.",
        )
    if first == last:
        return first + _beyond(low, high)
    return f"{first} to {last}".replace("even chance", "even")


def _place(probability: float) -> int:
    """Give the place of the term in the table."""
    if not 0 <= probability <= 1:
        raise DataProblem(
            f"{probability} is no probability.",
            "the words for a probability",
            "Give a number from 0 to 1.",
        )
    # 1 - .95 is not .05 to the last bit: without rounding a border would move with the way it was computed.
    chance = round(probability, 12)
    if chance < 0.5:
        return sum(chance >= end for _, end in TERMS[:3])
    return sum(chance > end for _, end in TERMS[:-1])


def _beyond(low: float, high: float) -> str:
    """Say where a whole interval lies beyond the table."""
    if high < LOWEST:
        return " (below 1 %)"
    return " (above 99 %)" if low > HIGHEST else ""
