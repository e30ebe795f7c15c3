"""Names that a person types have words that a person reads, the same in tables, figures and on
pages.
"""

import pytest

from sim.core.game.catalogue import CAPITALS
from sim.core.game.levers import LEVERS
from sim.core.game.policies import POLICIES, courses_of
from sim.pages.text.names import english_names
from sim.study.experiment.factor_text import factor_name, factor_value, policy_name


def test_every_policy_has_words_and_no_two_of_a_capital_the_same() -> None:
    for capital in CAPITALS:
        names = [policy_name(capital, policy) for policy in POLICIES[capital]]
        assert len(set(names)) == len(names)
        assert not any("_" in name or "," in name for name in names)


def test_a_policy_that_holds_a_course_is_called_as_the_course_is_on_a_page() -> None:
    known = dict(english_names())
    for capital in CAPITALS:
        for course in courses_of(capital):
            assert known[f"courses.{capital}.{course}"].startswith(policy_name(capital, course))
        for policy in set(POLICIES[capital]) - set(courses_of(capital)):
            assert known[f"policies.{policy}"] == policy_name(capital, policy)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("washington.pressure", "Washington's pressure"),
        ("beijing.policy", "Beijing's policy"),
        ("accident", "accident"),
        ("greed.erratic", "greed.erratic"),
    ],
)
def test_levers_are_read_in_words_and_numbers_by_the_declared_name(typed: str, read: str) -> None:
    assert factor_name(typed) == read


def test_every_lever_is_named_by_its_capital_and_its_label() -> None:
    for name, lever in LEVERS.items():
        assert factor_name(name) == f"{name.partition('.')[0].capitalize()}'s {lever.label}"


def test_values_of_a_policy_are_read_in_words_and_others_as_numbers() -> None:
    assert factor_value("washington.policy", "prevent") == "prevention"
    assert factor_value("washington.policy", "mine.py:calm") == "mine.py:calm"
    assert factor_value("washington.pressure", 0.5) == "0.5"
