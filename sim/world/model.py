"""The model: one Mesa model that steps a whole axis of worlds by a month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import mesa
import numpy as np
import numpy.typing as npt

from ..arrays import Floats, Ints
from ..game.catalogue import CAPITALS
from .account import paid_losses
from .actions import ACTIONS
from .actors import ACTORS, Capital, Pyongyang, Washington
from .batch import Batch, Block, check_blocks
from .beliefs import TypedConduct, expected_conduct, prior_of
from .capitals.pyongyang import KIM_TYPES, PLAIN
from .choice import WAR_RUNG, fixed_point
from .door import ImposedMove, Intervention, imposed, positions, replaced, within_horizon
from .events import Happening, happen, settle_deal
from .forecast import Forecast, Mixed, Repeat, empirical
from .luck import Luck, checked_seed
from .outcomes import Tally, outcomes
from .payoffs import flows
from .peninsula import advance
from .perception import LAST_QUIET_MOVE
from .recorder import Recorder
from .reluctance import set_reluctance
from .rules.economy import effective_pressure
from .rules.refugees import expected_flow
from .scenario import DRAWN, Scenario
from .shocks import befall
from .state import State, opening_state
from .weighing import weigh


class EscalationModel(mesa.Model):
    """The four capitals in one or many worlds.

    `scenario` is a Scenario, or blocks of worlds of several that share their structure; `worlds` counts the worlds of
    a single scenario and `first_world` numbers the first. `rng` is the seed of the luck, from 0 to 2⁶³ − 1. World k of
    a seed is the same world in any batch. `interventions` impose moves or replace luck; `record` names what to keep.
    Where the model is `watched`, each capital keeps what it compared this month as `chosen`, and the model the state
    that all faced when they chose as `faced` and what befell the worlds as `happening`.
    Raises TypeError or ValueError for a seed that is not one, ScenarioProblem for blocks that do not fit, and
    UsageProblem for an intervention outside the horizon or a name that cannot be recorded.
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
        watched: bool = False,
    ) -> None:
        self.seed_of_luck = checked_seed(rng)
        super().__init__(rng=self.seed_of_luck)
        blocks = [Block(scenario, first_world, worlds)] if isinstance(scenario, Scenario) else scenario
        check_blocks(blocks)
        self.batch = Batch(blocks)
        self.p = self.batch.p
        self.weighing = weigh(self.p)
        self.watched = watched
        self.faced: State | None = None
        self.happening: Happening | None = None
        self.interventions = within_horizon(interventions, self.batch.scenario.months)
        self.numbers = np.concatenate([np.arange(b.first_world, b.first_world + b.worlds) for b in self.batch.blocks])
        self.month = 0
        self.luck = self._luck(0)
        self.deal_luck = self.luck.uniform("deal").copy()
        self.kim_type = self._kim_type()
        self.state = self.start = opening_state(self.p, self.batch.opening_moves)
        self.last = self.batch.traits_of(self.state.moves)
        self.converged = np.ones(self.batch.worlds, dtype=bool)
        self.capitals: dict[str, Capital] = {kind.name: kind(self) for kind in ACTORS}
        self.payoff_at_start = flows(
            self.state, 0.0, expected_flow(self.state.economy, self.p), self.levers, self.weighing, self.p
        )
        set_reluctance(self)
        self._conduct_by_type: TypedConduct | None = None
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
        running, month = self.tally.alive, self.month
        self.luck = self._luck(month)
        self._prepare()
        moves = self._moves()
        before = self.state
        made = self.batch.traits_of(moves)
        alarm = self.last["pyongyang"]["alarms"]
        self.state = advance(before, moves, made, alarm, self.luck, self.levers, self.batch.modules, self.p)
        self.last = made
        self.state = self._deal(before)
        happening = happen(self.state, made["pyongyang"]["test_weight"], self.luck, self.p)
        if self.watched:
            self.faced, self.happening = before, happening
        self.month += 1
        self.recorder.take_moves(self, month, running)
        self._account(month, made["pyongyang"]["tests"], happening)
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
        """Let go of everything the model holds; it cannot be used afterwards.

        Mesa 3.3 keeps a counter of agents for every model that ever lived, and model and agents refer to one another,
        so that their arrays would stay until Python next looks for circles.
        """
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
        for capital in self.__dict__.get("capitals", {}).values():
            capital.__dict__.clear()
        self.__dict__.clear()

    def observed(self, name: str) -> Floats:
        """Return a state, the effective pressure, or a belief by name, `(worlds,)`."""
        if name == "pressure":
            return effective_pressure(self.state.sanctions, self.state.enforcement, self.p)  # type: ignore[return-value]
        if name.startswith("belief_"):
            _, capital, kind = name.split("_")
            belief = self.capitals[capital].belief
            prior = prior_of(self.p)[KIM_TYPES.index(kind)]
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
                expected[other] = empirical(capital.counts[other], self.p.forecast_prior, self.batch.traits[other])
            elif mode == "belief" and other == "pyongyang" and self._conduct_by_type is not None:
                assert capital.belief is not None
                conduct = expected_conduct(capital.belief, self._conduct_by_type)
                expected[other] = Mixed(conduct, self.batch.traits[other])
            else:
                expected[other] = Repeat(capital.last[other])
        return expected

    def _luck(self, month: int) -> Luck:
        luck = self.batch.luck(self.seed_of_luck, month)
        for change in replaced(self.interventions, month):
            values = luck.uniform(change.slot).copy()
            values[positions(change.worlds, self.numbers)] = change.value
            luck.replaced[change.slot] = values
        return luck

    def _kim_type(self) -> Ints:
        """Return each world's type of Kim: −1 for plain, else the index in KIM_TYPES; drawn from the prior if asked."""
        luck, prior = self.luck.uniform("kim_type"), prior_of(self.p)
        drawn = (luck >= prior[0]).astype(np.intp) + (luck >= prior[0] + prior[1])
        by_block = []
        for block in self.batch.blocks:
            kind = block.scenario.kim_type if self.batch.has("beliefs") else PLAIN
            by_block.append(len(KIM_TYPES) if kind == DRAWN else (-1 if kind == PLAIN else KIM_TYPES.index(kind)))
        fixed = self.batch.laid(by_block)
        result: Ints = np.where(fixed == len(KIM_TYPES), drawn, fixed)
        return result

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
            self._conduct_by_type = pyongyang.conduct_by_type()

    def _moves(self) -> dict[str, Ints]:
        """Return the four moves of the month: all choose at once on the same state; imposed moves replace choices."""
        if self.batch.scenario.forecast == "qre":
            profile = self._equilibrium()
            forecasts = {name: self._expecting(profile, name) for name in CAPITALS}
        else:
            forecasts = {name: self.forecasts(self.capitals[name]) for name in CAPITALS}
        moves = {name: capital.choose(forecasts[name]) for name, capital in self.capitals.items()}
        for change in imposed(self.interventions, self.month):
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
        return {other: Mixed(profile[other], self.batch.traits[other]) for other in CAPITALS if other != name}

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

    def _deal(self, before: State) -> State:
        """Break or start the freeze, and let Pyongyang judge how Washington keeps its word."""
        actor = self.capitals["washington"]
        assert isinstance(actor, Washington)
        judged = actor.levers.regime_change_rhetoric if self.batch.has("credibility") else None
        return settle_deal(before, self.state, actor.new_family, self.deal_luck, judged, self.p)

    def _account(self, month: int, tests: Floats, happening: Happening) -> None:
        """Pay the month, and close the worlds that end in it."""
        refugees = self.state.fled
        paid = flows(self.state, tests, refugees, self.levers, self.weighing, self.p)
        losses, arrivals = paid_losses(happening, self.luck, self.weighing, self.batch.modules, self.p)
        self.tally.note_state(self.state, month)
        self.tally.note_month(month, happening, paid, losses, refugees + arrivals, self.p.discount)
        washington = self.capitals["washington"]
        assert isinstance(washington, Washington)
        washington.settle(paid[CAPITALS.index("washington")])
