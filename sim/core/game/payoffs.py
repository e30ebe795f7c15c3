"""The monthly payoff of each capital, part by part: every part declared once, and their sums.

The parts of a capital are signed and in months of value. They are added in brackets that fix the
last bit of the sum. A month reports them by `tell`: a run that asks for them records them, and
another run bears no cost.
"""

from dataclasses import dataclass, field, fields
from typing import Any, Final

from sim.core.game.parameters import RULE_PARAMETERS


@dataclass(frozen=True, slots=True)
class PayoffPart:
    """One part of a payoff: its label, meaning and sign, and the parameters that weigh it.

    `sign` is − for a cost, + for a gain, ± if it can be either. `name` is its field, `place` the
    name of its recorded series.
    """

    capital: str
    name: str
    label: str
    meaning: str
    sign: str
    weights: tuple[str, ...]
    unit: str = "months"

    @property
    def place(self) -> str:
        """The name of its series, as `payoffs.washington.tension`."""
        return f"payoffs.{self.capital}.{self.name}"

    @property
    def source(self) -> str:
        """The sources of the parameters that weigh it."""
        return "; ".join(dict.fromkeys(RULE_PARAMETERS[name].source for name in self.weights)) or (
            "a lever" if self.name == "paid" else "a user's rule"
        )


def part(label: str, meaning: str, sign: str, *weights: str) -> Any:
    """Declare a part as a field of a payoff; `weights` are the parameters that weigh
    it.
    """
    return field(default=0.0, metadata={"part": (label, meaning, sign, weights)})


OWN_RULE: Final = ("rule of your own", "payoff that a user's rule adds", "±")
BRINK: Final = (
    "the brink",
    "to yield, or to stand firm if the other yields",
    "±",
    "pay_yielding",
)


@dataclass(slots=True)
class WashingtonPayoff:
    """The monthly payoff of Washington."""

    arsenal: float = part(
        "arsenal", "an arsenal in range of the homeland, less in a freeze", "−", "pay_arms"
    )
    early: float = part(
        "arsenal on its way", "an arsenal that grows towards that range", "−", "pay_arms"
    )
    tension: float = part("tension", "tension, by rung", "−", "pay_tension")
    appeasement: float = part(
        "appeasement", "being soft or giving relief in a month with a test", "−", "pay_appease"
    )
    restraint: float = part(
        "restraint won by pressure", "pressure, and no test or lethal act", "+", "pay_restraint"
    )
    passed: float = part(
        "tests let pass", "a test or a lethal act without pressure", "−", "pay_passive"
    )
    both: float = part("talks of both", "both are soft", "+", "pay_both")
    freeze: float = part("freeze", "a freeze in force", "+", "pay_freeze")
    relation: float = part(
        "relation with Beijing", "the relation with Beijing, good or bad", "±", "pay_relation"
    )
    presence: float = part("forward presence", "presence beyond the normal", "−", "pay_presence")
    alliance: float = part(
        "alliance", "cohesion with Seoul that is not whole", "−", "pay_cohesion", "alliance_whole"
    )
    lethal: float = part("lethal acts", "a lethal act of Pyongyang's", "−", "pay_lethal")
    paid: float = part("payment", "a payment to Beijing for full enforcement", "−")
    own: float = part(*OWN_RULE)
    brink: float = part(*BRINK)


@dataclass(slots=True)
class BeijingPayoff:
    """The monthly payoff of Beijing."""

    tension: float = part("tension", "tension, by rung", "−", "pay_tension")
    big: float = part(
        "big tests near the border", "a big test of Pyongyang's", "−", "pay_beijing_big"
    )
    missiles: float = part("missile tests", "a missile test of Pyongyang's", "−", "pay_beijing_big")
    presence: float = part(
        "American presence and THAAD", "both beyond those deployed now", "−", "pay_beijing_us"
    )
    hunger: float = part(
        "hunger across the border", "GDP of the North down by over 3 %", "−", "pay_hunger"
    )
    refugees: float = part(
        "refugees", "refugees over the Yalu beyond a thousand a month", "−", "pay_beijing_refugees"
    )
    bypassed: float = part(
        "bypassed", "talks of both that it does not mediate", "−", "pay_beijing_bypass"
    )
    banks: float = part(
        "secondary sanctions", "sanctions on its banks, if it is lax", "−", "pay_beijing_secondary"
    )
    relation: float = part(
        "relation with Washington", "that relation, good or bad", "±", "pay_beijing_relation"
    )
    trade: float = part(
        "trade lost", "trade lost by enforcing measures on the books", "−", "pay_beijing_trade"
    )
    buffer: float = part(
        "the buffer at stake",
        "pressure on the North, by how far Washington speaks of regime change",
        "−",
        "pay_beijing_buffer",
    )
    face: float = part(
        "face lost", "mediating in a month with a test or a lethal act", "−", "pay_appease"
    )
    freeze: float = part("freeze", "a freeze in force", "+", "pay_freeze")
    paid: float = part("payment", "a payment of Washington's for full enforcement", "+")
    proof: float = part("proof", "a proof about Kim that is shown", "−", "proof_cost")
    own: float = part(*OWN_RULE)


@dataclass(slots=True)
class PyongyangPayoff:
    """The monthly payoff of Pyongyang, as the Kim of this world sees it."""

    deterrent: float = part(
        "deterrent", "how far the deterrent is complete, more under threat", "+", "deter", "greed"
    )
    extorted: float = part(
        "extortion", "a complete deterrent, while others are soft", "+", "gain", "greed"
    )
    threat: float = part(
        "life under threat", "threats felt, less with a deterrent", "−", "peace", "greed"
    )
    sanctions: float = part(
        "sanctions", "effective pressure, more if Beijing has leverage", "−", "econ"
    )
    hunger: float = part("hunger", "an economy below that of the start", "−", "pay_hunger")
    both: float = part(
        "talks of both", "both are soft, and he does not shoot", "+", "peace", "greed"
    )
    freeze: float = part("freeze", "a freeze in force", "+", "peace", "greed")
    exploited: float = part(
        "softness exploited", "a test or a lethal act while others yield", "+", "gain", "greed"
    )
    danger: float = part(
        "danger of a test", "a test or a lethal act under threat", "−", "gain", "greed"
    )
    sucker: float = part(
        "soft under coercion", "being soft while Washington coerces", "−", "pay_yielding"
    )
    tension: float = part("tension", "tension, by rung", "−", "pay_tension")
    own: float = part(*OWN_RULE)
    brink: float = part(*BRINK)


@dataclass(slots=True)
class SeoulPayoff:
    """The monthly payoff of Seoul."""

    tension: float = part("tension", "tension, by rung", "−", "pay_tension")
    lethal: float = part("lethal acts", "a lethal act of Pyongyang's", "−", "pay_lethal")
    talks: float = part("talks", "talks that get on", "+", "pay_seoul_talks")
    both: float = part("softness of both Koreas", "both Koreas are soft", "+", "pay_seoul_talks")
    appeasement: float = part(
        "appeasement", "being soft in a month with a test", "−", "pay_appease"
    )
    alliance: float = part(
        "alliance", "cohesion with Washington below its resting level", "−", "pay_cohesion"
    )
    thaad: float = part(
        "retaliation for THAAD", "Beijing's retaliation for THAAD", "−", "pay_seoul_talks"
    )
    freeze: float = part("freeze", "a freeze in force", "+", "pay_seoul_talks")
    proof: float = part("proof", "a proof about Kim that is shown", "−", "proof_cost")
    own: float = part(*OWN_RULE)


@dataclass(slots=True)
class Payoffs:
    """The monthly payoffs of all four, part by part."""

    washington: WashingtonPayoff = field(default_factory=WashingtonPayoff)
    beijing: BeijingPayoff = field(default_factory=BeijingPayoff)
    pyongyang: PyongyangPayoff = field(default_factory=PyongyangPayoff)
    seoul: SeoulPayoff = field(default_factory=SeoulPayoff)


PARTS: Final[dict[str, tuple[PayoffPart, ...]]] = {
    capital: tuple(
        PayoffPart(capital, item.name, *item.metadata["part"]) for item in fields(payoff)
    )
    for capital, payoff in (
        ("washington", WashingtonPayoff),
        ("beijing", BeijingPayoff),
        ("pyongyang", PyongyangPayoff),
        ("seoul", SeoulPayoff),
    )
}
"""The parts of each capital's payoff, in the order of its record."""


def sum_washington(payoff: WashingtonPayoff) -> float:
    """Return the payoff of a month to Washington: the sum of its parts."""
    total = payoff.arsenal + payoff.early
    total += payoff.tension + payoff.appeasement
    total += payoff.restraint + payoff.passed
    total += payoff.both + payoff.freeze + payoff.relation
    total += payoff.presence + payoff.alliance
    return total + payoff.lethal + payoff.own + payoff.brink + payoff.paid


def sum_beijing(payoff: BeijingPayoff) -> float:
    """Return the payoff of a month to Beijing: the sum of its parts."""
    total = payoff.tension + payoff.big + payoff.missiles
    total += payoff.presence + payoff.hunger
    total += payoff.refugees + payoff.bypassed
    total += payoff.banks
    total += payoff.relation + payoff.trade
    total += payoff.buffer
    return total + payoff.face + payoff.freeze + payoff.own + payoff.paid + payoff.proof


def sum_pyongyang(payoff: PyongyangPayoff) -> float:
    """Return the payoff of a month to a Kim: the sum of its parts."""
    total = payoff.deterrent + payoff.extorted + payoff.threat
    total += payoff.sanctions + payoff.hunger
    total += payoff.both + payoff.freeze
    total += payoff.exploited + payoff.danger
    return total + payoff.sucker + payoff.tension + payoff.own + payoff.brink


def sum_seoul(payoff: SeoulPayoff) -> float:
    """Return the payoff of a month to Seoul: the sum of its parts."""
    total = payoff.tension + payoff.lethal + payoff.talks
    total += payoff.both + payoff.appeasement
    total += payoff.alliance
    total += payoff.thaad
    return total + payoff.freeze + payoff.own + payoff.proof
