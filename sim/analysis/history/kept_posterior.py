"""A posterior kept in a file: sets of the fitted numbers that stay as they are, so that filtering takes seconds."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sim.analysis.history.filter import Clouds, game, systematic
from sim.analysis.history.posterior import Beginning, Sampler
from sim.analysis.history.record import shipped_bytes
from sim.analysis.history.start_1990 import FIRST_MONTH
from sim.arrays import Floats
from sim.engine import fingerprint
from sim.engine.records import names_of
from sim.errors import DataProblem, nearest
from sim.months import MONTH, months_from
from sim.study.fingerprint import short
from sim.study.run.play import git_state
from sim.study.scenario.toml_file import ordinary_bytes
from sim.study.store.disk import write

SHIPPED: Final = "posterior.json"
SHIPPED_LABEL: Final = "the posterior that ships"
SETS: Final = 200
"""Sets that a file holds unless more are asked for."""

MOST_SETS: Final = 10_000
MOST_BYTES: Final = 32 * 2**20
LARGEST: Final = 1e6
REMEDY: Final = "Give a file that this version wrote, or leave the option out."

Month = Annotated[str, Field(pattern=rf"^{MONTH.pattern}$")]
Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST, allow_inf_nan=False)]
Weight = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]


class Form(BaseModel):
    """The layout of the file."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, protected_namespaces=())

    format: Literal[1]
    drawn_from: Literal["posterior", "prior"]
    note: Annotated[str, Field(max_length=400)]
    first: Month
    last: Month | None
    seed: Annotated[int, Field(ge=0, lt=2**63)]
    sets: Annotated[int, Field(ge=1)]
    particles: Annotated[int, Field(ge=1)]
    date: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    commit: Annotated[str, Field(max_length=100)]
    model: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    weights: Annotated[list[Weight], Field(min_length=1, max_length=MOST_SETS)]
    numbers: Annotated[dict[str, list[Number]], Field(min_length=1)]

    @model_validator(mode="after")
    def fits(self) -> Form:
        """Check what no field says alone: one number of each name and one weight a set, months in order."""
        known = names_of(game().numbers)
        for name, values in self.numbers.items():
            if name not in known:
                raise ValueError(f"there is no number '{name}'{nearest(name, known)}")
            if len(values) != len(self.weights):
                raise ValueError(f"'{name}' has {len(values)} values for {len(self.weights)} weights")
        if not sum(self.weights) > 0.0:
            raise ValueError("the weights are all 0")
        if (self.drawn_from == "prior") != (self.last is None):
            raise ValueError("a posterior names the last month that it was learnt from, and a prior none")
        if self.first != FIRST_MONTH:
            raise ValueError(f"it was learnt from {self.first} on, and filters begin in {FIRST_MONTH}")
        if self.last is not None and months_from(self.first, self.last, "last") < 0:
            raise ValueError("the last month lies before the first")
        return self


@dataclass(frozen=True, eq=False)
class Kept:
    """Sets of the fitted numbers with their weights, and what they were drawn from.

    `numbers[name]` and `weight` are `(sets,)`; weights sum to 1. They were learnt from the months `first` to `last` of
    a record, from none where `last` is None: then they are draws of the prior. `fitted_sets`, `particles` and `seed`
    are those of the sampler, `model` is the fingerprint of the rules that it played. `label` names the file.
    """

    numbers: Mapping[str, Floats]
    weight: Floats
    first: str
    last: str | None
    seed: int
    fitted_sets: int
    particles: int
    date: str
    commit: str
    model: str
    note: str = ""
    label: str = SHIPPED_LABEL

    @property
    def sets(self) -> int:
        """The number of sets."""
        return len(self.weight)

    @property
    def hash(self) -> str:
        """Twelve characters that stand for the sets and what they were learnt from."""
        return short(repr((self.first, self.last, self.weight.tolist(), sorted(self.as_lists().items()))), 12)

    def as_lists(self) -> dict[str, list[float]]:
        """Return the numbers as plain lists, by name."""
        return {name: values.tolist() for name, values in self.numbers.items()}

    def warnings(self) -> list[str]:
        """Return what a user must know of the file: that nothing was learnt, or that the rules have changed since."""
        said = [f"Of {self.label}: {self.note}"] if self.note else []
        if self.last is None:
            said.append("The sets of numbers are draws of the prior: the record has taught them nothing.")
        if self.model != fingerprint():
            said.append(
                f"The rules or their defaults have changed since {self.label} was fitted ({self.date}): its numbers "
                "are used as they are, and fit less well than a new fit would."
            )
        return said

    def twice(self) -> Kept:
        """Return every set twice, one beside the other with half its weight: what differs between the two is luck."""
        doubled = {name: np.repeat(values, 2) for name, values in self.numbers.items()}
        return replace(self, numbers=doubled, weight=np.repeat(self.weight / 2.0, 2))

    def sampler(self, particles: int, seed: int, jobs: int = 1) -> Still:
        """Return the sets before the first month of a record, each with a cloud of particles."""
        beginning = Beginning.of_1990()
        clouds = Clouds.before(dict(self.numbers), beginning.ranges, beginning.certain, particles, seed)
        return Still(clouds, self.weight, jobs)


@dataclass
class Still:
    """Sets of numbers that stay as they are: they read months as a Sampler does, and so can take its place.

    Months move clouds of particles and neither sets nor weights: over years the noise of small clouds would let few
    sets speak for all. What later months say of the numbers, a new fit learns. A set that gives a month no chance at
    all counts no more.
    """

    clouds: Clouds
    weight: Floats
    jobs: int = 1

    def read(self, calendar: Floats) -> Floats:
        """Read a month, the last row of the months so far; return the log chance of what it shows by set."""
        chance = self.clouds.read(calendar[-1:], self.jobs)
        kept = np.where(np.isfinite(chance), self.weight, 0.0)
        if kept.any():
            self.weight = kept / kept.sum()
        return chance


def kept_of(sampler: Sampler, last: str | None, sets: int = SETS, note: str = "") -> Kept:
    """Return so many sets of a sampler that has read the record up to the last month, all alike in weight.

    They are drawn by their weights; from a sampler that has read nothing, `last` is None.
    """
    fitted = len(sampler.weight)
    which = systematic(sampler.weight[None] * fitted, np.array([0.5]))[0]
    thinned = which[(np.arange(min(sets, fitted)) + 0.5).astype(int) * fitted // min(sets, fitted)]
    numbers = {name: np.array([float(f"{each:.6g}") for each in values[thinned]])
               for name, values in sampler.clouds.numbers.items()}  # fmt: skip
    state = git_state()
    return Kept(
        numbers, np.full(len(thinned), 1.0 / len(thinned)), FIRST_MONTH, last, sampler.seed, fitted,
        sampler.clouds.particles, datetime.now(UTC).date().isoformat(), str(state["commit"]) if state else "",
        fingerprint(), note,
    )  # fmt: skip


def kept_prior(sets: int, particles: int, seed: int, note: str = "") -> Kept:
    """Return draws of the prior in the place of a posterior."""
    return kept_of(Sampler.before(sets, particles, Beginning.of_1990(), seed), None, sets, note)


def save_posterior(kept: Kept, path: str | os.PathLike[str]) -> None:
    """Write a posterior into a file that `load_posterior` reads."""
    write(Path(path), text_of(kept))


def text_of(kept: Kept) -> bytes:
    """Return a posterior as the bytes of its file, a line a number."""
    about: dict[str, Any] = {
        "format": 1, "drawn_from": "prior" if kept.last is None else "posterior", "note": kept.note,
        "first": kept.first, "last": kept.last, "seed": kept.seed, "sets": kept.fitted_sets,
        "particles": kept.particles, "date": kept.date, "commit": kept.commit, "model": kept.model,
        "weights": kept.weight.tolist(),
    }  # fmt: skip
    numbers = ",\n".join(f"  {json.dumps(name)}: {json.dumps(values)}" for name, values in kept.as_lists().items())
    lines = [f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}," for name, value in about.items()]
    return "\n".join(["{", *lines, ' "numbers": {', numbers, " }", "}", ""]).encode()


def load_posterior(path: str | os.PathLike[str] | None = None) -> Kept:
    """Return the posterior that ships, or one from a file; raises DataProblem for a file that holds none."""
    if path is None:
        return posterior_from(SHIPPED_LABEL, shipped_bytes(SHIPPED))
    label = os.fspath(path)
    return posterior_from(label, ordinary_bytes(label, MOST_BYTES, DataProblem, REMEDY))


def posterior_from(label: str, content: bytes) -> Kept:
    """Return the posterior that the bytes of a file hold; raises DataProblem as `load_posterior` does."""
    try:
        form = Form.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        what = first["msg"].removeprefix("Value error, ")
        raise DataProblem(
            f"the posterior cannot be used: {what}", f"{label}, key {place}" if place else label, REMEDY
        ) from None
    weight = np.array(form.weights)
    return Kept(
        {name: np.array(values) for name, values in form.numbers.items()}, weight / math.fsum(weight), form.first,
        form.last, form.seed, form.sets, form.particles, form.date, form.commit, form.model, form.note, label,
    )  # fmt: skip
