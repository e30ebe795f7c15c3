"""Outcomes of a user's own: functions of a history, checked, and carried to workers and folders as text."""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, ClassVar, Final

import numpy as np
import numpy.typing as npt

from sim.errors import Problem, UsageProblem, one_line
from sim.scenario.policy_text import is_shared
from sim.study.measure.history import History, LineUp

Read = Callable[[History], Any]
Asked = tuple[tuple[str, ...], dict[LineUp, tuple[str, ...]]]
"""The series that are read of worlds, and of the same worlds under each second line-up."""

PROBE: Final = (600, 2)
"""The months and worlds of the empty history on which a function is tried before anything is played."""


PLAIN: Final = (bool, int, float, str, type(None))
WANTED: Final = "Return one value a world, as (history.tension < 4).all(axis=0) does."
INSIDE: Final = "Write it inside the function, or as a plain number or text."


class Probe(dict[str, npt.NDArray[np.float64]]):
    """Series of zeros that note who asks for them, `shape` each."""

    def __init__(self, shape: tuple[int, int] = (1, 1)) -> None:
        self.zeros = np.zeros(shape)

    def __missing__(self, name: str) -> npt.NDArray[np.float64]:
        self[name] = self.zeros
        return self.zeros


class Seconds(dict[LineUp, History]):
    """Histories of zeros under every line-up that somebody asks for, which note what is asked of each."""

    def __init__(self, shape: tuple[int, int]) -> None:
        self.shape = shape

    def __missing__(self, line_up: LineUp) -> History:
        self[line_up] = History(Probe(self.shape))
        return self[line_up]


def asked_of(read: Read, shape: tuple[int, int] = (1, 1)) -> tuple[str, ...]:
    """Return which series something reads of a history, in order of name."""
    return asked_of_both(read, shape)[0]


def asked_of_both(read: Read, shape: tuple[int, int] = (1, 1)) -> Asked:
    """Return which series something reads of a history, and which of the same worlds under each second line-up."""
    probe, seconds = Probe(shape), Seconds(shape)
    with np.errstate(all="ignore"):
        read(History(probe, seconds=seconds))
    return tuple(sorted(probe)), {line_up: tuple(sorted(other.state)) for line_up, other in seconds.items()}


def merge(found: Iterable[Asked]) -> Asked:
    """Return what several things read together."""
    own: set[str] = set()
    seconds: dict[LineUp, set[str]] = {}
    for names, others in found:
        own.update(names)
        for line_up, theirs in others.items():
            seconds.setdefault(line_up, set()).update(theirs)
    return tuple(sorted(own)), {line_up: tuple(sorted(names)) for line_up, names in sorted(seconds.items())}


def kind_of(name: str, of: Read, against: LineUp = ()) -> str:
    """Return whether a function gives flags or numbers, as it does on an empty history; raises UsageProblem."""
    with np.errstate(all="ignore"):
        made = values_of(name, of, History(Probe(PROBE), seconds=Seconds(PROBE), facing=against))
    return "flag" if made.dtype == np.bool_ else "number"


def values_of(name: str, of: Read, history: History) -> npt.NDArray[Any]:
    """Return what a user's function gives for each world, `(worlds,)`; raises UsageProblem for anything else."""
    where = f"outcome '{name}'"
    try:
        made = np.asarray(of(history))
    except Problem:
        raise
    except Exception as error:
        raise UsageProblem(f"it fails with {type(error).__name__}: {one_line(str(error))}", where, WANTED) from None
    worlds = history.lived.shape
    if made.shape != worlds:
        raise UsageProblem(f"it returned {result_text(made)} for {worlds[0]} worlds", where, WANTED)
    if made.dtype.kind not in "biuf":
        raise UsageProblem(f"it returned values of the kind {made.dtype}", where, "Return true or false, or numbers.")
    return made


def result_text(made: npt.NDArray[Any]) -> str:
    """Return what a function returned, in words."""
    return "one value" if made.ndim == 0 else f"an array of shape {made.shape}"


@dataclass(frozen=True)
class Code:
    """A function as the text of a module that defines it alone; `sealed` code was read from a folder and is not run."""

    text: str
    sealed: bool = False
    key: ClassVar[str] = "python"
    _kept: dict[str, Read] = field(default_factory=dict, compare=False, repr=False)

    def __call__(self, history: History) -> Any:
        """Return what the function returns; raises UsageProblem where it is sealed."""
        if self.sealed:
            raise UsageProblem(
                "the outcome is Python code that came with results", "its text in the manifest",
                "Read it, and give the outcome again with sim.Outcome.",
            )  # fmt: skip
        if not self._kept:
            space: dict[str, Any] = {}
            exec(compile(self.text, "<outcome>", "exec"), space)
            self._kept["of"] = space[name_in(self.text)]
        return self._kept["of"](history)

    def __reduce__(self) -> tuple[Any, ...]:
        return Code, (self.text, self.sealed)


def name_in(text: str) -> str:
    """Return the name of the function that a text defines."""
    return next(each.name for each in ast.parse(text).body if isinstance(each, ast.FunctionDef))


def portable(name: str, of: Read) -> Any:
    """Return a function as something with a `text` that can be pickled and kept; raises UsageProblem."""
    return of if hasattr(of, "text") else Code(write_function(name, of))


def write_function(name: str, of: Read) -> str:
    """Return a function as text that stands alone, with what it uses from outside; raises UsageProblem.

    Only modules, names of Python's own library, NumPy, SciPy, pandas and sim, and plain values can come along.
    """
    where = f"outcome '{name}'"
    try:
        (tree,) = ast.parse(textwrap.dedent(inspect.getsource(of))).body
    except (OSError, TypeError, SyntaxError, ValueError):
        tree = None
    if not isinstance(tree, ast.FunctionDef) or tree.decorator_list:
        raise UsageProblem(
            "it has no source that could be kept with results or sent to workers", where,
            "Write it as a function with def, in a file or a notebook.",
        )  # fmt: skip
    known = inspect.getclosurevars(of)
    outside: Mapping[str, Any] = {**getattr(of, "__globals__", {}), **known.nonlocals}
    lines = [line_for(each, outside[each], where) for each in sorted(free_in(tree)) if each in outside]
    return "\n".join([*lines, ast.unparse(tree)]) + "\n"


def free_in(tree: ast.FunctionDef) -> set[str]:
    """Return the names that a function takes from outside; annotations are left out, for nothing reads them."""
    for each in ast.walk(tree):
        if isinstance(each, ast.arg):
            each.annotation = None
        elif isinstance(each, ast.FunctionDef):
            each.returns = None
    names = [each for each in ast.walk(tree) if isinstance(each, ast.Name)]
    bound = {each.id for each in names if not isinstance(each.ctx, ast.Load)}
    bound |= {each.arg for each in ast.walk(tree) if isinstance(each, ast.arg)}
    bound |= {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)}
    return {each.id for each in names} - bound - set(dir(builtins))


def line_for(name: str, value: Any, where: str) -> str:
    """Return the line that gives a function a name from outside; raises UsageProblem for what cannot come along."""
    if isinstance(value, ModuleType) and is_shared(value.__name__):
        return f"import {value.__name__} as {name}"
    if isinstance(value, PLAIN) or (isinstance(value, tuple) and all(isinstance(each, PLAIN) for each in value)):
        return f"{name} = {value!r}"
    module, own = getattr(value, "__module__", None) or "", getattr(value, "__qualname__", "")
    if is_shared(module) and getattr(sys.modules[module], own, None) is value:
        return f"from {module} import {own} as {name}"
    raise UsageProblem(f"it uses '{name}', which cannot be kept with results or sent to workers", where, INSIDE)
