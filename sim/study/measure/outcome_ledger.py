"""What an outcome is, a ledger of outcomes, and those of a user: functions, checked and carried along as text."""

from __future__ import annotations

import ast
import builtins
import inspect
import re
import sys
import textwrap
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, partial
from types import ModuleType
from typing import Any, ClassVar, Final

import numpy as np
import numpy.typing as npt

from sim.arrays import Flags
from sim.errors import Problem, UsageProblem, known_names, one_line
from sim.game.numbers.entry import OURS
from sim.game.policies import POLICIES
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


def history_of_zeros(shape: tuple[int, int] = (1, 1), against: LineUp = ()) -> History:
    """Return a history of zeros, `shape` each, also under each line-up that is asked for; it holds what was asked."""
    zeros = np.zeros(shape)
    return History(
        defaultdict(lambda: zeros), facing=against, seconds=defaultdict(lambda: History(defaultdict(lambda: zeros)))
    )


def asked_of(read: Read) -> tuple[str, ...]:
    """Return which series something reads of a history, in order of name."""
    return asked_of_both(read)[0]


def asked_of_both(read: Read, shape: tuple[int, int] = (1, 1)) -> Asked:
    """Return which series something reads of a history, and which of the same worlds under each second line-up."""
    made = history_of_zeros(shape)
    with np.errstate(all="ignore"):
        read(made)
    return tuple(sorted(made.state)), {line_up: tuple(sorted(other.state)) for line_up, other in made.seconds.items()}


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
        made = values_of(name, of, history_of_zeros(PROBE, against))
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
        got = "one value" if made.ndim == 0 else f"an array of shape {made.shape}"
        raise UsageProblem(f"it returned {got} for {worlds[0]} worlds", where, WANTED)
    if made.dtype.kind not in "biuf":
        raise UsageProblem(f"it returned values of the kind {made.dtype}", where, "Return true or false, or numbers.")
    return made


@dataclass(frozen=True)
class Code:
    """A function as the text of a module that defines it alone; `sealed` code was read from a folder and is not run."""

    text: str
    sealed: bool = False
    key: ClassVar[str] = "python"

    def __call__(self, history: History) -> Any:
        """Return what the function returns; raises UsageProblem where it is sealed."""
        if self.sealed:
            remedy = "Read it, and give the outcome again with sim.Outcome."
            raise UsageProblem("the outcome is Python code that came with results", "its text in the manifest", remedy)
        return self.function(history)

    @cached_property
    def function(self) -> Read:
        """The function, made when it is first called."""
        space: dict[str, Any] = {}
        exec(compile(self.text, "<outcome>", "exec"), space)
        found: Read = space[next(each.name for each in ast.parse(self.text).body if isinstance(each, ast.FunctionDef))]
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        return Code, (self.text, self.sealed)


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
        remedy = "Write it as a function with def, in a file or a notebook."
        raise UsageProblem("it has no source that could be kept with results or sent to workers", where, remedy)
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


Columns = dict[str, npt.NDArray[Any]]
Names = tuple[tuple[str, str], ...]
NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
DTYPES_OF_KINDS: Final = {"flag": "bool", "number": "float64", "state": "int8"}
LISTER: Final = "sim run core --json"
"""The command that writes every outcome by its name."""


@dataclass(frozen=True, repr=False)
class Outcome:
    """What a world comes to: `of(history)` gives one value a world, `(worlds,)`; `meaning` is one sentence.

    A flag is true or false; a number has a `unit`; a state is the place of a name among `names`, pairs of a name and
    its meaning. What is `shown` stands in the tables and bars of a run. A flag that is `part_of` a state is true where
    the state has its `place`, and has no column of its own. `source` says where the formula comes from.

    An outcome `against` a second line-up, policies by key, also reads `history.against`: the same worlds, in the same
    luck and with the same Kim, levers and numbers, with these policies in the place of their own.

    A user's own needs a name, a meaning and a function, which is tried at once; its kind is that of what it returns.
    Raises UsageProblem for one that cannot be.

    >>> calm = Outcome("calm", "Tension stayed below 4.", lambda history: (history.tension < 4).all(axis=0))
    >>> calm.kind, calm.label
    ('flag', 'calm')
    """

    name: str
    meaning: str
    of: Callable[[History], Any] = field(repr=False)
    kind: str = ""
    label: str = ""
    unit: str = ""
    names: Names = ()
    dtype: str = ""
    shown: bool = False
    part_of: str = ""
    place: int = -1
    source: str = OURS
    own: bool = True
    against: LineUp | Mapping[str, str] = ()

    def __post_init__(self) -> None:
        fill = partial(object.__setattr__, self)
        if not isinstance(self.against, Mapping | tuple):
            remedy = 'Give policies by key, as in {"washington.policy": "engagement"}.'
            raise UsageProblem(f"{self.against!r} is no line-up", f"outcome '{self.name}', against", remedy)
        fill("against", tuple(sorted(dict(self.against).items())))
        if self.own:
            check_words(self.name, self.meaning)
            check_against(self.name, dict(self.against))
            fill("kind", self.kind or kind_of(self.name, self.of, self.line_up))
            fill("shown", self.kind == "flag")
        fill("label", self.label or self.name.replace("_", " "))
        fill("dtype", self.dtype or DTYPES_OF_KINDS[self.kind])

    def __reduce__(self) -> tuple[Any, ...]:
        kept = replace(self, of=portable(self.name, self.of))
        return Outcome, tuple(getattr(kept, each.name) for each in fields(Outcome))

    @property
    def line_up(self) -> LineUp:
        """The second line-up as a tuple, in order of the keys; empty where it has none."""
        assert isinstance(self.against, tuple)
        return self.against

    @property
    def text(self) -> str:
        """The formula or the source of a user's own, as it is kept; raises UsageProblem where it has none."""
        return str(portable(self.name, self.of).text)

    def kept(self) -> dict[str, Any]:
        """Return a user's own as plain data, as it is hashed and kept; raises UsageProblem where it has no source."""
        of = portable(self.name, self.of)
        kept: dict[str, Any] = {"name": self.name, of.key: str(of.text)}
        kept |= {"meaning": self.meaning, "label": self.label, "unit": self.unit}
        kept |= {"against": dict(self.against)} if self.against else {}
        return kept | ({"kind": self.kind} if of.key == "python" else {})

    def __repr__(self) -> str:
        # What stands for it in the identity of an analysis, so no address in memory.
        try:
            formula = self.text if self.own else self.home
        except UsageProblem:
            formula = self.home
        return f"Outcome({self.name!r}, {self.meaning!r}, {formula!r})"

    @property
    def home(self) -> str:
        """The file that holds the formula, and the function in it where that has a name."""
        function = getattr(self.of, "func", self.of)
        file = getattr(function, "__module__", "").replace(".", "/") + ".py"
        name = getattr(function, "__name__", "<lambda>")
        return file if "<" in name else f"{file}, {name}"

    def values(self, history: History) -> npt.NDArray[Any]:
        """Return its column, `(worlds,)`; raises UsageProblem where a user's function gives none."""
        history = replace(history, facing=self.line_up) if self.against else history
        made = values_of(self.name, self.of, history) if self.own else self.of(history)
        return np.asarray(made).astype(self.dtype)

    def read(self, columns: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[Any]:
        """Return its values from the columns of some worlds, `(worlds,)`."""
        if self.part_of:
            return np.asarray(columns[self.part_of] == self.place)
        return np.asarray(columns[self.name])


Wanted = str | Outcome
"""An outcome: one of the ledger by its name, or a user's own."""


def name_of(wanted: Wanted) -> str:
    """Return the name of an outcome."""
    return wanted if isinstance(wanted, str) else wanted.name


def plain_name(state: str) -> str:
    """Return the name of a state as it is typed: `regime_collapse`."""
    return state.replace("é", "e").replace(" ", "_")


def check_words(name: str, meaning: str) -> None:
    """Refuse a name that no column can have, and an outcome without a meaning; raises UsageProblem."""
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise UsageProblem(f"{name!r} is no name of an outcome", "outcome", "Use small letters, digits and _.")
    if not isinstance(meaning, str) or not meaning.strip():
        raise UsageProblem("it has no meaning", f"outcome '{name}'", "Say in one sentence what it means.")


def check_against(name: str, against: Mapping[str, str]) -> None:
    """Refuse a second line-up that cannot be played in the same luck; raises UsageProblem with what to change."""
    where = f"outcome '{name}', against"
    for key, policy in against.items():
        capital, _, what = str(key).partition(".")
        if capital not in POLICIES or what != "policy":
            remedy = 'Name policies alone, as in { "washington.policy" = "engagement" }.'
            what = "a second line-up has the calendar, the horizon, the numbers, the levers and the Kim of the first"
            raise UsageProblem(f"'{key}' is no policy: {what}", where, remedy)
        if policy not in POLICIES[capital]:
            known = known_names(f"policy of {capital} that ships", str(policy), POLICIES[capital])
            raise UsageProblem(f"{capital.capitalize()} cannot be put on '{policy}' there", where, known)


class Ledger(dict[str, Outcome]):
    """Outcomes by name, which cannot be changed; those of a user come after those of the project."""

    def _fixed(self, *_: Any, **__: Any) -> Any:
        remedy = "Give your own beside them, as in outcomes=[sim.Outcome(name, meaning, f)]."
        raise UsageProblem("the outcomes of the project cannot be changed", "outcomes", remedy)

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _fixed

    def __reduce__(self) -> tuple[type[Ledger], tuple[dict[str, Outcome]]]:
        """Return how a copy is made: at once, since no item can be set."""
        return Ledger, (dict(self),)

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """Return the names of all of a kind that have a column, in order."""
        return tuple(name for name, each in self.items() if each.kind == kind and not each.part_of)

    @cached_property
    def flags(self) -> tuple[str, ...]:
        """The flags that have a column."""
        return self.of_kind("flag")

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The numbers."""
        return self.of_kind("number")

    @cached_property
    def probabilities(self) -> tuple[str, ...]:
        """What has a probability: flags, and final states by their plain names."""
        return (*self.flags, *(name for name, each in self.items() if each.part_of))

    @cached_property
    def known(self) -> tuple[str, ...]:
        """What can be asked for: probabilities and numbers."""
        return (*self.probabilities, *self.numbers)

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """The flags that stand in the tables and bars of a run; unlike final states they overlap."""
        return tuple(name for name in self.flags if self[name].shown)

    def named(self, text: Wanted, where: str = "outcome", among: Sequence[str] = ()) -> Outcome:
        """Return an outcome by its name, or a final state as it is written; raises UsageProblem with the nearest."""
        name = text.name if isinstance(text, Outcome) else plain_name(text.strip()) if isinstance(text, str) else ""
        known = among or self.known
        if name not in known:
            said = f"'{text}'" if isinstance(text, str) else repr(text)
            lacks = "mean or probability" if name in self and self[name].kind == "state" else "probability"
            other = f"the outcome {said} is a {self[name].kind}, and has no {lacks}" if name in self else ""
            remedy = known_names(f"outcome that has a {lacks}" if other else "outcome", name, known, LISTER)
            raise UsageProblem(other or f"there is no outcome {said}", where, remedy)
        return self[name]

    def label(self, wanted: Wanted) -> str:
        """Return an outcome as a sentence, a title or an axis names it; what is no outcome has its own name."""
        name = name_of(wanted)
        found = wanted if isinstance(wanted, Outcome) else self.get(name) or self.get(plain_name(name))
        return found.label if found else name.replace("_", " ")

    def flag(self, columns: Columns, outcome: Wanted) -> Flags:
        """Return where a flag or a final state happened, `(worlds,)`; raises UsageProblem for anything else."""
        return np.asarray(self.named(outcome, among=self.probabilities).read(columns), dtype=np.bool_)

    def columns(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """Return the columns that a part holds for some outcomes, in a fixed order; states are always there."""
        asked = set(wanted)
        return (*self.of_kind("state"), *(name for name in (*self.flags, *self.numbers) if name in asked))

    def wanted(self, names: Iterable[str]) -> tuple[Wanted, ...]:
        """Return names as the runner takes them: a user's outcomes as values."""
        return tuple(self[name] if self[name].own else name for name in names)
