"""Channels beside the main game, each with a value at which it changes nothing."""

from dataclasses import dataclass

from sim.game.numbers.entry import number


@dataclass
class ShockNumbers:
    """Secrecy, credibility, detainee, sports, windows, refugees, elections."""

    leak: float = number("", 0.1, (0, 1), "chance that a back channel becomes known", unit="chance", neutral=1.0)
    threat_audience: float = number(
        "", 0.10, (0, 0.3), "what a threat without ambiguity adds to the audience stock", tag="L", source="Fearon 1994"
    )
    ambiguity_brink: float = number(
        "", 0.5, (0, 1), "ambiguity moves the chances of standing firm toward a half", neutral=0.0
    )
    credibility_rate: float = number("", 0.05, (0, 0.3), "how fast credibility follows what was kept", neutral=0.0)
    credibility_broken: float = number("", 0.3, (0, 1), "credibility lost by breaking a freeze", neutral=0.0)
    credibility_rhetoric: float = number(
        "", 0.005, (0, 0.05), "credibility lost to talk of regime change, a month", neutral=0.0
    )
    credibility_freeze: float = number("", 0.3, (0, 1), "credibility opens the way to a freeze", neutral=0.0)
    arrest: float = number(
        "", 0.03, (0, 0.2), "chance a month that an American is detained", unit="chance", neutral=0.0
    )
    detainee_death: float = number(
        "", 0.01, (0, 0.1), "chance a month that a detainee dies", unit="chance", neutral=0.0
    )
    detainee_release: float = number(
        "", 0.06, (0, 0.3), "chance a month that a detainee is released", unit="chance", neutral=0.0
    )
    release_audience: float = number("", 0.05, (0, 0.3), "audience stock that a release takes away")
    death_audience: float = number("", 0.3, (0, 1), "audience stock that a death adds")
    death_outrage: float = number("", 0.5, (0, 1), "a death is answered like that much of a lethal act")
    sports: float = number("", 0.01, (0, 0.05), "sports diplomacy: noise of talks, mean zero", neutral=0.0)
    window_base: float = number("", 0.5, (0, 1), "chance that a dialogue window of the giants succeeds", unit="chance")
    window_relation: float = number("", 0.4, (0, 1), "a good relation raises it")
    window_gain: float = number("", 0.1, (0, 0.5), "what a window changes in the relation", neutral=0.0)
    refugee_noise: float = number("", 0.5, (0, 1), "noise of the flow of refugees, on the log", neutral=0.0)
    refugee_lump: float = number(
        "", 300.0, (0, 2000), "median of refugees at a collapse or a major war", unit="thousands"
    )
    election_tension: float = number(
        "", 0.0, (-1, 1), "tension above 3 elects a hard line in Seoul, log-odds per rung", neutral=0.0
    )
    inherit_break: float = number(
        "",
        0.3,
        (0, 1),
        "chance that a new course of a new government in Washington ends a freeze",
        unit="chance",
        neutral=0.0,
    )
