"""Checks of the benchmark of a comparison: sides that share a course with it, and regret against
the best side as a second measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from sim.core.base.arrays import Flags, Floats
from sim.core.estimate.interval import mean_estimate, probability
from sim.core.estimate.writing import percent_text, upper
from sim.core.game.catalogue import BENCHMARK, GIANTS
from sim.core.outcomes.catalogue import OutcomeOrName
from sim.core.outcomes.outcomes import JOINT_OUTCOMES, name_of
from sim.core.outcomes.values import MARGIN
from sim.study.estimate.quantities import Row, Table, amount, list_parts, share
from sim.study.experiment.factor_text import course_name
from sim.study.run.readings import war_losses
from sim.study.run.worlds import Run

HALF: Final = "half of the benchmark itself"
PART: Final = "a part of the benchmark itself"
WHOLE: Final = "the benchmark itself"


def shared_courses(run: Run) -> dict[str, float]:
    """Return the powers that a run holds to their course of the benchmark, in every month or in
    some stretch of a schedule, each with the share of months that its worlds spend on that course.
    """
    return {
        capital: float(run.columns[f"share_{capital}_{course}"][~run.failed].mean())
        for capital, course in BENCHMARK.items()
        if course in {stretch.policy for stretch in run.scenario.plan(capital).in_time}
    }


def circular(called: Sequence[str], runs: Sequence[Run], outcome: OutcomeOrName) -> list[str]:
    """Return a sentence for each side that plays a part of the benchmark, if the outcome is
    measured against it; `called` names the sides.
    """
    if name_of(outcome) not in JOINT_OUTCOMES:
        return []
    sentences = []
    for name, run in zip(called, runs, strict=True):
        if not (shared := shared_courses(run)):
            continue
        always = all(months == 1.0 for months in shared.values())
        is_whole = always and len(shared) == len(BENCHMARK)
        courses = [
            f"{capital.capitalize()}'s {course_name(capital, BENCHMARK[capital])}"
            + f" in {percent_text(months)} of its months" * (not always)
            for capital, months in shared.items()
        ]
        part = WHOLE if is_whole else HALF if always else PART
        so = (
            "it has no lose-lose and no win-win by definition"
            if is_whole
            else "its share of lose-lose is low by construction"
        )
        sentences.append(f"{upper(name)} plays {part} ({list_parts(courses)}): {so}.")
    return sentences


def regrets(runs: Sequence[Run]) -> dict[str, Floats]:
    """Return the regret of each power in each world: its payoff under the best side less that under
    this one, in months, `(sides, worlds)` for each power.
    """
    sound = np.all([~run.failed for run in runs], axis=0)
    lost = {}
    for capital in GIANTS:
        values = np.stack([run.columns[f"value_{capital}"][sound] for run in runs])
        lost[capital] = np.asarray(values.max(axis=0) - values, dtype=np.float64)
    return lost


def beaten(runs: Sequence[Run]) -> Flags:
    """Return the worlds of each side in which both powers do worse than in the same world under one
    other side, `(sides, worlds)`.

    Each must do worse by more than a tenth of the cost of a limited war to it.
    """
    sound = np.all([~run.failed for run in runs], axis=0)
    losses = war_losses(runs[0].scenario)
    worth = np.stack(
        [[run.columns[f"value_{c}"][sound] / losses[c] for c in GIANTS] for run in runs]
    )
    gains = worth[None, :] - worth[:, None]
    better = np.all(gains > MARGIN, axis=2)
    return np.asarray(np.any(better, axis=1))


def regret_table(called: Sequence[str], runs: Sequence[Run]) -> Table:
    """Return the mean regret of both powers under every side, and how often another side is better
    for both.
    """
    lost, worse = regrets(runs), beaten(runs)
    rows: list[Row] = [
        (
            name,
            *(amount(mean_estimate(lost[capital][place])) for capital in GIANTS),
            share(probability(worse[place])),
        )
        for place, name in enumerate(called)
    ]
    heads = ("", "regret of Washington", "regret of Beijing", "another is better for both")
    caption = "Regret: how far a world is below the best of the compared with the same random draws, mean in months"
    return Table("regret", caption, heads, rows, main=True)
