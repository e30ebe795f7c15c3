"""Solve the policy game of spring 2017 again, and keep the results that documents quote.

    python tools/update_game.py [WORLDS]

The game, its variants with other parameter values, and the plane of terms go into docs/history, and
from there into the pages; the picture of the terms goes into docs/terms.png.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[1]))

import sim
from sim.analysis.finding import Finding
from sim.analysis.policy_game.plane import terms
from sim.core.estimate.writing import count_text
from sim.study.estimate.quantities import Table, cell_text
from tools import documents

WORLDS, SEED = 4000, 7
VARY = {
    "months": [24, 60],
    "discount": [0.97],
    "lookahead_pyongyang": [0, 8],
    "deterrent_saturation": [0],
    "learn": [0],
    "error": [0, 0.3],
    "grace_beijing": [6],
}
TERMS = {"seen_enforcing": 0.7, "grace_washington": 6}
"""Other terms, at which the bargain is solved too."""


def as_data(table: Table) -> dict[str, Any]:
    """Return a table as text, in the form that pages quote."""
    rows = [[cell_text(cell) for cell in row] for row in table.rows]
    return {"caption": table.caption, "heads": list(table.heads), "rows": rows}


def keep(name: str, found: Finding, worlds: int) -> None:
    """Keep the sentences and tables of a finding for the pages that quote it."""
    asked = f"{count_text(worlds)} worlds a pair of policies and type of Kim, seed {SEED}."
    tables = {table.name: as_data(table) for table in found.tables() if len(table.rows) < MOST}
    kept = {"sentences": [*found.sentences(), asked], "notes": found.notes(), "tables": tables}
    text = json.dumps(kept, indent=1, ensure_ascii=False)
    (documents.FOLDER / "history" / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(f"written: docs/history/{name}.json")


MOST = 40
"""The row count from which on a table is not kept: longer ones are in the command's output, and no
page quotes them.
"""


PAGE: Final = Path(__file__).parents[1] / "sim/pages/live/assets/terms.json"


def terms_of_page(kept: dict[str, Any]) -> dict[str, Any]:
    """Return the plane of terms for the page for analysts, from the kept results.

    It holds, at each terms, the power that leaves the bargain with its gain, and the gain of both
    over the trap.
    """
    spring = sim.load_scenario("2017-spring")
    cells = []
    for name, _, leaver, *gains, over, _ in kept["tables"]["every"]["rows"]:
        grace, _, asked = name.replace(" months", "").partition(", ")
        own = {"Washington": gains[0], "Beijing": gains[1]}.get(leaver, "")
        words = {"leaver": leaver.lower() if own else "", "gain": own, "over": over}
        cells.append({"grace": float(grace), "asked": float(asked)} | words)
    own_terms = [spring.value(name) for name in ("grace_washington", "seen_enforcing")]
    return {"own": own_terms, "cells": cells}


def write_terms_of_page() -> None:
    """Write the plane of terms into the page for analysts."""
    kept = json.loads((documents.FOLDER / "history" / "game-terms.json").read_text("utf-8"))
    text = json.dumps(terms_of_page(kept), indent=1, ensure_ascii=False)
    PAGE.write_text(text + "\n", encoding="utf-8")
    print(f"written: {PAGE.name}")


def main(worlds: int) -> None:
    """Play the game, its terms and its variations, and write the results."""
    spring = sim.load_scenario("2017-spring")
    keep("game", sim.policy_game(spring, worlds=worlds, seed=SEED), worlds)
    keep(
        "game-other-terms", sim.policy_game(spring.change(TERMS), worlds=worlds, seed=SEED), worlds
    )
    courses = sim.policy_game(spring, menu="courses", worlds=worlds, seed=SEED)
    keep("game-courses", courses, worlds)
    few = max(20, worlds // 4)
    keep("game-varied", sim.policy_game(spring, vary=VARY, worlds=few, seed=SEED), few)
    plane: Any = sim.policy_game(spring, terms=True, worlds=worlds, seed=SEED)
    keep("game-terms", plane, worlds)
    write_terms_of_page()
    (documents.FOLDER / "terms.png").write_bytes(terms(plane).rendered("png"))
    print("written: docs/terms.png")
    documents.main()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else WORLDS)
