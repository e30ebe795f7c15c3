"""The statements of this folder hold, and the reader does not let a false or empty one pass."""

import pytest

from tests.cases.reading import FOLDER, Statement, failures, statements

ALL = [(path.stem, each) for path in sorted(FOLDER.glob("*.toml")) for each in statements(path.read_text())]


@pytest.mark.short
@pytest.mark.parametrize("statement", [each for _, each in ALL], ids=[f"{stem}: {s.block['says']}" for stem, s in ALL])
def test_statement(statement: Statement) -> None:
    assert failures(statement) == []


def test_no_statement_is_made_twice() -> None:
    said = [each.block["says"] for _, each in ALL]
    assert len(said) == len(set(said))


SITUATIONS = """
[situation.quiet]
[situation.tense]
state = { tension = 7.5 }
[situation.tested]
last = { pyongyang = "big_test" }
"""
FALSE = {
    "at_least": 'moves = ["silence"]\nat_least = 0.9',
    "at_most": 'moves = ["silence"]\nat_most = 0.01',
    "most_likely": 'moves = ["relief"]\nmost_likely = true',
    "never": 'moves = ["deploy"]\nnever = true',
    "more_likely": 'moves = ["threaten"]\nmore_likely_than_in = "tested"',
    "less_likely": 'moves = ["silence"]\nless_likely_than_in = "tested"',
    "times": 'moves = ["silence"]\nmore_likely_than_in = "tested"\ntimes = 50.0',
}


@pytest.mark.parametrize("claim", FALSE.values(), ids=FALSE)
def test_a_false_statement_about_a_choice_fails(claim: str) -> None:
    [statement] = statements(f'{SITUATIONS}[[case]]\nsays = "x"\ncapital = "washington"\nin = "quiet"\n{claim}\n')
    assert len(failures(statement)) == 1


@pytest.mark.parametrize("claim", ["at_most = 0.001", "never = true", 'more_likely_than_in = "quiet"'])
def test_a_false_statement_about_a_review_fails(claim: str) -> None:
    block = f'[[review]]\nsays = "x"\ncapital = "beijing"\ncourses = ["balance"]\nin = "quiet"\n{claim}\n'
    [statement] = statements(SITUATIONS + block)
    assert len(failures(statement)) == 1


@pytest.mark.parametrize(
    "claim",
    [
        'share = "crisis"\nat_least = 0.99',
        'share = "crisis"\nat_most = 0.0',
        'share = "crisis"\nhigher_than_in = "tense"',
        'share = "crisis"\nlower_than_in = "quiet"',
        'mean = "economy"\nat_least = 0.01',
    ],
)
def test_a_false_statement_about_a_run_fails(claim: str) -> None:
    [statement] = statements(f'{SITUATIONS}[[run]]\nsays = "x"\nin = "quiet"\nmonths = 6\n{claim}\n')
    assert len(failures(statement)) == 1


@pytest.mark.parametrize("claim", ["", "at_leest = 0.5", 'why = "because"'])
def test_a_statement_that_claims_nothing_is_refused(claim: str) -> None:
    with pytest.raises(ValueError, match="x: "):
        statements(f'[[case]]\nsays = "x"\ncapital = "washington"\nin = "quiet"\nmoves = ["silence"]\n{claim}\n')


@pytest.mark.parametrize(
    ("situation", "moves", "what"),
    [
        ("state = { zeal = 1 }", '["silence"]', "no state 'zeal'"),
        ("", '["strike"]', "no move 'strike'"),
        ("", '["silence", "hold"]', "drawn apart"),
        ('last = { seoul = "strike" }', '["silence"]', "seoul has no move"),
    ],
)
def test_what_is_not_there_is_refused(situation: str, moves: str, what: str) -> None:
    text = f'[situation.a]\n{situation}\n[[case]]\nsays = "x"\ncapital = "washington"\nin = "a"\nmoves = {moves}\n'
    [statement] = statements(f"{text}at_least = 0.1\n")
    with pytest.raises(ValueError, match=what):
        failures(statement)
