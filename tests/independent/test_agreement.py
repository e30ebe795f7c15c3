"""The model against a slow second reading of the specification: whole worlds of random scenarios, month by month."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from sim.game.catalogue import CAPITALS
from sim.world.batch import Block, one_policy
from sim.world.model import EscalationModel
from sim.world.recorder import BELIEFS
from sim.study.scenario import Election, Expiry, Plan, Scenario, Spell
from sim.world.state import RECORDED_STATES

from .random_scenarios import START, month_after, random_plan, random_scenario, random_values
from .slow_end import outcomes
from .slow_month import SlowWorld
from .slow_numbers import MOVES

QUICK = range(52)
WIDE = range(1000, 1400)


def close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)


def differing(found: dict[str, float], wanted: dict[str, float]) -> dict[str, tuple[float, float]]:
    return {name: (found[name], wanted[name]) for name in found if not close(found[name], wanted[name])}


def check_month(model: EscalationModel, slow: SlowWorld, world: int) -> None:
    """Compare the moves, states and beliefs of the month that both have just played."""
    month = slow.month
    where = f"{slow.scenario.name}, world {slow.world}, month {month - 1}"
    moves = {c: MOVES[c][model.recorder.moves[c][month - 1, world]] for c in CAPITALS}
    assert moves == slow.played[-1], where
    states = {name: float(model.recorder.state[name][month, world]) for name in RECORDED_STATES}
    assert not differing(states, slow.history[-1]), where
    beliefs = {name: float(model.recorder.state[name][month, world]) for name in BELIEFS}
    known = {f"belief_{c}_{kind}": b for c, belief in slow.beliefs.items() for kind, b in belief.items()}
    assert not differing(beliefs, known), where


def check_chances(model: EscalationModel, slow: dict[int, SlowWorld]) -> None:
    """Compare the chance of every move of the month that both have just played."""
    for capital in CAPITALS:
        actor = model.capital(capital)
        chances = actor.chances(model.forecasts(actor))
        for k, world in slow.items():
            wanted = world.menus[capital].chances()
            for chance, (move, expected) in zip(chances[:, k], wanted.items(), strict=True):
                same = math.isclose(chance, expected, rel_tol=0.0, abs_tol=1e-11)
                assert same, (world.scenario.name, world.world, world.month - 1, capital, move)


def check_end(model: EscalationModel, slow: SlowWorld, world: int) -> None:
    """Compare what became of a world, and see that nothing is recorded after its end."""
    found = {name: float(column[world]) for name, column in model.outcomes().items()}
    wanted = outcomes(slow)
    assert found.keys() == wanted.keys()
    assert not differing(found, wanted), (slow.scenario.name, slow.world, slow.event)
    assert all((model.recorder.moves[c][slow.month :, world] == -1).all() for c in CAPITALS)


def play(blocks: Sequence[Block], seed: int, compared: Sequence[int], chances: bool = False) -> None:
    """Play blocks of worlds with the model and some of them slowly, and compare the two month by month.

    With `chances`, compare the chances of all moves as well as the moves made.
    """
    model = EscalationModel(blocks, rng=seed, record=(*RECORDED_STATES, *BELIEFS, *CAPITALS))
    known = [(block.scenario, block.first_world + k) for block in blocks for k in range(block.worlds)]
    slow = {k: SlowWorld(known[k][0], seed, known[k][1]) for k in compared}
    for _ in range(blocks[0].scenario.months):
        running = {k: world for k, world in slow.items() if world.event is None}
        model.step()
        for k, world in running.items():
            world.step()
            check_month(model, world, k)
        if chances:
            check_chances(model, running)
    for k, world in slow.items():
        check_end(model, world, k)
    model.close()


def play_number(number: int, forecast: str | None = None, months: int | None = None) -> None:
    """Play the last of one to five worlds of a random scenario, and of every other scenario the first too."""
    scenario = random_scenario(number, forecast)
    worlds = 1 + number % 5
    block = Block(replace(scenario, months=months or scenario.months), number % 7, worlds)
    # In logit equilibrium the forecasts are part of the month, so the chances cannot be asked for again after it.
    chances = number % 3 == 0 and scenario.forecast != "qre"
    play([block], 20_170_200 + number, sorted({0 if number % 2 else worlds - 1, worlds - 1}), chances)


@pytest.mark.parametrize("number", QUICK)
def test_worlds_agree_with_the_slow_reading(number: int) -> None:
    play_number(number)


@pytest.mark.parametrize("number", range(100, 103))
def test_worlds_in_logit_equilibrium_agree_with_the_slow_reading(number: int) -> None:
    play_number(number, "qre", 4)


def variant(scenario: Scenario, number: int) -> Scenario:
    """Return a scenario that may share a batch with another: other numbers, plans and type of Kim."""
    r = random.Random(number)
    values = random_values(r, 0.3) | {"tremble_excludes_war": scenario.value("tremble_excludes_war")}
    plans = {capital: random_plan(r, capital, scenario.months) for capital in CAPITALS}
    kind = r.choice(("plain", "secure", "revisionist", "erratic", "drawn"))
    return replace(
        scenario,
        name=f"variant-{number}",
        values=tuple(sorted(values.items())),
        kim_type=kind,
        washington=plans["washington"],
        beijing=plans["beijing"],
        pyongyang=plans["pyongyang"],
        seoul=plans["seoul"],
    )


def play_blocks(number: int) -> None:
    scenario = random_scenario(number)
    blocks = [
        Block(scenario, 0, 2),
        Block(variant(scenario, 2 * number), 0, 2),
        Block(variant(scenario, 2 * number + 1), 5, 1),
    ]
    play(blocks, number, (1, 2, 4), chances=True)


@pytest.mark.parametrize("number", range(200, 203))
def test_scenarios_that_share_a_batch_agree_with_the_slow_reading(number: int) -> None:
    play_blocks(number)


@pytest.mark.long
@pytest.mark.parametrize("number", WIDE)
def test_many_worlds_agree_with_the_slow_reading(number: int) -> None:
    play_number(number)


@pytest.mark.long
@pytest.mark.parametrize("number", range(1400, 1420))
def test_many_worlds_in_logit_equilibrium_agree_with_the_slow_reading(number: int) -> None:
    play_number(number, "qre")


@pytest.mark.long
@pytest.mark.parametrize("number", range(1500, 1560))
def test_many_scenarios_that_share_a_batch_agree_with_the_slow_reading(number: int) -> None:
    play_blocks(number)


def plain_scenario(**changes: object) -> Scenario:
    """Return the 2017 line-up with all modules off but for those that are named."""
    lineup = {
        "washington": "maximum_pressure",
        "beijing": "partial_enforcement",
        "pyongyang": "byungjin",
        "seoul": "hedging",
    }
    plans = {capital: one_policy(START, policy) for capital, policy in lineup.items()}
    return Scenario(**({"name": "plain", "title": "plain", "months": 24, "modules": ()} | plans | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("waited", range(1, 6))
def test_a_measure_runs_out_unless_washington_sanctioned_in_the_three_months_before(waited: int) -> None:
    cases: list[tuple[int, Scenario]] = []
    for seed in range(200):
        scenario = plain_scenario()
        slow = SlowWorld(scenario, seed, 0)
        while slow.event is None and slow.month < scenario.months:
            slow.step()
        rounds = [month for month, moves in enumerate(slow.played) if moves["washington"] == "sanctions"]
        due = [month + waited for month in rounds if not set(rounds) & set(range(month + 1, month + waited))]
        if due and due[0] < slow.month:
            expiry = Expiry(month_after(due[0]), 0.04, "coal")
            cases.append((seed, plain_scenario(modules=("expiry",), expiries=(expiry,))))
        if len(cases) == 3:
            break
    assert len(cases) == 3
    for seed, scenario in cases:
        play([Block(scenario, 0, 1)], seed, (0,))


def test_the_winner_of_a_second_vote_waits_for_its_day_too() -> None:
    votes = (
        Election("seoul", month_after(2), month_after(3), (("sunshine", 1.0),)),
        Election("seoul", month_after(10), month_after(20), (("hard_line", 1.0),)),
    )
    scenario = plain_scenario(modules=("elections",), elections=votes)
    by_schedule = Plan(
        (
            Spell(START, "hedging"),
            Spell(month_after(3), "sunshine"),
            Spell(month_after(20), "hard_line"),
        )
    )
    scheduled = plain_scenario(seoul=by_schedule)
    one, other = (EscalationModel(s, 20, 3, record=("seoul",)).run() for s in (scenario, scheduled))
    assert (one.recorder.moves["seoul"] == other.recorder.moves["seoul"]).all()


def test_war_thresholds_that_differ_in_a_batch_may_share_the_logit_with_the_other_moves() -> None:
    tense = (("start_tension", 7.5), ("tension_rest", 4.0), ("tremble_excludes_war", 0.0))
    blocks = [
        Block(plain_scenario(values=(*tense, ("war_washington", p7))), 0, 1) for p7 in (0.0, 0.01, 0.05)
    ]
    play(blocks, 5, (0, 1, 2), chances=True)
