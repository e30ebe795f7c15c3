"""Two runs side by side: estimates of both, differences with intervals, and what changed hands world by world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim.analysis.history.war_number import caveat
from sim.game.catalogue import CAPITALS
from sim.study.estimate.compare import difference, share_luck
from sim.study.estimate.interval import Estimate, count_text, number_text, probability, value_text
from sim.study.estimate.paired import Difference, PairedDifference
from sim.study.outcomes import FINAL_STATES
from sim.study.run.summary import CAVEAT
from sim.study.run.worlds import Run


@dataclass(frozen=True)
class Row:
    """One outcome of both runs."""

    name: str
    label: str
    a: Estimate
    b: Estimate
    change: Difference

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return {"a": self.a.as_dict(), "b": self.b.as_dict(), "difference": self.change.as_dict()}


@dataclass(frozen=True)
class Compared:
    """The comparison of two runs: shares of worlds, mean values, and regret where luck is shared."""

    a: Run
    b: Run
    shares: list[Row]
    means: list[Row]
    regret: dict[str, Estimate]

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data."""
        sides = {
            side: {"scenario": run.scenario.name, "scenario_hash": run.scenario.hash, "seed": run.seed,
                   "worlds": run.worlds, "months": run.scenario.months}
            for side, run in (("a", self.a), ("b", self.b))
        }  # fmt: skip
        return {
            **sides,
            "paired": share_luck(self.a, self.b),
            "caveat": CAVEAT,
            "outcomes": {row.name: row.as_dict() for row in self.shares},
            "value": {row.name: row.as_dict() for row in self.means},
            "regret": {name: estimate.as_dict() for name, estimate in self.regret.items()},
        }


def compared(a: Run, b: Run) -> Compared:
    """Compare two runs outcome by outcome."""
    label = a.ledger.label
    # A flag that says the same as a final state is not told twice.
    names = (*FINAL_STATES, *(name for name in a.ledger.shown if label(name) not in FINAL_STATES))
    shares = [
        Row(name, label(name), a.probability(name), b.probability(name), difference(a, b, name)) for name in names
    ]
    means = []
    for capital in CAPITALS:
        column = f"value_{capital}"
        means.append(Row(column, capital.capitalize(), a.mean(column), b.mean(column), difference(a, b, column)))
    regret = {}
    if share_luck(a, b) and a.scenario.months == b.scenario.months:
        sound = ~(a.failed | b.failed)
        gains = [(a.columns[f"value_{c}"] - b.columns[f"value_{c}"])[sound] for c in ("washington", "beijing")]
        regret = {
            "both worse off in A": probability((gains[0] < 0) & (gains[1] < 0)),
            "both worse off in B": probability((gains[0] > 0) & (gains[1] > 0)),
        }
    return Compared(a, b, shares, means, regret)


def compare_table(found: Compared, own_a: Sequence[str] = (), own_b: Sequence[str] = ()) -> str:
    """Return the table of a comparison; `own_a` and `own_b` are the changes made to a scenario, as text."""
    a, b = found.a, found.b
    is_paired = share_luck(a, b)
    luck = f"seed {a.seed}, the same luck" if is_paired else f"seeds {a.seed} and {b.seed}, luck of their own"
    some = found.shares[0].change.method
    parts = [
        side("A", a, own_a), side("B", b, own_b),
        f"{count_text(a.worlds)} worlds each, {luck}; Wilson and {some} 95 % intervals",
        "\nShare of worlds", *lines(found.shares, 3), *flips(found.shares),
        f"\nMean value, in months ({found.means[0].change.method} 95 % intervals)", *lines(found.means, 1),
    ]  # fmt: skip
    if found.regret:
        parts.append("\nRegret: Washington and Beijing both worse off than in the same world of the other")
        parts += [f"  {name:<20} {value_text(e.value, e.low, e.high, 3)}" for name, e in found.regret.items()]
    return "\n".join([*parts, "", caveat(CAVEAT, (row.name for row in found.shares))])


def side(letter: str, run: Run, own: Sequence[str]) -> str:
    """Return which scenario a side is, with its changes."""
    changes = f" with {', '.join(own)}" if own else ""
    return f"{letter}  {run.scenario.title} ({run.scenario.name}){changes}"


def lines(rows: list[Row], least: int) -> list[str]:
    """Return the lines of a table: both values with intervals, the difference, and what it says."""
    cells = [["", "A", "B", "A minus B", "verdict"]]
    for row in rows:
        shown = (value_text(e.value, e.low, e.high, least) for e in (row.a, row.b, row.change))
        cells.append([row.label, *shown, row.change.verdict])
    return columns(cells)


def flips(rows: list[Row]) -> list[str]:
    """Return in how many worlds each outcome flips, and in which direction; nothing where the worlds are no pairs."""
    cells = [["", "only in A", "only in B", "in both", "in neither", "share that flips", "McNemar p"]]
    for row in rows:
        change = row.change
        if not isinstance(change, PairedDifference) or change.flips is None or change.mcnemar is None:
            continue
        counts = (change.flips_to, change.flips_from, change.both, change.neither)
        share = value_text(change.flips.value, change.flips.low, change.flips.high, 3)
        cells.append([row.label, *(count_text(each or 0) for each in counts), share, p_text(change.mcnemar)])
    if len(cells) == 1:
        return []
    title = f"\nWhat flips, world by world ({count_text(rows[0].a.n)} pairs; exact p, each outcome by itself)"
    return [title, *columns(cells)]


def p_text(p: float) -> str:
    """Return a p-value with three decimals, or that it is below .001."""
    return "< .001" if p < 0.001 else number_text(p, 3)


def columns(cells: list[list[str]]) -> list[str]:
    """Return rows of cells as lines, in columns."""
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    padded = ([f"{text:<{width}}" for text, width in zip(cell, widths, strict=True)] for cell in cells)
    return ["  " + "  ".join(cell).rstrip() for cell in padded]
