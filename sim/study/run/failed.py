"""Worlds that failed, as one message: how many, an example with its month, and the line at fault."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import ClassVar, Final

from sim.core.base.errors import ExitCode, Place, Problem

WITH_LINE: Final = re.compile(r"(.*?) \((\S+), line (\d+)\)(.*)", re.DOTALL)


class WorldsFailed(Problem):
    """Worlds that failed beside others that were played to their end."""

    exit_code: ClassVar[ExitCode] = ExitCode.SOME_FAILED


def worlds_failed(reasons: Collection[str]) -> WorldsFailed:
    """Return the problem of worlds that failed for these reasons: the most common one, by its first
    month.
    """
    # The same fault in another month is the same fault.
    alike: dict[str, list[str]] = {}
    for reason in reasons:
        alike.setdefault(re.sub(r" in month \d+", "", reason), []).append(reason)
    most_common = max(alike.values(), key=len)
    example = min(most_common, key=lambda reason: (len(reason), reason))
    message, place = example, Place("these worlds")
    if with_line := WITH_LINE.fullmatch(example):
        message = with_line[1] + with_line[4]
        place = Place(with_line[2], int(with_line[3]))
    return WorldsFailed(
        f"{len(reasons):,} worlds failed, and are left out; {len(most_common):,} of them alike: {message}",
        place,
        "Repair the failing policy; with -o, or out=, each world is a row with its error.",
    )
