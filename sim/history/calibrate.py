"""The calibration: the posterior of the directions given the record, by one sampler or several
joined, and the months that the model expected least.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final, Self

import numpy as np

from sim.analysis.finding import Finding, plain_data
from sim.core.base.arrays import Floats, exp
from sim.core.base.errors import DataProblem
from sim.core.base.plain import Data
from sim.core.engine import fingerprint
from sim.core.estimate.quantiles import rounded
from sim.core.estimate.writing import count_text, counted_text, number_text, percent_text
from sim.history import WORLDS, CalibrateOptions
from sim.history.ahead import OriginForecast, pack_row
from sim.history.dates import HORIZONS
from sim.history.directions import CARRIED, DIRECTIONS, IDLE, Direction, lost_of, numbers_at
from sim.history.filter import log_likelihood
from sim.history.kept_posterior import kept_of, text_of
from sim.history.observe import LABELS, OBSERVABLES, seen_in
from sim.history.sampler import ASKED, WIDER, Sampler, Sets, learnt_from, load_sampler
from sim.study.estimate.quantities import Quantity, Row, Table, list_parts
from sim.study.store.disk import Folder
from sim.study.store.folder import ROUNDS
from sim.study.store.results import Results

SURPRISES: Final = 10
"""Months that are named as those which the model expected least."""

WANTED_SD: Final = 1.0
"""Nats below which the Monte Carlo sd of the log-likelihood should be."""

EVIDENCE_APART: Final = 2.0
MEANS_APART: Final = 0.25
IDLE_LOST: Final = 0.15
"""Registered limits of a fit: nats between the chains' log evidence, posterior sd between their
means, and the share of its variance that the idle direction loses.
"""

YEARS: Final = 5
"""Years of a row of the table of evidence."""


BINS: Final = 10
"""Parts of a direction that are equally likely under its prior."""

INFORMED: Final = 0.3
"""A direction is informed where every chain loses so much more of its prior variance than of the
idle direction's.
"""

TAILS: Final = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Learnt:
    """The posterior of one direction: its mean with 95 % of the posterior, and the share of its
    prior variance lost.

    Limits of `lost` are its least and greatest over the chains, and `apart` is the largest distance
    between their means, in posterior sd. `number` is the mean and 95 % of the parameter that stands
    for the direction, None for the idle one. `shares` `(BINS,)` is the posterior over parts that
    are equally likely under the prior.
    """

    direction: Direction
    mean: Quantity
    lost: Quantity
    apart: float
    number: Quantity | None
    informed: bool
    shares: Floats

    @property
    def carried(self) -> bool:
        """Whether no month can inform it."""
        return self.direction.name in CARRIED

    def as_dict(self) -> Data:
        """Give everything as plain data."""
        number = self.number and self.number.as_dict() | {"name": self.direction.numbers[0].name}
        return {
            "direction": self.direction.name,
            "mean": self.mean.as_dict(),
            "lost": self.lost.as_dict(),
            "apart": self.apart,
            "number": number,
            "informed": self.informed,
            "carried": self.carried,
            "shares": self.shares.tolist(),
        }


def pool_chains(samples: Sequence[Sets]) -> Sets:
    """Return the sets of all chains, each chain with the same weight."""
    return Sets(
        np.concatenate([own.z for own in samples]),
        np.concatenate([own.weight for own in samples]) / len(samples),
    )


def learnt_of(chains: Sequence[Sampler]) -> tuple[Learnt, ...]:
    """Return the posterior of each direction over all chains."""
    directions = chains[0].setting.directions
    own = [chain.sets for chain in chains]
    every = pool_chains(own)
    variance, lost = every.moments[1], np.array([lost_of(sets.moments[1]) for sets in own])
    middles = np.array([sets.moments[0] for sets in own])
    apart = (middles.max(axis=0) - middles.min(axis=0)) / np.sqrt(variance)
    numbers, n = numbers_at(every.z, directions), round(sum(sets.effective for sets in own))
    idle = [place for place, each in enumerate(directions) if each.name == IDLE]
    null = lost[:, idle].max(axis=1) if idle else np.zeros(len(own))
    found = []
    for place, each in enumerate(directions):
        gone, stands = lost[:, place], numbers[each.numbers[0].name] if each.numbers else None
        found.append(
            Learnt(
                each,
                over_sets(every.z[:, place], every.weight, n),
                Quantity(float(gone.mean()), float(gone.min()), float(gone.max()), "amount", n),
                float(apart[place]),
                None if stands is None else over_sets(stands, every.weight, n),
                bool((gone - null >= INFORMED).all()) and each.name not in CARRIED,
                np.histogram(
                    1.0 / (1.0 + exp(-every.z[:, place])), BINS, (0.0, 1.0), weights=every.weight
                )[0]
                / every.weight.sum(),
            )
        )
    return tuple(found)


def over_sets(values: Floats, weight: Floats, n: int) -> Quantity:
    """Return the weighted mean of values `(sets,)` with 95 % of the weight."""
    low, high = weighted_quantiles(values, weight, TAILS)
    return Quantity(float((values * weight).sum()), float(low), float(high), "amount", n)


def weighted_quantiles(values: Floats, weight: Floats, shares: tuple[float, ...]) -> Floats:
    """Return quantiles of values `(sets,)` that weigh differently, `(shares,)`; the middle of each
    step counts.

    >>> weighted_quantiles(np.array([3.0, 1.0, 2.0]), np.ones(3), (0.5,)).tolist()
    [2.0]
    """
    order = np.argsort(values, kind="stable")
    heavy = weight[order]
    return np.asarray(
        np.interp(shares, (np.cumsum(heavy) - heavy / 2.0) / heavy.sum(), values[order])
    )


@dataclass(frozen=True, slots=True)
class Noise:
    """The log-likelihood by filters of one size: its mean and sd over runs, in nats."""

    particles: int
    mean: Quantity
    sd: Quantity

    @classmethod
    def of(cls, particles: int, log_likelihoods: Floats) -> Self:
        """Return the noise of runs `(runs,)`; the interval of the sd is that of a normal spread."""
        from scipy.stats import chi2

        runs, mean, sd = (
            len(log_likelihoods),
            float(log_likelihoods.mean()),
            float(log_likelihoods.std(ddof=1)),
        )
        reach = 2.0 * sd / np.sqrt(runs)
        low, high = (
            rounded(sd * np.sqrt((runs - 1) / chi2.ppf(p, runs - 1))) for p in (0.975, 0.025)
        )
        return cls(
            particles,
            Quantity(mean, mean - reach, mean + reach, "amount", runs),
            Quantity(sd, low, high, "amount", runs),
        )


@dataclass(frozen=True, eq=False)
class CalibrationFinding(Finding):
    """The result of a calibration: the posterior of the directions, its precision, and the months
    that the model expected least.

    `chains` are samplers without their particles; `noise` is that of a filter of the size used and
    of a larger one, at the posterior mean.
    """

    analysis: ClassVar[str] = "calibration"
    options: CalibrateOptions
    chains: tuple[Sampler, ...]
    learnt: tuple[Learnt, ...]
    noise: tuple[Noise, ...]

    @property
    def fitted(self) -> list[Learnt]:
        """The directions that months could inform."""
        return [each for each in self.learnt if not each.carried]

    @property
    def idle(self) -> Learnt:
        """The direction that no rule reads."""
        return next(each for each in self.learnt if each.direction.name == IDLE)

    @property
    def evidence(self) -> Floats:
        """The log chance of each month from the months before it, by chain, `(chains, months)`."""
        return np.array([chain.evidence for chain in self.chains])

    @property
    def events(self) -> list[str]:
        """The events of each month of the record, in words."""
        seen = seen_in(self.options.record)
        rows = [self.options.record.position(month) for month in self.options.months]
        return [
            ", ".join(LABELS[name] for name in OBSERVABLES if seen[name][row] == 1) for row in rows
        ]

    def sentences(self) -> list[str]:
        """Return the informed directions, the loss of the idle one, whether chains agree, and how
        precise the likelihood is.
        """
        o, fitted = self.options, self.fitted
        own = [each.direction.name for each in fitted if each.informed]
        rest = [each.direction.name for each in fitted if not each.informed]
        return [
            f"{len(own)} of {len(fitted)} directions are informed by {o.first} to {o.last}"
            f"{': ' + list_parts(own) if own else ''}. "
            f"{'Not informed: ' + list_parts(rest) + '. ' if rest else ''}Informed directions lose "
            f"{number_text(INFORMED, 1)} more of their prior variance than one that no rule reads, in every "
            "chain.",
            self.null(),
            *self.agreement(),
            self.certainty(),
        ]

    def null(self) -> str:
        """Return the share of variance that the idle direction lost, beside its limit."""
        lost = self.idle.lost
        verdict = "below" if lost.high < IDLE_LOST else "not below"
        return (
            f"The idle direction, which no rule reads, lost {number_text(lost.value, 2)} of its variance "
            f"({number_text(lost.low, 2)} to {number_text(lost.high, 2)} by chain), {verdict} the "
            f"{number_text(IDLE_LOST, 2)} that was registered."
        )

    def agreement(self) -> list[str]:
        """Return whether the chains agree."""
        sums = self.evidence.sum(axis=1)
        texts = list_parts([number_text(float(total), 1) for total in sums])
        if len(self.chains) == 1:
            return [f"Log evidence: {texts}. One chain cannot be compared with another."]
        apart = float(sums.max() - sums.min())
        worst = max(
            (each for each in self.learnt if each.direction.name != IDLE),
            key=lambda each: each.apart,
        )
        agreed = apart <= EVIDENCE_APART and worst.apart <= MEANS_APART
        return [
            f"{len(self.chains)} chains of {count_text(self.chains[0].setting.sets)} sets "
            f"{'agree' if agreed else 'do not agree'}: log evidence {texts}, {number_text(apart, 1)} apart "
            f"({number_text(EVIDENCE_APART, 0)} at most was registered); means at most "
            f"{number_text(worst.apart, 2)} posterior sd apart ({worst.direction.name}; "
            f"{number_text(MEANS_APART, 2)} was registered)."
        ]

    def certainty(self) -> str:
        """Return the log-likelihood at the posterior mean, and its precision by filters."""
        own, larger = self.noise
        verdict = "below" if own.sd.value < WANTED_SD else "not below"
        return (
            f"At the posterior mean the log-likelihood is {larger.mean.text()}. A filter that "
            f"begins with {count_text(own.particles)} particles knows it with an sd of {own.sd.text()} nats, {verdict} "
            f"the required 1; of {count_text(larger.particles)}, with {larger.sd.text()} ({own.sd.n} runs each)."
        )

    def tables(self) -> list[Table]:
        """Return the directions, evidence by years, surprises, the sampler, and every number."""
        return [self.directions(), self.years(), self.surprises(), self.fared(), self.numbers()]

    def directions(self) -> Table:
        """Return the posterior of each direction, and of the number that stands for it."""
        rows: list[Row] = []
        for each in self.learnt:
            number = each.direction.numbers[0] if each.direction.numbers else None
            lost = each.lost
            shares = f"{number_text(lost.value, 2)} ({number_text(lost.low, 2)} to {number_text(lost.high, 2)})"
            informed = "no month informs it" if each.carried else "yes" if each.informed else "no"
            rows.append(
                (
                    each.direction.name,
                    each.direction.means,
                    shares,
                    informed,
                    each.mean,
                    number.label if number else "",
                    number.span if number else "",
                    each.number or "",
                    number_text(each.apart, 2),
                )
            )
        heads = (
            "direction",
            "more of it means",
            "variance lost (by chain)",
            "informed",
            "z, 95 %",
            "stands for it",
            "range",
            "posterior, 95 %",
            "chains apart, sd",
        )
        effective = round(sum(chain.sets.effective for chain in self.chains))
        caption = (
            f"Directions, {self.options.first} to {self.options.last}: share of the prior's variance lost, and the "
            f"posterior; {count_text(effective)} sets count. The prior of z is logistic: 0, −3.7 to 3.7"
        )
        return Table("directions", caption, heads, tuple(rows), True)

    def numbers(self) -> Table:
        """Return the posterior of every parameter that lies on a direction."""
        every = pool_chains([chain.sets for chain in self.chains])
        values, n = numbers_at(every.z), round(sum(chain.sets.effective for chain in self.chains))
        rows: list[Row] = [
            (
                number.label,
                number.name,
                each.direction.name,
                "+" if number.sign > 0 else "−",
                number.span,
                over_sets(values[number.name], every.weight, n),
            )
            for each in self.learnt
            for number in each.direction.numbers
        ]
        heads = ("", "number", "direction", "sign", "range", "posterior mean, 95 %")
        return Table(
            "numbers", "Every parameter that a direction moves", heads, tuple(rows), sheet=True
        )

    def years(self) -> Table:
        """Return the log chance of each five years given those before, by chain."""
        months = self.options.months
        rows: list[Row] = []
        for first in range(int(months[0][:4]), int(months[-1][:4]) + 1, YEARS):
            own = [
                row for row, month in enumerate(months) if first <= int(month[:4]) < first + YEARS
            ]
            sums = (number_text(float(evidence[own].sum()), 1) for evidence in self.evidence)
            rows.append((f"{months[own[0]]} to {months[own[-1]]}", len(own), *sums))
        heads = ("", "months", *(f"chain {n + 1}" for n in range(len(self.chains))))
        return Table(
            "years",
            "Log evidence by five years, each from the months before",
            heads,
            tuple(rows),
            True,
        )

    def surprises(self) -> Table:
        """Return the months that the model expected least from the months before them."""
        mean, events, o = self.evidence.mean(axis=0), self.events, self.options
        least = np.argsort(mean, kind="stable")[: min(SURPRISES, len(mean))]
        rows = tuple(
            (
                o.months[row],
                percent_text(math.exp(mean[row])),
                number_text(float(mean[row]), 2),
                events[row] or "nothing",
            )
            for row in least
        )
        heads = ("month", "chance", "log chance", "in the record")
        caption = "Months that surprised the model: chance of each from those before it"
        return Table("surprises", caption, heads, rows, True)

    def fared(self) -> Table:
        """Return how each chain fared: sets that count and that differ, moves, proposals taken,
        evidence.
        """
        rows: list[Row] = []
        for number, chain in enumerate(self.chains):
            taken = [move.accepted for move in chain.moves]
            rows.append(
                (
                    f"chain {number + 1}, seed {chain.setting.seed}",
                    len(chain.z),
                    round(chain.sets.effective),
                    len(np.unique(chain.sets.z[:, 0])),
                    round(min(chain.counted)),
                    len(taken),
                    percent_text(float(np.mean(taken))) if taken else "none",
                    percent_text(min(taken)) if taken else "none",
                    f"{chain.setting.particles} to {chain.clouds.particles}",
                    number_text(float(np.sum(chain.evidence)), 2),
                )
            )
        heads = (
            "",
            "sets",
            "count",
            "differ",
            "least that counted",
            "moves",
            "proposals taken",
            "fewest taken",
            "particles",
            "log evidence",
        )
        return Table("sampler", "How the sampler fared", heads, tuple(rows))

    def notes(self) -> list[str]:
        """Return how the numbers were made."""
        o, own = self.options, self.chains[0].setting
        sizes = f"{len(self.chains)} × {count_text(own.sets)} sets of {count_text(own.particles)} particles at first"
        seeds = list_parts([str(chain.setting.seed) for chain in self.chains])
        return [
            f"SMC²: {sizes}, {own.steps} steps a move or more, {own.stay} if sets are kept, all of which count, on "
            f"{o.record.label}, seeds {seeds}; chains are pooled with the same weight. Directions, signs and ranges "
            "were declared before (docs/registration.md).",
            "Variance lost: 1 − posterior over prior variance of z; in brackets the least and greatest of the chains. "
            "Directions that no month informs stay at draws of their prior.",
            "Conditional on survival: the record is that of a world without war, and the likelihood says so.",
            *(
                [f"Months before {o.first} are played and not read."]
                if o.months[0] < o.first
                else []
            ),
        ]

    def data(self) -> Data:
        """Return everything as plain data."""
        o, own = self.options, self.chains[0].setting
        return {
            **self.beginning(),
            "first": o.first,
            "last": o.last,
            "sets": own.sets,
            "steps": own.steps,
            "stay": own.stay,
            "particles": own.particles,
            "seeds": [chain.setting.seed for chain in self.chains],
            "informed": [each.direction.name for each in self.fitted if each.informed],
            "of": len(self.fitted),
            "directions": [each.as_dict() for each in self.learnt],
            "noise": plain_data(self.noise),
            "months": list(o.months),
            "log_chance": self.evidence.tolist(),
            "sets_that_count": [chain.counted for chain in self.chains],
            "sets_that_differ": [len(np.unique(chain.sets.z[:, 0])) for chain in self.chains],
            "moves": [plain_data(chain.moves) for chain in self.chains],
        }

    def files(self) -> Mapping[str, str]:
        """Return the posterior after each month that was asked for, and the forecasts on the way,
        by the names of their files.
        """
        kept = {
            f"posterior-{month}.json": text_of(
                kept_of([chain.stopped[read] for chain in self.chains], month, self.chains)
            ).decode()
            for month, read in self.options.stops.items()
        }
        return kept | {"prequential.json": self.said()}

    def said(self) -> str:
        """Return the forecasts at each origin by sets of the months before it, the mean of the
        chains, as JSON.
        """
        o = self.options
        rows = {
            o.months[read]: np.mean([chain.said[read] for chain in self.chains], axis=0)
            for read in self.chains[0].said
        }
        rounded = {m: [round(float(each), 4) for each in row] for m, row in rows.items()}
        lines = [f" {json.dumps(month)}: {json.dumps(row)}" for month, row in rounded.items()]
        head = {
            "model": fingerprint(),
            "horizons": HORIZONS,
            "worlds": WORLDS,
            "seeds": self.data()["seeds"],
        }
        return json.dumps(head)[:-1] + ', "origins": {\n' + ",\n".join(lines) + "\n}}\n"


RUNS: Final = 20
"""Runs of the filter from which the precision of the log-likelihood is estimated."""

LARGER: Final = 5
"""How many times as many particles the larger of two such filters has."""

FIT_TAKES: Final = 0.95
"""Share of the work that the fit is, for the progress line."""

CHAIN: Final = "chain"
"""The name under which a sampler is kept in its folder."""


def find(options: CalibrateOptions, results: Sequence[Results]) -> CalibrationFinding:
    """Sample the posterior and return it.

    With a folder the sampler is kept there after each move, so that the same call goes on.
    """
    if options.desk.folder is None:
        return sample_posterior(options, None)
    with Folder(options.desk.folder / ROUNDS / "samplers") as own:
        return sample_posterior(options, own.path)


MONTHS_A_MOVE: Final = 15
"""Months between two moves, roughly: the fit that ships moved its sets 24 times in 360 months."""

PACED: Final = 25
"""Months that a dry run reads to know the pace; the first of them compiles the rules."""


def work_of(options: CalibrateOptions, jobs: int) -> Data:
    """Return the size and the expected seconds of a fit, and a sentence on it; raises DataProblem
    for fits that cannot be joined.
    """
    o, calendar, months = options, options.calendar, len(options.months)
    chains = read_chains(o)
    clouds, began = o.setting.clouds(np.zeros((o.sets, len(DIRECTIONS))), o.particles, 0), 0.0
    for row in range(paced := min(PACED, months)):
        began = time.perf_counter() if row < 2 else began
        clouds.read(calendar[row : row + 1], jobs)
    pace = (time.perf_counter() - began) / max(paced - 1, 1)
    # How many months of the first clouds a filter takes up to each month: later clouds are larger.
    filters = np.cumsum(np.cumprod([WIDER.get(month, 1) for month in range(months)])).astype(float)
    kept = sum(filters[read - 1] for read in o.stops.values()) * o.stay
    fitted = filters[-1] + filters[MONTHS_A_MOVE - 1 :: MONTHS_A_MOVE].sum() * o.steps + kept
    fits = 0 if chains else 1
    seconds = pace * (fits * fitted + filters[-1] * RUNS * (1 + LARGER) / o.sets)
    sizes = f"{o.sets} sets of {o.particles} particles at first, {o.steps} steps a move or more, {o.stay} if kept"
    what = (
        f"fit {counted_text(fits, 'chain')} of {sizes}"
        if fits
        else f"join {len(chains)} fits, and fit nothing"
    )
    return {
        "says": f"would {what}: {months} months to {o.last}",
        "chains": fits or len(chains),
        "months": months,
        "seconds": float(seconds),
        **({name: getattr(o, name) for name in ASKED[1:]} if fits else {}),
    }


def sample_posterior(options: CalibrateOptions, place: Path | None) -> CalibrationFinding:
    """Sample the posterior; `place` keeps the samplers."""
    calendar, months = options.calendar, options.months
    known = options.record.window(months[0], months[-1])
    chains = read_chains(options)

    def progress(month: int) -> None:
        options.desk.progress(
            f"reading {months[min(month, len(months) - 1)]}", FIT_TAKES * (month / len(months)) ** 2
        )

    def say(sampler: Sampler) -> None:
        if sampler.month in options.origins:
            asked = OriginForecast(known, HORIZONS, WORLDS, sampler.setting.seed, ())
            sampler.said[sampler.month] = pack_row(asked.from_sampler(sampler, options.desk.jobs))

    if not chains:
        path = place and place / CHAIN
        chains = [
            learnt_from(
                options.setting, calendar, months, options.record.label, path, progress, say
            )
        ]
    options.desk.progress("filters at the posterior mean", FIT_TAKES)
    learnt = learnt_of(chains)
    mean = np.array([[each.mean.value for each in learnt]])
    own = chains[0].setting.particles
    noise = []
    for size in (own, LARGER * own):
        clouds = options.setting.clouds(np.repeat(mean, RUNS, axis=0), size, 0)
        noise.append(
            Noise.of(size, log_likelihood(clouds, calendar, options.desk.jobs).sum(axis=0))
        )
    return CalibrationFinding(options, tuple(chains), learnt, tuple(noise))


def read_chains(options: CalibrateOptions) -> list[Sampler]:
    """Return the samplers of the fits that are joined; raises DataProblem for those that do not go
    together.
    """
    chains = [read_chain(options, Path(folder)) for folder in options.join]
    asked = [[getattr(own.setting, name) for name in ASKED] for own in chains]
    if (
        len({seed for seed, *_ in asked}) < len(asked)
        or len({tuple(sizes) for _, *sizes in asked}) > 1
    ):
        what = f"the fits share a seed or differ in sizes; {', '.join(ASKED)} are {list_parts(list(map(str, asked)))}"
        raise DataProblem(what, "--join", "Join fits of different seeds and the same sizes.")
    return chains


def read_chain(options: CalibrateOptions, folder: Path) -> Sampler:
    """Return the sampler of a finished fit; raises DataProblem where a folder holds none of these
    months.
    """
    chain = load_sampler(folder / ROUNDS / "samplers" / CHAIN, options.setting)
    if chain is None or chain.month != len(options.months):
        what = (
            "holds no fit"
            if chain is None
            else f"has read {chain.month} of {len(options.months)} months"
        )
        raise DataProblem(
            f"the folder {what}", str(folder), "Give finished fits, and their last month."
        )
    if lost := [month for month, read in options.stops.items() if read not in chain.stopped]:
        raise DataProblem(
            f"no sets are kept after {list_parts(lost)}",
            str(folder),
            "Keep months that every fit kept.",
        )
    return chain
