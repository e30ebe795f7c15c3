"""The four capitals as Mesa agents: each sees, learns, sets its levers and chooses, in all worlds at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

import mesa
import numpy as np

from ..arrays import Floats, Ints, Quantity
from ..game.catalogue import CAPITALS
from . import perception
from .actions import ACTIONS
from .beliefs import TypedConduct, first_belief, perceived_rate, updated
from .capitals import POLICIES, adaptive, beijing, pyongyang, reciprocity, seoul, washington
from .choice import WAR_RUNG, Choice, logit_weights, running_total, war_probability
from .elections import elected
from .forecast import Forecast, Repeat
from .rules.bounds import clip
from .situation import Situation
from .state import State
from .traits import Row

if TYPE_CHECKING:
    from .model import EscalationModel


class Capital(mesa.Agent):
    """A capital in every world of the model; arrays are `(worlds,)`.

    `policy` is the index of the policy in force, `levers` the levers of the month, `seen` the state as it sees it and
    `last` the traits of last month's moves as it saw them. `chosen` is what it compared when it last chose, where the
    model is watched. `belief` is what it thinks of Kim, and `counts` how often it saw each move of each other capital.
    """

    name: ClassVar[str]
    model: EscalationModel

    def __init__(self, model: EscalationModel) -> None:
        super().__init__(model)
        self.batch = model.batch
        worlds = self.batch.worlds
        self.seen: State = model.state
        self.last: dict[str, Row] = {}
        self.chosen: Choice | None = None
        self.policy: Ints = self.batch.scheduled(self.name, 0)
        self.elected: Ints = np.full(worlds, -1, dtype=np.intp)
        self.winners: dict[int, Ints] = {}
        self.levers: Any = self.batch.conducts[self.name].in_force(self.policy)
        self.belief: Floats | None = None
        if self.batch.has("beliefs") and self.name != "pyongyang":
            self.belief = first_belief(worlds, self.batch.p)
        self.reluctance: Quantity = 0.0
        self.counts = {
            other: np.zeros((len(ACTIONS[other]), worlds))
            for other in CAPITALS
            if other != self.name and self.batch.scenario.forecast == "empirical"
        }

    def take_office(self) -> None:
        """Settle which policy is in force this month: the schedule's, or what an election brought."""
        model, batch = self.model, self.batch
        scheduled = batch.scheduled(self.name, model.month)
        if batch.has("elections"):
            for number, vote in enumerate(batch.scenario.elections):
                if vote.capital != self.name:
                    continue
                if batch.month_of(vote.month) == model.month:
                    present = np.where(self.elected >= 0, self.elected, scheduled)
                    luck = model.luck.uniform("election")
                    self.winners[number] = elected(vote, batch, present, model.state.tension, luck)
                if batch.month_of(vote.in_force) == model.month:
                    self.elected = self.winners[number]
        self.policy = np.where(self.elected >= 0, self.elected, scheduled)
        self.levers = batch.conducts[self.name].in_force(self.policy)

    def observe(self) -> None:
        """See the state and last month's moves, through this capital's eyes."""
        model = self.model
        if self.batch.has("information"):
            ambiguity = model.capital("washington").levers.ambiguity
            self.seen = perception.view(self.name, model.state, ambiguity, model.luck, self.batch.p)
        else:
            self.seen = model.state
        self.last = self.remembered(self.seen.moves) if self.batch.has("information") else model.last
        for other, counts in self.counts.items():
            counts += np.arange(len(counts))[:, None] == self.seen.moves[other]

    def remembered(self, moves: Mapping[str, Ints]) -> dict[str, Row]:
        """Return the traits of last month's moves; of its own it needs only a few."""
        traits = self.batch.traits
        return {
            name: traits[name].own_memory(made) if name == self.name else traits[name].foreseen(made)
            for name, made in moves.items()
        }

    def learn(self, conduct_by_type: TypedConduct | None) -> None:
        """Revise the belief about Kim from his last move; `conduct_by_type` tells each type's chances of it."""
        if self.belief is None or conduct_by_type is None:
            return
        p, seen = self.batch.p, self.seen.moves["pyongyang"]
        error = perception.error_chance(self.name, "pyongyang", 0.0, p)
        self.belief = updated(self.belief, conduct_by_type.likelihood(seen, error), p.belief_memory)

    def adjust(self) -> None:
        """Let a policy that reacts set its levers for the month; a fixed policy leaves them."""

    def situation(self, forecasts: Mapping[str, Forecast]) -> Situation:
        """Return what this capital reckons with under some forecasts of the others."""
        batch, weighing = self.batch, self.model.weighing
        rate = batch.p.perceived_hazard if self.belief is None else perceived_rate(self.belief, batch.p)
        return Situation(
            self.name, self.seen, self.last, self.model.levers, forecasts, rate, weighing.worth[self.name],
            weighing.dread[self.name], batch.menus[self.name], batch.rows[self.name], batch.p,
        )  # fmt: skip

    def utility(self, situation: Situation) -> Floats:
        """Return the utility of each move, `(rows, worlds)`."""
        raise RuntimeError("each capital has a utility of its own")

    def precision(self) -> Quantity:
        """Return the precision of choice."""
        return self.batch.p.precision

    def war_threshold(self) -> Quantity | None:
        """Return the chance of a war move at tension 7, or None for a capital that has none."""
        return None

    def war_chance(self) -> Floats | None:
        """Return the chance of a war move where it is set apart from the precision of choice, else None."""
        threshold = self.war_threshold()
        if threshold is None or not self.batch.p.tremble_excludes_war:
            return None
        return war_probability(self.seen.tension, threshold, self.batch.p.war_slope)

    def compared(self, forecasts: Mapping[str, Forecast]) -> Floats:
        """Return the utilities that are compared, `(rows, worlds)`; a war move among them bears its reluctance."""
        return self.with_reluctance(self.utility(self.situation(forecasts)))

    def with_reluctance(self, utility: Floats) -> Floats:
        """Return utilities in which the war move, where it is among them, is as dear as its threshold makes it."""
        if self.choice_covers_war():
            feasible = self.war_feasible()
            # Where it is not feasible it is given a weight of 0 later; until then it must not be the best.
            utility[-1] = np.where(feasible, utility[-1] - np.where(feasible, self.reluctance, 0.0), utility[0])
        return utility

    def choice_covers_war(self) -> bool:
        """Say whether a war move is one of the rows that are compared."""
        return self.war_threshold() is not None and not self.batch.p.tremble_excludes_war

    def war_feasible(self) -> Any:
        """Return where a war move is on the menu, `(worlds,)`: from rung 6 up, if its threshold is above 0."""
        return (self.seen.tension >= WAR_RUNG) & (np.asarray(self.war_threshold()) > 0.0)

    def weights(self, utility: Floats, precision: Quantity) -> Floats:
        """Return the logit weights of the rows compared; a move that is not feasible weighs nothing."""
        weights = logit_weights(utility, precision)
        if self.choice_covers_war():
            weights[-1] *= self.war_feasible()
        return weights

    def choice(self, forecasts: Mapping[str, Forecast]) -> Choice:
        """Return what is compared this month: the utilities, their weights, and the chance of war."""
        utility = self.compared(forecasts)
        return Choice(utility, self.weights(utility, self.precision()), self.war_chance())

    def chances(self, forecasts: Mapping[str, Forecast]) -> Floats:
        """Return the chance of every move of the menu, `(actions, worlds)`."""
        return self.choice(forecasts).chances()

    def choose(self, forecasts: Mapping[str, Forecast]) -> Ints:
        """Return this month's move in each world, drawn with the world's own luck."""
        choice = self.choice(forecasts)
        if self.model.watched:
            self.chosen = choice
        return choice.drawn(self.model.luck.uniform(f"choice_{self.name}"))


class Washington(Capital):
    """Washington, with the memory that its policies reciprocity and adaptive need."""

    name = "washington"

    def __init__(self, model: EscalationModel) -> None:
        super().__init__(model)
        worlds, conduct = self.batch.worlds, self.batch.conducts[self.name]
        self.severities = [np.zeros(worlds)] * 3
        self.family: Ints = np.full(worlds, -1, dtype=np.intp)
        self.scores = np.zeros((len(washington.FAMILIES), worlds))
        self.new_family = np.zeros(worlds, dtype=bool)
        self.reacts = conduct.has("reciprocity") or conduct.has("adaptive")

    def take_office(self) -> None:
        """Settle the policy in force, and note where the family is a new one."""
        before = self.policy
        super().take_office()
        families = self.batch.conducts[self.name].families
        self.new_family = families.take(self.policy) != families.take(before)

    def adjust(self) -> None:
        """Set the levers of reciprocity and of the family in use."""
        if not self.reacts:
            return
        conduct, p, month = self.batch.conducts[self.name], self.batch.p, self.model.month
        self.severities = [self.last["pyongyang"]["severity"], *self.severities[:2]]
        mean = (self.severities[0] + self.severities[1] + self.severities[2]) / 3.0
        pressure, dialogue = reciprocity.pressure_and_dialogue(month, mean, p)
        answers = conduct.follows(self.policy, "reciprocity")
        levers = replace(
            self.levers,
            pressure=np.where(answers, pressure, self.levers.pressure),
            dialogue=np.where(answers, dialogue, self.levers.dialogue),
        )
        self.levers = self._of_family(levers, conduct.follows(self.policy, "adaptive"), month)

    def _of_family(self, levers: Any, adapts: Any, month: int) -> Any:
        """Return the levers with those of the family in use where the policy adapts; each quarter it may change."""
        p = self.batch.p
        if month == 0:
            self.scores = np.tile(self.model.payoff_at_start[CAPITALS.index(self.name)], (len(washington.FAMILIES), 1))
        due = month % np.asarray(p.adaptive_period) == 0
        drawn = adaptive.taken_up(self.scores, self.model.luck.uniform("family"), p)
        family = np.where(due, drawn, self.family)
        self.new_family = self.new_family | (adapts & (family != self.family) & (self.family >= 0))
        self.family = family
        families = [POLICIES[self.name][name] for name in washington.FAMILIES]
        set_by_family = {
            lever: np.where(adapts, adaptive.lever_of(families, lever).take(family), getattr(levers, lever))
            for lever in ("pressure", "dialogue", "patience")
        }
        return replace(levers, **set_by_family)

    def settle(self, payoff: Floats) -> None:
        """Revise the score of the family in use by what the month paid."""
        if self.reacts:
            self.scores = adaptive.revised(self.scores, self.family, payoff, self.batch.p)

    def utility(self, situation: Situation) -> Floats:
        """Return Washington's utility of each move, `(rows, worlds)`."""
        return washington.utility(situation)

    def war_threshold(self) -> Quantity:
        """Return the chance of a strike at tension 7."""
        return self.batch.p.war_washington


class Beijing(Capital):
    """Beijing; a good US–China relation and a successful dialogue window lift its lever enforcement."""

    name = "beijing"

    def adjust(self) -> None:
        """Lift enforcement by the relation and by a window that succeeded."""
        if not self.batch.has("relation"):
            return
        p, state = self.batch.p, self.model.state
        lift = p.relation_enforcement * state.relation + p.window_enforcement * (state.window_months_left > 0.0)
        self.levers = replace(self.levers, enforcement=clip(self.levers.enforcement + lift, 0.0, 1.0))

    def utility(self, situation: Situation) -> Floats:
        """Return Beijing's utility of each move, `(rows, worlds)`."""
        return beijing.utility(situation)


class Pyongyang(Capital):
    """Pyongyang: Kim's type, and the memory that unpredictability and brinkmanship need."""

    name = "pyongyang"

    def __init__(self, model: EscalationModel) -> None:
        super().__init__(model)
        self.kim_type: Ints = model.kim_type
        self.kim = pyongyang.kim_of(self.kim_type)
        self.taken_up: Ints = np.full(self.batch.worlds, -1, dtype=np.intp)

    def adjust(self) -> None:
        """Take up another preset now and then, and bargain after an escalation."""
        conduct, p, luck = self.batch.conducts[self.name], self.batch.p, self.model.luck
        unpredictable = self.levers.unpredictability
        if not (isinstance(unpredictable, float) and unpredictable == 0.0):
            switches = luck.uniform("switch") < p.erratic_switch * unpredictable
            drawn = (luck.uniform("preset") * len(pyongyang.PRESETS)).astype(np.intp)
            self.taken_up = np.where(switches, drawn, self.taken_up)
            presets = [POLICIES[self.name][name] for name in pyongyang.PRESETS]
            held = (self.taken_up >= 0) & (unpredictable > 0.0)
            index = np.maximum(self.taken_up, 0)
            self.levers = replace(self.levers, **{
                lever: np.where(held, adaptive.lever_of(presets, lever).take(index), getattr(self.levers, lever))
                for lever in ("testing", "provocation", "bargaining")
            })  # fmt: skip
        if conduct.has("brinkmanship"):
            severity = self.last[self.name]["severity"]
            now = conduct.follows(self.policy, "brinkmanship") & (severity >= p.brinkmanship_severity)
            bargaining = np.where(now, p.brinkmanship_bargaining, self.levers.bargaining)
            self.levers = replace(self.levers, bargaining=bargaining)

    def utility(self, situation: Situation) -> Floats:
        """Return Pyongyang's utility of each move under the true type, `(rows, worlds)`."""
        return pyongyang.utility(situation, [self.kim])[0]

    def precision(self) -> Quantity:
        """Return the precision of choice of the true type."""
        return pyongyang.precision(self.levers, self.kim, self.batch.p)

    def war_threshold(self) -> Quantity:
        """Return the chance of an attack at tension 7."""
        return self.batch.p.war_pyongyang

    def conduct_by_type(self) -> TypedConduct:
        """Return what each type of Kim would do in the true state, as the others reckon it."""
        state = self.model.state
        last = self.model.last
        forecasts: dict[str, Forecast] = {o: Repeat(last[o]) for o in CAPITALS if o != self.name}
        situation = replace(self.situation(forecasts), seen=state, last=last)
        kims = [pyongyang.Kim(*(float(other == kind) for other in pyongyang.KIM_TYPES)) for kind in pyongyang.KIM_TYPES]
        war: Quantity | None = self.war_chance()
        weights = np.zeros((len(kims), len(ACTIONS[self.name]), self.batch.worlds))
        scale = np.empty((len(kims), self.batch.worlds))
        for menu, row, kim, utility in zip(weights, scale, kims, pyongyang.utility(situation, kims), strict=True):
            precision = pyongyang.precision(self.levers, kim, self.batch.p)
            compared = self.weights(self.with_reluctance(utility), precision)
            menu[: len(compared)] = compared
            total = running_total(compared)[-1]
            if war is not None:
                menu[-1] = total * war / (1.0 - war)
                total = total / (1.0 - war)
            row[:] = 1.0 / total
        return TypedConduct(weights, scale)


class Seoul(Capital):
    """Seoul; some of its policies follow Washington's last move."""

    name = "seoul"

    def adjust(self) -> None:
        """Follow Washington's last move to the extent of the lever."""
        follow = self.levers.follow_washington
        if isinstance(follow, float) and follow == 0.0:
            return
        severity = self.last["washington"]["severity"]
        engagement, hard_line = seoul.following(
            self.levers.engagement, self.levers.hard_line, follow, severity, self.batch.p
        )
        self.levers = replace(self.levers, engagement=engagement, hard_line=hard_line)

    def utility(self, situation: Situation) -> Floats:
        """Return Seoul's utility of each move, `(rows, worlds)`."""
        return seoul.utility(situation)


ACTORS: tuple[type[Capital], ...] = (Washington, Beijing, Pyongyang, Seoul)
