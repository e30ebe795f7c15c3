"""Nothing of Arrow's runs on when a command ends: a thread that lets go of what it read by then
aborts the process.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sim.study.experiment.study_file import read_study
from tests.studies.studies import SMALL, play, run, written

TABLED = SMALL.replace('kind = "sobol"\npoints = 2', 'kind = "table"\nfile = "points.parquet"')
READING = """
import os, sys
import pyarrow.parquet, pandas
from sim.study.store.study_results import load_study
from sim.study.experiment.study_file import read_study
def threads():
    return len(os.listdir("/proc/self/task"))
before = threads()
read_study(sys.argv[1])
results = load_study(sys.argv[2])
results.check_files()
results.design
assert len(list(results.parts())) == 6
print(threads() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
def test_results_are_read_in_one_thread(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"accident": [0.001, 0.004]}), tmp_path / "points.parquet")
    study = written(tmp_path, TABLED)
    play(read_study(study), tmp_path / "out")
    ended = run([sys.executable, "-c", READING, str(study), str(tmp_path / "out")])
    assert (ended.returncode, ended.stdout) == (0, "0\n"), ended.stderr
