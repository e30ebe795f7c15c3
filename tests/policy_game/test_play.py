"""Playing the policy game: every profile is the run of its line-up, in the same worlds; bad input."""

import json
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.policy_game.game import mean_over_worlds
from sim.analysis.policy_game.play import check_choices, choices_from, menu, play_all, types_of
from sim.cli.main import guarded
from sim.errors import UsageProblem
from sim.game.catalogue import CAPITALS
from sim.study.run.worlds import run
from sim.study.scenario import load_scenario

SHORT = load_scenario("2017-spring").change({"months": 4})
CHOICES = {
    "washington": ("engagement", "maximum_pressure"), "beijing": ("shield", "free"), "pyongyang": ("build", "charm"),
    "seoul": ("hedge",),
}  # fmt: skip
ASKED = ["game", "2017-spring", "--set", "months=3", "-n", "20", "--resamples", "50", "-q", "--precision", "0.1",
         "--among", "pyongyang=build,charm", "--among", "seoul=hedge", "--among", "beijing=balance"]  # fmt: skip


def test_a_profile_is_the_run_of_its_policies_under_a_type() -> None:
    game, _ = play_all(SHORT, CHOICES, 20, 5)
    assert game.types == ("fearful", "greedy", "erratic")
    assert game.shape == (2, 2, 2, 2, 2)
    for kim, place in ((0, (0, 1, 0, 0)), (2, (1, 0, 1, 0))):
        plan = {f"{capital}.policy": game.choices[capital][at] for capital, at in zip(CAPITALS, place, strict=True)}
        alone = run(SHORT.change({"kim_type": game.types[kim], **plan}), 20, 5)
        for row, capital in enumerate(CAPITALS):
            assert game.value[(kim, row, *place)].tobytes() == alone.columns[f"value_{capital}"].tobytes()
        assert (game.lose_lose[(kim, *place)] == alone.flag("lose_lose")).all()


def test_a_scenario_with_one_type_plays_that_type() -> None:
    assert types_of(SHORT.change({"kim_type": "greedy"})) == {"greedy": 1.0}
    assert types_of(SHORT.change({"kim_chance.erratic": 0.0})).keys() == {"fearful", "greedy"}
    assert sum(types_of(SHORT).values()) == pytest.approx(1.0)


def test_capitals_pick_among_courses_or_among_policies() -> None:
    assert menu("pyongyang", "courses") == ("build", "brinkmanship", "charm", "consolidate")
    assert check_choices(choices_from()) == 192
    for capital in CAPITALS:
        assert menu(capital, "policies")[0] == "free"
        assert not set(menu(capital, "policies")) & set(menu(capital, "courses"))
    assert choices_from([("seoul=free,hedge", "here")])["seoul"] == ("free", "hedge")


def test_equal_columns_have_equal_means() -> None:
    column = np.random.default_rng(1).normal(size=1001)
    means = mean_over_worlds(np.stack([column, column[::-1], column]))
    assert means[0] == means[1] == means[2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("paris=a", "no capital 'paris'"), ("seoul", "no capital|no policy"),
        ("seoul=sunshin", "Did you mean 'sunshine'"), ("seoul=hedge,hedge", "twice"), ("seoul=", "no policy"),
        ("seoul=held", "no policy"),
    ],
)  # fmt: skip
def test_policies_that_cannot_be_chosen_are_refused(text: str, said: str) -> None:
    with pytest.raises(UsageProblem, match=said):
        choices_from([(text, f"--among {text}")])


def test_one_capital_alone_plays_no_game_and_few_worlds_are_too_few() -> None:
    alone = {"beijing": ("shield",), "pyongyang": ("build",), "seoul": ("hedge",)}
    with pytest.raises(UsageProblem, match="two capitals"):
        play_all(SHORT, alone, 20)
    with pytest.raises(UsageProblem, match="too few"):
        play_all(SHORT, CHOICES, 5)


def test_the_command_prints_matrices_and_equilibria_with_intervals_and_the_caveat(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert guarded(ASKED) == 0
    out = capsys.readouterr().out
    parts = ("8 profiles under each type", "* best reply", "Pure equilibria", "P(lose-lose)", "Logit equilibria",
             "Price of anarchy", "If all knew that Kim is greedy", "Dominant", "Not a forecast")  # fmt: skip
    assert [part for part in parts if part not in out] == []


def test_the_command_writes_json_a_table_and_a_graph_for_each_type(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    assert guarded([*ASKED, "--json", "-o", str(folder)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert json.loads((folder / "summary.json").read_text()) == printed
    for kim in ("fearful", "greedy", "erratic"):
        assert (folder / f"best-responses-{kim}.png").read_bytes()[:4] == b"\x89PNG"
    assert json.loads((folder / "manifest.json").read_text())["rows"] == 8 * 3 * 20


@pytest.mark.parametrize(
    "more", [["--among", "washington=none"], ["-n", "3"], ["--precision", "-2"], ["--choices", "moves"]]
)
def test_bad_input_is_three_lines_and_exit_code_2(more: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded([*ASKED, *more]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 3
