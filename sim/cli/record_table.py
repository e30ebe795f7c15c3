"""The table of base rates for the terminal: the record beside the worlds of a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from sim.analysis.history.observe import DEFINITIONS
from sim.analysis.history.rates import Rate
from sim.analysis.history.record import Record
from sim.analysis.history.war_number import Bound, Saying, WarNote, war_note
from sim.cli.reading import several
from sim.study.estimate.interval import Estimate, count_text, number_text, value_text
from sim.analysis.finding import CAVEAT
from sim.study.run.worlds import Run

READING: Final = (
    "Record: Wilson 95 % over its months, as if they were independent. Worlds: 95 % over worlds.\n"
    "The defaults were tuned on patterns that include these years, so agreement is in-sample."
)


def findings(rates: Sequence[Rate], record: Record | None, made: Run | None) -> dict[str, Any]:
    """Return base rates as plain data, with what they were taken from."""
    found: dict[str, Any] = {
        "rates": [rate.as_dict() for rate in rates],
        "definitions": [asdict(item) for item in DEFINITIONS],
        "caveat": CAVEAT,
    }
    if record:
        found["record"] = {"first": record.months[0], "last": record.months[-1], "months": len(record)}
        found["war"] = war_note().as_dict()
    if made:
        found["scenario"], found["scenario_hash"] = made.scenario.name, made.scenario.hash
        found["seed"], found["worlds"], found["months"] = made.seed, made.worlds, made.scenario.months
    return found


def record_table(rates: Sequence[Rate], record: Record | None, made: Run | None) -> str:
    """Return the base rates as a table, and what the record says of war where it is shown."""
    parts = heads(record, made)
    width = max(len(rate.label) for rate in rates)
    names = ["record, n months" if record else "", "worlds, n worlds" if made else ""]
    parts.append(f"\n  {'':<{width}}  " + "  ".join(f"{name:<26}" for name in names if name).rstrip())
    for rate in rates:
        cells = [cell(each) for each, shown in ((rate.recorded, record), (rate.simulated, made)) if shown]
        parts.append(f"  {rate.label:<{width}}  " + "  ".join(f"{text:<26}" for text in cells).rstrip())
    if record and made:
        parts.append(f"\n{READING}")
    if record:
        parts += war_part(war_note())
    return "\n".join([*parts, f"\n{CAVEAT}"] if made else parts)


def heads(record: Record | None, made: Run | None) -> list[str]:
    """Return the lines that say what is shown."""
    lines = []
    if record:
        lines.append(f"{record.label}: {several(len(record), 'month')}, {record.months[0]} to {record.months[-1]}")
    if made:
        size = f"{several(made.worlds, 'world')} of {several(made.scenario.months, 'month')} from {made.scenario.start}"
        lines.append(f"{made.scenario.title} ({made.scenario.name}): {size}, seed {made.seed}")
    return lines


def cell(estimate: Estimate | None) -> str:
    """Return a rate with its interval and the months, or worlds, behind it."""
    if estimate is None:
        return "never at risk"
    return f"{value_text(estimate.value, estimate.low, estimate.high, 3)} n={count_text(estimate.n)}"


def war_part(note: WarNote) -> list[str]:
    """Return what the record says of war: the bounds, and what people said in 2017."""
    head = f"  {'P(war) per …':<26}  {'wars':>8}  {'3/n':>5}  {'95 % bound':>10}  Jeffreys, 97.5 %"
    return [
        f"\n{note.line}", head, *(bound_line(bound) for bound in note.bounds),
        "  95 % bound: Clopper–Pearson, one-sided. Cases are taken as alike and independent, which they are not.",
        "\nWhat people said in 2017; no war followed", *(said_line(saying) for saying in note.sayings),
    ]  # fmt: skip


def bound_line(bound: Bound) -> str:
    """Return one bound as a line."""
    three = number_text(bound.rule_of_three, 3) if bound.wars == 0 else ""
    jeffreys = f"{number_text(bound.jeffreys, 3)}, {number_text(bound.jeffreys_high, 3)}"
    wars = f"{bound.wars} of {bound.cases}"
    return f"  {bound.what:<26}  {wars:>9}  {three:>5}  {number_text(bound.upper, 3):>10}  {jeffreys}  ({bound.source})"


def said_line(saying: Saying) -> str:
    """Return what one person said as a line."""
    low, high = number_text(saying.low, 2), number_text(saying.high, 2)
    return f"  {saying.who:<26}  {low if low == high else f'{low} to {high}':<12}  {saying.event}"
