"""Where points come from: a design of one's own, or the cells of a study; and what is refused."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.analysis.discovery import Factor, factors_from, play, sample_from
from sim.analysis.discovery.box import LEVERS
from sim.analysis.discovery.sample import chosen
from sim.analysis.discovery.trial import settings
from sim.analysis.robustness import DEFAULT
from sim.cli.main import guarded
from sim.errors import DataProblem, UsageProblem
from sim.study.run.worlds import run
from sim.study.store.results import load_study
from tests.discovery.made import SCENARIO

STUDY = """title = "A small study"
scenario = "tiny.toml"
outcomes = ["lose_lose", "crisis"]
luck = "{luck}"

[levers]
washington.pressure = "0:1"
pyongyang.policy = "build,charm"

[uncertainties]
dread = {{}}
accident = "0.001,0.004"

[[design]]
kind = "factorial"
factors = ["washington.pressure", "pyongyang.policy"]
levels = 4

[[design]]
kind = "latin-hypercube"
points = 10

[replication]
worlds = 5
"""


def swept(folder: Path, luck: str = "common") -> Path:
    """Sweep the small study into a folder and return it."""
    (folder / "tiny.toml").write_text('base = "core"\nmonths = 4\n[parameters]\nstart_tension = 4.6\n')
    (folder / "small.toml").write_text(STUDY.format(luck=luck).replace("{{", "{").replace("}}", "}"))
    assert guarded(["sweep", str(folder / "small.toml"), "-o", str(folder / "out"), "-q", "--no-progress"]) == 0
    return folder / "out"


def test_a_point_is_the_run_of_its_settings_in_worlds_of_its_own() -> None:
    factors = factors_from([("washington.pressure", ""), ("dread=1:3", ""), ("beijing.policy", "")])
    made = play(SCENARIO, factors, points=70, worlds=3, seed=4, outcome="crisis")
    for number in (0, 17, 69):
        names = [factor.name for factor in factors]
        own = SCENARIO.change(dict(zip(names, settings(factors, made.values[number].tolist()), strict=True)))
        alone = run(own, 3, 4, first_world=3 * number)
        assert made.hits[number] == alone.flag("crisis").sum()
    assert made.values[:, 1].min() >= 1.0
    assert made.values[:, 1].max() <= 3.0
    codes, counts = np.unique(made.values[:, 2], return_counts=True)
    assert codes.tolist() == list(range(len(factors[2].labels)))
    assert counts.max() - counts.min() <= 1


def test_the_default_factors_are_four_levers_and_the_numbers_of_robustness() -> None:
    assert [factor.name for factor in factors_from()] == [*LEVERS, *(each.name for each in DEFAULT)]


@pytest.mark.parametrize("luck", ["common", "independent"])
def test_the_cells_of_a_study_are_points(luck: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = load_study(swept(tmp_path, luck))
    made = sample_from(results, "crisis")
    cells = results.cells
    assert [factor.name for factor in made.factors] == [factor.name for factor in results.study.factors]
    assert made.share.tolist() == pytest.approx(cells["crisis"].tolist())
    assert made.worlds.tolist() == cells["n"].tolist()
    kinds = {factor.name: factor.labels for factor in made.factors}
    assert kinds["pyongyang.policy"] == ("build", "charm")
    # Numbers in steps stay numbers.
    assert kinds["accident"] == ()
    place = [factor.name for factor in made.factors].index("pyongyang.policy")
    assert [("build", "charm")[int(code)] for code in made.values[:, place]] == list(cells["pyongyang.policy"])
    assert (made.each is None) == (luck == "independent")
    if made.each is not None:
        assert (made.each == 1).sum(axis=1).tolist() == made.hits.tolist()
    # Ten points of the hypercube are repeated at each of the eight settings of the levers.
    assert np.unique(made.groups).size == 10
    some = chosen(made, [("dread", "--factor dread")])
    assert [factor.name for factor in some.factors] == ["dread"]
    with pytest.raises(UsageProblem, match="Did you mean 'dread'"):
        chosen(made, [("draed", "--factor draed")])
    with pytest.raises(UsageProblem, match="did not keep"):
        sample_from(results, "collapse")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("washington.presure", "Did you mean 'washington.pressure'"), ("kim_chance", "Name a cell"),
        ("no_such_number", "no factor"),
        ("washington.pressure=1", "two numbers"), ("washington.pressure=.5:.5", "empty"),
        ("washington.pressure=0:7", "leave its range"), ("dread=2:2", "empty"),
        ("beijing.policy=shield", "two or more"), ("beijing.policy=shield,sheild", "Did you mean 'shield'"),
        ("beijing.policy=shield,shield", "two or more"), ("washington.pressure=nan:1", "empty"),
    ],
)  # fmt: skip
def test_factors_that_cannot_be_are_refused(text: str, said: str) -> None:
    with pytest.raises(UsageProblem, match=said):
        factors_from([(text, f"--factor {text}")])


def test_a_factor_named_twice_is_refused() -> None:
    with pytest.raises(UsageProblem, match="named twice"):
        factors_from([("dread", "a"), ("dread=1:3", "b")])


@pytest.mark.parametrize(
    ("more", "said"), [({"points": 10}, "too few"), ({"outcome": "deal"}, "none of"), ({"points": 49}, "too few")]
)
def test_what_cannot_show_a_box_is_refused(more: dict[str, Any], said: str) -> None:
    factors = (Factor("dread", 1.0, 3.0),)
    with pytest.raises(DataProblem, match=said):
        play(SCENARIO, factors, **{"points": 50, "seed": 1, "outcome": "crisis", **more})
