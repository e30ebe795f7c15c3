"""The README is short, and says what a first reader needs: a result, two commands, the limits."""

import re

import pytest

from tests.docs.documents import LINK, ROOT, section, text_of
from tools.documents import results
from tools.prose import prose_of

README = ROOT / "README.md"


def test_the_example_is_three_lines() -> None:
    lines = [line for line in text_of(README).splitlines() if line.startswith((">>>", "..."))]
    assert len(lines) == 3


def test_the_first_screen_says_what_it_is_and_defines_its_two_terms_before_it_uses_them() -> None:
    screen = text_of(README).split("\n## ")[0]
    assert len(screen.splitlines()) <= 40
    first = screen.split("\n\n")[1].split(". ")[0]
    assert "agent-based simulation" in first
    results = screen.index("**Main result**")
    assert screen.index("**lose-lose:") < screen.index("*benchmark*") < results
    assert screen.index("![") < results
    assert "not forecasts" in screen


def test_the_first_screen_is_short_sentences_and_few_numbers() -> None:
    """Its results are generated from the findings that are kept; they count here too."""
    screen = re.sub(r"<!--.*?-->", "", text_of(README).split("\n## ")[0])
    assert results() in screen
    sentences = prose_of(screen).sentences
    assert sum(len(each.split()) for each in sentences) / len(sentences) <= 14
    assert sum(len(re.findall(r"\d+(?:\.\d+)?", each)) for each in sentences) <= 15


def test_the_first_screen_has_three_doors() -> None:
    screen = text_of(README).split("\n## ")[0]
    doors = [screen.index(f"**{door}**") for door in ("Teach", "Research", "Brief")]
    assert doors == sorted(doors)
    for first, last in zip(doors, (*doors[1:], None), strict=True):
        assert LINK.findall(screen[first:last])


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
