"""The README and its kin: the commands work, the example is short, the sections are there."""

import contextlib
import io
from pathlib import Path

import pytest

from sim.analysis.history.record import csv_text, load_record
from sim.cli.main import COMMANDS, guarded
from tests.docs.documents import DOCUMENTS, ROOT, commands, section, text_of

README = ROOT / "README.md"
NAMED = sorted(
    {
        tuple(words)
        for document in DOCUMENTS
        for words in commands(document)
        if not any(word.isupper() or word.startswith("scenarios/") or "bystander" in word for word in words)
    }
)
# How to try a command without its full work.
DRY = (
    "run", "sweep", "compare", "why", "record", "sensitivity", "discover", "robustness", "multiverse", "game",
    "hindcast", "nowcast", "calibrate", "rare", "learn",
)  # fmt: skip
SHORT = {command: ["--dry-run"] for command in DRY} | {
    "plot": ["-n", "60", "--no-progress", "-o", "figure.png"],
}
HELP_ONLY = {"bench", "check", "patterns", "play", "report"}


@pytest.mark.parametrize("words", NAMED, ids=" ".join)
def test_a_command_that_a_document_names_works(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    command, *arguments = words
    assert command in COMMANDS
    if command in HELP_ONLY or not arguments:
        arguments = ["--help"]
    else:
        arguments += SHORT.get(command, [])
    if "mine.toml" in words and command != "new":
        assert guarded(["new", "study" if command == "sweep" else "scenario", "mine.toml", "-q"]) == 0
    if "mine.csv" in words:
        Path("mine.csv").write_text(csv_text(load_record()), encoding="utf-8")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        code = guarded([command, *arguments])
    assert code == 0
    assert command in ("plot", "new") or printed.getvalue()


def test_the_example_is_five_lines() -> None:
    lines = [line for line in text_of(README).splitlines() if line.startswith((">>>", "..."))]
    assert len(lines) == 5


def test_it_is_two_sentences_and_a_picture_before_the_first_section() -> None:
    paragraphs = text_of(README).split("\n## ")[0].split("\n\n")
    assert paragraphs[1].count(". ") + paragraphs[1].endswith(".") == 2
    assert paragraphs[2].startswith("![")
    assert "docs/picture.png" in paragraphs[2]


@pytest.mark.parametrize(
    "claim", ["forecast", "validate", "in-sample", "by eye", "look-ahead", "freeze", "Collapse", "threshold"]
)
def test_the_limits_are_said(claim: str) -> None:
    assert claim in section(README, "What it cannot say")


def test_the_two_commands_say_what_they_leave() -> None:
    said = section(README, "Two commands")
    for word in ("make demo", "make test", "runs.parquet", "finding.json", "manifest.json", "results/demo/sweep/"):
        assert word in said
