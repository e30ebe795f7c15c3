"""The first screen of a command: settings and units first, at most twenty lines, then what to type
next.
"""

import pytest

from tests.cli.command import Captured, said

POLICIES = [f"washington.policy={name}" for name in ("engagement", "patience", "maximum_pressure")]
OVER_TWO = ("--over", "washington.pressure=0:1:3", "--over", "beijing.enforcement=0:1:3")
SCREENS = (
    ("run", "2017-spring", "-n", "200"),
    ("compare", "2017-spring", "dual-track", "-n", "100"),
    ("compare", *POLICIES[:2], "-n", "100"),
    ("compare", *POLICIES, "-n", "100"),
    ("why", "2017-spring"),
    ("why", "2017-spring", "--world", "4"),
    ("sweep", "2017-spring", "--over", "washington.pressure=0:1:11", "-n", "60"),
    ("sweep", "2017-spring", *OVER_TWO, "-n", "60"),
    ("game", "2017-spring", "-n", "40", "--resamples", "50"),
    ("nowcast", "--particles", "20"),
)
MOST_LINES, COLUMNS = 20, 80
BY_KIM = {"run", "compare", "sweep", "game"}


@pytest.mark.parametrize("words", SCREENS, ids=" ".join)
def test_a_first_screen_is_short_and_says_what_next(
    words: tuple[str, ...], capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    out = said(capsys, *words, "-q").out.rstrip()
    lines = out.splitlines()
    assert len(lines) <= MOST_LINES
    assert max(map(len, lines)) <= COLUMNS
    assert " · " in lines[0]
    assert "seed 7" in lines[0]
    assert "\nNext: " in out
    assert words[0] not in BY_KIM or OVER_TWO[1] in words or "fearful Kim" in out
    assert " true" not in out.lower()


def test_full_shows_more(capsys: Captured) -> None:
    brief, full = (
        said(capsys, "run", "core", "-n", "30", "--set", "months=3", "-q", *more).out
        for more in ((), ("--full",))
    )
    assert "Next: sim why core" in brief
    assert "How far worlds escalate" not in brief
    assert "How far worlds escalate" in full
