"""Plain data as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any


def finite(content: Any) -> Any:
    """Return plain data with null for every number that is none, which JSON cannot hold."""
    if isinstance(content, dict):
        return {key: finite(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [finite(value) for value in content]
    return None if isinstance(content, float) and not math.isfinite(content) else content


def as_json(content: Mapping[str, Any]) -> bytes:
    """Return plain data as JSON text; a number that is none, or infinite, is null."""
    return (json.dumps(finite(content), indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode()
