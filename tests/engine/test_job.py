"""A job that cannot be meant is refused: what, where, what to do. What is not given is the
default.
"""

from typing import Any

import numpy as np
import pytest

from sim.core.base.errors import UsageProblem
from sim.core.engine import LEVERS, NUMBERS, ORDERS, PLACES, SLOTS, Job, play
from sim.core.engine.luck import BEFORE_START, sheet_of_one
from sim.core.engine.plain import begin_world, play_month
from sim.core.engine.records import fill_record, flat, names_of
from sim.core.engine.source import Game
from tests.for_each import for_each

from .support import digest

BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no worlds": ({"worlds": 0}, "worlds"),
    "months": ({"months": -1}, "months"),
    "seed": ({"seed": 2**64}, "seed"),
    "half a world": ({"worlds": 2.5}, "worlds"),
    "a name": ({"numbers": {"rat": 0.1}}, "Did you mean 'rate'"),
    "a number": ({"numbers": {"rate": float("nan")}}, "finite"),
    "numbers": ({"numbers": {"rate": np.ones(3)}}, "numbers, rate"),
    "levers": ({"levers": np.ones((2, 2))}, "levers"),
    "no lever": ({"levers": np.full((4, 2), np.inf)}, "finite"),
    "orders": ({"orders": np.full((4, 1), 4)}, "orders, deed"),
    "luck": ({"luck": np.ones((4, 6))}, "outside"),
    "ids": ({"ids": np.array([-1, 2])}, "ids"),
    "state": ({"state": np.ones((3, 2))}, "state"),
    "record": ({"record": ("tensoin",)}, "Did you mean 'tension'"),
}


@for_each("name", BAD)
def test_a_job_that_cannot_be_meant(small: Game, name: str) -> None:
    changed, message = BAD[name]
    with pytest.raises(UsageProblem, match=message):
        play(Job(**{"worlds": 2, "months": 4, **changed}), "numpy", game=small)


def test_engines_and_threads_that_there_are_not(small: Game) -> None:
    with pytest.raises(UsageProblem, match="choose one of kernel, numpy, python"):
        play(Job(1), "cuda", game=small)  # type: ignore[arg-type]
    with pytest.raises(UsageProblem, match="give 1 or more"):
        play(Job(1), "numpy", 0, game=small)


@pytest.mark.parametrize("engine", ["python", "numpy", "kernel"])
def test_what_is_given_is_what_a_rule_reads(small: Game, engine: Any) -> None:
    orders = np.full((3, 1, 2), -1, np.int8)
    orders[:, 0, 1] = 2
    luck = np.full((3, 6), np.nan)
    luck[1, 2] = 1e-9  # the month's chance of the end: it fires
    worlds = play(
        Job(2, months=3, orders=orders, luck=luck, record=("deed", "ending")), engine, game=small
    )
    assert (worlds.record["deed"][:2, 1] == 2).all()
    assert worlds.record["ending"][:, 0].tolist() == [0.0, 3.0, 3.0]
    assert worlds.months_lived.tolist() == [2, 2]


def test_no_month_gives_the_state_that_worlds_begin_in(small: Game) -> None:
    began = [play(Job(3, months=0), engine, game=small) for engine in ("python", "numpy", "kernel")]  # type: ignore[arg-type]
    assert len({digest(worlds) for worlds in began}) == 1
    assert len(set(began[0].final("tension"))) == 3


def test_names_are_those_of_the_records() -> None:
    assert {"tension", "washington_lean.0", "kim.type", "moves.washington_word.5"} <= set(PLACES)
    assert {"clash", "kim_chance.0", "washington_words.0.3"} <= set(NUMBERS)
    assert {"accident"} <= set(SLOTS)
    assert {"washington_pressure"} <= set(LEVERS)
    assert {"washington_course"} <= set(ORDERS)


def test_a_record_goes_through_its_places(small: Game) -> None:
    values = [float(i % 3) for i in range(len(names_of(small.world)))]
    again = flat(fill_record(small.world(), values))
    booleans = [i for i, name in enumerate(names_of(small.world)) if name.endswith("moved")]
    assert [v for i, v in enumerate(again) if i not in booleans] == [
        v for i, v in enumerate(values) if i not in booleans
    ]


def test_one_world_can_be_stepped_by_hand(small: Game) -> None:
    """As Mesa and `sim why` do: the same world as the ensemble's."""
    world, p = small.world(), small.numbers()
    now = small.now()
    luck = names_of(small.part_of_now("luck"))
    fill_record(now.luck, sheet_of_one(7, BEFORE_START, 4, 0, 0, len(luck)))
    begin_world(world, now, p, small)
    for month in range(6):
        fill_record(now.luck, sheet_of_one(7, month, 4, 0, 0, len(luck)))
        play_month(world, now, p, small)
    assert flat(world) == play(Job(5, months=6), "kernel", game=small).state[:, 4].tolist()
