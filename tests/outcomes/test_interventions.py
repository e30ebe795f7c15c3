"""What may be imposed, and what is refused."""

from collections.abc import Callable

import numpy as np
import pytest

from sim.core.base.errors import UsageProblem
from sim.core.engine import LEVERS, ORDERS, SLOTS
from sim.core.runs.inputs import Inputs
from sim.core.runs.interventions import ChangedLever, ImposedMove, Intervention, ReplacedLuck
from tests.for_each import for_each

BAD: list[tuple[Callable[[], Intervention], str]] = [
    (lambda: ImposedMove("tokyo", 1, word="talks"), "there is no capital 'tokyo'"),
    (lambda: ImposedMove("washington", 1), "an imposed move imposes nothing"),
    (lambda: ImposedMove("washington", 1, word="talk"), "there is no word 'talk'"),
    (lambda: ImposedMove("washington", 1, deed="big_test"), "there is no deed 'big_test'"),
    (lambda: ImposedMove("pyongyang", 1, deed="attack"), "there is no deed 'attack'"),
    (lambda: ImposedMove("seoul", 1, course="enforce"), "there is no course 'enforce'"),
    (lambda: ImposedMove("seoul", -1, word="silence"), "the month is -1"),
    (lambda: ImposedMove("seoul", 1.0, word="silence"), "the month is 1.0"),  # type: ignore[arg-type]
    (lambda: ImposedMove("seoul", 1, word="silence", worlds=[1]), "the worlds are [1]"),  # type: ignore[arg-type]
    (lambda: ReplacedLuck("strik", 1, 0.5), "there is no random draw 'strik'"),
    (lambda: ReplacedLuck("strike", 1, 1.0), "the random draw is 1.0"),
    (lambda: ReplacedLuck("strike", 1, float("nan")), "the random draw is nan"),
    (lambda: ReplacedLuck("strike", 1, 1), "the random draw is 1"),
    (lambda: ChangedLever("washington.presure", 1, 0.5), "there is no lever 'washington.presure'"),
    (lambda: ChangedLever("washington.pressure", 1, 1.5), "'washington.pressure' is 1.5"),
    (lambda: ChangedLever("washington.pressure", 1, True), "'washington.pressure' is True"),
    (lambda: ChangedLever("pyongyang.deterrent_goal", 1, 0.5), "'pyongyang.deterrent_goal' is 0.5"),
]


@for_each(("make", "said"), BAD)
def test_what_is_on_no_menu_is_refused_in_three_lines(
    make: Callable[[], Intervention], said: str
) -> None:
    with pytest.raises(UsageProblem) as caught:
        make()
    assert caught.value.message == said
    assert len(str(caught.value).splitlines()) == 3


def given() -> Inputs:
    return Inputs(
        {},
        np.full((4, len(LEVERS)), 0.5),
        np.full((4, len(ORDERS)), -1, dtype=np.int8),
        np.zeros((4, 0)),
    )


WORLDS = np.array([10, 11, 12])


def test_what_holds_for_all_worlds_needs_no_axis_of_worlds() -> None:
    made = given().imposed(
        [ImposedMove("seoul", 2, word="condemn"), ChangedLever("beijing.easing", 1, 0.9)], WORLDS
    )
    assert made.orders.shape == (4, len(ORDERS))
    assert made.orders[:, ORDERS.index("seoul_word")].tolist() == [-1, -1, 2, -1]
    assert made.levers[:, LEVERS.index("beijing_easing")].tolist() == [0.5, 0.9, 0.9, 0.9]
    assert made.luck is None


def test_what_holds_for_some_worlds_is_written_for_them_alone() -> None:
    made = given().imposed([ReplacedLuck("clash", 3, 0.25, (11, 99))], WORLDS)
    assert made.luck is not None
    assert made.luck[3, SLOTS.index("clash")].tolist()[1] == 0.25
    assert np.isnan(made.luck).sum() == made.luck.size - 1


def test_worlds_of_other_batches_are_passed_over() -> None:
    before = given()
    made = before.imposed([ImposedMove("seoul", 2, word="condemn", worlds=(1, 2))], WORLDS)
    assert made.orders is before.orders


def test_later_interventions_go_over_earlier_ones_and_the_sheet_given_stays() -> None:
    before = given()
    imposed = [
        ImposedMove("seoul", 2, word="condemn"),
        ImposedMove("seoul", 2, word="silence", worlds=(12,)),
        ImposedMove("seoul", 2, deed="aid"),
    ]
    made = before.imposed(imposed, WORLDS)
    assert made.orders[2, ORDERS.index("seoul_word")].tolist() == [2, 2, 1]
    assert made.orders[2, ORDERS.index("seoul_deed")].tolist() == [0, 0, 0]
    assert (before.orders == -1).all()
