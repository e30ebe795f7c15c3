"""Python outside the subset is refused, with file, line, what was found and what to write."""

from pathlib import Path

import pytest

from sim.core.engine import RuleError
from sim.core.engine.lower import LoweredGame, phases_of
from sim.core.engine.source import is_rule
from tests.for_each import for_each

from .made_game import line_of, made

STEP = "def step(world: World, now: Now, p: Parameters) -> None:\n"
REFUSED = {
    "while": (
        STEP + "    while world.a > 0.0:  # here\n        world.a = 0.0\n",
        "may not use While",
    ),
    "library": (
        "import math\n" + STEP + "    world.a = math.sin(world.a)  # here\n",
        "may not use math.sin",
    ),
    "stranger": (
        "from math import sin\n" + STEP + "    world.a = sin(world.a)  # here\n",
        "sin is no rule",
    ),
    "typo": (STEP + "    world.a = world.tensoin  # here\n", "World has no tensoin"),
    "move": (
        STEP + "    world.mood = Mood.GLAD  # here\n",
        "Mood has no GLAD; it has CALM, TENSE, ANGRY",
    ),
    "whole": (STEP + "    world.a = 1  # here\n", "write 1.0, not 1"),
    "mixed": (STEP + "    world.a = world.b * 2  # here\n", "write 1.0, not 1"),
    "count": (
        STEP + "    for i in range(3):\n        world.a = world.b * i  # here\n",
        r"write float\(…\)",
    ),
    "one_branch": (
        STEP + "    if world.yes:\n        x = 1.0\n    world.a = x  # here\n",
        "x is unknown here, or set in one",
    ),
    "changed_kind": (
        STEP + "    x = 1.0\n    x = world.yes  # here\n",
        "x was float and becomes bool",
    ),
    "return_in_loop": (
        "def f(a: float) -> float:\n    for i in range(3):\n        return a  # here\n    return 0.0\n"
        + STEP
        + "    world.a = f(0.5)\n",
        "may not return from within a loop",
    ),
    "no_return": (
        "def f(a: float) -> float:  # here\n    if a > 0.0:\n        return a\n"
        + STEP
        + "    world.a = f(0.5)\n",
        "does not return a value on every way",
    ),
    "loop_by_world": (
        STEP + "    for i in range(world.n):  # here\n        world.a = 0.0\n",
        "the same for all worlds",
    ),
    "alias": (
        STEP + "    r = world.out  # here\n    r[0] = 1.0\n",
        "a second name for the same Row",
    ),
    "alias_of_record": (STEP + "    s = world.side  # here\n    s.heat = 1.0\n", "write copy_of"),
    "shared_row": (
        STEP + "    world.out = world.side.seen  # here\n",
        "two records would share one Row",
    ),
    "numbers": (
        STEP + "    p.p = 1.0  # here\n",
        "neither the parameters nor the inputs of the month",
    ),
    "luck": (
        STEP + "    luck = now.luck\n    luck.end = 1.0  # here\n",
        "neither the parameters nor the inputs of the month",
    ),
    "given_row": (
        "def f(r: Row) -> None:\n    r[0] = 1.0  # here\n" + STEP + "    f(world.out)\n",
        "may not change a Row that it is given",
    ),
    "place_by_world": (STEP + "    world.out[world.n] = 1.0  # here\n", "by a loop over the menu"),
    "beyond": (STEP + "    world.out[6] = 1.0  # here\n", "places 0 to 5"),
    "both": (
        "def f(w: World) -> float:  # here\n    w.a = 1.0\n    return 1.0\n"
        + STEP
        + "    world.b = f(world)\n",
        "returns a value and changes w",
    ),
    "no_type": (
        "def f(x) -> float:  # here\n    return 1.0\n" + STEP + "    world.a = f(world.b)\n",
        "no type",
    ),
    "strange_type": (
        "def f(x: str) -> float:  # here\n    return 1.0\n" + STEP + "    world.a = f(world.b)\n",
        "no engine knows the type str",
    ),
    "arguments": (
        "def f(x: float) -> float:\n    return x\n"
        + STEP
        + "    world.a = f(world.b, 1.0)  # here\n",
        "f takes 1 arguments, not 2",
    ),
    "count_by_world": (
        "def f(n: Count) -> float:\n    return float(n)\n"
        + STEP
        + "    world.a = f(world.n)  # here\n",
        "the same for all worlds",
    ),
    "itself": (
        "def f(x: float) -> float:\n    return f(x)  # here\n"
        + STEP
        + "    world.a = f(world.b)\n",
        "calls itself",
    ),
    "text": (STEP + "    world.a = 'much'  # here\n", "may not use 'much'"),
    "truth": (
        STEP + "    if world.a:  # here\n        world.a = 0.0\n",
        "this is float, but bool is required",
    ),
    "dropped": (STEP + "    sqrt(world.a)  # here\n", "a value that nothing takes"),
    "twice": (
        "def f(x: Side, y: Side) -> None:\n    x.heat = 1.0\n    y.heat = 2.0\n"
        + STEP
        + "    f(world.side, world.side)  # here\n",
        "may not be given one twice",
    ),
    "after_return": (
        "def f(a: float) -> float:\n    return a\n    a = 1.0  # here\n"
        + STEP
        + "    world.a = f(0.5)\n",
        "after a return",
    ),
    "global": ("count = 1.0\n" + STEP + "    world.a = count  # here\n", "count is unknown here"),
}


@for_each("name", REFUSED)
def test_what_is_no_rule_is_refused_where_it_stands(name: str, tmp_path: Path) -> None:
    text, message = REFUSED[name]
    with pytest.raises(RuleError, match=message) as caught:
        LoweredGame(made(tmp_path, name, text))
    assert caught.value.filename == str(tmp_path / f"{name}.py")
    assert caught.value.lineno == line_of(tmp_path, name)
    assert "# here" in str(caught.value.text)


def test_a_month_is_a_list_of_steps(tmp_path: Path) -> None:
    game = made(
        tmp_path,
        "listed",
        "def step(world: World, now: Now, p: Parameters) -> None:\n    world.a = 0.0\n",
    )
    game.month.tree.body.insert(0, game.begin.tree.body[0])
    program = LoweredGame(game)
    with pytest.raises(RuleError, match="a month is a list of"):
        phases_of(program)


TOLD = """
from sim.core.game.language import tell
from tests.engine.small.world import Calendar

@dataclass
class Heat:
    heat: float = 0.25

@dataclass
class Now:
    luck: Luck = field(default_factory=Luck)
    levers: Levers = field(default_factory=Levers)
    orders: Orders = field(default_factory=Orders)
    calendar: Calendar = field(default_factory=Calendar)
    told: Side = field(default_factory=Side)

"""


def test_what_is_told_was_made_here_and_is_of_the_kind_that_is_told_there(tmp_path: Path) -> None:
    made_here = STEP + "    side = Side()\n    side.heat = world.a\n    tell(now.told, side)\n"
    LoweredGame(made(tmp_path, "made_here", TOLD + made_here))
    for name, told in (
        ("given", "    tell(now.told, world.side)  # here\n"),
        ("other_kind", "    heat = Heat()\n    tell(now.told, heat)  # here\n"),
        ("other_place", "    side = Side()\n    tell(world.side, side)  # here\n"),
    ):
        with pytest.raises(RuleError, match="takes a record that was made here") as caught:
            LoweredGame(made(tmp_path, name, TOLD + STEP + told))
        assert caught.value.lineno == line_of(tmp_path, name)


def test_a_rule_comes_from_its_package_or_from_the_words_that_all_share() -> None:
    def function() -> None: ...

    for module, known in (
        ("made.rules", True),
        ("made.rules.change", True),
        ("made.rules_of_others", False),
        ("json", False),
        ("sim.core.game.language", True),
    ):
        function.__module__ = module
        assert is_rule(function, "made.rules") is known, module
    assert not is_rule("made.rules", "made.rules")
