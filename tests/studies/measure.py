"""Measures a sweep against the model alone, and its memory; run by hand: python -m
tests.studies.measure.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from sim.core.runs.runner import Block, outcomes_and_series
from sim.study.experiment.study_file import read_study
from sim.study.store.study_results import load_study
from tests.studies.studies import play

TEXT = """title = "Measured"
scenario = "2017-spring"
outcomes = ["lose_lose", "war", "value_washington", "value_beijing", "refugees"]
[levers]
washington.pressure = "all"
beijing.enforcement = "all"
pyongyang.policy = "build,brinkmanship"
[uncertainties]
accident = "log-uniform(0.001,0.02)"
learn = "all"
[[design]]
kind = "latin-hypercube"
points = {cells}
[replication]
worlds = {worlds}
"""


def pace(cells: int, worlds: int) -> tuple[float, float]:
    """Return the share of the model's own pace that a sweep keeps, and that pace in worlds a
    second.
    """
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "measured.toml"
        path.write_text(TEXT.format(cells=cells, worlds=worlds))
        study = read_study(path)
        total = cells * worlds
        spent = own = 0.0
        # Turn about, so that a busy machine slows both alike.
        for turn in range(3):
            started = time.process_time()
            outcomes_and_series(
                [Block(study.scenario, 0, total)], study.seed, (), names=study.outcomes
            )
            own += time.process_time() - started
            started = time.process_time()
            play(study, Path(place) / f"out {turn}")
            spent += time.process_time() - started
    return own / spent, 3 * total / own


def memory(cells: int, worlds: int, months: int) -> str:
    """Run a sweep, read its cells, and say how long it took and how much memory it had at most.

    A short horizon makes the worlds cheap and their rows no smaller.
    """
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "measured.toml"
        (Path(place) / "short.toml").write_text(f'base = "2017-spring"\nmonths = {months}\n')
        path.write_text(
            TEXT.replace("2017-spring", "short.toml").format(cells=cells, worlds=worlds)
        )
        study, started = read_study(path), time.monotonic()
        play(study, Path(place) / "out", force=True)
        swept, spent = (
            resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            time.monotonic() - started,
        )
        rows = len(load_study(Path(place) / "out").estimates(["war"]))
        read = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{cells * worlds:,} worlds in {cells:,} cells of {months} months in {spent:.0f} s: peak {swept:.0f} MB, "
        f"{read:.0f} MB with the {rows:,} cells read"
    )


def main() -> None:
    """Print the pace kept with 10 and with 10 000 worlds a cell, or, for CELLS WORLDS MONTHS, the
    memory of a sweep.
    """
    if len(sys.argv) == 4:
        cells, worlds, months = map(int, sys.argv[1:])
        print(memory(cells, worlds, months))
        return
    for cells, worlds in ((4000, 10), (4, 10_000)):
        kept, own = pace(cells, worlds)
        print(f"{worlds} worlds a cell: {kept:.3f} of the model's own {own:.0f} worlds a second")


if __name__ == "__main__":
    main()
