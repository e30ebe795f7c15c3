"""The draft of the paper: every claim stands beside what shows it, and what shows it is there and
says the same.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.docs.documents import INLINE, ROOT, command_lines, functions_in
from tests.docs.test_commands import FEW, quietly
from tests.for_each import for_each

PAPER = ROOT / "publish" / "paper.md"
BODY = re.sub(r"<!--.*?-->", "", PAPER.read_text(encoding="utf-8").split("---\n", 2)[2], flags=re.S)
SECTIONS = dict(re.findall(r"^# ([^\n]+)\n(.*?)(?=^# |\Z)", BODY, re.M | re.S))
OWNERS = ("AI usage disclosure", "Acknowledgements", "References")
"""Sections that hold no claim of ours: the owner writes two of them, and a program the third."""
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
CITED = re.compile(r"\[[^\]]*@[a-z]+\d*[^\]]*\]")
COMMAND = re.compile(r"^ {4}sim |`sim [^`]+`", re.M)


def paragraphs(section: str) -> list[str]:
    """The paragraphs of a section; commands in a block, and points of a list, belong to the words
    before them.
    """
    found: list[str] = []
    for part in filter(None, (part.strip("\n") for part in section.split("\n\n"))):
        if part.startswith(("    ", "- ")) and found:
            found[-1] += f"\n\n{part}"
        else:
            found.append(part)
    return found


CLAIMS = [
    claim for name, text in SECTIONS.items() if name not in OWNERS for claim in paragraphs(text)
]


def test_it_has_the_sections_that_the_journal_asks_for_and_their_length() -> None:
    asked = (
        "Summary",
        "Statement of need",
        "State of the field",
        "Software design",
        "Research impact statement",
        *OWNERS,
    )
    assert tuple(SECTIONS) == asked
    assert 750 <= len(BODY.split()) <= 1750


@for_each("claim", CLAIMS)
def test_each_paragraph_stands_beside_a_command_a_test_or_a_work(claim: str) -> None:
    needs_none = claim.startswith("Nobody has published with the software yet")
    assert needs_none or COMMAND.search(claim) or TEST.search(claim) or CITED.search(claim)


@for_each(("path", "name"), sorted(set(TEST.findall(BODY))))
def test_each_test_that_it_names_is_there(path: str, name: str) -> None:
    assert (ROOT / path).is_file()
    assert not name or name in functions_in(ROOT / path)


def test_nothing_in_code_is_left_unread() -> None:
    """What stands in code is a command, which other tests read or run, or a test."""
    assert [
        code
        for code in INLINE.findall(BODY)
        if not (code.startswith("sim ") or TEST.fullmatch(f"`{code}`"))
    ] == []


def printed(*words: str) -> dict[str, Any]:
    """What a command prints as JSON."""
    code, text = quietly([*words, "--json", "-q"])
    assert code == 0
    found: dict[str, Any] = json.loads(text)
    return found


@pytest.fixture(scope="module")
def numbers() -> dict[str, list[str]]:
    """Each sentence of the paper that has numbers, and what its command prints for them, in the
    order of the words.
    """
    compared = printed("compare", "2017-spring", "dual-track")
    rows = {row["name"]: row for row in compared["outcomes"]}
    a, b, more = (rows["lose_lose"][head] for head in ("A", "B", "A minus B"))
    better = [rows["win_win"][head] for head in ("A", "B")]
    shares = [
        [f"{100 * each[key]:.0f}" for key in ("value", "low", "high")]
        for each in (a, b, more, *better)
    ]
    record = " ".join(printed("record", "--observed")["sentences"])
    crises = re.search(r"0 of (\d+) crises", record)
    assert crises
    worlds, level = f"{a['n']:,}".replace(",", " "), "95"
    return {
        "both great powers do worse": [worlds, shares[0][0], level, *shares[0][1:]],
        "both do better": shares[3],
        "On Beijing's road of mediation": shares[1] + shares[4],
        "compared world by world": shares[2],
        "became a war": [crises[1]],
    }


def test_each_number_is_what_its_command_prints(numbers: dict[str, list[str]]) -> None:
    """No number stands in the prose that is not compared here; a year is none."""
    prose = INLINE.sub("", CITED.sub("", "\n\n".join(CLAIMS)))
    prose = re.sub(r"\s+", " ", re.sub(r"^ {4}.*$", "", prose, flags=re.M))
    said = {}
    for sentence in re.split(r"(?<=[.;]) ", prose):
        found = [
            each
            for each in re.findall(r"\d+(?: \d{3})*", sentence)
            if not re.fullmatch(r"(?:19|20)\d\d", each)
        ]
        said |= {next(words for words in numbers if words in sentence): found} if found else {}
    assert said == numbers


def test_the_archive_is_made_checked_and_played_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results").mkdir()
    lines = command_lines(PAPER)
    first = next(at for at, words in enumerate(lines) if "results/spring" in words)
    for command, *arguments in lines[first : first + 4]:
        words = [command, *arguments, *FEW.get(command, [])]
        # A folder keeps the command that made it.
        monkeypatch.setattr(sys, "argv", ["sim", *words])
        assert quietly(words)[0] == 0, words
    assert [words[0] for words in lines[first : first + 4]] == [
        "run",
        "archive",
        "reproduce",
        "reproduce",
    ]
    manifest = (tmp_path / "results" / "spring" / "manifest.json").read_text(encoding="utf-8")
    assert all(
        word in manifest for word in ("scenario_hash", "fingerprint", "seed", "tool_version")
    )


def test_a_run_says_that_it_is_no_forecast() -> None:
    assert "Not a forecast" in " ".join(printed("run", "2017-spring", "-n", "60")["notes"])
