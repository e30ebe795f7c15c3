"""A study of any design: an outcome along each factor, over two of them, and where its ends lie."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sim.core.base.arrays import Floats, Ints, exp
from sim.core.base.errors import UsageProblem, nearest
from sim.core.estimate.quantiles import normal_quantile
from sim.core.estimate.writing import (
    count_text,
    number_text,
    percent_text,
    short_text,
    tick_text,
)
from sim.show import grammar as g
from sim.show.drawn import Drawn, Provenance, tidy
from sim.show.grammar import SEQUENCE, drawing, now, panels
from sim.show.palette import (
    BLACK,
    BLUE,
    COURSE_COLOUR,
    GREY,
    ICE,
    INKS,
    KIM_COLOUR,
    PALE,
    VERMILLION,
)
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.linear import solve_all
from sim.study.experiment.design import Design, design_of as design_of_study, size_of
from sim.study.experiment.factor_text import factor_name, factor_value
from sim.study.play.grid import Grid
from sim.study.store.results import Results, cell_column

RESAMPLES: Final = 200
SHUFFLES: Final = 60
ORDERS: Final = 200
SURE: Final = 0.99
"""A factor is distinguishable from chance if it explains more than this share of its `ORDERS` shuffles, as in
`sim sensitivity` one is above an interval of the dummy at this level.
"""

FEW_VALUES: Final = 6
"""Numbers up to which a factor is drawn value by value."""

REACH: Final = 0.13
MOST_FACTORS: Final = 12
LEAST_VALUES: Final = 3
"""A surface takes numbers with more values than this."""

LAID: Final = ("factorial", "single")
"""Designs whose points are laid out, not drawn."""

TINY: Final = 1e-9
"""The amount that rounding alone adds to a share."""


def factor_label(name: str) -> str:
    """Return a factor as a figure calls it: in words, without underscores."""
    words = factor_name(name)
    if words != name:
        return words
    if name == "kim_type":
        return "type of Kim"
    if name.startswith("start_"):
        return f"{name.removeprefix('start_').replace('_', ' ')} at the start"
    return name.replace("_", " ").replace(".", ", ")


@dataclass
class StudyPoints:
    """The points of a study: an outcome of each, and its factors, numbers or names."""

    results: Results
    outcome: str

    @cached_property
    def cells(self) -> Any:
        """The points that have an outcome."""
        found = self.results.estimates([self.outcome])
        return found[np.isfinite(found[self.outcome])].reset_index(drop=True)

    @property
    def y(self) -> Floats:
        """The outcome of each point."""
        return np.asarray(self.cells[self.outcome], dtype=np.float64)

    @property
    def chance(self) -> bool:
        """Whether the outcome is a share of worlds."""
        return self.outcome in self.results.catalogue.probabilities

    @property
    def label(self) -> str:
        """The outcome in words."""
        own = self.results.catalogue.find(self.outcome)
        return (
            own.label if self.chance else f"mean {own.label}{f', {own.unit}' if own.unit else ''}"
        )

    @property
    def measure(self) -> str:
        """The outcome with its unit, for the line under a headline, and how many points there are."""
        unit = ", share of worlds in per cent" if self.chance else ""
        return f"{self.label[:1].upper()}{self.label[1:]}{unit}; {count_text(self.y.size)} points"

    @property
    def factors(self) -> list[str]:
        """The factors that vary."""
        return [
            each.name for each in self.results.study.factors if len(set(self.column(each.name))) > 1
        ]

    def column(self, factor: str) -> Any:
        """Return the values of a factor, one a point."""
        return self.cells[cell_column(factor)].to_numpy()

    def named(self, factor: str) -> bool:
        """Say whether a factor has names for values, or too few numbers for a curve."""
        return self.values(factor) <= FEW_VALUES

    def values(self, factor: str) -> int:
        """Return how many numbers a factor takes, none where it has names."""
        column = self.column(factor)
        return len(np.unique(column)) if column.dtype.kind in "biuf" else 0

    def codes(self, factor: str) -> tuple[Floats, list[str]]:
        """Return a factor with names as places, and the names, numbers in rising order."""
        column = self.column(factor)
        known = (
            sorted(set(column.tolist()))
            if self.values(factor)
            else list(dict.fromkeys(column.tolist()))
        )
        place = {value: float(k) for k, value in enumerate(known)}
        return np.array([place[each] for each in column.tolist()]), [
            factor_value(factor, each) for each in known
        ]

    def chosen(self, wanted: Sequence[str], most: int, numbers: int = 0) -> list[str]:
        """Return the factors to draw: those wanted, or those that explain most; raises UsageProblem
        where none fits.

        With `numbers` those alone that are numbers, and have more values than that.
        """
        known = [each for each in self.factors if not numbers or self.values(each) > numbers]
        for each in wanted:
            if each not in known:
                remedy = f"Use some of: {', '.join(known) or 'none here'}.{nearest(each, known)}"
                raise UsageProblem(
                    f"the study does not vary '{each}' over numbers"
                    if numbers
                    else f"the study does not vary '{each}'",
                    f"factor {each}",
                    remedy,
                )
        ranked = sorted(known, key=lambda each: -explained_share(self, each))
        found = list(wanted) or ranked[:most]
        if len(found) > most:
            what = f"{len(found)} factors cannot be read in one figure"
            raise UsageProblem(what, "factors", f"Give at most {most}.")
        return found

    @cached_property
    def design(self) -> Design:
        """The design that the points come from."""
        return design_of_study(self.results.study)

    def place(self, factor: str) -> int:
        """Return the place of the design to which a factor belongs, among those that are crossed."""
        parts = self.results.study.components
        return next(k for k, each in enumerate(parts) if factor in each.factors)

    def point(self, place: int) -> Ints:
        """Return the number of its point in one of the crossed designs, `(points,)`."""
        return np.asarray(self.design.points[place][self.cells["cell"]], dtype=np.int64)

    def drawn(self, factor: str) -> Ints | None:
        """Return which drawn point each point has, `(points,)`: that of the factor's own design, or of
        the smallest that is drawn; None where all designs are full grids, which nobody draws.
        """
        parts = self.results.study.components
        places = [k for k, each in enumerate(parts) if each.kind not in LAID]
        own = self.place(factor)
        if not places:
            return None
        return self.point(own if own in places else min(places, key=lambda k: size_of(parts[k])))

    def rest(self, factor: str) -> Ints:
        """Return a number for each combination of all factors but one, `(points,)`."""
        own, parts = self.place(factor), self.results.study.components
        others = [self.codes(each)[0] for each in parts[own].factors if each != factor]
        crossed = [self.point(k) for k in range(len(parts)) if k != own]
        rows = np.column_stack([np.zeros(self.y.size), *others, *crossed])
        return np.asarray(np.unique(rows, axis=0, return_inverse=True)[1].ravel())

    @property
    def sizes(self) -> str:
        """How many points the crossed designs have: `6 × 8`."""
        return " × ".join(count_text(size_of(each)) for each in self.results.study.components)

    def facts(self, method: str) -> Provenance:
        """Return where the numbers come from."""
        return facts_of_study(self.results, int(self.cells["n"].max()), method)

    def axis(self, ax: Axes, label: str = "", which: Any = "y") -> None:
        """Make an axis one of the outcome."""
        (g.share_axis if self.chance else g.number_axis)(ax, label, which)

    @property
    def together(self) -> str:
        """Say how far all points may move together, since they share their random draws."""
        if not self.chance or self.results.study.luck == "independent":
            return ""
        reach = self.results.overalls([self.outcome])[self.outcome].half_width
        return f" All points share their random draws: together they may lie {number_text(100 * reach, 1)} points off."


def results_of(study: Any) -> Results:
    """Return the results of a study or a sweep; raises UsageProblem for anything else."""
    results = study.results if isinstance(study, Grid) else study
    if not isinstance(results, Results):
        remedy = "Give a study: sim sweep, sim.sweep, or a folder that it wrote."
        raise UsageProblem(
            "this figure needs points over which something varies", type(study).__name__, remedy
        )
    return results


def facts_of_study(results: Results, worlds: int, method: str) -> Provenance:
    """Return where the numbers of a study come from."""
    s = results.scenario
    return Provenance(s.name, s.hash, results.seed, worlds, method, "worlds a point")


def design_of(study: Any, outcome: str) -> StudyPoints:
    """Return the points of a study or a sweep; raises UsageProblem for anything else, and if
    nothing varies.
    """
    results = results_of(study)
    found = StudyPoints(results, results.kept_outcome(outcome).name)
    if not found.y.size or not found.factors:
        raise UsageProblem(
            "nothing varies in this study", results.place, "Sweep over a factor, or draw its run."
        )
    return found


@drawing
def marginals(
    study: Any,
    outcome: str = "lose_lose",
    *,
    factors: Sequence[str] = (),
    by: str = "",
    ax: Axes | None = None,
) -> Drawn:
    """Draw an outcome along each factor of a study of any design: points, a smooth, and the share
    of variance that the factor explains.
    """
    d = design_of(study, outcome)
    groups = _groups(d, by)
    names = [each for each in d.chosen(factors, MOST_FACTORS) if each != by]
    columns = min(len(names), max(1, int(now().width_mm / (5.2 * now().small))))
    lines = -(-len(names) // columns)
    columns = -(-len(names) // lines)
    tall = now().width_mm * min(1.35, 0.05 + lines * max(0.72 / columns, 0.24))
    # Names that stand upright need the room of their letters.
    words = [each for name in names if d.named(name) for each in d.codes(name)[1]]
    letters = max((len(line) for each in words for line in wrapped(each).split("\n")), default=0)
    least = lines * (10 * now().text + 0.6 * now().small * letters) / g.POINTS * g.INCH
    made = panels(ax, lines, columns, share="y", height_mm=max(tall, least))
    top = _top(d)
    artists: dict[str, Any] = {}
    data: list[dict[str, Any]] = []
    explained = {name: told_share(d, name) for name in [*names, *([by] if by else [])]}
    for axes, name in zip(np.ravel(made), names, strict=False):
        for group, (colour, those) in groups.items():
            _along(axes, d, name, those, colour, len(groups) > 1, artists, data, group)
        if not by:
            share = explained[name]
            said = (
                f"{number_text(100 * share, 0)} % of variance"
                if share
                else "not distinguishable from chance"
            )
            said = "one point a value" if math.isnan(share) else said
            axes.set_title(said, size=now().small, color=BLACK if share else GREY, loc="left")
        g.axis_of(axes, factor_label(name), "x", 3, grid=False) if not axes.get_xlabel() else None
        d.axis(axes, "", "y")
        g.extend_axis(axes, "y", *top)
    for axes in made[:, 0]:
        d.axis(axes, d.label)
    for axes in np.ravel(made)[len(names) :]:
        axes.axis("off")
    if len(groups) > 1:
        handles = [g.sample(group, colour) for group, (colour, _) in groups.items()]
        g.key(made[-1, 0], handles, whole=ax is None)
    numbers, groups_too = any(not d.named(each) for each in names), any(map(d.named, names))
    again = "the worlds" if d.drawn(names[0]) is None else "the drawn points"
    reading = (
        f"{count_text(d.y.size)} points. {'Line: a cubic with the band of its shape. ' * numbers}"
        f"{'Dots: means, with 5 to 95 % of the points. ' * groups_too}"
        f"Intervals: {RESAMPLES} resamples of {again}. Above: the share of the variance between "
        f"points that a factor explains, if {100 * SURE:g} % of shuffles of its own design explain less."
        f"{d.together}"
    )
    own = BLUE if len(groups) == 1 else GREY
    signs = [
        *(
            [
                g.sample("a point", PALE, "none", ".", markersize=now().dot),
                g.sample("smooth", own, linewidth=now().line * 1.3),
                g.patch("95 % of smooths", g.lighter(own, 0.35)),
            ]
            if numbers
            else []
        ),
        *(
            [
                g.sample("mean", own, "none", "o"),
                g.interval(own),
                g.spread("5 to 95 % of the points", own),
            ]
            if groups_too
            else []
        ),
    ]
    return Drawn(
        made,
        artists,
        f"{d.label}, by each factor",
        reading,
        d.facts("resampled 95 %"),
        data,
        headline=headline_of(d, explained),
        measure=d.measure,
        signs=signs,
    )


def wrapped(name: str) -> str:
    """Return the name of a value in the lines that stand under an axis."""
    return g.balanced(name, 10)


def _groups(d: StudyPoints, by: str) -> dict[str, tuple[str, Any]]:
    """Return the points by the values of a factor, each with its colour; all of them where none is
    named.
    """
    every = np.ones(d.y.size, dtype=np.bool_)
    if not by:
        return {"all points": (BLUE, every)}
    if by not in d.factors or not d.named(by):
        fit = [each for each in d.factors if d.named(each)]
        remedy = f"Use one of: {', '.join(fit) or 'none'}."
        raise UsageProblem(f"the study has no groups by '{by}'", f"by {by}", remedy)
    codes, names = d.codes(by)
    looks = KIM_COLOUR if by == "kim_type" else COURSE_COLOUR
    raw = [str(each) for each in dict.fromkeys(d.column(by).tolist())]
    colours = [
        looks.get(own, INKS[k % len(INKS)])
        for k, own in enumerate(raw if len(raw) == len(names) else names)
    ]
    return {
        name: (colour, codes == k)
        for k, (name, colour) in enumerate(zip(names, colours, strict=True))
    }


def _top(d: StudyPoints) -> tuple[float, float]:
    """Return between which outcomes all panels reach."""
    low, high = (
        float(f(d.cells[f"{d.outcome}{end}"])) for f, end in ((np.min, "_low"), (np.max, "_high"))
    )
    room = 0.06 * (high - low)
    return (max(0.0, low - room), min(1.0, high + room)) if d.chance else (low - room, high + room)


def _along(
    ax: Axes,
    d: StudyPoints,
    name: str,
    those: Any,
    colour: str,
    parted: bool,
    artists: dict[str, Any],
    data: list[dict[str, Any]],
    group: str,
) -> None:
    """Draw the points of one factor with their smooth, or the groups of its names."""
    y, about = d.y[those], {"group": group, "factor": name}
    if d.named(name):
        codes, labels = d.codes(name)
        for k, label in enumerate(labels):
            here = those & (codes == k)
            own = d.y[here]
            if not own.size:
                continue
            low, high = (
                float(d.cells[f"{d.outcome}{end}"][here].mean()) for end in ("_low", "_high")
            )
            drawn = d.drawn(name)
            if own.size > 2:
                ends = np.quantile(own, (0.05, 0.95))
                g.whiskers(
                    ax,
                    k,
                    ends[0],
                    ends[1],
                    g.lighter(colour, 0.4),
                    across=False,
                    width=now().line * 2.6,
                )
            if drawn is None or len(set(drawn[here].tolist())) > 2:
                weights, values = drawn_again(d, name, here, 16)
                means = (weights * values).sum(axis=1) / weights.sum(axis=1)
                low, high = np.quantile(means[1:], (0.025, 0.975)).tolist()
            g.whiskers(ax, k, low, high, colour, across=False)
            artists[f"{group} {name} {label}"] = g.dots(ax, k, own.mean(), colour)
            data += tidy(**about, value=label, mean=own.mean(), low=low, high=high)
        wide = ax.get_window_extent().width / ax.figure.dpi * g.POINTS
        labels = [wrapped(each) for each in labels]
        crowded = (
            sum(max(map(len, each.split("\n"))) for each in labels) * 0.66 * now().small > wide
        )
        g.axis_of(ax, factor_label(name), "x", grid=False)
        ax.set_xticks(range(len(labels)), labels, size=now().small, rotation=90 if crowded else 0)
        g.extend_axis(ax, "x", -0.6, len(labels) - 0.4)
        return
    x = d.column(name)[those].astype(np.float64)
    g.dots(
        ax,
        x,
        y,
        g.lighter(colour, 0.35) if parted else PALE,
        size=now().dot * 0.5,
        zorder=1,
        linewidths=0,
    )
    at = np.linspace(float(x.min()), float(x.max()), 60)
    weights, values = drawn_again(d, name, those, 11)
    if d.drawn(name) is None:
        # The caption states the error that all points share: the band is that of the shape.
        values = values - values.mean(axis=1, keepdims=True) + values[0].mean()
    smooth, under, above = curve(x, at, weights, values)
    g.bands(ax, at, under, above, colour, 0.35, zorder=3)
    artists[f"{group} {name}"] = g.lines(
        ax, at, smooth, colour, linewidth=now().line * 1.3, zorder=4
    )
    g.extend_axis(ax, "x", float(x.min()), float(x.max()))
    g.number_axis(ax, factor_label(name), "x", 3, grid=False)
    data += tidy(**about, value=at, mean=smooth, low=under, high=above)


@drawing
def surface(
    study: Any,
    outcome: str = "lose_lose",
    *,
    factors: Sequence[str] = (),
    by: str = "",
    ax: Axes | None = None,
) -> Drawn:
    """Draw an outcome over two factors as a smooth surface; arrows say where more of the first
    raises or lowers it.

    The band behind the arrows resamples worlds where the points share them, else points. Far from
    points it is blank. One number and one factor with names, or with few numbers, make no surface:
    they are drawn as a line for each name.
    """
    d = design_of(study, outcome)
    if not by and (pair := number_and_names(d, factors)):
        return lines_by_name(d, *pair, ax)
    groups = _groups(d, by)
    one, other = _two(d, factors)
    t = now()
    count, beside = len(groups), g.broad()
    tall = t.width_mm * (
        (0.5 if beside else 0.72) if count == 1 else 0.4 if beside else 0.58 * count
    )
    made = g.side_by_side(ax, count, tall).ravel()
    fits = {name: Surface.of(d, one, other, those) for name, (_, those) in groups.items()}
    noise = {
        name: tells_nothing(d, one, other, those)
        and not (fits[name].grid and fits[name].signs().any())
        for name, (_, those) in groups.items()
    }
    shown = np.concatenate([fit.seen[np.isfinite(fit.seen)] for fit in fits.values()])
    levels = np.linspace(float(shown.min()), float(shown.max()) + 1e-9, 21)
    rounds = MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(float(levels[0]), float(levels[-1]))
    write = tick_text if d.chance else short_text
    text = percent_text if d.chance else short_text
    artists, data = {}, []
    for axes, (name, fit) in zip(made, fits.items(), strict=True):
        if noise[name]:
            # Hills that a shuffled outcome has as well are no map: grey, with no contours.
            artists[name] = axes.contourf(
                fit.x,
                fit.y,
                np.where(np.isfinite(fit.seen), 1.0, np.nan),
                levels=[0, 2],
                colors=[PALE],
            )
        else:
            artists[name] = axes.contourf(
                fit.x, fit.y, fit.seen, levels=levels, cmap=SEQUENCE, extend="both"
            )
        inside = [each for each in rounds if np.nanmin(fit.seen) < each < np.nanmax(fit.seen)]
        if inside and not noise[name]:
            shades = [
                mpl.colormaps[SEQUENCE]((each - levels[0]) / (levels[-1] - levels[0]))
                for each in inside
            ]
            lines = axes.contour(
                fit.x,
                fit.y,
                fit.seen,
                levels=inside,
                colors=[BLACK if g.lightness(each[:3]) > 0.55 else "white" for each in shades],
                linewidths=t.line * 0.6,
            )
            frame = axes.get_window_extent()
            for tag in axes.clabel(lines, fmt=write, fontsize=t.small):
                # One that a corner would cut says nothing that the bar does not.
                tag.set_visible(
                    bool(
                        frame.contains(*tag.get_window_extent().min)
                        and frame.contains(*tag.get_window_extent().max)
                    )
                )
        if not fit.grid:
            g.dots(axes, *fit.points, "white", size=t.dot * 0.4, linewidths=0.3, edgecolors=BLACK)
        if noise[name]:
            axes.text(
                0.5,
                0.5,
                f"no more than noise: {text(float(d.y[groups[name][1]].mean()), 0)} in all",
                transform=axes.transAxes,
                ha="center",
                size=t.small,
                bbox={"facecolor": PALE, "linewidth": 0, "pad": 1.5},
                zorder=6,
            )
        else:
            fit.arrows(axes)
        if count > 1:
            axes.set_title(f"Kim is {name}" if by == "kim_type" else name, size=t.text, loc="left")
        # One label is enough for panels side by side, and has room under the middle one.
        middle = axes is made[count // 2] or not beside
        g.number_axis(axes, factor_label(one) if middle else "", "x", 3, grid=False)
        if beside:
            axes.set_xlabel(" ".join(axes.get_xlabel().split()))
        g.number_axis(
            axes, factor_label(other) if axes is made[0] or not beside else "", "y", 3, grid=False
        )
        r, c = np.nonzero(np.isfinite(fit.seen))
        data += tidy(30, panel=name, **{one: fit.x[c], other: fit.y[r], d.outcome: fit.seen[r, c]})
    told = [name for name in fits if not noise[name]]
    if told:
        bar = g.colour_bar(made[-1], artists[told[-1]], d.label)
        bar.set_ticks(rounds[1:-1])
        bar.ax.yaxis.set_major_formatter(lambda value, _: write(value))
    signs = [
        *(
            [
                g.sample(
                    f"a fifth more of {factor_label(one)} {does} it",
                    colour,
                    "none",
                    side,
                    markeredgecolor=GREY,
                )
                for does, colour, side in (("raises", VERMILLION, ">"), ("lowers", ICE, "<"))
            ]
            if told
            else []
        ),
        *([g.hollow("not distinguishable from 0")] if told else []),
        *([g.patch("no more than noise", PALE)] if len(told) < count else []),
        *(
            [g.sample("a point", BLACK, "none", ".", markersize=t.dot * 0.8)]
            if not all(fit.grid for fit in fits.values())
            else []
        ),
    ]
    name = d.label.partition(",")[0]
    ends = [text(float(each), 0) for each in (levels[0], levels[-1])]
    over = f"over {factor_label(one)} and {factor_label(other)}"
    headline = (
        f"{name[:1].upper()}{name[1:]} ranges from {ends[0]} to {ends[1]} {over}"
        if told
        else f"{name[:1].upper()}{name[1:]} does not vary beyond noise {over}"
    )
    what = (
        "the worlds, which all cells share" if all(f.grid for f in fits.values()) else "the points"
    )
    reading = (
        f"A cubic surface of the {'log odds' if d.chance else 'mean'} over {count_text(d.y.size)} points. Arrow right: "
        f"a fifth more of {factor_label(one)} raises it, arrow left lowers it, beyond the 95 % band of {RESAMPLES} "
        f"resamples of {what}; dot: not distinguishable. Grey: the surface explains no more than a shuffled one."
        f"{d.together}"
    )
    return Drawn(
        made,
        artists,
        f"{d.label} {over}",
        reading,
        d.facts("resampled 95 %"),
        data,
        headline=headline,
        measure=d.measure,
        signs=signs,
    )


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
    about = f"{factor_label(names)} " if d.values(names) else ""
    groups = {f"{about}{name}": own for name, own in _groups(d, names).items()}
    room = float(np.ptp(x)) * 0.006
    for place, (name, (colour, those)) in enumerate(groups.items()):
        if not d.named(number):
            _along(axes, d, number, those, colour, True, artists, data, name)
            continue
        at = np.unique(x[those])
        middle, low, high = (
            np.array([d.cells[f"{d.outcome}{end}"][those & (x == each)].mean() for each in at])
            for end in ("", "_low", "_high")
        )
        # Whiskers of several lines at one number stand beside one another.
        beside = at + (place - (len(groups) - 1) / 2) * room
        artists[name] = g.lines(axes, beside, middle, colour)
        g.whiskers(axes, beside, low, high, colour, across=False)
        g.dots(axes, beside, middle, colour)
        data += tidy(group=name, factor=number, value=at, mean=middle, low=low, high=high)
    g.number_axis(axes, factor_label(number), "x", 3, grid=False)
    g.extend_axis(axes, "x", float(x.min()) - 3 * room, float(x.max()) + 3 * room)
    d.axis(axes, d.label)
    g.extend_axis(axes, "y", *_top(d))
    handles = [g.sample(name, colour) for name, (colour, _) in groups.items()]
    g.key(axes, handles, whole=ax is None)
    bars = (
        "Bars: 95 % intervals of the points, averaged if several lie at one number."
        if d.named(number)
        else f"Bands: 95 % of cubics over {RESAMPLES} resamples of points."
    )
    reading = f"{count_text(d.y.size)} points; a line for each value of {factor_label(names)}. {bars}{d.together}"
    title = f"{d.label} over {factor_label(number)}, by {factor_label(names)}"
    sign = g.interval(GREY) if d.named(number) else g.patch("95 % band", g.lighter(GREY, 0.35))
    facts = d.facts("95 %")
    means = {name: [row["mean"] for row in data if row["group"] == name] for name in groups}
    first, last = (f(means, key=lambda each: float(np.mean(means[each]))) for f in (max, min))
    write = percent_text if d.chance else short_text
    reach = [
        " to ".join(dict.fromkeys(write(float(f(means[each])), 0) for f in (min, max)))
        for each in (first, last)
    ]
    headline = f"{d.label.partition(',')[0]} is {reach[0]} under {first}, {reach[1]} under {last}"
    return Drawn(
        [[axes]],
        artists,
        title,
        reading,
        facts,
        data,
        headline=headline[:1].upper() + headline[1:],
        measure=d.measure,
        signs=[sign],
    )


def _two(d: StudyPoints, factors: Sequence[str]) -> tuple[str, str]:
    """Return the two factors of a surface; raises UsageProblem where the study has no two with
    enough numbers.
    """
    found = d.chosen(factors, 2, LEAST_VALUES)
    if len(found) != 2:
        remedy = (
            "Sweep over two numbers of four values or more, or over a number and a factor with "
            "names; or draw marginals."
        )
        raise UsageProblem(
            f"a surface has two factors with four numbers or more, not {len(found)}",
            d.results.place,
            remedy,
        )
    one, other = found if factors else sorted(found, key=d.factors.index)
    return one, other


def kinds_for(results: Results, outcome: str) -> list[Any]:
    """Return the kinds that the design of a study can fill."""
    d = design_of(results, outcome)
    wide = sum(d.values(each) > 3 for each in d.factors)
    return [marginals, *([surface] if wide >= 2 else [])]


# Smooths: cubic, along one factor or over two, and again for resamples.

DEGREE: Final = 3


def terms(*places: Floats) -> Floats:
    """Return the products of Legendre polynomials of total degree up to three, `(places, terms)`;
    places reach from −1 to 1.
    """
    each = [[np.ones_like(v), v, (3 * v**2 - 1) / 2, (5 * v**3 - 3 * v) / 2] for v in places]
    degrees = itertools.product(range(DEGREE + 1), repeat=len(places))
    return np.stack(
        [
            math.prod(own[k] for own, k in zip(each, term, strict=True))
            for term in degrees
            if sum(term) <= DEGREE
        ],
        axis=1,
    )


def scaled(x: Floats, ends: Floats) -> Floats:
    """Return places on the range of others, which reaches from −1 to 1."""
    return np.asarray(2 * (x - ends.min()) / np.ptp(ends) - 1)


def fit_again(here: Floats, there: Floats, y: Floats, weights: Floats) -> Floats:
    """Return the predictions at `there` of least squares over the terms of points `here`,
    `(weightings, places)`, for each row of weights.
    """
    size = here.shape[1]
    squares = (here[:, :, None] * here[:, None, :]).reshape(len(here), -1)
    systems = np.einsum("bn,nq->bq", weights, squares).reshape(-1, size, size)
    sums = np.einsum("bn,ni->bi", weights * y, here)
    found: Floats = solve_all(systems + 1e-6 * np.eye(size), sums)[0]
    return np.asarray(np.einsum("gi,bi->bg", there, found))


def resample_points(size: int, number: int) -> Floats:
    """Return how often each point counts: once each, then in the resamples, `(1 + RESAMPLES,
    points)`.
    """
    rng = generator(7, Stream.BOX_PICTURE, number)
    drawn = [np.bincount(rng.integers(0, size, size), minlength=size) for _ in range(RESAMPLES)]
    return np.vstack([np.ones(size), *drawn])


def drawn_again(d: StudyPoints, factor: str, those: Any, number: int) -> tuple[Floats, Floats]:
    """Return weights and values of some points as they are and in resamples, `(1 + RESAMPLES,
    points)` each: of drawn points with all that is crossed with them, in a full grid of worlds.
    """
    y, drawn = d.y[those], d.drawn(factor)
    if drawn is not None:
        known, at = np.unique(drawn[those], return_inverse=True)
        weights = resample_points(known.size, number)[:, at.ravel()]
        return weights, np.broadcast_to(y, weights.shape)
    if d.results.study.luck == "common" and not d.cells["failed"].any():
        weights, values, n = _resampled(d, those, True)
        return weights, values / n
    ends = (d.cells[f"{d.outcome}{end}"].to_numpy()[those] for end in ("_low", "_high"))
    low, high = ends
    noise = generator(7, Stream.BOX_PICTURE, number).normal(size=(RESAMPLES, y.size))
    values = np.vstack([y, y + noise * (high - low) / (2 * normal_quantile(0.95))])
    return np.ones_like(values), values


def curve(x: Floats, at: Floats, weights: Floats, y: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the smooth of values at some places, and where 95 % of those over resamples lie."""
    drawn = fit_again(terms(scaled(x, x)), terms(scaled(at, x)), y, weights)
    low, high = np.quantile(drawn[1:], (0.025, 0.975), axis=0)
    return drawn[0], low, high


def explained_by(y: Floats, fitted: Floats, freedom: int) -> float:
    """Return the share of the variance between points that a fit takes, adjusted for its freedom."""
    spare, whole = y.size - freedom, float(((y - y.mean()) ** 2).sum()) / max(y.size - 1, 1)
    if spare <= 0 or not whole:
        return 1.0
    return max(0.0, 1.0 - float(((y - fitted) ** 2).sum()) / spare / whole)


def explained_along(x: Floats, y: Floats) -> float:
    """Return the share of the variance between points that a smooth along their places takes."""
    here = terms(scaled(x, x))
    return explained_by(y, fit_again(here, here, y, np.ones((1, y.size)))[0], here.shape[1])


def explained_share(d: StudyPoints, factor: str, order: Any = slice(None)) -> float:
    """Return the share of the variance between points that a factor explains alone; `order`
    permutes its values.
    """
    if not d.named(factor):
        return explained_along(d.column(factor).astype(np.float64)[order], d.y)
    codes, labels = d.codes(factor)
    places = codes.astype(int)[order]
    own = np.array([d.y[places == k].mean() for k in range(len(labels))])[places]
    return explained_by(d.y, own, len(labels))


def orders(d: StudyPoints, factor: str) -> Iterator[Ints]:
    """Yield shuffles of a factor within its own design: of whole drawn points, or, in a full grid,
    of its values among points that agree in all other factors.
    """
    rng = generator(7, Stream.BOX_PICTURE, 12)
    place = d.place(factor)
    if d.results.study.components[place].kind not in LAID:
        _, first, at = np.unique(d.point(place), return_index=True, return_inverse=True)
        for _ in range(ORDERS):
            yield first[rng.permutation(first.size)][at.ravel()]
        return
    rest = d.rest(factor)
    order, still = np.empty_like(rest), np.argsort(rest, kind="stable")
    for _ in range(ORDERS):
        order[still] = np.lexsort((rng.random(rest.size), rest))
        yield order


def told_share(d: StudyPoints, factor: str) -> float:
    """Return which share of the variance between points a factor explains alone, 0 where too many
    shuffles over its own design explain as much, NaN where each of its values is one point.
    """
    share = explained_share(d, factor)
    shuffled = [explained_share(d, factor, each) for each in orders(d, factor)]
    if min(share, *shuffled) > 1.0 - TINY:
        return math.nan
    return share if share > float(np.quantile(shuffled, SURE)) + TINY else 0.0


def headline_of(d: StudyPoints, explained: Mapping[str, float]) -> str:
    """Return on which factor the outcome depends most, of those that are told from chance."""
    most = max(explained, key=lambda name: explained[name])
    if not explained[most]:
        return f"No factor is distinguishable from chance at {d.sizes} points"
    what = d.label.partition(",")[0]
    what = f"{what[:1].upper()}{what[1:]}"
    if math.isnan(explained[most]):
        return f"{what} at each value of {factor_label(most)}"
    return (
        f"{what} depends most on {factor_label(most)}, which explains "
        f"{percent_text(explained[most])} of its variance between points"
    )


def tells_nothing(d: StudyPoints, one: str, other: str, those: Any) -> bool:
    """Say whether a surface over two factors explains no more of the points than 95 of 100 surfaces
    of shuffled points.
    """
    y = d.y[those]
    here = terms(
        *(scaled(own, own) for own in (d.column(n)[those].astype(np.float64) for n in (one, other)))
    )
    if y.size <= here.shape[1] + 1:
        return False

    def taken(values: Floats) -> float:
        fitted = fit_again(here, here, values, np.ones((1, values.size)))[0]
        return explained_by(values, fitted, here.shape[1])

    rng = generator(7, Stream.BOX_PICTURE, 15)
    shuffled = [taken(rng.permutation(y)) for _ in range(SHUFFLES)]
    return taken(y) <= float(np.quantile(shuffled, 0.95))


SIDE: Final = 41
STEP: Final = 8
"""Steps of the grid of a surface that make a fifth of its range."""


@dataclass
class Surface:
    """A cubic surface over two factors with its resamples; `grid` where points are cells that share
    their worlds.
    """

    x: Floats
    y: Floats
    points: tuple[Floats, Floats]
    seen: Floats
    again: Floats
    grid: bool

    @classmethod
    def of(cls, d: StudyPoints, one: str, other: str, those: Any) -> Surface:
        """Return the surface of an outcome over some points."""
        points = tuple(d.column(each)[those].astype(np.float64) for each in (one, other))
        across, along = (np.linspace(float(p.min()), float(p.max()), SIDE) for p in points)
        places = [scaled(p, p) for p in points]
        here = terms(*places)
        wide, tall = np.meshgrid(np.linspace(-1, 1, SIDE), np.linspace(-1, 1, SIDE))
        there = terms(wide.ravel(), tall.ravel())
        study = d.results.study
        full = len(points[0]) == len(set(points[0])) * len(set(points[1]))
        grid = full and d.chance and study.luck != "independent"
        counts, values, n = _resampled(d, those, grid)
        worth = np.log((values + 0.5) / (n - values + 0.5)) if d.chance else values
        weights = (
            (values[0] + 0.5) * (n - values[0] + 0.5) / n if d.chance else np.ones(values.shape[1])
        )
        found = fit_again(here, there, worth, weights * counts)
        fitted = 1.0 / (1.0 + exp(-found)) if d.chance else found
        if not full:
            away = (wide.reshape(-1, 1) - places[0]) ** 2 + (tall.reshape(-1, 1) - places[1]) ** 2
            fitted[0, np.sqrt(away.min(axis=1)) / 2 > REACH] = np.nan
        fitted = fitted.reshape(-1, SIDE, SIDE)
        return cls(across, along, points, fitted[0], fitted[1:], grid)

    def signs(self) -> Floats:
        """Return where a fifth more of the first factor surely raises (1) or lowers (−1) the
        outcome, `(SIDE, SIDE - STEP)`.
        """
        low, high = np.quantile(
            self.again[:, :, STEP:] - self.again[:, :, :-STEP], (0.025, 0.975), axis=0
        )
        return np.where(low > 0, 1.0, np.where(high < 0, -1.0, 0.0))

    def arrows(self, ax: Axes) -> None:
        """Draw where a fifth more of the first factor raises or lowers the outcome, and where it
        cannot be told.
        """
        signs = self.signs()
        reach = 0.06 * float(np.ptp(self.x))
        for row in range(2, SIDE, 6):
            for column in range(2, SIDE - STEP, 6):
                x, y = self.x[column + STEP // 2], self.y[row]
                if not np.isfinite(self.seen[row, column + STEP // 2]):
                    continue
                sign = float(signs[row, column])
                if sign:
                    look = {
                        "arrowstyle": "-|>",
                        "linewidth": now().line * 0.8,
                        "mutation_scale": now().small,
                        "color": VERMILLION if sign > 0 else ICE,
                        "shrinkA": 0,
                        "shrinkB": 0,
                    }
                    ax.annotate("", (x + sign * reach, y), (x - sign * reach, y), arrowprops=look)
                else:
                    g.dots(ax, x, y, "white", size=now().dot * 0.45, linewidths=0)


def _resampled(d: StudyPoints, those: Any, grid: bool) -> tuple[Floats, Floats, float]:
    """Return weights of points, values and n of the study as it is and of its resamples: of worlds,
    or of points.
    """
    if grid:
        worlds = d.results.by_cell(d.outcome)[np.flatnonzero(those)]
        size = worlds.shape[1]
        rng = generator(7, Stream.BOX_PICTURE, 13)
        counts = np.vstack(
            [np.ones(size), rng.multinomial(size, np.full(size, 1 / size), RESAMPLES)]
        )
        values = np.einsum("cw,bw->bc", worlds, counts)
        return np.ones_like(values), values, float(size)
    y, n = d.y[those], float(d.cells["n"].max())
    values = np.broadcast_to(y * n if d.chance else y, (RESAMPLES + 1, y.size))
    return resample_points(y.size, 13), values, n
