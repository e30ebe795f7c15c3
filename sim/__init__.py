"""The US–China–DPRK–ROK escalation game of 2017 and after, played in many worlds at once.

Names resolve when first used, so that `import sim` costs little.
"""

from importlib import import_module
from typing import Any

from sim.analysis.catalogue import FUNCTIONS
from sim.core.extensions import LOADERS
from sim.study.estimate.shown import DISPLAYS

HOMES = {
    "sim.analysis.finding": "Finding",
    "sim.api": "analyse play report",
    "sim.core.game.catalogue": "COURSES MOVES",
    "sim.mesa_model": "EscalationModel",
    "sim.show.grammar": "theme",
    "sim.policies.agents.table": "agent",
    "sim.study.estimate.distribution": "Distribution",
    "sim.study.estimate.quantities": "Table",
    "sim.study.experiment.build": "experiment",
    "sim.study.experiment.given_scenario": "scenarios",
    "sim.study.experiment.study_file": "read_study",
    "sim.study.experiment.own_outcome": "Outcome",
    "sim.core.outcomes.outcomes": "outcomes",
    "sim.study.play.grid": "evaluate sweep",
    "sim.core.runs.interventions": "ChangedLever ImposedMove ReplacedLuck",
    "sim.study.run.worlds": "paired_difference run",
    "sim.core.scenario": "Scenario load_scenario",
    "sim.core.scenario.parameters": "parameters",
    "sim.study.store.archive": "archive",
    "sim.study.store.study_results": "load_study",
}
"""The names that each module has; those of the analyses are in the catalogue. `make docs` writes
`__init__.pyi` from both.
"""

MODULES = {"games": "sim.analysis.games", "plot": "sim.plot"}
CATALOGUES = {"outcomes": "OUTCOMES", "parameters": "PARAMETERS"}
HOME_OF = {name: module for module, names in HOMES.items() for name in names.split()} | MODULES
__all__ = sorted({*HOME_OF, *FUNCTIONS})


def _display() -> Any:
    from sim.publish import display

    return display


DISPLAYS.append(_display)
LOADERS.append(lambda: import_module("sim.policies.extensions"))


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from sim.core.scenario.fingerprint import tool_version

        return tool_version()
    if name in FUNCTIONS:
        from sim.api import function_of

        made = globals()[name] = function_of(name)
        return made
    if name not in HOME_OF:
        from sim.cli.gone import ANALYSES

        instead = f". {ANALYSES[name]}" if name in ANALYSES else ""
        raise AttributeError(f"module 'sim' has no attribute {name!r}{instead}")
    found = import_module(HOME_OF[name])
    value = globals()[name] = (
        found if name in MODULES else getattr(found, CATALOGUES.get(name, name))
    )
    return value


def __dir__() -> list[str]:
    return __all__
