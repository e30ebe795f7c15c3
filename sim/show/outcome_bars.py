"""Outcome bars: how worlds end and what happens in them; and two scenarios side by side, with their difference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from sim.errors import DataProblem
from sim.show import style
from sim.show.inputs import nothing
from sim.show.style import Picture, Provenance
from sim.study.estimate.interval import Estimate
from sim.study.estimate.shown import share
from sim.study.outcomes import FINAL_STATES, FLAGS, label_of, subtitle

COLOURS: Final = (style.BLUE, style.ORANGE, style.GREEN, style.PURPLE, style.SKY, style.GREY)
HATCHES: Final = ("", "///", "...", "\\\\\\", "xxx", "ooo")
"""A second sign beside the colour, for print without colour."""

MOST_BARS: Final = 72
LEGEND_WIDTH: Final = 110
"""Characters of one line of the legend."""


@style.house_style()
def outcome_bars(estimates: Mapping[str, Mapping[str, Estimate]], provenance: Provenance) -> Picture:
    """Draw the share of worlds with each outcome as a bar with its interval, scenarios side by side.

    `estimates` goes from the name of a scenario to its outcomes by name: final states (as in FINAL_STATES)
    and flags; what a scenario lacks is left blank. Final states come first, from war to détente, then flags.
    Raises DataProblem where there is nothing to draw, an outcome is unknown, or there is too much for one
    figure.
    """
    scenarios = list(estimates)
    states, flags = _in_order(estimates)
    _check(len(scenarios), len(states) + len(flags))
    for each in estimates.values():
        for e in each.values():
            provenance.confirm(e.n)
    figure = style.new_figure(
        f"{scenarios[0]}: how {provenance.size} end"
        if len(scenarios) == 1
        else f"How worlds end, {len(scenarios)} cases",
        subtitle(
            "Final states exclude one another and add up to 100 %; flags overlap. Whiskers: intervals.",
            [*states, *flags],
        ),
        provenance,
    )
    axes = figure.subplots()
    places = _places(len(states), len(flags))
    thickness = 0.8 / len(scenarios)
    for number, name in enumerate(scenarios):
        offset = (number - (len(scenarios) - 1) / 2) * thickness
        _bars(axes, estimates[name], [*states, *flags], places + offset, thickness, number, len(scenarios) == 1)
    _frame(axes, states, flags, places, estimates)
    if len(scenarios) > 1:
        handles = [
            Patch(facecolor=COLOURS[i], hatch=HATCHES[i], edgecolor="white", label=name)
            for i, name in enumerate(scenarios)
        ]
        ncols = max(1, LEGEND_WIDTH // (8 + max(len(name) for name in scenarios)))
        axes.legend(handles=handles, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=ncols, borderaxespad=0.3)
    return figure.settle()


def _in_order(estimates: Mapping[str, Mapping[str, Estimate]]) -> tuple[list[str], list[str]]:
    """Return the final states and the flags that any scenario has, each in order of meaning."""
    present = {outcome for each in estimates.values() for outcome in each}
    unknown = sorted(present - set(FINAL_STATES) - set(FLAGS))
    if unknown:
        raise DataProblem(f"'{unknown[0]}' is no outcome with a probability.", "the outcomes to draw",
                          f"Use final states and these flags: {', '.join(FLAGS)}.")  # fmt: skip
    states: list[str] = [name for name in FINAL_STATES if name in present]
    # A flag that says the same as a final state is not drawn twice.
    return states, [name for name in FLAGS if name in present and label_of(name) not in states]


def _check(scenarios: int, outcomes: int) -> None:
    if scenarios == 0 or outcomes == 0:
        raise nothing("outcome bars")
    if scenarios > len(COLOURS) or scenarios * outcomes > MOST_BARS:
        raise DataProblem(
            f"{scenarios} scenarios with {outcomes} outcomes are too much for one figure.",
            "the scenarios to draw",
            f"Draw at most {len(COLOURS)} scenarios and {MOST_BARS} bars, in several figures.",
        )


def _places(states: int, flags: int) -> np.ndarray:
    """Return the height of each row from the top, with a gap between final states and flags."""
    gap = 0.8 if states and flags else 0.0
    return np.concatenate((np.arange(states, dtype=float), states + gap + np.arange(flags)))


def _bars(
    axes: Axes, shown: Mapping[str, Estimate], outcomes: list[str], places: np.ndarray,
    thickness: float, number: int, write: bool,
) -> None:  # fmt: skip
    """Draw one scenario's bars and whiskers, and its numbers where `write` says so."""
    for outcome, place in zip(outcomes, places, strict=True):
        if outcome not in shown:
            continue
        e = shown[outcome]
        axes.barh(
            place, e.value, thickness * 0.86, color=COLOURS[number], hatch=HATCHES[number], edgecolor="white",
            linewidth=0, gid=f"{number} {outcome}",
        )  # fmt: skip
        axes.errorbar(
            e.value, place, xerr=[[max(e.value - e.low, 0.0)], [max(e.high - e.value, 0.0)]], color=style.BLACK,
            capsize=min(4.0, 14 * thickness), elinewidth=1.4, capthick=1.4,
        )  # fmt: skip
        if write:
            axes.annotate(
                share(e).text(), (e.high, place), (7, 0), textcoords="offset points", va="center",
                size=style.SMALL_SIZE, path_effects=style.halo(),
            )  # fmt: skip


def _frame(
    axes: Axes, states: list[str], flags: list[str], places: np.ndarray,
    estimates: Mapping[str, Mapping[str, Estimate]],
) -> None:  # fmt: skip
    """Name the rows, set the limits, and draw the line between final states and flags."""
    axes.set_yticks(places, [*states, *(label_of(flag) for flag in flags)])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(places[-1] + 0.6, -0.6)
    highest = max(e.high for each in estimates.values() for e in each.values())
    # Room at the right for the numbers of the longest bar.
    axes.set_xlim(0, highest * 1.22 if len(estimates) == 1 else min(1.0, highest * 1.05))
    style.share_axis(axes, "share of worlds", "x")
    axes.set_xticks([tick for tick in axes.get_xticks() if 0 <= tick <= min(1.0, axes.get_xlim()[1])])
    if states and flags:
        axes.axhline(len(states) - 0.1, color=style.GREY, linewidth=1, linestyle=(0, (4, 3)))
