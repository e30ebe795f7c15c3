"""The choices of a multiverse: how lose-lose is read, and how the model is built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from sim.errors import UsageProblem, nearest
from sim.study.estimate import number_text
from sim.world.capitals.pyongyang import KIM_TYPES, PLAIN
from sim.world.parameters import LEDGER, MODULES
from sim.study.scenario import DRAWN, FORECASTS, Scenario

DEFINITIONS: Final = ("value", "event", "regret")
KAPPAS: Final = (0.3, 0.45, 0.6, 0.8, 1.0)
MOST_KAPPAS: Final = 20
KIMS: Final = (DRAWN, PLAIN, *KIM_TYPES)
ALL, CORE, OWN = "all", "core", "own"
BELIEFS: Final = "beliefs"
DIMENSIONS: Final = ("definition", "kappa", "forecast", "modules", "kim")
WORDS: Final = {
    "definition": "definition of lose-lose",
    "kappa": "threshold κ (by value only)",
    "forecast": "forecast mode",
    "modules": "modules",
    "kim": "Kim's type",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to say what lose-lose is; κ belongs to the reading by value alone."""

    definition: str
    kappa: float | None = None

    @property
    def label(self) -> str:
        """The reading in words: "value, κ = .6", "event", "regret"."""
        return self.definition if self.kappa is None else f"{self.definition}, κ = {kappa_text(self.kappa)}"


@dataclass(frozen=True, slots=True)
class Structure:
    """One way to build the model: forecast mode, which modules are on ("all", "core", "own"), and Kim's type."""

    forecast: str
    modules: str
    kim: str

    @property
    def label(self) -> str:
        """The structure in words."""
        return f"forecast {self.forecast}, modules {self.modules}, Kim {self.kim}"


@dataclass(frozen=True)
class Choices:
    """The levels of every dimension, the scenario's own among them, and which structures cannot be.

    `left_out` counts the combinations of forecast, modules and Kim's type that cannot be, by reason.
    """

    scenario: Scenario
    readings: tuple[Reading, ...]
    structures: tuple[Structure, ...]
    left_out: Mapping[str, int]

    @property
    def default(self) -> tuple[Structure, Reading]:
        """The scenario's own structure, and lose-lose by value at its own κ."""
        return own_structure(self.scenario), Reading("value", own_kappa(self.scenario))

    @property
    def count(self) -> int:
        """How many specifications there are."""
        return len(self.readings) * len(self.structures)


def kappa_text(kappa: float) -> str:
    """Write a threshold without zeros at the end: .45, 1."""
    return number_text(kappa, 6).rstrip("0").removesuffix(".") or "0"


def own_kappa(scenario: Scenario) -> float:
    """Return the scenario's own threshold of lose-lose."""
    return scenario.value("lose_lose_threshold")


def module_sets(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Return the sets of modules by name: all, none (core), and the scenario's own where it is another."""
    sets: dict[str, tuple[str, ...]] = {ALL: MODULES, CORE: ()}
    own = tuple(module for module in MODULES if module in scenario.modules)
    return sets if own in sets.values() else sets | {OWN: own}


def own_structure(scenario: Scenario) -> Structure:
    """Return the structure that a scenario plays; what needs beliefs is as it is played without them."""
    own = set(scenario.modules)
    name = next(name for name, modules in module_sets(scenario).items() if set(modules) == own)
    if BELIEFS in own:
        return Structure(scenario.forecast, name, scenario.kim_type)
    # Without beliefs a capital that forecasts by belief repeats, and every Kim is the plain one.
    return Structure("repeat" if scenario.forecast == "belief" else scenario.forecast, name, PLAIN)


def why_not(structure: Structure, sets: Mapping[str, tuple[str, ...]]) -> str:
    """Return why a structure cannot be, or nothing."""
    if BELIEFS in sets[structure.modules]:
        return ""
    if structure.forecast == "belief":
        return "forecast belief needs the module beliefs"
    return "" if structure.kim == PLAIN else "Kim's type needs the module beliefs"


def choices_of(
    scenario: Scenario, *, definitions: Sequence[str] = (), kappas: Sequence[float] = (),
    forecasts: Sequence[str] = (), modules: Sequence[str] = (), kims: Sequence[str] = (),
) -> Choices:  # fmt: skip
    """Return the specifications to try: all of each dimension that is not restricted.

    The scenario's own choice is always among them. Raises UsageProblem for a level that does not exist.
    """
    own, sets = own_structure(scenario), module_sets(scenario)
    named = levels("definition", definitions, DEFINITIONS, "value")
    if len(set(kappas)) > MOST_KAPPAS:
        raise UsageProblem(
            f"{len(set(kappas))} thresholds are too many to tell apart", "--kappa",
            f"Give at most {MOST_KAPPAS}; the curve over all of them is sim plot kappa.",
        )  # fmt: skip
    thresholds = sorted({*map(checked_kappa, kappas or KAPPAS), own_kappa(scenario)})
    readings = [Reading("value", kappa) for kappa in thresholds]
    readings += [Reading(name) for name in named if name != "value"]
    kept, left_out = [], Counter[str]()
    for each in product(
        levels("forecast", forecasts, FORECASTS, own.forecast), levels("modules", modules, tuple(sets), own.modules),
        levels("kim", kims, KIMS, own.kim),
    ):  # fmt: skip
        structure = Structure(*each)
        reason = why_not(structure, sets)
        if reason:
            left_out[reason] += 1
        else:
            kept.append(structure)
    return Choices(scenario, tuple(readings), tuple(kept), dict(left_out))


def levels(dimension: str, wanted: Sequence[str], known: Sequence[str], own: str) -> tuple[str, ...]:
    """Return the levels of a dimension in their order, the scenario's own among them; raises UsageProblem."""
    for name in wanted:
        if name not in known:
            raise UsageProblem(
                f"there is no {WORDS[dimension]} '{name}'", f"--{dimension} {name}",
                f"Use one of: {', '.join(known)}.{nearest(name, known)}",
            )  # fmt: skip
    return tuple(name for name in known if not wanted or name in wanted or name == own)


def checked_kappa(kappa: float) -> float:
    """Return a threshold that the ledger admits; raises UsageProblem."""
    entry = LEDGER["lose_lose_threshold"]
    if not entry.admits(kappa):
        raise UsageProblem(
            f"κ = {kappa:g} lies outside its range", f"--kappa {kappa:g}",
            f"Give numbers from {entry.low:g} to {entry.high:g}.",
        )  # fmt: skip
    return float(kappa)
