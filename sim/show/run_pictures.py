"""Pictures of a run: its numbers, handed to the plots."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from sim.errors import UsageProblem
from sim.game.catalogue import CAPITALS, MOVES
from sim.show.hypothetical import frames_of
from sim.show.kappa_curve import kappa_curve
from sim.show.ladder import ladder as ladder_plot
from sim.show.lanes import MENUS
from sim.show.meanings import STATE_MEANINGS
from sim.show.outcome_bars import outcome_bars
from sim.show.phase_plot import phase_plot
from sim.show.provenance import Provenance
from sim.show.ribbon import ribbon as ribbon_plot
from sim.show.style import Picture
from sim.show.time_to_war import time_to_war as time_to_war_plot
from sim.show.timeline import timeline as timeline_plot
from sim.study.fingerprint import tool_version
from sim.study.outcomes import FINAL_STATES, LEDGER
from sim.study.run.worlds import Run

RIBBON_WORLDS: Final = 2000
"""The first worlds of a run, whose states are played again for a picture; the foot line says how many."""


def provenance(run: Run) -> Provenance:
    """Return where the numbers of a run come from."""
    return Provenance(run.scenario.name, run.scenario.hash, run.seed, run.worlds, "Wilson 95 %", tool_version())


def some_of(run: Run, worlds: int = RIBBON_WORLDS, first: int = 0) -> Run:
    """Return some worlds of a run, fewer where it has fewer: their states need not be played again for all."""
    columns = {name: column[first : first + worlds] for name, column in run.columns.items()}
    return Run(
        run.scenario, run.seed, columns, run.interventions, first_world=run.first_world + first, jobs=run.jobs,
        engine=run.engine,
    )  # fmt: skip


def ladder(run: Run) -> Picture:
    """Draw the ladder ribbon of the first worlds of a run."""
    shown = some_of(run)
    war, months = shown.columns["war"], shown.columns["months"]
    return ladder_plot(shown.state["tension"], war, months, run.scenario.start, provenance(shown))


def ribbon(run: Run, name: str = "tension") -> Picture:
    """Draw the ribbon of a state, one of STATE_MEANINGS, over the first worlds of a run."""
    shown = some_of(run)
    about = replace(provenance(shown), method="order statistics 95 %, Wilson 95 %")
    return ribbon_plot(shown.state[name], name, STATE_MEANINGS[name], run.scenario.start, about)


def phase(run: Run) -> Picture:
    """Draw the plane of tension and the bite of sanctions of the first worlds of a run."""
    shown = some_of(run)
    shown.record(["tension", "bite"])
    about = replace(provenance(shown), method="t, by world, Wilson, 95 %")
    ends = shown.columns["final_state"]
    return phase_plot(shown.state["tension"], shown.state["bite"], ends, run.scenario.start, about)


def outcomes(run: Run) -> Picture:
    """Draw how the worlds of a run end and what happens in them."""
    estimates = {name: run.probability(name) for name in (*FINAL_STATES, *LEDGER.shown)}
    return outcome_bars({run.scenario.name: estimates}, provenance(run))


def kappa(run: Run) -> Picture:
    """Draw the share of lose-lose by value against its threshold, beside lose-lose by aims."""
    return kappa_curve(run.losses(), run.quadrants(), run.lose_lose_range, provenance(run))


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
    alone = some_of(run, 1, world)
    alone.record(["tension", "freeze", *(menu.replace(".", "_") for menu in MENUS)])
    lanes = {f"{capital}.course": alone.courses[capital][:, 0] for capital in CAPITALS}
    return timeline_plot(
        alone.state["tension"][:, 0], alone.state["freeze"][:, 0],
        lanes | {menu: alone.actions[menu][:, 0] for menu in MOVES},
        FINAL_STATES[int(alone.columns["final_state"][0])], world, run.scenario.start,
        replace(provenance(alone), method="none, one world"),
    )  # fmt: skip


def hypothetical(run: Run, worlds: int = 40) -> Iterator[Picture]:
    """Give one picture for each of the first worlds of a run, for an animation of one world after another."""
    shown = some_of(run, worlds)
    ends = [FINAL_STATES[int(code)] for code in shown.columns["final_state"]]
    return frames_of(shown.state["tension"], ends, run.scenario.start, provenance(shown))
