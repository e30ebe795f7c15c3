"""Hypothetical outcomes: one world after another on the ladder, as a picture that moves.

People judge chances better from single outcomes shown one by one than from a band. Source: Hullman, Resnick and Adar
2015, PLoS ONE 10(11): e0142444.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from sim.arrays import Floats
from sim.errors import DataProblem, UsageProblem
from sim.show.axes import month_axis, rung_axis
from sim.show.inputs import state_rows
from sim.show.provenance import Provenance
from sim.show.style import BLACK, BLUE, PALE, TEXT_SIZE, VERMILLION, Picture, halo, house_style, new_figure
from sim.study.estimate.interval import value_text, wilson

FEWEST: Final = 2
MOST: Final = 100
MILLISECONDS: Final = 450
"""How long a world stands: slower than two and a half a second, so that nothing flickers."""

KINDS: Final = {".gif": "GIF", ".png": "PNG"}
COLOURS: Final = 128
WARS: Final = ("limited war", "major war")


@house_style()
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
    figure = new_figure(
        f"{provenance.scenario}: one world after another",
        "Each line is one world of the model. Pale: the worlds before it. None of them is a forecast.",
        provenance,
    )
    axes = figure.subplots()
    rung_axis(axes)
    month_axis(axes, start, paths.shape[0] - 1)
    text = axes.text(
        0.01, 0.985, " ", transform=axes.transAxes, va="top", size=TEXT_SIZE + 1, path_effects=halo(), zorder=6,
        gid="tally",
    )  # fmt: skip
    figure.settle()
    wars = 0
    for world, end in enumerate(ends):
        at_war = end in WARS
        wars += at_war
        drawn = one_world(axes, paths[:, world], VERMILLION if at_war else BLUE, at_war)
        share = wilson(wars, world + 1)
        so_far = f"war in {wars} of {world + 1}: {value_text(share.value, share.low, share.high, 2)}"
        text.set_text(f"world {world + 1} of {worlds}: {end}\n{so_far}")
        yield figure
        for artist in drawn:
            artist.set(color=PALE, linewidth=1.0, zorder=1)


def one_world(axes: Axes, path: Floats, colour: str, at_war: bool) -> list[Any]:
    """Draw the path of a world to its last month; a cross says that war ended it."""
    played = int(np.flatnonzero(~np.isnan(path))[-1])
    drawn = axes.plot(np.arange(played + 1), path[: played + 1], color=colour, linewidth=3.0, zorder=4)
    if at_war:
        drawn += axes.plot([played], [path[played]], "X", color=BLACK, markersize=12, zorder=5, clip_on=False)
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
    with house_style():
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
