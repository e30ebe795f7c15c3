"""Forged findings: a finding that its worlds do not bear out is refused, with every hash and seal made
anew.
"""

from __future__ import annotations

import json
import random
import shutil
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sim.cli.main import run_guarded
from sim.core.base.errors import Problem
from sim.publish.reproduce import check_folder
from sim.study.store.archive import SUMS, archive
from sim.study.store.manifest import FINDING, MANIFEST
from tests.cli.command import Captured, said, three_lines
from tests.for_each import for_each
from tests.pipeline.analyses import ANALYSES
from tests.storage.sealing import changed

Made = Callable[[str], Path]
FORGED = ("run", "sweep", "game", "compare", "know")
"""Analyses whose findings follow from the worlds that are kept with them; `game` plays several rounds."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return what gives the folder of results of each analysis, made once."""
    root = tmp_path_factory.mktemp("made")

    @cache
    def folder(name: str) -> Path:
        words = [*ANALYSES[name], "--no-figures", "-q", "-o", str(root / name)]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.argv", ["sim", *words])
            assert run_guarded(words) == 0
        return root / name

    return folder


def seal_files(folder: Path) -> None:
    """List the files of a folder with the hashes that they have now, and seal the manifest anew."""
    files = json.loads((folder / MANIFEST).read_text())["files"]
    for name in files:
        if not name.endswith(".parquet"):
            files[name] = sha256((folder / name).read_bytes()).hexdigest()
    changed(folder, files=files)


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every number and text in plain data."""
    if isinstance(node, dict | list):
        for key, part in node.items() if isinstance(node, dict) else enumerate(node):
            yield from leaves(part, (*path, key))
    elif isinstance(node, int | float | str) and not isinstance(node, bool):
        yield path


def forge(folder: Path, path: tuple[Any, ...]) -> None:
    """Change one number or text of the finding in a folder, and seal all anew."""
    content = json.loads((folder / FINDING).read_text())
    node = content
    for key in path[:-1]:
        node = node[key]
    value = node[path[-1]]
    node[path[-1]] = f"{value} not" if isinstance(value, str) else 1.01 * value + 1
    (folder / FINDING).write_text(json.dumps(content))
    seal_files(folder)


@for_each("name", FORGED)
def test_a_finding_follows_from_its_worlds(made: Made, name: str) -> None:
    assert check_folder(made(name))


@for_each("name", FORGED)
def test_a_forged_finding_is_refused(made: Made, tmp_path: Path, name: str) -> None:
    content = json.loads((made(name) / FINDING).read_text())
    # A run would have to play worlds for its notes, and these are told of in `sim reproduce`.
    paths = [path for path in leaves(content) if name != "run" or "notes" not in path]
    draw = random.Random(11)
    for path in draw.sample([path for path in paths if path[0] != "figures"], 8):
        forged = tmp_path / "forged"
        shutil.copytree(made(name), forged)
        forge(forged, path)
        with pytest.raises(Problem):
            check_folder(forged)
        shutil.rmtree(forged)


@for_each("words", [("show",), ("report", "-o", "page.html")])
def test_commands_that_tell_of_results_refuse_a_forged_finding(
    made: Made,
    tmp_path: Path,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
) -> None:
    shutil.copytree(made("run"), tmp_path / "forged")
    forge(tmp_path / "forged", ("tables", 2, "rows", 0, 1))
    monkeypatch.chdir(tmp_path)
    code, _, err = said(capsys, words[0], "forged", *words[1:])
    assert code == 5
    assert "do not follow from its worlds" in three_lines(err)[0]
    assert not (tmp_path / "page.html").exists()


@for_each("name", ["run", "game"])
def test_check_refuses_an_archive_of_a_forged_finding(
    made: Made, tmp_path: Path, capsys: Captured, name: str
) -> None:
    shutil.copytree(made(name), tmp_path / "forged")
    forge(tmp_path / "forged", ("sentences", 0))
    archive([tmp_path / "forged"], tmp_path / "forged.zip")
    code, _, err = said(capsys, "reproduce", str(tmp_path / "forged.zip"), "--check")
    assert code == 5
    assert "sentences do not follow" in three_lines(err)[0]


@for_each("entry", ["commands.sh", "run/runs.csv"])
def test_check_refuses_texts_of_an_archive_that_contradict_its_results(
    made: Made, tmp_path: Path, capsys: Captured, entry: str
) -> None:
    archive([made("run")], tmp_path / "run.zip")
    with zipfile.ZipFile(tmp_path / "run.zip") as packed:
        texts = {name: packed.read(name) for name in packed.namelist()}
    assert entry in texts
    texts[entry] = texts[entry].replace(b"1", b"2", 1)
    texts[SUMS] = "".join(
        f"{sha256(content).hexdigest()}  {name}\n"
        for name, content in texts.items()
        if name != SUMS
    ).encode()
    with zipfile.ZipFile(tmp_path / "forged.zip", "w") as packed:
        for name, content in texts.items():
            packed.writestr(name, content)
    code, _, err = said(capsys, "reproduce", str(tmp_path / "forged.zip"), "--check")
    assert code == 5, err
    assert "differs" in three_lines(err)[0]


def test_check_says_of_which_folders_only_hashes_were_compared(
    made: Made, tmp_path: Path, capsys: Captured
) -> None:
    archive([made("forecast"), made("run")], tmp_path / "two.zip")
    code, out, _ = said(capsys, "reproduce", str(tmp_path / "two.zip"), "--check")
    assert code == 0
    assert "in 1 folder; hashes only: forecast." in " ".join(out.split())


def test_of_results_of_another_model_only_hashes_are_compared(
    made: Made, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another model may say other things of the same worlds."""
    archive([made("run")], tmp_path / "run.zip")
    other = SimpleNamespace(fingerprint="0" * 12)
    monkeypatch.setattr("sim.study.store.archive.here", lambda made_by: other)
    code, out, err = said(capsys, "reproduce", str(tmp_path / "run.zip"), "--check")
    assert code == 0, err
    assert "in 0 folders; hashes only: run." in " ".join(out.split())


@for_each("content", [b"", b"[]", b'{"analysis": 1}', b"{" * 5000, b'{"data": {"seed": 1e999}}'])
def test_what_is_no_finding_is_refused_by_name(
    made: Made, tmp_path: Path, capsys: Captured, content: bytes
) -> None:
    shutil.copytree(made("run"), tmp_path / "forged")
    (tmp_path / "forged" / FINDING).write_bytes(content)
    seal_files(tmp_path / "forged")
    code, _, err = said(capsys, "show", str(tmp_path / "forged"))
    assert code == 5
    assert "this is no finding" in three_lines(err)[0]
