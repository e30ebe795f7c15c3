"""The table of a study for the terminal: its first cells, and each outcome over all worlds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from sim.analysis.history.war_number import caveat
from sim.study.estimate.interval import count_text, number_text, value_text
from sim.study.run.summary import CAVEAT

if TYPE_CHECKING:
    from sim.study.store.results import StudyResults

MOST_ROWS: Final = 40


def study_table(results: StudyResults) -> str:
    """Return what a study gave: a line a cell for its outcomes, and what all worlds give together."""
    from sim.study.outcomes import factor_column

    study, cells = results.study, results.cells
    names = [factor.name for factor in study.factors]
    shown = cells.head(MOST_ROWS)
    heads = [*names, "n", *map(results.ledger.label, study.outcomes)]
    rows = [
        [
            *(label(cell[factor_column(name)]) for name in names),
            str(cell["n"]),
            *(estimate(cell, o, o in results.ledger.probabilities) for o in study.outcomes),
        ]
        for cell in shown.to_dict("records")
    ]
    widths = [max(len(row[k]) for row in [heads, *rows]) for k in range(len(heads))]
    lines = [
        "  " + "  ".join(f"{text:<{width}}" for text, width in zip(row, widths, strict=True)).rstrip()
        for row in [heads, *rows]
    ]
    if len(cells) > MOST_ROWS:
        lines.append(f"  … {count_text(len(cells) - MOST_ROWS)} more cells: --json gives them all")
    state = "" if results.complete else f"; {count_text(results.manifest.about['cells'])} when it is finished"
    head = [
        f"{study.title} ({study.name}, study {results.hash})",
        f"{count_text(len(cells))} cells{state}, {count_text(int(cells['n'].sum()))} worlds of {study.scenario.months} "
        "months, "
        f"seed {study.seed}, {study.luck} luck; 95 % intervals, Wilson's for shares and Student's for means\n",
    ]
    total = [
        f"  over all worlds, {results.ledger.label(o)}: {results.overall(o)}"
        for o in study.outcomes
        if o in results.ledger.probabilities
    ]
    return "\n".join([*head, *lines, *([""] if total else []), *total, f"\n{caveat(CAVEAT, study.outcomes)}"])


def label(value: Any) -> str:
    """Return the value of a factor as text."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def estimate(cell: Mapping[Any, Any], outcome: str, share: bool) -> str:
    """Return an estimate with its limits as text."""
    value, low, high = (cell[f"{outcome}{end}"] for end in ("", "_low", "_high"))
    if value != value:
        return "no world"
    return value_text(value, low, high, 3 if share else 0) if low == low else number_text(value, 3)
