"""A world stands once in a folder of results, and a kill at any step of publishing loses none."""

from pathlib import Path
from typing import Any

import pytest

import sim
from sim.core.base.errors import DataProblem
from sim.publish import folder as publishing
from sim.study.play import play
from tests.cli.command import Captured, said

WORLDS = 1500
LINE = ("sweep", "core", "--over", "washington.pressure=0:1:20", "-n", WORLDS, "--set", "months=2")


@pytest.fixture
def asked(tmp_path: Path, capsys: Captured) -> tuple[Any, ...]:
    """A sweep of two parts that has been published."""
    line = (*LINE, "-q", "--no-figures", "-o", tmp_path / "out")
    assert said(capsys, *line).code == 0
    return line


def tables(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*.parquet")}


def worlds_of(out: Path) -> list[Any]:
    results = sim.load_study(out)
    return [[values.tolist() for values in columns.values()] for columns, _ in results.parts()]


def play_none(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the blocks that are played from now on, in a list that fills."""
    blocks: list[int] = []
    usual = play.play_blocks

    def noted(study: Any, design: Any, left: Any, *more: Any) -> Any:
        blocks.extend(left)
        return usual(study, design, left, *more)

    monkeypatch.setattr(play, "play_blocks", noted)
    return blocks


def test_the_parts_leave_their_rows_to_the_table_of_all_worlds(
    asked: tuple[Any, ...], tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    before, worlds = tables(out), worlds_of(out)
    parts = [name for name in before if "/parts/" in name]
    assert len(parts) == 2
    assert sum(len(before[name]) for name in parts) < len(before["runs.parquet"]) / 4
    assert [len(part[0]) for part in worlds] == [24_000, 6_000]
    assert said(capsys, "reproduce", out, "-q").code == 0
    blocks = play_none(monkeypatch)
    assert said(capsys, *asked).code == 0
    assert (tables(out), blocks) == (before, [])


@pytest.mark.parametrize("step", ["write_worlds", "lean_on", "contents_of", "hash_of_file"])
def test_a_kill_while_it_is_published_again_loses_no_world(
    step: str,
    asked: tuple[Any, ...],
    tmp_path: Path,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = tmp_path / "out"
    before, worlds = tables(out), worlds_of(out)
    blocks = play_none(monkeypatch)

    def kill(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as killed:
        killed.setattr(publishing, step, kill)
        with pytest.raises(SystemExit):
            said(capsys, *asked)
    assert worlds_of(out) == worlds
    assert said(capsys, *asked).code == 0
    assert (tables(out), blocks) == (before, [])


def test_without_its_manifest_the_folder_keeps_its_worlds(
    asked: tuple[Any, ...], tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The remedy for a manifest that cannot be used is to remove it and to run the command."""
    out = tmp_path / "out"
    before, blocks = tables(out), play_none(monkeypatch)
    (out / "manifest.json").unlink()
    assert said(capsys, *asked).code == 0
    assert (tables(out), blocks) == (before, [])


@pytest.mark.parametrize("damage", ["gone", "cut short", "a byte", "another's"])
def test_parts_whose_rows_are_damaged_are_refused_and_made_anew(
    damage: str, asked: tuple[Any, ...], tmp_path: Path, capsys: Captured
) -> None:
    out = tmp_path / "out"
    before = tables(out)
    whole = out / "runs.parquet"
    if damage == "gone":
        whole.unlink()
    elif damage == "cut short":
        whole.write_bytes(before["runs.parquet"][:-100])
    elif damage == "a byte":
        content = bytearray(before["runs.parquet"])
        content[len(content) // 3] ^= 1
        whole.write_bytes(content)
    else:
        other = tmp_path / "other"
        line = (*asked[:-1], other, "--seed", 8)
        assert said(capsys, *line).code == 0
        whole.write_bytes((other / "runs.parquet").read_bytes())
    with pytest.raises(DataProblem, match="not as it was written"):
        worlds_of(out)
    assert said(capsys, *asked).code == 0
    assert tables(out).items() >= before.items()
