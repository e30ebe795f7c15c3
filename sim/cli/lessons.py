"""`sim class --prove`: whether a lesson holds, and its shown worlds chosen anew."""

from __future__ import annotations

from pathlib import Path

from sim.cli.output import say, talk
from sim.errors import DataProblem, UsageProblem


def prove_lesson(name: str, find: bool, quiet: bool) -> None:
    """Print what came of each shown world and of each claim; raises DataProblem where something does not hold."""
    from sim.classroom.class_page.lesson import SUFFIX, chosen_anew, lines, read_lesson

    lesson = read_lesson(name)
    if find:
        if not name.endswith(SUFFIX):
            raise UsageProblem("--find writes into a file", f"--prove {name}", f"Give a file that ends in {SUFFIX}.")
        file = Path(name)
        file.write_text(chosen_anew(file.read_text(encoding="utf-8"), lesson), encoding="utf-8")
        talk(f"written to {name}", quiet)
        lesson = read_lesson(name)
    failed = 0
    for line in lines(lesson):
        failed += not line.holds
        say(f"{'holds' if line.holds else 'FAILS'}  {line.told}")
    if failed:
        raise DataProblem(
            f"{failed} of what the lesson shows and claims does not hold", name,
            "Mend the claim, or choose the shown worlds anew with --find.",
        )  # fmt: skip
