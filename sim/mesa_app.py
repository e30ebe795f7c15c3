"""One world in a browser: `solara run sim.mesa_app`, with the extra `app`.

The page takes a scenario, the policies of the four capitals, five levers and the number of a world.
A control that nobody moves stays as the scenario says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import solara
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from mesa.visualization import SolaraViz
from mesa.visualization.utils import update_counter

from sim.core.game.catalogue import CAPITALS, COURSES
from sim.core.game.levers import LEVERS
from sim.core.game.policies import POLICIES
from sim.core.outcomes.outcomes import RUNGS
from sim.core.scenario import Scenario, load_scenario, shipped_scenarios
from sim.core.scenario.scenario import effective_levers
from sim.mesa_model import EscalationModel
from sim.show import grammar as g, palette as p
from sim.show.months import month_axis
from sim.show.timeline import rung_axis
from sim.study.experiment.given_scenario import DEFAULT_SCENARIO

MAIN_LEVERS: Final = (
    "washington.pressure",
    "washington.dialogue",
    "beijing.enforcement",
    "beijing.easing",
    "pyongyang.deterrent_goal",
)
"""The levers with a slider."""

SCHEDULE: Final = "schedule of the scenario"
"""The entry for a capital whose policy changes during the scenario, in place of one policy."""

SEED: Final = 7
MOST_WORLD: Final = 99
OPENS_ON: Final = 5
"""The world that the page opens on: a lever of Washington moves it within four months."""
LETTER: Final = 0.5
"""Months that are as wide as a letter."""


def settings_of(scenario: Scenario) -> dict[str, str | float]:
    """Return the policies and main levers of a scenario in its first month, by keyword of the
    model.
    """
    settings: dict[str, str | float] = {}
    for capital in CAPITALS:
        (first, _, levers), *later = effective_levers(scenario, capital)
        settings[f"{capital}__policy"] = SCHEDULE if later else first.policy
        for name, value in levers.items():
            if f"{capital}.{name}" in MAIN_LEVERS:
                settings[f"{capital}__{name}"] = value
    return settings


class AppModel(EscalationModel):
    """The model of the page: `scenario` by name, and the settings that differ from those of the
    scenario.
    """

    def __init__(
        self,
        scenario: str = DEFAULT_SCENARIO,
        rng: int = SEED,
        world: int = OPENS_ON,
        **kwargs: Any,
    ) -> None:
        settings = settings_of(load_scenario(scenario))
        moved = {name: value for name, value in kwargs.items() if value != settings[name]}
        super().__init__(scenario, rng, world, **moved)
        self.tension = [self.state.tension]
        self.courses: dict[str, list[str]] = {capital: [] for capital in CAPITALS}

    def step(self) -> None:
        """Play a month, and keep the tension and the courses."""
        if not self.one.over:
            super().step()
            self.tension.append(self.state.tension)
            for agent in self.agents:
                self.courses[agent.name].append(agent.course)


def controls_of(scenario: Scenario) -> dict[str, Any]:
    """Return the controls of the page for a scenario, as SolaraViz takes them."""
    settings = settings_of(scenario)
    controls: dict[str, Any] = {"scenario": scenario.name}
    for capital in CAPITALS:
        key = f"{capital}__policy"
        names = [SCHEDULE] * (settings[key] == SCHEDULE) + list(POLICIES[capital])
        label, value = f"{capital.title()}'s policy", settings[key]
        controls[key] = {"type": "Select", "label": label, "value": value, "values": names}
    for name in MAIN_LEVERS:
        lever, key = LEVERS[name], name.replace(".", "__")
        label = f"{name.partition('.')[0].title()}: {lever.label}"
        bounds = {"value": settings[key], "min": lever.low, "max": lever.high, "step": 0.05}
        controls[key] = {"type": "SliderFloat", "label": label, **bounds}
    bounds = {"value": OPENS_ON, "min": 0, "max": MOST_WORLD, "step": 1}
    controls["world"] = {"type": "SliderInt", "label": "number of the world", **bounds}
    return controls


def picture(model: AppModel) -> Figure:
    """Draw the tension of a model on its ladder, and below it the courses of the four capitals."""
    with g.theme("web"):
        figure, (upper, lower) = g.canvas(2, 1, height_mm=150, sharex=True, height_ratios=(1.4, 1))
        rung_axis(upper)
        upper.plot(range(len(model.tension)), model.tension, color=p.BLACK, marker="o", zorder=4)
        upper.set_title(headline(model))
        upper.tick_params(axis="x", length=0, labelbottom=False)
        draw_courses(lower, model.courses)
        month_axis(lower, model.setting.start, model.setting.months)
        return figure


def draw_courses(axes: Axes, courses: Mapping[str, Sequence[str]]) -> None:
    """Draw the course of each capital month by month as a strip, with its name where it fits."""
    rows = range(len(courses))
    axes.set_ylim(len(courses), 0)
    axes.set_yticks([row + 0.5 for row in rows], [capital.title() for capital in courses])
    axes.tick_params(axis="y", length=0)
    for row, (capital, names) in enumerate(courses.items()):
        labels = {course.name: course.label.partition(" (")[0] for course in COURSES[capital]}
        changes = [k for k, name in enumerate(names) if k == 0 or name != names[k - 1]]
        for first, end in pairwise([*changes, len(names)]):
            colour, label = p.COURSE_COLOUR[names[first]], labels[names[first]]
            axes.broken_barh([(first, end - first)], (row + 0.08, 0.84), facecolors=[colour])
            if end - first > LETTER * len(label):
                ink = "white" if g.lightness(colour) < 0.5 else p.BLACK
                axes.text(first + LETTER, row + 0.5, label, va="center", color=ink)


def headline(model: AppModel) -> str:
    """Say in one line in which month a world is, its tension with the rung, and its end."""
    state, one = model.state, model.one
    rung = RUNGS[min(int(state.tension), len(RUNGS) - 1)]
    text = f"World {model.number}, month {one.month} of {model.setting.months}: tension {state.tension:.2f} ({rung})"
    return f"{text}, ended by {state.ending.name.lower().replace('_', ' ')}" if one.ended else text


def sentence(model: AppModel) -> str:
    """Describe the picture in words, for people who do not see it."""
    courses = "; ".join(f"{each.name.title()}: {each.course}" for each in model.agents)
    return f"{headline(model)}. {courses.replace('_', ' ')}."


@solara.component
def World(model: AppModel) -> None:
    """Show the picture of a model, and its sentence, after every step."""
    update_counter.get()
    solara.FigureMatplotlib(picture(model), dependencies=[model, model.one.month], format="png")
    solara.Text(sentence(model))


@solara.component
def Played(scenario: str) -> None:
    """Show the controls and the world of a scenario."""
    model = solara.use_memo(lambda: solara.reactive(AppModel(scenario)), [scenario])
    controls = solara.use_memo(lambda: controls_of(load_scenario(scenario)), [scenario])
    SolaraViz(model, model_params=controls, name="One world of the Korea game")
    World(model.value)


@solara.component
def Page() -> None:
    """Show the page; another scenario brings its own policies and levers."""
    scenario, choose = solara.use_state(DEFAULT_SCENARIO)
    with solara.Sidebar():
        solara.Select("scenario", list(shipped_scenarios()), value=scenario, on_value=choose)
    Played(scenario).key(scenario)
