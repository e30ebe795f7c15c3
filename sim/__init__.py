"""The US–China–DPRK–ROK escalation game of 2017 and after, played in many worlds at once.

Names resolve when first used, so that `import sim` costs little.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.analysis.catalogue import FUNCTIONS
from sim.core.extensions import LOADERS
from sim.study.estimate.shown import DISPLAYS

if TYPE_CHECKING:
    __version__: str
    from sim import plot as plot
    from sim.analysis import games as games
    from sim.analysis.compare.findings import CompareFinding
    from sim.analysis.counterfactual.findings import StoryFinding
    from sim.analysis.discovery.findings import DiscoveryFinding
    from sim.analysis.finding import Finding as Finding
    from sim.analysis.know.findings import KnowFinding
    from sim.analysis.multiverse.findings import MultiverseFinding
    from sim.analysis.patterns.findings import PatternsFinding
    from sim.analysis.plausible.findings import SetFinding
    from sim.analysis.policy_game.findings import GameFinding
    from sim.analysis.robustness.findings import RobustnessFinding
    from sim.analysis.screen.findings import ScreenFinding
    from sim.analysis.sensitivity.findings import SensitivityFinding
    from sim.api import (
        analyse as analyse,
        function_of as _function_of,
        play as play,
        report as report,
    )
    from sim.core.game.catalogue import COURSES as COURSES, MOVES as MOVES
    from sim.core.outcomes.outcomes import OUTCOMES as outcomes  # noqa: F401
    from sim.core.runs.interventions import (
        ChangedLever as ChangedLever,
        ImposedMove as ImposedMove,
        ReplacedLuck as ReplacedLuck,
    )
    from sim.core.scenario import Scenario as Scenario, load_scenario as load_scenario
    from sim.core.scenario.parameters import PARAMETERS as parameters  # noqa: F401
    from sim.history.calibrate import CalibrationFinding
    from sim.history.forecast import ForecastFinding
    from sim.history.nowcast import NowcastFinding
    from sim.history.rates import RecordFinding
    from sim.history.scoreboard import HindcastFinding
    from sim.mesa_model import EscalationModel as EscalationModel
    from sim.policies.agents.table import agent as agent
    from sim.show.grammar import theme as theme
    from sim.study.estimate.distribution import Distribution as Distribution
    from sim.study.estimate.quantities import Table as Table
    from sim.study.experiment.build import experiment as experiment
    from sim.study.experiment.given_scenario import scenarios as scenarios
    from sim.study.experiment.own_outcome import Outcome as Outcome
    from sim.study.experiment.study_file import read_study as read_study
    from sim.study.play.grid import evaluate as evaluate, sweep as sweep
    from sim.study.run.worlds import paired_difference as paired_difference, run as run
    from sim.study.store.archive import archive as archive
    from sim.study.store.study_results import load_study as load_study

    calibrate = _function_of("calibrate", CalibrationFinding)
    compare = _function_of("compare", CompareFinding)
    discover = _function_of("discover", DiscoveryFinding)
    forecast = _function_of("forecast", ForecastFinding)
    hindcast = _function_of("hindcast", HindcastFinding)
    know = _function_of("know", KnowFinding)
    multiverse = _function_of("multiverse", MultiverseFinding)
    nowcast = _function_of("nowcast", NowcastFinding)
    patterns = _function_of("patterns", PatternsFinding)
    plausible_set = _function_of("plausible_set", SetFinding)
    policy_game = _function_of("policy_game", GameFinding)
    record = _function_of("record", RecordFinding)
    robustness = _function_of("robustness", RobustnessFinding)
    screen = _function_of("screen", ScreenFinding)
    sensitivity = _function_of("sensitivity", SensitivityFinding)
    why = _function_of("why", StoryFinding)

_HOMES = {
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
"""The names that each module has; those of the analyses are in the catalogue."""

_MODULES = {"games": "sim.analysis.games", "plot": "sim.plot"}
_CATALOGUES = {"outcomes": "OUTCOMES", "parameters": "PARAMETERS"}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names.split()} | _MODULES
__all__ = sorted({*_HOME_OF, *FUNCTIONS})


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
    if name not in _HOME_OF:
        from sim.cli.gone import ANALYSES

        instead = f". {ANALYSES[name]}" if name in ANALYSES else ""
        raise AttributeError(f"module 'sim' has no attribute {name!r}{instead}")
    found = import_module(_HOME_OF[name])
    value = globals()[name] = (
        found if name in _MODULES else getattr(found, _CATALOGUES.get(name, name))
    )
    return value


def __dir__() -> list[str]:
    return __all__
