"""The examples in the docstrings of the games are true."""

import doctest

import sim.analysis.games as games


def test_examples_are_true() -> None:
    assert doctest.testmod(games).failed == 0


def test_every_public_name_is_there_and_says_what_it_does() -> None:
    for name in games.__all__:
        assert getattr(games, name).__doc__
        assert callable(getattr(games, name))
