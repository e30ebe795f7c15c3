"""What each course waits for, and the reasons of Beijing and Seoul for theirs."""

from dataclasses import dataclass

from sim.game.numbers.entry import number

MONTHS = (0.0, 60.0)


@dataclass
class ReasonNumbers:
    """When a course has failed or is done, in months; and reasons in log-odds. All ours."""

    patience_waits: float = number("", 12, MONTHS, "patience has failed where tests go on after that", unit="months")
    pressure_waits: float = number("", 12, MONTHS, "pressure has failed where tests go on after that", unit="months")
    pressure_least: float = number("", 6, MONTHS, "pressure may have worked after that", unit="months")
    pressure_quiet: float = number(
        "", 4, MONTHS, "pressure has worked after so many months without a test", unit="months"
    )
    engagement_least: float = number("", 3, MONTHS, "engagement has failed where tests go on after that", unit="months")
    engagement_waits: float = number("", 14, MONTHS, "engagement has failed without a freeze after that", unit="months")
    prevent_waits: float = number("", 9, MONTHS, "prevention has failed after that", unit="months")
    prevent_least: float = number(
        "", 6, MONTHS, "prevention is too late with a complete deterrent after that", unit="months"
    )
    enforce_least: float = number("", 9, MONTHS, "enforcement may have worked after that", unit="months")
    enforce_quiet: float = number(
        "", 6, MONTHS, "enforcement has worked after so many months without a test", unit="months"
    )
    mediate_waits: float = number("", 9, MONTHS, "mediation has failed without talks after that", unit="months")
    mediate_talks: float = number("", 0.3, (0, 1), "progress of talks that mediation waits for")
    hungry: float = number("", -0.05, (-0.3, 0), "log GDP at which enforcing and building have failed")
    brink_least: float = number("", 6, MONTHS, "brinkmanship may be done after that", unit="months")
    brink_threat: float = number("", 0.5, (0, 1), "threat felt at which brinkmanship has failed")
    brink_softness: float = number("", 0.4, (0, 1), "softness seen at which brinkmanship has won")
    charm_waits: float = number("", 8, MONTHS, "charm has failed without relief after that", unit="months")
    charm_least: float = number("", 3, MONTHS, "charm may fail under threat after that", unit="months")
    charm_threat: float = number("", 0.45, (0, 1), "threat felt at which charm has failed")
    consolidate_waits: float = number(
        "", 9, MONTHS, "consolidation has failed without recognition after that", unit="months"
    )
    consolidate_softness: float = number("", 0.2, (0, 1), "softness seen that consolidation waits for")
    sunshine_waits: float = number("", 9, MONTHS, "sunshine has failed where tests go on after that", unit="months")
    hedge_waits: float = number("", 15, MONTHS, "a hedge has had its time after that", unit="months")
    hard_line_least: float = number("", 9, MONTHS, "a hard line may have worked after that", unit="months")
    hard_line_quiet: float = number(
        "", 6, MONTHS, "a hard line has worked after so many months without a test", unit="months"
    )
    # Beijing
    shield_hunger: float = number("", 16.0, (0, 60), "hunger beyond 2 % of GDP speaks for shielding")
    shield_rhetoric: float = number("", 1.2, (0, 4), "talk of regime change speaks for shielding")
    shield_thaad: float = number("", 1.0, (0, 4), "more THAAD speaks for shielding, where Beijing retaliates")
    shield_retaliation: float = number("", 0.5, (0, 4), "retaliation for THAAD speaks for shielding")
    shield_prevent: float = number(
        "", 1.5, (0, 4), "a Washington that means to strike a fearful Kim speaks for shielding"
    )
    shield_estranged: float = number("", 0.5, (0, 4), "a bad relation with Washington speaks for shielding")
    shield_presence: float = number("", 2.0, (0, 8), "American presence beyond the normal speaks for shielding")
    shield_crisis: float = number("", 0.5, (0, 4), "a crisis speaks for shielding, per rung above 4.5")
    enforce_test: float = number("", 1.6, (0, 4), "a big test speaks for enforcing")
    enforce_greed: float = number("", 1.5, (0, 4), "belief in a greedy Kim speaks for enforcing")
    enforce_secondary: float = number("", 1.2, (0, 4), "secondary sanctions under pressure speak for enforcing")
    enforce_hunger: float = number("", 20.0, (0, 60), "hunger beyond 2 % of GDP speaks against enforcing")
    enforce_estranged: float = number("", 0.5, (0, 4), "a bad relation with Washington speaks against enforcing")
    enforce_crisis: float = number("", 1.0, (0, 4), "a crisis speaks against enforcing, per rung above 4.5")
    mediate_bypass: float = number("", 1.5, (0, 4), "talks that would go on without Beijing speak for mediating")
    mediate_engaged: float = number("", 1.0, (0, 4), "a Washington that engages speaks for mediating")
    mediate_charm: float = number("", 0.8, (0, 4), "a Pyongyang that charms speaks for mediating")
    mediate_crisis: float = number("", 1.0, (0, 4), "a crisis speaks for mediating, per rung above 4.5")
    mediate_fear: float = number("", 1.0, (0, 4), "belief in a fearful Kim speaks for mediating")
    # Seoul
    sunshine_charm: float = number("", 1.2, (0, 4), "a Pyongyang that charms speaks for sunshine")
    sunshine_fear: float = number("", 1.5, (0, 4), "belief in a fearful Kim speaks for sunshine")
    sunshine_lethal: float = number("", 1.5, (0, 4), "a lethal act speaks against sunshine")
    hard_line_greed: float = number("", 1.5, (0, 4), "belief in a greedy Kim speaks for a hard line")
    hard_line_lethal: float = number("", 2.0, (0, 4), "a lethal act speaks for a hard line")
    hard_line_brink: float = number("", 0.6, (0, 4), "brinkmanship speaks for a hard line")
    hard_line_charm: float = number("", 0.8, (0, 4), "a Pyongyang that charms speaks against a hard line")
