"""Accidents, collapse and what befalls the capitals from outside."""

from dataclasses import dataclass

from ...arrays import Quantity
from .entry import number

THAAD_COST = "public estimates: THAAD cost Seoul about .5 % of GDP, China .01 %"


@dataclass(frozen=True, kw_only=True)
class HazardNumbers:
    """Numbers of accidents, the size of a war, and collapse."""

    accident_hazard: Quantity = number(
        "η",
        0.0008,
        (0.0001, 0.005),
        "accident hazard at tension 3, normal presence and no test",
        unit="a month",
        tag="D",
        source="bounded by 0 wars in 13 Korean crises (ICB v14); elicited figures are higher",
    )
    accident_slope: Quantity = number("γ", 0.6, (0.3, 1), "growth of the accident hazard with tension", unit="a rung")
    accident_tension: Quantity = number("τ_h", 3.0, (0, 7), "tension at which the hazard is stated", unit="rung")
    exposure_presence: Quantity = number("M_h", 0.5, (0.1, 1), "presence that counts as one unit of exposure")
    exposure_tests: Quantity = number("κ_T", 1.0, (0, 2), "exposure that a test adds")
    major_base: Quantity = number("z₀", -3.0, (-6, 0), "log-odds that a war is major, at no tension and arsenal")
    major_tension: Quantity = number("z_τ", 0.5, (0, 1), "log-odds that tension adds", unit="a rung")
    major_arsenal: Quantity = number("z_A", 1.0, (0, 3), "log-odds that the arsenal adds")
    collapse_hazard: Quantity = number(
        "κ_c",
        0.0004,
        (0, 0.005),
        "hazard of collapse at stability in rest",
        unit="a month",
        tag="L",
        source="experts over-predicted collapse for decades",
    )
    collapse_slope: Quantity = number("β_c", 8.0, (0, 20), "growth of the collapse hazard as stability falls")


@dataclass(frozen=True, kw_only=True)
class ShockNumbers:
    """Numbers of the modules that bring events from outside."""

    detainee_arrest: Quantity = number(
        "d₁",
        0.03,
        (0, 0.2),
        "chance that an American is arrested",
        unit="a month",
        module="detainee",
        neutral=0.0,
    )
    detainee_death: Quantity = number(
        "d₂", 0.01, (0, 0.1), "chance that a detainee dies", unit="a month", module="detainee", neutral=0.01
    )
    detainee_release: Quantity = number(
        "d₃",
        0.06,
        (0, 0.5),
        "chance that a detainee is released",
        unit="a month",
        module="detainee",
        neutral=0.06,
    )
    release_talks: Quantity = number(
        "d₄", 0.05, (0, 0.2), "progress that a release adds to talks", module="detainee", neutral=0.05
    )
    release_audience: Quantity = number(
        "d₅", 0.05, (0, 0.5), "audience stock that a release takes off", module="detainee", neutral=0.05
    )
    death_audience: Quantity = number(
        "d₆", 0.3, (0, 1), "audience stock that a death adds", module="detainee", neutral=0.3
    )
    election_tension: Quantity = number(
        "el",
        0.0,
        (-1, 1),
        "pull of tension on the log-odds that Seoul elects a hard line",
        unit="a rung",
        module="elections",
        neutral=0.0,
    )
    election_midpoint: Quantity = number(
        "τ_el",
        3.0,
        (0, 7),
        "tension at which the polls are stated",
        unit="rung",
        module="elections",
        neutral=3.0,
    )
    thaad_raise: Quantity = number(
        "t₁",
        0.3,
        (0, 1),
        "chance that an exercise brings THAAD one step further",
        module="thaad",
        neutral=0.3,
    )
    thaad_lower: Quantity = number(
        "t₂", 0.1, (0, 1), "chance that engagement takes THAAD one step back", module="thaad", neutral=0.1
    )
    thaad_cost_seoul: Quantity = number(
        "t₃",
        0.005,
        (0, 0.02),
        "GDP that full Chinese retaliation costs Seoul",
        unit="log",
        tag="D",
        source=THAAD_COST,
        module="thaad",
        neutral=0.005,
    )
    thaad_cost_share: Quantity = number(
        "t₄",
        0.02,
        (0, 1),
        "Beijing's own cost as a share of Seoul's",
        tag="D",
        source=THAAD_COST,
        module="thaad",
        neutral=0.02,
    )
    relation_drift: Quantity = number(
        "G₁",
        0.0,
        (-0.01, 0.01),
        "drift of the US–China relation: + optimist, − pessimist",
        unit="a month",
        module="relation",
        neutral=0.0,
    )
    relation_window: Quantity = number(
        "G₂", 0.1, (0, 0.5), "what a dialogue window adds or takes", module="relation", neutral=0.1
    )
    relation_secondary: Quantity = number(
        "G₃",
        0.01,
        (0, 0.1),
        "what full secondary sanctions take",
        unit="a month",
        module="relation",
        neutral=0.0,
    )
    window_base: Quantity = number(
        "G₄",
        0.5,
        (0, 1),
        "chance that a window succeeds in a neutral relation",
        module="relation",
        neutral=0.5,
    )
    window_slope: Quantity = number(
        "G₅", 0.4, (0, 0.5), "chance that a good relation adds", module="relation", neutral=0.4
    )
    window_enforcement: Quantity = number(
        "G₆", 0.2, (0, 1), "enforcement lever that a successful window adds", module="relation", neutral=0.2
    )
    window_months: Quantity = number(
        "G₇", 3, (0, 12), "months for which it adds", unit="months", module="relation", neutral=3.0
    )
    relation_enforcement: Quantity = number(
        "G₈", 0.2, (0, 1), "enforcement lever that a full relation adds", module="relation", neutral=0.2
    )
    relation_payoff: Quantity = number(
        "G₉",
        0.2,
        (0, 1),
        "monthly payoff of a full relation to Washington and Beijing",
        module="relation",
        neutral=0.2,
    )
    expiry_grace: Quantity = number(
        "x₁",
        3,
        (0, 12),
        "months within which a new round keeps an expiring measure",
        unit="months",
        module="expiry",
        neutral=3.0,
    )
    small_talk: Quantity = number(
        "st",
        0.01,
        (0, 0.03),
        "size of the monthly small-talk event in talks, mean zero",
        module="small_talk",
        neutral=0.0,
    )
    refugee_flow: Quantity = number(
        "f₀",
        0.1,
        (0, 5),
        "refugees a month in a normal economy",
        unit="thousand a month",
        tag="D",
        source="tens of thousands in the 1990s; about a thousand a year since",
        module="refugees",
        neutral=0.0,
    )
    refugee_economy: Quantity = number(
        "f_y",
        5.0,
        (0, 20),
        "growth of the flow as GDP falls",
        unit="a log point",
        module="refugees",
        neutral=5.0,
    )
    refugee_noise: Quantity = number(
        "f_z", 0.5, (0, 1), "standard deviation of the log of the flow", module="refugees", neutral=0.5
    )
    refugee_lump: Quantity = number(
        "F_m",
        300.0,
        (0, 2000),
        "median number of refugees at collapse or major war",
        unit="thousand",
        tag="L",
        source="public estimates: hundreds of thousands to millions feared",
        module="refugees",
        neutral=0.0,
    )
    refugee_lump_sd: Quantity = number(
        "F_s", 1.0, (0.5, 1.5), "standard deviation of its log", module="refugees", neutral=1.0
    )
    war_loss_sd: Quantity = number(
        "σ_L",
        1.0,
        (0, 1.5),
        "standard deviation of the log of war losses",
        tag="L",
        source="public estimates of war dead span two orders of magnitude",
        module="war_losses",
        neutral=0.0,
    )
