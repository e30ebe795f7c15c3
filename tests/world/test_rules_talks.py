"""Audience, talks, the freeze, trust and the way to a disarmed North, against numbers worked out by hand."""

from typing import Any

import pytest

from tests.support import after, months_by_hand

NEAR = {"rel": 1e-12, "abs": 1e-15}
TALKING = {"washington": "formal_talks", "pyongyang": "moratorium"}


@pytest.mark.parametrize(
    ("move", "ambiguity", "wanted"),
    [
        ("wait", 0.0, 0.09),
        ("lean_on_beijing", 0.0, 0.11),
        ("sanctions", 0.0, 0.11),
        ("threaten_force", 0.0, 0.29),
        ("threaten_force", 0.5, 0.19),  # a threat without a red line binds less
        ("threaten_force", 1.0, 0.09),
        ("deploy", 1.0, 0.14),  # only threats are vague
    ],
)
def test_audience(move: str, ambiguity: float, wanted: float) -> None:
    changes = {"washington.ambiguity": ambiguity}
    assert after(months_by_hand({"washington": move}, modules=("ambiguity",), **changes), "audience") == pytest.approx(
        wanted, **NEAR
    )


@pytest.mark.short
@pytest.mark.parametrize(
    ("moves", "changes", "wanted"),
    [
        ({}, {}, 0.19),  # .95 · .2; that Beijing urges restraint counts for nothing while nobody talks
        ({"beijing": "mediate", "seoul": "peace_initiative"}, {}, 0.19),
        ({"washington": "back_channel"}, {}, 0.19 + 0.8 * (0.04 + 0.01)),
        ({"pyongyang": "moratorium", "beijing": "mediate"}, {}, 0.19 + 0.8 * (0.04 + 0.06)),
        ({"washington": "formal_talks", "beijing": "mediate", "seoul": "aid"}, {}, 0.19 + 0.8 * (0.08 + 0.06 + 0.04)),
        # Losses count in full, whoever talks.
        ({"pyongyang": "missile_test"}, {}, 0.17),
        ({"washington": "deploy", "pyongyang": "lethal_provocation", "seoul": "exercise"}, {}, 0.19 - 0.11),
        ({"washington": "formal_talks", "pyongyang": "big_test"}, {}, 0.19 + 0.8 * (0.08 + 0.01) - 0.04),
        # Alignment: Beijing mediates, Seoul reaches out, and someone talks.
        ({"washington": "back_channel", "beijing": "mediate", "seoul": "peace_initiative"},
         {"modules": ("alignment",)}, 0.19 + 0.8 * (0.04 + 0.06 + 0.05 + 0.02)),
        ({"beijing": "mediate", "seoul": "peace_initiative"}, {"modules": ("alignment",)}, 0.19),
        ({"washington": "back_channel", "beijing": "mediate", "seoul": "wait"},
         {"modules": ("alignment",)}, 0.19 + 0.8 * (0.04 + 0.06)),
        ({"pyongyang": "lethal_provocation"}, {"start_talks": 0.05}, 0.0),
    ],
)  # fmt: skip
def test_progress_of_talks(moves: dict[str, str], changes: dict[str, Any], wanted: float) -> None:
    model = months_by_hand(moves, **{"start_talks": 0.2} | changes)
    assert after(model, "talks") == pytest.approx(wanted, **NEAR)


def test_small_talk_has_its_own_luck() -> None:
    one_sd = 0.8413447460685429
    model = months_by_hand({}, modules=("small_talk",), luck={"small_talk": one_sd}, start_talks=0.2)
    assert after(model, "talks") == pytest.approx(0.19 + 0.01, rel=1e-9)


@pytest.mark.short
@pytest.mark.parametrize(
    ("moves", "changes", "starts"),
    [
        (TALKING, {}, True),
        ({"washington": "wait", "pyongyang": "moratorium"}, {}, False),  # both must talk
        ({"washington": "formal_talks", "pyongyang": "quiet_build"}, {}, False),
        # Talks after the month: .95 · .4 + .6 · (.08 + .04 + .01) = .458; a threshold between the two decides.
        (TALKING, {"start_talks": 0.4, "freeze_threshold": 0.459}, False),
        (TALKING, {"start_talks": 0.4, "freeze_threshold": 0.457}, True),
    ],
)
def test_when_a_freeze_starts(moves: dict[str, str], changes: dict[str, Any], starts: bool) -> None:
    model = months_by_hand(moves, luck={"deal": 0.999}, **{"start_talks": 0.8} | changes)
    assert after(model, "freeze") == float(starts)


@pytest.mark.short
@pytest.mark.parametrize(("luck", "agreed"), [(0.412, False), (0.413, True)])
def test_the_asking_price_meets_the_offer(luck: float, agreed: bool) -> None:
    """Audience .1 falls to .09, so the offer is .455; arsenal .9 asks −.1 + .72 − .4 · luck: equal at luck .4125."""
    model = months_by_hand(TALKING, luck={"deal": luck}, start_talks=0.8, start_arsenal=0.9)
    assert after(model, "freeze") == float(agreed)


@pytest.mark.short
@pytest.mark.parametrize(("credibility", "trusted"), [(0.399, False), (0.401, True)])
def test_a_freeze_needs_trust_in_washington(credibility: float, trusted: bool) -> None:
    """Arsenal .6 needs .1 + .5 · .6 = .4."""
    changes = {"start_talks": 0.8, "start_credibility": credibility}
    model = months_by_hand(TALKING, luck={"deal": 0.999}, modules=("credibility",), **changes)
    assert after(model, "freeze") == float(trusted)


@pytest.mark.short
@pytest.mark.parametrize(
    ("moves", "changes", "holds"),
    [
        ({}, {}, True),
        ({"pyongyang": "rhetoric", "washington": "lean_on_beijing"}, {}, True),
        ({"pyongyang": "missile_test"}, {}, False),
        ({"pyongyang": "lethal_provocation"}, {}, False),
        ({"washington": "sanctions"}, {}, False),
        ({"washington": "deploy"}, {}, False),
        ({"seoul": "local_retaliation", "beijing": "full_enforcement"}, {}, True),  # it binds two capitals
        ({}, {"start_talks": 0.15}, False),  # .95 · .15 lies below .15
        ({}, {"start_talks": 0.16}, True),
    ],
)
def test_what_breaks_a_freeze(moves: dict[str, str], changes: dict[str, Any], holds: bool) -> None:
    model = months_by_hand(moves, **{"start_freeze": 1, "start_talks": 0.4} | changes)
    assert after(model, "freeze") == float(holds)


def test_a_broken_freeze_does_not_start_again_in_the_same_month() -> None:
    """It breaks before one can start; talks below the threshold that breaks it cannot agree one anyway."""
    changes = {"start_freeze": 1, "start_talks": 0.3, "freeze_break": 0.3, "freeze_threshold": 0.3}
    model = months_by_hand({"washington": "threaten_force"}, TALKING, luck={"deal": 0.999}, **changes)
    assert after(model, "freeze", 1) == 0.0


@pytest.mark.short
@pytest.mark.parametrize(
    ("moves", "changes", "wanted"),
    [
        ({}, {}, 0.6 - 0.005),  # without a freeze conduct supports .5
        ({}, {"start_freeze": 1}, 0.6 + 0.05 * 0.4),
        ({}, {"washington.regime_change_rhetoric": 1.0}, 0.6 - 0.005 - 0.02),
        ({"washington": "sanctions"}, {"start_freeze": 1}, 0.6 + 0.02 - 0.3),  # it broke its word
        ({"pyongyang": "missile_test"}, {"start_freeze": 1}, 0.6 + 0.02),  # the other broke it
        ({"washington": "sanctions"}, {"start_freeze": 1, "start_credibility": 0.1}, 0.0),
    ],
)
def test_credibility(moves: dict[str, str], changes: dict[str, Any], wanted: float) -> None:
    settings = {"start_credibility": 0.6, "start_talks": 0.4, "modules": ("credibility", "rhetoric")} | changes
    assert after(months_by_hand(moves, **settings), "credibility") == pytest.approx(wanted, **NEAR)


def disarming(dismantled: list[int], months: int = 26, **changes: Any) -> Any:
    """A freeze kept with talks, and steps of disarmament in the given months."""
    plan = [
        {"washington": "formal_talks", "beijing": "mediate", "seoul": "peace_initiative",
         "pyongyang": "dismantle" if month in dismantled else "moratorium"}
        for month in range(months)
    ]  # fmt: skip
    settings = {"start_freeze": 1, "start_talks": 0.8, "start_arsenal": 0.2} | changes
    return months_by_hand(*plan, **settings).outcomes()


@pytest.mark.short
@pytest.mark.parametrize(
    ("dismantled", "changes", "month"),
    [
        (list(range(18, 24)), {}, 24),  # six inspections in the last twelve months, the freeze two years old
        (list(range(19, 24)), {}, None),  # five are too few
        (list(range(0, 6)), {}, None),  # inspections of long ago do not count
        ([12, 14, 16, 18, 20, 22], {}, 24),  # the month that is twelve back still counts
        ([11, 14, 16, 18, 20, 22], {}, None),
        ([*range(19, 24), 24], {}, 25),
        (list(range(18, 24)), {"start_freeze": 0}, 24),  # a freeze agreed in the first month counts it
        (list(range(18, 24)), {"start_arsenal": 0.45}, None),  # too much is left
        (list(range(4, 10)), {"denuclearisation_months": 10}, 10),
    ],
)
def test_denuclearisation_counts_its_months(dismantled: list[int], changes: dict[str, Any], month: int | None) -> None:
    out = disarming(dismantled, **changes)
    assert out["denuclearisation"][0] == (month is not None)
    assert out["months"][0] == (month or 26)
