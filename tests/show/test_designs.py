"""Figures of a study of any design: known laws are found, luck is called luck, and what cannot be
drawn is said.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.core.base.errors import UsageProblem
from sim.show import beliefs, designs
from sim.show.designs import basis, fit_again
from sim.show.grammar import theme
from sim.show.surface import surface
from tests.show.drawn import check_numbers, in_turn, unreadable

STUDY = """
title = "Seven numbers"
scenario = "core"
outcomes = ["lose_lose", "value_washington", "win_win"]
[levers]
washington.pressure = "0:1"
beijing.enforcement = "0:1"
[uncertainties]
learn = "0:1"
kim_type = "fearful,greedy,erratic"
[[design]]
kind = "latin-hypercube"
points = 60
[replication]
worlds = 20
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("study") / "seven.toml"
    path.write_text(STUDY)
    return sim.play(sim.read_study(path))


@pytest.fixture(scope="module")
def plan() -> Any:
    core = sim.load_scenario("core").change({"months": 12})
    over = {"washington.policy": list(beliefs.PAIR), "kim_type": list(beliefs.KIMS)}
    return sim.sweep(core, over, worlds=60, seed=7)


@pytest.mark.parametrize(
    ("kind", "name"),
    in_turn(["marginals", "by type", "surface", "mean"], ["journal", "slide"]),
)
def test_a_latin_hypercube_is_drawn_and_can_be_read(study: Any, kind: str, name: str) -> None:
    draw = {
        "marginals": lambda: designs.marginals(study),
        "by type": lambda: designs.marginals(study, by="kim_type"),
        "surface": lambda: surface(study, by="kim_type"),
        "mean": lambda: designs.marginals(study, "value_washington"),
    }[kind]
    with theme(name):
        drawn = draw()
    drawn.rendered("png")
    assert [each for each in unreadable(drawn.figure) if "leaves" not in each] == []
    check_numbers(drawn)


FRONT = {
    "beliefs": lambda plan, _: beliefs.beliefs(plan),
    "beliefs with sets": beliefs.beliefs,
}


@pytest.fixture(scope="module")
def sets() -> Any:
    core = sim.load_scenario("core").change({"months": 12})
    over = {
        beliefs.POLICY: list(beliefs.PAIR),
        beliefs.KIM: list(beliefs.KIMS),
        "learn": [0.2, 0.4],
    }
    return sim.sweep(core, over, worlds=20)


@pytest.mark.parametrize(("kind", "name"), in_turn(list(FRONT), ["journal", "slide", "web"]))
def test_the_front_picture_and_the_decision_can_be_read(
    plan: Any, sets: Any, kind: str, name: str
) -> None:
    with theme(name):
        drawn = FRONT[kind](plan, sets)
    drawn.rendered("png", foot=True)
    check_numbers(drawn)
    assert unreadable(drawn.figure) == []


def test_a_smooth_follows_a_law_and_keeps_away_from_noise() -> None:
    luck = np.random.default_rng(3)
    x = np.sort(luck.random(300))
    law, noise = 3 * x**2, luck.normal(0, 0.3, 300)
    weights = luck.multinomial(300, np.full(300, 1 / 300), 200).astype(np.float64)
    terms = basis(x, x)
    smooths = fit_again(terms, terms, weights, np.broadcast_to(law + noise, weights.shape))
    low, high = np.quantile(smooths, (0.025, 0.975), axis=0)
    assert float(np.abs(smooths.mean(axis=0) - law).max()) < 0.25
    assert ((low <= law) & (law <= high)).mean() > 0.5


def test_a_belief_is_named_only_if_resampled_worlds_give_it_the_same_side() -> None:
    powers, luck = {"washington": 0.45, "beijing": 0.2}, np.random.default_rng(1)
    true = np.array([[-20.0, -55.0], [-35.0, -28.0]])
    at = float(beliefs.crossing(true, 0, 1))
    for noise, named in ((0.5, True), (9.0, False)):
        ends = np.concatenate([true[None], true + luck.normal(0, noise, (200, 2, 2))])
        headline = beliefs.belief_headline(ends, at, powers, 200)
        assert headline.startswith("From 36 % sure" if named else "200 worlds cannot tell") is True
    assert "more at every belief" in beliefs.belief_headline(
        np.broadcast_to([[0.0, 0.0], [1.0, 1.0]], (201, 2, 2)), 9.0, powers, 200
    )


def test_courses_cross_where_they_are_worth_the_same() -> None:
    ends = np.array([[0.0, 1.0], [0.5, 0.0]])
    at = beliefs.crossing(ends, 0, 1)
    assert at == pytest.approx(1 / 3)
    mixed = ends[:, 0] * (1 - at) + ends[:, 1] * at
    assert mixed[0] == pytest.approx(mixed[1])


def test_a_belief_without_a_greedy_kim_keeps_the_shares_of_washingtons_other_types(
    plan: Any,
) -> None:
    worlds = beliefs.CourseWorlds(plan)
    fearful, greedy, erratic = np.array([4.0]), np.array([9.0]), np.array([1.0])
    doubt, sure = worlds.doubting([fearful, greedy, erratic])
    prior = {kim: worlds.results.scenario.value(f"prior_washington.{kim}") for kim in beliefs.KIMS}
    wanted = (4.0 * prior["fearful"] + prior["erratic"]) / (prior["fearful"] + prior["erratic"])
    assert (doubt.tolist(), sure.tolist()) == ([pytest.approx(wanted)], [9.0])


def test_what_a_design_cannot_fill_is_said_with_a_way_out(
    study: Any, plan: Any, tmp_path: Path
) -> None:
    run = sim.run(sim.load_scenario("core"), worlds=10)
    for draw, given, remedy in (
        (designs.marginals, run, "Give a study"),
        (surface, plan, "Sweep over two numbers"),
        (beliefs.beliefs, study, "washington.policy"),
    ):
        with pytest.raises(UsageProblem) as problem:
            draw(given)
        assert remedy in problem.value.remedy
    with pytest.raises(UsageProblem, match="does not vary 'clash'"):
        designs.marginals(study, factors=["clash"])
    with pytest.raises(UsageProblem, match="no groups by"):
        designs.marginals(study, by="learn")


def test_a_number_and_names_are_lines_through_the_cells() -> None:
    """A plane of two pressures and three policies: each point is the cell's own estimate."""
    over = {"washington.pressure": [0.0, 1.0], "beijing.policy": ["free", "shield", "enforce"]}
    swept = sim.sweep(sim.load_scenario("core").change({"months": 12}), over, worlds=60)
    drawn = surface(swept, "crisis")
    assert set(drawn.artists) == {"decides for itself", "shield", "enforcement"}
    cells = swept.estimates("crisis")
    lines = [drawn.artists[name].get_ydata() for name in drawn.artists]
    assert pytest.approx(cells.value) == np.array(lines).T
    lows = {(row["group"], row["value"]): row["low"] for row in drawn.data}
    assert lows["shield", 1.0] == pytest.approx(cells.low[1, 1], abs=1e-6)


def test_names_of_a_hypercube_are_bands_along_a_number(study: Any) -> None:
    drawn = surface(study, factors=["kim_type", "washington.pressure"])
    assert {row["group"] for row in drawn.data} == {"fearful", "greedy", "erratic"}
    assert "cubics" in drawn.caption


CROSSED = """
title = "Crossed"
scenario = "core"
outcomes = ["lose_lose"]
[levers]
beijing.policy = "shield,enforce"
washington.pressure = "0:1"
[uncertainties]
clash = "0.02:0.4"
[[design]]
kind = "factorial"
factors = ["beijing.policy", "washington.pressure"]
levels = 3
[[design]]
kind = "sobol"
points = 8
[replication]
worlds = 2
"""


def crossed(path: Path, rises: bool) -> designs.StudyPoints:
    """Return six policies crossed with eight drawn numbers, with an outcome made up: it rises with the
    number, or is what luck gave each of the eight.
    """
    path.write_text(CROSSED)
    found = designs.StudyPoints(sim.play(sim.read_study(path)), "lose_lose")
    clash, luck = found.column("clash").astype(np.float64), np.random.default_rng(2)
    noise = 0.02 * luck.random(clash.size)
    found.cells["n"] = 100
    found.cells["lose_lose"] = noise + (clash if rises else luck.random(8)[found.point(1)])
    return found


@pytest.mark.parametrize("rises", [True, False])
def test_eight_drawn_numbers_are_eight_however_many_policies_are_crossed_with_them(
    rises: bool, tmp_path: Path
) -> None:
    d = crossed(tmp_path / "crossed.toml", rises)
    assert designs.explained_share(d, "clash") > 0.3
    told = {name: designs.told_share(d, name) for name in d.factors}
    assert (told["clash"] > 0.9) == rises
    assert told["beijing.policy"] == told["washington.pressure"] == 0.0
    said = (
        "depends most on" if rises else "No factor is distinguishable from chance at 6 × 8 points"
    )
    assert said in designs.headline_of(d, told)
    # A resample draws whole numbers, with all policies under each.
    weights, _ = d.again
    assert all(len({*row[d.point(1) == 3]}) == 1 for row in weights)
    assert set(weights.sum(axis=1)) == {48.0}


def test_the_interval_of_a_full_grid_is_that_of_its_worlds_not_the_work_of_its_other_factors() -> (
    None
):
    over = {"washington.pressure": [0.0, 0.5, 1.0], "kim_type": list(beliefs.KIMS)}
    swept = sim.sweep(sim.load_scenario("core"), over, worlds=400)
    drawn = designs.marginals(swept)
    shares = swept.estimates("lose_lose").value
    rows = [row for row in drawn.data if row["factor"] == "washington.pressure"]
    for row, own in zip(rows, shares, strict=True):
        assert row["mean"] == pytest.approx(own.mean(), abs=1e-4)
        # All types share the 400 worlds.
        assert 0.0 < row["high"] - row["low"] < 2.0 * 1.96 * (0.25 / 400) ** 0.5
        assert row["high"] - row["low"] < own.std(ddof=1) / 2.0


def test_where_each_value_is_one_point_no_share_is_said() -> None:
    core = sim.load_scenario("core").change({"months": 12})
    drawn = designs.marginals(
        sim.sweep(core, {"washington.pressure": [0.0, 1.0]}, worlds=60), "crisis"
    )
    assert drawn.headline == "Crisis at each value of Washington's pressure"
    assert "explains 100" not in drawn.headline


def test_a_third_factor_of_a_grid_has_a_panel_for_each_value() -> None:
    """Each panel is the surface of a sweep in which the third factor has that value alone."""
    plane = {name: [0.0, 0.3, 0.6, 1.0] for name in ("washington.pressure", "beijing.easing")}
    scenario = sim.load_scenario("core").change({"months": 12})
    policies = ["shield", "enforce"]
    drawn = surface(sim.sweep(scenario, plane | {"beijing.policy": policies}, worlds=20), "crisis")
    assert [axes.get_title(loc="left").partition("\n")[0] for axes in drawn.figure.axes[:2]] == [
        "shield",
        "enforcement",
    ]
    alone = surface(
        sim.sweep(scenario.change({"beijing.policy": "shield"}), plane, worlds=20), "crisis"
    )
    heights = [row["crisis"] for row in drawn.data if row["panel"] == "shield"]
    assert heights == pytest.approx([row["crisis"] for row in alone.data])
