"""Expressions of lessons: outcomes by name with and, or, not and comparisons, in Python and on the
page.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np

from sim.core.base.errors import UsageProblem, known_names
from sim.core.outcomes.history import History
from sim.core.outcomes.outcomes import CATALOGUE
from sim.study.experiment import formula
from sim.study.experiment.formula import Formula

TWIN: Final = "twin_"
"""The prefix for the value of an outcome in the same world on the path of comparison."""

BRINK: Final = "tension >= 6 or washington_yields > 0.5 or pyongyang_yields > 0.5"
NAMED: Final[dict[str, str]] = {
    **{name: name for name in ("war", "collapse", "deterrent_complete", "freeze_at_end", "tests")},
    **{
        name: name
        for name in CATALOGUE
        if name.startswith(("goal_", "loses_", "value_")) and not name.endswith("_range")
    },
    "brink": f"any({BRINK})",
    "washington_backed_down": "any(washington_yields > 0.5)",
    "pyongyang_backed_down": "any(pyongyang_yields > 0.5)",
}
"""The measures of a world on the page, each a formula of the outcome language."""


def was_last_to_back_down(capital: str) -> Callable[[History], Any]:
    """Return a measure: whether a capital was the last to back down; both are, if it was in one month."""

    def of(history: History) -> Any:
        yields = {
            each: (np.asarray(history[f"{each}_yields"]) > 0.5) & history.live
            for each in ("washington", "pyongyang")
        }
        duel = yields["washington"] | yields["pyongyang"]
        last = len(duel) - 1 - duel[::-1].argmax(axis=0)
        return yields[capital][last, np.arange(duel.shape[1])]

    return of


FORMULAS: Final[dict[str, Callable[[History], Any]]] = {
    **{name: Formula(text) for name, text in NAMED.items()},
    "washington_backed_down_last": was_last_to_back_down("washington"),
    "pyongyang_backed_down_last": was_last_to_back_down("pyongyang"),
}
"""What the page measures of a world, by name: the formulas, and the last to back down."""

COMPARED: Final[dict[type[ast.cmpop], str]] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
OPERATORS: Final = {sign: formula.COMPARED[kind] for kind, sign in COMPARED.items()}
GRAMMAR: Final = (
    "Use outcomes by name, numbers, comparisons, and, or, not; twin_ before a name is the twin's."
)
LONGEST: Final = 400

Tree = list[Any] | str | float | bool


def tree_of(text: str) -> Tree:
    """Return an expression as nested lists, such as `["and", "war", ["not", "collapse"]]`; raises
    UsageProblem.
    """
    try:
        if len(text) > LONGEST:
            raise SyntaxError
        return node(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UsageProblem(
            f"'{text[:60]}' is no expression of outcomes", "expression", GRAMMAR
        ) from None


def node(part: ast.expr) -> Tree:
    """Parse one part of an expression; raises SyntaxError if the language does not have it."""
    match part:
        case ast.Name(id="true"):
            return True
        case ast.Name(id=name):
            if name.removeprefix(TWIN) not in FORMULAS:
                remedy = known_names("outcome", name.removeprefix(TWIN), FORMULAS)
                raise UsageProblem(f"the page measures no '{name}'", "expression", remedy)
            return name
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return float(value)
        case ast.BoolOp(op=op, values=values):
            return ["and" if isinstance(op, ast.And) else "or", *map(node, values)]
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return ["not", node(operand)]
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARED:
            return [COMPARED[type(op)], node(left), node(right)]
    raise SyntaxError


def names_in(tree: Tree) -> Iterator[str]:
    """Yield the outcomes that an expression names."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, list):
        for each in tree[1:]:
            yield from names_in(each)


def value_of(tree: Tree, measured: Callable[[str], Any]) -> Any:
    """Return the value of an expression, `(worlds,)` or a constant; `measured` returns an outcome
    by name.
    """
    match tree:
        case str():
            return measured(tree)
        case ["and", *parts]:
            return np.logical_and.reduce([value_of(each, measured) for each in parts])
        case ["or", *parts]:
            return np.logical_or.reduce([value_of(each, measured) for each in parts])
        case ["not", part]:
            return np.logical_not(value_of(part, measured))
        case [compared, left, right]:
            return OPERATORS[compared](value_of(left, measured), value_of(right, measured))
    return tree
