"""Worlds that fail: an engine that loses a number in some of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.core.engine import Job, Worlds
from sim.core.engine.play import Engine
from sim.core.runs import runner

NO_STATE, NO_VALUE = 17, 23
"""The world that the engine says it lost, and the one in which only a value is lost."""


def spoil_worlds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two worlds fail wherever they are played."""
    sound = runner.play

    def spoilt(job: Job, engine: Engine | None = None) -> Worlds:
        done = sound(job, engine)
        assert job.ids is not None
        numbers = np.asarray(job.ids)
        if "washington_payoff" in done.record:
            done.record["washington_payoff"][:, numbers == NO_VALUE] = np.nan
        return replace(done, failed=done.failed | (numbers == NO_STATE))

    monkeypatch.setattr(runner, "play", spoilt)
