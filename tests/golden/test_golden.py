"""The golden trajectories stand: moves and outcomes exactly, floats exactly on one kind of machine, else closely."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.study.fingerprint import fingerprint
from tests.golden.trajectories import FILE, cases, trajectory

UPDATE = "If the change is meant, run `python tools/update_golden.py` and say in CHANGELOG.md which results move."
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def golden() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def compare(kept: dict[str, Any], now: dict[str, Any], exact: bool) -> None:
    """Fail with the way to update unless a trajectory is the one that was kept."""
    for part in ("moves", "final_state", "months", "flags"):
        assert now[part] == kept[part], f"{part} moved. {UPDATE}"
    for name, values in kept["floats"].items():
        old, new = (np.array(v, dtype=np.float64) for v in (values, now["floats"][name]))
        if exact:
            assert np.array_equal(old, new, equal_nan=True), f"{name} moved in the last bit. {UPDATE}"
        else:
            np.testing.assert_allclose(new, old, rtol=1e-9, atol=1e-12, equal_nan=True, err_msg=UPDATE)


@pytest.mark.short
@pytest.mark.parametrize("name", list(cases()))
def test_trajectory_stands(name: str, golden: dict[str, Any]) -> None:
    exact = golden["numerics"] == json.loads(json.dumps(fingerprint()))
    compare(golden["cases"][name], trajectory(cases()[name]), exact)


def test_every_case_is_kept(golden: dict[str, Any]) -> None:
    assert set(golden["cases"]) == set(cases())


def test_another_processor_makes_the_same_moves(golden: dict[str, Any]) -> None:
    """Without the wide vector instructions exp differs in its last bit; moves stay, floats within 1e-9."""
    import numpy._core._multiarray_umath as umath

    dispatched = [name for name in umath.__cpu_dispatch__ if umath.__cpu_features__.get(name)]
    if not dispatched:
        pytest.skip("this processor has no feature that NumPy could be told to leave out")
    code = "import json; from tests.golden.trajectories import all_trajectories as every; print(json.dumps(every()))"
    env = os.environ | {"NPY_DISABLE_CPU_FEATURES": " ".join(dispatched), "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, cwd=ROOT, check=True)
    other = json.loads(ran.stdout)
    assert other["numerics"] != json.loads(json.dumps(fingerprint())), "the features were not left out"
    for name, kept in golden["cases"].items():
        compare(kept, other["cases"][name], exact=False)
