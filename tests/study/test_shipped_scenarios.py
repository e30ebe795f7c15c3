"""The scenarios that ship: each loads, runs, says where it comes from, and differs as it says."""

import itertools
from importlib import resources

import numpy as np
import pytest

from sim.game.catalogue import CAPITALS
from sim.study.scenario_file import load_scenario, shipped_scenarios, to_toml
from sim.world.model import EscalationModel
from sim.world.parameters import MODULES

SPRING = "2017-spring"
# What each scenario changes in spring 2017, beside its title.
CHANGED = {
    "strategic-patience": {"washington", "elections"},
    "maximum-pressure": {"washington", "elections"},
    "full-enforcement": {"beijing"},
    "dual-track": {"washington", "beijing", "elections"},
    "peace-initiative": {"seoul", "elections"},
    "lifeline": {"beijing"},
    "2018-turn": {"washington", "pyongyang", "seoul", "elections", "incidents"},
}
FIELDS = (*CAPITALS, "start", "months", "forecast", "kim_type", "modules", "values", "opening_moves")
EVENTS = ("elections", "windows", "expiries", "incidents")
# The policies that hold to the end in each scenario that takes one up: capital, policy, first month.
HELD = [
    ("strategic-patience", "washington", "strategic_patience", 0),
    ("maximum-pressure", "washington", "maximum_pressure", 0),
    ("full-enforcement", "beijing", "full_enforcement", 0),
    ("dual-track", "beijing", "mediator", 0),
    ("dual-track", "washington", "engagement", 2),
    ("peace-initiative", "seoul", "sunshine", 3),
    ("lifeline", "beijing", "protector", 0),
    ("2018-turn", "washington", "engagement", 13),
    ("2018-turn", "pyongyang", "conciliatory", 11),
    ("2018-turn", "seoul", "sunshine", 3),
]


def policies(name: str, capital: str, months: int, worlds: int = 40) -> list[set[str]]:
    """The names of the policies in force in any world, month by month."""
    model = EscalationModel(load_scenario(name).change({"months": months}), worlds=worlds, rng=3)
    names = model.batch.conducts[capital].names
    found = []
    for _ in range(months):
        model.step()
        found.append({names[index] for index in np.unique(model.capital(capital).policy)})
    model.close()
    return found


def test_the_list_is_the_one_that_the_documents_promise() -> None:
    assert set(shipped_scenarios()) == {"core", SPRING, *CHANGED}


def test_no_two_are_the_same() -> None:
    hashes = {name: load_scenario(name).hash for name in shipped_scenarios()}
    assert len(set(hashes.values())) == len(hashes)


@pytest.mark.short
@pytest.mark.parametrize("name", shipped_scenarios())
def test_each_runs(name: str) -> None:
    model = EscalationModel(load_scenario(name), worlds=50, rng=7).run()
    outcomes = model.outcomes()
    model.close()
    assert len(outcomes["final_state"]) == 50
    for column, values in outcomes.items():
        if values.dtype.kind == "f" and column.startswith(("value_", "delta_")):
            assert np.isfinite(values).all()


@pytest.mark.parametrize("name", shipped_scenarios())
def test_each_begins_with_what_it_stands_for_and_where_that_comes_from(name: str) -> None:
    text = resources.files("sim.scenarios").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    comment = list(itertools.takewhile(lambda line: line.startswith("#"), text.splitlines()))
    sources = [line for line in comment if line.startswith("# From: ")]
    assert len(sources) == 1
    assert comment.index(sources[0]) >= 1


@pytest.mark.parametrize("name", sorted(CHANGED))
def test_a_scenario_changes_spring_2017_only_where_it_says(name: str) -> None:
    spring, other = load_scenario(SPRING), load_scenario(name)
    differing = {key for key in (*FIELDS, *EVENTS) if getattr(spring, key) != getattr(other, key)}
    assert differing == CHANGED[name]


@pytest.mark.parametrize("name", sorted(CHANGED))
def test_a_held_lever_of_the_base_hides_no_policy(name: str) -> None:
    """What spring 2017 holds in every month is not among the levers that make a policy."""
    for capital in CAPITALS:
        held = {lever for lever, _ in load_scenario(name).plan(capital).levers}
        assert held <= {"thaad_retaliation", "thaad_welcome"}


@pytest.mark.parametrize(("name", "capital", "policy", "first"), HELD)
def test_a_policy_for_good_is_not_voted_out(name: str, capital: str, policy: str, first: int) -> None:
    """52 months reach past both elections."""
    in_force = policies(name, capital, 52)
    assert in_force[first:] == [{policy}] * (52 - first)
    assert all(policy not in names for names in in_force[:first])


def test_the_core_has_no_module_and_no_event() -> None:
    core = load_scenario("core")
    assert core.modules == ()
    assert all(getattr(core, kind) == () for kind in EVENTS)
    line_up = [core.plan(capital).spells[0].policy for capital in CAPITALS]
    assert line_up == ["maximum_pressure", "partial_enforcement", "byungjin", "hedging"]


@pytest.mark.parametrize("name", [SPRING, *sorted(CHANGED)])
def test_the_others_have_every_module_on_and_draw_kim(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.modules == MODULES
    assert scenario.kim_type == "drawn"
    assert {"start_thaad", "start_detainee"} <= dict(scenario.values).keys()


def test_spring_2017_turns_from_patience_to_pressure_in_april() -> None:
    in_force = policies(SPRING, "washington", 4)
    assert in_force == [{"strategic_patience"}] * 2 + [{"maximum_pressure"}] * 2


def test_seoul_votes_in_may_and_no_world_knows_the_result_before() -> None:
    in_force = policies(SPRING, "seoul", 5)
    assert in_force[:3] == [{"hard_line"}] * 3
    assert in_force[3] == in_force[4] == {"sunshine", "hedging", "hard_line"}


def test_washington_votes_only_where_the_horizon_reaches_so_far() -> None:
    in_force = policies(SPRING, "washington", 48)
    assert in_force[46] == {"maximum_pressure"}
    assert in_force[47] == {"strategic_patience", "maximum_pressure", "engagement"}


def test_the_student_is_held_until_june_2017_at_the_latest_and_his_death_angers() -> None:
    """With arrest, release and death left to luck set to 0 there is nothing but the fixed event."""
    still = {"detainee_arrest": 0.0, "detainee_death": 0.0, "detainee_release": 0.0, "months": 6}
    scenario = load_scenario(SPRING).change(still)
    runs = {}
    for label, incidents in {"dies": scenario.incidents, "lives": ()}.items():
        model = EscalationModel(scenario.change({"incidents": incidents}), worlds=20, rng=5)
        held = []
        for _ in range(5):
            model.step()
            held.append(model.state.detainee.copy())
        runs[label] = (np.array(held), model.state.audience.copy())
        model.close()
    assert (runs["dies"][0][:4] == 1.0).all()
    assert (runs["dies"][0][4] == 0.0).all()
    assert (runs["lives"][0] == 1.0).all()
    assert (runs["dies"][1] > runs["lives"][1]).all()


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_origin_is_a_line_of_a_shipped_file(name: str) -> None:
    folder = resources.files("sim.scenarios")
    names = [f"{each}.toml" for each in shipped_scenarios()]
    sizes = {each: len(folder.joinpath(each).read_bytes().splitlines()) for each in names}
    for _, place in load_scenario(name).origin:
        file, line = place.split(", line ")
        assert 1 <= int(line) <= sizes[file]


@pytest.mark.parametrize("name", shipped_scenarios())
def test_written_out_it_is_still_itself(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("written") / "other-name.toml"
    path.write_text(to_toml(load_scenario(name)), encoding="utf-8")
    assert load_scenario(path) == load_scenario(name)
    assert load_scenario(path).hash == load_scenario(name).hash
