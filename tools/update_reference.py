"""Write results/reference again: the small runs that documents and notebooks use."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.reference.references import FOLDER, references, text_of  # noqa: E402

if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in references().items():
        (FOLDER / name).write_text(text_of(content), encoding="utf-8")
        print(f"written: {(FOLDER / name).relative_to(ROOT)}")
