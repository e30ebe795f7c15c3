"""A missing browser is a skip with its reason at home, and a failure where one is a must."""

from __future__ import annotations

import shutil

import pytest

from tests.browser.chromium import chromium


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("SIM_NEED_BROWSER", raising=False)


def test_without_a_browser_the_tests_are_skipped() -> None:
    with pytest.raises(pytest.skip.Exception, match="no Chromium: none of chromium"):
        chromium()


@pytest.mark.parametrize("name", ["CI", "SIM_NEED_BROWSER"])
def test_where_a_browser_is_a_must_its_absence_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(pytest.fail.Exception, match="asks for one"):
        chromium()
