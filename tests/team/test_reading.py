"""The reading card: calibrated on the model's own Kims, right about people, and no more than a
reading.
"""

from __future__ import annotations

import random
from functools import cache

import numpy as np
import pytest

from sim.classroom.team.cards import MEN, believe
from sim.classroom.team.replays import PRESSURE, Month, Pair
from tools.update_team import free_games

GAMES, MONTHS, YEAR = 300, 24, 12
WORDS, DEEDS = ("talks", "offer", "silence", "threaten"), ("hold", "build", "missile_test")


@cache
def own_kims() -> dict[str, list[list[Month]]]:
    """Games of the model's own Kims against a Washington that changes its mind each season."""
    return {man: free_games(man, GAMES, MONTHS, seed=77) for man in MEN}


def held_of(games: list[list[Month]], months: int = YEAR, prior: float = 0.5) -> np.ndarray:
    """How likely Kim is greedy after so many months, by game."""
    return np.array([believe(game[:months], prior)[-1] for game in games])


def slope(games: dict[str, list[list[Month]]]) -> float:
    """The slope of the truth on the belief, over both men."""
    held = np.concatenate([held_of(games[man]) for man in MEN])
    truth = np.repeat([0.0, 1.0], [len(games[man]) for man in MEN])
    return float(np.polyfit(held, truth, 1)[0])


def scripted(man: str, washington: str, noise: float, luck: random.Random) -> list[Month]:
    """A person in Pyongyang: fearful arms when pressed, greedy when talked to; some moves mean
    nothing.
    """
    made: list[Month] = []
    for month in range(YEAR):
        pressing = washington == "press" or (washington == "seasons" and (month // 3) % 2 == 1)
        last = made[-1]["washington"] if made else ("silence", "hold")
        arms = (
            (last[0] == "threaten" or last[1] in PRESSURE)
            if man == "fearful"
            else last[0] == "talks"
        )
        calm: Pair = ("talks", "hold") if man == "fearful" else ("silence", "hold")
        hot: Pair = ("threaten", "missile_test") if man == "fearful" else ("talks", "missile_test")
        own = (
            (luck.choice(WORDS), luck.choice(DEEDS))
            if luck.random() < noise
            else hot
            if arms
            else calm
        )
        made.append(
            {
                "washington": ("threaten", "sanctions") if pressing else ("talks", "hold"),
                "pyongyang": own,
            }
        )
    return made


def test_the_card_is_calibrated_on_the_models_own_kims() -> None:
    assert 0.8 <= slope(own_kims()) <= 1.5


def test_the_card_is_calibrated_where_the_model_plays_all() -> None:
    free = {man: free_games(man, GAMES, MONTHS, seed=78, games=[[]] * GAMES) for man in MEN}
    assert 0.8 <= slope(free) <= 1.5


@pytest.mark.parametrize("washington", ["seasons", "talk", "press"])
def test_the_card_is_right_about_people_after_a_year(washington: str) -> None:
    luck = random.Random(31)
    held = {
        man: held_of([scripted(man, washington, 0.2, luck) for _ in range(GAMES)]) for man in MEN
    }
    assert (held["fearful"] < 0.5).mean() >= 0.8
    assert (held["greedy"] > 0.5).mean() >= 0.8


def test_more_months_tell_more() -> None:
    games = own_kims()
    early, late = (
        held_of(games["greedy"], n).mean() - held_of(games["fearful"], n).mean()
        for n in (3, MONTHS)
    )
    assert 0.0 < early < late


def test_who_does_nothing_else_than_what_both_would_is_told_by_nobody() -> None:
    quiet: list[Month] = [{"washington": ("silence", "hold"), "pyongyang": ("silence", "hold")}] * 3
    assert abs(believe(quiet, 0.5)[-1] - 0.5) < 0.2
    assert believe([], 0.3) == [0.3]
