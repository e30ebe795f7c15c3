"""The contract test holds for policies that ship, and finds those that break it."""

import pytest

from sim.core.base.errors import MismatchProblem, Problem
from sim.core.game.policies import POLICIES
from sim.testing import check_policy

NAMES = [
    (capital, name)
    for capital, named in POLICIES.items()
    for name in named
    if named[name].adds or named[name].sets
]


@pytest.mark.parametrize(("capital", "name"), NAMES)
def test_policies_that_ship_pass(capital, name):
    check_policy(name, capital, engines=("kernel",))


def test_ones_own_pass_on_every_engine_that_needs_no_compiler(folder):
    assert check_policy("grim:course", engines=("python", "numpy")) == "fine"


def test_one_that_leaves_its_menu_does_not(folder, quiet):
    with pytest.raises(MismatchProblem, match="12 of 12 worlds fail"):
        check_policy("grim:off_the_menu", scenario=quiet, engines=("python",))


@pytest.mark.parametrize("name", ["nobody", "grim:nobody"])
def test_a_policy_that_is_none_is_refused(folder, name):
    with pytest.raises(Problem):
        check_policy(name, "washington")
