"""What a scenario file means: its keys, its base, how the two combine, and where each value came from."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import ScenarioProblem
from sim.study.scenario_file import load_scenario
from sim.world.parameters import MODULES
from sim.world.scenario import Election, Expiry, Incident, Plan, Scenario, Spell, Window

pytestmark = pytest.mark.short

Load = Callable[..., Scenario]
LINE_UP = """
[washington]
policy = "engagement"
[beijing]
policy = "lax"
[pyongyang]
policy = "byungjin"
[seoul]
policy = "hedging"
"""


@pytest.fixture
def load(tmp_path: Path) -> Load:
    """Write files given as `name = text` beside one another and load the last."""

    def load_last(**texts: str) -> Scenario:
        for name, text in texts.items():
            (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        return load_scenario(tmp_path / f"{name}.toml")

    return load_last


def test_a_file_of_four_policies_is_a_scenario(load: Load) -> None:
    plain = {
        capital: Plan((Spell("2017-02", policy),))
        for capital, policy in zip(
            ("washington", "beijing", "pyongyang", "seoul"),
            ("engagement", "lax", "byungjin", "hedging"),
            strict=True,
        )
    }
    assert load(mine=LINE_UP) == Scenario(name="mine", title="mine", **plain)


def test_every_part_of_a_scenario_can_be_written(load: Load) -> None:
    scenario = load(
        mine="""
name = "another name"
title = "A title"
start = "2018-01"
months = 24
forecast = "qre"
kim_type = "secure"
modules = ["thaad", "elections"]
[parameters]
accident_hazard = 0.002
tension_washington = 1.5
"tension_washington.deploy" = 0.4
start_freeze = true
[parameters.tension_beijing]
mediate = -0.2
[opening_moves]
pyongyang = "missile_test"
[washington]
pressure = 0.8
[[washington.schedule]]
from = "2018-01"
policy = "strategic_patience"
patience = 0.5
[[washington.schedule]]
from = "2018-06"
policy = "engagement"
[beijing]
policy = "lax"
[pyongyang]
policy = "byungjin"
[seoul]
policy = "hedging"
[[elections]]
capital = "seoul"
month = "2018-03"
in_force = "2018-05"
keep = 0.25
options = { sunshine = 2, hard_line = 1 }
[[windows]]
month = "2018-02"
[[expiries]]
month = "2018-04"
share = 0.04
name = "coal"
[[incidents]]
month = "2018-03"
result = "released"
"""
    )
    assert (scenario.name, scenario.title) == ("another name", "A title")
    assert (scenario.start, scenario.months, scenario.forecast, scenario.kim_type) == (
        "2018-01",
        24,
        "qre",
        "secure",
    )
    assert scenario.modules == tuple(module for module in MODULES if module in ("thaad", "elections"))
    assert dict(scenario.values) == {
        "accident_hazard": 0.002,
        "tension_washington": 1.5,
        "tension_washington.deploy": 0.4,
        "tension_beijing.mediate": -0.2,
        "start_freeze": 1.0,
    }
    assert scenario.opening_moves == ("wait", "urge_restraint", "missile_test", "wait")
    assert scenario.washington == Plan(
        (Spell("2018-01", "strategic_patience", (("patience", 0.5),)), Spell("2018-06", "engagement")),
        (("pressure", 0.8),),
    )
    assert scenario.elections == (
        Election("seoul", "2018-03", "2018-05", (("sunshine", 2.0), ("hard_line", 1.0)), 0.25),
    )
    assert scenario.windows == (Window("2018-02", "drawn"),)
    assert scenario.expiries == (Expiry("2018-04", 0.04, "coal"),)
    assert scenario.incidents == (Incident("2018-03", "released"),)


def test_a_cell_means_the_same_however_it_is_written(load: Load) -> None:
    base = 'base = "core"\nname = "x"\ntitle = "x"\n'
    ways = (
        '[parameters]\n"tension_washington.deploy" = 0.4',
        "[parameters]\ntension_washington.deploy = 0.4",
        "[parameters.tension_washington]\ndeploy = 0.4",
    )
    assert len({load(mine=base + way) for way in ways}) == 1


def test_a_file_that_adds_nothing_is_its_base(load: Load) -> None:
    mine = load(mine='base = "2017-spring"')
    assert (mine.name, mine.title) == ("mine", "mine")
    assert mine.hash == load_scenario("2017-spring").hash


def test_the_order_of_keys_does_not_matter(load: Load) -> None:
    one = load(mine='base = "core"\n[parameters]\naccident_slope = 0.4\naccident_hazard = 0.002')
    two = load(mine='base = "core"\n[parameters]\naccident_hazard = 0.002\naccident_slope = 0.4')
    assert one == two
    assert one.hash == two.hash


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("months = 24", {"months": 24}),
        ('forecast = "qre"', {"forecast": "qre"}),
        ("[parameters]\naccident_hazard = 0.002", {"accident_hazard": 0.002}),
        ("[parameters]\ntension_seoul.exercise = 0.1", {"tension_seoul.exercise": 0.1}),
        ("[washington]\npressure = 0.8", {"washington.pressure": 0.8}),
        ('[seoul]\npolicy = "sunshine"', {"seoul.policy": "sunshine"}),
        ("modules.thaad = false", {"modules.thaad": False}),
        ("elections.seoul = false", {"elections.seoul": False}),
        ("elections = []", {"elections": ()}),
        ('[[windows]]\nmonth = "2017-09"', {"windows": (Window("2017-09"),)}),
    ],
)
def test_a_key_does_what_the_same_change_does(load: Load, text: str, change: dict[str, object]) -> None:
    from_file = load(mine=f'base = "2017-spring"\n{text}')
    by_hand = load_scenario("2017-spring").change({**change, "name": "mine", "title": "mine"})
    assert from_file == by_hand


def test_tables_merge_and_lists_replace(load: Load) -> None:
    lower = (
        LINE_UP
        + """
thaad_welcome = 0.5
[parameters]
accident_hazard = 0.002
accident_slope = 0.4
[[windows]]
month = "2017-04"
[[windows]]
month = "2017-06"
"""
    )
    upper = """
base = "lower.toml"
[parameters]
accident_slope = 0.6
[seoul]
engagement = 0.3
[[windows]]
month = "2017-07"
"""
    scenario = load(lower=lower, upper=upper)
    assert dict(scenario.values) == {"accident_hazard": 0.002, "accident_slope": 0.6}
    assert scenario.seoul == Plan((Spell("2017-02", "hedging"),), (("engagement", 0.3), ("thaad_welcome", 0.5)))
    assert scenario.windows == (Window("2017-07"),)


def test_policy_and_schedule_replace_one_another(load: Load) -> None:
    schedule = """
[[washington.schedule]]
from = "2017-02"
policy = "strategic_patience"
[[washington.schedule]]
from = "2017-09"
policy = "engagement"
"""
    lower = LINE_UP.replace('[washington]\npolicy = "engagement"', schedule)
    one = load(lower=lower, upper='base = "lower.toml"\n[washington]\npolicy = "adaptive"')
    assert one.washington.spells == (Spell("2017-02", "adaptive"),)
    two = load(lower=LINE_UP, upper=f'base = "lower.toml"\n{schedule}')
    assert [spell.policy for spell in two.washington.spells] == ["strategic_patience", "engagement"]


def test_a_policy_without_a_month_begins_with_the_scenario(load: Load) -> None:
    later = load(lower=LINE_UP, upper='base = "lower.toml"\nstart = "2018-01"')
    assert {later.plan(capital).spells[0].start for capital in ("washington", "beijing", "seoul")} == {"2018-01"}


def test_modules_are_switched_one_by_one_on_what_the_base_has(load: Load) -> None:
    scenario = load(mine='base = "core"\n[modules]\nthaad = true\nrelation = false')
    assert scenario.modules == ("thaad",)


def test_bases_may_be_many(load: Load) -> None:
    files = {"s0": LINE_UP + "[parameters]\naccident_slope = 0.4\n"}
    files |= {f"s{n}": f'base = "s{n - 1}.toml"\nmonths = {n}\n' for n in range(1, 30)}
    scenario = load(**files)
    assert (scenario.months, dict(scenario.values)) == (29, {"accident_slope": 0.4})


@pytest.mark.parametrize("names", [("a",), ("a", "b"), ("a", "b", "c")])
def test_bases_that_go_round_in_a_circle_are_refused(load: Load, names: tuple[str, ...]) -> None:
    files = {
        name: f'title = "{name}"\nbase = "{names[(place + 1) % len(names)]}.toml"' for place, name in enumerate(names)
    }
    with pytest.raises(ScenarioProblem, match=r"circle\n  where: .*\.toml, line 2, key base\n"):
        load(**files)


def test_a_circle_is_seen_through_a_link(load: Load, tmp_path: Path) -> None:
    (tmp_path / "b.toml").symlink_to(tmp_path / "a.toml")
    with pytest.raises(ScenarioProblem, match="circle"):
        load(a='base = "b.toml"')


def test_a_byte_order_mark_and_line_ends_of_windows_are_read(load: Load, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"\xef\xbb\xbf" + LINE_UP.replace("\n", "\r\n").encode())
    assert load_scenario(tmp_path / "mine.toml") == load(mine=LINE_UP)


def test_a_path_may_be_given_as_text(tmp_path: Path) -> None:
    (path := tmp_path / "mine.toml").write_text(LINE_UP)
    assert load_scenario(str(path)) == load_scenario(path)


def test_each_value_says_where_it_came_from(load: Load, tmp_path: Path) -> None:
    lower = (
        'months = 12\nstart = "2017-02"\n'
        + LINE_UP
        + '[[windows]]\nmonth = "2017-04"\n[[windows]]\nmonth = "2017-05"\n'
    )
    levers = "[washington]\npressure = 0.5\n[parameters]\naccident_slope = 0.4\n"
    upper = f'base = "lower.toml"\n\nmonths = 24\n{levers}'
    origin = dict(load(lower=lower, upper=upper).origin)
    low, high = str(tmp_path / "lower.toml"), str(tmp_path / "upper.toml")
    assert origin == {
        "months": f"{high}, line 3",
        "washington.pressure": f"{high}, line 5",
        "accident_slope": f"{high}, line 7",
        "start": f"{low}, line 2",
        "washington.schedule": f"{low}, line 5",
        "washington.schedule[0]": f"{low}, line 5",
        "beijing.schedule": f"{low}, line 7",
        "beijing.schedule[0]": f"{low}, line 7",
        "pyongyang.schedule": f"{low}, line 9",
        "pyongyang.schedule[0]": f"{low}, line 9",
        "seoul.schedule": f"{low}, line 11",
        "seoul.schedule[0]": f"{low}, line 11",
        "windows": f"{low}, line 12",
        "windows[0]": f"{low}, line 12",
        "windows[1]": f"{low}, line 14",
    }


def test_where_a_value_came_from_is_no_part_of_the_scenario(load: Load) -> None:
    one, two = load(mine=LINE_UP), load(mine="# a comment\n" + LINE_UP)
    assert one.origin != two.origin
    assert one == two
    assert one.hash == two.hash


def test_months_after_the_horizon_are_allowed(load: Load) -> None:
    """A longer horizon then reaches them, and a shorter one is its beginning."""
    assert load(mine=LINE_UP + '[[windows]]\nmonth = "2058-10"').windows == (Window("2058-10"),)
