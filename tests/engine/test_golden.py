"""The worlds of the game that ships are the same bytes on every engine and machine, until someone
says otherwise.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.core.engine import OUTPUTS, Job, fingerprint, play

from .golden import KEPT, UPDATE, hash_of, jobs
from .support import digest

CHANGED = f"the rules, the numbers or the engine have changed: if that was meant, run `{UPDATE}` and commit"


@pytest.mark.parametrize("engine", ["kernel", pytest.param("numpy", marks=pytest.mark.long)])
def test_the_hash_of_the_golden_worlds(engine: str) -> None:
    kept, made_from = KEPT.read_text().split()
    assert fingerprint() == made_from, CHANGED
    assert hash_of(engine) == kept, CHANGED


def part(job: Job, worlds: int, months: int) -> Job:
    """Return the first months of the first worlds of a job."""

    def cut(values: Any) -> Any:
        return values[:months, ..., :worlds] if values.ndim == 3 else values[:months]

    given = {name: cut(getattr(job, name)) for name in ("levers", "orders", "calendar", "luck")}
    numbers = {
        name: value[:worlds] if np.ndim(value) else value for name, value in job.numbers.items()
    }
    return replace(job, worlds=worlds, months=months, numbers=numbers, **given)


@pytest.mark.parametrize(("engine", "scenarios"), [("python", slice(4)), ("numpy", slice(1, 3))])
def test_every_other_engine_makes_some_of_the_golden_worlds(engine: str, scenarios: slice) -> None:
    """NumPy those of orders by world and of numbers by world; its time is that of months, hardly of
    worlds.
    """
    for job in jobs()[scenarios]:
        few = part(job, worlds=3 if engine == "python" else 60, months=12)
        assert digest(play(few, engine)) == digest(play(few, "kernel"))


def test_what_a_month_tells_is_the_same_on_every_engine_and_costs_no_byte_of_a_world() -> None:
    """After its end a world repeats what it told last, and what had ended before has told
    nothing.
    """
    few = part(jobs()[1], worlds=300, months=18)
    on_the_brink = {**few.numbers, "start_tension": 6.8}
    job = replace(few, numbers=on_the_brink, record=(*OUTPUTS, "ending"))
    made = {engine: play(job, engine) for engine in ("kernel", "numpy")}
    assert digest(made["kernel"]) == digest(made["numpy"])
    assert made["kernel"].state.tobytes() == play(replace(job, record=()), "kernel").state.tobytes()
    ended = np.flatnonzero(made["kernel"].record["ending"][-2])
    assert ended.size
    for place in OUTPUTS:
        rows = made["kernel"].record[place]
        assert np.isfinite(rows).all()
        assert (rows[-1, ended] == rows[-2, ended]).all()
    later = replace(job, state=made["kernel"].state, first_month=job.first_month + job.months)
    assert np.isnan(play(later, "kernel").record["payoffs.seoul.talks"][:, ended]).all()
