"""Build the wheels of every platform on this machine, each with its compiled kernel, and the source
distribution.

`python tools/wheels.py FOLDER [PLATFORM...]` compiles with ziglang, packs, and checks each library
by its header.
"""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from hashlib import sha256
from pathlib import Path

from sim.classroom.class_page import SHIPPED as SHIPPED_STORY, export
from sim.core.engine import toolchain
from sim.core.engine.kernel import SHIPPED, SUM
from sim.core.engine.source import read_game
from sim.core.engine.translated import translation

ROOT = Path(__file__).parents[1]
PACKED = (
    "sim",
    "korea_escalation",
    "scenarios",
    "studies",
    "setup.cfg",
    "pyproject.toml",
    "README.md",
    "LICENSE",
)
DEBRIS = shutil.ignore_patterns("__pycache__", f"{SHIPPED}.*", SHIPPED_STORY)
PAGES = ("shared",)
"""The form of the kernel in which pages play."""

ELF_MACHINES = {62: "x86_64", 183: "aarch64"}
MACHO_MACHINES = {0x01000007: "x86_64", 0x0100000C: "arm64"}
PE_MACHINES = {0x8664: "amd64", 0xAA64: "arm64"}


def kind_of(library: bytes) -> tuple[str, str]:
    """Return the format of a library and the machine that it is for, as its header says; raises
    ValueError.
    """
    if library[:4] == b"\x7fELF":
        return "ELF", ELF_MACHINES[int.from_bytes(library[18:20], "little")]
    if library[:4] == b"\xcf\xfa\xed\xfe":
        return "Mach-O", MACHO_MACHINES[int.from_bytes(library[4:8], "little")]
    if library[:2] == b"MZ":
        at = int.from_bytes(library[60:64], "little")
        if library[at : at + 4] == b"PE\0\0":
            return "PE", PE_MACHINES[int.from_bytes(library[at + 4 : at + 6], "little")]
    raise ValueError("this is no library for Linux, macOS or Windows")


def wanted_kind(platform: str) -> tuple[str, str]:
    """Return the format and the machine that the tag of a platform asks for."""
    head, _, rest = platform.partition("_")
    form = {"manylinux": "ELF", "musllinux": "ELF", "macosx": "Mach-O", "win": "PE"}[head]
    machine = next(each for each in ("x86_64", "aarch64", "amd64", "arm64") if rest.endswith(each))
    return form, machine


def source_in(folder: Path) -> Path:
    """Copy the packed files into a folder, without the output of other builds, and return it."""
    for name in PACKED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=DEBRIS)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def compile_into(source: Path, target: toolchain.Target, forms: tuple[str, ...]) -> Path:
    """Compile the rules for a machine and put the library into a copy of the sources; return its
    path.
    """
    made = translation(read_game())
    path = source / "sim" / "core" / "engine" / f"{SHIPPED}{target.ending}"
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / path.name
        toolchain.build(made.cpp, made.fingerprint, forms, target, (), built)
        return pack(built, path)


def pack(library: Path, to: Path) -> Path:
    """Copy a library to its place in a package, with its hash beside it; return its path."""
    shutil.copy(library, to)
    to.with_name(f"{to.name}{SUM}").write_text(sha256(to.read_bytes()).hexdigest())
    return to


def packed(source: Path, out: Path, how: str) -> Path:
    """Have setuptools pack a copy of the sources, in a process of its own, and return the file."""
    code = f"import sys; from setuptools import build_meta; print(build_meta.{how})"
    done = subprocess.run(
        [sys.executable, "-c", code, str(out)],
        cwd=source,
        capture_output=True,
        text=True,
        check=True,
    )
    return out / done.stdout.splitlines()[-1]


def wheel(source: Path, platform: str, out: Path) -> Path:
    """Pack the wheel of a platform from a copy of the sources with its library, and check the
    library and its hash.
    """
    shutil.rmtree(source / "build", ignore_errors=True)
    settings = {"--build-option": ["--plat-name", platform]}
    path = packed(source, out, f"build_wheel(sys.argv[1], {settings})")
    with zipfile.ZipFile(path) as made:
        (name,) = (each for each in made.namelist() if each.endswith((".so", ".dylib", ".dll")))
        library, beside = made.read(name), made.read(f"{name}{SUM}").decode()
    if (found := kind_of(library)) != wanted_kind(platform):
        raise ValueError(f"{path.name} holds a library of {found}")
    if beside != sha256(library).hexdigest():
        raise ValueError(f"{path.name} holds another library than its hash says")
    return path


def main() -> int:
    """Build the wheels and the source distribution, and print the files that were made."""
    out = Path(sys.argv[1]).resolve()
    platforms = sys.argv[2:] or list(toolchain.TARGETS)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        source = source_in(Path(folder))
        print(packed(source, out, "build_sdist(sys.argv[1])").name)
        compile_into(source, toolchain.WASM, PAGES)
        export(path=source / "sim" / "classroom" / "class_page" / SHIPPED_STORY)
        for platform in platforms:
            library = compile_into(source, toolchain.TARGETS[platform], toolchain.FORMS)
            made = wheel(source, platform, out)
            print(f"{made.name}: {made.stat().st_size / 1e6:.1f} MB", flush=True)
            library.unlink()
            library.with_name(f"{library.name}{SUM}").unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
