"""The table of a trial of line-ups for the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sim.analysis.history.war_number import caveat
from sim.analysis.robustness import RobustnessFindings
from sim.analysis.robustness.criteria import Criterion
from sim.analysis.robustness.pareto import Standing
from sim.analysis.robustness.trial import VALUES
from sim.cli.reading import outcome_label
from sim.study.estimate.interval import count_text, value_text
from sim.study.run.summary import CAVEAT

WIDTH: Final = 20
BLOCKS: Final = (("mean", "spread", "mean_less_spread"), ("worst", "mean_regret", "largest_regret", "satisficing"))
HEADS: Final = {
    "mean": "mean",
    "spread": "spread",
    "mean_less_spread": "mean, 1 spread worse",
    "worst": "worst point",
    "mean_regret": "mean regret",
    "largest_regret": "largest regret",
    "satisficing": "tolerable",
}


def robustness_table(found: RobustnessFindings) -> str:
    """Return the table of every criterion for the outcome and the two values, and the Pareto set."""
    trial, s = found.trial, found.trial.scenario
    head = [
        f"{s.title} ({s.name}): robustness of {len(trial.lineups)} line-ups",
        f"{count_text(trial.points)} points over {len(trial.uncertain)} uncertain numbers, {count_text(trial.worlds)} "
        f"worlds a point and line-up, {s.months} months from {s.start}, seed {trial.seed}",
        f"n = {count_text(trial.points)} points; 95 % percentiles of {count_text(found.resamples)} resamples of points",
        "Spread: standard deviation between points, sampling error of the worlds taken out.",
        "Regret: how much worse than the best of these line-ups at the same point.",
        f"Tolerable: share of points where the outcome is at most {found.tolerable:g} likely.",
        "Behind the best: in which share of the resamples it is the best.",
        "Sampling error of the worlds makes worst points and regrets look somewhat larger than they are.",
    ]
    parts = [*head, "", *uncertain_lines(found)]
    for measure in (trial.outcome, *VALUES):
        parts += ["", title_of(found, measure)]
        own = {each.name: each for each in found.criteria if each.measure == measure}
        for names in BLOCKS:
            parts += block([own[name] for name in names if name in own])
    return "\n".join([*parts, "", *pareto_lines(found.standings), "", caveat(CAVEAT, [trial.outcome])])


def title_of(found: RobustnessFindings, measure: str) -> str:
    """Return the heading of a measure."""
    if measure == found.trial.outcome:
        return f"P({outcome_label(measure)}), low is good"
    return f"Value to {measure.removeprefix('value_').capitalize()} in months, high is good"


def uncertain_lines(found: RobustnessFindings) -> list[str]:
    """Return the uncertain numbers with their ranges, each place as likely as any other."""
    named = [f"{each.name} {each.low:g} to {each.high:g}" for each in found.trial.uncertain]
    lines = ["; ".join(named[k : k + 3]) for k in range(0, len(named), 3)]
    return ["Uncertain, uniform over the range:", *(f"  {line}" for line in lines)]


def block(criteria: Sequence[Criterion]) -> list[str]:
    """Return some criteria side by side: a line a line-up, and below which is best and in how many resamples too."""
    names = list(criteria[0].estimates)
    left = max(map(len, names))
    heads = [HEADS[each.name] for each in criteria]
    lines = [f"  {'':<{left}}  " + "  ".join(f"{head:<{WIDTH}}" for head in heads)]
    for name in names:
        shown = [each.estimates[name] for each in criteria]
        cells = [value_text(e.value, e.low, e.high, 0) for e in shown]
        lines.append(f"  {name:<{left}}  " + "  ".join(f"{cell:<{WIDTH}}" for cell in cells))
    for head, each in zip(heads, criteria, strict=True):
        again = value_text(each.again.value, each.again.low, each.again.high, 2)
        lines.append(f"    best by {head}: {each.best} (in {again})")
    return [line.rstrip() for line in lines]


def pareto_lines(standings: list[Standing]) -> list[str]:
    """Return the Pareto set, and why the others are not in it."""
    lines = ["Pareto set of the values to Washington and Beijing (dominated only where both paired intervals say so)"]
    for each in standings:
        if each.dominated_by:
            verdict = f"dominated by {'; '.join(each.dominated_by)}"
        elif each.perhaps_by:
            verdict = f"in the set; better for both in the means only: {'; '.join(each.perhaps_by)}"
        else:
            verdict = "in the set"
        w, b = (value_text(e.value, e.low, e.high, 0) for e in (each.washington, each.beijing))
        lines.append(f"  {each.lineup}: Washington {w}, Beijing {b}: {verdict}")
    return lines
