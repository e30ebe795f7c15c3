"""The README is short, and says what a first reader needs: a result, two commands, the limits."""

import pytest

from tests.docs.documents import ROOT, section, text_of

README = ROOT / "README.md"


def test_the_example_is_five_lines() -> None:
    lines = [line for line in text_of(README).splitlines() if line.startswith((">>>", "..."))]
    assert len(lines) == 5


def test_it_is_two_sentences_an_answer_and_a_picture_before_the_first_section() -> None:
    paragraphs = text_of(README).split("\n## ")[0].split("\n\n")
    assert paragraphs[1].count(". ") + paragraphs[1].endswith(".") == 2
    assert "(`sim game 2017-spring`, 500 worlds)" in paragraphs[2]
    assert paragraphs[3].startswith("![")
    assert "docs/picture.png" in paragraphs[3]


@pytest.mark.parametrize(
    "claim",
    ["forecast", "validate", "in-sample", "by eye", "look-ahead", "held against", "deterrent"],
)
def test_the_limits_are_said(claim: str) -> None:
    assert claim in section(README, "What it cannot say")


def test_the_two_commands_say_what_they_leave() -> None:
    said = section(README, "Two commands")
    for word in (
        "make demo",
        "make test",
        "runs.parquet",
        "finding.json",
        "manifest.json",
        "results/demo/sweep/",
    ):
        assert word in said
