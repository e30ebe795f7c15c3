"""The model against a slow second reading of the specification: whole worlds of random scenarios, month by month."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from sim.world.actions import CAPITALS
from sim.world.batch import Block, one_policy
from sim.world.model import EscalationModel
from sim.world.recorder import BELIEFS
from sim.world.scenario import Election, Expiry, Plan, Scenario, Spell
from sim.world.state import RECORDED_STATES

from .random_scenarios import START, month_after, random_plan, random_scenario, random_values
from .slow_end import outcomes
from .slow_month import SlowWorld
from .slow_numbers import MOVES

QUICK = range(60)
WIDE = range(1000, 1400)


def close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)


def differing(found: dict[str, float], wanted: dict[str, float]) -> dict[str, tuple[float, float]]:
    return {name: (found[name], wanted[name]) for name in wanted if not close(found[name], wanted[name])}


def check_month(model: EscalationModel, slow: SlowWorld, world: int) -> None:
    """Compare the moves, states and beliefs of the month that both have just played."""
    month = slow.month
    where = f"{slow.scenario.name}, world {slow.world}, month {month - 1}"
    moves = {c: MOVES[c][model.recorder.moves[c][month - 1, world]] for c in CAPITALS}
    assert moves == slow.played[-1], where
    states = {name: float(model.recorder.state[name][month, world]) for name in RECORDED_STATES}
    assert not differing(states, slow.history[-1] | {"refugees": slow.state["refugees"]}), where
    beliefs = {name: float(model.recorder.state[name][month, world]) for name in BELIEFS}
    known = {f"belief_{c}_{kind}": b for c, belief in slow.beliefs.items() for kind, b in belief.items()}
    assert not differing(beliefs, known), where


def check_chances(model: EscalationModel, slow: SlowWorld, world: int) -> None:
    """Compare the chance of every move of the month that both have just played."""
    for capital in CAPITALS:
        actor = model.capital(capital)
        found = actor.chances(model.forecasts(actor))[:, world]
        wanted = slow.menus[capital].chances()
        for chance, (move, expected) in zip(found, wanted.items(), strict=True):
            assert math.isclose(chance, expected, rel_tol=0.0, abs_tol=1e-11), (slow.month - 1, capital, move)


def check_end(model: EscalationModel, slow: SlowWorld, world: int) -> None:
    """Compare what became of a world, and see that nothing is recorded after its end."""
    found = {name: float(column[world]) for name, column in model.outcomes().items()}
    wanted = outcomes(slow)
    assert found.keys() == wanted.keys()
    assert not differing(found, wanted), (slow.scenario.name, slow.world, slow.event)
    assert all((model.recorder.moves[c][slow.month :, world] == -1).all() for c in CAPITALS)


def play(blocks: Sequence[Block], seed: int, compared: Sequence[int]) -> None:
    """Play blocks of worlds with the model and some of them slowly, and compare the two month by month."""
    model = EscalationModel(blocks, rng=seed, record=(*RECORDED_STATES, *BELIEFS, *CAPITALS))
    known = [(block.scenario, block.first_world + k) for block in blocks for k in range(block.worlds)]
    slow = {k: SlowWorld(known[k][0], seed, known[k][1]) for k in compared}
    for _ in range(blocks[0].scenario.months):
        model.step()
        for k, world in slow.items():
            if world.event is None:
                world.step()
                check_month(model, world, k)
                if world.scenario.forecast != "qre":
                    check_chances(model, world, k)
    for k, world in slow.items():
        check_end(model, world, k)
    model.close()


def play_number(number: int, forecast: str | None = None, months: int | None = None) -> None:
    """Play the first and the last of one to five worlds of a random scenario."""
    scenario = random_scenario(number, forecast)
    worlds = 1 + number % 5
    block = Block(replace(scenario, months=months or scenario.months), number % 7, worlds)
    play([block], 20_170_200 + number, sorted({0, worlds - 1}))


@pytest.mark.parametrize("number", QUICK)
def test_worlds_agree_with_the_slow_reading(number: int) -> None:
    play_number(number)


@pytest.mark.parametrize("number", range(100, 103))
def test_worlds_in_logit_equilibrium_agree_with_the_slow_reading(number: int) -> None:
    play_number(number, "qre", 6)


def variant(scenario: Scenario, number: int) -> Scenario:
    """Return a scenario that may share a batch with another: other numbers, plans and type of Kim."""
    r = random.Random(number)
    values = random_values(r, 0.3) | {"tremble_excludes_war": scenario.value("tremble_excludes_war")}
    plans = {capital: random_plan(r, capital, scenario.months) for capital in CAPITALS}
    votes = {vote.capital: scenario.plan(vote.capital) for vote in scenario.elections}
    kind = r.choice(("plain", "secure", "revisionist", "erratic", "drawn"))
    return replace(
        scenario,
        name=f"variant-{number}",
        values=tuple(sorted(values.items())),
        kim_type=kind,
        **(plans | votes),
    )


def play_blocks(number: int) -> None:
    scenario = random_scenario(number)
    blocks = [
        Block(scenario, 0, 2),
        Block(variant(scenario, 2 * number), 0, 2),
        Block(variant(scenario, 2 * number + 1), 5, 1),
    ]
    play(blocks, number, (1, 2, 4))


@pytest.mark.parametrize("number", range(200, 205))
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
    blocks = []
    for seed in range(200):
        scenario = plain_scenario()
        slow = SlowWorld(scenario, seed, 0)
        while slow.event is None and slow.month < scenario.months:
            slow.step()
        rounds = [month for month, moves in enumerate(slow.played) if moves["washington"] == "sanctions"]
        due = [month + waited for month in rounds if not set(rounds) & set(range(month + 1, month + waited))]
        if due and due[0] < slow.month:
            expiry = Expiry(month_after(due[0]), 0.04, "coal")
            blocks.append((seed, plain_scenario(modules=("expiry",), expiries=(expiry,)), due[0]))
        if len(blocks) == 3:
            break
    assert len(blocks) == 3
    for seed, scenario, month in blocks:
        model = EscalationModel(scenario, rng=seed)
        for _ in range(month):
            model.step()
        assert model.state.months_since_sanctions[0] == waited - 1
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
