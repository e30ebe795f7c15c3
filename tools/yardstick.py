"""Compare the tokens of code in every room with the commit at which this branch left main.

    python tools/yardstick.py                 compare; on main itself, with the last commit
    python tools/yardstick.py --against REF   compare with where this branch left any other

A token is a name, a number, a text or a sign. Imports, docstrings, comments and layout are free, so
neither a packed line nor a missing explanation saves anything. A room is a folder below `sim`
(below `sim/core`, `sim/study` and `sim/analysis` too). A room may grow if others shrink: what is
limited is the whole of `sim`, and its limit only falls. The core has a limit of its own, because a
reader has to get through it in an afternoon, and `tools` has one, so that nothing hides there.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import subprocess
import sys
import tokenize
from collections import Counter
from functools import cache
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).parents[1]
COUNTED = ("sim", "tools")
"""The folders of which files are counted."""
LIMITS = {"sim": 408_600, "sim/core": 98_000, "tools": 23_900}
"""Python tokens that a folder never passes. Lower a limit after its folder has shrunk; never raise it."""
DEEP = ("core", "study", "analysis")
FREE = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}
OTHER = re.compile(
    r"""//[^\n]*|/\*.*?\*/|(?P<token>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\w+|[^\s\w])""",
    re.DOTALL,
)
TOML = re.compile(
    r"""\#[^\n]*|(?P<token>\"{3}.*?\"{3}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[\w.-]+|[^\s\w])""",
    re.DOTALL,
)


def git(*words: str, text: bytes | None = None) -> bytes:
    """Run git and return its output; raises CalledProcessError if it fails."""
    return subprocess.run(
        ["git", "-C", str(ROOT), *words], input=text, check=True, capture_output=True
    ).stdout


def count_python(source: str) -> int:
    """Count the tokens of Python code, without imports, docstrings and comments."""
    free: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if (is_text and isinstance(node.value.value, str)) or isinstance(
            node, ast.Import | ast.ImportFrom
        ):
            free.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return sum(token.type not in FREE and token.start[0] not in free for token in tokens)


@cache
def count(kind: str, source: str) -> int:
    """Count the tokens of a file by its kind: py, js or toml."""
    if kind == "py":
        return count_python(source)
    pattern = TOML if kind == "toml" else OTHER
    return sum(match["token"] is not None for match in pattern.finditer(source))


def kind_of(path: str) -> str:
    """Return the kind of a file by its name: py, js or toml."""
    return PurePosixPath(path).suffix[1:]


def room_of(path: str) -> str:
    """Return the room of a file: `tools`, or its folder below `sim`, one deeper in the rooms of `DEEP`."""
    folders = PurePosixPath(path).parts[:-1]
    if folders[:1] == ("tools",):
        return "tools"
    return "/".join(folders[: 3 if folders[1:2] and folders[1] in DEEP else 2])


def read_commit(ref: str) -> dict[str, str]:
    """Return the counted texts at a commit, by path."""
    rows = git("ls-tree", "-r", ref, *COUNTED).decode().splitlines()
    blobs = {
        path: row.split()[2]
        for row, path in (line.split("\t", 1) for line in rows)
        if is_counted(path)
    }
    stream = io.BytesIO(git("cat-file", "--batch", text="\n".join(blobs.values()).encode()))
    texts = {}
    for path in blobs:
        size = int(stream.readline().split()[2])
        texts[path] = stream.read(size).decode()
        stream.read(1)
    return texts


def read_tree() -> dict[str, str]:
    """Return the counted texts as they stand in the folder, by path."""
    listed = (
        git("ls-files", "--cached", "--others", "--exclude-standard", *COUNTED)
        .decode()
        .splitlines()
    )
    paths = [path for path in listed if is_counted(path) and (ROOT / path).is_file()]
    return {path: (ROOT / path).read_text(encoding="utf-8") for path in paths}


def is_counted(path: str) -> bool:
    """Return whether a file is code that counts."""
    return kind_of(path) in ("py", "js", "toml")


def sum_rooms(texts: dict[str, str]) -> Counter[str]:
    """Return the tokens of each room and of the folders with a limit, by kind."""
    tokens: Counter[str] = Counter()
    for path, source in texts.items():
        kind = kind_of(path)
        mark = "" if kind == "py" else f" ({kind})"
        limited = [folder for folder in LIMITS if path.startswith(f"{folder}/")]
        for room in {room_of(path), *limited}:
            tokens[room + mark] += count(kind, source)
    return tokens


def print_changes(before: Counter[str], now: Counter[str]) -> None:
    """Print each room that changed: its tokens before and now, those that shrank first."""
    for room in sorted(now | before, key=lambda room: now[room] - before[room]):
        if now[room] != before[room]:
            print(f"{room:32}{before[room]:9,}{now[room]:9,}{now[room] - before[room]:+9,}")


def faults_in(now: Counter[str]) -> list[str]:
    """Return a sentence on each folder that has passed its limit."""
    remedy = "take something away: a limit only falls"
    return [
        f"{folder} has {now[folder]:,} tokens, and {limit:,} is the limit: {remedy}"
        for folder, limit in LIMITS.items()
        if now[folder] > limit
    ]


def main() -> int:
    """Compare the tree with a commit; return 1 if a folder has passed its limit."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--against", default="main", metavar="REF", help="the branch to compare with"
    )
    options = parser.parse_args()
    now = sum_rooms(read_tree())
    try:
        base = git("merge-base", "HEAD", options.against).decode().strip()
        before = sum_rooms(read_commit(base))
        print_changes(before, now)
        print(f"sim has {now['sim']:,} tokens, {now['sim'] - before['sim']:+,} since {base[:8]}")
    except subprocess.CalledProcessError:
        print(f"git has no {options.against} here: only the limits are checked")
    for folder, limit in LIMITS.items():
        print(f"{folder} has {now[folder]:,} of {limit:,} tokens")
    faults = faults_in(now)
    print("\n".join(faults))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
