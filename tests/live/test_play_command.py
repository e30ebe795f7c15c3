"""`sim play` on the command line: bad input in three lines, the page for analysts, and the class
page.
"""

from __future__ import annotations

import webbrowser
from pathlib import Path

import pytest

from tests.cli.command import Captured, said, three_lines


@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        (["nonesuch"], 3, "2017-spring"),
        (["none.toml"], 3, "none.toml"),
        (["--lesson", "mine.toml"], 2, "--export"),
        (["--out", "x"], 2, ".html"),
        (["--export", "x.html", "--out", "y.html"], 2, "--export"),
        (["-n", "10001"], 2, "10000"),
        (["--set", "months=0"], 2, "months"),
    ],
)
def test_bad_input_is_three_lines(
    words: list[str],
    code: int,
    named: str,
    capsys: Captured,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    found = said(capsys, "play", *([] if "--export" in words else ["--no-open"]), *words)
    assert found.code == code
    assert found.out == ""
    assert named in "\n".join(three_lines(found.err))
    assert not list(tmp_path.iterdir())


def test_the_page_is_one_file_that_is_opened_unless_it_is_not_wanted(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(webbrowser, "open", shown.append)
    words = ("play", "--set", "months=2", "-n", 5)
    found = said(capsys, *words, "--no-open")
    assert (found.code, found.out.strip(), shown) == (0, "sim-play.html", [])
    assert [file.name for file in tmp_path.iterdir()] == ["sim-play.html"]
    # A page of that name is written anew, another file is kept.
    assert said(capsys, *words).code == 0
    assert shown == [(tmp_path / "sim-play.html").as_uri()]
    (tmp_path / "sim-play.html").write_text("my thesis")
    kept = said(capsys, *words, "--no-open")
    assert (kept.code, (tmp_path / "sim-play.html").read_text()) == (2, "my thesis")
    assert "--force" in three_lines(kept.err)[2]
    assert said(capsys, *words, "--no-open", "--force").code == 0


def test_the_class_page_is_written_by_its_own_options(capsys: Captured, tmp_path: Path) -> None:
    page = tmp_path / "class.html"
    found = said(capsys, "play", "--export", page)
    assert found.code == 0, found.err
    assert page.read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    again = said(capsys, "play", "--export", page)
    assert again.code == 2
    three_lines(again.err)
    assert said(capsys, "play", "--export", page, "--lesson", "nonesuch").code == 2
