"""The statements of tests/cases hold, and the reader does not let a false or empty one pass."""

import pytest

from tests.world.case_files import FOLDER, Statement, failures, statements

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
start = { tension = 7.0 }
"""
FALSE = {
    "at_least": 'moves = ["wait"]\nat_least = 0.9',
    "at_most": 'moves = ["wait"]\nat_most = 0.01',
    "most_likely": 'moves = ["relief"]\nmost_likely = true',
    "never": 'moves = ["relief"]\nnever = true',
    "more_likely": 'moves = ["strike"]\nmore_likely_than_in = "tense"',
    "less_likely": 'moves = ["strike"]\nless_likely_than_in = "quiet"',
    "times": 'moves = ["wait"]\nmore_likely_than_in = "tense"\ntimes = 50.0',
}


@pytest.mark.parametrize("claim", FALSE.values(), ids=FALSE)
def test_a_false_statement_about_a_choice_fails(claim: str) -> None:
    [statement] = statements(f'{SITUATIONS}[[case]]\nsays = "x"\ncapital = "washington"\nin = "quiet"\n{claim}\n')
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
    [statement] = statements(f'{SITUATIONS}[[run]]\nsays = "x"\nin = "quiet"\nmonths = 2\n{claim}\n')
    assert len(failures(statement)) == 1


@pytest.mark.parametrize("claim", ["", "at_leest = 0.5", 'why = "because"'])
def test_a_statement_that_claims_nothing_is_refused(claim: str) -> None:
    with pytest.raises(ValueError, match="x: "):
        statements(f'[[case]]\nsays = "x"\ncapital = "washington"\nin = "quiet"\nmoves = ["wait"]\n{claim}\n')
