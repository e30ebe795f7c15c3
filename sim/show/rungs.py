"""The ladder as an axis: ten rungs with their names and colours."""

from typing import Final

from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from .style import FAINT, rung_colour

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
