"""Who governed, and which policy they were known to follow: dated facts, each read as a policy of the game."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sim.world.parameters.entry import Tag
from sim.world.scenario import Values

ANYONE: Final = ""
"""The holder of a line that does not depend on who is in office: Beijing's, which the record does not name."""

OFFICES: Final = {"washington": "us_president", "pyongyang": "dprk_leader", "seoul": "rok_president"}
"""The column of the record that says who is in office."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of policy of one government, in force from the month after it was known.

    `fact` is what happened in the month `known` (tag D, the public record); `policy` and `levers` are how this
    project reads it (tag `tag`, as a rule A).
    """

    capital: str
    holder: str
    known: str
    policy: str
    fact: str
    levers: Values = ()
    tag: Tag = "A"


PRESSURE: Final = (("ambiguity", 0.5), ("regime_change_rhetoric", 0.3))

LINES: Final[tuple[Line, ...]] = (
    Line("washington", "Bush", "2005-11", "strategic_patience", "the Six-Party Talks stall over a bank in Macau"),
    Line("washington", "Bush", "2006-12", "engagement", "the Six-Party Talks resume on 18 December 2006"),
    Line("washington", "Obama", "2009-01", "engagement", "the inaugural address offers a hand to adversaries"),
    Line("washington", "Obama", "2009-06", "strategic_patience",
         "resolution 1874 answers the test of May; the name for waiting is the administration's own"),
    Line("washington", "Trump", "2017-01", "strategic_patience", "a review of policy begins; the old line stands"),
    Line("washington", "Trump", "2017-03", "maximum_pressure",
         "the Secretary of State calls patience ended on 17 March 2017", PRESSURE),
    Line("washington", "Trump", "2017-06", "maximum_pressure", "a Chinese bank is cut off on 29 June 2017",
         (*PRESSURE, ("secondary_sanctions", 0.2))),
    Line("washington", "Trump", "2018-03", "engagement", "a summit is accepted on 8 March 2018"),
    Line("beijing", ANYONE, "2003-08", "mediator", "Beijing hosts the Six-Party Talks"),
    Line("beijing", ANYONE, "2009-04", "lax", "Pyongyang leaves the talks on 14 April 2009; trade with it grows"),
    Line("beijing", ANYONE, "2017-02", "partial_enforcement", "imports of coal stop on 18 February 2017",
         (("enforcement", 0.4),)),
    Line("beijing", ANYONE, "2017-03", "partial_enforcement", "group tours to Seoul stop over THAAD in March 2017",
         (("enforcement", 0.4), ("thaad_retaliation", 0.6))),
    Line("beijing", ANYONE, "2017-09", "full_enforcement", "joint ventures must close, 28 September 2017",
         (("thaad_retaliation", 0.6),)),
    Line("beijing", ANYONE, "2017-10", "full_enforcement", "the quarrel over THAAD is settled on 31 October 2017"),
    Line("beijing", ANYONE, "2018-03", "mediator", "Kim Jong-un visits Beijing in March 2018",
         (("enforcement", 0.5),)),
    Line("pyongyang", "Kim Jong-il", "2005-11", "brinkmanship", "talks are left in November 2005"),
    Line("pyongyang", "Kim Jong-il", "2007-02", "conciliatory", "an agreement on shutting Yongbyon, 13 February 2007"),
    Line("pyongyang", "Kim Jong-il", "2008-08", "brinkmanship", "disablement of Yongbyon stops, 26 August 2008"),
    Line("pyongyang", "Kim Jong-il", "2009-11", "brinkmanship",
         "merciless military measures at the sea border are vowed on 13 November 2009", (("testing", 0.3),)),
    Line("pyongyang", "Kim Jong-un", "2011-12", "brinkmanship", "the successor vows to go on as his father did"),
    Line("pyongyang", "Kim Jong-un", "2013-03", "byungjin", "the party adopts byungjin on 31 March 2013"),
    Line("pyongyang", "Kim Jong-un", "2018-01", "conciliatory", "the New Year's address of 2018 offers talks"),
    Line("pyongyang", "Kim Jong-un", "2019-05", "byungjin", "launches resume on 4 May 2019, after Hanoi failed"),
    Line("seoul", "Roh Moo-hyun", "2003-02", "sunshine", "the policy of peace and prosperity of 2003"),
    Line("seoul", "Lee Myung-bak", "2008-02", "hard_line", "aid is made conditional on denuclearisation"),
    Line("seoul", "Park Geun-hye", "2013-02", "hedging", "trust is to be built step by step, with deterrence"),
    Line("seoul", "Park Geun-hye", "2016-02", "hard_line", "the Kaesong complex is closed on 10 February 2016"),
    Line("seoul", "Park Geun-hye", "2016-07", "hard_line", "THAAD is agreed on 8 July 2016", (("thaad_welcome", 0.5),)),
    Line("seoul", "Hwang Kyo-ahn (acting)", "2016-12", "hard_line", "the acting government keeps the line",
         (("thaad_welcome", 0.5),)),
    Line("seoul", "Moon Jae-in", "2017-05", "sunshine", "the winner of 9 May 2017 stands for engagement"),
)  # fmt: skip

UNKNOWN_HOLDER: Final = {"washington": "strategic_patience", "pyongyang": "byungjin", "seoul": "hedging"}
"""The policy of a government that no line names, so that later years can be read without new code (tag A)."""


def line_of(capital: str, holder: str, month: str) -> Line:
    """Return the line of a government as it was known before a month; months compare as text.

    A government whose first line is younger than that has its first line: its programme was known when it took
    office. One that no line names has the policy of UNKNOWN_HOLDER.
    """
    lines = [line for line in LINES if line.capital == capital and line.holder == holder]
    if not lines:
        return Line(capital, holder, "", UNKNOWN_HOLDER[capital], "no line of this government is known to the project")
    return next((line for line in reversed(lines) if line.known < month), lines[0])
