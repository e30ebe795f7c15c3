"""A game told in a terminal, month by month: what was said and done, what programs made of it, and how it ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from sim.classroom.seats.acts import Act, Course, Note, Proposal, RedLine
from sim.classroom.seats.play import Position
from sim.classroom.seats.programs import Turn
from sim.classroom.seats.story import ending_of, headlines_of, in_words, text_at, values_of
from sim.errors import one_line
from sim.game.aims import aims_of
from sim.game.catalogue import CAPITALS
from sim.months import month_after
from sim.study.agents.observation import KINDS
from sim.study.estimate.quantities import list_parts
from sim.study.estimate.writing import number_text
from sim.study.measure.outcomes import FINAL_STATES
from sim.study.run.worlds import run

HEARD: Final = ("told.note", "told.line", "told.offer", "told.signed", "told.declared")
"""Headlines of what the acts of a month tell already."""

ANSWERED: Final = {"accept": "accepts", "decline": "declines", "break": "declares broken"}


def month_told(position: Position, month: int, turns: Sequence[Turn]) -> Iterator[str]:
    """Yield the lines of a month that is over, counted from 0."""
    record, tension = position.record, position.tension[month + 1]
    dated = month_after(record.scenario.start, month)
    rung = text_at(f"rungs.{int(tension)}")
    yield f"{dated}, month {month + 1} of {record.scenario.months}: tension {tension:.1f}, {rung}"
    yield from (f"  {line}" for line in news(position, month))
    yield from (f"  {act_told(position, act)}" for act in record.acts if act.month == month)
    yield from (f"  {line}" for line in moves_told(position, month))
    for turn in turns:
        if turn.fault:
            why, who = f": {turn.complaint}" if turn.complaint else "", text_at(f"capitals.{turn.capital}")
            yield f"  {turn.name} gave no move ({turn.fault}{why}); the rules moved for {who}"
        yield from (f"  {turn.name} could not {one_line(text)}" for text in turn.refused)


def news(position: Position, month: int) -> Iterator[str]:
    """Yield what all hear in a month and no act of it says."""
    for headline in headlines_of(position, month):
        if headline["key"] not in HEARD:
            yield one_line(in_words(headline))


def act_told(position: Position, act: Act) -> str:
    """Return in words what a capital said to others."""
    who = text_at(f"capitals.{act.by}")
    if isinstance(act, Note):
        to = ", ".join(text_at(f"capitals.{each}") for each in act.to) or "all"
        return f"{who} to {to}: “{one_line(act.text)}”"
    if isinstance(act, Proposal):
        return f"{who} proposes {text_at(f'terms.{act.term}')}."
    if isinstance(act, RedLine):
        return in_words({"key": "told.line", "values": values_of(act)})
    if isinstance(act, Course):
        return f"{who} declares: {text_at(f'courses.{act.by}.{act.course}')}."
    deal = position.deals[act.deal]
    return f"{who} {ANSWERED[act.act]} {text_at(f'terms.{deal.term}')}."


def moves_told(position: Position, month: int) -> Iterator[str]:
    """Yield the words and deeds of a month; capitals that go on as in the month before stand together."""
    made = position.made
    same = [each for each in CAPITALS if month and pair(made[month], each) == pair(made[month - 1], each)]
    for capital in CAPITALS:
        if capital not in same:
            word, deed = (
                text_at(f"{kind}s.{capital}.{move}")
                for kind, move in zip(KINDS, pair(made[month], capital), strict=True)
            )
            yield f"{player(position, capital)}: {word}; {deed}"
    if same:
        yield f"as before: {list_parts([player(position, each) for each in same])}"


def pair(moves: Mapping[str, str], capital: str) -> tuple[str, ...]:
    """Return the word and the deed of a capital among the moves of a month."""
    return tuple(moves[f"{capital}.{kind}"] for kind in KINDS)


def player(position: Position, capital: str) -> str:
    """Return a capital by its name, with the program that plays it."""
    program = position.record.programs.get(capital)
    return text_at(f"capitals.{capital}") + (f" ({program})" if program else "")


def ending_told(position: Position) -> Iterator[str]:
    """Yield the answer of a game that is over: how it ends, and for each program what that is to its capital."""
    record = position.record
    alone = run(record.scenario, 1, record.seed, first_world=record.world)
    yield from (f"  {line}" for line in news(position, position.month))
    own, model = ending_of(position), FINAL_STATES[int(alone.columns["final_state"][0])]
    yield f"The world ends in {text_at(f'states.{own}')}, after {position.month} of {record.scenario.months} months."
    yield f"With the model in place of programs it ends in {text_at(f'states.{model}')}."
    for capital in record.programs:
        worth = [number_text(float(each.columns[f"value_{capital}"][0]), 1, False) for each in (position.run, alone)]
        yield f"{player(position, capital)} {aims_told(position, capital)}"
        who = text_at(f"capitals.{capital}")
        yield f"  To {who} the world is worth {worth[0]} months; with the model in place of programs, {worth[1]}."
        kinds = Counter(fault.why for fault in record.faults if fault.by == capital)
        if kinds:
            by_kind, faults = ", ".join(f"{why} {count}" for why, count in kinds.items()), kinds.total()
            yield f"  It gave no move in {faults} of {position.month} months ({by_kind}); the rules moved then."


def aims_told(position: Position, capital: str) -> str:
    """Return which aims of its capital a program kept, and whether it lost."""
    found = {aim: bool(position.run.columns[aim.column][0]) for aim in aims_of(capital)}
    failed = [aim.label for aim, kept in found.items() if not kept]
    lost = "loses" if position.run.columns[f"loses_{capital}"][0] else "does not lose"
    missed = f"; it fails in {'; '.join(failed)}" if failed else ""
    return f"{lost}: it keeps {len(found) - len(failed)} of {len(found)} aims{missed}."
