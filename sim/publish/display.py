"""Display of results: the figures of each analysis, HTML for a notebook, a sentence to cite it."""

from __future__ import annotations

import html
import itertools
import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from sim.analysis.catalogue import module_in
from sim.analysis.finding import Figures, Finding, main_tables
from sim.analysis.run.findings import RunFinding
from sim.analysis.sweep.findings import of_results
from sim.core.base.errors import UsageProblem, check_known
from sim.core.scenario.fingerprint import fingerprint, tool_version
from sim.show.drawn import Drawn
from sim.show.tables import as_html
from sim.study.estimate.shown import Shown
from sim.study.play.grid import Grid
from sim.study.run.worlds import Run
from sim.study.store.results import Results

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def figures_of(finding: Finding) -> Figures:
    """Return the drawing functions of a finding's figures, by file name: those of the module
    `figures` in its package, or its own.
    """
    room = type(finding).__module__.rpartition(".")[0]
    drawing = (
        module_in(room, ".figures") if room.startswith(("sim.analysis.", "sim.history")) else None
    )
    drawings = drawing.figures(finding) if drawing else finding.figures()
    front = {*itertools.islice(drawings, 1), *finding.memo[:1]}
    return {
        name: partial(headed, draw, finding) if name in front else draw
        for name, draw in drawings.items()
    }


def headed(draw: Callable[..., Any], finding: Finding, **options: Any) -> Any:
    """Draw a figure of a finding; without a headline it takes the first clause of the finding's
    first sentence.
    """
    figure = draw(**options)
    if isinstance(figure, Drawn) and not figure.headline:
        first = re.split(r"(?<=[^\d\s])\.\s|;\s", " ".join(finding.sentences()[:1]))[0]
        figure.headline = first.removesuffix(".")
    return figure


def finding_of(result: Any) -> Finding:
    """Return the finding of a result of any kind, as its command prints it; raises UsageProblem for
    an object that is no result.
    """
    match result:
        case Finding():
            return result
        case Run():
            return RunFinding(result.scenario, None, result)
        case Results():
            return of_results(result)
        case Grid():
            return of_results(result.results)
    raise UsageProblem(
        "this is no result", type(result).__name__, "Give the result of a function of sim."
    )


def html_of(result: Shown) -> str:
    """Return a result as HTML: the answer, the main tables, and the caveat."""
    finding = finding_of(result)
    paragraphs = [f"<p>{html.escape(text)}</p>" for text in finding.sentences()]
    tables = [as_html(table) for table in main_tables(finding.tables())]
    return "\n".join([*paragraphs, *tables, f"<p><small>{html.escape(finding.caveat)}</small></p>"])


def plot_of(result: Shown, name: str = "", ax: Axes | None = None) -> Any:
    """Draw a figure of a result, the first one if none is named, into `ax` if given; raises
    UsageProblem.

    >>> import sim
    >>> found = sim.compare(sim.load_scenario("2017-spring"), sim.load_scenario("dual-track"), worlds=50)
    >>> sim.plot.finding(found, "short").facts.size
    '50 worlds'
    """
    drawings = figures_of(finding_of(result))
    if not drawings:
        raise UsageProblem(
            "there is no figure of this result",
            type(result).__name__,
            "Use .to_frame() and draw it.",
        )
    name = name or next(iter(drawings))
    check_known("figure", name, drawings, "name")
    return drawings[name](ax=ax) if ax is not None else drawings[name]()


def citation_of(result: Shown) -> str:
    """Return a sentence that cites a result: its scenario, model, seed and version."""
    scenario = result.scenario
    return (
        f"{type(result).__name__} of the scenario {scenario.name} ({scenario.hash}), model {fingerprint()}, "
        f"seed {result.seed}; Korea escalation, version {tool_version()}. {finding_of(result).caveat}"
    )
