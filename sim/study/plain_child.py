"""The process in which a function outside the subset chooses: it reads months, and writes a choice for each world.

It is started by `sim.study.plain`. What the function prints goes nowhere.
"""

from __future__ import annotations

import inspect
import json
import os
import random
import struct
import sys
import traceback
from collections.abc import Callable
from types import ModuleType
from typing import IO, Any, Final

from sim.engine.own import menus_of
from sim.engine.records import hints_of
from sim.game.language import Move
from sim.game.view import View

FILE: Final = "<policy>"
FIELDS: Final = hints_of(View)
OTHERS: Final = tuple((place, kind) for place, kind in enumerate(FIELDS.values()) if kind is not float)
"""The fields of a view that are no floats, by their places, with what they are."""


class Chooser:
    """The function of a text, with what it remembers of each world."""

    def __init__(self, said: dict[str, Any]) -> None:
        module = sys.modules["policy"] = ModuleType("policy")
        exec(compile(said["text"], FILE, "exec", dont_inherit=True), vars(module))
        self.function: Callable[..., Any] = getattr(module, said["function"])
        self.menus = menus_of(said["capital"], said["kind"])
        takes = list(inspect.signature(self.function).parameters.values())
        hint = takes[1].annotation if len(takes) > 1 else None
        self.memory_of: Callable[[], Any] | None = dict if hint is inspect.Parameter.empty else hint
        self.draws = "random" in said["text"]
        self.memories: dict[int, Any] = {}

    def choice(self, world: int, values: tuple[float, ...]) -> list[int]:
        """Return what the function chooses for a world; raises whatever it raises, and ValueError for no choice."""
        fields: list[Any] = list(values)
        for place, kind in OTHERS:
            fields[place] = kind(int(fields[place]))
        view = View(*fields)
        if self.draws:  # what it draws without the view's luck is the same in every run of the world too
            random.seed(view.luck)
            if "numpy" in sys.modules:
                sys.modules["numpy"].random.seed(int(view.luck * 2**32))
        if self.memory_of is None:
            return self.places(self.function(view))
        if world not in self.memories:
            self.memories[world] = self.memory_of()
        return self.places(self.function(view, self.memories[world]))

    def places(self, chosen: Any) -> list[int]:
        """Return a choice as places on the menus; raises ValueError for what is on none."""
        values = [chosen] if len(self.menus) == 1 else list(chosen) if isinstance(chosen, tuple | list) else []
        fits = len(values) == len(self.menus) and all(
            isinstance(value, menu) if isinstance(value, Move) else type(value) is int and 0 <= value < len(menu)
            for value, menu in zip(values, self.menus, strict=True)
        )
        if not fits:
            wanted = " and a ".join(menu.__name__ for menu in self.menus)
            raise ValueError(f"it returned {chosen!r:.80}: return a {wanted}")
        return [int(value) for value in values]


def trouble(error: BaseException) -> dict[str, Any]:
    """Return an error as it is told: in words, with the line of the text in which it came up."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == FILE]
    said = str(error) if type(error) is ValueError and not lines else f"{type(error).__name__}: {error}"
    return {"error": said[:300], "line": lines[-1] if lines else 0}


def answer(out: IO[bytes], said: dict[str, Any]) -> None:
    """Write one line."""
    out.write(json.dumps(said).encode() + b"\n")
    out.flush()


def main() -> None:
    """Read the function, then month by month what each world sees; answer each with a choice or an error."""
    source, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        chooser = Chooser(json.loads(source.readline()))
    except BaseException as error:
        answer(out, trouble(error))
        return
    answer(out, {"ready": True})
    row = struct.Struct(f"={len(FIELDS)}d")
    while line := source.readline():
        for world in json.loads(line):
            values = row.unpack(source.read(row.size))
            try:
                answer(out, {"choice": chooser.choice(world, values)})
            except Exception as error:
                answer(out, trouble(error))


if __name__ == "__main__":
    main()
