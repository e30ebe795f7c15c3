"""Results of somebody else only compute: without `--run-code` no process starts, no module of
theirs is imported, nothing is written elsewhere.

An audit hook of the tests counts, beside the net that the project hangs up itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from sim.analysis.catalogue import ENTRIES
from sim.analysis.question import Question, options_from
from sim.core.base.errors import DataProblem, ExitCode, Problem
from sim.core.engine.cache import cache_folder
from sim.core.scenario import load_scenario, to_toml
from sim.options import options_in
from sim.policies import door, user_policies
from sim.study.play.play import check_policies
from sim.study.store.archive import SUMS
from sim.study.store.disk import MARK
from sim.study.store.manifest import MANIFEST, command_of, manifest_from, with_seal
from sim.study.store.values import hash_of_file
from tests.cli.command import Captured, said, three_lines

SHORT: Final = ("--set", "months=3", "-n", "20", "--no-figures", "-q", "--no-progress")
HONEST: Final[dict[str, tuple[str, ...]]] = {
    "run": ("run", "2017-spring", *SHORT),
    "game": (*("game", "2017-spring", "--set", "kim_type=greedy", "--states", "1", *SHORT),),
    "compare": ("compare", "2017-spring", "dual-track", *SHORT),
}
STARTS: Final = {
    *("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork"),
    *("os.forkpty", "pty.spawn"),
}
WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT
INSTALLED: Final = (sys.prefix, sys.base_prefix, str(Path(user_policies.__file__).parents[2]))
counted: dict[str, list[str]] = {}
places: list[str] = []


def count(event: str, details: tuple[Any, ...]) -> None:
    """Count what a stranger's results must not do, while somebody counts."""
    if not counted:
        return
    if event in STARTS:
        counted["processes"].append(repr(details[:2]))
    elif event == "exec":
        name = getattr(details[0], "co_filename", "")
        if name[:1] == "<" and not name.startswith(("<rule_", "<outcome")):
            return
        if not name.startswith(INSTALLED):
            counted["foreign imports"].append(name)
    elif event == "open" and isinstance(details[0], str) and (details[2] or 0) & WRITING:
        path = os.path.abspath(details[0])
        if "__pycache__" not in path and not path.startswith((*places, os.devnull)):
            counted["writes outside"].append(path)


sys.addaudithook(count)


@pytest.fixture
def counts(tmp_path: Path) -> Iterator[dict[str, list[str]]]:
    """What is counted; folders that pass and the cache are no places outside."""
    import tempfile

    from sim.core.engine.toolchain import cache_folder

    places[:] = [
        os.path.join(tempfile.gettempdir(), "sim-archive-"),
        str(cache_folder()),
        str(tmp_path / "given"),
    ]
    tempfile.gettempdir()
    counted.update({"processes": [], "foreign imports": [], "writes outside": []})
    yield counted
    counted.clear()


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Honest results of each kind, made once."""
    from sim.cli.main import run_guarded

    root = tmp_path_factory.mktemp("honest")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        for name, line in HONEST.items():
            words = [*line, "-o", name]
            patch.setattr(sys, "argv", ["sim", *words])
            assert run_guarded(words) == 0
            assert run_guarded(["archive", name, "-o", f"{name}.zip", "-q"]) == 0
    return root


EVIL = "import pathlib\npathlib.Path({mark!r}).touch()\n"
POLICY = """
from sim.policy import View, WashingtonCourse


def go(view: View) -> WashingtonCourse:
    return WashingtonCourse.PATIENCE
"""


def forge(folder: Path, **fields: Any) -> None:
    """Let a manifest say something else, sealed anew, as anybody can."""
    path = folder / MANIFEST
    manifest = manifest_from(path.read_bytes())
    path.write_text(with_seal(manifest.model_copy(update=fields)).model_dump_json())


def forged(folder: Path, words: list[str], policy: str) -> None:
    """Let results ask for a policy of Pyongyang, wherever that is said: words, command, scenario."""
    whole = json.loads((folder / MANIFEST).read_text())
    question = whole["about"]["question"] | {"words": words}
    head = "[pyongyang]\n"
    bare = [re.sub(r"(?m)^policy = .*\n", "", text) for text in question["scenarios"]]
    question["scenarios"] = [
        text.replace(head, f'{head}policy = "{policy}"\n')
        if head in text
        else f'{text}\n{head}policy = "{policy}"\n'
        for text in bare
    ]
    files = whole["files"]
    for each in folder.glob(f"rounds/*/{MANIFEST}"):
        about = json.loads(each.read_text())["about"] | {"words": words}
        about = {key: value for key, value in about.items() if value != []}  # as made in Python
        forge(each.parent, command=command_of(words), about=about)
        files[each.relative_to(folder).as_posix()] = hash_of_file(each)
    about = whole["about"] | {"question": question}
    forge(folder, command=command_of(words), about=about, files=files)


def without_rounds(folder: Path) -> None:
    """Leave the rounds of results out, as if there had been none."""
    whole = json.loads((folder / MANIFEST).read_text())
    files = {name: each for name, each in whole["files"].items() if not name.startswith("rounds/")}
    lines = (folder / MARK).read_bytes().split(b"\n")
    (folder / MARK).write_bytes(b"\n".join(each for each in lines if b"rounds" not in each))
    shutil.rmtree(folder / "rounds", ignore_errors=True)
    forge(folder, files=files)


def by_program(folder: Path, mark: Path) -> None:
    """As the first forgery of the attack: a command that names a program, the rounds left out."""
    by_agent(folder, mark)
    code = EVIL.format(mark=str(mark)).replace("\n", ";")
    program = shlex.quote(f"evil=python -c {shlex.quote(code)}")
    forge(folder, command=f"sim run 2017-spring --agent {program}")


def by_agent(folder: Path, mark: Path) -> None:
    """The same by a policy that is a program, which the question names."""
    without_rounds(folder)
    forged(folder, [], "agent:evil")


def by_module(folder: Path, mark: Path) -> None:
    """As the second: a policy in a module that lies among the figures of a round, and is listed."""
    inner = folder / "rounds" / "1"
    if not inner.exists():
        pytest.skip("it has no rounds")
    (inner / "figures").mkdir()
    evil = inner / "figures" / "evil.py"
    evil.write_text(EVIL.format(mark=str(mark)) + POLICY)
    files = json.loads((inner / MANIFEST).read_text())["files"]
    forge(inner, files=files | {"figures/evil.py": hash_of_file(evil)})
    name = f"{folder.name}.rounds.1.figures.evil:go"
    words = ["run", "2017-spring", "--set", f"pyongyang.policy={name}", "-o", folder.name]
    forged(folder, words, name)


REFUSED: Final = {
    ("by_program", "run"): "'command' says",
    ("by_agent", "run"): "agent:evil",
    ("by_program", "game"): "'command' says",
    ("by_agent", "game"): "agent:evil",
    ("by_program", "compare"): "'command' says",
    ("by_agent", "compare"): "agent:evil",
    ("by_module", "run"): "'files.figures/evil.py' says",
    ("by_module", "game"): "'files.figures/evil.py' says",
    ("by_module", "compare"): "'files.figures/evil.py' says",
}


def pack(folder: Path, honest: Path, target: Path) -> None:
    """Pack a folder as an archive by hand, with the texts of an honest one, as anybody can."""
    with zipfile.ZipFile(honest) as packed:
        entries = {name: packed.read(name) for name in packed.namelist()}
    entries = {name: held for name, held in entries.items() if not name.startswith(folder.name)}
    for path in folder.rglob("*"):
        if path.is_file():
            entries[path.relative_to(folder.parent).as_posix()] = path.read_bytes()
    entries.pop(SUMS)
    entries[SUMS] = "".join(
        f"{hashlib.sha256(held).hexdigest()}  {name}\n" for name, held in entries.items()
    ).encode()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for name, held in entries.items():
            made.writestr(name, held)


@pytest.mark.parametrize("how", [by_program, by_agent, by_module])
@pytest.mark.parametrize("name", HONEST)
def test_no_forgery_runs_code_as_folder_or_archive(
    name: str,
    how: Callable[[Path, Path], None],
    honest: Path,
    tmp_path: Path,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    counts: dict[str, list[str]],
) -> None:
    given = tmp_path / "given"
    given.mkdir()
    mark = tmp_path / "it-ran"
    shutil.copytree(honest / name, given / name)
    how(given / name, mark)
    monkeypatch.chdir(given)
    pack(given / name, honest / f"{name}.zip", given / "evil.zip")
    for path in (name, "evil.zip"):
        ended = said(capsys, "reproduce", path, "-q")
        assert ended.code in (ExitCode.INVALID, ExitCode.MISMATCH), ended
        assert REFUSED[how.__name__, name] in three_lines(ended.err)[0]
        said(capsys, "reproduce", path, "--check")
    for line in (("show", name), ("report", name, "-o", "page.html"), ("compare", name, name)):
        said(capsys, *line)
    assert not mark.exists()
    assert {key: found for key, found in counts.items() if found} == {}


def test_honest_results_are_made_again_without_a_process_or_a_file(
    honest: Path, capsys: Captured, tmp_path: Path, counts: dict[str, list[str]]
) -> None:
    shutil.copytree(honest / "run", tmp_path / "given" / "run")
    shutil.copytree(honest / "compare", tmp_path / "given" / "compare")
    places[:] = [str(tmp_path / "given")]
    ended = said(capsys, "reproduce", tmp_path / "given" / "run", "-q")
    assert ended.code == 0, ended.err
    for line in (
        ("show", tmp_path / "given" / "run"),
        ("plot", "ecdf", tmp_path / "given" / "run", "-o", tmp_path / "given" / "x.svg"),
        ("report", tmp_path / "given" / "run", "-o", tmp_path / "given" / "page.html"),
        ("compare", *[tmp_path / "given" / "run"] * 2, "-n", "2", "-o", tmp_path / "given" / "c"),
    ):
        ended = said(capsys, *line)
        assert ended.code == 0, ended.err
    assert {key: found for key, found in counts.items() if found} == {}


TEXTS: Final = ("evil:go", "agent:evil", "python -c pass", "evil=python -c pass", "evil.toml")


def put_everywhere(name: str) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield options and an end of the scenario with code in each option, and in each place of a
    scenario.
    """
    needed = {"why": {"world": 0}, "sweep": {"factors": ["washington.pressure=0,1"]}}.get(name, {})
    for option, (_, own) in options_in(ENTRIES[name].load().options).items():
        for text in TEXTS:
            forms = (text, f"washington={text}", f"washington.policy={text}", f"a={text},b,c,d")
            for value in forms:
                is_list = own.kind.reader or own.kind.each
                yield needed | {option: [value] if is_list else value}, ""
    for text in TEXTS:
        yield needed, f'[washington]\npolicy = "{text}"'
        yield needed, f'[rules]\npay_beijing = "{text}"'


@pytest.mark.parametrize("name", ENTRIES)
def test_code_in_any_option_of_any_analysis_is_refused_before_it_runs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counts: dict[str, list[str]]
) -> None:
    """The question is asked as `sim reproduce` asks it, up to its first experiment."""
    (tmp_path / "evil.py").write_text(EVIL.format(mark=str(tmp_path / "it-ran")) + POLICY)
    (tmp_path / "evil.toml").write_text('base = "2017-spring"\n[washington]\npolicy = "evil:go"\n')
    counts["writes outside"].clear()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(user_policies, "_known", {})
    whole = to_toml(load_scenario("core").change({"months": 3}))
    refused = 0
    for options, scenario in put_everywhere(name):
        data = {"analysis": name, "words": [], "study": "", "changes": [], "figures": ""}
        count_of = 2 if ENTRIES[name].load().several else 1
        data |= {"scenarios": [f"{whole}\n{scenario}"] * count_of, "options": options}
        with door.keep_shut():
            try:
                asked = options_from(Question.model_validate(data), None)
                ask, find = ENTRIES[name].steps()
                study = ask(asked, [])
                if study is not None:
                    check_policies(study)
                elif name == "why":  # which plays no experiment, but its world
                    find(asked, [])
            except Problem as problem:
                refused += "asks for code" in problem.message or "ask for code" in problem.message
    assert not (tmp_path / "it-ran").exists()
    assert {key: found for key, found in counts.items() if found} == {}
    if ENTRIES[name].load().least == 1:
        assert refused, "the scenario alone asks for code"


def test_what_asked_for_code_is_named_with_the_way_to_allow_it(
    tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    line = ("compare", "2017-spring", "washington.policy=agent:calm", "--agent")
    line = (*line, "calm=python -m sim.scripted", *SHORT)
    assert said(capsys, *line, "-o", "t").code == 0
    assert said(capsys, "archive", "t", "-o", "t.zip").code == 0
    for path in ("t", "t.zip"):
        ended = said(capsys, "reproduce", path, "-q")
        assert ended.code == ExitCode.INVALID
        what, _, remedy = three_lines(ended.err)
        assert "agent-calm" in what
        assert "--run-code" in remedy
        assert said(capsys, "reproduce", path, "--run-code", "-q").code == 0


WORDS: Final = [*HONEST["run"], "-o", "run", "--set", "pyongyang.policy=evil:go"]


@pytest.mark.parametrize("words", [[], WORDS])
@pytest.mark.parametrize("path", ["run", "evil.zip"])
def test_with_leave_only_what_is_listed_runs(
    path: str,
    words: list[str],
    honest: Path,
    tmp_path: Path,
    capsys: Captured,
    monkeypatch: pytest.MonkeyPatch,
    counts: dict[str, list[str]],
) -> None:
    """Who reads the files that are listed and allows them has not allowed another one."""
    mark, given = tmp_path / "it-ran", tmp_path / "given"
    given.mkdir()
    monkeypatch.chdir(given)
    Path("evil.py").write_text(EVIL.format(mark=str(mark)) + POLICY)
    shutil.copytree(honest / "run", "run")
    forged(given / "run", words, "evil:go")
    pack(given / "run", honest / "run.zip", given / "evil.zip")
    ended = said(capsys, "reproduce", path, "--run-code", "-q")
    assert ended.code == ExitCode.INVALID
    what, _, remedy = three_lines(ended.err)
    assert "code that is not with them: the policy 'evil:go'" in what
    assert "--run-code" not in remedy
    assert not mark.exists()
    assert {key: found for key, found in counts.items() if found} == {}


@pytest.mark.parametrize(
    "reach",
    [
        lambda place: __import__("subprocess").run(["true"], check=False),
        lambda place: os.system("true"),
        lambda place: exec(compile("1", "<rule_x>", "exec")),
        lambda place: exec(compile("1", "/elsewhere/evil.py", "exec")),
    ],
)
def test_the_net_holds_below_the_door(
    reach: Callable[[Path], object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "is_of_project", lambda frame: True)
    with pytest.raises(DataProblem, match="a forbidden action"), door.keep_shut():
        reach(tmp_path)


def test_the_net_holds_what_is_written_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "is_of_project", lambda frame: True)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "passing"))
    with pytest.raises(DataProblem, match="was about to be written"), door.keep_shut():
        (tmp_path / "elsewhere").write_text("x")
    with door.keep_shut(places=[tmp_path]):
        (tmp_path / "given").write_text("x")


def test_results_are_the_first_thing_that_a_new_machine_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIM_CACHE", str(tmp_path / "new" / "cache"))
    with door.keep_shut(places=[tmp_path / "out"]):
        assert cache_folder() == tmp_path / "new" / "cache"
        assert cache_folder().is_dir()


ENDING = """
import os
from sim.policies import door
with door.keep_shut():
    pass
for name in vars(door):
    vars(door)[name] = None  # as Python leaves a module when it ends
os.listdir()
"""


def test_the_net_is_silent_when_python_ends() -> None:
    ended = subprocess.run([sys.executable, "-c", ENDING], capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")
