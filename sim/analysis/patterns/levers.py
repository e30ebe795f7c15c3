"""Levers and the dilemma: what each lever moves, and that no course is best whatever the others do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import numpy as np

from sim.analysis.games.equilibrium import Profile
from sim.analysis.games.nash import equilibria_over_types, is_best_reply
from sim.analysis.patterns.measures import DOWN, NONE, UP, Line, Wanted, did, distance, doubt, exact, grouped, on, tests
from sim.analysis.patterns.plays import Plays
from sim.analysis.policy_game.equilibria import equilibria_of
from sim.analysis.policy_game.game import PYONGYANG, WASHINGTON, PolicyGame, Resamples, resampled
from sim.analysis.policy_game.replies import Matrix, matrices_of
from sim.arrays import Flags, Floats
from sim.game.aims import both_soft, war
from sim.game.catalogue import CAPITALS, COURSES
from sim.game.levers import LEVERS
from sim.game.moves import PyongyangCourse, WashingtonDeed
from sim.game.rules.tension import BRINK
from sim.study.estimate.bootstrap import percentiles
from sim.study.estimate.interval import mean_estimate
from sim.study.estimate.shown import Table
from sim.study.estimate.writing import percent_text
from sim.study.run.history import History, beliefs

Measure = Callable[[History], Any]
AFTER: Final = 23


@dataclass(frozen=True)
class Effect:
    """What a lever must move: `of(history)` is a number a world, `(worlds,)`, and `sign` the way, 0 for either.

    `where` is the setting, `times` how many worlds to one of the other headings.
    """

    lever: str
    name: str
    what: str
    of: Measure
    sign: int
    where: tuple[tuple[str, Any], ...] = ()
    times: int = 1


def sanctions(h: History) -> Floats:
    """Return the months of US sanctions a year."""
    return 12.0 * h.share(did(h, "washington_deed", WashingtonDeed.SANCTIONS))


def deployments(h: History) -> Floats:
    """Return the deployments a year."""
    return 12.0 * h.share(did(h, "washington_deed", WashingtonDeed.DEPLOY))


def tested(h: History) -> Floats:
    """Return the share of months with a test."""
    return h.share(tests(h))


def talked(h: History) -> Floats:
    """Return the share of months in which both are soft."""
    return h.share(both_soft(h))


def average(name: str) -> Measure:
    """Return what measures the mean of a state over the months that a world lived."""
    return lambda h: h.total(name) / h.lived


def end_of(name: str) -> Measure:
    """Return what measures a state in the last live month."""
    return lambda h: h.last(name)


def first_month(flags: Flags, h: History) -> Floats:
    """Return the first live month in which something holds, the horizon where it never does, `(worlds,)`."""
    held = flags & h.live
    return np.where(held.any(axis=0), held.argmax(axis=0), h.months).astype(np.float64)


def first_turn(h: History) -> Floats:
    """Return the month of Pyongyang's first turn to a soft course."""
    return first_month(on(h, "pyongyang", PyongyangCourse.CHARM, PyongyangCourse.CONSOLIDATE), h)


def completed(h: History) -> Floats:
    """Return the month in which the deterrent is first complete."""
    return first_month(h.state["deterrent"] > 0.0, h)


def knows(h: History) -> Floats:
    """Return Beijing's belief in the true type after 24 months, or at the end of a world that ends before."""
    month = np.minimum(h.lived - 1, AFTER)
    worlds = np.arange(len(month))
    kim = h.state["kim.type"][month, worlds].astype(np.intp)
    return beliefs(h, "beijing")[kim, month, worlds]


def doubts(h: History) -> Floats:
    """Return Washington's doubt about Kim after 24 months, or at the end of a world that ends before."""
    month = np.minimum(h.lived - 1, AFTER)
    return np.asarray(doubt(beliefs(h, "washington")[:, month, np.arange(len(month))]))


PRESSED: Final = (("washington.policy", "maximum_pressure"), ("pyongyang.policy", "build"))


def of_kim(kim: str, *more: tuple[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Return the setting in which Kim is of one type."""
    return (("kim_type", kim), *more)


EFFECTS: Final[tuple[Effect, ...]] = (
    Effect("washington.pressure", "sanctions", "months of US sanctions a year", sanctions, 1),
    Effect("washington.pressure", "deployments", "deployments a year", deployments, 1),
    Effect("washington.pressure", "tests_fearful", "tests of a fearful Kim, pressure and build held", tested, 1,
           of_kim("fearful", *PRESSED)),
    Effect("washington.pressure", "tests_greedy", "tests of a greedy Kim, pressure and build held", tested, -1,
           of_kim("greedy", *PRESSED)),
    Effect("washington.dialogue", "talks", "months of talks", talked, 1),
    Effect("washington.secondary_sanctions", "enforcement", "enforcement", average("enforcement"), 1),
    Effect("washington.secondary_sanctions", "relation", "relation of the giants at the end", end_of("relation"), -1),
    Effect("washington.rhetoric", "tests", "tests", tested, 1),
    Effect("washington.rhetoric", "tests_fearful", "tests of a fearful Kim", tested, 1, of_kim("fearful")),
    Effect("washington.ambiguity", "audience", "audience stock", average("audience"), -1),
    Effect("beijing.enforcement", "tests_fearful", "tests of a fearful Kim", tested, 1, of_kim("fearful")),
    Effect("beijing.enforcement", "tests_greedy", "tests of a greedy Kim", tested, -1, of_kim("greedy")),
    Effect("beijing.enforcement", "deterrent_greedy", "month in which a greedy Kim's deterrent is complete",
           completed, 1, of_kim("greedy")),
    Effect("beijing.easing", "talks", "months of talks, Beijing held to enforcement", talked, 1,
           (("beijing.policy", "enforce"),), times=3),
    Effect("beijing.thaad_retaliation", "thaad", "THAAD at the end", end_of("thaad"), -1),
    Effect("beijing.thaad_retaliation", "enforcement", "enforcement", average("enforcement"), -1),
    Effect("beijing.thaad_retaliation", "bite", "effective pressure of sanctions", average("bite"), 0),
    Effect("beijing.contact", "knows", "Beijing's belief in the true type after 24 months", knows, 1),
    Effect("pyongyang.deterrent_goal", "first_turn", "month of Pyongyang's first turn to a soft course", first_turn, 1),
    Effect("pyongyang.unpredictability", "war", "war", war, 1, times=3),
    Effect("pyongyang.unpredictability", "doubt", "Washington's doubt about Kim after 24 months", doubts, 1),
)  # fmt: skip
"""What each lever must move, as its entry in the ledger says."""

WANTED: Final = {1: UP, -1: DOWN, 0: UP}
"""What is wanted of a difference that should be up, or down, or of its distance from 0."""


def levers_lines(plays: Plays) -> list[Line]:
    """Return the lines of this heading."""
    found: list[Line] = []
    ends: dict[tuple[str, tuple[tuple[str, Any], ...], int], tuple[History, History]] = {}
    for lever in LEVERS:
        ends.clear()
        for effect in (each for each in EFFECTS if each.lever == lever):
            asked = (lever, effect.where, effect.times)
            if asked not in ends:
                ends[asked] = both_ends(plays, *asked)
            found.append(line_of(effect, *ends[asked]))
        if lever == "washington.ambiguity":
            found.append(firmness(*both_ends(plays, lever, (), 3)))
    moved = {lever for lever in LEVERS for line in found if line.key.startswith(f"lever.{lever}.") and line.holds}
    still = [lever for lever in LEVERS if lever not in moved]
    what = "dead levers" + (f": {', '.join(still)}" if still else "")
    return [*found, Line("lever.dead", what, NONE, exact(float(len(still)), len(LEVERS)))]


def both_ends(plays: Plays, lever: str, where: tuple[tuple[str, Any], ...], times: int) -> tuple[History, History]:
    """Play a setting with a lever at its lowest and at its highest value, under the same luck."""
    entry = LEVERS[lever]
    low, high = (
        plays.play({**dict(where), lever: value}, worlds=times * plays.worlds) for value in (entry.low, entry.high)
    )
    return low, high


def line_of(effect: Effect, low: History, high: History) -> Line:
    """Return how far an effect moves from the lowest to the highest value of its lever."""
    before, after = (np.asarray(effect.of(h), dtype=np.float64) for h in (low, high))
    moved = mean_estimate(after - before)
    entry = LEVERS[effect.lever]
    sign = "" if effect.sign else ", either way"
    what = f"{entry.label} {entry.low:g} to {entry.high:g}: {effect.what} (from {before.mean():.3g}){sign}"
    shown = moved if effect.sign else distance(moved)
    return Line(f"lever.{effect.lever}.{effect.name}", what, WANTED[effect.sign], shown)


def firmness(low: History, high: History) -> Line:
    """Return how much farther from a half the chance is to stand firm at the brink without ambiguity than with it."""
    brinks = [at_the_brink(h) for h in (low, high)]

    def of(who: Any) -> float:
        away = [sum(abs(float(1.0 - hits[who].sum() / max(1.0, months[who].sum())) - 0.5) for hits in yields)
                for months, *yields in brinks]  # fmt: skip
        return away[1] - away[0]

    entry = LEVERS["washington.ambiguity"]
    what = f"{entry.label} 0 to 1: how far from a half both sides' share of standing firm at the brink lies"
    return Line("lever.washington.ambiguity.firmness", what, DOWN, grouped(len(low.lived), of))


def at_the_brink(h: History) -> tuple[Floats, Floats, Floats]:
    """Return, by world, the months at the brink, and in how many of them Washington and Pyongyang backed down.

    Who backs down has lowered the tension in the same month.
    """
    yields = [(h.state[f"{capital}_yields"] > 0.0) & h.live for capital in ("washington", "pyongyang")]
    brink = ((h.state["tension"] >= BRINK) & h.live) | yields[0] | yields[1]
    months, *backed = (np.count_nonzero(each, axis=0).astype(np.float64) for each in (brink, *yields))
    return months, backed[0], backed[1]


RESAMPLES: Final = 100
METHOD: Final = "percentiles of resampled worlds"
ALWAYS: Final = 0.999
"""A course that is best in a larger share of what the others may do counts as dominant."""

SOFT: Final = (PyongyangCourse.CHARM, PyongyangCourse.CONSOLIDATE)


def dilemma_lines(plays: Plays) -> list[Line]:
    """Return the lines of this heading."""
    game = plays.game
    again = resampled(game, RESAMPLES)
    found = [best_most_often(game, again, capital) for capital in CAPITALS]
    nash = list(equilibria_of(game))
    number = sum({"pure": 1, "mixed": 2}.get(each.kind, 0) for each in nash)
    what = "equilibria of the four over types, a mixed one counted as two"
    found.append(Line("dilemma.equilibria", what, Wanted(low=2.0), exact(number, game.worlds)))
    at = [mean_estimate(game.losing(each.profile), kind="share") for each in nash]
    most = max(at, key=lambda each: each.value, default=exact(0.0))
    found.append(Line("dilemma.lose_lose", "lose-lose at the equilibrium with the most of it", Wanted(low=0.1), most))
    found += [
        Line(f"dilemma.equilibrium.{k}", f"lose-lose, {each.kind} equilibrium: {told(game, each.profile)}", None, both)
        for k, (each, both) in enumerate(zip(nash, at, strict=True), 1)
    ]
    return [*found, *of_two(game), key_of_beijing(plays)]


def of_two(game: PolicyGame) -> list[Line]:
    """Return the equilibria of Washington and Pyongyang alone, Beijing and Seoul at their mean."""
    values = game.mean.mean(axis=(3, 5))
    losing = game.lose_lose.mean(axis=(2, 4))
    found = []
    plans = equilibria_over_types(values[:, WASHINGTON], values[:, PYONGYANG], game.chances)
    for k, (own, kims) in enumerate(plans, 1):
        both = np.einsum("t,a,tb,tabn->n", np.array(game.chances), own, kims, losing)
        types = [f"{kim} {mixture('pyongyang', row)}" for kim, row in zip(game.types, kims, strict=True)]
        shown = [mixture("washington", own), *types]
        what = f"lose-lose, Beijing and Seoul at their mean: {'; '.join(shown)}"
        found.append(Line(f"dilemma.two.{k}", what, None, mean_estimate(both, kind="share")))
    return found


def best_most_often(game: PolicyGame, again: Resamples, capital: str) -> Line:
    """Return how often the course that is best most often is best, with its limits over resampled worlds."""
    shares = best_shares(game, game.payoffs(), capital)
    found = [best_shares(game, game.payoffs_of(again.mean[at]), capital).max() for at in range(len(again))]
    label = COURSES[capital][int(shares.argmax())].label
    what = f"{capital.title()}: how often {label} is best, over all that the others may do"
    measured = percentiles(float(shares.max()), np.array(found), game.worlds, METHOD)
    return Line(f"dilemma.dominant.{capital}", what, Wanted(high=ALWAYS), measured)


def best_shares(game: PolicyGame, payoffs: Profile, capital: str) -> Floats:
    """Return in what share of the others' profiles each course of a capital is best, `(courses,)`.

    The types of Kim are players of their own, and count alike in Pyongyang's share.
    """
    best = is_best_reply(payoffs)
    places = [place for place, player in enumerate(game.agents) if player.capital == capital]
    shares = [np.moveaxis(best[place], place, 0).reshape(game.shape[place], -1).mean(axis=1) for place in places]
    return np.asarray(np.mean(shares, axis=0))


def told(game: PolicyGame, profile: Profile) -> str:
    """Write what every player does in an equilibrium."""
    return "; ".join(
        f"{player.name} {mixture(player.capital, shares)}" for player, shares in zip(game.agents, profile, strict=True)
    )


def mixture(capital: str, shares: Floats) -> str:
    """Write what a capital mixes, of all its courses; parts below a half per cent are left out."""
    parts = [(entry.label, share) for entry, share in zip(COURSES[capital], shares, strict=True) if share >= 0.005]
    return " + ".join(label if share > 0.995 else f"{label} {percent_text(share)}" for label, share in parts)


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


def dilemma_tables(plays: Plays) -> list[Table]:
    """Return what Washington and Pyongyang get from each pair of courses, by type of Kim."""
    return [matrix_table(each) for each in matrices_of(plays.game, resampled(plays.game, RESAMPLES))]


def matrix_table(matrix: Matrix) -> Table:
    """Return a matrix: months of value to Washington and to Pyongyang, a star at each best reply."""
    us, kims = matrix.best()
    rows = [
        (row, *(f"{matrix.washington[a, b]:.1f}{'*' * int(us[a, b])} | {matrix.pyongyang[a, b]:.1f}"
                f"{'*' * int(kims[a, b])}" for b in range(len(matrix.columns))))
        for a, row in enumerate(matrix.rows)
    ]  # fmt: skip
    caption = (
        f"Months of value to Washington | to Pyongyang if Kim is {matrix.kim}, the others at their mean; * best reply"
    )
    if matrix.core is not None and matrix.name is not None:
        caption += f". {' or '.join(matrix.core[0])} against {' or '.join(matrix.core[1])}: {matrix.name}"
    return Table(f"matrix-{matrix.kim}", caption, ("", *matrix.columns), tuple(rows))
