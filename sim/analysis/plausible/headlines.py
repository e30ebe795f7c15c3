"""The headline sentences on who knows Kim, each as a margin that is above 0 where it holds, in many
vectors at once.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from sim.analysis.know.cells import (
    KIM,
    LOST,
    OUTCOMES,
    PAYOFF,
    Changes,
    factors_in,
    known_rows,
    types_of,
    weights_of,
)
from sim.analysis.plausible.draws import Vectors, of_vectors
from sim.core.base.arrays import Flags, Floats, weighted_sum
from sim.core.game.catalogue import GIANTS
from sim.core.scenario import Scenario
from sim.study.experiment.definition import Experiment
from sim.study.store.results import Results

WORLDS: Final = 200
"""Worlds of a vector, case of who knows, and type of Kim."""

HALF: Final = 0.5
CASES: Final = ("nobody", "washington", "beijing", "pressing", "talking")
HELD: Final = {"pressing": "maximum_pressure", "talking": "engagement"}
SENTENCES: Final = {
    "pays": "Washington's knowing Kim's type pays both",
    "idle": f"Beijing's knowing it is worth at most {HALF:g} months to either",
    "more": "Beijing gains more by Washington's knowing than by its own",
    "prefers": "Beijing prefers Washington to talk rather than press at each type of Kim",
    "order": "Pressing gains Washington more against a greedy Kim than against a fearful one",
    "sign": "Pressing pays Washington against a greedy Kim and costs it against a fearful one",
    "fearful": "Pressing a fearful Kim leaves both worse off than the benchmark in most worlds",
}
"""The headline sentences, by a short name."""


def rows_of(base: Scenario) -> list[Changes]:
    """Return the changes by case and type of Kim, the last fastest."""
    known = known_rows(base, GIANTS)
    rows: list[Changes] = [row for case in CASES[:3] for row in known[case]]
    for course in HELD.values():
        rows += [{KIM: kim, "washington.policy": course} for kim in types_of(base)]
    return rows


def experiment(base: Scenario, vectors: Vectors, worlds: int, seed: int) -> Experiment:
    """Return the experiment of all cases at every vector, in the same worlds."""
    return of_vectors(base, vectors, worlds, seed, OUTCOMES[:3], factors_in(rows_of(base)))


def margins(base: Scenario, vectors: int, played: Results) -> dict[str, Floats]:
    """Return for each sentence by how much it holds, `(vectors,)` in months or a share of worlds:
    above 0 where it holds.
    """
    shape = (vectors, len(CASES), len(types_of(base)), -1)
    means = np.stack(
        [played.by_cell(name).reshape(shape).mean(axis=-1) for name in OUTCOMES[:3]], axis=-1
    )
    by_case = {case: means[:, place] for place, case in enumerate(CASES)}

    def worth(case: str, capital: str) -> Floats:
        more = (by_case[case] - by_case["nobody"])[:, :, PAYOFF[capital]]
        return np.asarray(weighted_sum(more.T, weights_of(base, capital)))

    knows = {case: [worth(case, name) for name in GIANTS] for case in GIANTS}
    types = {kim: place for place, kim in enumerate(types_of(base))}
    pressed = by_case["pressing"] - by_case["talking"]
    fearful, greedy = (pressed[:, types[kim], 0] for kim in ("fearful", "greedy"))
    return {
        "pays": np.min(knows["washington"], axis=0),
        "idle": HALF - np.abs(knows["beijing"]).max(axis=0),
        "more": knows["washington"][1] - knows["beijing"][1],
        "prefers": -pressed[:, :, 1].max(axis=1),
        "order": greedy - fearful,
        "sign": np.minimum(greedy, -fearful),
        "fearful": by_case["pressing"][:, types["fearful"], LOST] - 0.5,
    }


def holding(base: Scenario, vectors: Vectors, played: Results) -> dict[str, Flags]:
    """Return for each sentence where it holds, `(vectors,)`."""
    found = margins(base, len(vectors), played)
    return {name: margin > 0.0 for name, margin in found.items()}
