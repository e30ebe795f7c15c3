"""Best replies: what leaving a profile pays, what is dominant, and Washington against Pyongyang."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.analysis.games.classic import ordinal_name
from sim.analysis.games.nash import is_best_reply, slack
from sim.analysis.policy_game.game import PYONGYANG, WASHINGTON, PolicyGame, Resamples
from sim.arrays import Floats
from sim.study.estimate.interval import Estimate, wilson
from sim.study.estimate.paired import PairedDifference, compare_paired


@dataclass(frozen=True, slots=True)
class Deviation:
    """A player that leaves a profile for another policy: `gain` is what it would get more, in months.

    The intervals of all deviations from one profile hold together at 95 %: each has a level of 1 - .05 / their number.
    """

    player: str
    policy: str
    gain: PairedDifference


def deviations_from(game: PolicyGame, profile: Sequence[int]) -> list[Deviation]:
    """Return every deviation of one player from a profile, with simultaneous paired t intervals (Bonferroni)."""
    family = sum(game.shape) - len(game.shape)
    found = []
    for place, player in enumerate(game.agents):
        here = game.payoff_to(place, game.pure(profile))
        for policy, name in enumerate(player.policies):
            if policy == profile[place]:
                continue
            there = game.payoff_to(place, game.pure((*profile[:place], policy, *profile[place + 1 :])))
            found.append(Deviation(player.name, name, compare_paired(there, here, 1.0 - 0.05 / family)))
    return found


CORE: Final = {"washington": ("maximum_pressure", "engagement"), "pyongyang": ("build", "charm")}
"""Hard and soft: the two courses of each whose 2 × 2 game has a name. Where a capital has two policies, it is these."""


@dataclass(frozen=True, eq=False)
class Matrix:
    """What Washington and Pyongyang get by their policies if Kim is of a type, the mean over Beijing's and Seoul's.

    `washington` and `pyongyang` are months of value, `(Washington's policies, Pyongyang's)`. `name` is the ordinal name
    of the game of the two policies each in `core`, None without such policies; `again` says in which share of the
    resamples of worlds it is the same (n counts resamples).
    """

    kim: str
    chance: float
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    washington: Floats
    pyongyang: Floats
    core: tuple[tuple[str, ...], tuple[str, ...]] | None
    name: str | None
    again: Estimate | None

    def best(self) -> tuple[Any, ...]:
        """Return where Washington's and where Pyongyang's policy is a best reply to the other's."""
        return is_best_reply((self.washington, self.pyongyang))


def two_of(capital: str, policies: Sequence[str]) -> tuple[str, ...] | None:
    """Return the two policies of a capital whose game has a name, or None."""
    if len(policies) == 2:
        return tuple(policies)
    return CORE[capital] if set(CORE[capital]) <= set(policies) else None


def matrices_of(game: PolicyGame, resamples: Resamples) -> list[Matrix]:
    """Return the matrix for each type of Kim; none where Washington or Pyongyang has no choice."""
    rows, columns = game.choices["washington"], game.choices["pyongyang"]
    if min(len(rows), len(columns)) < 2:
        return []
    pairs = two_of("washington", rows), two_of("pyongyang", columns)
    core = None if pairs[0] is None or pairs[1] is None else (pairs[0], pairs[1])
    # The axes are Washington, Beijing, Pyongyang, Seoul: the second and the fourth are averaged over.
    both = [game.mean[:, capital].mean(axis=(2, 4)) for capital in (WASHINGTON, PYONGYANG)]
    drawn = [resamples.mean[:, :, capital].mean(axis=(3, 5)) for capital in (WASHINGTON, PYONGYANG)]
    found = []
    for at, (kim, chance) in enumerate(zip(game.types, game.chances, strict=True)):
        name, again = None, None
        if core is not None:
            spots = np.ix_([rows.index(each) for each in core[0]], [columns.index(each) for each in core[1]])
            name = ordinal_name(both[0][at][spots], both[1][at][spots])
            names = [ordinal_name(us[at][spots], kims[at][spots]) for us, kims in zip(*drawn, strict=True)]
            again = wilson(names.count(name), len(names))
        found.append(Matrix(kim, chance, rows, columns, both[0][at], both[1][at], core, name, again))
    return found


@dataclass(frozen=True, slots=True)
class Dominance:
    """In which share of the others' profiles each policy of a player is best, and which policy dominates it, if any."""

    player: str
    best: dict[str, float]
    dominated: dict[str, str]


def dominance_of(game: PolicyGame) -> list[Dominance]:
    """Return what is dominant and dominated for each player of a game."""
    payoffs = game.payoffs()
    found = []
    for place, (player, payoff, best) in enumerate(zip(game.agents, payoffs, is_best_reply(payoffs), strict=True)):
        shares = np.moveaxis(best, place, 0).reshape(len(player.policies), -1).mean(axis=1).tolist()
        rows = np.moveaxis(payoff, place, 0).reshape(len(player.policies), -1)
        names = player.policies
        found.append(
            Dominance(player.name, dict(zip(names, shares, strict=True)), find_dominated(names, rows, slack(payoff)))
        )
    return found


def find_dominated(names: tuple[str, ...], rows: Floats, rounding: float) -> dict[str, str]:
    """Return the policies to which another one is strictly better whatever the others do, each with such a one."""
    found = {}
    for name, row in zip(names, rows, strict=True):
        better = [other for other, its in zip(names, rows, strict=True) if (its - row > rounding).all()]
        if better:
            found[name] = better[0]
    return found
