"""Figures of the payoffs of two players with the equilibrium, and of the plane of terms."""

from __future__ import annotations

from functools import partial
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, Rectangle

from sim.analysis.finding import Figures
from sim.analysis.policy_game.equilibria import Solution
from sim.analysis.policy_game.findings import MODEL_PRIOR, OWN, GameFinding
from sim.analysis.policy_game.plane import terms
from sim.analysis.policy_game.terms import TermsFinding
from sim.core.game.catalogue import CAPITALS
from sim.show import grammar as g
from sim.show.drawn import Drawn
from sim.show.grammar import drawing, now
from sim.show.palette import BLACK, CAPITAL_LABEL, FAINT, GREY, INKS
from sim.study.experiment.factor_text import policy_name

COLOURS: Final = (*INKS, BLACK)
MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X")
"""Colours and shapes of the policies of two players; no menu is longer."""


@drawing
def payoff_plane(found: GameFinding, *, ax: Axes | None = None) -> Drawn:
    """Draw the payoffs of two players in every profile, a panel a reading: each equilibrium, and
    the area that is better for both.

    The area to the right of and above an equilibrium is better for both.
    """
    readings = {
        name: own
        for name, own in found.readings.items()
        if name in (OWN, MODEL_PRIOR) or len(found.readings) == 1
    }
    game, scenario = found.game, found.scenario.name
    one, other = game.players
    title = f"{scenario}: what each pair of courses is worth to {CAPITAL_LABEL[one]} and {CAPITAL_LABEL[other]}"
    reading = (
        "Shaded: better for both than the equilibrium (ring). Arrow: to the "
        "pair that is best for both, if any is."
    )
    beside = g.broad()
    tall = now().width_mm * (0.75 if beside else 0.85 * len(readings))
    grid = g.side_by_side(ax, len(readings), tall).ravel()
    for axes, (name, own) in zip(grid, readings.items(), strict=True):
        _plane(axes, own)
        axes.set_title(f"by {name}" if name in (OWN, MODEL_PRIOR) else f"Kim is {name}")
    for which, place in (("x", 0), ("y", 1)):
        worth = np.stack([each.game.payoffs()[place] for each in readings.values()])
        room = 0.07 * np.ptp(worth) or 1.0
        for axes in grid:
            axes.set(**{f"{which}lim": (worth.min() - room, worth.max() + room)})
    for axes in grid[: 1 if beside else None]:
        g.number_axis(axes, f"value to {CAPITAL_LABEL[other]}, months")
    handles = []
    for k, (player, menu) in enumerate(zip(game.players, game.policies, strict=True)):
        signs = (
            [(GREY, marker) for marker in MARKERS] if k else [(colour, "o") for colour in COLOURS]
        )
        handles += [
            g.sample(
                f"{CAPITAL_LABEL[player]}: {policy_name(player, policy)}", colour, "none", marker
            )
            for (colour, marker), policy in zip(signs, menu, strict=False)
        ]
    g.key(grid[0 if beside else -1], handles, whole=ax is None)
    data = [
        {
            "panel": name,
            one: game.policies[0][a],
            other: game.policies[1][b],
            "equilibrium": "equilibrium"
            if (a, b) in [each.profile for each in own.equilibria]
            else "",
            f"value to {one}": x,
            f"value to {other}": y,
        }
        for name, own in readings.items()
        for across, along in [own.game.payoffs()]
        for (a, b), x, y in zip(
            np.ndindex(across.shape), across.ravel(), along.ravel(), strict=True
        )
    ]
    about = found.provenance(
        game.worlds, "means; shares of resamples in the tables", "worlds a profile"
    )
    shade = g.patch("better for both than the equilibrium (ring)", FAINT)
    measure = "Mean value of each pair of courses, months"
    return Drawn(grid, {}, title, reading, about, data, measure=measure, signs=[shade])


def _plane(axes: Axes, found: Solution) -> None:
    """Draw one reading."""
    game = found.game
    across, along = game.payoffs()
    for own, better in zip(found.equilibria, found.better, strict=True):
        x, y = across[own.profile], along[own.profile]
        axes.add_patch(
            Rectangle((x, y), 1e3, 1e3, facecolor=FAINT, linewidth=0, zorder=0, gid="better")
        )
        axes.plot(
            [x],
            [y],
            "o",
            markersize=2.4 * now().dot,
            markerfacecolor="none",
            markeredgecolor=BLACK,
            markeredgewidth=2.0,
            gid="equilibrium",
        )
        if better and better.least.value > 0.0:
            axes.add_patch(
                FancyArrowPatch(
                    (x, y),
                    (across[better.end], along[better.end]),
                    arrowstyle="-|>",
                    mutation_scale=1.6 * now().small,
                    shrinkA=11,
                    shrinkB=7,
                    color=BLACK,
                    gid="gap",
                )
            )
    for (a, b), x in np.ndenumerate(across):
        axes.plot([x], [along[a, b]], MARKERS[b], color=COLOURS[a], gid="profile")
    g.number_axis(axes, f"value to {CAPITAL_LABEL[game.players[0]]}, months", "x")
    axes.grid(color=FAINT)


def figures(found: GameFinding | TermsFinding) -> Figures:
    """Return the payoffs of two players, or the plane of terms."""
    if isinstance(found, TermsFinding):
        return {"terms": partial(terms, found)}
    players = found.game.players
    return (
        {"payoffs": partial(payoff_plane, found)}
        if len(players) == 2 and set(players) <= set(CAPITALS)
        else {}
    )
