"""`sim why`: what it prints, and three lines for what cannot be meant."""

import json
from functools import partial
from pathlib import Path

import pytest

from sim.analysis.counterfactual import WhyOptions
from sim.analysis.counterfactual.changes import impose_move
from sim.analysis.counterfactual.findings import find
from sim.analysis.counterfactual.paired_world import counterfactual
from sim.analysis.counterfactual.story import story
from sim.core.estimate.writing import nine_digits
from sim.core.scenario import Scenario, load_scenario
from sim.study.estimate.paired import compare_paired
from sim.study.estimate.quantities import Table
from sim.study.run.worlds import run
from tests.cli.command import Captured, said, three_lines
from tests.for_each import for_each

SPRING = load_scenario("2017-spring")
SHORT = ("2017-spring", "--set", "months=6")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that `sim run` has written to."""
    from sim.cli.main import run_guarded

    path = tmp_path_factory.mktemp("why") / "run"
    assert (
        run_guarded(["run", "2017-spring", "-n", "20", "-o", str(path), "--no-figures", "-q"]) == 0
    )
    return path


def test_a_world_of_a_run_is_told(capsys: Captured, folder: Path) -> None:
    result = said(capsys, "why", folder, "--world", 4, "--json")
    found = json.loads(result.out)
    assert (result.code, result.err) == (0, "")
    assert found["story"] == json.loads(json.dumps(nine_digits(story(SPRING, 7, 4).as_dict())))
    assert found["screen"]["happens"] is found["story"]["outcomes"]["lose_lose"]
    assert {each["change"] for each in found["screen"]["levers"]} & {
        "Washington's pressure at 0 throughout",
        "Washington's pressure at 1 throughout",
    }


def test_the_answer_comes_first_and_the_months_hold_what_happened(capsys: Captured) -> None:
    result = said(capsys, "why", "2017-spring", "--world", 4)
    was = story(SPRING, 7, 4)
    assert f"\nWorld 4 ends as {was.final_state}: not both powers do worse" in result.out
    assert "105 changes would have brought about" in " ".join(result.out.split())
    assert "Not a forecast.\nNext: sim why 2017-spring --world 4 --full" in result.out
    assert max(map(len, result.out.splitlines())) <= 140


def test_without_a_number_the_first_world_with_the_outcome_is_told(capsys: Captured) -> None:
    worlds = run(SPRING, 200)
    for name in ("lose_lose", "goals_failed_both", "freeze"):
        found = json.loads(said(capsys, "why", "2017-spring", "--outcome", name, "--json").out)
        assert found["story"]["world"] == worlds.flag(name).argmax()
        assert found["screen"]["happens"]
    bad = ("why", "2017-spring", "--set", "months=2", "--outcome", "deal")
    assert "deal happens in none of 1000 worlds" in three_lines(said(capsys, *bad).err)[0]


def months_of(world: int, scenario: Scenario = SPRING, span: str | None = None) -> Table:
    """Return the table of the months of a world that are shown unasked."""
    finding = find(WhyOptions(scenario, world, span=span), ())
    return next(table for table in finding.tables() if table.name == "months")


def test_the_months_hold_every_event_review_word_and_deed() -> None:
    was, rows = story(SPRING, 7, 4), months_of(4).rows
    for month in was.decisive:
        own = [row for row in rows if row[0] == month.label]
        assert [row[2] for row in own if row[1] == "event"] == [
            event.text for event in month.events
        ]
        for review in month.reviews.values():
            assert any(
                row[1] == review.capital.capitalize() and "reviews its course" in str(row[2])
                for row in own
            )
        for menu, choice in month.choices.items():
            capital, _, kind = menu.partition(".")
            assert any(
                row[1] == capital.capitalize() and str(row[2]).startswith(f"{kind}: {choice.label}")
                for row in own
            )


def test_a_review_holds_what_each_course_was_expected_to_bring() -> None:
    was = next(
        each
        for each in map(partial(story, SPRING, 7), range(9))
        if any("washington" in month.reviews for month in each.months)
    )
    month = next(month for month in was.months if "washington" in month.reviews)
    (told,) = (
        str(row[5])
        for row in months_of(was.world, span=month.label).rows
        if row[1] == "Washington" and "reviews" in str(row[2])
    )
    for course in ("patience", "maximum pressure", "engagement", "prevention"):
        assert course in told
    assert told.count("(expects ") == 4
    assert "takes Kim for fearful" in told
    assert "reckons with war at" in told


@pytest.mark.parametrize("span", [None, "2017-03:2017-04"])
def test_months_are_those_asked_for(span: str | None) -> None:
    scenario = SPRING.change({"months": 6})
    was = story(scenario, 7, 4)
    told = list(dict.fromkeys(row[0] for row in months_of(4, scenario, span).rows))
    assert told == [month.label for month in (was.months[1:3] if span else was.decisive)]


def test_everything_shows_every_month(capsys: Captured) -> None:
    text = said(capsys, "why", *SHORT, "--world", 4, "--policy", "beijing=shield", "--full").out
    for month in story(SPRING.change({"months": 6}), 7, 4).months:
        assert f"  {month.label}  tension" in text.partition("every month")[2]


def test_a_twin_is_the_counterfactual_of_the_library(capsys: Captured) -> None:
    was = story(SPRING, 7, 3)
    move = "aid" if was.months[2].choices["beijing.deed"].done != "aid" else "look_away"
    line = ("why", "2017-spring", "--world", 3, "--move", f"beijing={move}@2017-04")
    found = counterfactual(was, [impose_move("beijing.deed", move, 2)])
    twin = json.loads(said(capsys, *line, "--json").out)["twin"]
    assert twin.pop("story") == json.loads(json.dumps(nine_digits(found.would_story.as_dict())))
    assert twin == json.loads(json.dumps(nine_digits(found.as_dict())))
    text = said(capsys, *line).out
    assert f"The same random draws, but {found.label}" in text
    assert f"They part in {found.parted_label}" in " ".join(text.split())


def test_a_change_that_changes_nothing_says_so(capsys: Captured) -> None:
    move = story(SPRING, 7, 3).months[2].choices["seoul.word"].done
    text = said(capsys, "why", "2017-spring", "--world", 3, "--move", f"seoul={move}@2017-04").out
    assert "makes no difference" in text


@pytest.mark.parametrize("change", [(), ("--lever", "washington.pressure=1@2017-04")])
def test_a_world_is_published_with_its_picture(
    capsys: Captured, tmp_path: Path, change: tuple[str, ...]
) -> None:
    assert said(capsys, "why", *SHORT, "--world", 4, *change, "-o", tmp_path / "out").code == 0
    name = "twin" if change else "timeline"
    assert (tmp_path / "out" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
    assert (manifest["kind"], manifest["status"], manifest["seed"]) == ("story", "complete", 7)
    assert {"finding.json", "months.csv", "every-month.csv", f"{name}.png"} <= manifest[
        "files"
    ].keys()


def test_a_dry_run_plays_nothing(capsys: Captured) -> None:
    assert said(capsys, "why", *SHORT, "--world", 4, "--dry-run").code == 0


WORLD = (*SHORT, "--world", "3")
BAD: dict[tuple[str, ...], int] = {
    ("2017-sprin", "--world", "3"): 3,
    (*SHORT, "--world", "-1"): 2,
    (*WORLD, "--policy", "bejing=shield"): 2,
    (*WORLD, "--policy", "beijing=sheild"): 2,
    (*WORLD, "--policy", "beijing"): 2,
    (*WORLD, "--policy", "beijing=shield@2027-01"): 2,
    (*WORLD, "--policy", "beijing=shield@soon"): 2,
    (*WORLD, "--policy", "washington=hawk@2017-04"): 2,
    (*WORLD, "--move", "beijing=aid"): 2,
    (*WORLD, "--move", "beijing=deploy@2017-03"): 2,
    (*WORLD, "--move", "seoul=aid@2017-03", "--move", "seoul=hold@2017-03"): 2,
    (*WORLD, "--lever", "washington.presure=1"): 2,
    (*WORLD, "--lever", "washington.pressure=2"): 2,
    (*WORLD, "--lever", "washington.pressure"): 2,
    (*WORLD, "--luck", "acident=.5@2017-03"): 2,
    (*WORLD, "--luck", "accident=1@2017-03"): 2,
    (*WORLD, "--luck", "accident=x@2017-03"): 2,
    (*WORLD, "--luck", "accident=.5"): 2,
    (*WORLD, "--shock", "earthquake"): 2,
    (*WORLD, "--shock", "collapse"): 2,
    (*WORLD, "--shock", "dialogue"): 2,
    (*WORLD, "--shock", "dialogue=fails@2017-03"): 2,
    (*WORLD, "--shock", "election=engagement"): 2,
    (*WORLD, "--shock", "kim_type=kind"): 2,
    (*WORLD, "--shock", "kim_type=fearful@2017-04"): 2,
    (*WORLD, "--shock", "election=sunshine@2017-04"): 2,
    (*WORLD, "--move", "seoul=aid@2018-09"): 2,
    (*WORLD, "--months", "2017-05:2017-03"): 2,
    (*WORLD, "--months", "2019-05"): 2,
    (*WORLD, "-n", "5"): 2,
    (*WORLD, "--outcome", "peace"): 2,
}


@for_each("line", BAD)
def test_what_cannot_be_meant_gets_three_lines(capsys: Captured, line: tuple[str, ...]) -> None:
    result = said(capsys, "why", *line)
    assert (result.code, result.out) == (BAD[line], "")
    three_lines(result.err)


def test_a_folder_that_cannot_be_told(capsys: Captured, folder: Path, tmp_path: Path) -> None:
    for place, option, code, text in (
        (folder, ("--world", 20), 2, "no world 20"),
        (folder, ("--world", 2, "--seed", 3), 2, "--seed needs a new run, and the study has run"),
        (tmp_path, ("--world", 2), 3, "no results"),
    ):
        result = said(capsys, "why", place, *option)
        assert (result.code, result.out) == (code, "")
        assert text in three_lines(result.err)[0]
    over = ("--over", "washington.pressure=0,1", "-n", 2, "-q", "--no-figures")
    said(capsys, "sweep", *SHORT, *over, "-o", tmp_path / "s")
    result = said(capsys, "why", tmp_path / "s", "--world", 0)
    assert (result.code, three_lines(result.err)[0]) == (
        3,
        "sim: the folder holds a sweep, not a run",
    )


def test_compare_prints_what_flips_and_in_which_direction(capsys: Captured) -> None:
    line = (
        "compare",
        "2017-spring",
        *SHORT,
        "--with",
        "B:washington.policy=engagement",
        "-n",
        40,
        "-q",
    )
    a, b = (
        run(SPRING.change({"months": 6} | more), 40, 7)
        for more in ({}, {"washington.policy": "engagement"})
    )
    wanted = compare_paired(a.flag("crisis"), b.flag("crisis"))
    printed = json.loads(said(capsys, *line, "--json").out)
    cell = next(row["A minus B"] for row in printed["outcomes"] if row["name"] == "crisis")
    assert cell.items() <= nine_digits(wanted.as_dict()).items()
    flips = next(row for row in printed["flips"] if row["name"] == "crisis")
    counts = [flips[head] for head in ("only in A", "only in B", "in both", "in neither")]
    assert sum(counts) == 40
    text = said(capsys, *line, "--full").out.partition("What flips")[2]
    row = next(line for line in text.splitlines() if line.strip().startswith("crisis"))
    assert row.split()[1:5] == list(map(str, counts))
    unpaired = said(capsys, *line, "--unpaired", "--full").out
    assert "What flips" not in unpaired
