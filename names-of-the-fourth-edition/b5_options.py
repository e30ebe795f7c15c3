"""b5: options say what they do: --restrict (was --among), --accept-old-rules (was --as-is), a plainer -q."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import *  # noqa: F403
from b_tools import ERRORS_BY, wrap_strings

# --as-is and as_is.
words({"as_is": "accept_old_rules", "AS_IS": "ACCEPT_OLD_RULES"}, but=ERRORS_BY)
replace_text(r"--as-is\b", "--accept-old-rules", but=ERRORS_BY)
sentences([
    ("Take a --posterior of other rules as it is; the answer says so first.",
     "Accept a --posterior that was fitted to other rules; the answer says so first."),
    ("Take a --posterior of other rules as it is.", "Accept a --posterior that was fitted to other rules."),
    ("or take them with --accept-old-rules, which the answer then says first.",
     "or accept them with --accept-old-rules; the answer then says so first."),
    ("unless `--accept-old-rules` takes them, which the answer then says first.",
     "unless `--accept-old-rules` accepts them; the answer then says so first."),
    ("unless it is to be taken `accept_old_rules`, for sets", "unless `accept_old_rules` is set, for sets"),
], "sim/**/*.py", "docs/*.md", "docs/schemas/*.json")

# --among and choices.
GAME = ("sim/analysis/policy_game/*.py",)
replace_text(r"--among\b", "--restrict", but=ERRORS_BY)
replace_text(r"^(    )choices(: Choices = opt\.texts\()", r"\1restrict\2", "sim/analysis/policy_game/__init__.py")
replace_text(r'^        flag="--restrict",\n', "", "sim/analysis/policy_game/__init__.py")
replace_text(r"self\.put\(choices=choices_of\(self\.choices,", "self.put(restrict=choices_of(self.restrict,", *GAME)
replace_text(r"\bself\.choices\b", "self.restrict", "sim/analysis/policy_game/__init__.py")
replace_text(r"\b(options)\.choices\b", r"\1.restrict", "sim/**/*.py", "tests/policy_game/*.py")
replace_text(r"f\"'choices' is \{named!r\}\", \"choices\"", "f\"'restrict' is {named!r}\", \"restrict\"", *GAME)
replace_text(r'f"choices: \{capital\}"', 'f"restrict: {capital}"', *GAME)
sentences([
    ("What is asked of a policy game; `choices` are then those of whoever does not follow the scenario.",
     "What is asked of a policy game; `restrict` then holds the menu of every capital that does not follow the scenario."),
    ("Let a capital pick among these policies only; one policy holds it there.",
     "Restrict a capital to these policies; one policy holds it there."),
    ("`--restrict CAPITAL=NAMES` lets a capital pick among some courses or policies only, of either kind. One name holds it there.",
     "`--restrict CAPITAL=NAMES` restricts a capital to some courses or policies, of either kind. One name holds it there."),
    ("Who picks; the other capitals do what the scenario says, or --restrict.",
     "Who picks; the other capitals do what the scenario or --restrict says."),
], "sim/**/*.py", "docs/*.md", "docs/schemas/*.json")
replace_text(r">>> among = (\{)", r">>> restrict = \1", "docs/*.md")
replace_text(r"choices=among\b", "restrict=restrict", "docs/*.md")
replace_text(r"(policy_game\([^()]*?)\bchoices=", r"\1restrict=", "docs/*.md", "tests/**/*.py", "notebooks/*.ipynb", "sim/**/*.py")
replace_text(r"(GameOptions\([^()]*?)\bchoices=", r"\1restrict=", "tests/**/*.py")
replace_text(r"(GameOptions\((?:[^()]|\([^()]*\))*\))\.choices\b", r"\1.restrict", "tests/**/*.py")
replace_text(r'\{"choices": \{', '{"restrict": {', "tests/policy_game/*.py")
replace_text(r"\| `--restrict` \| `choices` \|", "| `--restrict` | `restrict` |", "docs/*.md")

replace_text(
    r'^    line = "(game 2017-spring --players pyongyang) (--restrict washington=\S+ --restrict beijing=balance -n 50)"',
    r'    line = (\n        "\1 "\n        "\2"\n    )',
    "tests/adapters/test_nfg.py",
)

# -q
replace_text(
    r"Print no talk on stderr\.",
    "Suppress progress and messages on stderr; results and errors are still printed.",
    "sim/**/*.py", "docs/**/*.md", "docs/schemas/*.json", "tests/**/*.py",
)

# Old names are refused.
refused("keyword", {"choices": "restrict", "as_is": "accept_old_rules"})
gone_option({"--among": "--restrict", "--as-is": "--accept-old-rules"})
changelog(
    "Migration",
    "The option `--among` of a game is `--restrict`, in Python `restrict` (was `choices`); `--as-is` is `--accept-old-rules`, in Python `accept_old_rules`.",
)
wrap_strings()
tidy()
renamed("b5", {})
check(r"--among\b|\bas_is\b|--as-is|\bAS_IS\b|choices=among|no talk on stderr", stays={each: "old names are refused there" for each in ERRORS_BY})
end()
