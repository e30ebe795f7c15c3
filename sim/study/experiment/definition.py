"""An experiment as immutable data: scenario, factors with their distributions, design, outcomes and
random draws.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from sim.core.base.arrays import Floats, exp
from sim.core.base.errors import check_known
from sim.core.base.plain import Data
from sim.core.estimate.quantiles import rounded
from sim.core.estimate.writing import short_text
from sim.core.outcomes.catalogue import Catalogue
from sim.core.outcomes.outcomes import with_own
from sim.core.scenario import Scenario
from sim.core.scenario.fingerprint import Model, model
from sim.core.scenario.scenario import own_policies
from sim.policies.user_policies import RULES, UserPolicy, is_own, own_policy
from sim.study.experiment.own_outcome import Outcome

BLOCK_WORLDS: Final = 24_000

Luck = Literal["common", "independent", "replicate_blocks"]
SEED_RULE: Final = {
    "common": "world k of every cell has luck (seed, month, world k, slot)",
    "replicate_blocks": "world k of a cell of replicate block b has luck (seed, month, world b * stride + k, slot), "
    "the stride being the most worlds that a cell may have",
    "independent": "world k of cell c has luck (seed, month, world c * stride + k, slot), the stride being the most "
    "worlds that a cell may have",
}


Role = Literal["lever", "uncertainty"]


@dataclass(frozen=True, slots=True)
class Factor:
    """A quantity that is varied: a lever, which an actor chooses, or an uncertainty, which nobody
    knows.

    `name` is a name that Scenario.change takes.
    """

    name: str
    role: Role
    distribution: Distribution

    @property
    def values(self) -> tuple[Value, ...]:
        """The values of a discrete factor, in order; empty for a number that runs over a range."""
        return self.distribution.values if isinstance(self.distribution, Discrete) else ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The names among which a factor chooses, in order; empty if its values are numbers."""
        return (
            ()
            if all(is_number(value) for value in self.values)
            else tuple(map(value_text, self.values))
        )

    @property
    def low(self) -> float:
        """The low end of its range; 0 if it chooses among names."""
        if not isinstance(self.distribution, Discrete):
            return self.distribution.low
        return 0.0 if self.labels else float(min(self.values))

    @property
    def high(self) -> float:
        """The high end of its range; the number of names if it chooses among names."""
        if not isinstance(self.distribution, Discrete):
            return self.distribution.high
        return float(len(self.labels) if self.labels else max(self.values))


def is_number(value: Value) -> bool:
    """Say whether a value is a number; true and false are names."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def value_text(value: Value) -> str:
    """Return a value of a factor in words: a number, a name, or on and off."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else short_text(value)


@dataclass(frozen=True, slots=True)
class Component:
    """One of the designs that a study crosses, over some of its factors; `settings` are those of
    its kind.
    """

    kind: str
    factors: tuple[str, ...]
    settings: tuple[tuple[str, Any], ...]

    def get(self, key: str) -> Any:
        """Return a setting of the design."""
        return dict(self.settings)[key]


@dataclass(frozen=True, slots=True)
class Experiment:
    """A whole study, checked by `study_file`; `text` is the file that it was read from.

    Every cell gets `worlds` worlds. `outcomes` names the outcomes to keep of each world; `own` are
    those that the user has defined. `code` are the policies that came with results; if it is None,
    policies are found by name.
    """

    title: str
    scenario: Scenario
    factors: tuple[Factor, ...]
    components: tuple[Component, ...]
    outcomes: tuple[str, ...]
    worlds: int
    seed: int
    luck: Luck
    block: int
    text: str
    own: tuple[Outcome, ...] = ()
    code: tuple[UserPolicy, ...] | None = None

    def __post_init__(self) -> None:
        # A second profile in which the scenario cannot be played is refused before any world.
        catalogue = self.catalogue
        for profile in dict.fromkeys(catalogue[name].profile for name in self.columns):
            self.scenario.with_policies(profile)

    @property
    def policies(self) -> tuple[UserPolicy, ...]:
        """The user's own policies that it names, with their text; raises UsageProblem for a missing
        one.
        """
        if self.code is not None:
            return self.code
        return tuple(own_policy(name) for name in self.names_of_policies)

    @property
    def replaced(self) -> tuple[tuple[str, str], ...]:
        """The functions that replace rules, in the scenario and in the factors: each rule with the
        name of its function.
        """
        varied = [
            (factor.name.removeprefix(RULES), str(value))
            for factor in self.factors
            for value in factor.values
            if factor.name.startswith(RULES) and is_own(value)
        ]
        return (*self.scenario.rules, *varied)

    @property
    def names_of_policies(self) -> tuple[str, ...]:
        """The names of the user's own policies in the scenario and in the factors."""
        varied = [
            str(value)
            for factor in self.factors
            for value in factor.values
            if factor.name.endswith(".policy")
        ]
        names = [
            *own_policies(self.scenario).values(),
            *filter(is_own, varied),
            *(name for _, name in self.replaced),
        ]
        return tuple(dict.fromkeys(names))

    @property
    def catalogue(self) -> Catalogue:
        """The outcomes by name, including the user's own."""
        return with_own(self.own)

    @property
    def columns(self) -> tuple[str, ...]:
        """The outcome columns that the worlds of this experiment have, in a fixed order."""
        return self.catalogue.columns(self.outcomes)

    def factor(self, name: str) -> Factor:
        """Return a factor by name; raises UsageProblem for an unknown one."""
        check_known(
            "factor of the study", name, (candidate.name for candidate in self.factors), self.title
        )
        return next(factor for factor in self.factors if factor.name == name)

    def resolved(self) -> Data:
        """Return every setting that can change a result, as plain data; a table by the hash of its
        content.
        """
        factors = [
            {"name": factor.name, "role": factor.role} | describe_distribution(factor.distribution)
            for factor in self.factors
        ]
        designs = [
            {"kind": component.kind, "factors": list(component.factors)}
            | {
                key: value.kept() if hasattr(value, "kept") else value
                for key, value in component.settings
            }
            for component in self.components
        ]
        return {
            "scenario": self.scenario.name,
            "scenario_hash": self.scenario.hash,
            "factors": factors,
            "designs": designs,
            "outcomes": list(self.outcomes),
            "worlds": self.worlds,
            "seed": self.seed,
            "luck": self.luck,
            "seed_rule": SEED_RULE[self.luck],
            "block": self.block,
        } | ({"own": [outcome.kept() for outcome in self.own]} if self.own else {})

    @property
    def hash(self) -> str:
        """The identity of the experiment: sixteen characters of a hash of its settings, not of the
        model.
        """
        content = self.resolved() | {"scenario": "", "own": [outcome.name for outcome in self.own]}
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def model(self) -> Model:
        """The model that plays it: the shipped one, with the user's own outcomes and policies."""
        policies = {f"policy {policy.name}": policy.text for policy in self.policies}
        return model(
            {
                f"outcome {outcome.name}": f"{outcome.text}{outcome.against or ''}"
                for outcome in self.own
            }
            | policies
        )


Value: TypeAlias = float | int | str | bool


@dataclass(frozen=True, slots=True)
class Number:
    """A number between `low` and `high`, in the shape that `kind` names.

    `mode` is the peak of a triangular distribution; `a` and `b` shape a beta distribution over the
    range.
    """

    kind: str
    low: float
    high: float
    mode: float = math.nan
    a: float = math.nan
    b: float = math.nan

    def quantile(self, share: Floats) -> Floats:
        """Return the values below which the given shares lie, each from 0 to 1, rounded to twelve
        digits.
        """
        spread = self.high - self.low
        if self.kind == "uniform":
            values = self.low + spread * share
        elif self.kind == "log-uniform":
            values = self.low * exp(share * math.log(self.high / self.low))
        elif self.kind == "triangular":
            values = self._triangular(share, spread)
        else:
            from scipy.special import betaincinv

            values = self.low + spread * betaincinv(self.a, self.b, share)
        # So that the last bit of a logarithm on another machine moves no point.
        tidy = np.array([rounded(value) for value in np.ravel(values)], dtype=np.float64)
        return np.minimum(np.maximum(tidy, self.low), self.high)

    def levels(self, count: int) -> Floats:
        """Return `count` levels from low to high: even steps, or even ratios for a log-uniform
        number.

        For a triangular or beta number they are the middles of `count` parts of equal probability.
        """
        if self.kind in ("triangular", "beta"):
            return self.quantile((np.arange(count) + 0.5) / count)
        return self.quantile(np.arange(count) / max(count - 1, 1))

    def admits(self, value: Value) -> bool:
        """Say whether a value lies in the range."""
        return not isinstance(value, bool | str) and self.low <= value <= self.high

    def _triangular(self, share: Floats, spread: float) -> Floats:
        peak = (self.mode - self.low) / spread
        rising = self.low + spread * np.sqrt(share * peak)
        falling = self.high - spread * np.sqrt((1.0 - share) * (1.0 - peak))
        return np.where(share <= peak, rising, falling)


@dataclass(frozen=True, slots=True)
class Discrete:
    """One of several values, each with its probability; in a design it is the index of the
    value.
    """

    values: tuple[Value, ...]
    weights: tuple[float, ...]
    kind: str = "discrete"

    def quantile(self, share: Floats) -> npt.NDArray[np.int32]:
        """Return the index of the value that each share, from 0 to 1, falls on."""
        edges = np.cumsum(np.asarray(self.weights)) / math.fsum(self.weights)
        place = np.searchsorted(edges, share, side="right")
        return np.minimum(place, len(self.values) - 1).astype(np.int32)

    def levels(self, count: int) -> npt.NDArray[np.int32]:
        """Return the first `count` indices."""
        return np.arange(count, dtype=np.int32)

    def admits(self, value: Value) -> bool:
        """Say whether a value is one of those that the factor may have."""
        return any(same(value, admitted) for admitted in self.values)

    def index(self, value: Value) -> int:
        """Return the index of a value that the factor admits."""
        return next(number for number, admitted in enumerate(self.values) if same(value, admitted))


Distribution = Number | Discrete


def same(a: Value, b: Value) -> bool:
    """Say whether two values are equal, true and 1 being different things."""
    return isinstance(a, bool) == isinstance(b, bool) and a == b


def describe_distribution(distribution: Distribution) -> Data:
    """Return a distribution as plain data."""
    if isinstance(distribution, Discrete):
        return {
            "distribution": "discrete",
            "values": list(distribution.values),
            "weights": list(distribution.weights),
        }
    shape = {key: getattr(distribution, key) for key in ("low", "high", "mode", "a", "b")}
    return {"distribution": distribution.kind} | {
        key: value for key, value in shape.items() if not math.isnan(value)
    }
