"""Worlds made up for the tests of the rules: any state in range, any courses, any last moves."""

import random
from dataclasses import fields

from sim.core.game.choosing import done
from sim.core.game.conduct import read_conduct
from sim.core.game.moves import (
    BeijingCourse,
    BeijingDeed,
    BeijingWord,
    KimType,
    PyongyangCourse,
    PyongyangDeed,
    PyongyangWord,
    SeoulCourse,
    SeoulDeed,
    SeoulWord,
    WashingtonCourse,
    WashingtonDeed,
    WashingtonWord,
)
from sim.core.game.world import Conduct, Levers, Luck, Moves, Now, World

MENUS = {
    "washington_word": WashingtonWord,
    "washington_deed": WashingtonDeed,
    "beijing_word": BeijingWord,
    "beijing_deed": BeijingDeed,
    "pyongyang_word": PyongyangWord,
    "pyongyang_deed": PyongyangDeed,
    "seoul_word": SeoulWord,
    "seoul_deed": SeoulDeed,
}
SHARES = (
    "presence",
    "un_measures",
    "us_measures",
    "enforcement",
    "cohesion",
    "talks",
    "audience",
    "threat_felt",
    "softness_seen",
    "big_test",
    "lethal",
    "leaning",
    "offer",
    "aided",
    "sanction_pressure",
)

RANGES = {
    "tension": (0.0, 7.99),
    "presence": (0.0, 1.0),
    "arsenal": (0.0, 1.0),
    "un_measures": (0.0, 1.0),
    "us_measures": (0.0, 1.0),
    "enforcement": (0.0, 1.0),
    "economy": (-0.5, 0.3),
    "cohesion": (0.0, 1.0),
    "talks": (0.0, 1.0),
    "freeze": (0.0, 1.0),
    "audience": (0.0, 1.0),
    "relation": (-1.0, 1.0),
    "thaad": (1.0, 2.0),
    "threat_felt": (0.0, 1.0),
    "softness_seen": (0.0, 1.0),
}
"""The least and the most of each state: no month may leave them."""


def some_world(seed: int) -> World:
    """Return a world in a state that may occur, with courses and last moves drawn evenly."""
    r = random.Random(seed)
    world = World()
    for name in SHARES:
        setattr(world, name, r.random())
    world.tension = r.uniform(0.0, 7.9)
    world.arsenal = r.uniform(0.3, 1.0)
    world.deterrent = float(world.arsenal >= 0.8)
    world.economy = r.uniform(-0.15, 0.1)
    world.relation = r.uniform(-1.0, 1.0)
    world.thaad = r.uniform(1.0, 2.0)
    for name in (
        "freeze",
        "standoff",
        "tested",
        "mediated",
        "relieved",
        "soft_pyongyang",
        "soft_seoul",
    ):
        setattr(world, name, float(r.random() < 0.5))
    world.soft_washington = world.talked = r.choice((0.0, 0.7, 1.0))
    world.quiet = float(r.randrange(12))
    world.kim.type = KimType(r.randrange(3))
    world.kim.leverage = r.random()
    world.washington_course = WashingtonCourse(r.randrange(4))
    world.beijing_course = BeijingCourse(r.randrange(4))
    world.pyongyang_course = PyongyangCourse(r.randrange(4))
    world.seoul_course = SeoulCourse(r.randrange(3))
    world.moves = some_moves(r)
    return world


def some_moves(r: random.Random) -> Moves:
    """Return moves that were done, drawn evenly."""
    moves = Moves()
    for name, menu in MENUS.items():
        setattr(moves, name, done(r.randrange(len(menu)), len(menu)))
    return moves


def some_month(seed: int, **levers: float) -> Now:
    """Return what a month brings: luck drawn evenly, levers at their defaults but for those
    named.
    """
    r = random.Random(seed)
    return Now(luck=Luck(*(r.random() for _ in fields(Luck))), levers=Levers(**levers))


def conduct_of(world: World, **moves: int) -> Conduct:
    """Return the conduct of a month of quiet words and deeds, but for the moves named:
    `washington_word=4`.
    """
    quiet = {
        "washington_word": WashingtonWord.SILENCE,
        "washington_deed": WashingtonDeed.HOLD,
        "beijing_word": BeijingWord.SILENCE,
        "beijing_deed": BeijingDeed.ENFORCE_PARTLY,
        "pyongyang_word": PyongyangWord.SILENCE,
        "pyongyang_deed": PyongyangDeed.HOLD,
        "seoul_word": SeoulWord.SILENCE,
        "seoul_deed": SeoulDeed.HOLD,
    } | moves
    made = Moves()
    for name, move in quiet.items():
        setattr(made, name, done(move, len(MENUS[name])))
    conduct = Conduct()
    read_conduct(conduct, made, world.talks)
    return conduct
