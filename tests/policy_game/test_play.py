"""Playing the policy game: every profile is the run of its line-up, in the same worlds; bad input."""

import json
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.policy_game.game import choices_from, mean_over_worlds, play_all
from sim.cli.main import guarded
from sim.errors import UsageProblem
from sim.study.run import run
from sim.study.scenario_file import load_scenario

SHORT = load_scenario("2017-spring").change({"months": 4})
CHOICES = {
    "washington": ("engagement", "maximum_pressure"), "beijing": ("lax", "mediator"),
    "pyongyang": ("byungjin", "conciliatory"), "seoul": ("hedging",),
}  # fmt: skip
ASKED = ["game", "2017-spring", "--set", "months=3", "-n", "20", "--resamples", "50", "-q", "--precision", "0.1",
         "--among", "pyongyang=byungjin", "--among", "seoul=hedging"]  # fmt: skip


def test_a_profile_is_the_run_of_its_policies_without_elections() -> None:
    game, _ = play_all(SHORT, CHOICES, 20, 5)
    assert game.shape == (2, 2, 2)
    for place in ((0, 1, 0), (1, 0, 1)):
        plan = {f"{capital}.policy": policy for capital, policy in game.named(place).items()}
        alone = run(SHORT.change({"elections": (), **plan}), 20, 5)
        for row, capital in enumerate(("washington", "beijing", "pyongyang", "seoul")):
            assert game.value[(row, *place)].tobytes() == alone.columns[f"value_{capital}"].tobytes()
        assert (game.lose_lose[place] == alone.flag("lose_lose")).all()


def test_places_and_names_of_profiles_are_inverse() -> None:
    game, _ = play_all(SHORT, CHOICES, 20, 5)
    for place in np.ndindex(*game.shape):
        assert game.place(game.named(place)) == place
    assert game.place(game.named((0, 0, 0)) | {"seoul": "sunshine"}) is None
    assert game.place(game.named((0, 0, 0)) | {"washington": "adaptive"}) is None


def test_equal_columns_have_equal_means() -> None:
    column = np.random.default_rng(1).normal(size=1001)
    means = mean_over_worlds(np.stack([column, column[::-1], column]))
    assert means[0] == means[1] == means[2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("paris=a", "no capital 'paris'"), ("seoul", "no capital|no policy"),
        ("seoul=sunshin", "Did you mean 'sunshine'"), ("seoul=hedging,hedging", "twice"), ("seoul=", "no policy"),
    ],
)  # fmt: skip
def test_policies_that_cannot_be_chosen_are_refused(text: str, said: str) -> None:
    with pytest.raises(UsageProblem, match=said):
        choices_from([(text, f"--among {text}")])


def test_one_capital_alone_plays_no_game_and_few_worlds_are_too_few() -> None:
    alone = {"beijing": ("lax",), "pyongyang": ("byungjin",), "seoul": ("hedging",)}
    with pytest.raises(UsageProblem, match="two capitals"):
        play_all(SHORT, alone, 20)
    with pytest.raises(UsageProblem, match="too few"):
        play_all(SHORT, CHOICES, 5)


def test_the_command_prints_equilibria_with_intervals_and_the_caveat(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(ASKED) == 0
    out = capsys.readouterr().out
    parts = ("25 profiles of 20 worlds", "Pure equilibria", "Logit equilibria", "Price of anarchy", "Not a forecast")
    assert [part for part in parts if part not in out] == []


def test_the_command_writes_json_a_table_and_the_graph(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "out"
    assert guarded([*ASKED, "--json", "-o", str(folder)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert json.loads((folder / "summary.json").read_text()) == printed
    assert (folder / "best-responses.png").read_bytes()[:4] == b"\x89PNG"
    assert json.loads((folder / "manifest.json").read_text())["rows"] == 500


@pytest.mark.parametrize(
    "more", [["--among", "seoul=none"], ["-n", "3"], ["--precision", "-2"], ["--among", "washington=engagement"]]
)
def test_bad_input_is_three_lines_and_exit_code_2(more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    extra = [*ASKED, *more, *(["--among", "beijing=lax"] if "washington=engagement" in more else [])]
    assert guarded(extra) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 3
