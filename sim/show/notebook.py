"""How a result shows itself: HTML for a notebook, a figure by name, one sentence that cites it."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import singledispatch
from typing import TYPE_CHECKING

from sim.analysis.finding import CAVEAT, Finding, Table, main_tables
from sim.errors import UsageProblem, nearest
from sim.show.figures import figures_of
from sim.show.style import drawn_into
from sim.show.tables import as_html
from sim.study.fingerprint import fingerprint, tool_version
from sim.study.notebook import Shown

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import FigureBase


@singledispatch
def told(result: Shown) -> tuple[Sequence[str], Sequence[Table]]:
    """Return what a result says in sentences and in tables."""
    raise UsageProblem("this result tells nothing", type(result).__name__, "Use .to_frame().")


@told.register
def _(result: Finding) -> tuple[Sequence[str], Sequence[Table]]:
    return result.sentences(), main_tables(result)


def html_of(result: Shown) -> str:
    """Return what was found as HTML: the answer, the main tables, and what it is conditional on."""
    sentences, tables = told(result)
    said = [f"<p>{html.escape(text)}</p>" for text in sentences]
    return "\n".join([*said, *map(as_html, tables), f"<p><small>{html.escape(CAVEAT)}</small></p>"])


def plot_of(result: Shown, name: str = "", ax: Axes | None = None) -> FigureBase:
    """Draw a figure of a result, the first one where no name is given, into `ax` if given; raises UsageProblem."""
    known = figures_of(result)
    if not known:
        raise UsageProblem("there is no figure of this result", type(result).__name__, "Use .to_frame() and draw it.")
    name = name or next(iter(known))
    if name not in known:
        remedy = f"Use one of: {', '.join(known)}.{nearest(name, known)}"
        raise UsageProblem(f"there is no figure '{name}'", "name", remedy)
    with drawn_into(ax):
        return known[name]()


def citation_of(result: Shown) -> str:
    """Return one sentence that says what was run, by which rules and luck."""
    scenario = result.scenario
    return (
        f"{type(result).__name__} of the scenario {scenario.name} ({scenario.hash}), model {fingerprint()}, "
        f"seed {result.seed}; Korea escalation, version {tool_version()}. {CAVEAT}"
    )
