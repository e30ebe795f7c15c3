"""The options that commands share: what plays worlds has all of them, and what prints has its
own.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest

from sim.cli.main import COMMANDS, group
from tests.cli.command import Captured, said
from tests.for_each import for_each

ANALYSES = (
    "run",
    "sweep",
    "compare",
    "why",
    "game",
    "robustness",
    "sensitivity",
    "discover",
    "hindcast",
    "record",
    "patterns",
    "set",
    "forecast",
)
"""What plays worlds and tells what they come to."""

WITHOUT = {"new": {"--out", "--json"}, "play": {"--json"}, "class": {"--json"}}
"""What talks with a person, or writes the file that it names, and what it therefore lacks."""

SHARED = {
    "--out",
    "--jobs",
    "--json",
    "--table",
    "--full",
    "--digits",
    "--format",
    "--no-figures",
    "--force",
    "--dry-run",
    "--no-progress",
    "--quiet",
}
SMALL = {
    "run": "run core -n 20",
    "compare": "compare core core --with B:months=2 -n 20",
    "sweep": "sweep core --over washington.pressure=0,1 -n 20",
    "robustness": "robustness core --points 20 -n 10 --resamples 50",
    "game": "game core -n 20",
    "sensitivity": "sensitivity core --points 64 -n 10 --point-worlds 10 --factor accident --factor clash",
}


def options_of(name: str) -> set[str]:
    """Return the options that a command has."""
    command = group.get_command(click.Context(group), name)
    assert command
    return {
        text
        for option in command.params
        if isinstance(option, click.Option)
        for text in option.opts
    }


@for_each("name", ANALYSES)
def test_what_plays_worlds_has_every_common_option(name: str) -> None:
    assert options_of(name) >= SHARED


@for_each("name", COMMANDS)
def test_what_prints_can_write_it_into_a_file_print_json_and_be_silent(name: str) -> None:
    assert options_of(name) >= {"--out", "--json", "--quiet"} - WITHOUT.get(name, set())


@pytest.mark.parametrize(
    "line", ["show", "show war", "show core --json", "show courses", "check core", "plot"]
)
def test_what_is_printed_goes_into_a_file(capsys: Captured, tmp_path: Path, line: str) -> None:
    """Not that of the list of figures, whose file is a figure."""
    printed = said(capsys, *line.split())
    assert said(capsys, *line.split(), "--json", "-q").code == printed.code == 0
    if line == "plot":
        return
    kept = said(capsys, *line.split(), "-o", tmp_path / "x.txt")
    assert (kept.code, kept.out) == (printed.code, "")
    assert (tmp_path / "x.txt").read_text() == printed.out
    assert said(capsys, *line.split(), "-o", tmp_path / "x.txt").code == 2


@pytest.mark.parametrize("name", SMALL)
def test_a_dry_run_in_json_is_json_and_says_how_long_it_takes(capsys: Captured, name: str) -> None:
    result = said(capsys, *SMALL[name].split(), "--dry-run", "--json")
    found = json.loads(result.out)
    assert (result.code, result.err) == (0, "")
    assert found["cells"] >= 1
    assert found["seconds"] > 0


def test_tables_for_a_paper(capsys: Captured) -> None:
    line = ("run", "core", "-n", 20, "--set", "months=2", "-q", "--table")
    assert (
        said(capsys, *line, "csv")
        .out.splitlines()[0]
        .startswith("name,share of worlds,share of worlds low")
    )
    assert said(capsys, *line, "md").out.startswith("**How far worlds escalate")
    assert r"\toprule" in said(capsys, *line, "latex").out


def test_as_many_decimals_as_are_asked_for(capsys: Captured) -> None:
    text = said(capsys, "run", "core", "-n", 20, "--set", "months=2", "-q", "--digits", 2).out
    assert re.search(r"\d\.\d\d % \(\d+\.\d\d to \d+\.\d\d\)", text[text.index("ends as") :])


@pytest.mark.parametrize("more", [["-o", ""], ["--json", "--table", "csv"]])
def test_what_cannot_be_meant_is_refused(capsys: Captured, more: list[str]) -> None:
    found = said(capsys, "run", "core", "-n", 2, *more)
    assert (found.code, found.out) == (2, "")
