"""Write the hash of the golden worlds again, after rules or parameters were changed on purpose; run
it from the root.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.engine.golden import KEPT, text

if __name__ == "__main__":
    before = KEPT.read_text() if KEPT.exists() else ""
    KEPT.write_text(text())
    print("unchanged" if KEPT.read_text() == before else f"written: {KEPT.name}")
