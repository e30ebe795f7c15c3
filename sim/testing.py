"""The contract of every policy, as a test of a user's own policy; those that ship pass it too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from sim.core.base.errors import MismatchProblem, UsageProblem
from sim.core.engine import ENGINES, PLACES, Job, Worlds
from sim.core.engine.play import play
from sim.core.game.policies import POLICIES
from sim.core.runs.inputs import inputs
from sim.core.scenario import Scenario, load_scenario
from sim.policies.user_policies import is_own, name_of, own_policy

WORLDS: Final = 12
MONTHS: Final = 12
SEED: Final = 7


def check_policy(
    policy: str | Callable[..., Any],
    capital: str | None = None,
    scenario: Scenario | None = None,
    engines: tuple[str, ...] = ENGINES,
) -> str:
    """Play a policy in a few worlds and return "fine", or raise MismatchProblem where it breaks
    the contract of every policy.

    `policy` is a function of a file, its name `module:function`, or the name of a policy that
    ships, with its `capital`. No world fails; every engine gives the same bytes; a world is the
    same alone as beside others; a longer horizon extends a shorter one. A function in plain Python
    and an agent, with its `capital`, are held to the same. Raises UsageProblem, with file and line,
    for a function that is no policy.

    >>> from sim.testing import check_policy
    >>> check_policy("dove", "washington", engines=("python", "numpy"))
    'fine'
    """
    name = name_of(policy) if callable(policy) else policy
    owner = (
        own_policy(name).rule.capital if is_own(name) and not own_policy(name).is_agent else capital
    )
    if (
        owner is None
        or (capital or owner) != owner
        or not (is_own(name) or name in POLICIES.get(owner, ()))
    ):
        raise UsageProblem(
            f"there is no such policy '{name}' of {capital}",
            "check_policy",
            "Name policy and capital.",
        )
    base = scenario or load_scenario("2017-spring").change({"months": MONTHS})
    given = inputs(base.change({f"{owner}.policy": name}))
    check_job(given.job(WORLDS, seed=SEED, record=PLACES), name, engines)
    return "fine"


def check_job(job: Job, name: str, engines: tuple[str, ...]) -> None:
    """Hold the worlds of a job to the contract; raises MismatchProblem."""
    by_engine = {engine: play(job, engine) for engine in engines}  # type: ignore[arg-type]
    first = by_engine[engines[0]]
    if first.failed.any():
        message = f"{int(first.failed.sum())} of {job.worlds} worlds fail"
        raise broken_contract(
            message,
            name,
            "Return moves of its own menus only, and divide by nothing that can be 0.",
        )
    for engine, worlds in by_engine.items():
        compare(first, worlds, name, f"the engine {engine} plays it differently from {engines[0]}")
    quick = engines[-1] if "numpy" not in engines else "numpy"
    alone = play(replace(job, worlds=1, first_world=job.worlds - 1), quick)  # type: ignore[arg-type]
    if any(
        (alone.record[place][:, 0] != first.record[place][:, -1]).any() for place in alone.record
    ):
        raise broken_contract(
            "a world alone differs from the same world beside others", name, REPORT
        )
    short = job.months // 2
    cut = {each: getattr(job, each)[:short] for each in ("levers", "orders", "calendar")}
    half = play(replace(job, months=short, **cut), quick)  # type: ignore[arg-type]
    if any((half.record[place] != first.record[place][:short]).any() for place in half.record):
        raise broken_contract("its first months depend on the number that follow", name, REPORT)


REPORT: Final = "This is a fault of the engine: report it with the text of the policy."


def compare(one: Worlds, other: Worlds, name: str, message: str) -> None:
    """Raise MismatchProblem where the bytes of two engines differ."""
    for place, values in one.record.items():
        if values.tobytes() != other.record[place].tobytes():
            raise broken_contract(f"{message}: {place} differs", name, REPORT)


def broken_contract(message: str, name: str, remedy: str) -> MismatchProblem:
    """Return the problem of a policy that breaks the contract."""
    return MismatchProblem(message, f"policy '{name}'", remedy)
