"""Games written for one test: a month of one step, in a module of its own."""

import sys
import types
from pathlib import Path

from sim.core.engine.source import Game

HEAD = """
from dataclasses import dataclass, field
from sim.core.game.language import Count, Grid, Row, Table, bits_of, copy_of, float_of, rarely, row, sqrt
from tests.engine.small.world import Calendar, Deed, Levers, Luck, Mood, Now, Orders, Side

@dataclass
class World:
    a: float = 0.5
    b: float = -0.25
    n: int = 2
    yes: bool = True
    mood: Mood = Mood.TENSE
    side: Side = field(default_factory=Side)
    out: Row = field(default_factory=row)
    ending: Deed = Deed.WAIT
{fields}

@dataclass
class Parameters:
    p: float = 1.5
    table: Table = field(default_factory=lambda: [0.5, 1.5, -2.0, 0.25, 3.0, -1.0])
    grid: Grid = field(default_factory=lambda: [[0.1 * (i - j) for j in range(6)] for i in range(6)])

HALF = 0.5
"""
TAIL = """
def begin(world: World, now: Now, p: Parameters) -> None:
    world.a = world.a

def month(world: World, now: Now, p: Parameters) -> None:
    step(world, now, p)
"""


def made(folder: Path, name: str, text: str, fields: str = "") -> Game:
    """Write a game whose one step stands in `text`, and read it."""
    path = folder / f"{name}.py"
    whole = HEAD.format(fields=fields) + text + TAIL
    path.write_text(whole)
    module = types.ModuleType(f"made.{name}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module
    exec(compile(whole, str(path), "exec"), module.__dict__)
    return Game(module.__name__)


def line_of(folder: Path, name: str, mark: str = "# here") -> int:
    """Return the line that a mark stands in."""
    lines = (folder / f"{name}.py").read_text().splitlines()
    return next(i for i, line in enumerate(lines, 1) if mark in line)
