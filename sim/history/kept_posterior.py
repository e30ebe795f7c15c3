"""A posterior kept in a file: sets of directions that stay as they are, so that filtering takes
seconds.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated, Final, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sim.core.base.arrays import Floats, exp
from sim.core.base.errors import DataProblem, nearest
from sim.core.base.months import MONTH, months_from
from sim.core.base.plain import AnyPath, Data
from sim.core.engine import fingerprint
from sim.core.scenario.fingerprint import short
from sim.core.scenario.toml_file import ordinary_bytes
from sim.history.dates import FIRST_MONTH
from sim.history.directions import DIRECTIONS, FITTED, Direction, drawn_from_prior, numbers_at
from sim.history.filter import Clouds, draw_at
from sim.history.record import shipped_bytes
from sim.history.start_1990 import Beginning, log_peace_before
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.play.play import git_state

SHIPPED: Final = ("2019-12", "2014-12", "1994-12")
"""The last months from which the posteriors that ship were learnt, the newest first."""

SETS: Final = 200
"""Sets that a file holds."""

MOST_SETS: Final = 10_000
MOST_BYTES: Final = 32 * 2**20
FURTHEST: Final = 1e3
"""The largest value of a direction that a file may hold; the prior gives e^−1000 to more."""

REMEDY: Final = "Give a file that this version wrote, or leave the option out."
NAMES: Final = tuple(direction.name for direction in DIRECTIONS)

Month = Annotated[str, Field(pattern=rf"^{MONTH.pattern}$")]
Number = Annotated[float, Field(ge=-FURTHEST, le=FURTHEST, allow_inf_nan=False)]
Weight = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]


class Form(BaseModel):
    """The layout of the file."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, protected_namespaces=())

    format: Literal[2]
    drawn_from: Literal["posterior", "prior"]
    note: Annotated[str, Field(max_length=400)]
    first: Month
    last: Month | None
    seeds: Annotated[list[Annotated[int, Field(ge=0, lt=2**63)]], Field(min_length=1)]
    sets: Annotated[int, Field(ge=1)]
    particles: Annotated[int, Field(ge=1)]
    date: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    commit: Annotated[str, Field(max_length=100)]
    model: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    weights: Annotated[list[Weight], Field(min_length=1, max_length=MOST_SETS)]
    directions: dict[str, list[Number]]

    @model_validator(mode="after")
    def fits(self) -> Form:
        """Check across fields: every direction, one value of each and one weight a set, and months
        in order.
        """
        for name, values in self.directions.items():
            if name not in NAMES:
                raise ValueError(f"there is no direction '{name}'{nearest(name, NAMES)}")
            if len(values) != len(self.weights):
                raise ValueError(
                    f"'{name}' has {len(values)} values for {len(self.weights)} weights"
                )
        for name in NAMES:
            if name not in self.directions:
                raise ValueError(f"the direction '{name}' is missing")
        if not sum(self.weights) > 0.0:
            raise ValueError("the weights are all 0")
        if (self.drawn_from == "prior") != (self.last is None):
            raise ValueError(
                "a posterior names the last month that it was learnt from, and a prior none"
            )
        if self.first != FIRST_MONTH:
            raise ValueError(
                f"it was learnt from {self.first} on, and filters begin in {FIRST_MONTH}"
            )
        if self.last is not None and months_from(self.first, self.last, "last") < 0:
            raise ValueError("the last month lies before the first")
        return self


@dataclass(frozen=True, eq=False)
class KeptPosterior:
    """Sets of directions with their weights, and their origin.

    `z` is `(sets, directions)`, `weight` `(sets,)`; weights sum to 1. They were learnt from months
    `first` to `last` of a record; if `last` is None, they are draws of the prior. `fitted_sets`,
    `particles` and `seeds` are those of the samplers, `model` is the fingerprint of the rules that
    they played. `label` names the file; `accept_old_rules` allows sets that were fitted to other
    rules.
    """

    z: Floats
    weight: Floats
    first: str
    last: str | None
    seeds: tuple[int, ...]
    fitted_sets: int
    particles: int
    date: str
    commit: str
    model: str
    note: str = ""
    label: str = "the posterior that ships"
    accept_old_rules: bool = False

    @property
    def sets(self) -> int:
        """The number of sets."""
        return len(self.weight)

    @cached_property
    def numbers(self) -> Mapping[str, Floats]:
        """The parameters at each set, `(sets,)` by name."""
        return numbers_at(self.z)

    def along(self, directions: tuple[Direction, ...]) -> Floats:
        """Return the sets along some directions, `(sets, directions)`."""
        return np.asarray(self.z[:, [NAMES.index(direction.name) for direction in directions]])

    @property
    def hash(self) -> str:
        """Twelve characters that stand for the sets and the months that they were learnt from."""
        return short(repr((self.first, self.last, self.weight.tolist(), self.z.tolist())), 12)

    def other_rules(self) -> list[str]:
        """Return the sentence that comes before all others if sets of other rules were accepted."""
        if not self.accept_old_rules or self.model == fingerprint():
            return []
        return [
            f"The sets of {self.label} were fitted to other rules ({self.model[:12]}, now {fingerprint()[:12]})."
        ]

    def warnings(self) -> list[str]:
        """Return the warnings on the file: its note, and that its sets are draws of a prior."""
        sentences = [f"Of {self.label}: {self.note}"] if self.note else []
        if self.last is None:
            sentences.append(
                "The sets of parameters are draws of the prior: the record has taught them nothing."
            )
        return sentences

    def twice(self) -> KeptPosterior:
        """Return every set twice, one beside the other with half its weight: the two differ by
        Monte Carlo error alone.
        """
        return replace(self, z=np.repeat(self.z, 2, axis=0), weight=np.repeat(self.weight / 2.0, 2))

    def sampler(self, particles: int, seed: int, jobs: int = 1) -> Still:
        """Return the sets before the first month of a record, each with a cloud of particles."""
        beginning = Beginning.of_1990()
        return Still(
            Clouds.before(self.numbers, beginning.ranges, beginning.certain, particles, seed),
            self.weight,
            jobs,
        )


@dataclass
class Still:
    """Sets of parameters that stay as they are; they read months as they stand.

    Months move clouds of particles but neither sets nor weights: over years the noise of small
    clouds would put all weight on few sets. Only a new fit learns the parameters from later months.
    A set that gives a month no chance at all loses its weight.
    """

    clouds: Clouds
    weight: Floats
    jobs: int = 1

    def read(self, calendar: Floats) -> Floats:
        """Read a month, the last row of those so far; return its log chance by set, `(sets,)`."""
        chance = self.clouds.read(calendar[-1:], self.jobs)
        weight = np.where(np.isfinite(chance), self.weight, 0.0)
        if weight.any():
            self.weight = weight / weight.sum()
        return chance


def kept_of(z: Floats, last: str | None, seed: int, chains: int, particles: int) -> KeptPosterior:
    """Return equally weighted sets at points, `(sets, directions)`, learnt from months up to `last`:
    None where they have read nothing.

    Points along FITTED alone get draws of the prior in the other directions.
    """
    if z.shape[1] == len(FITTED):
        luck = generator(seed, Stream.SETS)
        whole = drawn_from_prior(luck.random((len(z), len(DIRECTIONS))))
        whole[:, [NAMES.index(direction.name) for direction in FITTED]] = z
        z = whole
    state = git_state()
    return KeptPosterior(
        np.round(z, 4),
        np.full(len(z), 1.0 / len(z)),
        FIRST_MONTH,
        last,
        (seed,),
        chains,
        particles,
        datetime.now(UTC).date().isoformat(),
        str(state["commit"]) if state else "",
        fingerprint(),
    )


def kept_prior(sets: int, particles: int, seed: int) -> KeptPosterior:
    """Return draws of the prior in the place of a posterior, drawn anew by the peace before 1990."""
    luck = generator(seed, Stream.SETS)
    z = drawn_from_prior(luck.random((sets, len(DIRECTIONS))))
    peace = log_peace_before(numbers_at(z), Beginning.of_1990().certain, seed, 1)
    rows = draw_at(exp(peace - peace.max()), (np.arange(sets) + 0.5) / sets)
    return kept_of(z[rows], None, seed, sets, particles)


def text_of(posterior: KeptPosterior) -> bytes:
    """Return a posterior as the bytes of a file that `load_posterior` reads, a line a direction."""
    head: Data = {
        "format": 2,
        "drawn_from": "prior" if posterior.last is None else "posterior",
        "note": posterior.note,
        "first": posterior.first,
        "last": posterior.last,
        "seeds": posterior.seeds,
        "sets": posterior.fitted_sets,
        "particles": posterior.particles,
        "date": posterior.date,
        "commit": posterior.commit,
        "model": posterior.model,
        "weights": posterior.weight.tolist(),
    }
    rows = zip(NAMES, posterior.z.T.tolist(), strict=True)
    directions = ",\n".join(f"  {json.dumps(name)}: {json.dumps(values)}" for name, values in rows)
    lines = [
        f" {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)},"
        for name, value in head.items()
    ]
    return "\n".join(["{", *lines, ' "directions": {', directions, " }", "}", ""]).encode()


def load_posterior(
    path: AnyPath | None = None,
    until: str = "9999-12",
    accept_old_rules: bool = False,
) -> KeptPosterior:
    """Return a posterior from a file, or of those that ship the newest that has learnt from no
    month from `until` on.

    Where all that ship know such a month, it is the oldest of them. Raises DataProblem for a file
    that holds none, and, unless `accept_old_rules` is set, for sets that were fitted to other
    rules, those that ship too.
    """
    if path is None:
        last = next((last for last in SHIPPED if last < until), SHIPPED[-1])
        posterior = posterior_from(
            f"the posterior of {last} that ships", shipped_bytes(f"posterior-{last}.json")
        )
    else:
        label = os.fspath(path)
        posterior = posterior_from(label, ordinary_bytes(label, MOST_BYTES, DataProblem, REMEDY))
    if posterior.model != fingerprint() and not accept_old_rules:
        raise DataProblem(
            f"the sets were fitted to rules {posterior.model[:12]}, and those of now are {fingerprint()[:12]}",
            posterior.label,
            "Fit them again with sim calibrate, or accept them with --accept-old-rules; the answer then says so first.",
        )
    return replace(posterior, accept_old_rules=accept_old_rules)


def posterior_from(label: str, content: bytes) -> KeptPosterior:
    """Return the posterior that the bytes of a file hold; raises DataProblem as `load_posterior`
    does.
    """
    try:
        form = Form.model_validate_json(content)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        fault = first["msg"].removeprefix("Value error, ")
        raise DataProblem(
            f"the posterior cannot be used: {fault}",
            f"{label}, key {place}" if place else label,
            REMEDY,
        ) from None
    weight = np.array(form.weights)
    return KeptPosterior(
        np.array([form.directions[name] for name in NAMES]).T,
        weight / math.fsum(weight),
        form.first,
        form.last,
        tuple(form.seeds),
        form.sets,
        form.particles,
        form.date,
        form.commit,
        form.model,
        form.note,
        label,
    )
