"""Two scenarios side by side: each outcome in both, and the difference world by world where luck is shared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from sim.analysis.finding import Finding
from sim.game.catalogue import CAPITALS
from sim.game.policies import FREE, HELD
from sim.study.estimate.interval import Estimate, probability
from sim.study.estimate.paired import Difference, PairedDifference
from sim.study.estimate.shown import CAVEAT, Cell, Table, amount, points, share
from sim.study.estimate.writing import count_text, p_text
from sim.study.experiment.build import grid_of
from sim.study.experiment.definition import Experiment
from sim.study.outcomes import FINAL_STATES, KNOWN, LEDGER, WAR_LINE, label_of
from sim.study.run.worlds import Run, checked_seed, checked_worlds, difference, share_luck
from sim.study.scenario import Scenario
from sim.study.scenario.plan import rule_of
from sim.study.store.results import Results

MAIN: tuple[str, ...] = ("lose_lose", "war", "regime_collapse", "crisis", "turn", "ever_freeze")
"""The outcomes of the short table."""

VALUES: tuple[str, ...] = tuple(f"value_{capital}" for capital in CAPITALS)


@dataclass(frozen=True)
class CompareOptions:
    """What to compare: scenarios A and B, in how many worlds, with the same luck or each with its own.

    `changes_a` and `changes_b` say by what each differs from the scenario of its name; `off` names the capitals whose
    elections are called off in both.
    """

    a: Scenario
    b: Scenario
    worlds: int = 2000
    seed: int = 7
    paired: bool = True
    outcome: str = "lose_lose"
    changes_a: tuple[str, ...] = ()
    changes_b: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    rounds: ClassVar[int] = 2

    def __post_init__(self) -> None:
        checked_seed(self.seed)
        checked_worlds(self.worlds)
        LEDGER.named(self.outcome, among=LEDGER.probabilities)

    @property
    def sides(self) -> tuple[tuple[Scenario, int], ...]:
        """Each scenario with its seed."""
        return (self.a, self.seed), (self.b, self.seed if self.paired else (self.seed + 1) % 2**63)


def ask(options: CompareOptions, so_far: Sequence[Results]) -> Experiment | None:
    """Return the experiment of A, then that of B."""
    if len(so_far) == 2:
        return None
    scenario, seed = options.sides[len(so_far)]
    return grid_of(scenario, (), options.worlds, seed, KNOWN, f"{'ab'[len(so_far)]}-{scenario.name}")


def find(options: CompareOptions, results: Sequence[Results]) -> CompareFinding:
    """Return the comparison outcome by outcome."""
    a, b = (each.run() for each in results)
    # A flag that says the same as a final state is not told twice.
    names = (*FINAL_STATES, *(name for name in a.ledger.shown if a.ledger.label(name) not in FINAL_STATES))
    rows = tuple(Row(name, a.probability(name), b.probability(name), difference(a, b, name)) for name in names)
    means = tuple(Row(name, a.mean(name), b.mean(name), difference(a, b, name)) for name in VALUES)
    return CompareFinding(options, a, b, rows, means, regret(a, b))


def regret(a: Run, b: Run) -> dict[str, Estimate]:
    """Return how often Washington and Beijing are both worse off in one than in the same world of the other."""
    if not share_luck(a, b) or a.scenario.months != b.scenario.months:
        return {}
    sound = ~(a.failed | b.failed)
    us, china = ((a.columns[f"value_{c}"] - b.columns[f"value_{c}"])[sound] for c in ("washington", "beijing"))
    return {
        "both worse off in A": probability((us < 0) & (china < 0)),
        "both worse off in B": probability((us > 0) & (china > 0)),
    }


@dataclass(frozen=True)
class Row:
    """One outcome of both runs, and A minus B."""

    name: str
    a: Estimate
    b: Estimate
    change: Difference

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The row of a table: the outcome, A, B, A minus B and what it says."""
        if self.name in VALUES:
            return label_of(self.name), amount(self.a), amount(self.b), amount(self.change), self.change.verdict
        return label_of(self.name), share(self.a), share(self.b), points(self.change), self.change.verdict

    def as_dict(self) -> dict[str, Any]:
        """Return the row as plain data."""
        return {"a": self.a.as_dict(), "b": self.b.as_dict(), "difference": self.change.as_dict()}


@dataclass(frozen=True, eq=False)
class CompareFinding(Finding):
    """The comparison of two runs: shares of worlds, mean values, and regret where luck is shared."""

    analysis: ClassVar[str] = "compare"
    options: CompareOptions
    a: Run
    b: Run
    shares: tuple[Row, ...]
    means: tuple[Row, ...]
    regret: dict[str, Estimate]

    @property
    def scenario(self) -> Scenario:
        """Scenario A."""
        return self.options.a

    @property
    def paired(self) -> bool:
        """Whether world k of A has the luck of world k of B."""
        return share_luck(self.a, self.b)

    def row(self, name: str) -> Row:
        """Return one outcome of both."""
        return next(row for row in self.rows if row.name == name)

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every outcome, final states by the names they are typed by."""
        return (*self.shares, *self.means)

    def sentences(self) -> list[str]:
        """Return by how much the outcome asked for differs, which others differ most, and who both are."""
        own = next(row for row in self.shares if row.name.replace(" ", "_") == self.options.outcome)
        what = label_of(own.name)
        first = (
            f"There is {what} in {share(own.a).text()} of {count_text(own.a.n)} worlds of A and in "
            f"{share(own.b).text()} of those of B: "
        )
        if own.change.distinguishable and not own.change.same:
            first += f"{reach(own.change)} {'fewer' if own.change.value < 0 else 'more'} in A."
        else:
            first += "at this number of worlds the two cannot be told apart."
        others = [row for row in self.shares if row is not own and row.change.distinguishable]
        most = sorted(others, key=lambda row: -abs(row.change.value))[:3]
        told = [f"{label_of(row.name)} {points(row.change).text()}" for row in most]
        second = f"What differs most besides, A minus B: {', '.join(told)}." if told else "Nothing else differs."
        a, b = side(self.a, self.options.changes_a), side(self.b, self.options.changes_b)
        return [first, second, f"A is {a}. B is {b}."]

    def tables(self) -> list[Table]:
        """Return the outcomes asked for first, then all, what flips world by world, values, and regret."""
        heads = ("", "A", "B", "A minus B", "verdict")
        named = {row.name.replace(" ", "_"): row.cells for row in self.shares}
        short = [named[name] for name in dict.fromkeys((self.options.outcome, *MAIN)) if name in named]
        tables = [
            Table("short", "Share of worlds in which it happens", heads, tuple(short), main=True),
            Table("shares", "Share of worlds, every outcome", heads, tuple(row.cells for row in self.shares)),
            Table("values", "Mean value of a world, in months", heads, tuple(row.cells for row in self.means)),
        ]
        if flipped := tuple(flips(row) for row in self.shares if isinstance(row.change, PairedDifference)):
            caption = f"What flips, world by world ({count_text(self.shares[0].a.n)} pairs; exact p, each by itself)"
            cells = ("", "only in A", "only in B", "in both", "in neither", "share that flips", "McNemar p")
            tables.append(Table("flips", caption, cells, flipped))
        if self.regret:
            rows = tuple((name, share(found)) for name, found in self.regret.items())
            caption = "Washington and Beijing both worse off than in the same world of the other"
            tables.append(Table("regret", caption, ("", "share of worlds"), rows))
        return tables

    def notes(self) -> list[str]:
        """Return how the numbers were made."""
        a, b = self.a, self.b
        luck = f"seed {a.seed}, the same luck" if self.paired else f"seeds {a.seed} and {b.seed}, luck of their own"
        notes = [
            f"{count_text(a.worlds)} worlds each, {luck}. Intervals: 95 %, Wilson's for shares, "
            f"{self.shares[0].change.method} for their differences, {self.means[0].change.method} for those of values.",
        ]  # fmt: skip
        if self.options.off:
            names = " and ".join(name.capitalize() for name in self.options.off)
            notes.append(f"The vote of {names} is called off in both, since A and B give it another rule over courses.")
        if a.scenario.months != b.scenario.months:
            notes.append(f"A has {a.scenario.months} months and B {b.scenario.months}: each is over its own horizon.")
        return notes

    def caveats(self) -> list[str]:
        """Return that it is no forecast, and what the record can say of war."""
        return [CAVEAT, WAR_LINE]

    def data(self) -> dict[str, Any]:
        """Return everything as plain data."""
        sides = {
            name: {"scenario": run.scenario.name, "title": run.scenario.title, "scenario_hash": run.scenario.hash,
                   "seed": run.seed, "worlds": run.worlds, "months": run.scenario.months, "changes": list(changes)}
            for name, run, changes in (("a", self.a, self.options.changes_a), ("b", self.b, self.options.changes_b))
        }  # fmt: skip
        return {
            "analysis": self.analysis, "sentences": self.sentences(), **sides, "paired": self.paired, "caveat": CAVEAT,
            "elections_off": list(self.options.off),
            "outcomes": {row.name: row.as_dict() for row in self.shares},
            "value": {row.name: row.as_dict() for row in self.means},
            "regret": {name: found.as_dict() for name, found in self.regret.items()},
        }  # fmt: skip


def side(run: Run, changes: Sequence[str]) -> str:
    """Return which scenario a side is, with its changes."""
    return f"“{run.scenario.title}” ({run.scenario.name}{' with ' if changes else ''}{', '.join(changes)})"


def reach(change: Difference) -> str:
    """Return the size of a difference in points, without its sign."""
    low, high = sorted((abs(change.low), abs(change.high)))
    return points(Estimate(abs(change.value), low, high, 0, change.method)).text().replace("+", "")


def flips(row: Row) -> tuple[Cell, ...]:
    """Return in how many worlds an outcome flips, and in which direction."""
    change = row.change
    assert isinstance(change, PairedDifference)
    assert change.flips is not None
    assert change.mcnemar is not None
    counts = (change.flips_to, change.flips_from, change.both, change.neither)
    return (label_of(row.name), *(each or 0 for each in counts), share(change.flips), p_text(change.mcnemar))


def without_votes(a: Scenario, b: Scenario) -> tuple[Scenario, Scenario, tuple[str, ...]]:
    """Return both scenarios without the elections of a capital whose rule over courses differs, and who these are.

    A new government goes by a lean of its own, and so undoes the rule that is compared.
    """

    def undone(capital: str) -> bool:
        rules = [rule.name if (rule := rule_of(capital, side.plan(capital))) else HELD for side in (a, b)]
        return rules[0] != rules[1] and not {FREE, HELD}.issuperset(rules)

    voters = dict.fromkeys(vote.capital for vote in (*a.elections, *b.elections))
    off = tuple(capital for capital in voters if undone(capital))
    changes = {f"elections.{capital}": False for capital in off}
    return a.change(changes), b.change(changes), off
