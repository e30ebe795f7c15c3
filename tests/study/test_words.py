"""Words for probabilities: the directive's table, its borders, and intervals that cross them."""

import math

import pytest
from hypothesis import given, settings, strategies as st

from sim.core.base.errors import DataProblem
from sim.core.estimate.interval import wilson
from sim.study.estimate.quantities import TERMS, words
from tests.for_each import for_each

OPPOSITE = {
    "almost no chance": "almost certain",
    "almost no chance (below 1 %)": "almost certain (above 99 %)",
    "very unlikely": "very likely",
    "unlikely": "likely",
    "roughly even chance": "roughly even chance",
}
OPPOSITE |= {after: before for before, after in OPPOSITE.items()}


def word(probability: float) -> str:
    """The term for one probability."""
    return words(probability, probability)


@pytest.mark.parametrize(
    ("inside", "term"),
    [
        (0.03, "almost no chance"),
        (0.10, "very unlikely"),
        (0.30, "unlikely"),
        (0.50, "roughly even chance"),
        (0.70, "likely"),
        (0.90, "very likely"),
        (0.97, "almost certain"),
    ],
)
def test_the_table_of_the_directive(inside: float, term: str) -> None:
    assert word(inside) == term


@pytest.mark.parametrize("border", [0.01, 0.05, 0.2, 0.45, 0.5])
def test_a_border_belongs_to_the_term_nearer_to_one_half(border: float) -> None:
    assert word(border) == word(border + 1e-6)
    assert word(1 - border) == word(1 - border - 1e-6) == OPPOSITE[word(border)]


def test_the_ends_of_the_table_belong_to_it() -> None:
    assert word(0.01) == "almost no chance"
    assert word(0.99) == "almost certain"


def test_beyond_the_table_the_word_says_how_far() -> None:
    assert word(0.0) == word(0.0099) == "almost no chance (below 1 %)"
    assert word(1.0) == word(0.9901) == "almost certain (above 99 %)"


def test_no_word_claims_the_impossible_or_the_sure() -> None:
    assert words(wilson(0, 2000).low, wilson(0, 2000).high) == "almost no chance (below 1 %)"
    assert words(wilson(20, 20).low, wilson(20, 20).high) == "very likely to almost certain"


@settings(deadline=None)
@given(st.integers(0, 1000))
def test_complements_get_opposite_words(thousandths: int) -> None:
    chance = thousandths / 1000
    assert word(1 - chance) == OPPOSITE[word(chance)]


@settings(deadline=None)
@given(st.floats(0, 1), st.floats(0, 1))
def test_words_never_fall_as_the_probability_rises(one: float, other: float) -> None:
    order = [term for term, _ in TERMS]
    low, high = sorted((one, other))
    places = [order.index(word(chance).split(" (")[0]) for chance in (low, high)]
    assert places == sorted(places)


@for_each(
    ("low", "high", "text"),
    [
        (0.30, 0.50, "unlikely to roughly even"),
        (0.50, 0.70, "roughly even to likely"),
        (0.03, 0.07, "almost no chance to very unlikely"),
        (0.03, 0.50, "almost no chance to roughly even"),
        (0.46, 0.54, "roughly even chance"),
        (0.004, 0.03, "almost no chance"),
        (0.97, 0.999, "almost certain"),
        (0.0, 1.0, "almost no chance to almost certain"),
    ],
)
def test_an_interval_names_the_first_and_the_last_word(low: float, high: float, text: str) -> None:
    assert words(low, high) == text


@pytest.mark.parametrize("bad", [-0.01, 1.01, math.nan, math.inf])
def test_what_is_no_probability_gets_no_word(bad: float) -> None:
    with pytest.raises(DataProblem, match="no probability"):
        word(bad)
    with pytest.raises(DataProblem, match="no probability"):
        words(0.2, bad)


def test_limits_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(DataProblem, match="wrong way round"):
        words(0.5, 0.2)
