"""Programs at the seats of a game: each is told the open month as a team sees it, and answers for its capital."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from sim.classroom.seats.acts import Note
from sim.classroom.seats.deals import owed_by
from sim.classroom.seats.seat import can_of, deal_data, is_known
from sim.classroom.seats.story import headlines_of, in_words
from sim.classroom.seats.table import Table
from sim.classroom.seats.terms import TERMS
from sim.errors import UsageProblem
from sim.game.catalogue import CAPITALS
from sim.scenario.plan import check_capital
from sim.study.agents import transcript_line
from sim.study.agents.exchange import Answer, Briefing, DealIn
from sim.study.agents.observation import SeatView
from sim.study.agents.table import Agent, Player, ask, luck_of, seat_player
from sim.study.store.disk import PRIVATE_MODE, open_journal, write_on

TRANSCRIPT: Final = "transcript.jsonl"
"""The file of a game that holds what its programs were told and wrote."""

TO_ALL: Final = "all"
READ_ELSEWHERE: Final = ("told.note", "told.line")
"""Headlines that a program has among its messages and its red lines."""


@dataclass(frozen=True)
class Turn:
    """What a program made of a month: `fault` says why it gave no move, `refused` what of its answer could not be."""

    capital: str
    name: str
    fault: str
    complaint: str
    refused: tuple[str, ...]


class Programs:
    """The programs of one game, started now and ended by `close`; what they are told and write is kept beside it."""

    def __init__(self, table: Table, agents: Mapping[str, Agent], folder: Path) -> None:
        scenario, acts = table.record.scenario, table.record.acts
        self.table = table
        self.briefings = {each: Briefing(each, scenario.start, scenario.months) for each in agents}
        self.refused: dict[str, tuple[str, ...]] = dict.fromkeys(agents, ())
        before = sum(act.month < table.position.month for act in acts)
        self.read = dict.fromkeys(agents, before)
        """How many of all acts each program has had the chance to read."""

        self.ended = False
        self.path = folder / TRANSCRIPT
        self.file, _ = open_journal(self.path, PRIVATE_MODE)
        self.players = [seat_player(capital, agents[capital]) for capital in CAPITALS if capital in agents]

    def end(self) -> None:
        """End all programs; what they have not said yet counts no more, and is no fault."""
        self.ended = True
        for player in self.players:
            player.end()

    def close(self) -> None:
        """End all programs, and let go of the transcript."""
        self.end()
        self.file.close()

    def month(self) -> list[Turn]:
        """Ask all programs for the open month, and let count what they say and choose; nothing once the game is over.

        All are told before any answer counts, so that none reads what another says in the same month.
        """
        if self.table.phase != "playing":
            return []
        asked = [(player, self.told(player.capital)) for player in self.players]
        found = ask(asked)
        if self.ended:
            return []
        self.keep(asked, [fault for _, fault in found])
        return [self.counted(player, *each) for (player, _), each in zip(asked, found, strict=True)]

    def keep(self, asked: list[tuple[Player, dict[str, Any]]], faults: list[str]) -> None:
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
        seen = SeatView(view["states"], view["moves"], view["courses"], view["kim"])
        luck = luck_of(capital, record.seed, month, np.array([record.world]))
        notes, more = list(self.notes(capital)), self.diplomacy(capital)
        return self.briefings[capital].month(month, seen, float(luck[0]), notes, more)

    def notes(self, capital: str) -> Iterator[dict[str, str]]:
        """Yield the notes of others that a capital may read and was not told yet."""
        acts = self.table.record.acts
        fresh, self.read[capital] = acts[self.read[capital] :], len(acts)
        for act in fresh:
            if isinstance(act, Note) and act.by != capital and (not act.to or capital in act.to):
                yield {"sender": act.by, "text": act.text}

    def diplomacy(self, capital: str) -> dict[str, Any]:
        """Return how deals and red lines stand for a capital, and what it can say this month."""
        position, can = self.table.position, can_of(self.table.position, capital)
        known = (deal_data(position, deal, capital) for deal in position.deals if is_known(position, deal, capital))
        heard = (each for each in headlines_of(position, position.month) if each["key"] not in READ_ELSEWHERE)
        owed = owed_by(position.deals, capital, position.month)
        return {
            "news": [in_words(each) for each in heard],
            "deals": [{name: deal[name] for name in DealIn.model_fields} for deal in known],
            "offers": [offer(term) for term in can["terms"]],
            "owed": {menu.partition(".")[2]: list(moves) for menu, moves in owed.items()},
            "lines": [
                {"by": line.by, "capital": line.menu.partition(".")[0], "deed": line.move, "reply": line.deed,
                 "crossed": line.crossed >= 0}
                for line in position.lines
            ],
            "can_forbid": [
                {"capital": menu.partition(".")[0], "deeds": list(deeds)}
                for menu, deeds in can["lines"].items() if deeds
            ],
            "can_threaten": list(can["answers"]),
            "refused": list(self.refused[capital]),
        }  # fmt: skip

    def counted(self, player: Player, answer: Answer | None, fault: str) -> Turn:
        """Let an answer count: what it says, then what it chooses; a fault is written down, and the rules move."""
        capital, name = player.capital, player.agent.name
        self.refused[capital] = ()
        if answer is None:
            self.table.failed(capital, fault)
            return Turn(capital, name, fault, player.complaint, ())
        self.refused[capital] = tuple(self.unsaid(capital, answer))
        self.table.choose(capital, answer.month, answer.word, answer.deed)
        return Turn(capital, name, "", "", self.refused[capital])

    def unsaid(self, capital: str, answer: Answer) -> Iterator[str]:
        """Let all be said that an answer says to others; yield what of it cannot be, and why."""
        for said, request in requests_in(answer):
            try:
                for reader in request.get("to", ()):
                    check_capital(reader, "to")
                self.table.act(capital, request)
            except UsageProblem as problem:
                yield f"{said}: {problem.what}"


def requests_in(answer: Answer) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what an answer says to others as a seat asks for it, each with a name for it: answers to deals first."""
    for reply in answer.answers:
        yield f"{reply.answer} {reply.deal}", {"act": reply.answer, "deal": reply.deal}
    for term in answer.proposals:
        yield f"propose {term}", {"act": "propose", "term": term}
    for line in answer.lines:
        request = {"act": "line", "menu": f"{line.capital}.deed", "move": line.deed, "deed": line.reply}
        yield f"red line on {line.capital} {line.deed}", request
    for note in answer.messages:
        to = [] if note.to == TO_ALL else [note.to]
        yield f"message to {note.to}", {"act": "note", "to": to, "text": note.text}


def offer(term: str) -> dict[str, Any]:
    """Return a deal that can be proposed, with what each side owes by it."""
    deal = TERMS[term]
    parts = [
        {"capital": part.capital, "kind": part.kind, "moves": list(part.moves), "months": part.months}
        for part in deal.owed
    ]
    return {"term": term, "parties": list(deal.parties), "parts": parts}
