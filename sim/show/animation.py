"""One world after another on the ladder of tension, as a picture that moves (hypothetical outcome plots)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from sim.errors import DataProblem, UsageProblem
from sim.show import grammar as g
from sim.show.drawn import settle
from sim.show.grammar import canvas, drawing, now
from sim.show.inputs import month_axis, rung_axis
from sim.show.members import facts_of, members
from sim.show.palette import BLACK, PALE, TEAL, WINE
from sim.study.estimate.interval import wilson
from sim.study.estimate.shown import share
from sim.study.outcomes import FINAL_STATES
from sim.study.run.worlds import Run

FEWEST, MOST, WORLDS = 2, 100, 40
MILLISECONDS: Final = 450
"""How long a world stands: slower than two and a half a second, so that nothing flickers."""

KINDS: Final = {".gif": "GIF", ".png": "PNG"}
COLOURS: Final = 128
WARS: Final = ("limited war", "major war")


@drawing
def animated(run: Run, path: str | Path, worlds: int = WORLDS) -> bytes:
    """Return a picture in which each of the first worlds is drawn in turn, those before it pale, as a GIF or an APNG.

    The same run gives the same bytes. Raises UsageProblem for another suffix of `path`, DataProblem for too few worlds.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in KINDS:
        said = f"'{Path(path).name}' is no picture that moves"
        raise UsageProblem(said, f"--out {path}", "End the name in .gif, or in .png (APNG).")
    shown = run.part(0, worlds)
    if not FEWEST <= shown.worlds <= MOST:
        remedy = f"Show from {FEWEST} to {MOST} worlds."
        raise DataProblem(f"{shown.worlds} worlds make no animation", "the worlds to show", remedy)
    paths, images, wars = shown.state["tension"], [], 0
    palette: Image.Image | None = None
    figure, ax = canvas(height_mm=now().width_mm * 0.62)
    rung_axis(ax)
    month_axis(ax, run.scenario.start, paths.shape[0] - 1)
    text = ax.text(0.01, 0.985, " \n ", transform=ax.transAxes, va="top", path_effects=g.halo(), zorder=6)
    settle(figure)
    screen: Any = figure.canvas
    for world, code in enumerate(shown.columns["final_state"].tolist()):
        end, path_ = FINAL_STATES[code], paths[:, world]
        wars += (war := end in WARS)
        played = int(np.flatnonzero(~np.isnan(path_))[-1])
        line = g.lines(ax, np.arange(played + 1), path_[: played + 1], WINE if war else TEAL, zorder=4)
        if war:
            ax.plot([played], [path_[played]], "X", color=BLACK, zorder=5, clip_on=False)
        so_far = f"war in {wars} of {world + 1}: {share(wilson(wars, world + 1)).text()}"
        text.set_text(f"world {world}, of 0 to {shown.worlds - 1}: {end}\n{so_far}")
        screen.draw()
        image = Image.fromarray(np.asarray(screen.buffer_rgba())[:, :, :3].copy())
        palette = palette or image.quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
        images.append(image.quantize(palette=palette, dither=Image.Dither.NONE))
        line.set(color=PALE, linewidth=now().line * 0.5, zorder=1)
    facts = facts_of(members(shown), "Wilson 95 %").metadata("png", f"{run.scenario.name}: one world after another")
    info = PngInfo()
    for name, fact in facts.items():
        info.add_itxt(name, fact)
    comment = "\n".join(f"{name}: {fact}" for name, fact in facts.items()).encode()
    more: dict[str, Any] = {"pnginfo": info} if suffix == ".png" else {"comment": comment}
    # The last world stands longer, so that its tally can be read.
    times = [MILLISECONDS] * (len(images) - 1) + [6 * MILLISECONDS]
    buffer = io.BytesIO()
    images[0].save(buffer, KINDS[suffix], save_all=True, append_images=images[1:], duration=times, loop=0, **more)
    return buffer.getvalue()
