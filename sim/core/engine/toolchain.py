"""Compile the rules: by `ziglang` from the package index, for any machine from any, or by the
compiler that is there.

A library is kept under the hash of all that decides its bytes: the printed rules, the headers, this
file, the flags, the compiler, the target and the processor. Nothing is compiled twice, and no stale
library can be used.
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from sim.core.engine.cache import cache_folder, make_private, only_ours, warn_altered

HERE: Final = Path(__file__).parent
SOURCES: Final = ("lanes.h", "driver.h", "kernel.cpp", "cpu.c", "toolchain.py")
FLAGS: Final = (
    "-std=c++20",
    "-O2",
    "-ffp-contract=off",
    "-fno-strict-aliasing",
    "-fno-math-errno",
    "-fno-exceptions",
    "-fno-rtti",
    "-fno-stack-protector",
    "-fvisibility=hidden",
    "-w",
)
WIDE: Final = "-mprefer-vector-width=512"
EAGER: Final = ("-O3", "-mllvm", "-inline-threshold=5000", "-mllvm", "-unroll-threshold=1000")
"""For clang: thrice the time to compile, two thirds of the time to play."""
EAGER_GCC: Final = (
    "-O3",
    "-finline-limit=5000",
    "--param=inline-unit-growth=100000",
    "--param=large-function-growth=100000",
    "--param=large-stack-frame-growth=100000",
    "--param=large-unit-insns=1000000",
)
"""For g++ the same, with inlining let loose: ten times the time to compile, seven tenths to play."""
AT_ONCE: Final = ("-O2",)
"""In place of those, until so many worlds are played that they pay."""
LIGHT: Final = ("-O3", "-mllvm", "-inline-threshold=1000")
"""The same for a page, where size counts: a third larger than without, an eighth quicker."""
X86: Final = {"sse2": "x86_64", "avx2": "x86_64_v3", "avx512": "x86_64_v4"}
X86_HERE: Final = platform.machine() in ("x86_64", "AMD64")
WIDTHS: Final = tuple(X86)
LIBRARIES_KEPT: Final = 200
BYTES_OF_ZIG: Final = 2**29
FORMS: Final = ("shared", "own")
"""Numbers that are the same for all worlds, or of each world's own."""


@dataclass(frozen=True)
class Target:
    """A machine to compile for: its name for zig, its widths of lanes with their processors, a
    library's ending.
    """

    triple: str
    widths: tuple[tuple[str, str], ...]
    ending: str


NEON: Final = (("neon", ""),)
TARGETS: Final = {
    "manylinux_2_17_x86_64": Target("x86_64-linux-gnu.2.17", tuple(X86.items()), ".so"),
    "manylinux_2_17_aarch64": Target("aarch64-linux-gnu.2.17", NEON, ".so"),
    "musllinux_1_2_x86_64": Target("x86_64-linux-musl", tuple(X86.items()), ".so"),
    "macosx_11_0_arm64": Target("aarch64-macos.11.0", NEON, ".dylib"),
    "macosx_11_0_x86_64": Target("x86_64-macos.11.0", tuple(X86.items()), ".dylib"),
    "win_amd64": Target("x86_64-windows-gnu", tuple(X86.items()), ".dll"),
    "win_arm64": Target("aarch64-windows-gnu", NEON, ".dll"),
}
HOST: Final = Target("", (("host", "native"),), ".dll" if sys.platform == "win32" else ".so")
WASM: Final = Target("wasm32-freestanding", (("wasm", ""),), ".wasm")

MADE_FROM: Final = b"made_from"

_NOTICES: list[Callable[[], None]] = []


class NoCompiler(RuntimeError):
    """No compiler is installed, or it cannot compile."""


@dataclass(frozen=True)
class Compiler:
    """A command that compiles C++, and a text that tells it from others."""

    command: tuple[str, ...]
    identity: str

    @property
    def zig(self) -> bool:
        """Tell whether it is zig, which knows other machines."""
        return "ziglang" in self.command

    @property
    def name(self) -> str:
        """The name of the program."""
        return "zig" if self.zig else Path(self.command[0]).name

    @property
    def eager(self) -> tuple[str, ...]:
        """The flags that make the fastest kernel, none if they are not known."""
        if self.zig or "clang" in self.identity:
            return EAGER
        return EAGER_GCC if "g++" in self.identity or "gcc" in self.identity else ()


def compiler() -> Compiler:
    """Return the compiler: $SIM_CXX where it is set, else ziglang, else g++ or clang++."""
    return _compiler(os.environ.get("SIM_CXX", ""), os.environ.get("PATH", ""))


@cache
def _compiler(command: str, path: str) -> Compiler:
    if not command:
        try:
            return Compiler((sys.executable, "-m", "ziglang", "c++"), f"zig {version('ziglang')}")
        except PackageNotFoundError:
            command = next((c for c in ("g++", "clang++") if shutil.which(c, path=path)), "")
    program = shutil.which(command, path=path) if command else None
    if not program:
        raise NoCompiler(f"no compiler {command} was found" if command else "no compiler was found")
    process = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return Compiler(
        (program,), f"{program} {process.stdout.splitlines()[0] if process.stdout else ''}"
    )


@contextmanager
def announce_compiling(notice: Callable[[], None]) -> Iterator[None]:
    """Call `notice` whenever a compilation begins within, in any thread: it takes seconds."""
    _NOTICES.append(notice)
    try:
        yield
    finally:
        _NOTICES.remove(notice)


def library(
    rules: str,
    fingerprint: str,
    forms: tuple[str, ...],
    target: Target = HOST,
    extra: tuple[str, ...] = (),
    often: bool = True,
) -> Path:
    """Return a compiled library, from the cache where it is there. Raises NoCompiler, and OSError
    of the cache.

    Unless it plays `often`, one that is quickly compiled will do where the better one is not in the
    cache.
    """
    path = path_of(rules, fingerprint, forms, target, extra)
    if not often and compiler().eager and extra != AT_ONCE and not _whole(path):
        return library(rules, fingerprint, forms, target, AT_ONCE)
    if not _whole(path):
        if path.exists() and _sum_of(path).exists():
            warn_altered(path, "kernel")
        for notice in tuple(_NOTICES):
            notice()
        make_private(path.parent)
        with path.with_suffix(".lock").open("w") as lock:
            if sys.platform != "win32":
                import fcntl

                # Of processes that want the same library one compiles; the lock of one that ends is
                # free.
                fcntl.flock(lock, fcntl.LOCK_EX)
            if not _whole(path):
                build(rules, fingerprint, forms, target, extra, path)
                prune(cache_folder())
    return path


def path_of(
    rules: str,
    fingerprint: str,
    forms: tuple[str, ...],
    target: Target = HOST,
    extra: tuple[str, ...] = (),
) -> Path:
    """Return where a library lies in the cache."""
    key = key_of(rules, fingerprint, forms, target, extra, compiler())
    return cache_folder() / "kernels" / f"{key}{target.ending}"


def is_kept(
    rules: str, fingerprint: str, forms: tuple[str, ...], extra: tuple[str, ...] = ()
) -> bool:
    """Return whether a library for this machine is in the cache, the better one unless flags are
    given. Raises NoCompiler.
    """
    return _whole(path_of(rules, fingerprint, forms, HOST, extra))


def _whole(path: Path) -> bool:
    """Return whether a library may be loaded: it is as it was written, and nobody else could write
    it.
    """
    try:
        return (
            only_ours(path)
            and _sum_of(path).read_text() == hashlib.sha256(path.read_bytes()).hexdigest()
        )
    except OSError:
        return False


def _sum_of(path: Path) -> Path:
    return path.with_suffix(".sha256")


def prune(folder: Path) -> None:
    """Remove the libraries that were made first, beyond so many, and the compiler's own cache where
    it has grown.
    """
    kernels = sorted(_files(folder / "kernels", "*.*"), key=lambda file: file[1].st_mtime)
    for path, _ in kernels[:-LIBRARIES_KEPT]:
        path.unlink(missing_ok=True)
    if sum(found.st_size for _, found in _files(folder / "zig", "**/*")) > BYTES_OF_ZIG:
        shutil.rmtree(folder / "zig", ignore_errors=True)


def _files(folder: Path, pattern: str) -> Iterator[tuple[Path, os.stat_result]]:
    """Yield each file of a folder with its status; another process may remove files meanwhile."""
    with suppress(FileNotFoundError):
        for path in folder.glob(pattern):
            with suppress(FileNotFoundError):
                found = path.stat()
                if stat.S_ISREG(found.st_mode):
                    yield path, found


def key_of(
    rules: str,
    fingerprint: str,
    forms: tuple[str, ...],
    target: Target,
    extra: tuple[str, ...],
    made_by: Compiler,
) -> str:
    """Return the hash of all that decides the bytes of a library."""
    texts = [rules, fingerprint, *forms, repr(target), *extra, made_by.identity, _processor()]
    texts += [
        (HERE / name).read_text(encoding="utf-8") for name in SOURCES
    ]  # this file has the flags
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:32]


def build(
    rules: str,
    fingerprint: str,
    forms: tuple[str, ...],
    target: Target,
    extra: tuple[str, ...],
    path: Path,
) -> None:
    """Compile a library and put it in its place in one move, so that nobody sees half of it."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        new_library = _compiled(Path(folder), rules, fingerprint, forms, target, extra)
        _sum_of(path).write_text(hashlib.sha256(new_library.read_bytes()).hexdigest())
        new_library.chmod(0o700)  # despite the umask: a file that others can write is not loaded
        new_library.replace(path)


@cache
def _processor() -> str:
    """Return a text that identifies the processor's features, since machines may share a cache."""
    try:
        return Path("/proc/cpuinfo").read_text().split("flags", 1)[1].split("\n", 1)[0]
    except (OSError, IndexError):
        return f"{sys.platform} {platform.machine()} {platform.processor()}"


def _compiled(
    folder: Path,
    rules: str,
    fingerprint: str,
    forms: tuple[str, ...],
    target: Target,
    extra: tuple[str, ...],
) -> Path:
    """Compile every width and form, and link them into one library; return where it lies."""
    made_by = compiler()
    (folder / "rules.h").write_text(rules, encoding="utf-8")
    wasm, windows = target.ending == ".wasm", target.ending == ".dll"
    common = [
        *made_by.command,
        *(("-target", target.triple) if target.triple else ()),
        f"-I{HERE}",
        f"-I{folder}",
    ]
    common += ["-DEXPORT=__declspec(dllexport)"] if windows else [] if wasm else ["-fPIC"]
    flags = [
        *FLAGS,
        *(() if extra == AT_ONCE else LIGHT if wasm and made_by.zig else made_by.eager),
        *extra,
    ]
    objects: list[str] = []
    for width, processor in target.widths:
        for form in forms:
            objects.append(str(folder / f"{form}-{width}.o"))
            defines = [f"-DWIDTH={width}", *(["-DOWN_NUMBERS"] if form == "own" else [])]
            source = ["-c", str(HERE / "kernel.cpp"), "-o", objects[-1]]
            _call([*common, *flags, *_level(processor, made_by, wasm), *defines, *source], folder)
    out = folder / f"kernel{target.ending}"
    if wasm:
        names = [
            f"-Wl,--export={function}_{form}_wasm"
            for function in ("play", "room")
            for form in forms
        ]
        names += [
            "-Wl,--export=__heap_base",
            "-Wl,--export-memory",
            "-Wl,--no-entry",
            "-Wl,--strip-all",
        ]
        _call([*common, "-nostdlib++", *names, *objects, "-o", str(out)], folder)
        out.write_bytes(out.read_bytes() + section(fingerprint))
        return out
    objects.append(str(folder / "cpu.o"))
    cpu_source = [
        "-x",
        "c",
        "-O2",
        "-fvisibility=hidden",
        f'-DMADE_FROM="{fingerprint}"',
        "-c",
        str(HERE / "cpu.c"),
    ]
    _call([*common, *cpu_source, "-o", objects[-1]], folder)
    bare = [
        *(["-s"] if target.ending != ".dylib" else []),
        *(["-nostdlib++"] if made_by.zig else []),
    ]
    _call([*common, "-shared", *bare, *objects, "-o", str(out)], folder)
    return out


def section(fingerprint: str) -> bytes:
    """Return a section of a WebAssembly module that says from which rules it was made, and does
    nothing.
    """
    content = bytes([len(MADE_FROM)]) + MADE_FROM + fingerprint.encode()
    return bytes([0, len(content)]) + content


def _level(processor: str, made_by: Compiler, wasm: bool) -> list[str]:
    """Return the flags of a processor, as a compiler spells them."""
    if wasm:
        return ["-msimd128", "-mbulk-memory"]
    if not processor:
        return []
    wide = processor in ("native", "x86_64_v4") and X86_HERE
    return [
        f"-march={processor if made_by.zig else processor.replace('_', '-')}",
        *([WIDE] if wide else []),
    ]


def _call(command: list[str], folder: Path) -> None:
    """Run the compiler; zig's own caches lie in our temporary folder or under our cache, never
    elsewhere.
    """
    zig_folders = {
        "ZIG_GLOBAL_CACHE_DIR": str(cache_folder() / "zig"),
        "ZIG_LOCAL_CACHE_DIR": str(folder / "zig"),
    }
    try:
        process = subprocess.run(
            command, capture_output=True, text=True, check=False, env=os.environ | zig_folders
        )
    except OSError as error:
        raise NoCompiler(f"{command[0]} does not run: {error}") from error
    if process.returncode:
        raise NoCompiler(
            f"{command[0]} does not compile the rules: {process.stderr.strip()[-2000:]}"
        )
