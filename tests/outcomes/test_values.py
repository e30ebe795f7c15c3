"""Values by closed form, and their parts against the rules that pay them."""

import math

import numpy as np
import pytest

from sim.core.engine import OUTPUTS, PLACES, Job, play
from sim.core.game.capitals.washington import outlasting_arsenal
from sim.core.game.catalogue import CAPITALS
from sim.core.game.month import pay
from sim.core.game.moves import Ending
from sim.core.game.parameters import RULE_PARAMETERS, Parameters
from sim.core.game.payoffs import PARTS, Payoffs
from sim.core.game.world import Conduct, Now, World
from sim.core.outcomes.history import History
from sim.core.outcomes.values import charge_after, parts_of_value, value
from sim.core.runs.inputs import inputs
from sim.core.scenario import load_scenario
from sim.study.experiment.formula import Formula, FormulaProblem
from sim.study.run.readings import value_of_start
from sim.study.run.worlds import run
from tests.outcomes.made import SERIES, in_months, made, side_by_side

D = 0.995
OWN = "rule of your own"


@pytest.mark.parametrize("capital", CAPITALS)
def test_a_payoff_that_lasts_is_worth_a_geometric_sum(capital: str) -> None:
    history = made(months=24, **{f"{capital}_payoff": -0.5})
    assert value(history, capital)[0] == pytest.approx(-0.5 * (1 - D**24) / (1 - D))


@pytest.mark.parametrize("capital", CAPITALS)
def test_the_payoff_of_the_last_month_goes_on_and_the_loss_is_paid_once(capital: str) -> None:
    payoff = in_months(24, range(10), 1.0, -2.0)
    history = made(
        months=24, ends=(10, Ending.CLASH), **{f"{capital}_payoff": payoff, f"{capital}_loss": 12.0}
    )
    worth = sum(D**t * (1.0 if t < 10 else -2.0) for t in range(24)) - D**10 * 12.0
    assert value(history, capital)[0] == pytest.approx(worth)


@pytest.mark.parametrize(
    ("charged", "ends"),
    [
        (1.0, None),
        (1.0, (5, Ending.COLLAPSE)),
        (0.0, (5, Ending.ACCIDENT)),
        (1.0, (23, Ending.COLLAPSE)),
    ],
)
def test_washington_is_charged_for_an_arsenal_that_no_war_destroyed(
    charged: float, ends: tuple[int, Ending] | None
) -> None:
    history = made(months=24, ends=ends, arsenal=0.9, freeze=0.0)
    assert value(history, "washington")[0] == pytest.approx(-charged * D**24 * 24.0 * 0.75)
    assert value(history, "beijing")[0] == 0.0


@pytest.mark.parametrize(("arsenal", "freeze"), [(0.5, 0.0), (0.8, 0.0), (1.0, 1.0)])
def test_the_charge_is_that_of_the_look_ahead(arsenal: float, freeze: float) -> None:
    history = made(months=1, arsenal=arsenal, freeze=freeze)
    by_rule = outlasting_arsenal(World(arsenal=arsenal, freeze=freeze), Parameters())
    assert charge_after(history)[0] == pytest.approx(D * 24.0 * by_rule)


def test_the_numbers_of_a_scenario_weigh() -> None:
    history = made(
        months=3,
        numbers={"discount": 0.9, "after_weight": 10.0},
        arsenal=1.0,
        freeze=0.0,
        washington_payoff=1.0,
    )
    assert value(history, "washington")[0] == pytest.approx(1 + 0.9 + 0.81 - 0.729 * 10.0)


def test_numbers_may_differ_by_world() -> None:
    both = side_by_side(made(months=3, seoul_payoff=1.0), made(months=3, seoul_payoff=1.0))
    history = History(both.state, {"discount": np.array([1.0, 0.9])})
    assert value(history, "seoul").tolist() == pytest.approx([3.0, 2.71])


@pytest.fixture(scope="module")
def played() -> History:
    """A hundred worlds of the spring of 2017 with strange levers, with all that values read."""
    scenario = load_scenario("2017-spring").change(
        {
            "washington.pressure": 0.9,
            "washington.secondary_sanctions": 0.7,
            "beijing.thaad_retaliation": 0.6,
            "pyongyang.deterrent_goal": 0.7,
            "start_tension": 5.5,
            "washington.ambiguity": 0.5,
            "pay_hunger": 5.0,
            "econ": 2.0,
            "washington.payment": 0.3,
            "pay_beijing_refugees": 0.2,
            "beijing.proof": 1.0,
        }
    )
    laid_out = inputs(scenario)
    read = tuple({*SERIES, "audience"})
    done = play(laid_out.job(100, seed=3, record=read))
    return History(done.record, laid_out.numbers)


@pytest.mark.parametrize("capital", CAPITALS)
def test_the_parts_of_a_month_sum_to_its_payoff(played: History, capital: str) -> None:
    parts = sum(played.state[part.place] for part in PARTS[capital])
    np.testing.assert_allclose(parts, played.state[f"{capital}_payoff"], rtol=0, atol=1e-12)


@pytest.mark.parametrize("capital", ["washington", "pyongyang"])
def test_the_brink_pays_where_somebody_backs_down_and_nowhere_else(
    played: History, capital: str
) -> None:
    yields = np.maximum(played.state["washington_yields"], played.state["pyongyang_yields"]) > 0.0
    assert yields.any(), "nobody backed down: the brink was not tried"
    np.testing.assert_array_equal(played.state[f"payoffs.{capital}.brink"] != 0.0, yields)


def test_backing_down_costs_washington_its_audience(played: History) -> None:
    """What is paid is .8 (1 + the stock of threats before it)."""
    seen = 0
    for month in range(1, played.months):
        state = {name: rows[month] for name, rows in played.state.items()}
        alone = (
            (state["washington_yields"] > 0) & ~(state["pyongyang_yields"] > 0) & played.live[month]
        )
        paid = state["payoffs.washington.brink"][alone]
        np.testing.assert_allclose(
            paid, -0.8 * (1.0 + played.state["audience"][month - 1][alone]), atol=1e-12
        )
        np.testing.assert_allclose(state["payoffs.pyongyang.brink"][alone], 0.4, atol=1e-12)
        seen += int(alone.sum())
    assert seen


def test_a_part_has_the_sign_that_is_declared_and_numbers_that_weigh_it(
    played: History, subtests: pytest.Subtests
) -> None:
    for part in [part for parts in PARTS.values() for part in parts]:
        with subtests.test(part.place):
            rows = played.state[part.place]
            assert (
                part.sign == "±" or not ((rows > 0.0) if part.sign == "−" else (rows < 0.0)).any()
            )
            assert part.weights or part.name in ("own", "paid")
            assert set(part.weights) <= set(RULE_PARAMETERS)
            assert all((part.meaning, part.label, part.source))


@pytest.mark.parametrize("capital", CAPITALS)
def test_the_parts_of_a_value_sum_to_it(played: History, capital: str) -> None:
    parts = parts_of_value(played, capital)
    np.testing.assert_allclose(sum(parts.values()), value(played, capital), rtol=0, atol=1e-10)
    assert len(parts) == len(set(parts))


def test_a_formula_gives_what_a_part_of_a_payoff_adds_to_a_value(played: History) -> None:
    parts = parts_of_value(played, "beijing")
    for part in PARTS["beijing"]:
        assert (Formula(f"worth({part.place})")(played) == parts[part.label]).all()
    for text in (
        "worth(tension > 4)",
        "worth(tension, 2017-02, 2017-03)",
        "worth(war)",
        "worth(payoffs.tokyo.banks)",
    ):
        with pytest.raises(FormulaProblem):
            Formula(text)(played)


def test_every_part_is_something_in_some_world(played: History) -> None:
    # A freeze under so much pressure is rare, and so may be what hangs on it.
    for capital in CAPITALS:
        idle = {name for name, part in parts_of_value(played, capital).items() if not part.any()}
        assert idle <= {"freeze", "alliance", "relation with Beijing", "proof", OWN}


def paid(capital: str, conduct: Conduct, world: World | None = None) -> dict[str, float]:
    """What a month pays a capital for this conduct, by part."""
    payoffs = Payoffs()
    pay(payoffs, world or World(), conduct, Now(), Parameters())
    payoff = getattr(payoffs, capital)
    return {part.label: getattr(payoff, part.name) for part in PARTS[capital]}


def test_a_part_is_paid_for_what_it_names() -> None:
    parts = paid("washington", Conduct(big=1.0, shot=1.0, yielding=1.0))
    assert parts["appeasement"] == -0.9
    assert parts["tests let pass"] == -0.4
    assert paid("washington", Conduct(coerce=1.0))["restraint won by pressure"] == 0.25
    assert paid("beijing", Conduct(both_soft=1.0))["bypassed"] == -0.45
    assert paid("beijing", Conduct(both_soft=1.0, mediate=1.0))["bypassed"] == 0.0


def test_a_start_that_lasts_is_worth_the_payoff_of_a_month_in_which_nothing_happens() -> None:
    spring = load_scenario("2017-spring").change({"months": 24})
    start = value_of_start(spring, np.arange(5), 7)
    months = math.fsum(D**t for t in range(24))
    pressure = run(spring, 1, 7, record=("sanction_pressure",)).state["sanction_pressure"][0, 0]
    # Tension 3.2 and an arsenal of .6; Beijing besides loses trade by enforcing, and hears talk of
    # another regime.
    assert start["washington"] == pytest.approx(-0.06 * 3.2 * months)
    trade, buffer = 0.25 * 0.35 * 0.35, 0.25 * 0.2 * pressure
    assert start["beijing"] == pytest.approx((-0.06 * 3.2 - trade - buffer) * months)


def test_the_engine_keeps_all_that_values_read() -> None:
    assert set(SERIES) <= {*PLACES, *OUTPUTS}
    assert Job(1).months == 36
