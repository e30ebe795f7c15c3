"""The benchmark of the environment counts world-months and says what is wanted; never how long anything takes."""

import pytest

import sim
from sim.analysis import bench_env


def test_the_benchmark_reports_each_number_of_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_env, "load_scenario", lambda name: sim.load_scenario(name).change({"months": 2}))
    monkeypatch.setattr(bench_env, "WORLD_MONTHS", 1)
    found = bench_env.bench_env(1, sizes=(1, 3))
    assert list(found["world_months_a_second"]) == ["1", "3"]
    for rates, line in zip(found["world_months_a_second"].values(), found["wanted"], strict=True):
        assert line["measured"] == round(rates["environment"] / rates["by_month"], 2)
        assert line["met"] == (line["measured"] >= 0.5)


def test_the_worlds_that_are_compared_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    spring = sim.load_scenario("2017-spring").change({"months": 3})
    job = bench_env.job_for(spring, 5)
    stepped = bench_env.Stepped(job, [bench_env.read()])
    bench_env.in_place(stepped, 3)
    assert stepped.state.tobytes() == bench_env.play(job).state.tobytes()
