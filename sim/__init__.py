"""The US–China–DPRK–ROK escalation game of 2017 and after, played in many worlds at once.

Names resolve when first used, so that `import sim` costs little.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.analysis import games as games
    from sim.analysis.history.posterior import load_posterior as load_posterior
    from sim.study.compare import paired_difference as paired_difference
    from sim.study.grid import sweep_over as sweep
    from sim.study.run import run as run
    from sim.study.scenario import load_scenario as load_scenario
    from sim.study.studies.results import load_study as load_study
    from sim.study.studies.running import run_study as run_study
    from sim.study.studies.study_file import read_study as read_study
    from sim.world.door import ImposedMove as ImposedMove
    from sim.world.door import ReplacedLuck as ReplacedLuck
    from sim.world.model import EscalationModel as EscalationModel
    from sim.world.parameters import LEDGER as parameters
    from sim.study.scenario import Scenario as Scenario

__all__ = [
    "EscalationModel",
    "ImposedMove",
    "ReplacedLuck",
    "Scenario",
    "games",
    "load_posterior",
    "load_scenario",
    "load_study",
    "paired_difference",
    "parameters",
    "read_study",
    "run",
    "run_study",
    "sweep",
]

_HOMES = {
    "EscalationModel": ("sim.world.model", "EscalationModel"),
    "ImposedMove": ("sim.world.door", "ImposedMove"),
    "ReplacedLuck": ("sim.world.door", "ReplacedLuck"),
    "Scenario": ("sim.study.scenario", "Scenario"),
    "games": ("sim.analysis.games", None),
    "load_posterior": ("sim.analysis.history.posterior", "load_posterior"),
    "load_scenario": ("sim.study.scenario", "load_scenario"),
    "load_study": ("sim.study.studies.results", "load_study"),
    "paired_difference": ("sim.study.compare", "paired_difference"),
    "parameters": ("sim.world.parameters", "LEDGER"),
    "read_study": ("sim.study.studies.study_file", "read_study"),
    "run": ("sim.study.run", "run"),
    "run_study": ("sim.study.studies.running", "run_study"),
    "sweep": ("sim.study.grid", "sweep_over"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    found = import_module(module)
    value = found if attribute is None else getattr(found, attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
