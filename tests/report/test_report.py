"""The report: the numbers of its folder, in one file that asks for nothing and hides nothing."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import pytest
from matplotlib.figure import Figure

import sim
from sim.analysis.finding import Finding
from sim.cli.main import run_guarded
from sim.core.base.errors import DataProblem, ExitCode
from sim.core.outcomes.outcomes import FINAL_STATES
from sim.core.scenario import Scenario
from sim.publish.report import LIMITS, FolderTold, parameters_varied, report_of
from sim.study.estimate.quantities import Table, share
from sim.study.experiment.definition import Experiment
from sim.study.run.readings import QUADRANTS
from sim.study.store.kept_finding import KeptFinding
from sim.study.store.manifest import Manifest
from sim.study.store.results import Results
from sim.study.store.study_results import load_study
from tests.cli.command import Captured, said, three_lines


@dataclass(frozen=True)
class Asked:
    """What the analysis of one's own asks."""

    scenario: Scenario = field(
        default_factory=lambda: sim.load_scenario("2017-spring").change({"months": 2})
    )


class Own(Finding):
    """What it finds."""

    analysis: ClassVar[str] = "own"
    scenario = property(lambda self: self.asked.scenario)
    seed = property(lambda self: 7)

    def __init__(self, asked: Asked, mean: float) -> None:
        self.asked, self.mean = asked, mean

    def sentences(self) -> list[str]:
        return ["The choice of a reading matters <most>."]

    def tables(self) -> list[Table]:
        return [Table("mean", "Means", ("", "value"), (("the mean", f"{self.mean:.2f}"),))]

    def notes(self) -> list[str]:
        return ["a note of my own"]

    def figures(self) -> Mapping[str, Callable[[], Figure]]:
        def draw() -> Figure:
            figure = Figure()
            figure.subplots().set_title("my own picture")
            figure.title = "my own picture"  # type: ignore[attr-defined]
            return figure

        return {"mine": draw}


def ask(asked: Asked, so_far: Sequence[Results]) -> Experiment | None:
    """Ask for one cell."""
    return None if so_far else sim.experiment(asked.scenario, [], ["war"], worlds=50)


def find(asked: Asked, results: Sequence[Results]) -> Own:
    """Find its mean."""
    return Own(asked, results[0].overall("war").value)


TITLE = '<script>alert("x")</script> & co'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("report") / "run"
    line = ["run", "core", "-n", "60", "--set", "months=12", "--set", f"title={TITLE}", "-q", "-o"]
    assert run_guarded([*line, str(place)]) == 0
    return place


@pytest.fixture(scope="module")
def grid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("report") / "grid"
    axes = [
        "--over",
        "washington.pressure=0,1",
        "--over",
        "beijing.policy=shield,mediate",
        "--set",
        "months=6",
    ]
    assert (
        run_guarded(["sweep", "core", *axes, "-n", "20", "-q", "--no-figures", "-o", str(place)])
        == 0
    )
    return place


@pytest.fixture(scope="module")
def text(folder: Path) -> str:
    return report_of(folder)


def plain(text: str) -> str:
    """Return what a reader sees, without tags."""
    return html.unescape(re.sub(r"<[^>]+>", " ", text))


def test_every_probability_stands_there_with_its_interval(folder: Path, text: str) -> None:
    run = load_study(folder).run()
    quadrants = run.quadrants()
    assert tuple(quadrants) == QUADRANTS
    for found in (*map(run.probability, (*FINAL_STATES, "war", "lose_lose")), *quadrants.values()):
        assert share(found).text() in text
    assert run.scenario.hash in text
    assert "Not a forecast" in plain(text)
    assert all(limit in html.unescape(text) for limit in LIMITS)


def test_the_answer_comes_first(text: str) -> None:
    lead = text[text.index('<div class="lead">') : text.index("<section")]
    assert (
        "Washington and Beijing both do worse than in the benchmark"
        in plain(lead).split("Most often")[0]
    )
    assert "of 60 worlds" in lead
    assert "200 joint draws" in text


def test_nothing_is_asked_of_the_network_and_nothing_runs(text: str) -> None:
    assert not re.search(r'(src|href|action)="(?!#|data:image/png;base64,)', text)
    assert not re.search(r"<script|javascript:|@import|url\(|\sstyle=|\son\w+=", text)


def test_the_policy_allows_its_own_style_only(text: str) -> None:
    (sheet,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:" in text


def test_a_title_is_text_and_never_markup(text: str) -> None:
    assert TITLE in html.unescape(text)
    assert TITLE not in text


def test_each_figure_has_a_description_and_each_link_a_target(text: str) -> None:
    described = re.findall(r'<img alt="([^"]*)"', text)
    assert len(described) == text.count("<img") == 4
    assert all(len(each) > 60 for each in described)
    assert all(f'id="{target}"' in text for target in re.findall(r'href="#([^"]+)"', text))


def test_the_same_folder_gives_the_same_page(folder: Path, text: str) -> None:
    assert report_of(folder) == text


def test_a_grid_tells_its_extremes_and_its_cells(grid: Path) -> None:
    shown = plain(report_of(grid))
    assert re.search("Washington's pressure [01], Beijing's policy “(shield|mediation)”", shown)
    assert re.search(r"1\s+shield\s+20\s", shown)
    assert "is not distinguishable" in shown


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an analysis of one's own, with a figure."""
    place = tmp_path_factory.mktemp("report") / "own"
    sim.analyse(ask, find, Asked(), out=place)
    return place


def test_an_analysis_of_ones_own_stands_under_what_drives_it(folder: Path, analysis: Path) -> None:
    shown = report_of(folder, [str(analysis)])
    assert "The choice of a reading matters &lt;most&gt;." in shown
    assert "not the scenario of this report" in shown
    assert "a note of my own" in plain(shown)
    assert shown.count("<img") == 5
    assert "my own picture" in shown


def test_it_can_be_reported_alone(analysis: Path) -> None:
    shown = plain(report_of(analysis))
    assert shown.index("The choice of a reading matters <most>.") < shown.index("the mean")


def test_a_section_without_content_is_left_out(grid: Path, text: str) -> None:
    assert "drives" not in plain(report_of(grid))
    assert not re.search(r"</h2>\s*</section>", text)


def test_a_sensitivity_is_read(folder: Path, tmp_path: Path) -> None:
    line = [
        "sensitivity",
        "core",
        "--factor",
        "accident",
        "--factor",
        "clash",
        "--points",
        "64",
        "-n",
        "10",
        "-q",
    ]
    assert (
        run_guarded(
            [
                *line,
                "--points",
                "64",
                "--resamples",
                "50",
                "--no-figures",
                "-o",
                str(tmp_path / "s"),
            ]
        )
        == 0
    )
    assert "Drivers: sensitivity" in report_of(folder, [str(tmp_path / "s")])


def test_a_report_shows_only_the_pictures_of_its_own_run(analysis: Path, tmp_path: Path) -> None:
    """A run without pictures, over one with pictures, leaves none of the old ones."""
    line = ["run", "core", "-q", "--set", "months=2", "-o", str(tmp_path)]
    assert run_guarded([*line, "-n", "10"]) == 0
    assert run_guarded([*line, "-n", "12", "--no-figures", "--force"]) == 0
    (tmp_path / "stray.png").write_bytes((analysis / "mine.png").read_bytes())
    assert "<img" not in report_of(tmp_path)


@pytest.mark.parametrize("name", ["finding.json", "mine.png"])
def test_a_file_that_was_altered_is_refused(analysis: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(analysis, tmp_path / "copy")
    (tmp_path / "copy" / name).write_bytes((analysis / name).read_bytes() + b" ")
    with pytest.raises(DataProblem, match="not as the manifest has it"):
        report_of(tmp_path / "copy")


@pytest.mark.parametrize("command", ["show", "report"])
def test_a_finding_that_is_gone_is_missed(
    command: str, analysis: Path, tmp_path: Path, capsys: Captured
) -> None:
    """The study behind it must not stand in for it in silence."""
    folder = shutil.copytree(analysis, tmp_path / "copy")
    (folder / "finding.json").unlink()
    more = ("-o", tmp_path / "page.html") if command == "report" else ()
    answer = said(capsys, command, folder, *more)
    assert (answer.code, answer.out) == (ExitCode.INVALID, "")
    assert "it is gone" in answer.err
    assert "Run its command again" in answer.err


@pytest.mark.parametrize(
    ("line", "code", "what"),
    [
        ("report nowhere -o {0}/r.html", ExitCode.INVALID, "no such folder"),
        ("report {1} -o {0}/r.pdf", ExitCode.USAGE, "no page"),
        ("report {1} -o {0}/no/r.html", ExitCode.USAGE, "no such folder"),
        ("report {1} -o {0}/r.html --with {0}", ExitCode.INVALID, "no results"),
        ("report {1}", ExitCode.USAGE, "-o is missing"),
    ],
)
def test_bad_requests(
    capsys: Captured, tmp_path: Path, folder: Path, line: str, code: int, what: str
) -> None:
    found = said(capsys, *line.format(tmp_path, folder).split())
    assert found.code == code
    assert what in three_lines(found.err)[0]
    assert list(tmp_path.iterdir()) == []


def test_a_report_is_never_overwritten_unasked(
    capsys: Captured, tmp_path: Path, folder: Path
) -> None:
    target = tmp_path / "r.html"
    target.write_text("mine")
    assert said(capsys, "report", folder, "-o", target).code == ExitCode.USAGE
    assert target.read_text() == "mine"
    assert said(capsys, "report", folder, "-o", target, "--force", "-q").code == 0
    assert target.read_text().startswith("<!DOCTYPE html>")


def test_a_run_alone_says_how_to_learn_what_drives_it(text: str) -> None:
    said = plain(text).partition("Drivers")[2].partition("Drivers")[2]
    assert "sim sensitivity core -o FOLDER" in said.partition("Limits")[0]


def test_an_analysis_that_lies_in_the_folder_stands_under_what_drives_it(tmp_path: Path) -> None:
    line = ["core", "-q", "--set", "months=2", "--no-figures", "-n", "10"]
    assert run_guarded(["run", *line, "-o", str(tmp_path)]) == 0
    assert (
        run_guarded(
            ["sweep", *line, "--over", "washington.pressure=0:1:3", "-o", str(tmp_path / "plane")]
        )
        == 0
    )
    found = report_of(tmp_path)
    assert "Drivers: sweep" in found
    assert found == report_of(tmp_path, [tmp_path / "plane"])


def test_parameters_that_vary_are_named_in_the_uncertainties() -> None:
    told = FolderTold(
        Path(),
        KeptFinding.model_construct(
            data={"factors": [{"name": "clash"}, {"name": "washington.pressure"}]}
        ),
        (),
        Manifest.model_construct(),
    )
    assert parameters_varied(told).startswith("varied here: clash;")
    told = FolderTold(
        Path(),
        KeptFinding.model_construct(data={"factors": [{"name": "washington.pressure"}]}),
        (),
        Manifest.model_construct(),
    )
    assert parameters_varied(told).startswith("not varied here")
