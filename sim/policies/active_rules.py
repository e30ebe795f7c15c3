"""Rules of the game with functions of a user's own in the place of some: the same modules again,
bound to those.

A function that takes a rule's place has its arguments and its result. Whatever calls the rule calls
the function: the month, and where the rule stands in it the look-ahead too.
"""

from __future__ import annotations

import ast
import os
from dataclasses import astuple, dataclass
from functools import cache
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any, Final

from sim.core.base.plain import Data
from sim.core.engine.source import (
    ONE_AT_A_TIME,
    OWN_PACKAGE,
    WORDS_FROM,
    Kind,
    RuleError,
    again,
    hash_of,
    make_module,
    rule_of,
)
from sim.core.game import first_half, idle_month, second_half
from sim.policies import door

ORDER: Final = ("month", "hold_reviews", "review_others", "act")
"""The order of a month."""

FIXED: Final = frozenset({*ORDER, "begin", "pay_idle", "sum_payoffs", "outlasting_arsenal"})
"""Rules that cannot be replaced: the order, and what a value is summed and charged by."""

NOT_RULES: Final = tuple(
    f"sim.core.game.{name}" for name in ("language", "maths", "moves", "payoffs", "world")
)


@dataclass(frozen=True)
class UserText:
    """What somebody has written in the place of something of the game."""

    @property
    def module(self) -> str:
        """The name of the module that it becomes."""
        return f"rule_{hash_of(repr(astuple(self)))[:16]}"


@dataclass(frozen=True)
class Replacement(UserText):
    """A function in the place of a rule: the names of both, and the file with the function in it."""

    rule: str
    function: str
    text: str


@cache
def modules_of_rules() -> tuple[ModuleType, ...]:
    """Return the modules of the rules that a month calls, directly or not."""
    found: dict[str, ModuleType] = {}
    coming = [first_half, second_half, idle_month]
    while coming:
        module = coming.pop()
        if module.__name__ in found or module.__name__ in NOT_RULES:
            continue
        found[module.__name__] = module
        homes = {
            value.__module__ for value in vars(module).values() if isinstance(value, FunctionType)
        }
        coming += [import_module(home) for home in homes if home.startswith(f"{WORDS_FROM}.")]
    return tuple(found[name] for name in sorted(found))


@cache
def replaceable() -> dict[str, FunctionType]:
    """Return the rules that a function can take the place of, by name."""
    return {
        name: value
        for module in modules_of_rules()
        if module not in (first_half, second_half)
        for name, value in vars(module).items()
        if isinstance(value, FunctionType)
        and value.__module__ == module.__name__
        and name not in FIXED
    }


@cache
def modules_with(replaced: tuple[Replacement, ...]) -> dict[str, ModuleType]:
    """Return the modules of rules, by their names in the game, in which functions stand in the
    place of some rules.

    Raises RuleError for a function that does not take what its rule takes.
    """
    if not replaced:
        return {}
    key = hash_of(*(each.module for each in replaced))[:16]
    standing: dict[FunctionType, FunctionType] = {}
    spaces: dict[str, ModuleType] = {}
    for module in modules_of_rules():
        name = f"{OWN_PACKAGE}.rules_{key}_{module.__name__.replace('.', '_')}"
        spaces[module.__name__] = space = again(name, module.__name__)
        for value in vars(module).values():
            if isinstance(value, FunctionType) and value.__module__ == module.__name__:
                standing[value] = copy_in(space, value)
    for each in replaced:
        standing[replaceable()[each.rule]] = function_of(each)
    for name, space in spaces.items():
        for label, value in vars(import_module(name)).items():
            if not label.startswith("__"):
                vars(space)[label] = (
                    standing.get(value, value) if isinstance(value, FunctionType) else value
                )
    return spaces


def copy_in(space: ModuleType, function: FunctionType) -> FunctionType:
    """Return a function once more, which looks for names in another module."""
    made_again = FunctionType(
        function.__code__, vars(space), function.__name__, function.__defaults__
    )
    made_again.__module__ = space.__name__
    made_again.__doc__ = function.__doc__
    made_again.__annotations__ = function.__annotations__
    return made_again


def run_file(name: str, tree: ast.Module, lines: list[str], names: Data) -> ModuleType:
    """Run a file of a user's own as a module; the working folder stays what it was. Raises
    DataProblem while the door is shut.
    """
    door.ask("the file of a policy")
    folder = os.getcwd()
    try:
        return make_module(name, tree, lines, names)
    finally:
        os.chdir(folder)


def function_of(replacement: Replacement) -> FunctionType:
    """Return the function that takes a rule's place; raises RuleError where it takes or gives
    something else.
    """
    with ONE_AT_A_TIME:
        tree, lines = ast.parse(replacement.text), replacement.text.splitlines()
        module = run_file(replacement.module, tree, lines, {})
        function: FunctionType = getattr(module, replacement.function)
        own, usual = rule_of(function), rule_of(replaceable()[replacement.rule])
        if signature(own.parameters, own.returns) != signature(usual.parameters, usual.returns):
            taken = ", ".join(f"{name}: {kind.name}" for name, kind in usual.parameters.items())
            wanted = f"def {replacement.rule}({taken}) -> {usual.returns.name if usual.returns else None}"
            text = f"{replacement.function} is to take the place of {replacement.rule}, which is {wanted}"
            raise RuleError(text, own.error(text, own.tree).args[1])
        return function


def signature(parameters: dict[str, Kind], returns: Kind | None) -> tuple[Any, ...]:
    """Return what a rule takes and gives, whatever its arguments are called."""
    return tuple(
        (kind.name, kind.size) for kind in (*parameters.values(), *([returns] if returns else []))
    )
