"""The R code of docs/other-tools.md, as it stands there, finds what `sim` found; it runs where
there is an R.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.adapters import write_csv
from tests.docs.documents import ROOT

R = shutil.which("Rscript")
BLOCKS = re.findall(
    r"^```r\n(.*?)^```", (ROOT / "docs" / "other-tools.md").read_text(encoding="utf-8"), re.M | re.S
)


@pytest.mark.skipif(R is None, reason="no R: Rscript is not on the path")
def test_r_reads_the_table_and_has_the_shares_and_limits_of_sim(tmp_path: Path) -> None:
    found = sim.evaluate(
        sim.load_scenario("2017-spring"), {"beijing.enforcement": [0.0, 0.5, 1.0]}, worlds=100
    )
    write_csv(found, tmp_path / "worlds.csv")
    (block,) = (each for each in BLOCKS if "read.csv" in each)
    (tmp_path / "mine.R").write_text(f'{block}\nwrite.csv(cells, "cells.csv")\n')
    command = [str(R), "--vanilla", "mine.R"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    assert "McNemar" in ran.stdout
    theirs, ours = pd.read_csv(tmp_path / "cells.csv"), found.cells
    for column, own in {
        "low": "lose_lose_low",
        "high": "lose_lose_high",
        "lose_lose": "lose_lose",
    }.items():
        assert theirs[column].tolist() == pytest.approx(ours[own].tolist())
    assert theirs["n"].tolist() == [100] * 3
