"""The desk keeps the debrief of a game that is over; nobody else does, and not before."""

from __future__ import annotations

from pathlib import Path

from tests.room.rooms import caller, opened

WAY = "/api/desk/debrief"


def test_the_debrief_is_for_the_desk_and_comes_with_the_end(tmp_path: Path) -> None:
    with (
        opened(tmp_path / "room", months=2, games=2) as (address, session),
        caller(address) as http,
    ):
        kept = session.state.kept
        desk, wall = ({"authorization": f"Bearer {token}"} for token in (kept.desk, kept.wall))
        assert http.post("/api/desk/start", json={}, headers=desk).status_code == 204
        early = http.get(WAY, params={"game": 1}, headers=desk)
        assert (early.status_code, early.json()["problem"]) == (
            422,
            "the game is not over: 0 of 2 months are played",
        )
        http.post("/api/desk/end", json={}, headers=desk)
        assert http.get(WAY, params={"game": 1}).status_code == 403
        assert http.get(WAY, params={"game": 1}, headers=wall).status_code == 403
        for game in ("", "0", "3", "-1", "one"):
            assert http.get(WAY, params={"game": game}, headers=desk).status_code == 422
        found = http.get(WAY, params={"game": 2}, headers=desk)
        assert found.headers["content-disposition"] == "attachment"
        assert found.text.lower().startswith("<!doctype html>")
