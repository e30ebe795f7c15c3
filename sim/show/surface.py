"""A study over two factors: a smooth map of an outcome, or a line for each name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.ticker import MaxNLocator

from sim.core.base.arrays import Floats
from sim.core.base.errors import UsageProblem
from sim.core.estimate.writing import count_text, short_text, tick_text, upper
from sim.show import grammar as g
from sim.show.designs import (
    FEW_VALUES,
    Groups,
    StudyPoints,
    basis,
    factor_label,
    fit_again,
    marginals,
    number_along,
    points_of,
)
from sim.show.drawn import Drawn, tidy
from sim.show.grammar import SEQUENCE, drawing, now, panels
from sim.show.palette import BLACK, GREY
from sim.study.estimate.quantities import list_parts
from sim.study.estimate.survival import RESAMPLES, cannot_tell, survives, told
from sim.study.store.results import Results

Pair = tuple[str, str]

LEAST_VALUES: Final = 3
"""A surface takes numbers with more values than this."""

SIDE: Final = 41
STEP: Final = 8
"""Steps of the grid of a surface that make a fifth of its range."""

REACH: Final = 0.13
"""How far from points a surface is drawn, as a share of the ranges."""


@drawing
def surface(
    study: Any,
    outcome: str = "lose_lose",
    *,
    factors: Sequence[str] = (),
    by: str = "",
    ax: Axes | None = None,
) -> Drawn:
    """Draw an outcome over two factors as a smooth surface; dotted where neither moves it beyond
    chance.

    Far from points it is blank. One number and one factor with names, or with few numbers, make no
    surface: they are drawn as a line for each name. A third factor of a grid, with at most six
    values, has a panel for each.
    """
    d = points_of(study, outcome)
    if not by and (pair := number_and_names(d, factors)):
        return lines_by_name(d, *pair, ax)
    one, other = two_numbers(d, factors)
    # Points that do not fill a grid are too few in a panel.
    planes = d.y.size / (d.values(one) * d.values(other))
    if not by and len(d.factors) == 3 and planes in range(FEW_VALUES + 1):
        (by,) = {*d.factors} - {one, other}
    groups = d.groups(by)
    fits = {
        name: Surface.of(d, (one, other), chosen, d.again) for name, (_, chosen) in groups.items()
    }
    count, beside = len(groups), g.broad()
    share = (0.5 if beside else 0.72) if count == 1 else 0.4 if beside else 0.58 * count
    grid = g.side_by_side(ax, count, now().width_mm * share).ravel()
    heights = np.concatenate([fit.seen[np.isfinite(fit.seen)] for fit in fits.values()])
    ends = float(heights.min()), float(heights.max()) + 1e-9
    artists, data = {}, []
    for axes, (name, fit) in zip(grid, fits.items(), strict=True):
        artists[name] = fit.draw(axes, ends, d.chance)
        if count > 1:
            reach = " to ".join(d.text(float(f(fit.seen))) for f in (np.nanmin, np.nanmax))
            head = f"Kim is {name}" if by == "kim_type" else name
            axes.set_title(f"{head}\n{reach}", size=now().small, loc="left")
        # One label is enough for panels side by side, and has room under the middle one.
        middle = axes is grid[count // 2] or not beside
        g.number_axis(axes, factor_label(one) if middle else "", "x", 3, grid=False)
        if beside:
            axes.set_xlabel(" ".join(axes.get_xlabel().split()))
        first = axes is grid[0] or not beside
        g.number_axis(axes, factor_label(other) if first else "", "y", 3, grid=False)
        r, c = np.nonzero(np.isfinite(fit.seen))
        data += tidy(30, panel=name, **{one: fit.x[c], other: fit.y[r], d.outcome: fit.seen[r, c]})
    bar = g.colour_bar(grid[-1], ScalarMappable(Normalize(*ends), SEQUENCE), d.label)
    bar.ax.yaxis.set_major_locator(MaxNLocator(5))
    bar.ax.yaxis.set_major_formatter(
        lambda value, _: (tick_text if d.chance else short_text)(value)
    )
    factors_drawn = f"over {factor_label(one)} and {factor_label(other)}"
    reading = (
        f"A cubic surface of the mean over {count_text(d.y.size)} points. Dotted: a fifth more of either factor does "
        f"not move it beyond the 95 % band of {RESAMPLES} resamples of worlds and of drawn points."
    )
    signs: list[Any] = [g.patch("moves it not beyond chance", "white", hatch="...", edgecolor=GREY)]
    if not all(fit.grid for fit in fits.values()):
        signs.append(g.sample("a point", BLACK, "none", ".", markersize=now().dot * 0.8))
    return d.drawn(
        grid,
        artists,
        f"{d.label} {factors_drawn}",
        reading,
        data,
        headline=surface_headline(d, groups, (one, other), by),
        signs=signs,
    )


@dataclass
class Surface:
    """A cubic surface over two factors, and over resamples; `grid` where its points fill a grid."""

    x: Floats
    y: Floats
    points: tuple[Floats, Floats]
    seen: Floats
    again: Floats
    grid: bool

    @classmethod
    def of(cls, d: StudyPoints, pair: Pair, chosen: Any, resamples: Any) -> Surface:
        """Return the surface of an outcome over some points, and over resamples of them."""
        x, y = (d.column(name)[chosen].astype(np.float64) for name in pair)
        across, along = (np.linspace(float(p.min()), float(p.max()), SIDE) for p in (x, y))
        wide, tall = (part.ravel() for part in np.meshgrid(across, along))
        fits = fit_again(
            basis(x, x, y, y), basis(wide, x, tall, y), *(table[:, chosen] for table in resamples)
        )
        fits = np.clip(fits, 0.0, 1.0) if d.chance else fits
        full = len(x) == len(set(x)) * len(set(y))
        if not full:
            away = [np.subtract.outer(a, p) / np.ptp(p) for a, p in ((wide, x), (tall, y))]
            fits[0, np.hypot(*away).min(axis=1) > REACH] = np.nan
        fits = fits.reshape(-1, SIDE, SIDE)
        return cls(across, along, (x, y), fits[0], fits[1:], full)

    def moves(self) -> Any:
        """Return where a fifth more of one of both factors surely moves the outcome,
        `(SIDE - STEP, SIDE - STEP)`.
        """
        inner = self.again[:, :-STEP, :-STEP]
        steps = (self.again[:, :-STEP, STEP:] - inner, self.again[:, STEP:, :-STEP] - inner)
        ends = [np.quantile(step, (0.025, 0.975), axis=0) for step in steps]
        return np.any([(low > 0) | (high < 0) for low, high in ends], axis=0)

    def draw(self, ax: Axes, ends: tuple[float, float], chance: bool) -> Any:
        """Draw the surface with labelled contours, its points unless they fill a grid, and dots where
        nothing moves it.
        """
        filled = ax.contourf(self.x, self.y, self.seen, np.linspace(*ends, 21), cmap=SEQUENCE)
        still, half = np.where(self.moves(), 0.0, 1.0), STEP // 2
        inner = slice(half, half - STEP)
        ax.contourf(
            self.x[inner], self.y[inner], still, [0.5, 1.5], colors="none", hatches=[".."]
        ).set(edgecolor="white", linewidth=0)
        rounds = MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(*ends)
        levels = [v for v in rounds if np.nanmin(self.seen) < v < np.nanmax(self.seen)]
        # Where nothing moves the outcome, contours would draw hills that chance made.
        if levels and not still.all():
            shades: Any = mpl.colormaps[SEQUENCE](Normalize(*ends)(levels))
            inks = [BLACK if g.lightness(shade[:3]) > 0.55 else "white" for shade in shades]
            lines = ax.contour(
                self.x, self.y, self.seen, levels, colors=inks, linewidths=0.6 * now().line
            )
            frame = ax.get_window_extent()
            for tag in ax.clabel(
                lines, fmt=tick_text if chance else short_text, fontsize=now().small
            ):
                # One that a corner would cut says nothing that the bar does not.
                box = tag.get_window_extent()
                tag.set_visible(bool(frame.contains(*box.min) and frame.contains(*box.max)))
        if not self.grid:
            g.dots(
                ax, *self.points, "white", size=now().dot * 0.4, linewidths=0.3, edgecolors=BLACK
            )
        return filled


def surface_headline(d: StudyPoints, groups: Groups, pair: Pair, by: str) -> str:
    """Return how both factors move the outcome, as far as resamples agree; of parts, first what the
    part does.
    """
    names = [factor_label(name) for name in pair]
    fits = [Surface.of(d, pair, chosen, d.halves) for _, chosen in groups.values()]
    surfaces = np.stack([np.concatenate([[fit.seen], fit.again]) for fit in fits])
    if by:
        middles, inner = np.nanmean(surfaces, axis=(2, 3)), np.nanmax(surfaces, axis=(2, 3))
        inner -= np.nanmin(surfaces, axis=(2, 3))
        outer, inside = np.ptp(middles, axis=0), inner.max(axis=0)
        part = factor_label(by)
        sentence = (
            f"{part} moves {d.name} by {d.reach_text(float(outer[0]))}; {' and '.join(names)} by at most "
            f"{d.reach_text(float(inside[0]))}"
        )
        question = f"whether {part} moves {d.name} more than {' and '.join(names)}"
        return upper(told(sentence, (outer > inside).tolist(), d.shared, question))
    table = surfaces[0]
    slopes = (
        np.nanmean(table[:, :, -STEP:], axis=(1, 2)) - np.nanmean(table[:, :, :STEP], axis=(1, 2)),
        np.nanmean(table[:, -STEP:], axis=(1, 2)) - np.nanmean(table[:, :STEP], axis=(1, 2)),
    )
    parts = [
        f"{'rises' if slope[0] > 0 else 'falls'} with {name}"
        for name, slope in zip(names, slopes, strict=True)
        if survives(np.sign(slope).tolist(), d.shared)
    ]
    if not parts:
        return cannot_tell(d.shared, f"whether {d.name} moves with {' or '.join(names)}")
    low, high = (d.text(float(f(table[0]))) for f in (np.nanmin, np.nanmax))
    return f"{upper(d.name)} {list_parts(parts)}: from {low} to {high} over the plane"


def number_and_names(d: StudyPoints, factors: Sequence[str]) -> tuple[str, str] | None:
    """Return the number and the factor with names among two factors that make no surface; None for
    all others.
    """
    pair = list(factors) or d.factors
    if len(pair) != 2 or not set(pair) <= set(d.factors):
        return None
    names, number = sorted(pair, key=d.values)
    return None if d.values(names) > LEAST_VALUES or not d.values(number) else (number, names)


def lines_by_name(d: StudyPoints, number: str, names: str, ax: Axes | None) -> Drawn:
    """Draw an outcome along a number, a line for each value of another factor."""
    ((axes,),) = panels(ax, 1, 1, height_mm=now().width_mm * 0.55)
    x = d.column(number).astype(np.float64)
    artists: dict[str, Any] = {}
    data: list[dict[str, Any]] = []
    start = f"{factor_label(names)} " if d.values(names) else ""
    groups = {f"{start}{name}": points for name, points in d.groups(names).items()}
    room = float(np.ptp(x)) * 0.006
    for place, (name, (colour, chosen)) in enumerate(groups.items()):
        if not d.named(number):
            about_it = {"group": name, "factor": number}
            artists |= number_along(axes, d, number, chosen, (colour, True), data, about_it)
            continue
        numbers = np.unique(x[chosen])
        means = [
            [d.cells[f"{d.outcome}{end}"][chosen & (x == v)].mean() for v in numbers]
            for end in ENDS
        ]
        # Whiskers of several lines at one number stand beside one another.
        beside = numbers + (place - (len(groups) - 1) / 2) * room
        artists[name] = g.lines(axes, beside, means[0], colour)
        g.whiskers(axes, beside, means[1], means[2], colour, across=False)
        g.dots(axes, beside, means[0], colour)
        values = dict(zip(("mean", "low", "high"), means, strict=True))
        data += tidy(group=name, factor=number, value=numbers, **values)
    g.number_axis(axes, factor_label(number), "x", 3, grid=False)
    g.extend_axis(axes, "x", float(x.min()) - 3 * room, float(x.max()) + 3 * room)
    d.axis(axes, d.label)
    g.key(axes, [g.sample(name, colour) for name, (colour, _) in groups.items()], whole=ax is None)
    bars = (
        "Bars: 95 % intervals of the points, averaged if several lie at one number."
        if d.named(number)
        else f"Bands: 95 % of cubics over {RESAMPLES} resamples."
    )
    sign = g.interval(GREY) if d.named(number) else g.patch("95 % band", g.lighter(GREY, 0.35))
    return d.drawn(
        [[axes]],
        artists,
        f"{d.label} over {factor_label(number)}, by {factor_label(names)}",
        f"{count_text(d.y.size)} points; a line for each value of {factor_label(names)}. {bars}",
        data,
        headline=lines_headline(d, groups, names),
        signs=[sign],
    )


ENDS: Final = ("", "_low", "_high")


def lines_headline(d: StudyPoints, groups: Groups, names: str) -> str:
    """Return the groups in which the outcome is highest and lowest, if resamples agree."""
    means = np.stack([d.means(chosen, d.halves) for _, chosen in groups.values()])
    order = [*zip(means.argmax(axis=0).tolist(), means.argmin(axis=0).tolist(), strict=True)]
    labels = list(groups)
    parts = [f"{d.text(float(means[k, 0]))} under {labels[k]}" for k in order[0]]
    question = f"under which {factor_label(names)} {d.name} is higher"
    return told(f"{upper(d.name)} is {', '.join(parts)}", order, d.shared, question)


def two_numbers(d: StudyPoints, factors: Sequence[str]) -> tuple[str, str]:
    """Return the two factors of a surface; raises UsageProblem where the study has no two with
    enough numbers.
    """
    pair = d.chosen(factors, 2, LEAST_VALUES)
    if len(pair) != 2:
        remedy = (
            "Sweep over two numbers of four values or more, or over a number and a factor with "
            "names; or draw marginals."
        )
        raise UsageProblem(
            f"a surface has two factors with four numbers or more, not {len(pair)}",
            d.results.place,
            remedy,
        )
    one, other = pair if factors else sorted(pair, key=d.factors.index)
    return one, other


def kinds_for(results: Results, outcome: str) -> list[Any]:
    """Return the kinds that the design of a study can fill."""
    d = points_of(results, outcome)
    wide = sum(d.values(name) > LEAST_VALUES for name in d.factors)
    return [marginals, *([surface] if wide >= 2 else [])]
