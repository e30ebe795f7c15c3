"""Profiles: the Pareto plot of their payoffs to Washington and Beijing, and the bars of their
regret.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.finding import Figures
from sim.analysis.robustness.findings import VALUES, RobustnessFinding, Standing
from sim.core.base.errors import DataProblem
from sim.core.estimate.writing import number_text
from sim.core.outcomes.outcomes import label_of
from sim.show import grammar as g
from sim.show.drawn import Drawn
from sim.show.grammar import EstimateRow, broad, canvas, drawing, estimates, now, tall_for
from sim.show.palette import BLACK, CAPITAL_COLOUR, GREY, INKS, ORANGE, PALE

MOST: Final = 20
"""Profiles whose names fit beside points and bars."""

LOOKS: Final[dict[str, tuple[str, str, bool, str]]] = {
    "in set": (INKS[0], "o", False, "in the Pareto set"),
    "perhaps": (ORANGE, "o", True, "in the set: another is better for both in the means only"),
    "beaten": (GREY, "X", False, "dominated: another is better for both, both intervals above 0"),
}
"""Colour, marker, whether hollow, and words for each way in which a profile can stand."""


@drawing
def pareto(found: RobustnessFinding, *, ax: Axes | None = None) -> Drawn:
    """Draw profiles in the plane of the values of Washington and Beijing with their intervals, in
    months.

    Raises DataProblem for too many, and for a value that is not finite.
    """
    standings = found.standings
    if not np.isfinite(
        [(each.value_washington.value, each.value_beijing.value) for each in standings]
    ).all():
        raise DataProblem(
            "A profile has no value at some point.",
            "the profiles to draw",
            "Give more worlds a point.",
        )
    check_count(len(standings))
    alone = ax is None
    ax = ax or canvas(height_mm=max(tall_for(len(standings)), now().width_mm * 0.55))[1]
    artists, data = {}, []
    for each in standings:
        colour, marker, hollow, _ = LOOKS[kind_of(each)]
        w, b = each.value_washington, each.value_beijing
        g.whiskers(ax, b.value, w.low, w.high, g.lighter(colour, 0.7))
        g.whiskers(ax, w.value, b.low, b.high, g.lighter(colour, 0.7), across=False)
        artists[each.profile] = g.dots(ax, w.value, b.value, colour, marker, hollow)
        data += [
            {
                "panel": f"value to {name}, months",
                "row": each.profile,
                "series": LOOKS[kind_of(each)][3],
                "value": e.value,
                "low": e.low,
                "high": e.high,
            }
            for name, e in (("Washington", w), ("Beijing", b))
        ]
    g.number_axis(ax, "value to Washington, months", "x")
    g.number_axis(ax, "value to Beijing, months")
    kinds = [kind_of(each) for each in standings]
    g.key(
        ax,
        [
            g.sample(
                f"{words} ({kinds.count(kind)})",
                colour,
                "none",
                marker,
                fillstyle="none" if hollow else "full",
            )
            for kind, (colour, marker, hollow, words) in LOOKS.items()
            if kind in kinds
        ],
        whole=alone,
    )
    _name(ax, standings)
    reading = "Right and up is better. Lines: intervals over the points; domination is judged on paired differences."
    title = f"{found.scenario.name}: values of profiles to Washington and to Beijing"
    about = found.provenance(
        found.options.points, "t 95 %", f"points of {found.options.worlds} worlds"
    )
    return Drawn(
        ax,
        artists,
        title,
        reading,
        about,
        data,
        measure="Mean value of each profile, months; right and up is better",
        signs=[g.interval(GREY)],
    )


def check_count(count: int) -> None:
    """Refuse more profiles than a figure can hold, with a DataProblem."""
    if count > MOST:
        what = f"{count} profiles are too many for one figure."
        raise DataProblem(what, "the profiles to draw", f"Draw at most {MOST}.")


def kind_of(standing: Standing) -> str:
    """Return how a profile stands: in the set, in it perhaps, or beaten."""
    if not standing.in_pareto_set:
        return "beaten"
    return "perhaps" if standing.perhaps_dominated_by else "in set"


def _name(ax: Axes, standings: Sequence[Standing]) -> None:
    """Write the names in a column at the right edge, each joined to its point by a thin line."""
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    ax.set(xlim=(left, right), ylim=(low, high))
    order = sorted(standings, key=lambda each: each.value_beijing.value)
    room = 1.3 * now().small / g.measure_box(ax).height * ax.figure.dpi / g.POINTS * (high - low)
    places = g.spread_out([each.value_beijing.value for each in order], room)
    places -= max(0.0, float(places[-1]) - high)
    for each, place in zip(order, places.tolist(), strict=True):
        ax.annotate(
            each.profile,
            (each.value_washington.value, each.value_beijing.value),
            (right + 0.03 * (right - left), place),
            va="center",
            size=now().small,
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": PALE,
                "linewidth": now().line * 0.5,
                "zorder": 1,
            },
        )


PANELS: Final = ("mean_regret", "largest_regret")


@drawing
def regret_bars(found: RobustnessFinding, *, ax: Axes | None = None) -> Drawn:
    """Draw the mean and the largest regret of each profile, a panel a measure, with their
    intervals.

    Profiles are in order of their mean regret in the outcome, the least on top. Raises DataProblem
    for more than 20.
    """
    first = found.criterion(found.outcome, "mean_regret").profiles
    check_count(len(first))
    measures, beside = (found.outcome, *VALUES), broad()
    order = sorted(first, key=lambda name: first[name].value)
    tall = tall_for(len(order) * (1 if beside else len(measures)))
    grid = g.side_by_side(ax, len(measures), tall).ravel()
    artists: dict[str, Any] = {}
    for axes, measure in zip(grid, measures, strict=True):
        series = {
            name.replace("_", " "): [
                EstimateRow.of(found.criterion(measure, name).profiles[each]) for each in order
            ]
            for name in PANELS
        }
        own = CAPITAL_COLOUR.get(measure.removeprefix("value_"), INKS[0])
        money = measure in VALUES
        worth = f"value to {measure.removeprefix('value_').capitalize()}, months"
        artists[measure] = estimates(
            axes,
            order,
            series,
            colours={"mean regret": own, "largest regret": GREY},
            unit="amount" if money else "points",
            label=worth if money else label_of(measure),
        )
    signs = (("mean regret", BLACK, "o"), ("largest regret, at least", GREY, "s"))
    handles = [g.sample(name, colour, "none", marker) for name, colour, marker in signs]
    g.key(grid[0 if beside else -1], handles, whole=ax is None)
    reading = "Regret: how much worse than the best profile at the same point. Short is good. Lines: intervals."
    title = (
        f"{found.scenario.name}: regret of profiles over {found.options.points} vectors of the set"
    )
    counted = f"points of {found.options.worlds} worlds"
    about = found.provenance(found.options.points, "95 % percentiles of resampled points", counted)
    least = first[order[0]].value
    unit = "months" if found.outcome in VALUES else "points"
    scale = 1 if found.outcome in VALUES else 100
    return Drawn(
        grid,
        artists,
        title,
        reading,
        about,
        headline=f"{order[0][:1].upper()}{order[0][1:]} regrets least in {label_of(found.outcome)}: "
        f"{number_text(scale * least, 1)} {unit} on average",
        measure="How much worse than the best profile at the same point; short is good",
        signs=[g.interval(GREY)],
    )


def figures(found: RobustnessFinding) -> Figures:
    """Return the Pareto plot and the bars of regret."""
    return {"pareto": partial(pareto, found), "regret": partial(regret_bars, found)}
