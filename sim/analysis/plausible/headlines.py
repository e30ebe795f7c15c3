"""The headline sentences, each tried on a vector: does it hold there?"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Final

import numpy as np

from sim.analysis.plausible.draws import Vectors, of_vectors
from sim.analysis.policy_game.bargain import (
    BARGAIN,
    SHIELD,
    gains_over,
    leaver_in,
    places_of,
    units_of,
    whose_belief,
)
from sim.analysis.policy_game.beliefs import PRESSING, SMALL, TALKING, ends_at
from sim.analysis.policy_game.equilibria import gaps_in, halves
from sim.analysis.policy_game.game import KIM, PLANS, PolicyGame, beliefs_of, menu, types_of
from sim.core.base.arrays import Flags, Floats
from sim.core.game.catalogue import CAPITALS, GIANTS, VALUES
from sim.core.game.policies import courses_of
from sim.core.scenario import Scenario, load_scenario
from sim.study.experiment.definition import Experiment, Factor
from sim.study.experiment.factor_text import one_of, role_of
from sim.study.store.results import Results

WORLDS: Final = 50
"""Worlds of a vector, pair of policies and type of Kim in the game."""

PRESSED: Final = {"kim_type": "fearful", "washington.policy": "maximum_pressure"}
TRAP: Final = ("maximum_pressure", "shield")
WAY_OUT: Final = ("engagement", "mediate")
SENTENCES: Final = {
    "fearful": "Pressing a fearful Kim leaves both worse off than the benchmark in most worlds",
    "types": "Pressing pays Washington against a greedy Kim and costs it against a fearful one, Beijing shielding",
    "pressure": "Lose-lose is more frequent under maximum pressure than on the dual track",
    "trap": "By own beliefs, pressing and shielding is an equilibrium of the courses",
    "only": "It is their only pure equilibrium",
    "loss": f"Another pair of courses is better for both by over {SMALL:g} of a limited war",
    "prior": "By the model's prior, talking and mediating is an equilibrium of the courses",
    "belief": "Washington's belief about Kim decides between the courses, and Beijing's changes nothing",
    "threshold": "By its own belief about Kim Washington gains by pressing, if the others play an equilibrium",
    "better": "The bargain is better for both than the trap",
    "holds": "The bargain is self-enforcing",
    "leaves": "Washington leaves the bargain",
}
"""The headline sentences, by a short name."""


def menus() -> dict[str, tuple[str, ...]]:
    """Return the courses and plans of Washington and Beijing."""
    return {name: menu(name, PLANS) for name in GIANTS}


def cells_of() -> list[tuple[int, int]]:
    """Return the pairs of policies that the sentences look at, by their places in the menus: the
    courses, all replies to the bargain, and all that Washington might do against a shield.
    """
    ours, theirs = menus().values()
    wait, keeps = ours.index(BARGAIN["washington"]), theirs.index(BARGAIN["beijing"])
    courses = [courses_of(name) for name in GIANTS]
    found = {(ours.index(a), theirs.index(b)) for a, b in product(*courses)}
    found |= {(own, other) for own in range(len(ours)) for other in (keeps, theirs.index(SHIELD))}
    return sorted(found | {(wait, own) for own in range(len(theirs))})


def experiments(
    base: Scenario, vectors: Vectors, worlds: int, seed: int
) -> list[Callable[[], Experiment]]:
    """Return a function that makes each experiment: pairs of policies by type of Kim, then the two
    scenarios, then pressure on a fearful Kim.
    """
    types, few = tuple(types_of(base)), min(WORLDS, worlds)
    scenarios = (
        load_scenario("maximum-pressure"),
        load_scenario("dual-track"),
        base.change(PRESSED),
    )

    def game() -> Experiment:
        grid = np.array([(kim, *at) for kim in range(len(types)) for at in cells_of()])
        names = {KIM: types} | {f"{name}.policy": own for name, own in menus().items()}
        held = {
            Factor(name, role_of(name) if name != KIM else "uncertainty", one_of(own)): column
            for (name, own), column in zip(names.items(), grid.T, strict=True)
        }
        kept = VALUES[: len(GIANTS)]
        return of_vectors(base, vectors, few, seed, kept, held)

    def lost(scenario: Scenario) -> Callable[[], Experiment]:
        return lambda: of_vectors(scenario, vectors, worlds, seed, ("lose_lose",))

    return [game, *map(lost, scenarios)]


def holding(base: Scenario, vectors: Vectors, played: list[Results]) -> dict[str, Flags]:
    """Return for each sentence where it holds, `(vectors,)`, from the results of `experiments`."""
    game, *others = played
    value = [
        each.reshape(len(vectors), -1, game.study.worlds) for each in map(game.by_cell, VALUES[:2])
    ]
    pressure, track, pressed = (each.by_cell("lose_lose").mean(axis=1) for each in others)
    found: dict[str, list[bool]] = {name: [] for name in SENTENCES}
    for place, vector in enumerate(vectors):
        told = of_game(game_at(base.change(vector), game.seed, [each[place] for each in value])) | {
            "fearful": bool(pressed[place] > 0.5),
            "pressure": bool(pressure[place] > track[place]),
        }
        for name, holds in told.items():
            found[name].append(holds)
    return {name: np.array(each, dtype=np.bool_) for name, each in found.items()}


def game_at(scenario: Scenario, seed: int, value: list[Floats]) -> PolicyGame:
    """Return the policy game of a vector from the payoffs of Washington and Beijing, `(cells,
    worlds)` each; profiles that no sentence reads are NaN.
    """
    types, pairs = types_of(scenario), menus()
    w, b = np.array(cells_of()).T
    laid = []
    for each in value:
        rows = each.reshape(len(types), len(w), -1)
        whole = np.full((len(types), *map(len, pairs.values()), 1, 1, rows.shape[-1]), np.nan)
        whole[:, w, b, 0, 0] = rows
        laid.append(whole)
    nothing = np.zeros_like(laid[0])
    choices = {name: pairs.get(name) or ("free",) for name in CAPITALS}
    return PolicyGame(
        scenario,
        seed,
        choices,
        tuple(types),
        tuple(types.values()),
        np.stack([*laid, *[nothing] * (len(CAPITALS) - len(laid))], axis=1),
        nothing > 0.0,
        np.array([scenario.value(f"loss_{capital}") for capital in CAPITALS]),
        beliefs_of(scenario, tuple(types)),
    )


def of_game(game: PolicyGame) -> dict[str, bool]:
    """Return which of the sentences on the game hold in it."""
    courses = game.of_courses()
    gaps = gaps_in(courses, courses.payoffs_of(halves(courses)))
    equilibria = [courses.line(start) for start, *_ in gaps]
    shared = courses.if_all_believe(courses.chances)
    by_prior = [
        shared.line(start) for start, *_ in gaps_in(shared, shared.payoffs_of(halves(shared)))
    ]
    whose = whose_belief(game)
    struck, trap = places_of(game)
    payoffs = game.payoffs()
    leaver = leaver_in(game, payoffs)
    over = gains_over(payoffs, struck, trap) / units_of(game)
    start = next((at for at, *_ in gaps), None)
    shield = courses.choices["beijing"].index(TRAP[1])
    press, talk = (
        [float(kind.payoffs()[0][at, shield]) for kind in map(courses.of_type, courses.types)]
        for at in map(courses.choices["washington"].index, (PRESSING, TALKING))
    )
    more = dict(zip(courses.types, np.subtract(press, talk), strict=True))
    return {
        "types": bool(more["greedy"] > 0.0 > more["fearful"]),
        "trap": ", ".join(TRAP) in equilibria,
        "only": equilibria == [", ".join(TRAP)],
        "loss": any(lost > SMALL for *_, lost in gaps),
        "prior": ", ".join(WAY_OUT) in by_prior,
        "belief": whose is not None and whose.decides == "washington",
        "threshold": start is not None and pressing_pays(courses, start),
        "better": bool(over.min() > 0.0),
        "holds": not leaver,
        "leaves": leaver == "washington",
    }


def pressing_pays(game: PolicyGame, at: tuple[int, ...]) -> bool:
    """Say whether pressing pays Washington more than talking by its own belief, the others at a
    profile.
    """
    press, talk = ends_at(game, at)
    own = game.payoffs()[0]
    return bool(own[press] > own[talk])
