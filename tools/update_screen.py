"""Screen every parameter of spring 2017 again, and keep the fifteen that matter most for the
answer.

    python tools/update_screen.py [WORLDS [FOLDER]]

They are shown first in docs/parameters.md. A folder keeps the worlds.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import sim
from sim.analysis.sensitivity import kept
from sim.core.estimate.writing import count_text
from sim.core.scenario.fingerprint import fingerprint
from sim.study.estimate.quantities import cell_text
from tools import documents

WORLDS, SEED = 1000, 7
HOW = "sim sensitivity --vary parameters"
FILE = Path(kept.__file__).with_name(kept.FILE)


def main(worlds: int, folder: str | None) -> None:
    """Screen spring 2017, keep its table, and write the pages that show it."""
    found = sim.sensitivity("2017-spring", vary="parameters", worlds=worlds, seed=SEED, out=folder)
    table = found.carry_table()
    made = {
        "scenario_hash": found.scenario.hash,
        "model": fingerprint(),
        "caption": f"{table.caption}. {HOW}: {count_text(worlds)} worlds a point, seed {SEED}",
        "heads": table.heads,
        "rows": [[cell_text(cell) for cell in row] for row in table.rows],
    }
    FILE.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"written: {FILE.name}")
    print("\n".join(found.sentences()))
    kept.kept.cache_clear()
    documents.main()


if __name__ == "__main__":
    worlds, folder = [*sys.argv[1:], *[""] * 2][:2]
    main(int(worlds or WORLDS), folder or None)
