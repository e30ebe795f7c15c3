"""A pilot finds how many worlds give an interval of a half width; what is kept is their number."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import sim
from sim.analysis.compare import CompareOptions
from sim.analysis.run import RunOptions
from sim.core.base.errors import UsageProblem
from sim.core.estimate.interval import wilson
from sim.study.run.precision import PILOT, WHOLE, rough, worlds_of_share
from tests.cli.command import Captured, said
from tests.for_each import for_each

CORE = sim.load_scenario("core").change({"months": 12})
OTHER = CORE.change({"washington.policy": "engagement"})


@for_each("share", [0.0, 0.05, 0.3, 0.5, 0.97])
@for_each("half_width", [0.05, 0.01])
def test_so_many_worlds_give_a_share_that_half_width(share: float, half_width: float) -> None:
    """Also where the pilot came out at the end of its interval that lies nearer to a half."""
    pilot = wilson(round(share * PILOT), PILOT)
    worlds = max(PILOT, round(worlds_of_share(pilot, half_width)))
    for true in (pilot.value, min(max(0.5, pilot.low), pilot.high)):
        assert wilson(round(true * worlds), worlds).half_width <= half_width * 1.01


def test_a_run_and_a_comparison_have_the_half_width_that_was_asked_for() -> None:
    run = sim.run(CORE, precision=0.03)
    assert run.worlds % 100 == 0
    assert 0.015 < run.probability("lose_lose").half_width <= 0.03
    found = sim.compare(CORE, OTHER, precision=0.03)
    (change,) = found.row("lose_lose").changes
    assert (change.high - change.low) / 2 <= 0.03
    assert found.runs[0].worlds < 10_000
    assert "A and B differ clearly in lose-lose from" in " ".join(found.notes())


def test_a_sweep_says_from_how_many_worlds_its_shares_stand(capsys: Captured) -> None:
    line = ("sweep", "core", "--set", "months=6", "--over", "washington.pressure=0,1", "-q")
    told = " ".join(said(capsys, *line, "-n", 50, "--full").out.split())
    (digits,) = re.findall(r"half a point from some ([\d ]+) worlds a cell on", told)
    worlds = int(digits.replace(" ", ""))
    assert (
        wilson(worlds // 2, worlds).half_width
        <= WHOLE
        < wilson(worlds // 3, worlds // 2).half_width
    )


def test_the_number_is_kept_and_not_the_half_width() -> None:
    """So that a folder of one is a folder of the other."""
    asked = RunOptions(CORE, precision=0.04)
    assert asked == RunOptions(CORE, worlds=asked.worlds)
    assert repr(asked) == repr(RunOptions(CORE, worlds=asked.worlds))
    pair = CompareOptions((CORE, OTHER), precision=0.04)
    assert repr(pair) == repr(CompareOptions((CORE, OTHER), worlds=pair.worlds))


def test_a_folder_goes_on_and_is_made_again(capsys: Captured, tmp_path: Path) -> None:
    out = ("-o", tmp_path / "out", "-q", "--no-figures")
    assert said(capsys, "run", "core", "--precision", "0.04", *out).code == 0
    worlds = sim.load_study(tmp_path / "out" / "rounds" / "1").study.worlds
    assert said(capsys, "run", "core", "-n", worlds, *out).code == 0
    assert said(capsys, "reproduce", tmp_path / "out", "-q").code == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("run", "core", "--precision", "0.0001"), "takes some"),
        (("run", "core", "--precision", "0"), "not a number between 0 and 0.5"),
        (("run", "core", "--precision", "0.02", "-n", "500"), "has no meaning beside"),
        (("run", "--from-record", "2019-12", "--precision", "0.02"), "has no meaning beside"),
        (("compare", "core", "core", "--precision", "0.02", "-n", "500"), "has no meaning beside"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    words: tuple[str, ...], message: str, capsys: Captured
) -> None:
    result = said(capsys, *words)
    assert (result.code, message in result.err) == (2, True), result.err


def test_python_refuses_it_too() -> None:
    with pytest.raises(UsageProblem, match="precision"):
        sim.run(CORE, precision=2.0)


def test_a_number_of_worlds_is_said_with_two_digits_that_count() -> None:
    assert [rough(each) for each in (7.2, 101.0, 36_543.0)] == [
        "fewer than 100",
        "some 110",
        "some 37 000",
    ]
