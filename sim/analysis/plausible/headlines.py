"""The headline sentences on who knows Kim, each as a margin that is above 0 where it holds, in many
vectors at once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import numpy as np

from sim.analysis.know.cells import (
    LOST,
    OUTCOMES,
    PAYOFF,
    PRESSING,
    Changes,
    by_row,
    known_rows,
    policy_rows,
    types_of,
    weights_of,
)
from sim.analysis.plausible.draws import Vectors, of_vectors
from sim.core.base.arrays import Flags, Floats, weighted_sum
from sim.core.game.catalogue import GIANTS
from sim.core.scenario import Scenario
from sim.study.experiment.definition import Experiment
from sim.study.play.grid import columns_of
from sim.study.store.results import Results

WORLDS: Final = 200
"""Worlds of a vector, case of who knows, and type of Kim, in `sim set` without an attack."""

CASES: Final = ("nobody", "washington", "beijing", "pressing", "talking")
FILE: Final = "headlines.toml"
TERM: Final = re.compile(r"([+-]?)\s*([\w.]+)")


@dataclass(frozen=True)
class Headline:
    """A headline sentence: what must be above 0; `cause` are the changes of a scenario that take its
    named cause out, empty if it names none.
    """

    says: str
    above: tuple[str, ...]
    cause: Mapping[str, float]


def read_headlines(text: str) -> dict[str, Headline]:
    """Return the headlines of a file by their names."""
    return {
        name: Headline(entry["says"], tuple(entry["above"]), entry.get("cause", {}))
        for name, entry in tomllib.loads(text).items()
    }


@cache
def headlines() -> Mapping[str, Headline]:
    """Return the headlines that ship."""
    return read_headlines(resources.files(__package__).joinpath(FILE).read_text("utf-8"))


def rows_of(base: Scenario) -> list[Changes]:
    """Return the changes by case and type of Kim, the last fastest."""
    by_case = known_rows(base, GIANTS)
    rows = [row for case in CASES[:3] for row in by_case[case]]
    return rows + policy_rows(base, [(course, "") for course in PRESSING])


def experiment(
    base: Scenario, vectors: Vectors, worlds: int, seed: int, apart: bool = False
) -> Experiment:
    """Return the experiment of all cases at every vector, in the same worlds, or `apart` each in its
    own.
    """
    factors = columns_of(base, rows_of(base))
    return of_vectors(base, vectors, worlds, seed, OUTCOMES[:3], factors, apart)


def quantities_in(base: Scenario, vectors: int, played: Results) -> dict[str, Floats]:
    """Return the quantities that sentences compare, `(vectors,)` each."""
    types = types_of(base)
    means = by_row(played, OUTCOMES[:3], len(types)).mean(axis=-1)
    means = means.reshape(vectors, len(CASES), *means.shape[1:])
    by_case = {case: means[:, place] for place, case in enumerate(CASES)}
    quantities = {}
    for name in GIANTS:
        weights, index = weights_of(base, name), PAYOFF[name]
        for case in GIANTS:
            more = by_case[case] - by_case["nobody"]
            quantities[f"knows.{case}.{name}"] = np.asarray(
                weighted_sum(more[:, :, index].T, weights)
            )
        for place, kim in enumerate(types):
            pressed = by_case["pressing"] - by_case["talking"]
            quantities[f"press.{name}.{kim}"] = pressed[:, place, index]
    lost = {f"lost.{kim}": by_case["pressing"][:, index, LOST] for index, kim in enumerate(types)}
    return quantities | lost


def terms_of(headline: Headline, quantities: Mapping[str, Floats]) -> Floats:
    """Return what must be above 0, `(terms, vectors)`."""
    size = len(next(iter(quantities.values())))

    def value(text: str) -> Floats:
        total = np.zeros(size)
        for sign, name in TERM.findall(text):
            number = quantities[name] if name in quantities else float(name)
            total = total - number if sign == "-" else total + number
        return total

    return np.stack([value(text) for text in headline.above])


def holding(base: Scenario, vectors: Sequence[object], played: Results) -> dict[str, Flags]:
    """Return for each sentence where it holds, `(vectors,)`."""
    quantities = quantities_in(base, len(vectors), played)
    return {
        name: np.asarray((terms_of(headline, quantities) > 0.0).all(axis=0))
        for name, headline in headlines().items()
    }
