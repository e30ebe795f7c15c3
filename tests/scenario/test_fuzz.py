"""Whatever a file holds, reading it gives a scenario or a ScenarioProblem in three lines."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st

from sim.core.base.errors import ScenarioProblem
from sim.core.game.catalogue import CAPITALS
from sim.core.game.levers import LEVERS
from sim.core.game.policies import POLICIES
from sim.core.scenario import Scenario, load_scenario, shipped_scenarios
from sim.core.scenario.file import content as content_of
from sim.core.scenario.parameters import PARAMETERS, PLACES
from sim.core.scenario.schema import ScenarioTable

SHIPPED = [content_of(name).decode() for name in shipped_scenarios()]
MUTABLE = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that may be written again and again; its bases can only be shipped ones."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / "mine.toml"


def read(path: Path, content: bytes) -> Scenario | None:
    """Read what was written, or check that the message has three lines and says where."""
    path.write_bytes(content)
    try:
        return load_scenario(path)
    except ScenarioProblem as problem:
        lines = str(problem).split("\n")
        assert len(lines) == 3
        assert ".toml" in lines[1]
        return None


@MUTABLE
@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbf")
@example(b"[")
@example(b"=")
def test_any_bytes(path: Path, content: bytes) -> None:
    read(path, content)


@MUTABLE
@given(st.text(st.sampled_from("[]{}=.,#\"'\\\n\r\t 01-:abc_é\u2028"), max_size=80))
def test_any_text_of_the_signs_of_toml(path: Path, content: str) -> None:
    read(path, content.encode())


@MUTABLE
@given(st.data())
def test_shipped_files_with_letters_lost_doubled_and_changed(
    path: Path, data: st.DataObject
) -> None:
    text = data.draw(st.sampled_from(SHIPPED))
    for _ in range(data.draw(st.integers(1, 4))):
        first = data.draw(st.integers(0, len(text)))
        last = data.draw(st.integers(first, min(first + 12, len(text))))
        new = data.draw(
            st.sampled_from(
                ["", text[first:last] * 2, "\n", '"', "[", "]", "= ", "nan", "-", "é", "\0"]
            )
        )
        text = text[:first] + new + text[last:]
    read(path, text.encode())


@MUTABLE
@given(st.data())
def test_shipped_files_with_lines_lost_doubled_and_moved(path: Path, data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(SHIPPED)).split("\n")
    places = st.integers(0, len(lines) - 1)
    for _ in range(data.draw(st.integers(1, 4))):
        line = lines[data.draw(places)]
        place = data.draw(places)
        lines[place : place + data.draw(st.integers(0, 1))] = data.draw(
            st.sampled_from([[], [line], [line, line]])
        )
        places = st.integers(0, len(lines) - 1)
    read(path, "\n".join(lines).encode())


def toml(value: Any) -> str:
    """A value as TOML; strings are written in the form that escapes everything."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(key)} = {toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(inner) for inner in value) + "]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(letter):08x}" for letter in value) + '"'
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, datetime.date) else repr(value)


INNER_KEYS = [
    "schedule",
    "policy",
    "from",
    "month",
    "capital",
    "chances",
    "course",
    "courses",
    "result",
    "share",
]
ODD_KEYS = ["<list>", "", "."]
KEYS = st.sampled_from(
    [*ScenarioTable.model_fields, *INNER_KEYS, *PARAMETERS, *PLACES, *CAPITALS, *LEVERS, *ODD_KEYS]
)
PLAIN_WORDS = [
    "2017-02",
    "2017-03",
    "2030-01",
    "drawn",
    "greedy",
    "fails",
    "dies",
    "core",
    "2017-spring",
]
POLICY_NAMES = [name for policies in POLICIES.values() for name in policies]
WORDS = st.sampled_from([*PLAIN_WORDS, *POLICY_NAMES, *CAPITALS])
FIGURES = st.integers() | st.floats() | st.integers(-2, 700) | st.floats(0, 1)
SCALARS = WORDS | st.text(max_size=5) | st.booleans() | FIGURES | st.dates()
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(KEYS | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(MUTABLE, max_examples=100)
@given(st.dictionaries(KEYS, VALUES, max_size=5), st.booleans())
def test_known_keys_with_any_value(path: Path, content: dict[str, Any], based: bool) -> None:
    whole = {"base": "2017-spring"} | content if based else content
    read(path, "\n".join(f"{toml(key)} = {toml(value)}" for key, value in whole.items()).encode())


@settings(MUTABLE, max_examples=100)
@given(
    st.sampled_from(
        [*CAPITALS, "parameters", "elections", "switches", "windows", "incidents", "expiries"]
    ),
    st.dictionaries(
        KEYS | st.sampled_from([lever.split(".")[1] for lever in LEVERS]), SCALARS, max_size=4
    ),
    st.booleans(),
)
def test_known_tables_with_any_content(
    path: Path, table: str, content: dict[str, Any], listed: bool
) -> None:
    header = f"[[{table}]]" if listed else f"[{table}]"
    lines = [f"{toml(key)} = {toml(value)}" for key, value in content.items()]
    read(path, "\n".join(['base = "2017-spring"', header, *lines]).encode())
