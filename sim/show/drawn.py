"""What a drawing function gives back: artists, the words beside the picture, its numbers and their
origin.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from sim.core.base.errors import UsageProblem, one_line
from sim.core.estimate.writing import count_text, lines_of
from sim.core.scenario.fingerprint import tool_version
from sim.show.grammar import LEAST_PT, POINTS, Theme, collect_estimates, now
from sim.show.palette import GREY
from sim.study.estimate.quantities import CAVEAT
from sim.study.store.disk import write

if TYPE_CHECKING:
    import pandas as pd

KINDS: Final = {".png": "png", ".svg": "svg", ".pdf": "pdf"}


@dataclass(eq=False, repr=False)
class Drawn:
    """What was drawn on `ax`, which may be several axes: artists by name, title and caption, no
    part of it.

    `data` holds the numbers, a row each, unless given those of the estimates that were drawn;
    `facts` say where they come from; `alt` says what there is to see.
    """

    ax: Any
    artists: Mapping[str, Any]
    title: str
    reading: str
    facts: Provenance
    data: Sequence[Mapping[str, Any]] = ()
    alt: str = ""
    theme: Theme = field(default_factory=now)

    def __post_init__(self) -> None:
        self.title = one_line(self.title)
        self.data = [*collect_estimates(self.ax), *self.data]
        assert self.data, "a figure holds its numbers"
        self.alt = self.alt or f"{self.title}. {' '.join(self.reading.split())}"

    def __repr__(self) -> str:
        return f"<Drawn: {self.caption}>"

    @property
    def caption(self) -> str:
        """The text under the figure: title, how to read it, where it comes from."""
        return f"{self.title}. {' '.join(self.reading.split())} {self.facts.foot}. {CAVEAT}"

    @property
    def figure(self) -> Figure:
        """The whole figure in which it was drawn, the user's where axes were given."""
        found: Figure = np.ravel(self.ax)[0].get_figure(root=True)
        return found

    def to_frame(self) -> pd.DataFrame:
        """Return the numbers that were drawn as a tidy table."""
        import pandas as pd

        return pd.DataFrame(list(self.data))

    def rendered(self, kind: str, foot: bool | None = None) -> bytes:
        """Return the bytes of the figure as png, svg or pdf, the same each time; raises
        UsageProblem for another kind.

        `foot` writes the line of provenance into the picture; the metadata of the file hold it
        always.
        """
        metadata, figure = self.facts.metadata(kind, self.title), self.figure
        with mpl.rc_context(self.theme.settings()):
            if figure.get_layout_engine() is not None:
                if self.theme.foot if foot is None else foot:
                    add_foot(figure, self.facts.foot, self.theme)
                settle(figure)
            buffer = io.BytesIO()
            figure.savefig(buffer, format=kind, dpi=self.theme.dpi, metadata=metadata)
        return buffer.getvalue()

    def save(self, path: str | Path, foot: bool | None = None) -> Path:
        """Write the figure as its name's suffix asks (.png, .svg or .pdf), over one that is there;
        return the path.

        Raises UsageProblem for another suffix.
        """
        target = Path(path)
        kind = KINDS.get(target.suffix.lower())
        if kind is None:
            said = (
                f"'{target.suffix}' is no kind of picture."
                if target.suffix
                else "The name has no suffix."
            )
            raise UsageProblem(
                said,
                str(target),
                f"End the name in {', '.join(list(KINDS)[:-1])} or {list(KINDS)[-1]}.",
            )
        write(target, self.rendered(kind, foot))
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
    rows = max(np.size(each) for each in columns.values())
    wide = [np.broadcast_to(each, rows).tolist() for each in columns.values()]
    return [
        {
            name: round(value, digits) if isinstance(value, float) else value
            for name, value in zip(columns, row, strict=True)
        }
        for row in zip(*wide, strict=True)
    ]


def as_csv(data: Sequence[Mapping[str, Any]]) -> str:
    """Return rows as comma-separated values, under the names of all; what a row lacks is empty."""
    file = io.StringIO()
    writer = csv.DictWriter(
        file, list(dict.fromkeys(name for row in data for name in row)), lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(data)
    return file.getvalue()


def add_foot(figure: Figure, text: str, theme: Theme) -> None:
    """Write the line of provenance under all else, in letters that can still be read."""
    size = max(LEAST_PT, 0.6 * theme.small)
    wide, high = figure.get_size_inches() * POINTS
    told = lines_of(f"{text}. {CAVEAT}", int(wide / (0.6 * size)))
    room = 1.35 * size * len(told) / high
    engine: Any = figure.get_layout_engine()
    taken = room
    for legend in figure.legends:
        taken += legend.get_window_extent().height / figure.bbox.height + 0.5 * theme.small / high
        legend.set_bbox_to_anchor((0, room, 1, 1 - room))
    engine.set(rect=(0, taken, 1, 1 - taken))
    figure.text(
        0.01,
        0.15 * size / high,
        "\n".join(told),
        size=size,
        color=GREY,
        va="bottom",
        linespacing=1.2,
        gid="foot",
    )


def settle(figure: Figure) -> None:
    """Fix the layout, so that every file shows the same one, on every machine."""
    engine: Any = figure.get_layout_engine()
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

    `n` counts what `counted` names: worlds, worlds a cell, pairs of worlds. `method` names the
    interval and its level. `seed` and `n` are tuples only where several runs that differ in them
    share a figure (see `join_provenance`).
    """

    scenario: str
    scenario_hash: str
    seed: int | tuple[int, ...]
    n: int | tuple[int, ...]
    method: str
    counted: str = "worlds"
    version: str = field(default_factory=tool_version)

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
        names, hashes = one_line(self.scenario), one_line(f"scenario hash {self.scenario_hash}")
        rest = f"seed {self.seeds} · n = {self.size} · interval: {self.method} · version {self.version}"
        return f"{names} · {hashes} · {rest}"

    def metadata(self, kind: str, title: str) -> dict[str, Any]:
        """Return what a png, svg or pdf file carries besides the picture; no date, so that bytes
        repeat.

        Raises UsageProblem for another kind.
        """
        names = ("Scenario", "Scenario hash", "Seed", "n", "Interval", "Version")
        values = (
            self.scenario,
            self.scenario_hash,
            self.seeds,
            self.size,
            self.method,
            self.version,
        )
        facts = dict(zip(names, values, strict=True))
        pairs = [f"{name}: {fact}" for name, fact in facts.items()]
        maker, about = f"sim {self.version}", f"{self.foot}. {CAVEAT}"
        match kind:
            case "png":
                return {"Title": title, "Description": about, "Software": maker} | facts
            case "svg":
                return {
                    "Title": title,
                    "Description": about,
                    "Keywords": pairs,
                    "Creator": maker,
                    "Date": None,
                }
            case "pdf":
                words = {
                    "Title": title,
                    "Subject": about,
                    "Keywords": "; ".join(pairs),
                    "Creator": maker,
                }
                return words | {"CreationDate": None}
        raise UsageProblem(f"'{kind}' is no kind of picture.", "kind", "Use png, svg or pdf.")


def join_provenance(parts: Sequence[Provenance]) -> Provenance:
    """Return the provenance of a figure of several runs, drawn in one way: what they share once,
    the rest in order.
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
