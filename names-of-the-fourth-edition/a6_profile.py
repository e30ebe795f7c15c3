"""a6: a line-up is a policy profile: LineUp, line_up, lineup, --lineup, studies/policy-lineups.toml."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import *  # noqa: F403

move("studies/policy-lineups.toml", "studies/policy-profiles.toml")
if Path("tests/patterns/test_lineups.py").exists():
    move("tests/patterns/test_lineups.py", "tests/patterns/test_profiles.py")
# Words at a first mention, before the short ones.
strings({"line-up": "policy profile"}, "sim/cli/look_up.py", "tests/docs/*.py")
prose([
    (r"The core: 2017's line-up, no channel", "The core: 2017's policies, no channel"),
    (r"From: the line-up that Tzogopoulos", "From: the policy profile that Tzogopoulos"),
    (r"the line-up of 2017 in February", "the policy profile of 2017 in February"),
    (r"Compare line-ups over", "Compare policy profiles over"),
    (r"line-ups compared over the numbers", "policy profiles compared over the numbers"),
    (r"A line-up: a course or policy of", "A policy profile: a course or policy of"),
    (r"how line-ups of courses and policies do", "how policy profiles do"),
    (r"Line-ups of courses and policies are played", "Policy profiles are played"),
    (r"For analysts who choose a line-up", "For analysts who choose a policy profile"),
    (r"a second line-up for against\(\.\.\.\), policies by key", "a second policy profile for against(...), policies by key"),
    (r"The named line-ups\.", "The named policy profiles."),
    (r"of a second line-up may name", "of a second profile may name"),
    (r"every profile is the run of its line-up", "every profile is the run of its policies"),
    (r"Line-ups of held courses", "Profiles of held courses"),
])
replace_text(r"^\| line-up \| a policy for each capital", "| policy profile | a policy for each capital", "docs/conventions.md")
replace_text(r'"핵심: 2017년의 진용,', '"핵심: 2017년의 정책,', "sim/pages/text/ko/names.toml")
# Everything else, also inside names.
for old, new in {
    "LineUp": "PolicyProfile", "Lineup": "Profile", "LINEUP": "PROFILE", "LINE_UP": "PROFILE", "line_up": "profile", "lineup": "profile",
    "Line-up": "Profile", "line-up": "profile",
}.items():
    replace_text(old, new)
replace_text(r"^(from sim\.analysis\.defaults import .*?), Profile\n", r"\1, Profile\n", "tests/**/*.py")

refused("keyword", {"lineups": "profiles"})
refused("study", {"policy-lineups": "policy-profiles"})
gone_option({"--lineup": "--profile"})
changelog(
    'Migration',
    'A line-up is a policy profile: `sim robustness --profile`, in Python `profiles`, and the study `policy-profiles`.',
)
tidy()
renamed("a6", {"LineUp": "PolicyProfile", "line_up": "profile"})
check(r"(?i)line[-_ ]?ups?\b|진용", stays={
    "docs/gallery/*": "kept outputs, made again by make kept",
    "sim/core/base/errors.py": "says what took its place",
    "sim/cli/options.py": "says what took its place",
})
end()
