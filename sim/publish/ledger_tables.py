"""What the ledgers hold, as Markdown tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from sim.engine import SLOTS
from sim.game.aims import AIMS, Aim
from sim.game.catalogue import CAPITALS, COURSES, MOVES
from sim.game.levers import LEVERS
from sim.game.numbers import GROUPS
from sim.game.numbers.entry import OURS, TAGS, Entry, entries_of
from sim.game.numbers.payoffs import SPREADS, AimNumbers
from sim.game.policies import POLICIES, Policy
from sim.game.world import STATES
from sim.scenario.parameters import PARAMETERS
from sim.study.estimate.writing import short_text
from sim.study.measure.outcomes import OUTCOMES

BLOCK: Final = 4
"""Slots of luck in one block of the generator."""

PURPOSES: Final = {
    "accident": "whether an accident starts a war",
    "strike": "whether Washington strikes",
    "attack": "whether Pyongyang attacks",
    "clash": "whether it comes to blows where both stand firm",
    "stand_washington": "whether Washington stands firm at the brink",
    "stand_pyongyang": "whether Pyongyang stands firm at the brink",
    "tension": "the monthly noise of tension, a normal",
    "collapse": "whether the regime collapses",
    "see_word": "how others see Pyongyang's word",
    "see_deed": "how others see Pyongyang's deed",
    "hear_word": "how Pyongyang hears Washington's word",
    "leak": "whether a back channel becomes known",
    "type_drift": "whether Kim changes",
    "deal": "whether a freeze begins",
    "freeze_end": "whether a freeze ends",
    "detainee": "arrest, release or death of a detainee",
    "sports": "the noise of talks, a normal",
    "refugees": "the noise of the flow of refugees, a normal",
    "window": "whether a dialogue window of the giants succeeds",
    "office": "who wins an election, or what a switch brings",
    "inherit": "whether a new government in Washington keeps a freeze",
    "see_enforcement": "Washington's error about enforcement, a normal",
    "see_economy": "Washington's and Beijing's error about the economy, a normal",
    "see_arsenal": "Washington's error about the arsenal, a normal",
    "kim_type": "who Kim is: at the start, with a new leader, when the type drifts",
    "resolve_washington": "Washington's resolve, a normal",
    "resolve_pyongyang": "Pyongyang's resolve, a normal",
    "key": "how far Beijing holds the key to Kim; at the start only",
    "relation": "the drift of the giants' relation, a normal; at the start only",
    "severity": "whether a war is major",
    "lump": "the refugees of a collapse or a major war, a normal",
}


def number_cell(value: float) -> str:
    """Return a number as a table shows it."""
    return "∞" if value == float("inf") else short_text(value)


def span(low: float, high: float) -> str:
    """Return a range; a side without a bound is left open."""
    if low == -high == -float("inf"):
        return "any"
    return f"{number_cell(low)} and up" if high == float("inf") else f"{number_cell(low)} to {number_cell(high)}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table; a bar inside a cell is escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def heading(group: type) -> str:
    """Return the first sentence that a group says of itself."""
    return (group.__doc__ or "").splitlines()[0].split(". ")[0].rstrip(".")


def home(group: type) -> str:
    """Return the file in which a group is declared."""
    return group.__module__.replace(".", "/") + ".py"


def source_of(entry: Entry) -> str:
    """Return the source of an entry, in one word where it is our own."""
    return "ours" if entry.source == OURS else entry.source


def default_of(entry: Entry) -> str:
    """Return the default of an entry; tables and grids have cells."""
    return number_cell(entry.default) if entry.kind == "number" else f"{len(entry.cells)} cells"


def numbers(group: type) -> str:
    """Return all that is known of the entries of a group, then the cells of its tables and grids."""
    entries = entries_of(group).values()
    columns: dict[str, list[str]] = {
        "name": [f"`{e.name}`" for e in entries],
        "symbol": [e.symbol for e in entries],
        "default": [default_of(e) for e in entries],
        "range": [span(e.low, e.high) for e in entries],
        "unit": [e.unit or "1" for e in entries],
        "meaning": [e.meaning for e in entries],
        "tag": [e.tag for e in entries],
        "source": [source_of(e) for e in entries],
        "seen": ["seen" if e.seen else "" for e in entries],
        "neutral": ["" if e.neutral is None else number_cell(e.neutral) for e in entries],
    }
    # A column with nothing in it says nothing.
    said = {name: column for name, column in columns.items() if any(column)}
    rows = zip(*said.values(), strict=True)
    return "\n\n".join([table(tuple(said), rows), *(cells(entry) for entry in entries if entry.cells)])


def cells(entry: Entry) -> str:
    """Return the cells of a table in one row, or those of a grid in a row for each course."""
    pairs = [name.rpartition(".")[::2] for name, _ in entry.cells]
    columns = list(dict.fromkeys(column for _, column in pairs))
    values = {name: number_cell(value) for name, value in entry.cells}
    opening = f"Cells of `{entry.name}`, {entry.meaning}:"
    if entry.kind == "table":
        return f"{opening}\n\n{table([f'`{name}`' for name in columns], [list(values.values())])}"
    courses = dict.fromkeys(row for row, _ in pairs)
    rows = [[f"`{course}`", *(values[f"{course}.{column}"] for column in columns)] for course in courses]
    return f"{opening}\n\n{table(['', *(f'`{name}`' for name in columns)], rows)}"


def thresholds() -> str:
    """Return what outcomes are measured by, with the spread over which the headline is quoted."""
    head = ("name", "symbol", "default", "spread", "range", "unit", "meaning")
    return table(
        head,
        (
            (
                f"`{e.name}`",
                e.symbol,
                number_cell(e.default),
                f"± {number_cell(SPREADS[e.name])}" if e.name in SPREADS else "",
                span(e.low, e.high),
                e.unit or "1",
                e.meaning,
            )
            for e in entries_of(AimNumbers).values()
        ),
    )


def moves() -> str:
    """Return the words and deeds of each capital, in the order of the menus."""
    head = ("move", "label", "severity", "CAMEO", "Goldstein")
    return by_name(
        {
            f"{key.partition('.')[0].title()}, {key.partition('.')[2]}s": table(
                head,
                ((f"`{m.name}`", m.label, number_cell(m.severity), m.cameo, number_cell(m.goldstein)) for m in menu),
            )
            for key, menu in MOVES.items()
        }
    )


def menus() -> str:
    """Return the menus of the capitals in the order of their moves, each move with its severity."""

    def menu(key: str) -> str:
        return ", ".join(f"`{move.name}` ({number_cell(move.severity)})" for move in MOVES[key])

    return table(("capital", "words", "deeds"), ((c.title(), menu(f"{c}.word"), menu(f"{c}.deed")) for c in CAPITALS))


def courses() -> str:
    """Return the courses of the capitals, in the order of the menus."""
    head = ("capital", "course", "label", "waits for")
    return table(head, ((c.title(), f"`{e.name}`", e.label, e.waits_for) for c, menu in COURSES.items() for e in menu))


def levers() -> str:
    """Return the levers, with what must move as each goes from low to high."""
    head = ("lever", "default", "range", "meaning", "from low to high")
    return table(
        head,
        ((f"`{e.name}`", number_cell(e.default), span(e.low, e.high), e.meaning, e.wanted) for e in LEVERS.values()),
    )


def setting(policy: Policy) -> str:
    """Return what a policy changes, in words."""
    if policy.course:
        return "held"
    added = [f"`{name}` {'+' if value > 0 else '−'} {number_cell(abs(value))}" for name, value in policy.adds.items()]
    return ", ".join([*added, *(f"`{name}` = {number_cell(value)}" for name, value in policy.sets.items())])


def policies() -> str:
    """Return the policies of each capital."""
    head = ("policy", "meaning", "changes", "source")
    return by_name(
        {
            capital.title(): table(
                head,
                (
                    (f"`{p.name}`", p.sentence, setting(p), "ours" if p.source == OURS else p.source)
                    for p in named.values()
                ),
            )
            for capital, named in POLICIES.items()
        }
    )


def by_name(tables: Mapping[str, str]) -> str:
    """Return tables one after another, each under its name."""
    return "\n\n".join(f"**{name}**\n\n{each}" for name, each in tables.items())


def states() -> str:
    """Return the numbers of a world with their ranges, and where they start."""
    head = ("state", "symbol", "meaning", "range", "unit", "start")
    return table(
        head,
        (
            (f"`{name}`", s.symbol, s.meaning, span(s.low, s.high), s.unit or "1",
             f"`start_{name}`" if f"start_{name}" in PARAMETERS else s.start)
            for name, s in STATES.items()
        ),
    )  # fmt: skip


def outcomes() -> str:
    """Return the outcomes: one column a world."""
    head = ("outcome", "label", "meaning", "kind", "unit or names", "formula", "source")
    rows = (
        (
            f"`{o.name}`",
            o.label,
            o.meaning,
            o.kind,
            ", ".join(name for name, _ in o.names) or o.unit,
            f"`{o.home}`",
            "ours" if o.source == OURS else o.source,
        )
        for o in OUTCOMES.values()
    )
    return table(head, rows)


def aims() -> str:
    """Return the aims of each capital."""
    head = ("capital", "aim", "in words", "vital", "test")
    return table(
        head, ((a.capital.title(), f"`{a.name}`", a.label, "vital" if a.vital else "", condition(a)) for a in AIMS)
    )


def condition(aim: Aim) -> str:
    """Return when an aim is kept, in words."""
    return aim.meaning.removeprefix("Tell where ").rstrip(".")


def purpose(slot: str) -> str:
    """Return what a slot of luck decides."""
    first, _, rest = slot.partition("_")
    if first in CAPITALS:
        return f"{first.title()}'s {rest}"
    if first == "review":
        return f"whether {rest.title()} reviews its course"
    if first == "course":
        return f"which course {rest.title()} takes at a review; at the start, where it starts"
    if first == "scale":
        return f"the scale of {rest.title()}'s loss in a war, a normal"
    return PURPOSES[slot]


def luck() -> str:
    """Return the slots of luck with their addresses."""
    head = ("slot", "block, place", "name", "decides")
    return table(
        head, ((str(k), f"{k // BLOCK}, {k % BLOCK}", f"`{slot}`", purpose(slot)) for k, slot in enumerate(SLOTS))
    )


def channels() -> str:
    """Return the numbers and levers that have a value at which they change nothing."""
    entries = [e for e in (*PARAMETERS.values(), *LEVERS.values()) if e.neutral is not None]
    rows = ((f"`{e.name}`", number_cell(e.neutral or 0.0), default_of(e), e.meaning) for e in entries)
    return table(("name", "neutral", "default", "meaning"), rows)


def tags() -> str:
    """Return what the evidence tags mean, with how many entries carry each, and how many of them are seen."""
    counts = Counter(entry.tag for entry in PARAMETERS.values())
    seen = Counter(entry.tag for entry in PARAMETERS.values() if entry.seen)
    rows = ((tag, TAGS[tag], str(counts[tag]), str(seen[tag])) for tag in TAGS)
    return table(("tag", "meaning", "entries", "of them seen"), rows)


def seen_numbers() -> str:
    """Return the numbers that were set while looking at the record of 2015 to 2019."""
    rows = (
        (f"`{e.name}`", default_of(e), e.meaning, source_of(e)) for e in PARAMETERS.values() if e.seen
    )  # fmt: skip
    return table(("name", "default", "meaning", "source"), rows)


TABLES: Final = {
    "menus": menus, "moves": moves, "courses": courses, "levers": levers, "policies": policies, "states": states,
    "outcomes": outcomes, "aims": aims, "thresholds": thresholds, "channels": channels, "luck": luck, "tags": tags,
    "seen": seen_numbers,
}  # fmt: skip
"""The generated tables, by the marks that documents use."""

NUMBERS: Final = {heading(group): (home(group), group) for group in GROUPS}
"""The groups of the ledger, by what each says of itself."""
