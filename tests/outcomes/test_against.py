"""Outcomes against a second profile: the same worlds, in the same luck, with other policies of some
capitals.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.core.base.errors import Problem, UsageProblem
from sim.core.engine import Job
from sim.core.game.moves import Ending
from sim.core.outcomes.history import History
from sim.core.outcomes.outcomes import BENCHMARK, OF_ONE, OUTCOMES, RUNG_NAMES, outcomes, read_by
from sim.core.outcomes.values import GIANTS
from sim.core.runs import runner, second
from sim.core.runs.interventions import ChangedLever, ImposedMove
from sim.core.runs.runner import Block, outcomes_and_series
from sim.core.scenario import load_scenario
from sim.core.scenario.plan import Stretch
from sim.study.experiment.study_file import read_study
from sim.study.play.play import play
from sim.study.run.worlds import Run, run
from tests.for_each import for_each
from tests.outcomes.made import against, in_months, made, side_by_side
from tests.studies.studies import SMALL, written

SPRING = load_scenario("2017-spring")
SHORT = SPRING.change({"months": 12})
HELD = {"washington.policy": "engagement", "beijing.policy": "enforce"}
COMPARED = ("lose_lose", "win_win", "net", "gain_washington", "gain_beijing")


@pytest.fixture(scope="module")
def short() -> Run:
    return run(SHORT, 200, 5)


def worth(payoffs: dict[str, float]) -> History:
    """A world that pays each giant so much in its first month, and nothing else."""
    return made(
        discount=1.0,
        **{f"{name}_payoff": in_months(36, {0}, each) for name, each in payoffs.items()},
    )


def paid(us: float, china: float, numbers: dict[str, float] | None = None) -> dict[str, float]:
    """What is read of a world that pays the giants so much more than it would under the
    benchmark.
    """
    own = made(
        numbers=numbers,
        washington_payoff=in_months(36, {0}, us),
        beijing_payoff=in_months(36, {0}, china),
    )
    columns = outcomes(against(own, made(numbers=numbers)), COMPARED)
    return {name: values[0] for name, values in columns.items()}


@pytest.mark.parametrize(
    ("us", "china", "net"),
    [
        (-1.3, -2.1, 1),
        (-1.1, -9.0, 0),
        (-9.0, -1.9, 0),
        (1.3, 2.1, -1),
        (1.3, 1.9, 0),
        (-5.0, 5.0, 0),
        (0.0, 0.0, 0),
    ],
)
def test_both_do_worse_or_better_by_a_tenth_of_what_a_limited_war_costs_each(
    us: float, china: float, net: int
) -> None:
    found = paid(us, china)
    assert (found["net"], found["lose_lose"], found["win_win"]) == (net, net > 0, net < 0)
    assert (found["gain_washington"], found["gain_beijing"]) == (
        pytest.approx(-us),
        pytest.approx(-china),
    )


def test_the_margin_is_counted_in_the_wars_of_the_scenario() -> None:
    assert paid(-1.3, -2.1, {"loss_beijing": 30.0})["net"] == 0
    assert paid(-1.3, -3.1, {"loss_beijing": 30.0})["net"] == 1


def test_the_benchmark_is_played_with_the_luck_the_kim_the_levers_and_the_numbers_of_the_world(
    short: Run,
) -> None:
    other = run(SHORT.change(HELD), 200, 5)
    assert (short.columns["kim_type"] == other.columns["kim_type"]).all()
    for giant in GIANTS:
        gain = other.columns[f"value_{giant}"] - short.columns[f"value_{giant}"]
        np.testing.assert_array_equal(short.columns[f"gain_{giant}"], gain)
    assert short.mean("net").value == pytest.approx(
        short.probability("lose_lose").value - short.probability("win_win").value
    )
    assert not other.columns["net"].any(), "the benchmark is neither worse nor better than itself"


def test_in_other_luck_as_many_worlds_are_worse_as_better() -> None:
    """The placebo: replays in other luck are exchangeable, so that net is 0 on average; in the same
    luck it is 0.
    """
    one, other = (run(SPRING, 3000, seed) for seed in (5, 6))
    gains = [
        (other.columns[f"value_{g}"] - one.columns[f"value_{g}"]) / one.scenario.value(f"loss_{g}")
        for g in GIANTS
    ]
    worse, better = (np.all([side * gain > 0.1 for gain in gains], axis=0) for side in (1, -1))
    net = worse.astype(float) - better
    assert worse.mean() > 0.15, "in other luck worlds differ, so that one side alone says nothing"
    assert abs(net.mean()) < 3.5 * net.std() / np.sqrt(net.size)


def test_nothing_hangs_on_batches_threads_or_engines(
    short: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "BATCH", 32)
    again = run(SHORT, 200, 5, jobs=2).columns
    plain = run(SHORT, 20, 5, engine="numpy").columns
    for name in COMPARED:
        np.testing.assert_array_equal(again[name], short.columns[name])
        np.testing.assert_array_equal(plain[name], short.columns[name][:20])


def test_what_is_imposed_is_imposed_on_the_second_profile_too() -> None:
    imposed = [ImposedMove("pyongyang", 2, deed="big_test")]
    assert not run(SHORT.change(HELD), 60, 5, interventions=imposed).columns["gain_beijing"].any()


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many worlds each job under a second profile plays, with nothing kept from before."""
    second.keep({}, second.MOST_BYTES + 1)
    sizes: list[int] = []
    usual = second.play

    def noted(job: Job, *given: Any) -> Any:
        sizes.append(job.worlds)
        return usual(job, *given)

    monkeypatch.setattr(second, "play", noted)
    return sizes


def gains(blocks: list[Block], names: tuple[str, ...] = COMPARED) -> dict[str, Any]:
    return outcomes_and_series(blocks, 5, (), names=names)[0]


def test_the_second_profile_is_played_only_where_it_is_wanted(played: list[int]) -> None:
    for names, worlds in (
        (OF_ONE, []),
        (("war", "value_beijing"), []),
        (("lose_lose",), [10]),
        (("lose_lose",), [10]),
        (tuple(OUTCOMES), [10]),
    ):
        gains([Block(SHORT, 0, 10)], names)
        assert played == worlds
    assert read_by(("war",))[1] == {}


def test_it_is_played_once_for_each_luck_and_each_setting_that_its_rules_read(
    played: list[int],
) -> None:
    whole = gains([Block(SHORT, 0, 40)])
    for block, worlds in (
        (Block(SHORT.change({"washington.policy": "patience", "name": "other"}), 0, 40), 0),
        (Block(SHORT.change({"beijing.enforcement": 0.7}), 0, 40), 0),
        (Block(SHORT, 0, 40, {"washington.pressure": np.linspace(0, 1, 40)}), 0),
        (Block(SHORT.change({"discount": 0.99}), 0, 40), 40),
        (Block(SHORT, 30, 40), 30),
        (Block(SHORT.change({"accident": 0.01}), 0, 40), 40),
        (Block(SHORT, 0, 40, {"learn": np.full(40, 0.2)}), 40),
        (Block(SHORT.change({"seoul.policy": "sunshine"}), 0, 40), 40),
        (Block(SHORT.change({"elections.seoul": False}), 0, 40), 40),
    ):
        played.clear()
        gains([block])
        assert sum(played) == worlds, block
    three = Block(SHORT, 0, 3, own_numbers=np.array([8, 3, 8]))
    kept = gains([three])
    second.keep({}, second.MOST_BYTES + 1)
    played.clear()
    fresh = gains([three])
    assert played == [2], "a world that stands twice is played once"
    for name in COMPARED:
        np.testing.assert_array_equal(kept[name], whole[name][[8, 3, 8]])
        np.testing.assert_array_equal(fresh[name], kept[name])


def test_of_the_benchmark_its_values_alone_are_kept_and_they_are_the_values_to_the_bit(
    played: list[int],
) -> None:
    """Two numbers a world, for more worlds than series are kept of; another discount is asked anew."""
    many = Block(SHORT, 0, 3000, part_of=2**16)
    first, kept = gains([many]), gains([many])
    assert sum(played) == 3000
    for name in COMPARED:
        np.testing.assert_array_equal(first[name], kept[name])
    record = next(iter(second._spots.values()))[0].record
    assert {series.ndim for series in record.values()} == {1}
    series = outcomes_and_series([Block(SHORT, 0, 50)], 5, (), names=(*COMPARED, *OWN_AGAINST))[0]
    for name in COMPARED:
        np.testing.assert_array_equal(series[name], first[name][:50])
    assert (series["paid_there"] < 0.0).any()


OWN_AGAINST = (
    sim.Outcome(
        "paid_there",
        "What the last month of the benchmark pays Beijing.",
        lambda history: history.against["beijing_payoff"][-1],
        against=dict(BENCHMARK),
    ),
)


def test_what_is_kept_of_it_is_bounded(played: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    gains([Block(SHORT, 0, 40)])
    size = sum(each for _, each in second._stored)
    monkeypatch.setattr(second, "MOST_BYTES", 2 * size)
    for first in (40, 80, 120):
        gains([Block(SHORT, first, 40)])
    assert sum(each for _, each in second._stored) == 2 * size
    assert len(second._spots) == 80
    gains([Block(SHORT, 0, 40)])
    assert played == [40] * 5, "those that were played first are given up"


def test_a_profile_holds_in_every_month_with_its_dials_as_shipped() -> None:
    stretches = (
        Stretch(None, "patience", (("pressure", 0.2),)),
        Stretch("2017-06", "free", (("pressure", 0.9),)),
    )
    moved = SHORT.change({"washington.schedule": stretches, "beijing.enforcement": 0.7})
    under = moved.change({"pyongyang.unpredictability": 0.4}).with_policies(BENCHMARK)
    assert under.plan("washington").stretches == (Stretch(None, "engagement"),)
    assert under.plan("beijing").levers == ()
    assert under.plan("pyongyang").levers == (("unpredictability", 0.4),)


@pytest.mark.parametrize("how", ["set", "swept", "imposed"])
def test_a_lever_moves_the_worlds_and_not_what_they_are_held_against(how: str) -> None:
    """The gain is the value of the benchmark at the shipped dials less that of the moved world."""
    lever, worlds, seed = "washington.rhetoric", 80, 5
    benchmark = run(SHORT.change(HELD), worlds, seed).columns
    moved = SHORT.change({lever: 1.0})
    block, imposed = Block(moved if how == "set" else SHORT, 0, worlds), ()
    if how == "swept":
        block = replace(block, draws={lever: np.ones(worlds)})
    if how == "imposed":
        imposed = (ChangedLever(lever, 0, 1.0),)
    names = ("gain_beijing", "gain_washington", "value_beijing", "value_washington")
    found, _ = outcomes_and_series([block], seed, (), names=names, interventions=imposed)
    for giant in GIANTS:
        value = run(moved, worlds, seed).columns[f"value_{giant}"]
        np.testing.assert_array_equal(found[f"value_{giant}"], value)
        np.testing.assert_array_equal(found[f"gain_{giant}"], benchmark[f"value_{giant}"] - value)


def test_a_lever_of_whoever_is_no_part_of_the_profile_holds_there_too() -> None:
    lever, worlds, seed = "pyongyang.deterrent_goal", 60, 5
    moved = SHORT.change({lever: 0.65})
    gain = run(moved.change(HELD), worlds, seed).columns["value_beijing"]
    own = run(moved, worlds, seed).columns
    np.testing.assert_array_equal(own["gain_beijing"], gain - own["value_beijing"])


OWN = SMALL.replace(
    'outcomes = ["lose_lose", "war", "cold_standoff", "value_washington"]\nblock = 2\n',
    'block = 2\n[outcomes]\nnames = ["war"]\nlost = "lose_lose and kim_type == \\"fearful\\""\n'
    'quieter = { formula = "mean(tension) - against(mean(tension))", against = { "seoul.policy" = "sunshine" } }\n',
)


def test_a_study_file_names_a_second_profile(tmp_path: Path) -> None:
    study = read_study(written(tmp_path, OWN))
    play(study, tmp_path / "out")
    found = sim.load_study(tmp_path / "out")
    assert found.study.own == study.own, "it is kept with the results"
    assert (
        found.study.model.fingerprint
        != replace(study, own=(replace(study.own[1], against=HELD),)).model.fingerprint
    )
    columns, fresh = found.columns(["quieter", "lost"]), play(study).columns(["quieter", "lost"])
    np.testing.assert_array_equal(columns["quieter"], fresh["quieter"])
    np.testing.assert_array_equal(columns["lost"], fresh["lost"])
    values = {factor.name: found.design[factor.name][0] for factor in study.factors}
    own = run(study.scenario.change(values), study.worlds, study.seed)
    other = run(
        study.scenario.change(values | {"seoul.policy": "sunshine"}), study.worlds, study.seed
    )
    means = [
        History({"tension": each.state["tension"][1:], "ending": each.state["ending"][1:]})
        for each in (own, other)
    ]
    assert np.isfinite(means[0].state["tension"]).any()
    first = columns["cell"] == 0
    np.testing.assert_array_equal(
        columns["lost"][first], own.columns["lose_lose"] & (own.columns["kim_type"] == 0)
    )


def calmer_at_the_end(history: History) -> Any:
    return history.last("tension") < history.against.last("tension")


def test_an_outcome_in_python_reads_both_worlds() -> None:
    profile = {"seoul.policy": "hard_line"}
    calmer = sim.Outcome(
        "calmer", "Calmer than under a hard line.", calmer_at_the_end, against=profile
    )
    found, other = run(SHORT, 50, 5, outcomes=[calmer]), run(SHORT.change(profile), 50, 5)
    lower = found.state["tension"][-1] < other.state["tension"][-1]
    both = (found.columns["months"] == 12) & (other.columns["months"] == 12)
    np.testing.assert_array_equal(found.columns["calmer"][both], lower[both])


@for_each(
    ("against_", "what", "remedy"),
    [
        (
            {"months": 60},
            "'months' is no policy: a second profile has the calendar, the horizon",
            "Name policies alone",
        ),
        ({"elections": ()}, "'elections' is no policy", "Name policies alone"),
        ({"kim_type": "greedy"}, "and the Kim of the first", "Name policies alone"),
        ({"washington.pressure": 1.0}, "'washington.pressure' is no policy", "Name policies alone"),
        (
            {"washington.policy": "engage"},
            "Washington cannot be put on 'engage' there",
            "Did you mean 'engagement'",
        ),
        ({"beijing.policy": "mine:policy"}, "Beijing cannot be put on 'mine:policy' there", "Use"),
        ({}, "it reads a second profile and names none", "Give against"),
        ("beijing", "'beijing' is no profile", "Give policies by key"),
    ],
)
def test_a_second_profile_that_cannot_be_played_is_refused(
    against_: Any, what: str, remedy: str
) -> None:
    with pytest.raises(UsageProblem) as caught:
        sim.Outcome("calmer", "Calmer.", calmer_at_the_end, against=against_)
    assert what in caught.value.message
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("formula", "against_", "said"),
    [
        (
            "against(lose_lose)",
            '{ "seoul.policy" = "sunshine" }',
            "'lose_lose' already compares two profiles",
        ),
        ("against(war)", "{ months = 60 }", "'months'"),
        ("against(tension)", '{ "seoul.policy" = "sunshine" }', "has a value for every month"),
        (
            "mean(tension)",
            '{ "seoul.policy" = "sunshine" }',
            "its formula does not read the second profile",
        ),
        ("against(war)", "3", "key outcomes.quieter.against"),
        ("against(war)", '{ seoul.policy = "sunshine" }', 'in quotes, as in "seoul.policy"'),
    ],
)
def test_a_file_with_a_second_profile_that_cannot_be_played_is_refused(
    tmp_path: Path, formula: str, against_: str, said: str
) -> None:
    text = OWN.replace('"mean(tension) - against(mean(tension))"', f'"{formula}"')
    with pytest.raises(Problem, match=said):
        read_study(written(tmp_path, text.replace('{ "seoul.policy" = "sunshine" }', against_)))


def test_a_capital_whose_start_is_drawn_cannot_be_held_to_it() -> None:
    drawn = SHORT.change({"start_seoul_course.hedge": 0.5})
    calmer = sim.Outcome("calmer", "Calmer.", calmer_at_the_end, against={"seoul.policy": "held"})
    with pytest.raises(Problem, match="held to its start course, and that is drawn"):
        sim.experiment(drawn, outcomes=[calmer])


@for_each(
    ("history", "start", "reached"),
    [
        (made(), 3.2, "no new crisis"),
        (made(tension=in_months(36, {5}, 5.4)), 3.2, "mobilisation"),
        (made(tension=in_months(36, {5, 20}, 6.1)), 3.2, "harassing violence"),
        (made(tension=in_months(36, range(4), 6.9)), 5.5, "no new crisis"),
        (made(tension=in_months(36, {0, 1, 4, 5}, 6.9)), 5.5, "no new crisis"),
        (made(tension=in_months(36, {0, 1, 5}, 5.9)), 5.5, "mobilisation"),
        (made(tension=in_months(36, {5}, 7.5)), 5.5, "ultimatum"),
        (made(washington_yields=in_months(36, {5}, 1.0)), 3.2, "mobilisation"),
        (made(ends=(3, Ending.ACCIDENT)), 3.2, "limited war"),
        (made(ends=(3, Ending.CLASH), major=1.0), 5.5, "major war"),
        (made(ends=(3, Ending.COLLAPSE)), 3.2, "no new crisis"),
    ],
)
def test_it_escalates_where_a_crisis_begins_that_was_not_there(
    history: History, start: float, reached: str
) -> None:
    columns = outcomes(replace(history, numbers={"start_tension": start}), ["rung", "escalation"])
    assert RUNG_NAMES[columns["rung"][0]][0] == reached
    assert columns["escalation"][0] == (reached != "no new crisis")


def test_starts_may_differ_by_world() -> None:
    crisis = made(tension=in_months(36, range(3), 6.0))
    both = replace(side_by_side(crisis, crisis), numbers={"start_tension": np.array([3.0, 6.0])})
    assert outcomes(both, ["escalation"])["escalation"].tolist() == [True, False]
