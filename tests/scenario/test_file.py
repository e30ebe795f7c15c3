"""What a scenario file means: its keys, its base, how the two combine, and where each value came
from.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.core.base.errors import ScenarioProblem
from sim.core.scenario import (
    Election,
    Expiry,
    Incident,
    Plan,
    Scenario,
    Stretch,
    Switch,
    Window,
    load_scenario,
)

Load = Callable[..., Scenario]
KIM_CHANCES = ("kim_chance.fearful", "kim_chance.greedy", "kim_chance.erratic")
PATIENT = '[washington]\npolicy = "patience"\n'


def test_a_file_that_says_nothing_is_the_default_with_all_capitals_free(load: Load) -> None:
    assert load(mine="# nothing") == Scenario(name="mine", title="mine")


def test_every_part_of_a_scenario_can_be_written(load: Load) -> None:
    scenario = load(
        mine="""
name = "another name"
title = "A title"
start = "2018-01"
months = 24
kim_type = "greedy"
leaders = ["2018-12"]
[parameters]
clash = 0.05
"kim_chance.greedy" = 0.5
washington_words.patience.talks = -3
[parameters.start_beijing_course]
balance = 0
enforce = 1
[washington]
pressure = 0.8
[[washington.schedule]]
policy = "hawk"
rhetoric = 0.5
[[washington.schedule]]
from = "2018-06"
dialogue = 0.7
[[washington.schedule]]
from = "2019-01"
policy = "engagement"
[beijing]
policy = "held"
[pyongyang]
course = "charm"
[seoul]
policy = "progressive"
[[elections]]
capital = "seoul"
month = "2018-03"
chances = { sunshine = 2, hard_line = 1 }
[[switches]]
capital = "pyongyang"
month = "2018-04"
chances = { build = 1 }
[[windows]]
month = "2018-02"
result = "fails"
[[expiries]]
month = "2018-04"
share = 0.04
[[incidents]]
month = "2018-03"
result = "released"
"""
    )
    charm = {"build": 0.0, "brinkmanship": 0.0, "charm": 1.0, "consolidate": 0.0}
    assert scenario == Scenario(
        "another name",
        "A title",
        "2018-01",
        24,
        "greedy",
        values=tuple(
            {
                "clash": 0.05,
                "kim_chance.greedy": 0.5,
                "washington_words.patience.talks": -3.0,
                "start_beijing_course.balance": 0.0,
                "start_beijing_course.enforce": 1.0,
                **{f"start_pyongyang_course.{course}": weight for course, weight in charm.items()},
            }.items()
        ),
        washington=Plan(
            (
                Stretch(None, "hawk", (("rhetoric", 0.5),)),
                Stretch("2018-06", "hawk", (("dialogue", 0.7),)),
                Stretch("2019-01", "engagement"),
            ),
            (("pressure", 0.8),),
        ),
        beijing=Plan((Stretch(None, "held"),)),
        seoul=Plan((Stretch(None, "progressive"),)),
        elections=(Election("seoul", "2018-03", (("sunshine", 2.0), ("hard_line", 1.0))),),
        switches=(Switch("pyongyang", "2018-04", (("build", 1.0),)),),
        windows=(Window("2018-02", "fails"),),
        incidents=(Incident("2018-03", "released"),),
        expiries=(Expiry("2018-04", 0.04),),
        leaders=("2018-12",),
    )


@pytest.mark.parametrize(
    "way",
    [
        '[parameters]\n"washington_deeds.engagement.relief" = -5',
        "[parameters]\nwashington_deeds.engagement.relief = -5",
        "[parameters.washington_deeds]\nengagement.relief = -5",
        "[parameters.washington_deeds.engagement]\nrelief = -5",
    ],
)
def test_a_cell_means_the_same_however_it_is_written(load: Load, way: str) -> None:
    assert load(mine=way).values == (("washington_deeds.engagement.relief", -5.0),)


def test_a_file_that_adds_nothing_is_its_base(load: Load) -> None:
    mine = load(mine='base = "2017-spring"')
    assert (mine.name, mine.title) == ("mine", "mine")
    assert mine.hash == load_scenario("2017-spring").hash


def test_the_order_of_keys_does_not_matter(load: Load) -> None:
    one = load(mine="[parameters]\nclash = 0.1\nlearn = 0.5")
    two = load(mine="[parameters]\nlearn = 0.5\nclash = 0.1")
    assert one == two
    assert one.hash == two.hash


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("months = 24", {"months": 24}),
        ('kim_type = "erratic"', {"kim_type": "erratic"}),
        ("[parameters]\nclash = 0.1", {"clash": 0.1}),
        (
            "[parameters.kim_chance]\ngreedy = 0.1\nfearful = 0.6\nerratic = 0.3",
            {"kim_chance.greedy": 0.1, "kim_chance.fearful": 0.6, "kim_chance.erratic": 0.3},
        ),
        ("[parameters]\nseoul_deeds.hedge.aid = -1", {"seoul_deeds.hedge.aid": -1}),
        ("[washington]\npressure = 0.8", {"washington.pressure": 0.8}),
        ('[seoul]\npolicy = "sunshine"', {"seoul.policy": "sunshine"}),
        ('[beijing]\npolicy = "held"', {"beijing.policy": "held"}),
        ('[beijing]\ncourse = "shield"', {"beijing.course": "shield"}),
        ('[[seoul.schedule]]\npolicy = "hedge"', {"seoul.schedule": (Stretch(None, "hedge"),)}),
        ("elections.seoul = false", {"elections.seoul": False}),
        ("switches.washington = false", {"switches.washington": False}),
        ("elections = []", {"elections": ()}),
        ('leaders = ["2018-01"]', {"leaders": ("2018-01",)}),
        (
            '[[windows]]\nmonth = "2017-09"\nresult = "fails"',
            {"windows": (Window("2017-09", "fails"),)},
        ),
    ],
)
def test_a_key_does_what_the_same_change_does(
    load: Load, text: str, change: dict[str, object]
) -> None:
    from_file = load(mine=f'base = "2017-spring"\n{text}')
    by_hand = load_scenario("2017-spring").change({**change, "name": "mine", "title": "mine"})
    assert from_file == by_hand


def test_chances_in_a_file_are_weights_and_one_by_change_stays_as_set(load: Load) -> None:
    base = load_scenario("2017-spring")
    weights = {cell: base.value(cell) for cell in KIM_CHANCES} | {"kim_chance.greedy": 0.8}
    from_file = load(mine='base = "2017-spring"\n[parameters]\nkim_chance.greedy = 0.8')
    by_hand = base.change({"kim_chance.greedy": 0.8})
    total = sum(weights.values())
    assert [from_file.value(cell) for cell in KIM_CHANCES] == pytest.approx(
        [weights[cell] / total for cell in KIM_CHANCES]
    )
    assert by_hand.value("kim_chance.greedy") == 0.8


def test_tables_merge_and_lists_replace(load: Load) -> None:
    lower = """
[beijing]
easing = 0.7
[parameters]
clash = 0.1
learn = 0.4
[[windows]]
month = "2017-04"
result = "fails"
[[windows]]
month = "2017-06"
result = "fails"
"""
    upper = """
base = "lower.toml"
[parameters]
learn = 0.8
[beijing]
enforcement = 0.3
[[windows]]
month = "2017-07"
result = "fails"
"""
    scenario = load(lower=lower, upper=upper)
    assert scenario.values == (("clash", 0.1), ("learn", 0.8))
    assert scenario.beijing == Plan((), (("easing", 0.7), ("enforcement", 0.3)))
    assert scenario.windows == (Window("2017-07", "fails"),)


@pytest.mark.parametrize("one", ['policy = "hawk"', 'schedule = [{ policy = "engagement" }]'])
@pytest.mark.parametrize("two", ['policy = "dove"', 'schedule = [{ policy = "patience" }]'])
def test_policy_and_schedule_replace_one_another(load: Load, one: str, two: str) -> None:
    layered = load(lower=f"[washington]\n{one}", upper=f'base = "lower.toml"\n[washington]\n{two}')
    assert layered.washington == load(upper=f"[washington]\n{two}").washington


def test_a_policy_without_a_month_begins_with_the_scenario(load: Load) -> None:
    later = load(lower=PATIENT, upper='base = "lower.toml"\nstart = "2018-01"')
    assert later.washington == Plan((Stretch(None, "patience"),))


def test_bases_may_be_many(load: Load) -> None:
    files = {"s0": "[parameters]\nlearn = 0.4\n"}
    files |= {f"s{n}": f'base = "s{n - 1}.toml"\nmonths = {n}\n' for n in range(1, 30)}
    scenario = load(**files)
    assert (scenario.months, scenario.values) == (29, (("learn", 0.4),))


@pytest.mark.parametrize("names", [("a",), ("a", "b"), ("a", "b", "c")])
def test_bases_that_go_round_in_a_circle_are_refused(load: Load, names: tuple[str, ...]) -> None:
    files = {
        name: f'title = "{name}"\nbase = "{names[(place + 1) % len(names)]}.toml"'
        for place, name in enumerate(names)
    }
    with pytest.raises(ScenarioProblem, match=r"circle\n  where: .*\.toml, line 2, key base\n"):
        load(**files)


def test_a_circle_is_seen_through_a_link(load: Load, tmp_path: Path) -> None:
    (tmp_path / "b.toml").symlink_to(tmp_path / "a.toml")
    with pytest.raises(ScenarioProblem, match="circle"):
        load(a='base = "b.toml"')


def test_a_byte_order_mark_and_line_ends_of_windows_are_read(load: Load, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b"\xef\xbb\xbf" + PATIENT.replace("\n", "\r\n").encode())
    assert load_scenario(tmp_path / "mine.toml") == load(mine=PATIENT)


def test_a_path_may_be_given_as_text(tmp_path: Path) -> None:
    (path := tmp_path / "mine.toml").write_text(PATIENT)
    assert load_scenario(str(path)) == load_scenario(path)


def test_each_value_says_where_it_came_from(load: Load, tmp_path: Path) -> None:
    lower = (
        'months = 12\nstart = "2017-02"\n'
        + PATIENT
        + '[[windows]]\nmonth = "2017-04"\nresult = "fails"\n'
        + '[[windows]]\nmonth = "2017-05"\nresult = "fails"\n'
    )
    upper = 'base = "lower.toml"\n\nmonths = 24\n[washington]\npressure = 0.5\n[parameters]\nlearn = 0.4\n'
    origin = dict(load(lower=lower, upper=upper).origin)
    low, high = str(tmp_path / "lower.toml"), str(tmp_path / "upper.toml")
    assert origin == {
        "months": f"{high}, line 3",
        "washington.pressure": f"{high}, line 5",
        "learn": f"{high}, line 7",
        "start": f"{low}, line 2",
        "washington.schedule": f"{low}, line 4",
        "windows": f"{low}, line 5",
        "windows[0]": f"{low}, line 5",
        "windows[1]": f"{low}, line 8",
    }


def test_where_a_value_came_from_is_no_part_of_the_scenario(load: Load) -> None:
    one, two = load(mine=PATIENT), load(mine="# a comment\n" + PATIENT)
    assert one.origin != two.origin
    assert one == two
    assert one.hash == two.hash


def test_months_after_the_horizon_are_allowed(load: Load) -> None:
    """A longer horizon then reaches them, and a shorter one is its beginning."""
    assert load(mine='[[windows]]\nmonth = "2058-10"\nresult = "fails"').windows == (
        Window("2058-10", "fails"),
    )
