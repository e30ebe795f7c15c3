"""Figures of history: the bands of a nowcast, the fan of a forecast, the reliability of a
hindcast.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np
from matplotlib.axes import Axes

from sim.analysis.finding import Figures, Finding
from sim.core.base.arrays import Flags
from sim.core.base.months import count_month, name_month
from sim.core.estimate.writing import number_text
from sim.history.beliefs import ITEMS, KIM, Beliefs, items_of
from sim.history.benchmarks import EFFORT, HIDDEN, MODEL, PERSISTS, POOL
from sim.history.dates import HORIZONS
from sim.history.forecast import AHEAD, INNER, OUTER, ForecastFinding
from sim.history.nowcast import OPEN, NowcastFinding, label
from sim.history.observe import seen_in
from sim.history.record import OFFICES, Record
from sim.history.scoreboard import HindcastFinding
from sim.history.scores import interval_of
from sim.history.sightings import changes_of_office
from sim.show import grammar as g
from sim.show.drawn import Drawn, Provenance
from sim.show.grammar import drawing, now, panels
from sim.show.months import month_axis
from sim.show.palette import (
    BLACK,
    BLUE,
    COURSE_COLOUR,
    FAINT,
    GOLD,
    GREY,
    HARD,
    HARDEST,
    KIM_COLOUR,
    QUIET,
    SOFT,
    TEAL,
    VERMILLION,
)
from sim.show.rows import estimate_rows

FROM_BELOW: Final = (HARDEST, HARD, COURSE_COLOUR["shield"], QUIET, SOFT)
"""Bands of courses, the hardest below."""

COLOURS: Final = {(about, name): {**COURSE_COLOUR, **KIM_COLOUR}[name] for about, name in ITEMS}
PANELS: Final = ("pyongyang", KIM, "washington", "seoul", "beijing")
"""The panels from the top; the record informs the first ones most."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How an event of the record is marked: its row in the strip, and the marker."""

    name: str
    observable: str
    marker: str
    size: float
    colour: str


MARKS: Final = (
    Mark("big test", "big_test", "^", 7.0, VERMILLION),
    Mark("any test", "test_month", "|", 9.0, BLACK),
    Mark("talks", "talks_month", "o", 5.0, BLUE),
    Mark("resolution", "resolution", "s", 5.0, GREY),
    Mark("lethal act", "lethal_incident", "X", 7.0, BLACK),
)

BESIDE: Final = 27
"""How many letters stand beside a panel, on its left and right."""


@drawing
def belief_bands(
    beliefs: Beliefs, record: Record, provenance: Provenance, *, ax: Axes | None = None
) -> Drawn:
    """Draw bands whose heights are chances, a panel a capital and one for Kim; above them the
    events of the record.
    """
    title = (
        f"Four courses and Kim's type, as known at the time, to {name_month(beliefs.months[-1])}"
    )
    reading = (
        "The height of a colour is its chance at the end of the month; no later month is read. Pale blue is "
        "soft, grey quiet, wine hard, black hardest. Veiled: the interval of the likeliest is wider than 50 points, so "
        "it is not known. White line: a new holder of the office."
    )
    count = 1 + len(PANELS)
    slide = now().name == "slide"
    tall = 0.62 * now().width_mm if slide else max(0.72 * now().width_mm, g.tall_for(38))
    grid = panels(
        ax, count, 1, heights=(0.95, *[1.0] * len(PANELS)), share="x", height_mm=tall, gap=0.8
    )
    strip, *bands = grid.ravel()
    events_strip(strip, record)
    for axes, holder in zip(bands, PANELS, strict=True):
        _bands(axes, beliefs, holder)
        _offices(axes, record, holder)
    year_axis(bands[-1], record.months)
    for axes in (strip, *bands[:-1]):
        axes.tick_params(axis="x", length=0, labelbottom=False)
    marks = seen_in(record)
    data = [
        {"panel": "events", "row": mark.name, "year": _year(record.months[k])}
        for mark in MARKS
        for k in np.flatnonzero(marks[mark.observable] == 1)
    ] + [
        {
            "panel": holder,
            "series": name,
            "year": _year(month),
            "chance": round(float(row[place]), 6),
        }
        for place, (holder, name) in enumerate(ITEMS)
        for month, row in zip(beliefs.months, beliefs.chance, strict=True)
    ]
    measure = "Chance of each course and of each type of Kim by month; above, events of the record"
    return Drawn(grid, {}, title, reading, provenance, data, measure=measure)


def _year(month: str) -> float:
    """Return a month as a year with the part that has passed."""
    return round((count_month(month) or 0) / 12, 3)


def events_strip(axes: Axes, record: Record) -> None:
    """Draw the strip of events, a row a kind; a faint line marks unknown months."""
    marks = seen_in(record)
    axes.set_ylim(len(MARKS) - 0.4, -0.6)
    axes.set_yticks(range(len(MARKS)), [mark.name for mark in MARKS], size=now().small)
    axes.tick_params(axis="y", length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    unknown = [_runs(marks[mark.observable] < 0) for mark in MARKS]
    for row, (mark, runs) in enumerate(zip(MARKS, unknown, strict=True)):
        for first, end in runs:
            axes.broken_barh(
                [(first, end - first)],
                (row - 0.35, 0.7),
                facecolor=FAINT,
                linewidth=0,
                gid="unknown",
            )
        (happened,) = np.nonzero(marks[mark.observable] == 1)
        if not happened.size:
            continue
        axes.plot(
            happened + 0.5,
            np.full(happened.size, row),
            mark.marker,
            color=mark.colour,
            markersize=mark.size * now().dot / 6,
            markeredgewidth=1.2 if mark.marker == "|" else 0.0,
            clip_on=False,
            gid=f"event {mark.observable}",
        )
    widest = max(
        (run for runs in unknown for run in runs), key=lambda run: run[1] - run[0], default=(0, 0)
    )
    if _letters(widest, record) > len("not looked for"):
        row = next(row for row, runs in enumerate(unknown) if widest in runs)
        axes.text(
            sum(widest) / 2,
            row,
            "not looked for",
            ha="center",
            va="center",
            size=now().small,
            color=GREY,
        )


def _bands(axes: Axes, beliefs: Beliefs, holder: str) -> None:
    """Draw the bands of a capital or of Kim, the hardest course below, with their names beside."""
    places = sorted(items_of(holder), key=_rank)
    months = np.arange(len(beliefs.months) + 1)
    below = np.zeros(len(months))
    for place in places:
        rows = beliefs.chance[:, place]
        above = below + np.append(rows, rows[-1])
        axes.fill_between(
            months,
            below,
            above,
            step="post",
            color=COLOURS[ITEMS[place]],
            linewidth=0,
            gid=f"{holder} {ITEMS[place][1]}",
        )
        below = above
    likeliest = np.array(places)[beliefs.chance[:, places].argmax(axis=1)]
    low, high = beliefs.spans[np.arange(len(likeliest)), likeliest, 1:].T
    for first, end in _runs(high - low > OPEN):
        axes.axvspan(first, end, color=FAINT, alpha=0.85, linewidth=0, gid=f"{holder} open")
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.5, 1], ["0 %", "", "100 %"], size=now().small)
    axes.set_ylabel("Kim is" if holder == KIM else holder.capitalize(), size=now().small)
    transform = axes.get_yaxis_transform()
    for row, place in enumerate(reversed(places)):
        high = 1.0 - (row + 0.5) / 4
        for letters, text, colour in (
            (0.4, "■", COLOURS[ITEMS[place]]),
            (1.4, label(place).partition(": ")[2], BLACK),
        ):
            axes.annotate(
                text,
                (1, high),
                (letters * now().small, 0),
                xycoords=transform,
                textcoords="offset points",
                va="center",
                size=now().small,
                color=colour,
            )


def _rank(place: int) -> int:
    """Return where a band stands in its panel, from below."""
    colour = COLOURS[ITEMS[place]]
    return FROM_BELOW.index(colour) if colour in FROM_BELOW else place


def _offices(axes: Axes, record: Record, holder: str) -> None:
    """Mark where a new holder takes office, and write each name where there is room for it."""
    capital = "pyongyang" if holder == KIM else holder
    if capital not in OFFICES:
        return
    changes = changes_of_office(record)[capital]
    for row in changes:
        axes.axvline(row, color="white", gid=f"office {holder} {row}")
    starts, ends = (0, *changes), (*changes, len(record))
    for first, end in zip(starts, ends, strict=True):
        name = record.texts[OFFICES[capital]][first]
        if _letters((first, end), record) < len(name):
            name = name.split()[-1 if capital == "pyongyang" else 0]
        if _letters((first, end), record) > len(name):
            axes.text(
                first + (end - first) / 2,
                0.97,
                name,
                ha="center",
                va="top",
                size=now().small,
                path_effects=g.halo(width=2.5),
            )


def _letters(months: tuple[int, int], record: Record) -> float:
    """Return how many letters have room above some months of a panel, less a space."""
    return (months[1] - months[0]) / len(record) * _wide() - 1


def _wide() -> float:
    """Return how many letters have room above a panel."""
    return now().width_mm / g.INCH * g.POINTS / (0.6 * now().small) - BESIDE


def _runs(flags: Flags) -> list[tuple[int, int]]:
    """Return where runs of true months begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(first), int(end)) for first, end in edges.reshape(-1, 2)]


def year_axis(axes: Axes, months: Sequence[str]) -> None:
    """Label the x axis with years at their January, not too many; a short record with months."""
    if len(months) < 36:
        month_axis(axes, months[0], len(months))
        return
    first = count_month(months[0]) or 0
    step = next(step for step in (1, 2, 5, 10, 20, 50) if len(months) / 12 / step <= _wide() / 6)
    places = [place for place in range(len(months) + 1) if (first + place) % (12 * step) == 0]
    axes.set_xlim(0, len(months))
    axes.set_xticks(places, [str((first + place) // 12) for place in places])


@drawing
def forecast_fan(
    finding: ForecastFinding, provenance: Provenance, *, ax: Axes | None = None
) -> Drawn:
    """Draw how many months with a test the next months may bring: the pool's mean with two bands,
    and the means of others.
    """
    last_month, target = name_month(finding.options.last), "test_month"
    title = f"Months with a test after {last_month}"
    reading = (
        "Line: the pool's mean number of months with a test in the next months. Bands hold 50 and 90 % of its chance. "
        "Dashed: the means of its members and of a level of effort."
    )
    grid = ax or g.canvas()[1]
    ends = [
        [interval_of(finding.forecasts[POOL][target, h], level) for h in AHEAD]
        for level in (OUTER, INNER)
    ]
    data = []
    for (level, level_ends), strength in zip(
        zip((OUTER, INNER), ends, strict=True), (0.2, 0.45), strict=True
    ):
        low, high = ([0, *(int(bounds[place]) for bounds in level_ends)] for place in (0, 1))
        months = [0, *AHEAD]
        grid.fill_between(
            months, low, high, color=g.lighter(BLUE, strength), linewidth=0, gid=f"band {level}"
        )
        data += [
            {"series": f"{level:g} of the pool", "months": month, "low": one, "high": other}
            for month, one, other in zip(months, low, high, strict=True)
        ]
    lines_drawn = (
        (POOL, BLUE, "-"),
        (MODEL, VERMILLION, "--"),
        (HIDDEN, GOLD, (0, (6, 1, 1, 1))),
        (PERSISTS, BLACK, ":"),
        (EFFORT, TEAL, "-."),
    )
    for name, colour, dash in lines_drawn:
        means = [0.0, *(finding.mean(target, h, name) for h in AHEAD)]
        g.lines(grid, [0, *AHEAD], means, colour, linestyle=dash, gid=f"mean {name}")
        data += [
            {"series": name, "months": month, "mean": round(mean, 6)}
            for month, mean in zip([0, *AHEAD], means, strict=True)
        ]
    grid.set_xlim(0, AHEAD[-1])
    grid.set_ylim(0, AHEAD[-1])
    grid.set_xticks([0, *HORIZONS])
    grid.set_xlabel(f"months after {last_month}")
    grid.set_ylabel("of them with a test")
    bands = [
        g.patch(f"{level:.0%} of the pool's chance".replace("%", " %"), g.lighter(BLUE, strength))
        for level, strength in ((INNER, 0.45), (OUTER, 0.2))
    ]
    lines = [g.sample(f"mean of {name}", colour, dash) for name, colour, dash in lines_drawn]
    g.key(grid, [*lines, *bands], whole=ax is None)
    if not now().head:
        grid.set_title(title, size=now().text, loc="left")
    year = next(month for month in HORIZONS if month >= 12)
    least, most = interval_of(finding.forecasts[POOL][target, year], OUTER)
    mean = number_text(finding.mean(target, year), 1)
    return Drawn(
        grid,
        {},
        title,
        reading,
        provenance,
        data,
        headline=f"In the {year} months after {last_month} there are tests in {mean} months ({least} to {most})",
        measure="Months with a test, by month after the record; bands of 50 and 90 %",
    )


def figures(finding: Finding) -> Figures:
    """Return the figures of a finding of this room, by the names of their files."""
    if isinstance(finding, NowcastFinding):
        provenance = finding.provenance(
            finding.beliefs.sets, "none drawn; see the table", "sets of parameters"
        )
        return {"bands": partial(belief_bands, finding.beliefs, finding.options.record, provenance)}
    if isinstance(finding, ForecastFinding):
        provenance = finding.provenance(finding.options.worlds, "none drawn; bands are of chance")
        return {"fan": partial(forecast_fan, finding, provenance)}
    if type(finding) is not HindcastFinding:
        return {}
    o, classes = finding.options, finding.classes()
    provenance = Provenance(
        f"record-{o.first}-to-{o.last}",
        o.record.hash_of(o.first, o.last),
        o.seed,
        len(o.months),
        "Wilson 95 %, n / horizon",
        "origins",
        finding.caveat,
    )
    return {classes.name: partial(estimate_rows, classes, provenance)}
