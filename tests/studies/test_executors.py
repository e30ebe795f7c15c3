"""A study on processes, on loky and on a Dask cluster is that of one thread, byte for byte; what
goes wrong with workers is told in three lines, and the same call goes on.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import distributed
import loky
import numpy as np
import pytest

import sim
from sim.analysis.catalogue import ENTRIES
from sim.cli.analysis import typed_words
from sim.core.base.errors import UsageProblem
from sim.policies.user_policies import UserPolicy, own_policy
from sim.study.experiment.definition import Experiment
from sim.study.experiment.study_file import read_study
from sim.study.run import workers
from sim.study.run.task import StudyStopped
from sim.study.run.workers import adopted
from sim.study.store.disk import Folder
from sim.study.store.folder import PARTS
from sim.study.store.parts import restore_parts
from tests.cli.command import Captured, said
from tests.for_each import for_each
from tests.own_policies.conftest import GRIM
from tests.studies.studies import ROOT, SMALL, content, round_in, run, sweep_command, written

ON_CLUSTER, ON_POOL = (pytest.mark.xdist_group(name) for name in ("dask cluster", "process pool"))
SPAWN = multiprocessing.get_context("spawn")
LONGER = SMALL.replace("worlds = 40", "worlds = 1500").replace("block = 2", "block = 1")
"""Long enough for a worker to be killed between two parts."""


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    """Two processes that know nothing of this one."""
    with ProcessPoolExecutor(2, mp_context=SPAWN) as executor:
        yield executor


@dataclass(frozen=True)
class Cluster:
    """Where a scheduler listens, and the processes of its two workers."""

    address: str
    workers: list[int]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A scheduler and two workers, each under a nanny, outside this process and its strictness."""
    command = [sys.executable, "-m", "tests.studies.cluster"]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        address, *pids = process.stdout.readline().split()
        yield Cluster(address, [int(each) for each in pids])
        process.communicate()


def in_one_thread(tmp_path: Path, text: str = SMALL) -> tuple[Path, dict[str, bytes]]:
    """Return a study, and what one thread writes."""
    study = written(tmp_path, text)
    sim.play(read_study(study), tmp_path / "one thread")
    return study, content(tmp_path / "one thread")


def same_bytes(executor: Any, tmp_path: Path) -> None:
    study, expected = in_one_thread(tmp_path)
    sim.play(read_study(study), tmp_path / "out", executor=executor)
    assert content(tmp_path / "out") == expected


@ON_POOL
def test_a_study_on_processes_is_that_of_one_thread(pool: Executor, tmp_path: Path) -> None:
    same_bytes(pool, tmp_path)


def test_a_study_on_loky_is_that_of_one_thread(tmp_path: Path) -> None:
    executor = loky.ProcessPoolExecutor(2)
    try:
        same_bytes(executor, tmp_path)
    finally:
        executor.shutdown(wait=True, kill_workers=True)


@ON_CLUSTER
def test_a_study_on_a_dask_cluster_is_that_of_one_thread(cluster: Cluster, tmp_path: Path) -> None:
    with distributed.Client(cluster.address, set_as_default=False) as client:
        same_bytes(client.get_executor(), tmp_path)


class Job:
    """A job as submitit has it: no future of Python's own, and done after some looks at it."""

    def __init__(self, call: Callable[[], Any], looks: int) -> None:
        self.call, self.looks = call, looks

    def done(self) -> bool:
        self.looks -= 1
        return self.looks < 0

    def result(self) -> Any:
        return self.call()

    def cancel(self) -> None:
        """Nothing has begun."""


class Later:
    """An executor of such jobs: the last are done first."""

    looks = 99

    def submit(self, function: Callable[..., Any], *given: Any) -> Job:
        self.looks -= 1
        return Job(lambda: function(*given), self.looks)


def test_jobs_that_are_no_futures_and_end_in_any_order_give_the_same_bytes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(workers, "PAUSE", 0.0)
    same_bytes(Later(), tmp_path)


@ON_POOL
def test_a_run_its_series_and_a_grid_are_those_of_one_thread(pool: Executor) -> None:
    core = sim.load_scenario("core").change({"months": 6})
    here, there = (sim.run(core, 3000, record=["tension"], executor=each) for each in (None, pool))
    for name, column in here.columns.items():
        assert np.array_equal(column, there.columns[name]), name
    assert np.array_equal(here.state["tension"], there.state["tension"], equal_nan=True)
    over = {"beijing.enforcement": [0.0, 1.0]}
    grids = [sim.sweep(core, over, 100, executor=each) for each in (None, pool)]
    assert grids[0].to_frame().equals(grids[1].to_frame())
    points = [sim.evaluate(core, over, ["war"], 100, executor=each) for each in (None, pool)]
    assert points[0].to_frame().equals(points[1].to_frame())
    found = [sim.compare(core, core, worlds=50, executor=each).data() for each in (None, pool)]
    assert found[0] == found[1]


@ON_POOL
def test_policies_and_outcomes_of_ones_own_travel_as_text(
    pool: Executor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The workers find no file of that name."""
    monkeypatch.chdir(tmp_path)
    Path("travelling.py").write_text(GRIM)
    core = sim.load_scenario("core").change(
        {"months": 12, "washington.policy": "travelling:course"}
    )

    def calm(history: Any) -> Any:
        return (history.tension < 4).all(axis=0)

    own = sim.Outcome("calm", "Tension stayed below 4.", calm)
    here = sim.run(core, 400, outcomes=[own])
    Path("travelling.py").unlink()
    there = sim.run(core, 400, outcomes=[own], executor=pool)
    for name, column in here.columns.items():
        assert np.array_equal(column, there.columns[name]), name


def test_threads_with_two_texts_of_one_name_wait_for_each_other() -> None:
    one, other = (UserPolicy("waiting:course", GRIM + "#" * k, file="") for k in (0, 1))
    seen: list[str] = []

    def play(policy: UserPolicy) -> None:
        with adopted((policy,)):
            time.sleep(0.02)
            seen.append(own_policy("waiting:course").text)

    threads = [threading.Thread(target=play, args=(each,)) for each in (one, other, one, other)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(seen) == sorted([one.text, other.text] * 2)


def started_by(command: list[str], out: Path, parts: int) -> subprocess.Popen[str]:
    """Start a sweep and return once it has written some parts."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while process.poll() is None and len(list((round_in(out) / "parts").glob("*.parquet"))) < parts:
        time.sleep(0.005)
    return process


@ON_CLUSTER
def test_a_dask_worker_that_is_killed_costs_nothing(cluster: Cluster, tmp_path: Path) -> None:
    study, expected = in_one_thread(tmp_path, LONGER)
    out = tmp_path / "out"
    with started_by(sweep_command(study, out, "-q", "--dask", cluster.address), out, 1) as process:
        assert len(list((round_in(out) / "parts").glob("*.parquet"))) < len(expected) - 1
        os.kill(cluster.workers[0], signal.SIGKILL)
        _, errors = process.communicate(timeout=600)
    assert (process.returncode, errors) == (0, "")
    assert content(out) == expected
    # The address is none on another machine.
    assert "--dask" not in (out / "manifest.json").read_text()


def test_a_pool_that_breaks_keeps_its_parts_and_the_same_call_goes_on(tmp_path: Path) -> None:
    study, expected = in_one_thread(tmp_path, LONGER)
    asked, out = read_study(study), tmp_path / "out"
    with ProcessPoolExecutor(1, mp_context=SPAWN) as pool:

        def broken(asked: Experiment) -> None:
            while not list((round_in(out) / "parts").glob("*.parquet")):
                time.sleep(0.005)
            for each in list(pool._processes):  # type: ignore[attr-defined]
                os.kill(each, signal.SIGKILL)

        killer = threading.Thread(target=broken, args=(asked,))
        killer.start()
        with pytest.raises(StudyStopped, match="BrokenProcessPool") as caught:
            sim.play(asked, out, executor=pool)
        killer.join()
    assert len(str(caught.value).splitlines()) == 3
    assert caught.value.exit_code == 4
    kept = {name: held for name, held in content(out).items() if name.endswith("parquet")}
    assert len(kept) > 1
    # A part of a finished folder leaves its rows to the table of all worlds.
    with Folder(whole := round_in(tmp_path / "one thread")):
        restore_parts(whole / PARTS)
    assert kept.items() <= content(tmp_path / "one thread").items()
    sim.play(asked, out)
    assert content(out) == expected


def with_another_model() -> None:
    """Let a worker have another model."""
    workers.fingerprint = lambda: "another model"


def without_the_model() -> None:
    """Let a worker lack this package."""
    sys.modules["sim.study.run.workers"] = None  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("worker", "said"),
    [
        (with_another_model, "has another model: another model, not "),
        (without_the_model, "a worker lacks the package 'sim'"),
    ],
)
def test_a_worker_with_another_model_or_none_is_refused(
    worker: Callable[[], None], said: str
) -> None:
    core = sim.load_scenario("core")
    with ProcessPoolExecutor(1, mp_context=SPAWN, initializer=worker) as pool:
        for play in (
            lambda: sim.run(core, 10, executor=pool),
            lambda: sim.sweep(core, {"beijing.enforcement": [0.0]}, 10, executor=pool),
        ):
            with pytest.raises(StudyStopped) as caught:
                play()
            assert said in str(caught.value)
            assert len(str(caught.value).splitlines()) == 3


def test_what_waits_is_dropped_where_a_batch_stops_the_study() -> None:
    futures: list[Future[Any]] = []

    class Kept(ThreadPoolExecutor):
        def submit(self, *given: Any, **named: Any) -> Future[Any]:  # type: ignore[override]
            futures.append(super().submit(*given, **named))
            return futures[-1]

    with Kept(1) as executor, pytest.raises(StudyStopped, match="ZeroDivisionError"):
        list(workers.Workers(executor, ()).as_done(divided_by, range(50)))
    assert any(each.cancelled() for each in futures)


def divided_by(number: int) -> float:
    """Return the inverse of a number, after a while."""
    time.sleep(0.01)
    return 1 / number


@pytest.mark.parametrize("given", [("--dask", "tcp://host:1"), ("--dask=tcp://host:1",)])
def test_the_words_that_are_kept_name_no_scheduler(
    given: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["sim", "run", *given, "core", "-q"])
    assert typed_words() == ("run", "core", "-q")


@pytest.mark.parametrize(
    "address", ["127.0.0.1:1", "nohost.invalid:8786", "bogus://x", "127.0.0.1"]
)
def test_a_scheduler_that_is_not_there_is_told_in_three_lines(
    address: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    study, out = written(tmp_path), tmp_path / "out"
    done = run(sweep_command(study, out, "--dask", address))
    assert (done.returncode, done.stdout) == (2, "")
    what, where, remedy = done.stderr.splitlines()
    assert what.startswith("sim: no Dask scheduler answers there: ")
    assert where == f"  where: --dask {address}"
    assert remedy.startswith("  to do: ")
    assert not out.exists()


def test_what_takes_no_work_is_no_executor() -> None:
    core = sim.load_scenario("core")
    for play in (
        lambda: sim.run(core, executor=3),
        lambda: sim.compare(core, core, executor="tcp://127.0.0.1:8786"),
        lambda: sim.sweep(core, {"beijing.enforcement": [0.0]}, executor=dict),
    ):
        with pytest.raises(UsageProblem, match="is no executor"):
            play()


@for_each("name", ENTRIES)
def test_an_analysis_that_plays_no_experiment_takes_no_executor(
    name: str, capsys: Captured
) -> None:
    """What is local has nothing that asks for an experiment, and says so."""
    entry = ENTRIES[name]
    own = entry.load()
    assert own.local == (not hasattr(entry.findings(), "ask"))
    if not own.local:
        assert "executor" in own.signature().parameters
        return
    source = [] if own.bare else ["core"]
    result = said(capsys, name, *source, "--dask", "127.0.0.1:1")
    assert (result.code, "plays no experiment" in result.err) == (2, True)
    with pytest.raises(UsageProblem, match="plays no experiment"):
        getattr(sim, entry.function)(*source, executor=ThreadPoolExecutor(1))
