"""The laws of the score: whoever is always nice is robbed by a greedy Kim, and whoever is always
hard wins nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest

from sim.classroom.seats.seat import EASY, EASY_BOUNDS, KEPT_UP, QUIETLY
from sim.classroom.team.cards import CARDS, MEN, paid_by, tables
from sim.classroom.team.points import (
    OtherMove,
    Otherwise,
    answer_of,
    better_for,
    level_of,
    tell_size,
)
from sim.classroom.team.replays import SIMPLE, WAYS, play_out, replay
from sim.core.estimate.interval import Estimate
from sim.core.game.catalogue import CAPITALS
from tests.for_each import for_each
from tools.update_team import KIMS, every_way, levels, play_all, scenario_with

MONTHS, LIVES = 12, 24
SHAPE = tuple(len(WAYS[capital]) for capital in CAPITALS)
NICE = [
    ("soft", "bribe"),
    ("restraint", "look_away", "mediate_and_aid", "mediate"),
    ("soft",),
    ("soft", "aid"),
]
BY_LEVEL, MOST_OF_A_LOSER = 0.65, 40.0
Many = dict[str, Any]


def points_of(level: Any, answer: Any, loses: Any) -> Any:
    """Points from 0 to 100: the level, in part multiplied by the answer's quality."""
    points = 100.0 * level * (BY_LEVEL + (1.0 - BY_LEVEL) * answer)
    return np.where(loses, np.minimum(points, MOST_OF_A_LOSER), points)


@cache
def worths(kim: str) -> tuple[Many, Many, Any]:
    """Worth and loss by capital of every combination of ways, and the share of lives that end in a
    freeze.
    """
    parts = play_all(kim, MONTHS, LIVES)
    worth = {
        each: np.concatenate([part.means(each) for part in parts]).reshape(SHAPE)
        for each in CAPITALS
    }
    lost = {
        each: np.concatenate([part.loses[each].mean(1) for part in parts]).reshape(SHAPE) > 0.5
        for each in CAPITALS
    }
    frozen = np.concatenate([(part.record["freeze"][-1] > 0).mean(1) for part in parts]).reshape(
        SHAPE
    )
    return worth, lost, frozen


def points(kim: str, hand: dict[str, str] | None = None) -> Many:
    """Points of every combination of ways, with the secret cards of a hand."""
    worth, lost, frozen = worths(kim)
    found = {}
    for axis, capital in enumerate(CAPITALS):
        card = CARDS[capital][hand[capital]] if hand and capital in hand else None
        games = (play_out(ways, MONTHS) for ways in every_way()) if card else ()
        paid = [
            paid_by(card, game, share) for game, share in zip(games, frozen.ravel(), strict=False)
        ]
        own = worth[capital] + (np.reshape(paid, SHAPE) if card else 0.0)
        simple = np.moveaxis(own, axis, 0)[
            [list(WAYS[capital]).index(name) for name in SIMPLE[capital]]
        ]
        answer = np.moveaxis(answer_of(np.moveaxis(own, axis, 0), simple), 0, axis)
        found[capital] = points_of(level_of(own, capital, kim, MONTHS), answer, lost[capital])
    return found


def at(*names: str) -> tuple[int, ...]:
    return tuple(
        list(WAYS[capital]).index(name) for capital, name in zip(CAPITALS, names, strict=True)
    )


def safe(found: Many) -> Any:
    """Where all four have 60 points or more, among the constant ways."""
    places = [
        [
            place
            for place, way in enumerate(WAYS[capital].values())
            if way.after is None and way.since is None
        ]
        for capital in CAPITALS
    ]
    return np.min([found[capital][np.ix_(*places)] for capital in CAPITALS], axis=0) >= 60.0


def best_reply(kim: str, *others: str) -> str:
    """What a Pyongyang that plays for points answers best."""
    washington, beijing, seoul = others
    own = points(kim)["pyongyang"]
    return max(WAYS["pyongyang"], key=lambda way: float(own[at(washington, beijing, way, seoul)]))


def test_no_constant_way_of_all_four_is_safe_with_every_kim_and_none_is_with_a_greedy_one() -> None:
    found = {kim: safe(points(kim)) for kim in KIMS}
    assert not np.all(list(found.values()), axis=0).any()
    assert not found["greedy"].any()
    # Where Kim is fearful kindness is right, and there is more than one way to it.
    assert found["fearful"].sum() >= 10


@for_each("cards", list(product(*CARDS.values())))
def test_no_hand_of_cards_makes_a_constant_way_safe(cards: tuple[str, ...]) -> None:
    found = {kim: safe(points(kim, dict(zip(CARDS, cards, strict=True)))) for kim in KIMS}
    assert not np.all(list(found.values()), axis=0).any()
    assert not found["greedy"].any()
    assert found["fearful"].any()


@pytest.mark.parametrize(
    ("kim", "least", "most"), [("greedy", 30.0, 100.0), ("fearful", -100.0, 15.0)]
)
def test_the_temptation_to_rob_the_nice_lies_in_who_kim_is(
    kim: str, least: float, most: float
) -> None:
    own, worth = points(kim)["pyongyang"], worths(kim)[0]["pyongyang"]
    gains = []
    for washington, beijing, soft, seoul in product(*NICE):
        replies = {way: at(washington, beijing, way, seoul) for way in SIMPLE["pyongyang"]}
        best = max(replies.values(), key=lambda place: float(worth[place]))
        gains.append(own[best] - own[replies[soft]])
    assert least <= np.median(gains) <= most


@pytest.mark.parametrize("washington", ["soft", "bribe"])
def test_a_naive_washington_is_robbed(washington: str) -> None:
    reply = best_reply("greedy", washington, "mediate", "soft")
    assert points("greedy")["washington"][at(washington, "mediate", reply, "soft")] <= 10.0


BOMBS = {"talk_and_bomb", "bomb", "feint", "quiet_then_bombs"}


@pytest.mark.parametrize("washington", ["soft", "bribe", "relief_for_quiet", "tit_for_tat"])
def test_a_fearful_kim_answers_no_kindness_with_a_bomb(washington: str) -> None:
    """Beside a Washington that presses, or waits, he does: that is the fear."""
    rooms = list(product(WAYS["beijing"], WAYS["seoul"]))
    assert not {best_reply("fearful", washington, *room) for room in rooms} & BOMBS
    assert {best_reply("fearful", "wait", *room) for room in rooms} & BOMBS


def worth_of_knowing(ways: Sequence[str]) -> float:
    """Points that Washington gains if it knows who Kim is, over the best of `ways` for both men
    alike; Pyongyang answers each way by its best reply.
    """
    rooms = list(product(WAYS["beijing"], WAYS["seoul"]))
    own = {kim: points(kim)["washington"] for kim in MEN}
    mean = np.array(
        [
            [
                np.mean(
                    [
                        own[kim][at(way, one, best_reply(kim, way, one, two), two)]
                        for one, two in rooms
                    ]
                )
                for way in ways
            ]
            for kim in MEN
        ]
    )
    return float(mean.max(axis=1).mean() - mean.mean(axis=0).max())


def test_to_know_kim_is_worth_much_to_a_washington_that_holds_one_way() -> None:
    """Tit for tat serves with both men, so it leaves little to know."""
    assert worth_of_knowing(SIMPLE["washington"]) >= 15.0
    assert 0.0 < worth_of_knowing(list(WAYS["washington"])) < 15.0


ROOMS = (
    ("soft", "mediate", "soft", "soft"),
    ("hard", "enforce", "bomb", "hard"),
    ("relief_for_quiet", "restraint", "feint", "aid"),
    ("hard", "mediate", "tit_for_tat", "soft"),
    ("bribe", "mediate_and_aid", "talk_and_bomb", "tit_for_tat"),
)
QUIET_ROOM = ("wait", "look_away", "quiet_build", "quiet_exercises")


def ways_that_pay(room: Sequence[str], capital: str, month: int) -> int:
    """How many of the three ways that a seat shows first pay more than the three on average."""
    ways = play_out(
        {each: WAYS[each][way] for each, way in zip(CAPITALS, room, strict=True)}, month
    )
    pairs = [*EASY[capital].values(), QUIETLY.get(capital, ("silence", "hold"))]
    games = [[*ways, *[{**ways[-1], capital: pair}] * KEPT_UP] for pair in pairs]
    worth = np.mean(
        [replay(scenario_with(kim, month + KEPT_UP), games, LIVES).means(capital) for kim in MEN],
        axis=0,
    )
    return int((worth - worth.mean() >= EASY_BOUNDS["worth"][0]).sum())


@pytest.mark.parametrize("capital", ["beijing", "seoul"])
def test_seoul_and_beijing_have_a_way_that_pays_in_most_months(capital: str) -> None:
    """They have none if all wait, and then a seat says so."""
    found = [ways_that_pay(room, capital, month) > 0 for room in ROOMS for month in (3, 9)]
    assert np.mean(found) >= 0.7
    assert not ways_that_pay(QUIET_ROOM, capital, 6)


def test_relief_for_quiet_pays_washington_where_kindness_is_robbed() -> None:
    worth = worths("greedy")[0]["washington"]
    soft, reactive = (
        worth[at(way, "mediate", best_reply("greedy", way, "mediate", "soft"), "soft")]
        for way in ("soft", "relief_for_quiet")
    )
    assert reactive >= soft + 20.0


def test_mutual_hardness_pays_nobody() -> None:
    found = points("fearful")
    for washington, pyongyang in product(("hard", "deploy"), ("hard", "bomb")):
        place = at(washington, "enforce", pyongyang, "hard")
        assert max(float(found[capital][place]) for capital in CAPITALS) <= 60.0


def test_two_cards_of_a_capital_ask_for_other_answers_often_and_not_always() -> None:
    for axis, capital in enumerate(CAPITALS):
        if capital in CARDS:
            one, other = (
                points("fearful", {capital: card})[capital].argmax(axis=axis)
                for card in CARDS[capital]
            )
            assert 0.08 < (one != other).mean() < 0.9, capital


def test_the_levels_that_are_shipped_are_those_of_the_rules() -> None:
    kept = tables()
    place = kept["months"].index(MONTHS)
    found = levels("greedy", MONTHS)
    assert all(found[capital] == kept["levels"]["greedy"][capital][place] for capital in CAPITALS)


def test_no_interval_is_told_without_a_width() -> None:
    """A narrow one has more digits; where every replay adds the same, that is said in its place."""
    sizes = [
        tell_size(Estimate(1.5, 1.5 - half, 1.5 + half, 40, "normal")) for half in (0.3, 0.02, 0.0)
    ]
    assert [(size["by"], size["range"]) for size in sizes] == [
        ("1.5", "1.2\u20131.8"),
        ("1.50", "1.48\u20131.52"),
        ("1.5", "team.alike"),
    ]


@pytest.mark.parametrize(("added", "told"), [(0.01, False), (0.3, True), (-0.3, False)])
def test_no_change_is_advised_that_would_add_nothing_to_be_noticed(
    added: float, told: bool
) -> None:
    change = OtherMove("seoul", 0, "deed", "hold", "aid")
    otherwise = Otherwise([change], {each: np.full((1, 40), added) for each in CAPITALS})
    assert (better_for(otherwise, "seoul") is not None) == told
