"""Whose files they are: what others wrote stays, links are not followed, and one process writes at
a time.
"""

from __future__ import annotations

import errno
import json
import os
import pkgutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

import sim
from sim.core.base.errors import DataProblem, UsageProblem
from sim.study.experiment.definition import Experiment
from sim.study.experiment.study_file import read_study
from sim.study.store import disk
from sim.study.store.disk import ASIDE, MARK, Folder, StorageProblem, write
from tests.cli.command import Captured, said, three_lines
from tests.storage.simulated import SimulatedDisk
from tests.studies.studies import SMALL, content, every, play, round_in, run, sweep_command, written


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place with a study, `small.toml`, and its results, `out`."""
    place = tmp_path_factory.mktemp("study")
    play(read_study(written(place, SMALL.replace("worlds = 40", "worlds = 10"))), place / "out")
    return place


@pytest.fixture
def study(place: Path) -> Experiment:
    """The study."""
    return read_study(place / "small.toml")


@pytest.fixture
def folder(place: Path, tmp_path: Path) -> Path:
    """A copy of its results that a test may spoil."""
    subprocess.run(["cp", "-r", place / "out", tmp_path / "copy"], check=True)
    return tmp_path / "copy"


def link_to_parts(folder: Path) -> None:
    """Put a link to a folder with a user's file in the place of the parts."""
    (folder.parent / "else").mkdir()
    (folder.parent / "else" / f"part-000000-{'0' * 64}.parquet").write_text("x")
    (round_in(folder) / "parts").rename(folder.parent / "before")
    (round_in(folder) / "parts").symlink_to(folder.parent / "else")


def link_to_tables(folder: Path) -> None:
    """Put a link to a folder of a user in the place of the tables."""
    (folder.parent / "else").mkdir()
    (folder.parent / "else" / "thesis.csv").write_text("x")
    (round_in(folder) / "tables").symlink_to(folder.parent / "else")


FOREIGN: dict[str, Callable[[Path], object]] = {
    "a draft of another program": lambda folder: (folder / "thesis.tmp").write_text("x"),
    "a table among the parts": lambda folder: (
        round_in(folder) / "parts" / "bolts.parquet"
    ).write_text("x"),
    "a table beside the tables": lambda folder: link_to_tables(folder),
    "a figure": lambda folder: (folder / "figure.png").write_text("x"),
}


@pytest.mark.parametrize(
    "name", ["thesis.tmp", "parts/bolts.parquet", "tables/points.csv", "design.parquet"]
)
@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "force"])
def test_a_folder_of_others_is_refused_and_untouched(
    name: str, force: tuple[str, ...], place: Path, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "mine" / name
    path.parent.mkdir(parents=True)
    path.write_text("x")
    found = said(capsys, "sweep", place / "small.toml", "-o", tmp_path / "mine", *force)
    assert found.code == 3
    assert three_lines(found.err)[0] == "sim: the folder holds something else"
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [path]


@pytest.mark.parametrize("foreign", FOREIGN.values(), ids=FOREIGN)
def test_what_others_put_into_our_folder_stays(
    foreign: Callable[[Path], object],
    place: Path,
    folder: Path,
    study: Experiment,
    capsys: Captured,
) -> None:
    """Also where another study takes the place of this one by force."""
    before = set(folder.parent.rglob("*"))
    foreign(folder)
    strange = {
        path: path.read_bytes() for path in set(folder.parent.rglob("*")) - before if path.is_file()
    }
    assert strange
    play(study, folder)
    other = written(folder.parent / "other", SMALL.replace("worlds = 40", "worlds = 12"))
    assert said(capsys, "sweep", other, "-o", folder, "--force", "-q", "--no-figures").code == 0
    assert {path: path.read_bytes() for path in strange} == strange
    wanted = len({name for name in content(place / "out") if name.startswith("parts/")})
    assert len(list((round_in(folder) / "parts").glob("part-*"))) == wanted


def test_a_folder_of_parts_that_is_a_link_is_refused(folder: Path, study: Experiment) -> None:
    link_to_parts(folder)
    before = every(folder.parent / "else")
    with pytest.raises(
        StorageProblem, match="something of that name that sim did not write"
    ) as problem:
        play(study, folder)
    assert problem.value.remedy.startswith("Move it away")
    assert every(folder.parent / "else") == before


def test_a_hostile_mark_owns_nothing_elsewhere(folder: Path) -> None:
    """A mark may come from a stranger's archive: names in it that lead elsewhere are no names."""
    outside = folder.parent / "thesis"
    outside.write_text("x")
    names = ["../thesis", str(outside), f"parts/../../{outside.name}", "a/b/c", "..", "", MARK]
    with (folder / MARK).open("a") as file:
        file.write("".join(f"\n{json.dumps(name)}\n" for name in names) + "\n{\n[1]\n\xff")
    with Folder(folder) as own:
        own.clear()
    assert outside.read_text() == "x"
    assert (folder / MARK).exists()


@pytest.mark.parametrize("where", ["figure.png", "figures/figure.png"])
def test_nothing_is_written_through_a_link(where: str, tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("x")
    with Folder(tmp_path / "out"):
        target = tmp_path / "out" / where
        write(target, b"1")
        target.unlink()
        target.symlink_to(tmp_path / "victim")
        with pytest.raises(StorageProblem):
            write(target, b"2")
    assert (tmp_path / "victim").read_text() == "x"


def test_a_link_with_the_name_of_a_draft_leads_nowhere(
    place: Path, tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "victim.txt").write_text("x")
    (tmp_path / "x.zip.tmp").symlink_to(tmp_path / "victim.txt")
    assert said(capsys, "archive", place / "out", "-o", tmp_path / "x.zip").code == 0
    assert (tmp_path / "victim.txt").read_text() == "x"
    assert not (tmp_path / "x.zip").is_symlink()


def test_drafts_have_names_that_nobody_can_guess(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "system", simulated := SimulatedDisk(tmp_path))
    for _ in range(2):
        write(tmp_path / "x", b"1")
    drafts = [line.split()[1] for line in simulated.log if line.startswith("open")]
    assert len(set(drafts)) == 2
    assert all(disk.DRAFT.fullmatch(name) for name in drafts)


@pytest.mark.parametrize(
    "number", [errno.EMFILE, errno.EIO, errno.EACCES, errno.ESTALE, errno.ENOMEM]
)
def test_a_read_error_stops_the_sweep_and_loses_nothing(
    number: int, folder: Path, study: Experiment, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = every(folder)

    class Ailing(disk.System):
        def read(self, path: Path, most: int = -1) -> bytes:
            if path.name.startswith("part-000003"):
                raise OSError(number, os.strerror(number))
            return super().read(path, most)

    next((round_in(folder) / "parts").glob("part-000001-*")).write_bytes(b"cut")
    monkeypatch.setattr(disk, "system", Ailing())
    with pytest.raises(StorageProblem, match=os.strerror(number)) as problem:
        play(study, folder)
    assert "Nothing was changed" in problem.value.remedy
    assert every(folder).keys() == before.keys()
    monkeypatch.undo()
    play(study, folder)
    assert {
        name: held for name, held in every(folder).items() if ASIDE not in name
    }.keys() == before.keys()


@pytest.mark.parametrize("what", ["cut", "folder", "link", "loop"])
def test_what_stands_in_for_a_part_is_set_aside_and_the_part_runs_again(
    what: str, place: Path, folder: Path, capsys: Captured
) -> None:
    path = next((round_in(folder) / "parts").glob("part-000001-*"))
    path.unlink()
    {
        "cut": lambda: path.write_bytes(b"cut"),
        "folder": path.mkdir,
        "link": lambda: path.symlink_to(folder / MARK),
        "loop": lambda: path.symlink_to(path),
    }[what]()
    found = said(capsys, "sweep", place / "small.toml", "-o", folder, "--no-figures")
    assert found.code == 0, found.err
    assert ASIDE in found.err
    assert content(folder) == content(place / "out")
    assert len(os.listdir(round_in(folder) / ASIDE)) == 1


def test_a_cut_manifest_says_what_to_do_and_that_helps(
    place: Path, folder: Path, capsys: Captured
) -> None:
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes()[:-200])
    found = said(capsys, "sweep", place / "small.toml", "-o", folder, "--no-figures")
    assert found.code == 3
    assert "Remove this one file, then run the same command again" in three_lines(found.err)[2]
    path.unlink()
    found = said(capsys, "sweep", place / "small.toml", "-o", folder, "--no-figures")
    assert found.code == 0
    assert "going on: 12 of 12 cells done" in found.err


def test_the_lock_outlives_its_file(place: Path, tmp_path: Path, study: Experiment) -> None:
    """Without the mark nobody enters, and whoever holds the folder puts it back."""
    out = tmp_path / "out"
    with Folder(out):
        write(out / "first", b"1")
        (out / MARK).unlink()
        with pytest.raises(DataProblem, match="something else"):
            play(study, out)
        write(out / "first", b"2")
        with pytest.raises(UsageProblem, match="another process"):
            play(study, out)
    with Folder(out) as own:
        assert own.own == {"first"}


def test_a_folder_that_was_taken_or_moved_is_not_written_to(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with Folder(out):
        write(out / "first", b"1")
        (out / MARK).unlink()
        (out / MARK).touch()
        with pytest.raises(StorageProblem, match="taken by another"):
            write(out / "second", b"2")
    with Folder(out):
        out.rename(tmp_path / "away")
        out.mkdir()
        with pytest.raises(StorageProblem, match="moved"):
            write(out / "second", b"2")
    assert os.listdir(out) == []


def test_two_processes_do_not_write_at_once(place: Path, folder: Path) -> None:
    with Folder(folder):
        ended = run(sweep_command(place / "small.toml", folder))
    assert ended.returncode == 2
    assert "another process is writing there" in three_lines(ended.stderr)[0]


def test_everything_imports_and_reads_where_there_is_no_fcntl(place: Path) -> None:
    """As on Windows; the lock there is msvcrt's."""
    modules = [
        each.name
        for each in pkgutil.walk_packages(sim.__path__, "sim.")
        if not each.name.endswith("__main__")
        # Here Solara, which has a lock of its own for Windows, would wait for one that is never given back.
        and each.name != "sim.mesa_app"
    ]
    script = (
        "import sys, importlib; sys.modules['fcntl'] = None\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "from sim.study.store.study_results import load_study\n"
        f"print(len(list(load_study({str(place / 'out')!r}).parts())))"
    )
    ended = run([sys.executable, "-c", script])
    assert (ended.returncode, ended.stdout) == (0, "6\n"), ended.stderr


def test_the_lock_of_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[int] = []

    def locking(handle: int, mode: int, size: int) -> None:
        assert (mode, size, os.lseek(handle, 0, os.SEEK_CUR)) == (2, 1, 1 << 30)
        if taken:
            raise OSError(errno.EACCES, "Permission denied")
        taken.append(handle)

    monkeypatch.setattr(disk, "sys", SimpleNamespace(platform="win32"))
    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(LK_NBLCK=2, locking=locking))  # type: ignore[arg-type]
    with Folder(tmp_path):
        write(tmp_path / "x", b"1")
        with pytest.raises(UsageProblem):
            Folder(tmp_path)
    taken.clear()
    with Folder(tmp_path) as own:
        assert own.own == {"x"}
    assert (tmp_path / MARK).stat().st_size < 1000


def test_a_plot_on_a_full_disk_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(disk, "system", SimulatedDisk(tmp_path, "torn", 1))
    found = said(
        capsys,
        "plot",
        "timeline",
        "core",
        "-n",
        10,
        "--set",
        "months=3",
        "-o",
        tmp_path / "x.png",
        "-q",
    )
    assert found.code == 3
    assert "No space left on device" in three_lines(found.err)[0]
    assert os.listdir(tmp_path) == []


def test_every_write_of_a_run_is_synced_and_under_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(disk, "system", simulated := SimulatedDisk(tmp_path))
    assert (
        said(
            capsys, "run", "core", "-n", 10, "--set", "months=3", "-o", tmp_path / "out", "-q"
        ).code
        == 0
    )
    assert not simulated.pending
    written = {path: file for path, file in simulated.files.items() if path.is_file()}
    assert {MARK, "manifest.json"} < {path.name for path in written}
    assert all(file.synced == path.read_bytes() for path, file in written.items())
