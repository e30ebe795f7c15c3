"""One world of the game, month by month, in plain Python floats.

This is a second reading of the specification, slow and without NumPy but for its random generator, to hold the model
against. It shares with the model only the ledger, the names of moves, states and slots, and the scenario's data.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from sim.game.catalogue import CAPITALS
from sim.world.luck import SLOTS
from sim.study.scenario import Scenario
from sim.world.state import LONG_AGO, RECORDED_STATES

from . import slow_choice as choice
from . import slow_minds as minds
from . import slow_score as score
from . import slow_transition as step
from .slow_expectation import Chances, Profile, View, surely
from .slow_numbers import MOVES, TESTS, is_off, levers_of, numbers_of
from .slow_policies import Offices

LINEUP_2017 = {
    "washington": "maximum_pressure",
    "beijing": "partial_enforcement",
    "pyongyang": "byungjin",
    "seoul": "hedging",
}


def sheet(seed: int, month: int, world: int) -> dict[str, float]:
    """Return one uniform for every slot of luck: Philox with key (seed, month), counter (world, block of four)."""
    key = np.array([seed, month], dtype=np.uint64)
    found: list[float] = []
    for block in range(-(-len(SLOTS) // 4)):
        counter = np.array([world, block, 0, 0], dtype=np.uint64)
        drawn = np.random.Generator(np.random.Philox(key=key, counter=counter)).random(4)
        found += [max(float(u), 2.0**-54) for u in drawn]
    return dict(zip(SLOTS, found, strict=False))


class SlowWorld:
    """One world of a scenario.

    `history` holds the state of the first month and of each month's end, `played` the moves, `beliefs` the beliefs
    of Washington, Beijing and Seoul about Kim, `event` what ended the world, if anything did.
    """

    def __init__(self, scenario: Scenario, seed: int, world: int) -> None:
        self.scenario, self.seed, self.world = scenario, seed, world
        self.p = numbers_of(scenario)
        self.month = 0
        self.read_luck()
        self.deal_luck = self.u["deal"]
        self.kind = self.type_of_kim()
        self.state = self.first_state()
        self.moves = dict(zip(CAPITALS, scenario.opening_moves, strict=True))
        self.history = [dict(self.state)]
        self.played: list[dict[str, str]] = []
        self.counts = {
            observer: {mover: dict.fromkeys(MOVES[mover], 0.0) for mover in CAPITALS} for observer in CAPITALS
        }
        self.beliefs = {observer: dict(self.p["kim_prior"]) for observer in minds.BELIEVERS}
        self.chances_by_kind: dict[str, dict[str, float]] = {}
        self.offices = Offices(scenario, self.p)
        self.first_flows = {capital: self.flow_of(capital, False, self.median_flow()) for capital in CAPITALS}
        self.flows: dict[str, list[float]] = {capital: [] for capital in CAPITALS}
        self.inspected: list[bool] = []
        self.event: str | None = None
        self.major = False
        self.loss_factor = 1.0
        self.lump = 0.0
        self.menus: dict[str, choice.Menu] = {}
        self.reluctance = self.reluctances()

    # Luck and the first month

    def read_luck(self) -> None:
        self.u = sheet(self.seed, self.month, self.world)

    def normal(self, slot: str) -> float:
        return NormalDist().inv_cdf(self.u[slot])

    def has(self, module: str) -> bool:
        return not is_off(module, self.scenario)

    def type_of_kim(self) -> str:
        if not self.has("beliefs"):
            return "plain"
        if self.scenario.kim_type == "drawn":
            return minds.drawn_kind(self.u["kim_type"], self.p)
        return self.scenario.kim_type

    def first_state(self) -> dict[str, float]:
        state = {name: float(self.p[f"start_{name}"]) for name in RECORDED_STATES if name != "refugees"}
        return state | {
            "refugees": 0.0,
            "freeze_months": 0.0,
            "months_since_sanctions": LONG_AGO,
            "window_months_left": 0.0,
        }

    def median_flow(self) -> float:
        return step.refugee_flow(self.state["economy"], 0.0, self.p)

    # The order of a month

    def befall(self) -> None:
        """Let the month's shocks change the state before anyone looks."""
        p, u = self.p, self.u
        if self.has("detainee"):
            fixed = [
                item.result for item in self.scenario.incidents if self.offices.when(item.month) == self.month
            ]
            event = step.detainee_event(self.state, u["detainee"], fixed[0] if fixed else None, p)
            self.state = step.after_detainee(self.state, event, p)
        if self.has("expiry"):
            for measure in self.scenario.expiries:
                if self.offices.when(measure.month) == self.month:
                    self.state = step.after_expiry(self.state, measure.share, p)
        if self.has("relation"):
            windows = [
                item.result for item in self.scenario.windows if self.offices.when(item.month) == self.month
            ]
            secondary = self.offices.levers["washington"]["secondary_sanctions"]
            window = windows[0] if windows else None
            self.state = step.after_relation(self.state, window, u["dialogue"], secondary, p)

    def observe(self) -> None:
        self.seen: dict[str, dict[str, str]] = {}
        self.seen_state: dict[str, dict[str, float]] = {}
        for i in CAPITALS:
            self.seen[i] = {
                j: self.moves[j]
                if i == j
                else minds.seen_move(i, j, self.moves[j], self.u[f"see_{i}_{j}"], self.offices.levers, self.p)
                for j in CAPITALS
            }
            self.seen_state[i] = minds.seen_state(i, self.state, self.moves["pyongyang"], self.normal, self.p)
            for j in CAPITALS:
                self.counts[i][j][self.seen[i][j]] += 1.0

    def believe(self) -> None:
        """Revise the beliefs from the move of Pyongyang that is seen now, and its chances by type last month."""
        if not self.chances_by_kind or not self.has("beliefs"):
            return
        for observer in minds.BELIEVERS:
            seen = self.seen[observer]["pyongyang"]
            likelihoods = {
                kind: minds.likelihood(observer, seen, chances, self.offices.levers, self.p)
                for kind, chances in self.chances_by_kind.items()
            }
            self.beliefs[observer] = minds.revised(self.beliefs[observer], likelihoods, self.p)

    def fear_of(self, capital: str) -> float:
        """Return what doubt about Kim does to the hazard a capital reckons with."""
        if capital == "pyongyang":
            return 1.0
        return float(1.0 + self.p["anxiety"] * minds.doubt(self.beliefs[capital]))

    def view_of(self, capital: str) -> View:
        state, moves = self.seen_state[capital], self.seen[capital]
        return View(state, moves, self.offices.levers, self.fear_of(capital), self.kind)

    def conduct_of_kinds(self) -> dict[str, dict[str, float]]:
        """Return the chances of Pyongyang's moves if Kim were of each type, on the true state and moves."""
        others = surely({c: m for c, m in self.moves.items() if c != "pyongyang"})
        conduct = {}
        for kind in minds.KINDS:
            view = View(self.state, self.moves, self.offices.levers, kind=kind)
            conduct[kind] = choice.menu("pyongyang", view, others, self.p, self.reluctance).chances()
        return conduct

    def counted(self, observer: str, mover: str) -> dict[str, float]:
        """Return the Dirichlet mean of a mover's seen moves."""
        prior = self.p["forecast_prior"]
        raw = {move: prior + self.counts[observer][mover][move] for move in MOVES[mover]}
        total = sum(raw.values())
        return {move: count / total for move, count in raw.items()}

    def mixed(self, observer: str) -> dict[str, float]:
        """Return Pyongyang's chances, mixed over the types as an observer believes in them."""
        belief = self.beliefs[observer]
        return {
            move: sum(belief[kind] * self.chances_by_kind[kind][move] for kind in minds.KINDS)
            for move in MOVES["pyongyang"]
        }

    def forecasts(self, observer: str) -> dict[str, Chances]:
        others = [capital for capital in CAPITALS if capital != observer]
        if self.scenario.forecast == "empirical":
            return {other: self.counted(observer, other) for other in others}
        found: dict[str, Chances] = {other: {self.seen[observer][other]: 1.0} for other in others}
        if self.scenario.forecast == "belief" and self.has("beliefs") and observer in minds.BELIEVERS:
            found["pyongyang"] = self.mixed(observer)
        return found

    def choose(self) -> dict[str, str]:
        if self.has("beliefs"):
            self.chances_by_kind = self.conduct_of_kinds()
        views = {capital: self.view_of(capital) for capital in CAPITALS}
        if self.scenario.forecast == "qre":
            profile: Profile = choice.equilibrium(views, self.p, self.reluctance)
            expected = {capital: choice.others_of(capital, profile) for capital in CAPITALS}
        else:
            expected = {capital: self.forecasts(capital) for capital in CAPITALS}
        self.menus = {c: choice.menu(c, views[c], expected[c], self.p, self.reluctance) for c in CAPITALS}
        return {capital: self.menus[capital].draw(self.u[f"choice_{capital}"]) for capital in CAPITALS}

    def reluctances(self) -> dict[str, float]:
        """Return what holds war moves back where they share the logit: solved at tension 7 under the 2017 line-up."""
        levers = {c: levers_of(c, policy, {}, self.scenario) for c, policy in LINEUP_2017.items()}
        tense, found = self.state | {"tension": 7.0}, {}
        for capital in ("washington", "pyongyang"):
            view = View(tense, self.moves, levers, self.fear_of(capital), self.kind)
            others = surely({c: m for c, m in self.moves.items() if c != capital})
            found[capital] = choice.reluctance_at_start(capital, view, others, self.p)
        return found

    def happens(self, new: dict[str, float], moves: dict[str, str]) -> str | None:
        """Return the event that ends the world this month, in the order in which events take precedence."""
        if moves["washington"] == "strike" or moves["pyongyang"] == "attack":
            return "deliberate"
        if self.u["accident"] < step.accident_hazard(new, moves, self.p):
            return "accident"
        if self.u["collapse"] < step.collapse_hazard(new, self.p):
            return "collapse"
        return "denuclearisation" if step.is_denuclearised(new, self.inspected, self.p) else None

    def flow_of(self, capital: str, tested: bool, refugees: float) -> float:
        return score.payoff(capital, self.state, tested, refugees, self.offices.levers, self.p)

    def account(self, moves: dict[str, str]) -> None:
        """Take down the month's refugees and flows, and what its event costs."""
        flow = step.refugee_flow(self.state["economy"], self.normal("refugees"), self.p)
        if self.event in ("deliberate", "accident"):
            self.major = self.u["severity"] < step.major_chance(self.state, self.p)
            self.loss_factor = math.exp(self.p["war_loss_sd"] * self.normal("loss"))
        if self.event == "collapse" or self.major:
            self.lump = self.p["refugee_lump"] * math.exp(
                self.p["refugee_lump_sd"] * self.normal("refugee_lump")
            )
        self.state["refugees"] += flow
        for capital in CAPITALS:
            self.flows[capital].append(self.flow_of(capital, moves["pyongyang"] in TESTS, flow))

    def step(self) -> None:
        """Play one month."""
        self.read_luck()
        self.offices.hold_elections(self.month, self.state["tension"], self.u)
        new_policy = self.offices.take_office(self.month)
        self.befall()
        self.observe()
        self.believe()
        payoff = self.flows["washington"][-1] if self.month else self.first_flows["washington"]
        new_family = self.offices.react(self.month, self.u, self.moves, self.seen, payoff)
        moves = self.choose()
        new = step.moved(self.state, moves, self.moves, self.offices.levers, self.u, self.normal, self.p)
        self.inspected.append(moves["pyongyang"] == "dismantle")
        changed = new_policy or new_family
        new = step.settled(self.state, new, moves, changed, self.deal_luck, self.offices.levers, self.p)
        self.event = self.happens(new, moves)
        self.state = new
        self.account(moves)
        self.moves = moves
        self.history.append(dict(self.state))
        self.played.append(moves)
        self.month += 1

    def run(self) -> SlowWorld:
        """Play to the horizon or to the event that ends the world."""
        while self.month < self.scenario.months and self.event is None:
            self.step()
        return self
