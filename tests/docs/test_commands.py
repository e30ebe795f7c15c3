"""Every command line of a document is one that works: read by the command line itself, and run
where it is cheap.
"""

import contextlib
import io
import re
import sys
from itertools import pairwise
from pathlib import Path

import click
import pytest

from sim.cli.main import COMMANDS, group, run_guarded
from sim.history.record import load_record
from tests.docs.documents import DOCUMENTS, ROOT, command_lines, commands
from tests.for_each import for_each
from tests.history_record.changed import csv_of
from tools import update_examples

PAGES = (
    *DOCUMENTS,
    *sorted((ROOT / "docs").glob("*/*.md")),
    *sorted((ROOT / "publish").glob("*.md")),
)
IN_BLOCKS = sorted({tuple(words) for page in PAGES for words in command_lines(page)})
OWN_CODE = re.compile(r"(^|[=,])[a-z]\w*:[a-z]\w*$")
"""Code of one's own, `module:function`, which lies in no folder of these tests."""
# A page that is one session: its commands are run from top to bottom, each in the folder of those
# before.
SESSIONS = ("tutorial.md", "other-tools.md")
NAMED = sorted(
    {
        tuple(words)
        for page in PAGES
        for words in commands(page)
        if not any(
            word.isupper()
            or word.startswith("scenarios/")
            or "bystander" in word
            or OWN_CODE.search(word)
            for word in words
        )
    }
)
# How to try a command without its full work.
DRY = (
    "run",
    "sweep",
    "compare",
    "why",
    "record",
    "sensitivity",
    "discover",
    "robustness",
    "game",
    "hindcast",
    "forecast",
    "patterns",
    "set",
)
SHORT = {command: ["--dry-run"] for command in DRY} | {
    "plot": ["-n", "20", "--no-progress", "-o", "figure.png"],
}
SIZED = {
    command
    for command in DRY
    if any("-n" in each.opts for each in group.get_command(click.Context(group), command).params)
}
"""The commands of these that take a number of worlds; a study file has its own, and so has a precision."""
HELP_ONLY = {"check", "class", "play", "report", "reproduce"}
SMALL = ["-n", "60", "--no-figures"]
FEW = {"run": SMALL, "compare": ["-n", "60"], "sweep": SMALL, "game": [*SMALL, "--states", "1"]}
"""What makes the commands of a session small."""


def quietly(words: list[str]) -> tuple[int, str]:
    """The exit code of a command, and what it printed."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        return run_guarded(words), printed.getvalue()


def test_a_command_in_a_block_is_read_without_complaint(subtests: pytest.Subtests) -> None:
    """The command is there, takes these options, and takes these values; nothing is played."""
    for words in IN_BLOCKS:
        with subtests.test(" ".join(words)):
            name, *arguments = words
            command = group.get_command(click.Context(group), name)
            assert command is not None, name
            command.make_context(name, list(arguments))


def alone(words: tuple[str, ...]) -> bool:
    """Whether a command needs nothing that another has made, and names nothing to be filled in."""
    reads = [word for before, word in pairwise(words) if before not in ("-o", "--out")]
    return not any(
        word.isupper() or OWN_CODE.search(word) or word.startswith(("results/", "tcp:"))
        for word in reads
    )


def bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return a command without how many worlds it plays, from which seed, in how many threads, and
    where to.
    """
    if words[0] not in DRY:
        return words
    sizes = {"-n", "-j", "-o", "--out", "--seed"}
    return words[:1] + tuple(word for before, word in pairwise(words) if not {before, word} & sizes)


def takes_a_size(words: tuple[str, ...]) -> bool:
    """Whether a command may be given how many worlds it plays."""
    of_a_file = words[0] == "sweep" and "--over" not in words
    return words[0] in SIZED and not of_a_file and "--precision" not in words


# That each is read as it stands, the test above says.
DRY_RUN = {words for words in IN_BLOCKS if words[0] in SHORT and len(words) > 1 and alone(words)}
TRIED = sorted({bare(words) for words in (*NAMED, *DRY_RUN)})


@for_each("words", TRIED)
def test_a_command_that_a_document_names_works(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command, *arguments = words
    assert command in COMMANDS or command == "--help"
    if command in HELP_ONLY or not arguments:
        arguments = ["--help"]
    else:
        arguments += SHORT.get(command, [])
        # A dry run times one part in full: a small one tells as well that the command works.
        arguments += ["-n", "60"] if takes_a_size(words) else []
    if "mine.toml" in words and command != "new":
        assert (
            run_guarded(["new", "study" if command == "sweep" else "scenario", "mine.toml", "-q"])
            == 0
        )
    if "mine.csv" in words:
        Path("mine.csv").write_text(csv_of(load_record()), encoding="utf-8")
    code, printed = quietly([command, *arguments])
    assert code == 0
    assert command in ("plot", "new") or printed


@pytest.mark.parametrize("page", SESSIONS)
def test_a_page_that_is_a_session_runs_from_top_to_bottom(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results").mkdir()
    lines = command_lines(ROOT / "docs" / page)
    assert lines
    for command, *arguments in lines:
        code, _ = quietly([command, *arguments, *FEW.get(command, [])])
        assert code == 0, (command, *arguments)


def test_the_tutorial_shows_what_its_commands_print(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    text = update_examples.TUTORIAL.read_text(encoding="utf-8")
    assert text.count("```text") >= 5
    assert update_examples.with_output(text) == text, "run tools/update_examples.py"


# What makes, in small, the folders that the later commands of a page work on.
MADE = (
    "sweep 2017-spring --over kim_type=fearful,greedy -n 30 --no-figures -q -o results/kim",
    "sweep 2017-spring --over beijing.enforcement=0,1 -n 30 --no-figures -q -o results/pe",
    "run 2017-spring -n 30 --no-figures -q -o results/spring",
    "run maximum-pressure -n 30 --no-figures -q -o results/robustness",
)
ON_RESULTS = ("show", "reproduce", "archive")


def test_what_is_done_with_results_works_in_the_order_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results").mkdir()
    (tmp_path / "paper.toml").write_text('[[authors]]\nname = "Ada Lovelace"\n')
    said = [
        words for words in command_lines(ROOT / "docs" / "studies.md") if words[0] in ON_RESULTS
    ]
    assert {words[0] for words in said} == set(ON_RESULTS)
    for words in (*map(str.split, MADE), *said):
        # A folder keeps the command that made it.
        monkeypatch.setattr(sys, "argv", ["sim", *words])
        assert quietly(words)[0] == 0, words
