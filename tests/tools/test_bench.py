"""What the benchmark counts and compares; never how long anything takes."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from sim.core.scenario import load_scenario
from tests.cli.command import Captured, said, three_lines
from tools import bench
from tools.bench import batch_run, speed, timed

SHORT = load_scenario("2017-spring").change({"months": 2})


def test_batch_run_plays_mesas_model() -> None:
    assert batch_run(SHORT, runs=2)["worlds"] == 2


def test_speed_is_worlds_by_seconds() -> None:
    row = speed(0.5, 100)
    assert (row["worlds_a_second_a_core"], row["microseconds_a_world"]) == (200, 5_000)


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
    monkeypatch.setattr(bench, "ENVIRONMENT_WORLDS", (1, 3))
    monkeypatch.setattr(bench, "WORLD_MONTHS", 1)
    monkeypatch.setattr(bench, "command_again", lambda *words: 14.0)
    monkeypatch.setattr(bench, "compilers", lambda: {"zig": 10.0, "g++": 14.0})
    pairs = {name: {"before": 9.0, "now": 3.0, "ratio": 3.0} for name in bench.PAIRED}
    monkeypatch.setattr(bench, "paired", lambda report: pairs)


def ignore(message: str) -> None:
    """Report nothing."""


def judged(found: dict[str, Any]) -> dict[str, Any]:
    for line in found["wanted"]:
        measured, most = line["measured"], line["wanted"]
        assert line["met"] == (measured >= most if "at least" in line["what"] else measured <= most)
    return found


@pytest.mark.usefixtures("small")
def test_every_target_is_held_to_its_measure() -> None:
    found = judged(bench.bench(1, 2, long=True, report=ignore))
    cost = {name: each["microseconds_a_world"] for name, each in found["variants"].items()}
    measured = {line["what"]: line["measured"] for line in found["wanted"]}
    for name, what, _ in bench.TIMES_AS_DEAR:
        ratio = measured[f"{what}, times as dear as plain worlds, at most"]
        assert ratio == pytest.approx(cost[name] / cost["plain"], abs=6e-4)
    assert list(found["environment_world_months_a_second"]) == ["1", "3"]
    met = {line["what"]: line["met"] for line in found["wanted"]}
    assert met["a million worlds: peak in MB, at most"] is False
    assert met["sim game 2017-spring: processor seconds, at most"] is True
    assert met["sim forecast: processor seconds, at most"] is False
    assert met["import sim: processor seconds, at most"] is True
    assert met["first world: processor seconds, at most"] is False
    assert met["run -n 100000: times as fast as cb0a5b0d, at least"] is True
    assert met["the kernel of g++, times as dear as zig's, at most"] is False


@pytest.mark.usefixtures("small")
def test_without_a_compiler_the_other_engines_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "engines_here", lambda: ["numpy", "python"])
    found = judged(bench.bench(1, 1, long=False, report=ignore))
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
    found = bench.paired(ignore, repeats=2)
    assert called == ["old", "new"] * 3
    assert found["a sweep"] == {"before": 6.0, "now": 2.0, "ratio": 3.0}


def test_what_children_take_of_the_processor_counts() -> None:
    code = "import time\nwhile time.process_time() < 0.2: pass"
    took = timed(lambda: subprocess.run([sys.executable, "-c", code], check=True))
    assert took >= 0.15  # children are counted in hundredths


def test_the_command_that_was_is_refused_and_names_the_program(capsys: Captured) -> None:
    refused = said(capsys, "bench")
    assert refused.code == 2
    assert "python tools/bench.py" in three_lines(refused.err)[2]
