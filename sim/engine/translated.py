"""The rules of a game, translated once: lowered, printed for each engine, and their fingerprint."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path

from sim.engine import to_cpp, to_numpy
from sim.engine.lower import Program
from sim.engine.records import flat, places_of
from sim.engine.source import OWN, WORDS_FROM, Game, read
from sim.engine.toolchain import cache_folder


class Translation:
    """A game in the forms that the engines need; each is made when it is first asked for."""

    def __init__(self, game: Game) -> None:
        self.game = game

    @cached_property
    def program(self) -> Program:
        """The game, lowered."""
        return Program(self.game)

    @cached_property
    def cpp(self) -> str:
        """The rules as C++."""
        return self._texts[1]

    @cached_property
    def rules(self) -> dict[str, str]:
        """Each rule as Python on arrays, by name: what it says, without comments, docstrings and layout."""
        texts = self._texts[2:]
        return dict(zip(texts[::2], texts[1::2], strict=True))

    @cached_property
    def numpy(self) -> str:
        """The rules as Python on arrays."""
        return "\n".join(self.rules.values())

    @cached_property
    def fingerprint(self) -> str:
        """A hash of what the rules say and of the numbers' defaults; comments, docstrings and layout leave it."""
        return self._texts[0]

    @cached_property
    def _texts(self) -> list[str]:
        """The fingerprint, the C++, then name and text of each rule."""
        # Of the games that ship they are kept between commands: to lower it takes a third of a second.
        # So are those with a user's rule: the name of their module stands for all that it says.
        ours = self.game.package in (WORDS_FROM, OWN) or self.game.package.startswith(f"{WORDS_FROM}.")
        return kept(self.game.module, self._translated) if ours else self._translated()

    def _translated(self) -> list[str]:
        rules = to_numpy.texts_of(self.program)
        said = ["\n".join(rules.values())]
        for record in (self.game.world, self.game.now, self.game.numbers):
            said += [repr([(place.name, place.letter) for place in places_of(record)]), repr(flat(record()))]
        fingerprint = hashlib.sha256("\n".join(said).encode()).hexdigest()
        return [fingerprint, to_cpp.program_text(self.program), *(text for pair in rules.items() for text in pair)]


HERE = Path(__file__).parent
BETWEEN = "\0"


def kept(module: str, make: Callable[[], list[str]]) -> list[str]:
    """Return texts made from the sources of game and engine: those kept beside the kernels, else made and kept now."""
    folder = cache_folder() / "translations"
    path = folder / hashlib.sha256(module.encode() + sources()).hexdigest()
    with suppress(OSError, UnicodeDecodeError):
        found = path.read_bytes().decode()
        if found[:64] == hashlib.sha256(found[64:].encode()).hexdigest():
            return found[64:].split(BETWEEN)
    made = make()
    content = BETWEEN.join(made)
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f"{path.name}.{os.getpid()}"
        draft.write_bytes((hashlib.sha256(content.encode()).hexdigest() + content).encode())
        draft.replace(path)
        for old in sorted(folder.iterdir(), key=lambda each: each.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
    return made


KEPT = 32
"""Translations that are kept, of as many states of the sources."""


def sources() -> bytes:
    """Return the sources of game and engine, with their names, and the Python that reads them."""
    files = sorted(path for folder in (HERE, HERE.parent / "game") for path in folder.rglob("*.py"))
    parts = [sys.version.encode(), *(part for path in files for part in (str(path.name).encode(), path.read_bytes()))]
    return b"\0".join(parts)


@cache
def translation(game: Game) -> Translation:
    """Return a game translated."""
    return Translation(game)


def fingerprint() -> str:
    """Return the fingerprint of the game that ships.

    It is a hash of the rules as every engine plays them, of what a world, a month and the ledger hold, and of their
    defaults. Comments, docstrings and layout leave it as it is.
    """
    return translation(read()).fingerprint


def said() -> dict[str, str]:
    """Return what the game that ships says: each rule as text by name, and what a world and its months hold."""
    made = translation(read())
    held = [repr((places_of(record), flat(record()))) for record in (made.game.world, made.game.now)]
    return made.rules | {"of what a world holds": "\n".join(held)}
