"""Tables for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

import click

from sim.study.estimate import Estimate, count_text, value_text
from sim.study.run import Run
from sim.study.words import words
from sim.world.outcomes import FINAL_STATES

CAVEAT = "Conditional on the model's assumptions. Not a forecast."
FLAG_LABELS = {
    "war": "war",
    "inadvertent_war": "war by accident",
    "collapse": "regime collapse",
    "crisis": "crisis at some time (rung 5 or more)",
    "ever_freeze": "a freeze at some time",
    "freeze_12": "a freeze of 12 months",
    "lose_lose": "lose-lose, by value (primary)",
    "lose_lose_event": "lose-lose, by event",
}


def rows_of(pairs: Sequence[tuple[str, Estimate]]) -> list[str]:
    """Return lines of a table: a label, the value, its interval and its word."""
    width = max(len(label) for label, _ in pairs)
    lines = []
    for label, estimate in pairs:
        number = value_text(estimate.value, estimate.low, estimate.high, 3)
        lines.append(f"  {label:<{width}}  {number:<22} {words(estimate.low, estimate.high)}")
    return lines


def run_table(run: Run) -> str:
    """Return the table of a run: how it ends, what happens on the way, and who loses."""
    s = run.scenario
    head = f"{s.title} ({s.name})\n{count_text(run.worlds)} worlds of {s.months} months from {s.start}, seed {run.seed}; Wilson 95 % intervals"
    ends = rows_of([(name, run.probability(name)) for name in FINAL_STATES])
    on_the_way = rows_of([(label, run.probability(name)) for name, label in FLAG_LABELS.items()])
    quadrants = rows_of(list(run.quadrants().items()))
    all_worlds, peace = run.payoff_correlation(), run.payoff_correlation(without_war=True)
    parts = [
        head, "\nHow it ends (exclusive)", *ends, "\nWhat happens on the way (overlapping)", *on_the_way,
        f"\nWho loses, at κ = {s.value('lose_lose_threshold'):g}", *quadrants,
        f"  correlation of the two changes of value: {all_worlds:.2f}; among worlds without war {peace:.2f}",
        f"\n{CAVEAT}",
    ]  # fmt: skip
    return "\n".join(parts)


def warn_of_saturation(run: Run) -> None:
    """Warn on stderr of outcomes that happened in no world or in all."""
    for name in (*FINAL_STATES, "lose_lose"):
        warning = run.probability(name).warning
        if warning:
            click.echo(f"{name}: {warning}", err=True)
