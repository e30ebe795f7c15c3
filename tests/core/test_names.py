"""The fourth edition gave names of the field to numbers, policies, outcomes and what reads them. A
kept copy of the table of the model before it, taken through the list of names, is the table now:
nothing but names moved.

A later change of a number or a measure on purpose ends what this file can say: then it goes.
"""

import ast
import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from sim.core.engine.source import read_game
from sim.core.engine.translated import translation
from sim.core.game.policies import POLICIES
from sim.core.scenario import fingerprint
from sim.core.scenario.fingerprint import Model, short
from sim.core.scenario.parameters import DEFAULTS

HERE = Path(__file__).parent
BEFORE: dict[str, dict[str, Any]] = json.loads((HERE / "before_names.json").read_text("utf-8"))
"""By kind and name: the hash of a rule, the value of a number, a policy and the code of a measure
as text.
"""

FINGERPRINT = "a9c0557b7f3f"
"""That of the table before the names."""


def steps() -> Iterator[tuple[str, dict[str, str]]]:
    """The lists of names in the order in which they were given, each with the entries in which it
    holds: those whose kind and name begin so.
    """
    for script in tomllib.loads((HERE / "renamed.toml").read_text("utf-8")).values():
        names = {old: new for old, new in script.items() if isinstance(new, str)}
        yield from ((scope, new) for scope, new in script.items() if isinstance(new, dict))
        yield "", names


def renamed(entry: str, text: str) -> tuple[str, ast.AST]:
    """An entry of the old table under the names of now, its code as a tree."""
    tree: ast.AST = ast.parse(text)
    now = entry
    for scope, names in steps():
        if entry.startswith(scope):
            tree = Renamed(names).visit(tree)
            kind, _, name = now.partition(" ")
            now = f"{kind} {'.'.join(names.get(part, part) for part in name.split('.'))}"
    return now, tree


class Renamed(ast.NodeTransformer):
    """Gives new names to what old code names: variables, attributes, arguments, and strings that
    are a name or dotted names.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        for field in ("id", "attr", "arg", "name", "module", "asname"):
            value = getattr(node, field, None)
            if isinstance(value, str):
                setattr(node, field, self.names.get(value, value))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            parts = (self.names.get(part, part) for part in node.value.split("."))
            node.value = self.names.get(node.value, ".".join(parts))
        return node


class Canonical(ast.NodeTransformer):
    """Numbers in the place of the names of locals, and nothing in the place of words for people:
    they are no part of what is computed.
    """

    def __init__(self) -> None:
        self.scopes: list[dict[str, str]] = []

    def inside(self, node: Any, bound: list[str]) -> ast.AST:
        place = sum(map(len, self.scopes))
        self.scopes.append({name: f"local {place + k}" for k, name in enumerate(bound)})
        super().generic_visit(node)
        self.scopes.pop()
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        return self.inside(node, bound_in(node))

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return self.inside(node, bound_in(node))

    def visit_comprehension_of(self, node: Any) -> ast.AST:
        targets = (each for found in node.generators for each in ast.walk(found.target))
        return self.inside(node, [each.id for each in targets if isinstance(each, ast.Name)])

    visit_ListComp = visit_SetComp = visit_DictComp = visit_comprehension_of
    visit_GeneratorExp = visit_comprehension_of

    def number(self, name: str) -> str:
        return next((scope[name] for scope in reversed(self.scopes) if name in scope), name)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        node.id = self.number(node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        node.arg = self.number(node.arg)
        return node

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        node.name = node.name and self.number(node.name)
        return self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        if isinstance(node.value, str) and " " in node.value:
            node.value = "words"
        return node


def bound_in(function: Any) -> list[str]:
    """The arguments and locals of a function, in the order in which its text binds them."""
    names = [each.arg for each in ast.walk(function.args) if isinstance(each, ast.arg)]
    body = function.body if isinstance(function.body, list) else [function.body]
    stack = list(reversed(body))
    while stack:
        node = stack.pop()
        match node:
            case ast.Name(name, ast.Store()) | ast.ExceptHandler(name=str(name)):
                names.append(name)
            case ast.FunctionDef(name=name):
                names.append(name)
                continue
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp():
                continue
            case ast.GeneratorExp():
                continue
        stack += reversed(list(ast.iter_child_nodes(node)))
    return list(dict.fromkeys(names))


def code(tree: ast.AST) -> str:
    """What code computes, as text."""
    return ast.dump(Canonical().visit(tree))


def measures() -> dict[str, str]:
    """The code of every measure as it stands, by its entry in the table."""
    return {
        f"measure {module.rpartition('.')[2]}.{name}": code(ast.parse(text))
        for module in fingerprint.MEASURES
        for name, text in fingerprint._statements(module)
    }


def test_the_kept_table_is_that_of_the_model_before_the_names() -> None:
    table = {
        f"{kind} {name}": value if kind in ("rule", "number") else short(value)
        for kind in ("rule", "number", "policy", "measure")
        for name, value in BEFORE[kind].items()
    }
    assert Model(table).fingerprint == FINGERPRINT


def test_no_rule_computes_anything_else() -> None:
    """No name is part of what a rule computes, so its hash is the same whatever it is called."""
    now = [made[:8] for made in translation(read_game()).computed.values()]
    assert Counter(now) == Counter(BEFORE["rule"].values())


def test_every_number_has_the_value_that_it_had() -> None:
    before = {renamed(f"number {name}", "")[0]: value for name, value in BEFORE["number"].items()}
    assert before == {f"number {name}": value for name, value in DEFAULTS.items()}
    assert len(before) == len(BEFORE["number"])


def says(text: str) -> tuple[Any, ...]:
    """A policy: its course, what it adds to numbers and what it sets."""
    course, adds, sets = ast.literal_eval(text)
    return course, dict(adds), dict(sets)


def test_every_policy_says_what_it_said() -> None:
    before = {}
    for name, text in BEFORE["policy"].items():
        now, tree = renamed(f"policy {name}", text)
        before[now] = says(ast.unparse(tree))
    assert before == {
        f"policy {capital}.{name}": (policy.course, dict(policy.adds), dict(policy.sets))
        for capital, policies in POLICIES.items()
        for name, policy in policies.items()
    }


def test_every_measure_computes_what_it_computed() -> None:
    now = measures()
    before = {}
    for name, text in BEFORE["measure"].items():
        entry, tree = renamed(f"measure {name}", text)
        before[entry] = code(tree)
    assert sorted(before) == sorted(now)
    assert [name for name in now if before[name] != now[name]] == []


@pytest.mark.parametrize(
    ("other", "same"),
    [
        ("def f(b):\n    d = b + 1\n    return d", True),
        ("def f(a):\n    c = a + 2\n    return c", False),
        ("def f(a):\n    c = a + 1\n    return a", False),
        ("def g(a):\n    c = a + 1\n    return c", False),
    ],
)
def test_code_is_compared_but_for_the_names_of_locals(other: str, same: bool) -> None:
    mine = "def f(a):\n    c = a + 1\n    return c"
    assert (code(ast.parse(mine)) == code(ast.parse(other))) is same
