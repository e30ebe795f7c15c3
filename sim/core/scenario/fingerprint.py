"""The fingerprint of the model, and the versions that a manifest names.

Two values identify a result: the hash of its scenario or experiment identifies the question, and
the fingerprint of the model identifies the rules and parameters of the answer.
"""

from __future__ import annotations

import ast
import hashlib
import platform
import reprlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

DISTRIBUTION: Final = "korea-escalation"
PACKAGES: Final = ("mesa", "numpy", "scipy", "pandas", "pyarrow", "matplotlib")
RULE: Final = "rule "
"""The prefix of the name of a rule in the table of a model."""

MEASURES: Final = (
    "sim.core.game.goals",
    *(f"sim.core.outcomes.{name}" for name in ("history", "values", "outcomes")),
)
"""The modules that compute outcomes from histories; the engine plays none of them."""

UNCOUNTED: Final = {"annotation", "ctx", "kind", "returns", "type_comment"}
"""Fields of nodes of Python's syntax that change no result."""

LABELS: Final = {"label", "meaning"}
"""Keywords whose texts are shown to people."""


def tool_version() -> str:
    """Return the version of this project."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "unknown"


@cache
def package_versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that results depend on, as far as they are
    here.
    """
    return {"python": platform.python_version()} | {
        name: version(name) for name in PACKAGES if find_spec(name)
    }


@dataclass(frozen=True)
class Model:
    """All rules, parameters, policies and measures that determine worlds and outcomes.

    `table` has the short hash of the computation of each rule, of each policy and measure, and the
    value of each parameter, by kind and name: `rule tension_next`, `number momentum`, `policy
    washington.dove`, `measure goals.war`, `outcome` for one of the user's own. The name and place
    of a rule are no part of the fingerprint, nor are comments, docstrings, labels and layout.
    """

    table: Mapping[str, str | float]

    @cached_property
    def fingerprint(self) -> str:
        """Twelve characters that stand for the whole table, the same on every machine; a rule
        counts by its hash.
        """
        items = [
            (RULE if name.startswith(RULE) else name, value) for name, value in self.table.items()
        ]
        return short(canonical(sorted(items, key=lambda item: (item[0], str(item[1])))), 12)

    def as_dict(self) -> dict[str, Any]:
        """Return the model as a manifest keeps it: the fingerprint, and the table by kind and
        name.
        """
        result: dict[str, Any] = {"fingerprint": self.fingerprint}
        for key, value in self.table.items():
            kind, _, name = key.partition(" ")
            result.setdefault(kind, {})[name] = value
        return result

    def difference(self, other: Model) -> str | None:
        """Return in words the first thing in which another model differs from this one, or None."""
        for name in [*self.table, *(name for name in other.table if name not in self.table)]:
            value, other_value = self.table.get(name), other.table.get(name)
            renamed = name.startswith(RULE) and None in (value, other_value)
            if value == other_value or (
                renamed and (value or other_value) in (other if value else self).table.values()
            ):
                continue
            if value is None or other_value is None:
                return f"the {name} is {'new' if value is None else 'gone'}"
            if isinstance(value, str) or isinstance(other_value, str):
                return f"the {name} says {str(other_value)[:20]}, not {str(value)[:20]}"
            return f"the {name} is {other_value:.9g}, not {value:.9g}"
        return None


def model(additions: Mapping[str, str] | None = None) -> Model:
    """Return the model of this program; `additions` holds a user's sources by `outcome NAME` or
    `policy NAME`.
    """
    return (
        Model({**_shipped().table, **{name: short(text) for name, text in additions.items()}})
        if additions
        else _shipped()
    )


def here(past: Model) -> Model:
    """Return this program's model with the outcomes and policies that users added to a past model."""
    return Model(
        {**_shipped().table, **{name: past.table[name] for name in past.table if is_users(name)}}
    )


def is_users(name: str) -> bool:
    """Say whether an entry of the table of a model is a user's own outcome or policy."""
    kind = name.partition(" ")[0]
    return kind == "outcome" or (kind == "policy" and ":" in name)


def model_from(data: object) -> Model:
    """Return the model that a manifest kept; raises ValueError for anything else, or for a table
    that was altered.
    """
    says = data.get("fingerprint") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(says, str):
        raise ValueError(
            f"'model.fingerprint' says {reprlib.repr(says)}, and must be twelve characters"
        )
    kinds = {kind: entries for kind, entries in data.items() if isinstance(entries, dict)}
    past = Model(
        {
            f"{kind} {name}": value
            for kind, entries in kinds.items()
            for name, value in entries.items()
        }
    )
    for name, value in past.table.items():
        if not isinstance(value, str | int | float):
            raise ValueError(
                f"'model.{name[:60]}' says {reprlib.repr(value)}, and must be a number or a text"
            )
    if past.fingerprint != says:
        expected = here(past)
        ought = (
            expected.difference(past)
            if expected.fingerprint == says
            else f"it must be {past.fingerprint}"
        )
        raise ValueError(
            f"its model is not as it was written: 'model.fingerprint' says {says[:12]}, and {ought}"
        )
    return past


def fingerprint() -> str:
    """Return the fingerprint of the model as it ships."""
    return model().fingerprint


def short(text: str, length: int = 8) -> str:
    """Return the first characters of the SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:length]


@cache
def _shipped() -> Model:
    """Read the model once: rules as the engine plays them, which it has lowered by then in every
    command that plays.
    """
    from sim.core.engine.source import read_game
    from sim.core.engine.translated import translation
    from sim.core.game.policies import POLICIES
    from sim.core.scenario.parameters import DEFAULTS

    rules = translation(read_game()).computed
    table: dict[str, str | float] = {f"rule {name}": digest[:8] for name, digest in rules.items()}
    table |= {f"number {name}": value for name, value in DEFAULTS.items()}
    for capital, policies in POLICIES.items():
        for name, policy in policies.items():
            parts = (policy.standing, sorted(policy.adds.items()), sorted(policy.sets.items()))
            table[f"policy {capital}.{name}"] = short(canonical(parts))
    for module in MEASURES:
        table |= {
            f"measure {module.rpartition('.')[2]}.{name}": short(canonical(shape))
            for name, shape in shapes_in(module_text(module))
        }
    return Model(table)


def module_text(module: str) -> str:
    """Return the source of a module, which is not imported for it."""
    spec = find_spec(module)
    return Path(str(spec and spec.origin)).read_text(encoding="utf-8")


def shapes_in(text: str) -> Iterator[tuple[str, object]]:
    """Yield the functions, classes and constants of a module's source by name, each as its shape."""
    for node in ast.parse(text).body:
        match node:
            case (
                ast.FunctionDef(name=name)
                | ast.ClassDef(name=name)
                | ast.Assign([ast.Name(name), *_])
                | ast.AnnAssign(ast.Name(name))
            ):
                yield name, shape_of(node)


def canonical(value: object) -> str:
    """Return plain data as text by rules of this project, so that no release of Python can change
    them; raises TypeError for anything else.

    >>> canonical(("war", 0.5, [1, None]))
    '(s3:warf0x1.0000000000000p-1(i1NoneType))'
    """
    match value:
        case None | bool():
            return type(value).__name__ + ("" if value is None else str(int(value)))
        case str():
            return f"s{len(value)}:{value}"
        case int():
            return f"i{int(value)}"
        case float():
            return f"f{float(value).hex()}"
        case complex():
            return f"c{canonical((value.real, value.imag))}"
        case bytes():
            return f"b{value.hex()}"
        case tuple() | list():
            return f"({''.join(map(canonical, value))})"
    raise TypeError(f"{type(value).__name__} has no canonical text")


def shape_of(node: Any) -> object:
    """Return a node of Python's syntax as plain data: its type, then each field that is set.

    Left out are fields of `UNCOUNTED`, docstrings, and texts for people: strings of several words,
    the message of an error, and the label and meaning of an entry. A field that a later Python adds
    counts only if it is set.
    """
    match node:
        case ast.Constant(value):
            return "Constant", None if is_words(node) else "..." if value is ... else value
        case ast.JoinedStr():
            return "JoinedStr", None if is_words(node) else parts_of(node)
        case ast.Raise(exc=ast.Call(func)):
            return "Raise", shape_of(func)
        case ast.Call(func, arguments, keywords):
            return "Call", shape_of(func), counted(arguments), keywords_of(keywords)
        case ast.Tuple(elements):
            return "Tuple", counted(elements)
        case ast.AST():
            fields = [
                (name, shape_of(field))
                for name, field in ast.iter_fields(node)
                if name not in UNCOUNTED and field is not None and field != []
            ]
            return type(node).__name__, fields
        case list():
            return [shape_of(item) for item in node if not is_remark(item)]
    return node


def is_remark(node: object) -> bool:
    """Return whether a statement is a constant that stands alone, such as a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def is_words(node: object) -> bool:
    """Return whether an expression is a text of several words, which only people read."""
    match node:
        case ast.Constant(str(text)):
            return any(map(str.isspace, text))
        case ast.JoinedStr(parts):
            return any(map(is_words, parts))
    return False


def is_text(node: object) -> bool:
    """Return whether an expression is a text."""
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def counted(items: list[ast.expr]) -> list[object]:
    """Return the shapes of arguments or elements: of a name with its meaning, the name alone."""
    texts = [item for item in items if is_text(item)]
    shown = texts[1:] if any(map(is_words, texts[1:])) else []
    return [shape_of(item) for item in items if item not in shown]


def keywords_of(keywords: list[ast.keyword]) -> list[object]:
    """Return the shapes of the keywords of a call that name no text for people."""
    return [
        (keyword.arg, shape_of(keyword.value)) for keyword in keywords if keyword.arg not in LABELS
    ]


def parts_of(text: ast.JoinedStr) -> list[object]:
    """Return the parts of an f-string: its letters, and of each value the conversion and format.

    Releases of Python split the letters, and write an absent format, in different ways.
    """
    parts: list[object] = []
    for part in text.values:
        match part:
            case ast.Constant(str(letters)):
                if parts and isinstance(parts[-1], str):
                    letters = str(parts.pop()) + letters
                parts += [letters] * bool(letters)
            case ast.FormattedValue(value, conversion, form):
                form_parts = parts_of(form) if isinstance(form, ast.JoinedStr) else []
                parts.append((shape_of(value), conversion, form_parts))
    return parts
