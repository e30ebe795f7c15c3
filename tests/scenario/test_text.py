"""A scenario written out as a file loads back to itself."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from sim.core.base.errors import ScenarioProblem
from sim.core.scenario import Scenario, load_scenario, shipped_scenarios, to_toml
from tests.for_each import for_each
from tests.scenario.strategies import scenarios


def loaded(scenario: Scenario, folder: Path) -> Scenario:
    """The scenario after a way through a file of another name."""
    path = folder / "written.toml"
    path.write_text(to_toml(scenario), encoding="utf-8")
    return load_scenario(path)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(scenarios())
def test_any_scenario_loads_back_to_itself(tmp_path: Path, scenario: Scenario) -> None:
    again = loaded(scenario, tmp_path)
    assert again == scenario
    assert again.hash == scenario.hash


@for_each("name", shipped_scenarios())
def test_a_shipped_scenario_loads_back_to_itself_without_a_base(name: str, tmp_path: Path) -> None:
    again = loaded(load_scenario(name), tmp_path)
    assert again == load_scenario(name)
    assert {place.split(",")[0] for _, place in again.origin} == {str(tmp_path / "written.toml")}


def test_a_start_course_is_written_by_name() -> None:
    text = to_toml(Scenario().change({"seoul.course": "sunshine"}))
    assert '[seoul]\ncourse = "sunshine"\n' in text
    assert "start_seoul_course" not in text


@for_each("text", ["", "x" * 201, "two\nlines", "\x1b[31m", "\ud800"])
@for_each("key", ["name", "title"])
def test_a_name_that_no_file_may_hold_is_refused(text: str, key: str) -> None:
    with pytest.raises(ScenarioProblem, match="cannot stand in a file"):
        to_toml(Scenario().change({key: text}))


def test_a_file_name_that_cannot_be_printed_still_makes_a_name(tmp_path: Path) -> None:
    path = tmp_path / ("two\nlines" + "x" * 230 + ".toml")
    path.write_text('base = "core"')
    scenario = load_scenario(path)
    assert scenario.name.startswith("two linesxxx")
    assert loaded(scenario, tmp_path) == scenario
