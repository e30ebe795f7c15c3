"""Every library that can be built gives the bytes of plain Python: each width, level and compiler,
and WebAssembly.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.core.engine import Job, toolchain
from sim.core.engine.job import PreparedJob, Worlds
from sim.core.engine.kernel import entry_of, run
from sim.core.engine.source import Game
from sim.core.engine.toolchain import FORMS, WASM, WIDTHS

from . import wasm
from .support import built, digest, job_of_plans, of_this_machine, played, random_job


def played_by(path: Path, width: str | None, job: Job, game: Game) -> str:
    plan = PreparedJob(job, game)
    entry = entry_of(path, FORMS[plan.own_numbers], width)
    state, record = plan.start(), np.empty((job.months, len(job.record), job.worlds))
    lived, failed = np.zeros(job.worlds, np.int32), np.zeros(job.worlds, np.int8)
    run(plan, state, record, lived, failed, 0, job.worlds, entry)
    kept = {name: record[:, i] for i, name in enumerate(job.record)}
    return digest(Worlds(state, kept, lived, failed.astype(bool), plan.places))


@pytest.mark.parametrize("width", WIDTHS)
def test_each_width_of_one_library(small: Game, width: str) -> None:
    """The linker takes inline functions of one name for one: without a namespace a width, widths
    were mixed.
    """
    target = of_this_machine()
    if target is None or width not in dict(target.widths):
        pytest.skip(f"this family of processors has no {width}")
    path = built(small, target)
    level = toolchain_level(path)
    if WIDTHS.index(width) > level:
        pytest.skip(f"this processor has no {width}: not run")
    for seed in (0, 1):
        job = random_job(small, seed, 21)
        assert played_by(path, width, job, small) == played(job, "python", small)


def toolchain_level(path: Path) -> int:
    import ctypes

    return int(ctypes.CDLL(str(path)).cpu_level())


@pytest.mark.long
def test_each_width_plays_the_game_that_ships(real: Game) -> None:
    target = of_this_machine()
    if target is None:
        pytest.skip("no wheel is made for this machine")
    path = built(real, target, forms=("shared",))
    run_widths = [
        name
        for name, _ in target.widths
        if name not in WIDTHS or WIDTHS.index(name) <= toolchain_level(path)
    ]
    for job in (random_job(real, 2, 13, 10), job_of_plans(3, 13, 18)):
        wanted = played(job, "numpy", real)
        assert {
            name: played_by(path, name, job, real) == wanted for name in run_widths
        } == dict.fromkeys(run_widths, True)


def test_no_optimising_changes_nothing(small: Game) -> None:
    path = built(small, toolchain.HOST, "-O0")
    for seed in (0, 1):
        job = random_job(small, seed, 21)
        assert played_by(path, None, job, small) == played(job, "python", small)


@pytest.mark.parametrize(
    ("name", "seeds"), [("small", (0, 1)), pytest.param("real", (2,), marks=pytest.mark.long)]
)
@pytest.mark.parametrize("compiler", ["g++", "clang++"])
def test_a_second_compiler_gives_the_same_bytes(
    request: pytest.FixtureRequest,
    name: str,
    seeds: tuple[int, ...],
    compiler: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It was g++ that copied packed worlds wrongly while pointers of two types stood for the same
    bytes.
    """
    if not shutil.which(compiler):
        pytest.skip(f"{compiler} is not here: not run")
    monkeypatch.setenv("SIM_CXX", compiler)
    game = request.getfixturevalue(name)
    for seed in seeds:
        job = random_job(game, seed, 13)
        path = built(game, forms=(FORMS[PreparedJob(job, game).own_numbers],))
        assert played_by(path, None, job, game) == played(job, "numpy", game)


def test_webassembly_gives_the_same_bytes(small: Game, real: Game) -> None:
    """There `long` has 32 bits, addresses too, and the high half of a product is a function to be
    linked.
    """
    games: list[tuple[Game, tuple[str, ...], tuple[int, ...]]] = [
        (small, FORMS, (0, 1)),
        (real, ("shared",), (2,)),
    ]
    for game, forms, seeds in games:
        path = built(game, WASM, forms=forms)
        for seed in seeds:
            job = random_job(game, seed, 13)
            assert digest(wasm.play(job, game, path)) == played(job, "numpy", game)
    job = job_of_plans(4, 13)
    assert digest(wasm.play(job, real, path)) == played(job, "numpy", real)


@pytest.mark.long
@pytest.mark.parametrize("name", ["manylinux_2_17_aarch64", "macosx_11_0_arm64", "win_amd64"])
def test_other_machines_libraries_are_compiled_here(small: Game, name: str) -> None:
    path = built(small, toolchain.TARGETS[name], forms=("shared",))
    start: Callable[[bytes], bool] = path.read_bytes().startswith
    assert start({".so": b"\x7fELF", ".dylib": b"\xcf\xfa\xed\xfe", ".dll": b"MZ"}[path.suffix])
