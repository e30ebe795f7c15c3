"""The set: vectors of numbers that show the patterns, in place of one point (history matching)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.analysis.declaration import Analysis
from sim.options import Options, flag, number, seed, whole, worlds

SIZE: Final = 200
"""Vectors of the set that ships: the one sample of the uncertain parameters, for the policy game,
robustness and the pictures.
"""


@dataclass(frozen=True)
class SetOptions(Options):
    """The options of the set: the number of vectors to keep, and the worlds in which a line is
    tried.
    """

    size: int = whole(SIZE, 5, 2000, "Vectors to keep.", unit="vectors", played=True)
    draws: int = whole(5000, 20, 20_000, "Vectors drawn.", unit="draws", played=True)
    width: float = number(
        0.35, 0.0, 1.0, "Share of the way to the ends of the ranges at most.", played=True
    )
    attack: bool = flag(
        "Attack the headline sentences instead: fresh seeds, wider draws, their causes taken out.",
        played=True,
    )
    worlds: int = worlds(400, low=20, high=5000, help="Worlds of a vector and line.")
    seed: int = seed()

    rounds = 100


ANALYSIS = Analysis(
    "set",
    """
    Find parameter vectors that show the patterns, or count the share of them in which each headline sentence holds.

    A vector moves every parameter of the rules at once, each to a share, the width, of the way from its value to the
    ends of its range; a table is scaled as a whole. Numbers of scenarios and policies stay: starts, dispositions,
    leans, chances, priors. A vector is kept if it misses at most 5 % of the short lines of sim patterns: first those
    of spring 2017 as it is, then the others. A line is missed if its interval lies wholly outside the bounds.
    Five in a hundred draws are kept at the width of .35. With --attack each headline sentence is tried in the set
    that ships, and beside it in draws before any selection. A sentence that holds as often in both owes nothing to the
    patterns.
    """,
    SetOptions,
    least=0,
    bare=True,
    shell=(
        "sim set -j 2 -o results/set",
        "sim set --size 20 --draws 20 -n 100",
        "sim set --attack",
    ),
    python="""
    >>> import sim
    >>> found = sim.plausible_set(size=5, draws=20, worlds=20)
    >>> len(found.kept) <= 5
    True
    """,
)
