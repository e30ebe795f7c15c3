"""Programs are given time: the machine may be busy with much else, and one that answers costs
none.
"""

import pytest

from sim.policies.agents import table


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that starts late is waited for."""
    monkeypatch.setattr(table, "TO_START", 600.0)
