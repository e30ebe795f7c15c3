"""Names say what they name. Two counts keep that: bare words among the names of each room, and class
names that several files bear.
"""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.for_each import for_each

ROOT = Path(__file__).parents[2]
WORDS = """
own each both some few such same nothing nobody mine ours theirs
what who whom whose which where when why how then
of by to at over under about against within before after
made found said told untold given asked known kept held seen shown taken put set let laid
wanted named called done begun brought meant met drawn lived sent gone
"""
BARE = frozenset(WORDS.split())
"""Function words, and participles of verbs that fit any value.

Participles that state a fact of the game, such as `deterred` or `released`, are not among them.
"""

MOST_BARE = 10
"""Bare words in 1 000 names of a room: what users write and rules replace keeps its name."""

MOST_BARE_IN: dict[str, int] = {
    "sim/analysis": 24,
    "sim/cli": 80,
    "sim/core": 5,
    "sim/env": 85,
    "sim/policies": 33,
    "sim": 48,
}
"""Other limits: lower for the core, and higher for rooms that are not yet renamed. They only fall."""

MOST_SHARED = 8
"""Class names that two files bear: records that a file extends under the name that rules read."""


class BoundName(NamedTuple):
    """A name where it is bound: `scope` is the function or class around it."""

    name: str
    scope: str
    line: int


def bound_names(text: str) -> Iterator[BoundName]:
    """Yield every name that a text of Python binds, without imports and classes.

    Variables, targets of loops and comprehensions, arguments, fields, names after `as`, captures of
    `match` and functions count, each time that they are bound.
    """
    yield from names_in(ast.parse(text), "")


def names_in(node: ast.AST, scope: str) -> Iterator[BoundName]:
    match node:
        case (
            ast.FunctionDef(name=name)
            | ast.AsyncFunctionDef(name=name)
            | ast.arg(arg=name)
            | ast.Name(id=name, ctx=ast.Store())
            | ast.MatchAs(name=str(name))
            | ast.MatchStar(name=str(name))
            | ast.MatchMapping(rest=str(name))
            | ast.ExceptHandler(name=str(name))
        ):
            yield BoundName(name, scope, node.lineno)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        scope = f"{scope}.{node.name}".lstrip(".")
    for child in ast.iter_child_nodes(node):
        yield from names_in(child, scope)


def bare_names(names: Iterable[BoundName]) -> list[BoundName]:
    """Return the names that are one bare word, in small letters or capitals."""
    return [name for name in names if name.name.strip("_").lower() in BARE]


def shared_classes(folder: Path) -> dict[str, list[Path]]:
    """Return the class names that several files of a folder define, with these files."""
    files: dict[str, set[Path]] = defaultdict(set)
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                files[node.name].add(path)
    return {name: sorted(files[name]) for name in sorted(files) if len(files[name]) > 1}


def room_of(path: Path) -> str:
    """Return the room of a file: its folder below `sim`, or `sim` of the files beside the rooms."""
    return "/".join(path.relative_to(ROOT).parts[:-1][:2])


ROOMS = sorted({room_of(path) for path in (ROOT / "sim").rglob("*.py")})


@for_each("room", ROOMS)
def test_names_say_what_they_name(room: str) -> None:
    total, bare = 0, []
    for path in sorted((ROOT / room).rglob("*.py")):
        if room_of(path) == room:
            names = list(bound_names(path.read_text(encoding="utf-8")))
            total += len(names)
            bare += [
                f"{path.relative_to(ROOT)}:{name.line} {name.scope} {name.name}"
                for name in bare_names(names)
            ]
    most = MOST_BARE_IN.get(room, MOST_BARE)
    assert total
    assert 1000 * len(bare) <= most * total, f"{1000 * len(bare) / total:.1f}\n" + "\n".join(bare)


def test_a_class_name_says_which_class_is_meant() -> None:
    shared = shared_classes(ROOT / "sim")
    texts = [
        f"{name}: {', '.join(str(path.relative_to(ROOT)) for path in paths)}"
        for name, paths in shared.items()
    ]
    assert len(shared) <= MOST_SHARED, "\n".join(texts)


@for_each(
    ("text", "bare"),
    [
        ("found = 1", ["found"]),
        ("OWN = _made = 1", ["OWN", "_made"]),
        ("def f(what, *, where=0): pass", ["what", "where"]),
        ("class A:\n    kept: int = 0", ["kept"]),
        ("[each for each in lines]", ["each"]),
        ("with open(path) as held:\n    pass", ["held"]),
        ("match node:\n    case [of, *who]:\n        pass", ["of", "who"]),
        ("try:\n    pass\nexcept OSError as said:\n    pass", ["said"]),
        ("found_text = own_numbers = deterred = 1", []),
        ("import told\nprint(what, self.made)", []),
    ],
)
def test_a_bare_word_counts_wherever_it_is_bound(text: str, bare: list[str]) -> None:
    assert [name.name for name in bare_names(bound_names(text))] == bare
