"""b2: points that share their random draws are a replicate block (were: a lot)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import *  # noqa: F403
from b_tools import ERRORS_BY, insert, wrap_strings

CODE = ("sim/**/*.py", "tests/**/*.py", "tools/**/*.py", "notebooks/*.ipynb")
ELSEWHERE = (*ERRORS_BY, "tests/studies/test_study_file.py", "sim/history/recovery.py", "tests/reference/*", "tests/independent/*")

# Two places called something else a lot: a batch of simulated records, and the group of cells that are compared.
identifiers({"lot": "batch"}, "sim/history/recovery.py", strings=False)
prose([(r"of one lot of points", "of one batch of points")], "sim/history/recovery.py")
replace_text(r"\blot = \(\n(\s+others\.groupby)", r"group = (\n\1", "sim/study/store/results.py")
replace_text(r"(\bown\[\"world\"\]\.max\(\)\) \+ 1\) \* )lot\b", r"\1group", "sim/study/store/results.py")

identifiers({
    "lots": "replicate_blocks",
    "lot": "replicate_block",
    "LOT": "REPLICATE_BLOCK",
    "MOST_LOTS": "MOST_REPLICATE_BLOCKS",
    "lots_from": "replicate_blocks_from",
}, *CODE, but=ELSEWHERE)
replace_text(r"_of_its_lot\b", "_of_its_replicate_block", "tests/**/*.py")
replace_text(r'(\W)"lots"', r'\1"replicate_blocks"', "docs/schemas/*.json")
replace_text(r"`lots`", "`replicate_blocks`", "docs/*.md")
replace_text(r'column "lot"', 'column "replicate_block"', "sim/**/*.py", "docs/*.md", "tests/**/*.py")
replace_text(
    r"world k of a cell of lot l has luck \(seed, month, world l \* stride \+ k, slot\), the stride being the most \"\n"
    r"(\s*)\"worlds that",
    'world k of a cell of replicate block b has luck (seed, month, world b * stride + k, slot), "\n'
    r'\1"the stride being the most worlds that',
    "sim/**/*.py",
)
prose([
    (r"lots are numbered by a table", "a table numbers the replicate blocks"),
    (r"fitted to one lot of luck", "fitted to one replicate block"),
    (r"share lots of luck", "share replicate blocks"),
    (r"(?:a table of|the) lots of luck", "numbered replicate blocks"),
    (r"lots of luck", "replicate blocks"),
    (r"lot of luck", "replicate block"),
    (r"(points|cells|worlds) of (one|a) lot", r"\1 of \2 replicate block"),
    (r"(one|each|the|its|a) lot(?= (?:is|share|of points|,)|[.,:;]|\s*$)", r"\1 replicate block"),
    (r"no number of a lot", "no number of a replicate block"),
], "sim/**/*.py", "tests/**/*.py", "docs/*.md", "docs/schemas/*.json", but=ELSEWHERE)
replace_text(r"or numbered replicate blocks, needs no factor", "or a table that numbers replicate blocks, needs no factor", "sim/**/*.py")
replace_text(r"no table numbers numbered replicate blocks", "no table numbers the replicate blocks", "sim/**/*.py", "docs/*.md")

went({"It is replicate_blocks now.": "lots", "It is replicate_block now.": "lot"})
insert(
    "sim/core/scenario/schema.py",
    '    remedy = f"Give {wanted}."\n',
    '    remedy = f"Give {wanted}." + (nearest(value, ()) if isinstance(value, str) else "")\n',
    replace=True,
)
insert(
    "docs/conventions.md",
    "| spell |",
    "| replicate block | points that share their random draws | `luck = \"replicate_blocks\"` |\n",
    also="| stretch |",
)
insert(
    "tests/studies/test_study_file.py",
    '    "a rule of before": (',
    '    "an old name of luck": (\n'
    "        SMALL.replace(\"block = 2\", 'luck = \"lots\"'),\n"
    '        "It is replicate_blocks now.",\n'
    "    ),\n",
)
insert(
    "tests/studies/test_study_file.py",
    '        ("accident\\n0.5\\n", "outside its range"),\n',
    '        ("accident,lot\\n0.002,1\\n", "It is replicate_block now"),\n',
)
changelog(
    "Migration",
    'A table of points numbers its replicate blocks in the column `replicate_block` (was `lot`), under `luck = "replicate_blocks"` (was `"lots"`).',
)
wrap_strings()
tidy()
renamed("b2", {})
check(r"\b[Ll]ots?\b|\bLOTS?\b|MOST_LOTS|lots_from", stays={
    "sim/analysis/discovery/sample.py": "drawn by lot: an idiom for the halves",
    "sim/core/base/errors.py": "what took the place of old names",
    "tests/studies/test_study_file.py": "the test that old names are refused",
})
end()
