"""A policy of a user's own as a text that stands alone: its function with all that it calls, and where each line stood.

The text is what is played, hashed, sent to workers and kept with results. It names modules of this package only.
"""

from __future__ import annotations

import ast
import inspect
import sys
import sysconfig
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, Final

from sim.engine.own import Kind, OwnRule
from sim.errors import Place, UsageProblem
from sim.game.language import Move, row
from sim.game.policies import COURSE_MENUS
from sim.study.own import shared

WRITE: Final = "Write it as a function with def at the top of a file, a script or a notebook."
RETURNS: Final = (
    "Say what it returns: `-> WashingtonCourse` for a course, `-> tuple[WashingtonWord, WashingtonDeed]` for moves."
)
KINDS: Final = {"float": float, "int": int, "bool": bool}


class NotInSubset(UsageProblem):
    """Something that no compiled policy has, and a function in plain Python may have."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of the text: from which one, how many, and the file and line in which they were written."""

    first: int
    lines: int
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class PolicyText:
    """A text that stands alone, and where its pieces come from."""

    text: str
    pieces: tuple[Piece, ...]

    def place(self, line: int) -> Place:
        """Return where a line of the text was written."""
        for piece in self.pieces:
            if piece.first <= line < piece.first + piece.lines:
                return Place(piece.file, piece.line + line - piece.first)
        return Place()


def text_of(function: Callable[..., Any]) -> PolicyText:
    """Return a function as a text that stands alone; raises UsageProblem for what cannot come along."""
    return gathered(Gathering(), function)


def plain_text_of(function: Callable[..., Any]) -> PolicyText:
    """Return a function outside the subset as a text that stands alone; raises UsageProblem for what cannot come along.

    It may use modules that are installed, classes, decorators and values that can be written down.
    """
    return gathered(PlainGathering(), function)


def gathered(gathering: Gathering, function: Callable[..., Any]) -> PolicyText:
    """Return what was gathered for a function as one text."""
    if not isinstance(function, FunctionType):
        raise UsageProblem(f"{function!r} is no function", "policy", WRITE)
    gathering.add(function)
    imports = sorted(gathering.imports)
    blocks = [*gathering.constants.values(), *gathering.records.values()]
    head = "\n".join([*imports, "", *blocks])
    lines, pieces = head.count("\n") + 1, []
    parts = [head]
    for file, source, line in gathering.functions.values():
        lines += 1  # the empty line before it
        count = source.count("\n") + 1
        pieces.append(Piece(lines + 1, count, file, line))
        parts.append(source)
        lines += count
    return PolicyText("\n\n".join(parts) + "\n", tuple(pieces))


class Gathering:
    """What a function needs of its file, in an order in which it can run: what is called stands before who calls it."""

    decorated = False
    """Whether a function may have a decorator."""

    def __init__(self) -> None:
        self.imports: set[str] = set()
        self.constants: dict[str, str] = {}
        self.records: dict[str, str] = {}
        self.functions: dict[str, tuple[str, str, int]] = {}
        self._open: set[str] = set()

    def add(self, function: FunctionType) -> None:
        """Take a function along, and before it all that it names."""
        name = function.__name__
        if name in self._open:
            return
        self._open.add(name)
        source, line = source_of(function)
        tree = ast.parse(source).body[0]
        assert isinstance(tree, ast.FunctionDef)
        where = Place(function.__code__.co_filename, line)
        if function.__closure__ or "<" in function.__qualname__ or (tree.decorator_list and not self.decorated):
            kind = UsageProblem if function.__closure__ or "<" in function.__qualname__ else NotInSubset
            raise kind(f"'{name}' has a decorator, or stands within another function", where, WRITE)
        self.names(tree, function, where)
        self.functions[name] = (where.file, source, line)

    def names(self, tree: ast.AST, function: FunctionType, where: Place) -> None:
        """Take along what the names in a piece of source stand for, which begins at a place."""
        for node in outside(tree):
            if node.id in function.__globals__:
                at = Place(where.file, where.line + node.lineno - 1)
                self.name(node.id, function.__globals__[node.id], function, at)

    def name(self, name: str, value: Any, function: FunctionType, where: Place) -> None:
        """Take along what a name stands for."""
        if isinstance(value, bool | int | float):
            self.constants[name] = f"{name} = {value!r}"
        elif isinstance(value, FunctionType) and value.__module__ == function.__module__:
            if value.__name__ != name:
                raise NotInSubset(f"'{name}' is another name for '{value.__name__}'", where, "Use its own name.")
            self.add(value)
        elif isinstance(value, type) and is_dataclass(value) and value.__module__ == function.__module__:
            self.record(value, where)
        elif (line := import_of(name, value)) is not None:
            self.imports.add(line)
        else:
            raise NotInSubset(
                f"it uses '{name}', which cannot come along with a policy", where,
                "A policy stands in one file: write what it needs there, or import it from sim.policy.",
            )  # fmt: skip

    def record(self, kind: type, where: Place) -> None:
        """Take along a record of its file, by its fields and their defaults."""
        self.imports.add("from dataclasses import dataclass")
        lines = ["@dataclass", f"class {kind.__name__}:"]
        for each in fields(kind):
            lines.append(f"    {self.field(kind, each, where)}")
        self.records[kind.__name__] = "\n" + "\n".join(lines)

    def field(self, kind: type, each: Any, where: Place) -> str:
        """Return the line of a field; raises UsageProblem for what no engine can keep."""
        hint = each.type if isinstance(each.type, str) else getattr(each.type, "__name__", str(each.type))
        if each.default_factory is row:
            self.imports |= {"from dataclasses import field", "from sim.game.language import Row as Row, row as row"}
            return f"{each.name}: Row = field(default_factory=row)"
        default = each.default
        if hint in KINDS and default is not MISSING and type(default) is KINDS[hint]:
            return f"{each.name}: {hint} = {default!r}"
        if isinstance(default, Move) and (line := import_of(hint, type(default))) is not None:
            self.imports.add(line)
            return f"{each.name}: {hint} = {hint}.{default.name}"
        raise NotInSubset(
            f"{kind.__name__}.{each.name} cannot be remembered", where,
            "Give it the type float, int, bool or a menu, and a default of that type: `strikes: float = 0.0`.",
        )  # fmt: skip


class PlainGathering(Gathering):
    """What a function outside the subset needs: modules, classes and plain values too."""

    decorated = True

    def name(self, name: str, value: Any, function: FunctionType, where: Place) -> None:
        """Take along what a name stands for."""
        if isinstance(value, ModuleType):
            self.module(name, value.__name__, getattr(value, "__file__", None), where)
        elif isinstance(value, type) and value.__module__ == function.__module__:
            self.kind(value, function, where)
        elif isinstance(value, FunctionType) and value.__module__ == function.__module__:
            self.add(inspect.unwrap(value))
        elif (line := import_of(name, value)) is not None:
            self.imports.add(line)
        elif (home := getattr(value, "__module__", None)) and getattr(value, "__qualname__", "<").isidentifier():
            self.module("", home, getattr(sys.modules.get(home), "__file__", None), where)
            self.imports.add(f"from {home} import {value.__qualname__} as {name}")
        elif written(value):
            self.constants[name] = f"{name} = {value!r}"
        else:
            super().name(name, value, function, where)

    def module(self, name: str, module: str, file: str | None, where: Place) -> None:
        """Take along the import of a module that others have too; raises UsageProblem for a file of the user's own."""
        if file and not installed(file):
            what = f"it uses '{module}', a file of your own, which cannot come along with a policy"
            raise UsageProblem(what, where, "A policy stands in one file: write what it needs there.")
        if name:
            self.imports.add(f"import {module} as {name}")

    def kind(self, kind: type, function: FunctionType, where: Place) -> None:
        """Take along a class of its file, as it is written there."""
        if kind.__name__ in self.functions or kind.__name__ in self._open:
            return
        self._open.add(kind.__name__)
        try:
            lines, line = inspect.getsourcelines(kind)
        except (OSError, TypeError):
            raise UsageProblem(f"the class '{kind.__name__}' has no source", where, WRITE) from None
        source = textwrap.dedent("".join(lines)).rstrip("\n")
        self.names(ast.parse(source).body[0], function, Place(where.file, line))
        self.functions[kind.__name__] = (where.file, source, line)


def written(value: Any) -> bool:
    """Say whether a value is what its own text says: numbers, texts, and lists, tuples, dicts and sets of them."""
    try:
        return bool(ast.literal_eval(repr(value)) == value)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return False


def installed(file: str) -> bool:
    """Say whether a file belongs to Python, or to a package that was installed."""
    home = Path(file).resolve()
    own = [Path(path).resolve() for path in {*sysconfig.get_paths().values(), str(Path(__file__).parents[1])}]
    return any(home.is_relative_to(path) for path in own)


def source_of(function: FunctionType) -> tuple[str, int]:
    """Return the source of a function, from its first column on, and the line at which it begins."""
    try:
        lines, line = inspect.getsourcelines(function)
        source = textwrap.dedent("".join(lines)).rstrip("\n")
        (tree,) = ast.parse(source).body
    except (OSError, TypeError, SyntaxError, ValueError):
        tree = None
    if not isinstance(tree, ast.FunctionDef):
        raise UsageProblem(f"'{function.__name__}' has no source that could be translated", "policy", WRITE)
    return source, line


def outside(tree: ast.AST) -> Iterator[ast.Name]:
    """Yield the names that a function takes from outside, once each; those of types too."""
    bound = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    bound |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    seen: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in bound | seen:
            seen.add(node.id)
            yield node


def import_of(name: str, value: Any) -> str | None:
    """Return the line that imports something of this package or of Python's own under a name, None where it is not."""
    module, own = getattr(value, "__module__", None) or "", getattr(value, "__qualname__", "")
    if name in ("Row", "Table"):
        return f"from sim.game.language import {name} as {name}"
    if own and "." not in own and shared(module):
        return f"from {module} import {own} as {name}"
    return None


def rule_in(name: str, text: str, place: Callable[[int], Place] = lambda line: Place()) -> OwnRule:
    """Return the rule that a text holds: its last function, whose return says whose it is; raises UsageProblem."""
    main = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)][-1]
    where = place(main.lineno)
    found = chosen_by(main.returns)
    if found is None:
        raise UsageProblem(f"the policy '{name}' does not say what it chooses", where if where.file else name, RETURNS)
    capital, kind = found
    return OwnRule(capital, kind, main.name, text)


def function_in(text: str) -> str:
    """Return the name of the function that a text is about: its last one."""
    return [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)][-1]


def chosen_by(returns: ast.expr | None) -> tuple[str, Kind] | None:
    """Return whose choice a return type is, and of what; None where it is none."""
    match returns:
        case ast.Name(menu):
            for capital, course in COURSE_MENUS.items():
                if menu == course.__name__:
                    return capital, "course"
        case ast.Subscript(ast.Name("tuple"), ast.Tuple([ast.Name(word), ast.Name(deed)])):
            for capital in COURSE_MENUS:
                if (word, deed) == (f"{capital.capitalize()}Word", f"{capital.capitalize()}Deed"):
                    return capital, "moves"
    return None
