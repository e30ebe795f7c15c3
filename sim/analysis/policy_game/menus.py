"""What capitals may pick among in a policy game: the courses or policies of each, or some of them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sim.errors import UsageProblem, nearest
from sim.game.catalogue import CAPITALS
from sim.game.policies import HELD, POLICIES, courses_of
from sim.scenario.plan import check_capital
from sim.scenario.user_policies import is_own

MOST_PROFILES: Final = 2_000
COURSES: Final = "courses"
Choices = Mapping[str, tuple[str, ...]]


def menu(capital: str, kind: str) -> tuple[str, ...]:
    """Return what a capital may pick: the courses that it can be held to, or the policies by which it is free."""
    courses = courses_of(capital)
    return courses if kind == COURSES else tuple(each for each in POLICIES[capital] if each not in (HELD, *courses))


def choices_from(texts: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the policies of each capital that a text `capital=policy,policy` names.

    Each text comes with where it was said. Raises UsageProblem for a name that does not exist, or one said twice.
    """
    found: dict[str, tuple[str, ...]] = {}
    for text, where in texts:
        capital, equals, rest = (part.strip() for part in text.partition("="))
        named = tuple(part.strip() for part in rest.split(","))
        check_capital(capital, where)
        if not equals:
            raise UsageProblem("no policies are named", where, f"Write {capital}=policy,policy.")
        known = tuple(each for each in POLICIES[capital] if each != HELD)
        for policy in named:
            if policy not in known and not is_own(policy):
                remedy = f"Use one of: {', '.join(known)}; or module:function.{nearest(policy, known)}"
                raise UsageProblem(f"there is no policy of {capital.capitalize()} '{policy}'", where, remedy)
        if len(set(named)) < len(named) or capital in found:
            raise UsageProblem(f"a policy or capital is named twice: {text}", where, "Name each once.")
        found[capital] = named
    return found


def choices_of(named: Any, kind: str, players: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the policies of those named, and all of a kind of the other players; raises UsageProblem."""
    if not isinstance(named, Mapping):
        remedy = "Give a dict, such as {'beijing': ['balance']}."
        raise UsageProblem(f"'choices' is {named!r}", "choices", remedy)
    texts = [
        (f"{capital}={own if isinstance(own, str) else ','.join(own)}", f"choices: {capital}")
        for capital, own in named.items()
    ]
    found = {capital: menu(capital, kind) for capital in players} | choices_from(texts)
    return {capital: found[capital] for capital in CAPITALS if capital in found}


def check_choices(choices: Choices) -> None:
    """Refuse choices with which there is no game, or one of too many profiles, with a UsageProblem."""
    if sum(len(own) > 1 for own in choices.values()) < 2:
        raise UsageProblem(
            "a game needs two capitals with a choice", "the policies of the game",
            "Name two or more, as in --players washington,beijing, and hold neither.",
        )  # fmt: skip
    profiles = math.prod(len(own) for own in choices.values())
    if profiles > MOST_PROFILES:
        raise UsageProblem(
            f"the game would have {profiles:,} profiles", "the policies of the game",
            f"Name fewer policies: {MOST_PROFILES:,} profiles at most.",
        )  # fmt: skip
