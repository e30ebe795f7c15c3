"""The model has a fingerprint beside the hash of what is asked: results of two models never stand
in one folder.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.core.scenario.fingerprint import Model, model, model_from
from sim.study.experiment.study_file import read_study
from tests.cli.command import three_lines
from tests.studies.studies import ROOT, content, play, round_in, written

NOISE = (
    "rules/change.py",
    "shaken = p.tension_noise * noise",
    "shaken = 3.0 * p.tension_noise * noise",
)
LEVER = ("policies.py", '"washington_lean.prevent": 1.2,', '"washington_lean.prevent": 2.4,')
STANDOFF = ("../outcomes/outcomes.py", "STANDOFF: Final = 2.0", "STANDOFF: Final = 3.0")
COMMENT = (
    "rules/change.py",
    "    still = world.standoff\n",
    "    still = (world.standoff)  # a standoff holds\n",
)
LABEL = (
    "../outcomes/outcomes.py",
    '"Tension reached 5 in some month.", lambda',
    '"It came to a crisis.", lambda',
)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package, a study, and its folder as a kill leaves it: one part is there, the
    others are not.
    """
    place = tmp_path_factory.mktemp("model")
    shutil.copytree(
        ROOT / "sim", place / "code" / "sim", ignore=shutil.ignore_patterns("__pycache__")
    )
    play(read_study(written(place)), place / "out")
    for part in sorted((round_in(place / "out") / "parts").iterdir())[1:]:
        part.unlink()
    return place


@pytest.fixture
def place(begun: Path, tmp_path: Path) -> Path:
    """A copy of all that, which a test may change."""
    shutil.copytree(begun, tmp_path / "place")
    return tmp_path / "place"


def change(place: Path, file: str, old: str, new: str) -> None:
    """Edit the copy of the package."""
    path = place / "code" / "sim" / "core" / "game" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def run(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the copy."""
    script = "import sys; sys.path[0] = sys.argv.pop(1); from sim.cli.main import main; main()"
    command = [sys.executable, "-c", script, str(place / "code"), *arguments]
    return subprocess.run(
        command, cwd=place, env=os.environ, capture_output=True, text=True, check=False
    )


def says_both(said: str, what: str) -> bool:
    """Say whether a message names this model first, another behind it, and what differs."""
    here = f"made by Python {platform.python_version()} and model {model().fingerprint}; this is Python "
    return here in said and f"; the first difference: {what}" in said


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        (NOISE, "the rule change_tension says "),
        (LEVER, "the policy washington.hawk says "),
        (STANDOFF, "the measure outcomes.STANDOFF says "),
    ],
    ids=["rule", "policy", "outcome"],
)
def test_a_sweep_does_not_go_on_under_another_model(
    edit: tuple[str, str, str], what: str, place: Path
) -> None:
    """Begun under one model and gone on with under another, one folder held cells of both, and
    nothing said so.
    """
    before = content(place / "out")
    change(place, *edit)
    ended = run(place, "sweep", "small.toml", "-o", "out", "-q")
    assert ended.returncode == 3
    assert says_both(ended.stderr, what)
    assert "--force" in ended.stderr
    three_lines(ended.stderr)
    assert content(place / "out") == before


def test_comments_and_words_make_no_other_model(place: Path) -> None:
    """The same rules written otherwise go on, to the same bytes."""
    change(place, *COMMENT)
    change(place, *LABEL)
    assert run(place, "sweep", "small.toml", "-o", "out", "-q", "--no-figures").returncode == 0
    play(read_study(place / "small.toml"), place / "whole")
    assert content(place / "out") == content(place / "whole")


def test_results_of_another_model_are_read_and_not_passed_on(place: Path) -> None:
    """They can be looked at, and a line says whose they are; they are not cited, packed or said to
    reproduce.
    """
    assert run(place, "sweep", "small.toml", "-o", "out", "-q", "--no-figures").returncode == 0
    change(place, *LEVER)
    for command, code in (("show", 0), ("archive --cite", 3), ("archive", 3), ("reproduce", 5)):
        ended = run(place, *command.split(), "out")
        assert (command, ended.returncode) == (command, code)
        assert says_both(ended.stderr, "the policy washington.hawk says ")
    assert not (place / "small.zip").exists()
    assert (
        run(place, "sweep", "small.toml", "-o", "out", "-q", "--no-figures", "--force").returncode
        == 0
    )
    with pytest.warns(
        UserWarning,
        match=f"made by .* and model {model().fingerprint}; .*: the policy washington.hawk",
    ):
        results = sim.load_study(place / "out")
    assert results.model.fingerprint != model().fingerprint
    assert "this is another model" in repr(results)
    assert len(results.cells) == 12


def test_the_hash_of_what_is_asked_knows_nothing_of_the_model(place: Path) -> None:
    change(place, *NOISE)
    script = "import sim; s = sim.read_study('small.toml'); print(s.hash, s.scenario.hash, s.model.fingerprint)"
    told = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[0] = 'code'; {script}"],
        cwd=place,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    mine = read_study(place / "small.toml")
    assert told[:2] == [mine.hash, mine.scenario.hash]
    assert told[2] != mine.model.fingerprint


def test_the_first_thing_that_differs_is_named() -> None:
    one = Model({"rule a": "12", "number b": 0.3})
    assert one.difference(one) is None
    assert one.difference(Model({"rule a": "34", "number b": 0.4})) == "the rule a says 34, not 12"
    assert (
        one.difference(Model({"rule a": "12", "number b": 0.4})) == "the number b is 0.4, not 0.3"
    )
    assert one.difference(Model({"number b": 0.3})) == "the rule a is gone"
    assert one.difference(Model({**one.table, "outcome c": "56"})) == "the outcome c is new"


def test_what_a_user_adds_is_part_of_the_model() -> None:
    plain, own = model(), model({"outcome mine": "lambda history: history.last('tension') > 3"})
    assert own.fingerprint != plain.fingerprint
    assert plain.difference(own) == "the outcome mine is new"
    assert (
        own.difference(model({"outcome mine": "lambda history: history.last('tension') > 4"}))
        is not None
    )


def test_a_model_is_kept_and_read_back() -> None:
    assert model_from(model().as_dict()) == model()
    altered = model().as_dict()
    altered["number"] |= {"crisis_keep": 0.5}
    for kept in (altered, {}, None, {"fingerprint": "x"}, {"fingerprint": 1}):
        with pytest.raises(ValueError, match="model"):
            model_from(kept)
