import pytest

from sim.core.engine.source import Game, read_game


@pytest.fixture(scope="session")
def small() -> Game:
    """The small game of these tests."""
    return read_game("tests.engine.small.month")


@pytest.fixture(scope="session")
def real() -> Game:
    """The game that ships."""
    return read_game()
