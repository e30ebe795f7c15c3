"""What a calibration found: what each number learnt, whether chains agree, and where the model was surprised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Self

import numpy as np

from sim.analysis.finding import Finding, plain_data
from sim.analysis.history.fit_options import LAST, CalibrateOptions
from sim.analysis.history.kept_posterior import kept_of, text_of
from sim.analysis.history.learnt import AGREE, AIM, INFORMED, Learnt, equal_draws, not_identified, pooled
from sim.analysis.history.observe import LABELS, OBSERVABLES, seen_in
from sim.analysis.history.posterior import Sampler
from sim.analysis.history.prior import Fitted
from sim.analysis.history.start_1990 import FIRST_MONTH
from sim.arrays import Floats
from sim.errors import UsageProblem
from sim.study.estimate.bootstrap import Stream, generator
from sim.study.estimate.shown import Cell, Quantity, Table, listed
from sim.study.estimate.writing import count_text, number_text, percent_text
from sim.study.scenario import Scenario, load_scenario

SURPRISES: Final = 10
"""Months that are named as those which the model expected least."""

FEW: Final = 4
"""Numbers on which chains disagree that are named; of more their count is said."""

WANTED_SD: Final = 1.0
"""Nats below which the Monte Carlo sd of the log-likelihood should lie."""


@dataclass(frozen=True, slots=True)
class Noise:
    """How well filters of one size know the log-likelihood: mean and sd over runs, in nats."""

    particles: int
    mean: Quantity
    sd: Quantity

    @classmethod
    def of(cls, particles: int, log_likelihoods: Floats) -> Self:
        """Return the noise of runs `(runs,)`; the interval of the sd is that of a normal spread."""
        from scipy.stats import chi2

        runs, mean, sd = len(log_likelihoods), float(log_likelihoods.mean()), float(log_likelihoods.std(ddof=1))
        reach = 2.0 * sd / np.sqrt(runs)
        low, high = (float(sd * np.sqrt((runs - 1) / chi2.ppf(p, runs - 1))) for p in (0.975, 0.025))
        return cls(particles, Quantity(mean, mean - reach, mean + reach, "amount", runs),
                   Quantity(sd, low, high, "amount", runs))  # fmt: skip


@dataclass(frozen=True, eq=False)
class CalibrationFinding(Finding):
    """What the record says of the numbers: the posterior, how far it is known, and what it was surprised by.

    `chains` are samplers without their particles; `tied` are pairs of numbers with their correlation; `noise` is that
    of a filter of the size used and of a larger one, at the posterior mean.
    """

    analysis: ClassVar[str] = "calibration"
    options: CalibrateOptions
    chains: tuple[Sampler, ...]
    learnt: tuple[Learnt, ...]
    tied: tuple[tuple[Fitted, Fitted, float], ...]
    noise: tuple[Noise, ...]

    @property
    def scenario(self) -> Scenario:
        """The scenario that begins where the project's history does; the filter itself begins in 1990."""
        return load_scenario("2017-spring")

    @property
    def informed(self) -> int:
        """How many numbers the record has informed."""
        return sum(each.informed for each in self.learnt)

    @property
    def evidence(self) -> Floats:
        """The log chance of each month from the months before it, by chain, `(chains, months)`."""
        return np.array([chain.evidence for chain in self.chains])

    @property
    def events(self) -> list[str]:
        """What the record shows of each month, in words."""
        seen = seen_in(self.options.record)
        rows = [self.options.record.position(month) for month in self.options.months]
        return [", ".join(LABELS[name] for name in OBSERVABLES if seen[name][row] == 1) for row in rows]

    def sentences(self) -> list[str]:
        """Return how many numbers are informed, whether chains agree, how sure the likelihood is, what stays open."""
        o, count, of = self.options, self.informed, len(self.learnt)
        aim = int(np.ceil(AIM * of))
        judged = f"; two thirds, {aim}, were aimed at, which is {'reached' if count >= aim else 'missed'}"
        return [
            f"{count} of {of} numbers are informed by {o.first} to {o.last} (posterior sd below "
            # The aim was registered for the full window: a shorter one is not held to it.
            f"{number_text(INFORMED, 1)} of the prior's){judged if o.first == FIRST_MONTH and o.last >= LAST else ''}.",
            *self.agreement(), self.certainty(), *not_identified(self.learnt, self.tied),
        ]  # fmt: skip

    def agreement(self) -> list[str]:
        """Return whether the chains agree."""
        if len(self.chains) == 1:
            return ["One chain cannot be compared with another."]
        worst = max(self.learnt, key=lambda each: each.rhat)
        least = min(self.learnt, key=lambda each: each.agreed)
        apart = [each.item.label for each in self.learnt if each.rhat > AGREE]
        verdict = "agree"
        if apart:
            verdict = f"do not agree on {listed(apart) if len(apart) <= FEW else f'{len(apart)} of the numbers'}"
        sums = [number_text(float(total), 1) for total in self.evidence.sum(axis=1)]
        return [
            f"{len(self.chains)} chains of {count_text(self.options.sets)} sets {verdict}: R-hat is at most "
            f"{number_text(worst.rhat, 2)} ({worst.item.label}), and each has at least "
            f"{percent_text(least.agreed)} of its posterior in common with all ({least.item.label}). "
            f"Log evidence: {listed(sums)}."
        ]  # fmt: skip

    def certainty(self) -> str:
        """Return the log-likelihood at the posterior mean and how well filters know it."""
        own, larger = self.noise
        verdict = "below" if own.sd.value < WANTED_SD else "not below"
        return (
            f"At the posterior mean the log-likelihood is {larger.mean.text()}. A filter of "
            f"{count_text(own.particles)} particles knows it with an sd of {own.sd.text()} nats, {verdict} the 1 "
            f"that is wanted; one of {count_text(larger.particles)} with {larger.sd.text()} ({own.sd.n} runs each)."
        )

    def tables(self) -> list[Table]:
        """Return all numbers, the months of surprise, how the sampler fared, and every month as a sheet."""
        return [self.numbers(), self.groups(), self.surprises(), self.fared(), self.months()]

    def numbers(self) -> Table:
        """Return the posterior of each number beside its prior, by group."""
        rows = tuple(
            (each.item.label, each.item.name, f"{each.item.low:g} to {each.item.high:g}".replace("-", "−"), each.mean,
             number_text(each.ratio.value, 2), number_text(each.shared, 2), number_text(each.rhat, 2), each.said)
            for each in self.learnt
        )  # fmt: skip
        heads = ("", "number", "prior", "posterior mean, 95 %", "sd ratio", "overlap", "R-hat", "informed")
        effective = round(sum(chain.effective for chain in self.chains))
        caption = (
            f"Prior and posterior, {self.options.first} to {self.options.last}; {count_text(effective)} sets count"
        )
        return Table("numbers", caption, heads, rows, True)

    def groups(self) -> Table:
        """Return how many numbers of each kind are informed."""
        rows: list[tuple[Cell, ...]] = []
        for about in dict.fromkeys(each.item.about for each in self.learnt):
            own = [each for each in self.learnt if each.item.about == about]
            ratio = float(np.mean([each.ratio.value for each in own]))
            rows.append((about, len(own), sum(each.informed for each in own), number_text(ratio, 2)))
        return Table(
            "groups", "Informed, by what numbers are about", ("", "numbers", "informed", "sd ratio"), tuple(rows), True
        )

    def surprises(self) -> Table:
        """Return the months that the model expected least from the months before them."""
        mean, events, o = self.evidence.mean(axis=0), self.events, self.options
        rows = tuple(
            (
                o.months[row],
                percent_text(float(np.exp(mean[row]))),
                number_text(float(mean[row]), 2),
                events[row] or "nothing",
            )
            for row in np.argsort(mean, kind="stable")[: min(SURPRISES, len(mean))]
        )
        heads = ("month", "chance", "log chance", "what the record shows")
        return Table(
            "surprises", "Where the model was surprised: chance of a month from those before it", heads, rows, True
        )

    def fared(self) -> Table:
        """Return how each chain fared: sets that count and that differ, moves, proposals taken, evidence."""
        rows: list[tuple[Cell, ...]] = []
        for number, chain in enumerate(self.chains):
            steps = len(chain.accepted)
            rows.append((
                f"chain {number + 1}, seed {chain.seed}", len(chain.weight), round(chain.effective),
                len(np.unique(chain.logits[:, 0])), round(min(chain.counted)), steps,
                percent_text(float(np.mean(chain.accepted))) if steps else "none",
                number_text(float(np.sum(chain.evidence)), 2),
            ))  # fmt: skip
        heads = ("", "sets", "count", "differ", "least that counted", "steps", "proposals taken", "log evidence")
        return Table("sampler", "How the sampler fared", heads, tuple(rows))

    def months(self) -> Table:
        """Return every month: its log chance by the mean of the chains, the sets that counted after it, its events."""
        mean, events = self.evidence.mean(axis=0), self.events
        rows: list[tuple[Cell, ...]] = []
        for row, month in enumerate(self.options.months):
            counted = (round(chain.counted[row]) for chain in self.chains)
            rows.append((month, number_text(float(mean[row]), 4), *counted, events[row]))
        heads = ("month", "log chance", *(f"sets that count, chain {n + 1}" for n in range(len(self.chains))), "events")
        return Table("months", "Every month, from the months before it", heads, tuple(rows), sheet=True)

    def notes(self) -> list[str]:
        """Return how the numbers were made."""
        o = self.options
        sizes = f"{len(self.chains)} × {count_text(o.sets)} sets of {count_text(o.particles)} particles"
        return [
            f"SMC²: {sizes} on {o.record.label}, seeds {listed([str(chain.seed) for chain in self.chains])}; chains "
            "are pooled with the same weight. Priors are uniform on their ranges (docs/registration.md).",
            "sd ratio: posterior over prior sd; 'at the edge' where chains fall on both sides of 0.7. overlap: what "
            "posterior and prior have in common. R-hat: rank-normalised; 1 where chains agree, at most 1.05 is wanted.",
            "Conditional on survival: the record is that of a world without war, and the likelihood says so.",
            *([f"Months before {o.first} are lived through and not read."] if o.months[0] < o.first else []),
        ]  # fmt: skip

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        o = self.options
        return {
            "analysis": self.analysis, "sentences": self.sentences(), "first": o.first, "last": o.last, "sets": o.sets,
            "particles": o.particles, "seed": o.seed, "informed": self.informed, "of": len(self.learnt),
            "numbers": [each.as_dict() for each in self.learnt],
            "tied": [[one.name, other.name, r] for one, other, r in self.tied], "noise": plain_data(self.noise),
            "months": list(o.months), "log_chance": self.evidence.tolist(),
            "sets_that_count": [chain.counted for chain in self.chains],
            "proposals_taken": [chain.accepted for chain in self.chains],
        }  # fmt: skip

    def draws(self) -> dict[str, Floats]:
        """Return the sets as draws that weigh the same, `(chains, sets)` by name."""
        each = np.array([equal_draws(chain) for chain in self.chains])
        return {item.name: each[:, :, place] for place, item in enumerate(self.chains[0].fitted)}

    def to_inferencedata(self) -> Any:
        """Return the draws as ArviZ's InferenceData: posterior, prior, and months; needs the package arviz.

        Raises UsageProblem without it.
        """
        arviz = arviz_of()
        rng = generator(self.options.seed, Stream.POSTERIOR_DRAWN)
        sizes = (1, len(self.chains) * self.options.sets)
        prior = {each.item.name: rng.uniform(each.item.low, each.item.high, sizes) for each in self.learnt}
        return arviz.from_dict(
            posterior=self.draws(), prior=prior, attrs={"seed": self.options.seed, "model": "korea-escalation"},
            observed_data={"log_chance": self.evidence.mean(axis=0)}, dims={"log_chance": ["month"]},
            coords={"month": list(self.options.months)},
        )  # fmt: skip

    def files(self) -> Mapping[str, str]:
        """Return the posterior as a file that other analyses begin with."""
        kept = kept_of(pooled(self.chains), self.options.last)
        return {"posterior.json": text_of(kept).decode()}


def arviz_of() -> Any:
    """Return the package ArviZ; raises UsageProblem where it is not installed."""
    import warnings

    try:
        with warnings.catch_warnings():
            # It announces its next edition at every import.
            warnings.simplefilter("ignore", FutureWarning)
            import arviz
    except ImportError:
        raise UsageProblem(
            "ArviZ is not installed", "to_inferencedata", "Install it: pip install 'korea-escalation[diagnose]'."
        ) from None
    return arviz
