"""A test over many cases says in which it fails, and each case begins clean."""

import os
from pathlib import Path

import pytest

from tests.for_each import for_each

SEEN: list[int] = []


@for_each("number, word", [(1, "one"), (2, "two"), (4, "four")])
def odd(number: int, word: str) -> None:
    SEEN.append(number)
    assert number % 2, word


@for_each("number", [1, 2])
def test_each_case_has_a_folder_and_patches_of_its_own(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "OF_A_CASE" not in os.environ
    assert not list(tmp_path.iterdir())
    monkeypatch.setenv("OF_A_CASE", str(number))
    (tmp_path / "file").touch()


def test_all_cases_run_and_a_failure_names_those_that_fail() -> None:
    with pytest.raises(AssertionError, match="two") as failed:
        odd()  # type: ignore[call-arg]
    assert SEEN == [1, 2, 4]
    assert failed.value.__notes__ == [
        "It fails in 2 of 3 cases:",
        "{'number': 2, 'word': 'two'}",
        "{'number': 4, 'word': 'four'}",
    ]


def test_no_case_at_all_is_an_error() -> None:
    with pytest.raises(ValueError, match="no case of number"):
        for_each("number", [])
