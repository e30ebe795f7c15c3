"""The story of a world, its counterfactuals and the causes of an outcome, for the terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from sim.analysis.counterfactual.changes import MoveChange
from sim.analysis.counterfactual.happenings import Happened
from sim.analysis.counterfactual.screen import Screen
from sim.analysis.counterfactual.story import Decision, Month, Story, label_of
from sim.analysis.counterfactual.twin import Counterfactual, happens
from sim.cli.names import outcome_label, several
from sim.game.catalogue import CAPITALS
from sim.study.estimate import number_text

WIDTH: Final = 118
SEEN: Final = 0.05
"""Moves at least as likely as this are shown by name."""

MOST_DIFFERENCES: Final = 6
TRIED: Final = (
    "Tried: each policy held throughout, each move of a decisive month replaced by the quiet one, each shock undone,",
    "each vote otherwise, and Kim of another type; what alters nothing at all is not counted. Washington and Beijing:",
    "change of value in months. Where a world ends close to the line, many small changes flip it.",
)
BELOW: Final = ("accident", "collapse", "major")
"""Events that happen where their luck is below their chance."""



def story_text(story: Story, months: Sequence[Month]) -> str:
    """Return a world's story: how it ends, and some of its months."""
    parts = [*head(story), "", *legend()]
    last = -1
    for month in months:
        if month.number > last + 1:
            parts += ["", f"  ... {several(month.number - last - 1, 'month')} not shown; --all shows every month"]
        parts += ["", *month_lines(story, month)]
        last = month.number
    if last + 1 < len(story.months):
        parts += ["", f"  ... {several(len(story.months) - last - 1, 'month')} not shown; --all shows every month"]
    return "\n".join(parts)


def head(story: Story) -> list[str]:
    """Return the lines that say which world it is and how it ends."""
    s, last = story.scenario, story.months[-1]
    how = f"{story.final_state} in {last.label}" if story.ended_early else story.final_state
    lost = "lose-lose" if story.outcomes["lose_lose"] else "not lose-lose"
    deltas = []
    for name in CAPITALS:
        limit = f" (loses below {number_text(story.losing_at[name], 1)})" if name in story.losing_at else ""
        deltas.append(f"{name.capitalize()} {number_text(story.outcomes[f'delta_{name}'], 1)}{limit}")
    kim = f"; Kim is {story.kim}" if "beliefs" in s.modules else ""
    return [
        f"{s.title} ({s.name}), world {story.world} of seed {story.seed}",
        f"Ends as {how}; {lost}. {several(len(story.months), 'month')} from {s.start} to {last.label}{kim}.",
        f"Change of value, in months: {', '.join(deltas)}",
    ]


def legend() -> list[str]:
    """Return how the months are read."""
    return [
        "One world, so no intervals. Chances are exact: those from which the model drew, with the luck shown.",
        "Of each move: its chance, and in brackets its utility less that of the best move. * marks what was done.",
    ]


def month_lines(story: Story, month: Month) -> list[str]:
    """Return the lines of one month: tension, events, and what each capital compared and did."""
    before = story.start if not month.number else story.months[month.number - 1].states
    marks = " (decisive)" if month in story.decisive() else ""
    states = month.states
    shown = (
        f"tension {number_text(before['tension'], 2)} to {number_text(states['tension'], 2)}, rung {month.rung}; "
        f"sanctions {number_text(states['sanctions'], 2)}, enforcement {number_text(states['enforcement'], 2)}, "
        f"talks {number_text(states['talks'], 2)}, arsenal {number_text(states['arsenal'], 2)}"
    )
    lines = [f"{month.label}  {shown}{marks}"]
    lines += [f"  {event.text}{luck_text(event)}" for event in month.events]
    for decision in month.decisions.values():
        lines += decision_lines(decision)
    return lines


def luck_text(event: Happened) -> str:
    """Return the luck that decided an event, in brackets, or nothing."""
    if event.uniform is None:
        return ""
    needed = f", which had to be below {chance_text(event.chance)}" if event.kind in BELOW and event.chance else ""
    return f" (luck of {event.slot} {chance_text(event.uniform)}{needed})"


def decision_lines(d: Decision) -> list[str]:
    """Return what a capital did and what it compared."""
    did = f"{d.label} (imposed; it would have drawn {label_of(d.capital, d.drawn)})" if d.imposed else d.label
    best = max(value for value in d.utilities if value is not None)
    order = sorted(range(len(d.moves)), key=lambda k: -d.chances[k])
    named = [k for k in order if d.chances[k] >= SEEN or d.moves[k] == d.move]
    parts = []
    for k in named:
        utility = d.utilities[k]
        less = "set apart" if utility is None else "best" if utility == best else number_text(utility - best, 2)
        mark = "*" if d.moves[k] == d.move else ""
        parts.append(f"{label_of(d.capital, d.moves[k])}{mark} {chance_text(d.chances[k])} ({less})")
    rest = sum(d.chances[k] for k in order if k not in named)
    parts += [f"others {chance_text(rest)}"] if rest > 0.0 else []
    first = f"  {d.capital.capitalize()} ({d.policy.replace('_', ' ')}): {did}; chance {chance_text(d.chance)}"
    return [f"{first}, luck {number_text(d.uniform, 3)}", *packed(parts, "; ", "      ")]


def packed(parts: Sequence[str], between: str, indent: str) -> list[str]:
    """Return parts on as few lines as hold them, none of them broken."""
    lines = [indent]
    for number, part in enumerate(parts):
        text = part + (between if number + 1 < len(parts) else "")
        if len(lines[-1]) > len(indent) and len(lines[-1]) + len(text.rstrip()) > WIDTH:
            lines.append(indent)
        lines[-1] += text
    return [line.rstrip() for line in lines]


def chance_text(chance: float) -> str:
    """Return a chance with two decimals, or with two digits where it is small."""
    decimals = 2 if chance >= 0.0995 or chance <= 0.0 else min(1 - math.floor(math.log10(chance)), 9)
    return number_text(chance, decimals)


def twin_text(found: Counterfactual, outcome: str) -> str:
    """Return a world beside its twin: where they part, what differs there, and how each ends."""
    lines = [f"The same luck, but: {found.label}"]
    if found.parted is None:
        lines.append("  The world is the same in every month: the change makes no difference.")
        if any(isinstance(each, MoveChange) and each.is_war for each in found.changes):
            lines.append("  A war move is possible from rung 6 on only; elsewhere the capital chooses for itself.")
        return "\n".join(lines)
    more = len(found.differences) - MOST_DIFFERENCES
    lines.append(f"  They part in {found.parted_label}: {found.parting}")
    shown = [each.text for each in found.differences[:MOST_DIFFERENCES]] + ([f"{more} more"] if more > 0 else [])
    lines += packed(shown, "; ", "    ")
    rows: list[tuple[str, ...]] = [("", "as it was", "with the change")]
    both = (found.was, found.would)
    rows.append(("ends as", *(each.final_state for each in both)))
    rows.append(("last month", *(each.months[-1].label for each in both)))
    for name in dict.fromkeys((outcome, "lose_lose")):
        rows.append((outcome_label(name), *("yes" if happens(each, name) else "no" for each in both)))
    for name in ("washington", "beijing"):
        for kind, words in (("value", "value to"), ("delta", "change of value,")):
            values = (number_text(each.outcomes[f"{kind}_{name}"], 1) for each in both)
            rows.append((f"{words} {name.capitalize()}", *values))
    month = found.would.months[found.parted]
    return "\n".join([*lines, *table(rows), "", "That month with the change", "", *month_lines(found.would, month)])


def screen_text(found: Screen) -> str:
    """Return which single changes would have changed the end of a world."""
    happened, label = happens(found.story, found.outcome), outcome_label(found.outcome)
    tried = found.all
    verb = "prevented" if happened else "brought about"
    lines = [
        f"What would have {verb} {label}: {len(found.flipping)} of {several(len(tried), 'single change')} tried, the "
        "luck kept",
    ]
    if found.flipping:
        lines += twins(found.flipping)
    if found.ending_otherwise:
        lines += ["", f"What would have changed the end, but not {label}", *twins(found.ending_otherwise)]
    rest = len(tried) - len(found.flipping) - len(found.ending_otherwise)
    lines += ["", f"  {several(rest, 'other change')} would have left the end as it was."]
    return "\n".join([*lines, *(f"  {line}" for line in TRIED)])


def twins(found: Sequence[Counterfactual]) -> list[str]:
    """Return a table of changes: where the worlds part, and how the twin ends."""
    rows: list[tuple[str, ...]] = [("", "parts in", "then ends as", "last month", "Washington", "Beijing")]
    for each in found:
        end = each.would
        values = (number_text(end.outcomes[f"delta_{name}"], 1) for name in CAPITALS[:2])
        rows.append((each.label, str(each.parted_label), end.final_state, end.months[-1].label, *values))
    return table(rows)


def table(rows: Sequence[Sequence[str]], indent: str = "  ") -> list[str]:
    """Return rows as lines in columns."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        indent + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
