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
            what = f"'{name_of(outcome)}' happens or not: it has a probability and no distribution"
            remedy = "Draw outcomes or incidence, or name a number such as value_washington."
            raise UsageProblem(what, "outcome", remedy)
        found = catalogue.find(outcome, among=catalogue.numbers)
        values: Floats = found.read(self.run.sound)[self.chosen].astype(np.float64)
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
        kept = ~part.failed & (
            (part.columns["kim_type"] == STATES["kim_type"].index(self.kim)) if self.kim else True
        )
        return series[:, kept]


Runs = Run | Sequence[Any] | Mapping[str, Any] | Any
"""A run, a list of runs, or runs by the names under which they are drawn."""


def members(runs: Runs, most: int = FEW, least: int = 1) -> list[Member]:
    """Return the runs of a figure, each with its look; raises UsageProblem for too few, and for
    more than `most`.
    """
    if isinstance(runs, list | tuple) and all(isinstance(each, Member) for each in runs):
        found = list(runs)
    else:
        given = dict(runs) if isinstance(runs, Mapping) else None
        things = list(
            given.values() if given else runs if isinstance(runs, list | tuple) else [runs]
        )
        words = (
            sides([each.scenario for each in things])
            if all(isinstance(each, Run) for each in things)
            else []
        )
        names = (
            list(given)
            if given
            else labels(things, [word for word, _ in words])
            if words
            else [f"run {k + 1}" for k in range(len(things))]
        )
        looks = [COURSE_COLOUR.get(policy, "") for _, policy in words] or [""] * len(things)
        named = [COURSE_COLOUR.get(name, look) for name, look in zip(names, looks, strict=True)]
        sole = len(set(named)) == len(named) and "" not in named
        found = [
            Member(
                name,
                own if sole else INKS[k % len(INKS)],
                DASHES[k % FEW],
                MARKERS[k % len(MARKERS)],
                thing,
            )
            for k, (name, own, thing) in enumerate(zip(names, named, things, strict=True))
        ]
    if not least <= len(found) <= most:
        remedy = (
            f"Give {least}."
            if least == most
            else f"Give {least} to {most}; draw more in several figures."
        )
        what = f"{counted_text(len(found), 'run')} cannot be read in one figure of this kind"
        raise UsageProblem(what, "the runs to draw", remedy)
    return found


def labels(runs: Sequence[Run], words: Sequence[str]) -> list[str]:
    """Return the names of runs in a figure: `words`, or, if these begin with the names of
    scenarios, the titles of the scenarios up to a colon.
    """
    if any(not word.startswith(run.scenario.name) for run, word in zip(runs, words, strict=True)):
        return list(words)
    titles = [one_line(run.scenario.title).partition(":")[0].strip() for run in runs]
    return titles if all(titles) and len(set(titles)) == len(titles) else list(words)


def facts_of(found: Iterable[Member], method: str, worlds: int | None = None) -> Provenance:
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
            for m in found
        ]
    )


def key_of(ax: Axes, found: Iterable[Member], whole: bool = False) -> None:
    """Name the lines of runs in a key."""
    key(ax, [sample(m.name, m.colour, m.dash) for m in found], whole)


def outcome_label(found: Sequence[Member], outcome: str) -> str:
    """Return an outcome in words with its unit, as an axis shows it."""
    run = found[0].run
    if not isinstance(run, Run):
        name, unit = str(getattr(run, "name", "value")), str(getattr(run, "unit", ""))
        return f"{name.replace('_', ' ')}, {unit}" if unit else name
    own = run.catalogue.find(outcome)
    return f"{own.label}, {own.unit}" if own.unit else own.label


def medians_by_kim(found: Sequence[Member], kims: Sequence[str], given: Sequence[Any]) -> str:
    """Return the medians of a number of one run where Kim is of each type; empty for anything
    else.
    """
    run = found[0].run
    if len(found) > 1 or not given or not isinstance(run, Run):
        return ""
    if plain_name(name_of(given[0])) not in run.catalogue.numbers:
        return ""
    each = [float(np.median(replace(found[0], kim=kim).values(given[0]))) for kim in kims]
    where = [
        f"{short_text(value, 0)} if Kim is {kim}" for value, kim in zip(each, kims, strict=True)
    ]
    what, _, unit = outcome_label(found, given[0]).partition(", ")
    return f"Median {what}{f', in {unit}' if unit else ''}: {list_parts(where)}"


def by_kim(
    draw: Callable[..., Drawn], runs: Runs, by: str, ax: Axes | None, *given: Any, least: float = 0
) -> Drawn:
    """Draw the same once for each type of Kim, each `least` mm high or more; raises UsageProblem
    for another factor.
    """
    if by != "kim_type":
        raise UsageProblem(f"figures of runs cannot be parted by '{by}'", "by", "Give kim_type.")
    found = members(runs, MANY)
    kims = [
        kim
        for k, kim in enumerate(STATES["kim_type"])
        if all((each.run.sound["kim_type"] == k).any() for each in found)
    ]
    if len(kims) < 2:
        remedy = "Leave by out, or give scenarios in which the type of Kim is drawn."
        raise UsageProblem("there is one type of Kim in these worlds", "by kim_type", remedy)
    nested = draw.__name__ == "incidence"
    t, across = now(), broad() and not nested
    each = t.width_mm * (
        max(0.42, t.aspect * 0.85) if across else 0.62 if broad() or not nested else 0.8
    )
    shape, tall = (
        ((1, len(kims)) if across else (len(kims), 1)),
        max(each, least) * (1 if across else len(kims)),
    )
    grid = np.ravel(panels(ax, *shape, share="y" if across else "", height_mm=tall))
    made = []
    for axes, kim in zip(grid, kims, strict=True):
        made.append(draw([replace(each, kim=kim) for each in found], *given, ax=axes))
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
        for shown in [each.get_legend() for each in (axes, *axes.child_axes) if each.get_legend()]:
            shown.remove()
            for handle, text in zip(shown.legend_handles, shown.get_texts(), strict=True):
                handle.set_label(" ".join(text.get_text().split()))
            handles = shown.legend_handles
    if handles:
        key(grid[0 if across else -1], handles, whole=ax is None)
    first, heads = made[0], [each.headline for each in made]
    same = itertools.takewhile(lambda each: len(set(each)) == 1, zip(*heads, strict=False))
    start = "".join(each[0] for each in same)
    start = start[: start.rfind(" ") + 1]
    told = [f"{head[len(start) :]} if Kim is {kim}" for head, kim in zip(heads, kims, strict=True)]
    alone = len(found) == 1 and bool(start)
    data = [
        {"kim_type": kim, **row} for kim, each in zip(kims, made, strict=True) for row in each.data
    ]
    artists = {
        f"{kim} {name}": each
        for kim, own in zip(kims, made, strict=True)
        for name, each in own.artists.items()
    }
    return Drawn(
        grid,
        artists,
        f"{first.title}, by Kim's type",
        first.reading,
        join_provenance([m.facts for m in made]),
        data,
        headline=medians_by_kim(found, kims, given)
        or start + (list_parts(told) if alone else told[0]),
        measure=first.measure,
        signs=first.signs,
    )
