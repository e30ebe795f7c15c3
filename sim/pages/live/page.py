"""The live page's questions: what a request may say, which controls there are, and what worlds give."""

from __future__ import annotations

import re
import shlex
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from sim.analysis.defaults import UNCERTAIN
from sim.analysis.finding import CAVEAT
from sim.calendar import months_from
from sim.errors import UsageProblem
from sim.game.catalogue import CAPITALS
from sim.game.levers import LEVERS
from sim.game.numbers.entry import OURS, Entry
from sim.game.policies import POLICIES
from sim.pages.live.answers import answer, play, story_of
from sim.pages.live.hall import Ticket
from sim.pages.serving.questions import Asked
from sim.show.inputs import RUNGS
from sim.show.signs import CAPITAL_COLOUR
from sim.show.style import rung_colour
from sim.study.experiment.definition import Factor
from sim.study.outcomes import FINAL_STATES
from sim.study.run.worlds import MOST_SEED, Run
from sim.study.scenario import Scenario, load_scenario, shipped_scenarios, to_toml
from sim.study.scenario.parameters import DEFAULTS, PARAMETERS

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
                {"name": name, "colour": CAPITAL_COLOUR[name], "marker": dict(zip(CAPITALS, "os^D", strict=True))[name]}
                for name in CAPITALS
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


def controls(scenario: Scenario) -> dict[str, Any]:
    """Return all that can be moved, with ranges, present values and meanings, as plain data."""
    return {
        "scenario": scenario.name,
        "title": scenario.title,
        "start": scenario.start,
        "months": scenario.months,
        "capitals": [capital_controls(scenario, capital) for capital in CAPITALS],
        "numbers": [uncertain(each, scenario.value(each.name)) for each in UNCERTAIN],
        "votes": [
            {"name": f"elections.{capital}", "capital": capital, "months": months}
            for capital in CAPITALS if (months := votes_of(scenario, capital))
        ],
    }  # fmt: skip


def votes_of(scenario: Scenario, capital: str) -> list[str]:
    """Return the months in which a new government of a capital comes in, as far as they are played."""
    return [
        vote.month for vote in scenario.elections
        if vote.capital == capital and months_from(scenario.start, vote.month, "month") < scenario.months
    ]  # fmt: skip


def movable(scenario: Scenario) -> frozenset[str]:
    """Return the names that a request may change in a scenario."""
    found = controls(scenario)
    names = [each["name"] for kind in ("numbers", "votes") for each in found[kind]]
    for capital in found["capitals"]:
        names += [f"{capital['name']}.policy", *(lever["name"] for lever in capital["levers"])]
    return frozenset(names)


def capital_controls(scenario: Scenario, capital: str) -> dict[str, Any]:
    """Return the policies and levers of one capital; a lever shows what the first spell of the scenario sets."""
    plan = scenario.plan(capital)
    spells = plan.in_time
    present = dict(spells[0].levers) | dict(plan.levers)
    own = {name.partition(".")[2]: lever for name, lever in LEVERS.items() if name.startswith(f"{capital}.")}
    return {
        "name": capital,
        "plan": [{"from": each.start, "policy": each.policy} for each in spells],
        "policies": [
            {"name": policy.name, "meaning": policy.sentence, "source": source_of(policy.source)}
            for policy in POLICIES[capital].values()
        ],
        "levers": [
            slider(lever, lever.name, lever.label, lever.default, present.get(name, lever.default))
            for name, lever in own.items()
        ],
    }  # fmt: skip


def uncertain(each: Factor, value: float) -> dict[str, Any]:
    """Return a number or cell that nobody knows as a slider over its range."""
    name, _, cell = each.name.partition(".")
    label = name.replace("_", " ") + (f", {cell.replace('_', ' ')}" if cell else "")
    made = slider(PARAMETERS[name], each.name, label, DEFAULTS[each.name], value)
    return made | {"low": each.low, "high": each.high}


def slider(entry: Entry, name: str, label: str, default: float, value: float) -> dict[str, Any]:
    """Return one number as a slider; an assumption of our own has no source."""
    return {
        "name": name, "label": label, "symbol": entry.symbol, "low": entry.low, "high": entry.high, "value": value,
        "default": default, "unit": entry.unit, "meaning": entry.meaning, "tag": entry.tag,
        "source": source_of(entry.source),
    }  # fmt: skip


def source_of(source: str) -> str:
    """Return a source to show: none for what is our own."""
    return "" if source == OURS else source


@dataclass(frozen=True, slots=True)
class Offer:
    """A scenario, and the words after `sim run` that give it: its name or path, and what `--set` changed."""

    scenario: Scenario
    asked: str
    changes: tuple[str, ...] = ()


Shelf = Mapping[str, Offer]


def shelf_of(scenario: Scenario, asked: str, changes: Sequence[str] = ()) -> Shelf:
    """Return the scenario that was asked for, first, and those that ship, by the names that requests use.

    Every file is read now: a request picks from this table and opens nothing.
    """
    first = {scenario.name: Offer(scenario, asked, tuple(changes))}
    rest = {name: Offer(load_scenario(name), name) for name in shipped_scenarios() if name != scenario.name}
    return MappingProxyType(first | rest)


MOST_WORLDS: Final = 10_000
"""Worlds of one request, all line-ups together."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=100)]
KeyText = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Client = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Changes = Annotated[dict[KeyText, bool | float | KeyText], Field(max_length=64)]


def within_seeds(text: str) -> str:
    """Return the digits of a seed; raises ValueError for other texts and for one that is too large."""
    if re.fullmatch("[0-9]{1,19}", text) is None or int(text) > MOST_SEED:
        raise ValueError(f"a seed is a whole number from 0 to {MOST_SEED}")
    return text


Seed = Annotated[str, StringConstraints(max_length=64), AfterValidator(within_seeds)]
"""A seed travels as its digits: JavaScript holds no whole number beyond 2⁵³."""


class Side(Asked):
    """A scenario of the shelf with some things changed: one line-up of the page."""

    scenario: Name
    changes: Changes = Field(default_factory=dict)


class ControlsAsked(Asked):
    """Which scenario's controls to show."""

    scenario: Name


class WorldsAsked(Asked):
    """One or two line-ups to play under the same luck, and the world to trace.

    `client` names the page that asks: a later request of a page supersedes its earlier one.
    """

    client: Client
    sides: Annotated[list[Side], Field(min_length=1, max_length=2)]
    worlds: Annotated[int, Field(ge=1, le=MOST_WORLDS)]
    seed: Seed
    world: Annotated[int, Field(ge=0, lt=MOST_WORLDS)] = 0

    @model_validator(mode="after")
    def bounded(self) -> Self:
        """Refuse more worlds than one request may have."""
        if self.worlds * len(self.sides) > MOST_WORLDS:
            raise ValueError(f"ask for {MOST_WORLDS // len(self.sides)} worlds or fewer a line-up")
        return self


class ExportAsked(Asked):
    """The scenario to write out, with the worlds and the seed of its command line."""

    side: Side
    worlds: Annotated[int, Field(ge=1, le=MOST_WORLDS)]
    seed: Seed


class StoryAsked(Asked):
    """One world whose story to tell."""

    client: Client
    side: Side
    seed: Seed
    world: Annotated[int, Field(ge=0, lt=MOST_WORLDS)]
