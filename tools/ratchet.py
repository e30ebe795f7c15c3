"""Measure what may only fall, and compare it with `tools/budget.toml`: lines, files and places that name a thing.

    python tools/ratchet.py                        compare; more than the budget fails, and so does over 1 % less
    python tools/ratchet.py --lower                write the lower numbers, so that nothing eats what was won
    python tools/ratchet.py --raise KEY N --why "a reason of four words or more"
                                                   a number that must rise, or that of a new room
    python tools/ratchet.py --raise lines.all N --issue 21 --why "…"
                                                   `lines.all` and `files.all` rise between issues only
    python tools/ratchet.py --list                 print every number beside its budget

Lines are those of Python, JavaScript and TOML in `sim` and `tools` together, for what moves between them is no gain.
Two branches that both lower a number leave two lines for it: the larger one counts, and `--lower` tidies the file.
Git joins such lines by itself (`.gitattributes`); where it left marks of a conflict, `--lower` removes them.
The budget says nothing of comments, docstrings and tests: such a limit would be met by deleting them.
"""

from __future__ import annotations

import argparse
import ast
import math
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).parents[1]
BUDGET = ROOT / "tools" / "budget.toml"
HEAD = """\
# What may only fall, as tools/ratchet.py counts it. --lower and --raise write this file: see the head of that program.
"""
WHOLE = ("lines.all", "files.all")
"""What nobody raises within an issue."""
PROBES = {
    "lever": ("secondary_sanctions", "thaad_retaliation"),
    "outcome": ("deterrent_complete",),
    "analysis": ("robustness", "multiverse"),
    "state": ("un_measures", "softness_seen"),
    "capital": ("seoul",),
}
"""One or two names of each kind that mean nothing else. Add a name; take none away."""
RULES = re.compile(r"sim/game/(rules/|capitals/|month\.py|view\.py)")
LONE = re.compile(r"[a-z]+(ed|en|wn)|told|said|made|read|kept|within|beside|together|reach|plain|once|after")


class Entry(TypedDict, total=False):
    """A line of the budget: the most that a number may be, why it was raised, and in which issue."""

    most: float
    why: str
    issue: int


# --- What is counted


def measure(root: Path) -> dict[str, float]:
    """Return every number of a tree, by its key in the budget."""
    texts = {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for folder in ("sim", "tools")
        for ending in ("py", "js", "toml")
        for path in sorted((root / folder).rglob(f"*.{ending}"))
        if path.name != BUDGET.name
    }
    python = {path: text for path, text in texts.items() if path.startswith("sim/") and path.endswith(".py")}
    trees = {path: ast.parse(text, path) for path, text in python.items()}
    found: Counter[str] = Counter()
    for path, text in texts.items():
        rooms = ["all", name_room(path)] + ["sim, Python"] * (path in python)
        for room in rooms:
            found[f"lines.{room}"] += text.count("\n")
            found[f"files.{room}"] += 1
    share = 100 * sum(map(count_import_lines, trees.values())) / max(1, found["lines.sim, Python"])
    named = {f"places.{kind}": max(count_places(texts, name) for name in names) for kind, names in PROBES.items()}
    return {
        **found,
        **named,
        # A tenth of a per cent: deleting any other line moves the share a little.
        "share of import lines": math.ceil(10 * share) / 10,
        "imports by string": sum(text.count("import_module(") for text in python.values()),
        "lone words": sum(map(count_lone_words, trees.values())),
    }


def name_room(path: str) -> str:
    """Return the room of a file: its folder under `sim`, or under `sim/analysis`; `sim` for files at the top."""
    folders = path.split("/")[:-1]
    return "/".join(folders[: 3 if folders[1:2] == ["analysis"] else 2]) if folders[0] == "sim" else folders[0]


def count_import_lines(tree: ast.Module) -> int:
    """Return how many lines import something."""
    imports = (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    return sum((node.end_lineno or node.lineno) - node.lineno + 1 for node in imports)


def count_places(texts: dict[str, str], name: str) -> int:
    """Return in how many places of `sim` a name stands but in comments: Python and JavaScript files.

    The room of an analysis is one place, and the rules are, which read a state or a lever wherever they need it; all
    else must be told of a new one. A number `start_NAME` is a name of its own.
    """
    word = re.compile(rf"(?<![A-Za-z0-9])(?<!start_){name}(?![A-Za-z0-9])", re.IGNORECASE)
    comment = {".py": re.compile("#.*"), ".js": re.compile("//.*")}
    return len({
        "its room" if f"/analysis/{name}/" in path else "the rules" if RULES.match(path) else path
        for path, text in texts.items()
        if re.match(r"sim/.*(py|js)$", path) and word.search(comment[Path(path).suffix].sub("", text))
    })  # fmt: skip


def count_lone_words(tree: ast.Module) -> int:
    """Return how many functions of a module are named by one participle or preposition, which says no verb."""
    return sum(isinstance(node, ast.FunctionDef) and bool(LONE.fullmatch(node.name)) for node in tree.body)


# --- What is allowed


def read_budget(text: str) -> dict[str, Entry]:
    """Read a budget line by line; of two lines for one key the larger number counts, and marks of a conflict do not."""
    budget: dict[str, Entry] = {}
    for line in text.splitlines():
        if line.startswith('"'):
            for key, entry in tomllib.loads(line).items():
                if key not in budget or budget[key]["most"] < entry["most"]:
                    budget[key] = entry
    return budget


def write_budget(budget: dict[str, Entry]) -> str:
    """Return the text of a budget, a line a key."""
    rows = []
    for key, entry in sorted(budget.items()):
        said = [f"most = {entry['most']:.10g}"]
        said += [f"issue = {entry['issue']}"] if "issue" in entry else []
        said += [f'why = "{entry["why"]}"'] if "why" in entry else []
        rows.append('"{}" = {{ {} }}\n'.format(key, ", ".join(said)))
    return HEAD + "".join(rows)


def read_main() -> dict[str, Entry]:
    """Return the budget where this branch left `main`; nothing where git knows no such place."""
    git = ["git", "-C", str(ROOT)]
    base = subprocess.run([*git, "merge-base", "HEAD", "main"], capture_output=True, text=True, check=False)
    if base.returncode:
        return {}
    name = f"{base.stdout.strip()}:{BUDGET.relative_to(ROOT).as_posix()}"
    shown = subprocess.run([*git, "show", name], capture_output=True, text=True, check=False)
    return {} if shown.returncode else read_budget(shown.stdout)


def refuse_raise(key: str, entry: Entry, before: Entry | None) -> str | None:
    """Say why a number may not be raised like this; nothing where it may, or where it does not rise."""
    if before is not None and entry["most"] <= before["most"]:
        return None
    # The reason of an earlier raise is none of this one's.
    reason = "" if before and entry.get("why") == before.get("why") else entry.get("why", "")
    if len(reason.split()) < 4 or '"' in reason or "\\" in reason:
        return f'{key}: give a reason of four words or more, without quotation marks: --raise "{key}" N --why "…"'
    if key in WHOLE and before is not None and entry.get("issue", 0) in (0, before.get("issue", 0)):
        return f"{key}: nobody raises it within issue {before.get('issue', 0)}. Take away, or give a later --issue."
    return None


def is_well_under(key: str, value: float, most: float) -> bool:
    """Say whether a number lies so far under its budget that it must be lowered: by 1 %; a few lines are left."""
    spare = 5 if key.startswith("lines.") else 0.1 if key.startswith("share") else 0
    return value < most - max(0.01 * most, spare)


def find_faults(found: dict[str, float], budget: dict[str, Entry], main: dict[str, Entry]) -> list[str]:
    """Return what is wrong with the numbers, with the command that mends it."""
    faults = []
    for key in sorted({*found, *budget}):
        value = found.get(key, 0)
        if key not in budget:
            faults.append(f'{key}: {value:g}, and it has no budget: --raise "{key}" {value:g} --why "why it is new"')
            continue
        most = budget[key]["most"]
        if value > most:
            advice = "take something away" if key in WHOLE else f'less, or --raise "{key}" {value:g} --why "…"'
            faults.append(f"{key}: {value:g}, and {most:g} is the most: {advice}")
        elif is_well_under(key, value, most):
            faults.append(f"{key}: {value:g}, well under {most:g}. Keep what was won: --lower")
        refused = refuse_raise(key, budget[key], main.get(key)) if main else None
        faults += [refused] if refused else []
    return faults


# --- The command


def main() -> int:
    """Compare, lower, raise or list; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lower", action="store_true", help="write the numbers that fell")
    parser.add_argument("--raise", nargs=2, metavar=("KEY", "N"), dest="raised", help="write a number that rises")
    parser.add_argument("--why", default="", help="the reason of --raise")
    parser.add_argument("--issue", type=int, help="of lines.all or files.all: above the one that stands")
    parser.add_argument("--list", action="store_true", help="print every number")
    asked = parser.parse_args()
    found = measure(ROOT)
    text = BUDGET.read_text(encoding="utf-8")
    budget = read_budget(text)
    if asked.raised:
        key, number = asked.raised
        if key not in found:
            parser.error(f"there is no {key}; see --list")
        entry: Entry = {"most": float(number), "why": asked.why}
        if key in WHOLE:
            entry["issue"] = asked.issue or budget[key].get("issue", 0)
        if refused := refuse_raise(key, entry, budget.get(key)):
            parser.error(refused)
        budget[key] = entry
    if asked.lower:
        # Nothing is invented: a key without a line stays without one, and a room that is gone loses its own.
        budget = {key: entry for key, entry in budget.items() if key in found}
        for key, entry in budget.items():
            if is_well_under(key, found[key], entry["most"]):
                entry["most"] = found[key]
    if (asked.lower or asked.raised) and (written := write_budget(budget)) != text:
        BUDGET.write_text(written, encoding="utf-8")
        print(f"written: {BUDGET.relative_to(ROOT)}; commit it")
    if asked.list:
        for key in sorted(found):
            print(f"{key:32} {found[key]:8g} of {budget.get(key, {}).get('most', 0):g}")
    faults = find_faults(found, budget, read_main())
    if re.search(r"^(<<<<<<<|=======|>>>>>>>)", BUDGET.read_text(encoding="utf-8"), re.MULTILINE):
        faults.append("marks of a conflict are in the budget: --lower")
    if faults:
        print("\n".join([*faults, "Run: python tools/ratchet.py with what stands after the colon, and commit."]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
