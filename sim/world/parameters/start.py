"""Where the peninsula stands in the first month."""

from dataclasses import dataclass

from ...arrays import Quantity
from .entry import number, switch

SIPRI = "public estimates of 10 to 20 warheads in January 2017"
RESOLUTIONS = "UN Security Council resolutions 1718 to 2321, public record"


@dataclass(frozen=True, kw_only=True)
class StartNumbers:
    """Starting values of the states, February 2017 by default."""

    start_tension: Quantity = number("τ₀", 3.2, (0, 7.99), "tension at the start", unit="rung")
    start_presence: Quantity = number("M(0)", 0.5, (0, 1), "US and ROK forward presence at the start")
    start_arsenal: Quantity = number("A(0)", 0.6, (0, 1), "DPRK arsenal at the start", tag="L", source=SIPRI)
    start_sanctions: Quantity = number("σ(0)", 0.5, (0, 1), "sanctions at the start", tag="D", source=RESOLUTIONS)
    start_enforcement: Quantity = number("e(0)", 0.3, (0, 1), "Chinese enforcement at the start")
    start_economy: Quantity = number(
        "y(0)",
        0.0,
        (-0.5, 0.3),
        "log DPRK GDP index at the start",
        unit="log",
        tag="D",
        source="Bank of Korea estimates; 2016 is the base",
    )
    start_stability: Quantity = number("ρ(0)", 0.75, (0, 1), "hold of the regime at the start")
    start_cohesion: Quantity = number("C(0)", 0.7, (0, 1), "US–ROK cohesion at the start")
    start_talks: Quantity = number("q(0)", 0.1, (0, 1), "progress of talks at the start")
    start_freeze: Quantity = switch("K(0)", 0, "a freeze is in force at the start")
    start_audience: Quantity = number(
        "B(0)",
        0.1,
        (0, 1),
        "US audience stock at the start",
        tag="L",
        source="Fearon 1994, audience costs",
    )
    start_test_memory: Quantity = number("m(0)", 0.0, (0, 1), "memory of a recent test at the start")
    start_big_test_memory: Quantity = number("m_big(0)", 0.0, (0, 1), "memory of a big test at the start")
    start_thaad: Quantity = number(
        "H(0)",
        0.0,
        (0, 2),
        "THAAD at the start: 0 none, 1 going in, 2 complete",
        module="thaad",
        neutral=0.0,
    )
    start_relation: Quantity = number(
        "G(0)", 0.0, (-1, 1), "US–China relation at the start", module="relation", neutral=0.0
    )
    start_detainee: Quantity = switch("d(0)", 0, "an American is held at the start", module="detainee", neutral=0)
    start_credibility: Quantity = number(
        "c_W(0)",
        0.5,
        (0, 1),
        "credibility of US commitments, as Pyongyang sees it, at the start",
        module="credibility",
        neutral=1.0,
    )
