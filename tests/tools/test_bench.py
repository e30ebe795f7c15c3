"""What the benchmark counts and compares; never how long anything takes."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from sim.core.engine import play
from sim.core.engine.source import read_game
from sim.core.scenario import load_scenario
from sim.policies.external_choices import Stepped
from tests.cli.command import Captured, said, three_lines
from tools import bench
from tools.bench import (
    Times,
    batch_run,
    rates,
    timed,
)

SHORT = load_scenario("2017-spring").change({"months": 2})


def test_batch_run_plays_mesas_model() -> None:
    assert batch_run(SHORT, runs=2)["worlds"] == 2


def test_rates_are_worlds_by_seconds() -> None:
    found = rates(Times([4.0, 1.0, 2.0], [0.5, 1.5, 1.0]), 100)
    assert (found["worlds_a_second"], found["worlds_a_second_a_core"]) == (50, 100)
    assert found["microseconds_a_world"] == 10_000


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few worlds of two months, and no process of its own, so that the whole takes seconds."""
    monkeypatch.setattr(bench, "load_scenario", lambda name: SHORT)
    monkeypatch.setattr(bench, "MANY", 64)
    monkeypatch.setattr(bench, "BATCH_RUNS", 1)
    monkeypatch.setattr(bench, "WORLDS_BY_ENGINE", {"kernel": 64, "numpy": 4, "python": 1})
    starts = {"import sim": 0.1, "sim --help": 0.2, "first world": 0.4}
    monkeypatch.setattr(bench, "start_up", lambda repeats: starts)
    monkeypatch.setattr(
        bench,
        "fresh",
        lambda code: {"worlds": 1, "processor_seconds": 1.0, "peak_megabytes": 301.0},
    )
    monkeypatch.setattr(bench, "policy_game", lambda cores: 14.0)
    monkeypatch.setattr(bench, "first_answers", lambda: {"a wheel": 1.6, "zig": 9.0, "g++": 5.0})
    monkeypatch.setattr(bench, "compilers", lambda: {"zig": 10.0, "g++": 14.0})
    costs = {"nowcast, asked again": (46.0, 2.1), "play --export, asked again": (99.0, 3.0)}
    pairs = {
        name: {"before": before, "now": now, "ratio": before / now}
        for name, (before, now) in costs.items()
    }
    monkeypatch.setattr(bench, "paired", lambda said: pairs)


def judged(found: dict[str, Any]) -> dict[str, Any]:
    for line in found["wanted"]:
        measured, most = line["measured"], line["wanted"]
        assert line["met"] == (measured >= most if "at least" in line["what"] else measured <= most)
    return found


@pytest.mark.usefixtures("small")
def test_every_ratio_is_that_of_the_speeds_beside_it() -> None:
    found = judged(bench.bench(1, 2, long=True))
    cost = {name: each["microseconds_a_world"] for name, each in found["variants"].items()}
    ratio = found["ratios"]
    for name in ("recorded", "numbers_by_world", "with_outcomes", "thin_sweep"):
        assert ratio[f"{name}_to_plain"] == pytest.approx(cost[name] / cost["plain"], abs=6e-4)
    best, *others = found["engines"]
    speed = {name: each["worlds_a_second_a_core"] for name, each in found["engines"].items()}
    for name in others:
        assert ratio[f"{best}_to_{name}"] == pytest.approx(
            speed[best] / speed[name], rel=0.01, abs=0.006
        )
    assert list(found["threads"]) == ["1", "2"]
    met = {line["what"]: line["met"] for line in found["wanted"]}
    assert met["a million worlds: peak in MB, at most"] is False
    assert met["sim game: processor seconds, at most"] is True
    assert (
        met["import sim: processor seconds, at most"],
        met["first world: processor seconds, at most"],
    ) == (
        True,
        False,
    )
    assert met["nowcast, asked again: processor seconds, at most"] is False
    assert met["nowcast, asked again: times as fast as c2385e11, at least"] is True
    assert met["play --export, asked again: processor seconds, at most"] is True
    assert met["first answer by a wheel: processor seconds, at most"] is False
    assert met["first answer by g++: processor seconds, at most"] is True
    assert met["the kernel of g++, times as dear as zig's, at most"] is False


@pytest.mark.usefixtures("small")
def test_without_a_compiler_the_other_engines_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "engines_here", lambda: ["numpy", "python"])
    found = judged(bench.bench(1))
    assert list(found["engines"]) == ["numpy", "python"]
    assert found["machine"]["lanes"] is None
    assert not any("NumPy" in line["what"] or "core" in line["what"] for line in found["wanted"])


def test_memory_is_counted_in_a_process_of_its_own(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "load_scenario", lambda name: SHORT)
    bench.many_worlds(5)
    found = json.loads(capsys.readouterr().out)
    assert found["worlds"] == 5
    assert found["peak_megabytes"] > 1.0


def test_both_editions_are_measured_turn_about_by_their_own_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each side is called once before it counts, and the least of its later calls counts."""
    costs = {"old": iter((99.0, 8.0, 6.0)), "new": iter((77.0, 3.0, 2.0))}
    called: list[str] = []

    def command(*words: str, place: Path, SIM_CACHE: str) -> float:
        called.append("old" if place.name == bench.BEFORE else "new")
        assert Path(SIM_CACHE).is_dir()
        return next(costs[called[-1]])

    monkeypatch.setattr(bench, "tree_of", lambda commit: nullcontext(tmp_path / commit))
    monkeypatch.setattr(bench, "fresh", lambda code, *place, **own: 40.0 if place else 0.0)
    monkeypatch.setattr(bench, "command", command)
    monkeypatch.setattr(bench, "PAIRED", {"a sweep": (("sweep",), 1.8)})
    found = bench.paired(lambda _: None, repeats=2)
    assert called == ["old", "new"] * 3
    assert found["a sweep"] == {"before": 6.0, "now": 2.0, "ratio": 3.0}
    assert found["Mesa's batch_run"]["ratio"] == 1.0


def test_what_children_take_of_the_processor_counts() -> None:
    code = "import time\nwhile time.process_time() < 0.2: pass"
    (took,) = timed(lambda: subprocess.run([sys.executable, "-c", code], check=True), 1).processor
    assert took >= 0.15  # children are counted in hundredths


def test_the_command_that_was_is_refused_and_names_the_program(capsys: Captured) -> None:
    refused = said(capsys, "bench")
    assert refused.code == 2
    assert "python tools/bench.py" in three_lines(refused.err)[2]


def test_each_number_of_worlds_in_which_somebody_chooses_is_reported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bench, "load_scenario", lambda name: SHORT)
    monkeypatch.setattr(bench, "WORLD_MONTHS", 1)
    found = bench.bench_env(1, sizes=(1, 3))
    assert list(found["world_months_a_second"]) == ["1", "3"]
    for speeds, line in zip(found["world_months_a_second"].values(), found["wanted"], strict=True):
        assert line["measured"] == round(speeds["environment"] / speeds["by_month"], 2)
        assert line["met"] == (line["measured"] >= 0.5)


def test_the_worlds_that_are_compared_are_the_same() -> None:
    job = bench.job_for(SHORT, 5)
    stepped = Stepped(job, [read_game()])
    bench.in_place(stepped, 2)
    assert stepped.state.tobytes() == play(job).state.tobytes()
