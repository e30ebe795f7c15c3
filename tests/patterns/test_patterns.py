"""All headings together, on few worlds."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.analysis.claims import Arm, Call, Claim, ClaimLine, Statistic, StatisticInput
from sim.analysis.finding import analyse
from sim.analysis.patterns import HEADINGS, PatternsOptions
from sim.analysis.patterns.findings import PatternsFinding, ask, find
from sim.analysis.patterns.named import find_net_by_drift
from sim.analysis.patterns.plays import PatternPlays
from sim.core.base.errors import ScenarioProblem, UsageProblem
from sim.core.estimate.writing import nine_digits
from sim.core.game.moves import WashingtonCourse, WashingtonDeed
from sim.core.runs.interventions import ImposedMove
from sim.core.scenario import load_scenario
from tests.cli.command import Captured, said, three_lines

QUICK = ("openings", "economy")


@pytest.fixture(scope="module")
def all_headings(tmp_path_factory: pytest.TempPathFactory) -> tuple[PatternsFinding, Path]:
    """Every heading on few worlds, and the folder that keeps what was played like a study."""
    folder = tmp_path_factory.mktemp("patterns")
    return analyse(ask, find, PatternsOptions(20, 3), folder=folder), folder


def patterns(
    worlds: int, seed: int, only: tuple[str, ...] = tuple(HEADINGS)
) -> dict[str, list[ClaimLine]]:
    return analyse(ask, find, PatternsOptions(worlds, seed, only=only)).found


def test_every_line_has_a_key_of_its_own(all_headings: tuple[PatternsFinding, Path]) -> None:
    found = all_headings[0].found
    keys = [line.key for lines in found.values() for line in lines]
    assert list(found) == list(HEADINGS)
    assert len(set(keys)) == len(keys)
    assert all(line.what and line.verdict for lines in found.values() for line in lines)


def test_one_world_gives_every_line() -> None:
    few, many = (
        sum(len(each) for each in patterns(worlds, 3, only=QUICK).values()) for worlds in (1, 40)
    )
    assert few == many


def test_a_drift_has_no_quarters_in_one_world() -> None:
    claim = Claim(
        "drift",
        "",
        (Arm(load_scenario("2017-spring").change({"months": 3})),),
        Call(Statistic(find_net_by_drift)),
        None,
    )
    assert math.isnan(find_net_by_drift(StatisticInput(claim, "", PatternPlays(1, 3))).value)


def test_headings_alone_are_those_among_others() -> None:
    """What else is measured moves nothing."""
    alone = patterns(30, 3, only=("economy",))["economy"]
    assert alone == patterns(30, 3, only=("openings", "economy"))["economy"]


def test_changes_reach_every_play() -> None:
    plays = PatternPlays(30, 3, changes={"washington.policy": "engagement", "months": 12})
    assert (plays.free.state["washington_course"] == WashingtonCourse.ENGAGEMENT).all()
    assert plays.free.months == plays.profile(("prevent", "balance", "build", "hedge")).months == 12


def test_later_worlds_are_other_worlds_of_the_same_seed() -> None:
    plays, twice = (
        PatternPlays(30, 3, changes={"months": 12}),
        PatternPlays(60, 3, changes={"months": 12}),
    )
    later = plays.of(plays.base, first_world=30)
    np.testing.assert_array_equal(later.state["tension"], twice.free.state["tension"][:, 30:])


def test_an_imposed_move_is_made_in_every_world_and_changes_nothing_before() -> None:
    plays = PatternPlays(30, 3)
    h = plays.of(plays.base, imposed=[ImposedMove("washington", 8, deed="deploy")])
    assert (h.state["washington_deed"][8][h.live[8]] == WashingtonDeed.DEPLOY).all()
    np.testing.assert_array_equal(h.state["tension"][:8], plays.free.state["tension"][:8])


def test_at_other_seeds_each_judged_line_is_judged_again() -> None:
    """The share is of what the same measurement says at each seed alone."""
    options = PatternsOptions(20, 3, (4, 5), ("openings",))
    found = analyse(ask, find, options)
    alone = [analyse(ask, find, PatternsOptions(20, seed, only=("openings",))) for seed in (4, 5)]
    assert found.seeds.keys() == {line.key for line in found.judged}
    for at, each in enumerate(alone):
        assert {line.key: line.holds for line in each.judged} == {
            key: held[at] for key, held in found.seeds.items()
        }


def test_the_command_counts_the_seeds(capsys: Captured) -> None:
    line = ("patterns", "-n", 20, "--seed", 3, "--only", "openings", "-q", "--json")
    assert "seeds" not in json.loads(said(capsys, *line).out)
    told = json.loads(said(capsys, *line, "--seeds", "1:2").out)["seeds"]
    assert {len(each) for each in told.values()} == {2}


def test_the_function_finds_what_the_command_prints(capsys: Captured) -> None:
    line = (
        "patterns",
        "-n",
        20,
        "--seed",
        3,
        "--only",
        "openings",
        "--seeds",
        "4:5",
        "-q",
        "--json",
    )
    changes = {"washington.policy": "engagement"}
    found = sim.patterns(worlds=20, seed=3, only=["openings"], seeds=range(4, 6), changes=changes)
    typed = json.loads(said(capsys, *line, "--set", "washington.policy=engagement").out)
    assert typed["headings"] == json.loads(json.dumps(nine_digits(found.data()["headings"])))


@pytest.mark.parametrize("seeds", ["1", "5:1", "a:b", "1:1000", ":"])
def test_what_is_no_span_of_seeds_is_refused(capsys: Captured, seeds: str) -> None:
    what, where, remedy = three_lines(said(capsys, "patterns", "--seeds", seeds).err)
    assert "not a span of seeds" in what
    assert "--seeds" in where
    assert "1:10" in remedy


def test_another_length_is_refused_before_anything_is_played(capsys: Captured) -> None:
    what, where, _ = three_lines(said(capsys, "patterns", "--set", "months=12").err)
    assert "months of its own" in what
    assert where.endswith("--set months=12")
    with pytest.raises(UsageProblem, match="months of its own"):
        sim.patterns(worlds=20, changes={"months": 12})
    with pytest.raises(ScenarioProblem, match="no parameter"):
        sim.patterns(worlds=20, changes={"nosuch": 12})


def test_what_is_set_reaches_every_play(capsys: Captured) -> None:
    line = ("patterns", "-n", 20, "--seed", 3, "--only", "openings", "-q", "--json")
    free, held = (
        json.loads(said(capsys, *line, *more).out)
        for more in ((), ("--set", "washington.policy=engagement"))
    )
    followed = [
        each["headings"]["openings"]["lines"][4]["measured"]["value"] for each in (free, held)
    ]
    assert followed[0] < followed[1] == 1.0


def test_the_command_says_the_verdict_first(capsys: Captured) -> None:
    line = ("patterns", "-n", 30, "--seed", 3, "--only", "openings, economy", "-q")
    found = json.loads(said(capsys, *line, "--json").out)
    assert list(found["headings"]) == list(QUICK)
    lines = [each for heading in found["headings"].values() for each in heading["lines"]]
    judged = [each for each in lines if each["wanted"] is not None]
    missed = [each for each in judged if each["verdict"] == "miss"]
    assert (found["worlds"], found["seed"], found["missed"]) == (30, 3, len(missed))
    text = " ".join(said(capsys, *line, "--full").out.split())
    assert text.startswith(f"{len(judged) - len(missed)} of {len(judged)} lines hold")
    assert text.count(" MISS ") == 2 * len(missed)
    assert "Lines marked * were set while looking at the record of 2015 to 2019." in text


@pytest.mark.parametrize(("only", "near"), [("wars", "war"), ("openings,leavers", "levers")])
def test_an_unknown_heading_is_refused_with_the_nearest(
    capsys: Captured, only: str, near: str
) -> None:
    result = said(capsys, "patterns", "--only", only)
    what, where, remedy = three_lines(result.err)
    assert result.code == 2
    assert result.out == ""
    assert only.rpartition(",")[2] in what
    assert "--only" in where
    assert near in remedy


def test_they_are_published_with_every_line(capsys: Captured, tmp_path: Path) -> None:
    line = ("patterns", "-n", 30, "--seed", 3, "--only", "openings", "-q", "-o", tmp_path / "out")
    assert said(capsys, *line).code == 0
    kept = json.loads((tmp_path / "out" / "finding.json").read_bytes())
    assert kept["data"]["headings"].keys() == {"openings"}
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert (manifest["kind"], manifest["status"]) == ("patterns", "complete")
    assert {"headings.csv", "openings.csv"} <= manifest["files"].keys()


def test_the_policy_game_is_kept_as_a_study_and_played_once(
    all_headings: tuple[PatternsFinding, Path],
) -> None:
    first, folder = all_headings
    again = analyse(ask, find, PatternsOptions(20, 3, only=("dilemma",)), folder=folder)
    assert again.found["dilemma"] == first.found["dilemma"]
    assert len(list((folder / "rounds").iterdir())) == 1
