"""A policy of a user's own as a text that stands alone: its function with all that it calls, and where each line stood.

The text is what is played, hashed, sent to workers and kept with results. It names modules of this package only.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from types import FunctionType
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
    if not isinstance(function, FunctionType):
        raise UsageProblem(f"{function!r} is no function", "policy", WRITE)
    gathering = Gathering()
    gathering.add(function)
    imports = sorted(gathering.imports)
    blocks = [*gathering.constants.values(), *gathering.records.values()]
    head = "\n".join([*imports, "", *blocks])
    lines, pieces = head.count("\n") + 1, []
    parts = [head]
    for found, source, line in gathering.functions.values():
        lines += 1  # the empty line before it
        count = source.count("\n") + 1
        pieces.append(Piece(lines + 1, count, found.__code__.co_filename, line))
        parts.append(source)
        lines += count
    return PolicyText("\n\n".join(parts) + "\n", tuple(pieces))


class Gathering:
    """What a function needs of its file, in an order in which it can run: what is called stands before who calls it."""

    def __init__(self) -> None:
        self.imports: set[str] = set()
        self.constants: dict[str, str] = {}
        self.records: dict[str, str] = {}
        self.functions: dict[str, tuple[FunctionType, str, int]] = {}
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
        if tree.decorator_list or function.__closure__ or "<" in function.__qualname__:
            raise UsageProblem(f"'{name}' has a decorator, or stands within another function", where, WRITE)
        for node in outside(tree):
            if node.id in function.__globals__:
                self.name(node.id, function.__globals__[node.id], function, Place(where.file, line + node.lineno - 1))
        self.functions[name] = (function, source, line)

    def name(self, name: str, value: Any, function: FunctionType, where: Place) -> None:
        """Take along what a name stands for."""
        if isinstance(value, bool | int | float):
            self.constants[name] = f"{name} = {value!r}"
        elif isinstance(value, FunctionType) and value.__module__ == function.__module__:
            if value.__name__ != name:
                raise UsageProblem(f"'{name}' is another name for '{value.__name__}'", where, "Use its own name.")
            self.add(value)
        elif isinstance(value, type) and is_dataclass(value) and value.__module__ == function.__module__:
            self.record(value, where)
        elif (line := import_of(name, value)) is not None:
            self.imports.add(line)
        else:
            raise UsageProblem(
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
        raise UsageProblem(
            f"{kind.__name__}.{each.name} cannot be remembered", where,
            "Give it the type float, int, bool or a menu, and a default of that type: `strikes: float = 0.0`.",
        )  # fmt: skip


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


def outside(tree: ast.FunctionDef) -> Iterator[ast.Name]:
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
