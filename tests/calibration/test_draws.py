"""Numbers that differ from world to world: the same worlds as one scenario each, in any batch, split or process."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.errors import DataProblem, ScenarioProblem, UsageProblem
from sim.study.draws import Draws
from sim.study.run import run
from sim.study.scenario_file import load_scenario
from sim.study.uncertainty import kinds_in, kinds_of, spread_between
from sim.world.batch import Block
from sim.world.parameters import LEDGER
from tests.support import differing, everything, joined, lineup, part, play

SPRING = load_scenario("2017-spring").change({"months": 8, "elections": (), "windows": (), "expiries": ()})
NAMES = ("momentum", "stance_pyongyang_testing", "tension_washington", "foresight", "accident_hazard")


def some_draws(count: int = 6, seed: int = 3) -> Draws:
    """Return draws over the whole ranges of a few numbers and tables."""
    low, high = np.array([[LEDGER[name].low, LEDGER[name].high] for name in NAMES]).T
    return Draws(NAMES, low + np.random.default_rng(seed).random((count, len(NAMES))) * (high - low))


@pytest.mark.parametrize("scenario", [lineup(months=8), SPRING], ids=["core", "all modules"])
def test_a_world_with_drawn_numbers_is_the_world_of_a_scenario_with_these_numbers(scenario: Any) -> None:
    draws = some_draws()
    together = everything(play([draws.block(scenario, 4, 6)], seed=5))
    for world in range(6):
        row = draws.values[(4 + world) % 6]
        own = scenario.change({name: float(value) for name, value in zip(NAMES, row, strict=True)})
        alone = everything(play(own, 1, 5, first_world=4 + world))
        assert differing(part(together, [world]), alone) == []


def test_world_k_is_the_same_in_any_batch_split_and_process() -> None:
    draws = some_draws(7)
    whole = run(SPRING, 40, 9, posterior=draws)
    for other in (run(SPRING, 40, 9, posterior=draws, batch=11), run(SPRING, 40, 9, posterior=draws, jobs=2)):
        assert differing(whole.columns, other.columns) == []
    parts = [run(SPRING, size, 9, posterior=draws, first_world=first).columns for first, size in ((0, 13), (13, 27))]
    assert differing(whole.columns, joined(parts)) == []
    cut = [draws.block(SPRING, 0, 40).part(10, 5)]
    again = part(everything(play(cut, seed=9)), slice(0, 5))
    assert (again["outcome value_seoul"] == whole.columns["value_seoul"][10:15]).all()


def test_states_are_replayed_with_the_draws() -> None:
    draws = some_draws()
    made = run(SPRING, 12, 2, posterior=draws)
    kept = run(SPRING, 12, 2, posterior=draws, record=["tension"])
    assert (made.state["tension"][:, :] == kept.state["tension"]).all() or np.array_equal(
        made.state["tension"], kept.state["tension"], equal_nan=True
    )
    plain = run(SPRING, 12, 2)
    assert not np.array_equal(made.state["tension"], plain.state["tension"], equal_nan=True)


def test_what_the_scenario_states_is_not_drawn() -> None:
    stated = SPRING.change({"momentum": 0.5, "tension_washington.deploy": 0.2})
    assert some_draws().free(stated) == ("stance_pyongyang_testing", "foresight", "accident_hazard")
    fixed = SPRING.change({name: LEDGER[name].default for name in NAMES})
    assert differing(run(fixed, 9, 1, posterior=some_draws()).columns, run(fixed, 9, 1).columns) == []


def test_a_number_that_is_held_stays_at_its_default() -> None:
    draws = some_draws()
    held = draws.without(["momentum", "foresight"])
    assert held.names == ("stance_pyongyang_testing", "tension_washington", "accident_hazard")
    assert held.hash != draws.hash
    fixed = SPRING.change({name: LEDGER[name].default for name in ("momentum", "foresight")})
    assert differing(run(SPRING, 9, 1, posterior=held).columns, run(fixed, 9, 1, posterior=draws).columns) == []
    with pytest.raises(UsageProblem, match="Did you mean 'momentum'"):
        draws.without(["momentun"])


def test_a_number_of_a_module_that_is_off_keeps_its_neutral_value() -> None:
    block = Block(lineup(months=3), 0, 2, {"small_talk": np.array([0.01, 0.03])})
    assert block.values()["small_talk"] == 0.0


@pytest.mark.parametrize(
    ("name", "values"),
    [("momentun", [1.0, 1.0]), ("momentum", [1.0]), ("momentum", [1.0, 5.0]), ("momentum", [np.nan, 1.0]),
     ("washington.pressure", [0.1, 0.2]), ("tremble_excludes_war", [0.0, 1.0])],
)  # fmt: skip
def test_draws_that_cannot_be_are_refused(name: str, values: list[float]) -> None:
    with pytest.raises(ScenarioProblem):
        play([Block(lineup(months=2), 0, 2, {name: np.array(values)})])


def test_draws_of_a_wrong_shape_are_refused() -> None:
    for values in (np.zeros((0, 1)), np.zeros((3, 2)), np.zeros(3)):
        with pytest.raises(DataProblem):
            Draws(("momentum",), values)


def test_the_spread_between_draws_is_found_and_sampling_is_taken_out() -> None:
    generator = np.random.default_rng(4)
    chance = generator.beta(4, 8, 2000)
    worlds = generator.integers(2, 6, 2000)
    hits = generator.binomial(worlds, chance)
    assert spread_between(hits, worlds) == pytest.approx(np.sqrt(4 * 8 / (12**2 * 13)), rel=0.1)
    same = generator.binomial(worlds, 0.3)
    assert spread_between(same, worlds) < 0.05


def test_more_worlds_narrow_sampling_but_not_the_numbers() -> None:
    generator = np.random.default_rng(6)
    chance = generator.beta(2, 2, 200)
    kinds = []
    for each in (5, 80):
        draw = np.arange(200 * each) % 200
        kinds.append(kinds_of(generator.random(draw.size) < chance[draw], draw, 0))
    assert kinds[1].sampling.half_width < 0.4 * kinds[0].sampling.half_width
    assert kinds[1].parameter.value == pytest.approx(kinds[0].parameter.value, rel=0.15)
    assert kinds[1].parameter.low < np.std(chance) < kinds[1].parameter.high


def test_parameter_uncertainty_needs_two_worlds_a_draw_and_draws() -> None:
    with pytest.raises(DataProblem, match="-n 12"):
        kinds_in(run(SPRING, 6, 1, posterior=some_draws()), "war")
    with pytest.raises(DataProblem):
        kinds_in(run(SPRING, 6, 1), "war")


def test_a_posterior_file_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    from sim.analysis.history.posterior import load_posterior
    from sim.study.draws_file import ABOUT, draws_from, draws_text

    about = dict.fromkeys(ABOUT, "2007-01")
    draws = Draws(NAMES, some_draws(13).values, about)
    path = tmp_path / "p.toml"
    path.write_text(draws_text(draws), encoding="utf-8")
    back = load_posterior(path)
    assert back.names == draws.names
    assert (back.values == draws.values).all()
    assert back.hash == draws.hash
    assert dict(back.about) == about
    good = path.read_bytes()
    bad = [
        (b"", "tables"), (b"\xff", "TOML"), (b"[about]\n[draws]\n", "tables"), (good.replace(b"seed", b"sead"), "seed"),
        (good.replace(b"momentum = [", b"momentum = [true,"), "no draws"),
        (good.replace(b"momentum = [", b"momentum = [nan,"), "no draws"),
        (good.replace(b"momentum = [", b"momentum = [1.0,"), "different counts"), (good + b"[more]\n", "tables"),
        (good.replace(b'last = "2007-01"', b"last = 7"), "not a month"),
    ]  # fmt: skip
    for content, complaint in bad:
        with pytest.raises(DataProblem, match=complaint):
            draws_from("p.toml", content)
    for content in (good.replace(b"momentum", b"momentun"), good.replace(b"momentum = [", b"momentum = [9.0,\n#")):
        with pytest.raises((ScenarioProblem, DataProblem)):
            draws_from("p.toml", content)
    with pytest.raises(DataProblem):
        load_posterior(tmp_path / "none.toml")


def test_a_world_with_a_draw_is_that_world_of_the_scenario_with_its_numbers() -> None:
    draws = some_draws()
    ran = run(SPRING, 5, 3, posterior=draws)
    alone = run(draws.scenario(SPRING, 4), 1, 3, first_world=4)
    assert all(values[4] == alone.columns[name][0] for name, values in ran.columns.items())


def test_a_folder_of_a_run_with_draws_plays_its_worlds_again(tmp_path: Path) -> None:
    from sim.cli.main import guarded
    from sim.study.results_folder import study_from

    line = ["run", "2017-spring", "--posterior", "-n", "6", "--set", "months=4", "-q", "--no-figures"]
    assert guarded([*line, "-o", str(tmp_path)]) == 0
    kept = study_from(str(tmp_path))
    fresh = run(kept.scenario, 6, 7, posterior=sim.load_posterior())
    assert np.array_equal(kept.state["tension"], fresh.state["tension"])
    head, _, last = (tmp_path / "posterior.toml").read_text().rpartition("0.")
    (tmp_path / "posterior.toml").write_text(f"{head}0.0{last}")
    with pytest.raises(DataProblem):
        study_from(str(tmp_path))
