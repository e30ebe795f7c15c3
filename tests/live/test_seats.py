"""Seats on a server: who may see and do what, clocks, several games, and games that go on after a stop."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.cli.playing import saved_games
from sim.game.catalogue import CAPITALS
from sim.pages.live import hall as halls
from sim.pages.live.hall import MOST_GAMES, Hall, new_code, same_code
from sim.pages.live.seating import seats_app
from sim.pages.seats.record import Record
from sim.pages.seats.saving import new_folder
from tests.live.halls import EVEN, Person, seated
from tests.live.pages import HERE, PATIENT, Client
from tests.seats.tables import spring

Room = tuple[str, Hall]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    with seated(tmp_path) as place:
        yield place


def people(room: Room, game: int = 0) -> tuple[Person, dict[str, Person]]:
    """Return the host and the team of each capital of a game."""
    address, hall = room
    teams = {capital: Person(address, code) for capital, code in hall.sittings[game].codes.items()}
    return Person(address, hall.host_code), teams


def until_month(team: Person, month: int) -> dict[str, Any]:
    """Wait for news until a month is open, or the game is over."""
    seat = team.told("seat", since=0)
    while seat["number"] < month and seat["phase"] != "over":
        seat = team.told("seat", since=seat["version"])
    return seat


def test_a_whole_game_by_its_addresses(room: Room) -> None:
    host, teams = people(room)
    for team in teams.values():
        team.told("forecast", chances=EVEN)
    host.told("host/start", game=1)
    for month in range(4):
        for capital, team in teams.items():
            seat = until_month(team, month)
            assert seat["capital"] == capital
            assert seat["month"] == f"2017-{month + 2:02d}"
            team.told("choose", month=month, word="", deed="" if month else seat["menu"]["deed"][0]["name"])
    over = [until_month(team, 4) for team in teams.values()]
    assert all(seat["phase"] == "over" for seat in over)
    assert over[0]["debrief"] == over[3]["debrief"]
    assert set(over[0]["debrief"]["forecasts"]) == set(CAPITALS)
    assert host.told("host", since=0)["games"][0]["debrief"] == over[0]["debrief"]


def test_a_code_opens_its_own_seat_only(room: Room) -> None:
    host, teams = people(room)
    host.told("host/start", game=1)
    teams["seoul"].told("choose", month=0, word="", deed="aid")
    other = teams["beijing"].told("seat", since=0)
    assert other["capital"] == "beijing"
    assert other["choice"] is None
    assert "seoul" not in json.dumps({key: other[key] for key in ("menu", "past", "choice", "belief") if key in other})
    _, hall = room
    assert hall.sittings[0].table.chosen == {"seoul.word": "", "seoul.deed": "aid"}


def test_a_seat_is_no_host_and_the_host_no_seat(room: Room) -> None:
    host, teams = people(room)
    team = teams["seoul"]
    acts: list[tuple[str, dict[str, Any]]] = [
        ("host", {"since": 0}), ("host/start", {"game": 1}), ("host/next", {"game": 1, "month": 0}),
        ("host/pause", {"game": 1, "paused": True}), ("host/new", {"teams": ["seoul"], "deadline": 0}),
    ]  # fmt: skip
    for what, more in acts:
        assert team.ask(what, **more).status_code == 403
    own: list[tuple[str, dict[str, Any]]] = [
        ("seat", {"since": 0}), ("choose", {"month": 0, "word": "", "deed": ""}), ("forecast", {"chances": EVEN}),
    ]  # fmt: skip
    for what, more in own:
        assert host.ask(what, **more).status_code == 403


@pytest.mark.parametrize("code", ["", "x", "é" * 16, "\x00", "x" * 101, 7, None, True, ["x"], {"a": 1}])
def test_wrong_codes_open_nothing(room: Room, code: Any) -> None:
    address, _ = room
    for what in ("seat", "host"):
        response = httpx.post(f"{address}/api/{what}", json={"code": code, "since": 0})
        assert response.status_code in (403, 422)
        assert set(response.json()) <= {"problem", "where", "remedy"}


def test_codes_are_long_random_and_compared_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(len(code) >= 16 for code in codes)
    compared = []
    monkeypatch.setattr(halls.secrets, "compare_digest", lambda a, b: compared.append((a, b)) or a == b)
    assert same_code("abc", "abc")
    assert not same_code("abc", "abd")
    assert len(compared) == 2


def test_every_code_is_compared_whatever_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = Record(spring(2), 7, CAPITALS)
    hall = Hall(record, tmp_path, 0, new_code())
    hall.admit(new_folder(tmp_path), record, 0)
    counts = []
    monkeypatch.setattr(halls, "same_code", lambda a, b: counts.append(b) or a == b)
    for code in (hall.sittings[0].codes["washington"], "none"):
        counts.clear()
        hall.seat(code)
        assert len(counts) == 4


def test_moves_and_forecasts_that_cannot_be_are_refused(room: Room) -> None:
    host, teams = people(room)
    seoul = teams["seoul"]
    bad: list[Any] = [0, 2.0, "x"]
    for chances in ({}, {"war": 0.5}, dict.fromkeys("abc", 0.5), *(EVEN | {"war": chance} for chance in bad)):
        assert seoul.ask("forecast", chances=chances).status_code == 422
    assert seoul.ask("choose", month=0, word="", deed="aid").status_code == 422
    host.told("host/start", game=1)
    assert seoul.ask("forecast", chances=EVEN).status_code == 422
    for month, deed in ((0, "strike"), (1, "aid"), (0, "../x"), (-1, "aid"), (0, 3), ("0", "aid"), (0.0, "aid")):
        assert seoul.ask("choose", month=month, word="", deed=deed).status_code == 422
    assert seoul.ask("choose", month=0, word="aid", deed="").status_code == 422
    assert seoul.ask("choose", month=0, deed="aid").status_code == 422
    assert seoul.ask("choose", month=0, word="", deed="aid", capital="beijing").status_code == 422
    seoul.told("choose", month=0, word="", deed="aid")


def test_the_host_ends_a_month_once_and_the_rules_act_for_the_rest(room: Room) -> None:
    host, teams = people(room)
    host.told("host/start", game=1)
    teams["seoul"].told("choose", month=0, word="", deed="aid")
    for _ in range(2):
        host.told("host/next", game=1, month=0)
    _, hall = room
    assert hall.sittings[0].table.record.months == ({"seoul.deed": "aid"},)
    for game in (0, 2, 9):
        assert host.ask("host/start", game=game).status_code == 422
        assert host.ask("host/next", game=game, month=0).status_code == 422


def test_a_deadline_lets_the_policies_act(tmp_path: Path) -> None:
    with seated(tmp_path, months=2, teams=("seoul",), deadline=1) as room:
        host, teams = people(room)
        host.told("host/start", game=1)
        seat = until_month(teams["seoul"], 2)
        assert seat["phase"] == "over"
        assert seat["past"] == [{}, {}]


def test_a_pause_holds_the_clock_and_the_last_choice(tmp_path: Path) -> None:
    with seated(tmp_path, months=2, teams=("seoul",), deadline=3600) as room:
        host, teams = people(room)
        host.told("host/start", game=1)
        assert teams["seoul"].told("seat", since=0)["seconds_left"] > 3000
        host.told("host/pause", game=1, paused=True)
        seat = teams["seoul"].told("choose", month=0, word="", deed="aid")
        assert (seat["paused"], seat["seconds_left"], seat["number"]) == (True, None, 0)
        host.told("host/pause", game=1, paused=False)
        assert until_month(teams["seoul"], 1)["past"] == [{"deed": "aid"}]


def test_where_a_choice_cannot_be_saved_everyone_is_told_and_nothing_changes(tmp_path: Path) -> None:
    with seated(tmp_path, months=2, teams=("seoul",)) as room:
        host, teams = people(room)
        host.told("host/start", game=1)
        (tmp_path / "game-1").rename(tmp_path / "away")
        refused = teams["seoul"].ask("choose", month=0, word="", deed="aid")
        assert refused.status_code == 503
        assert refused.json()["problem"] == "the game could not be saved; nothing changed; tell the host"
        assert teams["seoul"].told("seat", since=0)["choice"] is None
        ended = host.ask("host/next", game=1, month=0)
        assert ended.status_code == 503
        assert "No such file or directory" in ended.json()["problem"]
        (tmp_path / "away").rename(tmp_path / "game-1")
        teams["seoul"].told("choose", month=0, word="", deed="aid")
        assert until_month(teams["seoul"], 1)["past"] == [{"deed": "aid"}]


def test_a_month_that_the_clock_could_not_save_tells_the_host_why(tmp_path: Path) -> None:
    with seated(tmp_path, months=2, teams=("seoul",), deadline=1) as room:
        host, teams = people(room)
        host.told("host/start", game=1)
        (tmp_path / "game-1").rename(tmp_path / "away")
        shown = host.told("host", since=0)
        while not shown["games"][0]["paused"]:
            shown = host.told("host", since=shown["versions"])
        assert "No such file or directory" in shown["games"][0]["trouble"]
        (tmp_path / "away").rename(tmp_path / "game-1")
        host.told("host/pause", game=1, paused=False)
        assert host.told("host", since=0)["games"][0]["trouble"] == ""
        assert until_month(teams["seoul"], 1)["past"] == [{}]


def test_several_games_at_once_do_not_touch_each_other(room: Room) -> None:
    host, teams = people(room)
    host.told("host/new", teams=["seoul", "beijing"], deadline=0)
    _, others = people(room, 1)
    host.told("host/start", game=2)
    others["seoul"].told("choose", month=0, word="", deed="aid")
    others["beijing"].told("choose", month=0, word="", deed="")
    assert until_month(others["seoul"], 1)["number"] == 1
    assert teams["seoul"].told("seat", since=0)["phase"] == "forecasts"
    for teams_asked in ([], ["tokyo"], ["seoul", "seoul"], ["seoul"] * 5):
        assert host.ask("host/new", teams=teams_asked, deadline=0).status_code == 422


def test_games_are_bounded(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(halls, "MOST_GAMES", 2)
    assert MOST_GAMES <= 100
    host, _ = people(room)
    host.told("host/new", teams=["seoul"], deadline=0)
    assert host.ask("host/new", teams=["seoul"], deadline=0).status_code == 422


def test_a_server_that_stopped_goes_on_with_codes_and_choices(tmp_path: Path) -> None:
    with seated(tmp_path) as room:
        host, teams = people(room)
        teams["seoul"].told("forecast", chances=EVEN)
        host.told("host/start", game=1)
        host.told("host/next", game=1, month=0)
        teams["seoul"].told("choose", month=1, word="", deed="aid")
        before = teams["seoul"].told("seat", since=0)
        codes = room[1].sittings[0].codes
    with saved_games(str(tmp_path)) as games, games.held_folder() as root:
        hall = Hall(games.record, root, games.deadline, new_code())
        games.admit_to(hall)
    assert hall.sittings[0].codes == codes
    after = hall.sittings[0].table.seat("seoul")
    for key in ("views", "menu", "choice", "forecast", "number", "phase", "past"):
        assert after[key] == before[key]
    assert hall.sittings[0].paused


def test_a_server_with_seats_has_no_page_on_which_to_look_things_up(room: Room) -> None:
    address, _ = room
    for path in ("/live.js", "/charts.js", "/api/page"):
        assert httpx.get(address + path).status_code == 404
    for path in ("/api/worlds", "/api/story", "/api/export"):
        assert httpx.post(address + path, json={}).status_code == 404
    for path in ("/", "/seat", "/host", "/seat.js", "/host.js"):
        assert httpx.get(address + path).status_code == 200


PLACES = ("seat", "forecast", "choose", "host", "host/start", "host/next", "host/pause", "host/new")
FIELDS = ("code", "since", "chances", "month", "word", "deed", "game", "paused", "teams", "deadline")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> tuple[Client, Hall]:
    root = tmp_path_factory.mktemp("games")
    record = Record(spring(2), 7, ("seoul",))
    hall = Hall(record, root, 0, "the-host-the-host")
    hall.admit(new_folder(root), record, 0)
    return Client(seats_app(hall, HERE, limits=PATIENT)), hall


@settings(max_examples=200)
@given(
    place=st.sampled_from(PLACES), own=st.booleans(),
    body=st.dictionaries(st.sampled_from(FIELDS[2:]), VALUES, max_size=4),
)  # fmt: skip
def test_whatever_a_person_with_a_code_sends_is_answered_or_refused(
    app: tuple[Client, Hall], place: str, own: bool, body: dict[str, Any]
) -> None:
    client, hall = app
    code = hall.sittings[0].codes["seoul"] if own else hall.host_code
    content = json.dumps(body | {"code": code}).encode()
    response = client.post(f"/api/{place}", content=content, headers={"content-type": "application/json"})
    assert response.status_code in (200, 403, 422), response.text
    assert "Traceback" not in response.text
    assert len(hall.sittings) <= MOST_GAMES
