"""The worlds of a multiverse: each structure once, every one of them in the same luck."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from sim.analysis.lineups import LINEUPS
from sim.analysis.multiverse.choices import Reading, Structure, module_sets
from sim.errors import UsageProblem, nearest
from sim.game.catalogue import CAPITALS
from sim.study.run import Run
from sim.study.runner import Progress, outcomes_of
from sim.world.batch import Block, structure
from sim.world.capitals import POLICIES
from sim.world.outcomes import lose_lose, losing_line
from sim.world.parameters import assemble
from sim.study.scenario import Scenario

Flags = npt.NDArray[np.bool_]
Policies = tuple[str, str, str, str]
REFERENCE: Final = "patience"
"""The line-up of before 2017: regret asks whether both would have done better had it been held."""


def reference_from(text: str = REFERENCE) -> tuple[str, Policies]:
    """Return the name and policies of a line-up: one that ships by name, or W,B,P,S; raises UsageProblem."""
    if text in LINEUPS:
        return text, LINEUPS[text]
    where = f"--reference {text}"
    policies = tuple(part.strip() for part in text.split(","))
    if len(policies) != len(CAPITALS):
        raise UsageProblem(
            f"there is no line-up '{text}'", where,
            f"Name one of: {'; '.join(LINEUPS)}; or four policies, W,B,P,S.{nearest(text, LINEUPS)}",
        )  # fmt: skip
    for capital, policy in zip(CAPITALS, policies, strict=True):
        if policy not in POLICIES[capital]:
            remedy = f"Use one of: {', '.join(POLICIES[capital])}.{nearest(policy, POLICIES[capital])}"
            raise UsageProblem(f"there is no policy of {capital} '{policy}'", where, remedy)
    return ", ".join(policies), policies  # type: ignore[return-value]


def built(scenario: Scenario, how: Structure) -> Scenario:
    """Return the scenario in another structure."""
    modules = module_sets(scenario)[how.modules]
    return scenario.change({"forecast": how.forecast, "modules": modules, "kim_type": how.kim})


def holding(scenario: Scenario, policies: Policies) -> Scenario:
    """Return the scenario with one policy a capital in every month; no vote can replace it."""
    plan = {f"{capital}.policy": policy for capital, policy in zip(CAPITALS, policies, strict=True)}
    return scenario.change({"elections": (), **plan})


def distinct(scenarios: Iterable[Scenario]) -> list[Scenario]:
    """Return scenarios without those that would play the same worlds again, those of one structure side by side."""
    unique = {each.hash: each for each in scenarios}
    places: dict[tuple[object, ...], int] = {}
    for each in unique.values():
        places.setdefault(structure(each), len(places))
    return sorted(unique.values(), key=lambda each: places[structure(each)])


def play(
    scenarios: Sequence[Scenario], worlds: int, seed: int, jobs: int = 1, progress: Progress | None = None
) -> dict[str, Run]:
    """Play scenarios under common luck, and return their runs by hash."""
    blocks = [Block(each, 0, worlds) for each in scenarios]
    columns = outcomes_of(blocks, seed, processes=jobs, progress=progress)
    runs = {}
    for number, each in enumerate(scenarios):
        place = slice(number * worlds, (number + 1) * worlds)
        runs[each.hash] = Run(each, seed, {name: values[place] for name, values in columns.items()})
    return runs


def losses_of(run: Run, reading: Reading, reference: Run | None = None) -> Flags:
    """Return where a run is lose-lose under a reading, `(worlds,)`; regret needs the run of the reference."""
    if reading.definition == "event":
        return run.flag("lose_lose_event")
    if reading.definition == "regret":
        assert reference is not None
        return run.regret(reference)
    assert reading.kappa is not None
    line = losing_line(assemble([run.scenario.resolved()], [1]), run.scenario.months)
    delta: Mapping[str, npt.NDArray[np.float64]] = {c: run.columns[f"delta_{c}"] for c in ("washington", "beijing")}
    return lose_lose(delta, line, reading.kappa)
