"""The bargain of the giants: whether it is self-enforcing, who leaves it, and whose belief decides."""

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
"""What each giant does while the other keeps its side, and what it does when not."""

SHIELD: Final = "shield"
"""What Beijing does in the trap; Washington then does what is best against it."""

WITHIN: Final = 0.05
"""A pair is self-enforcing where nobody gains more by leaving it, in limited wars of its own."""

TERMS: Final = ("grace_washington", "seen_enforcing")
"""The terms of the bargain: how many months Washington waits, and what it asks to see."""

SELDOM: Final = 0.05
"""Pairs that are self-enforcing in a smaller share of resamples are left out."""


@dataclass(frozen=True, slots=True)
class Departure:
    """The best that a player could do by leaving a pair: for which policy, and what it gains.

    `gain` is in limited wars of its own, `months` in months of value, both over resampled worlds.
    """

    policy: str
    gain: Estimate
    months: Estimate


@dataclass(frozen=True, slots=True)
class PairStanding:
    """How far a pair is self-enforcing: the share of resamples in which nobody gains more than
    `WITHIN` by leaving it.

    `leaving` has the best departure of each player; `over_trap` is the least that a player gains
    over the trap, in limited wars.
    """

    place: Place
    name: str
    policies: dict[str, str]
    holds: Estimate
    leaving: dict[str, Departure]
    over_trap: Estimate

    @property
    def leaver(self) -> str:
        """Who gains most by leaving, in limited wars of its own."""
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
    """The bargain and the trap, by each giant's own belief.

    `gains` is what each giant gains by the bargain over the trap, in limited wars; `units` what such a
    war costs it, in months. `trust` is how
    sure Washington must be that Beijing keeps the bargain before offering it pays more than what it
    does in the trap. `pairs` are all pairs that are self-enforcing in some share of resamples, the
    surest first.
    """

    terms: dict[str, float]
    bargain: PairStanding
    trap: PairStanding
    gains: dict[str, Estimate]
    units: dict[str, float]
    trust: Estimate
    pairs: tuple[PairStanding, ...]


def is_clear(stands: bool, holds: Estimate) -> bool:
    """Say whether almost all resamples say of a pair what the means say: that it is self-enforcing,
    or that it is not.
    """
    return (holds.value if stands else 1.0 - holds.value) >= STABLE


def has_bargain(game: PolicyGame) -> bool:
    """Say whether the giants alone play, and may strike the bargain or fall into the trap."""
    ends = (BARGAIN["beijing"], SHIELD)
    return (
        set(game.players) == set(GIANTS)
        and BARGAIN["washington"] in game.choices["washington"]
        and set(ends) <= set(game.choices["beijing"])
    )


def places_of(game: PolicyGame) -> tuple[Place, Place]:
    """Return the bargain, and the trap: Beijing shields, and Washington does its best against
    that.
    """
    struck = game.place(game.held | BARGAIN)
    assert struck is not None
    shield = game.choices["beijing"].index(SHIELD)
    return struck, (int(game.payoffs()[0][:, shield].argmax()), shield)


def units_of(game: PolicyGame) -> Floats:
    """Return what a limited war costs each player, `(players,)` in months."""
    return np.array([game.unit(place) for place in range(len(game.agents))])


def trust_needed(washington: Floats, struck: Place, trap: Place) -> Floats:
    """Return how sure Washington must be that Beijing keeps the bargain, `(...)`; 1 is never.

    `washington` is what it gets, `(..., w, b)`: it gains by the bargain where Beijing keeps it, and
    loses where Beijing shields.

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
    """Return how far a pair is self-enforcing; payoffs of the means, and of resampled worlds."""
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
    """Return what each player gains by one pair over another, `(..., players)` in months."""
    there: Any = (..., *end)
    here: Any = (..., *start)
    return np.stack([each[there] - each[here] for each in payoffs], axis=-1)


def bargain_of(game: PolicyGame, resampled: Floats) -> Bargain | None:
    """Return how far the bargain is self-enforcing, and the trap; None where the giants cannot strike
    it.

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
    """What follows where the giants hold certain beliefs of Kim: the equilibria among the courses,
    what both lose there, and who leaves the bargain, `""` where it is self-enforcing.
    """

    equilibria: tuple[str, ...]
    loss: float
    leaver: str


@dataclass(frozen=True, slots=True)
class WhoseBelief:
    """What follows by which belief each giant holds: `cells` by whose Washington holds, and
    Beijing.

    `decides` says whose belief moves the equilibria among the courses, `bargain` whose moves the
    verdict on the bargain. `agreed` counts in how many of `beliefs` that both might share both gain
    over `WITHIN` by the pair that is better for both than the first equilibrium by own beliefs.
    """

    cells: dict[tuple[str, str], BeliefCase]
    decides: Decides
    bargain: Decides | None
    agreed: int
    beliefs: int


PRIOR: Final = "the model's prior"


def whose_belief(game: PolicyGame) -> WhoseBelief | None:
    """Return what follows where each giant holds its own belief, the other's, or the model's prior;
    None where the giants do not play alone, or Kim is known. No world is played for it.
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
    """Return who gains most by leaving the bargain at some payoffs, `""` where nobody gains over
    `WITHIN`.
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
    """Return in what share of the payoffs of the set nobody leaves the bargain, None where it
    cannot be struck; means are `(vectors, types, capitals, w, b, p, s)`.
    """
    if not has_bargain(game):
        return None
    held = sum(not leaver_in(game, game.payoffs_of(own)) for own in means)
    return wilson(held, len(means))


def decider(found: Mapping[tuple[str, str], object], names: Sequence[str]) -> Decides:
    """Return whose belief decides: what is alike along the other's beliefs, and not along one's
    own.

    >>> decider({("a", "a"): 1, ("a", "b"): 1, ("b", "a"): 2, ("b", "b"): 2}, ["a", "b"])
    'washington'
    """
    rows = all(len({found[one, other] for other in names}) == 1 for one in names)
    columns = all(len({found[one, other] for one in names}) == 1 for other in names)
    if rows and columns:
        return "nobody"
    return "washington" if rows else "beijing" if columns else "both"
