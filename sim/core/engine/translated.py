"""The rules of a game, translated once: lowered, printed for each engine, and their fingerprint."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from dataclasses import fields
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from sim.core.engine import to_cpp, to_numpy
from sim.core.engine.cache import cache_folder, keep_file
from sim.core.engine.lower import LoweredGame
from sim.core.engine.records import flat, hints_of, places_of
from sim.core.engine.source import OWN_PACKAGE, WORDS_FROM, Game, hash_of, read_game
from sim.core.engine.steps import Ex, If


class Translation:
    """A game in the forms that the engines need; each is made when it is first asked for."""

    def __init__(self, game: Game) -> None:
        self.game = game

    @cached_property
    def program(self) -> LoweredGame:
        """The game, lowered."""
        return LoweredGame(self.game)

    @cached_property
    def cpp(self) -> str:
        """The rules as C++."""
        return self._texts[1]

    @cached_property
    def rules(self) -> dict[str, str]:
        """Each rule as Python on arrays, by name, and the begin and the month."""
        return dict(zip(self._texts[2::3], self._texts[3::3], strict=True))

    @cached_property
    def computed(self) -> dict[str, str]:
        """The hash of the computation of each rule, by its name, and of the contents of a world and
        a month.
        """
        computed = dict(zip(self._texts[2::3], self._texts[4::3], strict=True))
        return computed | {"of what a world holds": held_by(self.game)}

    @cached_property
    def numpy(self) -> str:
        """The rules as Python on arrays."""
        return "\n".join(self.rules.values())

    @cached_property
    def fingerprint(self) -> str:
        """A hash of the computation of the begin and the month and of all defaults, independent of
        the layout of the rules.
        """
        return self._texts[0]

    @cached_property
    def _texts(self) -> list[str]:
        """The fingerprint, the C++, then for each rule its name, its text and the hash of its
        computation.
        """
        # Of the games that ship they are kept between commands: to lower it takes a third of a
        # second. So are those with a user's rule: the name of their module stands for all that it
        # says.
        is_keepable = self.game.package in (
            WORDS_FROM,
            OWN_PACKAGE,
        ) or self.game.package.startswith(f"{WORDS_FROM}.")
        return keep_texts(self.game.module, self._translated) if is_keepable else self._translated()

    def _translated(self) -> list[str]:
        computed = hashes_of(self.program)
        rows = [
            (name, text, computed[name]) for name, text in to_numpy.texts_of(self.program).items()
        ]
        numbers = repr(flat(self.game.numbers()))
        fingerprint = hash_of(
            computed["the begin"], computed["the month"], held_by(self.game), numbers
        )
        return [
            fingerprint,
            to_cpp.program_text(self.program),
            *(text for rule in rows for text in rule),
        ]


def hashes_of(program: LoweredGame) -> dict[str, str]:
    """Return the hash of the computation of each rule, the begin and the month, by name; a called
    rule counts by its hash.

    The names of rules, parameters, locals and fields of records are no part of it. The number and
    order of the places of a record are, and so is the order of additions, which decides the last
    bit.
    """
    hashes: dict[str, str] = {}
    for low in program.rules.values():
        numbered = {name: f"n{place}" for place, name in enumerate(low.rule.parameters)}
        hashes[low.name] = hash_of(
            repr([canonical_text(step, numbered, hashes) for step in low.steps])
        )
    parameters = {name: f"n{place}" for place, name in enumerate(program.game.month.parameters)}
    hashes["the begin"] = hash_of(repr(canonical_text(program.begin, dict(parameters), hashes)))
    hashes["the month"] = hash_of(
        repr([canonical_text(step, dict(parameters), hashes) for step in program.month])
    )
    return hashes


def canonical_text(part: Any, numbered: dict[str, str], hashes: dict[str, str]) -> Any:
    """Return a step or an expression of a rule with numbers in the place of names, in the order in
    which they come.
    """
    match part:
        case Ex("name", [name]) | str(name):
            return numbered.setdefault(name, f"n{len(numbered)}")
        case Ex("field", [record, name]):
            return canonical_text(record, numbered, hashes), list(
                hints_of(record.kind.record)
            ).index(name)
        case Ex("call", [callee, *arguments]):
            return hashes[callee.name], [
                canonical_text(item, numbered, hashes) for item in arguments
            ]
        case Ex("fresh", _, kind):
            return contents_of(kind.record) if kind.record else "fresh"
        case Ex("constant" | "word", [value, *arguments], kind):
            return (
                part.do,
                kind.name,
                repr(value),
                [canonical_text(item, numbered, hashes) for item in arguments],
            )
        case Ex(do, parts, kind):
            return do, kind.size, [canonical_text(item, numbered, hashes) for item in parts]
        case If(_, condition, _, yes, no):
            return canonical_text(condition, numbered, hashes), *(
                [canonical_text(s, numbered, hashes) for s in b] for b in (yes, no)
            )
        case list():
            return [canonical_text(item, numbered, hashes) for item in part]
    return type(part).__name__, [
        canonical_text(getattr(part, field.name), numbered, hashes)
        for field in fields(part)
        if field.name != "mask"
    ]


def contents_of(record: type) -> str:
    """Return the kinds and the defaults of the places of a record, as text."""
    return repr(["".join(place.letter for place in places_of(record)), flat(record())])


def held_by(game: Game) -> str:
    """Return the hash of the contents of a world and a month."""
    return hash_of(contents_of(game.world), contents_of(game.now))


HERE = Path(__file__).parent
BETWEEN = "\0"


def keep_texts(module: str, make: Callable[[], list[str]]) -> list[str]:
    """Return texts made from the sources of game and engine: those kept beside the kernels, else
    made and kept now.
    """
    name = hashlib.sha256(module.encode() + sources()).hexdigest()
    path = cache_folder() / "translations" / name
    content = keep_file(
        path, "translation", lambda: BETWEEN.join(make()).encode(), MOST_TRANSLATIONS
    )
    return content.decode().split(BETWEEN)


MOST_TRANSLATIONS = 32
"""Translations that are kept, of as many states of the sources."""


def sources() -> bytes:
    """Return the sources of game and engine, with their names, and the Python that reads them."""
    files = sorted(path for folder in (HERE, HERE.parent / "game") for path in folder.rglob("*.py"))
    parts = [
        sys.version.encode(),
        *(part for path in files for part in (path.name.encode(), path.read_bytes())),
    ]
    return b"\0".join(parts)


@cache
def translation(game: Game) -> Translation:
    """Return a game translated."""
    return Translation(game)


def fingerprint() -> str:
    """Return the fingerprint of the game that ships.

    It is a hash of the computation of its rules, of the contents of a world, a month and the
    parameters, and of their defaults. The names, the layout and the files of the rules are no part
    of it.
    """
    return translation(read_game()).fingerprint
