"""The phases of a month are derived from its body: who plays what together, and which luck it
draws.
"""

from pathlib import Path

from sim.core.engine import Job, play
from sim.core.engine.lower import LoweredGame, phases_of
from sim.core.engine.source import Game

from .made_game import made


def shape(game: Game) -> list[tuple[list[str], bool, list[int], list[int]]]:
    phases = phases_of(LoweredGame(game))
    names = [[call.call.parts[0].name for call in phase.calls] for phase in phases]
    blocks = [
        (phase.condition is not None, sorted(phase.blocks), sorted(phase.condition_blocks))
        for phase in phases
    ]
    return [(called, *read) for called, read in zip(names, blocks, strict=True)]


def test_steps_that_follow_one_another_are_one_phase_until_a_world_may_end(small: Game) -> None:
    assert shape(small) == [
        (["choose", "shift"], False, [0], []),
        (["look_ahead"], True, [1], [0]),
        (["may_end"], False, [0], []),
        (["relax"], False, [1], []),
    ]


def test_luck_that_only_a_rare_step_reads_is_not_drawn_densely(real: Game) -> None:
    rare = [phase for phase in phases_of(LoweredGame(real)) if phase.condition is not None]
    dense = [phase for phase in phases_of(LoweredGame(real)) if phase.condition is None]
    assert rare
    assert frozenset.union(*(p.blocks for p in rare)) - frozenset.union(
        *(p.blocks | p.condition_blocks for p in dense)
    )


def test_a_world_that_a_step_ends_takes_no_further_step(small: Game) -> None:
    for engine in ("python", "numpy", "kernel"):
        luck_of_end = play(Job(300, months=1), engine, game=small)  # type: ignore[arg-type]
        ended = luck_of_end.final("ending") != 0
        assert 0 < ended.sum() < 300
        again = play(Job(300, months=3, first_month=1, state=luck_of_end.state), engine, game=small)  # type: ignore[arg-type]
        assert (again.state[:, ended] == luck_of_end.state[:, ended]).all()
        assert (again.months_lived[ended] == 0).all()


def test_a_step_reads_luck_through_the_rules_that_it_calls(tmp_path: Path) -> None:
    text = (
        "def inner(luck: Luck) -> float:\n    return luck.far\n"
        "def step(world: World, now: Now, p: Parameters) -> None:\n    world.a = inner(now.luck)\n"
    )
    assert shape(made(tmp_path, "inner", text)) == [(["step"], False, [1], [])]


def test_an_order_that_a_month_calls_is_taken_step_by_step(tmp_path: Path) -> None:
    text = (
        "def due(world: World, now: Now, p: Parameters) -> bool:\n    return world.a > HALF\n"
        "def turn(world: World, now: Now, p: Parameters) -> None:\n    world.a = now.luck.far\n"
        "def rest(world: World, now: Now, p: Parameters) -> None:\n    world.b = 0.0\n"
        "def step(world: World, now: Now, p: Parameters) -> None:\n"
        "    if rarely(due(world, now, p)):\n        turn(world, now, p)\n    rest(world, now, p)\n"
    )
    assert shape(made(tmp_path, "order", text)) == [
        (["turn"], True, [1], []),
        (["rest"], False, [], []),
    ]


def test_a_rule_that_does_more_than_call_steps_is_no_order(tmp_path: Path) -> None:
    text = (
        "def due(world: World, now: Now, p: Parameters) -> bool:\n    return world.a > HALF\n"
        "def turn(world: World, now: Now, p: Parameters) -> None:\n    world.a = now.luck.far\n"
        "def step(world: World, now: Now, p: Parameters) -> None:\n"
        "    world.b = 0.0\n    if rarely(due(world, now, p)):\n        turn(world, now, p)\n"
    )
    assert shape(made(tmp_path, "no_order", text)) == [(["step"], False, [1], [])]
