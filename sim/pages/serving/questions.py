"""What a request may say: JSON of a known shape, and a plain word on the first thing that is wrong."""

from __future__ import annotations

import json
from typing import Any, Final, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from sim.errors import UsageProblem, one_line


class Asked(BaseModel):
    """The base of all requests."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, frozen=True)


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


def plain_object(body: bytes, most: int) -> dict[str, Any]:
    """Return a body of at most so many bytes that is a JSON object of any shape; raises UsageProblem."""
    if len(body) > most:
        raise UsageProblem("the request is too long", "the request", f"Send {most} bytes or fewer.")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise UsageProblem("the request is not JSON that can be read", "the request", "Send JSON.") from None
    if not isinstance(found, dict):
        raise UsageProblem("the request is no object", "the request", "Send a JSON object.")
    return found
