"""The search over plans: on made-up payoffs whose answer is known, and on the model in few worlds."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from typing import Any

import numpy as np
import pytest

import sim
from sim.analysis.policy_game import GameOptions, count_plans, longer
from sim.analysis.policy_game.findings import GameFinding, ask, exits_text, plan_text
from sim.analysis.policy_game.outside import best_outside, changes_of, draw_plan
from sim.analysis.policy_game.search import (
    BARGAIN,
    BOTH_PREFER,
    FREE,
    NAMED,
    STARTS,
    STOP,
    Pair,
    PlanGame,
    Request,
    mix_of,
    pair_of,
    plans_of,
)
from sim.core.base.arrays import Floats
from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import GIANT_VALUES, GIANTS
from sim.core.scenario.plan import check_choice
from tests.cli.command import Captured, said, three_lines

SPRING = sim.load_scenario("2017-spring")
SHORT = SPRING.change({"months": 6})
Payoff = Callable[[Pair], tuple[float, float]]


def answered(steps: Generator[Request, Floats, Any], payoff: Payoff) -> Any:
    """Return what a search finds if every world of a pair gives the same."""
    request = next(steps)
    try:
        while True:
            rows = [np.tile(payoff(pair), (3, 1)) for pair in request.pairs]
            request = steps.send(np.array(rows))
    except StopIteration as end:
        return end.value


def table_of(seed: int) -> tuple[PlanGame, Payoff, Floats]:
    """Return the game of plans with random payoffs, `(2, 244, 508)`, in which a power's plans differ
    by what the other does.
    """
    game = PlanGame(GameOptions(SPRING))
    draw = np.random.default_rng(seed)
    sizes = [len(plans) for plans in game.plans]
    factors = [draw.normal(0.0, 6.0, (2, size, 3)) for size in sizes]
    table = np.einsum("kwf,kbf->kwb", *factors) - 20.0
    places = [{plan: at for at, plan in enumerate(plans)} for plans in game.plans]

    def payoff(pair: Pair) -> tuple[float, float]:
        ours, theirs = (
            table[:, places[0][pair[0]], places[1][pair[1]]] if pair != FREE else (-20.0, -20.0)
        )
        return float(ours), float(theirs)

    return game, payoff, table


def test_a_class_holds_every_plan_of_the_grammar_once() -> None:
    for name, size in zip(GIANTS, (244, 508), strict=True):
        plans = plans_of(name, 2)
        assert len(set(plans)) == len(plans) == count_plans(name, 2) == size
        for plan in plans:
            check_choice(name, plan, "")
    named = [plan for mix in map(pair_of, NAMED.values()) for side in mix for plan in side]
    every = {plan for name in GIANTS for plan in plans_of(name, 2)}
    assert set(named) <= every


@pytest.mark.parametrize("seed", range(4))
def test_the_search_ends_where_no_plan_of_the_class_gains(seed: int) -> None:
    game, payoff, table = table_of(seed)
    mix, _ = answered(game.oracle(STARTS[0]), payoff)
    chances = [
        np.array([side.get(plan, 0.0) for plan in plans])
        for side, plans in zip(mix, game.plans, strict=True)
    ]
    ours, theirs = table[0] @ chances[1], chances[0] @ table[1]
    gains = ours.max() - ours @ chances[0], theirs.max() - theirs @ chances[1]
    assert gains[0] / game.loss[0] <= STOP + 1e-9
    assert gains[1] / game.loss[1] <= STOP + 1e-9


def test_a_game_without_a_pure_equilibrium_ends_in_a_mixture() -> None:
    game = PlanGame(GameOptions(SPRING, states=1))
    same = {
        (w, b): float(at == place)
        for at, w in enumerate(game.plans[0])
        for place, b in enumerate(game.plans[1])
    }
    mix, _ = answered(game.oracle(STARTS[0]), lambda pair: (9.0 * same[pair], -9.0 * same[pair]))
    assert all(chance == pytest.approx(0.25) for side in mix for chance in side.values())
    assert [len(side) for side in mix] == [4, 4]


def test_what_both_prefer_is_found_though_nobody_stays() -> None:
    """A prisoner's dilemma: talking and enforcing is best for both, and either gains by leaving."""
    game = PlanGame(GameOptions(SPRING))
    kind = {"engagement": 0, "enforce": 0}
    pays = {(0, 0): (3.0, 3.0), (0, 1): (-5.0, 5.0), (1, 0): (5.0, -5.0), (1, 1): (-2.0, -2.0)}

    def payoff(pair: Pair) -> tuple[float, float]:
        return (0.0, 0.0) if pair == FREE else pays[kind.get(pair[0], 1), kind.get(pair[1], 1)]

    assert answered(game.preferred(["shield", "enforce"]), payoff) == ("engagement", "enforce")
    mix, _ = answered(game.oracle(("engagement", "enforce")), payoff)
    assert "engagement" not in mix[0]
    assert "enforce" not in mix[1]


def test_plans_that_are_not_played_are_left_out_of_a_mix() -> None:
    mix = mix_of([["a", "b"], ["c"]], (np.array([0.0, 1.0]), np.array([1.0])))
    assert mix == ({"b": 1.0}, {"c": 1.0})


@pytest.fixture(scope="module")
def found() -> GameFinding:
    """The game of courses alone in few months and worlds."""
    return sim.policy_game(SHORT, states=1, worlds=60)


def test_every_gain_is_of_the_fresh_worlds_and_free_play_is_one_of_them(found: GameFinding) -> None:
    searched = found.searched
    assert FREE in searched.pairs
    assert searched.values.shape == (len(searched.pairs), 3, 2, 60)
    for name in searched.profiles:
        for power in range(2):
            plan = next(iter(searched.profiles[name][power]))
            if len(searched.profiles[name][power]) == 1:
                assert found.gain(name, power, plan).value == 0.0
    assert {BOTH_PREFER, *NAMED} <= set(searched.profiles)


def test_the_same_options_find_the_same(found: GameFinding) -> None:
    again = sim.policy_game(SHORT, states=1, worlds=60)
    assert again.sentences() == found.sentences()
    np.testing.assert_array_equal(again.searched.values, found.searched.values)


def test_the_first_sentence_names_what_the_search_ends_at_and_the_table_who_leaves(
    found: GameFinding,
) -> None:
    assert found.sentences()[0].startswith("The search ends at: Washington ")
    table = found.tables()[0]
    assert [row[0] for row in table.rows][-2:] == [*NAMED]
    told = " ".join(found.first_screen()[0])
    assert BARGAIN not in told or "costs" in told


def test_a_plan_is_told_in_words() -> None:
    for name in GIANTS:
        for plan in plans_of(name, 2):
            assert not re.search(r"_| then (?!\w+s)", plan_text(plan)), plan


PRESSES = "maximum_pressure until lax then engagement until tested"
MEDIATES = "mediate until tested then shield until no_talks"


@pytest.mark.parametrize(("name", "plan"), [("washington", PRESSES), ("beijing", MEDIATES)])
def test_a_plan_of_the_class_is_the_same_world_by_the_rule_of_longer_plans(
    name: str, plan: str
) -> None:
    pair = {"washington.policy": PRESSES, "beijing.policy": MEDIATES, "kim_type": "greedy"}
    exits = draw_plan(name, plan, ("",), np.random.default_rng(3))
    assert [len(ways) for ways in exits.values()] == [2, 2, 2]
    rule = {"rules.follow_plans": f"{longer.__name__}:follow_{name}"}
    usual = sim.run(SPRING.change(pair), worlds=60)
    by_rule = sim.run(SPRING.change(pair | rule | changes_of(name, exits)), worlds=60)
    for payoff in GIANT_VALUES:
        np.testing.assert_array_equal(by_rule.columns[payoff], usual.columns[payoff])


def test_a_longer_plan_takes_its_third_course_at_the_second_sign() -> None:
    exits = {
        "maximum_pressure": [("soft", "engagement"), ("tested", "patience")],
        "engagement": [("", "maximum_pressure"), ("", "patience")],
        "patience": [("", "maximum_pressure"), ("", "engagement")],
    }
    changes = {"rules.follow_plans": f"{longer.__name__}:follow_washington"}
    run = sim.run(SPRING.change(changes | changes_of("washington", exits)), worlds=60)
    shares = {
        course: run.columns[f"share_washington_{course}"]
        for course in ("maximum_pressure", "engagement", "patience", "prevent")
    }
    assert (shares["prevent"] == 0.0).all()
    assert (np.minimum(shares["engagement"], shares["patience"]) == 0.0).all()
    assert (shares["patience"] > 0.5).any()
    assert exits_text(exits) == ("presses (a soft word: talks, a test: waits); talks; waits")


def test_the_best_plan_outside_the_class_is_none_of_it() -> None:
    mix: Any = ({PRESSES: 1.0}, {MEDIATES: 1.0})
    for power in range(len(GIANTS)):
        best = best_outside(SHORT, mix, power, 12, 60, 7, 1)
        assert len(best.plan) == 3
        assert best.gain.n == 60
        assert best == best_outside(SHORT, mix, power, 12, 60, 7, 1)


def test_the_small_game_is_a_file_that_gambit_reads(found: GameFinding) -> None:
    text = found.files()["game.nfg"]
    numbers = text.rpartition('"\n\n')[2].split("\n")[:-1]
    rows, columns = (len(menu) for menu in found.searched.menus)
    read = np.array([[float(each) for each in line.split()] for line in numbers])
    np.testing.assert_array_equal(
        read.T.reshape(2, columns, rows).swapaxes(1, 2), found.searched.payoffs
    )
    gambit: Any = pytest.importorskip("pygambit", reason="Gambit is not installed")
    assert len(gambit.parse_game(text).players) == 2


def test_a_class_too_large_for_the_budget_says_how_long_before_it_starts(capsys: Captured) -> None:
    refused = said(capsys, "game", "2017-spring", "--budget", "20")
    what, where, remedy = three_lines(refused.err)
    assert refused.code == 2
    assert "752 plans would take about" in what
    assert "budget" in where
    assert "states 1" in remedy
    with pytest.raises(UsageProblem):
        sim.policy_game(SPRING.change({"months": 120}))


@pytest.mark.long
def test_no_plan_gains_at_the_end_of_the_search_in_fresh_worlds() -> None:
    """Sixteen thousand worlds that the search did not use; the gain and its upper end are printed."""
    confirmed = sim.policy_game(SPRING, worlds=16_000, budget=300, seed=5_271_009)
    for name in confirmed.searched.ends:
        for power in range(2):
            wars = confirmed.departure(name, power).wars
            print(name, GIANTS[power], wars)
            assert wars.value <= 0.02
            assert wars.high <= 0.03


def test_the_first_experiment_is_asked_for_without_results() -> None:
    first = ask(GameOptions(SHORT, states=1), ())
    assert first is not None
    assert first.worlds == 2000
