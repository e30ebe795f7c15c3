"""The worlds of the game that ships are the same bytes on every engine and machine, until someone says otherwise."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.engine import fingerprint, play

from .golden import KEPT, UPDATE, hash_of, jobs
from .support import digest

CHANGED = f"the rules, the numbers or the engine have changed: if that was meant, run `{UPDATE}` and commit"


@pytest.mark.parametrize("engine", ["kernel", "numpy"])
def test_the_hash_of_the_golden_worlds(engine: str) -> None:
    kept, made_from = KEPT.read_text().split()
    assert fingerprint() == made_from, CHANGED
    assert hash_of(engine) == kept, CHANGED


def test_plain_python_makes_some_of_the_golden_worlds() -> None:
    def cut(values: Any) -> Any:
        return values[:12, ..., :3] if values.ndim == 3 else values[:12]

    for job in jobs():
        few = replace(
            job, worlds=3, months=12, levers=cut(job.levers), orders=cut(job.orders), luck=cut(job.luck),
            calendar=cut(job.calendar),
            numbers={name: value[:3] if np.ndim(value) else value for name, value in job.numbers.items()},
        )  # fmt: skip
        assert digest(play(few, "python")) == digest(play(few, "kernel"))
