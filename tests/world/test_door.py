"""The door: moves imposed and luck replaced, with everything before and beside them left as it was."""

from collections.abc import Callable

import pytest

from sim.errors import UsageProblem
from sim.game.catalogue import CAPITALS
from sim.world.actions import ACTIONS, index_of
from sim.world.door import ImposedMove, Intervention, ReplacedLuck
from sim.world.luck import LEAST, SLOTS, Luck
from sim.world.model import EscalationModel
from sim.world.outcomes import FINAL_STATES
from tests.support import differing, eventful, everything, lineup, part, play

WORLDS, MONTH = 30, 5
HIGH = 1.0 - 2.0**-53


def assert_untouched_before(changed: EscalationModel, plain: EscalationModel, month: int) -> None:
    """All states up to the beginning of a month, and all moves before it, are the same bit for bit."""
    for name, rows in plain.recorder.state.items():
        assert changed.recorder.state[name][: month + 1].tobytes() == rows[: month + 1].tobytes(), name
    for name, moves in plain.recorder.moves.items():
        assert changed.recorder.moves[name][:month].tobytes() == moves[:month].tobytes(), name


@pytest.mark.short
@pytest.mark.parametrize("capital", CAPITALS)
def test_an_imposed_move_is_made_and_nothing_before_or_beside_it_moves(capital: str) -> None:
    scenario, move = eventful(start_tension=1.0), ACTIONS[capital][0].name
    plain = play(scenario, WORLDS, first_world=100)
    imposed = ImposedMove(capital, MONTH, move, (100, 107, 999))
    changed = play(scenario, WORLDS, first_world=100, interventions=[imposed])
    assert_untouched_before(changed, plain, MONTH)
    assert (changed.recorder.moves[capital][MONTH, [0, 7]] == 0).all()
    others = [part(everything(model), [k for k in range(WORLDS) if k not in (0, 7)]) for model in (changed, plain)]
    assert differing(*others) == []
    assert differing(everything(changed), everything(plain)) != []


def test_a_move_imposed_everywhere() -> None:
    changed = play(lineup(months=6), WORLDS, interventions=[ImposedMove("seoul", 2, "local_retaliation")])
    made = changed.recorder.moves["seoul"][2]
    assert (made[made >= 0] == index_of("seoul", "local_retaliation")).all()


@pytest.mark.short
@pytest.mark.parametrize("forecast", ["repeat", "empirical", "qre", "belief"])
def test_imposing_what_was_chosen_anyway_changes_nothing(forecast: str) -> None:
    scenario = eventful("adaptive", p="brinkmanship", start_tension=6.5, months=6, forecast=forecast)
    plain = play(scenario, WORLDS)
    same: list[Intervention] = []
    for capital, moves in plain.recorder.moves.items():
        for month, row in enumerate(moves):
            same += [ImposedMove(capital, month, ACTIONS[capital][m].name, (k,)) for k, m in enumerate(row) if m >= 0]
    assert differing(everything(play(scenario, WORLDS, interventions=same)), everything(plain)) == []


@pytest.mark.parametrize("slot", SLOTS)
def test_replacing_luck_by_itself_changes_nothing(slot: str) -> None:
    scenario = eventful(p="unpredictable", start_tension=6.0, months=4)
    same = [
        ReplacedLuck(month, slot, float(value), (k,))
        for month in range(4)
        for k, value in enumerate(Luck(7, month, [(0, 6)]).uniform(slot))
    ]
    assert differing(everything(play(scenario, 6, interventions=same)), everything(play(scenario, 6))) == []


def test_replaced_luck_touches_nothing_before_or_beside_it() -> None:
    scenario = eventful(start_tension=4.0)
    plain = play(scenario, WORLDS)
    changed = play(scenario, WORLDS, interventions=[ReplacedLuck(MONTH, "tension", HIGH, (3,))])
    assert_untouched_before(changed, plain, MONTH)
    beside = [k for k in range(WORLDS) if k != 3]
    assert differing(part(everything(changed), beside), part(everything(plain), beside)) == []
    assert changed.recorder.state["tension"][MONTH + 1, 3] > plain.recorder.state["tension"][MONTH + 1, 3]


@pytest.mark.short
@pytest.mark.parametrize(
    ("slots", "months", "ending"),
    [
        ({"accident": LEAST, "severity": LEAST}, 3, "major war"),
        ({"accident": LEAST, "severity": HIGH}, 3, "limited war"),
        ({"collapse": LEAST}, 3, "regime collapse"),
        ({"accident": LEAST, "collapse": LEAST, "severity": HIGH}, 3, "limited war"),
    ],
)
def test_replaced_luck_decides_how_a_world_ends(slots: dict[str, float], months: int, ending: str) -> None:
    quiet = lineup("engagement", "mediator", "conciliatory", "sunshine", months=8, start_tension=1.0)
    assert not play(quiet, 20).outcomes()["war"].any()
    out = play(quiet, 20, interventions=[ReplacedLuck(2, slot, value) for slot, value in slots.items()]).outcomes()
    assert (out["final_state"] == FINAL_STATES.index(ending)).all()
    assert (out["months"] == months).all()


def test_a_war_move_is_imposed_only_where_it_is_feasible() -> None:
    strike = [ImposedMove("washington", 0, "strike")]
    for changes, struck in (
        ({"start_tension": 5.9}, False),
        ({"start_tension": 6.5}, True),
        ({"start_tension": 6.5, "war_washington": 0.0}, False),
    ):
        for apart in (1, 0):
            out = play(lineup(months=1, tremble_excludes_war=apart, **changes), 20, interventions=strike)
            assert (out.recorder.moves["washington"][0] == index_of("washington", "strike")).all() == struck
            assert out.outcomes()["war"].all() == struck


def test_a_world_that_has_ended_takes_no_more_moves() -> None:
    ends = [ReplacedLuck(1, "accident", LEAST, (4,))]
    late = [*ends, ImposedMove("pyongyang", 3, "big_test", (4,))]
    scenario = lineup(months=6)
    assert differing(*(everything(play(scenario, 10, interventions=each)) for each in (ends, late))) == []


@pytest.mark.short
@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda: ImposedMove("washington", 0, "deplay"), "deploy"),
        (lambda: ImposedMove("tokyo", 0, "wait"), "tokyo"),
        (lambda: ImposedMove("seoul", 0, "strike"), "strike"),
        (lambda: ReplacedLuck(0, "acident", 0.5), "accident"),
        (lambda: ReplacedLuck(0, "accident", 0.0), "above 0"),
        (lambda: ReplacedLuck(0, "accident", 1.0), "below 1"),
        (lambda: ReplacedLuck(0, "accident", -0.5), "above 0"),
        (lambda: ReplacedLuck(0, "accident", float("nan")), "above 0"),
    ],
)
def test_a_change_that_cannot_be_meant_is_refused(make: Callable[[], Intervention], word: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        make()
    assert word in str(caught.value)
    assert len(str(caught.value).splitlines()) == 3
