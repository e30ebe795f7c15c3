"""Compiled code is loaded only from a place that nobody else could have written."""

import hashlib
import os
import stat
import sys
import warnings
from pathlib import Path

import pytest

from sim.core.engine import cache, toolchain
from sim.core.engine.cache import cache_folder, make_private, only_ours

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")


@pytest.fixture
def wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the user asks for."""
    monkeypatch.setenv("SIM_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_new_folder_is_for_this_user_alone_whatever_the_umask(wanted: Path) -> None:
    before = os.umask(0)
    try:
        assert cache_folder() == wanted
        make_private(wanted / "kernels")
    finally:
        os.umask(before)
    assert stat.S_IMODE(wanted.stat().st_mode) == 0o700
    assert stat.S_IMODE((wanted / "kernels").stat().st_mode) == 0o700


@pytest.mark.parametrize("rights", [0o777, 0o770, 0o707])
def test_a_folder_that_others_can_write_is_not_used(
    wanted: Path, rights: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_is_private", lambda group: False)
    wanted.mkdir()
    wanted.chmod(rights)
    with pytest.warns(UserWarning, match="others can write it") as caught:
        folders = {cache_folder(), cache_folder()}
    assert len(caught) == len(folders) == 1
    assert wanted not in folders
    assert only_ours(folders.pop())


def test_a_folder_below_one_that_others_can_write_is_not_used(wanted: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    make_private(shared / "cache")
    assert not only_ours(shared / "cache")
    shared.chmod(0o1777)  # sticky: others may add files and touch none of ours
    assert only_ours(shared / "cache")


def test_a_group_of_this_user_alone_is_safe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o770)
    monkeypatch.setattr(cache, "_is_private", lambda group: True)
    assert only_ours(tmp_path)
    monkeypatch.setattr(cache, "_is_private", lambda group: False)
    assert not only_ours(tmp_path)


def test_a_folder_that_cannot_be_made_leaves_one_of_this_process(wanted: Path) -> None:
    wanted.write_text("a file in the way")
    with pytest.warns(UserWarning, match="keeps no compiled rules"):
        own = cache_folder()
    assert own.is_dir()
    assert own != wanted


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_a_file_of_another_user_is_not_loaded_though_its_hash_is_right(tmp_path: Path) -> None:
    library = tmp_path / "planted.so"
    library.write_bytes(b"somebody else's code")
    digest = hashlib.sha256(library.read_bytes()).hexdigest()
    library.with_suffix(".sha256").write_text(digest)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert toolchain._whole(library)
        os.chown(library, 65534, 65534)
        assert not toolchain._whole(library)
