"""A policy of a user's own as a text that stands alone: its function with all that it calls, and
where each line stood.

The text is what is played, hashed, sent to workers and kept with results. It names modules of this
package only.
"""

from __future__ import annotations

import ast
import builtins
import dis
import inspect
import sys
import sysconfig
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from math import isfinite
from pathlib import Path
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any, Final

from sim.core.base.errors import Place, UsageProblem, nearest
from sim.core.game.language import Move, row
from sim.core.game.policies import COURSE_MENUS
from sim.policies.user_rules import Kind, UserRule

WRITE: Final = "Write it as a function with def at the top of a file, a script or a notebook."
RETURNS: Final = (
    "Say what it returns: `-> WashingtonCourse` for a course, `-> "
    "tuple[WashingtonWord, WashingtonDeed]` for moves."
)
REMEMBER: Final = (
    "Write a function with def; what it remembers stands in a class that it "
    "takes: def go(view: View, memory: Mind)."
)
MAKE_THERE: Final = (
    "Make it within the function or in its memory, or write it as plain numbers, texts, lists, dicts. Draws of random "
    "and numpy.random are seeded for each world and month."
)
KINDS: Final = {"float": float, "int": int, "bool": bool}


class NotInSubset(UsageProblem):
    """Something that no compiled policy has, and a function in plain Python may have."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of the text: from which one, how many, and the file and line in which they were
    written.
    """

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


def text_of(function: Callable[..., Any], plain: bool = False) -> PolicyText:
    """Return a function as a text that stands alone; raises UsageProblem for what cannot come
    along.

    One in `plain` Python may use modules that are installed, classes, decorators and values that
    can be written down.
    """
    if not isinstance(function, FunctionType):
        raise no_function(function)
    gathering = PlainGathering() if plain else Gathering()
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


def no_function(found: object) -> UsageProblem:
    """Return the problem of a class, a method or an object in the place of a function."""
    kind = (
        "a class"
        if isinstance(found, type)
        else "a method"
        if isinstance(found, MethodType)
        else "no function"
    )
    name = getattr(found, "__qualname__", type(found).__name__)
    return UsageProblem(f"'{name}' is {kind}; a policy is a function", "policy", REMEMBER)


class Gathering:
    """What a function needs of its file, in an order in which it can run: what is called stands
    before who calls it.
    """

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
        if (
            function.__closure__
            or "<" in function.__qualname__
            or (tree.decorator_list and not self.decorated)
        ):
            kind = (
                UsageProblem
                if function.__closure__ or "<" in function.__qualname__
                else NotInSubset
            )
            raise kind(f"'{name}' has a decorator, or stands within another function", where, WRITE)
        check_outside(function, tree, where)
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
        if isinstance(value, bool | int | float) and not is_endless(value):
            self.constants[name] = f"{name} = {value!r}"
        elif isinstance(value, FunctionType) and value.__module__ == function.__module__:
            if value.__name__ != name:
                raise NotInSubset(
                    f"'{name}' is another name for '{value.__name__}'", where, "Use its own name."
                )
            self.add(value)
        elif (
            isinstance(value, type)
            and is_dataclass(value)
            and value.__module__ == function.__module__
        ):
            self.record(value, where)
        elif (line := import_of(name, value)) is not None:
            self.imports.add(line)
        else:
            raise NotInSubset(f"it uses '{name}', which no engine translates", where, MAKE_THERE)

    def record(self, kind: type, where: Place) -> None:
        """Take along a record of its file, by its fields and their defaults."""
        self.imports.add("from dataclasses import dataclass")
        lines = ["@dataclass", f"class {kind.__name__}:"]
        for each in fields(kind):
            lines.append(f"    {self.field(kind, each, where)}")
        self.records[kind.__name__] = "\n" + "\n".join(lines)

    def field(self, kind: type, each: Any, where: Place) -> str:
        """Return the line of a field; raises UsageProblem for what no engine can keep."""
        hint = (
            each.type
            if isinstance(each.type, str)
            else getattr(each.type, "__name__", str(each.type))
        )
        if each.default_factory is row:
            self.imports |= {
                "from dataclasses import field",
                "from sim.core.game.language import Row as Row, row as row",
            }
            return f"{each.name}: Row = field(default_factory=row)"
        default = each.default
        if (
            hint in KINDS
            and default is not MISSING
            and type(default) is KINDS[hint]
            and not is_endless(default)
        ):
            return f"{each.name}: {hint} = {default!r}"
        if isinstance(default, Move) and (line := import_of(hint, type(default))) is not None:
            self.imports.add(line)
            return f"{each.name}: {hint} = {hint}.{default.name}"
        remedy = "Give it the type float, int, bool or a menu, and a default of that type: `strikes: float = 0.0`."
        raise NotInSubset(f"{kind.__name__}.{each.name} cannot be remembered", where, remedy)


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
        elif isinstance(value, float):
            self.constants[name] = f'{name} = float("{float(value)}")'
        elif (line := import_of(name, value)) is not None:
            self.imports.add(line)
        elif (home := getattr(value, "__module__", None)) and getattr(
            value, "__qualname__", "<"
        ).isidentifier():
            self.module("", home, getattr(sys.modules.get(home), "__file__", None), where)
            self.imports.add(f"from {home} import {value.__qualname__} as {name}")
        elif is_plain_value(value):
            self.constants[name] = f"{name} = {value!r}"
        else:
            what = f"it uses '{name}', a {type(value).__name__} that was made outside of it, and cannot come along"
            raise UsageProblem(what, where, MAKE_THERE)

    def module(self, name: str, module: str, file: str | None, where: Place) -> None:
        """Take along the import of a module that others have too; raises UsageProblem for a file of
        the user's own.
        """
        if file and not is_installed(file):
            what = f"it uses '{module}', a file of your own, which cannot come along with a policy"
            raise UsageProblem(
                what, where, "A policy stands in one file: write what it needs there."
            )
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


def check_outside(function: FunctionType, tree: ast.FunctionDef, where: Place) -> None:
    """Refuse what no world could share or find: a global that is set, a name that is not there;
    raises UsageProblem.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Global | ast.Nonlocal):
            at = Place(where.file, where.line + node.lineno - 1)
            what = f"it sets '{node.names[0]}', which all worlds would share"
            raise UsageProblem(
                what, at, f"Keep it in a memory: def {tree.name}(view: View, memory: dict)."
            )
    for name, line in names_asked(function.__code__):
        if name not in function.__globals__ and not hasattr(builtins, name):
            remedy = (
                f"Define it in the file, or mend the name.{nearest(name, function.__globals__)}"
            )
            raise UsageProblem(f"there is no '{name}' here", Place(where.file, line), remedy)


def names_asked(code: CodeType) -> Iterator[tuple[str, int]]:
    """Yield the names that code looks for outside of itself, each with its line in the file."""
    for step in dis.get_instructions(code):
        if step.opname == "LOAD_GLOBAL":
            line = step.positions.lineno if step.positions else None
            yield step.argval, line or code.co_firstlineno
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from names_asked(inner)


def is_endless(value: object) -> bool:
    """Say whether a value is infinite or NaN, which no literal says."""
    return isinstance(value, float) and not isfinite(value)


def is_plain_value(value: Any) -> bool:
    """Say whether a value is what its own text says: numbers, texts, and lists, tuples, dicts and
    sets of them.
    """
    try:
        return bool(ast.literal_eval(repr(value)) == value)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return False


def is_installed(file: str) -> bool:
    """Say whether a file belongs to Python, or to a package that was installed, be it as a link to
    another place.
    """
    own = [Path(path) for path in {*sysconfig.get_paths().values(), str(Path(__file__).parents[1])}]
    homes = Path(file).absolute(), Path(file).resolve()
    return any(
        home.is_relative_to(each)
        for home in homes
        for path in own
        for each in (path, path.resolve())
    )


def source_of(function: FunctionType) -> tuple[str, int]:
    """Return the source of a function, from its first column on, and the line at which it
    begins.
    """
    try:
        lines, line = inspect.getsourcelines(function)
        source = textwrap.dedent("".join(lines)).rstrip("\n")
        (tree,) = ast.parse(source).body
    except (OSError, TypeError, SyntaxError, ValueError):
        tree = None
    if not isinstance(tree, ast.FunctionDef):
        where = Place(function.__code__.co_filename, function.__code__.co_firstlineno)
        raise UsageProblem(
            f"'{function.__name__}' is not written with def, or has no source", where, WRITE
        )
    return source, line


def outside(tree: ast.AST) -> Iterator[ast.Name]:
    """Yield the names that a function takes from outside, once each; those of types too."""
    bound = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    bound |= {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    seen: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in bound | seen:
            seen.add(node.id)
            yield node


def import_of(name: str, value: Any) -> str | None:
    """Return the line that imports something of this package or of Python's own under a name, None
    where it is not.
    """
    module, own = getattr(value, "__module__", None) or "", getattr(value, "__qualname__", "")
    if name in ("Row", "Table"):
        return f"from sim.core.game.language import {name} as {name}"
    if own and "." not in own and is_shared(module):
        return f"from {module} import {own} as {name}"
    return None


def rule_in(name: str, text: str, place: Callable[[int], Place] = lambda line: Place()) -> UserRule:
    """Return the rule that a text holds: its last function, whose return says whose it is; raises
    UsageProblem.
    """
    main = main_of(text)
    where = place(main.lineno)
    found = chosen_by(main.returns)
    if found is None:
        raise UsageProblem(
            f"the policy '{name}' does not say what it chooses",
            where if where.file else name,
            RETURNS,
        )
    capital, kind = found
    return UserRule(capital, kind, main.name, text)


def main_of(text: str) -> ast.FunctionDef:
    """Return the function that a text is about: its last one."""
    return [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)][-1]


def chosen_by(returns: ast.expr | None) -> tuple[str, Kind] | None:
    """Return whose choice a return type is, and of what; None where it is none."""
    match returns:
        case ast.Constant(str(text)):
            return chosen_by(ast.parse(text, mode="eval").body)
        case ast.Name(menu):
            for capital, course in COURSE_MENUS.items():
                if menu == course.__name__:
                    return capital, "course"
        case ast.Subscript(ast.Name("tuple"), ast.Tuple([ast.Name(word), ast.Name(deed)])):
            for capital in COURSE_MENUS:
                if (word, deed) == (f"{capital.capitalize()}Word", f"{capital.capitalize()}Deed"):
                    return capital, "moves"
    return None


def is_shared(module: str) -> bool:
    """Say whether every worker has a module."""
    root = module.partition(".")[0]
    return (
        root != "__main__"
        and module in sys.modules
        and (root in PACKAGES or root in sys.stdlib_module_names)
    )


PACKAGES: Final = frozenset({"numpy", "scipy", "pandas", "sim"})
"""Packages beside Python's own from which a function may take names: every worker has them."""
