"""The first screen of a command: settings and units first, at most twenty lines, then what to type
next.
"""

from pathlib import Path

import pytest

from sim.core.outcomes.outcomes import label_of
from sim.show.months import EVENTS
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


def next_line(out: str) -> str:
    """Return the commands that a screen proposes, unfolded."""
    return " ".join(out.rpartition("\nNext: ")[2].split())


def test_what_comes_next_is_asked_of_the_worlds_that_were_asked_for(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("my case.toml").write_text('base = "core"\nmonths = 3\n')
    typed = ("--set", "washington.pressure=0.9", "--seed", "8")
    for name, called in (("my case.toml", "'my case.toml'"), ("core", "core")):
        first = said(capsys, "run", name, *typed, "-n", 20, "-q").out
        same = f"{called} --set washington.pressure=0.9 --seed 8"
        assert next_line(first).startswith(f"sim why {same} · ")
        assert f"sim compare {same} dual-track" in next_line(first)


def test_after_a_folder_what_comes_next_names_it(capsys: Captured, tmp_path: Path) -> None:
    line = ("sweep", "core", "--set", "months=3", "-n", 5, "--no-figures", "-q")
    few = ("--over", "washington.pressure=0,1")
    assert "-o FOLDER" in next_line(said(capsys, *line, *few).out)
    place = tmp_path / "plane"
    after = next_line(said(capsys, *line, *few, "-o", place).out)
    assert "FOLDER" not in after
    assert f"sim plot marginals {place} -o marginals.png" in after
    assert f"sim report {place} -o report.html" in after
    assert "sensitivity" not in after  # which takes 30 points or more
    many = next_line(said(capsys, *line, "--over", "clash=0.03:0.2:30", "-o", tmp_path / "m").out)
    assert many.startswith(f"sim sensitivity {tmp_path / 'm'}")


def test_regret_stands_beside_where_the_benchmark_is_no_fair_yardstick(capsys: Captured) -> None:
    policies = [f"washington.policy={name}" for name in ("patience", "engagement")]
    first, full = (
        " ".join(said(capsys, "compare", *policies, "-n", 100, "-q", *more).out.split())
        for more in ((), ("--full",))
    )
    assert "low by construction" in first
    assert "Regret: how far a world is below the best" in full


def test_a_reading_has_one_name_in_commands_and_figures(capsys: Captured) -> None:
    first = said(capsys, "run", "core", "-n", 30, "-q").out
    full = said(capsys, "compare", "core", "maximum-pressure", "-n", 30, "-q", "--full").out
    for name in ("crisis", "value_washington"):
        assert f"  {label_of(name)} " in first
    for name in ("crisis", "war", "collapse", "opening", "ever_freeze"):
        assert f"\n  {label_of(name)}  " in full
    assert label_of("loses_washington") in full
    # crisis and escalation agree in nearly every world: only one of them is printed.
    assert label_of("escalation") not in first + full
    assert EVENTS["deterrent"] == label_of("deterrent_complete")
    assert EVENTS["collapse"] == label_of("collapse")
