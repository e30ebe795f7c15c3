"""The numbers that carry the answer of spring 2017, kept from an analysis that takes minutes, and those
that move nothing anywhere.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any, Final

STILL: Final = {
    "start_quiet": "a test soon restarts the count of quiet months; it is a date of the record",
    "pay_lethal": "lethal acts are rare, so their cost matters little",
}
"""Parameters that move no outcome, gain, pattern or signed claim by the least change that counts,
and the reasons: for the long test of tests/sensitivity.
"""

FILE: Final = "carry.json"
"""Written by tools/update_screen.py."""


@cache
def kept() -> dict[str, Any]:
    """Return what was stored: its table, scenario, rules, worlds and seed."""
    stored: dict[str, Any] = json.loads(resources.files(__package__).joinpath(FILE).read_bytes())
    return stored
