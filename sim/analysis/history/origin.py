"""The game as it stood in a month of the record, from what was known before that month and nothing later."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from sim.analysis.history.governments import ANYONE, OFFICES, Line, line_of
from sim.analysis.history.observe import observed_record
from sim.analysis.history.reckoning import moves_of, reckoned
from sim.analysis.history.record import Record
from sim.calendar import month_after, months_from
from sim.errors import DataProblem
from sim.game.catalogue import CAPITALS
from sim.study.scenario_file import load_scenario
from sim.world.parameters import LEDGER, MODULES
from sim.world.parameters.entry import Tag
from sim.world.scenario import Plan, Scenario, Spell, in_order

BASE: Final = "2017-spring"
DEFAULT_MONTHS: Final = 12
LEAST_MONTHS: Final = 12
"""Months of the record that tell a state: its memories and its last moves reach no further back."""
NOT_ON_RECORD: Final = ("elections", "expiry", "detainee", "relation")
"""Modules that stay off: what they start from, or when, is not on record."""

RECKONED: Final = ("tension", "presence", "enforcement", "cohesion", "talks", "freeze", "audience", "test_memory",
                   "big_test_memory")  # fmt: skip
"""Starting values that dead reckoning gives (tag D for the moves, A for the rules; see reckoning.py)."""


@dataclass(frozen=True, slots=True)
class OriginNumbers:
    """The numbers of this file, declared once, with their tags.

    - `arsenal_first` (A): the arsenal before the first month of the record, before the first nuclear test.
    - `arsenal_nuclear`, `arsenal_long_range`, `arsenal_other` (A): the share of what is lacking that a nuclear test,
      a month with a long-range test and another month with a test make good. Chosen so that the tests up to January
      2017 come to the ledger's .6 (L).
    - `resolutions_known` (D): resolutions up to January 2017, which the ledger's starting sanctions stand for.
    - `young_months` (A): months for which a new leader in Pyongyang counts as young; `young_stability` (A): his hold.
    """

    arsenal_first: float = 0.15
    arsenal_nuclear: float = 0.06
    arsenal_long_range: float = 0.06
    arsenal_other: float = 0.004
    resolutions_known: int = 6
    young_months: int = 12
    young_stability: float = 0.65


NUMBERS: Final = OriginNumbers()


@dataclass(frozen=True, slots=True)
class Known:
    """A starting value that a dated fact outside the record sets, from the month after it was known."""

    name: str
    known: str
    value: float
    fact: str
    tag: Tag = "D"


FACTS: Final[tuple[Known, ...]] = (
    Known("start_thaad", "2016-07", 1.0, "THAAD is agreed on 8 July 2016"),
    Known("start_thaad", "2017-09", 2.0, "all six launchers stand on 7 September 2017"),
    Known("start_economy", "2018-07", -0.035, "Bank of Korea: GDP fell by 3.5 % in 2017"),
    Known("start_economy", "2019-07", -0.077, "Bank of Korea: GDP fell by another 4.1 % in 2018"),
)


def scenario_at(record: Record, month: str, months: int = DEFAULT_MONTHS, base: str = BASE) -> Scenario:
    """Return the game that begins in a month, as it was known on its first day.

    Only rows before `month`, and facts dated before it, are read; changing any later row changes nothing. The line-up
    is that of the governments in office, held for all `months`. Modules in NOT_ON_RECORD are off, as are votes and
    dated events of the base. Raises DataProblem for a month with fewer than 12 months of the record before it, or
    beyond the record by more than one month.
    """
    known = record.before(month)
    if len(known) < LEAST_MONTHS:
        raise DataProblem(
            f"{len(known)} months of the record lie before {month}, too few to tell the state", known.label,
            f"Give a month from {month_after(record.months[0], LEAST_MONTHS)} on.",
        )  # fmt: skip
    plans = {capital: Plan((spell_of(capital, lines_at(known, month)[capital], month),)) for capital in CAPITALS}
    return assembled(known, month, months, base, plans, f"record-{month}", f"As known before {month}")


def scenario_over(record: Record, first: str, last: str, base: str = BASE) -> Scenario:
    """Return the game of a whole window, with policies scheduled by who governed in each month.

    It starts as `scenario_at` does in the first month, and knows the governments and their declared lines up to the
    last, but none of the moves. A line is in force from the month after it was known. Raises DataProblem for a window
    outside the record.
    """
    record.window(first, last)
    months = months_from(first, last, "last") + 1
    schedule: dict[str, list[Spell]] = {capital: [] for capital in CAPITALS}
    for step in range(months):
        month = month_after(first, step)
        for capital, line in lines_at(record.before(month), month).items():
            spell = spell_of(capital, line, month)
            before = schedule[capital][-1] if schedule[capital] else None
            if before is None or (before.policy, before.levers) != (spell.policy, spell.levers):
                schedule[capital].append(spell)
    plans = {capital: Plan(tuple(spells)) for capital, spells in schedule.items()}
    title = f"The governments of {first} to {last}"
    return assembled(record.before(first), first, months, base, plans, f"record-{first}-to-{last}", title)


def assembled(
    known: Record, month: str, months: int, base: str, plans: dict[str, Plan], name: str, title: str
) -> Scenario:
    """Return the scenario of a base, with start, plans and starting values as they were known before a month."""
    asked = load_scenario(base)
    kept = {key: value for key, value in asked.values if not key.startswith("start_")}
    return replace(
        asked, washington=plans["washington"], beijing=plans["beijing"], pyongyang=plans["pyongyang"],
        seoul=plans["seoul"], name=name, title=title, start=month, months=months,
        modules=tuple(module for module in MODULES if module in asked.modules and module not in NOT_ON_RECORD),
        values=in_order(tuple((kept | start_values(known, month)).items())),
        opening_moves=moves_of(known)[-1], elections=(), windows=(), expiries=(), incidents=(), origin=(),
    )  # fmt: skip


def lines_at(known: Record, month: str) -> dict[str, Line]:
    """Return the line of each capital as known before a month; `known` must end with the month before."""
    lines = {}
    for capital in CAPITALS:
        holder = known.texts[OFFICES[capital]][-1] if capital in OFFICES else ANYONE
        if capital in OFFICES and not holder:
            raise DataProblem(
                f"nobody is named for {known.months[-1]}", f"{known.label}, column {OFFICES[capital]}",
                "Fill the cell: the line-up follows from who governs.",
            )  # fmt: skip
        lines[capital] = line_of(capital, holder, month)
    return lines


def reasons(record: Record, month: str) -> list[str]:
    """Return why the scenario of a month is as it is: for each capital the fact behind its policy, and dated facts."""
    lines = lines_at(record.before(month), month)
    told = [
        f"{capital}, {line.policy} (tag {line.tag}): {line.fact}" + (f" (known in {line.known})" if line.known else "")
        for capital, line in lines.items()
    ]
    facts = {fact.name: fact for fact in FACTS if fact.known < month}
    return told + [f"{f.name} (tag {f.tag}): {f.fact} (known in {f.known})" for f in facts.values()]


def spell_of(capital: str, line: Line, month: str) -> Spell:
    """Return a line of policy as a spell from a month on."""
    return Spell(month, line.policy, line.levers)


def start_values(known: Record, month: str) -> dict[str, float]:
    """Return the starting values of the game in a month, from the rows before it.

    Nine come from dead reckoning, the arsenal from the tests to date, sanctions from the resolutions to date, and
    stability from how long the leader has led. Facts outside the record set the rest, else the ledger's own.
    """
    state = reckoned(known)[-1]
    values = {f"start_{name}": float(getattr(state, name)[0]) for name in RECKONED}
    values["start_arsenal"], values["start_sanctions"] = arsenal(known), sanctions(known)
    values["start_stability"] = stability(known)
    for fact in FACTS:
        if fact.known < month:
            values[fact.name] = fact.value
    return values


def arsenal(known: Record) -> float:
    """Return the arsenal after the tests of a record, in [0, 1]: each makes good a share of what is lacking."""
    seen = observed_record(known)
    lacking = 1.0 - NUMBERS.arsenal_first
    for row in range(len(known)):
        if known.columns["nuclear_tests"][row] > 0.0:
            lacking *= 1.0 - NUMBERS.arsenal_nuclear
        if known.columns["long_range_tests"][row] > 0.0:
            lacking *= 1.0 - NUMBERS.arsenal_long_range
        if seen["test_month"][row] and not seen["big_test"][row]:
            lacking *= 1.0 - NUMBERS.arsenal_other
    return 1.0 - lacking


def sanctions(known: Record) -> float:
    """Return the sanctions on the books after the resolutions of a record, in [0, 1].

    Each takes the same share of what is left, such that the six up to January 2017 come to the ledger's .5.
    """
    count = int(sum(observed_counts(known, "resolutions")))
    left = 1.0 - LEDGER["start_sanctions"].default
    return float(1.0 - left ** (count / NUMBERS.resolutions_known))


def observed_counts(known: Record, column: str) -> list[float]:
    """Return the known counts of a column; months in which nothing was found add none."""
    return [float(value) for value in known.columns[column] if value > 0.0]


def stability(known: Record) -> float:
    """Return the hold of the regime: weaker in the first months of a new leader."""
    leaders = known.texts["dprk_leader"][-NUMBERS.young_months :]
    return NUMBERS.young_stability if len(set(leaders)) > 1 else LEDGER["start_stability"].default
