"""Programs at the seats of a game: their inputs, their answers, and the account of their game in a
terminal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.classroom.seats.play import Position
from sim.classroom.seats.record import Act, Course, Note, RedLineAct, menus_of
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
"""The file of a game with the inputs and answers of its programs."""

TO_ALL: Final = "all"
TOLD_ELSEWHERE: Final = ("told.note", "told.line")
"""Headlines of a month's acts, which a program gets as messages and red lines instead."""


@dataclass(frozen=True)
class ProgramTurn:
    """A program's turn: `fault` is its reason for no move, `refused` the invalid parts of its
    answer.
    """

    capital: str
    name: str
    fault: str
    complaint: str
    refused: tuple[str, ...]


class Programs:
    """The programs of one game, until `close`; their inputs and answers are written to a file
    beside it.
    """

    def __init__(self, table: GameTable, agents: Mapping[str, Agent], folder: Path) -> None:
        scenario, acts = table.record.scenario, table.record.acts
        self.table = table
        self.briefings = {seat: Briefing(seat, scenario.start, scenario.months) for seat in agents}
        self.refused: dict[str, tuple[str, ...]] = dict.fromkeys(agents, ())
        already = sum(act.month < table.position.month for act in acts)
        self.read = dict.fromkeys(agents, already)
        """The number of acts that each program has been sent so far, or could have been."""

        self.ended = False
        self.path = folder / TRANSCRIPT
        self.file, _ = open_journal(self.path)
        self.players = [
            SeatedProgram(capital, agents[capital]) for capital in CAPITALS if capital in agents
        ]

    def end(self) -> None:
        """End all programs; answers that are still open do not count, and are no faults."""
        self.ended = True
        for player in self.players:
            player.end()

    def close(self) -> None:
        """End all programs, and close the transcript."""
        self.end()
        self.file.close()

    def month(self) -> list[ProgramTurn]:
        """Ask all programs for the open month, and apply their acts and choices; no effect after
        the game's end.

        All get their inputs before any answer is applied, so that none reads an act of the same
        month.
        """
        if self.table.phase != "playing":
            return []
        questions = [(player, self.told(player.capital)) for player in self.players]
        replies = ask(questions)
        if self.ended:
            return []
        self.keep(questions, [fault for _, fault in replies])
        return [
            self.counted(player, *reply)
            for (player, _), reply in zip(questions, replies, strict=True)
        ]

    def keep(
        self, questions: list[tuple[SeatedProgram, dict[str, Any]]], faults: list[str]
    ) -> None:
        """Write the programs' inputs and answers to the transcript."""
        lines = [
            transcript_line(player.agent.name, question, player.heard, fault)
            for (player, question), fault in zip(questions, faults, strict=True)
        ]
        write_on(self.file, self.path, "".join(f"{line}\n" for line in lines).encode())

    def told(self, capital: str) -> dict[str, Any]:
        """Return the open month as input of a capital's program."""
        position = self.table.position
        month, view, record = position.month, position.views[capital][-1], position.record
        luck = luck_of(capital, record.seed, month, np.array([record.world]))
        notes, more = list(self.notes(capital)), self.diplomacy(capital)
        return self.briefings[capital].month(month, view, float(luck[0]), notes, more)

    def notes(self, capital: str) -> Iterator[dict[str, str]]:
        """Yield the notes of others to a capital that its program has not been sent yet."""
        acts = self.table.record.acts
        fresh, self.read[capital] = acts[self.read[capital] :], len(acts)
        for act in fresh:
            if isinstance(act, Note) and act.by != capital and (not act.to or capital in act.to):
                yield {"sender": act.by, "text": act.text}

    def diplomacy(self, capital: str) -> dict[str, Any]:
        """Return the red lines for a capital, and the acts that it can take this month."""
        position, can = self.table.position, can_of(self.table.position, capital)
        heard = (
            headline
            for headline in headlines_of(position, position.month)
            if headline["key"] not in TOLD_ELSEWHERE
        )
        return {
            "news": [in_words(headline) for headline in heard],
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
        """Apply an answer: its acts, then its choice; a fault is recorded, and the rules move."""
        capital, name = player.capital, player.agent.name
        self.refused[capital] = ()
        if answer is None:
            self.table.failed(capital, fault)
            return ProgramTurn(capital, name, fault, player.complaint, ())
        self.refused[capital] = tuple(self.unsaid(capital, answer))
        self.table.choose(capital, answer.month, answer.word, answer.deed)
        return ProgramTurn(capital, name, "", "", self.refused[capital])

    def unsaid(self, capital: str, answer: Answer) -> Iterator[str]:
        """Apply all acts of an answer; yield the invalid ones, with the reason."""
        for name, request in requests_in(answer):
            try:
                for reader in request.get("to", ()):
                    check_capital(reader, "to")
                self.table.act(capital, request)
            except UsageProblem as problem:
                yield f"{name}: {problem.message}"


def requests_in(answer: Answer) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the acts of an answer as a seat's requests, each with its name."""
    for line in answer.lines:
        request = {
            "act": "line",
            "menu": f"{line.capital}.deed",
            "move": line.deed,
            "deed": line.reply,
        }
        yield f"red line on {line.capital} {line.deed}", request
    for note in answer.messages:
        readers = [] if note.to == TO_ALL else [note.to]
        yield f"message to {note.to}", {"act": "note", "to": readers, "text": note.text}


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
            reason, capitals = (
                f": {turn.complaint}" if turn.complaint else "",
                text_at(f"capitals.{turn.capital}"),
            )
            yield f"  {turn.name} gave no move ({turn.fault}{reason}); the rules moved for {capitals}"
        yield from (f"  {turn.name} could not {one_line(text)}" for text in turn.refused)


def news(position: Position, month: int) -> Iterator[str]:
    """Yield the public news of a month, without the headlines of its acts."""
    for headline in headlines_of(position, month):
        if headline["key"] not in TOLD_ELSEWHERE:
            yield one_line(in_words(headline))


def act_told(act: Act) -> str:
    """Return the sentence of an act."""
    author = text_at(f"capitals.{act.by}")
    if isinstance(act, Note):
        readers = ", ".join(text_at(f"capitals.{reader}") for reader in act.to) or "all"
        return f"{author} to {readers}: “{one_line(act.text)}”"
    if isinstance(act, RedLineAct):
        return in_words({"key": "told.line", "values": values_of(act)})
    if isinstance(act, Course):
        return f"{author} declares: {text_at(f'courses.{act.by}.{act.course}')}."
    return in_words({"key": "told.paper", "values": {"capital": f"capitals.{act.by}"}})


def moves_told(position: Position, month: int) -> Iterator[str]:
    """Yield the moves of a month as text; capitals that repeat those of the month before share a
    line.
    """
    game = position.made
    unchanged = [
        idle
        for idle in CAPITALS
        if month and all(game[month][menu] == game[month - 1][menu] for menu in menus_of([idle]))
    ]
    for capital in CAPITALS:
        if capital not in unchanged:
            word, deed = (
                text_at(f"{kind}s.{capital}.{game[month][f'{capital}.{kind}']}") for kind in KINDS
            )
            yield f"{player(position, capital)}: {word}; {deed}"
    if unchanged:
        yield f"as before: {list_parts([player(position, idle) for idle in unchanged])}"


def player(position: Position, capital: str) -> str:
    """Return the name of a capital, with the program that plays it."""
    program = position.record.programs.get(capital)
    return text_at(f"capitals.{capital}") + (f" ({program})" if program else "")


def ending_told(position: Position) -> Iterator[str]:
    """Yield the results of a game that is over: its end, and each program's goals and payoff."""
    record = position.record
    alone = run(record.scenario, 1, record.seed, first_world=record.world)
    yield from (f"  {line}" for line in news(position, position.month))
    ending, model = ending_of(position), FINAL_STATES[int(alone.columns["final_state"][0])]
    yield f"The world ends in {text_at(f'states.{ending}')}, after {position.month} of {record.scenario.months} months."
    yield f"With the model in place of programs it ends in {text_at(f'states.{model}')}."
    for capital in record.programs:
        worth = [
            number_text(float(world.columns[f"value_{capital}"][0]), 1, False)
            for world in (position.run, alone)
        ]
        yield f"{player(position, capital)} {goals_told(position, capital)}"
        name = text_at(f"capitals.{capital}")
        yield f"  To {name} the world is worth {worth[0]} months; with the model in place of programs, {worth[1]}."
        kinds = Counter(fault.why for fault in record.faults if fault.by == capital)
        if kinds:
            by_kind, faults = (
                ", ".join(f"{reason} {count}" for reason, count in kinds.items()),
                kinds.total(),
            )
            yield f"  It gave no move in {faults} of {position.month} months ({by_kind}); the rules moved then."


def goals_told(position: Position, capital: str) -> str:
    """Return as text the kept and missed goals of a capital, and whether it lost."""
    results = {goal: bool(position.run.columns[goal.column][0]) for goal in goals_of(capital)}
    failed = [goal.label for goal, success in results.items() if not success]
    lost = "loses" if position.run.columns[f"loses_{capital}"][0] else "does not lose"
    missed = f"; it fails in {'; '.join(failed)}" if failed else ""
    return f"{lost}: it keeps {len(results) - len(failed)} of {len(results)} goals{missed}."
