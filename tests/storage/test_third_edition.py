"""Results of the third edition, whose names were others: they are read under the names of now, and
another release replays them.

`third_edition.zip` was written by that edition: 20 worlds of a run, and two studies of 10 worlds a
cell, one by a table that numbers its lots.
"""

import tomllib
from importlib import resources
from pathlib import Path
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest

import sim
from sim.core.base.errors import DataProblem, Problem
from sim.core.outcomes.outcomes import CATALOGUE
from sim.core.scenario.file import scenario_in
from sim.core.scenario.parameters import PARAMETERS
from sim.core.scenario.toml_file import toml_from
from sim.study.store.study_results import StudyResults
from tests.cli.command import Captured, said, three_lines

ARCHIVE = Path(__file__).with_name("third_edition.zip")
TABLE = resources.files("sim.study.store").joinpath("renamed.toml").read_text("utf-8")
NAMES: dict[str, dict[str, str]] = tomllib.loads(TABLE)
RELEASE = "the third edition (version 0.1.0, model a9c0557b7f3f)"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folders of the archive, each as its command left it."""
    with ZipFile(ARCHIVE) as archive:
        archive.extractall(tmp_path)
    return tmp_path


def load(folder: Path) -> StudyResults:
    """Return the results of a folder, which say that they are of another edition."""
    with pytest.warns(match="of the third edition"):
        return sim.load_study(folder)


def kept(results: StudyResults) -> dict[str, list[object]]:
    """Return the columns of the first part as the file holds them."""
    table: dict[str, list[object]] = pq.read_table(results.paths[0], partitioning=None).to_pydict()
    return table


def test_the_list_of_names_is_whole() -> None:
    assert not set(NAMES["parameters"]) & set(PARAMETERS)
    assert set(NAMES["parameters"].values()) <= set(PARAMETERS)
    assert set(NAMES["outcomes"].values()) <= set(CATALOGUE)
    assert not set(NAMES["outcomes"]) & set(CATALOGUE)


def test_worlds_of_a_run_are_read_under_the_names_of_now(place: Path) -> None:
    results = load(place / "third-run")
    file, columns = kept(results), results.columns(["opening", "goals_failed_both", "war"])
    assert columns["opening"].tolist() == file["turn"]
    assert columns["goals_failed_both"].tolist() == file["aims_lose_lose"]
    assert len(columns["war"]) == 20
    assert {"aim_seoul_calm", "turn"} <= set(file)
    assert {*NAMES["outcomes"].values()} <= set(results.kept)
    assert not {*NAMES["outcomes"]} & set(results.kept)


def test_the_scenario_has_the_parameters_of_now_and_words_stay(place: Path) -> None:
    results = load(place / "third-run")
    assert dict(results.scenario.values)["deterrent_saturation"] == 2.0
    assert dict(results.scenario.values)["leverage_low"] == 0.2
    assert results.scenario.title == "The turn of the key"
    assert "sated = 2.0" in results.manifest.scenario_file


@pytest.mark.filterwarnings("ignore:the results are of model")
def test_a_kept_world_is_not_told_by_rules_that_moved(place: Path, capsys: Captured) -> None:
    """The rules moved since, and a world that would come out otherwise is no story of that run."""
    asked = said(capsys, "why", place / "third-run", "--world", "4")
    assert asked.code == 5
    assert "in world 4 escalation is True, and False in the run" in asked.err


def test_formulas_and_factors_of_a_study_are_read_under_the_names_of_now(place: Path) -> None:
    results = load(place / "third-study")
    assert [each.name for each in results.study.factors] == [
        "washington.policy",
        "deterrent_saturation",
    ]
    assert results.design["deterrent_saturation"].tolist() == [2, 3, 2, 3]
    own = {each.name: each for each in results.study.own}
    assert own["firm"].text == "any(kim.leverage < 0.5) and not opening"
    assert own["near"].meaning == "Peace by the turn."
    file = kept(results)
    for name in ("firm", "near", "war"):
        assert results.columns([name])[name].tolist() == file[name]


def test_a_table_that_numbers_its_lots_numbers_replicate_blocks(place: Path) -> None:
    results = load(place / "third-table")
    assert results.study.luck == "replicate_blocks"
    assert results.to_frame()["leverage_high"].tolist() == [0.9, 0.8]
    assert results.columns(["opening"])["opening"].tolist() == kept(results)["turn"]


@pytest.mark.filterwarnings("ignore:the results are of model")
@pytest.mark.parametrize("name", ["third-run", "third-study", "third-table"])
def test_commands_read_them(name: str, place: Path, capsys: Captured) -> None:
    assert said(capsys, "show", place / name).code == 0
    for suffix in ("html", "csv"):
        assert said(capsys, "report", place / name, "-o", place / f"{name}.{suffix}").code == 0
    heads = (place / f"{name}.csv").read_text("utf-8").partition("\n")[0]
    assert '"opening"' in heads
    assert '"turn"' not in heads


@pytest.mark.filterwarnings("ignore:the results are of model")
def test_a_figure_is_drawn_of_a_column(place: Path, capsys: Captured) -> None:
    line = ["plot", "marginals", place / "third-table", "--outcome", "opening"]
    assert said(capsys, *line, "-o", place / "drawn.png").code == 0
    asked = said(capsys, *line[:-1], "turn", "-o", place / "none.png")
    assert asked.code == 2
    assert "It is opening now." in asked.err


def test_an_archive_is_checked(capsys: Captured) -> None:
    found = said(capsys, "reproduce", ARCHIVE, "--check")
    assert (found.code, found.out[:14]) == (0, "as it was writ")


@pytest.mark.parametrize("name", ["", "third-run", "third-study"])
def test_reproduce_names_the_release_that_replays_them(
    name: str, place: Path, capsys: Captured
) -> None:
    asked = said(capsys, "reproduce", place / name if name else ARCHIVE, "-q")
    assert asked.code == 5
    assert RELEASE in three_lines(asked.err)[2]


def test_nothing_goes_on_in_such_a_folder(place: Path, capsys: Captured) -> None:
    asked = said(capsys, "archive", place / "third-run", "-o", place / "again.zip")
    assert asked.code == 3
    assert RELEASE in three_lines(asked.err)[2]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"scenario": "tiny', '"scenario": "other'),
        ("sated = 2.0", "sated = 2.1"),
        ("sated = 2.0", "deterrent_saturation = 2.0"),
    ],
)
def test_a_manifest_that_was_altered_is_refused(old: str, new: str, place: Path) -> None:
    """The seal is of what that edition wrote, not of what is read into it."""
    path = place / "third-run" / "rounds" / "1" / "manifest.json"
    text = path.read_text("utf-8")
    path.write_text(text.replace(old, new), "utf-8")
    if text == path.read_text("utf-8"):
        pytest.fail(f"the manifest does not say {old}")
    with pytest.raises(DataProblem):
        sim.load_study(place / "third-run")


def test_an_altered_part_is_refused(place: Path) -> None:
    results = load(place / "third-run")
    path = results.paths[0]
    path.write_bytes(path.read_bytes()[:-1] + b"0")
    with pytest.raises(DataProblem, match="its values do not fit its name"):
        results.columns(["opening"])


def test_whoever_writes_an_old_name_is_told_the_new_one() -> None:
    said_so = toml_from("mine.toml", b"[parameters]\nsated = 2.0\n")
    with pytest.raises(Problem, match="It is deterrent_saturation now"):
        scenario_in("mine", said_so)
