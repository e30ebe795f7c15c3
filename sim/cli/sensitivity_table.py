"""The table of an analysis of sensitivity for the terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from typing import Any, Final

from sim.analysis.history.war_number import caveat
from sim.analysis.sensitivity import DUMMY, Analysis, Tornado
from sim.analysis.sensitivity.index import Pair
from sim.analysis.sensitivity.report import LUCK, Sensitivity, mean_text, sentences
from sim.analysis.sensitivity.sample import SOBOL
from sim.cli.reading import outcome_label
from sim.study.estimate.interval import STUDENT, Estimate, count_text, value_text
from sim.study.outcomes import NUMBERS
from sim.study.run.summary import CAVEAT

WIDTH: Final = 118
PAIRS: Final = 8
HEADS: Final = {
    "first": "first order", "total": "total order", "mu_star": "mu star", "mu": "mu", "sigma": "sigma",
}  # fmt: skip
DUMMY_READING: Final = (
    "Above the dummy: in which {} the whole interval lies above the dummy's, which is one of 99 %, so that luck rarely "
    "lifts a factor above it."
)
READING: Final = {
    "sobol": (
        "First order: share of the variance between points that a factor explains alone. Total order: its interactions "
        "included.",
        DUMMY_READING.format("order"),
    ),
    "morris": (
        "Mu star: mean size of the change in the outcome per full range of a factor; mu: with its sign.",
        "Sigma: how much that change differs between trajectories, by interactions, curvature and luck.",
        DUMMY_READING.format("of mu star and sigma"),
    ),
}


def sensitivity_table(found: Sensitivity) -> str:
    """Return the head, the findings in words, the indices of every factor, the pairs and the tornado."""
    made, s = found.analysis, found.scenario
    sample, what = made.sample, measure(found.outcome)
    counted = "base points" if sample.method == SOBOL else "trajectories"
    name = "Sobol' indices" if sample.method == SOBOL else "Morris's elementary effects"
    head = [
        f"{s.title} ({s.name}): what moves {what}, {name} of {len(sample.names)} factors and a dummy",
        f"{count_text(sample.groups)} {counted}, {count_text(sample.points)} points of {sample.worlds_a_point} worlds, "
        f"{s.months} months from {s.start}, seed {found.seed}",
        f"n = {count_text(sample.groups)} {counted}; 95 % percentiles of {count_text(made.resamples)} resamples",
        f"Luck: {LUCK[found.luck]}.",
    ]
    parts = [*wrapped(head), "", *wrapped(sentences(made)), "", *wrapped(READING[sample.method]), ""]
    parts += index_lines(made, found.factors)
    if made.pairs:
        parts += ["", *pair_lines(made.pairs)]
    if found.tornado:
        parts += ["", *tornado_lines(found.tornado, what)]
    return "\n".join([*parts, "", caveat(CAVEAT, [found.outcome])])


def measure(outcome: str) -> str:
    """Return an outcome as it is measured: a probability, or the mean of a number."""
    return mean_text(outcome) if outcome in NUMBERS else f"P({outcome_label(outcome)})"


def wrapped(lines: Sequence[str]) -> list[str]:
    """Return lines broken to the width of the table."""
    # A number is not torn from its interval.
    whole = [re.sub(r" % \[([^,]+), ", "\u00a0%\u00a0[\\1,\u00a0", line) for line in lines]
    return [part.replace("\u00a0", " ") for line in whole for part in textwrap.wrap(line, WIDTH)]


def index_lines(made: Analysis, factors: Sequence[dict[str, Any]]) -> list[str]:
    """Return a line a factor with every index, the largest first and the dummy last."""
    texts = {each["name"]: range_text(each) for each in factors} | {DUMMY: "touches nothing"}
    rows = [["factor", "range", *(HEADS[each.name] for each in made.indices), "above the dummy"]]
    least = 2 if made.sample.method == SOBOL else 0
    for name in (*made.ranked, DUMMY):
        shown = [interval(each.estimates[name], least) for each in made.indices]
        rows.append([name, texts[name], *shown, "" if name == DUMMY else verdict(made, name)])
    return columns(rows)


def verdict(made: Analysis, name: str) -> str:
    """Return in which indices a factor is above the dummy; the sign of mu says nothing about it."""
    told = [HEADS[each.name] for each in made.indices if each.name != "mu" and each.above(name)]
    return ", ".join(told) or "no"


def range_text(factor: dict[str, Any]) -> str:
    """Return the range or the values of a factor, with its distribution unless that is uniform."""
    if "values" in factor:
        return f"{len(factor['values'])} values"
    kind = "" if factor["distribution"] == "uniform" else f", {factor['distribution']}"
    return f"{factor['low']:g} to {factor['high']:g}{kind}"


def interval(estimate: Estimate, least: int) -> str:
    """Return an estimate with its interval, with `least` decimals or more."""
    return value_text(estimate.value, estimate.low, estimate.high, least)


def pair_lines(pairs: Sequence[Pair]) -> list[str]:
    """Return the largest pairs of factors, and how many more there are."""
    rows = [["pair", "second order", "above all pairs of the dummy"]]
    for each in pairs[:PAIRS]:
        rows.append([" x ".join(each.names), interval(each.estimate, 2), "yes" if each.above else "no"])
    return [
        f"Second order: what two factors explain only together; the {min(PAIRS, len(pairs))} largest of {len(pairs)}",
        f"n = {count_text(pairs[0].estimate.n)}; 95 %, {pairs[0].estimate.method}",
        *columns(rows),
    ]  # fmt: skip


def tornado_lines(found: Tornado, what: str) -> list[str]:
    """Return a line a factor with the outcome at both ends of its range and the paired difference."""
    base = found.base
    least = 0 if base.method == STUDENT else 2
    rows = [["factor", "low", "base", "high", "at low", "at high", "high minus low"]]
    for each in found.swings:
        at_base = "policy" if each.at_base is None else f"{each.at_base:g}"
        ends = [value_text(end.value, end.low, end.high, least) for end in (each.at_low, each.at_high)]
        swing = value_text(each.swing.value, each.swing.low, each.swing.high, least)
        shown = swing if each.swing.distinguishable else f"{swing}, may be none"
        rows.append([each.factor.name, f"{each.factor.low:g}", at_base, f"{each.factor.high:g}", *ends, shown])
    return [
        f"One factor at a time from the base scenario, in the same {count_text(base.n)} worlds ({what} there: "
        f"{value_text(base.value, base.low, base.high, least)})",
        f"n = {count_text(base.n)} pairs of worlds; {base.method} 95 %, paired differences "
        f"{found.swings[0].swing.method} 95 %",
        *columns(rows),
    ]  # fmt: skip


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows of cells as lines, each column as wide as its widest cell."""
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
