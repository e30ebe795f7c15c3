"""A multiverse: every specification with its share, the spread between them, and the sampling error of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.errors import DataProblem, UsageProblem
from sim.study.estimate import Estimate, probability
from sim.study.paired import PairedDifference, paired
from sim.study.run import Run, checked_worlds
from sim.study.runner import Progress
from sim.study.seed import checked_seed
from sim.study.summary import CAVEAT, shown
from sim.study.scenario import Scenario

from .ablation import Ablation, ablation_of, switches
from .choices import DIMENSIONS, Choices, Reading, Structure, module_sets, own_structure
from .influence import Influence, influences, level
from .sentences import sentences, structural
from .worlds import Policies, built, distinct, holding, losses_of, play, reference_from

LEAST_WORLDS: Final = 20


@dataclass(frozen=True, slots=True)
class Specification:
    """One structure under one reading: P(lose-lose), and the paired difference from the default one."""

    structure: Structure
    reading: Reading
    share: Estimate
    change: PairedDifference
    default: bool

    def as_dict(self) -> dict[str, Any]:
        """Return the specification as plain data."""
        return {
            "definition": self.reading.definition,
            "kappa": self.reading.kappa,
            "forecast": self.structure.forecast,
            "modules": self.structure.modules,
            "kim": self.structure.kim,
            "default": self.default,
            "share": shown(self.share),
            "minus_default": self.change.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Spread:
    """How far point estimates of specifications lie apart: lowest, quartiles, median, highest, and how many.

    It is no interval: specifications are chosen, not drawn, and none is likelier than another.
    """

    lowest: float
    lower_quarter: float
    median: float
    upper_quarter: float
    highest: float
    count: int

    def as_dict(self) -> dict[str, float]:
        """Return the spread as plain data."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, eq=False)
class Multiverse:
    """All specifications in order of their share, the lowest first; what moves them; and the ablation.

    `cells` counts the scenarios that were played, in `worlds` worlds each, all under the luck of `seed`.
    """

    choices: Choices
    reference: tuple[str, Policies]
    worlds: int
    seed: int
    cells: int
    specifications: tuple[Specification, ...]
    influences: tuple[Influence, ...]
    ablation: tuple[Ablation, ...]
    not_ablated: tuple[str, ...]

    @property
    def scenario(self) -> Scenario:
        """The scenario that all specifications start from."""
        return self.choices.scenario

    @property
    def default(self) -> Specification:
        """The default specification."""
        return next(each for each in self.specifications if each.default)

    @property
    def half_widths(self) -> tuple[float, float]:
        """The sampling error of one specification: median and largest half width of the 95 % intervals."""
        reach = [each.share.half_width for each in self.specifications]
        return float(np.median(reach)), max(reach)

    def spread(self, fixed: str = "") -> Spread:
        """Return the spread over specifications; `fixed` may keep the default "reading" or "structure"."""
        own = self.default
        return spread_of([
            each.share.value for each in self.specifications
            if (fixed != "reading" or each.reading == own.reading)
            and (fixed != "structure" or each.structure == own.structure)
        ])  # fmt: skip

    def one_otherwise(self, dimension: str) -> list[Specification]:
        """Return the specifications that make one choice otherwise than the default, in order of the choices.

        Without beliefs every Kim is the plain one, which does not count as another choice.
        """
        own = self.default
        at_home = [each for each in self.specifications if each.structure == own.structure]
        by_value = [each for each in self.specifications if each.reading == own.reading]
        if dimension == "definition":
            found = [each for each in at_home if each.reading.kappa is None]
        elif dimension == "kappa":
            found = [each for each in at_home if each.reading.kappa is not None]
        elif dimension == "modules":
            sets = module_sets(self.scenario).values()
            wanted = [own_structure(self.scenario.change({"modules": modules})) for modules in sets]
            found = [each for each in by_value if each.structure in wanted]
        else:
            key = (own.structure, own.reading)
            others = [name for name in DIMENSIONS if name != dimension]
            found = [
                each for each in by_value
                if all(level((each.structure, each.reading), name) == level(key, name) for name in others)
            ]  # fmt: skip
        return sorted((each for each in found if not each.default), key=self._place)

    def _place(self, each: Specification) -> tuple[int, int]:
        return self.choices.structures.index(each.structure), self.choices.readings.index(each.reading)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data that JSON can hold."""
        median, largest = self.half_widths
        name, policies = self.reference
        return {
            "analysis": "multiverse",
            "sentences": sentences(self),
            "structural": structural(self),
            "scenario": self.scenario.name,
            "title": self.scenario.title,
            "scenario_hash": self.scenario.hash,
            "seed": self.seed,
            "worlds_a_specification": self.worlds,
            "cells_played": self.cells,
            "caveat": CAVEAT,
            "reference": {"name": name, "policies": list(policies), "elections": "off"},
            "structures": len(self.choices.structures),
            "readings": [each.label for each in self.choices.readings],
            "structures_left_out": dict(self.choices.left_out),
            "default": self.default.as_dict(),
            "structure_spread": {
                "over_all": self.spread().as_dict(),
                "over_structures_at_the_default_reading": self.spread("reading").as_dict(),
                "over_readings_of_the_default_structure": self.spread("structure").as_dict(),
            },
            "sampling_error": {
                "median_half_width": median, "largest_half_width": largest, "level": 0.95, "n": self.worlds,
            },
            "influence": [each.as_dict() for each in self.influences],
            "specifications": [each.as_dict() for each in self.specifications],
            "ablation": [each.as_dict() for each in self.ablation],
            "ablation_left_out": list(self.not_ablated),
        }  # fmt: skip


def spread_of(shares: Sequence[float]) -> Spread:
    """Return how far shares lie apart."""
    low, first, middle, third, high = np.quantile(shares, [0.0, 0.25, 0.5, 0.75, 1.0]).tolist()
    return Spread(low, first, middle, third, high, len(shares))


def cells_of(choices: Choices, policies: Policies, ablate: bool) -> list[Scenario]:
    """Return every scenario to play: structures, their references where regret is read, and the ablation's."""
    own = [built(choices.scenario, each) for each in choices.structures]
    needed = list(own)
    if any(each.definition == "regret" for each in choices.readings):
        needed += [holding(each, policies) for each in own]
    if ablate:
        needed += [each for switch in switches(choices.scenario)[0] for each in (switch.before, switch.after)]
    return distinct(needed)


def multiverse(
    choices: Choices, *, worlds: int = 1000, seed: int = 0, reference: str = "patience", ablate: bool = True,
    jobs: int = 1, progress: Progress | None = None,
) -> Multiverse:  # fmt: skip
    """Play every structure in the same worlds, and read lose-lose off them in every way.

    `reference` is the line-up against which regret is counted, a name that ships or W,B,P,S. Raises UsageProblem for
    fewer than 20 worlds or a line-up that is none, DataProblem where lose-lose never or always happens.
    """
    checked_seed(seed)
    checked_worlds(worlds)
    check_size(worlds)
    named = reference_from(reference)
    cells = cells_of(choices, named[1], ablate)
    runs = play(cells, worlds, seed, jobs, progress)
    flags = flags_of(choices, named[1], runs)
    check_both_ways(choices, flags)
    made = specifications_of(choices, flags)
    kappa = choices.default[1].kappa
    assert kappa is not None
    moving = influences(list(flags), np.array(list(flags.values())), kappa, seed)
    possible, impossible = switches(choices.scenario) if ablate else ([], [])
    rows = tuple(ablation_of(switch, runs) for switch in possible)
    return Multiverse(choices, named, worlds, seed, len(cells), made, tuple(moving), rows, tuple(impossible))


def check_size(worlds: int) -> None:
    """Raise UsageProblem for fewer worlds than differences need."""
    if worlds < LEAST_WORLDS:
        raise UsageProblem(
            f"{worlds} worlds are too few to tell specifications apart", f"--worlds {worlds}",
            f"Ask for {LEAST_WORLDS} or more.",
        )  # fmt: skip


def check_both_ways(choices: Choices, flags: Mapping[tuple[Structure, Reading], npt.NDArray[np.bool_]]) -> None:
    """Raise DataProblem where lose-lose happens in no world of any specification, or in every world of all."""
    for always in (False, True):
        if all((each == always).all() for each in flags.values()):
            raise DataProblem(
                f"lose-lose happens in {'every world' if always else 'none of the worlds'} of every specification",
                choices.scenario.name, "Try other thresholds, more worlds, or another scenario.",
            )  # fmt: skip


def flags_of(
    choices: Choices, policies: Policies, runs: Mapping[str, Run]
) -> dict[tuple[Structure, Reading], npt.NDArray[np.bool_]]:
    """Return where each specification is lose-lose, `(worlds,)` each."""
    flags = {}
    for structure in choices.structures:
        scenario = built(choices.scenario, structure)
        other = runs.get(holding(scenario, policies).hash)
        for reading in choices.readings:
            flags[structure, reading] = losses_of(runs[scenario.hash], reading, other)
    return flags


def specifications_of(
    choices: Choices, flags: Mapping[tuple[Structure, Reading], npt.NDArray[np.bool_]]
) -> tuple[Specification, ...]:
    """Return the specifications in order of their share, ties in order of the choices."""
    own = choices.default
    made = [
        Specification(*key, probability(lost), paired(lost, flags[own]), key == own) for key, lost in flags.items()
    ]
    return tuple(sorted(made, key=lambda each: each.share.value))
