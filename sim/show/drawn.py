"""The result of a drawing function: artists, the words beside the picture, its numbers and their
origin.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import PlaceHolderLayoutEngine
from matplotlib.legend import Legend
from matplotlib.ticker import FixedLocator

from sim.core.base.errors import UsageProblem, one_line
from sim.core.estimate.writing import count_text, csv_text, upper
from sim.core.scenario.fingerprint import fingerprint, tool_version
from sim.show.grammar import (
    LEAST_PT,
    OWN,
    POINTS,
    RoundTicks,
    Theme,
    balanced,
    collect_estimates,
    now,
)
from sim.show.palette import GREY
from sim.study.estimate.quantities import CAVEAT
from sim.study.store.disk import write

if TYPE_CHECKING:
    import pandas as pd

KINDS: Final = {".png": "png", ".svg": "svg", ".pdf": "pdf"}


@dataclass(eq=False, repr=False)
class Drawn:
    """A drawing on `ax`, which may be several axes: its artists by name, and the title and the
    caption beside it.

    `data` holds the numbers, a row each; those of estimates drawn on `ax` are put before them.
    `facts` name the run; `alt` describes the picture. `headline` is the finding in a sentence,
    `measure` the quantity with its unit, and `signs` are the entries of a key: a theme with a head
    writes all three into the picture.
    """

    ax: Any
    artists: Mapping[str, Any]
    title: str
    reading: str
    facts: Provenance
    data: Sequence[Mapping[str, Any]] = ()
    alt: str = ""
    headline: str = ""
    measure: str = ""
    signs: Sequence[Any] = ()
    theme: Theme = field(default_factory=now)

    def __post_init__(self) -> None:
        self.title = one_line(self.title)
        self.data = [*collect_estimates(self.ax), *self.data]
        assert self.data, "a figure holds its numbers"
        description = ". ".join(filter(None, (self.title, self.headline, self.alt or self.reading)))
        self.alt = " ".join(description.split())

    def __repr__(self) -> str:
        return f"<Drawn: {self.caption}>"

    @property
    def caption(self) -> str:
        """The text under the figure: title, how to read it, where it comes from."""
        return (
            f"{self.title}. {' '.join(self.reading.split())} {self.facts.foot}. {self.facts.caveat}"
        )

    @property
    def subtitle(self) -> str:
        """The line under the headline: the quantity with its unit, and the number of worlds."""
        return f"{(self.measure or self.title).rstrip('.?')}. n = {self.facts.size}"

    @property
    def figure(self) -> Figure:
        """The whole figure in which it was drawn, the user's where axes were given."""
        figure: Figure = np.ravel(self.ax)[0].get_figure(root=True)
        return figure

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers that were drawn as a tidy table."""
        import pandas as pd

        return pd.DataFrame(list(self.data))

    def rendered(self, kind: str, foot: bool | None = None, title: str = "") -> bytes:
        """Return the bytes of the figure as png, svg or pdf, the same each time; raises
        UsageProblem for another kind.

        `foot` writes the line of provenance into the picture; the metadata of the file hold it
        always. `title` is the headline to write in the place of the finding's own.
        """
        headline = title or self.headline or self.title
        metadata, figure = self.facts.metadata(kind, one_line(headline), self.caption), self.figure
        with mpl.rc_context(self.theme.settings()):
            # A figure that was rendered before has its words and its layout.
            if not isinstance(figure.get_layout_engine(), PlaceHolderLayoutEngine | None):
                source = self.theme.foot if foot is None else foot
                if figure in OWN:
                    make_room(figure, self.theme)
                add_words(self, title, figure in OWN and self.theme.head, source)
                settle(figure)
            buffer = io.BytesIO()
            figure.savefig(buffer, format=kind, dpi=self.theme.dpi, metadata=metadata)
        return buffer.getvalue()

    def save(self, path: str | Path, foot: bool | None = None, title: str = "") -> Path:
        """Write the figure as its name's suffix asks (.png, .svg or .pdf), over one that is there;
        return the path. `foot` and `title` are those of `rendered`.

        Raises UsageProblem for another suffix.
        """
        target = Path(path)
        kind = KINDS.get(target.suffix.lower())
        if kind is None:
            problem = (
                f"'{target.suffix}' is no kind of picture."
                if target.suffix
                else "The name has no suffix."
            )
            raise UsageProblem(
                problem,
                str(target),
                f"End the name in {', '.join(list(KINDS)[:-1])} or {list(KINDS)[-1]}.",
            )
        write(target, self.rendered(kind, foot, title))
        return target

    def beside(self, picture: str, tex: bool = False) -> dict[str, str]:
        """Return the texts that stand beside a file of the picture, by suffix: caption and
        description, the numbers.
        """
        caption = (
            self.caption.replace("%", r"\%")
            .replace("_", r"\_")
            .replace("&", r"\&")
            .replace("#", r"\#")
        )
        words = (
            f"\\begin{{figure}}\n\\includegraphics{{{picture}}}\n\\caption{{{caption}}}\n\\end{{figure}}\n"
            if tex
            else f"![{self.alt}]({picture})\n\n{self.caption}\n"
        )
        return {".tex" if tex else ".md": words} | {".csv": as_csv(self.data)}

    def _repr_png_(self) -> bytes:
        return self.rendered("png")


def tidy(digits: int = 6, /, **columns: Any) -> list[dict[str, Any]]:
    """Return columns as the rows of a table, numbers rounded; a single value stands in every row."""
    rows = max(np.size(column) for column in columns.values())
    wide = [np.broadcast_to(column, rows).tolist() for column in columns.values()]
    return [
        {
            name: round(value, digits) if isinstance(value, float) else value
            for name, value in zip(columns, row, strict=True)
        }
        for row in zip(*wide, strict=True)
    ]


def as_csv(data: Sequence[Mapping[str, Any]]) -> str:
    """Return rows as comma-separated values, under the names of all; a missing value is empty."""
    names = list(dict.fromkeys(name for row in data for name in row))
    return csv_text([names, *([row.get(name, "") for name in names] for row in data)])


def add_words(drawing: Drawn, title: str, head: bool, foot: bool) -> None:
    """Write a headline with its subtitle above all else, and a key of signs and the line of
    provenance under it, as far as they are asked for; the figure grows by their height.
    """
    figure, t, alone = drawing.figure, drawing.theme, head or bool(title)
    wide, high = figure.get_size_inches() * POINTS
    small = max(LEAST_PT, 0.6 * t.small)
    above = headline_of(drawing, title, wide) if alone else []
    signs = list(drawing.signs) if alone else []
    text = f"{drawing.facts.foot}. {drawing.facts.caveat}"
    source = balanced(text, int(wide / (0.56 * small))).split("\n") if foot else []
    columns = columns_of_key(signs, wide, t)
    top = sum(1.3 * size * len(lines) + 0.5 * size for lines, size, _ in above)
    room = 1.35 * small * len(source) + 0.3 * small * bool(source)
    keyed = 1.55 * t.small * -(-len(signs) // columns) + 0.3 * t.small if signs else 0.0
    if not top + room + keyed:
        return
    grown = high + top + keyed + room if alone else high
    figure.set_size_inches(wide / POINTS, grown / POINTS)
    below = (room + keyed) / grown
    for legend in figure.legends:
        legend.set_bbox_to_anchor((0, below, 1, 1 - below))
        tall = legend.get_window_extent().height / figure.dpi * POINTS + 0.5 * t.small
        below += tall / grown
    engine: Any = figure.get_layout_engine()
    engine.set(rect=(0, below, 1, 1 - below - top / grown))
    height = grown - 0.3 * t.text
    for lines, size, look in above:
        write_lines(figure, lines, height / grown, size, va="top", **look)
        height -= 1.3 * size * len(lines) + 0.2 * size
    if signs:
        add_key(figure, signs, columns, room / grown, t)
    if source:
        low = 0.15 * small / grown
        write_lines(figure, source, low, small, va="bottom", color=GREY, gid="foot")


def headline_of(
    drawing: Drawn, title: str, wide: float
) -> list[tuple[list[str], float, dict[str, Any]]]:
    """Return the headline and the line under it: their lines within a width in points, the size of
    their letters and how they look.
    """
    t, text = drawing.theme, one_line(title or drawing.headline or drawing.title)
    look = {"color": GREY}
    if not title:
        text = upper(text)
    return [
        (balanced(text, int(wide / (0.64 * t.text))).split("\n"), t.text, {"weight": "bold"}),
        (balanced(drawing.subtitle, int(wide / (0.56 * t.small))).split("\n"), t.small, look),
    ]


def columns_of_key(signs: Sequence[Any], wide: float, t: Theme) -> int:
    """Return in how many columns signs with their labels stand within a width in points."""
    longest = max((len(str(sign.get_label())) for sign in signs), default=0)
    return max(1, min(len(signs), int(wide / (0.53 * t.small * longest + 4.2 * t.small))))


def write_lines(
    figure: Figure, lines: Sequence[str], height: float, size: float, **look: Any
) -> None:
    """Write lines at the left edge of a figure, at a height from 0 to 1."""
    figure.text(0.01, height, "\n".join(lines), size=size, linespacing=1.2, **look)


def add_key(figure: Figure, signs: Sequence[Any], columns: int, height: float, t: Theme) -> None:
    """Draw the key of signs at the left edge of a figure, at a height from 0 to 1."""
    key = Legend(
        figure,
        signs,
        [str(sign.get_label()) for sign in signs],
        loc="lower left",
        bbox_to_anchor=(0.0, height),
        bbox_transform=figure.transFigure,
        ncols=columns,
        fontsize=t.small,
        frameon=False,
        handlelength=1.6,
        columnspacing=1.2,
        borderaxespad=0.2,
    )
    key.set_in_layout(False)
    figure.add_artist(key)


TALL: Final = (11, 7, 5)
"""Lines of text that the highest axes of a figure have room for at least: alone in their column,
with one below them, with more.
"""


def make_room(figure: Figure, t: Theme) -> None:
    """Heighten a figure whose labels and keys leave its axes too low to be read."""
    engine: Any = figure.get_layout_engine()
    engine.execute(figure)
    grids = [(axes.get_subplotspec(), axes.get_position().height) for axes in figure.axes]
    rows = max((spec.get_gridspec().nrows for spec, _ in grids if spec is not None), default=1)
    wide, high = figure.get_size_inches() * POINTS
    lacking = TALL[min(rows, 3) - 1] * t.text - max(tall for _, tall in grids) * high
    if lacking > 0:
        figure.set_size_inches(wide / POINTS, (high + lacking * rows) / POINTS)


def settle(figure: Figure) -> None:
    """Fix the layout, so that every file shows the same one, on every machine."""
    engine: Any = figure.get_layout_engine()
    engine.execute(figure)
    # Ticks follow the size of axes, and their labels take room: they are fixed before the last layout.
    for axes in figure.findobj(Axes):
        for axis in (axes.xaxis, axes.yaxis):
            if isinstance(axis.get_major_locator(), RoundTicks):
                axis.set_major_locator(FixedLocator(axis.get_major_locator()()))
    engine.execute(figure)
    figure.set_layout_engine("none")
    for axes in figure.axes:
        # The solver of the layout visits its terms in an order of memory, so the last bits differ
        # by run.
        box = axes.get_position(original=True).bounds
        axes.set_position((round(box[0], 6), round(box[1], 6), round(box[2], 6), round(box[3], 6)))
        axes.apply_aspect()


@dataclass(frozen=True, slots=True)
class Provenance:
    """The run behind a figure.

    `n` is the number of what `counted` names: worlds, worlds a cell, pairs of worlds. `method`
    names the interval and its level. `seed` and `n` are tuples only where several runs that differ
    in them share a figure (see `join_provenance`).
    """

    scenario: str
    scenario_hash: str
    seed: int | tuple[int, ...]
    n: int | tuple[int, ...]
    method: str
    counted: str = "worlds"
    caveat: str = CAVEAT
    version: str = field(default_factory=tool_version)

    @property
    def size(self) -> str:
        """The number of worlds in words: "10 000 worlds", "1 000 worlds a cell"."""
        numbers = ", ".join(count_text(count) for count in _each(self.n))
        thing, _, rest = self.counted.partition(" ")
        counted = f"{thing.removesuffix('s')} {rest}".rstrip() if self.n == 1 else self.counted
        return f"{numbers} {counted}"

    @property
    def seeds(self) -> str:
        """The seed, or the seeds with a comma between."""
        return ", ".join(str(seed) for seed in _each(self.seed))

    @property
    def foot(self) -> str:
        """The facts of the foot line: scenario, hash, seed, n, interval method and version."""
        names, hashes = one_line(self.scenario), one_line(f"scenario hash {self.scenario_hash}")
        rest = f"seed {self.seeds} · n = {self.size} · interval: {self.method} · version {self.version}"
        return f"{names} · {hashes} · {rest}"

    def metadata(self, kind: str, title: str, text: str = "") -> dict[str, Any]:
        """Return the metadata of a png, svg or pdf file: title, caption, source and the model; no date,
        so that bytes repeat.

        Raises UsageProblem for another kind.
        """
        names = ("Scenario", "Scenario hash", "Seed", "n", "Interval", "Version", "Model")
        values = (
            self.scenario,
            self.scenario_hash,
            self.seeds,
            self.size,
            self.method,
            self.version,
            fingerprint(),
        )
        facts = dict(zip(names, values, strict=True))
        pairs = [f"{name}: {fact}" for name, fact in facts.items()]
        maker, description = f"sim {self.version}", text or f"{self.foot}. {self.caveat}"
        match kind:
            case "png":
                return {"Title": title, "Description": description, "Software": maker} | facts
            case "svg":
                return {
                    "Title": title,
                    "Description": description,
                    "Keywords": pairs,
                    "Creator": maker,
                    "Date": None,
                }
            case "pdf":
                words = {
                    "Title": title,
                    "Subject": description,
                    "Keywords": "; ".join(pairs),
                    "Creator": maker,
                }
                return words | {"CreationDate": None}
        raise UsageProblem(f"'{kind}' is no kind of picture.", "kind", "Use png, svg or pdf.")


def join_provenance(parts: Sequence[Provenance]) -> Provenance:
    """Return the provenance of a figure of several runs, drawn in one way: shared facts once, the
    rest in order.
    """
    return replace(
        parts[0],
        scenario=", ".join(dict.fromkeys(part.scenario for part in parts)),
        scenario_hash=", ".join(dict.fromkeys(part.scenario_hash for part in parts)),
        seed=_one_or_all([seed for part in parts for seed in _each(part.seed)]),
        n=_one_or_all([n for part in parts for n in _each(part.n)]),
    )


def _each(value: int | tuple[int, ...]) -> tuple[int, ...]:
    return value if isinstance(value, tuple) else (value,)


def _one_or_all(values: list[int]) -> int | tuple[int, ...]:
    """Return the value that all share, or each of them in order."""
    return values[0] if len(set(values)) == 1 else tuple(values)
