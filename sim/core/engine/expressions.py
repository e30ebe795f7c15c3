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

    def check_kind(self, kind: Kind, value: Ex, node: ast.AST) -> None:
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
            raise self.error(f"this is {value.kind.name}, but {kind.name} is required{hint}", node)
        if kind.record is not value.kind.record:
            raise self.error(
                f"this is another {kind.name} than the one required, which it does not extend",
                node,
            )

    def value(self, n: ast.expr, names: set[str]) -> Ex:
        """Lower an expression."""
        match n:
            case ast.Constant(bool() as value):
                return Ex("constant", [value], BOOL)
            case ast.Constant(int() | float() as value):
                return self.constant(value, n)
            case ast.Name(name):
                return self.name(name, names, n)
            case ast.Attribute(ast.Name(menu), move) if menu not in names and is_menu(
                self.rule.meaning_of(menu)
            ):
                return self.move(self.rule.meaning_of(menu), move, n)
            case ast.Attribute(target, name):
                return self.field(self.value(target, names), name, n)
            case ast.Subscript(target, index):
                return self.place(self.value(target, names), self.value(index, names), n)
            case ast.BinOp(a, op, b) if type(op) in ARITHMETIC | BITWISE:
                return self.binary(op, self.value(a, names), self.value(b, names), n)
            case ast.UnaryOp(ast.USub(), a):
                return self.negative(self.value(a, names), n)
            case ast.UnaryOp(ast.Not(), a):
                return Ex("not", [self.condition(a, names)], BOOL)
            case ast.BoolOp(op, values):
                word = "and" if isinstance(op, ast.And) else "or"
                return _chain(word, [self.condition(v, names) for v in values])
            case ast.Compare(a, ops, others):
                return self.compared([a, *others], ops, names, n)
            case ast.IfExp(test, a, b):
                condition, yes, no = (
                    self.condition(test, names),
                    self.value(a, names),
                    self.value(b, names),
                )
                self.check_kind(yes.kind, no, b)
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
                return self.call(n, name, args, names)
        raise self.error(f"a rule may not use {ast.unparse(n)} ({type(n).__name__})", n)

    def constant(self, value: float | int, node: ast.AST) -> Ex:
        """Return a number as it is written."""
        if not isfinite(value):
            raise self.error("a number in a rule is finite", node)
        return Ex("constant", [value], FLOAT if isinstance(value, float) else COUNT)

    def name(self, name: str, names: set[str], node: ast.AST) -> Ex:
        """Return a name that is set, or a constant of the file."""
        if name in names:
            return Ex("name", [name], self.kinds[name])
        constant: Any = None if name in self.kinds else self.rule.meaning_of(name)
        if type(constant) in (float, int) and name.isupper():
            return self.constant(constant, node)
        raise self.error(f"{name} is unknown here, or set in one branch only", node)

    def move(self, menu: Any, move: str, node: ast.AST) -> Ex:
        """Return a move of a menu by its place."""
        if move not in menu.__members__:
            raise self.error(
                f"{menu.__name__} has no {move}; it has {', '.join(menu.__members__)}", node
            )
        return Ex("constant", [int(menu[move])], Kind("Count"))

    def field(self, owner: Ex, name: str, node: ast.AST) -> Ex:
        """Return a field of a record, with its kind."""
        if owner.kind.record is None:
            raise self.error(f"a {owner.kind.name} has no field {name}", node)
        hint = hints_of(owner.kind.record).get(name)
        if owner.kind.record is self.program.game.now and name in self.program.game.outputs:
            raise self.error(f"{name} is set by `tell`, and no rule reads it again", node)
        if hint is None:
            raise self.error(f"{owner.kind.name} has no {name}", node)
        if isinstance(hint, type) and is_dataclass(hint):
            kind = self.program.game.kind_in_game(Kind(hint.__name__, 0, hint))
        elif hint in (float, int, bool):
            kind = Kind(hint.__name__)
        elif hint == list[float]:
            kind = Kind("Table" if owner.kind.record is self.program.game.numbers else "Row")
        else:
            kind = Kind("Grid") if hint == list[list[float]] else Kind("int", len(hint))
        return Ex("field", [owner, name], kind)

    def place(self, row: Ex, index: Ex, node: ast.AST) -> Ex:
        """Return a place of a row, a table or a grid."""
        if row.kind.name not in ("Row", "Table", "Grid"):
            raise self.error("only a Row, a Table or a Grid has places", node)
        self.check_kind(INT, index, node)
        if index.do == "constant" and not 0 <= index.parts[0] < PLACES_OF_A_ROW:
            raise self.error(f"a Row has the places 0 to {PLACES_OF_A_ROW - 1}", node)
        return (
            Ex("row_at", [row, index], Kind("Table"))
            if row.kind.name == "Grid"
            else Ex("at", [row, index], FLOAT)
        )

    def binary(self, op: ast.operator, left: Ex, right: Ex, node: ast.BinOp) -> Ex:
        """Return the expression of a binary operator; bitwise operators take whole numbers only."""
        kinds = {left.kind.name, right.kind.name}
        if type(op) in BITWISE or (kinds <= {"int", "Count"} and not isinstance(op, ast.Div)):
            self.check_kind(INT, left, node.left)
            self.check_kind(INT, right, node.right)
            if isinstance(op, ast.LShift | ast.RShift) and right.do != "constant":
                raise self.error("bits move by a number that is written here", node.right)
            return Ex(
                (ARITHMETIC | BITWISE)[type(op)],
                [left, right],
                COUNT if kinds == {"Count"} else INT,
            )
        self.check_kind(FLOAT, left, node.left)
        self.check_kind(FLOAT, right, node.right)
        if type(op) not in ARITHMETIC:
            raise self.error("use +, -, * or / between numbers", node)
        return Ex(ARITHMETIC[type(op)], [left, right], FLOAT)

    def negative(self, number: Ex, node: ast.AST) -> Ex:
        """Return the minus of a number."""
        if number.kind.name not in ("float", "int", "Count"):
            raise self.error(f"there is no minus of {number.kind.name}", node)
        if number.do == "constant":
            return Ex("constant", [-number.parts[0]], number.kind)
        return Ex("negative", [number], number.kind)

    def condition(self, n: ast.expr, names: set[str]) -> Ex:
        """Lower an expression that must be a condition."""
        value = self.value(n, names)
        self.check_kind(BOOL, value, n)
        return value

    def compared(
        self, sides: list[ast.expr], ops: list[ast.cmpop], names: set[str], node: ast.AST
    ) -> Ex:
        """Return a comparison; of a chain, that every link holds."""
        values = [self.value(side, names) for side in sides]
        parts = []
        for left, op, right, side in zip(values, ops, values[1:], sides[1:], strict=False):
            if type(op) not in COMPARISONS or left.kind.name not in ("float", "int", "Count"):
                raise self.error("numbers and moves are compared, by < <= > >= == or !=", node)
            self.check_kind(left.kind, right, side)
            parts.append(Ex(COMPARISONS[type(op)], [left, right], BOOL))
        return _chain("and", parts)

    def call(self, n: ast.Call, name: str, nodes: list[ast.expr], names: set[str]) -> Ex:
        """Return the expression of a call: a rule, a word, a menu, or a new or copied record."""
        meaning: Any = None if name in names else self.rule.meaning_of(name)
        match nodes:
            case [ast.Name(menu)] if name == "len" and is_menu(self.rule.meaning_of(menu)):
                return Ex("constant", [len(self.rule.meaning_of(menu))], COUNT)
        args = [self.value(a, names) for a in nodes]
        if meaning is language.copy_of and len(args) == 1 and args[0].kind.record is not None:
            return Ex("copy", args, args[0].kind)
        if isinstance(meaning, type) and is_dataclass(meaning) and not args:
            return Ex(
                "fresh", [], self.program.game.kind_in_game(Kind(meaning.__name__, 0, meaning))
            )
        if meaning is int or is_menu(meaning):
            self.check_arguments(name, [INT], args, nodes, n)
            size = len(meaning) if is_menu(meaning) else args[0].kind.size
            return Ex(args[0].do, args[0].parts, Kind(args[0].kind.name, size))
        if isinstance(meaning, type | FunctionType) or callable(meaning):
            if meaning in WORDS:
                word, kinds, kind = WORDS[meaning]
                self.check_arguments(name, kinds, args, nodes, n)
                return Ex("word", [word, *args], kind)
            if is_rule(meaning, self.program.game.package):
                callee = self.program.lowered(meaning, self.rule, n)
                self.check_arguments(name, list(callee.rule.parameters.values()), args, nodes, n)
                return Ex("call", [callee, *args], callee.rule.returns or Kind("nothing"))
        raise self.error(f"{name} is no rule that an engine knows", n)

    def check_arguments(
        self, name: str, kinds: list[Kind], args: list[Ex], nodes: list[ast.expr], node: ast.AST
    ) -> None:
        """Refuse a call with other arguments than a rule takes."""
        if len(kinds) != len(args):
            raise self.error(f"{name} takes {len(kinds)} arguments, not {len(args)}", node)
        for kind, arg, part in zip(kinds, args, nodes, strict=True):
            self.check_kind(kind, arg, part)
            if kind.name == "Count" and arg.kind.name != "Count":
                message = "this number must be the same for all worlds: a count, a menu's length or a constant"
                raise self.error(message, part)


def _chain(word: str, parts: list[Ex]) -> Ex:
    whole = parts[0]
    for part in parts[1:]:
        whole = Ex(word, [whole, part], BOOL)
    return whole


def is_menu(value: object) -> bool:
    """Tell whether something is a menu of moves."""
    return isinstance(value, type) and issubclass(value, Move)
