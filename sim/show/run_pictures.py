"""Pictures of a run: its numbers, handed to the plots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from sim.errors import UsageProblem
from sim.game.catalogue import CAPITALS
from sim.study.fingerprint import tool_version
from sim.study.run import Run
from sim.study.runner import Columns, recorded
from sim.world.outcomes import FINAL_STATES, losing_line
from sim.world.parameters import assemble

from .hypothetical import frames_of
from .kappa_curve import kappa_curve
from .labels import SHOWN_FLAGS
from .ladder import ladder as ladder_plot
from .meanings import STATE_MEANINGS
from .outcome_bars import outcome_bars
from .phase_plot import phase_plot
from .provenance import Provenance
from .ribbon import ribbon as ribbon_plot
from .style import Picture
from .time_to_war import time_to_war as time_to_war_plot
from .timeline import timeline as timeline_plot

RIBBON_WORLDS: Final = 2000
"""The first worlds of a run, whose tension is replayed for the ladder; the foot line says how many."""

def provenance(run: Run) -> Provenance:
    """Return where the numbers of a run come from."""
    s = run.scenario
    known_by = s.hash if run.draws is None else f"{s.hash}, posterior {run.draws.hash}"
    return Provenance(s.name, known_by, run.seed, run.worlds, "Wilson 95 %", tool_version())


def replayed(run: Run, worlds: int, names: Sequence[str], first: int = 0) -> tuple[Columns, Columns]:
    """Return states and moves of some worlds of a run, played again with the moves and luck that were imposed."""
    start = run.first_world + first
    return recorded(
        run.scenario, worlds, run.seed, names, first_world=start, interventions=run.interventions, draws=run.draws
    )


def ladder(run: Run) -> Picture:
    """Draw the ladder ribbon of the first worlds of a run."""
    worlds = min(run.worlds, RIBBON_WORLDS)
    state, _ = replayed(run, worlds, ["tension"])
    war, months = (run.columns[name][:worlds] for name in ("war", "months"))
    return ladder_plot(state["tension"], war, months, run.scenario.start, replace(provenance(run), n=worlds))


def ribbon(run: Run, name: str = "tension") -> Picture:
    """Draw the ribbon of a state over the first worlds of a run."""
    worlds = min(run.worlds, RIBBON_WORLDS)
    state, _ = replayed(run, worlds, [name])
    about = replace(provenance(run), n=worlds, method="order statistics 95 %, Wilson 95 %")
    return ribbon_plot(state[name], name, state_meaning(name), run.scenario.start, about)


def state_meaning(name: str) -> str:
    """Return what a recorded state is, in words."""
    if name.startswith("belief_"):
        _, capital, kind = name.split("_")
        return f"how likely {capital.capitalize()} holds it that Kim is {kind}"
    return STATE_MEANINGS[name]


def phase(run: Run) -> Picture:
    """Draw the plane of tension and pressure of the first worlds of a run."""
    worlds = min(run.worlds, RIBBON_WORLDS)
    state, _ = replayed(run, worlds, ["tension", "pressure"])
    about = replace(provenance(run), n=worlds, method="t, by world, Wilson, 95 %")
    return phase_plot(
        state["tension"], state["pressure"], run.columns["final_state"][:worlds], run.scenario.start, about
    )


def outcomes(run: Run) -> Picture:
    """Draw how the worlds of a run end and what happens in them."""
    estimates = {name: run.probability(name) for name in (*FINAL_STATES, *SHOWN_FLAGS)}
    return outcome_bars({run.scenario.name: estimates}, provenance(run))


def kappa(run: Run) -> Picture:
    """Draw the share of lose-lose against its threshold."""
    line = losing_line(assemble([run.scenario.resolved()], [1]), run.scenario.months)
    lines = tuple(float(np.asarray(line[capital]).item()) for capital in ("washington", "beijing"))
    deltas = (run.columns["delta_washington"], run.columns["delta_beijing"])
    kappa = run.scenario.value("lose_lose_threshold")
    return kappa_curve(*deltas, (lines[0], lines[1]), kappa, provenance(run))


def time_to_war(run: Run) -> Picture:
    """Draw when war comes."""
    s = run.scenario
    return time_to_war_plot(run.columns["war"], run.columns["months"], s.months, s.start, provenance(run))


def timeline(run: Run, world: int = 0) -> Picture:
    """Draw one world of a run, by its number; raises UsageProblem where the run has no such world."""
    if not 0 <= world < run.worlds:
        raise UsageProblem(
            f"there is no world {world}", f"--world {world}", f"Give a number from 0 to {run.worlds - 1}."
        )
    names = ["tension", "freeze", *CAPITALS]
    state, moves = replayed(run, 1, names, world)
    ends = FINAL_STATES[int(run.columns["final_state"][world])]
    lanes = {capital: rows[:, 0] for capital, rows in moves.items()}
    return timeline_plot(
        state["tension"][:, 0], state["freeze"][:, 0], lanes, ends, world, run.scenario.start,
        replace(provenance(run), n=1, method="none, one world"),
    )  # fmt: skip


def hypothetical(run: Run, worlds: int = 40) -> Iterator[Picture]:
    """Give one picture for each of the first worlds of a run, for an animation of one world after another."""
    shown = min(run.worlds, worlds)
    state, _ = replayed(run, shown, ["tension"])
    ends = [FINAL_STATES[int(code)] for code in run.columns["final_state"][:shown]]
    return frames_of(state["tension"], ends, run.scenario.start, replace(provenance(run), n=shown))
