"""The table of a discovery for the terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Final

from sim.analysis.discovery.box import Factor
from sim.analysis.discovery.ema import SecondOpinion
from sim.analysis.discovery.evidence import Shuffled
from sim.analysis.discovery.findings import Discovery, in_full, kept_text, limit_text, listed, numbers, sentences
from sim.analysis.discovery.measures import Measures
from sim.analysis.history.war_number import caveat
from sim.cli.reading import several
from sim.study.estimate.interval import Estimate, count_text, number_text
from sim.study.outcomes import label_of
from sim.study.run.summary import CAVEAT

WIDTH: Final = 118
RARE: Final = 0.1
"""Share of the resamples up to which a factor is not listed: resampling alone brings chance factors in."""


def discover_table(found: Discovery, other: SecondOpinion | None = None) -> str:
    """Return what was found in plain words, then the limits, the measures and the evidence."""
    sample, s = found.sample, found.sample.scenario
    head = [
        f"{s.title} ({s.name}): where is {label_of(sample.outcome)} likely?",
        f"{count_text(sample.points)} points of {sample.worlds_text} over {several(len(sample.factors), 'factor')} "
        f"({sample.source}), {s.months} months from {s.start}, seed {sample.seed}",
        *sample.notes,
    ]
    parts = [*wrapped(head), "", *wrapped(sentences(found))]
    if found.found:
        parts += ["", *limit_lines(found), "", *measure_lines(found)]
    parts += ["", *evidence_lines(found), *steady_lines(found)]
    if other:
        parts += ["", *wrapped(second_lines(other))]
    return "\n".join([*parts, "", caveat(CAVEAT, [sample.outcome])])


def wrapped(lines: Sequence[str]) -> list[str]:
    """Return lines broken to the width of the table, never before a per cent sign or within lose-lose."""
    parts = [textwrap.wrap(line.replace(" %", "\u00a0%"), WIDTH, break_on_hyphens=False) for line in lines]
    return [part.replace("\u00a0", " ") for line in parts for part in line]


def limit_lines(found: Discovery) -> list[str]:
    """Return each limit of the box with its quasi-p and what resampled points make of it."""
    heads = ("limit", "quasi-p", "factor restricted", "limit over resamples")
    rows = []
    for limit, p in zip(found.fit.box.limits, found.quasi, strict=True):
        factor, steady = found.sample.factors[limit.factor], found.steadiness[limit.factor]
        if limit.side == "kept":
            text = f"{factor.name} {kept_text(limit, factor)}"
            often = {name: share for name, share in steady.kept.items() if share.value > RARE}
            spread = ", ".join(f"{name} {number_text(share.value, 2)}" for name, share in often.items())
        else:
            word, place = ("above", steady.low) if limit.side == "low" else ("below", steady.high)
            text = f"{factor.name} {word} {limit_text(limit.value, factor)}"
            spread = spread_text(place, factor)
        rows.append((text, p_text(p), in_full(steady.restricted), spread))
    return ["The box", *(f"  {line}" for line in columns([heads, *rows]))]


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines with their columns below one another."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def spread_text(place: Estimate | None, factor: Factor) -> str:
    """Return the median of a limit over the resamples, the middle 95 % of it, and how many had that limit."""
    if place is None:
        return "in none"
    shown, low, high = (limit_text(value, factor) for value in (place.value, place.low, place.high))
    return f"{shown} [{low}, {high}] (n = {place.n})"


def p_text(p: float) -> str:
    """Return a p-value as people read it."""
    return number_text(p, 3) if p >= 0.001 else f"{p:.0e}" if p > 0.0 else "0"


def measure_lines(found: Discovery) -> list[str]:
    """Return the measures of the box on all points, and those of a box of one half on the other half."""
    other = found.held_out.measures
    assert other is not None
    heads = ("", "this box, on the points it was fitted to", "a box of one half, on the other half")
    rows = [heads, *zip(("density", "coverage", "mass", "overall"), cells(found.measures), cells(other), strict=True)]
    counts = [str(len(box.restricted)) for box in (found.fit.box, found.held_out.box)]
    rows.append(("restricted", f"{counts[0]} of {several(len(found.sample.factors), 'factor')}", counts[1]))
    method = found.measures.coverage.method
    return [*columns(rows), f"[ ]: {method} 95 %; of the mass, Wilson 95 % over the points."]


def cells(measures: Measures) -> list[str]:
    """Return density, coverage, mass and overall share with their intervals and n."""
    density = numbers(measures.density) if measures.density else "no point"
    return [density, *(numbers(each) for each in (measures.coverage, measures.mass, measures.overall))]


def evidence_lines(found: Discovery) -> list[str]:
    """Return what shuffled outcomes and the other half say."""
    lines = [shuffle_text(found.shuffled)]
    if found.held_out.measures is not None:
        p = p_text(found.held_out.p)
        lines.append(f"Held out: the box of one half is denser than overall on the other half, p = {p}.")
    return wrapped(lines)


def shuffle_text(test: Shuffled) -> str:
    """Return what shuffled outcomes say."""
    return (
        f"Shuffled outcomes: the best box of the path holds {test.excess:.0f} more than chance would put there; with "
        f"the outcomes dealt out anew {test.typical:.0f} (median), as many in {test.reached} of {test.shuffles}: "
        f"p = {p_text(test.p)}."
    )


def steady_lines(found: Discovery) -> list[str]:
    """Return how often each factor is restricted over resampled points, those seldom restricted left out."""
    often = sorted((e for e in found.steadiness if e.restricted.value > RARE), key=lambda e: -e.restricted.value)
    named = [f"{each.factor} {in_full(each.restricted)}" for each in often]
    text = listed(named) if named else "none in more than a tenth"
    return wrapped([f"Restricted over {found.resamples} resamples of points: {text}."])


def second_lines(other: SecondOpinion) -> list[str]:
    """Return what ema_workbench finds."""
    box = listed(other.clauses) if other.clauses else "no limit"
    return [
        f"PRIM of ema_workbench {other.version}, its path judged by the same criterion, untrimmed: {box}; coverage "
        f"{number_text(other.coverage, 2)}, density {number_text(other.density, 2)} (n = {count_text(other.points)} "
        f"points); {number_text(other.shared, 2)} of the points in either box are in both.",
    ]
