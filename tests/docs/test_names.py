"""Every path and every name of the code that a document gives is there."""

import re
from pathlib import Path

from sim.core.game.catalogue import CAPITALS
from tests.docs.documents import (
    DOCUMENTS,
    INLINE,
    NAME,
    ROOT,
    functions_in,
    known_names,
    prose,
    rows,
)
from tests.for_each import for_each

# Made by a command, so not in the tree.
MADE = (
    "results/demo/",
    "results/demo/courses.png",
    "results/demo/sweep/",
    ".venv",
    ".venv/bin",
    ".venv/bin/python",
    ".venv/bin/sim",
)
# Spelt out to say how others are spelt, or the name of a thing that a step makes.
EXAMPLES = {
    "table.cell",
    "start_",
    "_next",
    "bystander",
    "mine.toml",
    "my-case.toml",
    "p.smuggling",
    "el",
}
OUTSIDE = {
    "concurrent.futures",
    "np.sum",
    "np.where",
    "einsum",
    "scipy.special.entr",
    "python",
    "sim",
    "k",
}
STEPS = {"scenarios/my-case.toml"}
PATH = re.compile(r"[\w.-]+(?:/[\w.-]*)+")


@for_each("document", DOCUMENTS)
def test_every_path_is_there(document: Path) -> None:
    paths = {
        code
        for code in INLINE.findall(prose(document))
        if PATH.fullmatch(code) and in_the_tree(code)
    }
    missing = {path for path in paths - set(MADE) - STEPS if not (ROOT / path).exists()}
    assert missing == set()


@for_each("document", DOCUMENTS)
def test_every_name_is_one_of_the_code(document: Path) -> None:
    codes = {code.removesuffix("()") for code in INLINE.findall(prose(document))}
    names = {code for code in codes if NAME.fullmatch(code)} - EXAMPLES - OUTSIDE
    files = {path.name for path in (*ROOT.glob("*"), *(ROOT / "docs").glob("*"))}
    unknown = {
        name
        for name in names
        if name not in known_names() | files and not any(map(all_known, meant(name)))
    }
    assert unknown == set()


def meant(name: str) -> list[str]:
    """What a name stands for: one with CAPITAL in it, for a name of each capital."""
    return (
        [name.replace("CAPITAL", capital) for capital in CAPITALS] if "CAPITAL" in name else [name]
    )


def in_the_tree(path: str) -> bool:
    """Whether a path means a place of the project: not one inside a folder of results, nor one to
    be filled in.
    """
    first = path.split("/")[0]
    to_fill_in = any(part.isupper() for part in re.split(r"[/.-]", path) if len(part) > 2)
    return not to_fill_in and ((ROOT / first).exists() or path.endswith((".py", ".md", ".toml")))


def all_known(name: str) -> bool:
    """Whether a name, or each part of a dotted one, is known."""
    return name in known_names() or all(part in known_names() for part in name.split("."))


def test_a_function_beside_a_file_is_defined_there() -> None:
    """A row that gives a file and `name()` says where to look."""
    checked = 0
    for document in DOCUMENTS:
        for row in rows(document):
            codes = INLINE.findall(row)
            sources = [
                ROOT / code for code in codes if PATH.fullmatch(code) and code.endswith(".py")
            ]
            for function in (code.removesuffix("()") for code in codes if code.endswith("()")):
                assert any(function in functions_in(source) for source in sources), (
                    f"{document.name}: {function}"
                )
                checked += 1
    assert checked > 10


def test_the_check_of_names_can_fail() -> None:
    assert "tension_nxt" not in known_names()
    assert not all_known("washington.zeal_unknown")
    assert in_the_tree("sim/no_such.py")
    assert in_the_tree("smi/game/month.py")
    assert not in_the_tree("results/NAME")
