"""A study played in shares is the study played at once, byte for byte, and what is missing is
named.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.core.base.errors import UsageProblem
from sim.study.store.folder import read_share
from tests.cli.command import Captured, said

STUDY = (
    'title = "A hypercube"\nscenario = "core"\nseed = 7\nblock = 4\noutcomes = ["lose_lose", "war"]\n'
    '[levers]\n"washington.pressure" = "0:1"\n[uncertainties]\n"clash" = "all"\n'
    '[[design]]\nkind = "latin-hypercube"\npoints = 30\n[replication]\nworlds = 10\n'
)


def parts(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "parts").glob("*.parquet")}


def test_shares_come_together_and_a_missing_one_is_named(capsys: Captured, tmp_path: Path) -> None:
    study, many = tmp_path / "cube.toml", ("-o", tmp_path / "many", "-q", "--no-figures")
    study.write_text(STUDY)
    for share in ("1/3", "3/3"):
        assert said(capsys, "sweep", study, *many, "--share", share).code == 0
    result = said(capsys, "sweep", study, *many)
    assert (result.code, "missing, or not finished: 2/3" in result.err) == (3, True)
    assert said(capsys, "sweep", study, *many, "--share", "2/3").code == 0
    assert said(capsys, "sweep", study, *many).code == 0
    assert said(capsys, "sweep", study, "-o", tmp_path / "one", "-q", "--no-figures").code == 0
    assert parts(tmp_path / "many") == parts(tmp_path / "one")


def test_a_share_of_another_study_is_refused(capsys: Captured, tmp_path: Path) -> None:
    one, other = tmp_path / "one.toml", tmp_path / "other.toml"
    one.write_text(STUDY)
    other.write_text(STUDY.replace("seed = 7", "seed = 8"))
    assert said(capsys, "sweep", other, "-o", tmp_path / "many", "-q", "--share", "1/2").code == 0
    result = said(capsys, "sweep", one, "-o", tmp_path / "many", "-q")
    assert (result.code, "one of another study" in result.err) == (3, True)


@pytest.mark.parametrize("text", ["4/3", "0/3", "3", "a/b", "3/0"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(UsageProblem, match="no share"):
        read_share(text)


def test_a_share_is_one_of_a_study(capsys: Captured) -> None:
    result = said(capsys, "sweep", "core", "--over", "washington.pressure=0,1", "--share", "1/2")
    assert (result.code, "a share is one of a study" in result.err) == (2, True)
