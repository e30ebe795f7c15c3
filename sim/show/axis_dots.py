"""Axis dots: a probability along one thing that varies, each value with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from sim.analysis.history.war_number import subtitle
from sim.errors import DataProblem
from sim.study.estimate import Cells

from .inputs import numbers
from .provenance import Provenance
from .style import BLACK, BLUE, GREY, Picture, house_style, lighter, new_figure, share_axis, share_text

MOST: Final = 60


@house_style()
def axis_dots(
    values: Sequence[str] | ArrayLike, cells: Cells, names: tuple[str, str], line: float, provenance: Provenance
) -> Picture:
    """Draw a probability against the values of one axis: dots with whiskers, joined where the values are numbers.

    `values` are rising numbers or names, `(n,)`; `cells` holds arrays `(n,)`; `names` are those of the axis and of the
    outcome; `line` is the share over all cells. Raises DataProblem where these do not fit, or there are too many.
    """
    value, low, high = (numbers(part, names[1]) for part in cells)
    named = np.asarray(values).dtype.kind not in "biuf"
    places = np.arange(value.size, dtype=np.float64) if named else numbers(np.asarray(values, dtype=float), names[0])
    if not value.shape == low.shape == high.shape == places.shape or value.size > MOST:
        raise DataProblem(
            f"{places.size} values and {value.size} probabilities make no figure.", names[0],
            f"Give one probability a value, and at most {MOST} values.",
        )  # fmt: skip
    figure = new_figure(
        f"{provenance.scenario}: {names[1]} along {names[0]}, {provenance.size}",
        subtitle(
            "Whiskers: 95 % intervals. All values are played in the same worlds. Dashed: the share over all of them.",
            [names[1]],
        ),
        provenance,
    )
    axes = figure.subplots()
    axes.axhline(line, color=GREY, linestyle="--", linewidth=1.4, label=f"over all values {share_text(round(line, 3))}")
    if not named:
        axes.plot(places, value, color=lighter(BLUE, 0.5), linewidth=2.0)
    reach = np.maximum([value - low, high - value], 0.0)
    axes.errorbar(
        places, value, yerr=reach, fmt="o", color=BLUE, ecolor=BLACK, markersize=9, capsize=5, elinewidth=1.6,
        gid="dots",
    )  # fmt: skip
    if named:
        names_shown = [str(each) for each in np.asarray(values).tolist()]
        axes.set_xticks(places, names_shown, rotation=20 if value.size > 5 else 0)
    axes.set_ylim(0.0, min(1.02, max(0.1, float(np.nanmax(high)) * 1.12)))
    axes.set_xlabel(names[0])
    if not named:
        axes.xaxis.set_major_formatter(lambda each, _: share_text(each))
    share_axis(axes, f"share of worlds: {names[1]}")
    axes.legend(loc="upper left", bbox_to_anchor=(0, 1.08), borderaxespad=0.0)
    return figure.settle()
