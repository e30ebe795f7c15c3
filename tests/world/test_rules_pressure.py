"""Sanctions, enforcement, the economy and the hold of the regime, against numbers worked out by hand."""

import pytest

from tests.support import after, months_by_hand

NEAR = {"rel": 1e-12, "abs": 1e-15}


@pytest.mark.short
@pytest.mark.parametrize(
    ("start", "moves", "wanted"),
    [
        (0.5, {}, 0.5),
        (0.5, {"washington": "sanctions"}, 0.58),  # .5 + .16 · .5
        (0.5, {"washington": "sanctions", "beijing": "protect"}, 0.524),  # a veto leaves .3 of the round
        (0.5, {"washington": "sanctions", "beijing": "lifeline_aid"}, 0.524),
        (0.5, {"washington": "sanctions", "beijing": "mediate"}, 0.58),
        (0.5, {"washington": "relief"}, 0.35),
        (0.5, {"washington": "relief", "beijing": "protect"}, 0.35),  # a veto is for rounds only
        (0.5, {"seoul": "sanctions"}, 0.52),
        (0.5, {"seoul": "aid"}, 0.48),
        (0.5, {"washington": "sanctions", "seoul": "sanctions"}, 0.6),
        (0.1, {"washington": "relief"}, 0.0),  # there is no relief below nothing
        (0.0, {"seoul": "aid"}, 0.0),
        (0.99, {"seoul": "sanctions"}, 1.0),
        (1.0, {"washington": "sanctions"}, 1.0),
    ],
)
def test_sanctions_on_the_books(start: float, moves: dict[str, str], wanted: float) -> None:
    assert after(months_by_hand(moves, start_sanctions=start), "sanctions") == pytest.approx(wanted, **NEAR)


@pytest.mark.parametrize(
    ("move", "wanted"),
    [
        ("lifeline_aid", 0.18),  # .3 + .4 · (0 − .3)
        ("protect", 0.22),
        ("urge_restraint", 0.3),
        ("mediate", 0.3),
        ("partial_enforcement", 0.42),
        ("full_enforcement", 0.56),  # .3 + .4 · (.95 − .3)
    ],
)
def test_enforcement_goes_part_of_the_way_to_its_aim(move: str, wanted: float) -> None:
    assert after(months_by_hand({"beijing": move}), "enforcement") == pytest.approx(wanted, **NEAR)


@pytest.mark.short
def test_effective_pressure() -> None:
    """China holds .9 of the trade and enforces half, the others .8: .8 · (.1 · .8 + .9 · .5)."""
    model = months_by_hand({}, start_sanctions=0.8, start_enforcement=0.5)
    assert after(model, "pressure", 0) == pytest.approx(0.424, **NEAR)


def test_the_economy_takes_the_new_sanctions_and_enforcement() -> None:
    # Sanctions .58 and enforcement .56 after the month: s = .58 · (.08 + .504) = .33872.
    model = months_by_hand({"washington": "sanctions", "beijing": "full_enforcement"})
    assert after(model, "pressure") == pytest.approx(0.33872, **NEAR)
    assert after(model, "economy") == pytest.approx((0.02 - 0.09 * (0.33872 - 0.2)) / 12, **NEAR)


def test_aid_and_adaptation_move_the_economy() -> None:
    # Lifeline aid 1 and Seoul's .5; σ' .48, e' .18, s = .48 · (.08 + .162) = .11616; y = −.1 adapts by .03 a year.
    model = months_by_hand({"beijing": "lifeline_aid", "seoul": "aid"}, start_economy=-0.1)
    growth = 0.02 - 0.09 * (0.11616 - 0.2) + 0.03 + 0.02 * 1.5
    assert after(model, "economy") == pytest.approx(-0.1 + growth / 12, **NEAR)


@pytest.mark.short
def test_two_years_of_held_pressure() -> None:
    """Pattern P6, in closed form: y after n months is b/a · (1 − (1 − a)ⁿ) with a = .3/12 and b the monthly push."""
    heavy = months_by_hand(*[{"beijing": "full_enforcement"}] * 24, start_sanctions=0.95, start_enforcement=0.95)
    push = (0.02 - 0.09 * (0.95 * (0.08 + 0.9 * 0.95) - 0.2)) / 12
    assert after(heavy, "economy") == pytest.approx(push / 0.025 * (1 - 0.975**24), rel=1e-10)
    assert -0.10 <= after(heavy, "economy") <= -0.05
    lax = months_by_hand(*[{"beijing": "protect"}] * 24, start_sanctions=0.8, start_enforcement=0.1)
    push = (0.02 - 0.09 * (0.8 * (0.08 + 0.9 * 0.1) - 0.2) + 0.02 * 0.3) / 12
    assert after(lax, "economy") == pytest.approx(push / 0.025 * (1 - 0.975**24), rel=1e-10)
    assert after(lax, "economy") >= -0.02


def test_the_economy_stays_in_its_bounds() -> None:
    assert after(months_by_hand({}, start_economy=0.3, adaptation=0.0, growth=0.05), "economy") == 0.3
    worst = {"start_economy": -0.5, "adaptation": 0.0, "growth": 0.0, "sanctions_bite": 0.2, "start_sanctions": 1.0}
    assert after(months_by_hand({"beijing": "full_enforcement"}, **worst), "economy") == -0.5


@pytest.mark.short
@pytest.mark.parametrize("economy", [-0.2, 0.0, 0.25])
def test_stability_follows_the_new_economy_and_aid(economy: float) -> None:
    model = months_by_hand({"beijing": "protect"}, start_stability=0.6, start_economy=economy)
    pulled = 4.0 * min(after(model, "economy"), 0.05)  # a boom beyond .05 buys no more
    wanted = 0.6 + 0.06 * (0.75 + pulled - 0.6) + 0.01 * 0.3 * 0.4 / 0.25
    assert after(model, "stability") == pytest.approx(wanted, **NEAR)


@pytest.mark.short
def test_refugees_of_a_median_month() -> None:
    """At the median the noise is 1: .1 · (1 + 5 · fall of GDP), in thousands; no fall adds nothing."""
    model = months_by_hand({}, modules=("refugees",), luck={"refugees": 0.5}, start_economy=-0.2)
    fall = 0.2 - (0.02 - 0.09 * (0.175 - 0.2) + 0.3 * 0.2) / 12
    assert after(model, "refugees") == pytest.approx(0.1 * (1 + 5 * fall), rel=1e-12)
    boom = months_by_hand({}, modules=("refugees",), luck={"refugees": 0.5}, start_economy=0.2)
    assert after(boom, "refugees") == pytest.approx(0.1, rel=1e-12)


def test_refugees_of_a_median_collapse() -> None:
    """The median of the lump is 300 thousand; Beijing pays .01 a month for each thousand, once."""
    luck = {"refugees": 0.5, "refugee_lump": 0.5, "collapse": 1e-9}
    with_flight = months_by_hand({}, {}, modules=("refugees",), luck=luck).outcomes()
    assert with_flight["refugees"][0] == pytest.approx(300.1, rel=1e-9)
    none = months_by_hand({}, {}, modules=("refugees",), luck=luck, refugee_lump=0.0).outcomes()
    for capital, paid in {"washington": 0.0, "beijing": 3.0, "pyongyang": 0.0, "seoul": 0.0}.items():
        cost = none[f"value_{capital}"][0] - with_flight[f"value_{capital}"][0]
        assert cost == pytest.approx(paid, abs=1e-12)
