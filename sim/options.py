"""The options of an analysis: each says once its default, its limits and unit, its help, and what a text of it means.

A class of options writes `points: int = whole(100, 20, 100_000, "Points of the hypercube.")`. The command, the Python
function, the checks, the tables of the documents and the JSON schema are read off such fields; see
`sim/analysis/declaration.py`. Nothing heavy is imported before a value is made, so that help and refusals are quick.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from types import SimpleNamespace
from typing import Any, Final

from sim.errors import UsageProblem, nearest
from sim.numerals import number_in, whole_in

MOST_WORLDS: Final = 100_000_000
MOST_SEED: Final = 2**63 - 1
KEY: Final = "option"
"""Under which a field keeps what it says of itself."""

Said = tuple[str, str]
"""A text, and where it was said."""


@dataclass(frozen=True)
class Kind:
    """What values an option has. One that `waits` is made in sight of the scenario, the others at once."""

    waits = False

    @property
    def wanted(self) -> str:
        """What is to be given, in words."""
        return "a text"

    def read(self, text: str) -> Any:
        """Return what a text means, unchecked; the text itself where it means nothing."""
        return text

    def admits(self, value: Any) -> bool:
        """Say whether a value is one of this kind."""
        return isinstance(value, str)

    def checked(self, value: Any, where: str) -> Any:
        """Return a value as options keep it; raises UsageProblem for one that is not of this kind."""
        if not self.admits(value):
            remedy = f"Give {self.wanted}.{self.close(value)}"
            raise UsageProblem(f"'{value}' is not {self.wanted}", where, remedy)
        return value

    def close(self, value: Any) -> str:
        """Return which value was perhaps meant, for the end of a remedy."""
        return ""

    def made(self, value: Any, where: str, scenario: Any) -> Any:
        """Return what a value of Python means in sight of a scenario, for a kind that waits."""
        return value

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of its values."""
        return {"type": "string"}


@dataclass(frozen=True)
class Whole(Kind):
    """Whole numbers from `low` to `high`."""

    low: int = 0
    high: int = MOST_WORLDS

    @property
    def wanted(self) -> str:
        """What is to be given."""
        return f"a whole number from {self.low} to {self.high}"

    def read(self, text: str) -> Any:
        """Return the number that a text means."""
        found = whole_in(text.strip())
        return text.strip() if found is None else found

    def admits(self, value: Any) -> bool:
        """Say whether a value lies within the limits; whole numbers of NumPy do too, True and False do not."""
        return not isinstance(value, bool) and hasattr(value, "__index__") and self.low <= int(value) <= self.high

    def checked(self, value: Any, where: str) -> int:
        """Return the number as Python's own."""
        return int(super().checked(value, where))

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema."""
        return {"type": "integer", "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class Number(Kind):
    """Numbers from `low` to `high`; of a range that is `inner` the ends are left out."""

    low: float = 0.0
    high: float = 1.0
    inner: bool = False

    @property
    def wanted(self) -> str:
        """What is to be given."""
        ends = ("between", "and") if self.inner else ("from", "to")
        return f"a number {ends[0]} {self.low:g} {ends[1]} {self.high:g}"

    def read(self, text: str) -> Any:
        """Return the number that a text means; a share may be given in per cent."""
        found = number_in(text)
        return text if found is None else found

    def admits(self, value: Any) -> bool:
        """Say whether a value lies within the limits."""
        if isinstance(value, bool | str) or not hasattr(value, "__float__"):
            return False
        return bool(self.low < value < self.high if self.inner else self.low <= value <= self.high)

    def checked(self, value: Any, where: str) -> float:
        """Return the number as Python's own."""
        return float(super().checked(value, where))

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema."""
        ends = ("exclusiveMinimum", "exclusiveMaximum") if self.inner else ("minimum", "maximum")
        return {"type": "number", ends[0]: self.low, ends[1]: self.high}


@dataclass(frozen=True)
class Choice(Kind):
    """One of some names."""

    names: tuple[str, ...] = ()

    @property
    def wanted(self) -> str:
        """What is to be given."""
        return f"one of: {', '.join(self.names)}"

    def admits(self, value: Any) -> bool:
        """Say whether a value is one of the names."""
        return value in self.names

    def close(self, value: Any) -> str:
        """Return the name that was perhaps meant."""
        return nearest(value, self.names) if isinstance(value, str) else ""

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema."""
        return {"enum": list(self.names)}


@dataclass(frozen=True)
class Flag(Kind):
    """True or False."""

    @property
    def wanted(self) -> str:
        """What is to be given."""
        return "True or False"

    def admits(self, value: Any) -> bool:
        """Say whether a value is True or False."""
        return isinstance(value, bool)

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class OutcomeName(Kind):
    """An outcome by its name, or one of a user's own; with `numbers` also one that has no probability."""

    waits = True
    numbers: bool = False

    @property
    def wanted(self) -> str:
        """What is to be given."""
        return "an outcome" if self.numbers else "a flag or a final state"

    def admits(self, value: Any) -> bool:
        """Say whether the ledger has it; whether a study keeps one of a user's own is seen when it is read."""
        return True

    def made(self, value: Any, where: str, scenario: Any) -> Any:
        """Return the outcome that is meant; raises UsageProblem with the nearest."""
        from sim.study.ledger import Outcome
        from sim.study.outcomes import LEDGER

        if isinstance(value, Outcome):
            if value.kind != "flag" and not self.numbers:
                raise UsageProblem(
                    f"'{value.name}' is a {value.kind}, and has no probability", where, f"Name {self.wanted}."
                )
            return value
        return LEDGER.named(value, where, () if self.numbers else LEDGER.probabilities).name


@dataclass(frozen=True)
class Texts(Kind):
    """What `reader(texts, scenario)` makes of texts, each with where it was said; what is made already stays."""

    waits = True
    reader: Callable[[Sequence[Said], Any], Any] = lambda texts, scenario: tuple(text for text, _ in texts)

    @property
    def wanted(self) -> str:
        """What is to be given."""
        return "a list"

    def admits(self, value: Any) -> bool:
        """Say whether it is several things."""
        return not isinstance(value, str | bytes) and hasattr(value, "__iter__")

    def made(self, value: Any, where: str, scenario: Any) -> Any:
        """Return the value, made of texts where it is texts."""
        if isinstance(self.checked(value, where), Mapping):
            return value
        several = tuple(value)
        if several and all(isinstance(each, str) for each in several):
            return self.reader([(text, f"{where}: {text}") for text in several], scenario)
        return several

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema."""
        return {"type": "array", "items": {"type": "string"}}


@dataclass(frozen=True)
class Option:
    """How a field is asked for: its kind and help; `flag` and `short` where they do not follow from its name.

    `unit` is what it counts, `form` how a text of it is written, `default` a default in words that is too long to show.
    What is `played` changes what is run, so it is refused where a study is read, which has run.
    """

    kind: Kind
    help: str
    flag: str = ""
    short: str = ""
    unit: str = ""
    form: str = ""
    default: str = ""
    played: bool = False

    def flag_of(self, name: str) -> str:
        """Return its flag on the command line, for the field of that name."""
        return self.flag or f"--{name.replace('_', '-')}"


def option(kind: Kind, help: str, value: Any = MISSING, factory: Any = MISSING, **more: Any) -> Any:
    """Return a field that is an option."""
    return field(default=value, default_factory=factory, metadata={KEY: Option(kind, help, **more)})


def whole(value: int, low: int, high: int, help: str, **more: Any) -> int:
    """Return a field for a whole number from `low` to `high`."""
    made: int = option(Whole(low, high), help, value, **more)
    return made


def number(value: float, low: float, high: float, help: str, *, inner: bool = False, **more: Any) -> float:
    """Return a field for a number from `low` to `high`."""
    made: float = option(Number(low, high, inner), help, value, **more)
    return made


def choice(value: str, names: Sequence[str], help: str, **more: Any) -> str:
    """Return a field for one of some names."""
    made: str = option(Choice(tuple(names)), help, value, **more)
    return made


def flag(help: str, value: bool = False, **more: Any) -> bool:
    """Return a field for what is true or false; one that is true has a `--no-` flag beside its own."""
    made: bool = option(Flag(), help, value, **more)
    return made


def texts(reader: Callable[..., Any], help: str, **more: Any) -> Any:
    """Return a field for what `reader(texts, scenario)` makes of texts; called without any, it makes the default."""
    return option(Texts(reader), help, factory=reader, **more)


def worlds(value: int, low: int = 1, high: int = MOST_WORLDS, help: str = "How many worlds.") -> int:
    """Return the field for the number of worlds."""
    return whole(value, low, high, help, short="-n", unit="worlds", played=True)


def seed() -> int:
    """Return the field for the seed."""
    return whole(7, 0, MOST_SEED, "The seed of the luck.", played=True)


def resamples(value: int, low: int, what: str = "points") -> int:
    """Return the field for the number of resamples."""
    return whole(value, low, 100_000, f"How often to resample {what}.", unit="resamples")


def outcome(numbers: bool = False) -> Any:
    """Return the field for the outcome that is asked about."""
    what = "a number such as value_washington, " if numbers else ""
    return option(OutcomeName(numbers), f"A flag, a final state, {what}or one of your own.", "lose_lose", form="NAME")


def options_in(kind: type[Any]) -> dict[str, tuple[Field[Any], Option]]:
    """Return the fields of a class of options that a person may give, each with its option, in their order."""
    return {each.name: (each, each.metadata[KEY]) for each in fields(kind) if KEY in each.metadata}


def default_of(own: Field[Any]) -> Any:
    """Return the default of a field, made where it is not ready."""
    return own.default_factory() if own.default_factory is not MISSING else own.default


@dataclass(frozen=True)
class Options:
    """What an analysis is asked; the base of every class of options, which checks each field by its own kind."""

    def __post_init__(self) -> None:
        # What a study that is read has played is as it is.
        read = getattr(self, "results", None) is not None
        for name, (_, own) in options_in(type(self)).items():
            if not (read and own.played):
                value = own.kind.checked(getattr(self, name), name)
                if isinstance(own.kind, OutcomeName) and not read:
                    value = own.kind.made(value, name, None)
                object.__setattr__(self, name, value)
        self.check(self)

    @staticmethod
    def check(asked: Any) -> None:
        """Refuse values that do not go together, with a UsageProblem; asked also before a scenario is read."""


def check_early(kind: type[Options], given: Mapping[str, Any], where: Callable[[str], str] = lambda name: name) -> None:
    """Refuse what cannot be before anything is read or loaded; what waits for the scenario is left out."""
    own = options_in(kind)
    plain = {name: default_of(each) for name, (each, how) in own.items() if not how.kind.waits}
    for name, value in given.items():
        if name in plain:
            plain[name] = own[name][1].kind.checked(value, where(name))
    kind.check(SimpleNamespace(**plain))
