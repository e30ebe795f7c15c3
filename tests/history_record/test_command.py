"""`sim record`, and the note on war in what other commands print."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.core.base.errors import ExitCode
from sim.core.outcomes.outcomes import WAR_LINE, WAR_SHORT
from sim.history.record import load_record
from tests.cli.command import Captured, said, three_lines
from tests.for_each import for_each
from tests.history_record.changed import csv_of

FEW = ("2017-spring", "-n", "30", "-q")


def test_the_record_beside_the_worlds(capsys: Captured) -> None:
    result = said(capsys, "record", *FEW, "--observed")
    assert result.code == 0
    assert result.out.splitlines()[0].startswith("Spring 2017: patience gives way · 30 worlds")
    assert (
        "the shipped record: 420 months, 1990-01 to 2024-12. A test in 26 % (22 to 31) of the 420 months"
    ) in " ".join(result.out.split())
    for part in (WAR_LINE, "0 of 13", "0 of 36", "worlds, n", "Not a forecast"):
        assert part in result.out


def test_the_record_alone_and_the_worlds_alone(capsys: Captured) -> None:
    alone = said(capsys, "record", "--observed").out
    assert "420 months, 1990-01 to 2024-12" in alone
    assert "worlds, n" not in alone
    worlds = said(capsys, "record", *FEW).out
    assert "record, n" not in worlds
    assert "Not a forecast" in worlds


def test_json_holds_every_rate_with_its_interval(capsys: Captured) -> None:
    found = json.loads(said(capsys, "record", *FEW, "--observed", "--json").out)
    rates = {rate["name"]: rate for rate in found["rates"]}
    assert rates["share of months: sanctions resolution"]["record"]["n"] == 228
    simulated = rates["share of months: test"]["worlds"]
    assert simulated["low"] <= simulated["value"] <= simulated["high"]
    assert found["war"][0]["wars"] == "0 of 13"
    assert found["options"]["worlds"] == 30


def test_a_folder_holds_the_months_and_goes_on_with_the_same_request_alone(
    capsys: Captured, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    request = ("record", *FEW, "--observed", "-o", out)
    assert said(capsys, *request).code == 0
    months = (out / "months.csv").read_bytes()
    assert len(months.splitlines()) == 421
    assert said(capsys, *request).code == 0
    assert (out / "months.csv").read_bytes() == months
    assert said(capsys, *request, "--seed", "8").code == ExitCode.INVALID


def test_a_rate_that_is_no_number_is_empty_and_the_folder_whole(
    capsys: Captured, tmp_path: Path
) -> None:
    """With the record, `sim record -o` wrote NaN into its JSON, failed and left half a folder."""
    out = tmp_path / "rec"
    assert said(capsys, "record", *FEW, "--observed", "-o", out).code == 0
    kept = json.loads((out / "finding.json").read_bytes(), parse_constant=pytest.fail)
    bounds = kept["data"]["war"]
    assert [each["3/n"] == "" for each in bounds] == [
        not each["wars"].startswith("0 of ") for each in bounds
    ]
    assert json.loads((out / "manifest.json").read_bytes())["status"] == "complete"


def test_what_a_record_lacks_is_not_known_and_who_is_unknown_is_named(
    capsys: Captured, tmp_path: Path
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(
        "month,us_talks,us_president,rok_president,dprk_leader\n2030-01,1,Somebody,Moon,\n"
    )
    found = " ".join(said(capsys, "record", "--observed", "--record", path, "--full").out.split())
    assert "A test: not known, US–DPRK talks in 100 %" in found
    assert "read by its default: washington: Somebody." in found


def test_another_record_is_read(capsys: Captured, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(csv_of(load_record().window("2010-01", "2012-12")), encoding="utf-8")
    assert (
        "36 months, 2010-01 to 2012-12"
        in said(capsys, "record", "--observed", "--record", path).out
    )
    path.write_text(path.read_text().replace("2011-06,1", "2011-06,many"), encoding="utf-8")
    result = said(capsys, "record", "--observed", "--record", path)
    assert result.code == ExitCode.INVALID
    what, where, _ = three_lines(result.err)
    assert "'many' is not a whole number" in what
    assert "line 19, column missile_tests" in where


@pytest.mark.parametrize("json_too", [(), ("--json",)])
def test_a_dry_run_plays_nothing(
    capsys: Captured, tmp_path: Path, json_too: tuple[str, ...]
) -> None:
    result = said(capsys, "record", *FEW, "-o", tmp_path / "out", "--dry-run", *json_too)
    assert result.code == 0
    assert "30" in result.out
    assert not (tmp_path / "out").exists()
    if json_too:
        json.loads(result.out)


@for_each(
    ("words", "code"),
    [
        ((), ExitCode.USAGE),
        (("2017-spring", "--from-list", "list.csv"), ExitCode.USAGE),
        (("2017-spring", "--record", "none.csv"), ExitCode.INVALID),
        (("--observed", "--set", "momentum=1"), ExitCode.USAGE),
        (("2017-spring", "-n", "100000000"), ExitCode.USAGE),
        (("--observed", "--record", "none.csv"), ExitCode.INVALID),
        (("2017-sprin",), ExitCode.INVALID),
    ],
)
def test_bad_words_get_three_lines(capsys: Captured, words: tuple[str, ...], code: int) -> None:
    result = said(capsys, "record", *words)
    assert result.code == code
    three_lines(result.err)


def test_other_commands_print_the_note_beside_war(capsys: Captured) -> None:
    assert WAR_SHORT in said(capsys, "run", *FEW).out
    assert WAR_LINE in said(capsys, "run", *FEW, "--full").out
    assert WAR_LINE in json.loads(said(capsys, "run", *FEW, "--json").out)["notes"]
    over = ("--over", "washington.pressure=0:1:2", "-n", "20", "-q", "--no-progress")
    assert WAR_SHORT in said(capsys, "sweep", "2017-spring", *over, "--outcome", "war").out
    assert WAR_SHORT not in said(capsys, "sweep", "2017-spring", *over, "--outcome", "crisis").out
