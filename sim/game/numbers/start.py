"""Where a world starts: 2017-02 unless a scenario says otherwise."""

from dataclasses import dataclass

from sim.game.language import Table
from sim.game.numbers.entry import number, table

UNIT = (0.0, 1.0)
SPRING = "state of early 2017, read off the public record"


@dataclass
class StartNumbers:
    """The state of a world before its first month. A table gives the chance of each course or of each last move."""

    start_tension: float = number("τ", 3.2, (0, 7.99), "tension, in rungs of escalation", unit="rungs")
    start_presence: float = number("M", 0.5, UNIT, "forward presence of Washington and Seoul; 0.5 is normal")
    start_arsenal: float = number(
        "A", 0.6, UNIT, "arsenal; 0.75: the homeland begins to be in range, 1: proven", tag="L", source="Panda 2020"
    )
    start_un_measures: float = number(
        "σ_U", 0.35, UNIT, "measures of the United Nations on the books", tag="D", source="resolutions to 2321"
    )
    start_us_measures: float = number(
        "σ_A", 0.30, UNIT, "measures of the United States on the books", tag="D", source="executive orders to 2016"
    )
    start_enforcement: float = number("e", 0.35, UNIT, "share of the measures that China enforces")
    start_economy: float = number(
        "y", 0.0, (-0.5, 0.3), "log GDP of the North against the start", tag="D", source="Bank of Korea", unit="log"
    )
    start_cohesion: float = number("C", 0.7, UNIT, "cohesion of Washington and Seoul")
    start_talks: float = number("q", 0.1, UNIT, "progress of talks")
    start_freeze: float = number("K", 0.0, UNIT, "1 where a freeze is in force", tag="D", source=SPRING)
    start_dry: float = number("dry", 0.0, (0, 120), "months without relief", unit="months")
    start_audience: float = number("B", 0.2, UNIT, "Washington's stock of threats made", tag="L", source="Fearon 1994")
    start_credibility: float = number("c_W", 0.5, UNIT, "credibility of Washington's promises", neutral=0.5)
    start_relation: float = number("G", 0.0, (-1, 1), "relation of Washington and Beijing")
    start_thaad: float = number("H", 1.0, (1, 2), "THAAD: 1 as deployed, 2 full", tag="D", source=SPRING)
    start_threat_felt: float = number("F", 0.25, UNIT, "threat felt by Pyongyang")
    start_softness_seen: float = number("R", 0.05, UNIT, "yielding seen by Pyongyang")
    start_tested: float = number("m_T", 0.0, UNIT, "a test or a lethal act in the month before", tag="D", source=SPRING)
    start_big_test: float = number("m_b", 0.0, UNIT, "memory of big tests", tag="D", source=SPRING)
    start_lethal: float = number("m_l", 0.0, UNIT, "memory of lethal acts", tag="D", source=SPRING)
    start_quiet: float = number(
        "quiet", 3.0, (0, 240), "months since the last test or lethal act: October 2016", unit="months", tag="D",
        source=SPRING,
    )  # fmt: skip
    start_un_round_ago: float = number(
        "", 2.0, (0, 240), "months since the last round of the United Nations: resolution 2321", unit="months", tag="D",
        source=SPRING,
    )  # fmt: skip
    start_detained: float = number("", 1.0, UNIT, "1 where an American is held", tag="D", source=SPRING)
    start_age: float = number("", 6.0, (0, 120), "age of every capital's course", unit="months")
    start_washington_course: Table = table(
        "", {"patience": 1, "maximum_pressure": 0, "engagement": 0, "prevent": 0}, UNIT, "Washington's course",
        unit="chance",
    )  # fmt: skip
    start_beijing_course: Table = table(
        "", {"shield": 0, "balance": 1, "enforce": 0, "mediate": 0}, UNIT, "Beijing's course", unit="chance"
    )
    start_pyongyang_course: Table = table(
        "", {"build": 1, "brinkmanship": 0, "charm": 0, "consolidate": 0}, UNIT, "Pyongyang's course", unit="chance"
    )
    start_seoul_course: Table = table(
        "", {"sunshine": 0, "hedge": 0, "hard_line": 1}, UNIT, "Seoul's course", unit="chance"
    )
    start_washington_word: Table = table(
        "", {"talks": 0, "back_channel": 0, "silence": 1, "blame_beijing": 0, "threaten": 0}, UNIT,
        "Washington's last word", unit="chance",
    )  # fmt: skip
    start_washington_deed: Table = table(
        "", {"relief": 0, "hold": 1, "sanctions": 0, "deploy": 0}, UNIT, "Washington's last deed", unit="chance"
    )
    start_beijing_word: Table = table(
        "", {"mediate": 0, "restraint": 1, "silence": 0, "warn": 0}, UNIT, "Beijing's last word", unit="chance"
    )
    start_beijing_deed: Table = table(
        "", {"aid": 0, "look_away": 1, "enforce_partly": 0, "enforce_fully": 0}, UNIT, "Beijing's last deed",
        unit="chance",
    )  # fmt: skip
    start_pyongyang_word: Table = table(
        "", {"talks": 0, "offer": 0, "silence": 1, "threaten": 0}, UNIT, "Pyongyang's last word", unit="chance"
    )
    start_pyongyang_deed: Table = table(
        "", {"disarm_step": 0, "hold": 0, "build": 1, "missile_test": 0, "big_test": 0, "lethal_act": 0}, UNIT,
        "Pyongyang's last deed", unit="chance",
    )  # fmt: skip
    start_seoul_word: Table = table(
        "", {"initiative": 0, "silence": 1, "condemn": 0}, UNIT, "Seoul's last word", unit="chance"
    )
    start_seoul_deed: Table = table(
        "", {"aid": 0, "hold": 1, "exercise": 0, "sanction": 0, "retaliate": 0}, UNIT, "Seoul's last deed",
        unit="chance",
    )  # fmt: skip
