"""Lower the expressions of a rule: each gets a kind, and one that no engine knows is refused with
its file and line.
"""

from __future__ import annotations

import ast
from dataclasses import is_dataclass
from math import isfinite, sqrt
from types import FunctionType
from typing import Any, Protocol

from sim.core.engine.records import hints_of
from sim.core.engine.source import Game, Kind, Rule, is_rule
from sim.core.engine.steps import Ex, Lowered
from sim.core.game import language
from sim.core.game.language import PLACES_OF_A_ROW, Move

FLOAT, INT, BOOL, COUNT, ROW = Kind("float"), Kind("int"), Kind("bool"), Kind("Count"), Kind("Row")
ARITHMETIC: dict[type, str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
BITWISE: dict[type, str] = {ast.LShift: "<<", ast.RShift: ">>", ast.BitAnd: "&", ast.BitOr: "|"}
COMPARISONS: dict[type, str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
WORDS: dict[Any, tuple[str, list[Kind], Kind]] = {
    sqrt: ("sqrt", [FLOAT], FLOAT),
    language.bits_of: ("bits_of", [FLOAT], INT),
    language.float_of: ("float_of", [INT], FLOAT),
    language.row: ("row", [], ROW),
    float: ("float", [INT], FLOAT),
}


class Called(Protocol):
    """The rules of a game, each lowered when it is first called; their home lowers by this one."""

    @property
    def game(self) -> Game:
        """The game."""

    def lowered(self, function: FunctionType, caller: Rule, node: ast.AST) -> Lowered:
        """Return a rule lowered."""


class Expressions:
    """The expressions of one rule; `kinds` holds the kind of each name that is set so far."""

    def __init__(self, program: Called, low: Lowered) -> None:
        self.program, self.low, self.rule = program, low, low.rule
        self.error = low.rule.error
        self.kinds: dict[str, Kind] = dict(low.rule.parameters)

    def same(self, kind: Kind, value: Ex, node: ast.AST) -> None:
        """Refuse a value of another kind than the one wanted."""
        for alike in ({"int", "Count"}, {"Row", "Table"}):
            if {kind.name, value.kind.name} <= alike:
                return
        if kind.name != value.kind.name:
            whole = kind.name == "float" and value.kind.name in ("int", "Count")
            hint = (
                ""
                if not whole
                else " (write 1.0, not 1)"
                if value.do == "constant"
                else " (write float(…))"
            )
            raise self.error(
                f"here stands {value.kind.name} where {kind.name} is wanted{hint}", node
            )
        if kind.record is not value.kind.record:
            raise self.error(
                f"here stands another {kind.name} than the one wanted, which it does not extend",
                node,
            )

    def value(self, n: ast.expr, known: set[str]) -> Ex:
        """Lower an expression."""
        match n:
            case ast.Constant(bool() as value):
                return Ex("constant", [value], BOOL)
            case ast.Constant(int() | float() as value):
                return self.constant(value, n)
            case ast.Name(name):
                return self.name(name, known, n)
            case ast.Attribute(ast.Name(menu), move) if menu not in known and is_menu(
                self.rule.named(menu)
            ):
                return self.move(self.rule.named(menu), move, n)
            case ast.Attribute(of, name):
                return self.field(self.value(of, known), name, n)
            case ast.Subscript(of, index):
                return self.place(self.value(of, known), self.value(index, known), n)
            case ast.BinOp(a, op, b) if type(op) in ARITHMETIC | BITWISE:
                return self.binary(op, self.value(a, known), self.value(b, known), n)
            case ast.UnaryOp(ast.USub(), a):
                return self.negative(self.value(a, known), n)
            case ast.UnaryOp(ast.Not(), a):
                return Ex("not", [self.condition(a, known)], BOOL)
            case ast.BoolOp(op, values):
                word = "and" if isinstance(op, ast.And) else "or"
                return _chain(word, [self.condition(v, known) for v in values])
            case ast.Compare(a, ops, others):
                return self.compared([a, *others], ops, known, n)
            case ast.IfExp(test, a, b):
                condition, yes, no = (
                    self.condition(test, known),
                    self.value(a, known),
                    self.value(b, known),
                )
                self.same(yes.kind, no, b)
                if yes.kind.name not in ("float", "int", "bool", "Count"):
                    raise self.error(
                        f"choose between numbers, not between two of {yes.kind.name}", n
                    )
                kind = (
                    Kind("int", max(yes.kind.size, no.kind.size))
                    if yes.kind.name in ("int", "Count")
                    else yes.kind
                )
                return Ex("choose", [condition, yes, no], kind)
            case ast.Call(ast.Name(name), args, []):
                return self.call(n, name, args, known)
        raise self.error(f"a rule may not use {ast.unparse(n)} ({type(n).__name__})", n)

    def constant(self, value: float | int, node: ast.AST) -> Ex:
        """Return a number as it is written."""
        if not isfinite(value):
            raise self.error("a number in a rule is finite", node)
        return Ex("constant", [value], FLOAT if isinstance(value, float) else COUNT)

    def name(self, name: str, known: set[str], node: ast.AST) -> Ex:
        """Return a name that is set, or a constant of the file."""
        if name in known:
            return Ex("name", [name], self.kinds[name])
        found: Any = None if name in self.kinds else self.rule.named(name)
        if type(found) in (float, int) and name.isupper():
            return self.constant(found, node)
        raise self.error(f"{name} is unknown here, or set in one branch only", node)

    def move(self, menu: Any, move: str, node: ast.AST) -> Ex:
        """Return a move of a menu by its place."""
        if move not in menu.__members__:
            raise self.error(
                f"{menu.__name__} has no {move}; it has {', '.join(menu.__members__)}", node
            )
        return Ex("constant", [int(menu[move])], Kind("Count"))

    def field(self, of: Ex, name: str, node: ast.AST) -> Ex:
        """Return a field of a record, with its kind."""
        if of.kind.record is None:
            raise self.error(f"a {of.kind.name} has no field {name}", node)
        hint = hints_of(of.kind.record).get(name)
        if of.kind.record is self.program.game.now and name in self.program.game.told:
            raise self.error(f"{name} is told by `tell`, and no rule reads it again", node)
        if hint is None:
            raise self.error(f"{of.kind.name} has no {name}", node)
        if isinstance(hint, type) and is_dataclass(hint):
            kind = self.program.game.own(Kind(hint.__name__, 0, hint))
        elif hint in (float, int, bool):
            kind = Kind(hint.__name__)
        elif hint == list[float]:
            kind = Kind("Table" if of.kind.record is self.program.game.numbers else "Row")
        else:
            kind = Kind("Grid") if hint == list[list[float]] else Kind("int", len(hint))
        return Ex("field", [of, name], kind)

    def place(self, of: Ex, index: Ex, node: ast.AST) -> Ex:
        """Return a place of a row, a table or a grid."""
        if of.kind.name not in ("Row", "Table", "Grid"):
            raise self.error("only a Row, a Table or a Grid has places", node)
        self.same(INT, index, node)
        if index.do == "constant" and not 0 <= index.parts[0] < PLACES_OF_A_ROW:
            raise self.error(f"a Row has the places 0 to {PLACES_OF_A_ROW - 1}", node)
        return (
            Ex("row_at", [of, index], Kind("Table"))
            if of.kind.name == "Grid"
            else Ex("at", [of, index], FLOAT)
        )

    def binary(self, op: ast.operator, left: Ex, right: Ex, node: ast.BinOp) -> Ex:
        """Return what stands between two numbers; bits are those of whole numbers."""
        both = {left.kind.name, right.kind.name}
        if type(op) in BITWISE or (both <= {"int", "Count"} and not isinstance(op, ast.Div)):
            self.same(INT, left, node.left)
            self.same(INT, right, node.right)
            if isinstance(op, ast.LShift | ast.RShift) and right.do != "constant":
                raise self.error("bits move by a number that is written here", node.right)
            return Ex(
                (ARITHMETIC | BITWISE)[type(op)], [left, right], COUNT if both == {"Count"} else INT
            )
        self.same(FLOAT, left, node.left)
        self.same(FLOAT, right, node.right)
        if type(op) not in ARITHMETIC:
            raise self.error("between numbers stand +, -, * or /", node)
        return Ex(ARITHMETIC[type(op)], [left, right], FLOAT)

    def negative(self, of: Ex, node: ast.AST) -> Ex:
        """Return the minus of a number."""
        if of.kind.name not in ("float", "int", "Count"):
            raise self.error(f"there is no minus of {of.kind.name}", node)
        if of.do == "constant":
            return Ex("constant", [-of.parts[0]], of.kind)
        return Ex("negative", [of], of.kind)

    def condition(self, n: ast.expr, known: set[str]) -> Ex:
        """Lower an expression that must be a condition."""
        value = self.value(n, known)
        self.same(BOOL, value, n)
        return value

    def compared(
        self, sides: list[ast.expr], ops: list[ast.cmpop], known: set[str], node: ast.AST
    ) -> Ex:
        """Return a comparison; of a chain, that every link holds."""
        values = [self.value(side, known) for side in sides]
        parts = []
        for left, op, right, side in zip(values, ops, values[1:], sides[1:], strict=False):
            if type(op) not in COMPARISONS or left.kind.name not in ("float", "int", "Count"):
                raise self.error("numbers and moves are compared, by < <= > >= == or !=", node)
            self.same(left.kind, right, side)
            parts.append(Ex(COMPARISONS[type(op)], [left, right], BOOL))
        return _chain("and", parts)

    def call(self, n: ast.Call, name: str, nodes: list[ast.expr], known: set[str]) -> Ex:
        """Return a call: of a rule, a word, a menu, or of what makes or copies a record."""
        found: Any = None if name in known else self.rule.named(name)
        match nodes:
            case [ast.Name(menu)] if name == "len" and is_menu(self.rule.named(menu)):
                return Ex("constant", [len(self.rule.named(menu))], COUNT)
        args = [self.value(a, known) for a in nodes]
        if found is language.copy_of and len(args) == 1 and args[0].kind.record is not None:
            return Ex("copy", args, args[0].kind)
        if isinstance(found, type) and is_dataclass(found) and not args:
            return Ex("fresh", [], self.program.game.own(Kind(found.__name__, 0, found)))
        if found is int or is_menu(found):
            self.taken(name, [INT], args, nodes, n)
            size = len(found) if is_menu(found) else args[0].kind.size
            return Ex(args[0].do, args[0].parts, Kind(args[0].kind.name, size))
        if isinstance(found, type | FunctionType) or callable(found):
            if found in WORDS:
                word, wanted, kind = WORDS[found]
                self.taken(name, wanted, args, nodes, n)
                return Ex("word", [word, *args], kind)
            if is_rule(found, self.program.game.package):
                called = self.program.lowered(found, self.rule, n)
                self.taken(name, list(called.rule.parameters.values()), args, nodes, n)
                return Ex("call", [called, *args], called.rule.returns or Kind("nothing"))
        raise self.error(f"{name} is no rule that an engine knows", n)

    def taken(
        self, name: str, wanted: list[Kind], args: list[Ex], nodes: list[ast.expr], node: ast.AST
    ) -> None:
        """Refuse a call with other arguments than a rule takes."""
        if len(wanted) != len(args):
            raise self.error(f"{name} takes {len(wanted)} arguments, not {len(args)}", node)
        for kind, arg, part in zip(wanted, args, nodes, strict=True):
            self.same(kind, arg, part)
            if kind.name == "Count" and arg.kind.name != "Count":
                what = "this number must be the same for all worlds: a count, a menu's length or a constant"
                raise self.error(what, part)


def _chain(word: str, parts: list[Ex]) -> Ex:
    whole = parts[0]
    for part in parts[1:]:
        whole = Ex(word, [whole, part], BOOL)
    return whole


def is_menu(found: object) -> bool:
    """Tell whether something is a menu of moves."""
    return isinstance(found, type) and issubclass(found, Move)
