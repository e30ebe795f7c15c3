"""The runs of a figure: each with its name, colour, dash and worlds; of one run or many, and by the
type of Kim.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes

from sim.core.base.arrays import Floats
from sim.core.base.errors import DataProblem, UsageProblem, one_line
from sim.core.estimate.writing import counted_text, short_text
from sim.core.outcomes.catalogue import name_of, plain_name
from sim.core.outcomes.outcomes import STATES
from sim.show.drawn import Drawn, Provenance, join_provenance
from sim.show.grammar import MARKERS, broad, key, now, panels, sample
from sim.show.palette import COURSE_COLOUR, DASHES, INKS
from sim.study.estimate.quantities import list_parts
from sim.study.experiment.factor_text import sides
from sim.study.run.worlds import Run

FEW: Final = 5
"""Curves on one pair of axes: there are five dashes."""

MANY: Final = 12
STATE_WORLDS: Final = 2000
"""The first worlds of a run, whose states are played again for a picture."""


@dataclass(frozen=True)
class Member:
    """One run of a figure, or one of its types of Kim: its name, how it looks, its worlds."""

    name: str
    colour: str
    dash: Any
    marker: str
    run: Any
    kim: str = ""

    @property
    def chosen(self) -> Any:
        """The chosen ones among the sound worlds, `(worlds,)`."""
        kim = self.run.sound["kim_type"]
        return (
            kim == STATES["kim_type"].index(self.kim)
            if self.kim
            else np.ones(kim.size, dtype=np.bool_)
        )

    def values(self, outcome: str) -> Floats:
        """Return a number of each world; raises UsageProblem for an unknown name and for an outcome
        that happens or not, and DataProblem if no world is chosen.
        """
        if not isinstance(self.run, Run):
            return np.asarray(getattr(self.run, "values", self.run), dtype=np.float64)
        catalogue = self.run.catalogue
        if plain_name(name_of(outcome)) in catalogue.probabilities:
            problem = (
                f"'{name_of(outcome)}' happens or not: it has a probability and no distribution"
            )
            remedy = "Draw outcomes or incidence, or name a number such as value_washington."
            raise UsageProblem(problem, "outcome", remedy)
        outcome_found = catalogue.find(outcome, among=catalogue.numbers)
        values: Floats = outcome_found.read(self.run.sound)[self.chosen].astype(np.float64)
        if not values.size:
            remedy = "Give more worlds, or a scenario in which he may be so."
            raise DataProblem(
                f"in no world of {self.name} is Kim {self.kim}", "the worlds to draw", remedy
            )
        return values

    def flag(self, outcome: str) -> Any:
        """Return where an outcome happened in the chosen worlds."""
        return self.run.flag(outcome)[~self.run.failed][self.chosen]

    def whole(self, outcome: str) -> bool:
        """Say whether an outcome counts: whole numbers are drawn as bars."""
        if isinstance(self.run, Run):
            return bool(np.issubdtype(self.run.columns[outcome].dtype, np.integer))
        return bool((np.mod(self.values(outcome), 1) == 0).all())

    def states(self, name: str, worlds: int = STATE_WORLDS) -> Floats:
        """Return a state of the first worlds by month, `(months + 1, worlds)`, NaN after the
        end.
        """
        part = self.run.part(0, worlds)
        series: Floats = part.state[name]
        chosen = ~part.failed & (
            (part.columns["kim_type"] == STATES["kim_type"].index(self.kim)) if self.kim else True
        )
        return series[:, chosen]


Runs = Run | Sequence[Any] | Mapping[str, Any] | Any
"""A run, a list of runs, or runs by the names under which they are drawn."""


def members(runs: Runs, most: int = FEW, least: int = 1) -> list[Member]:
    """Return the runs of a figure, each with its look; raises UsageProblem for too few, and for
    more than `most`.
    """
    if isinstance(runs, list | tuple) and all(
        isinstance(run_or_values, Member) for run_or_values in runs
    ):
        runs_drawn = list(runs)
    else:
        by_name = dict(runs) if isinstance(runs, Mapping) else None
        things = list(
            by_name.values() if by_name else runs if isinstance(runs, list | tuple) else [runs]
        )
        words = (
            sides([run_or_values.scenario for run_or_values in things])
            if all(isinstance(run_or_values, Run) for run_or_values in things)
            else []
        )
        names = (
            list(by_name)
            if by_name
            else labels(things, [word for word, _ in words])
            if words
            else [f"run {k + 1}" for k in range(len(things))]
        )
        looks = [COURSE_COLOUR.get(policy, "") for _, policy in words] or [""] * len(things)
        colours = [COURSE_COLOUR.get(name, look) for name, look in zip(names, looks, strict=True)]
        sole = len(set(colours)) == len(colours) and "" not in colours
        runs_drawn = [
            Member(
                name,
                colour if sole else INKS[k % len(INKS)],
                DASHES[k % FEW],
                MARKERS[k % len(MARKERS)],
                thing,
            )
            for k, (name, colour, thing) in enumerate(zip(names, colours, things, strict=True))
        ]
    if not least <= len(runs_drawn) <= most:
        remedy = (
            f"Give {least}."
            if least == most
            else f"Give {least} to {most}; draw more in several figures."
        )
        problem = (
            f"{counted_text(len(runs_drawn), 'run')} cannot be read in one figure of this kind"
        )
        raise UsageProblem(problem, "the runs to draw", remedy)
    return runs_drawn


def labels(runs: Sequence[Run], words: Sequence[str]) -> list[str]:
    """Return the names of runs in a figure: `words`, or, if these begin with the names of
    scenarios, the titles of the scenarios up to a colon.
    """
    if any(not word.startswith(run.scenario.name) for run, word in zip(runs, words, strict=True)):
        return list(words)
    titles = [one_line(run.scenario.title).partition(":")[0].strip() for run in runs]
    return titles if all(titles) and len(set(titles)) == len(titles) else list(words)


def facts_of(runs_drawn: Iterable[Member], method: str, worlds: int | None = None) -> Provenance:
    """Return where the numbers of some runs come from."""
    return join_provenance(
        [
            Provenance(
                m.run.scenario.name,
                m.run.scenario.hash,
                m.run.seed,
                int(m.chosen.sum()) if worlds is None else min(worlds, m.run.worlds),
                method,
            )
            if isinstance(m.run, Run)
            else Provenance(m.name, "none", 0, m.values("").size, method)
            for m in runs_drawn
        ]
    )


def key_of(ax: Axes, runs_drawn: Iterable[Member], whole: bool = False) -> None:
    """Name the lines of runs in a key."""
    key(ax, [sample(m.name, m.colour, m.dash) for m in runs_drawn], whole)


def outcome_label(runs_drawn: Sequence[Member], outcome: str) -> str:
    """Return an outcome in words with its unit, as an axis shows it."""
    run = runs_drawn[0].run
    if not isinstance(run, Run):
        name, unit = str(getattr(run, "name", "value")), str(getattr(run, "unit", ""))
        return f"{name.replace('_', ' ')}, {unit}" if unit else name
    entry = run.catalogue.find(outcome)
    return f"{entry.label}, {entry.unit}" if entry.unit else entry.label


def medians_by_kim(
    runs_drawn: Sequence[Member], kims: Sequence[str], arguments: Sequence[Any]
) -> str:
    """Return the medians of a number of one run where Kim is of each type; empty for anything
    else.
    """
    run = runs_drawn[0].run
    if len(runs_drawn) > 1 or not arguments or not isinstance(run, Run):
        return ""
    if plain_name(name_of(arguments[0])) not in run.catalogue.numbers:
        return ""
    medians = [
        float(np.median(replace(runs_drawn[0], kim=kim).values(arguments[0]))) for kim in kims
    ]
    clauses = [
        f"{short_text(value, 0)} if Kim is {kim}" for value, kim in zip(medians, kims, strict=True)
    ]
    label, _, unit = outcome_label(runs_drawn, arguments[0]).partition(", ")
    return f"Median {label}{f', in {unit}' if unit else ''}: {list_parts(clauses)}"


def by_kim(
    draw: Callable[..., Drawn],
    runs: Runs,
    by: str,
    ax: Axes | None,
    *arguments: Any,
    least: float = 0,
) -> Drawn:
    """Draw the same once for each type of Kim, each `least` mm high or more; raises UsageProblem
    for another factor.
    """
    if by != "kim_type":
        raise UsageProblem(f"figures of runs cannot be parted by '{by}'", "by", "Give kim_type.")
    runs_drawn = members(runs, MANY)
    kims = [
        kim
        for k, kim in enumerate(STATES["kim_type"])
        if all((m.run.sound["kim_type"] == k).any() for m in runs_drawn)
    ]
    if len(kims) < 2:
        remedy = "Leave by out, or give scenarios in which the type of Kim is drawn."
        raise UsageProblem("there is one type of Kim in these worlds", "by kim_type", remedy)
    nested = draw.__name__ == "incidence"
    t, across = now(), broad() and not nested
    height = t.width_mm * (
        max(0.42, t.aspect * 0.85) if across else 0.62 if broad() or not nested else 0.8
    )
    shape, tall = (
        ((1, len(kims)) if across else (len(kims), 1)),
        max(height, least) * (1 if across else len(kims)),
    )
    grid = np.ravel(panels(ax, *shape, share="y" if across else "", height_mm=tall))
    drawings = []
    for axes, kim in zip(grid, kims, strict=True):
        drawings.append(draw([replace(m, kim=kim) for m in runs_drawn], *arguments, ax=axes))
        axes.set_title(
            f"Kim is {kim}", size=t.text, loc="left", pad=(2.0 if nested else 0.6) * t.text
        )
    low, high = min(axes.get_xlim()[0] for axes in grid), max(axes.get_xlim()[1] for axes in grid)
    middle, handles = (len(kims) - 1) // 2 if across else len(kims) - 1, []
    for number, axes in enumerate(grid):
        axes.set_xlim(low, high)
        if across and number:
            axes.set_ylabel("")
            axes.tick_params(labelleft=False)
        axes.set_xlabel(" ".join(axes.get_xlabel().split()) if number == middle else "")
        for legend in [part.get_legend() for part in (axes, *axes.child_axes) if part.get_legend()]:
            legend.remove()
            for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=True):
                handle.set_label(" ".join(text.get_text().split()))
            handles = legend.legend_handles
    if handles:
        key(grid[0 if across else -1], handles, whole=ax is None)
    first, heads = drawings[0], [drawing.headline for drawing in drawings]
    alike = itertools.takewhile(lambda letters: len(set(letters)) == 1, zip(*heads, strict=False))
    start = "".join(letters[0] for letters in alike)
    start = start[: start.rfind(" ") + 1]
    clauses = [
        f"{head[len(start) :]} if Kim is {kim}" for head, kim in zip(heads, kims, strict=True)
    ]
    alone = len(runs_drawn) == 1 and bool(start)
    data = [
        {"kim_type": kim, **row}
        for kim, drawing in zip(kims, drawings, strict=True)
        for row in drawing.data
    ]
    artists = {
        f"{kim} {name}": artist
        for kim, drawing in zip(kims, drawings, strict=True)
        for name, artist in drawing.artists.items()
    }
    return Drawn(
        grid,
        artists,
        f"{first.title}, by Kim's type",
        first.reading,
        join_provenance([m.facts for m in drawings]),
        data,
        headline=medians_by_kim(runs_drawn, kims, arguments)
        or start + (list_parts(clauses) if alone else clauses[0]),
        measure=first.measure,
        signs=first.signs,
    )
