"""The wheel works alone: built from a clean copy, installed elsewhere, run from another folder."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from sim.core.engine.kernel import shipped_wasm
from sim.core.engine.source import read_game
from sim.core.engine.toolchain import WASM, compiler, library
from sim.core.engine.translated import translation
from sim.pages.model import FORM

ROOT = Path(__file__).parents[2]
# A stale build folder would leak into the wheel; the rest is large and not needed.
LEFT_OUT = shutil.ignore_patterns(
    "build", "dist", ".*", "*.egg-info", "__pycache__", "results", "tests"
)

pytestmark = pytest.mark.xdist_group("wheel")


def run(*command: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command that must succeed, with nothing of this process's Python settings."""
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV"))
    } | more
    ran = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the sources as they stand."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, folder / "source", ignore=LEFT_OUT)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check")
    run(
        *pip,
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        folder,
        folder / "source",
        cwd=folder,
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def bin_folder(wheel: Path) -> Path:
    """The commands of a new environment that holds the wheel; what it needs is borrowed from this
    one.
    """
    place = wheel.parent / "environment"
    venv.create(place, symlinks=True)
    scheme = {"base": str(place), "platbase": str(place)}
    commands = Path(sysconfig.get_path("scripts", "venv", scheme))
    pip = (
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--python",
        commands / "python",
    )
    run(*pip, "install", "-q", "--no-deps", "--no-index", wheel, cwd=wheel.parent)
    borrowed = Path(sysconfig.get_path("purelib", "venv", scheme)) / "borrowed.pth"
    borrowed.write_text(sysconfig.get_path("purelib") + "\n")
    return commands


def test_the_wheel_holds_the_scenarios_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    shipped = [f"sim/scenarios/{path.name}" for path in (ROOT / "scenarios").glob("*.toml")]
    assert shipped
    assert set(shipped) <= set(names)
    assert {name.split("/")[0] for name in names if "dist-info" not in name} == {
        "sim",
        "korea_escalation",
    }


def test_the_package_comes_from_the_wheel(bin_folder: Path, tmp_path: Path) -> None:
    where = run(bin_folder / "python", "-c", "import sim; print(sim.__file__)", cwd=tmp_path).stdout
    assert Path(where).is_relative_to(bin_folder.parent)


@pytest.mark.long
def test_the_types_of_the_package_are_those_of_its_users(bin_folder: Path, tmp_path: Path) -> None:
    """mypy --strict takes a script on the installed package, and finds what is wrong in one."""
    script = tmp_path / "mine.py"
    script.write_text(
        'import sim\n\nmine: sim.Scenario = sim.load_scenario("core")\nrun = sim.run(mine, worlds=10)\n'
    )
    mypy = (
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--python-executable",
        bin_folder / "python",
        "--cache-dir",
        tmp_path / "cache",
    )
    run(*mypy, script, cwd=tmp_path)
    script.write_text('import sim\n\nsim.run("core", worlds=10)\n')
    ran = subprocess.run(
        [*map(str, mypy), str(script)], cwd=tmp_path, capture_output=True, text=True
    )
    assert 'incompatible type "str"; expected "Scenario"' in ran.stdout


def test_scenarios_are_listed_from_another_folder(bin_folder: Path, tmp_path: Path) -> None:
    assert "2017-spring" in run(bin_folder / "sim", "show", cwd=tmp_path).stdout


def test_a_scenario_runs_from_another_folder(bin_folder: Path, tmp_path: Path) -> None:
    run(bin_folder / "sim", "run", "2017-spring", "-n", "50", "-o", tmp_path / "run", cwd=tmp_path)
    assert (tmp_path / "run" / "finding.json").is_file()


def test_a_page_is_written_where_there_is_no_compiler(bin_folder: Path, tmp_path: Path) -> None:
    """The kernel of pages comes with the sources, so any wheel has it; NumPy plays the rest."""
    nothing = {"SIM_CXX": "no-compiler", "SIM_CACHE": str(tmp_path / "cache")}
    words = ("play", "2017-spring", "-n", "20", "-o", "page.html", "--no-open", "-q")
    run(bin_folder / "sim", *words, cwd=tmp_path, **nothing)
    assert "WebAssembly" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_the_kernel_of_pages_in_the_sources_is_of_these_rules() -> None:
    """`make kept` makes it again; its bytes are those of the compiler in constraints.txt."""
    pinned = re.search(r"^ziglang==(.+)$", (ROOT / "constraints.txt").read_text(), re.M)
    rules = translation(read_game())
    kept = shipped_wasm(rules.fingerprint)
    assert kept, "it is of other rules: run `make kept`"
    if pinned is None or compiler().identity != f"zig {pinned[1]}":
        pytest.skip("the compiler of constraints.txt is not here")
    assert kept.read_bytes() == library(rules.cpp, rules.fingerprint, FORM, WASM).read_bytes()
