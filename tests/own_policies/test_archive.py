"""Results carry the code of their policies, which is read, listed and hashed, and run only where
someone says so.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import sim
from sim.cli.main import run_guarded
from sim.core.base.errors import DataProblem, ExitCode, MismatchProblem, UsageProblem
from sim.policies import user_policies as policies
from sim.policies.user_policies import UserPolicy, adopt
from sim.study.store.archive import verify
from tests.own_policies.conftest import GRIM

RUN = "import sys; from sim.cli.main import main; sys.argv[0] = 'sim'; main()"
HOSTILE = """import pathlib
from sim.core.game.moves import WashingtonCourse as WashingtonCourse
from sim.policies.view import View as View

pathlib.Path({mark!r}).touch()

def course(view: View) -> WashingtonCourse:
    return WashingtonCourse.PATIENCE
"""


def command(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a new process that knows nothing of this one."""
    return subprocess.run(
        [sys.executable, "-c", RUN, *words], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def archives():
    """What is packed once for all tests of this module."""
    return {}


@pytest.fixture
def packed(folder, quiet, monkeypatch, archives):
    """An archive of a small sweep over a user's policy, in a folder where its file is not."""
    clean = folder / "clean"
    clean.mkdir()
    if "done" not in archives:
        short = quiet.change({"months": 2})
        asked = sim.experiment(short, ["washington.policy=free,grim:pressing"], ["war"], worlds=10)
        sim.play(asked, out="done")
        sim.archive(["done"], clean / "done.zip")
        archives["done"] = (clean / "done.zip").read_bytes()
        monkeypatch.setattr(policies, "_known", {})
    (clean / "done.zip").write_bytes(archives["done"])
    return clean / "done.zip"


def test_code_is_listed_and_run_only_where_someone_says_so(packed):
    with zipfile.ZipFile(packed) as held:
        code = [name for name in held.namelist() if "/code/" in name]
        assert len(code) == 1
        listed = json.loads(held.read("done/rounds/1/manifest.json"))["files"][
            code[0].removeprefix("done/rounds/1/")
        ]
    refused = command(packed.parent, "reproduce", str(packed))
    assert refused.returncode == ExitCode.INVALID == 3
    assert code[0] in refused.stderr
    assert listed in refused.stderr
    assert "--run-code" in refused.stderr
    done = command(packed.parent, "reproduce", "--run-code", str(packed))
    assert done.returncode == 0, done.stderr
    assert "2 parts" in done.stdout or "1 part" in done.stdout


def test_the_commands_of_an_archive_run_in_the_unpacked_folder(packed):
    unpacked = packed.parent / "unpacked"
    with zipfile.ZipFile(packed) as held:
        held.extractall(unpacked)
    assert (unpacked / "grim.py").read_text() == GRIM
    assert "`grim.py`: code that the commands run" in (unpacked / "README.md").read_text()
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    words, env = ["sh", "commands.sh"], os.environ | {"PATH": path}
    made = subprocess.run(words, cwd=unpacked, capture_output=True, text=True, env=env, check=False)
    assert made.returncode == 0, made.stderr
    assert "2 of 2 cells done" in made.stderr


def test_results_keep_the_whole_file_as_it_was_written(packed):
    with zipfile.ZipFile(packed) as held:
        (code,) = (name for name in held.namelist() if "/code/" in name)
        content = held.read(code)
        model = json.loads(held.read("done/manifest.json"))["model"]
    assert content.decode() == GRIM
    assert model["policy"]["grim:pressing"] == hashlib.sha256(content).hexdigest()[:8]


def test_results_are_read_without_their_code(packed):
    with zipfile.ZipFile(packed) as held:
        held.extractall(packed.parent)
    found = sim.load_study(packed.parent / "done")
    assert found.another_model is None
    assert len(found.to_frame()) == 2
    with pytest.raises(UsageProblem, match="came with results"):
        sim.play(found.study)
    with pytest.raises(UsageProblem, match="came with results"):
        sim.run(found.scenario.change({"washington.policy": "grim:pressing"}), worlds=5)


def test_code_that_was_changed_is_found(packed):
    with zipfile.ZipFile(packed) as held:
        held.extractall(packed.parent)
    (code,) = (packed.parent / "done" / "rounds" / "1" / "code").iterdir()
    code.write_text(code.read_text().replace("MAXIMUM_PRESSURE", "PATIENCE"))
    with pytest.raises(DataProblem, match="its bytes are not those of the manifest"):
        sim.load_study(packed.parent / "done")


def test_a_hostile_archive_does_nothing_until_its_code_is_run(folder, quiet):
    mark = folder / "it-ran"
    adopt([UserPolicy("evil:course", HOSTILE.format(mark=str(mark)))])
    asked = sim.experiment(
        quiet.change({"months": 2}), ["washington.policy=evil:course"], ["war"], worlds=10
    )
    sim.play(asked, out="evil")
    sim.archive(["evil"], "evil.zip")
    assert mark.exists()  # its author ran it
    mark.unlink()
    policies._known.clear()
    # The trap: a module of that name that would run if anything imported it.
    (folder / "evil.py").write_text(f"import pathlib\npathlib.Path({str(mark)!r}).touch()\n")
    verify(Path("evil.zip"))
    assert run_guarded(["reproduce", "evil.zip", "--check", "-q"]) == 0
    for path in ("evil.zip", "evil"):
        assert run_guarded(["reproduce", path, "-q"]) == ExitCode.INVALID
    assert len(sim.load_study("evil").to_frame()) == 1
    sim.archive(["evil"], "again.zip")
    assert not mark.exists()
    assert command(folder, "reproduce", "--run-code", "evil.zip").returncode == 0
    assert mark.exists()


@pytest.mark.parametrize("text", ["def course(", "x" * 300_000, "(" * 5000, "\udcff"])
def test_code_that_is_none_is_refused(packed, text):
    with zipfile.ZipFile(packed) as held:
        held.extractall(packed.parent)
    (code,) = (packed.parent / "done" / "rounds" / "1" / "code").iterdir()
    code.write_bytes(text.encode("utf-8", "surrogateescape"))
    path = code.parents[1] / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["files"][f"code/{code.name}"] = hashlib.sha256(code.read_bytes()).hexdigest()
    path.write_text(json.dumps(manifest))
    with pytest.raises(DataProblem, match="the code of a policy cannot be used"):
        sim.load_study(packed.parent / "done")


def test_an_archive_whose_code_was_swapped_is_no_longer_as_it_was_written(packed, tmp_path):
    other = tmp_path / "other.zip"
    with zipfile.ZipFile(packed) as held, zipfile.ZipFile(other, "w") as made:
        for name in held.namelist():
            made.writestr(name, b"import os\n" if "/code/" in name else held.read(name))
    with pytest.raises(MismatchProblem, match="not as it was written"):
        verify(other)
    shutil.rmtree(tmp_path / "clean")


@pytest.mark.parametrize("how", ["plain", "program"])
def test_what_runs_in_a_process_of_its_own_waits_for_a_word_too(folder, quiet, how):
    mark = folder / "it-ran"
    if how == "plain":
        text = HOSTILE.format(mark=str(mark)).replace("return ", "return [") + "[0]"
        policy = UserPolicy("evil:course", text.replace("PATIENCE\n", "PATIENCE]"))
    else:
        code = f"import pathlib; pathlib.Path({str(mark)!r}).touch()"
        text = json.dumps({"command": ["python", "-c", code], "seconds": 1.0})
        policy = UserPolicy("agent:evil", text)
    adopt([policy])
    assert policy.how == how
    asked = sim.experiment(
        quiet.change({"months": 2}), [f"washington.policy={policy.name}"], ["war"], worlds=2
    )
    sim.play(asked, out="evil")
    sim.archive(["evil"], "evil.zip")
    mark.unlink()  # its author ran it
    policies._known.clear()
    (folder / "evil.py").write_text(f"import pathlib\npathlib.Path({str(mark)!r}).touch()\n")
    verify(Path("evil.zip"))
    found = sim.load_study("evil")
    assert len(found.to_frame()) == 1
    for path in ("evil.zip", "evil"):
        assert run_guarded(["reproduce", path, "-q"]) == ExitCode.INVALID
    with pytest.raises(UsageProblem, match="came with results"):
        sim.play(found.study)
    assert not mark.exists()
    policies._known.clear()
    assert run_guarded(["reproduce", "evil.zip", "--run-code", "-q"]) == 0
    assert mark.exists()
