"""The examples in the docstrings of the games are true."""

import doctest
import importlib

import pytest

import sim.analysis.games as games

MODULES = [
    "sim.analysis.games",
    *(f"tests.games.{name}" for name in ("crises", "deterrence", "extensive")),
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_every_public_name_is_there_and_says_what_it_does() -> None:
    for name in games.__all__:
        assert getattr(games, name).__doc__
        assert callable(getattr(games, name))
