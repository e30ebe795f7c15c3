"""The groups that designs of sensitivity are made of, and how many there may be; light, so that a refusal is quick."""

from __future__ import annotations

from typing import Final

from sim.errors import UsageProblem

MOST_SOBOL: Final = 2**20
SOBOL: Final = "sobol"
MORRIS: Final = "morris"
PAWN: Final = "pawn"
RANK: Final = "rank"
GIVEN: Final = (RANK, PAWN)
"""Methods that take points of any design."""

GROUPS: Final = {SOBOL: "base points", MORRIS: "trajectories", PAWN: "points", RANK: "points"}
"""What a design of sensitivity is made of: groups independent of one another, which the points of one are not."""

LEAST: Final = {SOBOL: 64, MORRIS: 10, PAWN: 30, RANK: 30}
MOST: Final = {SOBOL: MOST_SOBOL, MORRIS: 100_000, PAWN: MOST_SOBOL, RANK: MOST_SOBOL}


def check_groups(method: str, groups: int) -> None:
    """Refuse a number of base points or trajectories that gives no intervals or has no end, with a UsageProblem."""
    where = f"{groups} {GROUPS[method]}"
    if groups < LEAST[method]:
        raise UsageProblem("these are too few for intervals", where, f"Ask for {LEAST[method]} or more.")
    if groups > MOST[method]:
        raise UsageProblem("these are too many", where, f"Ask for {MOST[method]} or fewer.")
    if method == SOBOL and groups & (groups - 1):
        below = 1 << (groups.bit_length() - 1)
        raise UsageProblem("Sobol' points come in powers of two", where, f"Ask for {below} or {2 * below}.")
