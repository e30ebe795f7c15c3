"""The finding of the set: the share of draws that show the patterns, the lines that select them,
and the headline sentences that hold in it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, Final

from sim.analysis.finding import Finding, plain_data
from sim.analysis.plausible import SetOptions, attack
from sim.analysis.plausible.draws import VARIED, Vectors, places_drawn, vector_at
from sim.analysis.plausible.headlines import (
    WORLDS as CASE_WORLDS,
    experiment,
    headlines,
    holding,
)
from sim.analysis.plausible.lines import (
    arms,
    arms_of,
    lines,
    most_missed,
    played_on,
    tried_on,
)
from sim.core.base.arrays import Flags
from sim.core.estimate.interval import Estimate, wilson
from sim.core.estimate.writing import count_text, number_text
from sim.core.scenario import Scenario
from sim.core.scenario.fingerprint import fingerprint
from sim.study.estimate.quantities import Table, share
from sim.study.experiment.definition import Experiment
from sim.study.store.results import Results

WIDTHS: Final = (1.0, 0.75, 0.5, 0.35, 0.25)
"""Shares of the way from a default to the ends of its range, the widest first."""

KEPT: Final = 0.05
"""The share of draws that must be kept at the width that is chosen."""

MOST_DRAWS: Final = 8000
TOLD: Final = 100
BEFORE: Final = 50
"""Vectors of the set, and draws before selection, in which the sentences are tried at most."""

GO_ON: Final = 7.5
"""So many times the size of the set go on to the lines beyond free play, at most."""

SPARE: Final = 1.3
"""So many times the draws are taken that the share at the width calls for."""


@dataclass(frozen=True, eq=False)
class Stage:
    """Draws that are tried: which draws at which widths, which of them each arm is played on, and
    which lines each misses, `(lines, draws)`.

    The last of `left` are the draws that are kept, or those of the arm that is due.
    """

    drawn: tuple[tuple[int, float], ...]
    left: list[list[int]]
    misses: Flags

    @property
    def kept(self) -> list[int]:
        """The places of the draws that are kept."""
        return self.left[-1]

    @property
    def tried(self) -> int:
        """How many draws are tried to the end: up to the last that goes on."""
        return self.left[1][-1] + 1 if self.left[1:] and self.left[1] else len(self.drawn)


def vectors_of(options: SetOptions, draws: Sequence[tuple[int, float]]) -> Vectors:
    """Return the vectors of some draws."""
    places = places_drawn(max(draw for draw, _ in draws) + 1, options.seed)
    return [vector_at(places[draw], width) for draw, width in draws]


def pilot_of(options: SetOptions) -> tuple[tuple[int, float], ...]:
    """Return the draws from which the width is chosen."""
    return tuple((draw, width) for width in WIDTHS for draw in range(options.draws))


@lru_cache(maxsize=2)
def stage_of(
    draws: tuple[tuple[int, float], ...], results: tuple[Results, ...], most: int
) -> Stage:
    """Return the stage of some draws from the results on the arms played so far; at most `most`
    draws go on.
    """
    return Stage(draws, *tried_on(results, len(draws), most))


def chosen_width(options: SetOptions, pilot: Stage) -> tuple[float, dict[float, int]]:
    """Return the widest width at which enough draws are kept, else the narrowest, and how many each
    keeps.
    """
    counts = dict.fromkeys(WIDTHS, 0)
    for place in pilot.kept:
        counts[pilot.drawn[place][1]] += 1
    wide = [width for width, count in counts.items() if count >= KEPT * options.draws]
    return (wide or WIDTHS[-1:])[0], counts


def main_of(options: SetOptions, pilot: Stage) -> tuple[tuple[int, float], ...]:
    """Return the draws at the width that is chosen: as many as its share calls for."""
    width, counts = chosen_width(options, pilot)
    rate = max(counts[width], 1) / options.draws
    count = min(math.ceil(SPARE * options.size / rate), MOST_DRAWS)
    return tuple((draw, width) for draw in range(max(count, options.size)))


def ask(options: SetOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the next experiment: the pilot on every arm, the draws at its width on every arm, then
    the headline sentences for the kept and for some that were not chosen.
    """
    if options.attack:
        return attack.ask(options, so_far)
    rounds, played = len(arms()), len(so_far)
    if played >= 2 * rounds:
        if played > 2 * rounds:
            return None
        worlds = min(CASE_WORLDS, options.worlds)
        return experiment(arms()[0], compared(options, so_far), worlds, options.seed)
    pilot, main = chosen(options, so_far)
    stage = main or pilot
    draws = [stage.drawn[place] for place in stage.kept or (0,)]
    vectors = vectors_of(options, draws)
    return played_on(played % rounds, vectors, options.worlds, options.seed)


def chosen(options: SetOptions, so_far: Sequence[Results]) -> tuple[Stage, Stage | None]:
    """Return the stage of the pilot, and that of the draws at the chosen width, None before the
    pilot ends.
    """
    rounds, draws = len(arms()), pilot_of(options)
    pilot = stage_of(draws, tuple(so_far[:rounds]), len(draws))
    if len(so_far) < rounds:
        return pilot, None
    most = round(GO_ON * options.size)
    return pilot, stage_of(main_of(options, pilot), tuple(so_far[rounds : 2 * rounds]), most)


def compared(options: SetOptions, so_far: Sequence[Results]) -> Vectors:
    """Return the kept vectors, and behind them some draws before any selection."""
    _, main = chosen(options, so_far)
    assert main is not None
    draws = main.kept[: min(options.size, TOLD)] or [0]
    every = [*draws, *range(min(len(draws), BEFORE))]
    return vectors_of(options, [main.drawn[place] for place in every])


@dataclass(frozen=True, eq=False)
class SetFinding(Finding):
    """The set: `kept` are the numbers of the draws in it, `tried` how many were drawn at its width.

    `widths` holds the number of draws of the pilot that each width keeps, `misses` the share of the
    tried draws that miss each line, and `held` the share of vectors in which each headline sentence
    holds, in the set and before selection.
    """

    analysis: ClassVar[str] = "set"
    options: SetOptions
    width: float
    widths: dict[float, int]
    tried: int
    passed: int
    all_kept: int
    kept: tuple[int, ...]
    misses: dict[str, Estimate]
    held: dict[str, tuple[Estimate, Estimate]]

    @property
    def scenario(self) -> Scenario:
        """Spring 2017, on which most lines rest."""
        return arms()[0]

    @property
    def vectors(self) -> Vectors:
        """The vectors of the set."""
        return vectors_of(self.options, [(draw, self.width) for draw in self.kept])

    def sentences(self) -> list[str]:
        """Return sentences on the share of draws that show the patterns, and on the effect of
        selection.
        """
        rate = share(wilson(self.all_kept, self.tried))
        moved = [
            name
            for name, (inside, prior) in self.held.items()
            if inside.low > prior.high or inside.high < prior.low
        ]
        always = sum(inside.value > 0.99 for inside, _ in self.held.values())
        lines_said = (
            f"At the width {self.width:g} of the ranges {count_text(self.all_kept)} of "
            f"{count_text(self.tried)} vectors miss at most {most_missed()} of {len(lines())} lines: {rate.text()}."
        )
        verdict_text = (
            f"{always} of {len(self.held)} headline sentences hold in nearly all of "
            f"{min(len(self.kept), TOLD)} vectors of the set."
        )
        more = (
            f"Selection by the patterns moves the share of {len(moved)} of them beyond the intervals."
            if moved
            else "Selection by the patterns moves the share of none of them beyond the intervals: it "
            "shows that they are robust near the shipped point, not that the patterns imply them."
        )
        return [lines_said, f"{verdict_text} {more}"]

    def tables(self) -> list[Table]:
        """Return the share of each headline sentence before and after, the widths, and the lines
        that choose.
        """
        rows_held = [
            (headlines()[name].says, share(inside), share(prior))
            for name, (inside, prior) in self.held.items()
        ]
        widths = [
            (f"{width:g}", count, share(wilson(count, self.options.draws)))
            for width, count in self.widths.items()
        ]
        worst = sorted(self.misses.items(), key=lambda item: -item[1].value)
        missed = [(says, item.n or 0, share(item)) for says, item in worst if item.value > 0.0]
        cells = [
            (str(draw), *(number_text(value, 4) for value in vector.values()))
            for draw, vector in zip(self.kept, self.vectors, strict=True)
        ]
        heads = ("draw", *(self.vectors[0] if self.kept else ()))
        return [
            Table(
                "sentences",
                f"Share of the set in which each sentence holds, of {min(len(self.kept), TOLD)} vectors; and of "
                f"{min(len(self.kept), BEFORE)} draws before selection",
                ("", "in the set", "before"),
                rows_held,
                True,
            ),
            Table(
                "widths",
                f"Kept of {self.options.draws} draws at each width",
                ("width", "kept", "share"),
                widths,
            ),
            Table("lines", "Lines that select", ("", "tried", "missed"), missed),
            Table("vectors", "The vectors of the set", heads, cells, sheet=True),
        ]

    def notes(self) -> list[str]:
        """Return how the numbers were made."""
        o = self.options
        return [
            f"{len(VARIED)} numbers and tables vary; starts, dispositions, leans, chances and priors do not. Seed "
            f"{o.seed}, {count_text(o.worlds)} worlds a vector and line, for the sentences up to {CASE_WORLDS} "
            "a case and type of Kim: the same worlds for every vector.",
            f"{count_text(self.passed)} of {count_text(self.tried)} draws pass the lines of free play; "
            "these play the rest.",
            "A sentence is judged at the means of a vector's worlds, so its share of failures holds sampling error.",
        ]

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        return {
            "analysis": self.analysis,
            "sentences": self.sentences(),
            "model": fingerprint(),
            "seed": self.options.seed,
            "width": self.width,
            "draws": list(self.kept),
            "tried": self.tried,
            "kept": self.all_kept,
            "lines": plain_data(self.misses),
            "held": {
                name: {"in_the_set": plain_data(inside), "before": plain_data(prior)}
                for name, (inside, prior) in self.held.items()
            },
        }


def find(options: SetOptions, results: Sequence[Results]) -> SetFinding | attack.AttackFinding:
    """Return the set, and the shares of its vectors in which the headline sentences hold; or the
    attack on these.
    """
    if options.attack:
        return attack.find(options, results)
    pilot, main = chosen(options, results)
    assert main is not None
    width, widths = chosen_width(options, pilot)
    draws = main.kept[: options.size]
    headline_verdicts = holding(arms()[0], compared(options, results), results[2 * len(arms())])
    misses = {}
    for place, claim in enumerate(lines()):
        last = max(arms_of()[place])
        misses_of_last = main.misses[place, [draw for draw in main.left[last] if draw < main.tried]]
        misses[claim.name] = wilson(int(misses_of_last.sum()), max(len(misses_of_last), 1))
    half = max(min(len(draws), TOLD), 1)
    shares = {
        name: (
            wilson(int(verdicts[:half].sum()), half),
            wilson(int(verdicts[half:].sum()), len(verdicts) - half),
        )
        for name, verdicts in headline_verdicts.items()
    }
    return SetFinding(
        options,
        width,
        widths,
        main.tried,
        len(main.left[1]),
        len(main.kept),
        tuple(main.drawn[place][0] for place in draws),
        misses,
        shares,
    )
