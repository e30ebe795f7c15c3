"""Who Kim may be: what moves each type, and what each is worth to him."""

from dataclasses import dataclass

from sim.game.language import Table
from sim.game.numbers.entry import number, table

JERVIS = "shape: spiral and deterrence, Jervis 1976; sizes: assumption of this project"


def by_type(fearful: float, greedy: float, erratic: float) -> dict[str, float]:
    """Return the cells of a table over the types of Kim."""
    return {"fearful": fearful, "greedy": greedy, "erratic": erratic}


@dataclass
class KimNumbers:
    """Numbers of each type of Kim: fearful, greedy, erratic."""

    kim_chance: Table = table("", by_type(0.45, 0.35, 0.20), (0, 1), "how likely each type is", unit="chance")
    type_drift: float = number(
        "", 0.01, (0, 0.05), "chance a month that Kim, or who is heard by him, changes", unit="chance", neutral=0.0
    )
    drive_threat: Table = table(
        "φ_F", by_type(3.2, -3.2, 0.0), (-4, 4), "what a threat felt does to the drive to test", tag="L", source=JERVIS
    )
    drive_softness: Table = table(
        "φ_R", by_type(-2.0, 1.8, 0.0), (-3, 3), "what softness seen does to the drive to test", tag="L", source=JERVIS
    )
    drive_bite: Table = table("φ_S", by_type(0.5, -2.0, 0.0), (-3, 1), "what sanctions do to the drive to test")
    precision: Table = table("", by_type(1.0, 1.0, 0.7), (0.4, 1), "precision of Pyongyang's choices")
    stray: Table = table("ε", by_type(0.0, 0.0, 0.12), (0, 0.3), "share of stray deeds", unit="chance")
    price: Table = table("v", by_type(0.3, 0.7, 0.5), (0, 1), "price of a deal")
    deter: Table = table("", by_type(1.0, 0.5, 0.8), (0, 2), "worth of deterrence, a month")
    fear: Table = table("", by_type(1.0, 0.25, 0.5), (0, 2), "deterrence is worth more under threat")
    live: Table = table("", by_type(0.6, 0.2, 0.4), (0, 1.5), "cost of life under threat, a month")
    econ: Table = table("", by_type(0.8, 1.6, 0.9), (0, 3), "cost of effective pressure, a month")
    both_talk: Table = table("", by_type(0.55, 0.15, 0.35), (0, 1), "worth of talks of both, a month")
    deal: Table = table("", by_type(0.5, 0.2, 0.3), (0, 1), "worth of a freeze, a month")
    exploit: Table = table("", by_type(0.0, 1.2, 0.2), (0, 2), "worth of a test while the other yields")
    danger: Table = table("", by_type(0.1, 1.1, 0.1), (0, 2), "danger of a test under threat")
    feint: Table = table(
        "f", by_type(0.0, 0.35, 0.15), (0, 0.6), "chance that he takes and arms, as Washington reckons", unit="chance"
    )
    stray_deeds: Table = table(
        "",
        {"disarm_step": 0.0, "hold": 0.32, "build": 0.23, "missile_test": 0.27, "big_test": 0.15, "lethal_act": 0.03},
        (0, 1),
        "what a stray deed is",
        unit="chance",
    )
    unpredictable_precision: float = number("", 0.4, (0, 1), "unpredictability takes that share of the precision")
    unpredictable_stray: float = number("", 0.3, (0, 0.5), "unpredictability adds that share of stray deeds")
    key_low: float = number("κ", 0.0, (0, 1), "least key that Beijing may hold to Pyongyang")
    key_high: float = number("κ", 1.0, (0, 1), "greatest key that Beijing may hold to Pyongyang")
    key_believed: float = number("κ̂", 0.8, (0, 1), "the key that Washington and the others believe in")
    key_courses: float = number(
        "",
        5.0,
        (0, 8),
        "hunger under enforcement turns a greedy Kim to charm, where Beijing holds the key",
        neutral=0.0,
    )
    resolve_spread: float = number("", 0.6, (0, 1.5), "spread of private resolve")
