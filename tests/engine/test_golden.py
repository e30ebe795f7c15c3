"""The worlds of the game that ships are the same bytes on every engine and machine, until someone says otherwise."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.engine import TOLD, fingerprint, play

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


def test_what_a_month_tells_is_the_same_on_every_engine_and_costs_no_byte_of_a_world() -> None:
    """After its end a world repeats what it told last, and what had ended before has told nothing."""
    job = replace(jobs()[1], worlds=300, record=(*TOLD, "ending"))
    job = replace(
        job, **{name: getattr(job, name)[..., :300] for name in ("levers", "orders", "luck")},
        numbers={name: value[:300] if np.ndim(value) else value for name, value in job.numbers.items()},
    )  # fmt: skip
    made = {engine: play(job, engine) for engine in ("kernel", "numpy")}
    assert digest(made["kernel"]) == digest(made["numpy"])
    assert made["kernel"].state.tobytes() == play(replace(job, record=()), "kernel").state.tobytes()
    ended = np.flatnonzero(made["kernel"].record["ending"][-2])
    assert ended.size
    for place in TOLD:
        rows = made["kernel"].record[place]
        assert np.isfinite(rows).all()
        assert (rows[-1, ended] == rows[-2, ended]).all()
    later = replace(job, state=made["kernel"].state, first_month=job.first_month + job.months)
    assert np.isnan(play(later, "kernel").record["payoffs.seoul.talks"][:, ended]).all()
