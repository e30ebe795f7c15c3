"""What people try first in Python: names in arrays, factors said either way, tidy cells, and what
shows itself.
"""

from __future__ import annotations

import inspect
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis.compare.findings import CompareFinding
from sim.core.base.errors import UsageProblem
from sim.core.estimate.interval import probability
from sim.core.estimate.writing import counted_text, quantity_text
from sim.core.game import world
from sim.study.store.results import STATS
from tests.for_each import for_each

SPRING = sim.load_scenario("2017-spring")
RUN = sim.run(SPRING, worlds=20)
POLICIES = ["engagement", "patience", "maximum_pressure"]


def test_arrays_have_the_series_that_are_asked_for_and_states_by_name() -> None:
    found = sim.run(SPRING, worlds=20).to_xarray(["tension"])
    assert found["tension"].sizes == {"world": 20, "month": SPRING.months + 1}
    assert found["final_state"].to_numpy().tolist() == RUN.outcomes["final_state"].tolist()


def test_a_run_has_every_state_by_world_and_month_and_in_a_long_table() -> None:
    found, long = RUN.to_xarray(), RUN.to_long(["tension", "arsenal"])
    assert {*world.STATES} <= {*found}
    assert found["tension"].dims == ("world", "month")
    tension = found["tension"].to_numpy()
    assert list(long) == ["world", "month", "kim_type", "series", "value"]
    rows = long[long["series"] == "tension"]
    assert (rows["value"].to_numpy() == tension[rows["world"], rows["month"]]).all()
    assert len(rows) == np.isfinite(tension).sum()
    assert long.groupby("world")["kim_type"].nunique().eq(1).all()


def test_a_table_of_worlds_explains_itself_to_pandas(tmp_path: Path) -> None:
    """The table itself says seed, hash, model, units and meanings: another program needs no page."""
    study = sim.experiment(SPRING, {"learn": [0.2, 0.4]}, ["war", "refugees"], worlds=20)
    results = sim.play(study, tmp_path)
    attrs = pd.read_parquet(tmp_path / "runs.parquet").attrs
    assert attrs["seed"] == results.seed
    assert attrs["scenario_hash"] == SPRING.hash
    assert attrs["model"] == study.model.fingerprint
    assert attrs["units"]["refugees"] == results.catalogue["refugees"].unit
    assert {*attrs["meanings"]} == {*pd.read_parquet(tmp_path / "runs.parquet")}
    units = results.to_frame().attrs["units"]
    assert units["refugees"] == units["refugees_low"] == attrs["units"]["refugees"]
    assert RUN.to_frame().attrs["units"]["refugees"] == attrs["units"]["refugees"]


def test_limits_of_an_estimate_lie_along_a_dimension() -> None:
    results = sim.play(
        sim.experiment(SPRING, {"learn": [0.2, 0.4]}, ["war", "refugees"], worlds=20)
    )
    found, cells = results.to_xarray(), results.cells
    assert found["war"].dims == ("stat", "learn")
    assert list(found["stat"].to_numpy()) == ["value", "low", "high", "p05", "p95"]
    for name, known in (("war", 3), ("refugees", 5)):
        for stat, end in zip(found["stat"].to_numpy()[:known], STATS.values(), strict=False):
            assert found[name].sel(stat=stat).to_numpy().tolist() == cells[f"{name}{end}"].tolist()
    assert np.isnan(found["war"].sel(stat="p05")).all()


def test_arrays_of_policies_are_written_for_other_programs(tmp_path: Path) -> None:
    xarray = pytest.importorskip("xarray")
    pytest.importorskip("scipy")
    swept = sim.sweep(SPRING, {"washington.policy": POLICIES}, worlds=20)
    swept.to_xarray().to_netcdf(tmp_path / "policies.nc")
    assert (
        xarray.open_dataset(tmp_path / "policies.nc")["washington.policy"].to_numpy().tolist()
        == POLICIES
    )
    RUN.to_xarray().to_netcdf(tmp_path / "run.nc")


def test_factors_are_said_alike_in_texts_and_in_a_dict() -> None:
    over = {"learn": [0.2, 0.4], "beijing.policy": ["balance", "enforce"]}
    texts = ["learn=0.2,0.4", "beijing.policy=balance,enforce"]
    hashes = {sim.experiment(SPRING, each, ["war"], worlds=20).hash for each in (over, texts)}
    assert len(hashes) == 1
    both = {"learn": "0.2:0.4:2", "beijing.policy": "balance,enforce"}
    swept = [sim.sweep(SPRING, each, worlds=20).to_frame() for each in (over, texts, both)]
    assert swept[0].equals(swept[1])
    assert swept[0].equals(swept[2])
    found = [
        sim.sensitivity(SPRING, factors=each, worlds=20, points=0).options.factors
        for each in ({"learn": (0.1, 0.5), "momentum": "all"}, ["learn=0.1:0.5", "momentum=all"])
    ]
    assert found[0] == found[1]


def test_cells_are_tidy() -> None:
    swept = sim.sweep(SPRING, {"beijing.enforcement": [0.0, 1.0]}, worlds=20)
    frame = swept.to_frame()
    assert list(frame) == ["beijing.enforcement", "outcome", "value", "low", "high", "n"]
    wide = swept.results.to_frame()
    assert frame.query("outcome == 'war'")["value"].tolist() == wide["war"].tolist()


def test_few_policies_are_a_comparison_of_all_outcomes_and_pairs() -> None:
    finding = sim.publish.display.finding_of(
        sim.sweep(SPRING, {"washington.policy": POLICIES}, worlds=200)
    )
    assert isinstance(finding.compared, CompareFinding)
    sentences = finding.sentences()
    assert "value to Washington is highest" in sentences[0]
    assert any("comes most often under maximum pressure" in sentence for sentence in sentences)
    assert {"short", "spread"} <= {table.name for table in finding.tables() if table.main}


def test_a_scenario_is_named_lies_in_a_file_or_is_a_dict_of_changes(tmp_path: Path) -> None:
    """As on the command line, for every function that takes one."""
    changes = {"washington.policy": "patience"}
    patient = SPRING.change(changes)
    path = tmp_path / "patient.toml"
    path.write_text('base = "2017-spring"\n[washington]\npolicy = "patience"\n')
    assert sim.run("2017-spring", worlds=20).to_frame().equals(RUN.to_frame())
    for given in (path, str(path), changes, patient):
        assert sim.run(given, worlds=20).scenario.hash == patient.hash
        assert sim.experiment(given, outcomes=["war"], worlds=20).scenario.hash == patient.hash
        assert sim.evaluate(given, [{"learn": 0.2}], worlds=20).scenario.hash == patient.hash
        swept = sim.sweep(given, {"beijing.enforcement": [0.0]}, worlds=20)
        assert swept.scenario.hash == patient.hash
        assert sim.why(given, world=3).options.scenario.hash == patient.hash


def test_changes_are_of_the_scenario_before_them() -> None:
    found = sim.compare("dual-track", {"seoul.policy": "free"}, {"months": 24}, worlds=20)
    track = sim.load_scenario("dual-track")
    changed = [track, track.change({"seoul.policy": "free"}), track.change({"months": 24})]
    assert [each.hash for each in found.options.scenarios] == [each.hash for each in changed]


def test_an_analysis_reads_the_study_in_a_folder(tmp_path: Path) -> None:
    asked = sim.experiment(
        "2017-spring", {"learn": "0.1:0.3:6", "momentum": "0.1:0.3:6"}, ["tests"], 20
    )
    sim.play(asked, tmp_path / "study")
    found = sim.sensitivity(tmp_path / "study", outcome="tests")
    assert found.options.results.study.hash == asked.hash


def test_scenarios_are_listed_and_stay_a_function() -> None:
    assert {"2017-spring", "dual-track"} <= sim.scenarios().keys()
    sim.load_scenario("dual-track")
    assert sim.scenarios()["dual-track"] == sim.load_scenario("dual-track").title


def test_an_estimate_is_a_number_and_worlds_are_parted_by_a_state() -> None:
    whole = RUN.probability("lose_lose")
    parts = RUN.probability("lose_lose", by="kim_type")
    assert float(whole) == whole.value
    less = sim.paired_difference(RUN, RUN, "lose_lose")
    assert float(less) == less.value == 0.0
    assert sum(float(each) * each.n for each in parts.values()) == float(whole) * whole.n
    means = RUN.mean("tests", by="final_state")
    assert sum(each.n for each in means.values()) == 20
    assert {name: each.n for name, each in parts.items()} == {
        name: each.values.size for name, each in RUN.distribution("tests", by="kim_type").items()
    }
    with pytest.raises(UsageProblem, match="nothing called 'kim_tpye'"):
        RUN.probability("war", by="kim_tpye")


def test_tables_say_where_they_are_from() -> None:
    swept = sim.sweep(SPRING, {"beijing.enforcement": [0.0]}, worlds=20)
    for frame in (RUN.to_frame(), swept.to_frame(), swept.results.to_frame()):
        assert frame.attrs["seed"] == 7
        assert frame.attrs["scenario_hash"] == SPRING.hash
        assert frame.attrs["model"] == RUN.to_xarray().attrs["model"]


def test_signatures_say_what_is_left_out_in_words() -> None:
    for function in (sim.forecast, sim.hindcast, sim.record):
        assert "Ellipsis" not in str(inspect.signature(function))
    assert "the record that ships" in str(inspect.signature(sim.forecast))


def test_scenarios_and_estimates_show_themselves_in_a_notebook() -> None:
    assert "Spring 2017" in SPRING._repr_html_()
    assert "n = 20" in RUN.probability("war")._repr_html_()
    assert "A − B" in sim.paired_difference(RUN, RUN, "war")._repr_html_()
    assert "5 %" in RUN.distribution("tests")._repr_html_()


@for_each(
    ("call", "said"),
    [
        (lambda: sim.run(SPRING, worlds=5, outcomes=["nosuch"]), "no outcome 'nosuch'"),
        (lambda: RUN.state["gdp"], "Write 'economy'"),
        (lambda: RUN.to_xarray(["gdp"]), "Write 'economy'"),
        (lambda: sim.plot.fan(RUN, "gdp"), "Write 'economy'"),
        (lambda: sim.play(RUN, job=2), "no option 'job'.*Did you mean 'jobs'"),
        (lambda: sim.run(SPRING, world=5), "Did you mean 'worlds'"),
        (lambda: sim.archive("folder", "x.zip"), "Give a list, also of one"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(call, said: str) -> None:
    with pytest.raises(UsageProblem, match=f"(?s){said}"):
        call()


def test_one_world_is_not_a_plural_and_a_limit_beside_0_does_not_touch_it() -> None:
    assert (counted_text(1, "world"), counted_text(2000, "world")) == ("1 world", "2 000 worlds")
    assert quantity_text(0.012, 0.002, 0.03, "points") == "+1.2 points (+0.2 to +3.0)"
    assert quantity_text(0.012, -0.002, 0.03, "points") == "+1.2 points (−0.2 to +3.0)"
    assert str(probability([False] * 9)).startswith("0 %")
