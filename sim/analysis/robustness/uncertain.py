"""The uncertain numbers and a Latin hypercube over their ranges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.arrays import Floats
from sim.errors import ScenarioProblem, UsageProblem, nearest
from sim.world.parameters import LEDGER, idle_module
from sim.study.scenario import Scenario

DEFAULT: Final = (
    "accident_hazard", "accident_slope", "war_washington", "war_pyongyang", "collapse_hazard", "perceived_hazard",
    "foresight", "precision", "tension_rest", "tension_test_jump", "sanctions_bite", "arsenal_pressure_brake",
    "concession_sensitivity", "diversion", "talks_value", "misperception",
)  # fmt: skip
"""Numbers that move wars, tests and talks, and that the record hardly pins down; payoffs are not among them."""

STREAM: Final = 4_160_001
"""Sets the luck of the design apart from that of the worlds under the same seed."""


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """A number of the ledger that may lie anywhere from `low` to `high`, each place as likely as any other."""

    name: str
    low: float
    high: float


def uncertainties_from(
    scenario: Scenario, texts: Sequence[tuple[str, str]] = (), levers: bool = False
) -> tuple[Uncertainty, ...]:
    """Return the uncertain numbers that texts `name` or `name=low:high` name, or the default ones where there is none.

    Each text comes with where it was said; a name alone takes the ledger's range. Numbers of modules that are off are
    left out of the default ones and refused in a text; so are levers unless `levers` admits them. Raises UsageProblem.
    """
    if not texts:
        on = [name for name in DEFAULT if not idle_module(name, scenario.modules)]
        return tuple(Uncertainty(name, LEDGER[name].low, LEDGER[name].high) for name in on)
    found = [_from(scenario, text, where, levers) for text, where in texts]
    for number, each in enumerate(found):
        if each.name in (earlier.name for earlier in found[:number]):
            raise UsageProblem(f"'{each.name}' is named twice", texts[number][1], "Name each number once.")
    return tuple(found)


def _from(scenario: Scenario, text: str, where: str, levers: bool) -> Uncertainty:
    """Return the uncertain number, or the lever, that one text names."""
    name, equals, rest = (part.strip() for part in text.partition("="))
    kinds = ("number", "table", "lever") if levers else ("number", "table")
    numbers = [key for key, entry in LEDGER.items() if entry.kind in kinds]
    if name not in numbers:
        what, wanted = ("uncertain number", "number or table of the ledger, no lever and no switch")
        if levers:
            what, wanted = ("factor", "number, table or lever of the ledger, no switch")
        raise UsageProblem(f"there is no {what} '{name}'", where, f"Use a {wanted}.{nearest(name, numbers)}")
    entry = LEDGER[name]
    off = idle_module(name, scenario.modules)
    if off:
        raise UsageProblem(f"'{name}' moves nothing: the module '{off}' is off", where, "Turn it on, or leave it out.")
    low, high = entry.low, entry.high
    if equals:
        try:
            low, high = (float(part) for part in rest.split(":"))
        except ValueError:
            raise UsageProblem("a range needs two numbers", where, "Write name=low:high, or the name alone.") from None
    if not low < high:
        raise UsageProblem(f"the range of '{name}' is empty", where, "Give a low below the high.")
    try:
        scenario.change({name: low}).change({name: high})
    except ScenarioProblem as problem:
        raise UsageProblem(problem.what, where, problem.remedy) from None
    return Uncertainty(name, low, high)


def latin_hypercube(uncertain: Sequence[Uncertainty], points: int, seed: int) -> Floats:
    """Return points over the ranges, `(points, numbers)`: of each number one value in each of `points` equal parts.

    Source: McKay, Beckman and Conover (1979), Technometrics 21, 239-245.
    """
    luck = np.random.default_rng([seed, STREAM])
    parts = luck.permuted(np.tile(np.arange(points), (len(uncertain), 1)), axis=1).T
    share = (parts + luck.random(parts.shape)) / points
    low, high = (np.array([getattr(each, end) for each in uncertain]) for end in ("low", "high"))
    # Rounding must not carry a value past the end of its range.
    design: Floats = np.clip(low + share * (high - low), low, high)
    return design
