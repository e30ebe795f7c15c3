"""One world of the game, month by month, in plain Python floats.

This is a second reading of the specification, slow and without NumPy but for its random generator, to hold the model
against. It shares with the model only the ledger, the names of moves, states and slots, and the scenario's data.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from sim.world.actions import CAPITALS
from sim.world.luck import SLOTS
from sim.world.scenario import Plan, Scenario
from sim.world.state import LONG_AGO, RECORDED_STATES

from . import slow_choice as choice
from . import slow_minds as minds
from . import slow_score as score
from . import slow_transition as step
from .slow_numbers import (
    CORE_LEVERS,
    DRAWN_PRESETS,
    FAMILIES,
    MOVES,
    PRESETS,
    SEVERITY,
    Levers,
    clip,
    is_off,
    levers_of,
    numbers_of,
)

Policy = tuple[str, tuple[tuple[str, float], ...]]


def distance(start: str, month: str) -> int:
    """Return how many months lie between two calendar months."""
    first, last = ([int(part) for part in text.split("-")] for text in (start, month))
    return (last[0] - first[0]) * 12 + last[1] - first[1]


def sheet(seed: int, month: int, world: int) -> dict[str, float]:
    """Return one uniform for every slot of luck: Philox with key (seed, month), counter (world, block of four)."""
    key = np.array([seed, month], dtype=np.uint64)
    found: list[float] = []
    for block in range(-(-len(SLOTS) // 4)):
        counter = np.array([world, block, 0, 0], dtype=np.uint64)
        drawn = np.random.Generator(np.random.Philox(key=key, counter=counter)).random(4)
        found += [max(float(u), 2.0**-54) for u in drawn]
    return dict(zip(SLOTS, found, strict=False))


def picked(u: float, weights: dict[str, float]) -> str:
    """Return the key at which the cumulative share first exceeds `u`."""
    reached, total = 0.0, sum(weights.values())
    for key, weight in weights.items():
        reached += weight
        if u * total < reached:
            return key
    return list(weights)[-1]


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
        self.before_last = dict(self.moves)
        self.history = [dict(self.state)]
        self.played: list[dict[str, str]] = []
        self.seen_severity: list[float] = [0.0, 0.0]
        self.counts = {
            observer: {mover: dict.fromkeys(MOVES[mover], 0.0) for mover in CAPITALS} for observer in CAPITALS
        }
        self.beliefs = {observer: dict(self.p["kim_prior"]) for observer in minds.BELIEVERS}
        self.chances_by_kind: dict[str, dict[str, float]] = {}
        self.elected: dict[str, list[tuple[int, Policy]]] = {capital: [] for capital in CAPITALS}
        self.policy: dict[str, Policy] = {capital: self.scheduled(capital) for capital in CAPITALS}
        self.family: str | None = None
        self.drawn_preset: str | None = None
        self.levers = self.declared_levers()
        self.first_flows = {capital: self.flow_of(capital, False, self.median_flow()) for capital in CAPITALS}
        self.flows: dict[str, list[float]] = {capital: [] for capital in CAPITALS}
        self.scores = dict.fromkeys(FAMILIES, self.first_flows["washington"])
        self.inspected: list[bool] = []
        self.event: str | None = None
        self.major = False
        self.loss_factor = 1.0
        self.lump = 0.0
        self.ever_froze = False
        self.froze_12 = False
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

    # Policies

    def plan(self, capital: str) -> Plan:
        return self.scenario.plan(capital)

    def when(self, month: str) -> int:
        return distance(self.scenario.start, month)

    def scheduled(self, capital: str) -> Policy:
        """Return the policy in force: that of an election that has taken force, else that of the schedule."""
        plan = self.plan(capital)
        held = dict(plan.levers)
        current: Policy | None = None
        for spell in plan.spells:
            if self.when(spell.start) <= self.month:
                current = spell.policy, tuple(sorted((dict(spell.levers) | held).items()))
        for in_force, policy in self.elected[capital]:
            if in_force <= self.month:
                current = policy
        assert current is not None
        return current

    def hold_elections(self) -> None:
        for vote in self.scenario.elections:
            if self.has("elections") and self.when(vote.month) == self.month:
                now = self.scheduled(vote.capital)
                result = self.result_of(vote, now)
                self.elected[vote.capital].append((self.when(vote.in_force), result))

    def result_of(self, vote: object, now: Policy) -> Policy:
        u, keep = self.u["election"], vote.keep  # type: ignore[attr-defined]
        if u < keep:
            return now
        weights = dict(vote.options)  # type: ignore[attr-defined]
        if keep > 0.0:
            weights.pop(now[0], None)
        if "hard_line" in weights:
            pull = self.p["election_tension"] * (self.state["tension"] - self.p["election_midpoint"])
            weights["hard_line"] *= math.exp(pull)
        held = tuple(sorted(dict(self.plan(vote.capital).levers).items()))  # type: ignore[attr-defined]
        return picked((u - keep) / (1.0 - keep), weights), held

    def declared_levers(self) -> dict[str, Levers]:
        return {c: levers_of(c, self.policy[c][0], dict(self.policy[c][1]), self.scenario) for c in CAPITALS}

    def is_reciprocal(self) -> bool:
        return self.policy["washington"][0] == "reciprocity"

    def is_adaptive(self) -> bool:
        return self.policy["washington"][0] == "adaptive"

    def apply_reciprocity(self, washington: Levers) -> None:
        p, number = self.p, self.month + 1
        if number <= p["grit_opening_months"] or number % p["grit_period"] == 0:
            washington["dialogue"] = p["grit_opening_dialogue"]
            washington["pressure"] = p["grit_opening_pressure"]
        else:
            answer = p["grit_gain"] * sum(self.seen_severity[-3:]) / 3.0 / p["grit_unit"]
            washington["dialogue"] = clip(p["grit_midpoint"] - answer)
            washington["pressure"] = clip(p["grit_midpoint"] + answer)

    def choose_family(self) -> bool:
        """Let an adaptive Washington learn and, each quarter, choose a family; say whether it changed."""
        p, before = self.p, self.family
        if self.family is not None:
            self.scores[self.family] += p["adaptive_rate"] * (
                self.flows["washington"][-1] - self.scores[self.family]
            )
        if self.month % p["adaptive_period"] == 0:
            best = max(self.scores.values())
            weights = {f: math.exp(p["adaptive_precision"] * (s - best)) for f, s in self.scores.items()}
            self.family = picked(self.u["family"], weights)
        return before is not None and before != self.family

    def apply_family(self, washington: Levers) -> None:
        assert self.family is not None
        washington.update(zip(CORE_LEVERS["washington"], PRESETS["washington"][self.family], strict=True))

    def apply_whim(self, pyongyang: Levers) -> None:
        """Let an unpredictable Pyongyang take up a preset at random."""
        if self.u["switch"] < self.p["erratic_switch"] * pyongyang["unpredictability"]:
            self.drawn_preset = DRAWN_PRESETS[math.floor(3.0 * self.u["preset"])]
        if self.drawn_preset is not None:
            preset = PRESETS["pyongyang"][self.drawn_preset]
            pyongyang.update(zip(CORE_LEVERS["pyongyang"], preset, strict=True))

    def apply_brinkmanship(self, pyongyang: Levers) -> None:
        escalated = SEVERITY["pyongyang"][self.moves["pyongyang"]] >= self.p["brinkmanship_severity"]
        if self.policy["pyongyang"][0] == "brinkmanship" and escalated:
            pyongyang["bargaining"] = self.p["brinkmanship_bargaining"]

    def apply_following(self, seoul: Levers) -> None:
        f, severity = seoul["follow_washington"], SEVERITY["washington"][self.seen["seoul"]["washington"]]
        hard = max(0.0, severity) / self.p["follow_hard_unit"]
        soft = max(0.0, -severity) / self.p["follow_soft_unit"]
        seoul["hard_line"] = (1.0 - f) * seoul["hard_line"] + f * hard
        seoul["engagement"] = (1.0 - f) * seoul["engagement"] + f * soft

    def set_policies(self) -> bool:
        """Put the policies of the month in force; say whether Washington's differs from last month's."""
        before = self.policy["washington"]
        self.policy = {capital: self.scheduled(capital) for capital in CAPITALS}
        self.levers = self.declared_levers()
        return self.policy["washington"] != before

    def apply_rules(self) -> bool:
        """Let the rules of the policies in force act on their levers; say whether an adaptive Washington re-chose."""
        changed = False
        if self.is_reciprocal():
            self.apply_reciprocity(self.levers["washington"])
        rechosen = self.choose_family()
        if self.is_adaptive():
            self.apply_family(self.levers["washington"])
            changed = changed or rechosen
        self.apply_whim(self.levers["pyongyang"])
        self.apply_brinkmanship(self.levers["pyongyang"])
        self.apply_following(self.levers["seoul"])
        return changed

    # The order of a month

    def befall(self) -> None:
        """Let the month's shocks change the state before anyone looks."""
        p, u = self.p, self.u
        if self.has("detainee"):
            fixed = [item.result for item in self.scenario.incidents if self.when(item.month) == self.month]
            event = step.detainee_event(self.state, u["detainee"], fixed[0] if fixed else None, p)
            self.state = step.after_detainee(self.state, event, p)
        if self.has("expiry"):
            for measure in self.scenario.expiries:
                if self.when(measure.month) == self.month:
                    self.state = step.after_expiry(self.state, measure.share, p)
        if self.has("relation"):
            windows = [item.result for item in self.scenario.windows if self.when(item.month) == self.month]
            secondary = self.levers["washington"]["secondary_sanctions"]
            window = windows[0] if windows else None
            self.state = step.after_relation(self.state, window, u["dialogue"], secondary, p)

    def observe(self) -> None:
        self.seen: dict[str, dict[str, str]] = {}
        self.seen_state: dict[str, dict[str, float]] = {}
        for i in CAPITALS:
            self.seen[i] = {
                j: self.moves[j]
                if i == j
                else minds.seen_move(i, j, self.moves[j], self.u[f"see_{i}_{j}"], self.levers, self.p)
                for j in CAPITALS
            }
            self.seen_state[i] = minds.seen_state(i, self.state, self.moves["pyongyang"], self.normal, self.p)
            for j in CAPITALS:
                self.counts[i][j][self.seen[i][j]] += 1.0
        self.seen_severity.append(SEVERITY["pyongyang"][self.seen["washington"]["pyongyang"]])

    def believe(self) -> None:
        """Revise the beliefs from the move of Pyongyang that is seen now, and its chances by type last month."""
        if not self.chances_by_kind or not self.has("beliefs"):
            return
        for observer in minds.BELIEVERS:
            seen = self.seen[observer]["pyongyang"]
            likelihoods = {
                kind: minds.likelihood(observer, seen, chances, self.levers, self.p)
                for kind, chances in self.chances_by_kind.items()
            }
            self.beliefs[observer] = minds.revised(self.beliefs[observer], likelihoods, self.p)

    def fear_of(self, capital: str) -> float:
        """Return what doubt about Kim does to the hazard a capital reckons with."""
        if capital == "pyongyang":
            return 1.0
        return 1.0 + self.p["anxiety"] * minds.doubt(self.beliefs[capital])

    def view_of(self, capital: str) -> choice.View:
        state, moves = self.seen_state[capital], self.seen[capital]
        return choice.View(state, moves, self.levers, self.fear_of(capital), self.kind)

    def conduct_of_kinds(self) -> dict[str, dict[str, float]]:
        """Return the chances of Pyongyang's moves if Kim were of each type, on the true state and moves."""
        others = choice.surely({c: m for c, m in self.moves.items() if c != "pyongyang"})
        conduct = {}
        for kind in minds.KINDS:
            view = choice.View(self.state, self.moves, self.levers, kind=kind)
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

    def forecasts(self, observer: str) -> dict[str, dict[str, float]]:
        others = [capital for capital in CAPITALS if capital != observer]
        if self.scenario.forecast == "empirical":
            return {other: self.counted(observer, other) for other in others}
        found = {other: {self.seen[observer][other]: 1.0} for other in others}
        if self.scenario.forecast == "belief" and self.has("beliefs") and observer in minds.BELIEVERS:
            found["pyongyang"] = self.mixed(observer)
        return found

    def choose(self) -> dict[str, str]:
        if self.has("beliefs"):
            self.chances_by_kind = self.conduct_of_kinds()
        views = {capital: self.view_of(capital) for capital in CAPITALS}
        if self.scenario.forecast == "qre":
            profile = choice.equilibrium(views, self.p, self.reluctance)
            expected = {capital: choice.others_of(capital, profile) for capital in CAPITALS}
        else:
            expected = {capital: self.forecasts(capital) for capital in CAPITALS}
        self.menus = {c: choice.menu(c, views[c], expected[c], self.p, self.reluctance) for c in CAPITALS}
        return {capital: self.menus[capital].draw(self.u[f"choice_{capital}"]) for capital in CAPITALS}

    def reluctances(self) -> dict[str, float]:
        """Return what holds war moves back where they share the logit: solved at tension 7 under the 2017 line-up."""
        lineup = {
            "washington": "maximum_pressure",
            "beijing": "partial_enforcement",
            "pyongyang": "byungjin",
            "seoul": "hedging",
        }
        levers = {c: levers_of(c, policy, {}, self.scenario) for c, policy in lineup.items()}
        tense, found = self.state | {"tension": 7.0}, {}
        for capital in ("washington", "pyongyang"):
            view = choice.View(tense, self.moves, levers, self.fear_of(capital), self.kind)
            others = choice.surely({c: m for c, m in self.moves.items() if c != capital})
            found[capital] = choice.reluctance_at_start(capital, view, others, self.p)
        return found

    def settle(
        self, old: dict[str, float], new: dict[str, float], moves: dict[str, str], changed: bool
    ) -> None:
        """Settle the freeze, what Pyongyang thinks of Washington's word, and the refugees."""
        broke = step.freeze_breaks(old, new, moves, changed, self.p)
        frozen = old["freeze"] == 1.0 and not broke
        if not frozen and not broke:
            frozen = step.freeze_starts(old, new, moves, self.deal_luck, self.p)
        reneged = broke and (moves["washington"] in step.BREAKING["washington"] or changed)
        new["freeze"] = 1.0 if frozen else 0.0
        new["freeze_months"] = old["freeze_months"] + 1.0 if frozen else 0.0
        new["credibility"] = step.new_credibility(old, reneged, self.levers, self.p)
        self.ever_froze = self.ever_froze or frozen
        self.froze_12 = self.froze_12 or new["freeze_months"] >= 12.0

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
        return score.payoff(capital, self.state, tested, refugees, self.levers, self.p)

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
            self.flows[capital].append(self.flow_of(capital, score.is_test(moves["pyongyang"]), flow))

    def step(self) -> None:
        """Play one month."""
        self.read_luck()
        self.hold_elections()
        changed = self.set_policies()
        self.befall()
        self.observe()
        self.believe()
        changed = self.apply_rules() or changed
        moves = self.choose()
        new = step.moved(self.state, moves, self.moves, self.levers, self.u, self.normal, self.p)
        self.inspected.append(moves["pyongyang"] == "dismantle")
        self.settle(self.state, new, moves, changed)
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

    # The end

    def loss_of(self, capital: str) -> float:
        if self.event in ("deliberate", "accident"):
            table = self.p["loss_major"] if self.major else self.p["loss_limited"]
            return float(table[capital] * self.loss_factor)
        return float(self.p["loss_collapse"][capital]) if self.event == "collapse" else 0.0

    def value_of(self, capital: str) -> float:
        last, first = self.flows[capital][-1], self.first_flows[capital]
        after = last if self.event in (None, "denuclearisation") else min(last, first)
        loss = self.loss_of(capital)
        price = self.p[f"weights_{capital}"].get("refugees", 0.0) * self.p["payoff_units"]["refugees"]
        return score.value(self.flows[capital], self.scenario.months, after, loss + price * self.lump, self.p)

    def delta_of(self, capital: str) -> float:
        still = [self.first_flows[capital]] * self.scenario.months
        return self.value_of(capital) - score.value(still, self.scenario.months, 0.0, 0.0, self.p)

    def outcomes(self) -> dict[str, object]:
        """Return what became of the world, under the names that the model uses."""
        months = self.scenario.months
        tensions = [x["tension"] for x in self.history[1:]]
        war = self.event in ("deliberate", "accident")
        delta = {capital: self.delta_of(capital) for capital in CAPITALS}
        final = score.final_state(self.event, self.major, self.state["freeze"] == 1.0, tensions)
        found: dict[str, object] = {
            "world": self.world,
            "final_state": score.FINAL_STATES.index(final),
            "war": war,
            "major_war": war and self.major,
            "limited_war": war and not self.major,
            "inadvertent_war": self.event == "accident",
            "collapse": self.event == "collapse",
            "denuclearisation": self.event == "denuclearisation",
            "crisis": any(tension >= 5.0 for tension in tensions),
            "ever_freeze": self.ever_froze,
            "freeze_12": self.froze_12,
            "months": self.month,
            "lose_lose": score.both_lose(delta, months, self.p),
            "lose_lose_event": score.both_lose_by_event(self.event, self.history, self.lump, self.p),
            "refugees": self.state["refugees"] + self.lump,
        }
        found |= {f"value_{capital}": self.value_of(capital) for capital in CAPITALS}
        return found | {f"delta_{capital}": delta[capital] for capital in CAPITALS}
