"""What a seat can say beside its words and deeds, and how much of it: the shape of requests and of what is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from sim.engine.external_agents import FAULTS
from sim.errors import UsageProblem, one_line
from sim.game.catalogue import CAPITALS

MOST_TEXT: Final = 500
"""Characters of a note."""

MOST_NOTES: Final = 20
"""Notes and proposals of a capital in a month."""

MOST_ACTS: Final = 1000
"""Acts of a capital in a game, so that a saved game stays bounded."""

Capital = Annotated[str, Field(pattern=f"^({'|'.join(CAPITALS)})$")]
Name = Annotated[str, Field(min_length=1, max_length=40)]


class Base(BaseModel):
    """One act: who did it, and in which month, counted from 0."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    month: Annotated[int, Field(ge=0, le=600)]
    by: Capital


class Note(Base):
    """A note to some capitals, or in public where it is addressed to nobody."""

    act: Literal["note"] = "note"
    to: Annotated[list[Capital], Field(max_length=3)]
    text: Annotated[str, Field(min_length=1, max_length=MOST_TEXT)]

    @model_validator(mode="after")
    def check_readers(self) -> Note:
        """Refuse a note to oneself, or twice to one capital."""
        if self.by in self.to or len(set(self.to)) < len(self.to):
            raise ValueError("a note goes once to each of the other capitals")
        if not self.text.strip():
            raise ValueError("the note is empty")
        return self


class Proposal(Base):
    """A deal is put on the table, by a party or by a go-between. A party signs what it proposes."""

    act: Literal["propose"] = "propose"
    term: Name


class Reply(Base):
    """A party accepts a deal, declines it, or breaks one that is in force; deals are numbered from 0."""

    act: Literal["accept", "decline", "break"]
    deal: Annotated[int, Field(ge=0, le=10_000)]


class RedLine(Base):
    """A red line said in public: if this capital does this deed or a harder one, we do that."""

    act: Literal["line"] = "line"
    menu: Name
    move: Name
    deed: Name


class Course(Base):
    """A capital declares in public what it is about; from the next month on it is."""

    act: Literal["course"] = "course"
    course: Name


class News(BaseModel):
    """News that the teacher let happen."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    month: Annotated[int, Field(ge=0, le=600)]
    act: Literal["news"] = "news"
    name: Name


class Fault(Base):
    """A month in which a program gave no move for its capital, and why: the rules moved for it."""

    why: Annotated[str, Field(pattern=f"^({'|'.join(FAULTS[1:])})$")]


Act = Note | Proposal | Reply | RedLine | Course
ACTS: Final[TypeAdapter[Act]] = TypeAdapter(Annotated[Act, Field(discriminator="act")])


def act_from(request: Mapping[str, Any], month: int, capital: str) -> Act:
    """Return what a seat asks for as an act of its capital; raises UsageProblem for what is none."""
    if not isinstance(request, Mapping) or not {"month", "by"}.isdisjoint(request):
        raise UsageProblem("that is no act", "act", "Send what the page sends.")
    try:
        return ACTS.validate_python({**request, "month": month, "by": capital})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"][1:])) or "act"
        about_text = request.get("act", "note") == "note"
        remedy = f"A note has 1 to {MOST_TEXT} characters." if about_text else "Send what the page of a seat sends."
        raise UsageProblem(one_line(first["msg"]), where, remedy) from None


def check_bounds(acts: Sequence[Act]) -> None:
    """Raise UsageProblem where a capital has said more in a month, or in a game, than a seat may."""
    messages = Counter((act.by, act.month) for act in acts if isinstance(act, Note | Proposal))
    if messages and max(messages.values()) > MOST_NOTES:
        raise UsageProblem(f"{MOST_NOTES} notes a month are the most", "note", "Wait for the next month.")
    said = Counter(act.by for act in acts)
    if said and max(said.values()) > MOST_ACTS:
        raise UsageProblem(f"{MOST_ACTS} notes and answers a game are the most", "act", "Choose your moves.")
