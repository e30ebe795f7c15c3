"""Programs at the seats of a game: what each is told and answers for its capital, and their game
told in a terminal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.classroom.seats.play import Position
from sim.classroom.seats.record import Act, Note, RedLineAct
from sim.classroom.seats.seat import can_of
from sim.classroom.seats.story import ending_of, headlines_of, in_words, text_at, values_of
from sim.classroom.seats.table import GameTable
from sim.core.base.errors import UsageProblem, one_line
from sim.core.base.months import month_after
from sim.core.estimate.writing import number_text
from sim.core.game.catalogue import CAPITALS
from sim.core.game.goals import goals_of
from sim.core.outcomes.outcomes import FINAL_STATES
from sim.core.scenario.plan import check_capital
from sim.policies.agents import transcript_line
from sim.policies.agents.exchange import Answer, Briefing
from sim.policies.agents.observation import KINDS
from sim.policies.agents.table import SeatedProgram, ask, luck_of
from sim.policies.external_agents import Agent
from sim.study.estimate.quantities import list_parts
from sim.study.run.worlds import run
from sim.study.store.disk import open_journal, write_on

TRANSCRIPT: Final = "transcript.jsonl"
"""The file of a game that holds what its programs were told and wrote."""

TO_ALL: Final = "all"
TOLD_ELSEWHERE: Final = ("told.note", "told.line")
"""Headlines of what the acts of a month tell already, to a program as its messages and red lines."""


@dataclass(frozen=True)
class ProgramTurn:
    """What a program made of a month: `fault` says why it gave no move, `refused` what of its
    answer could not be.
    """

    capital: str
    name: str
    fault: str
    complaint: str
    refused: tuple[str, ...]


class Programs:
    """The programs of one game, started now and ended by `close`; what they are told and write is
    kept beside it.
    """

    def __init__(self, table: GameTable, agents: Mapping[str, Agent], folder: Path) -> None:
        scenario, acts = table.record.scenario, table.record.acts
        self.table = table
        self.briefings = {each: Briefing(each, scenario.start, scenario.months) for each in agents}
        self.refused: dict[str, tuple[str, ...]] = dict.fromkeys(agents, ())
        before = sum(act.month < table.position.month for act in acts)
        self.read = dict.fromkeys(agents, before)
        """How many of all acts each program has had the chance to read."""

        self.ended = False
        self.path = folder / TRANSCRIPT
        self.file, _ = open_journal(self.path)
        self.players = [
            SeatedProgram(capital, agents[capital]) for capital in CAPITALS if capital in agents
        ]

    def end(self) -> None:
        """End all programs; what they have not said yet counts no more, and is no fault."""
        self.ended = True
        for player in self.players:
            player.end()

    def close(self) -> None:
        """End all programs, and let go of the transcript."""
        self.end()
        self.file.close()

    def month(self) -> list[ProgramTurn]:
        """Ask all programs for the open month, and let count what they say and choose; nothing once
        the game is over.

        All are told before any answer counts, so that none reads what another says in the same
        month.
        """
        if self.table.phase != "playing":
            return []
        asked = [(player, self.told(player.capital)) for player in self.players]
        found = ask(asked)
        if self.ended:
            return []
        self.keep(asked, [fault for _, fault in found])
        return [self.counted(player, *each) for (player, _), each in zip(asked, found, strict=True)]

    def keep(self, asked: list[tuple[SeatedProgram, dict[str, Any]]], faults: list[str]) -> None:
        """Write down what the programs were told and wrote."""
        lines = [
            transcript_line(player.agent.name, told, player.heard, fault)
            for (player, told), fault in zip(asked, faults, strict=True)
        ]
        write_on(self.file, self.path, "".join(f"{line}\n" for line in lines).encode())

    def told(self, capital: str) -> dict[str, Any]:
        """Return the open month as the program of a capital reads it."""
        position = self.table.position
        month, view, record = position.month, position.views[capital][-1], position.record
        luck = luck_of(capital, record.seed, month, np.array([record.world]))
        notes, more = list(self.notes(capital)), self.diplomacy(capital)
        return self.briefings[capital].month(month, view, float(luck[0]), notes, more)

    def notes(self, capital: str) -> Iterator[dict[str, str]]:
        """Yield the notes of others that a capital may read and was not told yet."""
        acts = self.table.record.acts
        fresh, self.read[capital] = acts[self.read[capital] :], len(acts)
        for act in fresh:
            if isinstance(act, Note) and act.by != capital and (not act.to or capital in act.to):
                yield {"sender": act.by, "text": act.text}

    def diplomacy(self, capital: str) -> dict[str, Any]:
        """Return how red lines stand for a capital, and what it can say this month."""
        position, can = self.table.position, can_of(self.table.position, capital)
        heard = (
            each
            for each in headlines_of(position, position.month)
            if each["key"] not in TOLD_ELSEWHERE
        )
        return {
            "news": [in_words(each) for each in heard],
            "lines": [
                {
                    "by": line.by,
                    "capital": line.menu.partition(".")[0],
                    "deed": line.move,
                    "reply": line.deed,
                    "crossed": line.crossed >= 0,
                }
                for line in position.lines
            ],
            "can_forbid": [
                {"capital": menu.partition(".")[0], "deeds": list(deeds)}
                for menu, deeds in can["lines"].items()
                if deeds
            ],
            "can_threaten": list(can["answers"]),
            "refused": list(self.refused[capital]),
        }

    def counted(self, player: SeatedProgram, answer: Answer | None, fault: str) -> ProgramTurn:
        """Let an answer count: what it says, then what it chooses; a fault is written down, and the
        rules move.
        """
        capital, name = player.capital, player.agent.name
        self.refused[capital] = ()
        if answer is None:
            self.table.failed(capital, fault)
            return ProgramTurn(capital, name, fault, player.complaint, ())
        self.refused[capital] = tuple(self.unsaid(capital, answer))
        self.table.choose(capital, answer.month, answer.word, answer.deed)
        return ProgramTurn(capital, name, "", "", self.refused[capital])

    def unsaid(self, capital: str, answer: Answer) -> Iterator[str]:
        """Let all be said that an answer says to others; yield what of it cannot be, and why."""
        for said, request in requests_in(answer):
            try:
                for reader in request.get("to", ()):
                    check_capital(reader, "to")
                self.table.act(capital, request)
            except UsageProblem as problem:
                yield f"{said}: {problem.message}"


def requests_in(answer: Answer) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what an answer says to others as a seat asks for it, each with a name for it."""
    for line in answer.lines:
        request = {
            "act": "line",
            "menu": f"{line.capital}.deed",
            "move": line.deed,
            "deed": line.reply,
        }
        yield f"red line on {line.capital} {line.deed}", request
    for note in answer.messages:
        to = [] if note.to == TO_ALL else [note.to]
        yield f"message to {note.to}", {"act": "note", "to": to, "text": note.text}


def month_told(position: Position, month: int, turns: Sequence[ProgramTurn]) -> Iterator[str]:
    """Yield the lines of a month that is over, counted from 0."""
    record, tension = position.record, position.tension[month + 1]
    dated = month_after(record.scenario.start, month)
    rung = text_at(f"rungs.{int(tension)}")
    yield f"{dated}, month {month + 1} of {record.scenario.months}: tension {tension:.1f}, {rung}"
    yield from (f"  {line}" for line in news(position, month))
    yield from (f"  {act_told(act)}" for act in record.acts if act.month == month)
    yield from (f"  {line}" for line in moves_told(position, month))
    for turn in turns:
        if turn.fault:
            why, who = (
                f": {turn.complaint}" if turn.complaint else "",
                text_at(f"capitals.{turn.capital}"),
            )
            yield f"  {turn.name} gave no move ({turn.fault}{why}); the rules moved for {who}"
        yield from (f"  {turn.name} could not {one_line(text)}" for text in turn.refused)


def news(position: Position, month: int) -> Iterator[str]:
    """Yield what all hear in a month and no act of it says."""
    for headline in headlines_of(position, month):
        if headline["key"] not in TOLD_ELSEWHERE:
            yield one_line(in_words(headline))


def act_told(act: Act) -> str:
    """Return in words what a capital said to others."""
    who = text_at(f"capitals.{act.by}")
    if isinstance(act, Note):
        to = ", ".join(text_at(f"capitals.{each}") for each in act.to) or "all"
        return f"{who} to {to}: “{one_line(act.text)}”"
    if isinstance(act, RedLineAct):
        return in_words({"key": "told.line", "values": values_of(act)})
    return f"{who} declares: {text_at(f'courses.{act.by}.{act.course}')}."


def moves_told(position: Position, month: int) -> Iterator[str]:
    """Yield the words and deeds of a month; capitals that go on as in the month before stand
    together.
    """
    made = position.months
    same = [each for each in CAPITALS if month and made[month][each] == made[month - 1][each]]
    for capital in CAPITALS:
        if capital not in same:
            moves = zip(KINDS, made[month][capital], strict=True)
            word, deed = (text_at(f"{kind}s.{capital}.{move}") for kind, move in moves)
            yield f"{player(position, capital)}: {word}; {deed}"
    if same:
        yield f"as before: {list_parts([player(position, each) for each in same])}"


def player(position: Position, capital: str) -> str:
    """Return a capital by its name, with the program that plays it."""
    program = position.record.programs.get(capital)
    return text_at(f"capitals.{capital}") + (f" ({program})" if program else "")


def ending_told(position: Position) -> Iterator[str]:
    """Yield the answer of a game that is over: how it ends, and for each program what that is to
    its capital.
    """
    record = position.record
    alone = run(record.scenario, 1, record.seed, first_world=record.world)
    yield from (f"  {line}" for line in news(position, position.month))
    own, model = ending_of(position), FINAL_STATES[int(alone.columns["final_state"][0])]
    yield f"The world ends in {text_at(f'states.{own}')}, after {position.month} of {record.scenario.months} months."
    yield f"With the model in place of programs it ends in {text_at(f'states.{model}')}."
    for capital in record.programs:
        worth = [
            number_text(float(each.columns[f"value_{capital}"][0]), 1, False)
            for each in (position.run, alone)
        ]
        yield f"{player(position, capital)} {goals_told(position, capital)}"
        who = text_at(f"capitals.{capital}")
        yield f"  To {who} the world is worth {worth[0]} months; with the model in place of programs, {worth[1]}."
        kinds = Counter(fault.why for fault in record.faults if fault.by == capital)
        if kinds:
            by_kind, faults = (
                ", ".join(f"{why} {count}" for why, count in kinds.items()),
                kinds.total(),
            )
            yield f"  It gave no move in {faults} of {position.month} months ({by_kind}); the rules moved then."


def goals_told(position: Position, capital: str) -> str:
    """Return which goals of its capital a program kept, and whether it lost."""
    found = {goal: bool(position.run.columns[goal.column][0]) for goal in goals_of(capital)}
    failed = [goal.label for goal, kept in found.items() if not kept]
    lost = "loses" if position.run.columns[f"loses_{capital}"][0] else "does not lose"
    missed = f"; it fails in {'; '.join(failed)}" if failed else ""
    return f"{lost}: it keeps {len(found) - len(failed)} of {len(found)} goals{missed}."
