"""What a world was worth to each capital, in months, and of what parts that is made up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from sim.arrays import Floats, Quantity
from sim.game.aims import war
from sim.game.catalogue import CAPITALS
from sim.game.moves import BeijingWord, PyongyangDeed, SeoulDeed, SeoulWord, WashingtonDeed, WashingtonWord
from sim.study.run.history import History

Parts = dict[str, Floats]


def value(history: History, capital: str) -> Floats:
    """Return the value of each world to a capital, `(worlds,)`: discounted payoffs less the loss at its end.

    The payoff of the month in which a world ends goes on to the horizon. Washington is also charged for an arsenal that
    outlasts the horizon, unless a war destroyed it.
    """
    worth = discounted(history, lambda month: history.state[f"{capital}_flow"][month])
    worth = worth - loss_at_end(history, capital)
    return worth - charge_after(history) if capital == "washington" else worth


def discounted(history: History, flow: Callable[[int], Floats]) -> Floats:
    """Return the discounted sum of what `flow(month)` returns, month by month, `(worlds,)`."""
    weight: Quantity = 1.0
    total: Floats = np.zeros_like(history.last("ending"))
    for month in range(history.months):
        total = total + weight * flow(month)
        weight = weight * history.number("discount")
    return total


def loss_at_end(history: History, capital: str) -> Floats:
    """Return the discounted loss in the month of the end, 0 where a world did not end, `(worlds,)`."""
    loss = history.last(f"{capital}_loss")
    return np.where(history.ended, worth_of(history, history.lived.astype(np.float64) - 1.0) * loss, 0.0)


def worth_of(history: History, months: Floats) -> Floats:
    """Return what a month is worth that lies some whole number of months ahead, by repeated multiplication."""
    worth = np.ones_like(months)
    for month in range(history.months):
        worth = np.where(month < months, worth * history.number("discount"), worth)
    return worth


def charge_after(history: History) -> Floats:
    """Return what Washington is charged for an arsenal that outlasts the horizon, `(worlds,)`."""
    arsenal = outlasting(history.last("arsenal"), history.last("freeze"))
    horizon = worth_of(history, np.full_like(arsenal, history.months))
    return np.where(war(history), 0.0, horizon * history.number("after_weight") * arsenal)


def outlasting(arsenal: Floats, freeze: Floats) -> Floats:
    """Return how far a proven arsenal outlasts the horizon, 0 to 1, as the rule `outlasting_arsenal` says."""
    return above(arsenal - 0.6) / 0.4 * (1.0 - 0.7 * freeze)


def value_of_start(history: History) -> dict[str, Quantity]:
    """Return what the state at the start would be worth to Washington and to Beijing if it lasted: the reference."""
    held = {name: _started(history, name) for name in START}
    held["ending"] = np.zeros_like(held["tension"])
    for name in ("washington_word", "washington_deed", "beijing_word", "pyongyang_deed"):
        held[name] = np.full_like(held["tension"], IDLE[name])
    held["soft_pyongyang"] = held["thaad"] * 0.0
    state = {name: np.broadcast_to(row, (history.months, *row.shape)) for name, row in held.items()}
    stood = History(state, history.numbers, history.levers)
    found: dict[str, Quantity] = {}
    for capital in ("washington", "beijing"):
        found[capital] = discounted(stood, partial(_flow_of, stood, capital))
    found["washington"] = found["washington"] - charge_after(stood)
    return found


def _flow_of(history: History, capital: str, month: int) -> Floats:
    return summed(PARTS[capital](Month(history, month)))


START: Final = (
    "tension", "arsenal", "freeze", "presence", "cohesion", "relation", "thaad", "economy", "enforcement",
    "un_measures",
)  # fmt: skip
"""The states at the start that the payoffs of Washington and Beijing read."""

IDLE: Final = {
    "washington_word": WashingtonWord.SILENCE,
    "washington_deed": WashingtonDeed.HOLD,
    "beijing_word": BeijingWord.SILENCE,
    "pyongyang_deed": PyongyangDeed.HOLD,
}
"""The moves of a month in which nothing is done."""


def _started(history: History, name: str) -> Floats:
    return np.atleast_1d(np.asarray(history.number(f"start_{name}"), dtype=np.float64))


@dataclass(frozen=True)
class Month:
    """One month of many worlds, as the payoffs read it; 1 where something was done, else 0."""

    history: History
    month: int

    def __getitem__(self, name: str) -> Floats:
        return np.asarray(self.history.state[name][self.month])

    def did(self, menu: str, *moves: int) -> Floats:
        """Return 1 where one of these moves was made, else 0, `(worlds,)`."""
        made = np.zeros(self[menu].shape)
        for move in moves:
            made = made + (self[menu] == move)
        return made

    def pay(self, name: str) -> Quantity:
        """Return a number of the ledger."""
        return self.history.number(f"pay_{name}")

    def of_kim(self, name: str) -> Floats:
        """Return the cell of a table for the type that Kim is of."""
        return self.history.table(name, self["kim.type"])

    def lever(self, name: str) -> Quantity:
        """Return a lever in this month."""
        return self.history.lever(name, self.month)

    @property
    def soft_washington(self) -> Floats:
        """Washington's softness as it was said: talks 1, back channel .7."""
        word = "washington_word"
        return self.did(word, WashingtonWord.TALKS) + 0.7 * self.did(word, WashingtonWord.BACK_CHANNEL)

    @property
    def both(self) -> Floats:
        """How far both are soft; a release counts."""
        return self.soft_washington * self["soft_pyongyang"]

    @property
    def big(self) -> Floats:
        """Big tests."""
        return self.did("pyongyang_deed", PyongyangDeed.BIG_TEST)

    @property
    def lethal(self) -> Floats:
        """Lethal acts."""
        return self.did("pyongyang_deed", PyongyangDeed.LETHAL_ACT)

    @property
    def shot(self) -> Floats:
        """Tests and lethal acts."""
        return self.did("pyongyang_deed", PyongyangDeed.MISSILE_TEST, PyongyangDeed.BIG_TEST, PyongyangDeed.LETHAL_ACT)

    @property
    def threat(self) -> Floats:
        """Threats of Washington."""
        return self.did("washington_word", WashingtonWord.THREATEN)

    @property
    def deploy(self) -> Floats:
        """Deployments of Washington."""
        return self.did("washington_deed", WashingtonDeed.DEPLOY)

    @property
    def sanctions(self) -> Floats:
        """Sanctions of Washington."""
        return self.did("washington_deed", WashingtonDeed.SANCTIONS)


def above(x: Floats) -> Floats:
    """Return x where it is above 0, else 0."""
    return np.maximum(0.0, x)


def of_washington(m: Month) -> Parts:
    """Return the parts of Washington's payoff in a month."""
    in_range = above((m["arsenal"] - 0.75) / 0.25)
    arms = m.pay("arms") * in_range * in_range * (1.0 - 0.7 * m["freeze"])
    coerce = np.minimum(1.0, m.threat + m.sanctions + m.deploy)
    yielding = np.minimum(1.0, m.soft_washington + m.did("washington_deed", WashingtonDeed.RELIEF))
    return {
        "arsenal": -arms - m.pay("arms_early") * above(m["arsenal"] - 0.6),
        "tension": -m.pay("tension") * m["tension"],
        "appeasement": -m.pay("appease") * yielding * m.shot,
        "tests let pass": -m.pay("passive") * m.shot * (1.0 - coerce),
        "restraint won by pressure": m.pay("restraint") * (1.0 - m.shot) * coerce,
        "talks of both": m.pay("both") * m.both,
        "freeze": m.pay("freeze") * m["freeze"],
        "relation with Beijing": m.pay("relation") * m["relation"],
        "forward presence": -m.pay("presence") * above(m["presence"] - 0.5),
        "alliance": -m.pay("cohesion") * above(0.7 - m["cohesion"]),
        "lethal acts": -m.pay("lethal") * m.lethal,
        "big tests": -m.pay("big") * m.big,
    }


def of_beijing(m: Month) -> Parts:
    """Return the parts of Beijing's payoff in a month."""
    grown = above(m["presence"] - 0.5) + 0.3 * above(m["thaad"] - 1.0)
    mediate = m.did("beijing_word", BeijingWord.MEDIATE)
    banks = m.lever("washington.secondary_sanctions") * (1.0 - m["enforcement"]) * m.sanctions
    missiles = m.did("pyongyang_deed", PyongyangDeed.MISSILE_TEST)
    return {
        "tension": -m.pay("tension") * m["tension"],
        "tests near the border": -m.pay("beijing_big") * m.big - m.pay("beijing_missile") * missiles,
        "American presence and THAAD": -m.pay("beijing_us") * grown,
        "hunger across the border": -m.pay("beijing_hunger") * above(-m["economy"] - 0.03),
        "bypassed": -m.pay("beijing_bypass") * m.both * (1.0 - mediate),
        "secondary sanctions": -m.pay("beijing_secondary") * banks,
        "relation with Washington": m.pay("beijing_relation") * m["relation"],
        "trade lost": -m.pay("beijing_trade") * m["enforcement"] * m["un_measures"],
        "face lost": -m.pay("beijing_face") * mediate * m.shot,
        "freeze": m.pay("beijing_freeze") * m["freeze"],
    }


def of_pyongyang(m: Month) -> Parts:
    """Return the parts of Pyongyang's payoff in a month, as the Kim of each world sees it."""
    share = np.minimum(1.0, m["arsenal"] / m.lever("pyongyang.deterrent_goal"))
    deterred = share * share * share
    threat = m["threat_felt"]
    coerced = np.minimum(1.0, m.threat + m.deploy + 0.5 * m.sanctions)
    squeeze = m.of_kim("econ") * (0.5 + m["kim.key"]) * m["bite"]
    return {
        "deterrent": m.of_kim("deter") * (1.0 + m.of_kim("fear") * threat) * deterred,
        "life under threat": -m.of_kim("live") * threat * (1.0 - 0.6 * deterred),
        "sanctions and hunger": -squeeze - m.pay("hunger") * above(-m["economy"]),
        "talks of both": m.of_kim("both_talk") * m.both,
        "freeze": m.of_kim("deal") * m["freeze"],
        "softness exploited": m.shot * m.of_kim("exploit") * m["softness_seen"],
        "danger of tests": -m.shot * m.of_kim("danger") * threat,
        "soft under coercion": -m.pay("sucker") * m["soft_pyongyang"] * coerced,
        "tension": -m.pay("tension") * m["tension"],
    }


def of_seoul(m: Month) -> Parts:
    """Return the parts of Seoul's payoff in a month."""
    soft = np.maximum(m.did("seoul_word", SeoulWord.INITIATIVE), m.did("seoul_deed", SeoulDeed.AID))
    return {
        "tension": -m.pay("seoul_tension") * m["tension"],
        "lethal acts": -m.pay("seoul_lethal") * m.lethal,
        "talks": m.pay("seoul_talks") * m["talks"],
        "softness of both Koreas": m.pay("seoul_both") * soft * m["soft_pyongyang"],
        "appeasement": -m.pay("seoul_appease") * soft * m.shot,
        "alliance": -m.pay("seoul_cohesion") * above(0.72 - m["cohesion"]),
        "retaliation for THAAD": -m.pay("seoul_thaad") * m.lever("beijing.thaad_retaliation") * m["thaad"] / 2.0,
        "freeze": m.pay("seoul_freeze") * m["freeze"],
    }


PARTS: Final[dict[str, Callable[[Month], Parts]]] = dict(
    zip(CAPITALS, (of_washington, of_beijing, of_pyongyang, of_seoul), strict=True)
)
"""The parts of each capital's payoff in a month: the terms of its rule, by name."""


def summed(parts: Parts) -> Floats:
    """Return the sum of parts, in their order."""
    total = np.zeros(1)
    for each in parts.values():
        total = total + each
    return total


def parts_of_month(history: History, capital: str, month: int) -> Parts:
    """Return the parts of a capital's payoff in a month, each `(worlds,)`; they sum to the payoff.

    What Washington and Pyongyang are left with where one backs down at the brink is paid for that, 0 in other months.
    """
    now = Month(history, month)
    parts = PARTS[capital](now)
    if capital not in ("washington", "pyongyang"):
        return parts
    yields = (now["washington_yields"] > 0.0) | (now["pyongyang_yields"] > 0.0)
    return parts | {"backing down at the brink": np.where(yields, now[f"{capital}_flow"] - summed(parts), 0.0)}


def parts_of_value(history: History, capital: str) -> Parts:
    """Return the parts of the value of each world to a capital, each `(worlds,)`; they sum to the value."""
    weight: Quantity = 1.0
    total: Parts = {}
    for month in range(history.months):
        for name, part in parts_of_month(history, capital, month).items():
            total[name] = total.get(name, 0.0) + weight * part
        weight = weight * history.number("discount")
    total["war or collapse"] = -loss_at_end(history, capital)
    if capital == "washington":
        total["arsenal after the horizon"] = -charge_after(history)
    return total
