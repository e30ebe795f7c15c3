"""Measure again what documents quote: the games of spring 2017, the forecast and its scores.

    python tools/update_game.py [know] [game] [attack] [responses] [forecast] [past] [late]

The findings go into docs/history, and from there into the pages.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[1]))

import sim
from sim.analysis.finding import Finding
from sim.study.estimate.quantities import Table, cell_text
from tools import documents

SEED: Final = 7
SIZE, WORLDS = 200, 250
"""Vectors of each width of the attack on the headline sentences, and worlds of a vector."""


def as_data(table: Table) -> dict[str, Any]:
    """Return a table as text, in the form that pages quote."""
    rows = [[cell_text(cell) for cell in row] for row in table.rows]
    return {"caption": table.caption, "heads": list(table.heads), "rows": rows}


def keep(name: str, found: Finding) -> None:
    """Keep the sentences and tables of a finding for the pages that quote it."""
    tables = {table.name: as_data(table) for table in found.tables()}
    kept = {"sentences": found.first_screen()[0], "notes": found.notes(), "tables": tables}
    text = json.dumps(kept, indent=1, ensure_ascii=False)
    (documents.FOLDER / "history" / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(f"written: docs/history/{name}.json")


def main(names: list[str]) -> None:
    """Play the analyses, or those named, and the attacks on what they say; write the pages that quote
    them.
    """
    plays = {
        "know": lambda: sim.know("2017-spring", worlds=4000, seed=SEED),
        "game": lambda: sim.policy_game(
            "2017-spring", worlds=16_000, budget=300, outside=300, seed=SEED, jobs=2
        ),
        "attack": lambda: sim.plausible_set(
            attack=True, size=SIZE, worlds=WORLDS, seed=SEED, jobs=2
        ),
        "responses": lambda: sim.patterns(only=("responses",), seed=SEED, jobs=2),
        "forecast": lambda: sim.forecast(seed=SEED, jobs=2),
        "past": lambda: sim.hindcast(first="1995-01", last="2019-12", every=3, seed=SEED, jobs=2),
        "late": lambda: sim.hindcast(first="2020-01", last="2024-12", seed=SEED, jobs=2),
    }
    for name in names or plays:
        keep(name, plays[name]())
    documents.main()


if __name__ == "__main__":
    main(sys.argv[1:])
