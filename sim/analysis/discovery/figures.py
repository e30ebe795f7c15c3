"""Figure of the box: the part of the range of each factor that it keeps, a row a factor."""

from __future__ import annotations

import math
from functools import partial
from typing import Final

from matplotlib.axes import Axes

from sim.analysis.discovery.findings import DiscoveryFinding
from sim.analysis.discovery.peel import Box, short_names
from sim.analysis.discovery.sample import LeverSample
from sim.analysis.finding import Figures
from sim.core.base.errors import DataProblem
from sim.core.estimate.writing import short_text
from sim.core.outcomes.outcomes import label_of
from sim.show import grammar as g
from sim.show.drawn import Drawn
from sim.show.grammar import canvas, drawing
from sim.show.palette import FAINT, TEAL
from sim.study.estimate.quantities import share
from sim.study.experiment.factor_text import factor_value

MOST: Final = 20


@drawing
def box_ranges(found: DiscoveryFinding, *, ax: Axes | None = None) -> Drawn:
    """Draw the part of each factor's range that the box keeps, over the whole range, with its
    limits.

    Raises DataProblem if the box restricts nothing.
    """
    sample, box = found.sample, found.fit.box
    numbers = box.restricted[:MOST]
    if not numbers:
        raise DataProblem(
            "The box restricts no factor.",
            "the box to draw",
            "Read the path of peeling in the tables.",
        )
    ax = ax or canvas(height_mm=g.tall_for(len(numbers)))[1]
    names = short_names(sample.factors)
    at = g.rows(ax, [names[number] for number in numbers])
    artists, data = {}, []
    for place, number in zip(at, numbers, strict=True):
        factor = sample.factors[number]
        low, high = (-0.5, len(factor.labels) - 0.5) if factor.labels else (factor.low, factor.high)
        g.bars(ax, place, 1.0, FAINT, thick=0.5)
        kept = spans(sample, box, number)
        ends = [((first - low) / (high - low), (last - low) / (high - low)) for first, last in kept]
        for base, end in ends:
            artists[factor.name] = g.bars(ax, place, end - base, TEAL, base=base, thick=0.5)
        held = (
            [factor_value(factor.name, factor.labels[round(a + 0.5)]) for a, _ in kept]
            if factor.labels
            else [
                " to ".join(
                    short_text(each, max(0, 2 - math.floor(math.log10(high - low))))
                    for each in both
                )
                for both in kept
            ]
        )
        g.write_right(ax, place, ", ".join(held))
        data += [
            {"row": factor.name, "kept": said, "middle": (base + end) / 2, "low": base, "high": end}
            for said, (base, end) in zip(held, ends, strict=True)
        ]
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 1], ["low end", "high end"])
    density, coverage = found.measures.density, found.measures.coverage
    within = (
        f"In it {label_of(sample.outcome)} happens in {share(density).text()}, " if density else ""
    )
    reading = (
        f"Dark: the part of each range in the box. {within}and it holds "
        f"{share(coverage).text()} of all that happen."
    )
    title = f"{found.scenario.name}: the box in which {label_of(sample.outcome)} is likely"
    about = found.provenance(
        sample.points, f"{found.measures.coverage.method} 95 %", f"points of {sample.worlds_text}"
    )
    what = label_of(sample.outcome)
    return Drawn(
        ax,
        artists,
        title,
        reading,
        about,
        data,
        headline=f"In the box {what} happens in {share(density).text()}" if density else "",
        measure=f"Part of each range in the box (dark); it holds {share(coverage).text()} of all {what}",
    )


def spans(sample: LeverSample, box: Box, number: int) -> list[tuple[float, float]]:
    """Return the intervals of a factor that the box keeps: one interval, or one for each
    category.
    """
    factor = sample.factors[number]
    kept, low, high = (box.limit(number, side) for side in ("kept", "low", "high"))
    if factor.labels:
        codes = range(len(factor.labels)) if kept is None else sorted(kept.kept)
        return [(code - 0.5, code + 0.5) for code in codes]
    return [(low.value if low else factor.low, high.value if high else factor.high)]


def figures(found: DiscoveryFinding) -> Figures:
    """Return the figure of the box, if there is one."""
    return {"box": partial(box_ranges, found)} if found.found else {}
