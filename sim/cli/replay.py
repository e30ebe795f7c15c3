"""A recorded command carried out again, within this process, into another folder."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from pathlib import Path

import click

from sim.errors import MismatchProblem, Problem

QUIET = {
    "force": False, "dry_run": False, "as_json": False, "table": None, "no_progress": True, "quiet": True, "jobs": 1,
    "scheduler": None, "cluster": None,
}  # fmt: skip
"""What moves no file, and what a command from elsewhere may not choose."""


def replay(words: list[str], place: Path, out: Path) -> None:
    """Carry out the command of an analysis from a place into a folder, without a word.

    Only commands that publish into a folder are carried out, and only files beside them are read. Raises
    MismatchProblem for any other, and for one that fails.
    """
    from sim.cli.main import group

    name, arguments = words[1] if len(words) > 1 else "", words[2:]
    shown = " ".join(words)[:200]
    command = group.get_command(click.Context(group), name)
    known = {parameter.name for parameter in command.params} if command else set()
    # A path that leads elsewhere is in no record: of each only the last part is kept.
    elsewhere = any(os.sep in each or each.startswith("~") for each in arguments)
    if command is None or elsewhere or not {"out", *QUIET} <= known:
        raise MismatchProblem("the record holds a command that is not carried out", shown, "Carry it out by hand.")
    try:
        with within(place), contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            context = command.make_context(name, arguments)
            context.params |= {**QUIET, "out": str(out)}
            with context:
                command.invoke(context)
    except (Problem, click.ClickException, click.exceptions.Exit) as problem:
        why = problem.what if isinstance(problem, Problem) else str(problem)
        raise MismatchProblem(f"the command does not come to its end: {why}", shown, "Carry it out by hand.") from None


@contextlib.contextmanager
def within(place: Path) -> Iterator[None]:
    """Work from a folder, and come back."""
    before = Path.cwd()
    os.chdir(place)
    try:
        yield
    finally:
        os.chdir(before)
