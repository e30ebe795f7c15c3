"""Put the present output into the examples of the documents: python tools/update_examples.py [PAGE
...].

Without pages it updates all pages with examples. Parts that an example leaves out (`...`) stay as
they are. In the tutorial the first lines of each command's output are in a block below it.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import sys
import tempfile
from pathlib import Path
from typing import Any

from sim.cli.main import run_guarded

ROOT = Path(__file__).parents[1]
TUTORIAL = ROOT / "docs" / "tutorial.md"
SHOWN = re.compile(r"```sh\n((?:sim [^\n]+\n)+)```\n(\n```text\n.*?```\n)?", re.S)
MOST_LINES = 20
OPTIONS = doctest.NORMALIZE_WHITESPACE


class Keeping(doctest.DocTestRunner):
    """Runs the examples of a page, and keeps the output of those that differ from the page."""

    def __init__(self) -> None:
        super().__init__(verbose=False, optionflags=OPTIONS)
        self.printed: dict[int, str] = {}

    def report_failure(self, out: object, test: object, example: doctest.Example, got: str) -> None:
        """Keep the output of an example."""
        self.printed[example.lineno] = got

    def report_unexpected_exception(
        self, out: object, test: doctest.DocTest, example: doctest.Example, exc_info: Any
    ) -> None:
        """Stop if an example fails: nothing of its page is written."""
        raise doctest.UnexpectedException(test, example, exc_info)


def made_anew(text: str, name: str) -> str:
    """Return a page with the present output of its examples."""
    test = doctest.DocTestParser().get_doctest(text, {"__name__": "__main__"}, name, name, 0)
    runner = Keeping()
    runner.run(test, out=lambda _: None, clear_globs=True)
    lines = text.splitlines(keepends=True)
    for example in reversed(test.examples):
        if example.lineno in runner.printed:
            first = example.lineno + example.source.count("\n")
            indent = " " * example.indent
            new = [indent + line + "\n" for line in runner.printed[example.lineno].splitlines()]
            lines[first : first + example.want.count("\n")] = new
            print(f"  {name}, line {first + 1}")
    return "".join(lines)


def first_lines(words: list[str]) -> str:
    """Return the first lines that a command prints, in 100 columns."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        run_guarded(words)
    lines = [line.rstrip() for line in printed.getvalue().splitlines()]
    return "\n".join(lines[:MOST_LINES] + ["…"] * (len(lines) > MOST_LINES)) + "\n"


def with_output(text: str) -> str:
    """Return the tutorial with the output of its commands, which all run in one folder."""
    os.environ["COLUMNS"] = "100"

    def block(found: re.Match[str]) -> str:
        commands, shown = found.groups()
        printed = [first_lines(shlex.split(line)[1:]) for line in commands.splitlines()]
        new = f"\n```text\n{printed[-1]}```\n" if shown else ""
        return f"```sh\n{commands}```\n{new}"

    return SHOWN.sub(block, text)


def main(pages: list[str]) -> None:
    """Go through the pages, each in a folder of its own."""
    os.environ.setdefault("COLUMNS", "120")
    every = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    for path in [Path(page).resolve() for page in pages] or every:
        text = path.read_text(encoding="utf-8")
        if ">>>" not in text:
            continue
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            Path("results").mkdir()
            new = made_anew(text, path.name)
            if path == TUTORIAL:
                new = with_output(new)
            os.chdir(ROOT)
        if new != text:
            path.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
