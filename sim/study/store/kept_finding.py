"""The finding of an analysis as its file in a folder of results holds it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from sim.core.base.errors import MismatchProblem
from sim.core.base.plain import Data

REMEDY: Final = "Name a folder that a command of sim has written to with -o."


class Kept(BaseModel):
    """A part of a finding: no unknown key, no value of another kind."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class KeptTable(Kept):
    """A table, its rows as people read them."""

    name: str
    caption: str
    main: bool
    heads: list[str]
    rows: list[list[str]]


class KeptFigure(Kept):
    """A figure: its file in the folder, its title, and how to read it."""

    file: str
    title: str
    reading: str


class KeptFinding(Kept):
    """A finding: its sentences, tables, figures and notes as people read them, and its numbers."""

    analysis: str
    sentences: list[str]
    tables: list[KeptTable]
    figures: list[KeptFigure]
    notes: list[str]
    data: Data


def finding_from(content: bytes, path: Path) -> KeptFinding:
    """Return a finding from bytes that have the hash of the manifest; raises MismatchProblem with the
    key that does not fit, for no analysis writes such a file.
    """
    try:
        return KeptFinding.model_validate_json(content)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(map(str, fault["loc"]))
        raise MismatchProblem(
            f"this is no finding: {key + ': ' if key else ''}{fault['msg'][:90]}", str(path), REMEDY
        ) from None
