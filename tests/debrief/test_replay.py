"""The page plays the game as it was, to the last bit, and another word or deed as Python plays
it.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from sim.classroom.debrief import data_of
from sim.classroom.seats.play import Position, position_of
from sim.pages.model import PLAYER, inline_module, module, player
from sim.pages.one_file import own_scripts
from tests.browser.offline import browser
from tests.debrief.games import position

__all__ = ["browser", "position"]


@pytest.fixture(scope="module")
def replay(browser: BrowserContext, position: Position) -> Iterator[Page]:
    """A page that holds the player, the game and what replays it."""
    page = browser.new_page()
    page.set_content('<script type="application/json" id="data"></script>')
    page.evaluate(
        "text => { document.getElementById('data').textContent = text; }",
        json.dumps(data_of(position)),
    )
    shared = [
        inline_module(player(name))
        for name in (*PLAYER, "dom", "address", "faces", "scene", "stage", "ladder", "showing")
    ]
    page.add_script_tag(
        content="".join([*shared, *own_scripts("sim.classroom.debrief", ("data", "replay"))])
    )
    wasm = base64.b64encode(module()).decode()
    page.evaluate("async text => { kernel = await openKernel(bytesOf(text), GAME); }", wasm)
    yield page
    page.close()


def states_after(page: Page, month: int, changed: dict[str, str], after: str) -> list[list[float]]:
    """Return the states after each month from one on, as the page plays them."""
    found: list[list[float]] = page.evaluate(
        "([month, changed, after]) => futureStates(month, futureOrders(month, changed, after))",
        [month, changed, after],
    )
    return found


def test_the_game_has_a_red_line_that_counts(position: Position) -> None:
    assert list(position.held_to) == [0]


def test_what_was_is_played_again_from_every_month(replay: Page, position: Position) -> None:
    for month in range(position.month):
        assert states_after(replay, month, {}, "teams") == position.states[month + 1 :], month


@pytest.mark.parametrize(
    ("month", "changed"),
    [
        (0, {"pyongyang.deed": "big_test"}),
        (2, {"pyongyang.deed": "lethal_act"}),
        (4, {"washington.word": "talks", "washington.deed": "relief"}),
        (6, {"seoul.deed": "retaliate"}),
    ],
)
def test_another_move_is_played_as_in_python(
    replay: Page, position: Position, month: int, changed: dict[str, str]
) -> None:
    """Red lines weigh as they did in the game."""
    months = list(position.record.months)
    months[month] = {**months[month], **changed}
    other = position_of(replace(position.record, months=tuple(months)))
    found = states_after(replay, month, changed, "teams")
    assert other.held_to == position.held_to
    assert found == other.states[month + 1 :]


def test_the_model_plays_on_where_teams_do_not(replay: Page, position: Position) -> None:
    months = (*position.record.months[:3], {**position.record.months[3], "beijing.deed": "aid"})
    left = replace(position.record, months=(*months, *({} for _ in position.record.months[4:])))
    assert states_after(replay, 3, {"beijing.deed": "aid"}, "model") == position_of(left).states[4:]


def test_a_past_reads_as_the_outcomes_of_python(replay: Page, position: Position) -> None:
    found: dict[str, Any] = replay.evaluate(
        "() => Object.fromEntries(Object.entries(OUTCOMES).map(([name, of]) => [name, of(pastAsItWas())]))"
    )
    columns = position.run.columns
    assert {name: found[name] for name in found if name in columns} == {
        name: columns[name][0].item() for name in found if name in columns
    }
