"""What may only fall: growth fails, a gain is kept, and a rise says why."""

import pytest

from tools.ratchet import Entry, count_places, find_faults, read_budget, write_budget

GAME, ALL = "lines.sim/game", "lines.all"
WHY = "a second front needs its rules"


def budget_of(game: float, whole: float = 10_000, **more: object) -> dict[str, Entry]:
    return {GAME: {"most": game, **more}, ALL: {"most": whole, "issue": 20}}  # type: ignore[typeddict-item]


def test_what_equals_its_budget_passes_and_so_does_a_little_less() -> None:
    assert find_faults({GAME: 1000, ALL: 10_000}, budget_of(1000), {}) == []
    assert find_faults({GAME: 995, ALL: 9_950}, budget_of(1000), {}) == []


def test_growth_fails_and_so_does_a_gain_that_is_not_written() -> None:
    (grown,) = find_faults({GAME: 1001, ALL: 10_000}, budget_of(1000), {})
    assert "--raise" in grown
    (won,) = find_faults({GAME: 900, ALL: 10_000}, budget_of(1000), {})
    assert "--lower" in won


def test_a_new_room_needs_a_line_and_a_room_that_is_gone_loses_its_own() -> None:
    (new,) = find_faults({GAME: 1000, ALL: 10_000, "lines.sim/claims": 50}, budget_of(1000), {})
    assert '--raise "lines.sim/claims" 50' in new
    (gone,) = find_faults({ALL: 10_000}, budget_of(1000), {})
    assert "--lower" in gone


def test_a_rise_since_main_needs_a_reason_of_its_own() -> None:
    found = {GAME: 1100, ALL: 10_000}
    assert len(find_faults(found, budget_of(1100), budget_of(1000))) == 1
    assert find_faults(found, budget_of(1100, why=WHY), budget_of(1000)) == []
    assert len(find_faults(found, budget_of(1100, why=WHY), budget_of(1050, why=WHY))) == 1


def test_nobody_raises_the_whole_within_an_issue() -> None:
    found = {GAME: 1000, ALL: 10_100}
    raised = budget_of(1000)
    raised[ALL] = {"most": 10_100, "issue": 20, "why": WHY}
    assert len(find_faults(found, raised, budget_of(1000))) == 1
    raised[ALL]["issue"] = 21
    assert find_faults(found, raised, budget_of(1000)) == []


@pytest.mark.parametrize("marks", [("", "", ""), ("<<<<<<< HEAD\n", "=======\n", ">>>>>>> other\n")])
def test_of_two_branches_lines_for_one_number_the_larger_counts(marks: tuple[str, str, str]) -> None:
    mine, theirs = write_budget(budget_of(1000)), write_budget(budget_of(990, 9_000))
    joined = marks[0] + mine + marks[1] + theirs + marks[2]
    assert read_budget(joined) == budget_of(1000)
    assert read_budget(write_budget(read_budget(joined))) == budget_of(1000)


def test_rules_are_one_place_and_a_name_within_another_word_is_none() -> None:
    texts = {
        "sim/game/world.py": "tension: float = 0.0", "sim/game/rules/change.py": "world.tension = 1.0",
        "sim/game/month.py": "world.tension = p.start_tension", "sim/game/numbers/start.py": "start_tension: float",
        "sim/show/months.py": "pretension = 1  # of tension", "sim/game/view.toml": "tension",
    }  # fmt: skip
    assert count_places(texts, "tension") == 2
    assert count_places(texts | {"sim/cli/show.py": "'tension'"}, "tension") == 3
