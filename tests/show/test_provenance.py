"""Provenance: what a foot line says of one run and of several."""

import pytest

from sim.core.base.errors import UsageProblem
from sim.show.drawn import join_provenance
from tests.show.drawn import provenance


def test_counts_are_written_for_people() -> None:
    assert provenance(10_000).size == "10 000 worlds"
    assert provenance(1).size == "1 world"
    assert provenance(1, counted="worlds a cell").size == "1 world a cell"
    assert provenance(1, counted="pairs of worlds").size == "1 pair of worlds"


def test_together_says_once_what_runs_share_and_lists_the_rest() -> None:
    both = join_provenance(
        [provenance(400), provenance(400, scenario="dual-track", scenario_hash="ba9876543210")]
    )
    assert both.scenario == "2017-spring, dual-track"
    assert both.scenario_hash == "0123456789ab, ba9876543210"
    assert (both.seed, both.n) == (7, 400)


def test_together_lists_seeds_and_sizes_that_differ() -> None:
    both = join_provenance([provenance(400, seed=7), provenance(10_000, seed=8)])
    assert "seed 7, 8" in both.foot
    assert "n = 400, 10 000 worlds" in both.foot


def test_together_of_one_is_that_one() -> None:
    assert join_provenance([provenance(5)]) == provenance(5)


def test_another_kind_of_file_is_refused() -> None:
    with pytest.raises(UsageProblem, match="'gif' is no kind of picture"):
        provenance(5).metadata("gif", "title")
