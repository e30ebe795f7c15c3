"""Redraw every figure of an archive, plainly, from its CSV alone: python redraw.py. It needs
matplotlib alone.
"""

import csv
import itertools
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import pyplot as plt

Rows = list[dict[str, Any]]
FACETS = ("picture", "factor", "kim", "panel", "horizon", "event", "by")
"""Columns whose names have axes of their own."""
SERIES = ("run", "series", "points", "course")
"""Columns whose names have a colour each where points stand in rows."""
BANDS = (("q5", "q95"), ("q25", "q75"), ("quarter", "three quarters"), ("low", "high"))
MOST = 8
NAMED = 30
"""Points in a plane that are named."""


def numbers(rows: Rows) -> list[str]:
    """Turn the columns that hold only numbers into numbers, and return their names."""
    found = []
    for column in rows[0]:
        try:
            values = [float(row[column] or "nan") for row in rows]
        except ValueError:
            continue
        if any(row[column] != "" for row in rows):
            found.append(column)
            for row, value in zip(rows, values, strict=True):
                row[column] = value
    return found


def split(rows: Rows, columns: list[str]) -> dict[str, Rows]:
    """Return rows by the words in some columns, in order of appearance."""
    parts: dict[str, Rows] = {}
    for row in rows:
        parts.setdefault(named(row, columns), []).append(row)
    return parts


def named(row: dict[str, Any], columns: list[str]) -> str:
    """Return the words in some columns of a row."""
    return ", ".join(str(row[each]) for each in columns if row[each] != "")


def draw(ax: Any, rows: Rows) -> None:
    """Draw one panel: lines with bands, points in rows with whiskers, or points in a plane."""
    # What other panels of the figure say stands in columns that are empty here.
    rows = [
        {each: row[each] for each in row if any(other[each] != "" for other in rows)}
        for row in rows
    ]
    own = numbers(rows)
    words = [each for each in rows[0] if each not in own]
    words = [each for each in words if len({row[each] for row in rows}) > 1] or words[:1]
    bands = [pair for pair in BANDS if {*pair} <= {*own}]
    plain = [each for each in own if each not in itertools.chain(*bands)]
    if not plain:
        raise ValueError("it holds no numbers to draw")
    # An interval stands behind what it belongs to; before that stands what it runs over.
    means = {"mean", "q50"} <= {*plain}
    y = "q50" if means else plain[-1]
    x = "" if means or len(plain) == 1 else plain[-2]
    if not x:
        key = next((each for each in SERIES if each in words and len(words) > 1), "")
        others = [each for each in words if each != key]
        names, parts = list(split(rows, others)), split(rows, [key] if key else [])
        for number, (name, part) in enumerate(parts.items()):
            colour, shift = f"C{number % 10}", 0.6 * ((number + 0.5) / len(parts) - 0.5)
            at = [names.index(named(row, others)) + shift for row in part]
            ax.plot([row[y] for row in part], at, "o", color=colour, label=name or y)
            if means:
                ax.plot([row["mean"] for row in part], at, "D", color="black", label="mean")
            for width, (low, high) in enumerate(bands, 1):
                ax.hlines(
                    at, [row[low] for row in part], [row[high] for row in part], colour, lw=width
                )
        ax.set(xlabel=y, yticks=range(len(names)), yticklabels=names, ylim=(len(names) - 0.5, -0.5))
    elif len(plain) > 2 and not bands:
        drawn = ax.scatter(
            *([row[each] for row in rows] for each in plain[:2]),
            c=[row[y] for row in rows],
            marker="s",
        )
        ax.figure.colorbar(drawn, ax=ax, label=y)
        ax.set(xlabel=plain[0], ylabel=plain[1])
    else:
        parts = split(rows, words)
        if len(parts) == len(rows) > MOST:
            # Each point has a name of its own.
            for row in rows if len(rows) <= NAMED else ():
                ax.annotate(named(row, words), (row[x], row[y]), fontsize="x-small")
            parts, words = {"": rows}, []
        looks: dict[str, str] = {}
        for part in parts.values():
            at, look = (
                [row[x] for row in part],
                named(part[0], [each for each in SERIES if each in words][:1] or words),
            )
            label, colour = (
                "_" if look in looks else look,
                looks.setdefault(look, f"C{len(looks) % 10}"),
            )
            ax.plot(
                at,
                [row[y] for row in part],
                ".-" if len(part) < MOST else "-",
                color=colour,
                label=label,
            )
            for low, high in bands:
                ax.fill_between(
                    at,
                    [row[low] for row in part],
                    [row[high] for row in part],
                    color=colour,
                    alpha=0.2,
                )
        ax.set(xlabel=x, ylabel=y)
    if len(ax.get_legend_handles_labels()[1]) > 1:
        ax.legend(fontsize="small")


def redraw(rows: Rows) -> Any:
    """Redraw a figure from the rows of its CSV; raises ValueError where it holds nothing to
    draw.
    """
    if not rows:
        raise ValueError("it has no rows")
    few = [each for each in FACETS if each in rows[0] and len({row[each] for row in rows}) <= MOST]
    # What is worth months and what is a share stand on axes of their own.
    parts = split(rows, [*few, "outcome"] if {"kim", "outcome"} <= {*rows[0]} else few)
    wide = min(3, len(parts))
    size = (3.0 + 4.0 * wide, max(4.5, 3.2 * -(-len(parts) // wide)))
    figure, axes = plt.subplots(
        -(-len(parts) // wide), wide, squeeze=False, layout="constrained", figsize=size
    )
    for ax, (title, part) in zip(axes.flat, parts.items(), strict=False):
        draw(ax, part)
        ax.set_title(title, fontsize="medium")
    for ax in axes.flat[len(parts) :]:
        ax.axis("off")
    return figure


if __name__ == "__main__":
    mpl.use("Agg")
    top = Path(__file__).resolve().parent
    (top / "redrawn").mkdir(exist_ok=True)
    tables = {
        path.with_name(path.stem.removeprefix("figure-")): path
        for path in sorted(top.rglob("figure-*.csv"))
    }
    pictures = {p.with_suffix("") for p in top.rglob("*.*") if p.suffix in (".png", ".svg", ".pdf")}
    for name in sorted({*tables, *(each for each in pictures if each.parent != top / "redrawn")}):
        said, place = name.relative_to(top), "-".join(name.relative_to(top).parts) + ".png"
        try:
            if name not in tables:
                raise ValueError("no CSV stands beside it")
            with tables[name].open(encoding="utf-8", newline="") as file:
                figure = redraw(list(csv.DictReader(file)))
            figure.suptitle(name.name)
            figure.savefig(top / "redrawn" / place, dpi=110)
            print(f"{said}: redrawn/{place}")
        except ValueError as problem:
            print(f"{said}: cannot be redrawn, {problem}")
        plt.close("all")
