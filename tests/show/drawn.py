"""What the tests of figures need: made-up worlds, one of each kind of figure, and ways to read what was drawn."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from sim.show.heat_map import heat_map
from sim.show.kappa_curve import kappa_curve, time_to_war
from sim.show.ladder import ladder
from sim.show.outcome_bars import outcome_bars
from sim.show.pictures import axis_dots
from sim.show.style import Picture, Provenance, new_figure, together
from sim.show.timeline import SIZES, timeline
from sim.study.estimate.interval import Estimate, wilson, wilson_cells
from sim.study.outcomes import FINAL_STATES
from sim.study.run.readings import QUADRANTS, Range

Arrays = dict[str, npt.NDArray[Any]]
START = "2017-02"
FLAGS = ("war", "accident", "crisis", "ever_freeze", "turn", "lose_lose", "deterrent_complete")


def provenance(n: int, **changes: Any) -> Provenance:
    facts: dict[str, Any] = {
        "scenario": "2017-spring", "scenario_hash": "0123456789ab", "seed": 7, "n": n, "method": "Wilson 95 %",
        "version": "0.1.0",
    }  # fmt: skip
    return Provenance(**facts | changes)


def made_up(worlds: int = 400, months: int = 36, hazard: float = 0.01, seed: int = 1) -> Arrays:
    """Return worlds in which tension wanders and war comes at a constant hazard; not the model's, but in its form."""
    rng = np.random.default_rng(seed)
    steps = rng.normal(0.05, 0.4, (months, worlds))
    tension = np.clip(np.vstack((np.full(worlds, 3.2), 3.2 + np.cumsum(steps, axis=0))), 0, 7.99)
    waiting = rng.geometric(hazard, worlds) if hazard else np.full(worlds, months + 1)
    war = waiting <= months
    ended = np.minimum(waiting, months)
    tension[np.arange(months + 1)[:, None] > np.where(war, ended, months)] = np.nan
    return {
        "tension": tension, "war": war, "months": ended, "washington": rng.normal(0.6, 0.4, worlds),
        "beijing": rng.normal(0.6, 0.4, worlds),
    }  # fmt: skip


def grid(n: int = 200, nx: int = 11, ny: int = 11) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], Any]:
    """Return x, y and cells whose probability rises along both."""
    x, y = np.linspace(0, 1, nx), np.linspace(0, 1, ny)
    chance = 0.1 + 0.3 * x[None, :] + 0.4 * y[:, None]
    return x, y, wilson_cells(np.rint(chance * n).astype(int), n)


def shares(n: int = 1000, shift: int = 0) -> dict[str, Estimate]:
    """Return an estimate of each final state, adding up to 1, and of each flag."""
    counts = np.array([150, 80, 10, 5, 275, 470, 10]) * n // 1000
    states = {name: wilson(int(count), n) for name, count in zip(FINAL_STATES, counts, strict=True)}
    return states | {name: wilson(min(100 * place + shift, n), n) for place, name in enumerate(FLAGS)}


def one_world(months: int = 36, end: int | None = None, seed: int = 2) -> dict[str, Any]:
    """Return the tension, freeze and lanes of one world, ended after `end` months if given; courses last a while."""
    rng = np.random.default_rng(seed)
    played = months if end is None else end
    tension, freeze = rng.uniform(2, 6, months + 1), (np.arange(months + 1) // 6 % 2).astype(float)
    tension[played + 1 :] = freeze[played + 1 :] = np.nan
    lanes = {}
    for menu, size in SIZES.items():
        lane = np.arange(months) // (11 if menu.endswith("course") else 1) % size
        lane[played:] = -1
        lanes[menu] = lane
    return {"tension": tension, "freeze": freeze, "lanes": lanes}


def quadrants(both: int = 120, n: int = 400) -> dict[str, Estimate]:
    """Return the four quadrants, `both` worlds of n in the first."""
    return {name: wilson(hits, n) for name, hits in zip(QUADRANTS, (both, 40, 20, n - 60 - both), strict=True)}


AROUND = Range(0.1, 0.18, 0.31, 0.44, 0.5, tuple(np.linspace(0.1, 0.5, 200).tolist()))


def draw_ladder() -> Picture:
    w = made_up()
    return ladder(w["tension"], w["war"], w["months"], START, provenance(400))


def draw_heat_map() -> Picture:
    x, y, cells = grid()
    names = ("washington.pressure", "beijing.enforcement", "lose-lose")
    return heat_map(x, y, cells, names, 0.5, provenance(200, counted="worlds a cell"))


def draw_policies() -> Picture:
    _, _, cells = grid(nx=3, ny=5)
    x = ["patience", "maximum_pressure", "engagement"]
    y = ["shield", "balance", "enforce", "mediate", "adaptive"]
    names = ("washington.policy", "beijing.policy", "war")
    return heat_map(x, y, cells, names, 0.5, provenance(200, counted="worlds a cell"))


def draw_bars() -> Picture:
    return outcome_bars({"2017-spring": shares()}, provenance(1000))


def draw_bars_side_by_side() -> Picture:
    names = ("2017-spring", "strategic-patience", "dual-track", "peace-initiative")
    each = {name: shares(shift=30 * place) for place, name in enumerate(names)}
    parts = [provenance(1000, scenario=name, scenario_hash=f"{place}123456789ab") for place, name in enumerate(names)]
    return outcome_bars(each, together(parts))


def draw_time_to_war() -> Picture:
    w = made_up()
    return time_to_war(w["war"], w["months"], 36, START, provenance(400))


def draw_kappa_curve() -> Picture:
    w = made_up()
    return kappa_curve({name: w[name] for name in ("washington", "beijing")}, quadrants(), AROUND, provenance(400))


def draw_timeline() -> Picture:
    return timeline(
        **one_world(end=20), final_state="major war", world=17, start=START, provenance=provenance(1, method="none")
    )


def draw_quiet_timeline() -> Picture:
    return timeline(
        **one_world(), final_state="cold standoff", world=0, start=START, provenance=provenance(1, method="none")
    )


def draw_axis_dots() -> Picture:
    hits = [20, 31, 45, 60, 66, 80, 94]
    names = ("washington.pressure", "lose-lose")
    return axis_dots(np.arange(7) / 6, wilson_cells(hits, 100), names, 0.566, provenance(100))


PICTURES: dict[str, Callable[[], Picture]] = {
    name.removeprefix("draw_"): draw for name, draw in sorted(globals().items()) if name.startswith("draw_")
}


@cache
def finished(name: str) -> Picture:
    """Return the figure of a name, made once; for tests that only look."""
    return PICTURES[name]()


def framed(title: str, subtitle: str, shown: Provenance) -> Picture:
    """Return a figure of an empty panel in its frame."""
    figure = new_figure(title, subtitle, shown)
    figure.subplots()
    return figure.settle()


def by_gid(figure: Picture, start: str) -> list[Any]:
    """Return the artists whose name begins so."""
    return [artist for artist in figure.findobj(Artist) if (artist.get_gid() or "").startswith(start)]


def only(figure: Picture, gid: str) -> Any:
    """Return the one artist of a name."""
    (artist,) = [artist for artist in figure.findobj(Artist) if artist.get_gid() == gid]
    return artist


def texts(figure: Picture) -> Iterator[Text]:
    """Give every text that is seen: not those of ticks that lie outside the axes."""
    hidden = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
                if not low - 1e-9 <= tick.get_loc() <= high + 1e-9:
                    hidden |= {tick.label1, tick.label2}
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip() and text not in hidden:
            yield text


def words(figure: Picture) -> str:
    """Return all that is written in a figure, a text a line."""
    return "\n".join(text.get_text() for text in texts(figure))


def box(figure: Picture, text: Text) -> Bbox:
    """Return where a text lies, in pixels from the lower left."""
    canvas = figure.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    return text.get_window_extent(canvas.get_renderer())


def illegible(figure: Picture) -> list[str]:
    """Return each text that leaves the figure, and each pair of texts that overlap."""
    figure.draw_without_rendering()
    placed = [(text.get_text(), box(figure, text)) for text in texts(figure)]
    wide, high = figure.bbox.width, figure.bbox.height
    found = [f"outside: {text!r}" for text, b in placed if b.x0 < 0 or b.y0 < 0 or b.x1 > wide or b.y1 > high]
    x0, y0, x1, y1 = np.array([b.extents for _, b in placed]).T
    across = np.minimum.outer(x1, x1) - np.maximum.outer(x0, x0)
    along = np.minimum.outer(y1, y1) - np.maximum.outer(y0, y0)
    # A pixel or two is the room above and below the letters of a line.
    for number, other in np.argwhere(np.tril((across > 2) & (along > 2), -1)):
        found.append(f"overlap: {placed[number][0]!r} and {placed[other][0]!r}")
    return found
