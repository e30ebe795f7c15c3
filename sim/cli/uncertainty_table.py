"""The lines that keep sampling, parameter and structural uncertainty apart."""

from __future__ import annotations

from typing import Any, Final

from sim.errors import DataProblem
from sim.study.estimate import count_text, value_text
from sim.study.run import Run
from sim.study.uncertainty import STRUCTURAL, kinds_in

SHOWN: Final = {"lose_lose": "lose-lose", "war": "war", "ever_freeze": "a freeze", "crisis": "a crisis"}


def uncertainty_lines(run: Run) -> list[str]:
    """Return three lines for each of the main outcomes of a run over a posterior."""
    assert run.draws is not None
    about = run.draws.about
    fixed = [name for name in run.draws.names if name not in run.draws.free(run.scenario)]
    lines = [
        f"\nUncertainty, kinds apart ({count_text(len(run.draws))} draws of posterior {run.draws.hash}, fitted on "
        f"{about.get('first', '?')} to {about.get('last', '?')})"
    ]
    if fixed:
        lines.append(f"  set by the scenario, so not drawn: {', '.join(fixed)}")
    try:
        found = {label: kinds_in(run, outcome) for outcome, label in SHOWN.items()}
    except DataProblem as problem:
        return [*lines, f"  {problem.what}: too few to tell luck from numbers. {problem.remedy}"]
    for label, kinds in found.items():
        p, between = kinds.sampling, kinds.parameter
        lines += [
            f"  P({label})",
            f"    sampling    {value_text(p.value, p.low, p.high, 3)} (n = {count_text(p.n)} worlds, {p.method} 95 %)",
            f"    parameters  sd between draws {value_text(between.value, between.low, between.high, 2)} "
            f"(n = {count_text(between.n)} draws, {between.method} 95 %)",
            f"    structure   {STRUCTURAL}",
        ]
    return lines


def uncertainty_content(run: Run) -> dict[str, Any]:
    """Return the same as plain data; null for the kinds where the worlds are too few."""
    assert run.draws is not None
    kinds: dict[str, Any] | None
    try:
        kinds = {outcome: kinds_in(run, outcome).as_dict() for outcome in SHOWN}
    except DataProblem:
        kinds = None
    about = dict(run.draws.about) | {"hash": run.draws.hash, "drawn": list(run.draws.free(run.scenario))}
    return {"posterior": about, "uncertainty": kinds}
