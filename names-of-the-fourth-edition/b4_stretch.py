"""b4: a policy in force from a month until the next is a stretch of a schedule (was: a spell). Spells of tests and of
talks, and the verb, stay.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import *  # noqa: F403
from b_tools import ERRORS_BY, wrap_strings

# In these files every spell is one of a schedule.
SCHEDULES = (
    "sim/core/scenario/*.py", "sim/core/runs/*.py", "sim/study/experiment/*.py", "sim/pages/**/*.py", "sim/pages/**/*.js",
    "sim/publish/documents.py", "sim/publish/templates.py", "sim/publish/assets/*.md", "sim/analysis/learn/*.py", "sim/policies/**/*.py",
    "sim/study/run/*.py",
    "tests/scenario/**/*.py", "tests/outcomes/test_against.py", "tests/own_policies/*.py", "tests/pages/*", "tests/live/*.py",
    "docs/scenario-file.md", "docs/your-own.md", "docs/schemas/scenario.json",
)
NAMES = {
    "spell": "stretch",
    "spells": "stretches",
    "Spell": "Stretch",
    "Spells": "Stretches",
    "SpellTable": "StretchTable",
    "own_spell": "own_stretch",
}
words(NAMES, *SCHEDULES, but=ERRORS_BY)
replace_text(r"_spell(?=_|\b)", "_stretch", *SCHEDULES, but=ERRORS_BY)
replace_text(r"_spells(?=_|\b)", "_stretches", *SCHEDULES, but=ERRORS_BY)
sentences([
    ("| spell | a policy in force from a month until the next spell | `Spell` |",
     "| stretch | a policy in force from a month until the next stretch of a schedule | `Stretch` |"),
], "docs/conventions.md")
changelog("Migration", "A spell of a schedule is a stretch: `sim.core.scenario.Stretch`, `Plan.stretches`.")
wrap_strings()
tidy()
renamed("b4", {})
check(r"\bSpells?\b(?= |\(|,|\)|\[|\])|\bSpellTable|spell\.(?:policy|levers|start)|(?:plan|Plan)\S*\.spells|schedule\S* .*\bspell", stays={
    "sim/analysis/claims/*": "spells of talks and tests",
    "sim/analysis/patterns/*": "spells of talks and tests",
    "sim/history/*": "spells of tests, and of origins in a row",
    "docs/validation.md": "spells of talks and tests",
})
end()
