"""Figures of history: a forecast beside base rates, and the calibration of a hindcast."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.finding import Figures, Finding
from sim.core.base.months import name_month
from sim.history.benchmarks import POOL
from sim.history.counts import TARGETS, central_interval, mean_count
from sim.history.dates import HORIZONS
from sim.history.forecast import LEVEL, ForecastFinding
from sim.history.hindcast import METHOD, HindcastFinding
from sim.history.observe import LABELS
from sim.show import grammar as g
from sim.show.drawn import Drawn, Provenance
from sim.show.grammar import drawing
from sim.show.palette import BLUE, GREY
from sim.study.estimate.quantities import Table


@drawing
def forecast_dots(finding: ForecastFinding, facts: Provenance, *, ax: Axes | None = None) -> Drawn:
    """Draw the mean months with each event and their 90 % intervals, a panel a horizon; beside each
    stands the base rate of the record.
    """
    today = name_month(str(finding.options.today))
    grid = g.side_by_side(ax, len(HORIZONS), g.tall_for(2 * len(TARGETS))).ravel()
    data: list[dict[str, Any]] = []
    for axes, horizon in zip(grid, HORIZONS, strict=True):
        places = g.rows(axes, [LABELS[target] for target in TARGETS])
        for place, target in zip(places, TARGETS, strict=True):
            forecast = finding.forecasts[POOL][target, horizon]
            low, high = (int(end) for end in central_interval(forecast, LEVEL))
            mean, rate = float(mean_count(forecast)), finding.base_rate((target, horizon))
            axes.plot(
                [low, high],
                [place, place],
                color=g.lighter(BLUE, 0.45),
                linewidth=4,
                solid_capstyle="butt",
            )
            axes.plot([mean], [place], "o", color=BLUE)
            if rate is not None:
                axes.plot([rate.value], [place], "|", color=GREY, markersize=12)
            data.append(
                {
                    "event": target,
                    "months": horizon,
                    "mean": round(mean, 6),
                    "low": low,
                    "high": high,
                    "base": round(rate.value, 6) if rate else None,
                }
            )
        axes.set_xlim(0, horizon)
        axes.set_xticks(range(0, horizon + 1, max(1, horizon // 3)))
        axes.set_xlabel(f"of the next {horizon} months")
    handles = [
        g.sample("forecast", BLUE, "", "o"),
        g.patch("5 to 95 %", g.lighter(BLUE, 0.45)),
        g.sample("base rate since 1990", GREY, "", "|"),
    ]
    g.key(grid[0], handles, whole=ax is None)
    year = max(HORIZONS)
    title = f"Months with each event from {today} on"
    return Drawn(
        grid,
        {},
        title,
        "Dot: mean months of the forecast. Bar: 5 to 95 %. Stroke: the base rate of the whole record.",
        facts,
        data,
        headline=f"From {today} on, tests come in {finding.mean_text(('test_month', year))} of {year} months",
        measure="Months with each event in the next 3, 6 and 12",
    )


@drawing
def calibration_dots(table: Table, facts: Provenance, *, ax: Axes | None = None) -> Drawn:
    """Draw how often events came against the chance that the forecast gave, with the diagonal on
    which a calibrated forecast lies.
    """
    axes = ax or g.canvas()[1]
    axes.plot([0, 1], [0, 1], color=GREY, linestyle="--")
    data = []
    for row in table.rows:
        chance, came = float(str(row[1]).removesuffix(" %")) / 100.0, row[2]
        low, high = np.clip([came.low, came.high], 0.0, 1.0)  # type: ignore[union-attr]
        axes.plot([chance, chance], [low, high], color=BLUE)
        axes.plot([chance], [came.value], "o", color=BLUE)  # type: ignore[union-attr]
        data.append({"chance": chance, "came": came.value, "low": float(low), "high": float(high)})  # type: ignore[union-attr]
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    g.share_axis(axes, "came", "y")
    g.share_axis(axes, "chance given", "x")
    title = "How often events came, by the chance that the forecast gave"
    reading = (
        "Dot: how often the event came; line: 95 %. A calibrated forecast lies on the dashed line."
    )
    return Drawn(axes, {}, title, reading, facts, data, headline=title, measure=table.caption)


def figures(finding: Finding) -> Figures:
    """Return the figures of a finding of this room, by the names of their files."""
    if isinstance(finding, ForecastFinding):
        facts = finding.provenance(finding.options.worlds, "none drawn; bars are of chance")
        return {"forecast": partial(forecast_dots, finding, facts)}
    if isinstance(finding, HindcastFinding):
        facts = finding.provenance(len(finding.options.origins), METHOD, "origins")
        return {"calibration": partial(calibration_dots, finding.calibration(), facts)}
    return {}
