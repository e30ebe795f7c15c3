"""The reference results come out again: counts exactly, floats to 1e-9."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.reference.references import FOLDER, plane, scenarios

UPDATE = "If the change is meant, run `python tools/update_reference.py` and say in CHANGELOG.md which results move."


def kept(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def test_every_shipped_scenario_gives_its_counts() -> None:
    old, new = kept("scenarios.json")["scenarios"], scenarios()["scenarios"]
    assert old.keys() == new.keys(), UPDATE
    for name in old:
        assert new[name]["counts"] == old[name]["counts"], f"{name}: {UPDATE}"
        assert new[name]["hash"] == old[name]["hash"], f"{name}: {UPDATE}"
        assert new[name]["floats"] == pytest.approx(old[name]["floats"], rel=1e-9), f"{name}: {UPDATE}"


def test_the_plane_gives_its_counts() -> None:
    old, new = kept("pressure-enforcement.json"), plane()
    assert new["counts"] == old["counts"], UPDATE
