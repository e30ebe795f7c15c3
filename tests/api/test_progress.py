"""A bar of progress: who sees one, and what it counts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

import sim
from sim.cli.main import run_guarded
from sim.study.run import progress

SPRING = sim.load_scenario("2017-spring").change({"months": 2})
OVER = {"washington.pressure": [0.1, 0.9]}


def compared(**given: bool) -> None:
    sim.compare(SPRING, SPRING.change({"washington.pressure": 0.9}), worlds=50, **given)


CALLS: dict[str, tuple[Callable[..., object], int]] = {
    "run": (lambda **given: sim.run(SPRING, 50, **given), 50),
    "sweep": (lambda **given: sim.sweep(SPRING, OVER, 50, **given), 100),
    "evaluate": (lambda **given: sim.evaluate(SPRING, OVER, worlds=50, **given), 100),
    "play": (lambda **given: sim.play(sim.experiment(SPRING, worlds=50), **given), 50),
    "compare": (compared, 50),  # a bar for each of the two
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bars that wait for nothing."""
    monkeypatch.setattr(progress, "WAIT", 0.0)
    monkeypatch.setattr(progress, "SELDOM", 0.0)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("name", CALLS)
def test_a_call_counts_its_worlds_to_the_last(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call, worlds = CALLS[name]
    call(progress=True)
    lines = capsys.readouterr().err.splitlines()
    counts = [int(found[1]) for line in lines if (found := re.search(r"(\d+)/\d+ \[", line))]
    assert counts[-1] == worlds
    assert f"/{worlds} [" in lines[-1]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("name", CALLS)
def test_nothing_is_drawn_where_nobody_watches(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for given in ({}, {"progress": False}):
        CALLS[name][0](**given)
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("impatient")
def test_a_notebook_sees_a_bar_unasked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "in_notebook", lambda: True)
    sim.run(SPRING, 50)
    assert "50/50" in capsys.readouterr().err


def test_a_short_command_in_a_pipe_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_guarded(["run", "2017-spring", "--set", "months=2", "-n", "50"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("impatient")
def test_a_command_draws_lines_in_a_pipe_unless_it_is_told_not_to(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for more, drawn in ((), True), (("--no-progress",), False), (("-q",), False):
        assert run_guarded(["run", "2017-spring", "--set", "months=2", "-n", "50", *more]) == 0
        told = capsys.readouterr().err
        assert ("50/50" in told) == drawn
        assert "\r" not in told


@pytest.mark.usefixtures("impatient")
def test_a_long_step_shows_its_name_and_the_share_that_is_done(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bars = progress.Bars()
    for share in (0.0, 0.25, 1.0):
        bars.reach("reading 2017-03", share)
    bars.close()
    assert "reading 2017-03: 25 %" in capsys.readouterr().err
