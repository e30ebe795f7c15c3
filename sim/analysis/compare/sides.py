"""The sides of a comparison as they are played: their scenarios, and the seed of each."""

from __future__ import annotations

from collections.abc import Sequence

from sim.core.game.policies import FREE, HELD
from sim.core.scenario import Scenario
from sim.core.scenario.plan import rule_of
from sim.options import MOST_SEED


def played_sides(
    scenarios: Sequence[Scenario], paired: bool
) -> tuple[list[Scenario], tuple[str, ...]]:
    """Return the scenarios as they are played, and the capitals whose elections are called off in
    all of them.

    A new government follows its own lean, and so would undo the rule that is compared.
    """
    sides = list(scenarios)
    voters = (
        dict.fromkeys(vote.capital for scenario in sides for vote in scenario.elections)
        if paired
        else ()
    )
    off = []
    for capital in voters:
        rules = {
            rule.name if (rule := rule_of(capital, scenario.plan(capital))) else HELD
            for scenario in sides
        }
        if len(rules) > 1 and not {FREE, HELD}.issuperset(rules):
            off.append(capital)
    changes = {f"elections.{capital}": False for capital in off}
    return [scenario.change(changes) for scenario in sides], tuple(off)


def seeds_of(seed: int, sides: int, paired: bool) -> list[int]:
    """Return the seed of each side: one for all, or the next for each after the first."""
    return [(seed + number * (not paired)) % (MOST_SEED + 1) for number in range(sides)]
