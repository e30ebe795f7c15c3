"""The reading card: calibrated on the model's own Kims, right about people, and no more than a
reading.
"""

from __future__ import annotations

import random
from functools import cache

import numpy as np
import pytest

from sim.classroom.team.reading import MEN, PRESSURE, believe, reading_card
from sim.classroom.team.replays import Month
from tools.update_team import card, free_games, seasons

GAMES, MONTHS, YEAR = 300, 24, 12
WORDS, DEEDS = ("talks", "offer", "silence", "threaten"), ("hold", "build", "missile_test")


@cache
def own_kims() -> dict[str, list[list[Month]]]:
    """Games of the model's own Kims against a Washington that changes its mind each season."""
    games = seasons(GAMES, MONTHS, 77)
    return {man: free_games(man, MONTHS, 77, games) for man in MEN}


def beliefs(games: list[list[Month]], months: int = YEAR) -> np.ndarray:
    """How likely Kim is greedy after so many months, by game."""
    return np.array([believe(game[:months])[-1] for game in games])


def slope(games: dict[str, list[list[Month]]]) -> float:
    """The slope of the truth on the belief, over both men."""
    belief = np.concatenate([beliefs(games[man]) for man in MEN])
    truth = np.repeat([0.0, 1.0], [len(games[man]) for man in MEN])
    return float(np.polyfit(belief, truth, 1)[0])


def scripted(man: str, washington: str, noise: float, luck: random.Random) -> list[Month]:
    """A person in Pyongyang: fearful arms when pressed, greedy when talked to; some moves mean
    nothing.
    """
    game: list[Month] = []
    for month in range(YEAR):
        pressing = washington == "press" or (washington == "seasons" and (month // 3) % 2 == 1)
        last = game[-1] if game else {"washington.word": "silence", "washington.deed": "hold"}
        talked = last["washington.word"] == "talks"
        pressed = last["washington.word"] == "threaten" or last["washington.deed"] in PRESSURE
        arms = pressed if man == "fearful" else talked
        calm = ("talks", "hold") if man == "fearful" else ("silence", "hold")
        hot = ("threaten", "missile_test") if man == "fearful" else ("talks", "missile_test")
        word, deed = (
            (luck.choice(WORDS), luck.choice(DEEDS))
            if luck.random() < noise
            else hot
            if arms
            else calm
        )
        game.append(
            {
                "washington.word": "threaten" if pressing else "talks",
                "washington.deed": "sanctions" if pressing else "hold",
                "pyongyang.word": word,
                "pyongyang.deed": deed,
            }
        )
    return game


def test_the_card_is_calibrated_on_the_models_own_kims() -> None:
    assert 0.8 <= slope(own_kims()) <= 1.5


def test_the_card_is_calibrated_where_the_model_plays_all() -> None:
    free = {man: free_games(man, MONTHS, 78, [[]] * GAMES) for man in MEN}
    assert 0.8 <= slope(free) <= 1.5


@pytest.mark.parametrize("washington", ["seasons", "talk", "press"])
def test_the_card_is_right_about_people_after_a_year(washington: str) -> None:
    luck = random.Random(31)
    belief = {
        man: beliefs([scripted(man, washington, 0.2, luck) for _ in range(GAMES)]) for man in MEN
    }
    assert (belief["fearful"] < 0.5).mean() >= 0.8
    assert (belief["greedy"] > 0.5).mean() >= 0.8


def test_more_months_tell_more() -> None:
    games = own_kims()
    early, late = (
        beliefs(games["greedy"], n).mean() - beliefs(games["fearful"], n).mean()
        for n in (3, MONTHS)
    )
    assert 0.0 < early < late


def test_who_does_nothing_else_than_what_both_would_is_told_by_nobody() -> None:
    month = {f"{capital}.word": "silence" for capital in ("washington", "pyongyang")}
    month |= {f"{capital}.deed": "hold" for capital in ("washington", "pyongyang")}
    assert abs(believe([month] * 3)[-1] - 0.5) < 0.2
    assert believe([]) == [0.5]


def test_the_card_that_is_shipped_is_that_of_the_rules() -> None:
    assert card("greedy").round(3).tolist() == list(reading_card()["greedy"].values())
