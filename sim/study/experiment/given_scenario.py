"""Read a scenario given in Python: a Scenario, a name, the path of a file, or a dict of changes."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sim.core.base.errors import UsageProblem, nearest
from sim.core.base.plain import AnyPath
from sim.core.scenario import Scenario, load_scenario, shipped_scenarios
from sim.core.scenario.parameters import PARAMETERS

DEFAULT_SCENARIO: Final = "2017-spring"
"""The scenario to which changes apply if none is named."""

ScenarioLike = Scenario | AnyPath | Mapping[str, Any]
"""A scenario as users give it: see `scenario_of`."""


def is_folder(text: str) -> bool:
    """Return whether a text names a folder of results; the name of a shipped scenario takes
    precedence.
    """
    return text not in shipped_scenarios() and os.path.isdir(text)


def scenario_of(source: Any, base: Scenario | None = None) -> Scenario:
    """Return the scenario that `source` names: a Scenario, a name or the path of a file.

    A dict is read as changes, as `Scenario.change` takes them, of `base`, else of spring 2017.
    Raises UsageProblem for anything else, and ScenarioProblem for an invalid name or change.

    >>> scenario_of("dual-track").name
    'dual-track'
    >>> scenario_of({"months": 12}).months
    12
    """
    if isinstance(source, Scenario):
        return source
    if isinstance(source, Mapping):
        return (base or load_scenario(DEFAULT_SCENARIO)).change(source)
    if isinstance(source, str | os.PathLike):
        return load_scenario(source)
    remedy = f'Give a name such as "{DEFAULT_SCENARIO}", a path, or a dict of changes.'
    raise UsageProblem(f"{source!r} is no scenario", "scenario", remedy)


def with_keywords(
    scenario: Scenario, keywords: Mapping[str, Any], others: Sequence[str]
) -> Scenario:
    """Return a scenario changed by keywords: `washington__pressure` stands for washington.pressure,
    and `agents` maps capitals to their policies, as EscalationModel takes them.

    Raises UsageProblem for one that is nearly one of the `others` that the function takes, and
    ScenarioProblem for a name or value that the scenario does not take.
    """
    for keyword in keywords:
        if keyword not in PARAMETERS and (near := nearest(keyword, others)):
            raise UsageProblem(f"there is no keyword '{keyword}'", keyword, near.strip())
    changes = {keyword.replace("__", "."): value for keyword, value in keywords.items()}
    agents = changes.pop("agents", None) or {}
    if not isinstance(agents, Mapping):
        remedy = "Give a subclass of Capital or a policy for each, as {'washington': Hawk}."
        raise UsageProblem(f"{agents!r} names no capital", "agents", remedy)
    changes |= {f"{capital}.policy": agent for capital, agent in agents.items()}
    return scenario.change(changes) if changes else scenario


def scenarios() -> dict[str, str]:
    """Return the scenarios that ship, each name with its title.

    >>> import sim
    >>> sim.scenarios()["dual-track"]
    "Beijing's road: mediation, and a Washington that talks"
    """
    return {name: load_scenario(name).title for name in shipped_scenarios()}
