"""Bad keys and values in a scenario file give three lines: what, the file, line and key, and what
to do.
"""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.for_each import for_each

ProblemOf = Callable[[Path | str], tuple[str, str, str]]
BASE = 'base = "2017-spring"\n'
BAD = Path(__file__).with_name("bad") / "scenarios.toml"
CASES = tomllib.loads(BAD.read_text(encoding="utf-8"))["case"]


@for_each("case", CASES)
def test_a_bad_key_is_named_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem_of: ProblemOf, case: dict[str, str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(BASE + case["text"], encoding="utf-8")
    what, where, to_do = problem_of("mine.toml")
    assert case["what"] in what
    assert where == f"mine.toml, {case['where']}"
    assert case["to_do"] in to_do


def test_a_problem_in_a_base_is_placed_in_the_base(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, problem_of: ProblemOf
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("lower.toml").write_text(BASE + "\n[seoul]\npolicy = 'sunhine'\n")
    Path("upper.toml").write_text('base = "lower.toml"\nmonths = 12\n')
    assert problem_of("upper.toml")[1] == "lower.toml, line 4, key seoul.policy"


@pytest.mark.parametrize(("kind", "what"), [("elections", "election"), ("switches", "switch")])
def test_what_is_not_to_come_cannot_be_called_off(
    tmp_path: Path, problem_of: ProblemOf, kind: str, what: str
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'base = "core"\n[{kind}]\nwashington = false')
    said, where, _ = problem_of(path)
    assert said == f"there is no {what} of washington to call off"
    assert where == f"{path}, line 3, key {kind}.washington"


def test_a_start_after_the_months_of_the_base_is_placed_where_the_start_stands(
    tmp_path: Path, problem_of: ProblemOf
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(BASE + 'start = "2018-01"')
    what, where, to_do = problem_of(path)
    assert what.startswith(
        "before the start, 2018-01, lie elections 2017-05; switches 2017-03; windows "
    )
    assert where == f"{path}, line 2, key start"
    assert "elections = []" in to_do


@for_each(
    ("base", "what", "to_do"),
    [
        ("2017-sprng", "there is no scenario '2017-sprng'", "Did you mean '2017-spring'?"),
        ("nosuch.toml", "the base 'nosuch.toml': there is no such file", "Check the path."),
        ("../other.toml", "lies in another folder", "a file beside this one"),
        ("a\\u0000.toml", "cannot be", "Check the path."),
        ("", "there is no scenario ''", "or one of: "),
    ],
)
def test_a_base_that_is_not_there(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    problem_of: ProblemOf,
    base: str,
    what: str,
    to_do: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text(f'title = "x"\nbase = "{base}"')
    said = problem_of("mine.toml")
    assert what in said[0]
    assert said[1] == "mine.toml, line 2, key base"
    assert to_do in said[2]
