"""The finding of the set: the share of draws that show the patterns, and the lines that select them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sim.analysis.finding import Finding
from sim.analysis.plausible import SetOptions, attack
from sim.analysis.plausible.draws import VARIED, Vectors, places_drawn, vector_at
from sim.analysis.plausible.lines import (
    arms,
    arms_of,
    lines,
    most_missed,
    played_on,
    tried_on,
)
from sim.core.estimate.interval import Estimate, wilson
from sim.core.estimate.writing import count_text, number_text
from sim.core.scenario import Scenario
from sim.study.estimate.quantities import Table, share
from sim.study.experiment.definition import Experiment
from sim.study.store.results import Results


def vectors_of(options: SetOptions, draws: Sequence[int]) -> Vectors:
    """Return the vectors of some draws."""
    places = places_drawn(max(draws) + 1, options.seed)
    return [vector_at(places[draw], options.width) for draw in draws]


def ask(options: SetOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the next experiment: the draws on every arm, each on those that have not missed too
    many lines by then.
    """
    if options.attack:
        return attack.ask(options, so_far)
    if len(so_far) == len(arms()):
        return None
    left, _ = tried_on(tuple(so_far), options.draws)
    vectors = vectors_of(options, left[-1] or [0])
    return played_on(len(so_far), vectors, options.worlds, options.seed)


@dataclass(frozen=True, eq=False)
class SetFinding(Finding):
    """The set: the numbers of all draws that show the patterns, how many pass the lines of free play,
    and the share of the tried draws that miss each line.
    """

    analysis: ClassVar[str] = "set"
    options: SetOptions
    all_kept: tuple[int, ...]
    passed: int
    misses: dict[str, Estimate]

    @property
    def scenario(self) -> Scenario:
        """Spring 2017, on which most lines rest."""
        return arms()[0]

    @property
    def kept(self) -> tuple[int, ...]:
        """The numbers of the draws in the set: the first that are kept."""
        return self.all_kept[: self.options.size]

    def sentences(self) -> list[str]:
        """Return the share of draws that show the patterns."""
        rate = share(wilson(len(self.all_kept), self.options.draws))
        return [
            f"At the width {self.options.width:g} of the ranges {count_text(len(self.all_kept))} of "
            f"{count_text(self.options.draws)} vectors miss at most {most_missed()} of {len(lines())} lines: "
            f"{rate.text()}."
        ]

    def tables(self) -> list[Table]:
        """Return the lines that choose, and the vectors."""
        worst = sorted(self.misses.items(), key=lambda item: -item[1].value)
        missed = [(says, item.n or 0, share(item)) for says, item in worst if item.value > 0.0]
        vectors = vectors_of(self.options, self.kept or [0])
        cells = [
            (str(draw), *(number_text(value, 4) for value in vector.values()))
            for draw, vector in zip(self.kept, vectors, strict=False)
        ]
        return [
            Table("lines", "Lines that select", ("", "tried", "missed"), missed, True),
            Table("vectors", "The vectors of the set", ("draw", *vectors[0]), cells, sheet=True),
        ]

    def notes(self) -> list[str]:
        """Return how the numbers were made."""
        o = self.options
        return [
            f"{len(VARIED)} numbers and tables vary; starts, dispositions, leans, chances and priors do not. Seed "
            f"{o.seed}, {count_text(o.worlds)} worlds a vector and line: the same worlds for every vector.",
            f"{count_text(self.passed)} of {count_text(o.draws)} draws pass the lines of free play; "
            "these play the rest.",
        ]


def find(options: SetOptions, results: Sequence[Results]) -> SetFinding | attack.AttackFinding:
    """Return the set, or the attack on the headline sentences."""
    if options.attack:
        return attack.find(options, results)
    left, missed = tried_on(tuple(results), options.draws)
    misses = {}
    for place, claim in enumerate(lines()):
        tried = missed[place, left[max(arms_of()[place])]]
        misses[claim.name] = wilson(int(tried.sum()), max(len(tried), 1))
    return SetFinding(options, tuple(left[-1]), len(left[1]), misses)
