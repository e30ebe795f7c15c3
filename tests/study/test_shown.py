"""Numbers as people read them: never without their interval, unless it has no width."""

import pytest

from sim.study.estimate.quantities import Quantity


@pytest.mark.parametrize(
    ("quantity", "digits", "text"),
    [
        (Quantity(0.4, 0.36, 0.45, "share", 500), None, "40 % (36 to 45)"),
        (Quantity(0.021, 0.018, 0.024, "share", 900), None, "2.1 % (1.8 to 2.4)"),
        (Quantity(0.021, 0.018, 0.024, "share", 900), 2, "2.10 % (1.80 to 2.40)"),
        (Quantity(-0.19, -0.24, -0.14, "points", 400), None, "−19 points (−24 to −14)"),
        (Quantity(float("nan"), 0.0, 1.0, "share"), None, "not defined"),
    ],
)
def test_a_number_is_told_with_its_interval(
    quantity: Quantity, digits: int | None, text: str
) -> None:
    assert quantity.text(digits) == text
