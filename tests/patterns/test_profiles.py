"""The named policy profiles."""

from sim.analysis.defaults import PROFILES, Profile
from sim.analysis.patterns.plays import PatternPlays
from sim.core.game.catalogue import CAPITALS
from sim.core.game.policies import courses_of
from tests.for_each import for_each


@for_each("courses", PROFILES.values())
def test_a_profile_names_a_course_of_each_capital(courses: Profile) -> None:
    assert all(
        course in courses_of(capital) for capital, course in zip(CAPITALS, courses, strict=True)
    )


def test_a_profile_holds_every_capital_to_its_course_to_the_end() -> None:
    """Beyond elections too."""
    courses = PROFILES["engagement, answered"]
    h = PatternPlays(20, 3, changes={"months": 60}).profile(courses)
    for capital, course in zip(CAPITALS, courses, strict=True):
        assert (h.state[f"{capital}_course"][h.live] == courses_of(capital).index(course)).all()
