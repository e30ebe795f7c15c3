"""The class of outcomes and their catalogue; a user's own outcome is a function, checked and kept
as text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from sim.core.base.arrays import Flags
from sim.core.base.errors import Problem, UsageProblem, known_names, one_line
from sim.core.engine import OUTPUTS, PLACES
from sim.core.game.catalogue import MOVES
from sim.core.game.parameters.entry import OUR_ASSUMPTION
from sim.core.game.policies import POLICIES
from sim.core.outcomes.history import History, PolicyProfile, no_series

Read = Callable[[History], Any]
SeriesRead = tuple[tuple[str, ...], dict[PolicyProfile, tuple[str, ...]]]
"""The series that are read of worlds, and of the same worlds under each second profile."""

PROBE: Final = (600, 2)
"""The months and worlds of the empty history on which a function is tried before anything is
played.
"""


RETURN_REMEDY: Final = "Return one value a world, as (history.tension < 4).all(axis=0) does."


def history_of_zeros(shape: tuple[int, int] = (1, 1), facing: PolicyProfile = ()) -> History:
    """Return a history of zeros, `shape` each, under every profile; its mappings record the series
    that are read.
    """
    zeros = np.zeros(shape)
    return History(
        defaultdict(lambda: zeros),
        facing=facing,
        seconds=defaultdict(lambda: History(defaultdict(lambda: zeros))),
    )


def asked_of(read: Read) -> tuple[str, ...]:
    """Return which series something reads of a history, in order of name."""
    return asked_of_both(read)[0]


def asked_of_both(read: Read, shape: tuple[int, int] = (1, 1)) -> SeriesRead:
    """Return which series something reads of a history, and which of the same worlds under each
    second profile.
    """
    history = history_of_zeros(shape)
    with np.errstate(all="ignore"):
        read(history)
    return tuple(sorted(history.state)), {
        profile: tuple(sorted(other.state)) for profile, other in history.seconds.items()
    }


def merge(readings: Iterable[SeriesRead]) -> SeriesRead:
    """Return the union of several sets of series that are read, by profile."""
    first: set[str] = set()
    seconds: dict[PolicyProfile, set[str]] = {}
    for names, others in readings:
        first.update(names)
        for profile, others_names in others.items():
            seconds.setdefault(profile, set()).update(others_names)
    return tuple(sorted(first)), {
        profile: tuple(sorted(names)) for profile, names in sorted(seconds.items())
    }


def kind_of(name: str, read: Read, facing: PolicyProfile = ()) -> str:
    """Return whether a function gives flags or numbers, as it does on an empty history; raises
    UsageProblem.
    """
    with np.errstate(all="ignore"):
        values = values_of(name, read, history_of_zeros(PROBE, facing))
    return "flag" if values.dtype == np.bool_ else "number"


def values_of(name: str, read: Read, history: History) -> npt.NDArray[Any]:
    """Return the values of a user's function, `(worlds,)`; raises UsageProblem if it fails or has
    another shape or type.
    """
    location = f"outcome '{name}'"
    try:
        values = np.asarray(read(history))
    except Problem:
        raise
    except Exception as error:
        raise UsageProblem(
            f"it fails with {type(error).__name__}: {one_line(str(error))}", location, RETURN_REMEDY
        ) from None
    worlds = history.lived.shape
    if values.shape != worlds:
        got = "one value" if values.ndim == 0 else f"an array of shape {values.shape}"
        raise UsageProblem(f"it returned {got} for {worlds[0]} worlds", location, RETURN_REMEDY)
    if values.dtype.kind not in "biuf":
        raise UsageProblem(
            f"it returned values of the kind {values.dtype}",
            location,
            "Return true or false, or numbers.",
        )
    return values


Columns = dict[str, npt.NDArray[Any]]
Names = tuple[tuple[str, str], ...]
NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,59}")
DTYPES_OF_KINDS: Final = {"flag": "bool", "number": "float64", "state": "int8"}
LISTER: Final = "docs/parameters.md"
"""The command that writes every outcome by its name."""


@dataclass(frozen=True, repr=False)
class Outcome:
    """An outcome: `of(history)` gives one value a world, `(worlds,)`; `meaning` is one sentence.

    A flag is true or false; a number has a `unit`; a state is an index into `names`, pairs of a
    name and its meaning. An outcome with `in_tables` stands in the tables and bars of a run. A flag
    that is `part_of` a state is true if the state equals its `place`, and has no column of its own.
    `source` is the source of the formula.

    An outcome `against` a second profile, policies by key, also reads `history.against`: the same
    worlds, with the same random draws, type of Kim, levers and parameters, under these policies
    instead of their own.
    """

    name: str
    meaning: str
    of: Callable[[History], Any] = field(repr=False)
    kind: str = ""
    label: str = ""
    unit: str = ""
    names: Names = ()
    dtype: str = ""
    in_tables: bool = False
    part_of: str = ""
    place: int = -1
    source: str = OUR_ASSUMPTION
    is_own: bool = True
    against: PolicyProfile | Mapping[str, str] = ()

    def __post_init__(self) -> None:
        fill = partial(object.__setattr__, self)
        if not isinstance(self.against, Mapping | tuple):
            remedy = 'Give policies by key, as in {"washington.policy": "engagement"}.'
            raise UsageProblem(
                f"{self.against!r} is no profile", f"outcome '{self.name}', against", remedy
            )
        fill("against", tuple(sorted(dict(self.against).items())))
        if self.is_own:
            check_words(self.name, self.meaning)
            check_against(self.name, dict(self.against))
            fill("kind", self.kind or kind_of(self.name, self.of, self.profile))
            fill("in_tables", self.kind == "flag")
        fill("label", self.label or self.name.replace("_", " "))
        fill("dtype", self.dtype or DTYPES_OF_KINDS[self.kind])

    @property
    def profile(self) -> PolicyProfile:
        """The second profile as a tuple, in order of the keys; empty if it has none."""
        assert isinstance(self.against, tuple)
        return self.against

    def __repr__(self) -> str:
        return f"Outcome({self.name!r}, {self.meaning!r}, {self.home!r})"

    @property
    def home(self) -> str:
        """The file that holds the formula, and the function in it where that has a name."""
        function = getattr(self.of, "func", self.of)
        file = getattr(function, "__module__", "").replace(".", "/") + ".py"
        name = getattr(function, "__name__", "<lambda>")
        return file if "<" in name else f"{file}, {name}"

    def values(self, history: History) -> npt.NDArray[Any]:
        """Return its column, `(worlds,)`; raises UsageProblem if a user's function gives none."""
        history = replace(history, facing=self.profile) if self.against else history
        column = values_of(self.name, self.of, history) if self.is_own else self.of(history)
        return np.asarray(column).astype(self.dtype)

    def read(self, columns: Mapping[str, npt.NDArray[Any]]) -> npt.NDArray[Any]:
        """Return its values from the columns of some worlds, `(worlds,)`."""
        if self.part_of:
            return np.asarray(columns[self.part_of] == self.place)
        return np.asarray(columns[self.name])


OutcomeOrName = str | Outcome
"""An outcome: a built-in one by its name, or a user's own."""


def name_of(choice: OutcomeOrName) -> str:
    """Return the name of an outcome."""
    return choice if isinstance(choice, str) else choice.name


def plain_name(state: str) -> str:
    """Return the name of a state as it is typed: `regime_collapse`."""
    return state.replace("é", "e").replace(" ", "_").replace("-", "_")


def check_words(name: str, meaning: str) -> None:
    """Refuse a name that no column can have, and an outcome without a meaning; raises
    UsageProblem.
    """
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise UsageProblem(
            f"{name!r} is no name of an outcome", "outcome", "Use small letters, digits and _."
        )
    if not isinstance(meaning, str) or not meaning.strip():
        raise UsageProblem(
            "it has no meaning", f"outcome '{name}'", "Give its meaning in one sentence."
        )


def check_against(name: str, policies: Mapping[str, str]) -> None:
    """Raise UsageProblem for a second profile that cannot share the random draws, with the remedy."""
    location = f"outcome '{name}', against"
    for key, policy in policies.items():
        capital, _, key_kind = str(key).partition(".")
        if capital not in POLICIES or key_kind != "policy":
            remedy = 'Name policies alone, as in { "washington.policy" = "engagement" }.'
            text = "a second profile has the calendar, the horizon, the parameters and the Kim of the first"
            raise UsageProblem(f"'{key}' is no policy: {text}", location, remedy)
        if policy not in POLICIES[capital]:
            remedy = known_names(f"policy of {capital} that ships", str(policy), POLICIES[capital])
            raise UsageProblem(
                f"{capital.capitalize()} cannot be put on '{policy}' there", location, remedy
            )


class Catalogue(dict[str, Outcome]):
    """Outcomes by name, which cannot be changed; those of a user come after those of the
    project.
    """

    def _fixed(self, *_: Any, **__: Any) -> Any:
        remedy = "Give your own beside them, as in outcomes=[sim.Outcome(name, meaning, f)]."
        raise UsageProblem("the outcomes of the project cannot be changed", "outcomes", remedy)

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _fixed

    def __reduce__(self) -> tuple[type[Catalogue], tuple[dict[str, Outcome]]]:
        """Return how a copy is made: at once, since no item can be set."""
        return Catalogue, (dict(self),)

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """Return the names of all of a kind that have a column, in order."""
        return tuple(
            name for name, outcome in self.items() if outcome.kind == kind and not outcome.part_of
        )

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
        """The names of outcomes with a probability: flags, and final states by their plain names."""
        return (*self.flags, *(name for name, outcome in self.items() if outcome.part_of))

    @cached_property
    def askable(self) -> tuple[str, ...]:
        """The names of outcomes that a user can ask for: probabilities and numbers."""
        return (*self.probabilities, *self.numbers)

    @cached_property
    def table_flags(self) -> tuple[str, ...]:
        """The flags that stand in the tables and bars of a run; unlike final states they
        overlap.
        """
        return tuple(name for name in self.flags if self[name].in_tables)

    def find(
        self, text: OutcomeOrName, location: str = "outcome", among: Sequence[str] = ()
    ) -> Outcome:
        """Return an outcome by its name, or a final state as it is written; raises UsageProblem
        with the nearest.
        """
        name = (
            text.name
            if isinstance(text, Outcome)
            else plain_name(text.strip())
            if isinstance(text, str)
            else ""
        )
        choices = among or self.askable
        if name not in choices:
            quoted = f"'{text}'" if isinstance(text, str) else repr(text)
            lacks = (
                "mean or probability"
                if name in self and self[name].kind == "state"
                else "probability"
            )
            other = (
                f"the outcome {quoted} is a {self[name].kind}, and has no {lacks}"
                if name in self
                else ""
            )
            remedy = known_names(
                f"outcome that has a {lacks}" if other else "outcome", name, choices, LISTER
            )
            raise UsageProblem(other or f"there is no outcome {quoted}", location, remedy)
        return self[name]

    def label(self, choice: OutcomeOrName) -> str:
        """Return the label of an outcome for a sentence, a title or an axis; an unknown name stands
        for itself.
        """
        name = name_of(choice)
        outcome = (
            choice if isinstance(choice, Outcome) else self.get(name) or self.get(plain_name(name))
        )
        return outcome.label if outcome else name.replace("_", " ")

    def flag(self, columns: Columns, outcome: OutcomeOrName) -> Flags:
        """Return where a flag or a final state happened, `(worlds,)`; raises UsageProblem for
        anything else.
        """
        return np.asarray(
            self.find(outcome, among=self.probabilities).read(columns), dtype=np.bool_
        )

    def columns(self, choices: Iterable[str]) -> tuple[str, ...]:
        """Return the columns that a part holds for some outcomes, in a fixed order; states are
        always there.
        """
        names = set(choices)
        return (
            *self.of_kind("state"),
            *(name for name in (*self.flags, *self.numbers) if name in names),
        )

    def resolve(self, names: Iterable[str]) -> tuple[OutcomeOrName, ...]:
        """Return names as the runner takes them: a user's outcomes as values."""
        return tuple(self[name] if self[name].is_own else name for name in names)


def place_of(name: Any) -> str:
    """Return the series of a name: of the state, of a menu such as `pyongyang.deed`; raises
    UsageProblem.
    """
    if name in PLACES or name in OUTPUTS:
        return str(name)
    if name in MOVES:
        return str(name).replace(".", "_")
    raise no_series(str(name), "record", (*PLACES, *MOVES, *OUTPUTS))
