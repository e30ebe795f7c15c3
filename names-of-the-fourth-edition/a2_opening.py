"""a2: the outcome `turn` is `opening`, a diplomatic opening. A turn stays a change of course; scenario 2018-turn stays."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import *  # noqa: F403

CONSTANTS = {
    "TURN_WITHIN": "OPENING_WITHIN",
    "TALKS_IN_A_TURN": "TALKS_IN_AN_OPENING",
    "turn_undone": "opening_undone",
}
words(CONSTANTS)
# The outcome, where a function, a column, a string or a key says it.
identifiers({"turn": "opening"}, "sim/core/outcomes/outcomes.py", "sim/pages/assets/outcomes.js", "sim/pages/text/*/names.toml")
strings(
    {"turn": "opening"},
    "sim/analysis/**/*.py", "sim/pages/live/*.py", "sim/core/outcomes/*.py", "sim/env/*.py", "sim/study/**/*.py",
    "sim/cli/*.py", "sim/*.py", "studies/*.toml", "notebooks/*.ipynb", "results/reference/*.json",
    "tests/outcomes/*.py", "tests/player/*.py", "tests/reference/*.py", "tests/patterns/*.py", "tests/pages/*.py",
    "tests/study/*.py", "tests/studies/*.py", "tests/api/*.py", "tests/env/*.py", "tests/live/*.py", "tests/report/*.py",
    "tests/claims/*.py", "tests/cases/*.toml", "tests/mechanisms/*.toml", "tests/engine/test_browser.py",
    but=("sim/analysis/counterfactual/*",),
)
replace_text(r'^(measure|among) = "turn"$', r'\1 = "opening"', "**/*.toml")
replace_text(r'flag\("turn"\)', 'flag("opening")', "tools/*.py")
replace_text(r"^turn = ", "opening = ", "sim/pages/text/*/live.toml")
replace_text(r'probability\("turn"\)', 'probability("opening")')
replace_text(r'print\(precision, "turn"', 'print(precision, "opening"', "docs/*.md")
replace_text(r"^(0|7|14) turn (\d+ %)", r"\1 opening \2", "docs/limits.md")
replace_text(r"flags \(`war`, `turn`,", "flags (`war`, `opening`,", "docs/studies.md")
replace_text(r"`sim/core/outcomes/outcomes\.py, turn`", "`sim/core/outcomes/outcomes.py, opening`", "docs/*.md")

# Claims of patterns and the record's own: the heading and the names of its lines.
replace_text(r'\[claim\."turn\.', '[claim."opening.', "sim/analysis/patterns/patterns.toml")
replace_text(r'"turns": \("They turn", "turn"\)', '"openings": ("They open talks", "opening")', "sim/analysis/patterns/__init__.py")
replace_text(r'"turns": \("They turn", "opening"\)', '"openings": ("They open talks", "opening")', "sim/analysis/patterns/__init__.py")
replace_text(r"^# They turn\.$", "# They open talks.", "sim/analysis/patterns/patterns.toml")
replace_text(r"\| They turn \|", "| They open talks |", "docs/*.md")
replace_text(r"--only turns\b", "--only openings")
replace_text(r'only=\["turns"\]', 'only=["openings"]')
strings({"turns": "openings"}, "sim/analysis/patterns/__init__.py", "tests/patterns/*.py", "tests/pipeline/*.py", "docs/history/findings.json",
        but=("tests/patterns/test_responses.py",))
identifiers({"turns": "openings"}, "tests/patterns/test_responses.py")
replace_text(r"'turns'\]", "'openings']", "sim/analysis/patterns/__init__.py", "docs/*.md")
replace_text(r'"turns(,\s?\w+)"', r'"openings\1"', "tests/patterns/*.py")
replace_text(r'"turns\.csv"', '"openings.csv"', "tests/patterns/*.py")
identifiers({"turns": "openings"}, "sim/analysis/patterns/responses.py")
replace_text(r'"turn\.(begins|share|length)"', r'"opening.\1"', "sim/analysis/patterns/*.py", "tests/patterns/*.py", "sim/history/*.py")
sentences([
    ("that make a test pause one with talks: a turn that began.", "that make a test pause one with talks: an opening."),
], "sim/analysis/patterns/*.py")

# The lesson about it.
move("sim/classroom/class_page/lessons/turn.toml", "sim/classroom/class_page/lessons/opening.toml")
replace_text(r"^\[beats\.turn\]", "[beats.opening]", "sim/pages/text/*/beats.toml")
replace_text(r'"key", "turn", "lose-lose"', '"key", "opening", "lose-lose"', "sim/classroom/class_page/*.py")
replace_text(r'"leverage", "turn", "lose-lose"', '"leverage", "opening", "lose-lose"', "sim/classroom/class_page/*.py")
replace_text(r'(outcome|measure|among) = "turn"', r'\1 = "opening"', "sim/classroom/class_page/lessons/*.toml", "tests/class_page/*.py")
replace_text(r'((?:course|export|read_lesson)\()"turn"', r'\1"opening"', "tests/**/*.py")
replace_text(r'"--lesson", "turn"', '"--lesson", "opening"', "tests/**/*.py")
replace_text(r'\["turn"\]$', '["opening"]', "tests/class_page/*.py")
replace_text(r'\.joinpath\("lessons", "turn\.toml"\)', '.joinpath("lessons", "opening.toml")', "tests/class_page/*.py")
replace_text(r"\| `turn` Fifty worlds \|", "| `opening` Fifty worlds |", "docs/teaching/*.md")
replace_text(r"--lesson turn\b", "--lesson opening")
identifiers({"turn": "shipped"}, "tests/class_page/test_lessons.py", strings=False)

# Texts for people.
prose([
    (r"how often a turn comes", "how often a diplomatic opening comes"),
    (r"In how many comes a turn: a quiet year", "In how many comes an opening: a quiet year"),
    (r"A turn in \{n\} of \{of\}\.", "An opening in {n} of {of}."),
    (r"A turn takes two", "An opening takes two"),
    (r"of 20 turns, \{ended\}", "of 20 openings, {ended}"),
    (r"there is a turn to talks", "there is a diplomatic opening"),
    (r"How many such turns have ended", "How many such openings have ended"),
    (r"What would make a turn last", "What would make an opening last"),
    (r"\bturns begin(?=\")", "openings begin"),
    (r"\bturns end(?=\")", "openings end"),
    (r"A turn begins in about", "A diplomatic opening begins in about"),
    (r"Of the turns, about half", "Of the openings, about half"),
    (r"sees a turn in fewer worlds", "sees an opening in fewer worlds"),
    (r"a turn, and a freeze in force", "a diplomatic opening, and a freeze in force"),
    (r"a turn, eight months of charm", "a diplomatic opening, eight months of charm"),
    (r"A turn that (holds|ends)", r"An opening that \1"),
    (r"no turn, and no end before the horizon", "no diplomatic opening, and no end before the horizon"),
    (r"world with a turn\b", "world with a diplomatic opening"),
    (r"the turn of 2018", "the opening of 2018"),
    (r"The look-ahead carries the turn", "The look-ahead carries the diplomatic opening"),
    (r"a turn to talks within 24 months", "a diplomatic opening within 24 months"),
    (r"a turn within 24 months", "a diplomatic opening within 24 months"),
    (r"a turn to talks never came", "a diplomatic opening never came"),
    (r"Without look-ahead turns to talks are", "Without look-ahead diplomatic openings are"),
    (r"Turns to talks, crises", "Diplomatic openings, crises"),
    (r"turns, wars and engagement", "openings, wars and engagement"),
    (r"a turn came in 22 to 24 %", "a diplomatic opening came in 22 to 24 %"),
    (r"worlds with a turn\b", "worlds with an opening"),
    (r"a test or lethal act follows the first quiet year that makes a turn", "a test or lethal act follows the first quiet year that makes an opening"),
    (r"follows the quiet year of a turn", "follows the quiet year of a diplomatic opening"),
    (r"firsts, turns undone", "firsts, openings undone"),
], but=("docs/gallery/*",))
replace_text(r"#how-likely-was-the-turn-of-2018", "#how-likely-was-the-opening-of-2018")
replace_text(r"\| a turn(?=: a year without| \|)", "| a diplomatic opening", "docs/what-changed.md")
replace_text(r"A \*\*turn\*\* is 12 months", "A **diplomatic opening** (`opening`) is 12 months", "docs/odd.md")
replace_text(
    r"^\| turn \| a change of course; also the outcome: a year of quiet with talks, begun within two \| `turn` \|$",
    "| turn | a change of course | `review_turn` |\n"
    "| diplomatic opening | the outcome: a year of quiet with talks, begun within two | `opening` |",
    "docs/conventions.md",
)
# In docs/odd.md the first step of a month was called its opening.
replace_text(r"1\. \*\*Opening\*\* \(7\.3\)", "1. **Start of the month** (7.3)", "docs/odd.md")
replace_text(r"^### 7\.3 Opening of the month$", "### 7.3 Start of the month", "docs/odd.md")
replace_text(r"has an office\* this month(.*)\*turned in the\nopening\*", r"has an office* this month\1*turned at the\nstart*", "docs/odd.md")
prose([
    (r"as they stand after the opening", "as they stand after the start of the month"),
    (r"changed by this month's opening", "changed by the start of this month"),
    (r"or turned in this month's opening", "or turned at the start of this month"),
    (r"after the opening of the month", "after the start of the month"),
    (r"is the state after the opening\.", "is the state after the start of the month."),
    (r"At once, in the opening", "At once, at the start of the month"),
], "docs/odd.md", "tests/independent/*.py")
# Its label says which opening it is.
replace_text(
    r'(        "opening",\n        "A year without a test or lethal act began within two years, and both were soft in three of its months\.",\n'
    r"        opening,\n)(        shown=True,)",
    r'\1        "diplomatic opening",\n\2',
    "sim/core/outcomes/outcomes.py",
)
replace_text(r'^opening = \["(?:turn|opening)", "국면 전환"\]', 'opening = ["diplomatic opening", "대화 국면"]', "sim/pages/text/ko/names.toml")
replace_text(r'^opening = "turn"', 'opening = "diplomatic opening"', "sim/pages/text/en/names.toml")
replace_text(r'"대화로 돌아섭니다"', '"대화 국면이 열립니다"', "sim/pages/text/ko/live.toml")
replace_text(r"몇 개에서 전환이 올까요\?", "몇 개에서 대화 국면이 올까요?", "sim/pages/text/ko/beats.toml")
replace_text(r"개에서 전환\.", "개에서 대화 국면.", "sim/pages/text/ko/beats.toml")
replace_text(r"전환에는 둘이 필요합니다", "대화 국면에는 둘이 필요합니다", "sim/pages/text/ko/beats.toml")
replace_text(r"전환 20번 가운데", "대화 국면 20번 가운데", "sim/pages/text/ko/beats.toml")

# What tools/findings.py calls its table.
replace_text(r"generated: found findings turns", "generated: found findings openings", "docs/*.md")
identifiers({"TURNS": "OPENINGS", "turns": "openings", "turn": "chances_of_opening"}, "tools/findings.py")

refused("outcome", {"turn": "opening"})
refused("lesson", {"turn": "opening"})
refused("heading", {"turns": "openings"})
changelog(
    'Migration',
    'The outcome `turn` is `opening` (a diplomatic opening); so are the lesson of that name, the measure `opening_undone` and the heading `openings` of `sim patterns`, whose lines begin with `opening.`.',
)
tidy()
run_tool("tools/update_stories.py")
renamed("a2", {"TURN_WITHIN": "OPENING_WITHIN", "TALKS_IN_A_TURN": "TALKS_IN_AN_OPENING", "turn": "opening"})
check(r"\b(turn|Turn)\b", "sim/**/*.py", "sim/**/*.toml", "studies/*", "sim/pages/**", "docs/*.md", "README.md", "publish/*", "notebooks/*",
      "tests/outcomes/*", "tests/patterns/*", "tests/class_page/*", "tools/*", most=200, stays={
    "docs/gallery/*": "kept outputs, made again by make kept",
    "sim/classroom/debrief/*": "turning points of a played game",
    "sim/classroom/class_page/assets/*": "a turn of the page's clock", "sim/classroom/room/*": "whose turn it is",
    "sim/classroom/serving/*": "whose turn it is", "sim/classroom/seats/*": "the turn of a program; a turn of course",
    "docs/stories.md": "turns of course",
})
end()
