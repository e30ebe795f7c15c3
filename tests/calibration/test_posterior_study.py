"""The study over the posterior that ships is that of the posterior that ships, and runs from its name."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.analysis.history.posterior_study import SHIPPED_STUDY
from sim.study.studies.design import cells_of, design_of
from tools.update_posterior_study import FOLDER, texts

NAME = SHIPPED_STUDY.removesuffix(".toml")


def test_its_files_are_not_stale() -> None:
    for name, text in texts().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, f"{name}: python tools/update_posterior_study.py"


def test_each_policy_meets_every_draw() -> None:
    study, draws = sim.read_study(NAME), sim.load_posterior()
    assert cells_of(study) == 3 * len(draws)
    columns = design_of(study).columns
    for name, values in zip(draws.names, draws.values.T, strict=True):
        assert columns[name][: len(draws)].tolist() == values.tolist()


def test_it_is_found_from_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert sim.read_study(NAME).hash
