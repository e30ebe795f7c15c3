"""Reading a class page back from its file, apart from the code that wrote it and the script that shows it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def data_of(file: Path) -> dict[str, Any]:
    """Return the data of a page."""
    (found,) = DATA.findall(file.read_text(encoding="utf-8"))
    data: dict[str, Any] = json.loads(found)
    return data


def numbers(text: str, width: int) -> list[int | None]:
    """Return the numbers of a text, `width` digits of base 36 each; None for dashes."""
    parts = [text[at : at + width] for at in range(0, len(text), width)]
    return [None if part.startswith("-") else int(part, 36) for part in parts]


def hits(data: dict[str, Any], ends: str) -> list[bool]:
    """Return in which worlds the lesson's outcome happened."""
    counted = data["counted"]
    pairs = zip(numbers(ends[::2], 1), numbers(ends[1::2], 1), strict=True)
    if "bit" in counted:
        return [bool((flags or 0) >> counted["bit"] & 1) for _, flags in pairs]
    return [state in counted["states"] for state, _ in pairs]
