"""A Dask cluster on loopback: the same bytes, also when a worker dies in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from sim.errors import UsageProblem
from sim.face import play
from sim.study.experiment.study_file import read_study
from sim.study.run import engine
from sim.study.run.engine import Cluster, StudyStopped
from tests.studies.studies import ROOT, SMALL, content, run, sweep_command, written

LONGER = SMALL.replace("worlds = 40", "worlds = 4000").replace("block = 2", "block = 1")
DASK = [sys.executable, "-m", "dask"]

pytestmark = [
    pytest.mark.long,
    # Left open by Dask's own loop when the interpreter ends.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
]


@contextmanager
def process(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is gone afterwards."""
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    made = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield made
    finally:
        if made.poll() is None:
            made.terminate()
        made.wait(timeout=300)


@contextmanager
def scheduler(folder: Path) -> Iterator[str]:
    """A scheduler on loopback, by its address."""
    file = folder / "scheduler.json"
    with process(
        [*DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    ):
        for _ in range(6000):
            if file.exists() and file.read_text():
                break
            time.sleep(0.05)
        yield json.loads(file.read_text())["address"]


def worker(address: str) -> list[str]:
    """The command that starts a worker which nobody starts again."""
    return [*DASK, "worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]


def test_a_worker_killed_in_mid_sweep_changes_no_byte(tmp_path: Path) -> None:
    study = written(tmp_path, LONGER)
    play(read_study(study), tmp_path / "whole")
    out = tmp_path / "out"
    with scheduler(tmp_path) as address, process(worker(address)) as first, process(worker(address)):
        command = sweep_command(study, out, "-q", "--scheduler", address)
        env = os.environ | {"PYTHONPATH": str(ROOT)}
        sweep = subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while sweep.poll() is None and not list((out / "parts").glob("*.parquet")):
            time.sleep(0.01)
        assert sweep.poll() is None
        first.send_signal(signal.SIGKILL)
        _, said = sweep.communicate(timeout=1800)
        assert sweep.returncode == 0, said
    assert content(out) == content(tmp_path / "whole")


def test_workers_started_here(tmp_path: Path) -> None:
    study = written(tmp_path)
    play(read_study(study), tmp_path / "whole")
    ended = run(sweep_command(study, tmp_path / "out", "-q", "--cluster", "2"))
    assert ended.returncode == 0, ended.stderr
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def test_a_cluster_without_workers_ends_the_sweep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_WAIT", 1.0)
    with scheduler(tmp_path) as address, pytest.raises(StudyStopped, match="no worker"):
        Cluster(address)


def test_a_cluster_whose_last_worker_dies_ends_the_sweep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MOST_WAIT", 3.0)
    study = read_study(written(tmp_path, LONGER))
    from sim.study.play.play import Execution, Sweep
    from sim.study.store.disk import Folder

    with scheduler(tmp_path) as address, process(worker(address)) as only, Folder(tmp_path / "out") as own:
        sweep = Sweep(study, tmp_path / "out", Execution(notice=lambda _: only.kill()))
        sweep.begin(own)
        with pytest.raises(StudyStopped, match="no worker") as caught, closing(Cluster(address)) as workers:
            sweep.run(workers)
    assert int(caught.value.exit_code) == 4
    play(study, tmp_path / "out")


def test_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with scheduler(tmp_path) as address, process(worker(address)):
        monkeypatch.setattr(engine, "tool_version", lambda: "0.0.0")
        with pytest.raises(UsageProblem, match="worker 0 has another version of the tool than this process"):
            Cluster(address)


def test_other_rules_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with scheduler(tmp_path) as address, process(worker(address)):
        monkeypatch.setattr(engine, "fingerprint", lambda: "0" * 64)
        with pytest.raises(UsageProblem, match="worker 0 has other rules than this process"):
            Cluster(address)


def test_an_address_where_nobody_answers_is_refused() -> None:
    with pytest.raises(UsageProblem, match="no Dask scheduler answers"):
        Cluster("tcp://127.0.0.1:9")
