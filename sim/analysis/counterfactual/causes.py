"""Was a cause necessary, was it sufficient: Pearl's probabilities, counted in worlds with the same luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from sim.arrays import Flags
from sim.errors import ScenarioProblem, UsageProblem, nearest
from sim.game.levers import LEVERS
from sim.study.estimate.compare import share_luck
from sim.study.estimate.interval import Estimate, wilson
from sim.study.experiment.factor_text import number_or_name, setting
from sim.study.run.worlds import Run
from sim.study.scenario import Scenario

SHORT: Final = {
    "enforcement": "beijing.enforcement",
    "pressure": "washington.pressure",
    "dialogue": "washington.dialogue",
}
"""Causes by a short name; without values they are taken from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A lever, number or policy of a scenario, once `low` and once `high`."""

    name: str
    low: float | str
    high: float | str

    @property
    def is_policy(self) -> bool:
        """Whether it is the policy of a capital."""
        return self.name.endswith(".policy")


def cause_from(text: str, where: str) -> Cause:
    """Return the cause that NAME or NAME=LOW:HIGH means; raises UsageProblem."""
    name, equals, rest = (part.strip() for part in text.partition("="))
    name = SHORT.get(name, name)
    remedy = f"Write --cause NAME=LOW:HIGH, or one of: {', '.join(SHORT)}."
    if not equals:
        if name not in LEVERS:
            raise UsageProblem(f"'{text}' needs a low and a high value", where, remedy + nearest(name, SHORT))
        return Cause(name, LEVERS[name].low, LEVERS[name].high)
    low, colon, high = (part.strip() for part in rest.partition(":"))
    if not name or not colon or not low or not high or ":" in high:
        raise UsageProblem("a cause needs a name, a low and a high value", where, remedy)
    cause = Cause(name, number_or_name(low), number_or_name(high))
    if cause.low == cause.high:
        raise UsageProblem("low and high are the same", where, "Give two values.")
    return cause


def set_to(scenario: Scenario, cause: Cause, value: float | str, where: str) -> Scenario:
    """Return the scenario with the cause at a value; raises UsageProblem where it cannot be."""
    try:
        if cause.name in ("months", "start", "name", "title"):
            raise ScenarioProblem(f"'{cause.name}' is no cause within a world", cause.name, "Name a lever or a policy.")
        return scenario.change({cause.name: setting(cause.name, value, where)})
    except ScenarioProblem as problem:
        raise UsageProblem(problem.what, where, problem.remedy) from None


def voted(scenario: Scenario, cause: Cause) -> str | None:
    """Return the capital whose vote would undo a policy that is the cause, or None."""
    capital = cause.name.partition(".")[0]
    votes = any(vote.capital == capital for vote in scenario.elections)
    return capital if cause.is_policy and votes else None


@dataclass(frozen=True, eq=False)
class Causation:
    """An outcome in n worlds with a cause low, high, and as the scenario has it, all under the same luck.

    Each of the three arrays is bool, `(worlds,)`.
    """

    cause: Cause
    outcome: str
    low: Flags
    high: Flags
    as_is: Flags

    @property
    def n(self) -> int:
        """The number of worlds."""
        return int(self.low.size)

    def count(self, low: bool, high: bool) -> int:
        """Return in how many worlds the outcome is as said with the cause low, and with it high."""
        return int(np.count_nonzero((self.low == low) & (self.high == high)))

    @property
    def response(self) -> dict[str, Estimate]:
        """The four kinds of worlds, by how the outcome answers to the cause; the shares sum to 1."""
        kinds = {"always": (True, True), "only high": (False, True), "only low": (True, False), "never": (False, False)}
        return {name: wilson(self.count(*kind), self.n) for name, kind in kinds.items()}

    @property
    def raises(self) -> bool:
        """Whether the outcome is at least as frequent with the cause high as with it low."""
        return self.count(False, True) >= self.count(True, False)

    @property
    def against(self) -> Estimate:
        """The share of worlds that answer against the main direction: 0 if the cause acts monotonically."""
        return wilson(self.count(True, False) if self.raises else self.count(False, True), self.n)

    def probabilities(self, high: bool = True) -> dict[str, Estimate | None]:
        """Return PN, PS and PNS of the cause's being high, or low, for the outcome; None where no world can tell.

        PN: of the worlds with the outcome under the cause, those without it under the other value. PS: of those without
        the outcome under the other value, those with it under the cause. PNS: of all worlds, those where both hold.
        Source: Pearl 2009, Causality, definitions 9.2.1 to 9.2.3.
        """
        with_it, without = (self.high, self.low) if high else (self.low, self.high)
        both = int(np.count_nonzero(with_it & ~without))
        return {
            "PN": share(both, int(np.count_nonzero(with_it))),
            "PS": share(both, int(np.count_nonzero(~without))),
            "PNS": share(both, self.n),
        }

    def bounds(self, high: bool = True) -> dict[str, tuple[float, float] | None]:
        """Return between what PN, PS and PNS would be known to lie from the two shares alone, without common luck.

        Source: Tian and Pearl 2000, Ann. Math. Artif. Intell. 28:287, for a cause that is set and not observed.
        """
        with_it, without = (self.high, self.low) if high else (self.low, self.high)
        p, q = float(with_it.mean()), float(without.mean())
        least, most = max(0.0, p - q), min(p, 1.0 - q)
        return {
            "PN": (least / p, most / p) if p else None,
            "PS": (least / (1.0 - q), most / (1.0 - q)) if q < 1.0 else None,
            "PNS": (least, most),
        }

    @property
    def of_the_run(self) -> dict[str, Estimate | None]:
        """What the cause would have done to the worlds as they are.

        Of the worlds with the outcome, those where the low, or the high, value would have prevented it (Pearl's
        probability of disablement); of those without it, those where the value would have brought it about
        (enablement). None where no world can tell. Source: Pearl 2009, definitions 9.2.4 and 9.2.5.
        """
        happened = int(np.count_nonzero(self.as_is))
        found: dict[str, Estimate | None] = {}
        for name, values in (("low", self.low), ("high", self.high)):
            found[f"prevented by {name}"] = share(int(np.count_nonzero(self.as_is & ~values)), happened)
            found[f"brought about by {name}"] = share(int(np.count_nonzero(~self.as_is & values)), self.n - happened)
        return found

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data."""

        def plain(estimates: dict[str, Estimate | None]) -> dict[str, Any]:
            return {name: each.as_dict() if each else None for name, each in estimates.items()}

        return {
            "cause": self.cause.name, "low": self.cause.low, "high": self.cause.high, "outcome": self.outcome,
            "n": self.n,
            "share": plain({"low": share_of(self.low), "high": share_of(self.high), "as_is": share_of(self.as_is)}),
            "response": plain(dict(self.response)), "against_the_main_direction": self.against.as_dict(),
            "high_as_cause": plain(self.probabilities(True)), "low_as_cause": plain(self.probabilities(False)),
            "bounds_without_common_luck": {"high": self.bounds(True), "low": self.bounds(False)},
            "of_the_run": plain(self.of_the_run),
        }  # fmt: skip


def share(successes: int, n: int) -> Estimate | None:
    """Return a share with its interval, or None of no worlds."""
    return wilson(successes, n) if n else None


def share_of(flags: Flags) -> Estimate:
    """Return the share of worlds with a flag."""
    return wilson(int(np.count_nonzero(flags)), int(flags.size))


def sides(scenario: Scenario, cause: Cause, where: str = "--cause") -> tuple[Scenario, Scenario]:
    """Return the scenario with the cause low and with it high; raises UsageProblem where it cannot be.

    Where the cause is the policy of a capital that votes, its vote is called off, since it would replace the policy.
    """
    capital = voted(scenario, cause)
    base = scenario.change({f"elections.{capital}": False}) if capital else scenario
    return set_to(base, cause, cause.low, where), set_to(base, cause, cause.high, where)


def causation(as_is: Run, low: Run, high: Run, cause: Cause, outcome: str) -> Causation:
    """Count how an outcome answers to a cause over three runs; raises UsageProblem unless they share their luck."""
    if not share_luck(as_is, low) or not share_luck(as_is, high):
        raise UsageProblem("the runs do not share their luck", outcome, "Run all with the same seed and worlds.")
    return Causation(cause, outcome, low.flag(outcome), high.flag(outcome), as_is.flag(outcome))
