"""Worlds that begin as a record leaves them: what they begin with, and that they are a run like any
other.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.core.base.errors import UsageProblem
from sim.core.engine import PLACES
from sim.history.ahead import votes_ahead
from sim.history.beliefs import ITEMS, items_of
from tests.cli.command import Captured, said, three_lines
from tests.nowcast.small import few, nowcast, record

FOUND = nowcast(record("1991-06"), particles=60)
SHORT = FOUND.scenario.change({"months": 6})


def test_worlds_begin_on_the_courses_and_with_the_kim_that_the_nowcast_gives() -> None:
    start = FOUND.start(4000)
    made = sim.run(SHORT, 4000, start=start)
    for place in items_of("pyongyang"):
        share = (made.state["pyongyang_course"][0] == place - items_of("pyongyang")[0]).mean()
        assert share == pytest.approx(FOUND.now[place].value, abs=0.01)
    for place in items_of("kim"):
        share = (made.state["kim.type"][0] == place - items_of("kim")[0]).mean()
        assert share == pytest.approx(FOUND.now[place].value, abs=0.03)
    assert len(ITEMS) == len(FOUND.now)
    # Each world has parameters of one of the sets, and the state is that of a particle, not the
    # default start.
    assert set(start.numbers["clash"]) <= set(few().numbers["clash"])
    assert np.array_equal(made.state["tension"][0], start.state[PLACES.index("tension")])
    assert np.unique(made.state["tension"][0]).size > 50


def test_a_world_is_the_same_whatever_the_number_of_worlds_and_threads() -> None:
    few_worlds = sim.run(SHORT, 40, start=FOUND.start(40), record=["tension"])
    many = sim.run(SHORT, 3000, start=FOUND.start(3000), record=["tension"], jobs=2)
    assert np.array_equal(
        few_worlds.state["tension"], many.state["tension"][:, :40], equal_nan=True
    )
    later = sim.run(SHORT, 10, start=FOUND.start(40), first_world=30, record=["tension"])
    assert np.array_equal(later.state["tension"], many.state["tension"][:, 30:40], equal_nan=True)
    other = sim.run(SHORT, 40, seed=8, start=FOUND.start(40), record=["tension"])
    assert np.array_equal(other.state["tension"][0], few_worlds.state["tension"][0])
    assert not np.array_equal(other.state["tension"][1:], few_worlds.state["tension"][1:])


def test_a_number_that_the_scenario_sets_holds_in_every_world() -> None:
    start = FOUND.start(200)
    worlds = np.arange(200)
    assert np.unique(start.numbers_in(SHORT, worlds)["clash"]).size > 1
    assert "clash" not in start.numbers_in(SHORT.change({"clash": 0.15}), worlds)


def test_two_policies_from_one_start_share_their_luck_and_another_start_does_not() -> None:
    start = FOUND.start(200)
    free = sim.run(SHORT, 200, start=start)
    held = sim.run(SHORT.change({"washington.policy": "engagement"}), 200, start=start)
    assert (held.courses["washington"][0] == 2).all()
    assert sim.paired_difference(held, free, "war").n == 200
    with pytest.raises(UsageProblem, match="share their random draws"):
        sim.paired_difference(sim.run(SHORT, 200), free, "war")


def test_what_has_begun_cannot_be_begun_otherwise() -> None:
    start = FOUND.start(20)
    for scenario, worlds in (
        (SHORT.change({"start_tension": 5.0}), 20),
        (SHORT.change({"kim_type": "greedy"}), 20),
        (SHORT.change({"start": "2020-01", "elections": ()}), 20),
        (SHORT, 21),
    ):
        with pytest.raises(UsageProblem, match=r"begun|begin"):
            sim.run(scenario, worlds, start=start)


def test_the_votes_that_must_come_lie_ahead() -> None:
    """Kim Young-sam, whose first month in the early record is 1993-03, goes after five years; Trump
    not before 2025.
    """
    (vote,) = votes_ahead(record("1997-06"), 12)
    assert (vote.capital, vote.month) == ("seoul", "1998-03")
    assert [vote.capital for vote in votes_ahead(record("2019-12"), 36)] == ["seoul"]


SMALL = ("run", "--from-record", "1990-06", "--set", "months=4", "-n", 60, "-q")


def test_the_command_gives_what_a_run_gives_and_says_from_what(
    capsys: Captured, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    found = said(capsys, *SMALL, "-o", out)
    assert found.code == 0, found.err
    text = " ".join(found.out.split())
    assert "Worlds begin as the record to June 1990 leaves them" in text
    assert said(capsys, *SMALL).out == found.out
    assert said(capsys, *SMALL, "--seed", 8).out != found.out
    made = {path.name for path in out.iterdir()}
    assert {
        "runs.parquet",
        "finding.json",
        "fan.png",
        "outcomes.png",
        "timeline.png",
    } <= made
    worlds = pd.read_parquet(out / "runs.parquet")
    shown = json.loads((out / "finding.json").read_bytes())["data"]
    assert len(worlds) == shown["options"]["worlds"] == 60
    outcomes = {row["name"]: row["share or mean"] for row in shown["outcomes"]}
    crisis = outcomes["crisis"]["value"]
    assert worlds["crisis"].mean() == pytest.approx(crisis)


@pytest.mark.parametrize(
    "more",
    [
        ("core", "--from-record", "1990-06"),
        ("core", "--record", "mine.csv"),
        ("core", "--posterior", "mine.json"),
        (),
        ("--from-record", "1990-06", "--set", "start_tension=5"),
        ("--from-record", "1990-06", "--set", "start=1999-01"),
    ],
)
def test_what_cannot_be_meant_is_refused(capsys: Captured, more: tuple[str, ...]) -> None:
    found = said(capsys, "run", *more)
    assert (found.code, found.out) == (2, "")
    three_lines(found.err)
