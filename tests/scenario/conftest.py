"""What the tests of scenarios share."""

from collections.abc import Callable
from os import PathLike
from pathlib import Path

import pytest

from sim.core.base.errors import ExitCode, ScenarioProblem
from sim.core.scenario import Scenario, load_scenario

Message = tuple[str, str, str]


@pytest.fixture(scope="session")
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


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., Scenario]:
    """Write files given as `name = text` beside one another and load the last."""

    def load_last(**texts: str) -> Scenario:
        for name, text in texts.items():
            (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        return load_scenario(tmp_path / f"{name}.toml")

    return load_last
