"""Who is let in first: tickets of the wall, then first-comers, then those who guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.classroom.room import tickets
from sim.classroom.room.app import square
from sim.classroom.room.rules import JOINS, KEPT, JoiningLine, call_next, stand_in_line
from sim.classroom.room.tickets import HEARD, QUARTER, Tickets
from sim.classroom.serving.fairness import Places, share_places, stranger_at, take_place
from tests.room.rooms import caller, opened

MOST = 800
LINE = share_places(MOST)["stranger"] // 2


class Door:
    """A line with a clock of its own, and those who stand in it by what they come from."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.places, self.line = Places(MOST), JoiningLine(clock=lambda: self.now)

    def comes(self, address: str, key: str = "", ticket: bool = False) -> str:
        """Let somebody stand in line; return who is sent away."""
        key = key or address
        take_place(self.places, key, address, self.now)
        return str(stand_in_line(self.line, self.places, key, ticket) or "")

    def calls(self) -> str:
        """Return whose turn it is."""
        return str(call_next(self.line, self.places) or "")

    def guesses(self, address: str) -> None:
        """Let an address have a turn, and guess wrong."""
        self.comes(address)
        while self.calls() != address:
            self.now += 0.1
        self.places.wrong.note(stranger_at(address), self.now)


@pytest.fixture
def door() -> Door:
    return Door()


def test_who_guessed_leaves_the_line_before_a_first_comer(door: Door) -> None:
    for number in range(LINE):
        door.guesses(f"guesser {number}")
    for number in range(LINE):
        assert door.comes(f"guesser {number}", f"again {number}") == ""
    assert door.comes("new").startswith("again")
    assert door.comes("guesser 3", "third").startswith(("again", "third"))
    assert door.calls() == "new"


def test_turns_are_kept_for_first_comers_and_tickets(door: Door) -> None:
    """Those who come again and again have the rest: a burst, and ten a second. However many type,
    tickets are heard.
    """
    for number in range(LINE):
        door.comes("flood", f"flood {number}")
    heard = [door.calls() for _ in range(LINE)]
    assert sum(each.startswith("flood") for each in heard) == JOINS.burst - KEPT
    for number in range(int(KEPT)):
        door.comes(f"new {number}")
        assert door.calls() == f"new {number}"
    door.comes("one more")
    assert door.calls() == ""
    door.comes("flood", "scanned", ticket=True)
    assert door.calls() == "scanned"
    door.now += 0.1
    assert door.calls() == "one more"


def test_a_ticket_stands_before_typed_codes_and_leaves_last(door: Door) -> None:
    for number in range(LINE):
        door.comes(f"new {number}")
    assert door.comes("class", "scanned", ticket=True).startswith("new")
    assert door.calls() == "scanned"


def test_of_those_who_come_again_whoever_mistyped_is_heard_before_whoever_guesses(
    door: Door,
) -> None:
    door.guesses("mistyped")
    for _ in range(2):
        door.guesses("guesser")
    for _ in range(9):
        door.comes("class", "one of the class")
        assert door.calls() == "one of the class"
    door.guesses("class")
    door.now += 59.0 - (door.now - 1000.0)
    for address in ("guesser", "mistyped", "class"):
        door.comes(address, f"{address} again")
    assert [door.calls() for _ in range(3)] == ["class again", "mistyped again", "guesser again"]


def test_a_ticket_is_heard_for_its_quarter_minute_and_two_more() -> None:
    now = [100 * QUARTER]
    own, other = Tickets(lambda: now[0]), Tickets(lambda: now[0])
    ticket = own.current
    for age in range(HEARD):
        now[0] = (100 + age + 0.99) * QUARTER
        assert own.is_heard(ticket)
        assert own.current == ticket or age
    now[0] = (100 + HEARD) * QUARTER
    assert not own.is_heard(ticket)
    # Not of another room, nor one that is to come, nor none.
    assert not any(map(own.is_heard, (other.current, "", ticket[:-1], "\0")))
    assert len({*(own._ticket(number) for number in range(1000))}) == 1000


def test_the_wall_shows_a_ticket_that_turns_and_its_phones_come_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(tmp_path / "room") as (address, session), caller(address) as http:
        kept = session.state.kept
        now = [0.0]
        monkeypatch.setattr(session, "tickets", Tickets(lambda: now[0]))
        wall = {"authorization": f"Bearer {kept.wall}"}
        first = http.get("/api/wall", headers=wall).json()
        shown = f"{address}/#{kept.code}.{session.tickets.current}"
        assert first["square"] == square(shown)
        assert session.tickets.current not in http.get("/", headers=wall).text
        now[0] += tickets.QUARTER
        # The news comes by itself, for the ticket has turned.
        second = http.get("/api/wall", params={"since": first["version"]}, headers=wall).json()
        assert second["square"] != first["square"]
        for ticket in (session.tickets.current, "stale", ""):
            body = {"code": kept.code, "ticket": ticket}
            assert http.post("/api/join", json=body).status_code == 200
        wrong = {"code": "BBBBBB", "ticket": session.tickets.current}
        assert http.post("/api/join", json=wrong).status_code == 403
        assert (
            http.post("/api/join", json={"code": kept.code, "ticket": "x" * 41}).status_code == 422
        )
