"""The process in which a function outside the subset chooses: it reads months, and writes a choice
for each world.

It is started by `sim.policies.agents.python_rules`. What the function prints goes nowhere.
"""

from __future__ import annotations

import inspect
import json
import os
import random
import signal
import struct
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import zip_longest
from numbers import Integral
from types import ModuleType
from typing import IO, Any, Final

from sim.core.engine.records import hints_of
from sim.core.game.language import Move
from sim.core.game.view import View
from sim.policies.user_rules import menus_of

FILE: Final = "<policy>"
FIELDS: Final = hints_of(View)
OTHERS: Final = tuple(
    (place, kind) for place, kind in enumerate(FIELDS.values()) if kind is not float
)
"""The fields of a view that are no floats, by their places, with what they are."""


class Chooser:
    """The function of a text, with what it remembers of each world."""

    def __init__(self, said: dict[str, Any]) -> None:
        module = sys.modules["policy"] = ModuleType("policy")
        exec(compile(said["text"], FILE, "exec", dont_inherit=True), vars(module))
        self.function: Callable[..., Any] = getattr(module, said["function"])
        self.menus = tuple(menus_of(said["capital"], said["kind"]).values())
        takes = list(inspect.signature(self.function).parameters.values())
        hint = takes[1].annotation if len(takes) > 1 else None
        self.memory_of: Callable[[], Any] | None = dict if hint is inspect.Parameter.empty else hint
        self.line: int = getattr(inspect.unwrap(self.function), "__code__").co_firstlineno  # noqa: B009
        self.seconds: float = said["seconds"]
        self.draws = "random" in said["text"]
        self.memories: dict[int, Any] = {}

    def choice(self, world: int, values: tuple[float, ...]) -> list[int]:
        """Return what the function chooses for a world; raises whatever it raises, and ValueError
        for no choice.
        """
        fields: list[Any] = list(values)
        for place, kind in OTHERS:
            fields[place] = kind(int(fields[place]))
        view = View(*fields)
        if (
            self.draws
        ):  # what it draws without the view's luck is the same in every run of the world too
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
        values = (
            [chosen]
            if len(self.menus) == 1
            else list(chosen)
            if isinstance(chosen, tuple | list)
            else []
        )
        if len(values) != len(self.menus) or not all(map(fits, values, self.menus)):
            wanted = ", ".join(
                meant(value, menu)
                for value, menu in zip_longest(values[: len(self.menus)], self.menus)
            )
            raise ValueError(f"it returned {chosen!r:.80}: write return {wanted}")
        return [int(value) for value in values]


def fits(value: Any, menu: type[Move]) -> bool:
    """Say whether a value is a move of a menu, or the place of one."""
    if isinstance(value, Move):
        return isinstance(value, menu)
    return (
        isinstance(value, Integral) and not isinstance(value, bool) and 0 <= int(value) < len(menu)
    )


def meant(value: Any, menu: type[Move]) -> str:
    """Return what to write for a choice from a menu: the move of that name, where a text names
    one.
    """
    name = value.upper().replace(" ", "_") if isinstance(value, str) else ""
    return f"{menu.__name__}.{name if name in menu.__members__ else menu(0).name}"


class Late(BaseException):
    """A choice that takes longer than it may; no `except Exception` of the function's catches
    it.
    """


@contextmanager
def limit_seconds(seconds: float) -> Iterator[None]:
    """Let something take so many seconds; raises Late. A system without such a clock leaves it to
    who asks.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)


def late(*_: Any) -> None:
    """Raise Late, where the function is at the moment."""
    raise Late


def trouble(error: BaseException, chooser: Chooser | None = None) -> dict[str, Any]:
    """Return an error as it is told: in words, with the line of the text in which it came up, or of
    the function.
    """
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == FILE
    ]
    if chooser and isinstance(error, Late):
        return {
            "error": f"no answer within {chooser.seconds:g} s",
            "line": lines[-1] if lines else 0,
            "late": True,
        }
    said = (
        str(error)
        if type(error) is ValueError and not lines
        else f"{type(error).__name__}: {error}"
    )
    return {"error": said[:300], "line": lines[-1] if lines else chooser.line if chooser else 0}


def answer(out: IO[bytes], said: dict[str, Any]) -> None:
    """Write one line."""
    out.write(json.dumps(said).encode() + b"\n")
    out.flush()


def main() -> None:
    """Read the function, then month by month what each world sees; answer each with a choice or an
    error.
    """
    source, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        chooser = Chooser(json.loads(source.readline()))
    except BaseException as error:
        answer(out, trouble(error))
        return
    answer(out, {"ready": True})
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, late)
    row = struct.Struct(f"={len(FIELDS)}d")
    while line := source.readline():
        for world in json.loads(line):
            values = row.unpack(source.read(row.size))
            try:
                with limit_seconds(chooser.seconds):
                    found = {"choice": chooser.choice(world, values)}
            except (Exception, Late) as error:
                found = trouble(error, chooser)
            answer(out, found)


if __name__ == "__main__":
    main()
