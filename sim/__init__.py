"""The US–China–DPRK–ROK escalation game of 2017 and after, played in many worlds at once.

Names resolve when first used, so that `import sim` costs little.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.analysis.catalogue import FUNCTIONS
from sim.study.notebook import DISPLAYS

if TYPE_CHECKING:
    __version__: str
    from sim import plot as plot
    from sim.analysis import discovery as _discovery
    from sim.analysis import games as games
    from sim.analysis import rare as _rare
    from sim.analysis import robustness as _robustness
    from sim.analysis import sensitivity as _sensitivity
    from sim.analysis.finding import Finding as Finding
    from sim.face import analyse as analyse
    from sim.face import calibrate as calibrate
    from sim.face import compare as compare
    from sim.face import function_of as _function_of
    from sim.face import hindcast as hindcast
    from sim.face import learn as learn
    from sim.face import multiverse as multiverse
    from sim.face import nowcast as nowcast
    from sim.face import play as play
    from sim.face import policy_game as policy_game
    from sim.face import record as record
    from sim.face import report as report
    from sim.face import tournament as tournament
    from sim.face import why as why
    from sim.game.catalogue import COURSES as COURSES
    from sim.game.catalogue import MOVES as MOVES
    from sim.mesa_model import EscalationModel as EscalationModel
    from sim.study.agents.known import agent as agent
    from sim.study.estimate.shown import Table as Table
    from sim.study.experiment.build import experiment as experiment
    from sim.study.experiment.study_file import read_study as read_study
    from sim.study.ledger import Outcome as Outcome
    from sim.study.outcomes import OUTCOMES as outcomes
    from sim.study.run.grid import evaluate as evaluate
    from sim.study.run.grid import sweep as sweep
    from sim.study.run.interventions import ChangedLever as ChangedLever
    from sim.study.run.interventions import ImposedMove as ImposedMove
    from sim.study.run.interventions import ReplacedLuck as ReplacedLuck
    from sim.study.run.worlds import paired_difference as paired_difference
    from sim.study.run.worlds import run as run
    from sim.study.scenario import Scenario as Scenario
    from sim.study.scenario import load_scenario as load_scenario
    from sim.study.scenario.parameters import PARAMETERS as parameters
    from sim.study.store.archive import archive as archive
    from sim.study.store.study_results import load_study as load_study

    discover = _function_of(_discovery.ANALYSIS, "discover")
    rare = _function_of(_rare.ANALYSIS, "rare")
    robustness = _function_of(_robustness.ANALYSIS, "robustness")
    sensitivity = _function_of(_sensitivity.ANALYSIS, "sensitivity")

_HOMES = {
    "Finding": ("sim.analysis.finding", "Finding"),
    "Table": ("sim.study.estimate.shown", "Table"),
    "analyse": ("sim.face", "analyse"),
    "experiment": ("sim.study.experiment.build", "experiment"),
    "play": ("sim.face", "play"),
    "plot": ("sim.plot", None),
    "multiverse": ("sim.face", "multiverse"),
    "agent": ("sim.study.agents.known", "agent"),
    "tournament": ("sim.face", "tournament"),
    "why": ("sim.face", "why"),
    "compare": ("sim.face", "compare"),
    "learn": ("sim.face", "learn"),
    "record": ("sim.face", "record"),
    "calibrate": ("sim.face", "calibrate"),
    "hindcast": ("sim.face", "hindcast"),
    "nowcast": ("sim.face", "nowcast"),
    "report": ("sim.face", "report"),
    "archive": ("sim.study.store.archive", "archive"),
    "evaluate": ("sim.study.run.grid", "evaluate"),
    "policy_game": ("sim.face", "policy_game"),
    "COURSES": ("sim.game.catalogue", "COURSES"),
    "ChangedLever": ("sim.study.run.interventions", "ChangedLever"),
    "EscalationModel": ("sim.mesa_model", "EscalationModel"),
    "ImposedMove": ("sim.study.run.interventions", "ImposedMove"),
    "MOVES": ("sim.game.catalogue", "MOVES"),
    "Outcome": ("sim.study.ledger", "Outcome"),
    "ReplacedLuck": ("sim.study.run.interventions", "ReplacedLuck"),
    "Scenario": ("sim.study.scenario", "Scenario"),
    "games": ("sim.analysis.games", None),
    "load_scenario": ("sim.study.scenario", "load_scenario"),
    "load_study": ("sim.study.store.study_results", "load_study"),
    "outcomes": ("sim.study.outcomes", "OUTCOMES"),
    "paired_difference": ("sim.study.run.worlds", "paired_difference"),
    "parameters": ("sim.study.scenario.parameters", "PARAMETERS"),
    "read_study": ("sim.study.experiment.study_file", "read_study"),
    "run": ("sim.study.run.worlds", "run"),
    "sweep": ("sim.study.run.grid", "sweep"),
}

__all__ = [
    "COURSES",
    "MOVES",
    "ChangedLever",
    "EscalationModel",
    "Finding",
    "ImposedMove",
    "Outcome",
    "ReplacedLuck",
    "Scenario",
    "Table",
    "agent",
    "analyse",
    "archive",
    "calibrate",
    "compare",
    "discover",
    "evaluate",
    "experiment",
    "games",
    "hindcast",
    "learn",
    "load_scenario",
    "load_study",
    "multiverse",
    "nowcast",
    "outcomes",
    "paired_difference",
    "parameters",
    "play",
    "plot",
    "policy_game",
    "rare",
    "read_study",
    "record",
    "report",
    "robustness",
    "run",
    "sensitivity",
    "sweep",
    "tournament",
    "why",
]


def _display() -> Any:
    from sim.publish import display

    return display


DISPLAYS.append(_display)


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from sim.study.fingerprint import tool_version

        return tool_version()
    if name in FUNCTIONS:
        from sim.face import function_of

        made = globals()[name] = function_of(FUNCTIONS[name].load(), name)
        return made
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    module, attribute = _HOMES[name]
    found = import_module(module)
    value = found if attribute is None else getattr(found, attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
