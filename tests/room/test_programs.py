"""A program holds a seat in a room: it reads what a seat reads, moves beside the class, and its
faults are shown.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from sim.classroom.room.room import Room
from sim.classroom.seats.programs import TRANSCRIPT
from sim.classroom.seats.record import GameRecord
from sim.policies.external_agents import Agent
from tests.cli.command import Captured, said, three_lines
from tests.room.clients import Phone, Watch, gathered, until
from tests.room.rooms import opened
from tests.room.test_class_room import at_month, played, vote_all
from tests.seats.tables import spring, table

MEETS = """
import json, sys
LINE = {"capital": "pyongyang", "deed": "big_test", "reply": "enforce_fully"}
for line in sys.stdin:
    month = json.loads(line)
    answer = {"month": month["month"], "word": "mediate", "deed": "aid", "lines": [LINE]}
    print(json.dumps(answer), flush=True)
"""


def agent(folder: Path, name: str, text: str) -> Agent:
    """Return a program with this text."""
    (folder / f"{name}.py").write_text(text)
    return Agent(name, (sys.executable, str(folder / f"{name}.py")), 30.0)


def test_nobody_joins_where_a_program_sits() -> None:
    room = Room(
        [table(GameRecord(spring(), 7, ("beijing", "seoul"), programs={"beijing": "mine"}))]
    )
    assert list(room.seats) == [(1, "seoul")]


def test_a_program_plays_beside_a_class(tmp_path: Path) -> None:
    """It is asked when a month opens, has what students wrote in the month before, and its red line
    reaches them.
    """
    seen: dict[str, Any] = {}

    async def people(phones: list[Phone], desk: Watch, _: Watch) -> None:
        assert {phone.news["room"]["capital"] for phone in phones} == {
            "washington",
            "pyongyang",
            "seoul",
        }
        await desk.do("start")
        seen["desk"] = await until(desk, lambda news: news["games"][0]["programs"][0]["chose"])
        writer = next(phone for phone in phones if phone.news["room"]["capital"] == "washington")
        await until(writer, lambda news: news["game"]["seat"]["phase"] == "playing")
        await writer.told(
            "POST",
            "/api/seat/do",
            json={"act": "note", "to": ["beijing"], "text": "Will you help?"},
        )
        await at_month(phones, 0)
        await vote_all(phones)
        await gathered(*(until(phone, lambda news: news["month"] == 1) for phone in phones))
        await until(
            desk, lambda news: news["number"] == 1 and news["games"][0]["programs"][0]["chose"]
        )
        await desk.do("end")
        await until(desk, lambda news: news["phase"] == "over")

    programs = {"beijing": agent(tmp_path, "meets", MEETS)}
    with opened(tmp_path / "room", months=2, programs=programs) as (address, session):
        played(address, session.state.kept.model_dump(), people)
        game = session.room.games[0]
    assert [game.position.made[month]["beijing.word"] for month in (0, 1)] == ["mediate", "mediate"]
    assert (game.position.lines[0].move, game.position.lines[0].by) == ("big_test", "beijing")
    assert not game.record.faults
    (shown,) = seen["desk"]["games"][0]["programs"]
    assert (shown["capital"], shown["name"], shown["faults"]) == ("beijing", "meets", 0)
    kept = (tmp_path / "room" / "game-1" / TRANSCRIPT).read_text().splitlines()
    told = {line["told"]["month"]: line["told"] for line in map(json.loads, kept)}
    assert told[0]["messages"] == []
    assert told[1]["messages"] == [{"sender": "washington", "text": "Will you help?"}]


def test_the_month_goes_on_without_a_program_that_has_ended_and_the_desk_is_told(
    tmp_path: Path,
) -> None:
    async def people(phones: list[Phone], desk: Watch, _: Watch) -> None:
        await desk.do("start")
        news = await until(desk, lambda news: news["games"][0]["programs"][0]["faults"])
        assert news["games"][0]["programs"][0]["why"] == "crash"
        await desk.do("end")
        await until(desk, lambda news: news["phase"] == "over")

    programs = {"seoul": agent(tmp_path, "gone", "raise SystemExit")}
    with opened(tmp_path / "room", months=2, programs=programs) as (address, session):
        played(address, session.state.kept.model_dump(), people)
        record = session.room.games[0].record
    assert [(fault.by, fault.month, fault.why) for fault in record.faults] == [
        ("seoul", month, "crash") for month in range(session.room.games[0].position.month)
    ]


def test_a_room_that_goes_on_runs_no_command_of_its_folder(
    tmp_path: Path, capsys: Captured
) -> None:
    """The folder names the program and holds no command: whoever resumes the room gives it
    again.
    """
    programs = {"beijing": agent(tmp_path, "meets", MEETS)}
    with opened(tmp_path / "room", programs=programs):
        pass
    assert "meets.py" not in (tmp_path / "room" / "game-1" / "manifest.json").read_text()
    found = said(capsys, "class", "--no-open", "--port", 0, "--resume", tmp_path / "room")
    assert found.code == 2
    lines = three_lines(found.err)
    assert "the program meets plays Beijing there" in lines[0]
    assert "--agent beijing=COMMAND" in lines[2]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--agent", "tokyo=scripted"], "no capital 'tokyo'"),
        (["--agent", "scripted"], "no capital 'scripted'"),
        (["--agent", "beijing=no-such-program"], "is not there: no-such-program"),
        (["--agent", "washington=dove"], "is a policy, and no program"),
        (["--team", "seoul", "--agent", "seoul=scripted"], "programs hold all seats"),
    ],
)
def test_who_cannot_hold_a_seat_is_refused(
    words: list[str], named: str, capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = said(capsys, "class", "--no-open", *words)
    assert found.code == 2
    assert named in three_lines(found.err)[0]
    assert not list(tmp_path.iterdir())
