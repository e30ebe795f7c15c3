"""a7: aims are goals: goals.py, goal_…, GOALS, goals_failed_both (for aims_lose_lose), reward and reading "goals".

The key `aim` in the `wants` of a claim (a narrower wish than its bounds) is another thing and stays.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import *  # noqa: F403

# What is no goal of a capital: the wish of a claim, and the table of the second edition's model.
CLAIMS = ("sim/analysis/claims/__init__.py", "sim/analysis/claims/reading.py", "tests/patterns/test_line.py", "tests/claims/test_reading.py")
EDITION = 'SECOND_EDITION: Final = "measure aims.lose_lose"'

move("sim/core/game/aims.py", "sim/core/game/goals.py")
if Path("tests/outcomes/test_aims.py").exists():
    move("tests/outcomes/test_aims.py", "tests/outcomes/test_goals.py")

# Phrases that name the outcome.
prose([
    (r"It is lose-lose by aims", "Both giants fail their goals"),
    (r"It is not lose-lose by aims", "Not both giants fail their goals"),
    (r"would have (\{verb\}|brought about|prevented) lose-lose by aims", r"would have \1 the failure of both giants' goals"),
    (r"Return whether a world is lose-lose by aims", "Return whether both giants fail their goals in a world"),
    (r"On which aims lose-lose by aims hangs", "On which goals the failure of both hangs"),
    (r"how far lose-lose by aims hangs on thresholds", "how far the failure of both giants' goals hangs on thresholds"),
    (r"P\(lose-lose by aims\)", "P(both fail their goals)"),
    (r"the share of lose-lose by aims that would be none", "the share of worlds in which both fail that would be none"),
    (r"least lose-lose by aims at a pure equilibrium", "least share of worlds in which both fail their goals at a pure equilibrium"),
    (r"over which lose-lose by aims is quoted", "over which the failure of both giants' goals is quoted"),
    (r"lose-lose by aims is quoted", "the failure of both giants' goals is quoted"),
    (r"Lose-lose by aims is mostly a choice of thresholds", "Whether both fail their goals is mostly a choice of thresholds"),
    (r"(not )?lose-lose by aims", r"\1both fail their goals"),
    (r"Washington and Beijing both lose, by their aims", "Washington and Beijing both fail their goals"),
    (r"By their aims both lose in", "Both fail their goals in"),
    (r"both lose(,?) by their aims", "both fail their goals"),
    (r"both giants lose by their aims", "both giants fail their goals"),
    (r"both lose by aims", "both fail their goals"),
    (r"only (Washington|Beijing) loses by aims", r"only \1 fails its goals"),
    (r"By value both capitals lose more often than by aims", "By value both capitals lose more often than they fail their goals"),
    (r"which both lose, `aims_lose_lose`", "which both fail, `aims_lose_lose`"),
    (r"the number of both lose by aims", "the number of both fail their goals"),
], but=CLAIMS)
replace_text(
    r"^\| both fail their goals \| both lose: of each a vital aim fails, or two others do \|",
    "| both fail their goals | the reading by goals: of each giant a vital aim fails, or two others do |",
    "docs/conventions.md",
)
replace_text(r"#lose-lose-by-aims-is-mostly-a-choice-of-thresholds", "#whether-both-fail-their-goals-is-mostly-a-choice-of-thresholds")
replace_text(r'"목표로 본 모두 패배"', '"둘 다 목표를 이루지 못함"', "sim/pages/text/ko/names.toml")
replace_text(r'"Lose-lose: Washington and Beijing both lose"', '"Washington and Beijing both fail their goals"', "sim/pages/text/*/room.toml")
replace_text(r'"모두 패배: 워싱턴과 베이징이 모두 짐"', '"워싱턴과 베이징이 모두 목표를 이루지 못함"', "sim/pages/text/ko/room.toml")

# The outcome, and what says lose_lose of it.
words({"aims_lose_lose": "goals_failed_both", "aims_lose_lose_range": "goals_failed_both_range"})
identifiers(
    {"LOSE_LOSE": "GOALS_FAILED", "lose_lose": "goals_failed"},
    "sim/analysis/policy_game/*.py", "sim/analysis/learn/*.py", "tests/policy_game/*.py", "tests/learn/*.py", "tests/patterns/test_dilemma.py",
    strings=False,
)
strings({"lose_lose": "goals_failed"}, "tests/policy_game/test_solve.py")

# Every other aim, inside names too; of notebooks the cells alone.
AIM = re.compile(r"(?<![A-Za-z])(an )?([aA])im(s?)(?![a-z])|(?<=[a-z])Aim(s?)(?![a-z])|(?<![A-Za-z])AIM(S?)(?![A-Za-z])|(?<![A-Za-z])(An )aim(?![a-z])")


def goal(m: re.Match[str]) -> str:
    """Return the new name in the letters of the old one."""
    if m[2]:
        return ("a " if m[1] else "") + ("G" if m[2] == "A" else "g") + "oal" + m[3]
    if m[0].startswith("An "):
        return "A goal"
    return "GOAL" + m[5] if m[0].startswith("AIM") else "Goal" + m[4]


def every_aim(path: Path, text: str) -> str:
    """Give its new name to every aim of a file, but in `wants` and the second edition's table."""
    if path.suffix == ".ipynb":
        return _notebook(text, lambda _, source: AIM.sub(goal, source))
    lines = []
    for line in text.split("\n"):
        skip = EDITION in line or re.search(r"\bwants\b.*\baim = \[|aims\.lose_lose|aim=\(|\bAIM_SERIES\b", line)
        lines.append(line if skip else AIM.sub(goal, line))
    return "\n".join(lines)


from common import _notebook  # noqa: E402

AN = re.compile(rf"\b([aA])n((?:{GAP}))aim(?![a-z])")
changed = change(lambda _, text: AN.sub(r"\1\2aim", text) if _.suffix != ".ipynb" else text, but=CLAIMS)
changed = change(every_aim, but=CLAIMS)
print(f"  every other aim: {len(changed)} files")

changelog_text({"`Run.aims_lose_lose_range`": "`Run.goals_failed_both_range`"})

# Refusals.
refused("outcome", {"aims_lose_lose": "goals_failed_both", "aim_washington_no_war": "goal_washington_no_war"})
refused("number", {"aim_proven": "goal_proven"})
refused("reward", {"aims": "goals"})
refused("reading", {"aims": "goals"})
refused("series", {"aims": "goals"})
path = Path(ERRORS)
text = path.read_text(encoding="utf-8")
text = re.sub(r'    "It is goal_(?:washington_no_war|proven) now\.": "[^"]*",\n', "", text)
if "PREFIXES" not in text:
    text = text.replace(
        "GONE: Final = {name",
        'PREFIXES: Final = {"aim_": "goal_"}\n"""With what names that went began, and begin now."""\n\nGONE: Final = {name',
        1,
    )
    text = text.replace(
        '    if name in GONE:\n        return f" {GONE[name]}"\n',
        '    if name in GONE:\n        return f" {GONE[name]}"\n'
        "    for old, new in PREFIXES.items():\n"
        "        if name.startswith(old):\n"
        '            return f" It is {new}{name.removeprefix(old)} now."\n',
        1,
    )
path.write_text(text, encoding="utf-8")
# Lines that became too long.
replace_text(r'compares each world "\n    "with the', 'compares each "\n    "world with the', "sim/study/store/*.py")
replace_text(
    r"""return f"\{head\} none would have \{verb\} the failure of both giants' goals\. These would have ended it otherwise: \{each\}\.\"""",
    """return (
            f"{head} none would have {verb} the failure of both giants' goals. "
            f"These would have ended it otherwise: {each}."
        )""",
    "tools/*.py",
)
changelog(
    'Migration',
    'Aims are goals: the outcome `goals_failed_both` (for `aims_lose_lose`), the outcomes and numbers `goal_…`, `reward="goals"` of an environment, `sim multiverse --reading goals`, `run.goals_failed_both_range` and the module `sim.core.game.goals`.',
)
tidy()
run_tool("tools/update_stories.py")
renamed(
    "a7",
    {
        "aims": "goals", "aim": "goal", "AIMS": "GOALS", "Aim": "Goal", "aims_of": "goals_of", "aim_": "goal_",
        "_by_aims": "_by_goals", "AimNumbers": "GoalNumbers", "aims_lose_lose": "goals_failed_both",
    }
    | {
        f"aim_{each}": f"goal_{each}"
        for each in (
            "proven tests cohesion relation presence thaad bypassed big_tests refugees economy recognised threat lethal talks tension"
        ).split()
    },
)
check(r"(?<![A-Za-z])[aA]ims?(?![a-z])|(?<=[a-z])Aims?(?![a-z])|AIMS", stays={
    "sim/core/base/errors.py": "says what took its place",
    "sim/analysis/claims/*": "a claim's narrower wish",
    "tests/patterns/test_line.py": "a claim's narrower wish",
    "tests/claims/test_reading.py": "a claim's narrower wish",
    "tests/browser/vendor/*": "not ours",
})
check(r"lose-lose by|lose_lose_range|[aA]n goal|\ba aim")
end()
