"""The first screen of a command: settings and units first, at most twenty lines, then what to type
next.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.analysis.finding import Finding
from sim.cli.analysis import show
from sim.cli.look_up import found_under
from sim.core.outcomes.outcomes import label_of
from sim.show.months import EVENTS
from tests.cli.command import Captured, said

POLICIES = [f"washington.policy={name}" for name in ("engagement", "patience", "maximum_pressure")]
OVER_TWO = ("--over", "washington.pressure=0:1:3", "--over", "beijing.enforcement=0:1:3")
OVER_THREE = (*OVER_TWO, "--over", "washington.policy=free,patience")
SCREENS = (
    ("run", "2017-spring", "-n", "200"),
    ("compare", "2017-spring", "dual-track", "-n", "100"),
    ("compare", *POLICIES[:2], "-n", "100"),
    ("compare", *POLICIES, "-n", "100"),
    ("why", "2017-spring"),
    ("why", "2017-spring", "--world", "4"),
    ("sweep", "2017-spring", "--over", "washington.pressure=0:1:11", "-n", "60"),
    ("sweep", "2017-spring", *OVER_TWO, "-n", "60"),
    ("sweep", "2017-spring", *OVER_THREE, "-n", "60"),
    ("sweep", "2017-spring", *OVER_THREE, "--over", "clash=0.1,0.2", "-n", "20"),
    ("game", "2017-spring", "-n", "40", "--states", "1"),
    ("forecast", "--particles", "2"),
)
MOST_LINES, COLUMNS = 20, 80
BY_KIM = {"run", "compare", "sweep"}


def unexplained(heads: Iterable[str]) -> list[str]:
    """Return the heads of tables that `sim show` does not answer, without conditions and values."""
    parts = {
        part for head in heads for part in re.split(": |, ", head) if not head.startswith("if ")
    }
    words = {part for part in parts if len(part) > 1 and not re.fullmatch(r"[\d.]+", part)}
    return [word for word in words if not found_under(word.replace("'s ", "."))]


@pytest.mark.parametrize("words", SCREENS, ids=" ".join)
def test_a_first_screen_is_short_explained_and_says_what_next(
    words: tuple[str, ...], capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    findings: list[Finding] = []

    def keep(finding: Finding, *rest: Any, **named: Any) -> None:
        findings.append(finding)
        show(finding, *rest, **named)

    monkeypatch.setattr("sim.cli.analysis.show", keep)
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    out = said(capsys, *words, "-q").out.rstrip()
    heads = [head for table in findings[0].first_screen()[1] for head in table.heads]
    # The first screen of a game is sentences alone: its tables follow with --full.
    assert bool(heads) == (words[0] != "game")
    assert unexplained(heads) == []
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


def screen_of(capsys: Captured, monkeypatch: pytest.MonkeyPatch, *words: object) -> list[str]:
    """Return the lines of a first screen of eighty columns."""
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    return said(capsys, *words, "-q").out.splitlines()


def test_a_sweep_of_three_factors_is_one_table_of_one_named_outcome(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = screen_of(capsys, monkeypatch, "sweep", "core", *OVER_THREE, "-n", 40)
    title = next(k for k, line in enumerate(lines) if line.startswith("lose-lose, % of worlds: "))
    head = next(k for k, line in enumerate(lines) if line.split()[-3:] == ["0", "0.5", "1"])
    assert head > title
    rows = [re.split(r"  +", line.strip()) for line in lines[head + 1 : head + 7]]
    assert [row[:2] for row in rows] == [
        [policy, enforced]
        for policy in ("decides for itself", "patience")
        for enforced in ("1", "0.5", "0")
    ]
    over = {
        "washington.pressure": [0.0, 0.5, 1.0],
        "beijing.enforcement": [0.0, 0.5, 1.0],
        "washington.policy": ["free", "patience"],
    }
    cells = (
        100
        * sim.sweep(sim.load_scenario("core"), over, worlds=40, seed=7).estimates("lose_lose").value
    )
    shown = [[float(each.rstrip("~")) for each in row[2:]] for row in rows]
    wanted = [cells[:, k, policy] for policy in (0, 1) for k in (2, 1, 0)]
    assert np.array(shown) == pytest.approx(np.array(wanted), abs=0.51)


def test_many_cells_of_three_factors_are_their_ends_in_one_block(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = (*OVER_TWO, "--over", "washington.policy=free,patience,engagement")
    lines = screen_of(capsys, monkeypatch, "sweep", "core", *over, "-n", 40)
    at = lines.index("lose-lose: the 3 highest and the 3 lowest cells")
    rows = lines[at + 1 : lines.index("", at)]
    shares = [float(found[1]) for row in rows if (found := re.search(r"(\d+\.?\d*) % \(", row))]
    assert len(shares) == 6
    assert shares == sorted(shares, reverse=True)
    assert shares[2] > shares[3]


def test_a_sweep_of_one_factor_has_all_worlds_before_the_types(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = ("sweep", "2017-spring", "--over", "washington.pressure=0:1:3", "-n")
    whole, one = (screen_of(capsys, monkeypatch, *line, n) for n in (40, 1))
    for lines in (whole, one):
        at = lines.index("lose-lose, % of worlds, by Washington's pressure")
        assert re.split(r"  +", lines[at + 1].strip())[0] == "lose-lose"
        assert all(re.match(r"  (0|0\.5|1) +\d+(\.\d)? \(", row) for row in lines[at + 2 : at + 5])
    assert "fearful Kim" in " ".join(whole)
    # One world a cell has one type: no column of a type would be full.
    assert "fearful Kim" not in " ".join(one)
    assert "3 × 1 world ·" in one[0]


def test_cells_that_are_alike_are_said_once(capsys: Captured) -> None:
    # The second parameter of accidents cannot matter where there are none.
    alike = said(
        capsys, "sweep", "core", "--set", "months=1", "--over", "learn=0:1:3", "-n", 20, "-q"
    ).out
    assert "in each of the 3 cells." in " ".join(alike.split())
    assert " it goes from " not in alike


def test_both_payoffs_come_first_and_a_low_share_by_construction_is_said(
    capsys: Captured,
) -> None:
    base, *others = (f"washington.policy={name}" for name in ("patience", "hawk", "engagement"))
    for sides in ((base, others[0]), (base, others[1]), (base, *others)):
        text = " ".join(said(capsys, "compare", *sides, "-n", 50, "-q").out.split())
        head = text[: text.index("lose-lose")]
        assert " months" in head
        assert "Washington" in head
        assert "Beijing" in head
        assert ("by construction" in text) == (others[1] in sides)


def test_a_column_has_one_unit_and_each_verdict_its_interval(capsys: Captured) -> None:
    sides = ("compare", "2017-spring", "washington.policy=maximum_pressure", "-n", 100, "-q")
    first, full = (said(capsys, *sides, *more).out for more in ((), ("--full",)))
    table = first[first.index("A minus B, points") :].split("\n\n")[0]
    assert "point" not in table.removeprefix("A minus B, points")
    told = " ".join(full.split())
    assert told.count("Verdict: by the 95 % interval (Tango), each row by itself") == 2
    assert "Verdict: by the 95 % interval (t), each row by itself" in told
    assert "stricter than Tango's interval where few worlds flip" in told


def test_over_all_worlds_no_outcome_is_told_twice(capsys: Captured) -> None:
    full = said(capsys, "sweep", "core", "--over", "clash=0.1,0.2", "-n", 20, "-q", "--full").out
    table = full[full.index("Over all worlds of all cells") :].split("\n\n")[0].splitlines()
    names = [re.split(r"  +", line.strip())[0] for line in table[2:]]
    assert len(names) == len(set(names)) > 10
    assert "those that all cells share" in table[0]
