"""The live page's questions answered: which controls there are, what worlds give, one world's story, the export."""

from __future__ import annotations

import shlex
from collections import OrderedDict
from threading import Lock
from typing import Any, Final

from sim.errors import UsageProblem
from sim.game.catalogue import CAPITALS
from sim.game.policies import POLICIES
from sim.pages.live.answers import answer, play, story_of
from sim.pages.live.asking import ExportAsked, Side, StoryAsked, WorldsAsked
from sim.pages.live.controls import Offer, Shelf, controls, movable
from sim.pages.live.hall import Ticket
from sim.show.axes import RUNGS
from sim.show.style import CAPITAL_COLOUR, CAPITAL_MARKER, rung_colour
from sim.study.outcomes import FINAL_STATES
from sim.study.run.summary import CAVEAT
from sim.study.run.worlds import Run
from sim.study.scenario import Scenario, to_toml

MOST_KEPT: Final = 20_000
"""Worlds whose runs are kept, so that a line-up that did not change is not played again."""

Key = tuple[Scenario, int, int]


class LivePage:
    """The answers of the live page; safe to call from several threads."""

    def __init__(self, shelf: Shelf, worlds: int, seed: int) -> None:
        self._shelf = shelf
        self._worlds, self._seed = worlds, seed
        self._movable = {name: movable(offer.scenario) for name, offer in shelf.items()}
        self._kept: OrderedDict[Key, Run] = OrderedDict()
        self._lock = Lock()

    def warm_up(self) -> None:
        """Play a few worlds, so that the first person does not wait for packages to load."""
        first = next(iter(self._shelf.values())).scenario
        answer(play([first, first], 2, self._seed, Ticket().check), 0)

    def opening(self) -> dict[str, Any]:
        """Return what the page needs once: scenarios, the controls of the first, colours, names, caveat."""
        first = next(iter(self._shelf))
        return {
            "scenarios": [{"name": name, "title": offer.scenario.title} for name, offer in self._shelf.items()],
            "controls": self.controls(first),
            "worlds": self._worlds,
            "seed": str(self._seed),
            "caveat": CAVEAT,
            "rungs": [{"name": name, "colour": rung_colour(rung)} for rung, name in enumerate(RUNGS)],
            "capitals": [
                {"name": name, "colour": CAPITAL_COLOUR[name], "marker": CAPITAL_MARKER[name]} for name in CAPITALS
            ],
            "final_states": list(FINAL_STATES),
        }

    def controls(self, name: str) -> dict[str, Any]:
        """Return the controls of a scenario; raises UsageProblem for one that is not on the shelf."""
        return controls(self._offer(name).scenario)

    def worlds(self, asked: WorldsAsked, ticket: Ticket) -> dict[str, Any]:
        """Return the answer to a request for worlds; raises UsageProblem, ScenarioProblem or Superseded."""
        scenarios = [self.scenario(each) for each in asked.sides]
        return answer(self._runs(scenarios, asked.worlds, int(asked.seed), ticket), asked.world)

    def story(self, asked: StoryAsked, ticket: Ticket) -> dict[str, Any]:
        """Return the story of one world; raises UsageProblem, ScenarioProblem or Superseded."""
        return story_of(self.scenario(asked.side), int(asked.seed), asked.world, ticket.check)

    def export(self, asked: ExportAsked) -> dict[str, str]:
        """Return the scenario as TOML, and the command that gives the same numbers."""
        offer = self._offer(asked.side.scenario)
        changes = [*offer.changes, *(f"{name}={written(value)}" for name, value in asked.side.changes.items())]
        words = ["sim", "run", offer.asked]
        for change in changes:
            words += ["--set", change]
        words += ["-n", str(asked.worlds), "--seed", asked.seed]
        scenario = self.scenario(asked.side)
        return {"toml": to_toml(scenario), "command": shlex.join(words), "file": f"{scenario.hash}.toml"}

    def scenario(self, side: Side) -> Scenario:
        """Return the scenario of a line-up; raises UsageProblem for what the page cannot move, ScenarioProblem."""
        offer = self._offer(side.scenario)
        for name, value in side.changes.items():
            if name not in self._movable[side.scenario]:
                raise UsageProblem(f"the page cannot move '{name}'", "changes", "Use the names of the controls.")
            if name.endswith(".policy") and value not in POLICIES[name.partition(".")[0]]:
                raise UsageProblem(f"{value!r} is no policy", name, "Use the names of the controls.")
        return offer.scenario.change(side.changes)

    def _offer(self, name: str) -> Offer:
        if name not in self._shelf:
            raise UsageProblem(f"there is no scenario '{name}' here", "scenario", "Use one that the page lists.")
        return self._shelf[name]

    def _runs(self, scenarios: list[Scenario], worlds: int, seed: int, ticket: Ticket) -> list[Run]:
        """Return the runs, those that are kept as they are and the rest played."""
        keys: list[Key] = [(scenario, worlds, seed) for scenario in scenarios]
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing:
            played = play([scenario for scenario, _, _ in missing], worlds, seed, ticket.check)
            found |= dict(zip(missing, played, strict=True))
        with self._lock:
            for key in keys:
                self._kept[key] = found[key]
                self._kept.move_to_end(key)
            while sum(run.worlds for run in self._kept.values()) > MOST_KEPT:
                self._kept.popitem(last=False)
        return [found[key] for key in keys]


def written(value: Any) -> str:
    """Return a value of a change as `--set` takes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)
