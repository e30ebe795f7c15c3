"""The best-response graph: every profile of policies, what somebody would gain by leaving it, and where that leads."""

from __future__ import annotations

from functools import partial
from itertools import product
from typing import Any, Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import PowerNorm
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle

from sim.analysis.finding import Drawn
from sim.analysis.games.nash import regrets
from sim.analysis.policy_game.findings import GameFinding
from sim.analysis.policy_game.replies import Move, moves_in
from sim.analysis.policy_game.solution import Solution
from sim.errors import DataProblem
from sim.show import style
from sim.show.signs import CAPITAL_COLOUR, CAPITAL_LABEL
from sim.show.style import Picture, Provenance
from sim.study.estimate.shown import share
from sim.study.estimate.writing import count_text, lines_of
from sim.study.names import policy_name

GAP: Final = 0.5
"""The room between blocks of the grid, in cells."""

FEW: Final = 30
"""Profiles up to which every best reply is drawn; of more only the ways from the scenario's own line-ups."""

MOST_CELLS: Final = 900
MOST_NUMBERED: Final = 6
OUTER_WIDTH: Final = 12
"""Letters on a line of the name of a policy of an outer player."""

Place = tuple[int, ...]


@style.house_style()
def best_response_graph(found: Solution, provenance: Provenance) -> Picture:
    """Draw all profiles of a policy game as a grid, with the pure equilibria and best replies as arrows.

    The first and third player run across, the second and fourth upwards, the later one within the earlier. A profile
    is the lighter the more some capital gains by leaving it alone. Raises DataProblem for more than 900 profiles, or
    for a provenance of another number of worlds.
    """
    game = found.game
    provenance.confirm(game.worlds)
    if game.profiles > MOST_CELLS:
        raise DataProblem(
            f"{game.profiles} profiles are too many for one figure.", "the policy game",
            f"Let capitals pick among fewer policies: at most {MOST_CELLS} profiles.",
        )  # fmt: skip
    every = game.profiles <= FEW
    known = f", Kim {game.types[0]}" if len(game.types) == 1 else ""
    figure = style.new_figure(
        f"{provenance.scenario}{known}: best replies among {game.profiles} profiles of policies",
        "Colour: the most that any capital gains by leaving alone. "
        + ("Arrows: every best reply." if every else "Arrows: from the scenario's own line-up, largest gain first."),
        provenance,
    )
    axes = figure.subplots()
    _cells(figure, axes, found)
    moves = _every_move(found) if every else list(found.path.moves if found.path else ())
    for move in dict.fromkeys(moves):
        _arrow(axes, found, move)
    handles = _marks(axes, found)
    movers = dict.fromkeys(game.players[move.player] for move in moves)
    handles += [
        Line2D([], [], color=CAPITAL_COLOUR[name], linewidth=3, label=f"{CAPITAL_LABEL[name]} moves") for name in movers
    ]
    # Above the names of an outer player.
    outer = [lines_of(policy_name(game.players[0], each), OUTER_WIDTH) for each in game.policies[0]]
    lines = max(map(len, outer)) if len(game.players) > 2 else 0
    axes.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0, 1.08 + 0.045 * lines if lines else 1.0), ncols=3,
        borderaxespad=0.3, columnspacing=1.2, handletextpad=0.5,
    )  # fmt: skip
    return figure.settle()


def _spot(found: Solution, place: Place) -> tuple[float, float]:
    """Return where a profile lies: across and upwards, in cells."""
    shape = found.game.shape
    spots = []
    for first, second in ((0, 2), (1, 3)):
        inner = shape[second] if second < len(shape) else 1
        at = place[second] if second < len(shape) else 0
        spots.append(place[first] * (inner + (GAP if inner > 1 else 0.0)) + at)
    return spots[0], spots[1]


def _cells(figure: Picture, axes: Axes, found: Solution) -> None:
    """Draw the profiles as squares coloured by the largest gain, with the names of policies around them."""
    game = found.game
    gains = np.maximum.reduce(regrets(game.payoffs()))
    places = list(product(*map(range, game.shape)))
    spots = np.array([_spot(found, place) for place in places])
    high = max(float(gains.max()), 1e-9)
    norm = PowerNorm(0.5, 0.0, high)
    across, along = (np.unique(spots[:, axis]) for axis in (0, 1))
    shades = mpl.colormaps[style.SEQUENCE]
    for place, (x, y) in zip(places, spots, strict=True):
        colour = shades(norm(float(gains[place])))
        axes.add_patch(Rectangle((x - 0.48, y - 0.48), 0.96, 0.96, facecolor=colour, linewidth=0, gid="profile"))
    axes.set_xlim(across[0] - 0.5, across[-1] + 0.5)
    axes.set_ylim(along[0] - 0.5, along[-1] + 0.5)
    _names(axes, found)
    for spine in axes.spines.values():
        spine.set_visible(False)
    bar = figure.colorbar(ScalarMappable(norm=norm, cmap=shades), ax=axes, pad=0.02, aspect=30)
    bar.set_label("mean gain of the capital with most to gain (months)")
    bar.outline.set_visible(False)


def _names(axes: Axes, found: Solution) -> None:
    """Write the policies of the inner players beside the cells, those of the outer ones on the far sides."""
    game = found.game
    for which, (first, second) in (("x", (0, 2)), ("y", (1, 3))):
        axis = axes.xaxis if which == "x" else axes.yaxis
        nested = second < len(game.players)
        base = [0] * len(game.players)
        inner: list[tuple[float, str]] = []
        outer: list[tuple[float, str]] = []
        for at, policy in enumerate(game.policies[first]):
            base[first], name = at, policy_name(game.players[first], policy)
            own = []
            for within, inside in enumerate(game.policies[second] if nested else ("",)):
                if nested:
                    base[second] = within
                spot = _spot(found, tuple(base))[which == "y"]
                own.append(spot)
                inner.append((spot, policy_name(game.players[second], inside) if nested else name))
            outer.append((float(np.mean(own)), name))
        turned = 90 if which == "x" and nested else 0
        between = "\n" if which == "x" and not nested else " "
        axis.set_ticks([spot for spot, _ in inner], [name.replace(" ", between) for _, name in inner], rotation=turned)
        axis.set_tick_params(length=0, labelsize=style.SMALL_SIZE - 1)
        axis.set_label_text(CAPITAL_LABEL[game.players[second if nested else first]])
        if nested:
            _outer(axes, which, outer, game.players[first])


def _outer(axes: Axes, which: str, names: list[tuple[float, str]], player: str) -> None:
    """Write the policies of an outer player above or to the right of the cells."""
    spots = [spot for spot, _ in names]
    texts = ["\n".join(lines_of(name, OUTER_WIDTH)) for _, name in names]
    if which == "x":
        second = axes.secondary_xaxis("top")
        second.set_xticks(spots, texts)
        second.set_xlabel(CAPITAL_LABEL[player])
    else:
        second = axes.secondary_yaxis("right")
        second.set_yticks(spots, texts)
        second.set_ylabel(CAPITAL_LABEL[player], rotation=270, va="bottom")
    second.tick_params(length=0, labelsize=style.SMALL_SIZE, labelcolor=CAPITAL_COLOUR[player])
    for spine in second.spines.values():
        spine.set_visible(False)


def _every_move(found: Solution) -> list[Move]:
    """Return the best reply of every capital in every profile."""
    return [move for moves in moves_in(found.game.payoffs()).values() for move in moves]


def _arrow(axes: Axes, found: Solution, move: Move) -> None:
    """Draw the move of one capital from a profile to another."""
    colour = CAPITAL_COLOUR[found.game.players[move.player]]
    axes.add_patch(
        FancyArrowPatch(
            _spot(found, move.start), _spot(found, move.end), arrowstyle="-|>", mutation_scale=16, color=colour,
            connectionstyle="arc3,rad=0.12", linewidth=2.2, path_effects=style.halo("white", 4.5), zorder=4, gid="move",
        )
    )  # fmt: skip


def _marks(axes: Axes, found: Solution) -> list[Any]:
    """Mark starts, equilibria and rivals; return their lines of the legend."""
    handles: list[Any] = []
    start: dict[str, Any] = {
        "marker": "s", "linestyle": "none", "markersize": 9, "color": "white", "markeredgecolor": style.BLACK,
    }  # fmt: skip
    if found.path:
        spots = np.array([_spot(found, found.path.start)])
        axes.plot(spots[:, 0], spots[:, 1], zorder=5, gid="start", **start)
        handles.append(Line2D([], [], label="line-up of the scenario", **start))
    rival: dict[str, Any] = {
        "marker": "o", "linestyle": "none", "markersize": 9, "markerfacecolor": "none", "markeredgecolor": "white",
        "markeredgewidth": 2.0,
    }  # fmt: skip
    if found.rivals:
        spots = np.array([_spot(found, each.profile) for each in found.rivals])
        axes.plot(spots[:, 0], spots[:, 1], zorder=5, gid="rival", **rival)
        shown = rival | {"markeredgecolor": style.BLACK}
        handles.append(Line2D([], [], label="one only in some resamples", **shown))
    ring: dict[str, Any] = {
        "marker": "o", "linestyle": "none", "markersize": 17, "markerfacecolor": "white",
        "markeredgecolor": style.BLACK, "markeredgewidth": 2.0,
    }  # fmt: skip
    for number, each in enumerate(found.equilibria, start=1):
        x, y = _spot(found, each.profile)
        axes.plot([x], [y], zorder=6, gid="equilibrium", **ring)
        axes.text(x, y, str(number), ha="center", va="center", size=style.SMALL_SIZE - 1, zorder=7)
        if number <= MOST_NUMBERED:
            label = f"equilibrium {number}, stays one in {share(each.stays).text()}"
            handles.append(Line2D([], [], label=label, **(ring | {"markersize": 11})))
    return handles


def figures(found: GameFinding) -> Drawn:
    """Return the graph of best responses for each Kim."""
    method = f"shares of {count_text(found.over_types.resamples)} resamples of worlds"
    about = found.provenance(found.game.worlds, method, "worlds a profile")
    return {f"best-responses-{kim}": partial(best_response_graph, own, about) for kim, own in found.by_type.items()}
