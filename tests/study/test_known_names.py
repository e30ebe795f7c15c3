"""A name that does not exist gets the names that do, where they can be taken in at a glance."""

from __future__ import annotations

from sim.core.base.errors import MOST_LISTED, known_names


def test_few_names_are_told_one_by_one() -> None:
    assert known_names("policy", "shield", ["free", "dove"]) == "Use one of: free, dove."


def test_many_names_are_not_but_the_nearest_is() -> None:
    many = [f"name{number}" for number in range(MOST_LISTED)] + ["clash"]
    assert known_names("number", "clahs", many) == "Use a known number. Did you mean 'clash'?"
    listed = known_names("number", "clahs", many, "sim show")
    assert listed == "Use a known number: sim show lists them. Did you mean 'clash'?"
