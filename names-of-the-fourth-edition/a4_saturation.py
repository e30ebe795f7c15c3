"""a4: `sated` is the deterrent's saturation: deterrent_saturation, an assumption that says what it is."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import *  # noqa: F403

identifiers({"sated": "deterrent_saturation"})
replace_text(r"\bsated·deterrent\b", "deterrent_saturation·deterrent", "docs/odd.md")
replace_text(r"^\| sated \|", "| deterrent saturation |", "docs/*.md")
replace_text(r"for test, deterrent_saturation in", "for test, saturation in", "tests/game/test_choices.py")
replace_text(r"\+ push - deterrent_saturation$", "+ push - saturation", "tests/game/test_choices.py")
replace_text(r'"It is gone; sated stays\."', '"It is gone; deterrent_saturation stays."', "sim/core/base/errors.py")
replace_text(r'How far a finished deterrent ends tests', "Deterrent saturation: how far a finished deterrent ends tests", "sim/pages/text/*/live.toml")
replace_text(r'"완성된 억지력이 시험 발사·핵실험을 끝내는 정도"', '"억지 포화: 완성된 억지력이 시험 발사·핵실험을 끝내는 정도"', "sim/pages/text/ko/live.toml")
refused("number", {"sated": "deterrent_saturation"})
changelog(
    'Migration',
    'The number `sated` is `deterrent_saturation`, and so is the direction of that name in files of a posterior.',
)
tidy()
renamed("a4", {"sated": "deterrent_saturation"})
check(r"\bsated\b", stays={
    "docs/gallery/*": "kept outputs, made again by make kept",
    "sim/core/base/errors.py": "says what took its place",
})
end()
