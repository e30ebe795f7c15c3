"""What is asked of SciPy, whose versions differ in the last digits: the list in the documents is whole,
and what came in its place is right.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.study.estimate.tails import binomial_tail
from tests.for_each import for_each

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `(sim/\S+\.py)` \| `(\w+)` \| .{20,} \|$", re.MULTILINE)


def asked_of_scipy(path: Path) -> set[tuple[str, str]]:
    """Return what a file imports of SciPy, each with the place of the file."""
    place, found = path.relative_to(ROOT).as_posix(), set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {(place, each.name) for each in node.names if each.name.startswith("scipy")}
        elif isinstance(node, ast.ImportFrom) and str(node.module).startswith("scipy"):
            found |= {(place, each.name) for each in node.names}
    return found


def test_the_list_in_the_documents_is_whole() -> None:
    listed = ROW.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    files = (ROOT / "sim").rglob("*.py")
    assert sorted(listed) == sorted(set().union(*map(asked_of_scipy, files)))


@pytest.mark.parametrize(
    "text", ["import scipy.stats", "from scipy import stats", "from scipy.special import erf"]
)
def test_another_import_would_be_seen(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = ROOT / "sim" / "new.py"
    monkeypatch.setattr(Path, "read_text", lambda *_: f"def f():\n    {text}\n")
    assert [place for place, _ in asked_of_scipy(path)] == ["sim/new.py"]


@for_each("share", [0.5, 0.003, 0.97, 1 / 3])
@for_each("n", [1, 12, 700])
def test_the_tail_of_a_binomial(n: int, share: float) -> None:
    for hits in np.unique(np.linspace(0, n, 9).astype(int)).tolist():
        found = binomial_tail(hits, n, share)
        assert found == pytest.approx(stats.binom.sf(hits - 1, n, share), rel=1e-10, abs=1e-290)
        assert found == float(f"{found:.12g}")
