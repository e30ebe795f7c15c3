"""Looking things up: scenarios, the source of each value, names of the game, and whether a file is
fine.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.cli.look_up import all_entries, fold_name
from sim.core.base.errors import ExitCode
from sim.core.engine import SLOTS
from sim.core.game.catalogue import COURSES, MOVES
from sim.core.game.levers import LEVERS
from sim.core.game.parameters.entry import TAGS
from sim.core.game.policies import POLICIES
from sim.core.game.world import STATES as PLACES_OF_STATE
from sim.core.outcomes.outcomes import FINAL_STATES, OUTCOMES
from sim.core.scenario import load_scenario, shipped_scenarios
from sim.core.scenario.parameters import PARAMETERS
from sim.study.experiment.study_file import shipped_studies
from tests.cli.command import Captured, said


def test_every_scenario_is_listed_with_its_title_and_a_whole_sentence(capsys: Captured) -> None:
    found = json.loads(said(capsys, "show", "--json").out)
    assert [each["name"] for each in found] == [*shipped_scenarios(), *shipped_studies()]
    for each in found[: len(shipped_scenarios())]:
        assert each["title"] == load_scenario(each["name"]).title
        assert each["about"].endswith(".")
        assert each["about"] in " ".join(said(capsys, "show").out.split())


def test_no_line_is_wider_than_the_terminal(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.cli.output.terminal_width", lambda: 60)
    for name in ((), ("washington.pressure",), ("lose_lose",)):
        assert max(map(len, said(capsys, "show", *name).out.splitlines())) <= 60


NAMES = [
    *PARAMETERS,
    *LEVERS,
    *OUTCOMES,
    *FINAL_STATES,
    *PLACES_OF_STATE,
    *SLOTS,
    *TAGS,
    *(f"{entry.name}.{cell}" for entry in PARAMETERS.values() for cell, _ in entry.cells),
    *(f"{capital}.{name}" for capital, named in POLICIES.items() for name in named),
    *(f"{menu}.{move.name}" for menu, moves in MOVES.items() for move in moves),
    *(
        f"{capital}.course.{course.name}"
        for capital, courses in COURSES.items()
        for course in courses
    ),
]


def test_every_name_of_the_game_can_be_explained() -> None:
    known = {fold_name(each.name) for each in all_entries()}
    assert [name for name in NAMES if fold_name(name) not in known] == []
    assert all(text for each in all_entries() for text in each.facts.values())


@pytest.mark.parametrize(
    ("words", "of"),
    [
        ("war --table md", "a scenario or results"),
        ("core --digits 2", "results"),
        ("courses --full", "a scenario or results or a finding"),
        ("war --set war=1", "a scenario"),
    ],
)
def test_an_option_of_something_else_is_refused(capsys: Captured, words: str, of: str) -> None:
    found = said(capsys, "show", *words.split())
    assert found.code == ExitCode.USAGE
    assert f"this is of {of}" in found.err


def test_what_a_name_means_goes_before_a_folder_without_results(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "war").mkdir()
    assert "war (outcome" in said(capsys, "show", "war").out
    (tmp_path / "mine").mkdir()
    assert "no results" in said(capsys, "show", "mine").err


def test_a_parameter_is_explained_as_it_is_declared(capsys: Captured) -> None:
    entry = PARAMETERS["start_tension"]
    (found,) = json.loads(said(capsys, "show", "start_tension", "--json").out)
    assert (found["meaning"], found["symbol"]) == (entry.meaning, entry.symbol)
    assert entry.source in found["evidence"]
    assert float(found["default"].split()[0]) == entry.default
    assert [float(part) for part in found["range"].split(" to ")] == [entry.low, entry.high]


def test_a_bare_name_finds_all_that_bear_it(capsys: Captured) -> None:
    found = json.loads(said(capsys, "show", "aid", "--json").out)
    assert {each["name"] for each in found} == {"beijing.deed.aid", "seoul.deed.aid"}
    assert json.loads(said(capsys, "show", "Detente", "--json").out)[0]["name"] == "détente"


def test_the_beginning_of_a_name_lists_all_that_begin_so(capsys: Captured) -> None:
    found = json.loads(said(capsys, "show", "start_", "--json").out)
    starts = [name for name in PARAMETERS if name.startswith("start_")]
    assert [each["name"] for each in found] == starts
    lines = said(capsys, "show", "beijing.enforce").out
    assert "beijing.enforcement" not in lines  # a whole name means itself
    lines = said(capsys, "show", "washington.se").out
    assert "washington.secondary_sanctions  0.3: sanctions on Chinese firms" in lines
    assert "nothing goes by the name 'xyz_'" in said(capsys, "show", "xyz_").err


def origins(out: str) -> dict[str, str]:
    return {each["name"]: each["origin"] for each in json.loads(out)["values"]}


def test_each_value_is_shown_with_its_source(capsys: Captured, tmp_path: Path) -> None:
    """A flag goes before the file, the file before the default."""
    own = tmp_path / "own.toml"
    own.write_text('base = "core"\nmonths = 20\n[washington]\npressure = 0.2\ndialogue = 0.3\n')
    result = said(capsys, "show", own, "--set", "washington.pressure=.6", "--json")
    values = {each["name"]: each["value"] for each in json.loads(result.out)["values"]}
    sources = origins(result.out)
    assert (values["washington.pressure"], values["months"], values["washington.dialogue"]) == (
        0.6,
        20,
        0.3,
    )
    assert sources["washington.pressure"] == "--set washington.pressure=.6"
    assert sources["months"] == f"{own}, line 2"
    assert sources["washington.dialogue"] == f"{own}, line 5"
    assert sources["start"] == origins(said(capsys, "show", "core", "--json").out)["start"]
    assert sources["start"].startswith("core.toml, line ")
    assert sources["kim_type"] == "default"


def test_a_policy_on_the_command_line_replaces_the_schedule(capsys: Captured) -> None:
    sources = origins(
        said(capsys, "show", "2017-spring", "--set", "washington.policy=engagement", "--json").out
    )
    assert {
        name: place for name, place in sources.items() if name.startswith("washington from")
    } == {"washington from 2017-02": "--set washington.policy=engagement"}


def test_votes_keep_their_sources_when_one_is_called_off(capsys: Captured) -> None:
    line = ("show", "2017-spring", "--json")
    whole = origins(said(capsys, *line).out)
    lines = {each["name"]: each["value"] for each in json.loads(said(capsys, *line).out)["values"]}
    votes = [name for name in lines if name.startswith("elections[")]
    kept = [whole[name] for name in votes if "seoul" not in lines[name]]
    assert 0 < len(kept) < len(votes)
    less = origins(said(capsys, *line, "--set", "elections.seoul=off").out)
    assert [place for name, place in less.items() if name.startswith("elections[")] == kept


def test_a_scenario_as_a_file_gives_it_again(capsys: Captured, tmp_path: Path) -> None:
    text = said(capsys, "show", "2017-spring", "--set", "beijing.policy=held", "--toml").out
    own = tmp_path / "own.toml"
    own.write_text(text)
    assert load_scenario(own) == load_scenario("2017-spring").change({"beijing.policy": "held"})


def test_every_shipped_scenario_is_fine(capsys: Captured) -> None:
    result = said(capsys, "check", *shipped_scenarios())
    assert (result.code, result.err) == (0, "")
    assert result.out.count(": fine") == len(shipped_scenarios())


def test_every_file_is_checked_and_one_that_is_not_fine_counts(
    capsys: Captured, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text('base = "core"\nmonths = 0\n')
    result = said(capsys, "check", bad, "core", "nowhere.toml", "--json")
    assert result.code == ExitCode.INVALID
    found = json.loads(result.out)
    assert [each["fine"] for each in found] == [False, True, False]
    assert found[0]["where"] == f"{bad}, line 2, key months"
    assert all(each["to_do"] for each in found if not each["fine"])
    text = said(capsys, "check", bad, "core").out
    assert "core: fine" in text
    assert f"  where: {bad}, line 2" in text
