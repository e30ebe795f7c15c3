"""The catalogues as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sim.core.estimate.writing import short_text
from sim.core.game.parameters.entry import OUR_ASSUMPTION, Entry, entries_of
from sim.core.game.policies import Policy
from sim.core.game.world import State
from sim.core.outcomes.catalogue import Outcome


def number_cell(value: float) -> str:
    """Return a number as a table shows it."""
    return "∞" if value == float("inf") else short_text(value)


def span(item: Entry | State) -> str:
    """Return the range of a parameter, lever or state; a side without a bound is left open."""
    if item.low == -item.high == -float("inf"):
        return "any"
    above = "and up" if item.high == float("inf") else f"to {number_cell(item.high)}"
    return f"{number_cell(item.low)} {above}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; a bar inside a cell is escaped."""
    return "\n".join(map(line_of, [head, ["---"] * len(head), *rows]))


def line_of(cells: Sequence[str]) -> str:
    """Return a row of a Markdown table."""
    return "| " + " | ".join(map(escape_bar, cells)) + " |"


def escape_bar(cell: str) -> str:
    """Return a text that may stand in a cell of a Markdown table."""
    return cell.replace("|", "\\|")


def heading(group: type) -> str:
    """Return the first sentence of a group's docstring."""
    return first_sentence(group.__doc__)


def first_sentence(docstring: str | None) -> str:
    """Return the first sentence of a docstring in one line, without its full stop."""
    return " ".join((docstring or "").partition("\n\n")[0].split()).partition(". ")[0].rstrip(".")


def source_of(item: Entry | Policy | Outcome) -> str:
    """Return the source of an entry, "ours" for our own assumption."""
    return "ours" if item.source == OUR_ASSUMPTION else item.source


def default_of(entry: Entry) -> str:
    """Return the default of an entry; tables and grids have cells."""
    return number_cell(entry.default) if entry.kind == "number" else f"{len(entry.cells)} cells"


def numbers(group: type) -> str:
    """Return all facts about the entries of a group as a table, then the cells of its tables and
    grids.
    """
    entries = entries_of(group).values()
    columns: dict[str, list[str]] = {
        "name": [f"`{e.name}`" for e in entries],
        "symbol": [e.symbol for e in entries],
        "default": [default_of(e) for e in entries],
        "range": [span(e) for e in entries],
        "unit": [e.unit or "1" for e in entries],
        "meaning": [e.meaning for e in entries],
        "tag": [e.tag for e in entries],
        "source": [source_of(e) for e in entries],
        "seen": ["seen" if e.in_sample else "" for e in entries],
        "neutral": ["" if e.neutral is None else number_cell(e.neutral) for e in entries],
    }
    # Leave out empty columns.
    said = {name: column for name, column in columns.items() if any(column)}
    rows = zip(*said.values(), strict=True)
    return "\n\n".join(
        [table(tuple(said), rows), *(cells(entry) for entry in entries if entry.cells)]
    )


def cells(entry: Entry) -> str:
    """Return the cells of a table in one row, or those of a grid in a row for each course."""
    pairs = [name.rpartition(".")[::2] for name, _ in entry.cells]
    columns = list(dict.fromkeys(column for _, column in pairs))
    values = {name: number_cell(value) for name, value in entry.cells}
    opening = f"Cells of `{entry.name}`, {entry.meaning}:"
    if entry.kind == "table":
        return f"{opening}\n\n{table([f'`{name}`' for name in columns], [list(values.values())])}"
    courses = dict.fromkeys(row for row, _ in pairs)
    rows = [
        [f"`{course}`", *(values[f"{course}.{column}"] for column in columns)] for course in courses
    ]
    return f"{opening}\n\n{table(['', *(f'`{name}`' for name in columns)], rows)}"


def setting(policy: Policy) -> str:
    """Return the changes that a policy makes, in words."""
    if policy.course:
        return f"`{policy.written}`" if policy.plan else "held"
    added = [
        f"`{name}` {'+' if value > 0 else '−'} {number_cell(abs(value))}"
        for name, value in policy.adds.items()
    ]
    return ", ".join(
        [*added, *(f"`{name}` = {number_cell(value)}" for name, value in policy.sets.items())]
    )
