"""The bargain of Washington and Beijing: whether it is self-enforcing, the power that leaves it,
and the belief that decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np

from sim.analysis.games import Profile
from sim.analysis.policy_game.beliefs import beliefs_shared
from sim.analysis.policy_game.equilibria import METHOD, STABLE, gaps_in, halves
from sim.analysis.policy_game.game import Place, PolicyGame
from sim.core.base.arrays import Floats
from sim.core.estimate.interval import Estimate, wilson
from sim.core.game.catalogue import GIANTS
from sim.study.estimate.bootstrap import percentiles

BARGAIN: Final = {"washington": "wait_if_enforced", "beijing": "enforce_until_pressed"}
"""The plan of each power in the bargain: its part while the other keeps its side, and its reply
otherwise.
"""

SHIELD: Final = "shield"
"""Beijing's course in the trap; Washington then plays its best reply to it."""

WITHIN: Final = 0.05
"""A pair is self-enforcing if no player gains more than this by leaving it, in its own war
costs.
"""

TERMS: Final = ("grace_washington", "seen_enforcing")
"""The terms of the bargain: the months that Washington waits, and the enforcement that it asks to
see.
"""

SELDOM: Final = 0.05
"""Pairs that are self-enforcing in a smaller share of resamples are left out."""


@dataclass(frozen=True, slots=True)
class Departure:
    """A player's best deviation from a pair: its policy and its gain.

    `gain` is in the player's war costs, `months` in months; both have intervals over resampled
    worlds.
    """

    policy: str
    gain: Estimate
    months: Estimate


@dataclass(frozen=True, slots=True)
class PairStanding:
    """How far a pair is self-enforcing: the share of resamples in which no player gains more than
    `WITHIN` by leaving it.

    `leaving` has the best departure of each player; `over_trap` is the smallest gain of a player
    over the trap, in war costs.
    """

    place: Place
    name: str
    policies: dict[str, str]
    holds: Estimate
    leaving: dict[str, Departure]
    over_trap: Estimate

    @property
    def leaver(self) -> str:
        """The player that gains most by leaving, in its own war costs."""
        return max(self.leaving, key=lambda name: float(self.leaving[name].gain.value))

    @property
    def stands(self) -> bool:
        """Whether it is self-enforcing by the means of all worlds."""
        return self.leaving[self.leaver].gain.value <= WITHIN

    @property
    def clear(self) -> bool:
        """Whether almost all resamples say the same as the means."""
        return is_clear(self.stands, self.holds)


@dataclass(frozen=True, slots=True)
class Bargain:
    """The bargain and the trap, by each power's own belief.

    `gains` is each power's gain by the bargain over the trap, in war costs; `units` is the cost of
    a limited war to it, in months. `trust` is the lowest probability that Beijing keeps the bargain
    at which offering it pays Washington more than its policy in the trap. `pairs` are the pairs
    that are self-enforcing in at least `SELDOM` of the resamples, by falling share.
    """

    terms: dict[str, float]
    bargain: PairStanding
    trap: PairStanding
    gains: dict[str, Estimate]
    units: dict[str, float]
    trust: Estimate
    pairs: tuple[PairStanding, ...]


def is_clear(stands: bool, holds: Estimate) -> bool:
    """Return whether almost all resamples agree with the means about a pair: that it is self-enforcing,
    or that it is not.
    """
    return (holds.value if stands else 1.0 - holds.value) >= STABLE


def has_bargain(game: PolicyGame) -> bool:
    """Say whether Washington and Beijing alone play, and can strike the bargain or fall into the
    trap.
    """
    ends = (BARGAIN["beijing"], SHIELD)
    return (
        set(game.players) == set(GIANTS)
        and BARGAIN["washington"] in game.choices["washington"]
        and set(ends) <= set(game.choices["beijing"])
    )


def places_of(game: PolicyGame) -> tuple[Place, Place]:
    """Return the profile of the bargain and that of the trap, in which Beijing shields and
    Washington plays its best reply.
    """
    struck = game.place(game.held | BARGAIN)
    assert struck is not None
    shield = game.choices["beijing"].index(SHIELD)
    return struck, (int(game.payoffs()[0][:, shield].argmax()), shield)


def units_of(game: PolicyGame) -> Floats:
    """Return the cost of a limited war to each player, `(players,)` in months."""
    return np.array([game.unit(place) for place in range(len(game.agents))])


def trust_needed(washington: Floats, struck: Place, trap: Place) -> Floats:
    """Return the lowest probability that Beijing keeps the bargain at which offering it pays
    Washington, `(...)`; 1 is never.

    `washington` is its payoff, `(..., w, b)`: it gains by the bargain if Beijing keeps it, and
    loses if Beijing shields.

    >>> pays = np.array([[0.0, 4.0], [1.0, 1.0]])
    >>> float(trust_needed(pays, (0, 1), (1, 0)))
    0.25
    """
    wins = washington[..., struck[0], struck[1]] - washington[..., trap[0], struck[1]]
    loses = np.maximum(0.0, washington[..., trap[0], trap[1]] - washington[..., struck[0], trap[1]])
    whole = loses + wins
    return np.where(wins <= 0.0, 1.0, loses / np.where(whole > 0.0, whole, 1.0))


def standing_of(
    game: PolicyGame, place: Place, trap: Place, here: Profile, again: Profile
) -> PairStanding:
    """Return how far a pair is self-enforcing.

    `here` are the players' mean payoffs, `again` their means over resampled worlds.
    """
    leaving, most = {}, np.zeros(len(again[0]))
    for k, player in enumerate(game.agents):
        spot: Any = tuple(slice(None) if at == k else one for at, one in enumerate(place))
        best = int(here[k][spot].argmax())
        others: Any = (slice(None), *spot)
        own: Any = (slice(None), *place)
        gained = again[k][others].max(axis=1) - again[k][own]
        value, unit = float(here[k][spot].max() - here[k][place]), game.unit(k)
        most = np.maximum(most, gained / unit)
        leaving[player.name] = Departure(
            player.policies[best],
            percentiles(value / unit, gained / unit, game.worlds, METHOD),
            percentiles(value, gained, game.worlds, METHOD),
        )
    more, units = gains_over(again, place, trap), units_of(game)
    value = float((gains_over(here, place, trap) / units).min())
    return PairStanding(
        place,
        game.line(place),
        game.named(place),
        wilson(int(np.count_nonzero(most <= WITHIN)), most.size),
        leaving,
        percentiles(value, (more / units).min(axis=-1), game.worlds, METHOD),
    )


def gains_over(payoffs: Profile, end: Place, start: Place) -> Floats:
    """Return each player's gain by the pair `end` over the pair `start`, `(..., players)` in
    months.
    """
    there: Any = (..., *end)
    here: Any = (..., *start)
    return np.stack([each[there] - each[here] for each in payoffs], axis=-1)


def bargain_of(game: PolicyGame, resampled: Floats) -> Bargain | None:
    """Return the standing of the bargain and of the trap; None if the bargain cannot be struck.

    `resampled` are means over resampled worlds.
    """
    if not has_bargain(game):
        return None
    struck, trap = places_of(game)
    here, again, units = game.payoffs(), game.payoffs_of(resampled), units_of(game)
    found = [standing_of(game, place, trap, here, again) for place in np.ndindex(*game.shape)]
    order = sorted(found, key=lambda each: -each.holds.value)
    at = {each.place: each for each in found}
    more = gains_over(again, struck, trap) / units
    means = gains_over(here, struck, trap) / units
    gains = {
        name: percentiles(float(means[k]), more[:, k], game.worlds, METHOD)
        for k, name in enumerate(game.players)
    }
    needed = trust_needed(again[0], struck, trap)
    return Bargain(
        {name: game.scenario.value(name) for name in TERMS},
        at[struck],
        at[trap],
        gains,
        dict(zip(game.players, units.tolist(), strict=True)),
        percentiles(float(trust_needed(here[0], struck, trap)), needed, game.worlds, METHOD),
        tuple(each for each in order if each.holds.value >= SELDOM),
    )


Decides = Literal["washington", "beijing", "both", "nobody"]


@dataclass(frozen=True, slots=True)
class BeliefCase:
    """The result if Washington and Beijing hold certain beliefs about Kim: the equilibria among the
    courses, the loss of both there, and the power that leaves the bargain, `""` if it is
    self-enforcing.
    """

    equilibria: tuple[str, ...]
    loss: float
    leaver: str


@dataclass(frozen=True, slots=True)
class WhoseBelief:
    """Results by the belief that each power holds: `cells` by the holder of the belief given to
    Washington, then to Beijing.

    `decides` names the power whose belief changes the equilibria among the courses, `bargain` the
    one whose belief changes the verdict on the bargain. `agreed` counts the shared beliefs, of
    `beliefs` in all, under which both gain over `WITHIN` by the pair that is better for both than
    the first equilibrium by own beliefs.
    """

    cells: dict[tuple[str, str], BeliefCase]
    decides: Decides
    bargain: Decides | None
    agreed: int
    beliefs: int


PRIOR: Final = "the model's prior"


def whose_belief(game: PolicyGame) -> WhoseBelief | None:
    """Return the results if each power holds its own belief, the other's, or the model's prior.

    None if the players are not Washington and Beijing, or if Kim's type is known. No world is
    played for it.
    """
    if set(game.players) != set(GIANTS) or set(GIANTS) - set(game.beliefs):
        return None
    courses = game.of_courses()
    means, whole, strikes = halves(courses), game.mean, has_bargain(game)
    held = {name.capitalize(): game.beliefs[name] for name in GIANTS} | {PRIOR: game.chances}
    cells = {}
    for one, own in held.items():
        for other, its in held.items():
            beliefs = {"washington": own, "beijing": its}
            here = courses.if_believed(**beliefs)
            gaps = gaps_in(here, here.payoffs_of(means))
            told = game.if_believed(**beliefs)
            cells[one, other] = BeliefCase(
                tuple(sorted(here.line(start) for start, _, _ in gaps)),
                max([0.0, *(gap for *_, gap in gaps)]),
                leaver_in(told, told.payoffs_of(whole)) if strikes else "",
            )
    names, gaps = list(held), gaps_in(courses, courses.payoffs_of(means))
    shared, agreed = beliefs_shared(len(game.types)), 0
    for own in shared if gaps else ():
        start, end, _ = gaps[0]
        here = courses.if_all_believe(own)
        more = gains_over(here.payoffs_of(means[0]), end, start) / units_of(game)
        agreed += bool(more.min() > WITHIN)
    return WhoseBelief(
        cells,
        decider({key: each.equilibria for key, each in cells.items()}, names),
        decider({key: each.leaver for key, each in cells.items()}, names) if strikes else None,
        agreed,
        len(shared),
    )


def leaver_in(game: PolicyGame, payoffs: Profile) -> str:
    """Return the power that gains most by leaving the bargain at these payoffs, `""` if none gains
    over `WITHIN`.
    """
    struck, _ = places_of(game)
    most = [
        float(
            (
                each[tuple(slice(None) if at == k else one for at, one in enumerate(struck))].max()
                - each[struck]
            )
            / game.unit(k)
        )
        for k, each in enumerate(payoffs)
    ]
    return game.players[int(np.argmax(most))] if max(most) > WITHIN else ""


def held_in_draws(game: PolicyGame, means: Floats) -> Estimate | None:
    """Return the share of the payoff vectors of the set under which neither power leaves the
    bargain.

    None if it cannot be struck. `means` are `(vectors, types, capitals, w, b, p, s)`.
    """
    if not has_bargain(game):
        return None
    held = sum(not leaver_in(game, game.payoffs_of(own)) for own in means)
    return wilson(held, len(means))


def decider(found: Mapping[tuple[str, str], object], names: Sequence[str]) -> Decides:
    """Return the power whose belief decides: results vary with its belief, and not with the
    other's.

    >>> decider({("a", "a"): 1, ("a", "b"): 1, ("b", "a"): 2, ("b", "b"): 2}, ["a", "b"])
    'washington'
    """
    rows = all(len({found[one, other] for other in names}) == 1 for one in names)
    columns = all(len({found[one, other] for one in names}) == 1 for other in names)
    if rows and columns:
        return "nobody"
    return "washington" if rows else "beijing" if columns else "both"
