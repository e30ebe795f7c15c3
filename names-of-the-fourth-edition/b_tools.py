"""What the b-scripts share beside common.py."""

import re
import subprocess
from pathlib import Path

from common import warn

ERRORS_BY = ("sim/core/base/errors.py", "sim/cli/options.py", "tests/core/refused.toml")
"""Where old names stand so that they are refused."""


def _bare(text: str) -> str:
    """Return a text without white space and trailing commas: the formatter may lay it out otherwise."""
    return "".join(text.split()).replace(",)", ")").replace(",]", "]").replace(",}", "}")


def insert(path: str, anchor: str, text: str, *, also: str = "", replace: bool = False, after: bool = False) -> bool:
    """Put a text before an anchor of a file (or after it, or in its place); nothing where it stands already.

    `also` is another anchor, tried where the first is not there. A file or anchor that is not there is a warning.
    """
    place = Path(path)
    if not place.exists():
        warn(f"{path} is not there: nothing put before {anchor[:50]!r}")
        return False
    whole = place.read_text(encoding="utf-8")
    if _bare(text) in _bare(whole):
        return False
    found = anchor if anchor in whole else also if also and also in whole else ""
    if not found:
        warn(f"{path}: no {anchor[:60]!r}, so nothing was put there")
        return False
    new = text if replace else found + text if after else text + found
    place.write_text(whole.replace(found, new, 1), encoding="utf-8")
    return True


def append(path: str, text: str) -> bool:
    """Put a text at the end of a file, unless it stands there; a file that is not there is a warning."""
    place = Path(path)
    if not place.exists():
        warn(f"{path} is not there: a test is missing")
        return False
    whole = place.read_text(encoding="utf-8")
    if _bare(text) in _bare(whole):
        return False
    place.write_text(whole.rstrip("\n") + "\n\n" + text, encoding="utf-8")
    return True


def ruff_fix(*rules: str) -> None:
    """Let ruff mend what it can of some rules."""
    subprocess.run([".venv/bin/ruff", "check", "-q", "--fix-only", "--select", ",".join(rules), "."], check=False)


def wrap_strings(width: int = 118) -> None:
    """Part each line of more than 120 characters that is one text in quotes, between two words; others are told."""
    subprocess.run([".venv/bin/ruff", "format", "-q", "."], check=False)
    told = subprocess.run(
        [".venv/bin/ruff", "check", "-q", "--select", "E501", "--output-format", "concise", "."],
        check=False, capture_output=True, text=True,
    ).stdout
    for name, row in sorted({(m[1], int(m[2])) for m in re.finditer(r"^(\S+?):(\d+):\d+: E501", told, re.M)}, reverse=True):
        path = Path(name)
        lines = path.read_text(encoding="utf-8").split("\n")
        found = re.match(r'^(\s*)(f?)"((?:[^"\\]|\\.)*)"(.{0,2})$', lines[row - 1])
        place = found and max(
            (
                k
                for k, letter in enumerate(found[3])
                if letter == " "
                and len(found[1]) + len(found[2]) + 3 + k < width
                and found[3][:k].count("{") == found[3][:k].count("}")
            ),
            default=0,
        )
        if not found or not place:
            if '"' in lines[row - 1]:  # others are wrapped by tidy()
                warn(f"{name}:{row} is too long, and wants a hand")
            continue
        begin, rest = found[3][: place + 1], found[3][place + 1 :]
        signs = ["f" if found[2] and "{" in part else "" for part in (begin, rest)]
        lines[row - 1 : row] = [f'{found[1]}{signs[0]}"{begin}"', f'{found[1]}{signs[1]}"{rest}"{found[4]}']
        path.write_text("\n".join(lines), encoding="utf-8")
    subprocess.run([".venv/bin/ruff", "format", "-q", "."], check=False)
