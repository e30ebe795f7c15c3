"""The calibration: the posterior of the directions given the record, by chains that go on in pieces."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar, Final

import numpy as np

from sim.analysis.finding import Finding
from sim.core.base.arrays import Floats
from sim.core.estimate.writing import count_text, counted_text, number_text
from sim.history import CalibrateOptions
from sim.history.chains import Chains, go_on, load, race
from sim.history.converged import LEAST_ESS, WORST_R_HAT, Convergence
from sim.history.directions import ASSUMED, FITTED, Direction, lost_of, numbers_at
from sim.history.kept_posterior import SETS, kept_of, load_posterior, text_of
from sim.study.estimate.quantities import Quantity, Row, Table, list_parts
from sim.study.store.disk import Folder
from sim.study.store.folder import ROUNDS
from sim.study.store.results import Results

WANTED_SD: Final = 1.0
"""Nats below which the Monte Carlo sd of the log-likelihood should be."""

INFORMED: Final = 0.3
"""A direction is informed where it loses so much of its prior variance."""

RUNS: Final = 16
"""Runs of the filter from which the precision of the log-likelihood is estimated."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """The posterior of one direction: its mean with 95 % of the draws, the share of its prior
    variance lost, and how far chains have converged; both are nan after too few steps.

    `number` is that of the parameter that stands for the direction.
    """

    direction: Direction
    mean: Quantity
    lost: float
    number: Quantity
    r_hat: float
    ess: float

    @property
    def informed(self) -> bool:
        """Whether the record tells something of it."""
        return self.lost >= INFORMED and self.direction.name not in ASSUMED


def learnt_of(
    draws: Floats, mixing: Convergence, directions: tuple[Direction, ...] = FITTED
) -> tuple[Learnt, ...]:
    """Return the posterior of each direction from draws, `(chains, steps, directions)`, and their
    convergence.
    """
    flat = draws.reshape(-1, draws.shape[-1])
    numbers, lost = numbers_at(flat, directions), lost_of(flat.var(axis=0))
    learnt = []
    for place, direction in enumerate(directions):
        n = round(mixing.ess[place]) if mixing.is_known else len(flat)
        learnt.append(
            Learnt(
                direction,
                over_draws(flat[:, place], n),
                float(lost[place]),
                over_draws(numbers[direction.numbers[0].name], n),
                float(mixing.r_hat[place]),
                float(mixing.ess[place]),
            )
        )
    return tuple(learnt)


def not_converged(chains: Chains, mixing: Convergence) -> str:
    """Return how far chains are from having converged; "" where they have."""
    if not mixing.is_known:
        return f"{len(chains.z)} chains of {chains.kept.shape[1]} steps have not converged."
    worst, least = number_text(mixing.r_hat.max(), 2), number_text(mixing.ess.min(), 0)
    sentence = f"Its chains have not converged: R̂ is {worst} at most, and {least} draws count."
    return "" if mixing.is_reached else sentence


def over_draws(values: Floats, n: int) -> Quantity:
    """Return the mean of draws with 95 % of them, and as many as count."""
    low, high = np.quantile(values, (0.025, 0.975))
    return Quantity(float(values.mean()), float(low), float(high), "amount", n)


@dataclass(frozen=True, eq=False)
class CalibrationFinding(Finding):
    """The result of a calibration: the posterior of the directions and how far its chains have
    converged.

    `chains` are those of each last month that is fitted, with their convergence, `mixing`; `learnt`
    is of the last one. `noise` is the sd of the log-likelihood at the posterior mean, in nats.
    """

    analysis: ClassVar[str] = "calibrate"
    options: CalibrateOptions
    chains: Mapping[str, Chains]
    mixing: Mapping[str, Convergence]
    learnt: tuple[Learnt, ...]
    noise: float

    def sentences(self) -> list[str]:
        """Return the informed directions, whether the chains have converged, and how precise the
        likelihood is.
        """
        o = self.options
        informed = [learnt.direction.name for learnt in self.learnt if learnt.informed]
        return [
            f"{len(informed)} of {len(self.learnt)} directions are informed by the record to {o.last}"
            f"{': ' + list_parts(informed) if informed else ''}. Informed directions lose "
            f"{number_text(INFORMED, 1)} or more of their prior variance.",
            self.converged(),
            f"At the posterior mean a filter of {count_text(o.particles)} particles knows the log-likelihood with an "
            f"sd of {number_text(self.noise, 1)} nats ({RUNS} runs), "
            f"{'as' if self.noise <= WANTED_SD else 'not'} wanted: {number_text(WANTED_SD, 0)} at most.",
        ]

    def converged(self) -> str:
        """Return the largest R̂ and the least effective size over directions, beside what is
        wanted.
        """
        last = self.options.last
        mixing, steps = self.mixing[last], len(self.chains[last].path)
        size = f"{count_text(self.options.chains)} chains of {counted_text(steps, 'step')}"
        if not mixing.is_known:
            return f"{size} are too few to tell whether they have converged."
        worst = max(self.learnt, key=lambda learnt: learnt.r_hat)
        least = min(self.learnt, key=lambda learnt: learnt.ess)
        return (
            f"{size} have {'' if mixing.is_reached else 'not '}converged: R̂ is {number_text(worst.r_hat, 3)} at most "
            f"({worst.direction.name}; {number_text(WORST_R_HAT, 2)} is wanted), and {count_text(round(least.ess))} "
            f"draws count at least ({least.direction.name}; {count_text(round(LEAST_ESS))} are wanted)."
        )

    def tables(self) -> list[Table]:
        """Return the directions, the chains, and every parameter."""
        return [self.directions(), self.fared(), self.numbers()]

    def directions(self) -> Table:
        """Return the posterior of each direction and of the number that stands for it."""
        rows: list[Row] = [
            (
                learnt.direction.name,
                learnt.direction.means,
                learnt.mean,
                number_text(learnt.lost, 2),
                "assumed"
                if learnt.direction.name in ASSUMED
                else "yes"
                if learnt.informed
                else "no",
                learnt.direction.numbers[0].label,
                learnt.direction.numbers[0].span,
                learnt.number,
                number_text(learnt.r_hat, 3),
                number_text(learnt.ess, 0),
            )
            for learnt in self.learnt
        ]
        heads = (
            "direction",
            "more of it means",
            "z, 95 %",
            "variance lost",
            "informed",
            "stands for it",
            "range",
            "posterior, 95 %",
            "R̂",
            "draws that count",
        )
        caption = f"Directions, 1990-01 to {self.options.last}: the prior of z is logistic, 0, −3.7 to 3.7"
        return Table("directions", caption, heads, tuple(rows), True)

    def fared(self) -> Table:
        """Return how the chains of each last month fared."""
        rows: list[Row] = []
        for last, chains in self.chains.items():
            shares = np.array(chains.taken).reshape(-1, 2)
            moved, renewed = (
                (number_text(100.0 * float(np.nanmean(entry)), 0) + " %") if entry.size else "none"
                for entry in shares.T
            )
            mixing = self.mixing[last]
            rows.append(
                (
                    last,
                    len(chains.path),
                    moved,
                    renewed,
                    number_text(mixing.r_hat.max(), 3) if mixing.is_known else "none",
                    number_text(mixing.ess.min(), 0) if mixing.is_known else "none",
                )
            )
        heads = ("to", "steps", "moves taken", "new draws taken", "largest R̂", "least that count")
        return Table("sampler", "How the chains fared", heads, tuple(rows))

    def numbers(self) -> Table:
        """Return the posterior of every parameter that lies on a fitted direction."""
        draws = self.chains[self.options.last].kept
        values, n = (
            numbers_at(draws.reshape(-1, draws.shape[-1]), FITTED),
            {learnt.direction.name: learnt.mean.n for learnt in self.learnt},
        )
        rows: list[Row] = [
            (
                number.label,
                number.name,
                direction.name,
                "+" if number.sign > 0 else "−",
                number.span,
                over_draws(values[number.name], n[direction.name] or 0),
            )
            for direction in FITTED
            for number in direction.numbers
        ]
        heads = ("", "number", "direction", "sign", "range", "posterior mean, 95 %")
        return Table("numbers", "Every parameter that is fitted", heads, tuple(rows), sheet=True)

    def files(self) -> Mapping[str, str]:
        """Return the posterior after each last month, by the names of their files."""
        files = {}
        for last, chains in self.chains.items():
            draws = chains.kept.reshape(-1, len(FITTED))
            z = draws[np.linspace(0, len(draws) - 1, min(SETS, len(draws))).astype(int)]
            sizes = chains.setting
            posterior = kept_of(z, last, sizes.seed, sizes.chains, sizes.particles)
            note = not_converged(chains, self.mixing[last])
            files[f"posterior-{last}.json"] = text_of(replace(posterior, note=note)).decode()
        return files


def find(options: CalibrateOptions, results: Sequence[Results]) -> CalibrationFinding:
    """Let the chains go on for a piece, and return what they know.

    With a folder they are kept there, so that the same call goes on.
    """
    if options.desk.folder is None:
        return go_on_for(options, None)
    with Folder(options.desk.folder / ROUNDS / "chains") as folder:
        return go_on_for(options, folder.path)


def go_on_for(options: CalibrateOptions, place: Path | None) -> CalibrationFinding:
    """Let the chains of each last month go on in turn until their steps are made or their share of
    the time, by months, is over; each makes at least one step.
    """
    chains: dict[str, Chains] = {}
    began, read = time.monotonic(), 0
    pace = 60.0 * options.minutes / sum(options.stops.values())
    whole = options.steps * len(options.stops)
    for last, months in options.stops.items():
        steps_made = sum(len(group.path) for group in chains.values())
        read += months
        ends = began + pace * read

        def goes_on(
            running: Chains, last: str = last, steps_made: int = steps_made, ends: float = ends
        ) -> bool:
            options.desk.progress(f"chains to {last}", (steps_made + len(running.path)) / whole)
            return bool(time.monotonic() < ends)

        path, calendar = place and place / last, options.calendar[:months]
        first_chains = (load(path, options.setting) if path else None) or begin(options, calendar)
        chains[last] = go_on(first_chains, calendar, options.steps, path, goes_on)
    mixing = {last: Convergence.of(group.kept) for last, group in chains.items()}
    learnt = learnt_of(chains[options.last].kept, mixing[options.last])
    mean = np.array([[direction.mean.value for direction in learnt]])
    clouds = chains[options.last].setting.clouds(np.repeat(mean, RUNS, 0), np.arange(RUNS) + 1)
    never = np.full(RUNS, -np.inf)
    total, _ = race(clouds, options.calendar, never, options.desk.jobs)
    return CalibrationFinding(options, chains, mixing, learnt, float(total.std(ddof=1)))


def begin(options: CalibrateOptions, calendar: Floats) -> Chains:
    """Return chains that begin at sets of the posterior that ships, the newest."""
    z = load_posterior(accept_old_rules=True).along(FITTED)
    return Chains.before(
        options.setting, z[np.linspace(0, len(z) - 1, options.chains).astype(int)], calendar
    )


PACED: Final = 25
"""Months that a dry run reads to know the pace; the first of them compiles the rules."""


def work_of(options: CalibrateOptions, jobs: int) -> dict[str, object]:
    """Return the size and the expected seconds of a piece, and a sentence on it."""
    o = options
    clouds = o.setting.clouds(np.zeros((o.chains, len(FITTED))), np.arange(o.chains) + 1)
    began = 0.0
    for row in range(paced := min(PACED, len(o.calendar))):
        began = time.perf_counter() if row < 2 else began
        clouds.read(o.calendar[row : row + 1], jobs)
    pace = (time.perf_counter() - began) / max(paced - 1, 1)
    seconds = min(pace * sum(o.stops.values()) * 2.0 * o.steps, 60.0 * o.minutes)
    work = f"{o.chains} chains of {o.particles} particles, {counted_text(o.steps, 'step')}"
    return {
        "says": f"would go on with {work}, for {o.minutes} minutes at most",
        "seconds": float(seconds),
        "chains": o.chains,
        "particles": o.particles,
        "steps": o.steps,
    }
