"""Who Kim is, after a review, a freeze and a crisis at peace: Bayes's rule over the game's own
chances by type.
"""

from itertools import product
from typing import Any

import numpy as np
import pytest

from sim.core.game.beliefs import belief
from sim.core.game.capitals.pyongyang import lean_of_pyongyang
from sim.core.game.conduct import read_conduct
from sim.core.game.language import copy_of
from sim.core.game.moves import Ending, KimType
from sim.core.game.reviews import courses_of_pyongyang, prospects_of_pyongyang, valued
from sim.core.game.rules import war
from sim.core.game.rules.change import freeze_chance
from sim.core.game.world import Conduct
from sim.history import likelihood as months
from sim.history.likelihood import freeze, open_month, review_someone, stay_at_peace
from tests.for_each import for_each

from .support import Case, cases, chance_of

CASES = cases()


def posterior(odds: list[float], likely: Any) -> np.ndarray:
    weight = np.array(odds[:3]) * np.array(likely)
    return np.asarray(weight / weight.sum())


def with_type(world: Any, kim: int) -> Any:
    other = copy_of(world)
    other.kim.type = KimType(kim)
    return other


@for_each("case", CASES[::3])
def test_a_course_is_drawn_over_who_kim_may_be_and_tells_of_him(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_type = []
    for kim in KimType:
        world = with_type(case.world, kim)
        worth = prospects_of_pyongyang(world, case.now, case.p)
        odds = valued(lean_of_pyongyang(world, case.p), worth, 4, case.p.lookahead_pyongyang)
        by_type.append(courses_of_pyongyang(world, odds, case.p)[:4])
    for course in range(4):
        given = []
        monkeypatch.setattr(
            months, "drawn", lambda chance, count, u, c=course, g=given: g.append(chance[c]) or c
        )
        world = copy_of(case.world)
        review_someone(world, case.now, case.p)
        assert world.pyongyang_next == course
        assert abs(given[0] - np.dot(world_odds(case), np.array(by_type)[:, course])) < 1e-12
        assert np.allclose(
            world.kim_odds[:3],
            posterior(case.world.kim_odds, np.array(by_type)[:, course]),
            rtol=1e-10,
        )


def world_odds(case: Case) -> np.ndarray:
    return np.array(case.world.kim_odds[:3])


def conduct_of(case: Case) -> Conduct:
    conduct = Conduct()
    read_conduct(conduct, case.world.moves, case.world.talks)
    return conduct


@pytest.mark.parametrize("relief", [0.25, 1.5])
def test_a_freeze_tells_who_kim_is_only_where_one_could_begin(relief: float) -> None:
    """A chance above one, as at the edge of its range, is a certainty, as it is in the game."""
    could = 0
    for case in CASES:
        conduct, world, p = conduct_of(case), copy_of(case.world), copy_of(case.p)
        p.freeze_begin, p.price, p.greed[KimType.GREEDY] = relief, 0.1, 38.0
        world.freeze, world.talks, world.offer = 0.0, case.world.big_test, 0.5
        conduct.soft_pyongyang = conduct.soft_washington = conduct.relief = 1.0
        chance = np.minimum(1.0, [freeze_chance(world, conduct, kim, p) for kim in KimType])
        could += bool(chance.max())
        some = float(np.dot(world_odds(case), chance))
        for begins in (True, False):
            if (some if begins else 1.0 - some) < 1e-12:
                continue
            now, after = copy_of(case.now), copy_of(world)
            now.luck.deal = some * 0.999 if begins else some + 0.001 * (1.0 - some)
            freeze(after, conduct, now, p)
            likely = chance if begins else 1.0 - chance
            assert np.allclose(
                after.kim_odds[:3], posterior(case.world.kim_odds, likely), rtol=1e-10
            )
    assert 5 < could < len(CASES)


def outcomes(world: Any, conduct: Conduct, case: Case) -> dict[tuple[int, bool, bool], float]:
    """Return the chance that a month of the game stays at peace, by type of Kim and by who backs
    down.
    """
    found: dict[tuple[int, bool, bool], float] = {}
    now, p = copy_of(case.now), case.p
    greed = belief(p.prior_washington, world.frozen_evidence)[KimType.GREEDY]
    for kim in KimType:
        chances = {
            "stand_washington": war.washington_stands(world, p),
            "stand_pyongyang": war.pyongyang_stands(world, with_type(world, kim).kim, p),
            "strike": war.strike_chance(world, greed, p),
            "attack": war.attack_chance(world, with_type(world, kim).kim, p),
            "clash": war.clash_chance(now, p),
            "accident": war.accident_chance(world, conduct, with_type(world, kim).kim, now, p),
        }
        for yes in product((True, False), repeat=len(chances)):
            chance = 1.0
            for (slot, likely), happens in zip(chances.items(), yes, strict=True):
                chance *= likely if happens else 1.0 - likely
                setattr(now.luck, slot, likely * 0.5 if happens else 0.5 + 0.5 * likely)
            if chance > 0.0:
                played = with_type(world, kim)
                war.face_war(played, conduct, now, p)
                if played.ending == Ending.NONE:
                    key = (int(kim), bool(played.washington_yields), bool(played.pyongyang_yields))
                    found[key] = found.get(key, 0.0) + chance * case.world.kim_odds[kim]
    return found


@pytest.mark.parametrize("tension", [4.95, 5.6, 6.3, 7.5])
def test_peace_and_who_backs_down_equal_the_sum_over_all_luck(tension: float) -> None:
    for case in CASES[::4]:
        world, conduct, p = copy_of(case.world), conduct_of(case), case.p
        world.tension, world.washington_course, world.seen_chance = tension, 3, 1.0
        wanted = outcomes(world, conduct, case)
        now = copy_of(case.now)

        def after(now: Any, world: Any = world, conduct: Any = conduct, p: Any = p) -> Any:
            made = copy_of(world)
            stay_at_peace(made, conduct, now, p)
            return made

        peace = sum(wanted.values())
        assert abs(after(now).seen_chance - peace) < 1e-10
        firm = chance_of(
            lambda w, n, p, a=after: not a(n).washington_yields, "stand_washington", world, now, p
        )
        for washington in (False, True):
            now.luck.stand_washington = 0.5 + 0.5 * firm if washington else 0.5 * firm
            stands = chance_of(
                lambda w, n, p, a=after: not a(n).pyongyang_yields, "stand_pyongyang", world, now, p
            )
            for pyongyang in (False, True):
                chance = (1.0 - firm if washington else firm) * (
                    1.0 - stands if pyongyang else stands
                )
                by_type = np.array(
                    [wanted.get((kim, washington, pyongyang), 0.0) for kim in range(3)]
                )
                assert abs(chance - by_type.sum() / peace) < 1e-9
                if by_type.sum() > 0.0:
                    now.luck.stand_pyongyang = 0.5 + 0.5 * stands if pyongyang else 0.5 * stands
                    assert np.allclose(after(now).kim_odds[:3], by_type / by_type.sum(), atol=1e-9)


def test_a_new_leader_and_drift_change_the_odds_as_they_change_the_type() -> None:
    for case in CASES[:6]:
        p = copy_of(case.p)
        p.type_drift = 0.2
        for new, share in ((False, 0.2), (True, 1.0)):
            now, world = copy_of(case.now), copy_of(case.world)
            now.calendar.new_leader = new
            open_month(world, now, p)
            wanted = (1.0 - share) * world_odds(case) + share * np.array(p.kim_chance[:3])
            assert np.allclose(world.kim_odds[:3], wanted, rtol=1e-12)
