"""Every value of a scenario with its source, as a table."""

from __future__ import annotations

from typing import Final

from sim.game.levers import LEVERS
from sim.study.estimate.interval import number_text
from sim.study.scenario import Row, Scenario, explain
from sim.study.scenario.explain import DEFAULT
from sim.study.scenario.parameters import PARAMETERS

WIDEST: Final = 64
"""A value that is longer does not move the column of sources."""


def decimal(value: float) -> str:
    """Return a number without zeros at its end."""
    text = number_text(value, 9)
    return (text.rstrip("0").removesuffix(".") if "." in text else text) or "0"


def is_quiet(row: Row) -> bool:
    """Say whether a row only repeats the default of the ledger."""
    return row.origin == DEFAULT and (row.name in LEVERS or row.name.partition(".")[0] in PARAMETERS)


def value_of(row: Row) -> str:
    """Return the value of a row with its unit."""
    text = decimal(row.value) if isinstance(row.value, float) else str(row.value)
    return f"{text} {row.unit}".rstrip()


def show_table(s: Scenario, everything: bool) -> str:
    """Return the table of a scenario; numbers that are as the ledger has them only where `everything` is asked for."""
    rows = explain(s)
    shown = rows if everything else [row for row in rows if not is_quiet(row)]
    texts = [(row.name, value_of(row), row.origin) for row in shown]
    name_width, value_width = (max(len(text[column]) for text in texts) for column in (0, 1))
    value_width = min(value_width, WIDEST)
    lines = [f"{s.name}, hash {s.hash}"]
    lines += [f"  {name:<{name_width}}  {value:<{value_width}}  {source}" for name, value, source in texts]
    if not everything:
        lines.append(f"{len(rows) - len(shown)} more numbers are at the ledger's defaults. -v lists them.")
    return "\n".join(lines)
