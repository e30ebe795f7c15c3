"""The timeline: one world month by month, its tension, and the courses, statements and actions of
the four capitals.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import TwoSlopeNorm, to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from numpy.typing import ArrayLike, NDArray

from sim.core.base.arrays import Floats
from sim.core.base.errors import UsageProblem
from sim.core.base.months import month_after
from sim.core.estimate.writing import counted_text
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from sim.core.outcomes.outcomes import FINAL_STATES, LIMITED_WAR, RUNGS
from sim.show import grammar as g, palette as p
from sim.show.drawn import Drawn, Provenance
from sim.show.grammar import drawing, now, panels
from sim.show.members import facts_of, members
from sim.show.months import month_axis
from sim.study.run.worlds import Run


@drawing
def timeline(run: Run, world: int = 0, *, ax: Axes | None = None) -> Drawn:
    """Draw one world of a run: its tension on the ladder, and the courses, statements and actions
    of the four capitals by month.

    Raises UsageProblem if the run has no such world.
    """
    if not 0 <= world < run.worlds:
        remedy = f"Give a number from 0 to {run.worlds - 1}, or take more worlds."
        raise UsageProblem(f"there is no world {world}", f"world {world}", remedy)
    alone = run.part(world, 1)
    alone.record(["tension", "freeze", *(menu.replace(".", "_") for menu in MENUS)])
    lanes = {f"{capital}.course": alone.courses[capital][:, 0] for capital in CAPITALS}
    return one_world(
        alone.state["tension"][:, 0],
        alone.state["freeze"][:, 0],
        lanes | {menu: alone.actions[menu][:, 0] for menu in MOVES},
        FINAL_STATES[int(alone.columns["final_state"][0])],
        world,
        run.scenario.start,
        facts_of(members(alone), "none, one world"),
        ax=ax,
    )


@drawing
def one_world(
    tension: ArrayLike,
    freeze: ArrayLike,
    lanes: Lanes,
    final_state: str,
    world: int,
    start: str,
    provenance: Provenance,
    *,
    ax: Axes | None = None,
) -> Drawn:
    """Draw one world: tension on the ladder, freeze and end; below, in a lane a capital, its
    course, statements and actions.

    `tension` and `freeze` are `(months + 1,)`, NaN after the end. `lanes` holds for each menu, such
    as "pyongyang.course" or "pyongyang.deed", the places on it, `(months,)`, −1 after the end.
    `final_state` is one of FINAL_STATES and `world` the number of the world.
    """
    line, rows = (
        np.asarray(tension, dtype=np.float64),
        {menu: np.asarray(lanes[menu]) for menu in MENUS},
    )
    horizon = line.size - 1
    played = int(np.flatnonzero(~np.isnan(line))[-1])
    title = (
        f"World {world} of {provenance.scenario} has a {final_state} in {month_after(start, played - 1)}"
        if final_state in EVENTS
        else f"World {world} of {provenance.scenario} ends as {final_state}"
    )
    reading = (
        f"One world of many, over {counted_text(horizon, 'month')}. Above: tension. Each lane below: course, "
        "statement, action."
    )
    signs = signs_of(rows, rows)
    base = 0.47 if now().name == "slide" else 0.7 if g.broad() else 0.85
    tall = base * now().width_mm + g.key_mm(len(signs) + 2)
    grid = panels(ax, 2, 1, heights=(1, 2.2), share="x", height_mm=tall).ravel()
    upper, lower = grid
    month_axis(lower, start, horizon)
    # Room for months and keys is fixed before letters and signs are fitted into the cells.
    g.key(
        lower, [*_tension(upper, line, np.asarray(freeze), played, final_state), *signs], ax is None
    )
    draw_lanes(lower, rows, rows)
    if played < horizon:
        upper.axvspan(
            played, horizon, facecolor="white", edgecolor=p.PALE, hatch="//", zorder=3, gid="ended"
        )
    upper.tick_params(axis="x", length=0, labelbottom=False)
    return Drawn(
        grid,
        {},
        title,
        reading,
        provenance,
        list_moves(line, rows),
        headline=title,
        measure="Tension by month, from 0 to 9; below, by capital: course, statement, action",
    )


def list_moves(
    tension: Floats, lanes: Mapping[str, NDArray[Any]], series: str = ""
) -> list[dict[str, Any]]:
    """Return the tension of a world and the course, statement and action of each capital, a row a
    month each, as words.
    """
    labels = {"series": series} if series else {}
    played = np.flatnonzero(~np.isnan(tension)).tolist()
    return [
        {"panel": "tension", **labels, "month": k, "tension": round(float(tension[k]), 6)}
        for k in played
    ] + [
        {
            "panel": menu.partition(".")[0],
            "row": menu.partition(".")[2],
            **labels,
            "month": k,
            "move": (COURSES[menu[:-7]] if menu.endswith("course") else MOVES[menu])[place].name,
        }
        for menu, lane in lanes.items()
        for k, place in enumerate(lane.tolist())
        if place >= 0
    ]


def _tension(axes: Axes, line: Floats, freeze: Floats, played: int, final_state: str) -> list[Any]:
    """Draw tension with a point a month in the colour of its rung, freezes as shaded months, and
    the event; return the entries of a key.
    """
    rung_axis(axes)
    axes.tick_params(axis="y", labelsize=now().small)
    months = np.arange(line.size)
    handles: list[Any] = []
    frozen = np.flatnonzero(freeze > 0).tolist()
    if frozen:
        shade: dict[str, Any] = {"facecolor": g.lighter(p.SKY, 0.4), "linewidth": 0}
        spans = [(month - 0.5, 1) for month in frozen]
        axes.broken_barh(spans, (0, len(RUNGS)), zorder=0, gid="freeze", **shade)
        handles.append(Patch(label="freeze in force", **shade))
    axes.plot(months, line, color=p.BLACK, zorder=4, gid="tension")
    axes.scatter(
        months,
        line,
        c=np.floor(line),
        cmap=g.SEQUENCE,
        vmin=0,
        vmax=9,
        s=34,
        edgecolors=p.BLACK,
        linewidths=0.9,
        zorder=5,
        clip_on=False,
    )
    if final_state in EVENTS:
        look = draw_end(axes, final_state, played, float(line[played]), 17, gid="event")
        look |= {"markersize": now().small}
        handles.append(Line2D([], [], linestyle="none", label=final_state, **look))
    if played < line.size - 1:
        handles.append(Patch(facecolor="white", edgecolor=p.GREY, hatch="//", label="ended"))
    return handles


def rung_axis(axes: Axes) -> None:
    """Make the y axis a ladder: rung r spans tension r to r + 1, named, with its colour beside the
    name.
    """
    axes.set_ylim(0, len(RUNGS))
    room = (
        axes.get_window_extent().height
        / axes.figure.dpi
        * g.POINTS
        / len(RUNGS)
        / (1.7 * now().small)
    )
    rungs_named = range(0, len(RUNGS), 1 if room >= 1 else 2 if room >= 0.5 else 5)
    names = [f"{rung}  {RUNGS[rung]}" if g.broad() else str(rung) for rung in rungs_named]
    axes.set_yticks([rung + 0.5 for rung in rungs_named], names, size=now().small)
    axes.tick_params(axis="y", length=0, pad=now().small)
    axes.set_ylabel("tension", size=now().text)
    axes.spines["left"].set_visible(False)
    for rung in range(len(RUNGS)):
        axes.axhline(rung, color=p.FAINT, linewidth=now().line * 0.4, zorder=0)
        axes.add_patch(
            Rectangle(
                (-0.012, rung),
                0.012,
                1,
                transform=axes.get_yaxis_transform(),
                clip_on=False,
                facecolor=p.RUNGS[rung],
                edgecolor="none",
            )
        )


Lanes = Mapping[str, ArrayLike]
"""The place on each menu, such as "pyongyang.course" or "pyongyang.deed", month by month, −1 after
the end.
"""

SIGNS: Final[tuple[tuple[str, Any, tuple[str, ...]], ...]] = (
    (
        "talks, offer",
        "o",
        (
            "washington.word.talks",
            "washington.word.back_channel",
            "beijing.word.mediate",
            "pyongyang.word.talks",
            "pyongyang.word.offer",
            "seoul.word.initiative",
        ),
    ),
    ("urges, blames", ">", ("washington.word.blame_beijing", "beijing.word.restraint")),
    (
        "warns, threatens",
        "^",
        (
            "washington.word.threaten",
            "beijing.word.warn",
            "pyongyang.word.threaten",
            "seoul.word.condemn",
        ),
    ),
    ("relief, aid", "P", ("washington.deed.relief", "beijing.deed.aid", "seoul.deed.aid")),
    ("looks away", "_", ("beijing.deed.look_away",)),
    (
        "sanctions",
        "x",
        ("washington.deed.sanctions", "beijing.deed.enforce_partly", "seoul.deed.sanction"),
    ),
    ("enforces fully", "X", ("beijing.deed.enforce_fully",)),
    ("deploys, exercises", "s", ("washington.deed.deploy", "seoul.deed.exercise")),
    ("disarms", "v", ("pyongyang.deed.disarm_step",)),
    ("builds", ".", ("pyongyang.deed.build",)),
    ("missile test", "*", ("pyongyang.deed.missile_test",)),
    ("ICBM, nuclear test", "H", ("pyongyang.deed.big_test",)),
    ("kills, retaliates", "D", ("pyongyang.deed.lethal_act", "seoul.deed.retaliate")),
)
"""The sign of each kind of statement and action; the quiet ones have none."""

SIGN_OF: Final = {move: sign for _, sign, moves in SIGNS for move in moves}
LEAST_SIGN: Final = 2.5
"""Points below which a sign is not drawn: the colour of the cell speaks alone."""

MENUS: Final = tuple(
    f"{capital}.{kind}" for capital in CAPITALS for kind in ("course", "word", "deed")
)
ROWS: Final = {"course": (0.02, 0.24), "word": (0.28, 0.35), "deed": (0.64, 0.35)}
"""Where the course, the statement and the action of a capital stand in its lane: top and height."""

EVENTS: Final = FINAL_STATES[:3]
"""The final states that an event brings before the horizon."""

READABLE: Final = 42
"""Months up to which the cells of months are parted by a line."""

EDGE: Final = 0.008
SEVERITY: Final = TwoSlopeNorm(0, -5, 5)
"""Colours of severities, from −3 to 3: so pale that black signs are read on all of them."""


def draw_end(
    axes: Axes,
    final_state: str,
    month: int,
    tension: float,
    size: float,
    line: str = p.BLACK,
    face: str | None = None,
    **place: Any,
) -> dict[str, Any]:
    """Draw the sign of an event that ends a world, and return its look: a war on its rung, another
    at its tension.
    """
    height = {"limited war": LIMITED_WAR + 0.5, "major war": LIMITED_WAR + 1.5}.get(
        final_state, tension
    )
    axes.plot([month, month], [tension, height], color=line, linestyle=":", zorder=5)
    sign = p.ENDINGS[final_state]
    look: dict[str, Any] = {
        "marker": p.marker(sign),
        "markersize": size,
        "color": face or sign.colour,
        "markeredgecolor": p.BLACK,
    }
    axes.plot([month], [height], clip_on=False, **look, **{"zorder": 7} | place)
    return look


def signs_of(was: Mapping[str, NDArray[Any]], would: Mapping[str, NDArray[Any]]) -> list[Any]:
    """Return the entries of a key of the signs of the moves of two worlds, and of the colours."""
    moves = {
        f"{menu}.{MOVES[menu][place].name}"
        for lanes in (was, would)
        for menu, lane in lanes.items()
        if menu in MOVES
        for place in np.unique(lane)
        if place >= 0
    }
    # Of months too narrow for a sign, the colours speak alone: lanes take some three quarters of a figure.
    month = 0.75 * now().width_mm / g.INCH * g.POINTS / was[MENUS[0]].size
    moves_signed = moves if 0.75 * month >= LEAST_SIGN else ()
    occurring = {SIGN_OF[move] for move in moves_signed if move in SIGN_OF}
    size = 0.7 * now().small
    shades = {"conciliatory": -2, "escalatory": 2}
    return [
        *(
            g.sample(label, p.BLACK, "none", sign, markersize=size)
            for label, sign, _ in SIGNS
            if sign in occurring
        ),
        *(
            g.patch(name, to_hex(mpl.colormaps[g.DIVERGING](SEVERITY(severity))))
            for name, severity in shades.items()
        ),
    ]


def draw_lanes(
    axes: Axes, was: Mapping[str, NDArray[Any]], would: Mapping[str, NDArray[Any]]
) -> None:
    """Draw a lane for each capital, from the top; a cell is split where the two worlds do different
    things.
    """
    axes.set_ylim(len(CAPITALS), 0)
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    transform = axes.get_yaxis_transform()
    for row, capital in enumerate(CAPITALS):
        axes.plot(
            [-0.03],
            [row + 0.5],
            marker=p.marker(p.ACTORS[capital]),
            color=p.CAPITAL_COLOUR[capital],
            transform=transform,
            clip_on=False,
        )
        axes.text(
            -0.046,
            row + 0.5,
            p.CAPITAL_LABEL[capital],
            transform=transform,
            ha="right",
            va="center",
        )
    box = g.measure_box(axes)
    month = box.width / axes.figure.dpi * g.POINTS / was[MENUS[0]].size
    lane = box.height / axes.figure.dpi * g.POINTS / len(CAPITALS)
    for row, capital in enumerate(CAPITALS):
        for kind in ROWS:
            _cells(axes, row, f"{capital}.{kind}", was, would, month, lane)


def _cells(
    axes: Axes,
    row: int,
    menu: str,
    was: Mapping[str, Any],
    would: Mapping[str, Any],
    month: float,
    lane: float,
) -> None:
    """Draw the cells of one row of a lane: whole where both worlds do the same, else two halves.

    `month` and `lane` are how wide a month and how high a lane is, in points.
    """
    kind = menu.partition(".")[2]
    top, height = row + ROWS[kind][0], ROWS[kind][1]
    half = height / 2
    alike = was[menu] == would[menu]
    parts = (
        (np.where(alike, was[menu], -2), top, height),
        (np.where(alike, -2, was[menu]), top, half - EDGE),
        (np.where(alike, -2, would[menu]), top + half + EDGE, half - EDGE),
    )
    for places, high, tall in parts:
        for first, months, place in spells(places, joined=kind == "course"):
            _cell(axes, (first, months), (high, tall), menu, place, places.size)
            if place < 0:
                continue
            middle = first + months / 2, high + tall / 2
            if kind == "course":
                _name_course(axes, middle, menu, place, months * month, tall * lane)
                continue
            sign = SIGN_OF.get(f"{menu}.{MOVES[menu][place].name}")
            size = min(0.75 * month, 0.75 * tall * lane, now().small)
            if sign is not None and size >= LEAST_SIGN:
                mark = axes.plot(*middle, marker=sign, color=p.BLACK, markersize=size, zorder=7)[0]
                mark.set_in_layout(False)


def _name_course(
    axes: Axes, middle: tuple[float, float], menu: str, place: int, wide: float, tall: float
) -> None:
    """Write the name of a course into its cell, in letters that fit, or not at all."""
    label = COURSES[menu.partition(".")[0]][place].label.partition(" (")[0]
    size = min(now().small, 0.85 * tall, wide / (0.68 * len(label)))
    if size < g.LEAST_PT or tall < g.LEAST_PT:
        return
    written = axes.text(*middle, label, ha="center", va="center_baseline", size=size, zorder=7)
    written.set_in_layout(False)


def spells(lane: NDArray[Any], joined: bool = True) -> list[tuple[int, int, int]]:
    """Return first month, length and place of each spell of one place, or of each month; −2 is left
    out.
    """
    firsts = [k for k in range(lane.size) if not joined or k == 0 or lane[k] != lane[k - 1]]
    ends = [*firsts[1:], lane.size]
    return [
        (first, end - first, int(lane[first]))
        for first, end in zip(firsts, ends, strict=True)
        if lane[first] > -2
    ]


def _cell(
    axes: Axes,
    months: tuple[int, int],
    span: tuple[float, float],
    menu: str,
    place: int,
    horizon: int,
) -> None:
    """Draw one cell, hatched after the end of its world."""
    if place < 0:
        axes.broken_barh(
            [months], span, facecolor="white", edgecolor=p.PALE, hatch="//", linewidth=0
        )
        return
    entries = COURSES[menu.partition(".")[0]] if menu.endswith("course") else MOVES[menu]
    axes.broken_barh(
        [months],
        span,
        facecolors=[_colour(menu, place)],
        edgecolor="white",
        linewidth=1.0 if horizon <= READABLE else 0,
        gid=f"{menu} {months[0]}: {entries[place].name}",
    )


@cache
def _colour(menu: str, place: int) -> Any:
    """Return the colour of a cell: for a course the capital's, for a statement or an action that of
    its severity.
    """
    if menu.endswith("course"):
        return g.lighter(p.CAPITAL_COLOUR[menu.partition(".")[0]], 0.25)
    return mpl.colormaps[g.DIVERGING](SEVERITY(MOVES[menu][place].severity))
