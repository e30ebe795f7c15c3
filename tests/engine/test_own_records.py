"""A game may extend the records of another: rules of the other then take the longer ones; others
are left alone.
"""

import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.core.engine import ENGINES, Job, play
from sim.core.engine.source import Game, RuleError

OTHER = """
from dataclasses import dataclass
from tests.engine.small.world import Calendar, Deed, Levers, Luck, Now, Orders

@dataclass
class World:
    heat: float = 0.5
    ending: Deed = Deed.WAIT

@dataclass
class Parameters:
    rate: float = 0.25

def warm(world: World, now: Now, p: Parameters) -> None:
    world.heat += p.rate * now.luck.heat
"""
OWN = """
from dataclasses import dataclass
from made import other
from made.other import Calendar, Deed, Levers, Luck, Now, Orders, warm

@dataclass
class World({extends}):
    {fields}
    seen: float = 1.0

@dataclass
class Parameters(other.Parameters):
    share: float = 2.0

def look(world: World, now: Now, p: Parameters) -> None:
    warm(world, now, p)
    world.seen += p.share * world.heat

def begin(world: World, now: Now, p: Parameters) -> None:
    world.seen = 0.0

def month(world: World, now: Now, p: Parameters) -> None:
    look(world, now, p)
"""


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Game]:
    """How a game is written whose one step calls a rule of another game."""

    def module(name: str, text: str) -> None:
        path = tmp_path / f"{name}.py"
        path.write_text(text)
        new = types.ModuleType(f"made.{name}")
        new.__file__ = str(path)
        monkeypatch.setitem(sys.modules, new.__name__, new)
        monkeypatch.setattr(sys.modules["made"], name, new, raising=False)
        exec(compile(text, str(path), "exec"), new.__dict__)

    def game(name: str, extends: str, fields: str = "") -> Game:
        module(name, OWN.format(extends=extends, fields=fields or "pass"))
        return Game(f"made.{name}")

    monkeypatch.setitem(sys.modules, "made", types.ModuleType("made"))
    module("other", OTHER)
    return game


def test_rules_of_the_other_game_take_the_longer_records(made: Callable[..., Game]) -> None:
    """A rule of the other game changes the longer world; what was added stands behind, alike in all
    engines.
    """
    game = made("longer", "other.World")
    worlds = [play(Job(9, months=3), engine, game=game) for engine in ENGINES]  # type: ignore[arg-type]
    assert len({one.state.tobytes() for one in worlds}) == 1
    assert worlds[0].places == ("heat", "ending", "seen")
    assert (worlds[0].final("heat") > 0.5).all()
    assert (worlds[0].final("seen") > 2.0 * worlds[0].final("heat")).all()


def test_a_record_that_only_has_the_same_name_is_another_record(made: Callable[..., Game]) -> None:
    """The other game's rules would not know it: the call is refused, with file and line."""
    game = made("apart", "", "heat: float = 0.5\n    ending: Deed = Deed.WAIT")
    with pytest.raises(RuleError, match="another World") as found:
        play(Job(2, months=1), "python", game=game)
    assert found.value.text == "    warm(world, now, p)"
