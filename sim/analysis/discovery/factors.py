"""The factors of a design of one's own: levers, numbers of the ledger, courses and policies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sim.analysis.discovery.box import Factor
from sim.analysis.robustness.uncertain import DEFAULT, over_its_range, uncertainty_from
from sim.errors import UsageProblem, nearest
from sim.game.catalogue import CAPITALS
from sim.game.levers import LEVERS as ALL_LEVERS
from sim.game.policies import HELD, POLICIES
from sim.study.scenario.parameters import PARAMETERS, PLACES

LEVERS: Final = ("washington.pressure", "washington.dialogue", "beijing.enforcement", "beijing.easing")
"""What the two great powers choose by default; the numbers that nobody knows are those of robustness."""


def factors_from(texts: Sequence[tuple[str, str]] = ()) -> tuple[Factor, ...]:
    """Return the factors that texts name, or four levers and the default uncertain numbers where there is none.

    A text is `name`, `name=low:high` or, for courses and policies, `capital.policy=a,b`; it comes with where it was
    said. Raises UsageProblem.
    """
    if not texts:
        ranges = (*map(over_its_range, LEVERS), *DEFAULT)
        return tuple(Factor(each.name, each.low, each.high) for each in ranges)
    found = [factor_from(text, where) for text, where in texts]
    for number, each in enumerate(found):
        if each.name in (earlier.name for earlier in found[:number]):
            raise UsageProblem(f"'{each.name}' is named twice", texts[number][1], "Name each factor once.")
    return tuple(found)


def factor_from(text: str, where: str) -> Factor:
    """Return the factor that one text names; raises UsageProblem."""
    name = text.partition("=")[0].strip()
    capital, _, what = name.partition(".")
    if capital in CAPITALS and what == "policy":
        return _policy(capital, text, where)
    known = (*PLACES, *ALL_LEVERS, *(f"{each}.policy" for each in CAPITALS))
    if name not in known and name not in PARAMETERS:
        remedy = f"Use a lever, a number or cell of the ledger, or the policy of a capital.{nearest(name, known)}"
        raise UsageProblem(f"there is no factor '{name}'", where, remedy)
    number = uncertainty_from(text, where, levers=True)
    return Factor(number.name, number.low, number.high)


def _policy(capital: str, text: str, where: str) -> Factor:
    """Return the policy of a capital as a factor: all of them, courses that it is held to included, or the named."""
    _, equals, rest = (part.strip() for part in text.partition("="))
    known = tuple(each for each in POLICIES[capital] if each != HELD)
    names = tuple(part.strip() for part in rest.split(",")) if equals else known
    for name in names:
        if name not in known:
            remedy = f"Use some of: {', '.join(known)}.{nearest(name, known)}"
            raise UsageProblem(f"there is no policy of {capital} '{name}'", where, remedy)
    if len(set(names)) < max(len(names), 2):
        raise UsageProblem("a policy needs two or more different names", where, "Write capital.policy=a,b.")
    return Factor(f"{capital}.policy", 0.0, float(len(names)), names)
