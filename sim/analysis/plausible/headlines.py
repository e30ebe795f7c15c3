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
from sim.core.base.arrays import Floats, weighted_sum
from sim.core.game.catalogue import GIANTS
from sim.core.scenario import Scenario
from sim.study.experiment.definition import Experiment
from sim.study.play.grid import columns_of
from sim.study.store.results import Results

CASES: Final = ("nobody", "washington", "beijing", "pressing", "talking")
FILE: Final = "headlines.toml"
PAIRS: Final = "pairs"
TERM: Final = re.compile(r"([+-]?)\s*([\w.]+)")


@dataclass(frozen=True)
class Headline:
    """A headline sentence: what must be above 0; `cause` are the changes of a scenario that take its
    named cause out, empty if it names none.
    """

    says: str
    above: tuple[str, ...]
    cause: Mapping[str, float]

    @property
    def plans(self) -> bool:
        """Whether it compares pairs of plans."""
        return any("plays." in text for text in self.above)


def read_headlines(text: str) -> dict[str, Headline]:
    """Return the headlines of a file by their names."""
    return {
        name: Headline(entry["says"], tuple(entry["above"]), entry.get("cause", {}))
        for name, entry in tomllib.loads(text).items()
        if name != PAIRS
    }


@cache
def shipped() -> str:
    """Return the text of the file that ships."""
    return resources.files(__package__).joinpath(FILE).read_text("utf-8")


@cache
def headlines() -> Mapping[str, Headline]:
    """Return the headlines that ship."""
    return read_headlines(shipped())


def pairs() -> dict[str, Sequence[str]]:
    """Return the pairs of plans that ship by their names, Washington's plan first."""
    declared: dict[str, Sequence[str]] = tomllib.loads(shipped())[PAIRS]
    return declared


def cases_of(base: Scenario, plans: bool) -> dict[str, list[Changes]]:
    """Return the changes by case and type of Kim: who knows, and Washington held, or pairs of plans."""
    by_case = known_rows(base, GIANTS)
    held = (
        pairs()
        if plans
        else dict(zip(CASES[3:], ((course, "") for course in PRESSING), strict=True))
    )
    cases = {case: by_case[case] for case in (CASES[:1] if plans else CASES[:3])}
    return cases | {name: policy_rows(base, [pair]) for name, pair in held.items()}


def experiment(
    base: Scenario,
    vectors: Vectors,
    worlds: int,
    seed: int,
    apart: bool = False,
    plans: bool = False,
) -> Experiment:
    """Return the experiment of all cases at every vector, in the same worlds, or `apart` each in its
    own.
    """
    rows = [row for rows in cases_of(base, plans).values() for row in rows]
    return of_vectors(base, vectors, worlds, seed, OUTCOMES[:3], columns_of(base, rows), apart)


def quantities_in(
    base: Scenario, vectors: int, played: Results, plans: bool = False
) -> dict[str, Floats]:
    """Return the quantities that sentences compare, `(vectors,)` each."""
    types, cases = types_of(base), [*cases_of(base, plans)]
    means = by_row(played, OUTCOMES[:3], len(types)).mean(axis=-1)
    means = means.reshape(vectors, len(cases), *means.shape[1:])
    by_case = {case: means[:, place] for place, case in enumerate(cases)}
    verb = "plays" if plans else "knows"
    quantities = {}
    for name in GIANTS:
        weights, index = weights_of(base, name), PAYOFF[name]
        for case in cases:
            more = by_case[case] - by_case["nobody"]
            gains = weighted_sum(more[:, :, index].T, weights)
            quantities[f"{verb}.{case}.{name}"] = np.asarray(gains)
    for place, kim in () if plans else enumerate(types):
        pressed = by_case["pressing"][:, place]
        quantities[f"lost.{kim}"] = pressed[:, LOST]
        for name, index in PAYOFF.items():
            more = pressed - by_case["talking"][:, place]
            quantities[f"press.{name}.{kim}"] = more[:, index]
    return quantities


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
