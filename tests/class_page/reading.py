"""What a class page holds, read from its file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

DATA: Final = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)
KERNEL: Final = re.compile(r'<script type="text/plain" id="kernel">(.*?)</script>', re.DOTALL)
SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.DOTALL)
STYLE: Final = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def data_of(file: Path) -> dict[str, Any]:
    """Return the data of a page."""
    (text,) = DATA.findall(file.read_text(encoding="utf-8"))
    data: dict[str, Any] = json.loads(text)
    return data
