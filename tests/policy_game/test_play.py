"""Playing the policy game: every profile is the run of its policies, in the same worlds; bad
input.
"""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.analysis.policy_game import GameOptions
from sim.analysis.policy_game.game import (
    EVEN,
    ODD,
    PolicyGame,
    choices_from,
    mean_over_worlds,
    menu,
    types_of,
)
from sim.analysis.policy_game.play import ask, game_of
from sim.cli.main import run_guarded
from sim.core.base.errors import UsageProblem
from sim.core.game.catalogue import CAPITALS, COURSES
from sim.core.game.payoffs import PARTS
from sim.core.scenario import Scenario, load_scenario
from sim.study.play.play import play
from sim.study.run.worlds import run
from tests.cli.command import three_lines

SHORT = load_scenario("2017-spring").change({"months": 4})
CHOICES = {
    "washington": ("engagement", "maximum_pressure"),
    "beijing": ("shield", "free"),
    "pyongyang": ("build", "charm"),
    "seoul": ("hedge",),
}
ASKED = [
    "game",
    "2017-spring",
    "--set",
    "months=3",
    "-n",
    "20",
    "--resamples",
    "50",
    "-q",
]


GIANTS = {"washington": ("engagement", "maximum_pressure"), "beijing": ("shield", "enforce")}


def played(scenario: Scenario = SHORT, choices: Any = CHOICES, **given: Any) -> PolicyGame:
    """Play a game in memory."""
    options = GameOptions(scenario, choices, **given)
    experiment = ask(options, ())
    assert experiment is not None
    return game_of(options, play(experiment))


def test_a_profile_is_the_run_of_its_policies_under_a_type() -> None:
    game = played(worlds=20, seed=5)
    assert game.types == ("fearful", "greedy", "erratic")
    assert game.shape == (2, 2, 2, 2, 2)
    for kim, place in ((0, (0, 1, 0, 0)), (2, (1, 0, 1, 0))):
        plan = {
            f"{capital}.policy": game.choices[capital][at]
            for capital, at in zip(CAPITALS, place, strict=True)
        }
        alone = run(SHORT.change({"kim_type": game.types[kim], **plan}), 20, 5)
        for row, capital in enumerate(CAPITALS):
            assert (
                game.value[(kim, row, *place)].tobytes()
                == alone.columns[f"value_{capital}"].tobytes()
            )
        assert (game.goals_failed[(kim, *place)] == alone.flag("goals_failed_both")).all()


def test_a_scenario_with_one_type_plays_that_type() -> None:
    assert types_of(SHORT.change({"kim_type": "greedy"})) == {"greedy": 1.0}
    # What is impossible may be believed.
    assert types_of(SHORT.change({"kim_chance.erratic": 0.0}))["erratic"] == 0.0
    assert sum(types_of(SHORT).values()) == pytest.approx(1.0)


def test_capitals_pick_among_courses_or_among_policies() -> None:
    assert list(GameOptions(SHORT).restrict) == ["washington", "beijing"]
    assert list(GameOptions(SHORT, restrict={"seoul": ("hedge",)}).restrict) == [
        "washington",
        "beijing",
        "seoul",
    ]
    every = GameOptions(SHORT, players=CAPITALS, menu="courses").restrict
    assert {capital: len(own) for capital, own in every.items()} == {
        name: len(own) for name, own in COURSES.items()
    }
    experiment = ask(GameOptions(SHORT, players=CAPITALS, menu="courses"), ())
    assert experiment is not None
    cells = [len(factor.values) for factor in experiment.factors]
    assert math.prod(cells) == len(types_of(SHORT)) * math.prod(map(len, every.values()))
    for capital in CAPITALS:
        assert menu(capital, "policies")[0] == "free"
        assert menu(capital, "plans")[: len(menu(capital, "courses"))] == menu(capital, "courses")
        assert not set(menu(capital, "policies")) & set(menu(capital, "courses"))
    assert choices_from([("seoul=free,hedge", "here")])["seoul"] == ("free", "hedge")


def test_equal_columns_have_equal_means() -> None:
    column = np.random.default_rng(1).normal(size=1001)
    means = mean_over_worlds(np.stack([column, column[::-1], column]))
    assert means[0] == means[1] == means[2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("paris=a", "no capital 'paris'"),
        ("seoul", "no policies are named"),
        ("seoul=sunshin", "Did you mean 'sunshine'"),
        ("seoul=hedge,hedge", "twice"),
        ("seoul=", "no policy"),
        ("seoul=held", "no policy"),
    ],
)
def test_policies_that_cannot_be_chosen_are_refused(text: str, said: str) -> None:
    with pytest.raises(UsageProblem, match=said):
        choices_from([(text, f"--restrict {text}")])


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"restrict": {"beijing": ("shield",), "pyongyang": ("build",), "seoul": ("hedge",)}},
            "two capitals",
        ),
        ({"worlds": 5}, "from 20"),
        ({"resamples": 10}, "from 50"),
        ({"players": ("washington",)}, "two capitals"),
        ({"players": ("tokyo", "beijing")}, "one of: washington"),
        ({"restrict": {"paris": ("build",)}}, "no capital 'paris'"),
    ],
)
def test_what_is_no_game_or_cannot_be_solved_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageProblem, match=said):
        GameOptions(SHORT, **given)


def test_the_command_answers_first_and_shows_the_rest_with_full(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run_guarded(ASKED) == 0
    short = capsys.readouterr().out
    assert len(short.splitlines()) <= 20
    assert " · seed " in short.splitlines()[0]
    # Twenty worlds of three months settle nothing, and more are advised.
    assert "\n20 worlds cannot tell whether the bargain " in short
    assert " -n 80 · " in short
    assert run_guarded([*ASKED, "--full"]) == 0
    full = capsys.readouterr().out
    profiles = len(menu("washington", "plans")) * len(menu("beijing", "plans"))
    parts = (
        f"{profiles} profiles under each type",
        "Whose belief decides",
        "From which factor on a part",
        "dominated by",
        "Months of value, by",
        "gap, quartiles",
        "Not a forecast",
    )
    assert [part for part in parts if part not in full] == []
    assert [part for part in parts if part in short] == ["Not a forecast"]


def test_the_command_writes_json_tables_and_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "out"
    assert run_guarded([*ASKED, "--json", "-o", str(folder)]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert json.loads((folder / "finding.json").read_text())["data"] == printed
    assert (folder / "payoffs.png").read_bytes()[:4] == b"\x89PNG"
    assert (folder / "equilibria.csv").exists()


def test_no_figure_of_another_game_stays_in_the_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Defect 2: pictures of an earlier game stayed beside the findings of a later one.
    folder = tmp_path / "out"
    assert run_guarded([*ASKED, "--set", "kim_type=greedy", "-o", str(folder)]) == 0
    assert [path.name for path in folder.glob("*.png")] == ["payoffs.png"]
    assert (
        run_guarded(
            [*ASKED, "--set", "kim_type=fearful", "--no-figures", "--force", "-o", str(folder)]
        )
        == 0
    )
    assert list(folder.glob("*.png")) == []
    assert "greedy" not in (folder / "finding.txt").read_text()


@pytest.mark.parametrize(
    "more",
    [
        ["--restrict", "washington=none"],
        ["-n", "3"],
        ["--payoff-draws", "2"],
        ["--players", "tokyo"],
        ["--players", "seoul"],
        ["--choices", "moves"],
    ],
)
def test_bad_input_is_three_lines_and_exit_code_2(
    more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_guarded([*ASKED, *more]) == 2
    three_lines(capsys.readouterr().err)


STUDY = """
title = "Pressure or talks"
scenario = "game.toml"
seed = 5
outcomes = ["value_seoul", "goals_failed_both", "value_washington", "value_beijing", "value_pyongyang"]
[levers]
"pyongyang.policy" = "build,charm"
"washington.policy" = "engagement,maximum_pressure"
[uncertainties]
kim_type = "{types}"
[[design]]
kind = "factorial"
factors = ["pyongyang.policy", "kim_type", "washington.policy"]
[replication]
worlds = 50
"""


def swept(place: Path, types: str, *changes: tuple[str, str]) -> Path:
    """Run a study of policies and return its folder."""
    held = 'base = "2017-spring"\nmonths = 4\n[beijing]\npolicy = "shield"\n[seoul]\npolicy = "hedge"\n'
    (place / "game.toml").write_text(held)
    text = STUDY.format(types=types)
    for old, new in changes:
        text = text.replace(old, new)
    (place / "study.toml").write_text(text)
    assert (
        run_guarded(
            ["sweep", str(place / "study.toml"), "-q", "--no-figures", "-o", str(place / "study")]
        )
        == 0
    )
    return place / "study"


def test_a_finished_study_of_policies_is_read_as_the_game_that_would_be_played(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = swept(tmp_path, "greedy,erratic,fearful")
    capsys.readouterr()
    asked = ["--resamples", "50", "--json", "-q"]
    assert run_guarded(["game", str(folder), *asked]) == 0
    read = json.loads(capsys.readouterr().out)
    among = [
        f"{capital}={','.join(own)}"
        for capital, own in (CHOICES | {"beijing": ("shield",)}).items()
    ]
    given = [word for each in among for word in ("--restrict", each)]
    assert (
        run_guarded(
            ["game", str(tmp_path / "game.toml"), *given, "-n", "50", "--seed", "5", *asked]
        )
        == 0
    )
    played = json.loads(capsys.readouterr().out)
    assert read["kim_types"] == played["kim_types"]
    for kim in read["kim_types"]:
        assert read["readings"][kim]["equilibria"] == played["readings"][kim]["equilibria"]
    assert read["held"] == played["held"] == {"beijing": "shield", "seoul": "hedge"}


@pytest.mark.parametrize(
    ("types", "change", "said"),
    [
        ("greedy,erratic", ("", ""), "each type of Kim"),
        (
            "greedy,erratic,fearful",
            ("seed = 5", 'seed = 5\nluck = "independent"'),
            "the same worlds",
        ),
        ("greedy,erratic,fearful", ('"value_beijing", ', ""), "did not keep"),
        ("greedy,erratic,fearful", ("[uncertainties]", '[uncertainties]\nlearn = "0,1"'), ""),
    ],
)
def test_a_study_that_is_no_game_is_refused(
    types: str,
    change: tuple[str, str],
    said: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    more = [change] if change[0] else []
    if "learn" in change[1]:
        more.append(('"kim_type", ', '"kim_type", "learn", '))
    folder = swept(tmp_path, types, *more)
    capsys.readouterr()
    assert run_guarded(["game", str(folder), "--resamples", "50", "-q"]) in (2, 3)
    assert said in three_lines(capsys.readouterr().err)[0]


def test_what_would_change_a_study_that_has_run_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = swept(tmp_path, "greedy,erratic,fearful")
    capsys.readouterr()
    for more in (["-n", "100"], ["--restrict", "seoul=hedge"], ["--choices", "policies"]):
        assert run_guarded(["game", str(folder), *more]) == 2
        assert more[0].strip("-n") in capsys.readouterr().err


def test_washingtons_decision_is_told_against_pyongyang_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    players = ["--players", "washington,pyongyang", "--restrict", "seoul=hedge"]
    more = [*players, "--restrict", "beijing=balance", "--choices", "courses", "--full"]
    assert run_guarded([*ASKED, *more]) == 0
    said = capsys.readouterr().out
    assert "Pyongyang (greedy)" in said
    assert "Beijing presses" not in said


def test_parts_of_payoffs_add_up_to_values_and_weighing_them_anew_is_what_other_numbers_would_pay() -> (
    None
):
    # Held to a course, a giant does the same whatever it is paid: so the same worlds may be weighed
    # anew.
    game = played(worlds=20, seed=5, choices=GIANTS)
    dearer = SHORT.change({"pay_presence": 0.6, "loss_washington": 24.0})
    changed = played(worlds=20, seed=5, choices=GIANTS, scenario=dearer)
    names = [part.name for part in PARTS["washington"]]
    for half, worlds in enumerate((EVEN, ODD)):
        own = game.parts["washington"][half]
        assert own.sum(axis=1) == pytest.approx(game.value[:, 0, ..., worlds].mean(axis=-1))
        own[:, names.index("presence")] *= 0.6 / SHORT.value("pay_presence")
        own[:, len(names)] *= 24.0 / SHORT.value("loss_washington")
        assert own.sum(axis=1) == pytest.approx(changed.value[:, 0, ..., worlds].mean(axis=-1))


def test_payoffs_are_drawn_only_for_two_who_look_at_none() -> None:
    def drawn(choices: Any) -> tuple[str, ...]:
        return GameOptions(SHORT, choices).drawn

    assert drawn(GIANTS) == ("washington", "beijing")
    assert drawn(GIANTS | {"washington": ("free", "engagement")}) == ()
    assert drawn(GIANTS | {"seoul": ("sunshine", "hedge")}) == ()
    assert set(played(worlds=20, choices=GIANTS).parts) == {"washington", "beijing"}
    assert played(worlds=20, choices=CHOICES).parts == {}


def test_who_does_not_play_does_what_the_scenario_says() -> None:
    held = played(worlds=20, choices=GIANTS, scenario=SHORT.change({"pyongyang.policy": "charm"}))
    assert held.held == {"pyongyang": "charm", "seoul": "free"}
    assert held.beliefs.keys() == {"washington", "beijing", "seoul"}
    assert held.beliefs["beijing"] == pytest.approx(
        [SHORT.value(f"prior_beijing.{kim}") for kim in held.types]
    )
