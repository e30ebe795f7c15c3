"""What a request may say: strict models, in which an unknown field, a NaN or a wrong type is refused."""

from __future__ import annotations

import re
from typing import Annotated, Final, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from sim.errors import UsageProblem, one_line
from sim.study.run.worlds import MOST_SEED

MOST_WORLDS: Final = 10_000
"""Worlds of one request, all line-ups together."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Client = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,40}$")]
Changes = Annotated[dict[Key, bool | float | Key], Field(max_length=64)]


def within_seeds(text: str) -> str:
    """Return the digits of a seed; raises ValueError for other texts and for one that is too large."""
    if re.fullmatch("[0-9]{1,19}", text) is None or int(text) > MOST_SEED:
        raise ValueError(f"a seed is a whole number from 0 to {MOST_SEED}")
    return text


Seed = Annotated[str, StringConstraints(max_length=64), AfterValidator(within_seeds)]
"""A seed travels as its digits: JavaScript holds no whole number beyond 2⁵³."""


class Asked(BaseModel):
    """The base of all requests."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, frozen=True)


class Side(Asked):
    """A scenario of the shelf with some things changed: one line-up of the page."""

    scenario: Name
    changes: Changes = Field(default_factory=dict)


class ControlsAsked(Asked):
    """Which scenario's controls to show."""

    scenario: Name


class WorldsAsked(Asked):
    """One or two line-ups to play under the same luck, and the world to trace.

    `client` names the page that asks: a later request of a page supersedes its earlier one.
    """

    client: Client
    sides: Annotated[list[Side], Field(min_length=1, max_length=2)]
    worlds: Annotated[int, Field(ge=1, le=MOST_WORLDS)]
    seed: Seed
    world: Annotated[int, Field(ge=0, lt=MOST_WORLDS)] = 0

    @model_validator(mode="after")
    def bounded(self) -> Self:
        """Refuse more worlds than one request may have."""
        if self.worlds * len(self.sides) > MOST_WORLDS:
            raise ValueError(f"ask for {MOST_WORLDS // len(self.sides)} worlds or fewer a line-up")
        return self


class ExportAsked(Asked):
    """The scenario to write out, with the worlds and the seed of its command line."""

    side: Side
    worlds: Annotated[int, Field(ge=1, le=MOST_WORLDS)]
    seed: Seed


class StoryAsked(Asked):
    """One world whose story to tell."""

    client: Client
    side: Side
    seed: Seed
    world: Annotated[int, Field(ge=0, lt=MOST_WORLDS)]


T = TypeVar("T", bound=Asked)
REMEDY: Final = "Change it, or load the page again."
OWN: Final = "Value error, "
"""What pydantic puts before a sentence of our own."""


def what_is_wrong(where: str, said: str) -> str:
    """Return what a model says of a field as a sentence for people, which names the field."""
    if said.startswith(OWN):
        return said.removeprefix(OWN)
    for subject in ("Input", "String", "Dictionary", "List"):
        if said.startswith(f"{subject} "):
            return f"'{where}'{said.removeprefix(subject)}"
    return f"'{where}': {said}"


def asked(kind: type[T], body: bytes) -> T:
    """Return what a body asks for; raises UsageProblem that names the first field that is wrong."""
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = one_line(".".join(str(part) for part in first["loc"]) or "the request")
        raise UsageProblem(what_is_wrong(where, one_line(first["msg"])), where, REMEDY) from None
    except (ValueError, RecursionError):
        raise UsageProblem("the request is not JSON that can be read", "the request", "Send JSON.") from None
