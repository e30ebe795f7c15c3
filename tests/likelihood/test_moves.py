"""The month's words and deeds given what it showed equal Bayes's rule, summed over everything that
could be done.
"""

from typing import Any

import numpy as np
import pytest

from sim.core.engine.records import fill_record
from sim.core.game.conduct import exercises_due, find_chances
from sim.core.game.language import copy_of
from sim.core.game.moves import KimType
from sim.core.game.world import Moves
from sim.history import likelihood as rules
from sim.history.likelihood import (
    council_shown,
    deed_shown,
    draw_moves_as_seen,
    is_soft,
    korea_shown,
    talks_shown,
)
from tests.for_each import for_each

from .support import MARKS, Case, cases

MENUS = {
    "washington_word": 5,
    "washington_deed": 4,
    "beijing_word": 4,
    "beijing_deed": 4,
    "pyongyang_word": 4,
    "pyongyang_deed": 6,
    "seoul_word": 3,
    "seoul_deed": 5,
}
NAMES = tuple(MENUS)
SIZES = tuple(MENUS.values())
CASES = cases()


def all_moves(case: Case) -> np.ndarray:
    """Return the chance of every type with all words and deeds, as the game itself has it, `(3, 5,
    4, …)`.
    """
    made = []
    for kim in KimType:
        world, moves = copy_of(case.world), Moves()
        world.kim.type = kim
        find_chances(moves, world, exercises_due(case.now), case.now, case.p)
        joint = np.array(case.world.kim_odds[kim])
        for name, size in MENUS.items():
            joint = np.multiply.outer(joint, getattr(moves, name)[:size])
        made.append(joint)
    return np.array(made)


def all_seen(case: Case) -> np.ndarray:
    """Return the chance of what the month showed given all words and deeds, one by one, `(5, 4,
    …)`.
    """
    now, p, big = case.now, case.p, case.world.big_test
    ww, wd, _, bd, pw, pd, sw, sd = np.indices(SIZES, sparse=True)
    due = exercises_due(now)
    talks = np.vectorize(lambda w, o: talks_shown(w, is_soft(o), now, p))(ww, pw)
    korea = np.vectorize(lambda o, w, d: korea_shown(w, d, is_soft(o), due, now, p))(pw, sw, sd)
    council = np.vectorize(lambda w, b: council_shown(w, b, big, now, p))(wd, bd)
    tests = np.vectorize(lambda d: deed_shown(d, case.world.arsenal, now, p))(pd)
    return np.asarray(talks * korea * council * tests)


def as_drawn(
    case: Case, choice: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> tuple[float, Any]:
    """Let every draw of a month come to what is chosen; return how likely that was, and the
    particle.
    """
    chances = []
    by_mark = {MARKS[name]: name for name in choice}

    def drawn(chance: list[float], count: int, u: float) -> int:
        name = by_mark[u]
        assert abs(sum(chance[:count]) - 1.0) < 1e-12
        chances.append(chance[choice[name]])
        return choice[name]

    monkeypatch.setattr(rules, "drawn", drawn)
    now, world = copy_of(case.now), copy_of(case.world)
    fill_record(now.luck, list(MARKS.values()))
    draw_moves_as_seen(world, Moves(), now, case.p)
    assert len(chances) == len(choice)
    return float(np.prod(chances)), world


@for_each("case", CASES)
def test_the_chance_of_what_was_seen_is_the_sum_over_all_moves_and_types(case: Case) -> None:
    world = copy_of(case.world)
    draw_moves_as_seen(world, Moves(), case.now, case.p)
    wanted = (all_moves(case) * all_seen(case)).sum()
    assert abs(world.seen_chance - wanted) < 1e-8 * wanted


def test_what_a_month_may_show_has_chance_one_in_all() -> None:
    """Whatever a particle is, the months it could show sum to one: nothing is counted twice,
    nothing left out. Where a yes of the Council is raised to a tenth of the largest chance, they
    may sum to more; here it is not.
    """
    shows = ["seen_resolution", "seen_lethal", "seen_korea", "seen_exercise"]
    # A big test is a test.
    within = [(0.0, -1.0), (1.0, 0.0), (1.0, 1.0)]
    for case in CASES[:2]:
        now, p, total = copy_of(case.now), copy_of(case.p), 0.0
        p.round_listed = min(p.round_listed, 9.0 * p.round_false)
        now.calendar.month_of_year = 8.0
        for bits in range(2 ** len(shows)):
            for place, name in enumerate(shows):
                setattr(now.calendar, name, float(bits >> place & 1))
            for now.calendar.seen_test, now.calendar.seen_big in within:
                for now.calendar.seen_talks in (0.0, 1.0):
                    world = copy_of(case.world)
                    draw_moves_as_seen(world, Moves(), now, p)
                    total += world.seen_chance
        assert abs(total - 1.0) < 1e-10


@for_each("case", CASES[::2])
def test_moves_are_drawn_by_their_chance_given_what_was_seen(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For moves tried at random: the draw's own chance, over who Kim is, is Bayes's; so are the
    types' odds after.
    """
    joint = all_moves(case) * all_seen(case)
    given = joint / joint.sum()
    r = np.random.default_rng(9)
    for flat in [
        *r.choice(given[0].size, 6, p=given.sum(axis=0).ravel()),
        *r.choice(given[0].size, 6),
    ]:
        at = np.unravel_index(flat, SIZES)
        wanted = given[(slice(None), *at)]
        choice = {name: int(move) for name, move in zip(NAMES, at, strict=True)}
        made = [as_drawn(case, choice | {"kim_known": int(kim)}, monkeypatch) for kim in KimType]
        assert np.allclose([chance for chance, _ in made], wanted, rtol=1e-7, atol=1e-15)
        for _, world in made:
            assert np.allclose(world.kim_odds[:3], wanted / wanted.sum(), rtol=1e-7, atol=1e-15)
            assert all(getattr(world, name) == choice[name] for name in NAMES)


def test_seoul_retaliates_after_lethal_acts_only_and_exercises_by_the_calendar() -> None:
    """What cannot be done is drawn by nobody, whatever the month showed."""
    for case in CASES:
        now, world = copy_of(case.now), copy_of(case.world)
        now.calendar.month_of_year, now.calendar.seen_exercise, world.lethal = 5.0, 1.0, 0.0
        for now.luck.seoul_deed in (1e-6, 0.3, 0.6, 0.999999):
            draw_moves_as_seen(world, Moves(), now, case.p)
            assert world.seoul_deed in (0, 1, 3)
