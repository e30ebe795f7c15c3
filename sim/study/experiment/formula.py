"""Outcomes as formulas in text, such as `all(tension < 4, 2017-06, 2017-12) and not war`; never
executed as Python.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, ClassVar, Final

import numpy as np

from sim.core.base.arrays import Array, Floats
from sim.core.base.errors import UsageProblem, known_names, nearest
from sim.core.base.months import count_month
from sim.core.engine import OUTPUTS, PLACES
from sim.core.engine.job import DEFAULTS
from sim.core.game.catalogue import MENUS, menu_names
from sim.core.outcomes.catalogue import Catalogue, Outcome
from sim.core.outcomes.history import History
from sim.core.outcomes.outcomes import with_own
from sim.core.outcomes.values import discounted

LONGEST: Final = 1_000
MOST: Final = 1e15
DATE: Final = re.compile(r"(?<![\w.\"'])(\d{4})-(\d{2})(?![\w.\"'])")
SHORT_DATE: Final = re.compile(r"D(\d{4})(\d{2})")
ARITHMETIC: Final[dict[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: np.divide,
}
COMPARED: Final[dict[type[ast.cmpop], Callable[[Any, Any], Any]]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
OF_A_SERIES: Final = "any, all, sum, mean or worth"
GRAMMAR: Final = f"Use outcomes, numbers, + - * /, comparisons, and, or, not, against(…), {OF_A_SERIES} of a series."
SERIES: Final = (*PLACES, *DEFAULTS, *OUTPUTS)
OVER_MONTHS: Final = ("any", "all", "sum", "mean", "worth")


class FormulaProblem(UsageProblem):
    """A formula that cannot be read, with the `column` of the error, from 1."""

    def __init__(self, message: str, location: str, remedy: str, column: int = 1) -> None:
        super().__init__(message, location, remedy)
        self.column = column


@dataclass(frozen=True)
class Term:
    """A part of a formula: `of(history)` is `(worlds,)`, or `(months, worlds)` if it runs over
    `months`.

    Its kind is "flag" or "number"; a menu or a state has `names`, which it can be compared with.
    """

    kind: str
    months: bool
    of: Callable[[History], Any]
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Formula:
    """A formula as a function of a history; `own` are a user's outcomes that it may name."""

    text: str
    own: tuple[Outcome, ...] = ()
    key: ClassVar[str] = "formula"

    def __call__(self, history: History) -> Array:
        """Return its value in each world, `(worlds,)`."""
        value = self.term.of(history)
        return np.broadcast_to(np.asarray(value), history.lived.shape)

    def __reduce__(self) -> tuple[Any, ...]:
        return Formula, (self.text, self.own)

    @property
    def months(self) -> list[str]:
        """The months that it names."""
        return ["-".join(parts) for parts in DATE.findall(self.text)]

    @cached_property
    def term(self) -> Term:
        """The term that the text stands for; raises FormulaProblem for an invalid text."""
        return FormulaReader(self.text, with_own(self.own)).whole()


def monthly(text: str) -> Term:
    """Return the term of a formula with a value for every month; raises FormulaProblem for an
    invalid text.
    """
    return FormulaReader(text, with_own(())).whole(by_month=True)


class FormulaReader:
    """Reads one formula; every part outside the grammar is refused."""

    def __init__(self, text: str, catalogue: Catalogue) -> None:
        self.text, self.catalogue = text, catalogue

    def whole(self, by_month: bool = False) -> Term:
        """Return the term of the whole text: one value for each world, or with `by_month` one for each
        month and world.
        """
        if len(self.text) > LONGEST:
            raise FormulaProblem(
                "the formula is too long", "formula", f"Keep it to {LONGEST} characters."
            )
        try:
            # A date is no number of Python's; as a name of the same length it leaves the columns as
            # they are.
            tree = ast.parse(DATE.sub(r"D\1\2", self.text.strip()), mode="eval").body
        except SyntaxError as error:
            raise FormulaProblem(
                "it is no formula", "formula", GRAMMAR, error.offset or 1
            ) from None
        except (ValueError, RecursionError, MemoryError):
            raise FormulaProblem("it is no formula", "formula", GRAMMAR) from None
        try:
            term = self.read(tree, by_month)
        except RecursionError:
            raise FormulaProblem(
                "the formula is too deep", "formula", "Write it with fewer brackets."
            ) from None
        if term.names:
            raise self.problem(
                tree, "it has names and no values", 'Compare it, as in final_state == "freeze".'
            )
        return term

    def problem(self, node: ast.AST, message: str, remedy: str = GRAMMAR) -> FormulaProblem:
        """Return the problem of a part."""
        return FormulaProblem(message, "formula", remedy, getattr(node, "col_offset", 0) + 1)

    def read(self, node: ast.expr, by_month: bool) -> Term:
        """Return the term of a part; `by_month` says whether it stands inside any, all, sum, mean or
        worth.
        """
        match node:
            case ast.Constant(value=bool() | int() | float() as value):
                if not abs(value) < MOST:
                    raise self.problem(node, "the number is too large", f"Keep below {MOST:g}.")
                return Term("flag" if isinstance(value, bool) else "number", False, lambda _: value)
            case ast.Name() | ast.Attribute():
                return self.name(node, by_month)
            case ast.BoolOp(op=op, values=values):
                joined = np.logical_and if isinstance(op, ast.And) else np.logical_or
                return self.joined(
                    [self.of_kind(child, by_month, "flag") for child in values], joined, "flag"
                )
            case ast.UnaryOp(op=ast.Not(), operand=part):
                return self.joined([self.of_kind(part, by_month, "flag")], np.logical_not, "flag")
            case ast.UnaryOp(op=ast.USub(), operand=part):
                return self.joined([self.of_kind(part, by_month, "number")], operator.neg, "number")
            case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
                parts = [self.of_kind(child, by_month, "number") for child in (left, right)]
                return self.joined(parts, ARITHMETIC[type(op)], "number")
            case ast.Compare():
                return self.compared(node, by_month)
            case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if (
                name in OVER_MONTHS and not by_month
            ):
                return self.over_months(node, name, args)
            case ast.Call(func=ast.Name(id="against"), args=[part], keywords=[]) if not by_month:
                return self.against(part)
        raise self.problem(node, "this has no meaning in a formula")

    def of_kind(self, node: ast.expr, by_month: bool, kind: str) -> Term:
        """Return the term of a part that has to be a flag, or a number."""
        term = self.read(node, by_month)
        if term.kind != kind or term.names:
            remedy = "Compare it with something." if kind == "flag" else "Give a number here."
            raise self.problem(node, f"this is no {kind}", remedy)
        return term

    def joined(self, parts: Sequence[Term], function: Callable[..., Any], kind: str) -> Term:
        """Return parts joined by a function of their values."""

        def of(history: History) -> Any:
            with np.errstate(all="ignore"):
                values = [part.of(history) for part in parts]
                if len(values) <= 2:
                    return function(*values)
                return function.reduce(np.broadcast_arrays(*values))  # type: ignore[attr-defined]

        return Term(kind, any(part.months for part in parts), of)

    def name(self, node: ast.expr, by_month: bool) -> Term:
        """Return the term of a name: a series inside any, all, sum, mean or worth, elsewhere an
        outcome.
        """
        name = ast.unparse(node)
        place = name.replace(".", "_") if name in MENUS else name
        if by_month and (place in SERIES or name in MENUS):
            menu = name.replace("_", ".", 1)
            names = menu_names(menu) if menu in MENUS else ()
            return Term("number", True, lambda history: history[place], names)
        if not by_month and name in self.catalogue:
            outcome = self.catalogue[name]
            names = tuple(label for label, _ in outcome.names)
            return Term(
                "flag" if outcome.kind == "flag" else "number", False, outcome.values, names
            )
        if SHORT_DATE.fullmatch(name):
            raise self.problem(
                node, "a month is not allowed here", "Write all(tension < 4, 2017-06, 2017-12)."
            )
        if name in SERIES or name in MENUS:
            raise self.problem(
                node, f"'{name}' has a value for every month", f"Write {OF_A_SERIES} of it."
            )
        if by_month and name in self.catalogue:
            raise self.problem(
                node, f"'{name}' has one value a world", f"Write it outside of {OF_A_SERIES}."
            )
        usable_names = (
            (*SERIES, *MENUS) if by_month else (*self.catalogue.askable, "final_state", "ending")
        )
        kind = "series" if by_month else "outcome"
        raise self.problem(
            node, f"there is no {kind} '{name}'", f"Use a known name.{nearest(name, usable_names)}"
        )

    def against(self, node: ast.expr) -> Term:
        """Return a part as it is in the same world under the outcome's second profile."""
        for entry in ast.walk(node):
            outcome = self.catalogue.get(entry.id) if isinstance(entry, ast.Name) else None
            if outcome is not None and outcome.against:
                remedy = "Take it out of against(...), or name its parts."
                raise self.problem(entry, f"'{outcome.name}' already compares two profiles", remedy)
        part = self.read(node, by_month=False)
        return Term(part.kind, False, lambda history: part.of(history.against), part.names)

    def compared(self, node: ast.Compare, by_month: bool) -> Term:
        """Return a comparison of numbers, of any length, or of a menu or a state with one of its
        names.
        """
        right = node.comparators[0]
        if isinstance(right, ast.Constant) and isinstance(right.value, str):
            left = self.read(node.left, by_month)
            if (
                len(node.ops) > 1
                or not isinstance(node.ops[0], ast.Eq | ast.NotEq)
                or not left.names
            ):
                raise self.problem(
                    right, "a name can only be compared with a menu or a state, by == or !="
                )
            if right.value not in left.names:
                remedy = known_names("name", right.value, left.names)
                raise self.problem(right, f"there is no '{right.value}' there", remedy)
            place, comparison = left.names.index(right.value), COMPARED[type(node.ops[0])]
            return Term("flag", left.months, lambda history: comparison(left.of(history), place))
        if not all(type(op) in COMPARED for op in node.ops):
            raise self.problem(node, "this comparison has no meaning in a formula")
        parts = [self.of_kind(part, by_month, "number") for part in (node.left, *node.comparators)]
        pairs = [
            self.joined(pair, COMPARED[type(op)], "flag")
            for op, pair in zip(node.ops, pairwise(parts), strict=True)
        ]
        return pairs[0] if len(pairs) == 1 else self.joined(pairs, np.logical_and, "flag")

    def over_months(self, node: ast.Call, name: str, args: Sequence[ast.expr]) -> Term:
        """Return any, all, sum or mean of a series over the months that a world lived, or those
        between two dates.

        The worth of a series is its sum to the horizon, each month discounted as in a value.
        """
        if len(args) not in (1, 3):
            raise self.problem(
                node,
                f"'{name}' takes a series, and two months if you like",
                f"Write {name}(tension).",
            )
        part = self.read(args[0], by_month=True)
        if not part.months or part.names:
            raise self.problem(
                args[0],
                f"'{name}' needs a series",
                f"Write {name}(tension) or {name}(tension > 4).",
            )
        if name in ("any", "all") and part.kind != "flag":
            raise self.problem(
                args[0], f"'{name}' needs a comparison", f"Write {name}(tension > 4)."
            )
        if name == "worth":
            series = ast.unparse(args[0])
            if series not in SERIES or len(args) > 1:
                raise self.problem(
                    node, "'worth' takes one series alone", "Write worth(washington_payoff)."
                )
            return Term("number", False, lambda history: discounted(history, series))
        dates = [self.date(argument) for argument in args[1:]]
        if dates and dates[0] > dates[1]:
            raise self.problem(
                args[1], "the months are in the wrong order", "Give the earlier one first."
            )
        read, reduction = part.of, REDUCED[name]

        def of(history: History) -> Any:
            counted = history.between(*dates) if dates else history.live
            return reduction(np.asarray(read(history)), counted)

        return Term("flag" if name in ("any", "all") else "number", False, of)

    def date(self, node: ast.expr) -> str:
        """Return the month that a part names."""
        match = SHORT_DATE.fullmatch(node.id) if isinstance(node, ast.Name) else None
        if match is None or count_month(f"{match[1]}-{match[2]}") is None:
            raise self.problem(node, "this is no month", "Write a month as 2017-06.")
        return f"{match[1]}-{match[2]}"


def sum_months(series: Array, counted: Array) -> Floats:
    """Return the sum over the counted months, `(worlds,)`.

    It is added month by month, so that the sum of a world does not depend on the other worlds.
    """
    total = np.zeros(counted.shape[1])
    for row, counts in zip(series, counted, strict=True):
        total = total + np.where(counts, row, 0.0)
    return total


def mean(series: Array, counted: Array) -> Floats:
    """Return the mean over the counted months, `(worlds,)`; the last month's value for a world that
    lived none of them.
    """
    months = np.count_nonzero(counted, axis=0)
    return np.asarray(
        np.where(months > 0, sum_months(series, counted) / np.maximum(months, 1), series[-1])
    )


REDUCED: Final[dict[str, Callable[[Array, Array], Array]]] = {
    "any": lambda series, counted: np.any(series & counted, axis=0),
    "all": lambda series, counted: np.all(series | ~counted, axis=0),
    "sum": sum_months,
    "mean": mean,
}
