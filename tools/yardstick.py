"""Compare the tokens of code in every room with the commit at which this branch left main.

    python tools/yardstick.py                 compare; on main itself, with the commit before
    python tools/yardstick.py --against REF   compare with any commit
    python tools/yardstick.py --why "…"       say why a room grows; it then passes

A token is a name, a number, a text or a sign. Imports, docstrings, comments and layout are free, so
neither a packed line nor a missing explanation saves anything. A room is a folder below `sim`
(below `sim/core`, `sim/study` and `sim/analysis` too). Each may grow by 2 %, or by 500 tokens if
that is more. More needs a reason: `--why`, or a line `Why: …` in the message of a commit, so that
the reason stays with the change. A file that moves takes its tokens along. The core has a fixed
limit: a reader has to get through it in an afternoon. No number is kept in a file; git has them.
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
SHARE, LEAST = 0.02, 500
LIMITS = {"sim/core": 98_000}
"""Python tokens that a folder never passes; the core has 95 000 once the small model stands."""
THIRD_EDITION = "c2385e11"
"""The commit from which the sum is counted; the tag `third-edition` names it too."""
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

Files = dict[str, str]
"""The files of a tree: the id of the text by path."""


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
    """Return the room of a file: its folder below `sim`, one deeper in the rooms of `DEEP`."""
    folders = PurePosixPath(path).parts[:-1]
    return "/".join(folders[: 3 if folders[1:2] and folders[1] in DEEP else 2])


def read_commit(ref: str) -> dict[str, str]:
    """Return the texts of `sim` at a commit, by path."""
    rows = git("ls-tree", "-r", ref, "sim").decode().splitlines()
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
    """Return the texts of `sim` as they stand in the folder, by path."""
    listed = (
        git("ls-files", "--cached", "--others", "--exclude-standard", "sim").decode().splitlines()
    )
    paths = [path for path in listed if is_counted(path) and (ROOT / path).is_file()]
    return {path: (ROOT / path).read_text(encoding="utf-8") for path in paths}


def is_counted(path: str) -> bool:
    """Return whether a file is code that counts."""
    return kind_of(path) in ("py", "js", "toml")


def moved_from(base: str) -> dict[str, str]:
    """Return the new path of every file that moved since a commit, by its old one."""
    rows = (
        git("diff", "--name-status", "-M40%", "--diff-filter=R", base, "--", "sim")
        .decode()
        .splitlines()
    )
    return {old: new for _, old, new in (row.split("\t") for row in rows)}


def sum_rooms(texts: dict[str, str], moved: dict[str, str] | None = None) -> Counter[str]:
    """Return the tokens of each room and of `sim`, by kind; a moved file counts in its new room."""
    tokens: Counter[str] = Counter()
    for path, source in texts.items():
        kind, place = kind_of(path), (moved or {}).get(path, path)
        mark = "" if kind == "py" else f" ({kind})"
        limited = [folder for folder in LIMITS if place.startswith(f"{folder}/")]
        for room in {room_of(place), "sim", *limited}:
            tokens[room + mark] += count(kind, source)
    return tokens


def choose_base(against: str) -> tuple[str, str]:
    """Return the commit to compare with and the messages since then."""
    base = against
    if not base:
        for branch in ("origin/main", "main"):
            try:
                base = git("merge-base", "HEAD", branch).decode().strip()
                break
            except subprocess.CalledProcessError:
                continue
        if base in ("", git("rev-parse", "HEAD").decode().strip()):
            base = git("rev-parse", "HEAD~1").decode().strip()
    return base, git("log", "--format=%B", f"{base}..HEAD").decode()


def faults_in(before: Counter[str], now: Counter[str], why: str) -> list[str]:
    """Print the growth of each room that changed, and return the faults."""
    grown = [room for room in now if now[room] - before[room] > max(LEAST, SHARE * before[room])]
    for room in sorted(now | before, key=lambda room: before[room] - now[room]):
        if now[room] != before[room]:
            note = " grew by more than 2 %" if room in grown else ""
            print(f"{room:32}{before[room]:9,}{now[room]:9,}{now[room] - before[room]:+9,}{note}")
    if grown and why:
        print(f"Why: {why}")
    elif grown:
        remedy = 'take something away, or say why: --why "…", or a line "Why: …" in the commit\'s message'
        return [f"{', '.join(grown)} grew by more than 2 %: {remedy}"]
    return []


def main() -> int:
    """Compare the tree with a commit; return 1 if a room grew without a reason or the core passed
    its limit.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--against", default="", metavar="REF", help="the commit to compare with")
    parser.add_argument("--why", default="", help="why a room grows")
    options = parser.parse_args()
    texts = read_tree()
    now = sum_rooms(texts)
    faults = [
        f"{folder} has {now[folder]:,} tokens, and {limit:,} is the limit"
        for folder, limit in LIMITS.items()
        if now[folder] > limit
    ]
    try:
        base, messages = choose_base(options.against)
        before = sum_rooms(read_commit(base), moved_from(base))
        reasons = re.findall(r"^Why: (.+)$", messages, re.MULTILINE)
        faults += faults_in(before, now, options.why or "; ".join(reasons))
        print(f"sim has {now['sim']:,} tokens, {now['sim'] - before['sim']:+,} since {base[:8]}")
    except subprocess.CalledProcessError:
        print("git has no earlier commit here: only the limit is checked")
    try:
        edition = sum_rooms(read_commit(THIRD_EDITION))["sim"]
        print(
            f"since the third edition ({THIRD_EDITION}): {edition:,} to {now['sim']:,}, {now['sim'] - edition:+,}"
        )
    except subprocess.CalledProcessError:
        print(f"git does not have {THIRD_EDITION} here: no sum since the third edition")
    print(f"sim/core has {now['sim/core']:,} of {LIMITS['sim/core']:,} tokens")
    print("\n".join(faults))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
