"""What flips between two runs: the four kinds of pairs, and McNemar's exact test."""

from math import comb

import numpy as np
import pytest
from hypothesis import given, strategies as st

from sim.core.estimate.interval import wilson
from sim.study.estimate.paired import PairedDifference, compare_paired


def pairs(both: int, only_a: int, only_b: int, neither: int) -> PairedDifference:
    """Return the difference of two runs with so many pairs of each kind."""
    sizes = (both, only_a, only_b, neither)
    return compare_paired(
        np.repeat([True, True, False, False], sizes), np.repeat([True, False, True, False], sizes)
    )


def two_sided(one: int, other: int) -> float:
    """Return the exact p of so many flips either way, by counting: twice the smaller tail, at most
    1.
    """
    n = one + other
    tail = sum(comb(n, k) for k in range(min(one, other) + 1))
    return min(1.0, 2 * tail / 2**n)


@given(*[st.integers(0, 30)] * 4)
def test_pairs_are_counted_and_p_is_exact(
    both: int, only_a: int, only_b: int, neither: int
) -> None:
    if not both + only_a + only_b + neither:
        return
    found = pairs(both, only_a, only_b, neither)
    assert (found.flips_to, found.flips_from, found.both, found.neither) == (
        only_a,
        only_b,
        both,
        neither,
    )
    assert found.flips == wilson(only_a + only_b, found.n)
    assert found.mcnemar == pytest.approx(two_sided(only_a, only_b))
    assert pairs(both, only_b, only_a, neither).mcnemar == found.mcnemar


def test_necessary_and_sufficient_are_what_pearl_defines() -> None:
    # 10 worlds have it in both, 20 in A only, 5 in B only, 15 in neither.
    found = pairs(10, 20, 5, 15)
    assert found.caused() == (wilson(20, 30), wilson(20, 35))
    assert pairs(0, 0, 5, 15).caused() == (None, wilson(0, 15))
    assert pairs(10, 20, 0, 0).caused() == (wilson(20, 30), wilson(20, 20))


@given(*[st.integers(1, 30)] * 4)
def test_they_lie_within_the_bounds_of_two_separate_experiments(
    both: int, only_a: int, only_b: int, no: int
) -> None:
    # Tian and Pearl 2000, from the two shares alone; and necessary × P(A) is sufficient × P(not B):
    # both are of all.
    necessary, sufficient = pairs(both, only_a, only_b, no).caused()
    assert necessary is not None
    assert sufficient is not None
    n = both + only_a + only_b + no
    p, q = (both + only_a) / n, (both + only_b) / n
    assert max(0.0, p - q) - 1e-12 <= necessary.value * p <= min(p, 1.0 - q) + 1e-12
    assert necessary.value * p == pytest.approx(sufficient.value * (1.0 - q))


def test_a_published_example() -> None:
    # Airway reactivity of 21 children (Bentur et al. 2009), in Fagerland, Lydersen and Laake 2014:
    # exact p .0703.
    assert pairs(1, 1, 7, 12).mcnemar == pytest.approx(0.0703, abs=5e-5)


def test_numbers_do_not_flip() -> None:
    found = compare_paired(np.array([1.0, 2.0, 4.0]), np.array([1.0, 1.0, 1.0]))
    assert (found.both, found.neither, found.flips, found.mcnemar) == (None, None, None, None)
    assert found.as_dict()["mcnemar_p"] is None
