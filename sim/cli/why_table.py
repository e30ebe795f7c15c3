"""The story of a world, its counterfactuals and the causes of an outcome, for the terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from sim.analysis.counterfactual.happenings import ENDINGS, IN_WORDS, Happened
from sim.analysis.counterfactual.screen import Screen
from sim.analysis.counterfactual.story import Choice, Month, Review, Story, course_of, label_of
from sim.analysis.counterfactual.twin import Counterfactual, happens, last_month
from sim.cli.reading import outcome_label, several
from sim.game.aims import aims_of
from sim.game.catalogue import CAPITALS
from sim.study.estimate.interval import number_text

WIDTH: Final = 118
SEEN: Final = 0.05
"""Moves at least as likely as this are shown by name."""

TOLD: Final = 0.005
"""What the rest of a menu must come to if it is to be told."""

MOST_DIFFERENCES: Final = 6
MOST_TWINS: Final = 20
TRIED: Final = (
    "Tried: each policy throughout, each lever at its least and most, each word and deed of a decisive month replaced",
    "by the quiet one, each shock undone, each office otherwise, and Kim of another type; what alters nothing at all",
    "is not counted. Values in months. Where a world ends close to a threshold of an aim, many small changes flip it.",
)
BELOW: Final = (*ENDINGS, "major")
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
    """Return the lines that say which world it is, how it ends, and whose aims fail."""
    s, last = story.scenario, story.months[-1]
    how = f"{story.final_state} in {last.label}" if story.ended_early else story.final_state
    lost = "lose-lose" if story.outcomes["lose_lose"] else "not lose-lose"
    values = [f"{name.capitalize()} {number_text(story.outcomes[f'value_{name}'], 1)}" for name in CAPITALS]
    lived = f"{several(len(story.months), 'month')} from {s.start} to {last.label}"
    return [
        f"{s.title} ({s.name}), world {story.world} of seed {story.seed}",
        f"Ends as {how}; {lost}. {lived}; Kim is {story.kim} at the start.",
        "Aims that fail",
        *(f"  {failing(story, capital)}" for capital in CAPITALS),
        f"Value in months: {', '.join(values)}",
    ]


def failing(story: Story, capital: str) -> str:
    """Return which aims of a capital fail; one that loses by them is marked."""
    names = [aim.label for aim in aims_of(capital) if not story.outcomes[aim.column]]
    loses = " (loses)" if story.outcomes[f"loses_{capital}"] else ""
    return f"{capital.capitalize()}: {', '.join(names) or 'none'}{loses}"


def legend() -> list[str]:
    """Return how the months are read."""
    return [
        "One world, so no intervals. Chances are exact: those from which the rules drew, with the luck shown.",
        "* marks what was chosen or done. At a review: the chance of each course, and what it was expected to bring a",
        "month, or Beijing's and Seoul's reasons in log-odds.",
    ]


def month_lines(story: Story, month: Month) -> list[str]:
    """Return the lines of one month: tension, events, reviews, and what each capital said and did."""
    before = story.start if not month.number else story.months[month.number - 1].states
    marks = " (decisive)" if month in story.decisive else ""
    states = month.states
    shown = (
        f"tension {number_text(before['tension'], 2)} to {number_text(states['tension'], 2)}, rung {month.rung}; "
        f"pressure {number_text(states['bite'], 2)}, economy {number_text(states['economy'], 2)}, "
        f"talks {number_text(states['talks'], 2)}, arsenal {number_text(states['arsenal'], 2)}"
    )
    lines = [f"{month.label}  {shown}{marks}"]
    lines += [f"  {event.text}{luck_text(event)}" for event in month.events]
    lines += danger_lines(month)
    for capital in CAPITALS:
        if capital in month.reviews:
            lines += review_lines(month.reviews[capital])
    for capital in CAPITALS:
        lines += capital_lines(month, capital)
    return lines


def luck_text(event: Happened) -> str:
    """Return the luck that decided an event, in brackets, or nothing."""
    if event.uniform is None:
        return "" if event.chance is None else f" (chance {chance_text(event.chance)})"
    if event.kind in BELOW and event.chance is not None:
        return f" (luck {chance_text(event.uniform)}, which had to be below {chance_text(event.chance)})"
    chance = "" if event.chance is None else f"chance {chance_text(event.chance)}, "
    return f" ({chance}luck {chance_text(event.uniform)})"


def danger_lines(month: Month) -> list[str]:
    """Return how likely war was in a month of danger, and by which way."""
    ways = {name: chance for name, chance in month.perils.items() if name != "collapse" and chance > 0.0}
    if not ways:
        return []
    each = ", ".join(f"{name} {chance_text(chance)}" for name, chance in ways.items())
    return [f"  War could have come that month: {each}"]


def review_lines(review: Review) -> list[str]:
    """Return a review: what called for it, each course with what it was expected to bring, and its chance."""
    capital, courses = review.capital, review.courses
    verb = "turns to" if review.turns else "stays with"
    luck = f"chance {chance_text(review.chance)}, luck {number_text(review.uniform, 3)}"
    lines = [
        f"  {capital.capitalize()} reviews its course, and {verb} {course_of(capital, review.chosen)}; {luck}",
        f"      called for by: {', '.join(IN_WORDS[cause] for cause in review.causes)}",
    ]
    what, numbers = ("expects", review.worth) if review.worth else ("reasons", review.reasons)
    parts = []
    for k in sorted(range(len(courses)), key=lambda k: -review.chances[k]):
        label = f"{course_of(capital, courses[k])}{'*' if courses[k] == review.chosen else ''}"
        parts.append(f"{label} {chance_text(review.chances[k])} ({what} {number_text(numbers[k], 2)})")
    lines += packed(parts, "; ", "      ")
    if capital != "pyongyang":
        held = ", ".join(f"{kim} {number_text(share, 2)}" for kim, share in review.belief.items())
        risk = "" if review.risk is None else f"; it reckons with war at {risk_text(review.risk)} a month"
        lines.append(f"      takes Kim for {held}{risk}")
    return lines


def capital_lines(month: Month, capital: str) -> list[str]:
    """Return what a capital said and did, and what else it could have, with chances."""
    word, deed = (month.choices[f"{capital}.{kind}"] for kind in ("word", "deed"))
    first = f"  {capital.capitalize()} ({course_of(capital, month.courses[capital])}): {word.label}; {deed.label}"
    return [first, *choice_lines("word", word), *choice_lines("deed", deed)]


def choice_lines(kind: str, choice: Choice) -> list[str]:
    """Return a menu with the chance of each move, the likeliest first, and the luck that drew."""
    order = sorted(range(len(choice.moves)), key=lambda k: -choice.chances[k])
    named = [k for k in order if choice.chances[k] >= SEEN or choice.moves[k] == choice.done]
    parts = []
    for k in named:
        mark = "*" if choice.moves[k] == choice.done else ""
        parts.append(f"{label_of(choice.menu, choice.moves[k])}{mark} {chance_text(choice.chances[k])}")
    rest = sum(choice.chances[k] for k in order if k not in named)
    parts += [f"others {chance_text(rest)}"] if rest >= TOLD else []
    imposed = f"imposed; it would have drawn {label_of(choice.menu, choice.drawn)}, " if choice.imposed else ""
    parts.append(f"{imposed}luck {number_text(choice.uniform, 3)}")
    return packed([f"{kind}: {parts[0]}", *parts[1:]], "; ", "      ")


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


def risk_text(risk: float) -> str:
    """Return a risk of war, which is often next to none."""
    return "less than .0001" if risk < 0.0001 else chance_text(risk)


def twin_text(found: Counterfactual, outcome: str) -> str:
    """Return a world beside its twin: where they part, what differs there, and how each ends."""
    lines = [f"The same luck, but: {found.label}"]
    if found.parted is None:
        lines.append("  The world is the same in every month: the change makes no difference.")
        return "\n".join(lines)
    more = len(found.differences) - MOST_DIFFERENCES
    lines.append(f"  They part in {found.parted_label}: {found.parting}")
    shown = [each.text for each in found.differences[:MOST_DIFFERENCES]] + ([f"{more} more"] if more > 0 else [])
    lines += packed(shown, "; ", "    ")
    both = (found.was.trace, found.would)
    rows: list[tuple[str, ...]] = [("", "as it was", "with the change")]
    rows.append(("ends as", *(str(each.outcomes["final_state"]) for each in both)))
    rows.append(("last month", *(last_month(found.was, each) for each in both)))
    for name in dict.fromkeys((outcome, "lose_lose")):
        rows.append((outcome_label(name), *("yes" if happens(each, name) else "no" for each in both)))
    for name in CAPITALS:
        values = (number_text(each.outcomes[f"value_{name}"], 1) for each in both)
        rows.append((f"value to {name.capitalize()}", *values))
    told = found.would_story
    month = told.months[found.parted]
    return "\n".join([*lines, *table(rows), "", "That month with the change", "", *month_lines(told, month)])


def screen_text(found: Screen) -> str:
    """Return which single changes would have changed the end of a world."""
    happened, label = happens(found.story.trace, found.outcome), outcome_label(found.outcome)
    tried = found.all
    verb = "prevented" if happened else "brought about"
    lines = [
        f"What would have {verb} {label}: {len(found.flipping)} of {several(len(tried), 'single change')} tried, the "
        "luck kept",
    ]
    if found.flipping:
        lines += twins(found.story, found.flipping)
    if found.ending_otherwise:
        lines += ["", f"What would have changed the end, but not {label}", *twins(found.story, found.ending_otherwise)]
    rest = len(tried) - len(found.flipping) - len(found.ending_otherwise)
    lines += ["", f"  {several(rest, 'other change')} would have left the end as it was."]
    return "\n".join([*lines, *(f"  {line}" for line in TRIED)])


def twins(story: Story, found: Sequence[Counterfactual]) -> list[str]:
    """Return a table of changes: where the worlds part, and how the twin ends."""
    rows: list[tuple[str, ...]] = [("", "parts in", "then ends as", "last month", "Washington", "Beijing")]
    for each in found[:MOST_TWINS]:
        ends = each.would.outcomes
        values = (number_text(ends[f"value_{name}"], 1) for name in CAPITALS[:2])
        rows.append((each.label, str(each.parted_label), ends["final_state"], last_month(story, each.would), *values))
    more = len(found) - MOST_TWINS
    return table(rows) + ([f"  and {more} more; --json lists them"] if more > 0 else [])


def table(rows: Sequence[Sequence[str]], indent: str = "  ") -> list[str]:
    """Return rows as lines in columns."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        indent + "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
