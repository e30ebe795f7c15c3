"""Where points come from: a design of one's own, or the cells of a study; and what is refused."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.analysis.defaults import FACTORS, UNCERTAIN
from sim.analysis.discovery import DiscoveryOptions
from sim.analysis.discovery.findings import (
    ask,
    drawn_as_one,
    find,
    noun,
    options_of_study,
    sample_of,
    values_of,
    verb,
)
from sim.analysis.discovery.sample import LeverSample
from sim.analysis.finding import analyse
from sim.cli.main import run_guarded
from sim.core.base.errors import DataProblem, UsageProblem
from sim.study.experiment.build import points_of
from sim.study.experiment.design import design_of
from sim.study.experiment.factor_text import factors_from
from sim.study.play.play import play
from sim.study.run.worlds import run
from sim.study.store.study_results import StudyResults, load_study
from tests.discovery.made import SCENARIO

STUDY = """title = "A small study"
scenario = "tiny.toml"
outcomes = ["lose_lose", "crisis"]
luck = "{luck}"

[levers]
washington.pressure = "0:1"
pyongyang.policy = "build,charm"

[uncertainties]
dread = "all"
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
    (folder / "tiny.toml").write_text(
        'base = "core"\nmonths = 4\n[parameters]\nstart_tension = 4.6\n'
    )
    (folder / "small.toml").write_text(
        STUDY.format(luck=luck).replace("{{", "{").replace("}}", "}")
    )
    line = ("sweep", folder / "small.toml", "-o", folder / "out", "-q", "--no-figures")
    assert run_guarded([*map(str, line)]) == 0
    return folder / "out"


def sample_from(results: StudyResults, outcome: str, only: Sequence[str] = ()) -> LeverSample:
    """Return the cells of a study as points."""
    return sample_of(options_of_study(results, outcome, only), [])


def test_a_point_is_the_run_of_its_settings_in_worlds_of_its_own() -> None:
    texts = [
        ("washington.pressure", ""),
        ("dread=1:3", ""),
        ("beijing.policy=shield,mediate,free", ""),
    ]
    factors = factors_from(texts, SCENARIO)
    options = DiscoveryOptions(SCENARIO, factors, points=70, worlds=3, seed=4, outcome="crisis")
    experiment = ask(options, [])
    assert experiment is not None
    made = sample_of(options, [play(experiment)])
    for number in (0, 17, 69):
        row = made.values[number].tolist()
        setting = [
            f.labels[int(value)] if f.labels else value
            for f, value in zip(factors, row, strict=True)
        ]
        own = SCENARIO.change(dict(zip([factor.name for factor in factors], setting, strict=True)))
        assert made.hits[number] == run(own, 3, 4, first_world=3 * number).flag("crisis").sum()
    assert made.values[:, 1].min() >= 1.0
    assert made.values[:, 1].max() <= 3.0
    codes, counts = np.unique(made.values[:, 2], return_counts=True)
    assert codes.tolist() == [0, 1, 2]
    assert counts.max() - counts.min() <= 1


def test_points_lie_one_in_each_equal_part_of_a_range() -> None:
    experiment = ask(
        DiscoveryOptions(SCENARIO, factors_from([("dread=1:3", "")], SCENARIO), points=50), []
    )
    assert experiment is not None
    parts = np.floor((design_of(experiment).columns["dread"] - 1.0) / 2.0 * 50)
    assert sorted(parts.astype(int).tolist()) == list(range(50))


def test_the_default_factors_are_four_levers_and_the_numbers_of_robustness() -> None:
    assert [factor.role for factor in FACTORS[:4]] == ["lever"] * 4
    assert FACTORS[4:] == UNCERTAIN


@pytest.mark.parametrize("luck", ["common", "independent"])
def test_the_cells_of_a_study_are_points(
    luck: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = load_study(swept(tmp_path, luck))
    made = sample_from(results, "crisis")
    cells = results.cells
    assert [factor.name for factor in made.factors] == [
        factor.name for factor in results.study.factors
    ]
    assert made.share.tolist() == pytest.approx(cells["crisis"].tolist())
    assert made.worlds.tolist() == cells["n"].tolist()
    kinds = {factor.name: factor.labels for factor in made.factors}
    assert kinds["pyongyang.policy"] == ("build", "charm")
    # Numbers in steps stay numbers.
    assert kinds["accident"] == ()
    place = [factor.name for factor in made.factors].index("pyongyang.policy")
    assert [("build", "charm")[int(code)] for code in made.values[:, place]] == list(
        cells["pyongyang.policy"]
    )
    assert (made.each is None) == (luck == "independent")
    if made.each is not None:
        assert (made.each == 1).sum(axis=1).tolist() == made.hits.tolist()
    # Ten points of the hypercube are repeated at each of the eight settings of the levers.
    assert np.unique(made.groups).size == 10
    some = sample_from(results, "crisis", ["dread"])
    assert [factor.name for factor in some.factors] == ["dread"]
    with pytest.raises(UsageProblem, match="Did you mean 'dread'"):
        sample_from(results, "crisis", ["draed"])
    with pytest.raises(UsageProblem, match="did not keep"):
        sample_from(results, "collapse")


def test_points_that_share_a_lot_of_luck_are_drawn_as_one() -> None:
    """Robustness plays every profile at the same points: they are halved and resampled together."""
    factors = factors_from([("dread=1:3", ""), ("beijing.policy=shield,mediate", "")], SCENARIO)
    columns = {
        "dread": np.tile(np.linspace(1.0, 3.0, 30), 2),
        "beijing.policy": np.repeat([0, 1], 30),
    }
    replicate_blocks = np.tile(np.arange(30), 2)
    assert (
        drawn_as_one(
            points_of(SCENARIO, factors, columns, replicate_blocks, 2, 1, ["crisis"])
        ).tolist()
        == replicate_blocks.tolist()
    )  # type: ignore[union-attr]
    alone = points_of(SCENARIO, factors, columns, np.arange(60), 2, 1, ["crisis"])
    assert drawn_as_one(alone) is None


def test_a_cell_that_sets_nothing_is_no_point() -> None:
    factors = factors_from([("dread=1:3", "")], SCENARIO)
    made = points_of(
        SCENARIO, factors, {"dread": np.array([1.0, np.nan])}, np.arange(2), 2, 1, ["crisis"]
    )
    with pytest.raises(DataProblem, match="leave 'dread' as the scenario has it"):
        values_of(made, factors)


def test_lose_lose_is_said_alike_whether_it_was_played_or_read(tmp_path: Path) -> None:
    """A study hands its outcome on as what it is, a scenario by its name: the words are the
    same.
    """
    read = options_of_study(load_study(swept(tmp_path)), "lose_lose").outcome
    assert noun(read) == noun("lose_lose") == "lose-lose worlds"
    assert verb(read) == verb("lose_lose") == "are lose-lose"
    assert noun("war") == "worlds with war"


def test_a_number_has_no_box() -> None:
    with pytest.raises(UsageProblem, match="is a number"):
        DiscoveryOptions(SCENARIO, outcome="value_beijing")


def test_a_factor_of_one_value_is_refused() -> None:
    with pytest.raises(UsageProblem, match="one value only"):
        DiscoveryOptions(SCENARIO, factors_from([("beijing.policy=shield", "")], SCENARIO))


@pytest.mark.parametrize(
    ("more", "said"), [({"points": 49}, "from 50 to"), ({"outcome": "deal"}, "none of")]
)
def test_what_cannot_show_a_box_is_refused(more: dict[str, Any], said: str) -> None:
    factors = factors_from([("dread=1:3", "")], SCENARIO)
    with pytest.raises((DataProblem, UsageProblem), match=said):
        analyse(
            ask,
            find,
            DiscoveryOptions(SCENARIO, factors, **{"points": 50, "outcome": "crisis", **more}),
        )
