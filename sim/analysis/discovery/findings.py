"""What a search for a box comes to, and whether it found anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sim.analysis.discovery.evidence import HeldOut, Shuffled, held_out, shuffled
from sim.analysis.discovery.fit import Fit, Rule, fit
from sim.analysis.discovery.measures import Measures, measured
from sim.analysis.discovery.quasi import quasi_ps
from sim.analysis.discovery.sample import Sample
from sim.analysis.discovery.stability import Steadiness, steadiness
from sim.errors import UsageProblem
from sim.study.summary import CAVEAT

LEVEL: Final = 0.05
RESAMPLES: Final = 100
LEAST_RESAMPLES: Final = 20
SHUFFLES: Final = 199
LEAST_SHUFFLES: Final = 19
"""With fewer shuffles no p can come down to .05."""


@dataclass(frozen=True, eq=False)
class Discovery:
    """A box with its measures, its evidence and its steadiness; `quasi` has a quasi-p for each limit of the box."""

    sample: Sample
    rule: Rule
    fit: Fit
    measures: Measures
    quasi: tuple[float, ...]
    shuffled: Shuffled
    held_out: HeldOut
    steadiness: Sequence[Steadiness]
    resamples: int

    @property
    def doubts(self) -> tuple[str, ...]:
        """Why nothing is found, in words; none where something is."""
        found = []
        if not self.fit.box.limits:
            found.append("no limit is surer than the many that were tried would give by chance")
        if self.shuffled.p > LEVEL:
            found.append(
                f"shuffled outcomes give as good a box in {self.shuffled.reached} of {self.shuffled.shuffles} cases"
            )
        if self.held_out.measures is None:
            found.append("one half of the points gives no box to try on the other")
        elif self.held_out.p > LEVEL:
            found.append("the box of one half of the points is no denser than chance on the other half")
        return tuple(found)

    @property
    def found(self) -> bool:
        """Whether there is a box that shuffled outcomes do not give and that holds on the other half."""
        return not self.doubts

    @property
    def dense_enough(self) -> bool:
        """Whether the box is as dense as was asked."""
        return self.fit.density >= self.rule.density

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data that JSON can hold."""
        from sim.analysis.discovery.words import sentences

        sample, factors = self.sample, self.sample.factors
        return {
            "scenario": sample.scenario.name, "title": sample.scenario.title, "scenario_hash": sample.scenario.hash,
            "source": sample.source, "seed": sample.seed, "outcome": sample.outcome, "points": sample.points,
            "worlds": int(sample.worlds.sum()), "caveat": CAVEAT, "notes": list(sample.notes),
            "factors": [
                {"name": each.name} | ({"labels": list(each.labels)} if each.labels else
                                       {"low": each.low, "high": each.high})
                for each in factors
            ],
            "rule": {
                "criterion": "most points with the outcome, less a toll for each point", "toll": self.fit.toll,
                "density": self.rule.density, "most_factors": self.rule.most, "least_mass": self.rule.least_mass,
            },
            "analysis": "discovery", "sentences": sentences(self), "found": self.found, "doubts": list(self.doubts),
            "dense_enough": self.dense_enough,
            "box": self.fit.box.as_list(factors), "restricted_factors": len(self.fit.box.restricted),
            "measures": self.measures.as_dict(), "limits": self.limits(),
            "shuffled": self.shuffled.as_dict(), "held_out": self.held_out.as_dict(sample),
            "resamples": self.resamples, "steadiness": [each.as_dict() for each in self.steadiness],
            "picked": self.fit.picked, "path": self.path(),
        }  # fmt: skip

    def limits(self) -> list[dict[str, Any]]:
        """Return each limit of the box with its quasi-p."""
        return [
            {"factor": self.sample.factors[limit.factor].name, "side": limit.side, "quasi_p": p}
            for limit, p in zip(self.fit.box.limits, self.quasi, strict=True)
        ]

    def path(self) -> list[dict[str, Any]]:
        """Return every box of the peeling path with its measures."""
        sample = self.sample
        return [
            {"coverage": step.happened / self.fit.path[0].happened, "density": step.density,
             "mass": step.points / sample.points, "points": step.points,
             "restricted_factors": len(step.box.restricted), "box": step.box.as_list(sample.factors)}
            for step in self.fit.path
        ]  # fmt: skip


def discover(
    sample: Sample, rule: Rule | None = None, resamples: int = RESAMPLES, shuffles: int = SHUFFLES
) -> Discovery:
    """Return the box in which the outcome is likely, with all that speaks for it and against it.

    Raises UsageProblem for a rule, or a number of resamples or shuffles, that cannot be.
    """
    rule = rule or Rule()
    check_rule(rule, resamples, shuffles)
    data = sample.data
    made = fit(data, rule)
    sure = tuple(quasi_ps(data.values, data.share, made.box))
    return Discovery(
        sample, rule, made, measured(sample, made.box), sure, shuffled(data, rule, shuffles, sample.seed),
        held_out(sample, rule), steadiness(sample, rule, resamples), resamples,
    )  # fmt: skip


def check_rule(rule: Rule, resamples: int, shuffles: int) -> None:
    """Refuse a rule that no box can follow, and too few resamples or shuffles, with a UsageProblem."""
    if not 0.0 <= rule.density <= 1.0:
        raise UsageProblem(f"{rule.density} is no density", "density", "Give a number from 0 to 1.")
    if not 0.0 < rule.least_mass < 1.0:
        raise UsageProblem(f"{rule.least_mass} is no mass of a box", "mass", "Give a number between 0 and 1.")
    if rule.most < 1:
        raise UsageProblem("a box restricts one factor or more", "most factors", "Give a whole number from 1.")
    if resamples < LEAST_RESAMPLES:
        raise UsageProblem(f"{resamples} resamples are too few", "resamples", f"Ask for {LEAST_RESAMPLES} or more.")
    if shuffles < LEAST_SHUFFLES:
        raise UsageProblem(f"{shuffles} shuffles are too few", "shuffles", f"Ask for {LEAST_SHUFFLES} or more.")
