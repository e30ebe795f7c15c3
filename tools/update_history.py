"""Adopt a new fit: `python tools/update_history.py results/fit results/hindcast results/whole`.

The folders, known by their names, are those of `sim calibrate -o`, `sim hindcast -o` and
`sim hindcast --whole -o`, and results/late of 2020 to 2024. Posteriors go into the
package, quoted results into docs/history, and from there into the pages.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from sim.history.kept_posterior import SHIPPED
from sim.history.targets import TARGETS
from tools import documents

DATA = Path(__file__).parents[1] / "sim" / "history" / "data"
QUOTED = {
    "fit": ("directions", "sampler"),
    "hindcast": ("free-play", "coverage"),
    "whole": ("summary", "free-play", "coverage", "weights"),
    "nowcast": ("dated", "wanted"),
    "late": ("summary", "free-play", "coverage"),
}
"""The tables of each finding that documents quote."""


def main(folders: list[str]) -> None:
    """Copy the posteriors, keep the quoted results, and write the pages."""
    for folder in map(Path, folders):
        if (name := folder.name) == "fit":
            for file in (f"posterior-{last}.json" for last in SHIPPED):
                shutil.copy(folder / file, DATA / file)
        kept = quoted(json.loads((folder / "finding.json").read_bytes()), QUOTED[name])
        if name == "whole":
            rows = kept["tables"]["weights"]["rows"]
            pool = {t: list(map(float, row[1:5])) for t, row in zip(TARGETS, rows, strict=True)}
            (DATA / "pool.json").write_text(json.dumps(pool) + "\n")
        text = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
        (documents.FOLDER / "history" / f"{name}.json").write_text(text, encoding="utf-8")
        print(f"taken over: {name} from {folder}")
    documents.write()


def quoted(finding: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Return the sentences, notes and tables of a finding that documents quote, every cell as
    text.
    """
    tables = {each["name"]: each for each in finding["tables"]}
    return {
        "sentences": finding["sentences"],
        "notes": finding["notes"],
        "tables": {
            name: {
                "caption": tables[name]["caption"],
                "heads": tables[name]["heads"],
                "rows": [[str(cell) for cell in row] for row in tables[name]["rows"]],
            }
            for name in names
        },
    }


if __name__ == "__main__":
    main(sys.argv[1:])
