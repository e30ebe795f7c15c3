"""A wheel of a platform: its library is of the right kind, and plays the same bytes where nothing
can compile.
"""

import configparser
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Iterable
from hashlib import sha256
from importlib.metadata import distribution, requires
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from sim.core.engine import kernel, toolchain
from sim.core.engine.source import read_game
from sim.core.engine.toolchain import HERE, HOST, TARGETS, library
from sim.core.engine.translated import translation
from tests.engine.support import of_this_machine
from tools import wheels

# Plays by the kernel and by NumPy, and prints where the kernel is from and whether the bytes agree.
PLAYS = """
import sim
from sim.core.engine import kernel
from sim.core.engine.source import read_game
from sim.core.engine.translated import translation
core = sim.load_scenario("2017-spring").change({"months": 6})
runs = [sim.run(core, worlds=40, engine=engine).state["tension"].tobytes() for engine in ("kernel", "numpy")]
print(kernel.shipped_library(translation(read_game()).fingerprint), runs[0] == runs[1])
"""
NOTHING = {"SIM_CXX": "no-such-compiler", "SIM_CACHE": os.devnull}
"""An environment in which nothing can be compiled or kept."""


def elf(machine: int) -> bytes:
    return b"\x7fELF" + bytes(14) + machine.to_bytes(2, "little")


def macho(machine: int) -> bytes:
    return b"\xcf\xfa\xed\xfe" + machine.to_bytes(4, "little")


def pe(machine: int) -> bytes:
    return (
        b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\0\0" + machine.to_bytes(2, "little")
    )


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (elf(62), ("ELF", "x86_64")),
        (elf(183), ("ELF", "aarch64")),
        (macho(0x01000007), ("Mach-O", "x86_64")),
        (macho(0x0100000C), ("Mach-O", "arm64")),
        (pe(0x8664), ("PE", "amd64")),
        (pe(0xAA64), ("PE", "arm64")),
    ],
)
def test_a_header_says_for_which_machine_a_library_is(header: bytes, kind: tuple[str, str]) -> None:
    assert wheels.kind_of(header) == kind


def test_each_platform_asks_for_a_kind_that_a_header_can_have() -> None:
    asked = {name: wheels.wanted_kind(name) for name in TARGETS}
    assert asked["macosx_11_0_arm64"] == ("Mach-O", "arm64")
    assert {system for system, _ in asked.values()} == {"ELF", "Mach-O", "PE"}
    with pytest.raises(ValueError, match="no library"):
        wheels.kind_of(b"#!/bin/sh")


def test_no_module_has_the_name_of_the_library() -> None:
    """Python would import the library in place of the module: a `.so` comes before a `.py`."""
    assert [path.name for path in HERE.glob(f"{kernel.SHIPPED}*") if path.suffix == ".py"] == []


def run(*command: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command that must succeed, with nothing of this process's Python settings."""
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "COV", "SIM"))
    }
    ran = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env | more, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran


# Plays by what the package finds, and prints from where that is, a hash of what came out and what was
# said. To start a program or to reach for a network ends it.
ALONE = """
import hashlib, json, sys, warnings
def end(event, details):
    assert event not in {"subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "socket.connect"}, event
sys.addaudithook(end)
import sim
from sim.core.engine import kernel, play
from sim.core.engine.source import read_game
from sim.core.engine.translated import translation
from sim.core.runs.inputs import inputs
job = inputs(sim.load_scenario("2017-spring").change({"months": 3})).job(200, seed=7, record=("tension", "arsenal"))
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    worlds = play(job, sys.argv[1] if sys.argv[1:] else None)
print(json.dumps({
    "from": str(kernel.shipped_library(translation(read_game()).fingerprint)),
    "worlds": hashlib.sha256(b"".join(each.tobytes() for each in (worlds.state, *worlds.record.values()))).hexdigest(),
    "said": [str(each.message) for each in said],
}))
"""


def install_alone(wheel: Path, place: Path) -> Path:
    """Install a wheel into an environment that holds what it needs and nothing else, so no compiler;
    return where its libraries lie.
    """
    venv.create(place, symlinks=True)
    (site,) = place.glob("lib/*/site-packages")
    config = configparser.ConfigParser()
    config.read(wheels.ROOT / "setup.cfg", encoding="utf-8")
    for name in closure(config["options"]["install_requires"].split()):
        held = distribution(name)
        for top in {each.parts[0] for each in held.files or ()} - {"..", "__pycache__"}:
            (site / top).symlink_to(Path(str(held.locate_file(top))))
    pip = (sys.executable, "-m", "pip", "--python", place / "bin" / "python")
    run(*pip, "install", "-q", "--no-deps", "--no-index", wheel, cwd=place)
    return site / "sim" / "core" / "engine"


@pytest.mark.skipif(sys.platform == "win32", reason="its environments are laid out otherwise")
def test_a_small_wheel_plays_alone_and_an_altered_library_does_not(tmp_path: Path) -> None:
    """Nothing compiles and nothing is fetched: the packed library plays the worlds of NumPy. One
    that is altered, and one of other rules, is not loaded; NumPy plays, and a line says so.
    """
    (tmp_path / "tree").mkdir()
    source, ours = wheels.source_in(tmp_path / "tree"), translation(read_game())
    made = library(ours.cpp, ours.fingerprint, ("shared",), often=False)
    name = f"{kernel.SHIPPED}{HOST.ending}"
    wheels.pack(made, source / "sim" / "core" / "engine" / name)
    platform = next(each for each, target in TARGETS.items() if target == of_this_machine())
    engine = install_alone(wheels.wheel(source, platform, tmp_path), tmp_path / "alone")
    packed, beside = engine / name, engine / f"{name}{kernel.SUM}"
    (tmp_path / "cache").mkdir(mode=0o700)

    def plays(*how: str) -> dict[str, Any]:
        env = {"PATH": str(tmp_path / "alone" / "bin"), "SIM_CACHE": str(tmp_path / "cache")}
        python = tmp_path / "alone" / "bin" / "python"
        return dict(json.loads(run(python, "-c", ALONE, *how, cwd=tmp_path, **env).stdout))

    found, numpy = plays(), plays("numpy")
    assert found == numpy
    assert (found["from"], found["said"]) == (str(packed), [])
    assert not (tmp_path / "cache" / "kernels").exists()
    content, fingerprint = packed.read_bytes(), ours.fingerprint.encode()
    packed.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    altered = plays()
    other = content.replace(fingerprint, fingerprint[::-1])
    packed.write_bytes(other)
    beside.write_text(sha256(other).hexdigest())
    foreign = plays()
    for play, says in (altered, "not as it was packed"), (foreign, "of other rules"):
        assert (play["from"], play["worlds"]) == ("None", numpy["worlds"])
        assert len(play["said"]) == 1
        assert says in play["said"][0]
        assert "The NumPy engine plays" in play["said"][0]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this machine, built as for the index."""
    if not toolchain.compiler().zig:
        pytest.skip("ziglang is not installed")
    folder = tmp_path_factory.mktemp("dist")
    platform = next(name for name, target in TARGETS.items() if target == of_this_machine())
    run(sys.executable, "-m", "tools.wheels", folder, platform, cwd=wheels.ROOT)
    (built,) = folder.glob(f"*-py3-none-{platform}.whl")
    return built


@pytest.mark.long
def test_the_wheel_of_this_machine_plays_in_a_clean_environment(made: Path, tmp_path: Path) -> None:
    """Installed where nothing else of this project is; what it needs is borrowed."""
    with zipfile.ZipFile(made) as packed:
        metadata = packed.read(
            next(name for name in packed.namelist() if name.endswith("METADATA"))
        ).decode()
        native = packed.read(f"sim/core/engine/{kernel.SHIPPED}.so")
    assert "License-Expression: BSD-3-Clause" in metadata
    assert "Classifier: Typing :: Typed" in metadata
    needs = {
        tuple(map(int, version.split(b"."))) for version in re.findall(rb"GLIBC_(\d+\.\d+)", native)
    }
    assert max(needs) <= (2, 17)
    venv.create(tmp_path / "clean", symlinks=True)
    python = tmp_path / "clean" / "bin" / "python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        made,
        cwd=tmp_path,
    )
    for version in (tmp_path / "clean" / "lib").iterdir():
        (version / "site-packages" / "borrowed.pth").write_text(
            sysconfig.get_path("purelib") + "\n"
        )
    said = run(python, "-c", PLAYS, cwd=tmp_path, **NOTHING).stdout.split()
    assert Path(said[0]).is_relative_to(tmp_path / "clean")
    assert said[1] == "True"
    side = "beijing.policy=agent:scripted"
    seated = ("compare", "2017-spring", side, "--agent", "scripted", "-n", "2", "-q")
    assert (
        "agent:scripted at Beijing"
        in run(python.with_name("sim"), *seated, cwd=tmp_path, **NOTHING).stdout
    )


def blocks_for_teachers() -> list[list[str]]:
    """Return the blocks of the teaching page that name the wheel, line by line."""
    page = (wheels.ROOT / "docs" / "teaching" / "index.md").read_text(encoding="utf-8")
    return [
        block.splitlines()
        for block in re.findall(r"^```\n(.*?)^```", page, re.M | re.S)
        if ".whl" in block
    ]


@pytest.fixture(scope="module")
def tools_of_a_teacher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of a new environment with uv and pipx, and nothing else of ours."""
    place = tmp_path_factory.mktemp("tools")
    venv.create(place, symlinks=True, with_pip=True)
    asked = [place / "bin" / "pip", "install", "-q", "uv", "pipx"]
    got = subprocess.run([*map(str, asked)], capture_output=True, text=True)
    if got.returncode:
        pytest.skip(f"uv and pipx cannot be had: {got.stderr.strip().splitlines()[-1]}")
    return place / "bin"


@pytest.mark.long
@pytest.mark.parametrize("way", ["uvx", "pipx", "pip"])
def test_the_lines_for_teachers_open_a_room(
    way: str, made: Path, tools_of_a_teacher: Path, tmp_path: Path
) -> None:
    """As they stand on the page, beside the wheel alone, where nothing can compile, up to the
    room's first page.
    """
    by_name, _, by_hand = blocks_for_teachers()
    before, start = (
        (by_hand, "room/bin/sim class")
        if way == "pip"
        else ([], next(line for line in by_name if line.startswith(way)))
    )
    if f"{made.name}" not in "".join([*before, start]):
        pytest.skip(f"the page has no line for {made.name}")
    shutil.copy(made, tmp_path)
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "COV", "SIM"))
    }
    env |= NOTHING | {
        "HOME": str(tmp_path),
        "PATH": f"{tools_of_a_teacher}{os.pathsep}/usr/bin:/bin",
    }
    line = "; ".join(["set -e", *before, f"exec {start} --no-open --host 127.0.0.1 --port 0"])
    with subprocess.Popen(
        ["sh", "-c", line],
        cwd=tmp_path,
        env=env,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout is not None
            address = next(each for each in process.stdout if each.startswith("http://"))
            with urlopen(address.partition("#")[0]) as answer:
                assert answer.status == 200
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def closure(names: Iterable[str]) -> set[str]:
    """Return packages with all that these need, as they are installed here."""
    found: set[str] = set()
    left = list(names)
    while left:
        asked = Requirement(left.pop())
        name = canonicalize_name(asked.name)
        if name not in found and (asked.marker is None or asked.marker.evaluate({"extra": ""})):
            found.add(name)
            left += requires(name) or []
    return found


def test_a_class_needs_four_packages_beside_the_core_and_a_room_no_analysis() -> None:
    """The extra brings these and what they need; the three lines for a room alone bring nothing of
    the analyses.
    """
    config = configparser.ConfigParser()
    config.read(wheels.ROOT / "setup.cfg", encoding="utf-8")
    core = closure(config["options"]["install_requires"].split())
    extra = config["options.extras_require"]["class"].split()
    assert set(extra) == {"h11", "segno", "starlette", "uvicorn"}
    assert closure(extra) - core <= {*extra, "anyio", "idna", "sniffio"}
    install = next(
        line for line in blocks_for_teachers()[2] if "--no-deps" not in line and " install " in line
    )
    room = closure(install.partition(" install ")[2].split())
    assert {"numpy", *extra} <= room
    assert room & {"pandas", "pyarrow", "scipy", "matplotlib", "mesa", "networkx"} == set()


def test_the_sources_build_a_wheel(tmp_path: Path) -> None:
    """The source distribution holds all that a build needs."""
    (tmp_path / "tree").mkdir()
    source = wheels.source_in(tmp_path / "tree")
    with tarfile.open(wheels.packed(source, tmp_path, "build_sdist(sys.argv[1])")) as packed:
        packed.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    made = wheels.packed(unpacked, tmp_path, "build_wheel(sys.argv[1])")
    with zipfile.ZipFile(made) as found:
        names = found.namelist()
    assert made.name.endswith("-py3-none-any.whl")
    assert {"sim/scenarios/2017-spring.toml", "sim/py.typed", "sim/core/engine/driver.h"} <= set(
        names
    )
