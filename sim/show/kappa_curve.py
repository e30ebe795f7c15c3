"""The κ curve: how the share of lose-lose depends on the threshold that calls a change of value a loss."""

from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from sim.errors import DataProblem
from sim.study.estimate import Estimate, value_text, wilson, wilson_cells
from sim.world.outcomes import lose_lose

from .inputs import Floats, nothing, numbers, one_a_world
from .provenance import Provenance
from .style import (
    BLACK,
    BLUE,
    GREY,
    PALE,
    SMALL_SIZE,
    TEXT_SIZE,
    Picture,
    halo,
    house_style,
    lighter,
    new_figure,
    share_axis,
    share_text,
)

THRESHOLDS: Final = np.linspace(0.0, 2.0, 81)


@house_style()
def kappa_curve(
    delta_washington: ArrayLike, delta_beijing: ArrayLike, lines: tuple[float, float], kappa: float,
    provenance: Provenance,
) -> Picture:  # fmt: skip
    """Draw the share of worlds in which both end worse off against κ, and the four quadrants at the chosen κ.

    The deltas are the changes of value in months, `(worlds,)`; `lines` are the limited-war losses of
    Washington and Beijing over the horizon, one κ each (`losing_line`). Raises DataProblem where these do not
    fit or κ is not within 0 to 2.
    """
    washington = numbers(delta_washington, "delta_washington")
    delta = {
        "washington": one_a_world(washington, "delta_washington", washington.size),
        "beijing": one_a_world(delta_beijing, "delta_beijing", washington.size),
    }
    if washington.size == 0:
        raise nothing("delta_washington")
    if not 0 <= kappa <= THRESHOLDS[-1]:
        raise DataProblem(f"κ = {kappa:g} lies outside the curve.", "kappa", f"Give a κ from 0 to {THRESHOLDS[-1]:g}.")
    provenance.confirm(washington.size)
    line = dict(zip(delta, lines, strict=True))
    figure = new_figure(
        f"{provenance.scenario}: lose-lose by threshold κ, {provenance.size}",
        "Lose-lose: Washington and Beijing both end worse off than by holding still, by more than κ.",
        provenance,
    )
    left, right = figure.subplots(1, 2, width_ratios=(1.75, 1))
    _curve(left, delta, line, kappa)
    _table(right, quadrants(delta, line, kappa), kappa)
    return figure.settle()


def quadrants(delta: dict[str, Floats], line: dict[str, float], kappa: float) -> dict[str, Estimate]:
    """Return the shares of worlds in which both lose, Washington only, Beijing only, and neither."""
    loses = {name: _loses(delta[name], line[name], kappa) for name in delta}
    washington, beijing = loses["washington"], loses["beijing"]
    which = {
        "both": washington & beijing,
        "washington": washington & ~beijing,
        "beijing": beijing & ~washington,
        "neither": ~washington & ~beijing,
    }
    return {name: wilson(int(np.count_nonzero(worlds)), worlds.size) for name, worlds in which.items()}


def _loses(delta: Floats, line: float, kappa: float) -> NDArray[np.bool_]:
    """Say in which worlds one capital loses: it would be lose-lose if the other were in its place."""
    return lose_lose({"washington": delta, "beijing": delta}, {"washington": line, "beijing": line}, kappa)


def _curve(axes: Axes, delta: dict[str, Floats], line: dict[str, float], kappa: float) -> None:
    """Draw the share against κ with its interval, and mark the chosen κ."""
    hits = [int(np.count_nonzero(lose_lose(delta, line, each))) for each in THRESHOLDS.tolist()]
    worlds = delta["washington"].size
    cells = wilson_cells(hits, worlds)
    axes.fill_between(THRESHOLDS, cells.low, cells.high, color=lighter(BLUE, 0.35), linewidth=0, gid="interval")
    axes.plot(THRESHOLDS, cells.value, color=BLUE, linewidth=2.4, gid="curve")
    axes.set_xlim(0, float(THRESHOLDS[-1]))
    axes.set_ylim(0, max(0.1, min(1.04, float(cells.high.max()) * 1.12)))
    chosen = wilson(int(np.count_nonzero(lose_lose(delta, line, kappa))), worlds)
    axes.axvline(kappa, color=GREY, linewidth=1.2, linestyle=(0, (4, 3)), zorder=1)
    axes.plot(
        [kappa], [chosen.value], "o", color=BLUE, markeredgecolor="white", markersize=10, clip_on=False, gid="chosen"
    )
    text = f"κ = {share_text(kappa)}: {value_text(chosen.value, chosen.low, chosen.high, 3)}"
    # Away from the curve, which falls: above it on the right, unless κ itself lies far to the right.
    rightmost = kappa > 1.2
    axes.annotate(
        text, (kappa, chosen.value), (-12 if rightmost else 12, 12), textcoords="offset points",
        ha="right" if rightmost else "left", va="bottom", path_effects=halo(), annotation_clip=False,
    )  # fmt: skip
    axes.set_xlabel("threshold κ (limited-war losses, scaled to the horizon)")
    axes.set_xticks(np.arange(0, 2.01, 0.25).tolist())
    axes.xaxis.set_major_formatter(lambda each, _: share_text(each))
    share_axis(axes, "share of worlds with lose-lose")


def _table(axes: Axes, shares: dict[str, Estimate], kappa: float) -> None:
    """Write the four quadrants as a table of two by two, the darker the likelier."""
    axes.set(xlim=(0, 2), ylim=(0, 2), xticks=[0.5, 1.5], yticks=[0.5, 1.5])
    axes.set_xticklabels(["Washington\nloses", "Washington\ndoes not"])
    axes.set_yticklabels(["Beijing\ndoes not", "Beijing\nloses"])
    axes.tick_params(length=0, top=True, bottom=False, labeltop=True, labelbottom=False)
    axes.set_title(f"at κ = {share_text(kappa)}", pad=12)
    for spine in axes.spines.values():
        spine.set_visible(False)
    places = {"both": (0, 1), "washington": (0, 0), "beijing": (1, 1), "neither": (1, 0)}
    names = {"both": "both lose", "washington": "Washington only", "beijing": "Beijing only", "neither": "neither"}
    for quadrant, (column, row) in places.items():
        e = shares[quadrant]
        axes.add_patch(
            Rectangle((column, row), 1, 1, facecolor=lighter(BLUE, 0.5 * e.value), edgecolor=PALE, linewidth=1.5)
        )
        value, _, interval = value_text(e.value, e.low, e.high, 3).partition(" ")
        for part, text, height, size in (
            ("name", names[quadrant], 0.74, SMALL_SIZE),
            ("value", value, 0.5, TEXT_SIZE + 5),
            ("interval", interval, 0.27, SMALL_SIZE),
        ):
            axes.text(
                column + 0.5, row + height, text, ha="center", va="center", size=size, color=BLACK,
                gid=f"{quadrant} {part}",
            )  # fmt: skip
