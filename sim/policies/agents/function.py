"""A function in plain Python as an agent: its process runs a user's file and answers each month.

`sim.policies.agents.table` starts the process. Text that the file prints goes to standard error.
"""

from __future__ import annotations

import builtins
import dis
import inspect
import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import zip_longest
from numbers import Integral
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, Final

from sim.core.base.errors import nearest
from sim.core.base.plain import Data
from sim.core.game.language import Move
from sim.policies.fields import ANSWERS, Kind, fields_of, is_omniscient, record_of
from sim.policies.user_rules import menus_of, name_move, unseen

GENERATORS: Final = ("Random", "SystemRandom", "Generator", "RandomState")


class Late(BaseException):
    """A choice that takes too long; the function's own `except Exception` does not catch it."""


class Waiting(Late):
    """A choice that lets its time pass without using the processor, as by sleeping."""


class Unseen(BaseException):
    """The reading of a field that the capital does not see; neither the function's own `except
    Exception` nor a default of `getattr` catches it.
    """


class FunctionFault(Exception):
    """A fault of the file in words, with its line."""


class Chooser:
    """What a capital's function or agent is shown of a month, and how its choice is read."""

    def __init__(self, capital: str, kind: Kind, omniscient: bool = False) -> None:
        self.menus = tuple(menus_of(capital, kind).values())
        fields = fields_of(capital, kind, omniscient)

        def refuse(view: Any, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)  # Python itself asks any object for such names
            raise Unseen(*unseen(capital, name, fields))

        self.record = record_of("View", fields, __getattr__=refuse)
        self.kinds = [field.kind for field in fields.values()]

    def view(self, values: Sequence[float]) -> Any:
        """Return the view of a month, which refuses to be read for what the capital does not see."""
        return self.record(
            *(
                value if kind is float else kind(int(value))
                for kind, value in zip(self.kinds, values, strict=True)
            )
        )

    def places(self, choice: Any, line: int) -> list[int]:
        """Return the places of a choice on the menus; raises FunctionFault, which names the line of
        the function, for one that is on none.
        """
        moves = choice if len(self.menus) > 1 and isinstance(choice, tuple | list) else [choice]
        places = [place_of(move, menu) for move, menu in zip(moves, self.menus, strict=False)]
        if len(moves) != len(self.menus) or None in places:
            pairs = zip_longest(moves[: len(self.menus)], self.menus)
            example = ", ".join(
                name_move(menu, move if isinstance(move, str) else 0) for move, menu in pairs
            )
            raise FunctionFault(f"it returned {choice!r:.80}: write return {example}", line)
        return [place for place in places if place is not None]


def method_of(agent: object) -> tuple[Kind, Callable[[Any], Any]]:
    """Return what an agent chooses, and the method that answers a view."""
    return next(
        (kind, getattr(agent, name)) for name, kind in ANSWERS.items() if hasattr(agent, name)
    )


def answer_of(agent: Any, view: Any) -> Any:
    """Return the answer of an agent to a view; its draws are the same in every run of the world."""
    if hasattr(agent, "random"):
        agent.random.seed(view.luck)
    return method_of(agent)[1](view)


def code_line(function: Callable[..., Any]) -> int:
    """Return the line of a function in its file, 0 where it has none."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    return code.co_firstlineno if code else 0


class Function:
    """The function or the class of agents of a file, with its memory of each world."""

    def __init__(self, greeting: Data) -> None:
        code = compile(greeting["text"], greeting["file"], "exec", dont_inherit=True)
        module = sys.modules["policy"] = ModuleType("policy")
        exec(code, vars(module))
        check_names(code, vars(module))
        function, self.capital = getattr(module, greeting["function"]), greeting["capital"]
        omniscient = is_omniscient(greeting["text"])
        self.chooser = Chooser(self.capital, greeting["kind"], omniscient)
        self.make: Any = function if isinstance(function, type) else None
        self.draws = "random" in greeting["text"]
        self.minds: dict[int, Callable[[Any], Any]] = {}
        """For each world what answers a view: the function with its memory, or the method of an
        agent.
        """
        if self.make is None:
            second = list(inspect.signature(function, eval_str=True).parameters.values())[1:2]
            hint = second[0].annotation if second else None
            self.memory_of: Any = dict if hint is inspect.Parameter.empty else hint
            self.function, self.line = function, code_line(function)
        else:
            self.line = code_line(method_of(function)[1])

    def mind_of_a_world(self) -> Callable[[Any], Any]:
        """Return what answers the views of a world that nobody has asked about."""
        if self.make is not None:
            alone = getattr(self.make, "alone", None)
            agent = alone(self.capital) if alone else self.make()
            return lambda view: answer_of(agent, view)
        if self.memory_of is None:
            answer: Callable[[Any], Any] = self.function
            return answer
        memory = self.memory_of()
        return lambda view: self.function(view, memory)

    def choose(self, world: int, values: list[Any]) -> list[int]:
        """Return the choice for a world, as places on the menus; raises FunctionFault for none, and
        any error of the function.
        """
        view = self.chooser.view(values)
        if self.draws:  # the same draws in every run of the world
            random.seed(view.luck)
            if "numpy" in sys.modules:
                sys.modules["numpy"].random.seed(int(view.luck * 2**32))
        if world not in self.minds:
            self.minds[world] = self.mind_of_a_world()
        return self.chooser.places(self.minds[world](view), self.line)


def fault_of(error: BaseException, greeting: Data) -> tuple[str, int]:
    """Return an error in words, and the line of the file in which it came up."""
    if isinstance(error, FunctionFault):
        text, line = error.args
        return text, line
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno or 0 for frame in frames if frame.filename == greeting["file"]]
    late = f"no answer within {greeting['seconds']:g} s"
    late += ", in which it waited" if isinstance(error, Waiting) else ""
    text = late if isinstance(error, Late) else f"{type(error).__name__}: {error}"[:300]
    if isinstance(error, Unseen):
        text = error.args[0]
    return text, lines[-1] if lines else 0


def check_names(code: CodeType, names: Data) -> None:
    """Refuse unknown names, and generators that all worlds would share; raises FunctionFault."""
    for name, line in global_names(code):
        if name not in names and not hasattr(builtins, name):
            raise FunctionFault(f"there is no '{name}' here.{nearest(name, names)}", line)
        if (kind := type(names.get(name)).__name__) in GENERATORS:
            message = f"it uses '{name}', a {kind} that was made outside of it: all worlds share it"
            raise FunctionFault(
                f"{message}; draws of random and numpy.random are seeded for each", line
            )


def global_names(code: CodeType) -> Iterator[tuple[str, int]]:
    """Yield the names that functions look for outside of themselves, each with its line."""
    for step in dis.get_instructions(code):
        if step.opname == "LOAD_GLOBAL":
            line = step.positions.lineno if step.positions else None
            yield step.argval, line or code.co_firstlineno
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from global_names(inner)


def place_of(value: Any, menu: type[Move]) -> int | None:
    """Return the place on a menu of a move, of its name or of its number; None if it is on none."""
    if isinstance(value, str):
        value = menu.__members__.get(value.upper().replace(" ", "_"))
    if isinstance(value, Move):
        return int(value) if isinstance(value, menu) else None
    is_number = isinstance(value, Integral) and not isinstance(value, bool)
    return int(value) if is_number and 0 <= int(value) < len(menu) else None


def raise_late(*_: Any) -> None:
    """Raise Late at the point that the function has reached."""
    raise Late


IDLE: Final = 0.01
"""The share of a time limit that a choice uses the processor at least, if it does not wait: a busy
machine gives it more.
"""


def limit(seconds: float) -> None:
    """Limit the seconds of processor time from here on, 0 for no limit; past it Late is raised, and
    Waiting if the clock alone has reached it.
    """
    began = time.process_time()

    def raise_waiting(*_: Any) -> None:
        if time.process_time() - began < IDLE * seconds:
            raise Waiting

    with suppress(AttributeError):  # a system without such a clock leaves it to the other end
        signal.signal(signal.SIGPROF, raise_late)
        signal.setitimer(signal.ITIMER_PROF, seconds)
        signal.signal(signal.SIGALRM, raise_waiting)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def main() -> None:
    """Read the file, then views of worlds month by month; answer each with a choice or a fault."""
    source, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def answer(**reply: Any) -> None:
        out.write(json.dumps(reply).encode() + b"\n")
        out.flush()

    greeting = json.loads(source.readline())
    try:
        function = Function(greeting)
    except BaseException as error:
        fault, line = fault_of(error, greeting)
        return answer(month=greeting["month"], fault=fault, line=line, over=True)
    answer(month=greeting["month"])
    left = greeting["most_late"]
    for question in map(json.loads, source):
        try:
            limit(greeting["seconds"])
            places = function.choose(question["world"], question["view"])
            limit(0.0)
            answer(month=question["month"], places=places)
        except (Exception, Late, Unseen) as error:
            limit(0.0)
            fault, line = fault_of(error, greeting)
            left -= isinstance(error, Late)
            # One that waits would make every world wait.
            left = -1 if isinstance(error, Waiting) else left
            place = f" ({Path(greeting['file']).name}, line {line})" if line else ""
            is_last = left < 0 and not isinstance(error, Waiting)
            last = f", the last of {greeting['most_late'] + 1}" if is_last else ""
            if isinstance(error, Unseen):
                last = f": {error.args[1][0].lower()}{error.args[1][1:]}"
            when = f"{greeting['function']} in month {question['month']}: "
            answer(month=question["month"], fault=when + fault + place + last, over=left < 0)


if __name__ == "__main__":
    main()
