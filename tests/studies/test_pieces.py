"""A cell that is larger than a block: it takes several parts, and its worlds and estimates are those
of one.
"""

from pathlib import Path

import numpy as np
import pytest

import sim
from sim.analysis.finding import analyse
from sim.analysis.run import RunOptions
from sim.analysis.run.findings import ask, find
from sim.analysis.sweep.findings import of_results
from sim.core.base.errors import UsageProblem
from sim.core.outcomes.outcomes import ASKABLE
from sim.options import read_outcomes
from sim.study.experiment import build, definition, design
from sim.study.experiment.build import grid_of
from sim.study.experiment.definition import Experiment
from sim.study.play.play import Execution, play
from sim.study.store import study_results
from sim.study.store.results import hash_worlds
from tests.for_each import for_each

SPRING = sim.load_scenario("2017-spring").change({"months": 6})


def experiment(worlds: int = 250) -> Experiment:
    factors = sim.experiment(SPRING, ["washington.pressure=0.2,0.8"], ["war"], worlds=2).factors
    return grid_of(SPRING, factors, worlds, 5, ASKABLE)


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a block hold a hundred worlds at most."""
    for module in (build, definition, design):
        monkeypatch.setattr(module, "BLOCK_WORLDS", 100)


@for_each("in_folder", [False, True])
def test_a_cell_in_pieces_has_the_worlds_and_the_estimates_of_one_part(
    in_folder: bool, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    whole = play(experiment())
    request.getfixturevalue("in_pieces")
    pieces = play(experiment(), tmp_path / "out" if in_folder else None)
    assert len(list(pieces.parts())) == 6  # three a cell
    assert hash_worlds(pieces) == hash_worlds(whole)
    assert pieces.cells.equals(whole.cells)
    assert of_results(pieces).sentences() == of_results(whole).sentences()


def test_a_run_reads_its_columns_when_it_uses_them(
    in_pieces: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(study_results, "MOST_HELD", 0)
    on_disk, in_memory = (play(experiment(), place).run(1) for place in (tmp_path / "out", None))
    assert [*on_disk.columns] == [*in_memory.columns]
    for name, column in in_memory.columns.items():
        np.testing.assert_array_equal(on_disk.columns[name], column)
    assert on_disk.outcomes.equals(in_memory.outcomes)
    assert on_disk.part(30, 20).probability("war") == in_memory.part(30, 20).probability("war")


def test_a_sweep_that_stopped_within_a_cell_goes_on_with_its_next_piece(
    in_pieces: None, tmp_path: Path
) -> None:
    class Enough(Exception):
        pass

    batches: list[int] = []

    def stop(batch: object, cells: int) -> None:
        batches.append(cells)
        if len(batches) == 3:
            raise Enough

    study, out = experiment(), tmp_path / "out"
    with pytest.raises(Enough):
        play(study, out, Execution(notice=stop))
    assert len(list((out / "parts").glob("part-*"))) == 2
    assert sim.load_study(out).manifest.about["rows"] == 200
    played = play(study, out, Execution(notice=lambda batch, cells: batches.append(cells)))
    assert len(batches) == 3 + 4
    assert hash_worlds(played) == hash_worlds(play(study))


def test_a_run_of_some_outcomes_works_out_these_alone() -> None:
    every, some = sim.run(SPRING, 100), RunOptions(SPRING, 100, outcomes=("war", "tests"))
    found = analyse(ask, find, some)
    assert set(next(found.exported().parts())[0]) < {*every.columns, "cell", "seed"}
    assert found.overall["war"].value == every.probability("war").value
    assert found.cells["tests"].item() == every.mean("tests").value
    with pytest.raises(UsageProblem, match="Did you mean 'war'"):
        read_outcomes([("tests,warr", "--outcomes")])
