"""What a room refuses: others' tokens, guesses, floods, hostile requests; and what its wall keeps
back.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings, strategies as st

from sim.classroom.room import session as session_module
from sim.classroom.room.app import identify_token, pages, room_app
from sim.classroom.room.entries import Joined
from sim.classroom.room.folder import LENGTH, LETTERS, mark_of, new_code, new_token
from sim.classroom.room.rules import JOINS, KEPT
from sim.classroom.room.session import Session
from sim.classroom.serving.fairness import OF_ONE, Limits, RequestRate
from sim.core.game.catalogue import MOVES
from sim.pages.text import page_texts
from tests.room.clients import Phone, until
from tests.room.rooms import EVEN, PATIENCE, caller, opened
from tests.serving.small import HERE, Client

POSTS = {
    "/api/vote": {"month": 0, "word": "", "deed": ""},
    "/api/bet": {"month": 0, "chance": 60},
    "/api/forecast": {"chances": EVEN},
    "/api/choose": {"capital": "seoul"},
    "/api/seat/do": {"act": "note", "to": [], "text": "hello"},
}
DESK = {
    "start": {},
    "next": {"month": 0},
    "pause": {"paused": True},
    "end": {},
    "news": {"name": "missile_test"},
    "take": {"game": 1, "capital": "seoul"},
    "give": {"game": 1, "capital": "seoul"},
    "door": {"open": False},
    "move": {"device": 0, "game": 1, "capital": "seoul"},
    "remove": {"device": 0},
    "undo": {"since": 10**9},
}
Room = tuple[httpx.Client, Session, dict[str, str]]


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """A room that has begun, with a device in it; and the tokens of everyone."""
    with opened(tmp_path_factory.mktemp("safety") / "room", months=6) as (address, session):
        kept = session.state.kept
        with caller(address) as http:
            seat = http.post("/api/join", json={"code": kept.code}).json()["token"]
            assert (
                http.post("/api/desk/start", json={}, headers=bearer(kept.desk)).status_code == 204
            )
            yield http, session, {"seat": seat, "desk": kept.desk, "wall": kept.wall}


def bearer(token: str) -> dict[bytes, bytes]:
    return {b"authorization": f"Bearer {token}".encode()}


def refused(response: httpx.Response, *statuses: int) -> None:
    assert response.status_code in statuses, (response.status_code, response.text)
    assert "Traceback" not in response.text
    assert set(response.json()) <= {"problem", "where", "remedy"}


def test_a_token_opens_its_own_place_and_no_other(room: Room) -> None:
    http, _, tokens = room
    strangers = {"nobody": "x", "guess": new_token(), "other": "é" * 22, "long": "x" * 4000}
    for who, token in (tokens | strangers).items():
        # A connection that shows a token of nobody is answered so often only; each has one of its
        # own.
        with caller(str(http.base_url)) as own:
            for place in ("seat", "desk", "wall"):
                response = own.get(f"/api/{place}", headers=bearer(token))
                assert response.status_code == (200 if who == place else 403), (who, place)
            if who != "seat":
                for path, body in POSTS.items():
                    refused(own.post(path, json=body, headers=bearer(token)), 403)
            if who != "desk":
                for name, work in DESK.items():
                    refused(own.post(f"/api/desk/{name}", json=work, headers=bearer(token)), 403)


def test_tokens_and_codes_stand_in_no_page_and_no_log(room: Room) -> None:
    _, session, tokens = room
    assert len({new_token() for _ in range(1000)}) == 1000
    secrets = [*tokens.values(), session.state.kept.code]
    for content, _ in pages("en").values():
        assert not any(secret.encode() in content for secret in secrets)


def test_wrong_codes_slow_no_one_who_is_right(tmp_path: Path) -> None:
    """However many came, the right one is heard in its turn; and in a lesson of an hour few of all
    are.
    """
    with opened(tmp_path / "room") as (address, session):
        code = session.state.kept.code
        wrong = next(each for each in iter(new_code, None) if each != code)
        for _ in range(int(JOINS.burst - KEPT) + 5):
            with caller(address) as guesser:
                refused(guesser.post("/api/join", json={"code": wrong}), 403)
        with caller(address) as http:
            assert http.post("/api/join", json={"code": code.lower()}).status_code == 200
    assert (JOINS.burst + 3600 * JOINS.lasting) / len(LETTERS) ** LENGTH < 0.01


def test_a_device_that_asks_too_much_stops_only_itself(tmp_path: Path) -> None:
    """Both sit behind one address, as a class does."""
    with opened(tmp_path / "room") as (_, session):
        limits = Limits(lambda token: identify_token(session, token), of_one=RequestRate(0.0, 5.0))
        client = Client(room_app(session, HERE, "http://testserver", limits))
        greedy, other = new_token(), new_token()
        for token in (greedy, other):
            session.room.count(Joined(mark=mark_of(token), at=0))
        heard = [client.get("/api/nothing", headers=bearer(greedy)).status_code for _ in range(7)]
        assert heard == [404] * 5 + [429] * 2
        assert client.get("/api/nothing", headers=bearer(other)).status_code == 404
        assert client.get("/", headers=bearer(new_token())).status_code == 200
    assert OF_ONE.burst >= 20


def test_the_wall_shows_nothing_that_not_all_may_know(room: Room) -> None:
    http, session, tokens = room
    shown = http.get("/api/wall", headers=bearer(tokens["wall"]))
    assert not any(secret in shown.text for secret in (*tokens.values(), "seed"))
    news = shown.json()
    assert set(news["games"][0]) == {"game", "phase", "story", "came"}
    assert set(news["games"][0]["story"][0]) == {
        "month",
        "tension",
        "courses",
        "told",
        "moves",
        "headlines",
    }
    # The model's worlds go no further than the month that is open: nobody reads what is to come.
    assert {len(row) for row in news["model"]["path"]} == {session.room.month + 1}
    assert news["model"]["ends"] is None


def test_a_private_note_is_on_the_phones_of_its_capitals_only(tmp_path: Path) -> None:
    with opened(tmp_path / "room") as (address, session):
        kept = session.state.kept

        async def write() -> dict[str, str]:
            async with httpx.AsyncClient(base_url=address, timeout=PATIENCE) as http:
                phones = [Phone(http, number) for number in range(4)]
                for phone in phones:
                    await phone.join(kept.code)
                await http.post("/api/desk/start", json={}, headers=bearer(kept.desk))
                by = {(await phone.look())["room"]["capital"]: phone for phone in phones}
                note = {"act": "note", "to": ["beijing"], "text": "<b>only</b> you"}
                await by["seoul"].told("POST", "/api/seat/do", json=note)
                await until(by["beijing"], lambda news: "only" in json.dumps(news))
                for phone in phones:
                    phone.news = {}
                found = {capital: json.dumps(await phone.look()) for capital, phone in by.items()}
                wall = await http.get("/api/wall", headers=bearer(kept.wall))
                return found | {"wall": wall.text}

        read = asyncio.run(write())
    assert {who for who, text in read.items() if "<b>only</b>" in text} == {"seoul", "beijing"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=12,
)
FIELDS = (
    "code",
    "month",
    "word",
    "deed",
    "chance",
    "chances",
    "act",
    "to",
    "text",
    "menu",
    "move",
    "game",
    "capital",
    "name",
    "paused",
    "open",
)
WHERE = [
    ("/api/join", "seat"),
    *((path, "seat") for path in POSTS),
    *((f"/api/desk/{name}", "desk") for name in DESK),
]


def sent(room: Room, where: tuple[str, str], content: bytes) -> httpx.Response:
    """Return the answer to some bytes that are said to be JSON."""
    http, _, tokens = room
    path, who = where
    return http.post(
        path, content=content, headers=bearer(tokens[who]) | {b"content-type": b"application/json"}
    )


@settings(max_examples=25, deadline=None)
@given(
    where=st.sampled_from(WHERE),
    body=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=5) | JSON,
)
def test_any_json_at_a_seat_is_answered_or_refused(
    room: Room, where: tuple[str, str], body: Any
) -> None:
    answer = sent(room, where, json.dumps(body).encode())
    assert answer.status_code in (200, 204, 403, 422, 429), answer.text
    assert "Traceback" not in answer.text


@settings(max_examples=25, deadline=None)
@given(where=st.sampled_from(WHERE), body=st.binary(max_size=200))
def test_any_bytes_at_a_seat_are_refused(room: Room, where: tuple[str, str], body: bytes) -> None:
    assert sent(room, where, body).status_code in (204, 422, 429)


@pytest.mark.parametrize(
    "asked", [{"since": "x" * 3000}, {"game": "\x00"}, {"since": "é", "game": "1.1"}, {"x": "1"}]
)
def test_any_question_for_news_is_answered_at_once(
    room: Room, asked: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that waited for news would wait for an hour, and the client gives up before."""
    http, _, tokens = room
    monkeypatch.setattr(session_module, "PATIENCE", 3600.0)
    for place in ("seat", "wall", "desk"):
        answer = http.get(f"/api/{place}", params=asked, headers=bearer(tokens[place]))
        assert answer.status_code == 200


@pytest.mark.parametrize(
    "body", [{"act": "note", "to": [], "text": "x" * 9000}, {"text": "[" * 100}, [1], "text"]
)
def test_what_a_seat_says_is_bounded(room: Room, body: Any) -> None:
    refused(sent(room, ("/api/seat/do", "seat"), json.dumps(body).encode()), 422)


def test_pages_hold_no_script_or_style_and_name_no_other_server() -> None:
    for address, (content, kind) in pages("en").items():
        text = content.decode()
        assert "://" not in text.replace("http://www.w3.org/2000/svg", "").replace(
            "http://", "", text.count('"http://", ""')
        )
        if kind.startswith("text/html"):
            assert "style=" not in text
            assert "onclick" not in text
            assert text.count("<script") == 2
            assert text.count('<script type="module" src="/') == 1
        elif address.endswith(".js"):
            assert "innerHTML" not in text
            assert "eval(" not in text


def test_every_key_that_a_script_names_is_a_text() -> None:
    """Keys that are put together, `t(`wall.head.${phase}`)`, are met by the browser's tests."""
    known_keys = page_texts("en", "room", "seats", "names")
    for address, (content, _) in pages("en").items():
        if address.startswith("/room/"):
            named = re.findall(r'\bt\("([a-z_.]+)"|data-text="([a-z_.]+)"', content.decode())
            assert {one or other for one, other in named} <= set(known_keys), address


def test_moves_of_the_vote_are_those_of_the_game() -> None:
    data = pages("en")["/seat"][0].decode().partition('id="data">')[2].partition("</script>")[0]
    assert json.loads(data)["moves"] == {
        menu: [move.name for move in moves] for menu, moves in MOVES.items()
    }


def test_what_is_large_is_sent_small(room: Room) -> None:
    http, _, tokens = room
    answer = http.get("/api/seat", headers=bearer(tokens["seat"]) | {b"accept-encoding": b"gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < len(answer.content) / 2
