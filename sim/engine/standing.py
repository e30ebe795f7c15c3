"""The rules of a game as plain functions: each as it ships, or what of a user's own stands in its place."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeVar

from sim.engine.own import parts_of
from sim.engine.replaced import FIXED, modules_with

Rule = TypeVar("Rule", bound=Callable[..., Any])


class Rules:
    """The rules by which a world of a game is played; `module` is where the month of the game stands."""

    def __init__(self, module: str) -> None:
        self.month = import_module(module)
        own, replaced = parts_of(module)
        self.choosing = {(each.capital, each.kind) for each in own}
        """The capitals that follow a rule of a user's own, each with what it chooses."""
        self._spaces = modules_with(replaced)

    def __call__(self, rule: Rule) -> Rule:
        """Return what stands in the place of a rule that ships: often itself."""
        space = self.month if rule.__name__ in FIXED else self._spaces.get(rule.__module__)
        found: Rule = getattr(space, rule.__name__) if space else rule
        return found
