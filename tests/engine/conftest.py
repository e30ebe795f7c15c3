import pytest

from sim.engine.source import Game, read


@pytest.fixture(scope="session")
def small() -> Game:
    """The small game of these tests."""
    return read("tests.engine.small.month")


@pytest.fixture(scope="session")
def real() -> Game:
    """The game that ships."""
    return read()
