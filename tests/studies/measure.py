"""Measures a sweep against the model alone, and its memory; run by hand: python -m tests.studies.measure."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from sim.study.runner import BATCH, Job, perform
from sim.study.studies.running import run_study
from sim.study.studies.study_file import read_study
from sim.world.batch import Block

TEXT = """title = "Measured"
scenario = "2017-spring"
outcomes = ["lose_lose", "war", "delta_washington", "delta_beijing", "value_washington", "value_beijing", "refugees"]
[levers]
washington.pressure = {{}}
beijing.enforcement = {{}}
pyongyang.policy = {{ values = ["byungjin", "brinkmanship"] }}
[uncertainties]
accident_hazard = {{ distribution = "log-uniform" }}
perceived_hazard = {{}}
[[design]]
kind = "latin-hypercube"
points = {cells}
[replication]
worlds = {worlds}
"""


def pace(cells: int, worlds: int) -> tuple[float, float]:
    """Return the share of the model's own pace that a sweep keeps, and that pace in worlds a second."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "measured.toml"
        path.write_text(TEXT.format(cells=cells, worlds=worlds))
        study = read_study(path)
        batches = cells * worlds // BATCH
        perform(Job((Block(study.scenario, 0, BATCH),), study.seed))
        spent = own = 0.0
        # Turn about, so that a busy machine slows both alike.
        for turn in range(3):
            started = time.process_time()
            for _ in range(batches):
                perform(Job((Block(study.scenario, 0, BATCH),), study.seed))
            own += time.process_time() - started
            started = time.process_time()
            run_study(study, Path(place) / f"out {turn}")
            spent += time.process_time() - started
    return own / spent, 3 * batches * BATCH / own


def main() -> None:
    """Print the share of the pace kept for cells of 10 and of 10 000 worlds, or the memory of a sweep."""
    if len(sys.argv) == 3:
        cells, worlds = map(int, sys.argv[1:])
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "measured.toml"
            path.write_text(TEXT.format(cells=cells, worlds=worlds))
            started = time.monotonic()
            run_study(read_study(path), Path(place) / "out", force=True)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{cells * worlds:,} worlds in {time.monotonic() - started:.0f} s, peak {peak:.0f} MB")
        return
    for cells, worlds in ((2000, 10), (2, 10_000)):
        kept, own = pace(cells, worlds)
        print(f"{worlds} worlds a cell: {kept:.3f} of the model's own {own:.0f} worlds a second")


if __name__ == "__main__":
    main()
