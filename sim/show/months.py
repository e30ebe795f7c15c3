"""Figures by month: a state as a fan; war, freeze and deterrent as competing ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes

from sim.core.base.arrays import Floats
from sim.core.base.errors import DataProblem, check_known
from sim.core.estimate.interval import wilson_cells
from sim.core.estimate.writing import count_text, percent_text, short_text, upper
from sim.core.game.world import STATES
from sim.core.outcomes.history import no_series
from sim.show import grammar as g
from sim.show.drawn import Drawn, tidy
from sim.show.grammar import broad, canvas, drawing, now, panels
from sim.show.members import STATE_WORLDS, Member, Runs, by_kim, facts_of, key_of, members
from sim.show.palette import GREY
from sim.show.spread import name_ends, widest_gap
from sim.study.estimate.distribution import SHARES, month_quantiles
from sim.study.estimate.quantities import list_parts
from sim.study.estimate.survival import names_again, told

EVENTS: Final = {
    "war": "war",
    "freeze": "a freeze",
    "deterrent": "deterrent complete",
    "collapse": "regime collapse",
}
"""The events that can come in a month, and their labels."""


@drawing
def fan(runs: Runs, state: str = "tension", *, by: str = "", ax: Axes | None = None) -> Drawn:
    """Draw a state by month: its median, and where nine in ten of the worlds still running lie."""
    check_state(state)
    if by:
        return by_kim(fan, runs, by, ax, state)
    runs_drawn, alone = members(runs, 3), ax is None
    ax = ax or canvas()[1]
    artists, data, ends, entry = {}, [], [], STATES[state]
    series = [m.states(state) for m in runs_drawn]
    tables = [month_quantiles(values) for values in series]
    shared = last_shared_month(runs_drawn)
    dashes = alternating(
        [values[2] for values in tables], float(np.ptp(np.concatenate(tables, axis=1)))
    )
    for m, table, dash in zip(runs_drawn, tables, dashes, strict=True):
        x = np.arange(table.shape[1])
        if len(runs_drawn) == 1:
            for low, high, strength in ((0, 4, 0.25), (1, 3, 0.5)):
                g.bands(ax, x, table[low], table[high], m.colour, strength, zorder=1)
        else:
            ax.fill_between(x, table[0], table[4], color=m.colour, alpha=0.1, linewidth=0, zorder=1)
        for edge in (table[0], table[4]):
            g.lines(ax, x, edge, m.colour, linewidth=now().line * 0.5, linestyle=m.dash, zorder=2)
        artists[m.name] = g.lines(
            ax,
            x,
            table[2],
            m.colour,
            linewidth=now().line * 1.6,
            linestyle=dash or m.dash,
            zorder=4,
        )
        medians = table[2, : shared + 1]
        ends.append(float(medians[~np.isnan(medians)][-1]))
        quantiles = {f"q{100 * s:g}": v for s, v in zip(SHARES, table, strict=True)}
        data += tidy(4, run=m.name, month=x, **quantiles)
    longest = max(m.run.scenario.months for m in runs_drawn)
    month_axis(ax, runs_drawn[0].run.scenario.start, longest)
    g.number_axis(ax, f"{state.replace('_', ' ')}{f', {entry.unit}' if entry.unit else ''}")
    if len(runs_drawn) > 1:
        # Medians that end at one place, or in different months, are named in a key.
        near = float(np.ptp(ends)) < 0.04 * float(np.ptp(ax.get_ylim()))
        by_key = near or shared < longest
        key_of(ax, runs_drawn, alone) if by_key else name_ends(ax, float(longest), ends, runs_drawn)
    half = "dark: the middle half; " if len(runs_drawn) == 1 else ""
    first = (
        f", of the first {count_text(STATE_WORLDS)}"
        if any(m.run.worlds > STATE_WORLDS for m in runs_drawn)
        else ""
    )
    reading = (
        f"{upper(entry.meaning)}. Thick: the median; {half}pale: 5 to 95 % of the worlds still "
        f"running{first}."
    )
    facts = facts_of(runs_drawn, "none drawn", STATE_WORLDS)
    names = ", ".join(m.name for m in runs_drawn)
    label = state.replace("_", " ").capitalize()
    signs = [
        g.sample(
            "median",
            runs_drawn[0].colour if len(runs_drawn) == 1 else GREY,
            linewidth=now().line * 1.6,
        ),
        *([g.patch("middle half", g.lighter(runs_drawn[0].colour, 0.5))] * (len(runs_drawn) == 1)),
        g.patch(
            "5 to 95 % of the worlds still running",
            g.lighter(runs_drawn[0].colour if len(runs_drawn) == 1 else GREY, 0.25),
        ),
    ]
    headline = fan_headline(runs_drawn, state, ends, [values[shared] for values in series], shared)
    if all(dashes):
        headline = (
            f"{label} {'ends' if shared == longest else f'in month {shared} is'} alike under all {len(runs_drawn)}: "
            f"the median is near {short_text(ends[0], 2)}"
        )
    measure = f"{label}, {entry.unit}, by month" if entry.unit else f"By month: {entry.meaning}"
    if any(dashes):
        measure += "; medians that are alike are drawn as one line, in turn in their colours"
    return Drawn(
        ax,
        artists,
        f"{label} by month: {names}",
        reading,
        facts,
        data,
        headline=headline,
        measure=upper(measure),
        signs=signs,
    )


def fan_headline(
    runs_drawn: Sequence[Member],
    state: str,
    ends: Sequence[float],
    last: Sequence[Floats],
    month: int,
) -> str:
    """Return the medians of a state in the last month that all runs have: of several runs the
    highest and the lowest, if resampled worlds agree.

    `last` are its values in that month, NaN of worlds that ended.
    """
    name, digits = state.replace("_", " "), 1 if STATES[state].unit else 2
    if len(runs_drawn) == 1:
        return f"Median {name} ends at {short_text(ends[0], digits)}"

    def order(tables: list[Floats]) -> tuple[int, int]:
        medians = [float(np.median(table[~np.isnan(table)])) for table in tables]
        return int(np.argmax(medians)), int(np.argmin(medians))

    names = names_again(last, order)
    parts = [f"{short_text(ends[k], digits)} under {runs_drawn[k].name}" for k in order(list(last))]
    worlds = min(map(len, last))
    if any(m.run.scenario.months > month for m in runs_drawn):
        question = f"under which policy median {name} in month {month} is higher"
        return told(
            f"Median {name} in month {month} is {list_parts(parts)}", names, worlds, question
        )
    question = f"under which policy median {name} ends higher"
    return told(f"Median {name} ends at {list_parts(parts)}", names, worlds, question)


def last_shared_month(runs_drawn: Sequence[Member]) -> int:
    """Return the last month that all runs have: a longer run is compared with a shorter one there."""
    return min(int(m.run.scenario.months) for m in runs_drawn)


def alternating(medians: list[Floats], reach: float) -> list[Any]:
    """Return the dashes of lines that lie on one another, so that each shows in the gaps of the
    others; empty for a line that stands alone.

    Lines of different lengths are held against each other in the months that all have.
    """
    shared = min(map(len, medians))
    rows = [median[:shared] for median in medians]
    alike = [
        [k for k, other in enumerate(rows) if np.nanmax(np.abs(row - other)) < 0.04 * reach]
        for row in rows
    ]
    size = 3.0
    return [
        (size * (len(group) - group.index(k)), (size, size * (len(group) - 1)))
        if len(group) > 1
        else ""
        for k, group in enumerate(alike)
    ]


def check_state(state: str) -> None:
    """Refuse an unknown state, and name the one that is meant or the nearest."""
    if state not in STATES:
        raise no_series(state, f"state {state}", STATES)


def check_events(events: str) -> list[str]:
    """Return the events that a text names; raises UsageProblem for an unknown one."""
    names = [name.strip() for name in events.split(",")]
    for name in names:
        check_known("event", name, EVENTS, "events")
    return names


@drawing
def incidence(
    runs: Runs, events: str = "war,freeze,deterrent", *, by: str = "", ax: Axes | None = None
) -> Drawn:
    """Draw by month the share of all worlds that has had a war, a freeze, a complete deterrent:
    competing ends.

    A world that war has ended counts as one without the others. Raises DataProblem where nothing
    asked for happens.
    """
    if by:
        return by_kim(incidence, runs, by, ax, events)
    events_drawn = check_events(events)
    runs_drawn = members(runs)
    times = {m.name: {event: first_month(m, event) for event in events_drawn} for m in runs_drawn}
    if not any(
        np.isfinite(months_of_event).any()
        for by_event in times.values()
        for months_of_event in by_event.values()
    ):
        missing = " or ".join(EVENTS[event] for event in events_drawn)
        n = times[runs_drawn[0].name][events_drawn[0]].size
        raise DataProblem(
            f"in none of {count_text(n)} worlds is there {missing}",
            "the worlds to draw",
            "Give more worlds (-n), or draw another event.",
        )
    t = now()
    beside = broad()
    tall = t.width_mm * (0.46 if beside else 0.3 * len(events_drawn) + 0.35)
    grid = panels(
        ax, *((1, len(events_drawn)) if beside else (len(events_drawn), 1)), height_mm=tall
    )
    artists, data = {}, []
    longest = max(m.run.scenario.months for m in runs_drawn)
    for panel, event in zip(np.ravel(grid), events_drawn, strict=True):
        top = 0.0
        for m in runs_drawn:
            came = times[m.name][event]
            x = np.arange(m.run.scenario.months + 1)
            cells = wilson_cells([int((came <= month).sum()) for month in x], came.size)
            g.bands(
                panel,
                x,
                np.where(cells.value > 0, cells.low, 0),
                cells.high,
                m.colour,
                0.3,
                zorder=2,
            )
            artists[f"{m.name} {event}"] = g.lines(
                panel, x, cells.value, m.colour, linestyle=m.dash, zorder=3
            )
            top = max(top, float(cells.high[-1]))
            ends = {"low": cells.low, "high": cells.high}
            data += tidy(run=m.name, event=event, month=x, share=cells.value, **ends)
        g.extend_axis(panel, "y", 0.0, 1.0 if top > 0.4 else 1.1 * max(top, 0.02))
        g.share_axis(panel, EVENTS[event] if len(events_drawn) == 1 else "")
        if len(events_drawn) > 1:
            panel.set_title(EVENTS[event], size=now().text, loc="left")
            if top <= 0.4:
                panel.text(
                    0.03,
                    0.97,
                    "another scale",
                    transform=panel.transAxes,
                    va="top",
                    size=now().small,
                    color=GREY,
                    path_effects=g.halo(),
                )
        month_axis(panel, runs_drawn[0].run.scenario.start, longest)
        if event != events_drawn[len(events_drawn) // 2 if beside else -1]:
            panel.set_xlabel("")
            panel.tick_params(labelbottom=beside)
        elif beside:
            panel.set_xlabel(" ".join(panel.get_xlabel().split()))
    key_of(np.ravel(grid)[0 if beside else -1], runs_drawn, whole=ax is None)
    worlds = times[runs_drawn[0].name][events_drawn[0]].size
    reading = (
        f"Share of all {count_text(worlds)} worlds, with its 95 % interval; each event has its scale. A world "
        "that has ended stays among them."
    )
    names = ", ".join(m.name for m in runs_drawn)
    facts = facts_of(runs_drawn, "Wilson 95 %")
    first = runs_drawn[0]
    return Drawn(
        grid,
        artists,
        f"Events by month: {names}",
        reading,
        facts,
        data,
        headline=incidence_headline(runs_drawn, events_drawn, times, last_shared_month(runs_drawn)),
        measure="Share of all worlds in which it has come by a month, per cent",
        signs=[
            g.patch("95 % interval", g.lighter(first.colour if len(runs_drawn) == 1 else GREY, 0.3))
        ],
    )


def incidence_headline(
    runs_drawn: Sequence[Member],
    events_drawn: Sequence[str],
    times: Mapping[str, Any],
    horizon: int,
) -> str:
    """Return the shares of worlds in which events have come by the horizon, the last month that all
    runs have: of several runs of the event that differs most, if resampled worlds agree.
    """
    came = [
        np.array([times[m.name][event] <= horizon for event in events_drawn]) for m in runs_drawn
    ]
    if len(runs_drawn) == 1:
        parts = [
            f"{EVENTS[event].removeprefix('a ')} has come in {percent_text(float(happened.mean()))} of worlds"
            for event, happened in zip(events_drawn, came[0], strict=True)
        ]
        return f"By month {horizon} {', '.join(parts)}"

    most, high, low = widest_gap(came)
    if high == low:
        events = list_parts([EVENTS[event].removeprefix("a ") for event in events_drawn])
        return f"By month {horizon} {events} have come alike under all {len(runs_drawn)}"
    event = EVENTS[events_drawn[most]].removeprefix("a ")
    shares = [percent_text(float(came[place][most].mean())) for place in (high, low)]
    sentence = (
        f"By month {horizon} {event} has come in {shares[0]} of worlds under {runs_drawn[high].name}, "
        f"in {shares[1]} under {runs_drawn[low].name}"
    )
    worlds = min(table.shape[1] for table in came)
    return told(
        sentence,
        names_again(came, widest_gap),
        worlds,
        f"which event differs most by month {horizon}",
    )


def month_axis(ax: Axes, start: str, months: int) -> None:
    """Label the months after the start, from one to ten years apart, as there is room."""
    room = ax.get_window_extent().width / ax.figure.dpi * g.POINTS / (2.8 * now().small)
    step = next(
        (
            step_wide
            for step_wide in (1, 3, 6, 12, 24, 36, 60, 120)
            if months / step_wide <= min(6, room)
        ),
        120,
    )
    g.axis_of(ax, f"months after {start}", "x")
    g.extend_axis(ax, "x", 0, months)
    ax.set_xticks(range(0, months + 1, step))


def first_month(m: Member, event: str) -> Floats:
    """Return the month in which an event first came in each world, `(worlds,)`; infinite where it
    did not.
    """
    if event == "collapse":
        return np.where(m.flag(event), m.run.sound["months"][m.chosen].astype(np.float64), np.inf)
    came: Floats = m.run.distribution(f"months_to_{event}").values[m.chosen]
    return came
