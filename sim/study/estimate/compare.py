"""Two runs side by side: paired where they share their luck."""

from __future__ import annotations

import numpy as np

from sim.errors import UsageProblem
from sim.study.estimate.paired import PairedDifference, UnpairedDifference, paired, unpaired
from sim.study.ledger import Wanted
from sim.study.run.worlds import Run


def share_luck(a: Run, b: Run) -> bool:
    """Say whether world k of one run has the luck of world k of the other."""
    return (a.seed, a.worlds, a.first_world) == (b.seed, b.worlds, b.first_world)


def values_of(run: Run, outcome: Wanted) -> np.ndarray:
    """Return an outcome of a run: a flag or final state as bool, a number as float."""
    found = run.ledger.named(outcome)
    values = found.read(run.columns)
    return values if found.kind == "flag" else values.astype(np.float64)


def paired_difference(a: Run, b: Run, outcome: Wanted, level: float = 0.95) -> PairedDifference:
    """Return A minus B for an outcome, world by world, with its interval; a pair in which a world failed is left out.

    Raises UsageProblem unless the runs have the same seed and worlds.

    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> a, b = (sim.run(spring.change({"beijing.enforcement": level}), worlds=100) for level in (1.0, 0.0))
    >>> found = sim.paired_difference(a, b, "lose_lose")
    >>> found.low <= found.value <= found.high
    True
    """
    if not share_luck(a, b):
        raise UsageProblem(
            "the two runs do not share their luck", "two runs", "Run both with the same seed and worlds."
        )
    sound = ~(a.failed | b.failed)
    return paired(values_of(a, outcome)[sound], values_of(b, outcome)[sound], level)


def difference(a: Run, b: Run, outcome: Wanted, level: float = 0.95) -> PairedDifference | UnpairedDifference:
    """Return A minus B for an outcome: paired where the runs share their luck, else as independent samples."""
    if share_luck(a, b):
        return paired_difference(a, b, outcome, level)
    first, second = (values_of(run, outcome)[~run.failed] for run in (a, b))
    return unpaired(first, second, level)
