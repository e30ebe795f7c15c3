"""Robustness: the design, criteria against slow sums, the Pareto set, noise, and bad input."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from sim.analysis.defaults import profiles_from
from sim.analysis.finding import analyse
from sim.analysis.plausible import SIZE
from sim.analysis.plausible.draws import kept_vectors, vectors_on
from sim.analysis.robustness import RobustnessOptions
from sim.analysis.robustness.findings import (
    RobustnessFinding,
    ask,
    criteria_of,
    find,
    statistics,
)
from sim.cli.main import run_guarded
from sim.core.base.arrays import Floats
from sim.core.base.errors import DataProblem, UsageProblem
from sim.core.game.catalogue import GIANT_VALUES, GIANTS
from sim.core.scenario import load_scenario
from sim.study.experiment.design import design_of
from sim.study.play.play import play
from sim.study.run.worlds import run
from tests.cli.command import three_lines

SCENARIO = load_scenario("2017-spring").change({"months": 6})
LINES: Mapping[str, Any] = {
    "hard": ("maximum_pressure", "shield"),
    "soft": ("engagement", "mediate"),
}
ASKED: dict[str, Any] = {
    "profiles": LINES,
    "points": 20,
    "worlds": 10,
    "seed": 4,
    "outcome": "crisis",
    "resamples": 60,
}


def made_up(
    washington: Floats, beijing: Floats, losing: Floats | None = None, seed: int = 3
) -> RobustnessFinding:
    """Return what is found of these means, `(profiles, points)`, and no sampling error."""
    rows, points = washington.shape
    lines: Any = {f"line {k}": (f"a{k}", "b") for k in range(rows)}
    means = {
        "lose_lose": np.full((rows, points), 0.5) if losing is None else losing,
        "win_win": np.zeros((rows, points)),
        "value_washington": washington,
        "value_beijing": beijing,
    }
    noise = {name: np.zeros_like(each) for name, each in means.items()}
    options = RobustnessOptions(SCENARIO, lines, points, 50, seed, resamples=60)
    spans = {name: dict.fromkeys(lines, "−1.0 to 1.0") for name in GIANT_VALUES}
    return RobustnessFinding(options, means, noise, spans)


def test_the_points_are_the_vectors_of_the_set_and_what_a_scenario_sets_stays() -> None:
    own = SCENARIO.change({"accident": 0.004})
    experiment = ask(RobustnessOptions(own, **ASKED), [])
    assert experiment is not None
    columns, vectors = design_of(experiment).columns, kept_vectors()
    assert "accident" not in columns
    for name in ("dread", "pay_passive", "drive_threat.fearful"):
        assert columns[name].tolist() == [each[name] for each in vectors[:20] for _ in LINES]
    assert len(vectors) == SIZE
    assert vectors_on(SCENARIO, SIZE) == [dict(each) for each in vectors]


def test_a_point_is_the_run_of_its_profile_and_numbers_in_worlds_of_its_own() -> None:
    options = RobustnessOptions(SCENARIO, **ASKED)
    experiment = ask(options, [])
    assert experiment is not None
    trial = find(options, [play(experiment)])
    for row, policies in enumerate(LINES.values()):
        plan = {
            f"{capital}.policy": policy for capital, policy in zip(GIANTS, policies, strict=True)
        }
        own = SCENARIO.change(plan | dict(kept_vectors()[7]))
        alone = run(own, 10, 4, first_world=70)
        assert trial.means["crisis"][row, 7] == pytest.approx(alone.flag("crisis").mean())
        assert trial.means["value_beijing"][row, 7] == pytest.approx(
            alone.columns["value_beijing"].mean()
        )
        assert trial.spans["value_beijing"].keys() == LINES.keys()
        spread = alone.columns["value_beijing"].var(ddof=1) / 10
        assert trial.noise["value_beijing"][row, 7] == pytest.approx(spread)


def test_one_round_is_all() -> None:
    options = RobustnessOptions(SCENARIO, **ASKED)
    experiment = ask(options, [])
    assert experiment is not None
    assert ask(options, [play(experiment)]) is None


def test_criteria_agree_with_slow_sums() -> None:
    luck = np.random.default_rng(1)
    share = luck.random((3, 25))
    found = statistics(share, np.zeros_like(share), True, 0.4)
    for row in range(3):
        own = share[row].tolist()
        regret = [own[k] - min(share[:, k].tolist()) for k in range(25)]
        assert found["mean"][row] == pytest.approx(sum(own) / 25)
        assert found["worst"][row] == max(own)
        assert found["mean_regret"][row] == pytest.approx(sum(regret) / 25)
        assert found["largest_regret"][row] == pytest.approx(max(regret))
        assert found["satisficing"][row] == sum(each <= 0.4 for each in own) / 25
        assert found["mean_less_spread"][row] == pytest.approx(np.mean(own) + np.std(own, ddof=1))


def test_turning_a_loss_into_a_gain_turns_the_criteria() -> None:
    luck = np.random.default_rng(2)
    share = luck.random((3, 25))
    bad, good = (
        statistics(each, np.zeros_like(share), kind, None)
        for each, kind in ((share, True), (-share, False))
    )
    for name in ("mean_regret", "largest_regret", "spread"):
        assert bad[name] == pytest.approx(good[name])
    for name in ("mean", "worst", "mean_less_spread"):
        assert bad[name] == pytest.approx(-good[name])


def test_someone_has_no_regret_at_every_point_and_regret_is_never_below_zero() -> None:
    share = np.random.default_rng(3).random((4, 30))
    found = statistics(share, np.zeros_like(share), True, None)
    assert (found["mean_regret"] >= 0.0).all()
    only = statistics(share[:1], np.zeros((1, 30)), True, None)
    assert only["largest_regret"].tolist() == [0.0]


def test_the_spread_leaves_out_the_sampling_error_of_the_worlds() -> None:
    luck = np.random.default_rng(4)
    truth, noise = luck.normal(0.0, 2.0, (1, 4000)), luck.normal(0.0, 3.0, (1, 4000))
    found = statistics(truth + noise, np.full((1, 4000), 9.0), False, None)
    assert found["spread"][0] == pytest.approx(2.0, abs=0.2)
    flat = statistics(noise, np.full((1, 4000), 9.5), False, None)
    assert flat["spread"][0] == 0.0


def test_intervals_cover_the_mean_over_the_whole_range() -> None:
    missed = 0
    for seed in range(60):
        luck = np.random.default_rng(seed)
        trial = made_up(luck.normal(5.0, 1.0, (2, 40)), luck.normal(size=(2, 40)), seed=seed)
        mean = criteria_of(trial, "value_washington")[0].profiles["line 0"]
        missed += not mean.low <= 5.0 <= mean.high
    # At 95 % three of sixty may miss; nine would be one in several hundred.
    assert missed < 9


def test_a_profile_is_dominated_only_where_both_paired_intervals_say_so() -> None:
    luck = np.random.default_rng(5)
    common = 50.0 * luck.normal(size=(1, 30))
    # Far better for both; better for one only; a hair better with noise.
    small = 0.1 * luck.normal(size=(1, 30))
    washington = common + np.vstack(
        [np.zeros((1, 30)), 5.0 + small, 9.0 + small, np.zeros((1, 30))]
    )
    beijing = common + np.vstack([np.zeros((1, 30)), 5.0 + small, -3.0 + small, np.zeros((1, 30))])
    base, better, other, same = made_up(washington, beijing).standings
    assert base.dominated_by == ("line 1",)
    assert better.in_pareto_set
    assert other.in_pareto_set
    # An equal profile dominates nobody.
    assert "line 3" not in base.dominated_by
    assert same.dominated_by == ("line 1",)


def test_noise_leaves_every_profile_in_the_pareto_set() -> None:
    for seed in range(10):
        luck = np.random.default_rng(seed)
        found = made_up(luck.normal(size=(6, 40)), luck.normal(size=(6, 40))).standings
        assert all(each.in_pareto_set for each in found)


def test_domination_needs_a_pair_and_no_profile_dominates_itself() -> None:
    (only,) = made_up(np.ones((1, 20)), np.ones((1, 20))).standings
    assert only.in_pareto_set


@pytest.mark.parametrize(
    "text",
    [
        *("x", "x=engagement", "=engagement,shield", "x=engagement,none"),
        *("x=engagement,enforce", "x=engagement,shield,build,hedge"),
    ],
)
def test_profiles_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(UsageProblem):
        profiles_from([(text, "--profile"), ("y=patience,shield", "--profile")])


def test_one_profile_alone_is_refused() -> None:
    with pytest.raises(UsageProblem, match="nothing to be compared"):
        profiles_from([("y=patience,shield", "--profile")])


def test_an_outcome_that_never_happens_is_refused() -> None:
    with pytest.raises(DataProblem, match="none of"):
        analyse(ask, find, RobustnessOptions(SCENARIO, **ASKED | {"outcome": "deal"}))


@pytest.mark.parametrize(
    "more",
    [
        {"points": 4},
        {"points": SIZE + 1},
        {"worlds": 9},
        {"resamples": 49},
        {"tolerable": 1.5},
        {"tolerable": float("nan")},
    ],
)
def test_options_that_cannot_be_are_refused(more: dict[str, Any]) -> None:
    with pytest.raises(UsageProblem):
        RobustnessOptions(SCENARIO, **ASKED | more)


def test_the_verdict_names_the_profile_of_least_regret_and_the_safest() -> None:
    losing = np.vstack(
        [np.full((1, 30), 0.2), np.full((1, 30), 0.5), np.where(np.arange(30) == 4, 0.9, 0.1)]
    )
    found = made_up(np.zeros((3, 30)), np.zeros((3, 30)), losing)
    said = found.sentences()
    assert said[0].startswith("In the value to Washington “line 0” regrets least: on average 0")
    assert said[1].startswith("In the value to Beijing ")
    assert said[2].startswith(
        "30 vectors cannot tell which profile regrets least in lose-lose. Over all “line 2” regrets"
    )
    assert said[3].startswith("The safest at its worst point is “line 0”: lose-lose in 20")
    assert not any("half of the benchmark" in each.lower() for each in said)
    tables = {table.name: table for table in found.tables()}
    assert list(tables) == ["lose_lose", "win_win", *GIANT_VALUES, "best", "pareto"]
    for name in (*GIANT_VALUES, "pareto"):
        reach = [k for k, head in enumerate(tables[name].heads) if head.startswith("5 to 95 %")]
        assert len(reach) == (2 if name == "pareto" else 1), (
            "no mean of a value without the reach of its worlds"
        )
        assert {row[k] for row in tables[name].rows for k in reach} == {"−1.0 to 1.0"}
    assert "5 to 95 %" not in tables["lose_lose"].heads
    assert [row[0] for row in tables["lose_lose"].rows] == ["line 0", "line 1", "line 2"]
    worst: Sequence[Any] = [
        row[tables["lose_lose"].heads.index("worst point")] for row in tables["lose_lose"].rows
    ]
    assert [each.value for each in worst] == [0.2, 0.5, 0.9]


ASKED_SO = [
    "robustness",
    "2017-spring",
    "--set",
    "months=4",
    "--points",
    "20",
    "-n",
    "10",
    "-q",
    "--resamples",
    "50",
    "--outcome",
    "crisis",
]


def test_the_command_prints_and_writes_the_same_findings(
    tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_guarded([*ASKED_SO, "--json", "-o", str(tmp_path / "out")]) == 0
    printed = json.loads(capsys.readouterr().out)
    written = json.loads((tmp_path / "out" / "finding.json").read_text())
    assert written["data"] == printed
    assert {each.name for each in (tmp_path / "out").glob("*.png")} >= {"crisis.png"}
    assert run_guarded(ASKED_SO) == 0
    short = capsys.readouterr().out
    assert "\n20 vectors cannot tell which profile regrets least in the value to" in short
    assert "Not a forecast" in short
    assert run_guarded([*ASKED_SO, "--full"]) == 0
    assert "Pareto set" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (["--points", "3"], 2),
        (["--tolerable", "1.5"], 2),
        (["--uncertain", "accident"], 2),
        (["--profile", "a=b"], 2),
        (["--outcome", "deal"], 3),
    ],
)
def test_bad_input_is_three_lines_and_the_right_exit_code(
    more: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_guarded([*ASKED_SO, *more]) == code
    three_lines(capsys.readouterr().err)
