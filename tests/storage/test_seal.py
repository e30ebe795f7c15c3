"""Forged manifests: what is edited in the results of any command, with the seal as it is or made
anew, is refused.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sim.classroom.seats.record import EVENTS, GameRecord
from sim.classroom.seats.saving import identity_of, read_game, saved_table
from sim.classroom.seats.table import GameTable
from sim.cli.main import run_guarded
from sim.core.base.errors import DataProblem
from sim.core.game.catalogue import CAPITALS, MOVES
from sim.core.scenario import load_scenario
from sim.core.scenario.fingerprint import Model, model_from
from sim.policies.agents.observation import KINDS
from sim.study.experiment.study_file import read_study
from sim.study.store.manifest import MANIFEST, STATED
from tests.cli.command import Captured, said, three_lines
from tests.pipeline.analyses import ANALYSES
from tests.storage.sealing import changed, reseal
from tests.studies.studies import play, tabled

Made = Callable[[str], Path]
Tell = Callable[[str, object], None]
OTHERS = ("study", "saved game", "programs")
SHORT = ("run", "forecast", "study", "saved game")
INPUTS = {"about.question"}
"""What was given, and nothing else in the folder tells it: with the seal made anew only asking it
again refuses it.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return what gives the folder of results of each kind, made once."""
    root = tmp_path_factory.mktemp("made")

    @cache
    def folder(name: str) -> Path:
        place = root / name.replace(" ", "-")
        if name == "study":
            play(read_study(tabled(root)), place)
        elif name == "saved game":
            place.mkdir()
            saved_game(place)
        else:
            line = ANALYSES[name] if name != "programs" else PROGRAMS
            with pytest.MonkeyPatch.context() as patch:
                words = [*line, "--no-figures", "-q", "-o", str(place)]
                patch.setattr("sys.argv", ["sim", *words])
                assert run_guarded(words) == 0
        return place

    return folder


def saved_game(place: Path) -> GameTable:
    """A game of four months, of which two are over and one is open, with everything in it that one
    can say.
    """
    table = saved_table(
        place, GameRecord(load_scenario("2017-spring").change({"months": 4}), 7, CAPITALS), {}
    )
    table.forecast("seoul", dict.fromkeys(EVENTS, 0.5))
    table.start()
    for month in (0, 1):
        for capital in CAPITALS:
            word, deed = (MOVES[f"{capital}.{kind}"][-1].name for kind in KINDS)
            table.choose(capital, month, word, deed)
        table.close_month(month)
    line = {"menu": "pyongyang.deed", "move": "big_test", "deed": "deploy"}
    table.act("washington", {"act": "line"} | line)
    table.inject("missile_test")
    table.choose("seoul", 2, "", MOVES["seoul.deed"][0].name)
    return table


PROGRAMS = (
    "compare",
    "core",
    "washington.policy=agent:scripted",
    *("--agent", "scripted", "--set", "months=3", "-n", "4"),
)
"""A comparison in which a program plays."""


def edited(value: Any) -> Any:
    """Return another value of the same kind."""
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return f"{'1' if value[:1] == '0' else '0'}{value[1:]}" if value else "x"
        case list():
            return value[:-1] if value else ["x"]
        case dict():
            return dict(list(value.items())[1:]) if value else {"x": "x"}
    return 1


def edits(manifest: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every edit of a manifest: each field changed, and within tables an entry changed, gone
    and added.
    """
    for key, value in manifest.items():
        if key not in STATED:
            yield key, manifest | {key: edited(value)}
        if isinstance(value, dict) and key not in STATED:
            for name, inner in list(value.items())[: 30 if key == "about" else 1]:
                if name != "git":
                    yield f"{key}.{name}", manifest | {key: value | {name: edited(inner)}}
                    yield (
                        f"{key}.{name}",
                        manifest | {key: {k: v for k, v in value.items() if k != name}},
                    )
            yield key, manifest | {key: value | {"x": "x"}}
    table = {**model_from(manifest["model"]).table, "number momentum": 9.0}
    yield "model", manifest | {"model": Model(table).as_dict()}


def refusals(name: str, folder: Path, capsys: Captured) -> Iterator[tuple[str, str, str]]:
    """Yield each edit with what is said of it, with the seal as it is and made anew; "" where
    nothing is.
    """
    path = folder / MANIFEST
    whole = path.read_bytes()
    for field, manifest in edits(json.loads(whole)):
        answers = []
        for anew in (False, True):
            path.write_text(json.dumps(manifest))
            if anew:
                reseal(folder)
            answers.append(answer(name, folder, capsys))
        yield field, answers[0], answers[1]
    path.write_bytes(whole)


def answer(name: str, folder: Path, capsys: Captured) -> str:
    """Return what is said of a folder where it is refused; "" where it is not."""
    if name == "saved game":
        try:
            read_game(folder)
        except DataProblem as problem:
            return str(problem)
        return ""
    ended = said(capsys, "archive", "--cite", folder)
    assert ended.code in (0, 3), ended
    return ended.err if ended.code else ""


def check_forging(name: str, made: Made, place: Path, capsys: Captured, tell: Tell) -> None:
    shutil.copytree(made(name), place / "copy")
    assert answer(name, place / "copy", capsys) == ""
    tried = 0
    for field, as_it_is, anew in refusals(name, place / "copy", capsys):
        tried += 1
        assert as_it_is, field
        assert anew or field in INPUTS, field
    assert tried > 20
    tell("told", f"seal, {name}: {tried} edits, each with the seal as it is and made anew")


@pytest.mark.parametrize("name", SHORT)
def test_every_field_that_is_forged_is_refused(
    name: str, made: Made, tmp_path: Path, capsys: Captured, record_property: Tell
) -> None:
    check_forging(name, made, tmp_path, capsys, record_property)


def test_another_move_comes_to_other_months_though_identity_and_seal_are_made_anew(
    tmp_path: Path,
) -> None:
    saved_game(tmp_path)
    whole, path = json.loads((tmp_path / MANIFEST).read_text()), tmp_path / MANIFEST
    record, _ = read_game(tmp_path)
    for month, moves in enumerate(whole["about"]["months"]):
        for menu, move in moves.items():
            other = next(each.name for each in MOVES[menu] if each.name != move)
            months = [dict(each) for each in whole["about"]["months"]]
            months[month][menu] = other
            about = whole["about"] | {"months": months}
            path.write_text(
                json.dumps(whole | {"about": about, "identity": identity_of(record, about)})
            )
            reseal(tmp_path)
            with pytest.raises(DataProblem, match=f"'about.played.{month + 1}' says"):
                read_game(tmp_path)


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in (*ANALYSES, *OTHERS) if name not in SHORT])
def test_every_field_of_every_analysis_is_refused(
    name: str, made: Made, tmp_path: Path, capsys: Captured, record_property: Tell
) -> None:
    check_forging(name, made, tmp_path, capsys, record_property)


def test_what_is_forged_is_named_with_what_it_says_and_what_it_ought_to(
    made: Made, tmp_path: Path, capsys: Captured
) -> None:
    shutil.copytree(made("run"), tmp_path / "run")
    whole = json.loads((tmp_path / "run" / MANIFEST).read_text())
    about, model = whole["about"], whole["model"]
    place, sha256 = next(iter(whole["files"].items()))
    files, zeros = whole["files"], "0" * 64
    less = {key: value for key, value in files.items() if key != place}
    other, momentum = (
        Model({**model_from(model).table, "number momentum": 9.0}),
        model["number"]["momentum"],
    )
    forged: list[tuple[dict[str, Any], str]] = [
        ({"seed": "5"}, "'seed' says '5', and must be a valid integer"),
        (
            {"status": "done"},
            "'status' says 'done', and must be 'running', 'stopped' or 'complete'",
        ),
        ({"colour": "red"}, "'colour' says 'red', and must be gone"),
        (
            {"about": about | {"x": 1}},
            '\'about\' says ["asked", "question", "x"], and must be ["asked", "question"]',
        ),
        ({"files": less}, f"'files.{place}' says null, and must be \"{sha256}\""),
        (
            {"files": files | {place: zeros}},
            f'\'files.{place}\' says "{zeros}", and must be "{sha256}"',
        ),
        (
            {"files": files | {"x.csv": zeros}},
            f"'files.x.csv' says \"{zeros}\", and must be null",
        ),
        (
            {"model": other.as_dict()},
            f" and model {model['fingerprint']}; the first difference: the number momentum is {momentum}, not 9",
        ),
        (
            {"model": model | {"number": model["number"] | {"momentum": 9}}},
            f"the number momentum is 9, not {momentum}",
        ),
        (
            {"model": model | {"fingerprint": "0" * 12}},
            f"says {'0' * 12}, and it must be {model['fingerprint']}",
        ),
        (
            {"model": model | {"number": {"momentum": []}}},
            "momentum' says [], and must be a number or a text",
        ),
        ({"model": {}}, "'model.fingerprint' says None, and must be twelve characters"),
        ({"seal": "0" * 64}, f"'seal' says {'0' * 16}, and must be {whole['seal'][:16]}"),
    ]
    manifests = [(whole | change, what) for change, what in forged]
    for key in whole.keys() - {"format", "seal"}:
        manifests.append(
            (
                {k: v for k, v in whole.items() if k != key},
                f"'{key}' says nothing, and must be there",
            )
        )
    for manifest, what in manifests:
        (tmp_path / "run" / MANIFEST).write_text(json.dumps(manifest))
        ended = said(capsys, "archive", "--cite", tmp_path / "run")
        assert ended.code == 3
        assert what in three_lines(ended.err)[0]


@pytest.mark.parametrize("anew", [False, True])
@pytest.mark.parametrize("command", ["report", "archive", "cite", "reproduce", "resume"])
def test_every_command_names_the_field_that_is_forged(
    command: str, anew: bool, made: Made, tmp_path: Path, capsys: Captured
) -> None:
    folder = tmp_path / "run"
    shutil.copytree(made("run"), folder)
    capsys.readouterr()
    changed(folder, anew, seed=8)
    line = {
        "report": ("report", folder, "-o", tmp_path / "page.html"),
        "cite": ("archive", "--cite", folder),
        "archive": ("archive", folder, "-o", tmp_path / "run.zip"),
        "reproduce": ("reproduce", folder, "-q"),
        "resume": (*ANALYSES["run"], "--no-figures", "-q", "-o", folder),
    }[command]
    ended = said(capsys, *line)
    assert (ended.code, ended.out) == (3, "")
    assert "'seed' says 8, and must be 5" in three_lines(ended.err)[0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run"]


def test_a_forged_question_does_not_ask_for_what_lies_there(
    made: Made, tmp_path: Path, capsys: Captured
) -> None:
    """Nothing else in the folder tells the question: it is asked again, and its identity is
    compared.
    """
    folder = tmp_path / "forecast"
    shutil.copytree(made("forecast"), folder)
    whole = json.loads((folder / MANIFEST).read_text())
    question = whole["about"]["question"]
    words = ["30" if word == "20" else word for word in question["words"]]
    assert words != question["words"]
    forged = question | {
        "words": words,
        "options": question["options"] | {"worlds": 30},
    }
    about = whole["about"] | {"question": forged}
    changed(folder, command=" ".join(["sim", *words]), about=about)
    ended = said(capsys, "reproduce", folder, "-q")
    assert ended.code == 3
    assert "'asked' says" in three_lines(ended.err)[0]
    shutil.copytree(made("study"), tmp_path / "study")
    changed(tmp_path / "study", command="rm -rf .")
    ended = said(capsys, "reproduce", tmp_path / "study", "-q")
    assert ended.code == 3
    assert "'command' says" in three_lines(ended.err)[0]


def test_of_what_is_only_stated_the_year_alone_is_cited(
    made: Made, tmp_path: Path, capsys: Captured
) -> None:
    """A citation needs a year, and nothing that is sealed has one."""
    shutil.copytree(made("run"), tmp_path / "run")
    capsys.readouterr()  # what making it printed, if it is made only now
    before = said(capsys, "archive", "--cite", tmp_path / "run").out
    year = json.loads((tmp_path / "run" / MANIFEST).read_text("utf-8"))["finished"][:4]
    stated = {
        "started": "1066-10-14",
        "finished": "1066-10-15",
        "tool_version": "0.0",
        "packages": {"numpy": "0"},
    }
    changed(tmp_path / "run", anew=False, **stated)
    after = said(capsys, "archive", "--cite", tmp_path / "run").out
    assert year in before
    assert after.replace("1066", year) == before
