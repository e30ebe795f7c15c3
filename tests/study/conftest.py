"""What the tests of scenario files share."""

from collections.abc import Callable
from os import PathLike

import pytest

from sim.errors import ExitCode, ScenarioProblem
from sim.scenario import load_scenario

Message = tuple[str, str, str]


@pytest.fixture
def problem_of() -> Callable[[str | PathLike[str]], Message]:
    """What is wrong with a scenario file, where, and what to do: the three lines of the message."""

    def load_and_fail(path: str | PathLike[str]) -> Message:
        with pytest.raises(ScenarioProblem) as caught:
            load_scenario(path)
        assert caught.value.exit_code == ExitCode.INVALID
        what, where, to_do = str(caught.value).split("\n")
        assert where.startswith("  where: ")
        assert to_do.startswith("  to do: ")
        return what, where.removeprefix("  where: "), to_do.removeprefix("  to do: ")

    return load_and_fail
