"""What a search for a box comes to, and whether it found anything."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sim.analysis.discovery.box import Box, Factor, Limit
from sim.analysis.discovery.evidence import HeldOut, Shuffled, Steadiness, held_out, shuffled, steadiness
from sim.analysis.discovery.measures import Measures, measured
from sim.analysis.discovery.peel import Fit, Rule, fit, quasi_ps
from sim.analysis.discovery.sample import Sample
from sim.errors import UsageProblem
from sim.game.catalogue import CAPITALS
from sim.study.estimate.interval import Estimate, count_text, number_text, value_text
from sim.study.run.summary import CAVEAT

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        from sim.analysis.discovery.findings import sentences

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


LABELS: Final = {
    "lose_lose": "lose-lose",
    "lose_lose_event": "lose-lose by event",
    "inadvertent_war": "war by accident",
    "crisis": "a crisis",
    "ever_freeze": "a freeze at some time",
    "freeze_12": "a freeze of 12 months",
}


def label(outcome: str) -> str:
    """Return an outcome as words within a sentence: "lose-lose", "a crisis"."""
    return LABELS.get(outcome, outcome.replace("_", " "))


def noun(outcome: str) -> str:
    """Return the worlds of an outcome: "lose-lose worlds", "worlds with war"."""
    return f"{label(outcome)} worlds" if outcome == "lose_lose" else f"worlds with {label(outcome)}"


def verb(outcome: str) -> str:
    """Return what the worlds of an outcome do: "are lose-lose", "see war"."""
    return f"{'are' if outcome.startswith('lose_lose') else 'see'} {label(outcome)}"


def short_names(factors: Sequence[Factor]) -> list[str]:
    """Return the factors' names without the capital of a lever, where that leaves no doubt."""
    tails = [each.name.partition(".")[2] if each.name.partition(".")[0] in CAPITALS else each.name for each in factors]
    return [tail if tails.count(tail) == 1 else each.name for tail, each in zip(tails, factors, strict=True)]


def limit_text(value: float, factor: Factor) -> str:
    """Return a limit with as many decimals as show a hundredth of the factor's range."""
    span = factor.high - factor.low
    return number_text(value, max(2 - math.floor(math.log10(span)), 0) if span > 0.0 else 3)


def kept_text(limit: Limit, factor: Factor) -> str:
    """Return the categories of a limit in words: "shield or mediate", or "other than shield" where that is shorter."""
    out = [text for code, text in enumerate(factor.labels) if code not in limit.kept]
    inside = [text for code, text in enumerate(factor.labels) if code in limit.kept]
    return f"other than {out[0]}" if len(out) == 1 < len(inside) else " or ".join(inside)


def clauses(box: Box, factors: Sequence[Factor], names: Sequence[str] | None = None) -> list[str]:
    """Return each restricted factor with its limits in words: "pressure above .50"."""
    shown, found = names or short_names(factors), []
    for number in box.restricted:
        factor, name = factors[number], shown[number]
        kept, low, high = (box.limit(number, side) for side in ("kept", "low", "high"))
        if kept is not None:
            said = f"{name} {kept_text(kept, factor)}"
        elif low is not None and high is not None:
            said = f"{name} between {limit_text(low.value, factor)} and {limit_text(high.value, factor)}"
        elif low is not None:
            said = f"{name} above {limit_text(low.value, factor)}"
        else:
            assert high is not None
            said = f"{name} below {limit_text(high.value, factor)}"
        found.append(said)
    return found


def listed(parts: Sequence[str]) -> str:
    """Return parts as a list in a sentence: "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def of_ten(share: float) -> str:
    """Return a share as so many of ten, or in per cent near the ends: "7 of 10", "97 % of"."""
    tenths = round(10 * share)
    return f"{tenths} of 10" if 0.1 <= share < 0.95 else f"{percent(share)} of"


def percent(share: float) -> str:
    """Return a share in per cent, with a decimal below ten."""
    return f"{100 * share:.1f} %" if share < 0.0995 else f"{100 * share:.0f} %"


def in_full(estimate: Estimate) -> str:
    """Return a share with its interval."""
    return value_text(estimate.value, estimate.low, estimate.high, 2)


def sentences(found: Discovery) -> list[str]:
    """Return what was found in plain words, or that nothing was."""
    return holding(found) if found.found else nothing(found)


def holding(found: Discovery) -> list[str]:
    """Return the box in plain words, how sure its numbers are, and what the other half says."""
    sample, m = found.sample, found.measures
    assert m.density is not None
    box = listed(clauses(found.fit.box, sample.factors))
    said = [
        f"{of_ten(m.coverage.value)} {noun(sample.outcome)} have {box}; {percent(m.density.value)} of worlds there "
        f"{verb(sample.outcome)} against {percent(m.overall.value)} overall.",
        f"Coverage {numbers(m.coverage)}, density {numbers(m.density)}, overall {numbers(m.overall)}: on the points "
        "that the box was fitted to.",
    ]  # fmt: skip
    other = found.held_out.measures
    assert other is not None
    assert other.density is not None
    said.append(
        f"A box found on one half of the points has, on the other half, coverage {numbers(other.coverage)} and density "
        f"{numbers(other.density)} against {in_full(other.overall)} overall there."
    )
    if not found.dense_enough:
        asked = number_text(found.rule.density, 2)
        said.append(f"No box is as dense as {asked}; this is the likeliest one.")
    return said


def numbers(estimate: Estimate) -> str:
    """Return a share with its interval and n."""
    return f"{in_full(estimate)} (n = {count_text(estimate.n)})"


def nothing(found: Discovery) -> list[str]:
    """Return that nothing was found, and why."""
    sample, overall = found.sample, found.measures.overall
    count = len(sample.factors)
    things = f"these {count} factors" if count > 1 else "this one factor"
    return [
        f"Nothing found: no box over {things} holds more {noun(sample.outcome)} than chance would put there.",
        f"Why: {'; '.join(found.doubts)}.",
        f"Overall {numbers(overall)}. With so many points a weak dependence can be missed.",
    ]


def unit(sample: Sample) -> str:
    """Return what a point of a sample is: "points of 1 world"."""
    return f"points of {sample.worlds_text}"
