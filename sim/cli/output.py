"""Printing: data as text or JSON, in letters that the terminal can show."""

from __future__ import annotations

import codecs
import io
import json
import os
import shutil
import sys
from typing import Any, Final

import click

from sim.core.base.errors import Problem

PLAIN: Final = {
    "−": "-",
    "–": "-",
    "×": "x",
    "κ": "kappa",
    "é": "e",
    "≥": ">=",
    "≤": "<=",
    "…": "...",
    "·": "-",
    "→": "->",
    "δ": "delta",
    "τ": "tau",
    "\u202f": " ",
    "\u00a0": " ",
    "—": "-",
    "ℓ": "l",
    "σ": "sigma",
    "₀": "0",
    "“": '"',
    "”": '"',
    "’": "'",
    "─": "-",
    "━": "=",
    "┃": "|",
}
"""Replacements for letters on a terminal that knows only ASCII."""

HANDLER: Final = "sim.plain"


def in_plain_letters(error: UnicodeError) -> tuple[str, int]:
    """Return a replacement for letters that an encoding lacks, and the place after them."""
    assert isinstance(error, UnicodeEncodeError)
    lacking = error.object[error.start : error.end]
    return "".join(PLAIN.get(letter, "?") for letter in lacking), error.end


def prepare_streams() -> None:
    """Make every text printable in the terminal's encoding; discard text for a closed stream."""
    sys.stderr = sys.stderr or io.StringIO()
    codecs.register_error(HANDLER, in_plain_letters)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=HANDLER)


def hush() -> None:
    """Discard all further output: the reader of the pipe, such as `head`, has closed it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        # A stream that is no file has nothing left to flush.
        return


SAID: Final = "sim.said"
"""The key under which a command that was called with `-o FILE` keeps its printed text."""


def say(text: str) -> None:
    """Print data on stdout, in the encoding that the terminal has: click would print UTF-8 on one
    that knows ASCII.

    With `-o FILE` of a command that prints, it goes there.
    """
    context = click.get_current_context(silent=True)
    if context is not None and SAID in context.meta:
        context.meta[SAID].append(text)
    else:
        click.echo(text, file=sys.stdout)


def message_of(problem: Problem) -> str:
    """Return the message of a problem: fault, place and remedy, each folded on a terminal."""
    message = f"sim: {problem}"
    if not sys.stderr.isatty():
        return message
    parts = (line.partition(": ") for line in message.split("\n"))
    return "\n".join(fold_beside(head + colon, text) for head, colon, text in parts)


def fold_beside(head: str, text: str) -> str:
    """Return a text beside a head, folded as the terminal is wide; lines after the first stand
    below the text.
    """
    from sim.core.estimate.writing import lines_of

    lines = lines_of(text, max(terminal_width() - len(head), 20))
    return head + f"\n{'':<{len(head)}}".join(lines)


def terminal_width() -> int:
    """Return the letters of a line: COLUMNS, or those of the terminal, else 80; at most WIDTH."""
    from sim.show.tables import WIDTH

    return min(WIDTH, shutil.get_terminal_size().columns)


def print_json(content: Any) -> None:
    """Print plain data as JSON, with escapes for letters that the terminal cannot show."""
    from sim.core.estimate.writing import finite, nine_digits

    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower().replace("-", "")
    shown = nine_digits(finite(content))
    say(json.dumps(shown, ensure_ascii=encoding != "utf8", indent=1, allow_nan=False))


def talk(text: str, quiet: bool = False) -> None:
    """Print a message to the user on stderr, unless `quiet`."""
    if not quiet:
        click.echo(text, file=sys.stderr)


def duration(seconds: float) -> str:
    """Return a time for people."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
