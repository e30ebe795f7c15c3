"""a0: the kept table of the model before the names, and the test that takes it through the list of names."""

import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import changelog, generate, git, renamed

KEPT = Path(__file__).parent / "kept"
for name in ("before_names.json", "test_names.py", "test_refused.py"):
    shutil.copy(KEPT / name, Path("tests/core") / name)
    git("add", f"tests/core/{name}")
renamed("a0", {})

# Since docstrings are wrapped at 100 columns, generated pages have to put them on one line again.
documents, tables = Path("sim/publish/documents.py"), Path("sim/publish/ledger_tables.py")
text = documents.read_text(encoding="utf-8")
if '" ".join(kept["description"].split())' not in text:
    documents.write_text(
        text.replace(
            """        del kept["title"]
    if "anyOf" in kept:""",
            """        del kept["title"]
    if isinstance(kept.get("description"), str):
        kept["description"] = " ".join(kept["description"].split())
    if "anyOf" in kept:""",
            1,
        ),
        encoding="utf-8",
    )
if tables.exists():
    text = tables.read_text(encoding="utf-8")
    tables.write_text(
        text.replace("return aim.meaning.removeprefix", 'return " ".join(aim.meaning.split()).removeprefix', 1),
        encoding="utf-8",
    )
generate()
# A path that the move of the core missed.
ledger = Path("tests/outcomes/test_ledger.py")
text = ledger.read_text(encoding="utf-8")
ledger.write_text(
    text.replace('folder / "sim" / "study" / "measure" / "outcomes.py"', 'folder / "sim" / "core" / "outcomes" / "outcomes.py"'),
    encoding="utf-8",
)
changelog(
    'Changed',
    "Names of numbers, outcomes and modules are those of the field; they are part of the model's fingerprint, so it is another. No byte of a world moves: `tests/core/test_names.py` takes the old table of the model through the list of names and finds the rest equal.",
)
