"""The line of a key: what a reader would point at, and what reading the text bit by bit gives."""

import doctest
import tomllib
from importlib import resources
from typing import Any

from hypothesis import given, strategies as st

import sim.core.scenario.toml_file
from sim.core.base.errors import KeyPath
from sim.core.scenario import shipped_scenarios
from sim.core.scenario.toml_file import MOST_WORK, lines_of, statements
from tests.for_each import for_each

TEXT = '''# washington is named here first
title = "months = 3"   # 2

  months = 12
"quoted key" = 1
notes = """
months = 99
[seoul]
"""
modules = [
  "thaad",  # ]
  "relation",
]
[washington]   # 14
policy = "x"

[[washington.schedule]]
from = "a"
levers = { pressure = 1, dialogue = 2 }
[[washington.schedule]]
from = "b"
[washington.schedule.inner]
deep = 1
[[washington.schedule]]
[parameters]
tension.deploy = 1
'a.b' = 2
'''
POINTED_AT: dict[KeyPath, int] = {
    ("title",): 2,
    ("months",): 4,
    ("quoted key",): 5,
    ("notes",): 6,
    ("modules",): 10,
    ("modules", 1): 10,
    ("washington",): 14,
    ("washington", "policy"): 15,
    ("washington", "schedule"): 17,
    ("washington", "schedule", 0): 17,
    ("washington", "schedule", 0, "from"): 18,
    ("washington", "schedule", 0, "levers", "dialogue"): 19,
    ("washington", "schedule", 1): 20,
    ("washington", "schedule", 1, "from"): 21,
    ("washington", "schedule", 1, "inner"): 22,
    ("washington", "schedule", 1, "inner", "deep"): 23,
    ("washington", "schedule", 2): 24,
    ("parameters",): 25,
    ("parameters", "tension"): 26,
    ("parameters", "tension", "deploy"): 26,
    ("parameters", "a.b"): 27,
}


@for_each("path", POINTED_AT)
def test_the_line_is_the_one_a_reader_points_at(path: KeyPath) -> None:
    assert lines_of(TEXT)[path] == POINTED_AT[path]


def test_the_examples_in_the_docstrings_are_true() -> None:
    assert doctest.testmod(sim.core.scenario.toml_file).failed == 0


def test_line_ends_of_windows_change_nothing() -> None:
    assert lines_of(TEXT.replace("\n", "\r\n")) == lines_of(TEXT)


def holds(value: Any, path: KeyPath) -> bool:
    """Whether a value holds something at a path."""
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return False
    return True


def first_line_that_holds(text: str, path: KeyPath) -> int:
    """The slow way: the first beginning of the text that holds the path, and where its last
    statement begins.
    """
    lines = text.split("\n")
    before = 0
    for end in range(1, len(lines) + 1):
        try:
            beginning = tomllib.loads("\n".join(lines[:end]))
        except tomllib.TOMLDecodeError:
            continue
        if holds(beginning, path):
            return before + 1
        before = end
    raise AssertionError(f"nothing holds {path}")


@for_each("name", shipped_scenarios())
def test_every_line_is_that_of_the_first_beginning_that_holds_the_key(name: str) -> None:
    text = resources.files("sim.scenarios").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    found = lines_of(text)
    assert found == {path: first_line_that_holds(text, path) for path in found}


KEY = st.sampled_from(["a", "b", "c", '"d e"', "f.g"])
VALUE = st.sampled_from(
    [
        "1",
        '"x = 1"',
        "[1, 2]",
        "[\n1,\n2]",
        '"""\na = 1\n"""',
        "{ a = 1, b = { c = 2 } }",
        "[{ a = 1 }]",
    ]
)
PAIR = st.builds("{} = {}".format, KEY, VALUE)
HEADER = (
    st.builds("[{}]".format, KEY)
    | st.builds("[[{}]]".format, KEY)
    | st.builds("[[{}.{}]]".format, KEY, KEY)
)
LINE = PAIR | HEADER | st.sampled_from(["", "# a = 1", "  # [b]"])


@given(st.lists(LINE, max_size=12))
def test_in_any_text_too(lines: list[str]) -> None:
    kept: list[str] = []
    for line in lines:
        try:
            tomllib.loads("\n".join([*kept, line]))
        except tomllib.TOMLDecodeError:
            continue
        kept.append(line)
    text = "\n".join(kept)
    found = lines_of(text)
    assert found == {path: first_line_that_holds(text, path) for path in found}
    assert all(holds(tomllib.loads(text), path) for path in found)


def test_a_statement_that_never_ends_is_told_by_its_first_line() -> None:
    text = 'months = 3\nmodules = ["thaad",\n"relation"\n\n[seoul]\n'
    assert list(statements(text))[-1] == (2, None)


def test_a_text_made_to_be_slow_is_given_up() -> None:
    """The statement would need as many attempts as it has lines, each as long as the text so
    far.
    """
    rows = 5000
    text = "months = 3\na = [\n" + "[1],\n" * rows + "]\n"
    assert rows * len(text) / 2 > 10 * MOST_WORK
    assert lines_of(text) == {("months",): 1}
