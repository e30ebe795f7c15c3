"""Whoever waits for the compiler is told so: once for each compilation, and not at all where
nothing is compiled.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from sim.cli import analysis
from sim.core.engine import toolchain
from sim.core.scenario import load_scenario
from sim.study.experiment.build import grid_of


@pytest.fixture
def compile_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let a build be a file of a few bytes in a cache of its own."""

    def build(*asked: object) -> None:
        path = Path(str(asked[-1]))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"library")
        path.with_suffix(".sha256").write_text(hashlib.sha256(b"library").hexdigest())

    monkeypatch.setenv("SIM_CACHE", str(tmp_path))
    monkeypatch.setattr(toolchain, "build", build)


@pytest.mark.usefixtures("compile_nothing")
def test_a_compilation_is_announced_and_a_library_from_the_cache_is_not() -> None:
    heard: list[str] = []
    with toolchain.announce_compiling(lambda: heard.append("begins")):
        toolchain.library("rules", "f", ("shared",))
        assert heard == ["begins"]
        toolchain.library("rules", "f", ("shared",))
        assert heard == ["begins"]
    toolchain.library("other rules", "f", ("shared",))
    assert heard == ["begins"], "nobody listens any more"


@pytest.mark.usefixtures("compile_nothing")
@pytest.mark.parametrize(
    ("live", "quiet", "says"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_only_the_progress_line_of_a_terminal_says_it(
    live: bool,
    quiet: bool,
    says: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: live)
    study = grid_of(load_scenario("core"), (), 1, 1, ("war",))
    with analysis.way_of(analysis.Common(quiet=quiet)) as way:
        way.begun(study, 0, ())
        toolchain.library("rules", "f", ("shared",))
    assert ("compiling the rules" in capsys.readouterr().err) == says
