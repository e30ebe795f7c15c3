"""Many decide as one: pluralities and ties, and medians."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, strategies as st

from sim.classroom.room.folder import LENGTH, LETTERS, new_code, read_code
from sim.classroom.room.room import Ballot, choice_of, first_of, forecast_of

MOVES = st.sampled_from(["talks", "threat", "silence"])


@given(st.lists(MOVES, min_size=1, max_size=30))
def test_nothing_has_more_votes_than_what_is_chosen(votes: list[str]) -> None:
    assert votes.count(first_of(votes)) == max(map(votes.count, votes))


@given(st.lists(MOVES, min_size=1, max_size=30))
def test_of_equally_many_the_earlier_is_chosen(votes: list[str]) -> None:
    most = max(map(votes.count, votes))
    assert first_of(votes) == next(vote for vote in votes if votes.count(vote) == most)


def test_word_and_deed_are_counted_apart() -> None:
    """Nobody wants this pair, and it is what most want of each."""
    ballots = [Ballot("talks", "hold"), Ballot("talks", "sanctions"), Ballot("threat", "sanctions")]
    for order in permutations(ballots):
        assert choice_of(order) == Ballot("talks", "sanctions")


def test_where_nobody_votes_nothing_is_chosen() -> None:
    assert choice_of([]) is None
    assert forecast_of([]) == {}


def test_a_seat_expects_what_its_middle_member_does() -> None:
    assert forecast_of([{"war": 0.1}, {"war": 0.9}, {"war": 0.2}]) == {"war": 0.2}


def test_codes_have_no_letters_that_look_or_sound_alike_and_are_no_words() -> None:
    assert not set(LETTERS) & set("AEIOUY" + "LQ" + "G")
    codes = {new_code() for _ in range(200)}
    assert len(codes) > 150
    assert all(len(code) == LENGTH and set(code) <= set(LETTERS) for code in codes)
    code = codes.pop()
    assert read_code(f" {code[:2].lower()} {code[2:]} ") == code
