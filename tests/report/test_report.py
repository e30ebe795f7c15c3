"""The report: the numbers of its folder, in one file that asks for nothing and hides nothing."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from pathlib import Path

import pytest
from sim.study.store.reading import study_from

from sim.cli.main import guarded
from sim.errors import DataProblem, ExitCode
from sim.show.report import report_of
from sim.show.report.page import LIMITS, spoken
from sim.study.estimate.interval import value_text, wilson
from sim.study.outcomes import FINAL_STATES
from sim.study.run.readings import QUADRANTS
from sim.study.run.worlds import Run
from tests.cli.command import Captured, said, three_lines

TITLE = '<script>alert("x")</script> & co'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("report") / "run"
    line = ["run", "core", "-n", "60", "--set", "months=12", "--set", f"title={TITLE}", "--no-figures", "-q", "-o"]
    assert guarded([*line, str(place)]) == 0
    return place


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("report") / "grid"
    axes = ["--over", "washington.pressure=0,1", "--over", "beijing.policy=shield,mediate", "--set", "months=6"]
    assert guarded(["sweep", "core", *axes, "-n", "20", "-q", "--no-figures", "-o", str(place)]) == 0
    return place


@pytest.fixture(scope="module")
def text(folder: Path) -> str:
    return report_of(folder)


def plain(text: str) -> str:
    """Return what a reader sees, without tags."""
    return html.unescape(re.sub(r"<[^>]+>", " ", text))


def test_every_probability_stands_there_with_its_interval(folder: Path, text: str) -> None:
    run = study_from(str(folder))
    assert isinstance(run, Run)
    quadrants = run.quadrants()
    assert tuple(quadrants) == QUADRANTS
    for found in (*map(run.probability, (*FINAL_STATES, "war", "lose_lose")), *quadrants.values()):
        assert value_text(found.value, found.low, found.high, 3) in text
    assert run.scenario.hash in text
    assert "no forecast" in plain(text)
    assert all(limit in html.unescape(text) for limit in LIMITS)


def test_three_sentences_come_first(text: str) -> None:
    lead = text[text.index('<div class="lead">') : text.index("<section")]
    assert lead.count("<p>") == 3
    assert "of 60 worlds" in lead
    assert "200 joint draws" in lead


def test_nothing_is_asked_of_the_network_and_nothing_runs(text: str) -> None:
    assert not re.search(r'(src|href|action)="(?!#|data:image/png;base64,)', text)
    assert not re.search(r"<script|javascript:|@import|url\(|\sstyle=|\son\w+=", text)


def test_the_policy_allows_its_own_style_only(text: str) -> None:
    (sheet,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:" in text


def test_a_title_is_text_and_never_markup(text: str) -> None:
    assert html.escape(TITLE) in text
    assert TITLE not in text


def test_each_figure_has_a_description_and_each_link_a_target(text: str) -> None:
    described = re.findall(r'<img alt="([^"]*)"', text)
    assert len(described) == text.count("<img") == 6
    assert all(len(each) > 60 for each in described)
    assert all(f'id="{target}"' in text for target in re.findall(r'href="#([^"]+)"', text))


def test_the_same_folder_gives_the_same_page(folder: Path, text: str) -> None:
    assert report_of(folder) == text


def test_a_grid_tells_its_extremes_and_its_cells(grid: Path) -> None:
    shown = plain(report_of(grid, outcome="crisis"))
    assert re.search("washington.pressure [01], beijing.policy (shield|mediate)", shown)
    assert shown.count("n = 20") >= 2
    assert "cannot be told apart" in shown


def test_findings_of_other_analyses_stand_under_what_drives_it(folder: Path, tmp_path: Path) -> None:
    content = {
        "analysis": "multiverse", "sentences": ["The choice of a reading matters <most>."], "structural": ".1 to .9",
        "scenario": "core", "scenario_hash": "0123",
    }  # fmt: skip
    (tmp_path / "summary.json").write_text(json.dumps(content))
    shown = report_of(folder, [str(tmp_path)])
    assert "The choice of a reading matters &lt;most&gt;." in shown
    assert ".1 to .9" in shown
    assert "not the scenario of this report" in shown
    (tmp_path / "summary.json").write_text("[]")
    with pytest.raises(DataProblem):
        report_of(folder, [str(tmp_path)])


@pytest.mark.parametrize(
    ("line", "code", "what"),
    [
        ("report nowhere -o {0}/r.html", ExitCode.INVALID, "no results"),
        ("report {1} -o {0}/r.pdf", ExitCode.USAGE, "no page"),
        ("report {1} -o {0}/no/r.html", ExitCode.USAGE, "no such folder"),
        ("report {1} -o {0}/r.html --with {0}", ExitCode.INVALID, "no findings"),
        ("report {1}", ExitCode.USAGE, "--out is missing"),
    ],
)
def test_bad_requests(capsys: Captured, tmp_path: Path, folder: Path, line: str, code: int, what: str) -> None:
    found = said(capsys, *line.format(tmp_path, folder).split())
    assert found.code == code
    assert what in three_lines(found.err)[0]
    assert list(tmp_path.iterdir()) == []


def test_a_report_is_never_overwritten_unasked(capsys: Captured, tmp_path: Path, folder: Path) -> None:
    target = tmp_path / "r.html"
    target.write_text("mine")
    assert said(capsys, "report", folder, "-o", target).code == ExitCode.USAGE
    assert target.read_text() == "mine"
    assert said(capsys, "report", folder, "-o", target, "--force", "-q").code == 0
    assert target.read_text().startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(
    ("hits", "n", "expected"),
    [(40, 100, "40 % of 100 worlds (31 to 50 %)"), (0, 10_000, "0.00 % of 10 000 worlds (0.00 to 0.04 %)"),
     (50, 10_000, "0.5 % of 10 000 worlds (0.4 to 0.7 %)")],
)  # fmt: skip
def test_a_share_as_a_sentence_says_it(hits: int, n: int, expected: str) -> None:
    assert spoken(wilson(hits, n)).replace("\u202f", " ").replace("\u00a0", " ") == expected
