"""Read the rules: the functions that a month is made of, each with its file and line, and the
records they speak of.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import sys
from dataclasses import dataclass, is_dataclass
from functools import cache
from importlib import import_module
from threading import RLock
from types import FunctionType, ModuleType
from typing import Any, Final

from sim.core.engine.records import hints_of
from sim.core.game.language import PLACES_OF_A_ROW, Move

WORDS_FROM = "sim.core.game"
PLAIN_KINDS = ("float", "int", "bool", "Count", "Row", "Table", "Grid")
WHAT_A_TYPE_MAY_BE = "write float, int, bool, Count, Row, Table, Grid, a menu or a record"


INPUTS: Final = ("luck", "levers", "orders", "calendar")
"""The input records of a month; any other record beside these holds outputs of the month."""


class RuleError(SyntaxError):
    """A rule uses Python that the engines do not translate; the error has file, line, text and
    remedy.
    """

    remedy = ""


@dataclass(frozen=True)
class Kind:
    """The type of a value: float, int, bool, Count, Row, Table, Grid, or a record; of a menu, how
    many moves it has.
    """

    name: str
    size: int = 0
    record: type | None = None

    @property
    def reach(self) -> int:
        """Return how many places of a row it can point at."""
        return self.size or PLACES_OF_A_ROW


class Rule:
    """One function of the rules, as it is written."""

    def __init__(self, function: FunctionType, tree: ast.FunctionDef, lines: list[str]) -> None:
        self.function = function
        self.tree = tree
        self.lines = lines
        self.name = function.__name__
        self.module = function.__module__
        self.parameters: dict[str, Kind] = {}
        arguments = tree.args
        if (
            arguments.vararg
            or arguments.kwarg
            or arguments.kwonlyargs
            or arguments.defaults
            or arguments.posonlyargs
        ):
            raise self.error("a rule takes plain arguments: no * or **, no defaults", tree)
        for argument in arguments.args:
            self.parameters[argument.arg] = self.kind_of(argument.annotation, argument)
        returns_nothing = tree.returns is None or (
            isinstance(tree.returns, ast.Constant) and tree.returns.value is None
        )
        self.returns = None if returns_nothing else self.kind_of(tree.returns, tree)

    def error(self, text: str, node: ast.AST) -> RuleError:
        """Return the error with this message at the line and column of a node of this rule."""
        line, column = getattr(node, "lineno", self.tree.lineno), getattr(node, "col_offset", 0)
        code = self.lines[line - 1] if line <= len(self.lines) else ""
        return RuleError(text, (self.function.__code__.co_filename, line, column + 1, code))

    def meaning_of(self, name: str) -> Any:
        """Return the object that a name denotes in the module of this rule, or None."""
        value = vars(sys.modules[self.module]).get(name)
        return (
            float
            if name == "float"
            else int
            if name == "int"
            else range
            if name == "range"
            else value
        )

    def kind_of(self, hint: ast.expr | None, node: ast.AST) -> Kind:
        """Return the kind that a type hint names."""
        if isinstance(hint, ast.Name):
            if hint.id in PLAIN_KINDS:
                return Kind(hint.id)
            meaning = self.meaning_of(hint.id)
            if isinstance(meaning, type) and issubclass(meaning, Move):
                return Kind("int", len(meaning))
            if isinstance(meaning, type) and is_dataclass(meaning):
                return Kind(meaning.__name__, 0, meaning)
            raise self.error(f"no engine knows the type {hint.id}: {WHAT_A_TYPE_MAY_BE}", node)
        found_text = f"the type {ast.unparse(hint)}" if hint is not None else "no type"
        raise self.error(f"this is {found_text}: {WHAT_A_TYPE_MAY_BE}", node)


def hash_of(*texts: str) -> str:
    """Return the SHA-256 of some texts."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


OWN_PACKAGE: Final = "sim_own"
"""The package of a user's own rules and of the games made with them; none of it is a file."""

_sources: dict[str, tuple[ast.Module, list[str]]] = {}


def make_module(
    module: str, tree: ast.Module, lines: list[str], names: dict[str, Any]
) -> ModuleType:
    """Return a module of the package `sim_own` that was made here, from a tree; `names` are there
    before it runs.

    The code says of itself that it stands in the file `<module>`.
    """
    new_module = ModuleType(f"{OWN_PACKAGE}.{module}")
    vars(new_module).update(names)
    new_module.__name__ = f"{OWN_PACKAGE}.{module}"
    sys.modules.setdefault(OWN_PACKAGE, ModuleType(OWN_PACKAGE))
    sys.modules[new_module.__name__] = new_module
    _sources[new_module.__name__] = (tree, lines)
    exec(compile(tree, f"<{module}>", "exec"), vars(new_module))
    return new_module


def lines_of(module: str) -> list[str]:
    """Return the lines of a module that was made here, none of another."""
    return _sources[module][1] if module in _sources else []


def again(name: str, module: str) -> ModuleType:
    """Return an empty module of the package `sim_own`, whose functions are written as those of
    another module.
    """
    new_module = ModuleType(name)
    sys.modules.setdefault(OWN_PACKAGE, ModuleType(OWN_PACKAGE))
    sys.modules[name] = new_module
    _sources[name] = _parsed(module)
    return new_module


@cache
def _parsed(module: str) -> tuple[ast.Module, list[str]]:
    if module in _sources:
        return _sources[module]
    text = inspect.getsource(sys.modules[module])
    return ast.parse(text), text.splitlines()


def rule_of(function: FunctionType) -> Rule:
    """Return a function of a rule file as it is written there."""
    tree, lines = _parsed(function.__module__)
    line = function.__code__.co_firstlineno  # that of a decorator, which no rule has
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and (node.name, node.lineno) == (
            function.__name__,
            line,
        ):
            return Rule(function, node, lines)
    raise RuleError(
        f"{function.__name__} is not written as a function of its own in {function.__module__}"
    )


def is_rule(value: object, package: str) -> bool:
    """Tell whether something is a function of a package of rules, or of the words and functions
    they share.
    """
    if not isinstance(value, FunctionType):
        return False
    module = value.__module__
    return any(
        module == root or module.startswith(f"{root}.")
        for root in (package, WORDS_FROM, OWN_PACKAGE)
    )


class Game:
    """The rules of a game: its month, its begin, and the records they take."""

    def __init__(self, module: str) -> None:
        home = import_module(module)
        self.module = module
        self.package = module.rpartition(".")[0]
        self.month = rule_of(home.month)
        kinds = list(self.month.parameters.values())
        records = [kind.record for kind in kinds]
        if len(kinds) != 3 or None in records:
            raise self.refused_month()
        self.world, self.now, self.numbers = (record for record in records if record is not None)
        parts = (self.part_of_now(name) for name in hints_of(self.now))
        self._own = {
            record.__name__: record for record in (self.world, self.now, self.numbers, *parts)
        }
        self.begin = self.rule(home.begin)
        if list(self.begin.parameters.values()) != kinds:
            raise self.refused_month()

    @property
    def outputs(self) -> dict[str, type]:
        """The records that a month tells, by name: those of its third record that it does not
        bring.
        """
        return {name: self.part_of_now(name) for name in hints_of(self.now) if name not in INPUTS}

    def refused_month(self) -> RuleError:
        """Return the error for a month or begin with other arguments than the three records."""
        return self.month.error(
            "month and begin take three records: world, now and the parameters", self.month.tree
        )

    def kind_in_game(self, kind: Kind) -> Kind:
        """Return the kind that a type hint of any rule means in this game.

        A game may extend the records of another, under the same names: rules of the other then take
        the longer ones.
        """
        record = self._own.get(kind.name)
        extends = kind.record is not None and record is not None and issubclass(record, kind.record)
        return Kind(kind.name, 0, record) if extends else kind

    def rule(self, function: FunctionType) -> Rule:
        """Return a rule as this game reads it."""
        rule = rule_of(function)
        rule.parameters = {name: self.kind_in_game(kind) for name, kind in rule.parameters.items()}
        rule.returns = rule.returns and self.kind_in_game(rule.returns)
        return rule

    def part_of_now(self, name: str) -> type:
        """Return the record of random draws, levers, orders or calendar."""
        return hints_of(self.now)[name]  # type: ignore[no-any-return]


ONE_AT_A_TIME: Final = RLock()
"""Held while sources are read and games are made."""


def read_game(module: str = "sim.core.game.month") -> Game:
    """Read the game whose month stands in a module."""
    with ONE_AT_A_TIME:  # two threads in Python's own parser disturb one another
        return _read(module)


@cache
def _read(module: str) -> Game:
    return Game(module)
