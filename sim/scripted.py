"""An agent that needs nothing but Python: `python -m sim.scripted` takes a seat, and is an example
to copy.

It is soft at the brink, hard after a test, and else holds still.
"""

from __future__ import annotations

import json
import sys
from typing import Any

SHOTS = ("missile_test", "big_test", "lethal_act")


def choose(month: dict[str, Any]) -> tuple[str, str]:
    """Return a statement and an action, given a capital's month; menus go from soft to hard."""
    words, deeds = month["legal"]["word"], month["legal"]["deed"]
    if month["state"]["tension"] >= 5.0:
        return words[0], deeds[1]
    if month["seat"] != "pyongyang" and month["last"]["pyongyang"]["deed"] in SHOTS:
        return words[-1], deeds[2]
    return words[len(words) // 2], deeds[1]


def main() -> None:
    """Answer every month on standard input with a line on standard output, until the world is
    over.
    """
    for line in sys.stdin:
        month = json.loads(line)
        word, deed = choose(month)
        print(json.dumps({"month": month["month"], "word": word, "deed": deed}), flush=True)


if __name__ == "__main__":
    main()
