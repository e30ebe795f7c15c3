"""Saving: the suffix decides, and nothing is half written."""

from pathlib import Path

import pytest

from sim.errors import UsageProblem
from sim.show.style import Picture, rendered, save
from sim.study.store.disk import StorageProblem
from tests.show.drawn import framed, provenance

STARTS = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF", ".PNG": b"\x89PNG"}


@pytest.fixture
def figure() -> Picture:
    return framed("title", "subtitle", provenance(5))


@pytest.mark.parametrize("suffix", STARTS)
def test_the_suffix_decides(figure: Picture, suffix: str, tmp_path: Path) -> None:
    path = save(figure, tmp_path / f"picture{suffix}")
    assert path.read_bytes().startswith(STARTS[suffix])
    assert path.read_bytes() == rendered(figure, suffix.lower().removeprefix("."))


@pytest.mark.parametrize("name", ["picture.gif", "picture", "picture.png.zip"])
def test_another_suffix_is_refused_and_nothing_written(figure: Picture, name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=r"End the name in \.png, \.svg or \.pdf"):
        save(figure, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_named(figure: Picture, tmp_path: Path) -> None:
    with pytest.raises(StorageProblem, match="cannot be written") as problem:
        save(figure, tmp_path / "nowhere" / "picture.png")
    assert str(tmp_path / "nowhere" / "picture.png") in problem.value.where


def test_a_failure_leaves_the_old_picture(figure: Picture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"old")

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(Picture, "savefig", fail)
    with pytest.raises(RuntimeError):
        save(figure, path)
    assert path.read_bytes() == b"old"
