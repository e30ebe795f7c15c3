"""How an outcome spreads over worlds: steps, ridges, dots that are counted, tails, and two runs
with the same random draws.

Each draws one run or several on axes that are given, or on a figure of its own. `runs` is a run, a
list of runs, or runs by the names to write; an array or a distribution may stand for a run.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes

from sim.core.base.arrays import Floats
from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.estimate.interval import mean_estimate, probability, wilson, wilson_cells
from sim.core.estimate.writing import count_text, number_text, percent_text, short_text, upper
from sim.core.outcomes.outcomes import FINAL_STATES, JOINT_OUTCOMES, STATES, subtitle
from sim.show import grammar as g
from sim.show.drawn import Drawn, tidy
from sim.show.grammar import canvas, drawing, now, panels
from sim.show.members import MANY, Member, Runs, by_kim, facts_of, key_of, members, outcome_label
from sim.show.palette import BLACK, GREY, KIM_COLOUR
from sim.study.estimate.distribution import SHARES
from sim.study.estimate.quantities import amount, list_parts, share
from sim.study.estimate.survival import cannot_tell, names_again, survives, told
from sim.study.run.worlds import Run, share_luck

OUTCOME: Final = "value_washington"
EDGE: Final = 0.008
"""The share of worlds at each end that curves leave out: a war of 400 months would squeeze all the
rest.
"""

CUT: Final = f" The outer {percent_text(EDGE)} of the worlds at each end lie beyond."


@drawing
def ecdf(runs: Runs, outcome: str = OUTCOME, *, by: str = "", ax: Axes | None = None) -> Drawn:
    """Draw the share of worlds at or below each value, with its interval and dots at 5 % and the
    median.
    """
    if by:
        return by_kim(ecdf, runs, by, ax, outcome)
    runs_drawn, values = _read(runs, outcome)
    alone, ax = ax is None, ax or canvas()[1]
    low, high = _ends(values)
    x, artists, data = _places(low, high, 400, values), {}, []
    for m, sample in zip(runs_drawn, values, strict=True):
        cells = wilson_cells(np.searchsorted(np.sort(sample), x, side="right"), sample.size)
        g.bands(ax, x, cells.low, cells.high, m.colour, 0.35, zorder=2)
        artists[m.name] = g.lines(ax, x, cells.value, m.colour, linestyle=m.dash, zorder=3)
        g.dots(
            ax,
            np.quantile(sample, (0.05, 0.5)),
            (0.05, 0.5),
            m.colour,
            zorder=5,
            size=now().dot * 0.85,
        )
        data += tidy(run=m.name, value=x, share=cells.value, low=cells.low, high=cells.high)
    g.extend_axis(ax, "x", low, high)
    g.extend_axis(ax, "y", 0.0, 1.0)
    g.share_axis(ax, "share of worlds at or below")
    g.number_axis(ax, outcome_label(runs_drawn, outcome), "x")
    if unit := g.stretched(values):
        g.log_axis(ax, unit, high)
    if len(runs_drawn) > 1:
        key_of(ax, runs_drawn, alone)
    reading = (
        "Steps: the share of worlds at or below a value, with its 95 % interval. Dots: 5 %, median."
        + CUT
    )
    signs = [
        g.patch(
            "95 % interval", g.lighter(runs_drawn[0].colour if len(runs_drawn) == 1 else GREY, 0.35)
        ),
        g.sample("5 % of the worlds, and the median", GREY, "none", "o"),
    ]
    return _made(
        ax,
        artists,
        runs_drawn,
        outcome,
        "the share of worlds at or below",
        reading,
        "Wilson 95 %",
        data,
        signs,
        spread_sentence(runs_drawn, values, outcome),
    )


@drawing
def ridges(runs: Runs, outcome: str = OUTCOME, *, by: str = "", ax: Axes | None = None) -> Drawn:
    """Draw the density of an outcome, a ridge a run, with its quantiles and mean below; whole
    numbers as bars.
    """
    if by:
        return by_kim(ridges, runs, by, ax, outcome)
    runs_drawn, values = _read(runs, outcome, MANY)
    alone = ax is None
    ax = ax or canvas(height_mm=now().width_mm * max(now().aspect, 0.1 * len(runs_drawn) + 0.2))[1]
    (low, high), counts, artists, data = (
        _ends(values),
        all(m.whole(outcome) for m in runs_drawn),
        {},
        [],
    )
    g.number_axis(ax, outcome_label(runs_drawn, outcome), "x")
    unit = 0.0 if counts else g.stretched(values)
    if counts:
        x = np.arange(math.floor(low), math.ceil(high) + 1.0)
        heights = [(sample == x[:, None]).mean(axis=1) for sample in values]
    else:
        x = _places(low, high, 300, values)
        places = np.log1p(x / unit) if unit else x
        heights = [
            density(np.log1p(sample / unit) if unit else sample, places) for sample in values
        ]
    top = max(float(height_of.max()) for height_of in heights)
    for base, m, sample, height in zip(
        _bases(ax, runs_drawn), runs_drawn, values, heights, strict=True
    ):
        if counts:
            artists[m.name] = ax.bar(
                x, height / top * 0.74, 0.8, base, color=g.lighter(m.colour, 0.6), zorder=3
            )
        else:
            artists[m.name] = g.bands(
                ax, x, base, base + height / top * 0.74, m.colour, 0.5, zorder=3
            )
            g.lines(
                ax, x, base + height / top * 0.74, m.colour, linewidth=now().line * 0.8, zorder=3
            )
        q = np.quantile(sample, SHARES)
        for first, colour in ((0, g.lighter(m.colour, 0.4)), (1, m.colour)):
            ends = q[first], q[-1 - first]
            g.whiskers(ax, base - 0.13, *ends, colour, width=now().line * 2.6)
        g.dots(ax, q[2], base - 0.13, m.colour, size=now().dot * 1.3, edgecolors="white")
        ax.plot(
            [sample.mean()],
            [base - 0.13],
            "|",
            color=BLACK,
            markersize=now().dot * 1.7,
            markeredgewidth=now().line,
            zorder=6,
        )
        quantiles = {f"q{100 * s:g}": v for s, v in zip(SHARES, q, strict=True)}
        data += tidy(run=m.name, mean=sample.mean(), **quantiles)
        data += tidy(run=m.name, panel="density", value=x, density=height)
    g.extend_axis(ax, "x", low - counts * 0.5, high + counts * 0.5)
    if alone:
        _trim(ax, runs_drawn, 0.74 * float(heights[0].max()) / top)
    if unit:
        g.log_axis(ax, unit, high)
    shapes = [
        f"{m.name}: {shape_text(x, height)}" for m, height in zip(runs_drawn, heights, strict=True)
    ]
    reading = (
        f"{'Bars: the share of worlds at each number.' if counts else 'Ridges: a Gaussian kernel density.'} Below: 5 "
        f"to 95 % of the worlds (pale), the middle half, the median (dot) and the mean (tick).{CUT}"
    )
    signs = [
        g.patch("share of worlds" if counts else "density of worlds", g.lighter(GREY, 0.5)),
        g.spread("5 to 95 % of the worlds"),
        g.spread("middle half", GREY, 1.0),
        g.median(),
        g.sample("mean", BLACK, "none", "|"),
    ]
    return _made(
        ax,
        artists,
        runs_drawn,
        outcome,
        "how worlds spread",
        reading,
        "none on the density",
        data,
        signs,
        spread_sentence(runs_drawn, values, outcome),
        alt="" if counts else f"{'; '.join(shapes)}.",
    )


@drawing
def differences(runs: Runs, outcome: str = OUTCOME, *, ax: Axes | None = None) -> Drawn:
    """Draw the first run less the second, world by world: sorted, with the same random draws, and
    the share of worlds in which each is higher.
    """
    (a, b), (one, other) = pair(runs, outcome)
    ax = ax or canvas()[1]
    d = np.sort(one - other)
    x = (np.arange(d.size) + 0.5) / d.size
    lim = 1.15 * max(abs(float(np.quantile(d, 0.005))), abs(float(np.quantile(d, 0.995))), 1e-9)
    thin = np.unique(np.linspace(0, d.size - 1, 1000).astype(int))
    clipped = np.clip(d[thin], -lim, lim)
    artists: dict[str, Any] = {}
    for m, keep in ((a, clipped >= 0), (b, clipped <= 0)):
        artists[m.name] = g.bands(ax, x[thin], 0.0, clipped, m.colour, 0.65, where=keep)
    g.rule(ax, 0.0, True, BLACK)
    mean, beyond = mean_estimate(d), int((np.abs(d) > lim).sum())
    g.rule(ax, mean.value, True, BLACK, linestyle=":")
    g.extend_axis(ax, "x", 0.0, 1.0)
    g.extend_axis(ax, "y", -lim, lim)
    g.share_axis(ax, "worlds, from the worst difference to the best", "x")
    label, _, unit = outcome_label([a], outcome).partition(", ")
    g.number_axis(ax, f"difference, {unit}" if unit else "difference")
    ax.annotate(
        f"mean {amount(mean).text().partition(' (')[0]}",
        (0.5, mean.value),
        (0, now().small * (0.4 if mean.value >= 0 else -0.4)),
        textcoords="offset points",
        ha="center",
        va="bottom" if mean.value >= 0 else "top",
        size=now().small,
        path_effects=g.halo(),
    )
    wins = {
        m.name: wilson(s, d.size) for m, s in ((a, int((d > 0).sum())), (b, int((d < 0).sum())))
    }
    for m, place, side in ((b, (0.03, 0.97), "left"), (a, (0.97, 0.03), "right")):
        more = f"{m.name} is higher\nin {share(wins[m.name]).text().partition(' (')[0]}"
        ax.text(
            *place,
            more,
            transform=ax.transAxes,
            ha=side,
            va="top" if side == "left" else "bottom",
            color=g.ink(m.colour),
            size=now().small,
        )
    more = f" {count_text(beyond)} worlds lie beyond the axis." if beyond else ""
    reading = (
        f"{a.name} minus {b.name}, world by world with the same random draws, sorted.{more} "
        f"{a.name} is higher in {share(wins[a.name]).text()} of worlds, "
        f"{b.name} in {share(wins[b.name]).text()}; dotted: the mean difference, {amount(mean).text()}."
    )
    data = [
        {"share": float(s), "difference": float(v)} for s, v in zip(x[thin], d[thin], strict=True)
    ]
    first, second = sorted((a, b), key=lambda m: -wins[m.name].value)
    headline = told(
        f"{upper(label)} is higher under {first.name} in {percent_text(wins[first.name].value)} of "
        f"the same worlds, under {second.name} in {percent_text(wins[second.name].value)}",
        names_again([d], lambda again: bool((again[0] > 0).mean() > (again[0] < 0).mean())),
        d.size,
        f"under which of {first.name} and {second.name} {label} is higher in more worlds",
    )
    signs = [g.sample("mean difference", BLACK, ":")]
    measure = (
        f"{label}, {a.name} minus {b.name}, world by world{more.rstrip('.').replace(' ', '; ', 1)}"
    )
    return _made(
        ax,
        artists,
        [a, b],
        outcome,
        "wins in the same worlds",
        reading,
        "paired t, Wilson, 95 %",
        data,
        signs,
        headline,
        measure,
    )


@drawing
def joint(runs: Runs, *, by: str = "", ax: Axes | None = None) -> Drawn:
    """Draw worlds in the plane of the values to Washington and Beijing: where half and nine in ten
    lie, and medians.
    """
    alone = ax is None
    if by:
        return by_kim(joint, runs, by, ax)
    runs_drawn = members(runs, 3)
    ax = (
        ax
        or canvas(height_mm=min(now().width_mm * 0.8, now().width_mm * max(now().aspect, 0.55)))[1]
    )
    pairs = [(m.values("value_washington"), m.values("value_beijing")) for m in runs_drawn]
    lows, highs = zip(*(_ends([p[k] for p in pairs], 0.01) for k in (0, 1)), strict=True)
    reach_x, reach_y = (
        (low - 0.06 * (high - low), high + 0.06 * (high - low))
        for low, high in zip(lows, highs, strict=True)
    )
    artists, data, rims = {}, [], []
    for m, (x, y) in zip(runs_drawn, pairs, strict=True):
        mass, across, along = smooth_mass(x, y, reach_x, reach_y)
        ordered = np.sort(mass.ravel())[::-1]
        mass_within = np.cumsum(ordered) / x.size
        levels = [
            ordered[min(int(np.searchsorted(mass_within, s)), ordered.size - 1)] for s in (0.9, 0.5)
        ]
        if levels[0] >= levels[1]:
            raise DataProblem(
                f"the worlds of {m.name} lie on one spot", "the worlds to draw", "Give more worlds."
            )
        ax.contourf(
            across,
            along,
            mass.T,
            levels=[levels[1], mass.max() * 1.001],
            colors=[m.colour],
            alpha=0.25,
        )
        artists[m.name] = ax.contour(
            across,
            along,
            mass.T,
            levels=levels,
            colors=[m.colour],
            linewidths=[now().line * 0.6, now().line * 1.2],
        )
        look: Any = {"size": now().dot * 1.5, "edgecolors": "white", "zorder": 6}
        g.dots(ax, np.median(x), np.median(y), m.colour, **look)
        rims += [np.asarray(rim) for rim in artists[m.name].allsegs[0]]
        for mass_in, line in zip(("90 %", "50 %"), artists[m.name].allsegs, strict=True):
            for k, (w, b) in enumerate((line_points.T for line_points in line), 1):
                data += tidy(run=m.name, line=f"{mass_in}, {k}", washington=w, beijing=b)
        data += tidy(run=m.name, line="median", washington=np.median(x), beijing=np.median(y))
    # A tenth of the worlds lies beyond the outer lines: the plane is drawn for the others.
    lows, highs = np.vstack(rims).min(axis=0), np.vstack(rims).max(axis=0)
    room = 0.05 * (highs - lows)
    g.extend_axis(ax, "x", lows[0] - room[0], highs[0] + room[0])
    g.extend_axis(ax, "y", lows[1] - room[1], highs[1] + room[1])
    g.number_axis(ax, "value to Washington, months", "x")
    g.number_axis(ax, "value to Beijing, months")
    signs = [
        g.sample("90 % of the worlds", GREY, linewidth=now().line * 0.6),
        g.patch("half of them", g.lighter(GREY, 0.35), edgecolor=GREY, linewidth=now().line * 1.2),
        g.median(),
    ]
    handles = [g.patch(m.name, g.lighter(m.colour, 0.35)) for m in runs_drawn]
    g.key(ax, handles + signs if len(runs_drawn) > 1 else signs, whole=alone)
    reading = (
        "Outer line: nine in ten worlds; filled: half of them; dots: medians. "
        "Densities smooth over humps."
    )
    return _made(
        ax,
        artists,
        runs_drawn,
        "",
        "values to Washington and to Beijing",
        reading,
        "none on the density",
        data,
        (),
        joint_headline(runs_drawn, pairs),
        "value of a world to both powers, months of payoff",
    )


def joint_headline(runs_drawn: Sequence[Member], pairs: Sequence[tuple[Floats, Floats]]) -> str:
    """Return under which run each power does best, by its median; of one run both medians."""
    medians = [[f"{number_text(float(np.median(values)), 1)}" for values in pair] for pair in pairs]
    if len(runs_drawn) == 1:
        return f"Half of the worlds are worth {medians[0][0]} months or more to Washington, {medians[0][1]} to Beijing"

    names, parts, worlds = [m.name for m in runs_drawn], {}, min(len(x) for x, _ in pairs)
    for power, tables in zip(("Washington", "Beijing"), zip(*pairs, strict=True), strict=True):
        best = names_again(tables, best_median)
        if survives(best, worlds):
            parts[power] = names[best_median(tables)]
    medians_told = [
        f"{' and '.join(pair)} under {name}" for name, pair in zip(names, medians, strict=True)
    ]
    if len(parts) == 2 and len(set(parts.values())) == 1:
        text = f"Washington and Beijing both do better under {names[best_median(tables)]}"
    elif parts:
        text = " and ".join(f"{power} does better under {name}" for power, name in parts.items())
    question = f"under which of {list_parts(names)} a power does better"
    if not parts:
        return cannot_tell(worlds, question)
    return f"{text}: median months to both {'; '.join(medians_told)}"


def best_median(tables: Sequence[Floats]) -> int:
    """Return the place of the run with the highest median."""
    return int(np.argmax([np.median(values) for values in tables]))


MOST_ROWS: Final = 8
"""Rows of a block of outcomes: more are not read."""


@drawing
def outcomes(runs: Runs, names: str = "", *, by: str = "", ax: Axes | None = None) -> Drawn:
    """Draw how worlds end, and the events in them: two blocks of shares with their intervals.

    `names` are outcomes that happen or not, with commas between; by default the endings that occur,
    and the events that differ most between the runs. `by` gives each type of Kim a sign in every
    row, of one run.
    """
    runs_drawn = members(runs, 6)
    if by:
        if len(runs_drawn) > 1 or by != "kim_type":
            return by_kim(outcomes, runs_drawn, by, ax, names, least=now().width_mm * 0.5)
        kims = [k for k in KIM_COLOUR if any(runs_drawn[0].run.sound["kim_type"] == KIM_PLACE[k])]
        runs_drawn = [
            replace(
                runs_drawn[0], name=f"Kim is {kim}", colour=KIM_COLOUR[kim], marker=mark, kim=kim
            )
            for kim, mark in zip(kims, g.MARKERS, strict=False)
        ]
    catalogue = runs_drawn[0].run.catalogue
    flags = [name for name in catalogue.table_flags if catalogue.label(name) not in FINAL_STATES]
    if names:
        names_drawn = [name_given.strip() for name_given in names.split(",")]
        blocks = {"": names_drawn}
    else:
        ends = [name for name in FINAL_STATES if any(m.flag(name).any() for m in runs_drawn)]
        # The events that differ most between the runs, in the order of the catalogue.
        most = sorted(flags, key=lambda name: -(name in JOINT_OUTCOMES) - _reach(runs_drawn, name))
        chosen = set(most[:MOST_ROWS])
        blocks = {
            "How worlds end": ends,
            "Events": [name for name in flags if name in chosen],
        }
        names_drawn = [name for names_of_block in blocks.values() for name in names_of_block]
    alone, heights = (
        len(runs_drawn) == 1,
        [len(names_of_block) + 1.6 for names_of_block in blocks.values()],
    )
    # On a slide, which is wide, the blocks stand side by side, and bars without their intervals in words.
    beside = now().name == "slide"
    tall = g.tall_for(round(sum(heights) * max(1.0, 0.38 * len(runs_drawn))))
    tall = 0.48 * now().width_mm if beside else tall
    grid = (
        panels(ax, 1, len(blocks), height_mm=tall)
        if beside
        else panels(ax, len(blocks), 1, heights=heights, height_mm=tall, share="x", gap=2.2)
    ).ravel()
    artists: dict[str, Any] = {}
    for axes, (head, names_of_block) in zip(grid, blocks.items(), strict=True):
        rows = {
            m.name: [
                g.EstimateRow(
                    e.value,
                    e.low,
                    e.high,
                    text=share(e).text().split(" (" if beside else "\0")[0] if alone else "",
                )
                for e in (probability(m.flag(name)) for name in names_of_block)
            ]
            for m in runs_drawn
        }
        artists |= g.estimates(
            axes,
            [catalogue.label(name) for name in names_of_block],
            rows,
            bar=alone,
            zero=alone,
            colours={m.name: m.colour for m in runs_drawn},
            label="share of worlds" if axes is grid[-1] and not beside else "",
        )
        if head:
            axes.set_title(head, size=now().text, loc="left", weight="bold")
        axes.tick_params(labelbottom=axes is grid[-1] or beside)
    tops = [e.high for m in runs_drawn for e in (probability(m.flag(name)) for name in names_drawn)]
    for axes in grid if beside else grid[-1:]:
        g.extend_axis(axes, "x", 0.0, 1.03 * max(tops))
    if not alone:
        g.key(
            grid[-1],
            [g.sample(m.name, m.colour, "none", m.marker) for m in runs_drawn],
            whole=ax is None,
        )
    exclusive = "How worlds end adds up to 100 %; events overlap. " if not names else ""
    reading = f"{exclusive}Lines: 95 % intervals."
    return _made(
        grid,
        artists,
        runs_drawn,
        "",
        "how worlds end",
        subtitle(reading, names_drawn),
        "Wilson 95 %",
        [],
        [g.interval(BLACK if alone else GREY)],
        _ending_sentence(runs_drawn, names_drawn),
        "share of worlds, per cent",
    )


KIM_PLACE: Final = {kim: place for place, kim in enumerate(STATES["kim_type"])}


def _reach(runs_drawn: Sequence[Member], name: str) -> float:
    """Return how far apart runs lie in an outcome; of one run, its share."""
    shares = [float(np.mean(m.flag(name))) for m in runs_drawn]
    return max(shares) - min(shares) if len(runs_drawn) > 1 else shares[0]


def _ending_sentence(runs_drawn: Sequence[Member], names_drawn: Sequence[str]) -> str:
    """Return the commonest ending of one run, or the outcome that differs most among several."""
    label = runs_drawn[0].run.catalogue.label
    if len(runs_drawn) == 1:
        ends = [name for name in names_drawn if name in FINAL_STATES] or list(names_drawn)
        first = max(ends, key=lambda name: float(np.mean(runs_drawn[0].flag(name))))
        return f"{upper(label(first))} comes in {percent_text(float(np.mean(runs_drawn[0].flag(first))))} of worlds"
    names = list(names_drawn)
    # Shares of the same worlds by run and outcome: which differs most, and between which runs.
    flags = [np.stack([m.flag(name) for name in names]).astype(np.float64) for m in runs_drawn]

    most, high, low = widest_gap(flags)
    shares = [percent_text(float(flags[place][most].mean())) for place in (high, low)]
    sentence = (
        f"The largest difference is in {label(names[most])}: {shares[0]} of worlds under {runs_drawn[high].name}, "
        f"{shares[1]} under {runs_drawn[low].name}".replace(" under Kim", " if Kim")
    )
    worlds = min(table.shape[1] for table in flags)
    return told(sentence, names_again(flags, widest_gap), worlds, "which outcome differs most")


def widest_gap(tables: Sequence[Any]) -> tuple[int, int, int]:
    """Return which outcome differs most between runs, and the runs where it is highest and lowest;
    `tables` are a run each, `(outcomes, worlds)`.
    """
    shares = np.stack([table.mean(axis=1) for table in tables])
    most = int(np.ptp(shares, axis=0).argmax())
    return most, int(shares[:, most].argmax()), int(shares[:, most].argmin())


# Shared by these figures.


def pair(runs: Runs, outcome: str) -> tuple[list[Member], list[Floats]]:
    """Return two runs with the same random draws, world by world; raises UsageProblem if they do
    not share them.
    """
    runs_drawn, values = _read(runs, outcome, 2, 2)
    a, b = (m.run for m in runs_drawn)
    alike = (
        share_luck(a, b)
        if isinstance(a, Run) and isinstance(b, Run)
        else values[0].size == values[1].size
    )
    if not alike:
        remedy = "Run both with the same seed and as many worlds, or draw ecdf."
        raise UsageProblem(
            "these are not the same worlds, so none can be set against its like", "the runs", remedy
        )
    if isinstance(a, Run) and isinstance(b, Run) and (a.failed.any() or b.failed.any()):
        sound = ~a.failed & ~b.failed
        read = [
            m.run.catalogue.find(outcome).read(m.run.columns)[sound].astype(np.float64)
            for m in runs_drawn
        ]
        return runs_drawn, read
    return runs_drawn, values


def density(values: Floats, x: Floats) -> Floats:
    """Return a Gaussian kernel density at rising places, by bins. Source: Silverman 1986, the rule
    of thumb (3.31).
    """
    from scipy.ndimage import gaussian_filter1d

    middle = float(np.subtract(*np.quantile(values, (0.75, 0.25)))) / 1.34
    wide = 0.9 * min(float(values.std()), middle or math.inf) * values.size**-0.2 or 1e-3 * (
        float(np.ptp(x)) or 1.0
    )
    edges, step = np.linspace(x[0] - 3 * wide, x[-1] + 3 * wide, 1025, retstep=True)
    counts = np.histogram(values, edges)[0].astype(np.float64)
    smoothed = gaussian_filter1d(counts, wide / step, mode="constant") / values.size / step
    return np.asarray(np.interp(x, (edges[1:] + edges[:-1]) / 2, smoothed))


def shape_text(x: Floats, height: Floats) -> str:
    """Return the number and the places of the humps of a curve: those half as high as the highest,
    with a prominence of a tenth of it.
    """
    from scipy.signal import find_peaks

    top = float(height.max())
    peaks, _ = find_peaks(np.pad(height, 1), 0.5 * top, prominence=0.1 * top)
    places = list_parts([short_text(float(x[k - 1]), 0) for k in peaks])
    return f"{'one hump' if len(peaks) == 1 else f'{len(peaks)} humps'}, near {places}"


def smooth_mass(
    x: Floats, y: Floats, reach_x: tuple[float, float], reach_y: tuple[float, float]
) -> Any:
    """Return worlds in 160 × 160 bins, smoothed by four bins, and the middles of the bins."""
    from scipy.ndimage import gaussian_filter

    mass, across, along = np.histogram2d(x, y, 160, (reach_x, reach_y))
    smoothed = gaussian_filter(mass, 4.0, mode="constant")
    return smoothed, (across[1:] + across[:-1]) / 2, (along[1:] + along[:-1]) / 2


def _read(
    runs: Runs, outcome: str, most: int = 5, least: int = 1
) -> tuple[list[Member], list[Floats]]:
    """Return the runs of a figure and a number of each of their worlds."""
    runs_drawn = members(runs, most, least)
    return runs_drawn, [m.values(outcome) for m in runs_drawn]


def _ends(values: Sequence[Floats], edge: float = EDGE) -> tuple[float, float]:
    """Return between which values curves are drawn."""
    low = min(float(np.quantile(sample, edge)) for sample in values)
    high = max(float(np.quantile(sample, 1 - edge)) for sample in values)
    return (low, high) if high > low else (low - 0.5, high + 0.5)


def _bases(ax: Axes, runs_drawn: Sequence[Member]) -> list[int]:
    """Name the rows of ridges and dots in the colours of the runs, the first on top, and return
    where they stand.

    Where names are long for the axes they stand in a key.
    """
    bases, names = list(range(len(runs_drawn)))[::-1], [m.name for m in runs_drawn]
    beside = g.roomy(ax, names, 0.45)
    ax.set_yticks(
        [base + 0.2 for base in bases], names if beside else [""] * len(names), size=now().small
    )
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    for label, m in zip(ax.get_yticklabels(), runs_drawn, strict=False):
        label.set_color(g.ink(m.colour))
    ax.set_ylim(-0.35, len(runs_drawn) - 0.1)
    if not beside:
        g.key(ax, [g.sample(m.name, m.colour) for m in runs_drawn])
    return bases


def _trim(ax: Axes, runs_drawn: Sequence[Member], first: float) -> None:
    """End axes of rows above the content of the first row, which is `first` of a row high."""
    ax.set_ylim(-0.35, len(runs_drawn) - 1 + max(0.4, first + 0.08))


def name_ends(ax: Axes, x: float, heights: Sequence[float], runs_drawn: Sequence[Member]) -> None:
    """Name curves at their right ends, or under the axes where names are long."""
    if not g.roomy(ax, [m.name for m in runs_drawn]):
        key_of(ax, runs_drawn)
        return
    name_lines(ax, x, heights, {m.name: m.colour for m in runs_drawn})


def name_lines(ax: Axes, x: float, heights: Sequence[float], names: Mapping[str, str]) -> None:
    """Write names, each with its colour, right of a place at heights, or so near them that none
    touches another.
    """
    low, high = ax.get_ylim()
    tall = ax.get_window_extent().height / ax.figure.dpi * g.POINTS
    spread = g.spread_out(heights, 1.2 * now().small / tall * abs(high - low))
    for (name, colour), y in zip(names.items(), spread, strict=True):
        ax.annotate(
            name,
            (x, y),
            (now().small * 0.6, 0),
            textcoords="offset points",
            va="center",
            color=g.ink(colour),
            size=now().small,
            annotation_clip=False,
        )


def _places(low: float, high: float, count: int, values: Sequence[Floats]) -> Floats:
    """Return rising places from end to end, evenly on the axis that the values get."""
    unit = g.stretched(values)
    if not unit:
        return np.linspace(low, high, count)
    return unit * np.expm1(np.linspace(math.log1p(low / unit), math.log1p(high / unit), count))


def spread_sentence(runs_drawn: Sequence[Member], values: Sequence[Floats], outcome: str) -> str:
    """Return how far a number spreads: of one run its median and bad end, of several the widest and
    the narrowest; empty where a number has no end.
    """
    if not all(np.isfinite(sample).all() for sample in values):
        return ""
    label, _, unit = outcome_label(runs_drawn, outcome).partition(", ")
    low, middle, high = (
        [float(np.quantile(sample, s)) for sample in values] for s in (0.05, 0.5, 0.95)
    )
    write = [
        " to ".join(dict.fromkeys(short_text(end, 0) for end in ends))
        for ends in zip(low, high, strict=True)
    ]
    if len(runs_drawn) == 1:
        half = f"{short_text(middle[0], 0)} {unit}".rstrip()
        return f"The median of {label} is {half}; nine in ten worlds lie from {write[0]}"
    order: Any = names_again(values, widest_and_narrowest)
    worlds = min(map(len, values))
    wide, narrow = order[0]
    vary = "vary" if label.endswith("s") else "varies"
    sentence = f"{upper(label)} {vary} most under {runs_drawn[wide].name}: {write[wide]} {unit} in nine of ten worlds"
    if survives(order, worlds):
        sentence += f"; least under {runs_drawn[narrow].name}: {write[narrow]}"
    question = f"under which policy {label} {vary} more"
    return told(sentence, [first for first, _ in order], worlds, question)


def widest_and_narrowest(values: Sequence[Floats]) -> tuple[int, int]:
    """Return the places of the runs in which nine in ten worlds lie farthest apart, and nearest."""
    reach = [float(np.subtract(*np.quantile(sample, (0.95, 0.05)))) for sample in values]
    return int(np.argmax(reach)), int(np.argmin(reach))


def _made(
    ax: Any,
    artists: Any,
    runs_drawn: Sequence[Member],
    outcome: str,
    subject: str,
    reading: str,
    method: str,
    data: list[dict[str, Any]],
    signs: Sequence[Any] = (),
    headline: str = "",
    measure: str = "",
    alt: str = "",
) -> Drawn:
    """Return a drawing with its words."""
    start = f"{outcome_label(runs_drawn, outcome).partition(',')[0]}: " if outcome else ""
    title = upper(f"{start}{subject}: {', '.join(m.name for m in runs_drawn)}")
    facts = facts_of(runs_drawn, method)
    return Drawn(
        ax,
        artists,
        title,
        reading,
        facts,
        data,
        headline=headline,
        measure=upper(measure or outcome_label(runs_drawn, outcome)),
        signs=signs,
        alt=alt,
    )
