"""What is varied, and between which ends: factors over their ranges, parameters halved and raised by
half, and modelling choices made otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sim.analysis.sensitivity import FACTORS, PARAMETERS as NUMBERS, SensitivityOptions
from sim.analysis.sensitivity.levels import (
    CHANNEL,
    CHANNELS,
    GOALS,
    LEAST,
    READING,
    READINGS,
    STRUCTURES,
    Changes,
    names_of,
)
from sim.core.base.errors import ScenarioProblem
from sim.core.estimate.writing import short_text
from sim.core.game.levers import LEVERS
from sim.core.game.parameters import RULE_PARAMETERS
from sim.core.game.parameters.payoffs import SPREADS
from sim.core.scenario import Scenario
from sim.core.scenario.parameters import PARAMETERS, SHARES
from sim.study.experiment.factor_text import factor_name, factor_value

SCALES: Final = (0.5, 1.5)
"""The factors by which every parameter is multiplied."""


@dataclass(frozen=True)
class End:
    """One change, compared with the scenario or, of a factor, with its low end.

    `name` is what is varied and `text` how, in words. `reading` is another reading of lose-lose,
    "" for the scenario's own.
    """

    name: str
    text: str
    changes: Changes
    against: Changes
    reading: str = ""

    @property
    def label(self) -> str:
        """The end in words: "Kim's type: greedy", "without learning", "accident: 0.001 to 0.02"."""
        joint = " " if self.name in (READING, CHANNEL) else ": "
        return f"{factor_name(self.name)}{joint}{self.text}"


def ends_of(options: SensitivityOptions) -> list[End]:
    """Return all ends that are played, in the order of their declaration."""
    scenario, names = options.scenario, options.only or names_of(options.vary != NUMBERS)
    if options.vary == FACTORS:
        return [*factor_ends(options)]
    if options.vary == NUMBERS:
        return [
            End(name, changes_text(scenario, changes, scale), changes, {})
            for name in dict.fromkeys(names)
            for scale in SCALES
            for changes in [scaled(scenario, name, scale)]
        ]
    ends = [
        *(
            End(name, text, changes, {})
            for name, levels in STRUCTURES.items()
            for text, changes in levels.items()
        ),
        *(
            End(READING, text, moved_goals(scenario, line) if kind == GOALS else {}, {}, text)
            for text, (kind, line) in READINGS.items()
        ),
        *(End(CHANNEL, channel, neutral(channel), {}) for channel in CHANNELS),
    ]
    return [
        end for end in ends if end.name in names and (end.reading or differs(scenario, end.changes))
    ]


def factor_ends(options: SensitivityOptions) -> Iterator[End]:
    """Yield each factor at the high end of its range, against the low one; of several values the
    last against the first.
    """
    for factor in options.factors:
        low, *_, high = factor.values or (factor.low, factor.high)
        text = " to ".join(factor_value(factor.name, value) for value in (low, high))
        yield End(factor.name, text, {factor.name: high}, {factor.name: low})


def differs(scenario: Scenario, changes: Changes) -> bool:
    """Say whether changes make another scenario; False for those that it cannot take."""
    try:
        return scenario.change(changes).hash != scenario.hash
    except ScenarioProblem:
        return False


def neutral(channel: str) -> Changes:
    """Return the parameters and levers of a channel with the values at which it changes nothing."""
    return {
        name: (LEVERS[name] if name in LEVERS else RULE_PARAMETERS[name]).neutral
        for name in CHANNELS[channel]
    }


def moved_goals(scenario: Scenario, side: float) -> Changes:
    """Return thresholds of goals moved by `side` spreads, within their ranges: above 0 every goal
    of the powers is harder to keep.
    """
    if not side:
        return {}
    moved = {}
    for name, spread in SPREADS.items():
        value = scenario.value(name) + (side if name in LEAST else -side) * spread
        moved[name] = min(max(value, PARAMETERS[name].low), PARAMETERS[name].high)
    return moved


def scaled(scenario: Scenario, name: str, scale: float) -> dict[str, float]:
    """Return a number, or every cell of a table, multiplied by `scale` and kept within its range.

    Of chances the largest is multiplied; the others keep their shares of the rest. A number that is
    0, or the first of a table of zeros, goes to a quarter of its range.
    """
    entry = PARAMETERS[name]
    cells = [f"{name}.{cell}" for cell, _ in entry.cells] or [name]
    values = {cell: scenario.value(cell) for cell in cells}
    if tuple(cells) in SHARES:
        return shifted(values, scale)
    moved = {cell: value * scale for cell, value in values.items()}
    if not any(values.values()):
        moved[cells[0]] = (scale - 1.0) / 2.0 * (entry.high - entry.low)
    return {
        cell: round(min(max(value, entry.low), entry.high), 10) for cell, value in moved.items()
    }


def shifted(values: Mapping[str, float], scale: float) -> dict[str, float]:
    """Return chances of which the largest is multiplied by `scale`; the rest keep their shares.

    >>> shifted({"a": 0.5, "b": 0.4, "c": 0.1}, 0.5)
    {'a': 0.25, 'b': 0.6, 'c': 0.15}
    """
    largest = max(values, key=lambda cell: values[cell])
    total = sum(values.values())
    chance = min(values[largest] / total * scale, 1.0)
    rest = total - values[largest]
    others = {
        cell: value / rest if rest else 1.0 / (len(values) - 1)
        for cell, value in values.items()
        if cell != largest
    }
    return {
        cell: round(chance if cell == largest else (1.0 - chance) * others[cell], 10)
        for cell in values
    }


def changes_text(scenario: Scenario, changes: Mapping[str, float], scale: float) -> str:
    """Return the value to which a parameter is changed in words; of a table how it is scaled, of
    chances the largest.
    """
    if len(changes) > 1 and tuple(changes) not in SHARES:
        return f"× {scale:g}"
    return short_text(changes[max(changes, key=scenario.value)], 4)


def value_text(scenario: Scenario, ends: Sequence[End]) -> str:
    """Return a parameter as it stands with both its ends, in words: "0.24 (0.12, 0.36)"."""
    low, high = ends
    cell = max(low.changes, key=scenario.value)
    if low.text.startswith("×"):
        start = f"{len(low.changes)} cells"
    else:
        label = f"{cell.partition('.')[2]} " if len(low.changes) > 1 else ""
        start = label + short_text(scenario.value(cell), 4)
    return f"{start} ({low.text}, {high.text})"
