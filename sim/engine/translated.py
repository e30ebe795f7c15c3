"""The rules of a game, translated once: lowered, printed for each engine, and their fingerprint."""

from __future__ import annotations

import hashlib
from functools import cache, cached_property

from sim.engine import to_cpp, to_numpy
from sim.engine.lower import Program
from sim.engine.records import flat, places_of
from sim.engine.source import Game, read


class Translation:
    """A game in the forms that the engines need; each is made when it is first asked for."""

    def __init__(self, game: Game) -> None:
        self.game = game
        self.program = Program(game)

    @cached_property
    def cpp(self) -> str:
        """The rules as C++."""
        return to_cpp.program_text(self.program)

    @cached_property
    def rules(self) -> dict[str, str]:
        """Each rule as Python on arrays, by name: what it says, without comments, docstrings and layout."""
        return to_numpy.texts_of(self.program)

    @cached_property
    def numpy(self) -> str:
        """The rules as Python on arrays."""
        return "\n".join(self.rules.values())

    @cached_property
    def fingerprint(self) -> str:
        """A hash of what the rules say and of the numbers' defaults; comments, docstrings and layout leave it."""
        said = [self.numpy]
        for record in (self.game.world, self.game.now, self.game.numbers):
            said += [repr([(place.name, place.letter) for place in places_of(record)]), repr(flat(record()))]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()


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
