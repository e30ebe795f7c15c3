"""An archive of each kind, made once and kept: every Python and every set of packages reproduces it."""

from __future__ import annotations

import pytest

from tools.update_archives import KEPT, MAKES, reproduce

pytestmark = pytest.mark.short


def test_an_archive_of_each_kind_is_kept_and_no_other() -> None:
    assert {path.stem for path in KEPT.glob("*.zip")} == {*MAKES}
    assert sum(path.stat().st_size for path in KEPT.glob("*.zip")) < 2**20


@pytest.mark.parametrize("kind", MAKES)
def test_a_kept_archive_comes_out_value_for_value(kind: str) -> None:
    assert reproduce(KEPT / f"{kind}.zip") == ""
