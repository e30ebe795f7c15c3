"""No title names a factor, a side or an order that a few worlds made; an effect that is there is named."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

import sim
from sim.show import beliefs
from sim.study.estimate.survival import LEAST_WORLDS, names_again, survives, told

CANNOT = "cannot tell"


def core(**changes: Any) -> Any:
    return sim.load_scenario("core").change({"months": 18, **changes})


@cache
def chance() -> list[Any]:
    """Two runs of one scenario in few worlds of their own: all that differs is chance."""
    return [sim.run(core(title=f"run {seed}"), worlds=40, seed=seed) for seed in (3, 4)]


@cache
def planted() -> list[Any]:
    """Talk and pressure with a fearful Kim, in many worlds."""
    courses = ("engagement", "maximum_pressure")
    return [
        sim.run(core(**{"kim_type": "fearful", "washington.policy": course}), worlds=500)
        for course in courses
    ]


RUNS: dict[str, Callable[[list[Any]], Any]] = {
    "ecdf": sim.plot.ecdf,
    "ridges": sim.plot.ridges,
    "differences": lambda runs: sim.plot.differences(
        [sim.run(run.scenario, worlds=run.worlds).distribution("value_washington") for run in runs]
        if runs is planted()
        else [np.random.default_rng(k).normal(size=40) for k in (1, 2)]
    ),
    "joint": sim.plot.joint,
    "outcomes": sim.plot.outcomes,
    "incidence": lambda runs: sim.plot.incidence(runs, "war,freeze"),
    "fan": sim.plot.fan,
}


@pytest.mark.parametrize("kind", RUNS)
def test_runs_that_differ_by_chance_are_not_ranked_and_those_that_differ_are(kind: str) -> None:
    title = RUNS[kind](chance()).headline
    assert CANNOT in title or "alike" in title, title
    assert CANNOT not in RUNS[kind](planted()).headline


@cache
def study(worlds: int, moved: bool) -> Any:
    """A plane of two levers and Kim's type, or of two levers that few worlds cannot rank."""
    over: dict[str, Any] = {
        "washington.pressure": [0.0, 0.3, 0.6, 1.0],
        "beijing.enforcement": [0.0, 0.3, 0.6, 1.0],
    }
    return sim.sweep(
        core(), over | ({"kim_type": list(beliefs.KIMS)} if moved else {}), worlds=worlds
    )


def test_a_study_names_a_factor_only_if_its_worlds_can_tell() -> None:
    few, many = study(12, False), study(500, True)
    assert CANNOT in sim.plot.surface(few).headline
    chance_title = sim.plot.marginals(few).headline
    assert CANNOT in chance_title or "No factor" in chance_title
    by = {"by": "kim_type"}
    assert sim.plot.surface(many, **by).headline.startswith("Kim's type moves")
    assert sim.plot.marginals(many, **by).headline.startswith("Kim's type explains")
    assert "depends most on Kim's type" in sim.plot.marginals(many).headline


def test_a_name_survives_if_99_of_100_resamples_give_it() -> None:
    assert survives(["a", *["a"] * 99, "b"], 100)
    assert not survives(["a", *["a"] * 98, "b", "b"], 100)


def test_very_few_worlds_name_nothing_even_if_all_resamples_agree() -> None:
    """What a tenth of the worlds does may be in none of them, and so in no resample."""
    assert survives(["a"] * 101, LEAST_WORLDS)
    assert not survives(["a"] * 101, LEAST_WORLDS - 1)
    planted_few = [sim.run(run.scenario, worlds=20) for run in planted()]
    assert CANNOT in sim.plot.fan(planted_few).headline
    assert told("It is a", ["a", "b"], 20, "which it is") == "20 worlds cannot tell which it is"


def test_runs_of_one_size_are_resampled_together() -> None:
    luck = np.random.default_rng(5).normal(size=40)
    higher = names_again([luck + 0.01, luck], lambda both: bool(both[0].mean() > both[1].mean()))
    assert set(higher) == {True}


def test_twenty_worlds_give_no_title_to_the_plane_whose_sign_they_had_turned() -> None:
    """They had made enforcement raise lose-lose; 500 worlds find nothing."""
    for learn in ([0.0], [0.0, 0.5, 1.0]):
        fifths = [k / 4 for k in range(5)]
        over = {"washington.pressure": fifths, "beijing.enforcement": fifths, "learn": learn}
        few = sim.sweep(sim.load_scenario("2017-spring"), over, worlds=20)
        pair = [*over][:2]
        assert sim.plot.surface(few, factors=pair).headline.startswith("20 worlds cannot tell")
        assert sim.plot.marginals(few).headline.startswith(("20 worlds cannot tell", "No factor"))


def test_runs_of_different_months_are_compared_in_the_last_month_that_all_have() -> None:
    short, long = (
        sim.run(core(months=months, kim_type="fearful", **policy), worlds=500)
        for months, policy in (
            (9, {"washington.policy": "engagement"}),
            (18, {"washington.policy": "maximum_pressure"}),
        )
    )
    for kind in (sim.plot.fan, lambda runs: sim.plot.incidence(runs, "war,freeze")):
        drawn, turned = kind([short, long]), kind([long, short])
        assert drawn.headline == turned.headline
        last = {row["run"]: row["month"] for row in drawn.data}
        assert sorted(last.values()) == [9, 18]
    assert "in month 9" in sim.plot.fan([long, short]).headline


def test_a_longer_run_of_the_same_worlds_is_told_as_alike() -> None:
    runs = [sim.run(core(months=months), worlds=50) for months in (9, 18)]
    assert "alike" in sim.plot.fan(runs).headline
    assert "alike" in sim.plot.incidence(runs, "war,freeze").headline


def test_scenarios_of_different_months_can_be_compared_and_drawn() -> None:
    finding = sim.compare(core(), core(months=3), worlds=20)
    assert finding.plot().headline
