"""The engines, which of them plays a job, and what a person should know of it once."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from typing import Final, Literal

from sim.engine import kernel
from sim.engine.job import Job, Plan
from sim.engine.source import Game, read_game
from sim.engine.toolchain import FORMS, NoCompiler
from sim.engine.translated import translation
from sim.errors import UsageProblem

Engine = Literal["kernel", "numpy", "python"]
ENGINES: Final = ("kernel", "numpy", "python")

_said: set[str] = set()


def engine_for(plan: Plan, engine: Engine | None, notice: Callable[[str], None] = warnings.warn) -> Engine:
    """Return the engine that plays a plan: the one asked for, else the kernel where it can be had, else NumPy.

    Raises UsageProblem for an engine that is none, or cannot be had.
    """
    if engine not in (None, *ENGINES):
        raise UsageProblem(f"There is no engine {engine}.", "engine", f"choose one of {', '.join(ENGINES)}")
    if engine in (None, "kernel"):
        try:
            kernel.kernel(translation(plan.game), FORMS[plan.own_numbers], 0)
        except (NoCompiler, OSError) as error:
            if engine == "kernel":
                raise UsageProblem(
                    f"The kernel cannot be had: {error}", "engine", f"{way_to_compile(error)}, or choose numpy."
                ) from error
            say_once(
                f"The NumPy engine plays, slower, same results: {error}. {way_to_compile(error)} for the fast one.",
                notice,
            )
            return "numpy"
    return engine or "kernel"


def game_of(job: Job, game: Game | None = None) -> Game:
    """Return the game that a job is played by: the one given, or its own; raises UsageProblem where both are named."""
    if game is not None and job.own:
        what = "what is asked here plays by the rules that ship, and no policy or rule of a user's own"
        raise UsageProblem(what, "policy", "Leave it out here; sim run, sim sweep and most analyses play it.")
    return game or read_game(job.rules)


def way_to_compile(error: NoCompiler | OSError) -> str:
    """Return what a person can do about a kernel that cannot be made, kept or loaded."""
    if isinstance(error, OSError):
        return "Set SIM_CACHE to a folder where libraries can be written and loaded"
    if os.environ.get("SIM_CXX"):
        return "Set SIM_CXX to a C++ compiler or leave it unset"
    return "pip install 'korea-escalation[compile]'"


def say_once(text: str, notice: Callable[[str], None], about: str = "") -> None:
    """Say something, unless this process has said it already, or something else about the same."""
    if (about or text) not in _said:
        _said.add(about or text)
        notice(text)
