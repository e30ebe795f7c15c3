"""Which policies are in force in one world, and what the policies that react make of their levers."""

from __future__ import annotations

import math

from sim.game.catalogue import CAPITALS
from sim.study.scenario import Election, Scenario

from .slow_numbers import (
    CORE_LEVERS,
    DRAWN_PRESETS,
    FAMILIES,
    PRESETS,
    SEVERITY,
    Levers,
    Numbers,
    clip,
    is_off,
    levers_of,
)

Policy = tuple[str, tuple[tuple[str, float], ...]]
Luck = dict[str, float]


def distance(start: str, month: str) -> int:
    """Return how many months lie between two calendar months."""
    first, last = ([int(part) for part in text.split("-")] for text in (start, month))
    return (last[0] - first[0]) * 12 + last[1] - first[1]


def picked(u: float, weights: dict[str, float]) -> str:
    """Return the key at which the cumulative share first exceeds `u`."""
    reached, total = 0.0, sum(weights.values())
    for key, weight in weights.items():
        reached += weight
        if u * total < reached:
            return key
    return list(weights)[-1]


def spelled(policy: str, *levers: tuple[tuple[str, float], ...]) -> Policy:
    """Return a policy with the levers that differ from its own; the later ones prevail."""
    merged: dict[str, float] = {}
    for some in levers:
        merged |= dict(some)
    return policy, tuple(sorted(merged.items()))


class Offices:
    """The policies in force and their levers, with the memory that reacting policies need."""

    def __init__(self, scenario: Scenario, p: Numbers) -> None:
        self.scenario, self.p = scenario, p
        self.elected: dict[str, list[tuple[int, Policy]]] = {capital: [] for capital in CAPITALS}
        self.policy = {capital: self.in_force(capital, 0) for capital in CAPITALS}
        self.levers = self.declared_levers()
        self.seen_severity = [0.0, 0.0, 0.0]
        self.scores: dict[str, float] = {}
        self.family: str | None = None
        self.drawn_preset: str | None = None

    def when(self, month: str) -> int:
        return distance(self.scenario.start, month)

    def in_force(self, capital: str, month: int) -> Policy:
        """Return the policy in force: that of an election that has taken force, else that of the schedule."""
        plan = self.scenario.plan(capital)
        current = spelled(plan.spells[0].policy, plan.spells[0].levers, plan.levers)
        for spell in plan.spells:
            if self.when(spell.start) <= month:
                current = spelled(spell.policy, spell.levers, plan.levers)
        for start, policy in self.elected[capital]:
            if start <= month:
                current = policy
        return current

    def hold_elections(self, month: int, tension: float, u: Luck) -> None:
        for vote in self.scenario.elections:
            if not is_off("elections", self.scenario) and self.when(vote.month) == month:
                result = self.result_of(vote, self.in_force(vote.capital, month), tension, u["election"])
                self.elected[vote.capital].append((self.when(vote.in_force), result))

    def result_of(self, vote: Election, now: Policy, tension: float, u: float) -> Policy:
        """Return what a vote brings: up to `keep` the policy goes on, the rest is shared out among the options."""
        if u < vote.keep:
            return now
        weights = dict(vote.options)
        if vote.keep > 0.0:
            weights.pop(now[0], None)
        if "hard_line" in weights:
            pull = self.p["election_tension"] * (tension - self.p["election_midpoint"])
            weights["hard_line"] *= math.exp(pull)
        if not weights:
            return now
        chosen = picked((u - vote.keep) / (1.0 - vote.keep), weights)
        return spelled(chosen, self.scenario.plan(vote.capital).levers)

    def declared_levers(self) -> dict[str, Levers]:
        return {c: levers_of(c, self.policy[c][0], dict(self.policy[c][1]), self.scenario) for c in CAPITALS}

    def take_office(self, month: int) -> bool:
        """Put the policies of the month in force; say whether Washington's family differs from last month's."""
        before = self.policy["washington"][0]
        self.policy = {capital: self.in_force(capital, month) for capital in CAPITALS}
        self.levers = self.declared_levers()
        return self.policy["washington"][0] != before

    def follows(self, capital: str, policy: str) -> bool:
        return self.policy[capital][0] == policy

    def react(
        self, month: int, u: Luck, moves: dict[str, str], seen: dict[str, dict[str, str]], payoff: float
    ) -> bool:
        """Let the policies that react set their levers; say whether an adaptive Washington took up a new family.

        `moves` are last month's, `seen` what each capital saw of them, `payoff` Washington's last flow.
        """
        severity_seen = SEVERITY["pyongyang"][seen["washington"]["pyongyang"]]
        self.seen_severity = [*self.seen_severity[1:], severity_seen]
        renewed = self.choose_family(month, u["family"], payoff)
        if self.follows("washington", "reciprocity"):
            self.apply_reciprocity(month)
        if self.follows("washington", "adaptive"):
            self.apply_family()
        self.apply_whim(u)
        if self.follows("pyongyang", "brinkmanship"):
            self.apply_brinkmanship(SEVERITY["pyongyang"][moves["pyongyang"]])
        self.apply_following(SEVERITY["washington"][seen["seoul"]["washington"]])
        return renewed and self.follows("washington", "adaptive")

    def apply_reciprocity(self, month: int) -> None:
        """Take the initiative in the first months and at regular intervals, else answer in kind (GRIT)."""
        p, number, levers = self.p, month + 1, self.levers["washington"]
        if number <= p["grit_opening_months"] or number % p["grit_period"] == 0:
            levers["dialogue"] = p["grit_opening_dialogue"]
            levers["pressure"] = p["grit_opening_pressure"]
        else:
            answer = p["grit_gain"] * sum(self.seen_severity) / 3.0 / p["grit_unit"]
            levers["dialogue"] = clip(p["grit_midpoint"] - answer)
            levers["pressure"] = clip(p["grit_midpoint"] + answer)

    def choose_family(self, month: int, u: float, payoff: float) -> bool:
        """Learn from last month's flow and, each quarter, choose a family by logit; say whether it changed."""
        p, before = self.p, self.family
        if before is None:
            self.scores = dict.fromkeys(FAMILIES, payoff)
        else:
            self.scores[before] += p["adaptive_rate"] * (payoff - self.scores[before])
        if month % p["adaptive_period"] == 0:
            best = max(self.scores.values())
            weights = {f: math.exp(p["adaptive_precision"] * (s - best)) for f, s in self.scores.items()}
            self.family = picked(u, weights)
        return before is not None and before != self.family

    def apply_family(self) -> None:
        assert self.family is not None
        preset = PRESETS["washington"][self.family]
        self.levers["washington"].update(zip(CORE_LEVERS["washington"], preset, strict=True))

    def apply_whim(self, u: Luck) -> None:
        """Let an unpredictable Pyongyang take up a preset at random."""
        levers = self.levers["pyongyang"]
        if u["switch"] < self.p["erratic_switch"] * levers["unpredictability"]:
            self.drawn_preset = DRAWN_PRESETS[math.floor(3.0 * u["preset"])]
        if self.drawn_preset is not None and levers["unpredictability"] > 0.0:
            preset = PRESETS["pyongyang"][self.drawn_preset]
            levers.update(zip(CORE_LEVERS["pyongyang"], preset, strict=True))

    def apply_brinkmanship(self, severity: float) -> None:
        """Bargain in the month after an escalation of one's own."""
        if severity >= self.p["brinkmanship_severity"]:
            self.levers["pyongyang"]["bargaining"] = self.p["brinkmanship_bargaining"]

    def apply_following(self, severity: float) -> None:
        """Let Seoul follow the move of Washington that it saw last."""
        levers = self.levers["seoul"]
        f = levers["follow_washington"]
        hard = max(0.0, severity) / self.p["follow_hard_unit"]
        soft = max(0.0, -severity) / self.p["follow_soft_unit"]
        levers["hard_line"] = (1.0 - f) * levers["hard_line"] + f * hard
        levers["engagement"] = (1.0 - f) * levers["engagement"] + f * soft
