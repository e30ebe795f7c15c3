"""The timeline: one world month by month, its tension and the moves of the four capitals."""

from collections.abc import Mapping
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import TwoSlopeNorm
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import ArrayLike, NDArray

from sim.calendar import month_after
from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS
from sim.world.actions import ACTIONS
from sim.study.outcomes import FINAL_STATES

from .inputs import Floats, nothing, numbers, state_rows
from .months import month_axis, span
from .provenance import Provenance
from .rungs import LIMITED_WAR, RUNGS, rung_axis
from .style import (
    BLACK,
    CAPITAL_COLOUR,
    CAPITAL_LABEL,
    CAPITAL_MARKER,
    DIVERGING,
    FOOT_SIZE,
    GREY,
    PALE,
    SEQUENCE,
    SKY,
    VERMILLION,
    Picture,
    house_style,
    lighter,
    new_figure,
)

SHORT: Final[dict[str, dict[str, str]]] = {
    "washington": {
        "relief": "relief", "formal_talks": "talks", "back_channel": "channel", "wait": "wait",
        "lean_on_beijing": "lean", "sanctions": "sanctions", "threaten_force": "threat", "deploy": "deploy",
        "strike": "STRIKE",
    },
    "beijing": {
        "lifeline_aid": "lifeline", "protect": "protect", "urge_restraint": "restraint", "mediate": "mediate",
        "partial_enforcement": "partial", "full_enforcement": "full",
    },
    "pyongyang": {
        "dismantle": "disarm", "formal_talks": "talks", "moratorium": "pause", "quiet_build": "quiet",
        "rhetoric": "rhetoric", "missile_test": "missile", "big_test": "big test",
        "lethal_provocation": "lethal", "attack": "ATTACK",
    },
    "seoul": {
        "aid": "aid", "peace_initiative": "initiative", "wait": "wait", "condemn": "condemn",
        "exercise": "exercise", "sanctions": "sanctions", "local_retaliation": "retaliate",
    },
}  # fmt: skip
"""Labels that fit into a month, written upwards."""

READABLE: Final = 62
"""Months up to which every move is named; over longer horizons its colour speaks alone."""

EVENTS: Final = FINAL_STATES[:4]
"""The final states that an event brings before the horizon."""


@house_style()
def timeline(
    tension: ArrayLike, freeze: ArrayLike, moves: Mapping[str, ArrayLike], final_state: str, world: int, start: str,
    provenance: Provenance,
) -> Picture:  # fmt: skip
    """Draw one world: tension on the ladder, freeze and end, and below a lane of moves for each capital.

    `tension` and `freeze` are `(months + 1,)`, NaN after the end; `moves` holds for each capital the ordinals
    of its moves, `(months,)`, −1 after the end; `final_state` is one of FINAL_STATES and `world` the number
    of the world. Raises DataProblem where these do not fit.
    """
    line = state_rows(numbers(tension, "tension")[:, None], "tension")[:, 0]
    horizon = line.size - 1
    frozen = numbers(freeze, "freeze")
    lanes = {capital: _lane(moves, capital, horizon) for capital in CAPITALS}
    _check(frozen, horizon, final_state)
    provenance.confirm(1)
    played = int(np.flatnonzero(~np.isnan(line))[-1])
    figure = new_figure(
        f"{provenance.scenario}: world {world}, {_ending(final_state, played, start)}",
        f"One world of many, over {span(horizon)}. Above: tension. Below: what each capital did.",
        provenance,
    )
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(1, 1.35))
    _tension(upper, line, frozen, played, final_state)
    norm = TwoSlopeNorm(0, -3, 4)
    _moves(lower, lanes, norm)
    for axes in (upper, lower):
        if played < horizon:
            axes.axvspan(played, horizon, facecolor="white", edgecolor=PALE, hatch="//", zorder=3, gid="ended")
    month_axis(lower, start, horizon)
    upper.tick_params(axis="x", length=0, labelbottom=False)
    bar = figure.colorbar(ScalarMappable(norm, DIVERGING), ax=[upper, lower], pad=0.015, aspect=45, shrink=0.96)
    bar.set_label("severity of a move", labelpad=2)
    bar.set_ticks([-3, 0, 4], labels=["-3", "0", "4"])
    bar.outline.set_visible(False)
    return figure.settle()


def _lane(moves: Mapping[str, ArrayLike], capital: str, horizon: int) -> NDArray[Any]:
    """Return a capital's moves, or refuse what are none."""
    lane = np.asarray(moves.get(capital, ()))
    if lane.shape != (horizon,) or lane.dtype.kind not in "iu" or (lane >= len(ACTIONS[capital])).any():
        raise DataProblem(
            f"{CAPITAL_LABEL[capital]} needs one of its moves for each of {span(horizon)}.",
            f"moves of {capital}: type {lane.dtype}, shape {lane.shape}",
            "Give the ordinals that the run recorded, −1 after the end.",
        )
    return lane


def _check(freeze: Floats, horizon: int, final_state: str) -> None:
    if freeze.shape != (horizon + 1,):
        raise nothing("freeze")
    if final_state not in FINAL_STATES:
        raise DataProblem(
            f"'{final_state}' is no final state.", "final_state", f"Give one of: {', '.join(FINAL_STATES)}."
        )


def _ending(final_state: str, played: int, start: str) -> str:
    """Say how the world ends, and when if an event ends it."""
    if final_state not in EVENTS:
        return f"ends as {final_state}"
    return f"{final_state} in {month_after(start, played - 1)}"


def _tension(axes: Axes, line: Floats, freeze: Floats, played: int, final_state: str) -> None:
    """Draw tension with a point a month in the colour of its rung, freezes as shaded months, and the event."""
    rung_axis(axes)
    axes.tick_params(axis="y", labelsize=FOOT_SIZE)
    months = np.arange(line.size)
    handles: list[Any] = []
    frozen = np.flatnonzero(freeze > 0).tolist()
    if frozen:
        shade: dict[str, Any] = {"facecolor": lighter(SKY, 0.4), "linewidth": 0}
        spans = [(month - 0.5, 1) for month in frozen]
        axes.broken_barh(spans, (0, len(RUNGS)), zorder=0, gid="freeze", **shade)
        handles.append(Patch(label="freeze in force", **shade))
    axes.plot(months, line, color=BLACK, linewidth=1.6, zorder=4, gid="tension")
    axes.scatter(
        months, line, c=np.floor(line), cmap=SEQUENCE, vmin=0, vmax=9, s=34, edgecolors=BLACK, linewidths=0.9, zorder=5,
        clip_on=False,
    )  # fmt: skip
    if final_state in EVENTS:
        height = {"limited war": LIMITED_WAR + 0.5, "major war": LIMITED_WAR + 1.5}.get(final_state, line[played])
        axes.plot([played, played], [line[played], height], color=BLACK, linewidth=1.6, linestyle=":", zorder=5)
        style: dict[str, Any] = {"marker": "*", "markersize": 17, "color": VERMILLION, "markeredgecolor": BLACK}
        axes.plot([played], [height], zorder=7, clip_on=False, gid="event", **style)
        handles.append(Line2D([], [], linestyle="none", label=final_state, **style))
    if played < line.size - 1:
        handles.append(Patch(facecolor="white", edgecolor=GREY, hatch="//", label="ended"))
    if handles:
        axes.legend(handles=handles, loc="lower right", bbox_to_anchor=(1, 1.0), ncols=3, borderaxespad=0.2)


def _moves(axes: Axes, lanes: Mapping[str, NDArray[Any]], norm: TwoSlopeNorm) -> None:
    """Draw each capital's moves as a lane of cells, coloured by severity and named where there is room."""
    axes.set_ylim(len(CAPITALS), 0)
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    for row, capital in enumerate(CAPITALS):
        _name(axes, row, capital)
        _cells(axes, row, capital, lanes[capital], norm)


def _name(axes: Axes, row: int, capital: str) -> None:
    """Write a capital's name beside its lane, with its marker in its colour."""
    where = axes.get_yaxis_transform()
    axes.plot(
        [-0.022], [row + 0.5], CAPITAL_MARKER[capital], color=CAPITAL_COLOUR[capital], markersize=11,
        transform=where, clip_on=False,
    )  # fmt: skip
    axes.text(-0.04, row + 0.5, CAPITAL_LABEL[capital], transform=where, ha="right", va="center")


def _cells(axes: Axes, row: int, capital: str, lane: NDArray[Any], norm: TwoSlopeNorm) -> None:
    """Draw a cell for each month played; the text is white on a dark cell."""
    months = np.flatnonzero(lane >= 0).tolist()
    actions = [ACTIONS[capital][lane[month]] for month in months]
    colours = [mpl.colormaps[DIVERGING](norm(action.severity)) for action in actions]
    axes.broken_barh(
        [(month, 1) for month in months], (row + 0.03, 0.94), facecolors=colours, edgecolor="white",
        linewidth=1.2 if lane.size <= READABLE else 0, zorder=2, gid=f"moves of {capital}",
    )  # fmt: skip
    if lane.size > READABLE:
        return
    for month, action, (red, green, blue, _) in zip(months, actions, colours, strict=True):
        dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.5
        text = axes.text(
            month + 0.5, row + 0.5, SHORT[capital][action.name], rotation=90, ha="center", va="center",
            size=FOOT_SIZE, color="white" if dark else BLACK, zorder=3,
        )  # fmt: skip
        text.set_in_layout(False)
