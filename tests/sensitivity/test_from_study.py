"""Studies with a Saltelli design, read instead of run."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.sensitivity.index import indices_of
from sim.analysis.sensitivity.sample import (
    DUMMY,
    CellMoments,
    DesignSample,
    options_of_study,
    sample_of as sample_asked,
)
from sim.core.base.errors import DataProblem, UsageProblem
from sim.study.experiment.study_file import read_study
from sim.study.store.study_results import StudyResults, load_study
from tests.studies.studies import play, written

TEXT = """title = "Sensitivity of a small game"
scenario = "tiny.toml"
outcomes = ["crisis", "value_washington"]
luck = "independent"
seed = 3

[levers]
washington.pressure = "0:1"
pyongyang.policy = "build,charm"

[[design]]
kind = "saltelli"
points = 64

[replication]
worlds = 12
"""


def swept(folder: Path, text: str) -> StudyResults:
    """Run a study into a folder and return its results."""
    play(read_study(written(folder / "made", text)), folder / "out")
    return load_study(folder / "out")


def sample_of(results: StudyResults, outcome: str, only: Sequence[str] = ()) -> DesignSample:
    """Return the sample of a study."""
    return sample_asked(options_of_study(results, outcome, only), [])


@pytest.fixture(scope="module")
def saltelli(tmp_path_factory: pytest.TempPathFactory) -> StudyResults:
    return swept(tmp_path_factory.mktemp("saltelli"), TEXT)


@pytest.mark.parametrize("outcome", ["crisis", "value_washington"])
def test_the_averages_are_those_of_the_cells(saltelli: StudyResults, outcome: str) -> None:
    sample = sample_of(saltelli, outcome)
    cells = saltelli.estimates([outcome])[outcome].to_numpy().reshape(64, 4)
    assert sample.mean.shape == (64, 5)
    assert sample.mean[:, [0, 1, 2, 4]] == pytest.approx(cells)
    # The dummy repeats A with other luck.
    assert (sample.mean[:, 3] != cells[:, 0]).any()
    found = indices_of(sample, resamples=50)
    assert set(found.main.estimates) == {"washington.pressure", "pyongyang.policy", DUMMY}


def test_some_factors_alone_keep_their_blocks(saltelli: StudyResults) -> None:
    whole, part = sample_of(saltelli, "crisis"), sample_of(saltelli, "crisis", ["pyongyang.policy"])
    assert part.names == ("pyongyang.policy",)
    assert (part.mean == whole.mean[:, [0, 2, 3, 4]]).all()


def test_halves_vary_as_two_averages_with_luck_of_their_own() -> None:
    cells, worlds = 4000, 11
    made = CellMoments(cells, 1)
    luck = np.random.default_rng(2).normal(5.0, 3.0, cells * worlds)
    made.add(np.repeat(np.arange(cells), worlds), luck)
    assert made.mean == pytest.approx(luck.reshape(cells, worlds).mean(axis=1))
    assert made.variance == pytest.approx(luck.reshape(cells, worlds).var(axis=1, ddof=1))
    assert made.luck.mean() == pytest.approx(0.0, abs=0.1)
    assert made.luck.var() == pytest.approx(2 * 9.0 / worlds, rel=0.1)


def test_what_a_study_lacks_is_said(saltelli: StudyResults, tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="no factor of the study 'washington"):
        sample_of(saltelli, "crisis", ["washington.presure"])
    with pytest.raises(UsageProblem, match="did not keep"):
        sample_of(saltelli, "war")
    for number, (old, new, said) in enumerate(
        (
            ('"saltelli"\npoints = 64', '"sobol"\npoints = 4', "too few"),
            ("points = 64", "points = 4", "too few"),
            ("worlds = 12", "worlds = 2", "has 2 worlds"),
        )
    ):
        text = TEXT.replace(old, new)
        assert text != TEXT
        with pytest.raises(DataProblem, match=said):
            sample_of(swept(tmp_path / str(number), text), "crisis")
