"""How every figure looks and is written: size, fonts, colours, title, and the foot line with its provenance."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure, SubFigure
from matplotlib.patheffects import AbstractPathEffect, withStroke
from matplotlib.ticker import MaxNLocator

from sim.errors import DataProblem, UsageProblem, one_line
from sim.show.palette import (
    BLACK as BLACK,
)  # fmt: skip
from sim.show.palette import (
    BLUE as BLUE,
)
from sim.show.palette import (
    FAINT as FAINT,
)
from sim.show.palette import (
    GREEN as GREEN,
)
from sim.show.palette import (
    GREY as GREY,
)
from sim.show.palette import (
    ORANGE as ORANGE,
)
from sim.show.palette import (
    PALE as PALE,
)
from sim.show.palette import (
    PURPLE as PURPLE,
)
from sim.show.palette import (
    SKY as SKY,
)
from sim.show.palette import (
    VERMILLION as VERMILLION,
)
from sim.show.palette import (
    YELLOW as YELLOW,
)
from sim.study.estimate.interval import Estimate
from sim.study.estimate.shown import CAVEAT
from sim.study.estimate.writing import count_text, lines_of, short_text, tick_text
from sim.study.store.disk import write

INCHES: Final = (12.0, 7.5)
DPI: Final = 100
"""Dots an inch: a figure has 1200 × 750 of them, a slide of a common projector."""

SEQUENCE: Final = "cividis"
DIVERGING: Final = "RdBu_r"

TITLE_SIZE, TEXT_SIZE, SMALL_SIZE, FOOT_SIZE = 18, 13, 11, 9.5
TITLE_WIDTH, SUBTITLE_WIDTH, FOOT_WIDTH = 84, 120, 150
"""Characters that fit on a line of the title, the subtitle and the foot."""

SETTINGS: Final[Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": TEXT_SIZE,
    "axes.titlesize": TEXT_SIZE,
    "axes.labelsize": TEXT_SIZE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": FAINT,
    "grid.linewidth": 1.0,
    "xtick.labelsize": SMALL_SIZE + 0.5,
    "ytick.labelsize": SMALL_SIZE + 0.5,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "xtick.labelcolor": BLACK,
    "ytick.labelcolor": BLACK,
    "legend.fontsize": SMALL_SIZE + 0.5,
    "legend.frameon": False,
    "hatch.linewidth": 0.8,
    # A dollar sign in the name of a scenario is a dollar sign.
    "text.parse_math": False,
    # What makes the bytes of a file repeat.
    "svg.hashsalt": "sim",
    "svg.fonttype": "path",
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the style of the house, whatever settings the user's own matplotlib has; also a decorator."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(SETTINGS)
        yield


class Picture(Figure):
    """A figure that knows its title, how it is read, and where its numbers come from."""

    def __init__(self, heading: str, provenance: Provenance, reading: str = "") -> None:
        super().__init__(figsize=INCHES, dpi=DPI, layout="constrained", facecolor="white")
        FigureCanvasAgg(self)
        self.heading = heading
        self.provenance = provenance
        self.reading = reading

    def settle(self) -> Picture:
        """Fix the layout, so that positions can be read and every file shows the same one."""
        engine = self.get_layout_engine()
        assert engine is not None
        engine.execute(self)
        self.set_layout_engine("none")
        for axes in self.axes:
            # The solver of the layout visits its terms in an order of memory, so the last bits differ by run.
            box = axes.get_position(original=True).bounds
            axes.set_position((round(box[0], 6), round(box[1], 6), round(box[2], 6), round(box[3], 6)))
            axes.apply_aspect()
        return self

    def _repr_png_(self) -> bytes:
        """Show the figure in a notebook."""
        return rendered(self, "png")


@house_style()
def rendered(figure: Picture, kind: str) -> bytes:
    """Return the bytes of a figure as png, svg or pdf, with its provenance inside.

    The same figure gives the same bytes. Raises UsageProblem for another kind.
    """
    metadata = figure.provenance.metadata(kind, figure.heading)
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, dpi=DPI, metadata=metadata)
    return buffer.getvalue()


class Inset(SubFigure):
    """A figure in the place of a panel of the user's own figure, without a layout of its own."""

    def __init__(self, ax: Axes, heading: str, provenance: Provenance) -> None:
        place, whole = ax.get_subplotspec(), ax.figure
        if place is None:
            raise UsageProblem("these axes are no panel of a grid", "ax", "Make them with plt.subplots().")
        super().__init__(whole, place)
        ax.remove()
        whole.subfigs.append(self)
        self.heading = heading
        self.provenance = provenance
        self.suptitle(_wrapped(heading, 60), fontsize=SMALL_SIZE)
        self.supxlabel(_wrapped(f"{provenance.foot}. {CAVEAT}", 90), fontsize=6, color=GREY)

    def settle(self) -> Inset:
        """Leave the layout to the figure that it stands in."""
        return self


_PANEL: Final[ContextVar[Axes | None]] = ContextVar("panel", default=None)


@contextmanager
def drawn_into(ax: Axes | None) -> Iterator[None]:
    """Draw the next figure in the place of these axes; without axes as a figure of its own."""
    token = _PANEL.set(ax)
    try:
        yield
    finally:
        _PANEL.reset(token)


@house_style()
def new_figure(title: str, subtitle: str, provenance: Provenance) -> Picture:
    """Return an empty figure with its title, a line that says how to read it, and the foot line."""
    heading = one_line(title)
    panel = _PANEL.get()
    if panel is not None:
        return Inset(panel, heading, provenance)  # type: ignore[return-value]
    figure = Picture(heading, provenance, one_line(subtitle))
    top = _lines(figure, 0.975, heading, TITLE_WIDTH, TITLE_SIZE, BLACK, "title")
    top = _lines(figure, top - 0.008, one_line(subtitle), SUBTITLE_WIDTH, TEXT_SIZE, GREY, "subtitle")
    foot = f"{_wrapped(provenance.foot, FOOT_WIDTH)}\n{CAVEAT}"
    figure.text(0.015, 0.012, foot, size=FOOT_SIZE, color=GREY, va="bottom", linespacing=1.25, gid="foot")
    bottom = 0.02 + _height(foot, FOOT_SIZE)
    engine = figure.get_layout_engine()
    assert engine is not None
    engine.set(rect=(0.01, bottom, 0.98, top - 0.015 - bottom), w_pad=0.06, h_pad=0.06)  # type: ignore[call-arg]
    return figure


def halo(colour: str = "white", width: float = 3.0) -> list[AbstractPathEffect]:
    """Return the outline that keeps text or a line legible on any ground."""
    return [withStroke(linewidth=width, foreground=colour)]


def share_axis(axes: Axes, label: str, which: Literal["x", "y"] = "y", bins: int = 5) -> None:
    """Make an axis one of shares, with a grid and its numbers in per cent."""
    _plain_axis(axes, label, which, bins).set_major_formatter(lambda value, _: tick_text(value))


def points_axis(axes: Axes, label: str, which: Literal["x", "y"] = "y", bins: int = 5) -> None:
    """Make an axis one of differences of shares, with a grid and its numbers in percentage points with their sign."""
    axis = _plain_axis(axes, f"{label}, percentage points", which, bins)
    axis.set_major_formatter(lambda value, _: short_text(100.0 * value, 4, signed=True))


def number_axis(axes: Axes, label: str, which: Literal["x", "y"] = "y", bins: int = 5) -> None:
    """Make an axis one of amounts, with a grid and its numbers without zeros at their end."""
    _plain_axis(axes, label, which, bins).set_major_formatter(lambda value, _: short_text(value))


def _plain_axis(axes: Axes, label: str, which: Literal["x", "y"], bins: int) -> Axis:
    """Give an axis its label, its grid and at most so many ticks at round numbers."""
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_locator(MaxNLocator(bins, steps=[1, 2, 5, 10]))
    axis.set_label_text(label)
    axes.grid(axis=which)
    return axis


def reach_of(estimate: Estimate) -> list[list[float]]:
    """Return how far an interval reaches to the left and to the right."""
    return [[estimate.value - estimate.low], [estimate.high - estimate.value]]


def lighter(colour: str, strength: float) -> str:
    """Return a colour mixed with white, as it would look at that opacity, but opaque: overlaps leave no seam."""
    red, green, blue = (1 - strength * (1 - part) for part in to_rgb(colour))
    return to_hex((red, green, blue))


def _lines(figure: Figure, top: float, text: str, width: int, size: float, colour: str, gid: str) -> float:
    """Write text from `top` (a share of the figure) downwards, and return where it ends."""
    wrapped = _wrapped(text, width)
    figure.text(0.015, top, wrapped, size=size, color=colour, va="top", linespacing=1.25, gid=gid)
    return top - _height(wrapped, size)


def _wrapped(text: str, width: int) -> str:
    """Break a text into lines."""
    return "\n".join(lines_of(text, width))


def _height(text: str, size: float) -> float:
    """Return the height of a text as a share of the figure; 72 points make an inch."""
    return (text.count("\n") + 1) * size * 1.25 / 72 / INCHES[1]


KINDS: Final = {".png": "png", ".svg": "svg", ".pdf": "pdf"}


def save(figure: Picture, path: str | Path) -> Path:
    """Write a figure as its name's suffix asks (.png, .svg or .pdf), and return the path.

    A file of that name is replaced. Raises UsageProblem for another suffix, and what `write` raises.
    """
    target = Path(path)
    kind = KINDS.get(target.suffix.lower())
    if kind is None:
        raise UsageProblem(
            f"'{target.suffix}' is no kind of picture." if target.suffix else "The name has no suffix.",
            str(target),
            f"End the name in {', '.join(list(KINDS)[:-1])} or {list(KINDS)[-1]}.",
        )
    write(target, rendered(figure, kind))
    return target


@dataclass(frozen=True, slots=True)
class Provenance:
    """The run behind a figure.

    `n` counts what `counted` names: worlds, worlds a cell, pairs of worlds. `method` names the interval and
    its level. `seed` and `n` are tuples only where several runs that differ in them share a figure (see
    `together`).
    """

    scenario: str
    scenario_hash: str
    seed: int | tuple[int, ...]
    n: int | tuple[int, ...]
    method: str
    version: str
    counted: str = "worlds"

    @property
    def size(self) -> str:
        """The number of worlds in words: "10 000 worlds", "1 000 worlds a cell"."""
        numbers = ", ".join(count_text(each) for each in _each(self.n))
        thing, _, rest = self.counted.partition(" ")
        counted = f"{thing.removesuffix('s')} {rest}".rstrip() if self.n == 1 else self.counted
        return f"{numbers} {counted}"

    @property
    def seeds(self) -> str:
        """The seed, or the seeds with a comma between."""
        return ", ".join(str(each) for each in _each(self.seed))

    @property
    def foot(self) -> str:
        """The facts of the foot line: scenario, hash, seed, n, interval method and version."""
        facts = (
            self.scenario,
            f"scenario hash {self.scenario_hash}",
            f"seed {self.seeds}",
            f"n = {self.size}",
            f"interval: {self.method}",
            f"version {self.version}",
        )
        return " · ".join(one_line(fact) for fact in facts)

    def confirm(self, worlds: int) -> None:
        """Raise DataProblem where the data hold another number of worlds than the foot line would print."""
        if worlds not in _each(self.n):
            raise DataProblem(
                f"The figure would claim {self.size}, but the data hold {count_text(worlds)}.",
                f"the provenance of {self.scenario}",
                "Give the provenance of the run that the data come from.",
            )

    def metadata(self, kind: str, title: str) -> dict[str, Any]:
        """Return what a png, svg or pdf file carries besides the picture; no date, so that bytes repeat.

        Raises UsageProblem for another kind.
        """
        facts = {
            "Scenario": self.scenario,
            "Scenario hash": self.scenario_hash,
            "Seed": self.seeds,
            "n": self.size,
            "Interval": self.method,
            "Version": self.version,
        }
        pairs = [f"{name}: {fact}" for name, fact in facts.items()]
        maker, about = f"sim {self.version}", f"{self.foot}. {CAVEAT}"
        match kind:
            case "png":
                return {"Title": title, "Description": about, "Software": maker} | facts
            case "svg":
                return {"Title": title, "Description": about, "Keywords": pairs, "Creator": maker, "Date": None}
            case "pdf":
                return {
                    "Title": title,
                    "Subject": about,
                    "Keywords": "; ".join(pairs),
                    "Creator": maker,
                    "CreationDate": None,
                }
        raise UsageProblem(f"'{kind}' is no kind of picture.", "kind", "Use png, svg or pdf.")


def together(parts: Sequence[Provenance]) -> Provenance:
    """Return the provenance of a figure of several runs: what they share once, the rest with commas.

    Raises DataProblem where there is none, or where they were made by different versions or counted
    differently.
    """
    if not parts:
        raise DataProblem(
            "A figure needs at least one run.", "the provenance of a figure", "Give the provenance of each run shown."
        )
    first = parts[0]
    for part in parts:
        if (part.version, part.method, part.counted) != (first.version, first.method, first.counted):
            raise DataProblem(
                "Runs of different versions, intervals or ways of counting cannot share a figure.",
                f"{first.foot}; {part.foot}",
                "Run both again with this version, and estimate them in the same way.",
            )
    return Provenance(
        ", ".join(dict.fromkeys(part.scenario for part in parts)),
        ", ".join(dict.fromkeys(part.scenario_hash for part in parts)),
        _one_or_all([seed for part in parts for seed in _each(part.seed)]),
        _one_or_all([n for part in parts for n in _each(part.n)]),
        first.method,
        first.version,
        first.counted,
    )


def _each(value: int | tuple[int, ...]) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value,)


def _one_or_all(values: list[int]) -> int | tuple[int, ...]:
    """Return the value that all share, or each of them in order."""
    return values[0] if len(set(values)) == 1 else tuple(values)
