"""What tests ask of a figure: its words, its parts by name, and whether it can be read."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

import pytest
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from sim.show.drawn import Drawn, Provenance, as_csv
from sim.show.grammar import LEAST_PT, POINTS


def provenance(n: int, **changes: Any) -> Provenance:
    """Return the provenance of a made-up run."""
    facts: dict[str, Any] = {
        "scenario": "2017-spring",
        "scenario_hash": "0123456789ab",
        "seed": 7,
        "n": n,
        "method": "Wilson 95 %",
        "version": "0.1.0",
    }
    return Provenance(**facts | changes)


def by_gid(drawn: Drawn, start: str) -> list[Any]:
    """Return the parts whose name begins so."""
    return drawn.figure.findobj(
        lambda each: isinstance(each, Artist) and str(each.get_gid() or "").startswith(start)
    )


def only(drawn: Drawn, gid: str) -> Any:
    """Return the one part of this name."""
    (found,) = (each for each in by_gid(drawn, gid) if each.get_gid() == gid)
    return found


def words(drawn: Drawn) -> str:
    """Return all that is written in a figure and beside it."""
    return "\n".join([drawn.caption, *(each.get_text() for each in drawn.figure.findobj(Text))])


def in_turn(kinds: Sequence[str], themes: Sequence[str]) -> list[Any]:
    """Return pairs of a kind and a theme: each kind in one theme, which take turns; all other pairs
    are long.
    """
    return [
        pytest.param(kind, name, marks=() if number == place % len(themes) else pytest.mark.long)
        for place, kind in enumerate(kinds)
        for number, name in enumerate(themes)
    ]


def illegible(drawn: Drawn) -> list[str]:
    """Return what cannot be read of a figure whose CSV has its numbers."""
    check_numbers(drawn)
    drawn.rendered("png")
    return unreadable(drawn.figure)


def check_numbers(drawn: Drawn) -> None:
    """Fail where the CSV beside a figure is empty, or has a row without a number to draw."""
    rows = list(csv.DictReader(io.StringIO(as_csv(drawn.data))))
    assert rows
    assert [row for row in rows if not any(map(is_number, row.values()))] == []


def is_number(text: str) -> bool:
    """Return whether a cell of a table is a number."""
    try:
        return bool(float(text) == float(text))
    except ValueError:
        return False


def unreadable(figure: Figure, least: float = LEAST_PT) -> list[str]:
    """Say what cannot be read: texts that overlap or touch, that leave the figure, or smaller than
    `least` points.
    """
    canvas: Any = figure.canvas
    canvas.draw()
    renderer, whole = canvas.get_renderer(), figure.bbox
    found, boxes, hidden = [], [], set()
    for ax in figure.findobj(Axes):
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            slack = 1e-9 * (high - low)
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                # Matplotlib keeps the texts of ticks that are out of view.
                if not low - slack <= tick.get_loc() <= high + slack or not ax.axison:
                    hidden |= {tick.label1, tick.label2}
    for text in figure.findobj(Text):
        said = text.get_text().strip()
        if text in hidden or not text.get_visible() or not said:
            continue
        # Of an annotation the words, without its arrow.
        box = Text.get_window_extent(text, renderer)
        if box.width < 1 or (
            text.axes is not None and text.get_clip_on() and not box.overlaps(text.axes.bbox)
        ):
            continue
        if (
            box.x0 < whole.x0 - 1
            or box.x1 > whole.x1 + 1
            or box.y0 < whole.y0 - 1
            or box.y1 > whole.y1 + 1
        ):
            found.append(f"leaves the figure: {said!r}")
        size: Any = text.get_fontsize()
        if size < least:
            found.append(f"{size:.1f} pt: {said!r}")
        # Side by side, two lines with less than a space between read as one.
        space = 0 if text.get_rotation() % 180 else 0.32 * size * figure.dpi / POINTS
        boxes.append((said, box.shrunk(0.98, 0.8).padded(space / 2, 0)))
    for number, (one, here) in enumerate(boxes):
        found += [
            f"overlap: {one!r} and {other!r}"
            for other, there in boxes[number + 1 :]
            if here.overlaps(there)
        ]
    return found
