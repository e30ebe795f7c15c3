"""Ten phones, a desk and a wall play a game on a real port; the same room is killed and goes on."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx

from sim.classroom.room import room as room_module
from sim.classroom.seats.saving import read_game
from sim.core.game.catalogue import CAPITALS
from tests.room.clients import Phone, Watch, gathered, until
from tests.room.commands import class_running
from tests.room.rooms import EVEN, PATIENCE, opened

TEN = 10
WORDS = {
    "washington": "threaten",
    "beijing": "restraint",
    "pyongyang": "talks",
    "seoul": "initiative",
}
DEEDS = {"washington": "deploy", "beijing": "aid", "pyongyang": "hold", "seoul": "exercise"}
People = Callable[[list[Phone], Watch, Watch], Awaitable[None]]


def played(address: str, kept: Any, people: People, tokens: tuple[str, ...] = ()) -> None:
    """Let ten phones, new or with their tokens, and a desk and a wall do something together."""

    async def run() -> None:
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(base_url=address, limits=limits, timeout=PATIENCE) as http:
            phones = [Phone(http, number) for number in range(TEN)]
            for phone, token in zip(phones, tokens, strict=False):
                phone.token = token
            await gathered(*(phone.join(kept["code"]) for phone in phones))
            await gathered(*(phone.look() for phone in phones))
            await people(
                phones, Watch(http, kept["desk"], "desk"), Watch(http, kept["wall"], "wall")
            )

    asyncio.run(run())


async def vote_all(phones: list[Phone]) -> None:
    await gathered(
        *(
            phone.vote(WORDS[phone.news["room"]["capital"]], DEEDS[phone.news["room"]["capital"]])
            for phone in phones
        )
    )


async def at_month(phones: list[Phone], month: int) -> None:
    await gathered(
        *(
            until(phone, lambda news: news["phase"] == "over" or news["month"] == month)
            for phone in phones
        )
    )


def test_phones_that_left_are_not_shown_as_present_though_nothing_else_happens(
    tmp_path: Path,
) -> None:
    async def people(phones: list[Phone], desk: Watch, wall: Watch) -> None:
        assert (await until(wall, lambda news: news["present"] == TEN))["students"] == TEN
        with patch.object(room_module, "PATIENCE_FOR", 0.0):
            assert (await until(wall, lambda news: news["present"] == 0))["students"] == TEN
            await until(
                desk, lambda news: not any(seat["present"] for seat in news["games"][0]["seats"])
            )

    with opened(tmp_path) as (address, session):
        played(address, session.state.kept.model_dump(), people)


def test_a_class_plays_a_game_to_its_end(tmp_path: Path) -> None:
    """Everyone votes, the month closes by itself, all see the same, and what most want is what was
    done.
    """
    seen: dict[str, Any] = {}

    async def people(phones: list[Phone], desk: Watch, wall: Watch) -> None:
        assert {phone.news["room"]["capital"] for phone in phones} == set(CAPITALS)
        await gathered(
            *(phone.told("POST", "/api/forecast", json={"chances": EVEN}) for phone in phones)
        )
        assert (await until(desk, lambda news: news["foretold"] == TEN))["students"] == TEN
        await desk.do("start")
        for month in range(2):
            await gathered(
                *(until(phone, lambda news: news["phase"] == "playing") for phone in phones)
            )
            await phones[0].told("POST", "/api/bet", json={"month": month, "chance": 70})
            await vote_all(phones)
            await at_month(phones, month + 1)
        seen["wall"] = await until(wall, lambda news: news["phase"] == "over")
        seen["seat"] = phones[0].news["game"]["seat"]

    with opened(tmp_path / "room", months=2) as (address, session):
        played(address, session.state.kept.model_dump(), people)
        table = session.room.games[0]
    assert table.record.months[0]["washington.word"] == "threaten"
    assert table.record.months[1] == {
        f"{capital}.{kind}": moves[capital]
        for capital in CAPITALS
        for kind, moves in (("word", WORDS), ("deed", DEEDS))
    }
    assert table.record.forecasts["seoul"] == EVEN
    assert [list(each.values()) for each in table.record.bets] == [[0.7], [0.7]]
    game = seen["wall"]["games"][0]
    assert len(game["team"]["belief"]) == 3
    assert set(game["goals"]) == set(game["team"]["points"]) == set(CAPITALS)
    assert seen["wall"]["forecasts"]["war"][4] == TEN
    assert seen["seat"]["phase"] == "over"
    assert sum(share["value"] for share in seen["wall"]["model"]["ends"].values()) > 0.99


def test_the_desk_leads(tmp_path: Path) -> None:
    """Pause, news, a seat taken over and given back, a month ended early, the door, and the rest
    left to the model.
    """

    async def people(phones: list[Phone], desk: Watch, wall: Watch) -> None:
        await desk.do("door", open=False)
        stranger = Phone(phones[0].http, 99)
        assert (
            await stranger.ask("POST", "/api/join", json={"code": wall.news.get("code", code)})
        ).status_code == 422
        await desk.do("start")
        await desk.do("pause", paused=True)
        await at_month(phones, 0)
        await vote_all(phones)
        assert (await until(desk, lambda news: news["paused"]))["number"] == 0
        await desk.do("news", name="missile_test")
        token = (await desk.do("take", game=1, capital="seoul"))["token"]
        teacher = Watch(phones[0].http, token, "seat")
        await Phone.look(teacher)
        await teacher.vote("condemn", "")
        await desk.do("next", month=0)
        await at_month(phones, 1)
        await desk.do("give", game=1, capital="seoul")
        await desk.do("end")
        news = await until(wall, lambda news: news["phase"] == "over")
        assert "ending" in news["games"][0]["story"][-1]

    with opened(tmp_path / "room", months=3) as (address, session):
        code = session.state.kept.code
        played(address, session.state.kept.model_dump(), people)
        months = session.room.games[0].record.months
    assert months[0]["seoul.word"] == "condemn"
    assert months[0]["pyongyang.deed"] == "missile_test"
    assert len(months) == 3


def test_parallel_worlds_have_one_luck_and_other_humans(tmp_path: Path) -> None:
    async def people(phones: list[Phone], desk: Watch, wall: Watch) -> None:
        await desk.do("start")
        await at_month(phones, 0)
        for phone in phones:
            own = phone.news["room"]
            if own["capital"] == "washington":
                await phone.vote("talks" if own["game"] == 1 else "threaten", "hold")
        await desk.do("next", month=0)
        await at_month(phones, 1)
        news = await until(wall, lambda news: news["number"] == 1)
        # The clock that is told is that of the new month.
        assert (news["seconds_left"] is None, news["last_call"]) == (False, False)
        stories = [game["story"] for game in news["games"]]
        assert [story[0] for story in stories] == [stories[0][0]] * 2
        assert [story[1]["moves"]["washington"]["word"] for story in stories] == [
            "talks",
            "threaten",
        ]

    with opened(tmp_path / "room", games=2, deadline=3000) as (address, session):
        played(address, session.state.kept.model_dump(), people)


def test_killed_and_resumed_nothing_that_was_acknowledged_is_lost(tmp_path: Path) -> None:
    """Forecasts, a month that was played, and the votes and bets of the one that was open when the
    process died.
    """
    root = tmp_path / "room"
    tokens: list[str] = []

    async def before(phones: list[Phone], desk: Watch, _: Watch) -> None:
        tokens.extend(phone.token for phone in phones)
        await gathered(
            *(phone.told("POST", "/api/forecast", json={"chances": EVEN}) for phone in phones)
        )
        await desk.do("start")
        await at_month(phones, 0)
        await vote_all(phones)
        await at_month(phones, 1)
        await gathered(
            *(phone.told("POST", "/api/bet", json={"month": 1, "chance": 20}) for phone in phones)
        )
        await vote_all(phones[:-1])

    async def after(phones: list[Phone], desk: Watch, wall: Watch) -> None:
        assert [phone.token for phone in phones] == tokens
        assert [phone.news["own"]["vote"] is None for phone in phones] == [False] * (TEN - 1) + [
            True
        ]
        assert all(phone.news["own"]["bet"] == 20 for phone in phones)
        assert all(phone.news["own"]["forecast"] == EVEN for phone in phones)
        assert (await desk.look())["paused"]
        assert (await wall.look())["bets"]["open"][4] == TEN
        await desk.do("next", month=1)
        await at_month(phones, 2)

    with class_running(root, "-o", root, "--months", 3, "--seed", 7, "--deadline", 0) as (
        process,
        address,
        kept,
    ):
        played(address, kept, before)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=300)
    with class_running(root, "--resume", root) as (_, address, again):
        assert again == kept
        played(address, kept, after, tuple(tokens))
    record, _ = read_game(root / "game-1")
    assert record.months[1]["seoul.deed"] == "exercise"
    assert record.forecasts["seoul"] == EVEN
