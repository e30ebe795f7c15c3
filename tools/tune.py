"""Print every pattern in a line, for tuning: `python tools/tune.py --seed 11 --set clash=0.05 --only acts,war`.

The record of the last tuning is docs/tuning.md. Seeds used for tuning are not used for judging.
"""

from __future__ import annotations

import argparse
import sys
import time

from sim.analysis.patterns import HEADINGS, patterns
from sim.show.tables import as_text
from sim.study.estimate.shown import quantity


def value_of(text: str) -> float | str:
    """Return a number where a text is one."""
    try:
        return float(text)
    except ValueError:
        return text


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("-n", "--worlds", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("-j", "--jobs", type=int, default=2)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--only", default=",".join(HEADINGS), help="headings, parted by commas")
    parser.add_argument("--misses", action="store_true", help="print nothing but what misses")
    asked = parser.parse_args()
    changes = {name: value_of(value) for name, _, value in (text.partition("=") for text in asked.set)}
    total = missed = 0
    for heading in asked.only.split(","):
        if heading not in HEADINGS:
            sys.exit(f"there is no heading {heading}: use {', '.join(HEADINGS)}")
    began = time.perf_counter()
    for found in patterns(asked.worlds, asked.seed, asked.jobs, changes, asked.only.split(",")).values():
        lines = found.lines
        judged = [line for line in lines if line.wanted is not None]
        total, missed = total + len(judged), missed + sum(line.holds is False for line in judged)
        print(found.title)
        for line in lines:
            if line.holds is False or not asked.misses:
                wanted = "" if line.wanted is None else line.wanted.text(line.measured.kind)
                print(
                    f"  {line.verdict:5} {line.key:40} {line.what[:96]:96} {quantity(line.measured).text():34} {wanted}"
                )
        for table in [] if asked.misses else found.tables:
            print("    " + as_text(table).replace("\n", "\n    "))
    took = time.perf_counter() - began
    print(f"{total - missed} of {total} lines hold, seed {asked.seed}, n = {asked.worlds}, {took:.0f} s")


if __name__ == "__main__":
    main()
