"""Rules of the game with user-written functions in place of some: copies of the rule modules.

A function has the arguments and the result of the rule that it replaces. Every caller of the rule
calls the function: the month, and the look-ahead if it uses the rule.
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
"""The rules that set the order of steps in a month."""

FIXED: Final = frozenset({*ORDER, "begin", "pay_idle", "sum_payoffs", "outlasting_arsenal"})
"""Rules that cannot be replaced: the order of a month, and those that sum and charge payoffs."""

NOT_RULES: Final = tuple(
    f"sim.core.game.{name}" for name in ("language", "maths", "moves", "payoffs", "world")
)


@dataclass(frozen=True)
class UserText:
    """User-written code that replaces a part of the game."""

    @property
    def module(self) -> str:
        """The name of the module that it becomes."""
        return f"rule_{hash_of(repr(astuple(self)))[:16]}"


@dataclass(frozen=True)
class Replacement(UserText):
    """A function in place of a rule: the names of both, and the text of the function's file."""

    rule: str
    function: str
    text: str


@cache
def modules_of_rules() -> tuple[ModuleType, ...]:
    """Return the modules of the rules that a month calls, directly or not."""
    modules: dict[str, ModuleType] = {}
    coming = [first_half, second_half, idle_month]
    while coming:
        module = coming.pop()
        if module.__name__ in modules or module.__name__ in NOT_RULES:
            continue
        modules[module.__name__] = module
        homes = {
            value.__module__ for value in vars(module).values() if isinstance(value, FunctionType)
        }
        coming += [import_module(home) for home in homes if home.startswith(f"{WORDS_FROM}.")]
    return tuple(modules[name] for name in sorted(modules))


@cache
def replaceable() -> dict[str, FunctionType]:
    """Return the rules that a function can replace, by name."""
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
    """Return copies of the rule modules, by original name, with functions in place of some rules.

    The result is empty if no rule is replaced. Raises RuleError for a function whose arguments or
    result differ from those of its rule.
    """
    if not replaced:
        return {}
    key = hash_of(*(replacement.module for replacement in replaced))[:16]
    standing: dict[FunctionType, FunctionType] = {}
    spaces: dict[str, ModuleType] = {}
    for module in modules_of_rules():
        name = f"{OWN_PACKAGE}.rules_{key}_{module.__name__.replace('.', '_')}"
        spaces[module.__name__] = space = again(name, module.__name__)
        for value in vars(module).values():
            if isinstance(value, FunctionType) and value.__module__ == module.__name__:
                standing[value] = copy_in(space, value)
    for replacement in replaced:
        standing[replaceable()[replacement.rule]] = function_of(replacement)
    for name, space in spaces.items():
        for label, value in vars(import_module(name)).items():
            if not label.startswith("__"):
                vars(space)[label] = (
                    standing.get(value, value) if isinstance(value, FunctionType) else value
                )
    return spaces


def copy_in(space: ModuleType, function: FunctionType) -> FunctionType:
    """Return a copy of a function that looks up its global names in another module."""
    made_again = FunctionType(
        function.__code__, vars(space), function.__name__, function.__defaults__
    )
    made_again.__module__ = space.__name__
    made_again.__doc__ = function.__doc__
    made_again.__annotations__ = function.__annotations__
    return made_again


def run_file(name: str, tree: ast.Module, lines: list[str], names: Data) -> ModuleType:
    """Run a user's file as a module, and restore the working folder. Raises DataProblem while the
    door is shut.
    """
    door.ask("the file of a policy")
    folder = os.getcwd()
    try:
        return make_module(name, tree, lines, names)
    finally:
        os.chdir(folder)


def function_of(replacement: Replacement) -> FunctionType:
    """Return the function that replaces a rule; raises RuleError if arguments or result differ."""
    with ONE_AT_A_TIME:
        tree, lines = ast.parse(replacement.text), replacement.text.splitlines()
        module = run_file(replacement.module, tree, lines, {})
        function: FunctionType = getattr(module, replacement.function)
        rule, usual = rule_of(function), rule_of(replaceable()[replacement.rule])
        if signature(rule.parameters, rule.returns) != signature(usual.parameters, usual.returns):
            arguments = ", ".join(f"{name}: {kind.name}" for name, kind in usual.parameters.items())
            declaration = f"def {replacement.rule}({arguments}) -> {usual.returns.name if usual.returns else None}"
            text = f"{replacement.function} is to take the place of {replacement.rule}, which is {declaration}"
            raise RuleError(text, rule.error(text, rule.tree).args[1])
        return function


def signature(parameters: dict[str, Kind], returns: Kind | None) -> tuple[Any, ...]:
    """Return the types of a rule's arguments and result, without the names of arguments."""
    return tuple(
        (kind.name, kind.size) for kind in (*parameters.values(), *([returns] if returns else []))
    )
