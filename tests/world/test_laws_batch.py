"""Laws 4 and 12: a world is the same world whatever batch, split, order or horizon it is run in."""

from collections.abc import Sequence

import numpy as np
import pytest

from sim.game.catalogue import CAPITALS
from sim.world.batch import Block
from sim.world.model import EscalationModel
from sim.world.recorder import RECORDABLE
from sim.study.scenario import FORECASTS, Scenario
from tests.support import Arrays, chances, differing, eventful, everything, joined, lineup, part, play

WORLDS = 27
SPLITS = [(1, 2, 24), (8, 19), (7, 9, 11)]
# Months, forecast, modules and events are shared by the blocks of a batch; all the rest may differ.
DIFFERENT: tuple[tuple[tuple[str, str, str, str], dict[str, object]], ...] = (
    (("adaptive", "mediator", "brinkmanship", "alliance_first"), {}),
    (("reciprocity", "lax", "unpredictable", "sunshine"), {"precision": 2.5, "belief_memory": 0.93, "foresight": 2.0}),
    (("maximum_pressure", "protector", "conciliatory", "hard_line"), {
        "kim_type": "erratic", "start_tension": 6.5, "misperception": 0.2, "tension_pyongyang": 1.5,
        "weights_beijing.tension": 1.0, "adaptation": 0.7, "pyongyang.deterrent_goal": 0.6,
    }),
)  # fmt: skip


def scenarios(forecast: str, months: int = 12) -> list[Scenario]:
    """The line-ups above; the fixed point is dear, so it gets half a year."""
    months = min(months, 6) if forecast == "qre" else months
    return [eventful(*names, forecast=forecast, months=months, **changes) for names, changes in DIFFERENT]


def laid(lined_up: Sequence[Scenario], worlds: int = WORLDS) -> list[Block]:
    return [Block(scenario, 5 * number, worlds) for number, scenario in enumerate(lined_up)]


def alone(blocks: Sequence[Block]) -> Arrays:
    """Each block as a run of its own, put side by side."""
    return joined([everything(play(b.scenario, b.worlds, first_world=b.first_world)) for b in blocks])


@pytest.mark.parametrize("forecast", FORECASTS)
def test_law_04_several_scenarios_in_one_batch(forecast: str) -> None:
    blocks = laid(scenarios(forecast))
    together = everything(play(blocks))
    assert differing(together, alone(blocks)) == []


@pytest.mark.parametrize("forecast", FORECASTS)
@pytest.mark.parametrize("sizes", SPLITS)
def test_law_04_split_of_a_batch(forecast: str, sizes: tuple[int, ...]) -> None:
    scenario, first, parts = scenarios(forecast)[1], 3, []
    for size in sizes:
        parts.append(everything(play(scenario, size, first_world=first)))
        first += size
    assert differing(everything(play(scenario, WORLDS, first_world=3)), joined(parts)) == []


@pytest.mark.short
@pytest.mark.parametrize("forecast", FORECASTS)
def test_law_04_one_world_alone(forecast: str) -> None:
    scenario = scenarios(forecast, months=5)[2]
    together = everything(play(scenario, 19))
    for world in (0, 7, 18):
        lonely = everything(play(scenario, 1, first_world=world))
        assert differing(part(together, slice(world, world + 1)), lonely) == []


@pytest.mark.parametrize("capital", CAPITALS)
@pytest.mark.parametrize("forecast", [name for name in FORECASTS if name != "qre"])
def test_law_04_the_chances_of_one_world_alone(forecast: str, capital: str) -> None:
    """A last bit of a chance seldom changes a move, so the chances themselves are compared."""
    for scenario in scenarios(forecast):
        together = chances(scenario, capital, 30)
        for world in (0, 11, 29):
            assert chances(scenario, capital, first_world=world)[:, 0].tobytes() == together[:, world].tobytes()


@pytest.mark.parametrize("forecast", FORECASTS)
def test_law_04_order_of_the_blocks(forecast: str) -> None:
    blocks = laid(scenarios(forecast), 11)
    forwards, backwards = everything(play(blocks)), everything(play(blocks[::-1]))
    turned = joined([part(backwards, slice(11 * n, 11 * (n + 1))) for n in (2, 1, 0)])
    assert differing(forwards, turned) == []


def test_law_04_order_in_which_the_capitals_act() -> None:
    scenario = eventful("reciprocity", "mediator", "brinkmanship", "alliance_first")
    turned = EscalationModel(scenario, WORLDS, 7, record=RECORDABLE)
    turned.capitals = dict(reversed(turned.capitals.items()))
    assert differing(everything(turned.run()), everything(play(scenario, WORLDS))) == []


@pytest.mark.short
@pytest.mark.parametrize("forecast", FORECASTS)
def test_law_04_a_longer_horizon_extends_a_shorter_one(forecast: str) -> None:
    blocks = laid(scenarios(forecast, months=5), 30)
    longer = play([Block(b.scenario.change({"months": 9}), b.first_world, b.worlds) for b in blocks])
    shorter = play(blocks)
    for name, rows in shorter.recorder.state.items():
        assert rows.tobytes() == longer.recorder.state[name][:6].tobytes(), name
    for name, moves in shorter.recorder.moves.items():
        assert moves.tobytes() == longer.recorder.moves[name][:5].tobytes(), name
    short, long = shorter.outcomes(), longer.outcomes()
    ended = long["months"] <= 5
    assert ended.any()
    np.testing.assert_array_equal(np.minimum(long["months"], 5), short["months"])
    for flag in ("war", "major_war", "limited_war", "inadvertent_war", "collapse", "denuclearisation"):
        np.testing.assert_array_equal(long[flag] & ended, short[flag])


@pytest.mark.short
def test_law_12_the_same_seed_gives_the_same_outcomes_byte_for_byte() -> None:
    first, second = (play(eventful(), 200).outcomes() for _ in range(2))
    assert differing(first, second) == []
    other = play(eventful(), 200, seed=8).outcomes()
    assert "value_washington" in differing(first, other)


def test_law_12_the_hash_minds_what_moves_a_result_and_nothing_else() -> None:
    scenario = lineup()
    assert scenario.change({"name": "other", "title": "another title"}).hash == scenario.hash
    # A module that is off makes its numbers idle, so they stand for nothing.
    assert scenario.change({"misperception": 0.2}).hash == scenario.hash
    for key, value in {"months": 35, "precision": 2.0, "washington.pressure": 0.5, "modules.thaad": True}.items():
        assert scenario.change({key: value}).hash != scenario.hash, key
