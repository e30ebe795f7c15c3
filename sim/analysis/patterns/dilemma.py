"""A dilemma: no course is best whatever the others do, and where the equilibria lie."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from sim.analysis.claims.claim import Line, Wanted
from sim.analysis.claims.running import exact
from sim.analysis.games.equilibrium import Profile
from sim.analysis.games.nash import is_best_reply
from sim.analysis.patterns.plays import Plays
from sim.analysis.policy_game.beliefs import LARGE, SMALL
from sim.analysis.policy_game.equilibria import METHOD, Solution, best_shares, equilibria_of
from sim.analysis.policy_game.findings import OWN, TRUE, solve
from sim.analysis.policy_game.game import PolicyGame, resample_game
from sim.arrays import Floats
from sim.game.catalogue import CAPITALS, COURSES
from sim.study.estimate.bootstrap import percentiles
from sim.study.estimate.interval import Estimate, mean_estimate
from sim.study.estimate.writing import percent_text

RESAMPLES: Final = 100
DRAWS: Final = 200
VARIED: Final[Mapping[str, Mapping[str, float]]] = {
    "": {}, "60 months": {"months": 60}, "120 months": {"months": 120}, "key 0": {"key_low": 0.0, "key_high": 0.0},
    "key 1": {"key_low": 1.0, "key_high": 1.0},
}  # fmt: skip
"""Under which further changes the game of the giants is played."""

LOST: Final = {OWN: Wanted(low=SMALL), "fearful": Wanted(high=SMALL), "greedy": Wanted(high=SMALL)}
"""What is wanted of the loss: different beliefs make one, and a Kim who is known to be either makes none."""

ALWAYS: Final = 0.999
"""A course that is best in a larger share of what the others may do counts as dominant."""


def dilemma_lines(plays: Plays) -> list[Line]:
    """Return the lines of this heading."""
    game = plays.game
    again = resample_game(game, RESAMPLES)
    found = [best_most_often(game, again, capital) for capital in CAPITALS]
    nash = list(equilibria_of(game))
    at = [mean_estimate(game.losing(each.profile), kind="share") for each in nash]
    pure = [both for each, both in zip(nash, at, strict=True) if each.kind == "pure"]
    least = min(pure, key=lambda each: each.value, default=exact(1.0, game.worlds))
    what = "least lose-lose at a pure equilibrium of the four, who do not know Kim"
    found.append(Line("dilemma.nice", what, Wanted(low=0.05), least))
    for k, (each, both) in enumerate(zip(nash, at, strict=True), 1):
        what = f"lose-lose, {each.kind} equilibrium: {equilibrium_text(game, each.profile)}"
        found.append(Line(f"dilemma.equilibrium.{k}", what, None, both))
    return [*of_giants(plays), *found]


def of_giants(plays: Plays) -> list[Line]:
    """Return what both giants lose in their own game: by their beliefs, by the truth, where Kim is known, in draws."""
    lines = []
    for name, changes in VARIED.items():
        told = solve(plays.giants(changes, 0 if changes else DRAWS), RESAMPLES, DRAWS)
        for by, own in told.readings.items():
            if not changes or by in (OWN, TRUE):
                what = f"limited wars that both giants lose{name and f', {name}'}: {by}"
                lines.append(Line(f"dilemma.giants.{by}{name and f'.{name}'}".replace(" ", "_"), what,
                                  None if changes else LOST.get(by), loss_in(own)))  # fmt: skip
        if told.draws:
            lines += [
                Line(f"dilemma.giants.over_{gap:g}", f"draws of the payoffs in which they lose over {gap:g}",
                     Wanted(low=least), told.draws.over(gap)) for gap, least in ((SMALL, 0.65), (LARGE, 0.37))
            ]  # fmt: skip
    return lines


def loss_in(found: Solution) -> Estimate:
    """Return the largest loss of an equilibrium against what would be better for both, in limited wars."""
    gaps = [exact(0.0, found.game.worlds) if each is None else each.least for each in found.better]
    return max(gaps, key=lambda each: each.value, default=exact(math.nan, found.game.worlds))


def best_most_often(game: PolicyGame, again: Floats, capital: str) -> Line:
    """Return how often the course that is best most often is best, with its limits over resampled worlds."""
    shares = shares_of(game, game.payoffs(), capital)
    found = [shares_of(game, game.payoffs_of(mean), capital).max() for mean in again]
    label = COURSES[capital][int(shares.argmax())].label
    what = f"{capital.title()}: how often {label} is best, over all that the others may do"
    measured = percentiles(float(shares.max()), np.array(found), game.worlds, METHOD)
    return Line(f"dilemma.dominant.{capital}", what, Wanted(high=ALWAYS), measured)


def shares_of(game: PolicyGame, payoffs: Profile, capital: str) -> Floats:
    """Return in what share of the others' profiles each course of a capital is best, `(courses,)`.

    The types of Kim are players of their own, and count alike in Pyongyang's share.
    """
    best = is_best_reply(payoffs)
    places = [place for place, player in enumerate(game.agents) if player.capital == capital]
    return np.asarray(np.mean([best_shares(best[place], place) for place in places], axis=0))


def equilibrium_text(game: PolicyGame, profile: Profile) -> str:
    """Write what every player does in an equilibrium."""
    return "; ".join(
        f"{player.name} {mixture(player.capital, shares)}" for player, shares in zip(game.agents, profile, strict=True)
    )


def mixture(capital: str, shares: Floats) -> str:
    """Write what a capital mixes, of all its courses; parts below a half per cent are left out."""
    parts = [(entry.label, share) for entry, share in zip(COURSES[capital], shares, strict=True) if share >= 0.005]
    return " + ".join(label if share > 0.995 else f"{label} {percent_text(share)}" for label, share in parts)
