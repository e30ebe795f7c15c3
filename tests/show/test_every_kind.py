"""Every kind of figure at the width of a column, of a page and of a slide: nothing is cut or written
over, a picture fits a slide, and a sign means one thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from matplotlib.artist import Artist
from matplotlib.colors import to_rgb
from matplotlib.legend import Legend
from matplotlib.lines import Line2D

import sim
from sim.core.scenario.file import Scenario
from sim.publish.display import figures_of
from sim.show.drawn import Drawn
from sim.show.grammar import theme
from tests.show.drawn import unreadable

SIZES = {"a column": ("journal", 89), "half a page": ("memo", 89), "a page": ("memo", 183)}
SLIDE_SHARE = 0.76
"""How high a picture may be on a slide of four to three, as a share of its width."""


def spring() -> Scenario:
    return sim.load_scenario("2017-spring").change({"months": 24})


@cache
def runs() -> list[Any]:
    courses = ("engagement", "patience", "maximum_pressure")
    return [sim.run(spring().change({"washington.policy": each}), worlds=120) for each in courses]


@cache
def study(*names: str) -> Any:
    over = {
        "kim_type": ["fearful", "greedy", "erratic"],
        "washington.policy": ["engagement", "patience", "maximum_pressure"],
        "washington.pressure": [k / 6 for k in range(7)],
        "beijing.enforcement": [k / 6 for k in range(7)],
    }
    return sim.sweep(spring(), {name: over[name] for name in names}, worlds=40)


@cache
def compared() -> Any:
    return sim.compare(spring(), spring().change({"washington.policy": "patience"}), worlds=60)


def plane() -> Any:
    return study("washington.pressure", "beijing.enforcement")


def courses() -> Any:
    return study("washington.policy", "kim_type")


KINDS: dict[str, Callable[[], Drawn]] = {
    "ecdf": lambda: sim.plot.ecdf(runs()),
    "ecdf of refugees": lambda: sim.plot.ecdf(runs(), "refugees"),
    "ridges": lambda: sim.plot.ridges(runs()),
    "differences": lambda: sim.plot.differences(runs()[:2]),
    "joint": lambda: sim.plot.joint(runs()[:2]),
    "outcomes of one": lambda: sim.plot.outcomes(runs()[0]),
    "outcomes": lambda: sim.plot.outcomes(runs()),
    "fan": lambda: sim.plot.fan(runs()),
    "fan of alike": lambda: sim.plot.fan([runs()[0]] * 2),
    "fan by type": lambda: sim.plot.fan(runs()[0], by="kim_type"),
    "incidence": lambda: sim.plot.incidence(runs()),
    "timeline": lambda: sim.plot.timeline(runs()[0], 4),
    "marginals": lambda: sim.plot.marginals(courses()),
    "marginals of numbers": lambda: sim.plot.marginals(plane()),
    "surface": lambda: sim.plot.surface(plane()),
    "lines": lambda: sim.plot.surface(study("washington.pressure", "washington.policy")),
    "beliefs": lambda: sim.plot.beliefs(courses()),
    "rows of a table": lambda: figures_of(compared())["short"](),
}


def drawn_in(name: str, size: str) -> Drawn:
    kind, width = SIZES.get(size, (size, None))
    with theme(kind, width):
        made = KINDS[name]()
        made.rendered("png")
    return made


def look_of(sign: Artist) -> tuple[Any, ...]:
    """Return what a reader sees of an entry of a key, but for its colour."""
    if isinstance(sign, Line2D):
        face: Any = sign.get_markerfacecolor()
        hollow = sign.get_marker() not in ("None", "") and to_rgb(face) == (1.0, 1.0, 1.0)
        pale = min(to_rgb(sign.get_color())) > 0.55
        line = sign.get_linestyle(), round(sign.get_linewidth(), 1), pale
        edge = to_rgb(str(sign.get_markeredgecolor())) == (1.0, 1.0, 1.0)
        return (str(sign.get_marker()), hollow, edge, *(line if line[0] != "None" else ()))
    return (type(sign).__name__,)


def keys_of(made: Drawn) -> dict[str, set[tuple[Any, ...]]]:
    """Return the looks of each label of the keys of a figure, and its colour."""
    looks = defaultdict(set)
    for each in made.figure.findobj(Legend):
        for sign, text in zip(each.legend_handles, each.get_texts(), strict=True):
            colour = sign.get_color() if isinstance(sign, Line2D) else sign.get_facecolor()
            looks[" ".join(text.get_text().split())].add((*look_of(sign), to_rgb(colour)))
    return looks


@pytest.mark.parametrize("name", KINDS)
def test_a_kind_can_be_read_at_every_size_and_its_signs_mean_one_thing(name: str) -> None:
    for size in (*SIZES, "slide"):
        made = drawn_in(name, size)
        assert unreadable(made.figure) == [], size
        wide, high = made.figure.get_size_inches()
        if size == "slide":
            assert high / wide < SLIDE_SHARE
        if size == "a column":
            continue
        assert made.headline
        labels = keys_of(made)
        seen = [look for looks in labels.values() for look in looks]
        assert len(seen) == len(set(seen)), "two labels have one look"
        for label, looks in labels.items():
            hollow = any(len(look) > 1 and look[1] is True for look in looks)
            assert hollow == label.startswith("not distinguishable from"), label


def test_a_sign_means_the_same_in_every_figure() -> None:
    """Of lines, rings, ticks and rimmed dots, whatever they are of; areas and full dots are told by
    the key of their figure.
    """
    meant = defaultdict(set)
    for name in KINDS:
        with theme("memo"):
            for sign in KINDS[name]().signs:
                meant[look_of(sign)].add(
                    str(sign.get_label()).partition(" of the ")[0].partition(",")[0]
                )
    told = {
        look: labels
        for look, labels in meant.items()
        if look not in (("Patch",), ("o", False, False))
    }
    assert {"95 % interval"} in told.values()
    assert {"not distinguishable from 0"} in told.values()
    assert [labels for labels in told.values() if len(labels) > 1] == []
