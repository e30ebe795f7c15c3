"""Bad study files: three lines, exit code 3, nothing touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.cli.main import run_guarded
from sim.core.base.errors import ScenarioProblem
from sim.core.scenario.toml_file import LONGEST_LINE
from sim.study.experiment.build import experiment
from sim.study.experiment.design import cells_of
from sim.study.experiment.study_file import kind_of, read_study, shipped_studies
from tests.for_each import for_each
from tests.studies.studies import SMALL, TABLED, every, written

BAD = {
    "a lever twice": (
        SMALL.replace("[uncertainties]", '[uncertainties]\nwashington.pressure = "all"'),
        "'washington.pressure' is named twice",
    ),
    "a lever twice in one table": (
        SMALL.replace("[uncertainties]", '"washington.pressure" = "all"\n[uncertainties]'),
        "twice",
    ),
    "above the range": (SMALL.replace('"0:1"', '"0:1.5"'), "leave its range"),
    "below the range": (SMALL.replace("(0.001,", "(1e-9,"), "leave its range"),
    "Sobol' size": (SMALL.replace("points = 2", "points = 12"), "no power of two"),
    "no outcome": (
        SMALL.replace('["lose_lose", "war", "cold_standoff", "value_washington"]', "[]"),
        "no outcome",
    ),
    "unknown outcome": (SMALL.replace('"war"', '"warr"'), "there is no outcome 'warr'"),
    "unknown lever": (
        SMALL.replace("washington.pressure =", "washington.presure ="),
        "washington.presure",
    ),
    "unknown number": (SMALL.replace("accident", "accidnet"), "accidnet"),
    "unknown policy": (SMALL.replace("charm", "charn"), "charn"),
    "unknown key": (SMALL.replace("block = 2", "blok = 2"), "there is no key 'blok'"),
    "unknown design": (SMALL.replace('"sobol"', '"sobel"'), "there is no design 'sobel'"),
    "wrong key of a design": (
        SMALL.replace("points = 2", "points = 2\nlevels = 3"),
        "takes no 'levels'",
    ),
    "unknown distribution": (SMALL.replace("log-uniform", "lognormal"), "there is no distribution"),
    "dates for a number": (
        SMALL.replace('"log-uniform(0.001,0.02)"', "{ values = [2017-01-01] }"),
        "'accident' is no text",
    ),
    "a bare number": (SMALL.replace('"log-uniform(0.001,0.02)"', "0.002"), "'accident' is no text"),
    "a number as a lever": (SMALL.replace("[uncertainties]\n", ""), "no lever"),
    "a factor in no design": (
        SMALL.replace("points = 2", 'points = 2\nfactors = ["washington.pressure"]'),
        "two designs",
    ),
    "missing table": (TABLED, "there is no such file"),
    "table elsewhere": (TABLED.replace("points.csv", "../points.csv"), "another folder"),
    "unknown scenario": (SMALL.replace("tiny.toml", "tinny.toml"), "the scenario 'tinny.toml'"),
    "no worlds": (SMALL.replace("worlds = 40", "worlds = 0"), "'worlds' is 0, not 1 or more"),
    "a seed below 0": (SMALL.replace("block = 2", "seed = -1"), "'seed' is -1, not 0 or more"),
    "unknown luck": (
        SMALL.replace("block = 2", 'luck = "mine"'),
        "'luck' is the text 'mine', not 'common', ",
    ),
    "no TOML": (SMALL.replace("block = 2", "block = = 2"), "no valid TOML"),
    "too many worlds": (
        SMALL.replace("levels = 3", "levels = 5000").replace("worlds = 40", "worlds = 2000"),
        "worlds",
    ),
}


@for_each("name", BAD)
def test_bad_studies(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, words = BAD[name]
    path = written(tmp_path, text)
    before = every(tmp_path)
    assert run_guarded(["sweep", str(path), "-o", str(tmp_path / "out")]) == 3
    message = capsys.readouterr().err
    assert len(message.strip().split("\n")) == 3
    assert words in message
    assert every(tmp_path) == before
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("csv", "words"),
    [
        ("hazard\n0.001\n", "no factor of this design"),
        ("accident,lot\n0.002,1\n", "no factor of this design"),
        ("accident\n0.5\n", "outside its range"),
        ("accident\nmany\n", "outside its range"),
        ("accident\n", "no rows"),
        ("accident,accident\n0.001,0.002\n", "twice"),
    ],
)
def test_bad_tables(csv: str, words: str, tmp_path: Path) -> None:
    path = written(tmp_path, TABLED)
    (tmp_path / "points.csv").write_text(csv)
    with pytest.raises(ScenarioProblem, match=words):
        read_study(path)


def test_force_lifts_the_bound_and_nothing_else(tmp_path: Path) -> None:
    from sim.study.experiment.design import check_size

    study = read_study(written(tmp_path, BAD["too many worlds"][0]))
    with pytest.raises(ScenarioProblem, match="--force"):
        check_size(study, force=False)
    check_size(study, force=True)


def test_every_shipped_study_can_be_read() -> None:
    assert {"pressure-enforcement", "policy-profiles", "kim-unknown"} <= set(shipped_studies())
    for name in shipped_studies():
        study = read_study(name)
        assert kind_of(name) == "study"
        assert cells_of(study) > 1


def test_levers_and_uncertainties_stay_apart(tmp_path: Path) -> None:
    study = read_study(written(tmp_path))
    assert [factor.role for factor in study.factors] == ["lever", "lever", "uncertainty"]


def test_a_scenario_is_no_study(tmp_path: Path) -> None:
    written(tmp_path)
    assert kind_of(str(tmp_path / "small.toml")) == "study"
    assert kind_of(str(tmp_path / "tiny.toml")) == "scenario"
    assert kind_of("core") == "scenario"


def test_the_hash_stands_for_what_moves_a_result(tmp_path: Path) -> None:
    own = read_study(written(tmp_path)).hash
    assert (
        read_study(written(tmp_path, SMALL.replace("A small study", "Another title"))).hash == own
    )
    for old, new in (
        ("worlds = 40", "worlds = 41"),
        ("block = 2", "block = 3"),
        ("levels = 3", "levels = 4"),
        ('"0:1"', '"0:0.9"'),
    ):
        assert read_study(written(tmp_path, SMALL.replace(old, new))).hash != own
    (tmp_path / "tiny.toml").write_text('base = "core"\nmonths = 5\n')
    (tmp_path / "small.toml").write_text(SMALL)
    assert read_study(tmp_path / "small.toml").hash != own


def test_the_text_of_a_study_with_many_plans_can_be_read_back(tmp_path: Path) -> None:
    """A search over plans writes hundreds of values, more than a line of a file may hold."""
    signs = ("soft", "tested", "enforced", "lax")
    plans = [
        f"{first} until {left} then engagement until {back}"
        for first in ("maximum_pressure", "patience")
        for left in signs
        for back in signs
    ]
    study = experiment("2017-spring", {"washington.policy": plans}, worlds=2)
    path = tmp_path / "plans.toml"
    path.write_text(study.text, encoding="utf-8")
    assert max(map(len, study.text.splitlines())) < LONGEST_LINE
    assert read_study(path).hash == study.hash
