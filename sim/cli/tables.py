"""The table of a run for the terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.analysis.history.war_number import caveat
from sim.cli.reading import several
from sim.study.estimate.interval import Estimate, count_text, number_text, value_text
from sim.study.estimate.words import words
from sim.study.outcomes import FINAL_STATES
from sim.study.run.readings import DRAWS
from sim.study.run.summary import CAVEAT
from sim.study.run.worlds import Run


def rows_of(pairs: Sequence[tuple[str, Estimate]]) -> list[str]:
    """Return lines of a table: a label, the value, its interval and its word."""
    width = max(len(label) for label, _ in pairs)
    lines = []
    for label, estimate in pairs:
        number = value_text(estimate.value, estimate.low, estimate.high, 3)
        lines.append(f"  {label:<{width}}  {number:<22} {words(estimate.low, estimate.high)}".rstrip())
    return lines


def head_of(run: Run) -> str:
    """Return the two lines that say what was run."""
    s = run.scenario
    size = f"{several(run.worlds, 'world')} of {several(s.months, 'month')} from {s.start}"
    return f"{s.title} ({s.name})\n{size}, seed {run.seed}; Wilson 95 % intervals"


def correlation_text(estimate: Estimate) -> str:
    """Return a correlation with its interval and the number of worlds behind it."""
    if math.isnan(estimate.value):
        return f"not defined (n = {count_text(estimate.n)})"
    shown = value_text(estimate.value, estimate.low, estimate.high, 2)
    return f"{shown} (n = {count_text(estimate.n)}, {estimate.method})"


def run_table(run: Run) -> str:
    """Return the table of a run: the answer in words, how it ends, what happens on the way, and who loses."""
    ends = rows_of([(name, run.probability(name)) for name in FINAL_STATES])
    on_the_way = rows_of([(run.ledger.label(name), run.probability(name)) for name in run.ledger.shown])
    around = run.lose_lose_range
    parts = [
        head_of(run), f"\n{run.mostly()}", "\nHow it ends (exclusive)", *ends,
        "\nWhat happens on the way (overlapping)", *on_the_way,
        "\nWho loses, by their aims", *rows_of(list(run.quadrants().items())),
        f"  both lose: {number_text(around.low, 2)} to {number_text(around.high, 2)} over {DRAWS} joint draws of the"
        f" thresholds (5 to 95 %); {turns_on(run)}",
        f"  rank correlation of their values: {correlation_text(run.payoff_correlation())}; among worlds without war"
        f" {correlation_text(run.payoff_correlation(without_war=True))}",
        f"\n{caveat(CAVEAT, run.ledger.shown)}",
    ]  # fmt: skip
    return "\n".join(parts)


def turns_on(run: Run) -> str:
    """Say on which aim lose-lose hangs most often."""
    shares = run.hanging_on()
    name = max(shares, key=lambda each: shares[each])
    if not shares[name]:
        return "no single aim decides it"
    return f"{number_text(shares[name], 2)} of it would be none had one aim been kept: {run.ledger.label(name)}"


def saturations(run: Run) -> list[str]:
    """Return warnings of outcomes that happened in no world or in all."""
    warnings = ((name, run.probability(name).warning) for name in (*FINAL_STATES, "lose_lose"))
    return [f"{name}: {warning}" for name, warning in warnings if warning]
