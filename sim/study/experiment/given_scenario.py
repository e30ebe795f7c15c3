"""What stands for a scenario in Python: the scenario itself, its name, the path of its file, or a
dict of changes.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Final

from sim.core.base.errors import UsageProblem
from sim.core.base.plain import AnyPath
from sim.core.scenario import Scenario, load_scenario, shipped_scenarios

DEFAULT_SCENARIO: Final = "2017-spring"
"""The scenario that changes are of, where none is named."""

ScenarioLike = Scenario | AnyPath | Mapping[str, Any]
"""What stands for a scenario: see `scenario_of`."""


def scenario_of(given: Any, base: Scenario | None = None) -> Scenario:
    """Return the scenario that `given` stands for: one by its name or the path of its file, or
    `base`, else spring 2017, with a dict of changes as `Scenario.change` takes them.

    Raises UsageProblem for anything else, and ScenarioProblem for a name or a change that cannot
    be.

    >>> scenario_of("dual-track").name
    'dual-track'
    >>> scenario_of({"months": 12}).months
    12
    """
    if isinstance(given, Scenario):
        return given
    if isinstance(given, Mapping):
        return (base or load_scenario(DEFAULT_SCENARIO)).change(given)
    if isinstance(given, str | os.PathLike):
        return load_scenario(given)
    remedy = f'Give a name such as "{DEFAULT_SCENARIO}", a path, or a dict of changes.'
    raise UsageProblem(f"{given!r} is no scenario", "scenario", remedy)


def scenarios() -> dict[str, str]:
    """Return the scenarios that ship, each name with its title.

    >>> import sim
    >>> sim.scenarios()["dual-track"]
    "Beijing's road: mediation, and a Washington that talks"
    """
    return {name: load_scenario(name).title for name in shipped_scenarios()}
