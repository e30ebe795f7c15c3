"""What is compiled, what is kept, and what happens where there is no compiler."""

import hashlib
import math
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest

from sim.core.base.errors import UsageProblem
from sim.core.engine import Job, behind, kernel, play as engine_play, toolchain, translated
from sim.core.engine.cache import cache_folder
from sim.core.engine.source import Game, read_game
from sim.core.engine.toolchain import (
    AT_ONCE,
    HERE,
    HOST,
    SOURCES,
    compiler,
    key_of,
    library,
)
from sim.core.engine.translated import Translation, translation
from tools import wheels

from .support import played

USUAL = cache_folder()


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test's own, and no memory of what was compiled or said before."""
    monkeypatch.setenv("SIM_CACHE", str(tmp_path / "cache"))
    kernel._kernel.cache_clear()
    kernel.packed_in.cache_clear()
    monkeypatch.setattr(kernel, "_played", {})
    monkeypatch.setattr(kernel, "_compiling", {})
    monkeypatch.setattr("sim.core.engine.kernel._past_warnings", set())
    return tmp_path / "cache"


@pytest.fixture
def own_kernels(own_cache: Path) -> Path:
    """The same, but for what zig keeps for all programs, which takes it seconds to make."""
    if sys.platform != "win32":
        own_cache.mkdir()
        (USUAL / "zig").mkdir(parents=True, exist_ok=True)
        (own_cache / "zig").symlink_to(USUAL / "zig")
    return own_cache


def key(made: Translation, **changed: object) -> str:
    parts: dict[str, object] = {
        "rules": made.cpp,
        "fingerprint": made.fingerprint,
        "forms": ("shared",),
        "target": HOST,
        "extra": (),
        "made_by": compiler(),
    }
    return key_of(**(parts | changed))  # type: ignore[arg-type]


def test_the_key_of_a_library_holds_all_that_decides_its_bytes(
    small: Game, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key without one of the files once served a stale library."""
    made = translation(small)
    other = replace(compiler(), identity="another")
    changed = {
        "rules": made.cpp + " ",
        "fingerprint": "f",
        "forms": ("own",),
        "target": toolchain.WASM,
        "extra": ("-O0",),
        "made_by": other,
    }
    keys = [key(made)] + [key(made, **{name: value}) for name, value in changed.items()]
    for name in SOURCES:
        (tmp_path / name).write_text((HERE / name).read_text())
    monkeypatch.setattr(toolchain, "HERE", tmp_path)
    assert key(made) == keys[0]
    for name in SOURCES:
        (tmp_path / name).write_text((HERE / name).read_text() + "\n")
        keys.append(key(made))
    monkeypatch.setattr(toolchain, "_processor", lambda: "another processor")
    keys.append(key(made))
    assert len(set(keys)) == len(keys)
    assert set(SOURCES) >= {
        path.name for path in HERE.iterdir() if path.suffix in (".h", ".c", ".cpp")
    }


def test_a_library_is_compiled_once_and_a_damaged_one_anew(small: Game, own_kernels: Path) -> None:
    made = translation(small)
    path = library(made.cpp, made.fingerprint, ("shared",), HOST, AT_ONCE)
    before = path.stat().st_mtime_ns, path.read_bytes()
    assert library(made.cpp, made.fingerprint, ("shared",), HOST, AT_ONCE) == path
    assert path.stat().st_mtime_ns == before[0]
    path.write_bytes(before[1][:1000])
    with pytest.warns(UserWarning, match="The kernel kept in .* is made again") as lines:
        assert library(made.cpp, made.fingerprint, ("shared",), HOST, AT_ONCE) == path
    assert len(lines) == 1
    assert len(path.read_bytes()) == len(before[1])
    assert [p.name for p in path.parent.iterdir() if p.is_dir()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="the lock is that of POSIX")
def test_of_two_who_want_a_library_at_once_one_compiles_it(
    small: Game, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, both, compiled = translation(small), Barrier(2), []

    def build(*given: object) -> None:
        compiled.append(path := Path(str(given[-1])))
        path.write_bytes(b"a library")
        path.with_suffix(".sha256").write_text(hashlib.sha256(b"a library").hexdigest())

    def wanted(_: int) -> Path:
        both.wait(10)
        return library(made.cpp, made.fingerprint, ("shared",))

    monkeypatch.setattr(toolchain, "build", build)
    with ThreadPoolExecutor(2) as pool:
        found = set(pool.map(wanted, range(2)))
    assert [*found] == compiled


@pytest.mark.skipif(not compiler().eager, reason="this compiler has one set of flags")
def test_the_slower_compilation_comes_once_it_pays_and_moves_no_byte(
    small: Game, own_kernels: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What several processes play counts together; another makes the library, and is waited for
    here.
    """

    def libraries() -> set[str]:
        return {path.name for path in (own_kernels / "kernels").glob(f"*{HOST.ending}")}

    def another_process() -> None:
        kernel._count_the_rest()
        kernel._kernel.cache_clear()
        monkeypatch.setattr(kernel, "_played", {})

    monkeypatch.setattr(kernel, "COUNTED", 20)
    monkeypatch.setattr(kernel, "BREAK_EVEN", 40)
    job, asked = Job(5, months=3), (translation(small), "shared")
    first = played(job, "kernel", small)
    quick = libraries()
    another_process()
    again = [played(job, "kernel", small) for _ in range(2)]
    assert kernel._compiling[asked].wait(300) == 0
    assert len(quick) == 1
    assert len(libraries() - quick) == 1
    assert kernel._played[asked] == 0, "it plays on in the old one until it looks"
    again += [played(job, "kernel", small) for _ in range(2)]
    assert kernel._played[asked] == math.inf, "the better one plays"
    assert {first, *again} == {played(job, "python", small)}
    another_process()
    (own_kernels / "kernels" / quick.pop()).unlink()
    assert played(job, "kernel", small) == first
    assert len(libraries()) == 1


def test_what_was_played_is_counted_on_and_a_broken_count_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "plays" / "rules"
    assert [behind.add_played(path, 5), behind.add_played(path, 7)] == [5, 12]
    for broken in ("", "-3", "1e9", "9" * 50, "\0"):
        path.write_text(broken)
        assert behind.add_played(path, 5) == 5
    assert behind.add_played(tmp_path / "gone" / "plays" / "rules", 5) == 5
    assert [each.name for each in tmp_path.rglob("*")] == ["plays", "rules"]


def test_it_is_said_once_that_another_compiler_is_slower(
    small: Game, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    other = toolchain.Compiler(("/usr/bin/g++",), "/usr/bin/g++ g++ 12")
    monkeypatch.setattr(kernel, "compiler", lambda: other)
    monkeypatch.setattr(kernel, "compile_behind", lambda *given: started.append(given[2]))
    own_cache.mkdir(mode=0o700)
    made = translation(small)
    with pytest.warns(UserWarning, match=r"g\+\+ compiled the rules.*pip install") as said:
        found = [kernel._is_better_there(made, "shared", kernel.BREAK_EVEN) for _ in range(3)]
    assert found == [False] * 3
    assert started == ["shared"]
    assert len(said) == 1


def test_python_ends_without_a_word_on_what_compiles_behind_it(own_cache: Path) -> None:
    code = (
        "from sim.core.engine.behind import compile_behind; import subprocess as s;"
        " started = s.Popen; s.Popen = lambda line, **more: started(['sleep', '1'], **more);"
        " left = compile_behind('', 'none', 'shared')"
    )
    line = [sys.executable, "-W", "always", "-c", code]
    ended = subprocess.run(line, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (0, "")


def test_only_so_many_libraries_are_kept(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (own_cache / "kernels").mkdir(parents=True)
    (own_cache / "zig").mkdir()
    (own_cache / "zig" / "o").write_bytes(b"x" * 100)
    for i in range(8):
        (own_cache / "kernels" / f"{i}.so").write_bytes(b"")
    monkeypatch.setattr(toolchain, "LIBRARIES_KEPT", 3)
    toolchain.prune(own_cache)
    assert len(list((own_cache / "kernels").iterdir())) == 3
    assert (own_cache / "zig").exists()
    monkeypatch.setattr(toolchain, "BYTES_OF_ZIG", 50)
    toolchain.prune(own_cache)
    assert not (own_cache / "zig").exists()


def test_without_a_compiler_numpy_plays_and_says_so_once(
    small: Game, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIM_CXX", "no-such-compiler")
    wanted = played(Job(5, months=3), "python", small)
    with pytest.warns(
        UserWarning, match=r"no-such-compiler.*Set SIM_CXX to a C\+\+ compiler"
    ) as said:
        found = [played(Job(5, months=3), None, small) for _ in range(2)]
    assert found == [wanted, wanted]
    assert len(said) == 1
    with pytest.raises(UsageProblem, match=r"Set SIM_CXX .*unset, or choose numpy"):
        engine_play(Job(5, months=3), "kernel", game=small)


def test_where_nothing_can_be_kept_the_kernel_plays_from_a_folder_of_its_own(
    small: Game, own_cache: Path
) -> None:
    own_cache.write_text("a file where a folder is wanted")
    with pytest.warns(UserWarning, match="compiled for this command alone") as said:
        made = played(Job(5, months=3), None, small)
    assert len(said) == 1
    assert made == played(Job(5, months=3), "python", small)


@pytest.mark.parametrize("change", ["altered", "no hash", "of other rules"])
def test_a_packed_kernel_that_is_not_the_one_of_these_rules_is_not_loaded(
    change: str,
    small: Game,
    own_kernels: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One line says so, and the rules are compiled as from a clone."""
    made = translation(small)
    good, bad = (tmp_path / name / "prebuilt.so" for name in ("good", "bad"))
    good.parent.mkdir()
    bad.parent.mkdir()
    wheels.pack(library(made.cpp, made.fingerprint, ("shared",), often=False), good)
    monkeypatch.setattr(kernel, "read_game", lambda: small)
    monkeypatch.setattr(kernel, "HERE", good.parent)
    assert kernel.shipped_library(made.fingerprint) == good
    assert kernel.shipped_library("0" * 64) is None
    with pytest.raises(OSError, match="no lanes for this processor"):
        kernel.entry_of(good, "own")
    wheels.pack(good, bad)
    content, fingerprint = good.read_bytes(), made.fingerprint.encode()
    if change == "altered":
        bad.write_bytes(content[:-1])
    elif change == "no hash":
        bad.with_name(f"{bad.name}{kernel.SUM}").unlink()
    else:
        other = tmp_path / "other.so"
        other.write_bytes(content.replace(fingerprint, fingerprint[::-1]))
        wheels.pack(other, bad)
    monkeypatch.setattr(kernel, "HERE", bad.parent)
    kernel._kernel.cache_clear()
    job = Job(5, months=3)
    with pytest.warns(UserWarning, match="one that is compiled here plays") as said:
        assert played(job, "kernel", small) == played(job, "python", small)
    assert len(said) == 1


def test_no_whole_number_has_a_length_that_differs_by_machine(real: Game) -> None:
    """`long` has 32 bits in WebAssembly and on Windows; log once lost digits there."""
    texts = [(HERE / name).read_text() for name in ("driver.h", "kernel.cpp", "lanes.h")] + [
        translation(real).cpp
    ]
    for text in texts:
        code = "\n".join(line.split("//")[0] for line in text.splitlines())
        assert " long " not in code.replace("(long", " long ")


def test_what_keeps_the_bytes_is_among_the_flags() -> None:
    """Contracted products, and pointers of two types taken to differ, changed bytes without a
    word.
    """
    assert {"-ffp-contract=off", "-fno-strict-aliasing"} <= set(toolchain.FLAGS)
    assert not {"-ffast-math", "-Ofast"} & set(toolchain.FLAGS)


def test_the_fingerprint_is_of_what_rules_say_not_of_how_it_is_written(tmp_path: Path) -> None:
    from .made_game import made

    step = "def step(world: World, now: Now, p: Parameters) -> None:\n"
    one = made(tmp_path, "one", step + "    world.a = world.a + p.p\n")
    two = made(
        tmp_path,
        "two",
        step + '    """Say what it does."""\n    world.a = (world.a + p.p)  # why\n',
    )
    three = made(tmp_path, "three", step + "    world.a = world.a - p.p\n")
    four = made(tmp_path, "four", step + "    world.a = world.a + p.p\n", "    c: float = 0.0\n")
    marks = [Translation(game).fingerprint for game in (one, two, three, four)]
    assert marks[0] == marks[1]
    assert len(set(marks)) == 3
    assert len(translated.fingerprint()) == 64


def test_an_interrupt_is_answered_long_before_the_end(small: Game) -> None:
    """A call of the kernel plays a part of the worlds; between two calls Python answers. Work is
    counted, not time.
    """
    script = """
import signal, sys, time
from sim.core.engine import Job, play
from sim.core.engine.source import read_game
game = read_game("tests.engine.small.month")
play(Job(1), "kernel", game=game)
start = time.process_time()
play(Job(30_000, months=400), "kernel", 2, game=game)
some = time.process_time() - start
signal.signal(signal.SIGPROF, signal.default_int_handler)
signal.setitimer(signal.ITIMER_PROF, 2 * some)
start = time.process_time()
try:
    play(Job(1_500_000, months=400), "kernel", 2, game=game)
except KeyboardInterrupt:
    sys.exit(0 if time.process_time() - start < 20 * some else 4)
sys.exit(5)
"""
    if sys.platform == "win32":
        pytest.skip("no such timer here")
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_a_kept_translation_is_the_one_that_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept between commands is told apart by the sources, and is not believed once it was
    changed.
    """
    monkeypatch.setenv("SIM_CACHE", str(tmp_path))
    new, again = Translation(read_game()), Translation(read_game())
    said = (new.fingerprint, new.cpp, new.rules)
    assert (again.fingerprint, again.cpp, again.rules) == said
    assert "program" not in vars(again)
    (path,) = (tmp_path / "translations").iterdir()
    path.write_bytes(path.read_bytes().replace(b"a", b"b", 3))
    third = Translation(read_game())
    with pytest.warns(UserWarning, match="The translation kept in .* is made again") as lines:
        assert (third.fingerprint, third.cpp, third.rules) == said
    assert len(lines) == 1
    monkeypatch.setattr("sim.core.engine.translated.sources", lambda: b"others")
    assert Translation(read_game()).fingerprint == new.fingerprint
    assert len(list((tmp_path / "translations").iterdir())) == 2


def test_without_a_place_to_keep_it_a_translation_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("SIM_CACHE", str(tmp_path / "file"))
    with pytest.warns(UserWarning, match="it cannot be made"):
        made = Translation(read_game()).fingerprint
    assert made == translation(read_game()).fingerprint
