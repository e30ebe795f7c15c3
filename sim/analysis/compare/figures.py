"""Figures of a comparison: shares, differences with the same random draws, the spread of payoffs,
and months.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.compare.findings import CompareFinding
from sim.analysis.finding import Figures
from sim.core.outcomes.outcomes import label_of, subtitle
from sim.show import grammar as g
from sim.show.drawn import Drawn
from sim.show.grammar import EstimateRow, broad, drawing, lighter, now, panels
from sim.show.members import FEW, MANY, facts_of, members
from sim.show.months import fan
from sim.show.palette import GREY, PALE
from sim.show.spread import ridges
from sim.study.estimate.quantities import amount


@drawing
def draw_comparison(finding: CompareFinding, *, ax: Axes | None = None) -> Drawn:
    """Draw the main outcomes of scenarios: the share in each, and beside it A minus each other in
    points.
    """
    found, rows = (
        members(dict(zip(finding.called, finding.runs, strict=True)), MANY, 2),
        finding.main,
    )
    tall = g.tall_for(round(len(rows) * len(found) * 0.6))
    grid = panels(ax, 1, 2, widths=(1.25, 1), share="y", height_mm=tall).ravel()
    shares = {
        m.name: [EstimateRow.of(row.each[k], sure=True) for row in rows]
        for k, m in enumerate(found)
    }
    looks = {m.name: m.colour for m in found}
    artists = g.estimates(
        grid[0],
        [label_of(row.name) for row in rows],
        shares,
        colours=looks,
        zero=False,
        label="share of worlds",
    )
    changes = {
        m.name: [
            EstimateRow.of(c, sure=c.distinguishable and not c.same)
            for row in rows
            for c in [row.changes[k]]
        ]
        for k, m in enumerate(found[1:])
    }
    g.estimates(
        grid[1],
        [label_of(row.name) for row in rows],
        {found[0].name: [None] * len(rows), **changes},
        colours=looks,
        unit="points",
        label=f"A minus {'B' if len(found) == 2 else 'each other'}",
    )
    grid[1].spines["left"].set(visible=True, color=PALE)
    grid[1].set_facecolor(lighter(PALE, 0.25))
    g.key(grid[0], [g.sample(m.name, m.colour, "none", m.marker) for m in found], whole=ax is None)
    luck = "the same worlds, one by one" if finding.paired else "worlds of their own"
    signs = [g.interval(GREY), g.hollow("not told from 0")]
    reading = f"Each in {luck}. Lines: 95 % intervals; hollow: not to be told from 0."
    title = f"{label_of(rows[0].name)}: {', '.join(m.name for m in found)}"
    words = subtitle(reading, [row.name for row in rows])
    return Drawn(
        grid,
        artists,
        title[0].upper() + title[1:],
        words,
        facts_of(found, "Wilson, paired, 95 %"),
        measure="Share of worlds, per cent, and (shaded) the differences in points",
        signs=signs,
    )


@drawing
def page(finding: CompareFinding, *, ax: Axes | None = None) -> Drawn:
    """Draw four pictures: shares, their differences, the value to Washington, and tension by
    month; on a slide without the value.
    """
    shape = (2, 1) if broad() else (3, 1)
    runs = members(dict(zip(finding.called, finding.runs, strict=True)), MANY)
    tall = now().width_mm * (0.95 if broad() else 2.3)
    slide = now().name == "slide"
    outer = (
        panels(ax, 1, 2, height_mm=0.44 * now().width_mm, widths=(1.6, 1))
        if slide
        else panels(ax, *shape, height_mm=tall, heights=(1.15, 1) if broad() else (1.4, 1, 1))
    ).ravel()
    first = draw_comparison(finding, ax=outer[0])
    lower = panels(outer[1], 1, 2).ravel() if broad() and not slide else outer[1:]
    parts = {"outcomes": first, "months": fan(runs[:3], ax=lower[-1])}
    signs: list[Any] = [*first.signs]
    if not slide:
        parts["spread"] = spread = ridges(runs[:FEW], ax=lower[0])
        signs += [each for each in spread.signs if each.get_label() != "density of worlds"]
        if not any(each.get_text() for each in lower[0].get_yticklabels()):
            lower[0].set_yticklabels(list(finding.letters[:FEW]), size=now().small)
    made = np.array([*np.ravel(first.ax), *lower])
    # One key names the sides for all pictures.
    for axes in (*made, *outer):
        if axes.get_legend():
            axes.get_legend().remove()
    few = f" (months: {finding.letters[:3]})" if len(runs) > 3 else ""
    g.key(outer[0], [g.sample(m.name, m.colour, "-", m.marker) for m in runs], whole=ax is None)
    data = [{"picture": name, **row} for name, part in parts.items() for row in part.data]
    reading = " ".join(part.reading for part in parts.values())
    value = "" if slide else " value to Washington, months;"
    measure = f"{first.measure};{value} tension by month, rungs{few}"
    signs.append(g.patch("5 to 95 % of the worlds, by month", g.lighter(GREY, 0.25)))
    return Drawn(
        made, first.artists, first.title, reading, first.facts, data, measure=measure, signs=signs
    )


@drawing
def payoffs(finding: CompareFinding, *, ax: Axes | None = None) -> Drawn:
    """Draw the payoff of every side to the one capital in which they differ, the highest first."""
    own = finding.payoff
    assert own is not None
    ranked = finding.ranked(own)
    ax = ax or g.canvas(height_mm=g.tall_for(len(ranked)))[1]
    rows = [
        EstimateRow.of(
            own.each[place],
            f"+{amount(lead).text()}" if lead else "",
            sure=lead is None or lead.distinguishable,
        )
        for place, lead in ranked
    ]
    names = [finding.called[place] for place, _ in ranked]
    what = label_of(own.name)
    label = f"{what}, months"
    artists = g.estimates(ax, names, {"": rows}, unit="amount", zero=False, label=label)
    reading = "Right: the lead over the next, world by world; hollow: not to be told from the next."
    facts = finding.provenance(finding.runs[0].worlds, "Student 95 %")
    title = f"{what[:1].upper()}{what[1:]}, the highest first"
    return Drawn(
        ax,
        artists,
        title,
        reading,
        facts,
        headline=finding.best(own).removesuffix("."),
        measure=f"{label}; right: the lead over the next",
        signs=[g.interval(GREY), g.hollow("not told from the next")],
    )


def figures(found: CompareFinding) -> Figures:
    """Return the differences of all sides, their payoffs to the one capital in which they differ,
    and the page of four pictures.
    """
    drawn = {"difference": partial(draw_comparison, found)}
    if found.payoff:
        drawn["payoffs"] = partial(payoffs, found)
    # The page plays worlds again for their months, and a program is not asked twice.
    return drawn if found.seated else drawn | {"page": partial(page, found)}
