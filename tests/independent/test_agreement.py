"""The rules against a second reading of the description: worlds of random scenarios, month by
month.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from .arrays import CAPITALS, CLOSE, NO_ENDING, PLACES, Array, Fields
from .month import begin, month
from .plain import PlainWorld, reading, sixteen_digits
from .random_worlds import Scenarios

QUICK = 110
WIDE = 250
MONTHS = 36


COUNTS = ("washington_signs", "beijing_signs")
"""The months in a row in which a giant saw what its plan waits for."""


@dataclass
class Met:
    """What happened in the worlds that were compared, and how many were left because luck lay on a
    threshold.
    """

    things: set[str] = field(default_factory=set)
    left: int = 0


def differing(
    plain: dict[str, float], read: dict[str, Array], k: int
) -> dict[str, tuple[float, float]]:
    """Return what a world of the code and the same world of the reading differ in."""
    pairs = {name: (plain[name], float(values[k])) for name, values in read.items()}
    return {
        name: (a, b) for name, (a, b) in pairs.items() if not abs(a - b) <= CLOSE * max(1.0, abs(b))
    }


def unread(plain: dict[str, float], read: dict[str, Array]) -> set[str]:
    """Return what the code keeps and the reading does not; places beyond the end of a menu do not
    count.
    """
    known = {name.rpartition(".")[0] for name in read}
    return {
        name for name in plain.keys() - read.keys() if name.rpartition(".")[0] not in known - {""}
    }


def note(met: Met, before: Fields, after: Fields, k: int) -> None:
    """Write down what a month brought to a world."""
    for name in PLACES:
        met.things.add(f"{name} {after[name][k]}")
    for name in ("freeze", "deterrent", "standoff"):
        met.things.add(f"{name} from {before[name][k]:.0f} to {after[name][k]:.0f}")
    flags = [f"{capital}_turned" for capital in CAPITALS] + [
        "washington_yields",
        "pyongyang_yields",
        "major",
    ]
    met.things |= {name for name in flags if after[name][k]}
    met.things |= {name for name in COUNTS if after[name][k] >= 2 and not before[name][k] < 1}
    met.things.add(f"ending {after.ending[k]}")


def play_both(seed: int, worlds: int) -> Met:
    """Play random scenarios in both readings; fail at the first world that differs."""
    scenarios, met = Scenarios(seed, worlds), Met()
    p, start = scenarios.numbers, scenarios.start()
    s = begin(start, p)
    uniforms, close = start.luck.sharpened(scenarios.rng), start.luck.close()
    live = {k: PlainWorld(k, p, start, uniforms) for k in range(worlds) if not close[k]}
    for k, world in live.items():
        assert not differing(world.states(), reading(s), k), f"seed {seed}, world {k}, at the start"
    for t in range(MONTHS):
        now, before = scenarios.next(), s
        s = month(s, now, p)
        read, close, uniforms = reading(s), now.luck.close(), now.luck.sharpened(scenarios.rng)
        for k, world in list(live.items()):
            if close[k]:
                del live[k]
                met.left += 1
                continue
            world.play(now, uniforms)
            states = world.states()
            assert not unread(states, read)
            assert not differing(states, read, k), f"seed {seed}, world {k}, month {t}"
            note(met, before, s, k)
            if s.ending[k] != NO_ENDING:
                del live[k]
    return met


@pytest.fixture(scope="module")
def met() -> Met:
    with sixteen_digits():
        return play_both(10, QUICK)


def test_the_rules_do_what_the_description_says(met: Met) -> None:
    assert met.left <= 1


def test_the_compared_worlds_met_every_move_course_and_ending(met: Met) -> None:
    wanted = {f"{name} {place}" for name, places in PLACES.items() for place in range(places)}
    wanted |= {f"ending {place}" for place in range(6)} | {
        f"{capital}_turned" for capital in CAPITALS
    }
    wanted |= {"washington_yields", "pyongyang_yields", "major", *COUNTS}
    wanted |= {f"{name} from 0 to 1" for name in ("freeze", "deterrent", "standoff")}
    wanted |= {f"{name} from 1 to 0" for name in ("freeze", "deterrent", "standoff")}
    missing = wanted - met.things
    assert not missing, missing


def test_a_small_difference_would_be_found() -> None:
    scenarios = Scenarios(3, 20)
    p, start = scenarios.numbers, scenarios.start()
    now, s = scenarios.next(), begin(start, p)
    read, other = reading(month(s, now, p)), reading(month(s, now, p.but(growth=p.growth + 1e-9)))
    for k in range(20):
        assert "economy" in differing(
            {name: float(values[k]) for name, values in other.items()}, read, k
        )


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1020))
def test_the_rules_do_what_the_description_says_in_many_more_worlds(seed: int) -> None:
    with sixteen_digits():
        assert play_both(seed, WIDE).left <= 1
