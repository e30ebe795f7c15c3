"""A user's own outcomes: functions that are checked and kept as text."""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import accumulate
from types import ModuleType
from typing import Any, ClassVar, Final

from sim.core.base.errors import UsageProblem
from sim.core.base.plain import Data
from sim.core.outcomes import catalogue
from sim.core.outcomes.catalogue import Read
from sim.core.outcomes.history import History
from sim.policies import door

PACKAGES: Final = frozenset({"numpy", "scipy", "pandas", "sim"})
"""Packages besides Python's library from which a function may take names: every worker has them."""

PLAIN: Final = (bool, int, float, str, type(None))
UNREAD_TYPES: Final = "from __future__ import annotations"
"""The first line of a kept function: the types in its head need not be known where it runs."""

INSIDE: Final = "Write it inside the function, or as a plain number or text."


@dataclass(frozen=True)
class Code:
    """A function as the text of a module that defines only it; `sealed` code was read from a folder
    and is never run.
    """

    text: str
    sealed: bool = False
    key: ClassVar[str] = "python"

    def __call__(self, history: History) -> Any:
        """Call the function on a history and return its result; raises UsageProblem if the code is
        sealed.
        """
        if self.sealed:
            remedy = "Read it, and give the outcome again with sim.Outcome."
            raise UsageProblem(
                "the outcome is Python code that came with results",
                "its text in the manifest",
                remedy,
            )
        return self.function(history)

    @cached_property
    def function(self) -> Read:
        """The function, made when it is first called."""
        door.ask("an outcome in Python")
        space: Data = {}
        exec(compile(self.text, "<outcome>", "exec"), space)
        function: Read = space[
            next(
                node.name for node in ast.parse(self.text).body if isinstance(node, ast.FunctionDef)
            )
        ]
        return function

    def __reduce__(self) -> tuple[Any, ...]:
        return Code, (self.text, self.sealed)


def portable(name: str, read: Read) -> Any:
    """Return a function as an object with a `text` that can be pickled and kept; raises
    UsageProblem.
    """
    return read if hasattr(read, "text") else Code(write_function(name, read))


def write_function(name: str, read: Read) -> str:
    """Return the text of a module that defines a function and the outside names that it uses.

    The function stands in it as its author wrote it, because the text is its identity. Only
    modules, names of Python's own library, NumPy, SciPy, pandas and sim, and plain values can be
    used from outside. Raises UsageProblem.
    """
    location, source = f"outcome '{name}'", ""
    try:
        source = textwrap.dedent(inspect.getsource(read))
        (tree,) = ast.parse(source).body
    except (OSError, TypeError, SyntaxError, ValueError):
        tree = None
    if not isinstance(tree, ast.FunctionDef) or tree.decorator_list:
        remedy = "Write it as a function with def, in a file or a notebook."
        raise UsageProblem(
            "it has no source that could be kept with results or sent to workers", location, remedy
        )
    closure = inspect.getclosurevars(read)
    outside: Mapping[str, Any] = {**getattr(read, "__globals__", {}), **closure.nonlocals}
    lines = [
        line_for(free_name, outside[free_name], location)
        for free_name in sorted(free_in(tree))
        if free_name in outside
    ]
    # Releases of Python disagree on which comments after a function are a part of its source.
    code = source.split("\n")[tree.lineno - 1 : tree.end_lineno]
    return "\n".join([UNREAD_TYPES, *lines, *code]) + "\n"


def is_shared(module: str) -> bool:
    """Say whether every worker has a module."""
    root = module.partition(".")[0]
    return (
        root != "__main__"
        and module in sys.modules
        and (root in PACKAGES or root in sys.stdlib_module_names)
    )


def free_in(tree: ast.FunctionDef) -> set[str]:
    """Return the names that a function takes from outside; annotations are left out, for nothing
    reads them.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in names if not isinstance(node.ctx, ast.Load)}
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    bound |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    return {node.id for node in names} - bound - set(dir(builtins))


def line_for(name: str, value: Any, location: str) -> str:
    """Return the line that defines an outside name of a function; raises UsageProblem for a value
    that cannot be kept.
    """
    if isinstance(value, ModuleType) and is_shared(value.__name__):
        return f"import {value.__name__} as {name}"
    if isinstance(value, PLAIN) or (
        isinstance(value, tuple) and all(isinstance(item, PLAIN) for item in value)
    ):
        return f"{name} = {value!a}"
    # Which module defines a name changes between releases: the outermost that has it does not.
    module = getattr(value, "__module__", None) or type(value).__module__
    public_name = getattr(value, "__name__", "")
    for place in accumulate(module.split("."), "{}.{}".format):
        if is_shared(place) and getattr(sys.modules[place], public_name, None) is value:
            return f"from {place} import {public_name} as {name}"
    raise UsageProblem(
        f"it uses '{name}', which cannot be kept with results or sent to workers", location, INSIDE
    )


class Outcome(catalogue.Outcome):
    """A user's own outcome: `of(history)` gives one value for each world, `(worlds,)`; `meaning` is
    one sentence.

    It needs a name, a meaning and a function, which is tried at once; its kind is that of the
    function's result. Raises UsageProblem for an invalid outcome.

    >>> calm = Outcome("calm", "Tension stayed below 4.", lambda history: (history.tension < 4).all(axis=0))
    >>> calm.kind, calm.label
    ('flag', 'calm')
    """

    def __reduce__(self) -> tuple[Any, ...]:
        portable_outcome = replace(self, of=portable(self.name, self.of))
        return type(self), tuple(getattr(portable_outcome, entry.name) for entry in fields(self))

    @property
    def text(self) -> str:
        """The formula or the source of a user's own outcome, as it is kept; raises UsageProblem if
        it has none.
        """
        return str(portable(self.name, self.of).text)

    def kept(self) -> Data:
        """Return a user's own outcome as plain data, as it is hashed and kept; raises UsageProblem
        if it has no source.
        """
        code = portable(self.name, self.of)
        entries: Data = {"name": self.name, code.key: str(code.text)}
        entries |= {"meaning": self.meaning, "label": self.label, "unit": self.unit}
        entries |= {"against": dict(self.against)} if self.against else {}
        return entries | ({"kind": self.kind} if code.key == "python" else {})

    def __repr__(self) -> str:
        # The identity of an analysis includes this text, so it holds no address in memory.
        try:
            formula = self.text if self.is_own else self.home
        except UsageProblem:
            formula = self.home
        return f"Outcome({self.name!r}, {self.meaning!r}, {formula!r})"
