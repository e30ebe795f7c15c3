"""A file of claims: what is taken over, what is filled in, and what is refused with its line."""

from __future__ import annotations

import pytest

from sim.analysis.claims import Claim, Statistic
from sim.analysis.claims.reading import ClaimsFile
from sim.core.base.errors import Problem
from sim.core.scenario.toml_file import toml_from
from tests.for_each import for_each

HEAD = 'scenario = "2017-spring"\n'
GOOD = 'measure = "war"\nwants = { low = 0 }\n'
STATISTICS = {
    "told": Statistic(lambda asked: None, ("washington", "beijing")),
    "spells": Statistic(lambda _: None, None),
}


def claims(text: str) -> tuple[Claim, ...]:
    return ClaimsFile(toml_from("mine.toml", (HEAD + text).encode()), STATISTICS).claims


def test_a_claim_says_its_name_unless_it_says_more() -> None:
    one, two = claims(f'[claim."war comes"]\n{GOOD}[claim.b]\nsays = "War."\n{GOOD}')
    assert (one.says, two.says) == ("war comes", "War.")


def test_like_takes_over_all_that_is_not_said_anew_and_adds_to_what_is_set() -> None:
    one, two = claims(
        f'[claim.a]\nset = {{ months = 12, learn = 0.0 }}\namong = "crisis"\n{GOOD}'
        '[claim.b]\nlike = "a"\nset = { months = 6 }\nwants = { high = 1 }\n'
    )
    assert (two.measure, two.among) == (one.measure, one.among)
    assert (one.arms[0].scenario.months, two.arms[0].scenario.months) == (12, 6)
    assert two.arms[0].scenario.value("learn") == 0.0
    assert two.wanted is not None
    assert (two.wanted.low, two.wanted.high) == (-float("inf"), 1.0)


def test_what_stands_in_all_holds_for_every_claim() -> None:
    one, two = claims(
        f"[all]\nseed = 3\nset = {{ months = 9 }}\n[claim.a]\n{GOOD}[claim.b]\nseed = 4\n{GOOD}"
    )
    assert (one.seed, two.seed) == (3, 4)
    assert one.arms[0].scenario.months == two.arms[0].scenario.months == 9


def test_arms_are_named_and_build_on_one_another() -> None:
    [claim] = claims(
        "[arm.tense]\nset = { start_tension = 6 }\n"
        '[arm."tense, tested"]\nlike = "tense"\nset = { start_freeze = 1 }\n'
        f'[claim.a]\na = "tense, tested"\nb = "tense"\n{GOOD}'
    )
    a, b = (arm.scenario for arm in claim.arms)
    assert (a.value("start_tension"), a.value("start_freeze")) == (6.0, 1.0)
    assert (b.value("start_tension"), b.value("start_freeze")) == (6.0, 0.0)


def test_an_arm_on_the_spot_may_build_on_a_named_one() -> None:
    named = "[arm.tense]\nset = { start_tension = 6 }\n"
    [claim] = claims(f'{named}[claim.a]\na = {{ like = "tense", set = {{ months = 9 }} }}\n{GOOD}')
    scenario = claim.arms[0].scenario
    assert (scenario.value("start_tension"), scenario.months) == (6.0, 9)


def test_one_claim_may_stand_for_several_names() -> None:
    made = claims(
        '[claim."told.{each}"]\neach = ["washington", "beijing"]\nsays = "{Each} is told."\n'
        'measure = "told({each})"\nset = { "{each}.policy" = "free" }\nwants = { low = 0 }\n'
    )
    assert [claim.name for claim in made] == ["told.washington", "told.beijing"]
    assert made[1].says == "Beijing is told."


def test_a_family_has_keys_of_its_own_that_say_what_an_arm_changes() -> None:
    text = f"{HEAD}[claim.a]\na.calm = {{ months = 5 }}\n{GOOD}"
    [claim] = ClaimsFile(
        toml_from("mine.toml", text.encode()), own={"calm": lambda said: said}
    ).claims
    assert claim.arms[0].scenario.months == 5


@for_each(
    ("text", "what", "line", "possible"),
    [
        (f'[claim.a]\n{GOOD}mesure = "war"', "no key 'mesure'", 5, "Did you mean 'measure'?"),
        (
            '[claim.a]\nwants = { low = 0 }\nmeasure = "tould(washington)"',
            "no statistic 'tould'",
            4,
            "told, spells",
        ),
        (
            '[claim.a]\nwants = { low = 0 }\nmeasure = "told(seoul)"',
            "no argument 'seoul'",
            4,
            "washington, beijing",
        ),
        (
            '[claim.a]\nwants = { low = 0 }\nmeasure = "spells(war)"',
            "'war' has one value a world",
            4,
            "outside",
        ),
        (f'[arm.calm]\n[claim.a]\na = "clam"\n{GOOD}', "no a 'clam'", 4, "Did you mean 'calm'?"),
        (f"[claim.a]\na = {{ move = 1 }}\n{GOOD}", "no key 'move'", 3, "moves"),
        (f'[claim.a]\nlike = "b"\n{GOOD}[claim.b]\n{GOOD}', "no like 'b'", 3, "none to name"),
        ('[claim.a]\nmeasure = "war"\n', "no bound", 2, "wants"),
        (
            '[claim.a]\nmeasure = "war"\nwants = { least = 0 }',
            "no key 'least'",
            4,
            "low, high, sign, aim",
        ),
        ("[claim.a]\nwants = { low = 0 }\n", "no measure", 2, "measure ="),
        (
            '[claim.a]\nmeasure = "tension"\nwants = { low = 0 }',
            "'tension' has a value for every month",
            3,
            "any, all",
        ),
        (f'[claim.a]\namong = "tests"\n{GOOD}', "no flag", 3, "Compare"),
        (f"[claim.a]\nset = {{ months = 0 }}\n{GOOD}", "'months' is 0", 2, "1 to 600"),
        (f'[claim.a]\nper = "months"\nb = {{}}\n{GOOD}', "per nothing", 3, "Leave out"),
        (f"[claim.a]\nb = {{}}\nc = {{}}\n{GOOD}", "three arms", 2, "two, or four"),
        (f'[claim.a]\njudged = "luck"\n{GOOD}', "no judged 'luck'", 3, "interval, value"),
        (
            f'[claim.a]\na.moves.2017-10."washington.course" = "patience"\n{GOOD}',
            "no menu",
            3,
            "washington.deed",
        ),
        (
            f"[claim.a]\na.luck.2017-10.stand = 0.5\n{GOOD}",
            "no random draw",
            3,
            "known random draw",
        ),
        (f"[claim.a]\nset = 3\n{GOOD}", "'set' is 3", 3, "Give a table"),
        (f"[claim.a]\nseed = 1.5\n{GOOD}", "'seed' is 1.5", 3, "Give a whole number"),
        (f"[claim.a]\na = {{ moves = {{ x = 3 }} }}\n{GOOD}", "'x' is 3", 3, "Give a table"),
        (f"[claim.a]\na.moves.2017-03 = 3\n{GOOD}", "'2017-03' is 3", 3, "Give a table"),
        (f"[claim.a]\na = {{ luck = {{ x = 3 }} }}\n{GOOD}", "'x' is 3", 3, "Give a table"),
        (f'[claim.a]\na.luck.2017-10.deed = "x"\n{GOOD}', "'deed' is 'x'", 3, "Give a number"),
        (
            f'[claim.a]\na.state.tension = "high"\n{GOOD}',
            "'tension' is 'high'",
            3,
            "Give a whole number or a number",
        ),
        (f"[claim.a]\neach = [1]\n{GOOD}", "'1' is 1", 3, "Give a text"),
        ("claim = 3\n", "'claim' is 3", 2, "Give a table"),
        ("all = 3\n", "'all' is 3", 2, "Give a table"),
        (
            f'[arm]\ncalm = 3\n[claim.a]\na = "calm"\n{GOOD}',
            "this is no table",
            3,
            "values below its name",
        ),
        ('[claim.a]\nmeasure = "war"\nwants = { sign = 0 }', "'sign' is 0", 4, "1 or -1"),
        (
            '[claim.a]\nmeasure = "war"\nwants = { low = 0, aim = [1] }',
            "'aim' is [1]",
            4,
            "two numbers",
        ),
        (f"[claim.a]\nworlds = true\n{GOOD}", "'worlds' is True", 3, "Give a whole number"),
        (f"[claim.a]\na.state.zeal = 1\n{GOOD}", "no state 'zeal'", 3, "known state"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_line_and_what_is_possible(
    text: str, what: str, line: int, possible: str
) -> None:
    with pytest.raises(Problem) as problem:
        claims(text)
    assert what in problem.value.message
    assert problem.value.place.file == "mine.toml"
    assert problem.value.place.line == line
    assert possible in problem.value.remedy
