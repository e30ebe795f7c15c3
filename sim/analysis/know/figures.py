"""The picture of the worth of knowing: who knows, and how well."""

from __future__ import annotations

from functools import partial

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.finding import Figures
from sim.analysis.know.findings import KnowFinding
from sim.core.game.catalogue import GIANTS
from sim.show import grammar as g
from sim.show.drawn import Drawn
from sim.show.grammar import drawing, now
from sim.show.palette import BLACK, CAPITAL_COLOUR, CAPITAL_LABEL
from sim.study.estimate.quantities import amount

CASES = {
    "washington": "Washington\nknows",
    "beijing": "Beijing\nknows",
    "both": "both\nknow",
    "pool": "they pool\nbeliefs",
}
MARKERS = {"washington": "o", "beijing": "s"}


@drawing
def knowing(finding: KnowFinding, *, ax: Axes | None = None) -> Drawn:
    """Draw the months that both powers gain: by who knows Kim's type, and by how well Washington
    knows it.
    """
    grid = g.side_by_side(ax, 2, 0.42 * now().width_mm).ravel()
    cases = [case for case in CASES if case in finding.cases]
    data = []
    for place, name in enumerate(GIANTS):
        colour, shift = CAPITAL_COLOUR[name], 0.2 * place - 0.1
        gains = {CASES[case].replace("\n", " "): finding.gain(case, name) for case in cases}
        ends = {1.0: finding.gain("washington", name)} if "washington" in finding.cases else {}
        curve = {a: finding.signal_gain(a, name) for a in sorted(finding.signals) if a < 1.0} | ends
        for axes, at, several in (
            (grid[0], np.arange(len(cases)) + shift, [*gains.values()]),
            (grid[1], np.array([*curve]), [*curve.values()]),
        ):
            g.whiskers(axes, at, [e.low for e in several], [e.high for e in several], colour, False)
            g.dots(axes, at, [e.value for e in several], colour, MARKERS[name])
        if curve:
            line = [0.0, *(each.value for each in curve.values())]
            g.lines(grid[1], [1 / 3, *curve], line, colour)
        for panel, shown in (("who knows", gains), ("how well", curve)):
            data += [
                {
                    "panel": panel,
                    "row": str(row),
                    "to": name,
                    "value": e.value,
                    "low": e.low,
                    "high": e.high,
                }
                for row, e in shown.items()
            ]
    for axes, title in zip(grid, ("Who knows Kim", "How well Washington knows"), strict=True):
        g.rule(axes, 0.0, across=True, colour=BLACK)
        axes.set_title(title, loc="left")
    g.number_axis(grid[0], "months of payoff over nobody knowing")
    grid[0].set_xticks(range(len(cases)), [CASES[case] for case in cases])
    grid[0].set_xlim(-0.5, len(cases) - 0.5)
    grid[1].set_xlabel("chance that\nWashington's signal is right")
    grid[1].set_xticks([1 / 3, 0.5, 0.75, 1.0], ["1/3", "50 %", "75 %", "100 %"])
    keys = [
        g.sample(f"to {CAPITAL_LABEL[name]}", CAPITAL_COLOUR[name], "-", MARKERS[name])
        for name in GIANTS
    ]
    g.key(grid[0], keys, whole=ax is None)
    facts = finding.provenance(
        finding.options.worlds, "by type, paired, 95 %", "worlds a type of Kim"
    )
    first = {name: amount(finding.gain(cases[0], name)).text() for name in GIANTS}
    headline = (
        f"If Washington knows Kim's type: {first['washington']} months to it, "
        f"{first['beijing']} to Beijing"
        if cases[0] == "washington"
        else ""
    )
    return Drawn(
        grid,
        {},
        f"{finding.scenario.name}: what knowing Kim's type is worth to Washington and Beijing",
        "Free play by each power's own belief; lines: 95 % intervals.",
        facts,
        data,
        headline=headline,
        measure="Months of payoff over nobody knowing, same worlds",
        signs=[g.interval()],
    )


def figures(finding: KnowFinding) -> Figures:
    """Return the picture of who knows and how well."""
    return {"know": partial(knowing, finding)}
