"""The memo figure of a comparison: both shares and their difference, as the tables have them."""

from __future__ import annotations

from sim.analysis.compare.figures import compared
from sim.analysis.compare.findings import MAIN, CompareOptions, ask, find
from sim.analysis.finding import analyse
from sim.study.estimate.shown import points, share
from sim.study.scenario import load_scenario


def test_the_figure_says_what_the_table_says_and_marks_what_cannot_be_told_apart() -> None:
    spring = load_scenario("2017-spring").change({"months": 12})
    other = spring.change({"washington.policy": "engagement"})
    found = analyse(ask, find, CompareOptions((spring, other), worlds=200))
    figure = compared(found)
    row = found.row("lose_lose")
    assert share(row.each[0]).text() in figure.heading
    assert share(row.each[1]).text() in figure.heading
    left, right = figure.axes
    rows = [next(each for each in found.shares if each.name.replace(" ", "_") == name) for name in MAIN]
    assert [text.get_text() for text in right.texts] == [points(each.changes[0]).text() for each in rows]
    marks = [line.get_markerfacecolor() for line in right.get_lines() if line.get_marker() == "D"]
    sure = [each.changes[0].distinguishable and not each.changes[0].same for each in rows]
    assert marks == ["#000000" if each else "white" for each in sure]
    assert True in sure
    assert False in sure
    assert left.get_xlabel().startswith("share of worlds")
