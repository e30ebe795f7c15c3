"""Where a world starts: 2017-02 unless a scenario says otherwise."""

from dataclasses import dataclass

from sim.core.game import moves
from sim.core.game.language import Table
from sim.core.game.parameters.entry import FEARON, Evidence, number, sure, table

UNIT = (0.0, 1.0)
SPRING = Evidence("D", "state of early 2017, read off the public record")


@dataclass
class StartParameters:
    """The state of a world before its first month. A table gives the chance of each course.

    Nothing was done before it that is remembered.
    """

    start_tension: float = number(
        3.2, (0, 7.99), "tension, in rungs of escalation", "rungs", symbol="τ"
    )
    start_presence: float = number(
        0.5, UNIT, "forward presence of Washington and Seoul; 0.5 is normal", symbol="M"
    )
    start_arsenal: float = number(
        0.6,
        UNIT,
        "arsenal; 0.75: the homeland begins to be in range, 1: proven",
        symbol="A",
        evidence=Evidence("L", "Panda 2020"),
    )
    start_un_measures: float = number(
        0.35,
        UNIT,
        "measures of the United Nations on the books",
        symbol="σ_U",
        evidence=Evidence("D", "resolutions to 2321"),
    )
    start_us_measures: float = number(
        0.30,
        UNIT,
        "measures of the United States on the books",
        symbol="σ_A",
        evidence=Evidence("D", "executive orders to 2016"),
    )
    start_enforcement: float = number(
        0.35, UNIT, "share of the measures that China enforces", symbol="e"
    )
    start_economy: float = number(
        0.0,
        (-0.5, 0.3),
        "log GDP of the North against the start",
        "log",
        symbol="y",
        evidence=Evidence("D", "Bank of Korea"),
    )
    start_cohesion: float = number(
        0.72, UNIT, "cohesion of Washington and Seoul, at the start and left alone", symbol="C"
    )
    start_talks: float = number(0.1, UNIT, "progress of talks", symbol="q")
    start_freeze: float = number(
        0.0, UNIT, "1 if a freeze is in force", symbol="K", evidence=SPRING
    )
    start_audience: float = number(
        0.2, UNIT, "Washington's stock of threats made", symbol="B", evidence=FEARON
    )
    start_relation: float = number(0.0, (-1, 1), "relation of Washington and Beijing", symbol="G")
    start_thaad: float = number(
        1.0, (1, 2), "THAAD: 1 as deployed, 2 full", symbol="H", evidence=SPRING
    )
    start_threat_felt: float = number(0.25, UNIT, "threat felt by Pyongyang", symbol="F")
    start_quiet: float = number(
        3.0,
        (0, 240),
        "months since the last test or lethal act: October 2016",
        "months",
        symbol="quiet",
        evidence=SPRING,
    )
    start_washington_course: Table = table(
        sure(moves.WashingtonCourse.PATIENCE), UNIT, "Washington's course", "chance"
    )
    start_beijing_course: Table = table(
        sure(moves.BeijingCourse.BALANCE), UNIT, "Beijing's course", "chance"
    )
    start_pyongyang_course: Table = table(
        sure(moves.PyongyangCourse.BUILD), UNIT, "Pyongyang's course", "chance"
    )
    start_seoul_course: Table = table(
        sure(moves.SeoulCourse.HARD_LINE), UNIT, "Seoul's course", "chance"
    )
