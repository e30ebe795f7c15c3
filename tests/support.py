"""What several tests need: scenarios built by hand, runs that keep everything, comparisons bit by bit."""

from collections.abc import Mapping, Sequence
from typing import Any

import mesa
import numpy as np
import numpy.typing as npt

from sim.game.catalogue import CAPITALS
from sim.world.batch import Block, one_policy
from sim.world.door import ImposedMove, Intervention, ReplacedLuck
from sim.world.model import EscalationModel
from sim.world.parameters import MODULES
from sim.world.recorder import RECORDABLE
from sim.world.scenario import Election, Expiry, Incident, Scenario, Window

Arrays = dict[str, npt.NDArray[Any]]
START = "2017-02"
QUIET = {"washington": "wait", "beijing": "urge_restraint", "pyongyang": "quiet_build", "seoul": "wait"}
LINEUP_2017 = ("maximum_pressure", "partial_enforcement", "byungjin", "hedging")


def lineup(
    w: str = "maximum_pressure",
    b: str = "partial_enforcement",
    p: str = "byungjin",
    s: str = "hedging",
    **changes: Any,
) -> Scenario:
    """Return a scenario of one policy a capital with every module off, then changed as by `Scenario.change`."""
    plans = (one_policy(START, policy) for policy in (w, b, p, s))
    return Scenario("test", "a scenario of a test", *plans, modules=()).change(changes)


def play(
    scenario: Scenario | Sequence[Block],
    worlds: int = 64,
    seed: int = 7,
    *,
    first_world: int = 0,
    interventions: Sequence[Intervention] = (),
    record: Sequence[str] = RECORDABLE,
) -> EscalationModel:
    """Return the model after all its months, with all that can be recorded."""
    model = EscalationModel(
        scenario, worlds, seed, first_world=first_world, interventions=interventions, record=record
    ).run()
    getattr(mesa.Agent, "_ids", {}).pop(model, None)  # the model itself is still wanted
    return model


def everything(model: EscalationModel) -> Arrays:
    """Return all that came out of a model, by name: recorded states and moves, and outcomes; worlds come last."""
    kept: Arrays = {f"state {name}": rows for name, rows in model.recorder.state.items()}
    kept |= {f"moves {name}": rows for name, rows in model.recorder.moves.items()}
    return kept | {f"outcome {name}": column for name, column in model.outcomes().items()}


def part(arrays: Mapping[str, npt.NDArray[Any]], worlds: slice | list[int]) -> Arrays:
    """Return some of the worlds of what came out."""
    return {name: array[..., worlds] for name, array in arrays.items()}


def joined(parts: Sequence[Mapping[str, npt.NDArray[Any]]]) -> Arrays:
    """Return what came out of several runs as if the worlds had run together."""
    return {name: np.concatenate([each[name] for each in parts], axis=-1) for name in parts[0]}


def differing(a: Mapping[str, npt.NDArray[Any]], b: Mapping[str, npt.NDArray[Any]]) -> list[str]:
    """Return the names under which two runs differ in any bit."""
    assert a.keys() == b.keys()
    return [name for name in a if a[name].dtype != b[name].dtype or a[name].tobytes() != b[name].tobytes()]


def every_month(capital: str, move: str, months: int) -> list[Intervention]:
    """Return the interventions that hold a capital to one move, in all worlds."""
    return [ImposedMove(capital, month, move) for month in range(months)]


def chances(
    scenario: Scenario, capital: str, worlds: int = 1, seed: int = 7, *, first_world: int = 0
) -> npt.NDArray[np.float64]:
    """Return the chance of each move in the first month, `(actions, worlds)`, as the capital chooses by itself.

    After a step a capital still holds what it saw and the levers it had, so it can be asked again. Not for the
    forecast `qre`, which is found for all capitals at once.
    """
    assert scenario.forecast != "qre"
    model = EscalationModel(scenario, worlds, seed, first_world=first_world)
    model.step()
    actor = model.capital(capital)
    getattr(mesa.Agent, "_ids", {}).pop(model, None)  # the model itself is still wanted
    return actor.chances(model.forecasts(actor))


def opening(**moves: str) -> tuple[str, str, str, str]:
    """Return the moves of the month before the start: quiet but for those named."""
    assert moves.keys() <= QUIET.keys()
    washington, beijing, pyongyang, seoul = (moves.get(capital, QUIET[capital]) for capital in CAPITALS)
    return washington, beijing, pyongyang, seoul


def eventful(
    w: str = "maximum_pressure",
    b: str = "partial_enforcement",
    p: str = "byungjin",
    s: str = "hedging",
    **changes: Any,
) -> Scenario:
    """Return a scenario with every module on and something of everything in its first year; then changed."""
    events = {
        "modules": MODULES,
        "months": 12,
        "kim_type": "drawn",
        "elections": (
            Election("seoul", "2017-05", "2017-05", (("sunshine", 0.6), ("hedging", 0.25), ("hard_line", 0.15))),
            Election("washington", "2017-08", "2017-10", (("engagement", 0.5), ("adaptive", 0.5)), keep=0.4),
        ),
        "windows": (Window("2017-04"), Window("2017-06", "fails"), Window("2017-07", "succeeds")),
        "expiries": (Expiry("2017-06", 0.2, "a ban on coal"), Expiry("2017-12", 0.1, "a ban on ships")),
        "incidents": (Incident("2017-03", "arrested"), Incident("2017-11", "dies")),
        "start_detainee": 1,
        "start_thaad": 1.0,
        "washington.secondary_sanctions": 0.5,
        "washington.regime_change_rhetoric": 0.5,
        "washington.ambiguity": 0.5,
        "beijing.thaad_retaliation": 0.5,
        "seoul.thaad_welcome": 0.5,
    }
    return lineup(w, b, p, s, **events | changes)


def months_by_hand(
    *moves: Mapping[str, str], luck: Mapping[str, float] | None = None, **changes: Any
) -> EscalationModel:
    """Return one world played month by month with imposed moves and no noise; `luck` holds in every month.

    Each mapping names the moves of a month that are not quiet. What could end the world is off unless asked for.
    """
    calm = {"tension_noise": 0.0, "stability_noise": 0.0, "war_washington": 0.0, "war_pyongyang": 0.0}
    interventions: list[Intervention] = []
    for month, named in enumerate(moves):
        interventions += [ImposedMove(capital, month, move) for capital, move in (QUIET | dict(named)).items()]
        for slot, value in ({"accident": 0.999999, "collapse": 0.999999} | dict(luck or {})).items():
            interventions.append(ReplacedLuck(month, slot, value))
    return play(lineup(**{"months": len(moves)} | calm | changes), 1, interventions=interventions)


def after(model: EscalationModel, state: str, month: int = -1) -> float:
    """Return a state of the first world at the end of the run, or at the start of a month."""
    return float(model.recorder.state[state][month, 0])
