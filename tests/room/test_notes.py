"""Notes of students stay in their line, and show what they say."""

from __future__ import annotations

from pathlib import Path
from unicodedata import category, normalize

import pytest
from hypothesis import given, strategies as st

from sim.classroom.room.notes import MOST_MARKS, STEERING, plain_text
from tests.for_each import for_each
from tests.room.rooms import caller, opened

TOWER = "\u0301\u0316"


@for_each(
    ("written", "kept"),
    [
        ("peace\0", "peace"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u2066" * 60 + "a", "a"),
        ("\x1b[2J\x1b[31mred", "[2J[31mred"),
        ("one\r\ntwo\tthree", "one\ntwo three"),
        ("Z" + TOWER * 130, "Z" + "\u0316\u0316"),
        ("Z" + "\u0489\u200d" * 9, "Z\u0489\u200d\u0489\u200d"),
        ("\u3164" * 280, ""),
        ("\u200b\u2800 \n", ""),
    ],
)
def test_a_note_is_plain(written: str, kept: str) -> None:
    assert plain_text(written) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Tiếng Việt: đàm phán",
        "한국어로 씁니다",
        "العربية",
        "שָׁלוֹם",
        "नमस्ते",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f3f3\ufe0f\u200d\u26a7\ufe0f",
        "=cmd|'/c calc'!A0 {{7*7}} <b>",
    ],
)
def test_languages_and_pictures_are_as_they_were_written(text: str) -> None:
    assert plain_text(plain_text(text)) == plain_text(text)
    assert len(plain_text(text)) >= len(text) - 1  # composed letters are one character


@given(text=st.text(max_size=60))
def test_whatever_is_written_nothing_steers_and_no_letter_bears_a_tower(text: str) -> None:
    plain = plain_text(text)
    assert not STEERING & set(plain)
    assert all(category(each) != "Cc" or each == "\n" for each in plain)
    marks = 0
    for each in normalize("NFD", plain):
        kind = category(each)
        marks = marks + 1 if kind in ("Mn", "Me") else marks if kind == "Cf" else 0
        assert marks <= MOST_MARKS
    assert plain_text(plain) == plain


def test_what_all_read_is_plain_and_what_shows_nothing_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path / "room") as (address, session), caller(address) as http:
        kept = session.state.kept
        token = http.post("/api/join", json={"code": kept.code}).json()["token"]
        own, desk, wall = (
            {"authorization": f"Bearer {each}"} for each in (token, kept.desk, kept.wall)
        )
        assert http.post("/api/desk/start", json={}, headers=desk).status_code == 204

        def send(text: str) -> int:
            note = {"act": "note", "to": [], "text": text}
            return http.post("/api/seat/do", json=note, headers=own).status_code

        assert send("Z" + TOWER * 130 + "\0\u202eclever") == 204
        assert send("\u3164" * 280) == 422
        assert send("\0") == 422
        seen = http.get("/api/wall", headers=wall).json()["games"][0]["story"][-1]["headlines"]
        assert [each["values"]["text"] for each in seen] == ["Z\u0316\u0316clever"]
        notes = http.get("/api/seat", headers=own).json()["game"]["seat"]["notes"]
        assert [each["text"] for each in notes] == ["Z\u0316\u0316clever"]
