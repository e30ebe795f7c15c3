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

SECOND_EDITION: Final = "measure aims.lose_lose"
"""An entry in the table of every model of the second edition, which defined lose-lose by goals."""

THIRD_EDITION: Final = "number sated"
"""An entry in the table of every model of the third edition, before it took the names of the field.
"""

MEASURES: Final = (
    "sim.core.game.goals",
    *(f"sim.core.outcomes.{name}" for name in ("history", "values", "outcomes")),
)
"""The modules that compute outcomes from histories; the engine plays none of them."""


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
        if SECOND_EDITION in self.table:  # which counted a rule by its name too
            return short(repr(sorted(self.table.items())), 12)
        items = [
            (RULE if name.startswith(RULE) else name, value) for name, value in self.table.items()
        ]
        return short(repr(sorted(items, key=lambda item: (item[0], str(item[1])))), 12)

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


def as_shipped(then: Model) -> Model:
    """Return a model without the additions of users: the model of its release."""
    return Model({name: value for name, value in then.table.items() if not is_users(name)})


def is_users(name: str) -> bool:
    """Say whether an entry of the table of a model is a user's own outcome or policy."""
    kind = name.partition(" ")[0]
    return kind == "outcome" or (kind == "policy" and ":" in name)


def bare(text: str) -> str:
    """Return the text of a module without comments, docstrings, layout, and the types of arguments
    and results.
    """
    return ast.unparse(ast.fix_missing_locations(_Bare().visit(ast.parse(text))))


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
            text = repr((policy.standing, sorted(policy.adds.items()), sorted(policy.sets.items())))
            table[f"policy {capital}.{name}"] = short(text)
    for module in MEASURES:
        table |= {
            f"measure {module.rpartition('.')[2]}.{name}": short(text)
            for name, text in _statements(module)
        }
    return Model(table)


def _statements(module: str) -> Iterator[tuple[str, str]]:
    """Yield the functions, classes and constants of a module by name, as code without comments,
    types and words.
    """
    spec = find_spec(module)
    tree = _Bare().visit(ast.parse(Path(str(spec and spec.origin)).read_text(encoding="utf-8")))
    for node in tree.body:
        match node:
            case (
                ast.FunctionDef(name=name)
                | ast.ClassDef(name=name)
                | ast.Assign([ast.Name(name), *_])
                | ast.AnnAssign(ast.Name(name))
            ):
                yield name, ast.unparse(node)


class _Bare(ast.NodeTransformer):
    """Takes away docstrings, the types of arguments and results, and labels."""

    def visit_Expr(self, node: ast.Expr) -> ast.AST:
        """Put nothing in the place of a string that stands alone."""
        return (
            ast.copy_location(ast.Pass(), node)
            if isinstance(node.value, ast.Constant)
            else self.generic_visit(node)
        )

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """Remove the return type of a function."""
        node.returns = None
        return self.generic_visit(node)

    def visit_arg(self, node: ast.arg) -> ast.AST:
        """Remove the type of an argument."""
        node.annotation = None
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Of a declared entry keep its name: of strings of which a later one is of several
        words, the first.
        """
        wordy = _words([*node.args, *(word.value for word in node.keywords)])
        node.args = [argument for argument in node.args if argument not in wordy]
        node.keywords = [word for word in node.keywords if word.value not in wordy]
        return self.generic_visit(node)

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        """Of a name with its meaning keep the name."""
        wordy = _words(node.elts)
        node.elts = [element for element in node.elts if element not in wordy]
        return self.generic_visit(node)


def _words(nodes: list[ast.expr]) -> list[ast.expr]:
    texts = [
        node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return list(texts[1:]) if any(" " in str(text.value) for text in texts[1:]) else []
