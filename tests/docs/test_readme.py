"""The README is short, and says what a first reader needs: a result, two commands, the limits."""

import pytest

from tests.docs.documents import ROOT, section, text_of

README = ROOT / "README.md"


def test_the_example_is_three_lines() -> None:
    lines = [line for line in text_of(README).splitlines() if line.startswith((">>>", "..."))]
    assert len(lines) == 3


def test_the_first_screen_says_what_it_is_and_defines_its_two_terms_before_it_uses_them() -> None:
    screen = text_of(README).split("\n## ")[0]
    assert len(screen.splitlines()) <= 40
    first = screen.split("\n\n")[1].split(". ")[0]
    assert "agent-based simulation" in first
    results = screen.index("**Main result.**")
    assert screen.index("**lose-lose:") < screen.index("*benchmark*") < results
    assert screen.index("![") < results
    assert "not forecasts" in screen


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
