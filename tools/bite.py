"""Change the program in one place and see whether a test finds it: mutants over the rooms.

    python tools/bite.py                          20 mutants, each in another room; print survivors
    python tools/bite.py --mutants 4 --seed 8

Each mutant is put into a copy of this tree, with a different operator, comparison, condition or
number. The test files nearest to the changed file run first, until one fails; then the others in
their folder. A test that also fails without the mutant does not count. A mutant that no test finds
is a survivor. It is listed with its change: some survivors change nothing that can be seen, and for
the others a test is missing.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tools.yardstick import room_of

ROOT = Path(__file__).parents[1]
COPIED = ("sim", "tests", "tools", "docs", "scenarios", "studies", "results", "notebooks")
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?(?:::.+?)?)(?: - .*)?$", re.MULTILINE)
MOST_SECONDS = 1200
"""A change may let a loop go on for ever."""

MOST_NEAR = 4
"""Test files that run first."""

PAIRS: list[tuple[type[ast.AST], type[ast.AST]]] = [
    (ast.Add, ast.Sub),
    (ast.Mult, ast.Div),
    (ast.Lt, ast.LtE),
    (ast.Gt, ast.GtE),
    (ast.Eq, ast.NotEq),
    (ast.In, ast.NotIn),
    (ast.Is, ast.IsNot),
]
SWAPS = {ast.And: ast.Or, ast.Or: ast.And, **dict(PAIRS), **{new: old for old, new in PAIRS}}


@dataclass(frozen=True)
class Mutant:
    """One change: the file, the line, the expression before and after, and the whole text of the
    file.
    """

    path: str
    line: int
    was: str
    becomes: str
    text: str


def places_of(source: str) -> list[tuple[int, int]]:
    """Return the nodes of a file that have a mutant: the number of each, and its line."""
    nodes = enumerate(ast.walk(ast.parse(source)))
    return [(number, getattr(node, "lineno", 0)) for number, node in nodes if is_changed(node)]


def mutant_at(path: str, source: str, place: tuple[int, int]) -> Mutant:
    """Return the mutant of one node of a file."""
    number, line = place
    tree = ast.parse(source)
    node = list(ast.walk(tree))[number]
    before = text_of(node)
    change(node)
    return Mutant(path, line, before, text_of(node), ast.unparse(tree))


def text_of(node: ast.AST) -> str:
    """Return the text of an expression; of one with branches, its condition."""
    return ast.unparse(getattr(node, "test", node))


def is_changed(node: ast.AST) -> bool:
    """Say whether a node has a mutant; texts and type hints have none."""
    match node:
        case ast.BinOp(op=op) | ast.BoolOp(op=op) | ast.Compare(ops=[op, *_]):
            # A sum of texts or of types is no arithmetic.
            return type(op) in SWAPS and not holds_text(node)
        case ast.If(test=test) | ast.IfExp(test=test):
            return ast.unparse(test) != "TYPE_CHECKING"
        case ast.Constant(int() | float() as value):
            return not isinstance(value, bool)
    return False


def holds_text(node: ast.AST) -> bool:
    """Say whether a text stands among the parts of an operation."""
    if isinstance(node, ast.Compare):
        return False
    parts = list(ast.iter_child_nodes(node))
    return any(
        isinstance(each, ast.JoinedStr)
        or (isinstance(each, ast.Constant) and isinstance(each.value, str))
        for each in parts
    )


def change(node: ast.AST) -> None:
    """Replace an operator, condition or number of a node by another one."""
    match node:
        case ast.BinOp() | ast.BoolOp():
            node.op = SWAPS[type(node.op)]()  # type: ignore[assignment]
        case ast.Compare():
            node.ops[0] = SWAPS[type(node.ops[0])]()  # type: ignore[call-overload]
        case ast.If() | ast.IfExp():
            node.test = ast.UnaryOp(ast.Not(), node.test)
            ast.fix_missing_locations(node)
        case ast.Constant(int() | float() as value):
            node.value = value + 1


def sample(root: Path, many: int, seed: int) -> list[Mutant]:
    """Draw mutants, one of each room in turn."""
    draw = random.Random(seed)
    rooms: dict[str, list[str]] = {}
    for file in sorted((root / "sim").rglob("*.py")):
        path = file.relative_to(root).as_posix()
        rooms.setdefault(room_of(path), []).append(path)
    order = sorted(rooms)
    draw.shuffle(order)
    found: list[Mutant] = []
    while len(found) < many:
        for room in order:
            path = draw.choice(rooms[room])
            source = (root / path).read_text(encoding="utf-8")
            places = places_of(source)
            if places and len(found) < many:
                found.append(mutant_at(path, source, draw.choice(places)))
    return found


def tests_of(root: Path, path: str) -> tuple[list[str], list[str]]:
    """Return the test files nearest to a file, and the others in the folder of the nearest.

    Files are ranked by name, folder and imports. Tests that start a browser are left out of the
    nearest.
    """
    stem = Path(path).stem if Path(path).stem != "__init__" else Path(path).parent.name
    module = ".".join(Path(path).with_suffix("").parts).removesuffix(".__init__")
    package = module.rpartition(".")[0] if module.count(".") > 1 else module
    scores: Counter[str] = Counter()
    for file in sorted((root / "tests").rglob("test_*.py")):
        text = file.read_text(encoding="utf-8")
        named = 3 * (file.stem == f"test_{stem}") + (stem in file.stem)
        room = 2 * (file.parent.name in Path(path).parts)
        imports = 2 * (f"{module} import" in text) + (
            f"{package} " in text or f"{package}." in text
        )
        score = named + room + imports
        if score and "chromium" not in text:
            scores[file.relative_to(root).as_posix()] = score
    near = [name for name, _ in scores.most_common(MOST_NEAR)]
    folder = root / (Path(near[0]).parent if near else "tests/core")
    others = sorted(file.relative_to(root).as_posix() for file in folder.rglob("test_*.py"))
    return near, [name for name in others if name not in near]


def first_failure(root: Path, tests: list[str], ill: set[str]) -> str:
    """Run tests in a tree until one fails, and return its name, or "" if none does."""
    words = ["-m", "pytest", "-q", "-x", "-rfE", "-p", "no:xdist", "-p", "no:cacheprovider"]
    left_out = [f"--deselect={name}" for name in sorted(ill)]
    command = [sys.executable, *words, *left_out, *tests]
    # Compiled rules are cached by their hash, so that all trees share those of this one.
    settings = {"SIM_CACHE": str(ROOT / ".pytest_cache" / "sim")} | os.environ
    try:
        ran = subprocess.run(
            command, cwd=root, env=settings, capture_output=True, text=True, timeout=MOST_SECONDS
        )
    except subprocess.TimeoutExpired:
        return tests[0]
    named = FAILED.search(ran.stdout)
    if named is None:  # where nothing can be imported, no test is named
        return "" if ran.returncode in (0, 5) else tests[0]
    return named.group(1)


def bite(root: Path, mutant: Mutant, ill: set[str]) -> str:
    """Put a mutant into a tree; return the first test that finds it, "" for a survivor.

    Tests that fail in the tree as it is are added to `ill`.
    """
    file = root / mutant.path
    before = file.read_text(encoding="utf-8")
    for tests in filter(None, tests_of(root, mutant.path)):
        failed = tests[0]
        while failed and tests:
            file.write_text(mutant.text, encoding="utf-8")
            failed = first_failure(root, tests, ill)
            file.write_text(before, encoding="utf-8")
            if failed and not first_failure(root, [failed], ill):
                return failed
            ill |= {failed} - {""}
            if failed in tests:  # a whole file that cannot be run
                tests = [test for test in tests if test != failed]
    return ""


@contextmanager
def copied_tree() -> Iterator[Path]:
    """Give a temporary copy of this tree."""
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        leave = shutil.ignore_patterns("__pycache__")
        for name in COPIED:
            shutil.copytree(ROOT / name, root / name, ignore=leave)
        for file in ROOT.glob("*.*"):
            if file.is_file():
                shutil.copy(file, root / file.name)
        yield root


def main() -> int:
    """Try mutants and print the result of each; return 0, even if some survive."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--mutants", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1309)
    options = parser.parse_args()
    survivors, ill = [], set[str]()
    with copied_tree() as root:
        for mutant in sample(ROOT, options.mutants, options.seed):
            failed = bite(root, mutant, ill)
            print(f"{mutant.path}:{mutant.line} {failed or 'LIVES'}", flush=True)
            if not failed:
                survivors.append(mutant)
    print(f"{options.mutants - len(survivors)} of {options.mutants} mutants die.")
    for name in sorted(ill):
        print(f"It fails with no mutant too: {name}")
    for mutant in survivors:
        print(f"\n{mutant.path}:{mutant.line}\n- {mutant.was}\n+ {mutant.becomes}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
