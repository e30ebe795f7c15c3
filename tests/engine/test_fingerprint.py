"""The fingerprint of rules is of what they compute: how they are written moves nothing, another
operation does.
"""

import re
from pathlib import Path

from sim.core.engine.translated import Translation
from sim.core.scenario.fingerprint import Model
from tests.for_each import for_each

from .made_game import made

RULES = '''
def half_of(x: float, y: float) -> float:
    """Return a mean."""
    mean = (x + y) / 2.0
    if mean > 1.0:
        mean = 1.0
    return mean


def step(world: World, now: Now, p: Parameters) -> None:
    """Take a step."""
    total = 0.0
    for k in range(3):
        total += p.table[k] * world.a
    world.b = half_of(total, world.a)
    if world.yes and world.mood == Mood.TENSE:
        world.side.heat = world.b * p.p
'''
SAME = {
    "a function": ("half_of", "mean_of"),
    "a local": ("total", "all_of_it"),
    "a parameter": ("x", "first"),
    "a count": ("k", "place"),
    "a docstring": ('"""Return a mean."""', '"""Say half of both."""'),
    "a comment": ("    total = 0.0\n", "    total = 0.0  # nothing yet\n"),
    "brackets that change nothing": ("mean > 1.0", "(mean) > (1.0)"),
    "a constant with a name": ("/ 2.0", "/ TWO"),
}
OTHER = {
    "a constant": ("/ 2.0", "/ 2.5"),
    "an operation": ("x + y", "x - y"),
    "what is added first": ("x + y", "y + x"),
    "a comparison": ("mean > 1.0", "mean >= 1.0"),
    "a condition": ("world.yes and", "world.yes or"),
    "a move": ("Mood.TENSE", "Mood.ANGRY"),
    "a place that is read": ("p.table[k] * world.a", "p.table[k] * world.b"),
    "a place that is set": ("world.b = half_of", "world.a = half_of"),
    "how often": ("range(3)", "range(4)"),
    "which argument": ("half_of(total, world.a)", "half_of(world.a, total)"),
}


def fingerprint_of(folder: Path, name: str, text: str) -> str:
    """The fingerprint of a game whose step is this text."""
    return Translation(made(folder, name, f"TWO = 2.0\n{text}")).fingerprint


def changed(text: str, old: str, new: str) -> str:
    """The text with a name or a piece of code written otherwise."""
    found = re.sub(rf"\b{old}\b", new, text) if old.isidentifier() else text.replace(old, new)
    assert found != text
    return found


@for_each("what", SAME)
def test_how_rules_are_written_moves_nothing(what: str, tmp_path: Path) -> None:
    assert fingerprint_of(
        tmp_path, f"moved by {what}", changed(RULES, *SAME[what])
    ) == fingerprint_of(tmp_path, "here", RULES)


@for_each("what", OTHER)
def test_what_rules_compute_does(what: str, tmp_path: Path) -> None:
    assert fingerprint_of(
        tmp_path, f"other by {what}", changed(RULES, *OTHER[what])
    ) != fingerprint_of(tmp_path, "usual", RULES)


def test_defaults_of_what_is_held_and_of_numbers_are_part_of_it(tmp_path: Path) -> None:
    usual = fingerprint_of(tmp_path, "plain", RULES)
    more = Translation(
        made(tmp_path, "more", f"TWO = 2.0\n{RULES}", "    c: float = 0.0")
    ).fingerprint
    dearer = Translation(
        made(tmp_path, "dearer", f"TWO = 2.0\n{RULES}", "    c: float = 1.0")
    ).fingerprint
    assert len({usual, more, dearer}) == 3


def test_a_rule_with_another_name_is_the_same_model_and_is_not_what_differs() -> None:
    one, other = Model({"rule a": "12", "number b": 0.3}), Model({"rule c": "12", "number b": 0.3})
    assert one.fingerprint == other.fingerprint
    assert one.difference(other) is None
    assert (
        one.difference(Model({"rule c": "12", "number b": 0.4})) == "the number b is 0.4, not 0.3"
    )
    assert one.fingerprint != Model({"rule a": "34", "number b": 0.3}).fingerprint
    assert one.fingerprint != Model({"rule a": "12", "rule c": "12", "number b": 0.3}).fingerprint
