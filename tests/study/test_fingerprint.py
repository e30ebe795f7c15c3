"""The name of the model hangs on no release of Python, on no layout, and on no text for people."""

import ast
from math import sqrt
from pathlib import Path
from typing import Any

import pytest
from numpy import maximum
from numpy.random import default_rng
from pandas import Series
from scipy.stats import rankdata

import sim
from sim.core.scenario.fingerprint import canonical, fingerprint, shape_of, shapes_in, short
from sim.study.experiment.own_outcome import write_function

MODEL = "661c18b5ee98"
"""The name of the model that ships. It moves when a rule, a number or an outcome does."""

CODE = """
class Case:
    '''A docstring.'''
    name: str = "x"

    def of(self, *rest: int, scale: float = -0.5, **more: object) -> list[str]:
        return [f"{'+'.join(self.name)}_{scale!r:>{len(rest)}}" for one in rest if one is not ...]

LIMITS: tuple[float, ...] = (1, 1.0, 1e-300, 2j, b"\\x00", None, True, "d\\u00e9tente")
"""
CODE_NAME = "df696e37"


def name_of(text: str) -> str:
    """Return the short hash of the shapes in a source."""
    return short(canonical([*shapes_in(text)]))


@pytest.mark.short
def test_every_python_gives_the_model_the_same_name() -> None:
    assert fingerprint() == MODEL, "run make kept, then write the new name here"


@pytest.mark.short
def test_every_python_gives_a_source_the_same_name() -> None:
    assert name_of(CODE) == CODE_NAME


def joined(*parts: ast.expr) -> ast.JoinedStr:
    """Return an f-string of parts."""
    return ast.JoinedStr([*parts])


def value(form: ast.JoinedStr | None) -> ast.FormattedValue:
    """Return a value within an f-string, with a format."""
    return ast.FormattedValue(ast.Name("x", ast.Load()), -1, form)


def test_f_strings_are_the_same_however_a_python_cuts_them() -> None:
    one = joined(ast.Constant("ab"), value(None))
    for other in (
        joined(ast.Constant("a"), ast.Constant("b"), value(None), ast.Constant("")),
        joined(ast.Constant("ab"), value(joined())),
        joined(ast.Constant("ab"), value(joined(ast.Constant("")))),
    ):
        assert shape_of(other) == shape_of(one)
    assert shape_of(joined(value(None), ast.Constant("ab"))) != shape_of(one)
    assert shape_of(joined(ast.Constant("ab"), value(joined(ast.Constant("d"))))) != shape_of(one)


def test_a_field_of_a_later_python_counts_only_if_it_is_set() -> None:
    def function(**fields: Any) -> object:
        node = ast.parse("def f(): return 1").body[0]
        node._fields = (*ast.FunctionDef._fields, "of_later")  # type: ignore[misc]
        vars(node).update(fields)
        return shape_of(node)

    plain = shape_of(ast.parse("def f(): return 1").body[0])
    assert function() == function(of_later=[]) == function(of_later=None) == plain
    assert function(of_later=[ast.Name("T", ast.Load())]) != plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("def f(x: int) -> int: return x", "def f(x):\n    'Says.'\n    return (x)  # x"),
        ("A = entry('war', 'It is war.', 'war', f)", "A = entry('war', 'War it is.', 'wars', f)"),
        ("A = entry('war', f, label='war')", "A = entry('war', f, label='wars')"),
        ("def f(): raise Bad('no such name')", "def f(): raise Bad(f'no {name}', 'remedy')"),
        ("def f(x): return f'Mostly {x}.'", "def f(x): return f'{x} on the whole.'"),
    ],
)
def test_layout_types_and_texts_for_people_do_not_count(one: str, other: str) -> None:
    assert name_of(one) == name_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A = 2", "A = 2.0"),
        ("A = 0.0", "A = -0.0"),
        ("A = 'ab'", "A = b'ab'"),
        ("def f(x): return x < 1", "def f(x): return x <= 1"),
        ("def f(x): return x['a']", "def f(x): return x['b']"),
        ("def f(x): return f'{x}_a'", "def f(x): return f'{x}_b'"),
        ("def f(x): return x[1:]", "def f(x): return x[:1]"),
        ("def f(x): raise Bad('no such')", "def f(x): raise Worse('no such')"),
        ("def f(x):\n if x: raise Bad('so')", "def f(x):\n if not x: raise Bad('so')"),
        ("A = {**b}", "A = {b: b}"),
        ("A = entry('war', 'It is war.', f)", "A = entry('wars', 'It is war.', f)"),
    ],
)
def test_what_can_move_a_result_counts(one: str, other: str) -> None:
    assert name_of(one) != name_of(other)


def test_an_outcome_of_ones_own_is_known_by_its_own_source() -> None:
    def calm(history: "Unknown") -> Any:  # type: ignore[name-defined]  # noqa: F821
        # No month is tense.
        return (history.tension   <   4).all(axis=0)  # fmt: skip

    text = write_function("calm", calm)
    assert "# No month is tense." in text
    assert "history.tension   <   4" in text
    assert sim.Outcome("calm", "Calm.", calm).text == text


@pytest.mark.parametrize(
    ("value", "line"),
    [
        (Path, "from pathlib import Path as used"),  # pathlib._local from 3.13 on
        (Series, "from pandas import Series as used"),  # pandas.core.series below 3
        (maximum, "from numpy import maximum as used"),  # of no module below NumPy 2
        (default_rng, "from numpy.random import default_rng as used"),
        (rankdata, "from scipy.stats import rankdata as used"),
        (sqrt, "from math import sqrt as used"),
    ],
)
def test_what_an_outcome_takes_from_outside_has_one_name_in_every_release(
    value: Any, line: str
) -> None:
    def calm(history: Any) -> Any:
        return used(history.tension)

    used = value
    assert line in write_function("calm", calm).splitlines()


def test_an_outcome_of_another_home_in_another_release_is_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def calm(history: Any) -> Any:
        return Series(history.tension.max(axis=0)).to_numpy()

    texts = set()
    for home in ("pandas", "pandas.core.series"):
        monkeypatch.setattr(Series, "__module__", home)
        texts.add(write_function("calm", calm))
    assert len(texts) == 1
