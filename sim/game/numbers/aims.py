"""What outcomes are measured by: the thresholds of the aims, and the discount of values. No rule reads them."""

from dataclasses import dataclass, field, fields
from typing import Any, Final

from sim.game.numbers.entry import number

SHARE = (0.0, 1.0)
A_YEAR = (0.0, 12.0)


def threshold(
    symbol: str, default: float, spread: float, span: tuple[float, float], meaning: str, unit: str = ""
) -> Any:
    """Declare the threshold of an aim; `spread` says how far either way it might as well lie."""
    made = number(symbol, default, span, meaning, unit=unit)
    return field(default=made.default, metadata={**made.metadata, "spread": spread})


@dataclass
class AimNumbers:
    """Where an aim is kept and where it fails: ours, so a share that hangs on them is quoted with its range."""

    discount: float = number("", 0.995, (0.9, 1), "worth of a month against the month before, in values")
    aim_proven: float = threshold("A", 0.91, 0.04, SHARE, "an arsenal from there on is proven")
    aim_tests: float = threshold("", 0.25, 0.15, SHARE, "most of the last six months with a test or lethal act")
    aim_cohesion: float = threshold("C", 0.5, 0.06, SHARE, "least cohesion of an alliance that is whole")
    aim_relation: float = threshold("G", -0.25, 0.08, (-1.0, 1.0), "least relation of the giants that is not lost")
    aim_presence: float = threshold("M", 0.78, 0.06, SHARE, "most presence that Beijing does not count as grown")
    aim_thaad: float = threshold("H", 1.6, 0.15, (1.0, 2.0), "most THAAD that Beijing does not count as grown")
    aim_bypassed: float = threshold("", 0.11, 0.05, SHARE, "most of the months with talks that pass Beijing by")
    aim_big_tests: float = threshold("", 2.5, 1.0, A_YEAR, "most big tests near a quiet border", "a year")
    aim_refugees: float = threshold("", 24.0, 5.0, (0.0, 1000.0), "most refugees that are no flood", "thousand a year")
    aim_economy: float = threshold("y", -0.03, 0.012, (-0.5, 0.3), "least log GDP of an economy that is kept", "log")
    aim_recognised: float = threshold("", 0.11, 0.05, SHARE, "least of the months in which both are soft")
    aim_threat: float = threshold("F", 0.4, 0.08, SHARE, "most threat felt by a Pyongyang that is not under threat")
    aim_lethal: float = threshold("", 0.5, 0.4, A_YEAR, "most lethal acts that count as no deaths", "a year")
    aim_talks: float = threshold("q", 0.25, 0.08, SHARE, "least progress of talks that are alive")
    aim_tension: float = threshold("τ", 3.5, 0.5, (0.0, 7.99), "tension at which calm ends", "rungs")


SPREADS: Final[dict[str, float]] = {
    item.name: item.metadata["spread"] for item in fields(AimNumbers) if "spread" in item.metadata
}
"""How far either way each threshold might as well lie, by name."""
