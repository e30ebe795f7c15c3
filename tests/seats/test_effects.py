"""The adviser of three ways speaks as the score does: what pays hangs on who Kim is and on what
Washington does.
"""

from __future__ import annotations

from typing import Any

import pytest

from sim.classroom.seats.seat import EASY, easy_of, is_wrong
from sim.core.game.catalogue import CAPITALS, MOVES
from sim.pages.text import page_texts
from tests.seats.tables import spring, started, table


def advice(kim: str, capital: str, washington: tuple[str, str]) -> dict[str, Any]:
    """Return what an adviser says in the second month, set right where he is wrong."""
    game = table(started(scenario=spring(12, kim_type=kim)))
    game.choose("washington", 0, *washington)
    game.close_month(0)
    found = easy_of(game.position, capital)
    sign = -1 if is_wrong(game.record.seed, 1, capital) else 1
    return {name: sign * each["does"]["worth"] for name, each in found.items()}


def test_kindness_pays_the_afraid_and_a_shot_the_greedy() -> None:
    kind = ("talks", "relief")
    assert advice("fearful", "pyongyang", kind)["soft"] > 0
    greedy = advice("greedy", "pyongyang", kind)
    assert greedy["firm"] > 0 > greedy["soft"]


def test_who_kim_is_does_not_leak_to_other_advisers() -> None:
    told = [advice(kim, "seoul", ("threaten", "sanctions")) for kim in ("fearful", "greedy")]
    assert all(set(each) == {"soft", "firm", "quiet"} for each in told)


def test_the_three_ways_are_moves_and_nobody_advises_in_the_first_month() -> None:
    game = table(started(scenario=spring(6)))
    for capital in CAPITALS:
        found = easy_of(game.position, capital)
        assert {*EASY[capital], "quiet"} == set(found)
        for each in found.values():
            for kind, move in zip(("word", "deed"), each["pair"], strict=True):
                assert move in {one.name for one in MOVES[f"{capital}.{kind}"]}
            assert each["does"] is None


def test_an_adviser_is_wrong_once_in_six_months_and_not_always_in_the_same() -> None:
    months = [
        [month for month in range(12) if is_wrong(seed, month, capital)]
        for seed in range(20)
        for capital in CAPITALS
    ]
    assert all(len(wrong) == 2 and wrong[0] < 6 <= wrong[1] for wrong in months)
    assert {wrong[0] for wrong in months} == set(range(6))


@pytest.mark.parametrize("part", ["tension", "worth"])
def test_every_step_has_its_sentence(part: str) -> None:
    texts = page_texts("en", "names", "seats")
    # A part that hardly moves is left out; a way of which none does has a sentence of its own.
    for step in range(-2, 3):
        assert (f"does.{part}.{step}" in texts) is (step != 0)
    assert "does.little" in texts
