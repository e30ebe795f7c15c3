"""The vocabulary of the project as data: one term for each thing."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name("glossary.toml")


@dataclass(frozen=True)
class Term:
    """An entry of the glossary; the head of `glossary.toml` describes each field."""

    word: tuple[str, ...]
    meaning: str
    field: str = ""
    source: str = ""
    code: str = ""
    also: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All names under which a reader may look the term up, the terms first."""
        return self.word + self.also + self.avoid


@cache
def glossary() -> tuple[Term, ...]:
    """Read the terms in the order of the file, which is alphabetical."""
    terms = tomllib.loads(FILE.read_text(encoding="utf-8"))["term"]
    return tuple(Term(**{name: _frozen(cell) for name, cell in term.items()}) for term in terms)


def _frozen(cell: Any) -> Any:
    """Return a list as a tuple, and a text as it is."""
    return tuple(cell) if isinstance(cell, list) else cell
