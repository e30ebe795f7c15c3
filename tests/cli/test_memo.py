"""One command, or ten lines in a notebook, give an analyst a page: one sentence, one table, four
pictures.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib.pyplot as plt

import sim
from tests.cli.command import Captured, said

POLICIES = ("engagement", "patience", "maximum_pressure")


def test_one_command_writes_the_page(capsys: Captured, tmp_path: Path) -> None:
    sides = [f"washington.policy={name}" for name in POLICIES]
    assert said(capsys, "compare", *sides, "-n", 200, "-o", tmp_path / "memo", "-q").code == 0
    page = (tmp_path / "memo" / "memo.html").read_text()
    assert (page.count("<table"), page.count("<img")) == (2, 3)
    assert page.index("half of the benchmark itself") < page.index("<table")
    assert "Regret: how far a world is below the best of the compared" in page
    assert "comes most often under maximum pressure" in page
    assert "<h1>" in page
    assert "“patience” (2017-spring with washington.policy=patience)" in page
    assert "patience gives way" not in page
    # One file: the picture is in it, and its terms are defined.
    assert '<img src="data:image/png;base64,' in page
    assert page.count("<dt>") == 7
    assert "<dt>gamble</dt>" in page
    assert "<dt>lose-lose, win-win</dt>" in page
    for picture in ("short", "spread", "months"):
        assert (tmp_path / "memo" / f"{picture}.png").stat().st_size > 10_000
        assert (tmp_path / "memo" / f"figure-{picture}.csv").read_text().count("\n") > 3


def test_each_pair_is_set_against_each_other_with_a_correction(capsys: Captured) -> None:
    sides = [f"washington.policy={name}" for name in POLICIES]
    line = ("compare", *sides, "-n", 100, "--against-each", "-q")
    out = said(capsys, *line).out
    assert "lose-lose, B minus C" in out
    assert "corrected by Holm" in out
    assert said(capsys, *line, "--unpaired").code == 2


def test_ten_lines_of_python_say_the_same() -> None:
    spring = sim.load_scenario("2017-spring")
    runs = {
        name: sim.run(spring.change({"washington.policy": name}), worlds=200) for name in POLICIES
    }
    found = sim.compare(*(run.scenario for run in runs.values()), worlds=200)
    figure, axes = plt.subplots(2, 2, layout="constrained")
    for kind, ax in zip(
        (sim.plot.outcomes, sim.plot.ridges, sim.plot.fan, sim.plot.incidence),
        axes.flat,
        strict=True,
    ):
        kind(runs, ax=ax) if kind is not sim.plot.incidence else kind(runs, "freeze", ax=ax)
    assert "value to Washington is highest" in found.sentences()[0]
    assert "comes most often under maximum pressure" in " ".join(found.sentences())
    assert len(figure.axes) >= 4
    plt.close(figure)


def test_a_study_of_any_design_says_what_it_found_in_text_and_tables(
    capsys: Captured, tmp_path: Path
) -> None:
    study = tmp_path / "cube.toml"
    study.write_text(
        'title = "A hypercube"\nscenario = "core"\nseed = 7\noutcomes = ["lose_lose", "war"]\n'
        '[levers]\n"washington.pressure" = "0:1"\n[uncertainties]\n"clash" = "all"\n'
        '[[design]]\nkind = "latin-hypercube"\npoints = 30\n[replication]\nworlds = 20\n'
    )
    result = said(capsys, "sweep", study, "-o", tmp_path / "cube", "-q")
    assert result.code == 0, result.err
    made = {path.name for path in (tmp_path / "cube").iterdir()}
    assert {
        "finding.txt",
        "extremes.csv",
        "overall.csv",
        "marginals.png",
        "figure-marginals.csv",
    } <= made
