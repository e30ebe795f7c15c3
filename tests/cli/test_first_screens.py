"""The first screen of a command: settings and units first, at most twenty lines, then what to type
next.
"""

import pytest

from tests.cli.command import Captured, said

SCREENS = (
    ("run", "2017-spring", "-n", "200"),
    ("compare", "2017-spring", "dual-track", "-n", "100"),
    ("why", "2017-spring", "--world", "4"),
    ("sweep", "2017-spring", "--over", "washington.pressure=0:1:3", "-n", "60"),
    ("game", "2017-spring", "-n", "40", "--resamples", "50"),
)
MOST_LINES = 20


@pytest.mark.parametrize("words", SCREENS, ids=lambda words: words[0])
def test_a_first_screen_is_short_and_says_what_next(
    words: tuple[str, ...], capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    lines = said(capsys, *words, "-q").out.rstrip().splitlines()
    assert len(lines) <= MOST_LINES + (words[0] == "game")
    assert " · " in lines[0]
    assert "seed 7" in " ".join(lines[:2])
    assert "\nNext: " in "\n".join(lines)


def test_full_shows_more(capsys: Captured) -> None:
    brief, full = (
        said(capsys, "run", "core", "-n", "30", "--set", "months=3", "-q", *more).out
        for more in ((), ("--full",))
    )
    assert "Next: sim why core" in brief
    assert "How far worlds escalate" not in brief
    assert "How far worlds escalate" in full
