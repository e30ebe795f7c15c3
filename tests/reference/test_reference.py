"""The reference results come out again, to the last bit."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.reference.references import FOLDER, plane, scenarios

UPDATE = "If the change is meant, run `python tools/update_reference.py` and say in CHANGELOG.md which results move."


def kept(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "make"), [("scenarios.json", scenarios), ("pressure-enforcement.json", plane)]
)
def test_the_reference_comes_out_again(name: str, make: Any) -> None:
    assert json.loads(json.dumps(make())) == kept(name), UPDATE
