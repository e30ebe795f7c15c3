"""Sensitivity: every factor's indices with intervals above the dummy's, and the tornado of single
swings.
"""

from __future__ import annotations

import math
from functools import partial
from typing import Final

from matplotlib.axes import Axes

from sim.analysis.finding import Figures
from sim.analysis.sensitivity import GIVEN, GROUPS, SOBOL
from sim.analysis.sensitivity.findings import SensitivityFinding, ends_of
from sim.analysis.sensitivity.sample import DUMMY
from sim.core.base.errors import DataProblem
from sim.core.base.plain import Data
from sim.core.outcomes.outcomes import is_number, label_of
from sim.show.drawn import Drawn
from sim.show.grammar import (
    EstimateRow,
    broad,
    canvas,
    drawing,
    estimates,
    interval,
    key,
    lighter,
    patch,
    rows_for,
    sample,
    side_by_side,
    tall_for,
)
from sim.show.palette import BLUE, GREY, ORANGE, SKY
from sim.study.estimate.quantities import amount, points
from sim.study.experiment.factor_text import factor_name

MOST: Final = 24
PANELS: Final = {
    "first": "first order, alone",
    "total": "total order",
    "mu_star": "mu star, mean effect",
    "sigma": "sigma, spread of it",
    "strength": "size of coefficient",
    "coefficient": "with its sign",
    "median": "PAWN: median of ten slices",
    "maximum": "PAWN: the furthest slice",
}


@drawing
def sensitivity_bars(found: SensitivityFinding, *, ax: Axes | None = None) -> Drawn:
    """Draw both indices of each factor, of Morris mu star and sigma, full where above the dummy.

    The largest factor is on top and the dummy at the bottom; of more than 24 factors the largest
    are drawn.
    """
    made = found.indices
    shown = made.ranked[: rows_for(MOST, 2)]
    names = (*shown, DUMMY)
    what = found.measure if is_number(found.options.outcome) else label_of(found.options.outcome)
    left = (
        ""
        if len(shown) == len(made.ranked)
        else f" The {len(shown)} largest of {len(made.ranked)} factors."
    )
    tall = tall_for(len(names) * (1 if broad() else 2))
    grid = side_by_side(ax, 2, tall).ravel()
    artists: Data = {}
    given, sobol = made.sample.method in GIVEN, made.sample.method == SOBOL
    unit = "share" if sobol else "amount" if given or is_number(found.options.outcome) else "points"
    scale = "" if given else ", share of the variance" if sobol else ", change over the range"
    for axes, index in zip(
        grid, [each for each in made.indices if each.name in PANELS], strict=True
    ):
        rows = [
            EstimateRow.of(index.estimates[each], sure=each != DUMMY and index.above(each))
            for each in names
        ]
        label = PANELS[index.name]
        artists[index.name] = estimates(
            axes,
            [*map(factor_name, names)],
            {index.name: rows},
            bar=True,
            unit=unit,
            label=label,
            colours=lambda row: BLUE if row.sure else GREY,
            band=(index.dummy.low, index.dummy.high),
        )
    reading = (
        "Full bars lie above the dummy, a factor that touches nothing. Whiskers: intervals. Band: what luck alone "
        f"gives, the 99 % interval of the dummy.{left}"
    )
    counted = f"{GROUPS[made.sample.method]} with {made.sample.worlds_a_point} worlds a point"
    about = found.provenance(made.sample.groups, "95 % percentiles of resamples", counted)
    signs = [
        patch("above what luck gives", lighter(BLUE, 0.65)),
        patch("not told from chance", lighter(GREY, 0.25)),
        patch("what luck gives", lighter(ORANGE, 0.35)),
        interval(),
    ]
    title = f"{found.scenario.name}: what moves {what}"
    measure = f"{what.capitalize()}: indices of each factor{scale}{', points' * (unit == 'points')}.{left}"
    return Drawn(grid, artists, title, reading, about, measure=measure, signs=signs)


MOST_SWINGS: Final = 20


@drawing
def tornado_plot(found: SensitivityFinding, *, ax: Axes | None = None) -> Drawn:
    """Draw the swing of each factor around the base, the largest on top, with the intervals of
    paired differences.

    Of more than 20 factors the largest swings are drawn. Raises DataProblem if there is no tornado.
    """
    storm = found.tornado
    if storm is None:
        raise DataProblem(
            "there is no tornado", "a study that was read", "Run sim sensitivity on a scenario."
        )
    shown, base = storm.swings[: rows_for(MOST_SWINGS)], storm.base.value
    chance = not is_number(found.options.outcome)
    what = label_of(found.options.outcome) if chance else found.measure
    # Whiskers of a chance end at 0 and 1: the interval of a difference may reach further than a
    # chance can.
    least, most = (0.0, 1.0) if chance else (-math.inf, math.inf)
    alone = ax is None
    ax = ax or canvas(height_mm=tall_for(len(shown)))[1]
    series: dict[str, list[EstimateRow | None]] = {"at the low end": [], "at the high end": []}
    for swing in shown:
        for (end, rows), each in zip(
            series.items(), (swing.low_minus_base, swing.high_minus_base), strict=True
        ):
            own = swing.high_minus_low
            told = (points if chance else amount)(own).text()
            beside = broad() and end.endswith("high end") and own.distinguishable
            row = EstimateRow.of(each, told if beside else "", base=base, sure=True)
            rows.append(
                EstimateRow(row.value, max(row.low, least), min(row.high, most), True, row.text)
            )
    names = [f"{factor_name(each.factor.name)}  {' to '.join(ends_of(each))}" for each in shown]
    looks = {"at the low end": SKY, "at the high end": ORANGE}
    made = estimates(
        ax,
        names,
        series,
        bar=True,
        base=base,
        colours=looks,
        unit="share" if chance else "amount",
        label=f"{what}, share of worlds" if chance else what.removeprefix("the "),
    )
    key(
        ax,
        [sample(end, lighter(colour, 0.65), "none", "s") for end, colour in looks.items()],
        alone,
    )
    left = (
        ""
        if len(shown) == len(storm.swings)
        else f" The {len(shown)} largest of {len(storm.swings)}."
    )
    right = " Right: high end less low end, if told from none." if broad() else ""
    reading = (
        "Bars run from the base scenario to each end of the range, in the same worlds. Whiskers: intervals of paired "
        f"differences{', cut at 0 and 100 %' if chance else ''}.{right}{left}"
    )
    about = found.provenance(storm.base.n, "paired 95 %", "pairs of worlds")
    first = shown[0]
    headline = (
        f"Alone, {factor_name(first.factor.name)} moves {what} most: "
        f"{(points if chance else amount)(first.high_minus_low).text()} over its range"
    )
    return Drawn(
        ax,
        made,
        f"{found.scenario.name}: one factor at a time, and {what}",
        reading,
        about,
        headline=headline,
        measure=f"{what[:1].upper()}{what[1:]} at both ends of each range, the other factors at the base.{left}",
        signs=[interval()],
    )


def figures(found: SensitivityFinding) -> Figures:
    """Return the bars of the indices, and the tornado where there is one."""
    tornado = {"tornado": partial(tornado_plot, found)} if found.tornado else {}
    return {"sensitivity": partial(sensitivity_bars, found), **tornado}
