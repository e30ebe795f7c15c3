"""The grammar of figures: what is drawn can be read in every theme, and a user's axes stay the
user's.
"""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.legend import Legend

import sim
from sim.core.base.errors import DataProblem, UsageProblem
from sim.show import grammar, months, spread
from sim.show.grammar import EstimateRow, canvas, estimates, theme
from sim.show.palette import CAPITAL_COLOUR, COURSE_COLOUR, KIM_COLOUR
from sim.study.run.worlds import Run
from tests.show.drawn import check_numbers, in_turn, unreadable

POLICIES = ("engagement", "patience", "maximum_pressure")


@pytest.fixture(scope="module")
def runs() -> list[Run]:
    spring = sim.load_scenario("2017-spring")
    return [
        sim.run(spring.change({"washington.policy": each}), worlds=300, seed=7) for each in POLICIES
    ]


KINDS = {
    "ecdf": lambda runs, **at: spread.ecdf(runs, **at),
    "ridges": lambda runs, **at: spread.ridges(runs, **at),
    "ridges of whole numbers": lambda runs, **at: spread.ridges(runs, "tests", **at),
    "differences": lambda runs, **at: spread.differences(_some(runs, 2), **at),
    "joint": lambda runs, **at: spread.joint(_some(runs, 2), **at),
    "fan": lambda runs, **at: months.fan(runs, **at),
    "incidence": lambda runs, **at: months.incidence(runs, **at),
    "ecdf by type": lambda runs, **at: spread.ecdf(runs, by="kim_type", **at),
    "fan by type": lambda runs, **at: months.fan(runs, by="kim_type", **at),
}


def _some(runs, count):
    return dict(list(runs.items())[:count]) if isinstance(runs, dict) else runs[:count]


@pytest.mark.parametrize(("kind", "name"), in_turn(list(KINDS), ["journal", "memo", "slide"]))
def test_every_kind_can_be_read_in_every_theme_with_the_foot(runs, kind, name):
    with theme(name):
        drawn = KINDS[kind](runs)
    drawn.rendered("png", foot=True)
    assert unreadable(drawn.figure) == []
    assert drawn.caption
    assert drawn.headline[:20] in drawn.alt  # what there is to see, not only how it is read
    check_numbers(drawn)
    assert drawn.artists


@pytest.mark.parametrize(
    ("kind", "name"),
    in_turn(["ecdf", "ridges", "fan", "incidence"], ["journal", "slide"]),
)
def test_long_names_can_be_read(runs, kind, name):
    long = {f"a course with a very long name {k}": run for k, run in enumerate(runs)}
    with theme(name):
        drawn = KINDS[kind](long)
    drawn.rendered("png")
    assert unreadable(drawn.figure) == []


@pytest.mark.parametrize("wide", [89, 183, 305])
def test_four_kinds_on_four_axes_of_the_users_own(runs, wide):
    before = dict(mpl.rcParams)
    figure, axes = plt.subplots(
        2, 2, figsize=(wide / 25.4, 0.8 * wide / 25.4), layout="constrained"
    )
    kinds = [spread.ecdf, spread.ridges, months.fan, spread.ecdf]
    for ax, draw in zip(axes.ravel(), kinds, strict=True):
        drawn = draw(runs, ax=ax)
        assert drawn.ax is ax
        assert ax in figure.axes
        ax.set_title("mine")
        ax.set_xlim(*ax.get_xlim())
    assert dict(mpl.rcParams) == before
    assert [ax.get_title() for ax in axes.ravel()] == ["mine"] * 4
    assert [text for text in unreadable(figure) if "overlap" in text or "pt:" in text] == []
    plt.close(figure)


def test_two_fans_share_axes_and_leave_what_is_the_users(runs):
    figure, ax = plt.subplots()
    line = ax.plot([0, 1], [0, 1])[0]
    ax.set_title("x")
    ax.set_ylabel("mine")
    ax.set_ylim(-1, 9)
    months.fan(runs[0], ax=ax)
    count = len(ax.lines)
    months.fan(runs[1], ax=ax)
    assert len(ax.lines) > count
    assert line in ax.lines
    assert (ax.get_title(), ax.get_ylabel(), ax.get_ylim()) == ("x", "mine", (-1, 9))
    plt.close(figure)


def test_several_panels_stand_within_the_axes_that_are_given(runs):
    figure, axes = plt.subplots(1, 2, figsize=(9, 4))
    drawn = months.incidence(runs, ax=axes[0])
    assert axes[0] in figure.axes
    assert all(panel in axes[0].child_axes for panel in np.ravel(drawn.ax))
    plt.close(figure)


def test_the_same_figure_has_the_same_bytes(runs):
    for kind in ("png", "svg", "pdf"):
        assert spread.ecdf(runs).rendered(kind) == spread.ecdf(runs).rendered(kind)


def test_no_course_or_type_has_the_colour_of_a_capital():
    assert not {*CAPITAL_COLOUR.values()} & {*COURSE_COLOUR.values(), *KIM_COLOUR.values()}


def test_the_texts_beside_a_picture_hold_caption_numbers_and_origin(runs):
    drawn = spread.ecdf(runs)
    words = drawn.beside("x.pdf")
    assert "Not a forecast" in words[".md"]
    assert drawn.facts.seeds in words[".md"]
    assert words[".csv"].splitlines()[0] == "run,value,share,low,high"
    assert r"95 \%" in drawn.beside("x.pdf", tex=True)[".tex"]


def test_rows_that_cannot_be_told_are_hollow():
    with theme("journal"):
        ax = canvas()[1]
        estimates(
            ax,
            ["a", "b"],
            {"": [EstimateRow(0.1, 0.0, 0.2), EstimateRow(0.0, -0.1, 0.1, sure=False)]},
            unit="points",
        )
    faces = [
        tuple(each.get_facecolor()[0][:3])
        for each in ax.collections
        if len(each.get_facecolor()) == 1
    ]
    assert (1.0, 1.0, 1.0) in faces
    assert len(set(faces)) == 2


def test_bad_input_says_what_to_do(runs):
    with pytest.raises(UsageProblem, match="nobody can read"), theme("journal", width_mm=40):
        pass
    with pytest.raises(UsageProblem, match="Give 1 to 12"):
        spread.ridges({str(k): runs[0] for k in range(40)})
    with pytest.raises(UsageProblem, match="there is no outcome"):
        spread.ecdf(runs, "no_such_outcome")
    with pytest.raises(DataProblem, match=r"in none of 300 worlds is there collapse|war"):
        months.incidence(runs[0].part(0, 20), "war")
    with pytest.raises(UsageProblem, match="not the same worlds"):
        spread.differences([runs[0], sim.run(runs[1].scenario, worlds=300, seed=8)])


@pytest.mark.parametrize("name", ["memo", "slide"])
def test_a_picture_to_paste_says_what_it_shows(runs, name):
    with theme(name):
        drawn = spread.ridges(runs)
        drawn.rendered("png")
    figure = drawn.figure
    texts = " ".join(" ".join(each.get_text().split()) for each in figure.texts)
    assert drawn.headline in texts
    assert "Value to Washington, months. n = 300 worlds" in texts
    assert "seed 7" in texts
    named = [each.get_text() for key in figure.findobj(Legend) for each in key.get_texts()]
    assert {"median", "mean", "middle half"} <= set(named)
    assert len(named) == len(set(named))


def test_a_title_takes_the_place_of_the_finding(runs):
    drawn = spread.ecdf(runs)
    drawn.rendered("png", title="My own words")
    assert "My own words" in [each.get_text() for each in drawn.figure.texts]
    with theme("journal"):
        plain = spread.ecdf(runs)
        plain.rendered("png")
    assert not plain.figure.texts


def test_a_picture_that_is_rendered_twice_has_its_words_once(runs):
    drawn = spread.ecdf(runs)
    assert drawn.rendered("png") == drawn.rendered("png")
    texts = [each.get_text() for each in drawn.figure.texts]
    assert len(texts) == len(set(texts)) > 0


def test_axes_of_the_user_get_no_headline(runs):
    figure, axes = plt.subplots(layout="constrained")
    with theme("memo"):
        spread.ecdf(runs, ax=axes).rendered("png", foot=False)
    assert not figure.texts


def test_a_logarithmic_axis_comes_where_a_few_worlds_lie_far_above_the_rest():
    rng = np.random.default_rng(1)
    assert grammar.stretched([np.exp(3 * rng.standard_normal(500))]) > 0
    assert grammar.stretched([rng.random(500)]) == 0
    assert grammar.stretched([rng.standard_normal(500)]) == 0


def test_the_outline_of_a_ridge_is_the_edge_of_its_area(runs):
    drawn = KINDS["ridges"](runs)
    (axes,) = drawn.figure.axes[:1]
    curves = [line.get_ydata() for line in axes.lines if len(line.get_ydata()) > 100]
    areas = [each.get_paths()[0].vertices[:, 1] for each in drawn.artists.values()]
    assert len(curves) == len(areas) == len(runs)
    for curve, area in zip(curves, areas, strict=True):
        assert curve.max() == pytest.approx(area.max())
        assert curve.min() >= area.min()
