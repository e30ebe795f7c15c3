"""Calibration on the record: which numbers of the ledger make histories like the one that happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.analysis.calibration.prior import Prior, Scale, drawn_places, values_at
from sim.analysis.calibration.sample import Sample, equally_weighted, posterior
from sim.analysis.history.observe import NEEDED, observed_record, observed_worlds
from sim.analysis.history.origin import scenario_over
from sim.analysis.history.record import Record
from sim.analysis.history.summaries import NAMES, summaries
from sim.arrays import Floats
from sim.errors import DataProblem, UsageProblem
from sim.study.draws import Draws
from sim.study.runner import in_order
from sim.study.seed import checked_seed
from sim.world.batch import Block
from sim.world.parameters import LEDGER
from sim.world.scenario import Scenario

FIRST: Final = "2007-01"
LAST: Final = "2014-12"
"""The months that are fitted; 2015 and after are never seen."""

CHUNK: Final = 4000
"""Worlds a batch. It is fixed: the draws of a chunk are the same however many processes share the work."""

STREAM: Final = 5_160_002
"""Sets the luck of the resampling of the posterior apart."""

SCALES: Final[dict[str, Scale]] = {"accident_hazard": "log-uniform", "perceived_hazard": "log-uniform"}
"""Hazards are rare, and their order of size is what is not known."""

FLOORS: Final = {"perceived_hazard": LEDGER["accident_hazard"].low}
"""Low ends where the ledger's is 0, which has no logarithm: the least that the ledger gives the true hazard."""

CALIBRATED: Final = (
    "momentum", "test_memory", "big_test_memory", "stance_pyongyang_testing", "stance_pyongyang_bargaining",
    "stance_pyongyang_provocation", "concession_sensitivity", "diversion", "weights_pyongyang", "foresight",
    "talks_value", "perceived_hazard", "response", "sanctions_answer", "stance_washington_dialogue",
    "stance_washington_patience", "test_answer", "stance_beijing_protection", "accident_hazard", "tension_rest",
)  # fmt: skip
"""Numbers that move tests, talks, resolutions and lethal acts. The precision of choice is not among them, since it and
the size of the stances are one thing."""

Told = Callable[[int, int], None]
"""Called with the simulations that are done, and with all that are wanted."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """Simulations that run together: those of one number, under one seed, over one window."""

    scenario: Scenario
    priors: tuple[Prior, ...]
    seed: int
    number: int
    size: int


@dataclass(frozen=True, slots=True)
class Simulated:
    """Histories under draws from the prior.

    `places` `(simulations, numbers)` on the scale of the prior, `statistics` `(simulations, statistics)` in the order
    of NAMES, `peaceful` `(simulations,)`: no war, collapse or deal ended the history, as none ended the real one.
    """

    places: Floats
    statistics: Floats
    peaceful: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What the record says about the numbers: the priors, the histories, the observed statistics, the sample."""

    record: str
    first: str
    last: str
    scenario: Scenario
    priors: tuple[Prior, ...]
    seed: int
    simulated: Simulated
    observed: Floats
    sample: Sample

    @property
    def simulations(self) -> int:
        """Return how many histories were simulated."""
        return len(self.simulated.peaceful)

    @property
    def values(self) -> Floats:
        """Return the accepted draws in the units of the ledger, `(accepted, numbers)`."""
        return values_at(self.priors, self.sample.places)

    def draws(self, count: int, about: dict[str, Any]) -> Draws:
        """Return equally weighted draws from the posterior, rounded to six digits."""
        generator = np.random.default_rng([self.seed, STREAM])
        taken = self.values[equally_weighted(self.sample.weights, count, generator)]
        # Rounding must not leave the range either.
        low, high = np.array([[prior.low, prior.high] for prior in self.priors]).T
        return Draws(tuple(prior.name for prior in self.priors), np.clip(rounded(taken), low, high), about)


def rounded(values: Floats) -> Floats:
    """Return numbers with six digits that count, as the shipped file holds them."""
    return np.array([[float(f"{value:.6g}") for value in row] for row in values])


def priors_of(names: Sequence[str] = CALIBRATED) -> tuple[Prior, ...]:
    """Return the priors: the whole range of the ledger for each number, never its default.

    Raises UsageProblem for a name that is no number or table of the core.
    """
    for name in names:
        if name not in LEDGER or LEDGER[name].kind not in ("number", "table") or LEDGER[name].module != "core":
            raise UsageProblem(f"'{name}' cannot be calibrated", "calibrate", "Use a number or table of the core.")
    return tuple(
        Prior(name, FLOORS.get(name, LEDGER[name].low), LEDGER[name].high, SCALES.get(name, "uniform"))
        for name in names
    )


def simulate(chunk: Chunk) -> Simulated:
    """Run one chunk of histories; each world draws its numbers from the prior."""
    from sim.world.model import EscalationModel

    places = drawn_places(len(chunk.priors), chunk.size, chunk.seed, chunk.number)
    values = values_at(chunk.priors, places)
    drawn = {prior.name: np.ascontiguousarray(column) for prior, column in zip(chunk.priors, values.T, strict=True)}
    block = Block(chunk.scenario, chunk.number * CHUNK, chunk.size, drawn)
    model = EscalationModel([block], rng=chunk.seed, record=NEEDED).run()
    moves = dict(model.recorder.moves)
    peaceful = model.tally.alive.copy()
    model.close()
    return Simulated(places, summaries(observed_worlds(moves)), peaceful)


def simulated(
    scenario: Scenario, priors: tuple[Prior, ...], simulations: int, seed: int, jobs: int = 1, told: Told | None = None
) -> Simulated:  # fmt: skip
    """Run histories under draws from the prior; the same for any number of processes, bit for bit."""
    chunks = [
        Chunk(scenario, priors, seed, number, min(CHUNK, simulations - number * CHUNK))
        for number in range(-(-simulations // CHUNK))
    ]
    parts: list[Simulated] = []
    for part in in_order(simulate, chunks, jobs):
        parts.append(part)
        if told is not None:
            told(sum(len(each.peaceful) for each in parts), simulations)
    return Simulated(
        np.concatenate([part.places for part in parts]),
        np.concatenate([part.statistics for part in parts]),
        np.concatenate([part.peaceful for part in parts]),
    )


def calibrate(
    record: Record, first: str = FIRST, last: str = LAST, *, simulations: int = 500_000, keep: int = 4000,
    seed: int = 7, jobs: int = 1, names: Sequence[str] = CALIBRATED, told: Told | None = None,
) -> Calibration:  # fmt: skip
    """Fit numbers of the ledger to a window of the record by approximate Bayesian computation.

    Every history runs over the whole window from its first state, under the policies of those who governed. Histories
    that end in war, collapse or a deal are rejected first; of the others the `keep` nearest in the statistics of
    `summaries` are accepted and adjusted by regression. Nothing after `last` is read. Raises DataProblem for a window
    outside the record or too few histories, TypeError or ValueError for a seed that is none.
    """
    checked_seed(seed)
    priors = priors_of(names)
    known = record.window(record.months[0], last)
    scenario = scenario_over(known, first, last)
    observed = summaries(observed_record(known.window(first, last)))[0]
    histories = simulated(scenario, priors, simulations, seed, jobs, told)
    if np.count_nonzero(histories.peaceful) < max(keep, len(NAMES) + 2):
        raise DataProblem(
            f"only {np.count_nonzero(histories.peaceful)} of {simulations} histories stayed at peace", "calibrate",
            "Simulate more, or keep fewer.",
        )  # fmt: skip
    sample = posterior(histories.places[histories.peaceful], histories.statistics[histories.peaceful], observed, keep)
    return Calibration(record.label, first, last, scenario, priors, seed, histories, observed, sample)
