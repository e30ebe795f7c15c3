"""How a state spreads over the worlds month by month: the ladder of tension, the ribbon of any state, one by one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from numpy.typing import ArrayLike, NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from sim.arrays import Floats
from sim.errors import DataProblem, UsageProblem
from sim.show import style
from sim.show.inputs import flags, month_axis, months_played, rung_axis, span, state_rows
from sim.show.palette import RUNGS
from sim.show.rows import SHARES, quantiles
from sim.show.style import Picture, Provenance
from sim.study.estimate.interval import quantile_estimate, wilson, wilson_cells
from sim.study.estimate.shown import share
from sim.study.estimate.writing import count_text, quantity_text
from sim.study.outcomes import LIMITED_WAR, WAR_SHORT

FAINT_BAND = 0.38


@style.house_style()
def ladder(tension: ArrayLike, war: ArrayLike, months: ArrayLike, start: str, provenance: Provenance) -> Picture:
    """Draw quantiles of tension by month on the ladder, over the share of worlds that war has ended.

    `tension` is `(months + 1, worlds)`, NaN after the end; `war` (bool) and `months` (when each world ended)
    are `(worlds,)`. Quantiles are those of the worlds still running. Raises DataProblem where these do not
    fit.
    """
    rows = state_rows(tension, "tension")
    horizon, worlds = rows.shape[0] - 1, rows.shape[1]
    at_war = flags(war, "war")
    ended = months_played(months, at_war.size, horizon)
    for size in (worlds, at_war.size):
        provenance.confirm(size)
    left = int(np.count_nonzero(~np.isnan(rows[-1])))
    figure = style.new_figure(
        f"{provenance.scenario}: tension over {span(horizon)}, {provenance.size}",
        f"Above: tension in the worlds still running ({count_text(left)} at the end). "
        f"Below: share of all worlds that war has ended. {WAR_SHORT}",
        provenance,
    )
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1.15))
    _ribbon(upper, quantiles(rows))
    _strip(lower, at_war, ended, horizon)
    month_axis(lower, start, horizon)
    upper.tick_params(axis="x", length=0, labelbottom=False)
    figure.align_ylabels()
    return figure.settle()


def _ribbon(axes: Axes, table: Floats) -> None:
    """Draw both bands in the colours of the rungs they cross, and the median."""
    rung_axis(axes)
    x = np.arange(table.shape[1])
    for rung in range(LIMITED_WAR):
        for low, high, strength in ((0, 4, FAINT_BAND), (1, 3, 1.0)):
            band = axes.fill_between(
                x, table[low], table[high], color=style.lighter(RUNGS[rung], strength), linewidth=0,
                zorder=2, gid=f"band {SHARES[low]}-{SHARES[high]}",
            )  # fmt: skip
            band.set_clip_path(Rectangle((0, rung), table.shape[1], 1, transform=axes.transData))
    axes.plot(
        x, table[2], color="white", linewidth=2.6, zorder=4, path_effects=style.halo(style.BLACK, 5.0), gid="median"
    )
    axes.text(
        0.01, LIMITED_WAR + 0.12, "reached by war only: see below", transform=axes.get_yaxis_transform(),
        size=style.SMALL_SIZE, color=style.GREY, va="bottom",
    )  # fmt: skip
    handles = [
        Line2D([], [], color="white", linewidth=2.6, path_effects=style.halo(style.BLACK, 5.0), label="median"),
        Patch(color=style.GREY, label="half of the worlds (25–75 %)"),
        Patch(color=style.lighter(style.GREY, FAINT_BAND), label="nine in ten (5–95 %)"),
    ]
    axes.legend(handles=handles, loc="upper right", ncols=3, borderaxespad=0.4)


def _strip(axes: Axes, war: NDArray[np.bool_], ended: Floats, horizon: int) -> None:
    """Draw the share of worlds that war has ended by each month, with its interval."""
    months = np.arange(horizon + 1)
    by_month = np.bincount(ended[war].astype(np.intp), minlength=horizon + 1)
    cells = wilson_cells(np.cumsum(by_month), war.size)
    axes.fill_between(months, cells.low, cells.high, color=style.VERMILLION, alpha=0.3, linewidth=0, gid="war interval")
    axes.plot(months, cells.value, color=style.VERMILLION, linewidth=2.4, gid="war", clip_on=False)
    axes.set_ylim(0, max(0.1, min(1.04, float(cells.high[-1]) * 1.15)))
    style.share_axis(axes, "ended by war", bins=3)
    last = wilson(int(np.count_nonzero(war)), war.size)
    text = f"war within {span(horizon)}: {share(last).text()}"
    axes.text(0.012, 0.92, text, transform=axes.transAxes, va="top", color=style.BLACK, path_effects=style.halo())


OUTER, INNER, MEDIAN_BAND = 0.22, 0.45, 1.0


@style.house_style()
def ribbon(state: ArrayLike, name: str, meaning: str, start: str, provenance: Provenance) -> Picture:
    """Draw quantiles of a state by month, with the interval of the median, over the share of worlds still running.

    `state` is `(months + 1, worlds)`, NaN after the end; the quantiles are those of the worlds still running. `meaning`
    says what the state is, in words. Raises DataProblem where the state does not fit.
    """
    rows = state_rows(state, name)
    horizon, worlds = rows.shape[0] - 1, rows.shape[1]
    provenance.confirm(worlds)
    left = int(np.count_nonzero(~np.isnan(rows[-1])))
    figure = style.new_figure(
        f"{provenance.scenario}: {name.replace('_', ' ')} over {span(horizon)}, {provenance.size}",
        f"{meaning[:1].upper()}{meaning[1:]}. Quantiles of the worlds still running ({count_text(left)} at the end).",
        provenance,
    )
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(4, 1))
    _fan(upper, rows, name)
    _running(lower, rows)
    month_axis(lower, start, horizon)
    upper.tick_params(axis="x", length=0, labelbottom=False)
    figure.align_ylabels()
    return figure.settle()


def median_limits(rows: Floats) -> Floats:
    """Return the median of each month's running worlds with its limits, `(3, months + 1)`; NaN where none runs.

    The limits are those of order statistics, within the worlds where there are too few to bound it.
    """
    table = np.full((3, rows.shape[0]), np.nan)
    for month, row in enumerate(rows):
        running = row[~np.isnan(row)]
        if running.size:
            e = quantile_estimate(running, 0.5)
            table[:, month] = np.clip((e.low, e.value, e.high), running.min(), running.max())
    return table


def _fan(axes: Axes, rows: Floats, name: str) -> None:
    """Draw both bands, the interval of the median and the median, with its last value in numbers."""
    table, median = quantiles(rows), median_limits(rows)
    x = np.arange(rows.shape[0])
    for low, high, strength in ((0, 4, OUTER), (1, 3, INNER)):
        axes.fill_between(
            x, table[low], table[high], color=style.lighter(style.BLUE, strength), linewidth=0,
            gid=f"band {SHARES[low]}-{SHARES[high]}",
        )  # fmt: skip
    axes.fill_between(
        x, median[0], median[2], color=style.lighter(style.BLUE, MEDIAN_BAND), linewidth=0.8, gid="median interval"
    )
    axes.plot(x, median[1], color=style.BLACK, linewidth=2.0, gid="median", path_effects=style.halo(width=4.0))
    style.number_axis(axes, name.replace("_", " "), bins=9)
    axes.margins(y=0.06)
    if np.nanmin(table) == np.nanmax(table):
        axes.set_ylim(table[2, 0] - 0.5, table[2, 0] + 0.5)
    last = int(np.flatnonzero(~np.isnan(median[1])).max())
    text = quantity_text(float(median[1, last]), float(median[0, last]), float(median[2, last]), "amount")
    axes.text(0.012, 0.97, f"median at the end: {text}", transform=axes.transAxes, va="top", path_effects=style.halo())
    handles = [
        Line2D([], [], color=style.BLACK, linewidth=2.0, label="median"),
        Patch(color=style.lighter(style.BLUE, MEDIAN_BAND), label="its 95 % interval"),
        Patch(color=style.lighter(style.BLUE, INNER), label="half of the worlds (25–75 %)"),
        Patch(color=style.lighter(style.BLUE, OUTER), label="nine in ten (5–95 %)"),
    ]
    axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=4, borderaxespad=0.3)


def _running(axes: Axes, rows: Floats) -> None:
    """Draw the share of worlds still running, with its Wilson interval."""
    cells = wilson_cells(np.count_nonzero(~np.isnan(rows), axis=1), rows.shape[1])
    x = np.arange(rows.shape[0])
    axes.fill_between(
        x, cells.low, cells.high, color=style.lighter(style.GREY, 0.4), linewidth=0, gid="running interval"
    )
    axes.plot(x, cells.value, color=style.GREY, linewidth=2.0, gid="running", clip_on=False)
    axes.set_ylim(0, 1.05)
    style.share_axis(axes, "running", bins=2)


FEWEST: Final = 2
MOST: Final = 100
MILLISECONDS: Final = 450
"""How long a world stands: slower than two and a half a second, so that nothing flickers."""

KINDS: Final = {".gif": "GIF", ".png": "PNG"}
COLOURS: Final = 128
WARS: Final = ("limited war", "major war")


@style.house_style()
def frames_of(tension: ArrayLike, ends: Sequence[str], start: str, provenance: Provenance) -> Iterator[Picture]:
    """Give one picture a world: its path in front, those of the worlds before it pale behind, and the wars so far.

    `tension` is `(months + 1, worlds)`, NaN after the end; `ends` holds the final state of each world. Each frame is
    the same figure, drawn further. Raises DataProblem for fewer than 2 or more than 100 worlds.
    """
    paths = state_rows(tension, "tension")
    worlds = paths.shape[1]
    if not FEWEST <= worlds <= MOST or len(ends) != worlds:
        raise DataProblem(
            f"{worlds} worlds with {len(ends)} ends make no animation", "the worlds to show",
            f"Show from {FEWEST} to {MOST} worlds, each with its end.",
        )  # fmt: skip
    provenance.confirm(worlds)
    figure = style.new_figure(
        f"{provenance.scenario}: one world after another",
        "Each line is one world of the model. Pale: the worlds before it. None of them is a forecast.",
        provenance,
    )
    axes = figure.subplots()
    rung_axis(axes)
    month_axis(axes, start, paths.shape[0] - 1)
    text = axes.text(
        0.01, 0.985, " ", transform=axes.transAxes, va="top", size=style.TEXT_SIZE + 1, path_effects=style.halo(),
        zorder=6, gid="tally",
    )  # fmt: skip
    figure.settle()
    wars = 0
    for world, end in enumerate(ends):
        at_war = end in WARS
        wars += at_war
        drawn = one_world(axes, paths[:, world], style.VERMILLION if at_war else style.BLUE, at_war)
        so_far = f"war in {wars} of {world + 1}: {share(wilson(wars, world + 1)).text()}"
        text.set_text(f"world {world}, of 0 to {worlds - 1}: {end}\n{so_far}")
        yield figure
        for artist in drawn:
            artist.set(color=style.PALE, linewidth=1.0, zorder=1)


def one_world(axes: Axes, path: Floats, colour: str, at_war: bool) -> list[Any]:
    """Draw the path of a world to its last month; a cross says that war ended it."""
    played = int(np.flatnonzero(~np.isnan(path))[-1])
    drawn = axes.plot(np.arange(played + 1), path[: played + 1], color=colour, linewidth=3.0, zorder=4)
    if at_war:
        drawn += axes.plot([played], [path[played]], "X", color=style.BLACK, markersize=12, zorder=5, clip_on=False)
    return drawn


def pixels(figure: Picture) -> Image.Image:
    """Return a figure as it looks, in few colours."""
    # Matplotlib ships no types for its canvas.
    canvas: Any = figure.canvas
    canvas.draw()
    return Image.fromarray(np.asarray(canvas.buffer_rgba())[:, :, :3].copy())


def animation(frames: Iterator[Picture], kind: str) -> bytes:
    """Return the frames as the bytes of a GIF or of an animated PNG, with the provenance inside; the same each time."""
    images: list[Image.Image] = []
    palette: Image.Image | None = None
    figure: Picture | None = None
    with style.house_style():
        for figure in frames:
            image = pixels(figure)
            palette = palette or image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
            images.append(image.quantize(palette=palette, dither=Image.Dither.NONE))
    assert figure is not None
    facts = figure.provenance.metadata("png", figure.heading)
    more: dict[str, Any] = {"comment": "\n".join(f"{name}: {fact}" for name, fact in facts.items()).encode()}
    if kind == "PNG":
        info = PngInfo()
        for name, fact in facts.items():
            info.add_itxt(name, fact)
        more = {"pnginfo": info}
    # The last world stands longer, so that its tally can be read.
    times = [MILLISECONDS] * (len(images) - 1) + [6 * MILLISECONDS]
    buffer = io.BytesIO()
    images[0].save(buffer, kind, save_all=True, append_images=images[1:], duration=times, loop=0, **more)
    return buffer.getvalue()


def kind_of(path: str | Path) -> str:
    """Return the format that a file name asks for; raises UsageProblem for one that does not move."""
    suffix = Path(path).suffix.lower()
    if suffix not in KINDS:
        raise UsageProblem(
            f"'{Path(path).name}' is no picture that moves", f"--out {path}", "End the name in .gif, or in .png (APNG)."
        )
    return KINDS[suffix]
