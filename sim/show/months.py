"""The month axis: calendar months from the start of a scenario."""

from typing import Final

from matplotlib.axes import Axes

from sim.calendar import month_after

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
