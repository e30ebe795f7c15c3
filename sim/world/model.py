"""The model: one Mesa model that steps a whole axis of worlds by a month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import mesa
import numpy as np
import numpy.typing as npt

from .actions import ACTIONS, CAPITALS, P_ATTACK, W_STRIKE, BREAKING
from .actors import ACTORS, Beijing, Capital, Pyongyang, Seoul, Washington
from .batch import Batch, Block
from .beliefs import expected_conduct
from .choice import WAR_REFERENCE, WAR_RUNG, fixed_point, reluctance
from .door import ImposedMove, Intervention, ReplacedLuck, of_kind, positions
from .forecast import Forecast, Mixed, Repeat, empirical
from .luck import SLOT, checked_seed
from .outcomes import Event, Tally, first_event, outcomes, war
from .payoffs import flows
from .peninsula import advance, is_test
from .perception import LAST_QUIET_MOVE
from .recorder import Recorder
from .rules.credibility import credibility_next
from .rules.deal import denuclearised, freeze_breaks, freeze_starts, remember_inspections
from .rules.hazards import accident_chance, collapse_chance, major_chance
from .rules.economy import effective_pressure
from .rules.refugees import expected_flow, lump
from .scenario import DRAWN, Scenario
from .shocks import befall
from .state import State, copy_of, opening_state
from .types import Floats, Ints
from .actions import at
from .weighing import named_cells, weigh
from .capitals.pyongyang import KIM_TYPES, PLAIN
from .parameters import LEVERS
from .parameters.entry import entries_of
from .capitals import POLICIES


class EscalationModel(mesa.Model):
    """The four capitals in one or many worlds.

    `scenario` is a Scenario, or blocks of worlds of several that share their structure; `worlds` counts the worlds of
    a single scenario and `first_world` numbers the first. `rng` is the seed of the luck, from 0 to 2⁶³ − 1. World k of
    a seed is the same world in any batch. `interventions` impose moves or replace luck; `record` names what to keep.
    Raises TypeError or ValueError for a seed that is not one, and ScenarioProblem for blocks that do not fit.
    """

    def __init__(
        self,
        scenario: Scenario | Sequence[Block],
        worlds: int = 1,
        rng: int = 0,
        *,
        first_world: int = 0,
        interventions: Sequence[Intervention] = (),
        record: Sequence[str] = (),
    ) -> None:
        self.seed_of_luck = checked_seed(rng)
        super().__init__(rng=self.seed_of_luck)
        blocks = [Block(scenario, first_world, worlds)] if isinstance(scenario, Scenario) else scenario
        self.batch = Batch(blocks)
        self.p = self.batch.p
        self.weighing = weigh(self.p)
        self.interventions = tuple(interventions)
        self.numbers = np.concatenate([np.arange(b.first_world, b.first_world + b.worlds) for b in self.batch.blocks])
        self.month = 0
        self.luck = self._luck(0)
        self.deal_luck = self.luck.uniform("deal").copy()
        self.kim_type = self._kim_type()
        self.state = opening_state(self.p, self.batch.opening_moves)
        self.start = self.state
        self.converged = np.ones(self.batch.worlds, dtype=bool)
        self.capitals: dict[str, Capital] = {kind.name: kind(self) for kind in ACTORS}
        self.payoff_at_start = flows(
            self.state, 0.0, expected_flow(self.state.economy, self.p), self.levers, self.weighing, self.p
        )
        self._set_reluctance()
        self._conduct_by_type: list[Floats] = []
        self.tally = Tally(self.batch.worlds, self.batch.scenario.months, self.payoff_at_start)
        self.recorder = Recorder(record, self.batch.scenario.months, self.batch.worlds)
        self.recorder.take(self, self.tally.alive)

    @property
    def levers(self) -> dict[str, Any]:
        """The levers in force of all four capitals."""
        return {name: capital.levers for name, capital in self.capitals.items()}

    def capital(self, name: str) -> Capital:
        """Return the agent of a capital."""
        return self.capitals[name]

    def step(self) -> None:
        """Play one month in every world; after the last month of the horizon nothing happens."""
        if self.month >= self.batch.scenario.months:
            self.running = False
            return
        running = self.tally.alive
        self.luck = self._luck(self.month)
        self._prepare()
        moves = self._moves()
        before, month = self.state, self.month
        self.state = advance(before, moves, self.luck, self.levers, self.batch.modules, self.p)
        event, major = self._events(moves)
        self._settle_deal(before, moves)
        event = first_event(*event, self._denuclearised(moves))
        self.month += 1
        self.recorder.take_moves(self, month, running)
        self._account(month, before, event, major)
        self.recorder.take(self, running)
        self.running = self.month < self.batch.scenario.months and bool(self.tally.alive.any())

    def run(self) -> EscalationModel:
        """Play all months."""
        while self.month < self.batch.scenario.months:
            self.step()
        return self

    def outcomes(self) -> dict[str, npt.NDArray[Any]]:
        """Return the outcome of every world as columns `(worlds,)`, with the number of the world."""
        return {"world": self.numbers} | outcomes(self.tally, self.start, self.p)

    def close(self) -> None:
        """Let go of the agents: Mesa 3.3 keeps a counter of agents for every model that ever lived."""
        getattr(mesa.Agent, "_ids", {}).pop(self, None)

    def observed(self, name: str) -> Floats:
        """Return a state, the effective pressure, or a belief by name, `(worlds,)`."""
        if name == "pressure":
            return effective_pressure(self.state.sanctions, self.state.enforcement, self.p)  # type: ignore[return-value]
        if name.startswith("belief_"):
            _, capital, kind = name.split("_")
            belief = self.capitals[capital].belief
            prior = self.p.kim_prior[KIM_TYPES.index(kind)]
            return np.broadcast_to(prior, self.batch.worlds) if belief is None else belief[KIM_TYPES.index(kind)]
        values: Floats = getattr(self.state, name)
        return values

    def forecasts(self, capital: Capital) -> dict[str, Forecast]:
        """Return what a capital expects the others to do this month; in mode `qre` that is found for all at once."""
        mode = self.batch.scenario.forecast
        expected: dict[str, Forecast] = {}
        for other in CAPITALS:
            if other == capital.name:
                continue
            if mode == "empirical":
                expected[other] = empirical(capital.counts[other], self.p.forecast_prior)
            elif mode == "belief" and other == "pyongyang" and capital.belief is not None:
                expected[other] = Mixed(expected_conduct(capital.belief, self._conduct_by_type))
            else:
                expected[other] = Repeat(capital.seen.moves[other])
        return expected

    def _luck(self, month: int) -> Any:
        luck = self.batch.luck(self.seed_of_luck, month)
        for change in of_kind(self.interventions, ReplacedLuck, month):
            luck.sheet = luck.sheet.copy()
            luck.sheet[SLOT[change.slot], positions(change.worlds, self.numbers)] = change.value
        return luck

    def _kim_type(self) -> Ints:
        """Return each world's type of Kim: −1 for plain, else the index in KIM_TYPES; drawn from the prior if asked."""
        luck, prior = self.luck.uniform("kim_type"), self.p.kim_prior
        drawn = (luck >= prior[0]).astype(np.intp) + (luck >= prior[0] + prior[1])
        by_block = []
        for block in self.batch.blocks:
            kind = block.scenario.kim_type if self.batch.has("beliefs") else PLAIN
            by_block.append(len(KIM_TYPES) if kind == DRAWN else (-1 if kind == PLAIN else KIM_TYPES.index(kind)))
        fixed = self.batch.laid(by_block)
        return np.where(fixed == len(KIM_TYPES), drawn, fixed)

    def _prepare(self) -> None:
        """Let shocks befall the peninsula, and each capital take office, observe, learn and set its levers."""
        for capital in self.capitals.values():
            capital.take_office()
        secondary = self.capitals["washington"].levers.secondary_sanctions
        self.state = befall(self.state, self.batch, self.luck, secondary, self.month)
        for capital in self.capitals.values():
            capital.observe()
            capital.learn(self._conduct_by_type)
            capital.adjust()
        if self.batch.has("beliefs"):
            pyongyang = self.capitals["pyongyang"]
            assert isinstance(pyongyang, Pyongyang)
            self._conduct_by_type = pyongyang.conduct_by_type(
                {other: Repeat(self.state.moves[other]) for other in CAPITALS if other != "pyongyang"}
            )

    def _moves(self) -> dict[str, Ints]:
        """Return the four moves of the month: all choose at once on the same state; imposed moves replace choices."""
        if self.batch.scenario.forecast == "qre":
            profile = self._equilibrium()
            forecasts = {name: self._expecting(profile, name) for name in CAPITALS}
        else:
            forecasts = {name: self.forecasts(self.capitals[name]) for name in CAPITALS}
        moves = {name: capital.choose(forecasts[name]) for name, capital in self.capitals.items()}
        for change in of_kind(self.interventions, ImposedMove, self.month):
            moves[change.capital] = self._imposed(change, moves[change.capital])
        return moves

    def _imposed(self, change: ImposedMove, chosen: Ints) -> Ints:
        """Return the moves with one imposed; a war move only where the capital could choose it."""
        names = [action.name for action in ACTIONS[change.capital]]
        move = names.index(change.move)
        where = np.zeros(self.batch.worlds, dtype=bool)
        where[positions(change.worlds, self.numbers)] = True
        if move > LAST_QUIET_MOVE[change.capital]:
            threshold = self.capitals[change.capital].war_threshold()
            where &= (self.capitals[change.capital].seen.tension >= WAR_RUNG) & (np.asarray(threshold) > 0.0)
        return np.where(where, move, chosen)

    def _expecting(self, profile: dict[str, Floats], name: str) -> dict[str, Forecast]:
        return {other: Mixed(profile[other]) for other in CAPITALS if other != name}

    def _equilibrium(self) -> dict[str, Floats]:
        """Return the logit equilibrium of the month, found from uniform choice; worlds that miss it are flagged."""
        worlds = self.batch.worlds
        uniform = tuple(np.full((len(ACTIONS[name]), worlds), 1.0 / len(ACTIONS[name])) for name in CAPITALS)

        def respond(profile: tuple[Floats, ...]) -> tuple[Floats, ...]:
            named = dict(zip(CAPITALS, profile, strict=True))
            return tuple(self.capitals[name].chances(self._expecting(named, name)) for name in CAPITALS)

        profile, converged, _ = fixed_point(respond, uniform)
        self.converged = self.converged & converged
        return dict(zip(CAPITALS, profile, strict=True))

    def _events(self, moves: dict[str, Ints]) -> tuple[tuple[Any, Any, Any], Any]:
        """Return where war is chosen, comes by accident, or the regime collapses; and whether a war is major."""
        state, luck, p = self.state, self.luck, self.p
        deliberate = (moves["washington"] == W_STRIKE) | (moves["pyongyang"] == P_ATTACK)
        tests = at(p.test_weight, moves["pyongyang"])
        accident = luck.uniform("accident") < accident_chance(state.tension, state.presence, tests, p)
        collapse = luck.uniform("collapse") < collapse_chance(state.stability, p)
        major = luck.uniform("severity") < major_chance(state.tension, state.arsenal, p)
        return (deliberate, accident, collapse), major & (deliberate | accident)

    def _settle_deal(self, before: State, moves: dict[str, Ints]) -> None:
        """Break or start the freeze, and let Pyongyang judge how Washington keeps its word."""
        p, washington, pyongyang = self.p, moves["washington"], moves["pyongyang"]
        state = copy_of(self.state)
        actor = self.capitals["washington"]
        assert isinstance(actor, Washington)
        was = before.freeze > 0.0
        breaks = was & freeze_breaks(state.talks, washington, pyongyang, actor.new_family, p)
        starts = ~was & freeze_starts(
            state.talks, state.audience, state.arsenal, before.credibility, self.deal_luck, washington, pyongyang, p
        )
        state.freeze = ((was & ~breaks) | starts).astype(np.float64)
        state.freeze_months = np.where(state.freeze > 0.0, before.freeze_months + 1.0, 0.0)
        state.inspections = remember_inspections(before.inspections, pyongyang)
        if self.batch.has("credibility"):
            reneges = breaks & ((washington >= BREAKING) | actor.new_family)
            rhetoric = actor.levers.regime_change_rhetoric
            state.credibility = credibility_next(before.credibility, before.freeze, rhetoric, reneges, p)
        self.state = state

    def _denuclearised(self, moves: dict[str, Ints]) -> Any:
        return denuclearised(self.state.freeze_months, self.state.arsenal, self.state.inspections, self.p)

    def _account(self, month: int, before: State, event: Ints, major: Any) -> None:
        """Pay the month, and close the worlds that end in it."""
        p, state = self.p, self.state
        arrivals = np.zeros(self.batch.worlds)
        if self.batch.has("refugees"):
            exodus = (event == Event.COLLAPSE) | (war(event) & major)
            arrivals = lump(self.luck.normal("refugee_lump"), p) * exodus
        month_refugees = state.refugees - before.refugees
        tests = is_test(state.moves["pyongyang"]).astype(np.float64)
        paid = flows(state, tests, month_refugees, self.levers, self.weighing, p)
        self.tally.note_state(state, month)
        self.tally.note_month(month, event, major, paid, self._losses(event, major, arrivals), month_refugees + arrivals, p.discount)
        washington = self.capitals["washington"]
        assert isinstance(washington, Washington)
        washington.settle(paid["washington"])

    def _losses(self, event: Ints, major: Any, arrivals: Floats) -> dict[str, Floats]:
        """Return what an event costs each capital at once: the loss, heavy-tailed in a war, and the refugees."""
        p = self.p
        size = np.exp(p.war_loss_sd * self.luck.normal("loss")) if self.batch.has("war_losses") else 1.0
        limited, large, collapse = (
            named_cells(name, getattr(p, name)) for name in ("loss_limited", "loss_major", "loss_collapse")
        )
        losses = {}
        for capital in CAPITALS:
            in_war = np.where(major, large[capital], limited[capital]) * size
            loss = np.where(war(event), in_war, collapse[capital])
            losses[capital] = loss + self.weighing.price[capital].get("refugees", 0.0) * arrivals
        return losses

    def _set_reluctance(self) -> None:
        """Solve once how dear war must be, at the start state with tension 7 under the 2017 line-up (model, section 6)."""
        if self.p.tremble_excludes_war:
            return
        lineup = {"washington": "maximum_pressure", "beijing": "partial_enforcement", "pyongyang": "byungjin", "seoul": "hedging"}
        tense = replace(self.state, tension=np.full(self.batch.worlds, WAR_REFERENCE))
        levers = {name: capital.levers for name, capital in self.capitals.items()}
        for name, policy in lineup.items():
            chosen = dict(POLICIES[name][policy].levers)
            neutral = {key: entry.default for key, entry in entries_of(LEVERS[name]).items()}
            self.capitals[name].levers = LEVERS[name](**neutral | chosen)
        for name in ("washington", "pyongyang"):
            capital = self.capitals[name]
            forecasts: dict[str, Forecast] = {o: Repeat(self.state.moves[o]) for o in CAPITALS if o != name}
            situation = replace(capital.situation(forecasts), seen=tense)
            utility = capital.utility(situation)
            capital.reluctance = reluctance(utility[-1], utility[:-1], capital.war_threshold() or 0.0)
        for name, kept in levers.items():
            self.capitals[name].levers = kept
