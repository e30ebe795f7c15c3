"""Results from a command into a folder, with what made them."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from sim.study.outcomes import STATES, Columns
from sim.study.scenario import Scenario, to_toml
from sim.study.store.kept import folder_for, write_results

RUN_FIGURES: Final = ("ladder.png", "outcomes.png", "kappa.png", "time-to-war.png", "timeline.png")
SWEEP_FIGURE: Final = "heat-map.png"
FIGURES: Final = (*RUN_FIGURES, SWEEP_FIGURE)


class Results:
    """The folder that a command fills, checked before the worlds run and written after."""

    def __init__(self, out: str, study: str, force: bool) -> None:
        self.study, self.started = study, datetime.now(UTC)
        self.folder: Path = folder_for(out, study, force, FIGURES)

    def write(
        self, kind: str, asked: Scenario, columns: Columns, labels: Mapping[str, Sequence[str]],
        found: Mapping[str, Any], more: Mapping[str, Any],
    ) -> None:  # fmt: skip
        """Write table, summary and manifest; figures of a study that stood here before go."""
        about = {
            "kind": kind, "scenario": asked.name, "scenario_hash": asked.hash, "months": asked.months, **more,
            "command": shlex.join(["sim", *sys.argv[1:]]),
            "started": self.started.isoformat(timespec="seconds"),
            "finished": datetime.now(UTC).isoformat(timespec="seconds"),
            "resolved": to_toml(asked),
        }  # fmt: skip
        for name in FIGURES:
            (self.folder / name).unlink(missing_ok=True)
        write_results(self.folder, self.study, columns, {**STATES, **labels}, found, about)
