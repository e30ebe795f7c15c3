"""b1: the files of the halves of a month and of the analyses as functions get their names.

    python b1_files.py     (in the root of a clean clone; it may be run twice)

sim/core/game/opening.py -> first_half.py, acting.py -> second_half.py, lasting.py -> idle_month.py,
sim/face.py -> sim/api.py, tests/face -> tests/api. Modules stay what they compute: no fingerprint moves.
"""

import re
import subprocess
import sys
from pathlib import Path

MOVES = {
    "sim/core/game/opening.py": "sim/core/game/first_half.py",
    "sim/core/game/acting.py": "sim/core/game/second_half.py",
    "sim/core/game/lasting.py": "sim/core/game/idle_month.py",
    "sim/face.py": "sim/api.py",
    "tests/face": "tests/api",
}
HALVES = {"opening": "first_half", "acting": "second_half", "lasting": "idle_month"}
GAME = r"(?<![\w/])sim(?:\.core)?\.game\."
TEXTS = {".py", ".cfg", ".toml", ".md", ".yml", ".ipynb", ".txt", ".js", ".html", ""}
SKIP = ("results/", "tests/browser/vendor/", "tests/independent/opening.py")
# The records of the engine of old releases and the changelog's lists of what a release held stay.
PARTS_FILES = ("sim/policies/user_rules.py", "sim/policies/active_rules.py")
IMPORT = re.compile(r"^from sim\.core\.game import (\([^)]*\)|.*)$", re.M)


def git(*words: str) -> str:
    return subprocess.run(["git", *words], check=True, capture_output=True, text=True).stdout


def imports(found: re.Match[str]) -> str:
    """Rename modules in `from sim.core.game import a, b`."""
    return re.sub(r"\b(opening|acting|lasting)\b", lambda m: HALVES[m[1]], found[0])


def parts(text: str) -> str:
    """Rename modules and the parts of a month where user rules are put together."""
    text = re.sub(r'"(opening|acting|lasting)"', lambda m: f'"{HALVES[m[1]]}"', text)
    text = re.sub(r'("\w+": )(opening|acting|lasting)\b(?=,|\s*\})', lambda m: m[1] + HALVES[m[2]], text)
    row = r"([\[(])((?:opening|acting|lasting)(?:, (?:opening|acting|lasting))*)(?=[\])])"
    return re.sub(row, lambda m: m[1] + re.sub(r"\w+", lambda w: HALVES[w[0]], m[2]), text)


def rewrite(name: str, text: str) -> str:
    for old, new in HALVES.items():
        text = re.sub(rf"(\bgame/){old}\.py\b", rf"\g<1>{new}.py", text)
    if name == "CHANGELOG.md":  # which says the old names on purpose
        return text
    for old, new in HALVES.items():
        text = re.sub(rf"({GAME}){old}\b", rf"\g<1>{new}", text)
    text = IMPORT.sub(imports, text)
    if name in PARTS_FILES:
        text = parts(text)
    if name.endswith(".py"):
        text = re.sub(r'(game_with\(.*?)"(opening|acting|lasting)"', lambda m: f'{m[1]}"{HALVES[m[2]]}"', text)
    if name == "CONTRIBUTING.md":
        text = re.sub(r"`(opening|acting|lasting)\.py`", lambda m: f"`{HALVES[m[1]]}.py`", text)
    text = re.sub(r"(?<![\w.])sim\.face\b(?!\w)", "sim.api", text)
    text = re.sub(r"\bsim/face\.py\b", "sim/api.py", text)
    text = re.sub(r"\btests/face\b", "tests/api", text)
    text = re.sub(r"\btests\.face\b", "tests.api", text)
    return text


def main() -> None:
    for old, new in MOVES.items():
        if Path(old).exists() and git("ls-files", old):
            git("mv", old, new)
            rest = Path(old)
            if rest.is_dir():  # an empty folder is a namespace package and is found first
                for each in sorted(rest.rglob("*"), reverse=True):
                    each.unlink() if each.is_file() else each.rmdir()
                rest.rmdir()
    count = 0
    for name in git("ls-files").splitlines():
        path = Path(name)
        if path.suffix not in TEXTS or name.startswith(SKIP) or not path.is_file():
            continue
        try:
            before = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        after = rewrite(name, before)
        if after != before:
            path.write_text(after, encoding="utf-8")
            count += 1
    print(f"b1: {count} files were rewritten")
    sys.path.insert(0, str(Path(__file__).parent))
    from common import changelog, tidy

    changelog(
        "Migration",
        "`sim.face` is `sim.api`; in `sim.core.game` the modules `opening`, `acting` and `lasting` are `first_half`, `second_half` and `idle_month`.",
    )
    tidy()
    left = [
        line
        for line in subprocess.run(
            ["git", "grep", "-nE", r"sim\.face\b|sim/face|tests/face|game[./](opening|acting|lasting)\b|game import .*\b(opening|acting|lasting)\b"],
            capture_output=True, text=True,
        ).stdout.splitlines()
        if not line.startswith(("CHANGELOG.md",))
    ]
    print("\n".join(["b1: hits that remain:", *left]) if left else "b1: no hit remains")


main()
