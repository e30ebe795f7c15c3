"""Figures of a study over two numbers: a heat map of each outcome that is a probability."""

from __future__ import annotations

from pathlib import Path

from sim.study.estimate.interval import Cells
from sim.study.fingerprint import tool_version
from sim.study.outcomes import factor_column
from sim.study.store.archive import FIGURES
from sim.study.store.results import StudyResults, load_study


def is_plane(results: StudyResults) -> bool:
    """Say whether a study is a full grid over two numbers, which is what a heat map can show."""
    components, factors = results.study.components, results.study.factors
    numbers = not results.design[[factor.name for factor in factors]].select_dtypes(exclude="float").size
    return len(components) == 1 and components[0].kind == "factorial" and len(factors) == 2 and numbers


def write_study_figures(folder: str) -> None:
    """Write the heat maps of a finished study into its folder; nothing for a study of another design."""
    results = load_study(folder)
    if not is_plane(results):
        return
    from sim.show.heat_map import heat_map
    from sim.show.provenance import Provenance
    from sim.show.saving import save

    study, cells = results.study, results.cells
    along, across = (factor.name for factor in study.factors)
    scenario = study.scenario
    source = Provenance(
        scenario.name, scenario.hash, study.seed, int(cells["n"].sum()), "Wilson 95 %", tool_version(), "worlds in all"
    )
    place = Path(folder) / FIGURES
    place.mkdir(exist_ok=True)
    for outcome in study.outcomes:
        if outcome in results.ledger.probabilities:
            ends = (outcome, f"{outcome}_low", f"{outcome}_high")
            index, columns = factor_column(along), factor_column(across)
            tables = [cells.pivot(index=index, columns=columns, values=name) for name in ends]
            x, y = tables[0].columns.to_numpy(), tables[0].index.to_numpy()
            middle = round(results.overall(outcome).value, 3)
            shaped = Cells(*(table.to_numpy() for table in tables))
            save(
                heat_map(x, y, shaped, (across, along, results.ledger.label(outcome)), middle, source),
                place / f"{outcome}.png",
            )
