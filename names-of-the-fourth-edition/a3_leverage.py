"""a3: Beijing's `key` to Pyongyang is its leverage: kim.leverage, leverage_low, …, the draw, the lesson, the texts."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import *  # noqa: F403

words({
    "kim.key": "kim.leverage",
    "kim_key": "kim_leverage",
    "key_low": "leverage_low",
    "key_high": "leverage_high",
    "key_believed": "leverage_believed",
    "key_courses": "leverage_courses",
})
replace_text(r"\b(kim|thought_of|believed|someone|luck)\.key\b", r"\1.leverage", "sim/core/**/*.py", "sim/history/*.py", "sim/policies/**/*.py", "tests/**/*.py")
replace_text(r"^(    )key: float = 0\.5$", r"\1leverage: float = 0.5", "sim/core/game/world.py")
replace_text(r'uniforms\["key"\]', 'uniforms["leverage"]', "tests/independent/*.py")
replace_text(r"\bkind: Array, key: Array\b", "kind: Array, leverage: Array", "tests/independent/kim.py")
replace_text(r"\(0\.5 \+ key\)", "(0.5 + leverage)", "tests/independent/*.py")
replace_text(r"\bkim: np\.ndarray, key: float\b", "kim: np.ndarray, leverage: float", "tests/game/test_look_ahead.py")
replace_text(r'(PLACES\.index\("kim\.leverage"\)\] = )key\b', r"\1leverage", "tests/game/test_look_ahead.py")
replace_text(r'^    "key": "how far Beijing', '    "leverage": "how far Beijing', "sim/publish/*.py")
replace_text(r'^    key = (start\.state\[PLACES\.index\("kim\.leverage"\)\])', r"    leverage = \1", "tools/findings.py")
replace_text(r"types\(start\)\[2\]\[1\] & key\b", "types(start)[2][1] & leverage", "tools/findings.py")
replace_text(r"kim\.leverage {12}=", "kim.leverage       =", "docs/odd.md")
replace_text(r"u\[key\]", "u[leverage]", "docs/odd.md")
replace_text(r"\| 10, 3 \| `key` \|", "| 10, 3 | `leverage` |", "docs/*.md")
replace_text(r"resolve_pyongyang, key, relation", "resolve_pyongyang, leverage, relation", "docs/odd.md")
replace_text(r'"key ([01])": \{"leverage', r'"leverage \1": {"leverage', "sim/analysis/patterns/*.py")
replace_text(r'claim\."dilemma\.key"', 'claim."dilemma.leverage"', "sim/analysis/patterns/*.toml")
strings({"dilemma.key": "dilemma.leverage"}, "tests/patterns/*.py")
replace_text(r"\.key_([01])\b", r".leverage_\1", "tests/patterns/*.py")

# The lesson.
move("sim/classroom/class_page/lessons/key.toml", "sim/classroom/class_page/lessons/leverage.toml")
replace_text(r"^\[beats\.key(\.|\])", r"[beats.leverage\1", "sim/pages/text/*/beats.toml")
replace_text(r'("brink"), "key", ("turn"|"opening")', r'\1, "leverage", \2', "sim/classroom/class_page/*.py")
replace_text(r'((?:beat|course|export|read_lesson)\()"key"', r'\1"leverage"', "tests/**/*.py")
replace_text(r'\("ko", "key"\)', '("ko", "leverage")', "tests/browser/*.py")
replace_text(r'\("key", "lose-lose", "brink"\)', '("leverage", "lose-lose", "brink")', "tests/browser/*.py")
replace_text(r"\| `key` The key \|", "| `leverage` Leverage |", "docs/teaching/*.md")
prose([
    (r"The key: Beijing enforces, half or not at all", "Leverage: Beijing enforces, half or not at all"),
    (r"half a turn keeps the bomb from the greedy", "half the leverage keeps the bomb from the greedy"),
    (r"a full turn floods the border, on the afraid the key jams", "all of it floods the border, the afraid does not yield"),
    (r"a full turn floods the border", "all the leverage floods the border"),
    (r"on the fearful half a turn fails as often as none", "on the fearful half the leverage fails as often as none"),
    (r"half a turn holds the greedy", "half the leverage holds the greedy"),
    (r"A full turn floods your border", "All of it floods your border"),
    (r"On the afraid the key jams", "It does not move the afraid"),
    (r"Even half a turn failed", "Even half of it failed"),
    (r"Washington says: turn the key\.", "Washington says: use your leverage."),
    (r"when we turn the key\?", "when we use our leverage?"),
    (r"Beat 5, The key", "Beat 5, Leverage"),
])
replace_text(r'^title = "The key"$', 'title = "Leverage"', "sim/pages/text/en/beats.toml")
replace_text(r'^title = \["The key", "열쇠"\]$', 'title = ["Leverage", "지렛대"]', "sim/pages/text/ko/beats.toml")
sentences([
    ("워싱턴이 말합니다. 열쇠를 돌리라고.", "워싱턴이 말합니다. 지렛대를 쓰라고."),
    ("반만 돌리면 욕심 많은 자가 멈춥니다. 다 돌리면 국경이 넘칩니다. 두려워하는 자에게는 열쇠가 걸립니다.",
     "반만 쓰면 욕심 많은 자가 멈춥니다. 다 쓰면 국경이 넘칩니다. 두려워하는 자에게는 듣지 않습니다."),
    ("반만 돌려도 실패했습니다", "반만 써도 실패했습니다"),
], "sim/pages/text/ko/beats.toml")

# Words.
prose([
    (r"how far Beijing holds the key to (Kim|him)", r"how much leverage Beijing has over \1"),
    (r"how far B holds the key to him", "how much leverage B has over him"),
    (r"how far Beijing can move Kim", "how far Beijing can move Kim"),
    (r"far as Beijing holds the key", "far as Beijing has leverage"),
    (r"(least|greatest) key that Beijing may hold to Pyongyang", r"\1 leverage that Beijing may have over Pyongyang"),
    (r"the key that (Washington and the others|W) believes? in", r"the leverage that \1 believe in"),
    (r"the key in which they believe", "the leverage in which they believe"),
    (r"A view of Kim is a type and a key", "A view of Kim is a type and Beijing's leverage"),
    (r"a type for each world, and a key", "a type for each world, and Beijing's leverage"),
    (r"they believe in one key", "they believe in one leverage"),
    (r"give every world a Beijing that holds the key to Pyongyang", "give every world a Beijing that has all leverage over Pyongyang"),
    (r"whether (Beijing|B) holds the key", r"whether \1 has leverage"),
    (r"belief that China holds the key", "belief that China has leverage"),
    (r"(Beijing|China|B) holds the key", r"\1 has leverage"),
    (r"with no key, and with one in every world", "with no leverage, and with all of it in every world"),
    (r"hunger (and|with) Beijing's key", r"hunger \1 Beijing's leverage"),
    (r"enforcing against shielding at key 1, less the same at key 0", "enforcing against shielding at leverage 1, less the same at leverage 0"),
    (r"the key from 0 to 1", "leverage from 0 to 1"),
    (r"belief in the key", "belief in the leverage"),
    (r"The key stays", "The leverage stays"),
    (r"lean, key, price of softness", "lean, leverage, price of softness"),
])
replace_text(r"leverage that W believe in", "leverage that W believes in", "docs/*.md")
replace_text(r"^\| key \| how far Beijing can move Kim \|", "| leverage | how far Beijing can move Kim |", "docs/conventions.md")

refused("number", {f"key_{each}": f"leverage_{each}" for each in ("low", "high", "believed", "courses")})
refused("series", {"kim.key": "kim.leverage"})
refused("lesson", {"key": "leverage"})
changelog(
    'Migration',
    "Beijing's `key` is `leverage`: the state `kim.leverage`, the numbers `leverage_low`, `leverage_high`, `leverage_believed` and `leverage_courses`, and the lesson `leverage`.",
)
tidy()
renamed("a3", {f"key_{each}": f"leverage_{each}" for each in ("low", "high", "believed", "courses")} | {"kim.key": "kim.leverage"})
check(r"\b[Kk]ey\b", "sim/core/game/**", "sim/classroom/class_page/lessons/*", "sim/classroom/kit/*", "tests/independent/*", "scenarios/*", "studies/*", "docs/odd.md",
      "docs/mechanisms.md", "docs/limits.md", "docs/policy-game.md", "docs/conventions.md", "docs/findings.md", "docs/teaching/*.md", "README.md",
      "sim/analysis/patterns/*.toml", "tools/findings.py", "sim/publish/ledger_tables.py", "tests/mechanisms/*.toml", "sim/pages/text/**")
check(r"kim\.key|key_(low|high|believed|courses)|열쇠|holds? the key|dilemma\.key|\bkey [01]\b|turn the key", stays={
    "docs/gallery/*": "kept outputs, made again by make kept",
    "sim/core/base/errors.py": "says what took its place",
})
end()
