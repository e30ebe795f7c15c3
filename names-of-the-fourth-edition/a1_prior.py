"""a1: the reading by the "true chances" is that by the model's prior: an assumption is no truth."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from common import *  # noqa: F403

GAME = ("sim/analysis/policy_game/**/*.py", "sim/analysis/patterns/**/*.py", "tests/policy_game/**/*.py",
        "tests/patterns/**/*.py", "tools/**/*.py", "notebooks/*.ipynb")
identifiers({"TRUE": "MODEL_PRIOR", "true chances": "model prior", "the true chances": "the model's prior"}, *GAME)
words({"true_chances": "model_prior"})
sentences([
    ("So by one belief, the true one, there is an equilibrium", "So by the model's prior there is an equilibrium"),
    ('{"truth": game.chances, **game.beliefs}', '{"the model\'s prior": game.chances, **game.beliefs}'),
    ("by own beliefs and by the truth;", "by own beliefs and by the model's prior;"),
    ("by their beliefs, by the truth, where", "by their beliefs, by the model's prior, where"),
    ("by their own beliefs and by the truth? `sim game", "by their own beliefs and by the model's prior? `sim game"),
    ("| true chances: engagement", "| model prior: engagement"),
    ("'own beliefs', 'true chances'", "'own beliefs', 'model prior'"),
], "sim/**/*.py", "docs/*.md", "publish/*.md", "README.md")
prose([
    (r"the true chances of (?:the types of Kim|the types|who Kim is|who he is)", "the model's prior over who Kim is"),
    (r"the true chances", "the model's prior"),
    (r"true chances", "model prior"),
], but=("docs/gallery/*",))
replace_text(r"\btold_of_cause\(own: Solution, truth: Solution\)", "told_of_cause(own: Solution, prior: Solution)", "sim/**/*.py")
replace_text(r"\btruth\.(equilibria|better|game)\b", r"prior.\1", "sim/analysis/policy_game/findings.py")
replace_text(r"by_the_true_chances", "by_the_prior_of_the_model", "tests/**/*.py")
changelog(
    'Migration',
    '`sim game`: the reading `true chances` is `model prior`. It weighs the types of Kim by `kim_chance`, which is an assumption.',
)
tidy()
renamed("a1", {})
check(r"[Tt]rue.chances|\bTRUE\b(?=[\],: ])|by the truth", stays={
    "docs/gallery/*": "kept outputs, made again by make kept",
    "*.js": "JavaScript's true",
})
end()
