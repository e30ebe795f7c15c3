"""The options of an analysis: each declares once its default, limits, unit, help, and the reading
of its text.

A class of options writes `points: int = whole(100, 20, 100_000, "Points of the hypercube.")`. The
command, the Python function, the checks, the tables of the documents and the JSON schema are read
off such fields; see `sim/analysis/declaration.py`. Nothing heavy is imported before a value is
made, so that help and refusals are quick.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields, replace
from functools import wraps
from inspect import Parameter, signature
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sim.core.base.checks import (
    MOST_SEED as MOST_SEED,
    MOST_WORLDS as MOST_WORLDS,
    NO_END as NO_END,
    as_list as as_list,
    checked_seed as checked_seed,
    checked_whole as checked_whole,
    checked_worlds as checked_worlds,
    is_whole,
    whole_text,
)
from sim.core.base.errors import UsageProblem, nearest
from sim.core.base.months import MONTH as MONTHS, count_month
from sim.core.base.numerals import number_in, whole_in

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from pathlib import Path

CELL_WORLDS: Final = 200_000
"""Most worlds of a cell of a study."""
MOST_SOBOL: Final = 2**20
"""Most base points of Sobol', a power of two."""
MOST_SEEDS: Final = 100
SECONDS: Final = 10.0
"""Seconds that a program has for a move, unless it is said otherwise; for its first one it has
more.
"""

KEY: Final = "option"
"""The key in a field's metadata under which its option is kept."""

F = TypeVar("F", bound=Callable[..., Any])
SourcedText = tuple[str, str]
"""A text, and where it was said."""


@dataclass(frozen=True)
class OptionKind:
    """The kind of an option's values: `admits` accepts a value, `wanted` describes them in words,
    `schema` in JSON.

    `reads` converts a text, and returns it as it is if it cannot. `kept` converts a value to the
    form that options keep; `made` converts it further, for a kind that `waits` given the scenario,
    else before anything is read. `reader` makes the value from texts, each with its source. Of a
    list, `each` is the kind of its values.
    """

    wanted: str
    schema: Mapping[str, Any]
    admits: Callable[[Any], bool]
    reads: Callable[[str], Any] = str
    kept: Callable[[Any], Any] = lambda value: value
    made: Callable[[Any, str, Any], Any] | None = None
    names: tuple[str, ...] = ()
    each: OptionKind | None = None
    reader: Callable[..., Any] | None = None
    waits: bool = False

    def checked(self, value: Any, location: str, text: str = "") -> Any:
        """Return a value in the form that options keep; raises UsageProblem, with its `text`,
        for one of another kind.
        """
        if not self.admits(value):
            close = nearest(value, self.names) if isinstance(value, str) else ""
            raise UsageProblem(
                f"'{text or value}' is not {self.wanted}", location, f"Give {self.wanted}.{close}"
            )
        return (
            tuple(self.each.checked(one, location) for one in value)
            if self.each
            else self.kept(value)
        )


def whole_from(low: int, high: int) -> OptionKind:
    """Return the kind of whole numbers from `low` to `high`; those of NumPy are too, True and False
    are not.
    """

    def admits(value: Any) -> bool:
        return is_whole(value, low, high)

    def read(text: str) -> Any:
        number = whole_in(text.strip())
        return text.strip() if number is None else number

    return OptionKind(
        whole_text(low, high),
        {"type": "integer", "minimum": low, "maximum": high},
        admits,
        read,
        int,
    )


def number_from(low: float, high: float, inner: bool = False) -> OptionKind:
    """Return the kind of numbers from `low` to `high`, with `inner` without the ends; a text may
    give per cent.
    """

    def admits(value: Any) -> bool:
        if isinstance(value, bool | str) or not hasattr(value, "__float__"):
            return False
        return bool(low < value < high if inner else low <= value <= high)

    def read(text: str) -> Any:
        number = number_in(text)
        return text if number is None else number

    wording = (
        f"a number between {low:g} and {high:g}" if inner else f"a number from {low:g} to {high:g}"
    )
    ends = ("exclusiveMinimum", "exclusiveMaximum") if inner else ("minimum", "maximum")
    return OptionKind(wording, {"type": "number", ends[0]: low, ends[1]: high}, admits, read, float)


def one_of(names: Sequence[str]) -> OptionKind:
    """Return the kind of some names."""
    return OptionKind(
        f"one of: {', '.join(names)}",
        {"enum": list(names)},
        lambda value: value in names,
        names=tuple(names),
    )


def list_of(kind: OptionKind, most: int) -> OptionKind:
    """Return the kind of lists of values of a kind, `most` at most unless it is 0; a text parts
    them with commas.
    """

    def admits(value: Any) -> bool:
        is_list = not isinstance(value, str | bytes) and hasattr(value, "__len__")
        return is_list and 1 <= len(value) <= (most or len(value))

    def read(text: str) -> Any:
        return tuple(kind.reads(part.strip()) for part in text.split(",") if part.strip())

    schema = {"type": "array", "items": kind.schema, "minItems": 1} | (
        {"maxItems": most} if most else {}
    )
    size = f"1 to {most}" if most else "one or more"
    return OptionKind(f"a list of {size}, each {kind.wanted}", schema, admits, read, each=kind)


def or_none(kind: OptionKind) -> OptionKind:
    """Return the kind of values of a kind, and None."""
    return replace(
        kind,
        admits=lambda value: value is None or kind.admits(value),
        kept=lambda value: value if value is None else kind.kept(value),
    )


def outcome_named(numbers: bool, users: bool) -> OptionKind:
    """Return the kind of outcomes by name; `users` admits a user's own, `numbers` those without a
    probability.
    """

    def make(value: Any, location: str, scenario: Any) -> Any:
        from sim.core.outcomes.catalogue import Outcome
        from sim.core.outcomes.outcomes import CATALOGUE

        if not isinstance(value, Outcome):
            return CATALOGUE.find(value, location, () if numbers else CATALOGUE.probabilities).name
        if not users:
            raise UsageProblem(
                "built-in outcomes alone are kept here", location, "Name one of those."
            )
        if value.kind != "flag" and not numbers:
            message = f"'{value.name}' is a {value.kind}, and has no probability"
            raise UsageProblem(message, location, "Name a flag or a final state.")
        return value

    wording = "an outcome" if numbers else "a flag or a final state"
    return OptionKind(wording, {"type": "string"}, lambda value: True, made=make)


def factor_texts(factors: Mapping[str, Any]) -> tuple[str, ...]:
    """Return factors as texts: a tuple of two numbers is a range, a list holds values, a text is as
    it is.

    >>> factor_texts({"learn": (0, 1), "beijing.policy": ["balance", "enforce"], "momentum": "all"})
    ('learn=0:1', 'beijing.policy=balance,enforce', 'momentum=all')
    """
    texts = []
    for name, values in factors.items():
        if isinstance(values, str):
            texts.append(f"{name}={values}")
        else:
            between = ":" if isinstance(values, tuple) and len(values) == 2 else ","
            texts.append(f"{name}={between.join(map(str, as_list(name, values)))}")
    return tuple(texts)


def list_of_texts(reader: Callable[..., Any]) -> OptionKind:
    """Return the kind of values that `reader(texts)` makes, with `scenario` if it takes it; a value
    that is made already stays.
    """
    waits = "scenario" in signature(reader).parameters

    def admits(value: Any) -> bool:
        return not isinstance(value, str | bytes) and hasattr(value, "__iter__")

    def make(value: Any, location: str, scenario: Any) -> Any:
        several = value if isinstance(kind.checked(value, location), Mapping) else tuple(value)
        if isinstance(several, Mapping) and waits:
            several = factor_texts(several)
        if isinstance(several, Mapping) or not all(isinstance(one, str | tuple) for one in several):
            return several
        sourced = [
            one if isinstance(one, tuple) else (one, f"{location}: {one}") for one in several
        ]
        return reader(sourced, scenario) if waits else reader(sourced)

    schema = {"type": "array", "items": {"type": "string"}}
    kind = OptionKind("a list", schema, admits, made=make, reader=reader, waits=waits)
    return kind


def file_of(kind: str) -> OptionKind:
    """Return the kind of files by their paths, and of an object read from one, by the name of its
    class; None is too.
    """

    def admits(value: Any) -> bool:
        return value is None or isinstance(value, str | os.PathLike) or type(value).__name__ == kind

    return OptionKind("the path of a file", {"type": ["string", "null"]}, admits)


def is_month(value: Any) -> bool:
    """Say whether a value is a month as text."""
    return isinstance(value, str) and count_month(value) is not None


def two_months(value: Any) -> bool:
    """Say whether a value is two months in order, or empty."""
    pair = isinstance(value, tuple | list) and len(value) == 2 and all(map(is_month, value))
    return value in ((), []) or bool(pair and value[0] <= value[1])


def read_seeds(text: str) -> Any:
    """Return the seeds from a first to a last one; the text itself if it is no such span."""
    first, last = (whole_in(part.strip()) for part in text.partition(":")[::2])
    if first is None or last is None or not 0 <= last - first < MOST_SEEDS:
        return text
    return tuple(range(first, last + 1))


def are_seeds(value: Any) -> bool:
    """Say whether a value is a list of seeds, also of none."""
    is_list = (
        isinstance(value, Sequence) and not isinstance(value, str) and len(value) <= MOST_SEEDS
    )
    return is_list and all(map(whole_from(0, MOST_SEED).admits, value))


SEEDS: Final = OptionKind(
    f"a span of seeds FIRST:LAST such as 1:10, of {MOST_SEEDS} at most",
    {"type": "array", "items": {"type": "integer"}},
    are_seeds,
    read_seeds,
    tuple,
)
MONTH: Final = OptionKind(
    "a month such as 2017-03", {"type": "string", "pattern": MONTHS.pattern}, is_month
)
SPAN: Final = OptionKind(
    'two months in order, such as 2020-01:2022-08, or "never"',
    {"type": "array", "items": MONTH.schema},
    two_months,
    lambda text: () if text == "never" else tuple(text.split(":")),
    tuple,
)
MOVE_TIME: Final = number_from(0.01, 3600)
TEXT: Final = OptionKind("a text", {"type": "string"}, lambda value: isinstance(value, str))
FLAG: Final = OptionKind(
    "True or False", {"type": "boolean"}, lambda value: isinstance(value, bool)
)


@dataclass(frozen=True)
class Option:
    """The option of a field: its kind and help; `flag` and `short` if they do not follow from its
    name.

    `unit` is the unit of its value, `form` the form of its text, `default` a default in words that
    is too long to show. A `played` option changes the run, so it is refused if a study is read,
    which has run. An option is refused beside each that `without` names. A `filed` option only
    changes a file, so a command refuses it without a folder.
    """

    kind: OptionKind
    help: str
    flag: str = ""
    short: str = ""
    unit: str = ""
    form: str = ""
    default: str = ""
    played: bool = False
    without: tuple[str, ...] = ()
    filed: bool = False

    def made(self, value: Any, location: str, scenario: Any) -> Any:
        """Return the value that an analysis uses, made with the scenario."""
        return self.kind.made(value, location, scenario) if self.kind.made else value

    def flag_of(self, name: str) -> str:
        """Return its flag on the command line, for the field of that name."""
        return self.flag.partition("/")[0] or f"--{name.replace('_', '-')}"


def option(
    kind: OptionKind,
    help: str,
    value: Any = MISSING,
    factory: Any = MISSING,
    shown: bool = True,
    **more: Any,
) -> Any:
    """Return a field that is an option; one that is not `shown` leaves the identity of results."""
    metadata = {KEY: Option(kind, help, **more)}
    return field(default=value, default_factory=factory, repr=shown, metadata=metadata)


def whole(value: int, low: int, high: int, help: str, **more: Any) -> Any:
    """Return a field for a whole number from `low` to `high`."""
    return option(whole_from(low, high), help, value, **more)


def number(
    value: float, low: float, high: float, help: str, *, inner: bool = False, **more: Any
) -> Any:
    """Return a field for a number from `low` to `high`."""
    return option(number_from(low, high, inner), help, value, **more)


def choice(value: str, names: Sequence[str], help: str, **more: Any) -> Any:
    """Return a field for one of some names."""
    return option(one_of(names), help, value, **more)


def month(value: str, help: str, **more: Any) -> Any:
    """Return a field for a month."""
    return option(MONTH, help, value, form="MONTH", **more)


def file(kind: str, help: str, default: str, **more: Any) -> Any:
    """Return a field for a file, or for its contents; `default` says in words how None is read."""
    return option(file_of(kind), help, None, form="FILE", default=default, **more)


def flag(help: str, value: bool = False, **more: Any) -> Any:
    """Return a field for True or False; one that is True has a `--no-` flag beside its own."""
    return option(FLAG, help, value, **more)


def values(kind: OptionKind, help: str, value: Sequence[Any], most: int = 0, **more: Any) -> Any:
    """Return a field for a list of a kind."""
    return option(list_of(kind, most), help, tuple(value), **more)


def texts(reader: Callable[..., Any], help: str, **more: Any) -> Any:
    """Return a field for the value that a reader makes of texts, see `list_of_texts`; of none it
    makes the default.
    """
    return option(list_of_texts(reader), help, factory=reader, **more)


def read_outcomes(sourced: Sequence[SourcedText] = ()) -> tuple[str, ...]:
    """Return the built-in outcomes that texts name, parted by commas; raises UsageProblem with the
    nearest.
    """
    if not sourced:
        return ()
    from sim.core.outcomes.outcomes import CATALOGUE

    found = [CATALOGUE.find(name, place) for text, place in sourced for name in text.split(",")]
    return tuple(dict.fromkeys(outcome.name for outcome in found))


def outcomes_alone() -> Any:
    """Return the field for the outcomes that alone are worked out, none for all."""
    help = "Work out and show these outcomes alone; may be repeated, or parted by commas."
    return texts(read_outcomes, help, form="NAME", without=("from_record", "outcome"))


def words(help: str, value: Sequence[str] = (), **more: Any) -> Any:
    """Return a field for texts that stay as they are, each given by an option of its own."""
    return texts(
        lambda sourced=(): tuple(text for text, _ in sourced) or tuple(value), help, **more
    )


def worlds(
    value: int, low: int = 1, high: int = CELL_WORLDS, help: str = "How many worlds.", **more: Any
) -> Any:
    """Return the field for the number of worlds."""
    return whole(value, low, high, help, short="-n", unit="worlds", played=True, **more)


PRECISION: Final = number_from(0.0, 0.5, inner=True)


def precision(quantity: str, *without: str) -> Any:
    """Return the field for the half width of an interval, from which a pilot finds the number of
    worlds: that is kept, and not the half width.
    """
    help = f"Take as many worlds as give {quantity} this half width, by a pilot."
    without = ("worlds", *without)
    return option(or_none(PRECISION), help, None, shown=False, played=True, without=without)


def seed() -> Any:
    """Return the field for the seed."""
    return whole(7, 0, MOST_SEED, "The seed of the random draws.", played=True)


def resamples(value: int, low: int, what: str = "points") -> Any:
    """Return the field for the number of resamples."""
    return whole(value, low, 100_000, f"How often to resample {what}.", unit="resamples")


def outcome(numbers: bool = False, own: bool = True) -> Any:
    """Return the field for the outcome that is asked about."""
    wording = "a number such as value_washington, " if numbers else ""
    help = (
        f"A flag, a final state, {wording}or one of your own."
        if own
        else "A flag or a final state."
    )
    return option(outcome_named(numbers, own), help, "lose_lose", form="NAME")


def options_in(kind: type[Any]) -> dict[str, tuple[Field[Any], Option]]:
    """Return the fields of a class of options that a person may give, each with its option, in
    their order.
    """
    return {
        entry.name: (entry, entry.metadata[KEY]) for entry in fields(kind) if KEY in entry.metadata
    }


def default_of(entry: Field[Any]) -> Any:
    """Return the default of a field, made where it is not ready."""
    return entry.default_factory() if entry.default_factory is not MISSING else entry.default


@dataclass(frozen=True)
class Options:
    """The options of an analysis; the base of every class of options, which checks each field by
    its own kind.
    """

    def __post_init__(self) -> None:
        # Options that a study has already played are not checked again.
        read = getattr(self, "results", None) is not None
        for name, (_, option) in options_in(type(self)).items():
            if not (read and option.played):
                value = option.kind.checked(getattr(self, name), name)
                # Values from texts are made by now; an outcome may still be a name.
                if option.kind.made and not option.kind.reader and not read:
                    value = option.kind.made(value, name, None)
                self.put(**{name: value})
        self.check(self)

    def put(self, **made: Any) -> None:
        """Set values that were made or read for some fields, though options are frozen."""
        for name, value in made.items():
            object.__setattr__(self, name, value)

    @staticmethod
    def check(options: Any) -> None:
        """Refuse values that do not go together, with a UsageProblem; asked also before a scenario
        is read.
        """


def is_said(value: Any) -> bool:
    """Say whether a value asks for anything."""
    return value is not None and value is not False and value != ()


@dataclass(frozen=True, slots=True)
class Workspace:
    """The means of a long analysis without an experiment: a folder, threads, workers and a report
    of progress.

    `folder` is that of its results, None if nothing is kept; `progress` takes the present step and
    the share done. Worlds of a single run may be played on the workers of `executor`.
    """

    folder: Path | None = None
    jobs: int = 1
    progress: Callable[[str, float], None] = lambda what, share: None
    executor: Executor | None = None


@dataclass(frozen=True)
class InWorkspace(Options):
    """Options of a long analysis without an experiment; `desk` is no part of the question."""

    desk: Workspace = field(default=Workspace(), repr=False, compare=False, kw_only=True)

    @property
    def plays_more(self) -> bool:
        """Whether the finding plays worlds beside the experiments that are kept, so that it cannot be
        made again by reading these.
        """
        return True


def check_early(
    kind: type[Options], arguments: Mapping[str, Any], place_of: Callable[[str], str], scenario: Any
) -> None:
    """Refuse impossible options before anything is read or loaded; those that wait for the scenario
    are checked as given.
    """
    values: dict[str, Any] = {}
    for name, (entry, option) in options_in(kind).items():
        if name not in arguments:
            values[name] = () if option.kind.reader else default_of(entry)
            continue
        values[name] = value = arguments[name]
        for other in option.without:
            if is_said(value) and is_said(arguments.get(other)):
                message = f"{place_of(name)} has no meaning beside {place_of(other)}"
                raise UsageProblem(message, place_of(name), "Leave one of the two out.")
        if not option.kind.made:
            values[name] = option.kind.checked(value, place_of(name))
        elif not option.kind.waits:
            values[name] = option.made(value, place_of(name), None)
    try:
        kind.check(SimpleNamespace(**{"scenario": scenario} | values))
    except UsageProblem as problem:
        location = place_of(problem.location) if problem.location in values else problem.location
        raise UsageProblem(problem.message, location, problem.remedy) from None


def check_known(asked_names: Iterable[str], options: Iterable[str]) -> None:
    """Refuse an unknown option; raises UsageProblem with the nearest, or the replacement of a
    removed one.
    """
    names = list(options)
    for name in asked_names:
        if name not in names:
            remedy = f"Use one of: {', '.join(names)}.{nearest(name, names)}"
            raise UsageProblem(f"there is no option '{name}'", name, remedy)


def with_known_options(function: F) -> F:
    """Return a function that refuses unknown keywords as every analysis does, and not by a
    TypeError.
    """

    @wraps(function)
    def checked(*sources: Any, **arguments: Any) -> Any:
        takes = signature(function).parameters
        if not any(parameter.kind is Parameter.VAR_KEYWORD for parameter in takes.values()):
            check_known(arguments, takes)
        return function(*sources, **arguments)

    return checked  # type: ignore[return-value]
