"""Change the program in one place and see whether a test finds it: mutants over the rooms.

    python tools/bite.py                          20 mutants, each in another room; print survivors
    python tools/bite.py --mutants 4 --seed 8 --jobs 1
    python tools/bite.py --at sim/show/grammar.py:640

Each mutant is put into a copy of this tree, with a different operator, comparison, condition or
number. The test files nearest to the changed file run first, until one fails; then the others in
their folder. A test that also fails without the mutant does not count: at the end all tests that
found a mutant run once more without it. A mutant that no test finds is a survivor. It is listed
with its change: some survivors change nothing that can be seen, and for the others a test is
missing.
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
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).parents[1]
COPIED = ("sim", "tests", "tools", "docs", "scenarios", "studies", "results", "notebooks")
FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?(?:::.+?)?)(?: - .*)?$", re.MULTILINE)
MOST_SECONDS = 1200
"""A change may let a loop go on for ever."""

MOST_NEAR = 4
"""Test files that run first."""

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


@dataclass(frozen=True)
class Mutant:
    """One change: the file, the line, the statement before and after, and the whole text of the
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
    around = statement_of(tree, node)
    was = head_of(around)
    change(node)
    return Mutant(path, line, was, head_of(around), ast.unparse(tree))


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


def statement_of(tree: ast.AST, node: ast.AST) -> ast.AST:
    """Return the statement around a node."""
    parents = {child: each for each in ast.walk(tree) for child in ast.iter_child_nodes(each)}
    while not isinstance(node, ast.stmt) and node in parents:
        node = parents[node]
    return node


def head_of(statement: ast.AST) -> str:
    """Return the text of a statement; for one with a body, its condition or its iterable."""
    if isinstance(statement, ast.For):
        return ast.unparse(statement.iter)
    asks = isinstance(statement, ast.If | ast.While)
    return ast.unparse(statement.test if asks else statement)


def room_of(path: str) -> str:
    """Return the room of a file: a folder below `sim`, below `sim/core` and others two deep."""
    parts = Path(path).parts
    deep = 3 if parts[1] in ("core", "study", "analysis", "classroom") else 2
    return "/".join(parts[: min(deep, len(parts) - 1)])


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


def bite(root: Path, mutant: Mutant, ill: set[str]) -> tuple[str, str]:
    """Put a mutant into a tree; return the group of tests that finds it, "near" or "folder", and
    the first that fails.

    Both are "" for a survivor.
    """
    file = root / mutant.path
    before = file.read_text(encoding="utf-8")
    file.write_text(mutant.text, encoding="utf-8")
    try:
        for where, tests in zip(("near", "folder"), tests_of(root, mutant.path), strict=True):
            if tests and (failed := first_failure(root, tests, ill)):
                return where, failed
    finally:
        file.write_text(before, encoding="utf-8")
    return "", ""


def find_ill(root: Path, tests: set[str]) -> set[str]:
    """Return the tests that fail in a tree as it is."""
    ill: set[str] = set()
    while tests - ill and (failed := first_failure(root, sorted(tests), ill)):
        ill.add(failed)
    return ill


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


def try_all(mutants: list[Mutant], jobs: int) -> tuple[list[Mutant], set[str]]:
    """Try mutants, each in a copy of the tree, and print the result of each; return the survivors,
    and the tests that fail without a mutant too.
    """
    ill: set[str] = set()
    with ExitStack() as trees, ThreadPoolExecutor(jobs) as pool:
        free: SimpleQueue[Path] = SimpleQueue()
        for _ in range(jobs):
            free.put(trees.enter_context(copied_tree()))

        def fare(mutant: Mutant) -> tuple[Mutant, str]:
            root, began = free.get(), time.monotonic()
            where, failed = bite(root, mutant, ill)
            free.put(root)
            fate = f"dies in the {where} tests" if where else "LIVES"
            seconds = time.monotonic() - began
            print(f"{mutant.path}:{mutant.line} {fate}, {seconds:.0f} s", flush=True)
            return mutant, failed

        found, left = list[tuple[Mutant, str]](), mutants
        while left:
            found += pool.map(fare, left)
            ill |= find_ill(root := free.get(), {failed for _, failed in found if failed} - ill)
            free.put(root)
            left = [mutant for mutant, failed in found if failed in ill]
            found = [(mutant, failed) for mutant, failed in found if failed not in ill]
    return [mutant for mutant, failed in found if not failed], ill


def main() -> int:
    """Try mutants and print the result of each; return 0, even if some survive."""
    ask = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    ask.add_argument("--mutants", type=int, default=20)
    ask.add_argument("--seed", type=int, default=1309)
    ask.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    ask.add_argument("--at", help="every mutant of one line, as FILE:LINE")
    said = ask.parse_args()
    if said.at:
        path, _, line = said.at.rpartition(":")
        text = (ROOT / path).read_text(encoding="utf-8")
        chosen = [mutant_at(path, text, each) for each in places_of(text) if each[1] == int(line)]
    else:
        chosen = sample(ROOT, said.mutants, said.seed)
    living, ill = try_all(chosen, max(1, min(said.jobs, len(chosen))))
    print(f"{len(chosen) - len(living)} of {len(chosen)} mutants die.")
    for name in sorted(ill):
        print(f"It fails with no mutant too: {name}")
    for each in living:
        print(f"\n{each.path}:{each.line}\n- {each.was}\n+ {each.becomes}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
