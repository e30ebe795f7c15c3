"""Sweeps: the same bytes however they are run, what is kept, what is run again, and worlds that
fail.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sim.cli.main import run_guarded
from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.runs import runner
from sim.study.experiment.study_file import read_study
from sim.study.play import play as running
from sim.study.run import task as tasks
from sim.study.run.task import StudyStopped
from sim.study.run.worlds import run
from sim.study.store.disk import Folder
from sim.study.store.folder import listed_in
from sim.study.store.parts import judge_part, restore_parts
from sim.study.store.study_results import load_study
from tests.cli.command import three_lines
from tests.studies.faulty import NO_STATE, NO_VALUE, spoil_worlds
from tests.studies.studies import (
    SMALL,
    altered_manifest,
    content,
    every,
    manifest_of,
    play,
    round_in,
    written,
)

KINDS = {
    "fixed": SMALL,
    "independent": SMALL.replace("block = 2", 'block = 2\nluck = "independent"'),
    "structures": SMALL.replace("[uncertainties]", '[uncertainties]\nmonths = "3,4"'),
}


class Late(ThreadPoolExecutor):
    """Threads that give results back in no order, and count how many they hold."""

    def __init__(self, threads: int, seed: int = 0) -> None:
        super().__init__(threads)
        self.rng, self.most = random.Random(seed), 0
        self.given: list[Future[Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        def late(wait: float) -> Any:
            time.sleep(wait)
            return fn(*args, **kwargs)

        future = super().submit(late, self.rng.random() / 100)
        self.given.append(future)
        self.most = max(self.most, sum(not each.done() for each in self.given))
        return future


@pytest.mark.parametrize("kind", KINDS)
def test_same_bytes_whatever_runs_it(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = read_study(written(tmp_path, KINDS[kind]))
    play(study, tmp_path / "whole")
    for number, batch in enumerate((7, 500)):
        late = Late(3, number)
        monkeypatch.setattr(runner, "ThreadPoolExecutor", lambda _, late=late: late)
        play(study, tmp_path / f"late {batch}", jobs=3, batch=batch)
        assert late.most <= 2 * 3
        assert content(tmp_path / f"late {batch}") == content(tmp_path / "whole")
        assert load_study(tmp_path / f"late {batch}").complete


def test_several_threads_write_the_same_bytes(tmp_path: Path) -> None:
    study = read_study(written(tmp_path))
    play(study, tmp_path / "one")
    play(study, tmp_path / "two", jobs=2, batch=50)
    assert content(tmp_path / "two") == content(tmp_path / "one")


@pytest.mark.parametrize("kind", ["fixed", "independent"])
def test_each_cell_holds_the_worlds_of_its_scenario(kind: str, tmp_path: Path) -> None:
    study = read_study(written(tmp_path, KINDS[kind]))
    play(study, tmp_path / "out")
    results = load_study(tmp_path / "out")
    names = [factor.name for factor in study.factors]
    worlds = {cell: table for part in results.worlds() for cell, table in part.groupby("cell")}
    assert sorted(worlds) == list(range(12))
    for cell, row in enumerate(results.design[names].itertuples(index=False, name=None)):
        scenario = study.scenario.change(dict(zip(names, row, strict=True)))
        first = cell * study.worlds if study.luck == "independent" else 0
        alone = run(scenario, len(worlds[cell]), study.seed, first_world=first)
        for outcome in ("world", "war", "lose_lose", "value_washington"):
            assert (worlds[cell][outcome].to_numpy() == alone.columns[outcome]).all()
        estimate = alone.probability("war")
        kept = results.cells.iloc[cell]
        assert (kept["war"], kept["war_low"], kept["n"]) == (
            estimate.value,
            pytest.approx(estimate.low),
            estimate.n,
        )
        mean = alone.mean("value_washington")
        assert kept["value_washington"] == mean.value
        assert kept["value_washington_high"] == pytest.approx(mean.high)


def spoil(path: Path, how: str) -> None:
    """Damage a part as a disk, a hand or a half copy would."""
    held = path.read_bytes()
    if how == "cut":
        path.write_bytes(held[: len(held) // 2])
    elif how == "altered":
        path.write_bytes(held[:100] + bytes([held[100] ^ 1]) + held[101:])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "gone":
        path.unlink()
    elif how == "another block":
        path.rename(path.with_name(path.name.replace("part-000002", "part-000003")))
    else:
        path.rename(path.with_name("part.parquet"))


@pytest.mark.parametrize(
    "how", ["cut", "altered", "empty", "gone", "another block", "another name"]
)
def test_a_damaged_part_is_found_and_run_again(
    how: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path)
    out = tmp_path / "out"
    assert run_guarded(["sweep", str(path), "-o", str(out), "-q", "--no-figures"]) == 0
    out = round_in(out)
    restore_parts(out / "parts")
    whole = content(out)
    spoil(next((round_in(out) / "parts").glob("part-000002-*")), how)
    if how in ("cut", "altered", "empty"):
        with pytest.raises(DataProblem, match="not as it was written"):
            list(load_study(out).parts())
    (out / "parts" / f".sim-draft-{'0' * 32}").write_bytes(b"half")
    capsys.readouterr()
    assert run_guarded(["sweep", str(path), "-o", str(tmp_path / "out"), "--no-figures"]) == 0
    said = capsys.readouterr().err
    restore_parts(out / "parts")
    assert "going on: 10 of 12 cells done" in said
    # A file of another name is nobody's part: it stays where it is.
    assert ("runs again" in said) == (how not in ("gone", "another name"))
    assert (
        content(out).items()
        == (whole | {k: v for k, v in content(out).items() if k.endswith("part.parquet")}).items()
    )


def test_a_part_of_another_study_is_not_taken(tmp_path: Path) -> None:
    study = read_study(written(tmp_path))
    other = read_study(written(tmp_path, SMALL.replace("worlds = 40", "worlds = 41")))
    play(study, tmp_path / "one")
    play(other, tmp_path / "two")
    whole = content(tmp_path / "two")
    mine, theirs = (
        sorted((round_in(tmp_path / name) / "parts").iterdir())[0] for name in ("one", "two")
    )
    theirs.unlink()
    shutil.copy(mine, theirs.parent)
    assert judge_part(theirs.parent / mine.name, other) is None
    play(other, tmp_path / "two")
    assert content(tmp_path / "two") == whole


def test_a_second_sweep_is_refused(tmp_path: Path) -> None:
    study = read_study(written(tmp_path))
    with Folder(tmp_path / "out"), pytest.raises(UsageProblem, match="another process"):
        play(study, tmp_path / "out")
    play(study, tmp_path / "out")


@pytest.mark.parametrize(
    "what",
    ["another study", "another layout", "a run", "a file", "design"],
)
def test_a_folder_of_something_else_is_refused(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = written(tmp_path), tmp_path / "out"
    assert run_guarded(["sweep", str(path), "-o", str(out), "-q", "--no-figures"]) == 0
    manifest = manifest_of(out)
    restore_parts(round_in(out) / "parts")
    if what == "another study":
        path.write_text(SMALL.replace("worlds = 40", "worlds = 30"))
    elif what == "a file":
        shutil.rmtree(out)
        out.write_text("x")
    else:
        changes: dict[str, dict[str, Any]] = {
            "another layout": {"format": 0},
            "a run": {"kind": "run"},
            "design": {"files": manifest["files"] | {"design.parquet": "0" * 64}},
        }
        altered_manifest(out, **changes[what])
    before = every(tmp_path)
    capsys.readouterr()
    assert run_guarded(["sweep", str(path), "-o", str(out)]) == (2 if what == "a file" else 3)
    message = capsys.readouterr().err
    assert len(message.strip().split("\n")) == 3
    assert what in message or what in ("another layout", "a run", "a file", "another study")
    assert every(tmp_path) == before


def test_the_manifest_names_no_user_and_no_machine(tmp_path: Path) -> None:
    import getpass
    import platform

    study = read_study(written(tmp_path))
    play(study, tmp_path / "out")
    text = (tmp_path / "out" / "manifest.json").read_text()
    manifest = manifest_of(tmp_path / "out")
    assert str(tmp_path) not in text
    assert platform.node() not in text
    assert f"/{getpass.getuser()}" not in text
    assert manifest["rows"] == 480
    assert {"commit", "dirty"} == set(manifest["git"] or {"commit": 0, "dirty": 0})


@pytest.mark.parametrize("batch", [1, 7, 100])
def test_failing_worlds_stand_alone(
    batch: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study = read_study(written(tmp_path))
    play(study, tmp_path / "sound")
    spoil_worlds(monkeypatch)
    with pytest.raises(StudyStopped, match="24 worlds failed"):
        play(study, tmp_path / "faulty", batch=batch)
    results = load_study(tmp_path / "faulty")
    assert results.complete
    for sound, faulty in zip(
        load_study(tmp_path / "sound").worlds(), results.worlds(), strict=True
    ):
        failed = faulty["error"].notna()
        assert set(faulty.loc[failed, "world"]) == {NO_STATE, NO_VALUE}
        assert (faulty.loc[failed, "seed"] == 7).all()
        assert faulty.loc[failed, ["war", "final_state", "value_washington"]].isna().all(axis=None)
        assert (
            faulty.loc[~failed, "value_washington"] == sound.loc[~failed, "value_washington"]
        ).all()
        assert set(faulty.loc[failed, "error"]) == {tasks.LOST}
    assert (results.cells["n"] == 38).all()
    assert (results.cells["failed"] == 2).all()


def test_failing_worlds_give_exit_code_4(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil_worlds(monkeypatch)
    path = written(tmp_path)
    assert run_guarded(["sweep", str(path), "-o", str(tmp_path / "out"), "-q"]) == 4
    three_lines(capsys.readouterr().err)


def test_a_cell_that_is_no_scenario_fails_alone(tmp_path: Path) -> None:
    """Each chance may be 0 or a half, and together they add up to 1 in three cells of eight."""
    weights = ", ".join(f'"kim_chance.{kim}"' for kim in ("fearful", "greedy", "erratic"))
    head = SMALL[: SMALL.index("[levers]")] + "[uncertainties]\n"
    factors = "\n".join(f'{name} = "0,0.5"' for name in weights.split(", "))
    text = f'{head}{factors}\n[[design]]\nkind = "factorial"\n[replication]\nworlds = 5\n'
    with pytest.raises(StudyStopped, match="25 worlds failed"):
        play(read_study(written(tmp_path, text)), tmp_path / "out")
    cells = load_study(tmp_path / "out").cells
    assert cells["n"].tolist() == [0, 0, 0, 5, 0, 5, 5, 0]
    errors = [table["error"] for table in load_study(tmp_path / "out").worlds()]
    assert errors[0][0] == "ScenarioProblem: the chances of kim_chance add up to 0"


def test_an_interrupt_keeps_what_is_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out, played = written(tmp_path), tmp_path / "out", tasks.outcomes_and_series
    calls: list[int] = []

    def interrupted(*arguments: Any, **more: Any) -> Any:
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return played(*arguments, **more)

    monkeypatch.setattr(tasks, "outcomes_and_series", interrupted)
    assert run_guarded(["sweep", str(path), "-o", str(out), "-q", "--no-figures"]) == 130
    message = capsys.readouterr().err
    assert "Go on with: sim" in message
    assert "every part that was finished is kept" in message
    assert len(load_study(out).cells) == 6
    assert not load_study(out).complete
    monkeypatch.undo()
    assert run_guarded(["sweep", str(path), "-o", str(out), "-q", "--no-figures"]) == 0
    play(read_study(path), tmp_path / "whole")
    assert content(out) == content(tmp_path / "whole")


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_waits_until_the_part_is_written(
    jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = running.write_part

    def interrupted(*arguments: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.01)
        return write(*arguments)

    monkeypatch.setattr(running, "write_part", interrupted)
    study = read_study(written(tmp_path))
    with pytest.raises(KeyboardInterrupt):
        play(study, tmp_path / "out", jobs=jobs)
    (part,) = listed_in(load_study(tmp_path / "out").manifest, "parts").values()
    assert (round_in(tmp_path / "out") / "parts" / part).exists()


def test_a_dry_run_says_how_large_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path)
    before = every(tmp_path)
    assert run_guarded(["sweep", str(path), "--dry-run", "-o", str(tmp_path / "out")]) == 0
    said = capsys.readouterr().out
    assert "factorial 6 x sobol 2 = 12 cells" in said
    assert "480 worlds" in said
    assert "time: about" in said
    assert every(tmp_path) == before


def test_options_of_a_scenario_are_refused_for_a_study(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_guarded(["sweep", str(written(tmp_path)), "--seed", "8"]) == 2
    assert "--seed" in capsys.readouterr().err
