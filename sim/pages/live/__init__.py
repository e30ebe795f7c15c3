"""The page for analysts: its data, and one file that anyone can open."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sim.analysis.defaults import UNCERTAIN
from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import BENCHMARK
from sim.core.game.levers import LEVERS
from sim.core.outcomes.outcomes import FINAL_STATES
from sim.core.outcomes.values import MARGIN
from sim.core.scenario import Scenario, load_scenario, shipped_scenarios
from sim.core.scenario.fingerprint import tool_version
from sim.options import MOST_SEED, checked_seed, checked_whole
from sim.pages.model import game, plain_scenario
from sim.pages.one_file import one_file, read_style, whole_script
from sim.pages.text import page_texts
from sim.study.estimate.distribution import SHARES
from sim.study.run.readings import threshold_draws
from sim.study.store.disk import PAGES, target_for, write

OUTCOMES: Final = (
    "lose_lose",
    "win_win",
    "war",
    "crisis",
    "opening",
    "ever_freeze",
    "deterrent_complete",
    "goals_failed_both",
)
"""The outcomes on the page, counted in every world; the one of the headline comes first."""

EVENTS: Final = 6
"""The number of these outcomes that stand in rows beside the endings."""

STORIES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "accidents": (
            "accident",
            "accident_slope",
            "clash",
            "crisis_keep",
            "tension_rest",
            "strike_base",
            "attack_base",
            "audience_cost",
        ),
        "sanctions": (
            "bite_on_growth",
            "drive_threat.fearful",
            "drive_threat.greedy",
            "deterrent_saturation",
        ),
        "sight": ("lookahead", "learn", "reply", "feint"),
    }
)
"""The uncertain parameters, as three stories."""

SIZES: Final = (100, 500, 2_000, 10_000)
"""How many worlds may be asked for."""

SCRIPTS: Final = (
    "state",
    "worlds",
    "answer",
    "benchmark",
    "time",
    "worth",
    "story",
    "controls",
    "same",
    "main",
)
"""The parts of the script, in the order in which they are laid end to end."""


def page(
    scenario: Scenario, words: str, changed: Sequence[str], worlds: int, seed: int, language: str
) -> str:
    """Return the page of a scenario and of those that ship as one text.

    Each scenario has the words after `sim run` that give it: its name or path, and its changes by
    `--set`. Raises UsageProblem for a scenario with a user's own policy.
    """
    others = (
        (load_scenario(name), name, ()) for name in shipped_scenarios() if name != scenario.name
    )
    offered = ((scenario, words, tuple(changed)), *others)
    texts = page_texts(language, "names", "world", "live")
    data = {
        "game": game(),
        "outcomes": OUTCOMES,
        "events": EVENTS,
        "benchmark": BENCHMARK,
        "margin": MARGIN,
        "states": FINAL_STATES,
        "scenarios": [
            plain_scenario(option) | {"said": {"asked": command, "changed": more}}
            for option, command, more in offered
        ],
        "stories": [{"key": key, "names": names} for key, names in STORIES.items()],
        "sliders": sliders(),
        "sizes": sorted({*SIZES, worlds}),
        "worlds": worlds,
        "seed": str(seed),
        "mostSeed": str(MOST_SEED),
        "draws": {name: moved[:, 0].tolist() for name, moved in threshold_draws().items()},
        "quantiles": SHARES,
        "version": tool_version(),
    }
    return one_file(__package__, texts, read_style(__package__), script(), data, made_by=MADE_BY)


def sliders() -> dict[str, dict[str, float]]:
    """Return the range of each lever and of each uncertain parameter."""
    levers = {name: {"low": lever.low, "high": lever.high} for name, lever in LEVERS.items()}
    return levers | {
        parameter.name: {"low": parameter.low, "high": parameter.high} for parameter in UNCERTAIN
    }


def script() -> str:
    """Return the whole script of the page."""
    return whole_script(__package__, SCRIPTS)


DEFAULT: Final = "sim-play.html"
MADE_BY: Final = "sim play"


def export(
    scenario: Scenario,
    path: str | os.PathLike[str] | None = None,
    *,
    asked: str = "",
    changed: Sequence[str] = (),
    worlds: int = SIZES[1],
    seed: int = 7,
    language: str = "en",
    force: bool = False,
) -> Path:
    """Write the page of a scenario and of those that ship, and return its path; without one it is
    `sim-play.html`.

    `asked` and `changed` are the words by which a command gives the scenario. The same arguments
    give the same bytes. A file that exists is kept unless `force` is given or it is an earlier page
    of that name. Raises UsageProblem.
    """
    checked_seed(seed)
    if checked_whole("worlds", worlds, 1) > SIZES[-1]:
        raise UsageProblem(
            f"a page cannot play {worlds} worlds", "worlds", f"Give {SIZES[-1]} or fewer."
        )
    place = DEFAULT if path is None else path
    target = target_for(
        place, force or (path is None and is_earlier_page(Path(DEFAULT))), PAGES, "page"
    )
    content = page(scenario, asked or scenario.name, changed, int(worlds), seed, language)
    write(target, content.encode())
    return target


def is_earlier_page(path: Path) -> bool:
    """Say whether a file is an earlier page, which may be replaced."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return f'content="{MADE_BY}"'.encode() in file.read(500)
