"""The equilibria of a policy game: the pure ones, the mixed ones of two sides, and the limit of the logit branch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from typing import Final

import numpy as np

from sim.analysis.games.best_replies import TIE, pure_equilibria
from sim.analysis.games.choice import Profile
from sim.analysis.games.equilibrium import LogitEquilibrium, logit_equilibria
from sim.analysis.games.nash import SAME, NashEquilibria, NashEquilibrium, limit_precision, regret_of
from sim.analysis.games.types import Plan, equilibria_over_types, on_same_support, small_enough
from sim.analysis.policy_game.game import PYONGYANG, PolicyGame
from sim.arrays import Floats
from sim.game.catalogue import CAPITALS

PURE: Final = "pure ones by looking at every profile"
CORNERS: Final = "mixed ones from the corners of the best-reply polytopes"
LIMIT: Final = "of the others only the limit of the principal logit branch, approximately"


@dataclass(frozen=True, slots=True)
class Sides:
    """The players of a game as two sides that may mix, one player and the types of another, and those who do not."""

    one: int
    types: tuple[int, ...]
    others: tuple[int, ...]


def sides_of(game: PolicyGame) -> Sides:
    """Return the sides of a game: the first capital against Pyongyang's types, or against the last capital."""
    kims = tuple(k for k, player in enumerate(game.agents) if player.capital == CAPITALS[PYONGYANG])
    types = kims or (len(game.agents) - 1,)
    one, *others = [k for k in range(len(game.agents)) if k not in types]
    return Sides(one, types, tuple(others))


def of_sides(game: PolicyGame, mean: Floats, sides: Sides, at: dict[int, int]) -> tuple[Floats, Floats, Floats]:
    """Return the payoffs of both sides and the chances of the types, where the others pick the policies `at`.

    Payoffs are `(types, policies of the one, policies of the other)`, from means `(types, capitals, w, b, p, s)`.
    """
    one, other = (CAPITALS.index(game.agents[k].capital) for k in (sides.one, sides.types[0]))
    fixed = {CAPITALS.index(game.agents[k].capital): place for k, place in at.items()}
    spots = tuple(slice(None) if capital in (one, other) else fixed.get(capital, 0) for capital in range(len(CAPITALS)))
    rows = [mean[:, capital][(slice(None), *spots)] for capital in (one, other)]
    if one > other:
        rows = [row.swapaxes(1, 2) for row in rows]
    chances = np.array(game.chances)
    if len(sides.types) < len(game.types):
        rows = [np.tensordot(chances, row, axes=(0, 0))[None] for row in rows]
        chances = np.ones(1)
    return rows[0], rows[1], chances


def profile_of(game: PolicyGame, sides: Sides, at: dict[int, int], plan: Plan) -> Profile:
    """Return the mixed choices of all players from a plan of the two sides and the policies of the others."""
    chosen = {sides.one: plan[0], **dict(zip(sides.types, plan[1], strict=True))}
    return tuple(chosen[k] if k in chosen else np.eye(size)[at[k]] for k, size in enumerate(game.shape))


def sits(payoffs: Profile, profile: Profile) -> bool:
    """Say whether nobody gains by leaving a profile, but for rounding."""
    return regret_of(payoffs, profile) <= 100.0 * TIE * max(float(np.ptp(payoff)) for payoff in payoffs)


def mixed_of_sides(game: PolicyGame, payoffs: Profile) -> Iterator[Profile]:
    """Yield the equilibria in which one or both sides mix and the others do not."""
    sides = sides_of(game)
    for places in product(*(range(game.shape[k]) for k in sides.others)):
        at = dict(zip(sides.others, places, strict=True))
        for plan in equilibria_over_types(*of_sides(game, game.mean, sides, at)):
            profile = profile_of(game, sides, at, plan)
            if any(np.count_nonzero(choice) > 1 for choice in profile) and sits(payoffs, profile):
                yield profile


def branch_of(payoffs: Profile, precisions: Sequence[float]) -> dict[float, LogitEquilibrium]:
    """Return the equilibrium at each precision, as far as the principal branch of a game can be followed."""
    found: dict[float, LogitEquilibrium] = {}
    with suppress(ArithmeticError):
        for each in logit_equilibria(payoffs, sorted(set(precisions))):
            found[each.precision] = each
    return found


def equilibria_of(game: PolicyGame, branch: Mapping[float, LogitEquilibrium] | None = None) -> NashEquilibria:
    """Return the equilibria of the means of a game, pure ones first, and how they were found.

    All pure ones are found, and all mixed ones in which only one capital and Pyongyang mix. Of games with more players
    the limit of the principal logit branch is added, as an approximation, where it is none of those. `branch` holds
    points of it that are known already, by precision.
    """
    payoffs, sides = game.payoffs(), sides_of(game)
    found = [NashEquilibrium(game.pure(each), "pure", 0.0) for each in pure_equilibria(payoffs)]
    small = small_enough(len(sides.types), game.shape[sides.one], game.shape[sides.types[0]])
    if small:
        found += [NashEquilibrium(each, "mixed", regret_of(payoffs, each)) for each in mixed_of_sides(game, payoffs)]
    if small and not sides.others:
        return NashEquilibria(tuple(found), True, False, f"{PURE}; {CORNERS}: all there are")
    end = limit_precision(payoffs)
    known = branch_of(payoffs, [end]) if branch is None else branch
    if end in known and all(apart(known[end].profile, each.profile) > SAME for each in found):
        limit = known[end].profile
        found.append(NashEquilibrium(limit, "approximate", regret_of(payoffs, limit)))
    resting = ", ".join(game.players[k].capitalize() for k in sides.others)
    method = f"{PURE}; {CORNERS}, {resting} not mixing; {LIMIT}" if small else f"{PURE}; {LIMIT}"
    return NashEquilibria(tuple(found), False, False, method)


def apart(one: Profile, other: Profile) -> float:
    """Return the largest difference between two mixed profiles."""
    return max(float(np.abs(a - b).max()) for a, b in zip(one, other, strict=True))


def mixes_again(game: PolicyGame, mean: Floats, profile: Profile) -> bool:
    """Say whether other means have an equilibrium that mixes the same policies as a profile."""
    sides = sides_of(game)
    at = {k: int(profile[k].argmax()) for k in sides.others}
    plan = (profile[sides.one], np.stack([profile[k] for k in sides.types]))
    again = on_same_support(*of_sides(game, mean, sides, at), plan)
    return again is not None and sits(game.payoffs_of(mean), profile_of(game, sides, at, again))
