"""The payoffs of two players with the equilibrium and what would be better for both, and the beliefs of the dilemma."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle

from sim.analysis.finding import Drawn
from sim.analysis.policy_game.beliefs import SMALL, Region
from sim.analysis.policy_game.equilibria import Solution
from sim.analysis.policy_game.findings import OWN, TRUE, GameFinding
from sim.analysis.policy_game.game import PolicyGame
from sim.game.catalogue import CAPITALS
from sim.show import style
from sim.show.palette import CAPITAL_LABEL
from sim.show.style import Picture, Provenance
from sim.study.names import policy_name

COLOURS: Final = (style.SKY, style.VERMILLION, style.GREEN, style.BLACK, style.ORANGE, style.PURPLE, style.BLUE)
MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X")
"""Colours and shapes of the policies of two players, of which no menu has more."""


@style.house_style()
def payoff_plane(found: dict[str, Solution], provenance: Provenance) -> Picture:
    """Draw what every profile pays two players, a panel a reading: each equilibrium, and where both would be better.

    To the right and above an equilibrium lies what is better for both. Raises DataProblem for a provenance of another
    number of worlds.
    """
    game = next(iter(found.values())).game
    provenance.confirm(game.worlds)
    one, other = game.players
    figure = style.new_figure(
        f"{provenance.scenario}: what each pair of courses is worth to {CAPITAL_LABEL[one]} and {CAPITAL_LABEL[other]}",
        "Shaded: better for both than the equilibrium (ring). Arrow: to the pair that is best for both, if any is.",
        provenance,
    )
    panels = np.atleast_1d(figure.subplots(1, len(found), sharex=True, sharey=True))
    for axes, (name, reading) in zip(panels, found.items(), strict=True):
        _plane(axes, reading)
        axes.set_title(f"by {name}" if name in (OWN, TRUE) else f"Kim is {name}")
    for which, place in (("x", 0), ("y", 1)):
        worth = np.stack([each.game.payoffs()[place] for each in found.values()])
        room = 0.07 * np.ptp(worth) or 1.0
        panels[0].set(**{f"{which}lim": (worth.min() - room, worth.max() + room)})
    panels[0].set_ylabel(f"value to {CAPITAL_LABEL[other]} (months)")
    keys = []
    for k, (player, own) in enumerate(zip(game.players, game.policies, strict=True)):
        signs = [(style.GREY, marker) for marker in MARKERS] if k else [(colour, "o") for colour in COLOURS]
        handles = [
            Line2D([], [], color=colour, marker=marker, linestyle="none", label=policy_name(player, policy))
            for (colour, marker), policy in zip(signs, own, strict=False)
        ]
        # Above the titles of the panels.
        keys.append(panels[-k].legend(
            handles=handles, title=CAPITAL_LABEL[player], alignment="left", loc=("lower left", "lower right")[k],
            bbox_to_anchor=(float(k), 1.06), ncols=2,
        ))  # fmt: skip
    if len(panels) == 1:
        panels[0].add_artist(keys[0])
    return figure.settle()


def _plane(axes: Axes, found: Solution) -> None:
    """Draw one reading."""
    game = found.game
    across, along = game.payoffs()
    for own, better in zip(found.equilibria, found.better, strict=True):
        x, y = across[own.profile], along[own.profile]
        axes.add_patch(Rectangle((x, y), 1e3, 1e3, facecolor=style.FAINT, linewidth=0, zorder=0, gid="better"))
        axes.plot([x], [y], "o", markersize=21, markerfacecolor="none", markeredgecolor=style.BLACK,
                  markeredgewidth=2.0, gid="equilibrium")  # fmt: skip
        if better and better.least.value > 0.0:
            axes.add_patch(FancyArrowPatch(
                (x, y), (across[better.end], along[better.end]), arrowstyle="-|>", mutation_scale=18, linewidth=1.8,
                shrinkA=11, shrinkB=7, color=style.BLACK, gid="gap",
            ))  # fmt: skip
    for (a, b), x in np.ndenumerate(across):
        axes.plot([x], [along[a, b]], MARKERS[b], color=COLOURS[a], markersize=10, gid="profile")
    axes.set_xlabel(f"value to {CAPITAL_LABEL[game.players[0]]} (months)")
    axes.grid(color=style.FAINT)


@style.house_style()
def belief_triangle(region: Region, game: PolicyGame, provenance: Provenance) -> Picture:
    """Draw the beliefs in three types, all sharing one: how much an equilibrium is worse for all than another profile.

    The capitals' own beliefs and the true chances are marked. Raises DataProblem as `payoff_plane`.
    """
    provenance.confirm(region.worlds)
    figure = style.new_figure(
        f"{provenance.scenario}: in which beliefs of Kim an equilibrium is worse for all",
        f"Were all of one belief. Squares: another profile is better for all, by over {SMALL:g} of a limited war.",
        provenance,
    )  # fmt: skip
    axes = figure.subplots()
    x, y = region.beliefs[:, 1], region.beliefs[:, 0]
    stands = region.gaps > SMALL
    axes.plot(x[~stands], y[~stands], ".", color=style.PALE, markersize=5, gid="none")
    drawn = axes.scatter(x[stands], y[stands], c=region.gaps[stands], s=330, marker="s", cmap=f"{style.SEQUENCE}_r",
                         vmin=0.0, vmax=max(0.2, float(region.gaps.max())), gid="stands")  # fmt: skip
    figure.colorbar(drawn, ax=axes, pad=0.02, aspect=30).set_label("gap (limited wars)")
    marks: dict[str, Any] = {"the true chances": game.chances} | {
        f"{CAPITAL_LABEL[name]} believes": own for name, own in game.beliefs.items() if name in game.players
    }
    for (name, own), marker in zip(marks.items(), ("*", *MARKERS), strict=False):
        axes.plot([own[1]], [own[0]], marker, markersize=15, color=style.BLACK, markeredgecolor="white",
                  markeredgewidth=1.5, linestyle="none", label=name, gid="belief")  # fmt: skip
    axes.legend(loc="upper right")
    style.share_axis(axes, f"chance that Kim is {game.types[1]}", "x")
    style.share_axis(axes, f"chance that Kim is {game.types[0]}; {game.types[2]}: the rest")
    axes.set_xlim(-0.03, 1.03)
    axes.set_ylim(-0.03, 1.03)
    return figure.settle()


def figures(found: GameFinding) -> Drawn:
    """Return the payoffs of two players, and the beliefs in which the dilemma stands."""
    about = found.provenance(found.game.worlds, "means; shares of resamples in the tables", "worlds a profile")
    drawn: dict[str, Any] = {}
    readings = {name: own for name, own in found.readings.items() if name in (OWN, TRUE) or len(found.readings) == 1}
    if len(found.game.players) == 2 and set(found.game.players) <= set(CAPITALS):
        drawn["payoffs"] = partial(payoff_plane, readings, about)
    if found.region:
        drawn["beliefs"] = partial(belief_triangle, found.region, found.game, about)
    return drawn
