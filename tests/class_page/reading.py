"""Reading a class page back from its file, apart from the code that wrote it and the script that shows it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)
KERNEL = re.compile(r'<script type="text/plain" id="kernel">(.*?)</script>', re.DOTALL)
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def data_of(file: Path) -> dict[str, Any]:
    """Return the data of a page."""
    (found,) = DATA.findall(file.read_text(encoding="utf-8"))
    data: dict[str, Any] = json.loads(found)
    return data
