"""A dilemma: in the game of held courses nobody has a course that is always best, and types differ."""

from __future__ import annotations

from itertools import product
from typing import Final

import numpy as np

from sim.analysis.games.bayesian import TypedEquilibrium
from sim.analysis.games.best_replies import pure_equilibria
from sim.analysis.patterns.line import UP, Line, Wanted, exact
from sim.analysis.patterns.measures import grouped, on
from sim.analysis.patterns.plays import Plays
from sim.analysis.patterns.typed_game import SHAPE, TYPES, TypedGame
from sim.arrays import Floats
from sim.game.catalogue import CAPITALS, COURSES
from sim.game.moves import PyongyangCourse
from sim.study.estimate import mean_estimate
from sim.study.history import History

SOFT: Final = (PyongyangCourse.CHARM, PyongyangCourse.CONSOLIDATE)


def lines(plays: Plays) -> list[Line]:
    """Return the lines of this heading."""
    game = plays.game
    found = [best_most_often(game, capital) for capital in CAPITALS]
    mixed = sum(not each.pure for each in game.equilibria)
    at = [game.lose_lose_at(each) for each in game.equilibria]
    what = "equilibria of Washington and Pyongyang over types, a mixed one counted as two"
    found.append(Line("dilemma.equilibria", what, Wanted(low=2.0), exact(len(game.equilibria) + mixed, game.worlds)))
    found.append(Line("dilemma.lose_lose", "lose-lose at the equilibrium with the most of it", Wanted(low=0.1),
                      max(at, key=lambda each: each.value, default=exact(0.0))))  # fmt: skip
    found += [
        Line(f"dilemma.equilibrium.{k}", f"lose-lose at {told(each)}", None, both)
        for k, (each, both) in enumerate(zip(game.equilibria, at, strict=True), 1)
    ]
    what = "pure equilibria of all four over types, Beijing and Seoul as players"
    found.append(Line("dilemma.four", what, None, exact(len(pure_of_four(game)), game.worlds)))
    return [*found, key_of_beijing(plays)]


def best_most_often(game: TypedGame, capital: str) -> Line:
    """Return how often the course that is best most often is best, over all that the others may do."""
    found = grouped(game.worlds, lambda who: float(best_shares(game.means(who), game.chance, capital).max()))
    shares = best_shares(game.means(), game.chance, capital)
    course = COURSES[capital][int(shares.argmax())].label
    what = f"{capital.title()}: how often {course} is best, over all that the others may do"
    return Line(f"dilemma.dominant.{capital}", what, Wanted(high=0.999), found)


def best_shares(means: Floats, chance: Floats, capital: str) -> Floats:
    """Return in what share of the others' profiles each course of a capital is best, `(courses,)`.

    Pyongyang knows its type: each type counts alike. The others do not: a profile says what each type does, and payoffs
    are means over types. `means` is `(capitals, types, W, B, P, S)`.
    """
    own = means[CAPITALS.index(capital)]
    axis = CAPITALS.index(capital)
    if capital == "pyongyang":
        best = own.argmax(axis=1 + axis)
    else:
        best = over_types(own, chance).argmax(axis=axis if axis < 2 else 5)
    return np.asarray(np.bincount(best.ravel(), minlength=SHAPE[axis]) / best.size)


def over_types(value: Floats, chance: Floats) -> Floats:
    """Return mean payoffs over types for every way the types may act, `(W, B, P fearful, P greedy, P erratic, S)`."""
    return np.asarray(
        chance[0] * value[0][:, :, :, None, None, :]
        + chance[1] * value[1][:, :, None, :, None, :]
        + chance[2] * value[2][:, :, None, None, :, :]
    )


def pure_of_four(game: TypedGame) -> list[tuple[int, ...]]:
    """Return the pure equilibria of Washington, Beijing, each type of Kim and Seoul."""
    means = game.means()
    payoffs = [over_types(means[CAPITALS.index(each)], game.chance) for each in ("washington", "beijing", "seoul")]
    of_types = [over_types(means[CAPITALS.index("pyongyang")], np.eye(len(TYPES))[t]) for t in range(len(TYPES))]
    return pure_equilibria((payoffs[0], payoffs[1], *of_types, payoffs[2]))


def told(found: TypedEquilibrium) -> str:
    """Write an equilibrium: what Washington does, and what each type of Kim does."""
    kims = "; ".join(f"{kim} {mixture('pyongyang', shares)}" for kim, shares in zip(TYPES, found.column, strict=True))
    return f"{mixture('washington', found.row)} against {kims}"


def mixture(capital: str, shares: Floats) -> str:
    """Write what a capital mixes."""
    parts = [(COURSES[capital][k].label, share) for k, share in enumerate(shares) if share > 0.0]
    return " + ".join(label if share == 1.0 else f"{label} {share:.2f}" for label, share in parts)


def key_of_beijing(plays: Plays) -> Line:
    """Return what enforcing against shielding brings in soft months of Pyongyang at key 1, less that at key 0."""
    soft = {}
    for key, course in product((0.0, 1.0), ("shield", "enforce")):
        changes = {"key_low": key, "key_high": key, "beijing.policy": course}
        soft[key, course] = months_soft(plays.play(changes))
    gain = {key: soft[key, "enforce"] - soft[key, "shield"] for key in (0.0, 1.0)}
    what = "soft months of Pyongyang: enforcing against shielding at key 1, less the same at key 0"
    return Line("dilemma.key", what, UP, mean_estimate(gain[1.0] - gain[0.0]))


def months_soft(h: History) -> Floats:
    """Return the share of months in which Pyongyang charms or consolidates, `(worlds,)`."""
    return h.share(on(h, "pyongyang", *SOFT))


def tables(plays: Plays) -> list[str]:
    """Return what Washington and Pyongyang get from each pair of courses, by type of Kim."""
    (washington, pyongyang), found = plays.game.of_two, []
    heads = [course.name for course in COURSES["pyongyang"]]
    for t, kim in enumerate(TYPES):
        rows = [f"Months of value to Washington | to a {kim} Kim, Beijing and Seoul at their mean; * best reply"]
        rows.append(" " * 18 + "".join(f"{head:>20}" for head in heads))
        for a, course in enumerate(COURSES["washington"]):
            cells = []
            for b in range(len(heads)):
                us, kims = washington[t, a, b], pyongyang[t, a, b]
                marks = ("*" if us == washington[t, :, b].max() else " ", "*" if kims == pyongyang[t, a].max() else " ")
                cells.append(f"{us:8.1f}{marks[0]} | {kims:6.1f}{marks[1]}")
            rows.append(f"{course.name:<18}" + "".join(f"{cell:>20}" for cell in cells))
        found.append("\n".join(rows))
    return found
