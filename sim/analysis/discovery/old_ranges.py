"""The uncertain numbers and a Latin hypercube over their ranges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.arrays import Floats
from sim.errors import UsageProblem, nearest
from sim.game.levers import LEVERS
from sim.study.scenario.parameters import PARAMETERS, PLACES

STREAM: Final = 4_160_001
"""Sets the luck of the design apart from that of the worlds under the same seed."""


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """A number or cell of the ledger, or a lever, that may lie anywhere from `low` to `high`, all places alike."""

    name: str
    low: float
    high: float


def over_its_range(name: str) -> Uncertainty:
    """Return a number, cell or lever that is known to exist over the range of its ledger."""
    entry = LEVERS[name] if name in LEVERS else PARAMETERS[name.partition(".")[0]]
    return Uncertainty(name, entry.low, entry.high)


DEFAULT: Final = (
    *map(over_its_range, (
        "accident", "accident_slope", "strike_base", "attack_base", "clash", "crisis_keep", "tension_rest",
        "bite_on_growth", "lookahead", "reply", "audience_cost", "learn", "sated", "feint.greedy",
    )),
    Uncertainty("drive_threat.fearful", 0.0, 4.0), Uncertainty("drive_threat.greedy", -4.0, 0.0),
)  # fmt: skip
"""Numbers that move wars, tests and talks, and that the record hardly pins down; payoffs are not among them.

A threat moves a fearful Kim to test and holds a greedy one back, by how much is open; so those two keep their signs.
"""


def uncertainties_from(texts: Sequence[tuple[str, str]] = (), levers: bool = False) -> tuple[Uncertainty, ...]:
    """Return the uncertain numbers that texts `name` or `name=low:high` name, or the default ones where there is none.

    Each text comes with where it was said; a name alone takes the ledger's range. A table or grid is named by a cell.
    Levers are refused unless `levers` admits them. Raises UsageProblem.
    """
    found = [uncertainty_from(text, where, levers) for text, where in texts]
    for number, each in enumerate(found):
        if each.name in (earlier.name for earlier in found[:number]):
            raise UsageProblem(f"'{each.name}' is named twice", texts[number][1], "Name each number once.")
    return tuple(found) or DEFAULT


def uncertainty_from(text: str, where: str, levers: bool = False) -> Uncertainty:
    """Return the uncertain number, or the lever, that one text names; raises UsageProblem."""
    name, equals, rest = (part.strip() for part in text.partition("="))
    known = (*PLACES, *LEVERS) if levers else tuple(PLACES)
    if name not in known:
        raise unknown(name, where, known, levers)
    whole = over_its_range(name)
    low, high = whole.low, whole.high
    if equals:
        try:
            low, high = (float(part) for part in rest.split(":"))
        except ValueError:
            raise UsageProblem("a range needs two numbers", where, "Write name=low:high, or the name alone.") from None
    if not low < high:
        raise UsageProblem(f"the range of '{name}' is empty", where, "Give a low below the high.")
    if low < whole.low or high > whole.high:
        raise UsageProblem(f"'{name}' would leave its range", where, f"Keep to {whole.low:g} to {whole.high:g}.")
    return Uncertainty(name, low, high)


def unknown(name: str, where: str, known: Sequence[str], levers: bool) -> UsageProblem:
    """Return the problem of a name that does not exist, of a table that needs a cell, or of a lever out of place."""
    what = "factor" if levers else "uncertain number"
    if name in PARAMETERS:
        cell = PARAMETERS[name].cells[0][0]
        return UsageProblem(f"'{name}' is a table", where, f"Name a cell, as in {name}.{cell}.")
    wanted = "Use a number or a cell of the ledger, or a lever." if levers else "Use a number or a cell of the ledger."
    if name in LEVERS:
        return UsageProblem(f"'{name}' is a lever: somebody chooses it", where, wanted)
    return UsageProblem(f"there is no {what} '{name}'", where, wanted + nearest(name, known))


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
