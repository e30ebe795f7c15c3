"""Axes that several figures share: months, rungs, spans."""

from __future__ import annotations

from typing import Final

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from sim.calendar import month_after
from sim.show.style import FAINT, rung_colour

STEPS: Final = (1, 2, 3, 6, 12, 24, 36, 60, 120)
MOST_TICKS: Final = 9


def month_axis(axes: Axes, start: str, months: int) -> None:
    """Label the x axis of the months 0 to `months` after `start` with calendar months, not too many."""
    places = tick_places(months)
    axes.set_xlim(0, months)
    axes.set_xticks(places, [month_after(start, place) for place in places])
    axes.set_xlabel("month (at its start)")


def tick_places(months: int) -> list[int]:
    """Return the months that get a label: every first, second, third, sixth, … of them."""
    step = next((each for each in STEPS if months / each <= MOST_TICKS), STEPS[-1])
    return list(range(0, months + 1, step))


def span(months: int) -> str:
    """Write a number of months: "1 month", "36 months"."""
    return f"{months} month{'' if months == 1 else 's'}"


RUNGS: Final = (
    "détente", "rivalry", "gestures", "declarations", "show of force", "mobilisation", "harassing violence",
    "ultimatum", "limited war", "major war",
)  # fmt: skip
"""Our reading of Kahn's ladder (1965); rungs 8 and 9 are reached by an event only."""

LIMITED_WAR: Final = 8


def rung_axis(axes: Axes) -> None:
    """Make the y axis a ladder: rung r spans tension r to r + 1, named, with its colour beside the name."""
    axes.set_ylim(0, len(RUNGS))
    axes.set_yticks([rung + 0.5 for rung in range(len(RUNGS))], [f"{rung}  {name}" for rung, name in enumerate(RUNGS)])
    axes.tick_params(axis="y", length=0, pad=14)
    axes.set_ylabel("tension, by rung", labelpad=10)
    axes.spines["left"].set_visible(False)
    for rung in range(len(RUNGS)):
        axes.axhline(rung, color=FAINT, linewidth=1, zorder=0)
        axes.add_patch(
            Rectangle(
                (-0.012, rung), 0.012, 1, transform=axes.get_yaxis_transform(), clip_on=False,
                facecolor=rung_colour(rung), edgecolor="none",
            )
        )  # fmt: skip
