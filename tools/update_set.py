"""Find the set of parameter vectors that show the patterns again, and keep it.

    python tools/update_set.py [SIZE [FOLDER]]

The draws of the set go into the package, with the fingerprint of the rules; its findings go into
docs/history, and from there into docs/policy-game.md. A folder keeps the worlds, so that a run that
was stopped goes on.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import sim
from sim.analysis.plausible import SIZE, draws
from sim.core.scenario.fingerprint import fingerprint
from tools import documents
from tools.update_game import as_data

DRAWS, WORLDS, SEED = 200, 300, 7
FILE = Path(draws.__file__).with_name(draws.FILE)


def main(size: int, folder: str | None) -> None:
    """Find the set, keep its draws, and write the pages that quote it."""
    found = sim.plausible_set(size=size, draws=DRAWS, worlds=WORLDS, seed=SEED, out=folder)
    kept = {
        "model": fingerprint(),
        "seed": SEED,
        "width": found.width,
        "draws": list(found.kept),
    }
    FILE.write_text(json.dumps(kept) + "\n", encoding="utf-8")
    tables = {each.name: as_data(each) for each in found.tables() if not each.sheet}
    told = {"sentences": [*found.sentences(), *found.notes()], "tables": tables}
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    (documents.FOLDER / "history" / "set.json").write_text(text, encoding="utf-8")
    print(f"written: {FILE.name}, docs/history/set.json")
    documents.main()


if __name__ == "__main__":
    size, folder = [*sys.argv[1:], *[""] * 2][:2]
    main(int(size or SIZE), folder or None)
