"""Compare the pictures that the documents keep with the program, without drawing: `python
tools/pictures.py`.

Each picture carries its title, its caption and the name of the model in its metadata. The model must
be that of these rules, the rules of the caption those of the program, and the words of the title must
be those of one text in the source, with other numbers and names between them.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

from PIL import Image

from sim.core.scenario.fingerprint import fingerprint, tool_version
from sim.study.estimate.quantities import CAVEAT, REAL_MONTHS

ROOT: Final = Path(__file__).parents[1]
SOURCES: Final = ("sim/show", "sim/analysis", "sim/history", "sim/study/estimate")
LEAST_WORDS: Final = 2
"""Words that a text in the source holds at least, or it would fit any title."""

GAP: Final = "\0"
CLAUSE: Final = re.compile(r"[.;] ")


def texts_in(tree: ast.AST) -> Iterator[str]:
    """Yield the texts of a file, with a gap for each value in them; docstrings are no texts."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    # Parts of a text with values are texts of it alone.
    inner = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    for node in ast.walk(tree):
        if id(node) in docs | inner:
            continue
        if isinstance(node, ast.JoinedStr):
            parts = (str(v.value) if isinstance(v, ast.Constant) else GAP for v in node.values)
            yield "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@cache
def titles_in_code() -> tuple[re.Pattern[str], ...]:
    """Return patterns of the texts in the source that a title may be: whole, or their first clause."""
    texts = {
        text
        for folder in SOURCES
        for path in (ROOT / folder).rglob("*.py")
        for whole in texts_in(ast.parse(path.read_text(encoding="utf-8")))
        for text in (whole.strip(" ."), CLAUSE.split(whole)[0].strip(" ."))
    }
    return tuple(
        re.compile(".+?".join(map(re.escape, text.split(GAP))), re.DOTALL | re.IGNORECASE)
        for text in sorted(texts)
        if len(re.findall(r"[^\W\d]{2,}", text)) >= LEAST_WORDS
    )


def faults(info: dict[str, Any]) -> list[str]:
    """Return how the metadata of a picture differ from what the program would write now."""
    title, caption = str(info.get("Title", "")), str(info.get("Description", ""))
    held = {
        "it has no title or no caption": bool(title and caption),
        f"its version is {info.get('Version')}": info.get("Version") == tool_version(),
        f"its model is {info.get('Model')}, not {fingerprint()}": info.get("Model")
        == fingerprint(),
        "its caption ends in another caveat": caption.endswith((CAVEAT, REAL_MONTHS)),
        f"no text of the program makes its title '{title}'": any(
            each.fullmatch(title) for each in titles_in_code()
        ),
    }
    return [fault for fault, holds in held.items() if not holds]


def main() -> int:
    """Print each picture that differs from the program, and return 1 if one does."""
    bad = 0
    for path in sorted((ROOT / "docs").rglob("*.png")):
        with Image.open(path) as image:
            for fault in faults(dict(image.info)):
                bad = 1
                print(f"{path.relative_to(ROOT)}: {fault}. Draw it again.")
    return bad


if __name__ == "__main__":
    sys.exit(main())
