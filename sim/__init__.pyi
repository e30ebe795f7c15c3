"""`import sim`, for type checkers and editors. `make docs` writes it."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from typing import Any, Literal

from sim import plot as plot
from sim.analysis import games as games
from sim.core.engine.play import Engine
from sim.core.outcomes.catalogue import OutcomeOrName
from sim.core.runs.inputs import Start
from sim.core.runs.interventions import Intervention
from sim.study.experiment.given_scenario import ScenarioLike
from sim.study.run.worlds import Run
from sim.study.store.results import Results
from sim.analysis.finding import Finding as Finding
from sim.api import analyse as analyse
from sim.api import play as play
from sim.api import report as report
from sim.core.game.catalogue import COURSES as COURSES
from sim.core.game.catalogue import MOVES as MOVES
from sim.core.runs.interventions import ChangedLever as ChangedLever
from sim.core.runs.interventions import ImposedMove as ImposedMove
from sim.core.runs.interventions import ReplacedLuck as ReplacedLuck
from sim.core.scenario import Scenario as Scenario
from sim.core.scenario import load_scenario as load_scenario
from sim.mesa_model import EscalationModel as EscalationModel
from sim.policies.agents.table import agent as agent
from sim.show.grammar import theme as theme
from sim.study.estimate.distribution import Distribution as Distribution
from sim.study.estimate.quantities import Table as Table
from sim.study.experiment.build import experiment as experiment
from sim.study.experiment.given_scenario import scenarios as scenarios
from sim.study.experiment.own_outcome import Outcome as Outcome
from sim.study.experiment.study_file import read_study as read_study
from sim.study.play.grid import evaluate as evaluate
from sim.study.play.grid import sweep as sweep
from sim.study.run.worlds import paired_difference as paired_difference
from sim.study.store.archive import archive as archive
from sim.study.store.study_results import load_study as load_study
from sim.core.outcomes.outcomes import OUTCOMES
outcomes = OUTCOMES
from sim.core.scenario.parameters import PARAMETERS
parameters = PARAMETERS
from sim.analysis.compare.findings import CompareFinding
from sim.analysis.discovery.findings import DiscoveryFinding
from sim.history.forecast import ForecastFinding
from sim.analysis.policy_game.findings import GameFinding
from sim.history.hindcast import HindcastFinding
from sim.analysis.know.findings import KnowFinding
from sim.analysis.patterns.findings import PatternsFinding
from sim.history.rates import RecordFinding
from sim.analysis.robustness.findings import RobustnessFinding
from sim.analysis.sensitivity.findings import SensitivityFinding
from sim.analysis.plausible.findings import SetFinding
from sim.analysis.counterfactual.findings import StoryFinding

__version__: str

def run(
    scenario: ScenarioLike,
    worlds: int = 2000,
    seed: int = 7,
    *,
    jobs: int = 1,
    engine: Engine | None = None,
    record: Sequence[str] = ...,
    outcomes: Sequence[Outcome] = ...,
    interventions: Sequence[Intervention] = ...,
    first_world: int = 0,
    start: Start | None = None,
    executor: Executor | None = None,
    precision: float | None = None,
    progress: bool | None = None,
    months: int = ...,
    kim_type: str = ...,
    washington__policy: str | Callable[..., Any] = ...,
    washington__course: str = ...,
    beijing__policy: str | Callable[..., Any] = ...,
    beijing__course: str = ...,
    pyongyang__policy: str | Callable[..., Any] = ...,
    pyongyang__course: str = ...,
    seoul__policy: str | Callable[..., Any] = ...,
    seoul__course: str = ...,
    washington__pressure: float = ...,
    washington__dialogue: float = ...,
    washington__secondary_sanctions: float = ...,
    washington__rhetoric: float = ...,
    washington__ambiguity: float = ...,
    washington__payment: float = ...,
    beijing__enforcement: float = ...,
    beijing__easing: float = ...,
    beijing__thaad_retaliation: float = ...,
    beijing__contact: float = ...,
    beijing__word: float = ...,
    beijing__proof: float = ...,
    pyongyang__deterrent_goal: float = ...,
    pyongyang__unpredictability: float = ...,
    seoul__word: float = ...,
    seoul__proof: float = ...,
    start_tension: float = ...,
    start_presence: float = ...,
    start_arsenal: float = ...,
    start_un_measures: float = ...,
    start_us_measures: float = ...,
    start_enforcement: float = ...,
    start_economy: float = ...,
    start_cohesion: float = ...,
    start_talks: float = ...,
    start_freeze: float = ...,
    start_audience: float = ...,
    start_relation: float = ...,
    start_thaad: float = ...,
    start_threat_felt: float = ...,
    start_quiet: float = ...,
    start_washington_course__patience: float = ...,
    start_washington_course__maximum_pressure: float = ...,
    start_washington_course__engagement: float = ...,
    start_washington_course__prevent: float = ...,
    start_beijing_course__shield: float = ...,
    start_beijing_course__balance: float = ...,
    start_beijing_course__enforce: float = ...,
    start_beijing_course__mediate: float = ...,
    start_pyongyang_course__build: float = ...,
    start_pyongyang_course__brinkmanship: float = ...,
    start_pyongyang_course__charm: float = ...,
    start_pyongyang_course__consolidate: float = ...,
    start_seoul_course__sunshine: float = ...,
    start_seoul_course__hedge: float = ...,
    start_seoul_course__hard_line: float = ...,
    washington_words__patience__talks: float = ...,
    washington_words__patience__back_channel: float = ...,
    washington_words__patience__blame_beijing: float = ...,
    washington_words__patience__threaten: float = ...,
    washington_words__maximum_pressure__talks: float = ...,
    washington_words__maximum_pressure__back_channel: float = ...,
    washington_words__maximum_pressure__blame_beijing: float = ...,
    washington_words__maximum_pressure__threaten: float = ...,
    washington_words__engagement__talks: float = ...,
    washington_words__engagement__back_channel: float = ...,
    washington_words__engagement__blame_beijing: float = ...,
    washington_words__engagement__threaten: float = ...,
    washington_words__prevent__talks: float = ...,
    washington_words__prevent__back_channel: float = ...,
    washington_words__prevent__blame_beijing: float = ...,
    washington_words__prevent__threaten: float = ...,
    washington_deeds__patience__relief: float = ...,
    washington_deeds__patience__sanctions: float = ...,
    washington_deeds__patience__deploy: float = ...,
    washington_deeds__maximum_pressure__relief: float = ...,
    washington_deeds__maximum_pressure__sanctions: float = ...,
    washington_deeds__maximum_pressure__deploy: float = ...,
    washington_deeds__engagement__relief: float = ...,
    washington_deeds__engagement__sanctions: float = ...,
    washington_deeds__engagement__deploy: float = ...,
    washington_deeds__prevent__relief: float = ...,
    washington_deeds__prevent__sanctions: float = ...,
    washington_deeds__prevent__deploy: float = ...,
    beijing_words__shield__mediate: float = ...,
    beijing_words__shield__restraint: float = ...,
    beijing_words__shield__warn: float = ...,
    beijing_words__balance__mediate: float = ...,
    beijing_words__balance__restraint: float = ...,
    beijing_words__balance__warn: float = ...,
    beijing_words__enforce__mediate: float = ...,
    beijing_words__enforce__restraint: float = ...,
    beijing_words__enforce__warn: float = ...,
    beijing_words__mediate__mediate: float = ...,
    beijing_words__mediate__restraint: float = ...,
    beijing_words__mediate__warn: float = ...,
    beijing_deeds__shield__aid: float = ...,
    beijing_deeds__shield__look_away: float = ...,
    beijing_deeds__shield__enforce_fully: float = ...,
    beijing_deeds__balance__aid: float = ...,
    beijing_deeds__balance__look_away: float = ...,
    beijing_deeds__balance__enforce_fully: float = ...,
    beijing_deeds__enforce__aid: float = ...,
    beijing_deeds__enforce__look_away: float = ...,
    beijing_deeds__enforce__enforce_fully: float = ...,
    beijing_deeds__mediate__aid: float = ...,
    beijing_deeds__mediate__look_away: float = ...,
    beijing_deeds__mediate__enforce_fully: float = ...,
    pyongyang_words__build__talks: float = ...,
    pyongyang_words__build__offer: float = ...,
    pyongyang_words__build__threaten: float = ...,
    pyongyang_words__brinkmanship__talks: float = ...,
    pyongyang_words__brinkmanship__offer: float = ...,
    pyongyang_words__brinkmanship__threaten: float = ...,
    pyongyang_words__charm__talks: float = ...,
    pyongyang_words__charm__offer: float = ...,
    pyongyang_words__charm__threaten: float = ...,
    pyongyang_words__consolidate__talks: float = ...,
    pyongyang_words__consolidate__offer: float = ...,
    pyongyang_words__consolidate__threaten: float = ...,
    pyongyang_deeds__build__disarm_step: float = ...,
    pyongyang_deeds__build__build: float = ...,
    pyongyang_deeds__build__missile_test: float = ...,
    pyongyang_deeds__build__big_test: float = ...,
    pyongyang_deeds__build__lethal_act: float = ...,
    pyongyang_deeds__brinkmanship__disarm_step: float = ...,
    pyongyang_deeds__brinkmanship__build: float = ...,
    pyongyang_deeds__brinkmanship__missile_test: float = ...,
    pyongyang_deeds__brinkmanship__big_test: float = ...,
    pyongyang_deeds__brinkmanship__lethal_act: float = ...,
    pyongyang_deeds__charm__disarm_step: float = ...,
    pyongyang_deeds__charm__build: float = ...,
    pyongyang_deeds__charm__missile_test: float = ...,
    pyongyang_deeds__charm__big_test: float = ...,
    pyongyang_deeds__charm__lethal_act: float = ...,
    pyongyang_deeds__consolidate__disarm_step: float = ...,
    pyongyang_deeds__consolidate__build: float = ...,
    pyongyang_deeds__consolidate__missile_test: float = ...,
    pyongyang_deeds__consolidate__big_test: float = ...,
    pyongyang_deeds__consolidate__lethal_act: float = ...,
    seoul_words__sunshine__initiative: float = ...,
    seoul_words__sunshine__condemn: float = ...,
    seoul_words__hedge__initiative: float = ...,
    seoul_words__hedge__condemn: float = ...,
    seoul_words__hard_line__initiative: float = ...,
    seoul_words__hard_line__condemn: float = ...,
    seoul_deeds__sunshine__aid: float = ...,
    seoul_deeds__sunshine__exercise: float = ...,
    seoul_deeds__sunshine__sanction: float = ...,
    seoul_deeds__sunshine__retaliate: float = ...,
    seoul_deeds__hedge__aid: float = ...,
    seoul_deeds__hedge__exercise: float = ...,
    seoul_deeds__hedge__sanction: float = ...,
    seoul_deeds__hedge__retaliate: float = ...,
    seoul_deeds__hard_line__aid: float = ...,
    seoul_deeds__hard_line__exercise: float = ...,
    seoul_deeds__hard_line__sanction: float = ...,
    seoul_deeds__hard_line__retaliate: float = ...,
    momentum: float = ...,
    dial: float = ...,
    step_for_step: float = ...,
    crisis_answer: float = ...,
    washington_nerve__patience: float = ...,
    washington_nerve__maximum_pressure: float = ...,
    washington_nerve__engagement: float = ...,
    washington_nerve__prevent: float = ...,
    washington_test: float = ...,
    washington_freeze: float = ...,
    beijing_test: float = ...,
    firm_with: float = ...,
    firm_against: float = ...,
    need_weight: float = ...,
    drive_at: float = ...,
    drive_in_words: float = ...,
    caution_from: float = ...,
    test_momentum: float = ...,
    caution: float = ...,
    deterrent_saturation: float = ...,
    seoul_test: float = ...,
    kim_chance__fearful: float = ...,
    kim_chance__greedy: float = ...,
    kim_chance__erratic: float = ...,
    type_drift: float = ...,
    drive_threat__fearful: float = ...,
    drive_threat__greedy: float = ...,
    drive_threat__erratic: float = ...,
    drive_softness__fearful: float = ...,
    drive_softness__greedy: float = ...,
    drive_softness__erratic: float = ...,
    drive_bite__fearful: float = ...,
    drive_bite__greedy: float = ...,
    drive_bite__erratic: float = ...,
    precision__fearful: float = ...,
    precision__greedy: float = ...,
    precision__erratic: float = ...,
    greed__fearful: float = ...,
    greed__greedy: float = ...,
    greed__erratic: float = ...,
    unpredictable: float = ...,
    deter: float = ...,
    gain: float = ...,
    peace: float = ...,
    econ: float = ...,
    price: float = ...,
    feint: float = ...,
    leverage_low: float = ...,
    leverage_high: float = ...,
    leverage_believed: float = ...,
    source_right: float = ...,
    candour: float = ...,
    proof_cost: float = ...,
    leverage_courses: float = ...,
    tension_keep: float = ...,
    tension_rest: float = ...,
    tension_noise: float = ...,
    crisis_keep: float = ...,
    crisis_lost: float = ...,
    crisis: float = ...,
    brink: float = ...,
    push_threat: float = ...,
    push_test: float = ...,
    push_lethal: float = ...,
    pull: float = ...,
    presence_normal: float = ...,
    presence_deploy: float = ...,
    arsenal_early: float = ...,
    gain_missile: float = ...,
    gain_big: float = ...,
    bite_on_arms: float = ...,
    un_round: float = ...,
    us_round: float = ...,
    enforcement_rate: float = ...,
    us_bite: float = ...,
    growth: float = ...,
    bite_on_growth: float = ...,
    economy_adapts: float = ...,
    gap_cost: float = ...,
    thaad_growth: float = ...,
    talks_keep: float = ...,
    talks_both: float = ...,
    relation_keep: float = ...,
    relation_drift: float = ...,
    relation_trend: float = ...,
    talks_alone: float = ...,
    relation_cost: float = ...,
    relation_gain: float = ...,
    lesser: float = ...,
    graver: float = ...,
    slow: float = ...,
    feel: float = ...,
    see: float = ...,
    memory: float = ...,
    freeze_begin: float = ...,
    freeze_end: float = ...,
    accident: float = ...,
    accident_slope: float = ...,
    bad_month: float = ...,
    strike_base: float = ...,
    strike_window: float = ...,
    attack_base: float = ...,
    attack_threat: float = ...,
    clash: float = ...,
    stand: float = ...,
    stand_audience: float = ...,
    stand_course: float = ...,
    collapse: float = ...,
    major: float = ...,
    war_scale: float = ...,
    loss_washington: float = ...,
    loss_beijing: float = ...,
    collapse_near: float = ...,
    loss_pyongyang: float = ...,
    loss_seoul: float = ...,
    review_base: float = ...,
    review_offer: float = ...,
    review_cause: float = ...,
    review_giant: float = ...,
    inertia: float = ...,
    audience_cost: float = ...,
    lean_elected: float = ...,
    lookahead: float = ...,
    lookahead_pyongyang: float = ...,
    lookahead_beijing: float = ...,
    dread: float = ...,
    fear_strike: float = ...,
    doubt: float = ...,
    reply: float = ...,
    lookahead_discount: float = ...,
    after_weight: float = ...,
    after_beijing: float = ...,
    washington_lean__patience: float = ...,
    washington_lean__maximum_pressure: float = ...,
    washington_lean__engagement: float = ...,
    washington_lean__prevent: float = ...,
    beijing_lean__shield: float = ...,
    beijing_lean__balance: float = ...,
    beijing_lean__enforce: float = ...,
    beijing_lean__mediate: float = ...,
    pyongyang_lean__build: float = ...,
    pyongyang_lean__brinkmanship: float = ...,
    pyongyang_lean__charm: float = ...,
    pyongyang_lean__consolidate: float = ...,
    seoul_lean__sunshine: float = ...,
    seoul_lean__hedge: float = ...,
    seoul_lean__hard_line: float = ...,
    review_rate_washington: float = ...,
    grace_washington: float = ...,
    grace_beijing: float = ...,
    proof: float = ...,
    seen_enforcing: float = ...,
    prior_washington__fearful: float = ...,
    prior_washington__greedy: float = ...,
    prior_washington__erratic: float = ...,
    prior_beijing__fearful: float = ...,
    prior_beijing__greedy: float = ...,
    prior_beijing__erratic: float = ...,
    learn: float = ...,
    learn_until: float = ...,
    forget: float = ...,
    blur: float = ...,
    error: float = ...,
    patience_washington: float = ...,
    patience_beijing: float = ...,
    pay_tension: float = ...,
    in_range: float = ...,
    pay_arms: float = ...,
    pay_appease: float = ...,
    pay_passive: float = ...,
    pay_restraint: float = ...,
    pay_both: float = ...,
    pay_freeze: float = ...,
    pay_presence: float = ...,
    alliance_whole: float = ...,
    pay_cohesion: float = ...,
    pay_lethal: float = ...,
    pay_relation: float = ...,
    pay_yielding: float = ...,
    pay_hunger: float = ...,
    pay_beijing_refugees: float = ...,
    pay_beijing_big: float = ...,
    pay_beijing_us: float = ...,
    pay_beijing_bypass: float = ...,
    pay_beijing_secondary: float = ...,
    pay_beijing_relation: float = ...,
    pay_beijing_trade: float = ...,
    pay_beijing_buffer: float = ...,
    pay_seoul_talks: float = ...,
    threat_audience: float = ...,
    window_gain: float = ...,
    discount: float = ...,
    goal_proven: float = ...,
    goal_tests: float = ...,
    goal_cohesion: float = ...,
    goal_relation: float = ...,
    goal_presence: float = ...,
    goal_thaad: float = ...,
    goal_bypassed: float = ...,
    goal_big_tests: float = ...,
    goal_refugees: float = ...,
    goal_economy: float = ...,
    goal_threat: float = ...,
    goal_lethal: float = ...,
    goal_talks: float = ...,
    goal_tension: float = ...,
) -> Run:
    r"""Play a scenario in many worlds, in `jobs` threads or on the workers of an executor.

    The result does not depend on the number of threads or batches. `executor` is any of
    `concurrent.futures`, or of a Dask client. A later question to the run, such as a series, is
    played here. With `precision` a pilot finds the number of worlds that gives the share of
    lose-lose that half width, instead of `worlds`.

    `scenario` is a Scenario, a name, the path of a file, or a dict of changes of spring 2017. Other
    keywords change it, with two underscores for the dot: `washington__pressure=0.9`.
    `record` names series to keep month by month: a name of `Run.state`, or a menu such as
    `pyongyang.deed`. `engine` is "kernel", "numpy" or "python", or None for the quickest there is.
    `outcomes` are your own, made by `sim.Outcome`, beside all built-in ones. `start` is the state
    in which worlds begin, as a record leaves them. `progress` shows a bar: in a terminal or a notebook unless
    it says otherwise, and where the work takes more than 2 seconds. Raises UsageProblem for an invalid value.

    >>> import sim
    >>> found = sim.run("2017-spring", worlds=200, seed=7)
    >>> print(found.probability("lose_lose"))
    33 % (27 to 40), n = 200, Wilson 95 %
    """

def compare(
    *scenarios: ScenarioLike,
    worlds: int = 2000,
    seed: int = 7,
    precision: float | None = None,
    paired: bool = True,
    outcome: str = 'lose_lose',
    against_each: bool = False,
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    executor: Executor | None = None,
    progress: bool | None = None,
) -> CompareFinding:
    r"""Compare scenarios, policies or folders world by world: the worst end, the gamble, the differences.

    World k of every side has the same random draws, so that fewer worlds suffice. If the sides give a capital another
    rule over its courses, such as hawk or dove, its elections are called off in all: a new government would go by its
    own lean. If one capital alone has another policy, its payoff ranks the sides. A program plays a capital whose
    policy is agent:NAME; the months in which it gives no move are counted. Net and payoffs stand by type of Kim if
    the types differ in sign, and in full always, with the worlds that flip. On the command line KEY=VALUE,… is the
    scenario before it, changed, or 2017-spring. A folder stands for the scenario that was run in it. --with changes
    one side only, by its letter or its name.

    Options:
        scenarios: a Scenario, a name, the path of a file, or a dict of changes.
        worlds: How many worlds. Default: 2000. (whole number from 1 to 200000 worlds)
        seed: The seed of the random draws. Default: 7. (whole number from 0 to 9223372036854775807)
        precision: Take as many worlds as give each difference in the outcome this half width, by a pilot. Default: None. (number between 0 and 0.5)
        paired: Give all the same random draws, or each after the first those of the next seed. Default: True. (True or False)
        outcome: A flag or a final state. Default: lose_lose. (NAME)
        against_each: Set each against each other too, with p-values corrected by Holm. (True or False)
        jobs, out, force: threads; the folder of results, in which a stopped call goes on; begin again.
        executor: any of concurrent.futures; its workers play in place of threads.

    Raises UsageProblem and DataProblem.

    >>> import sim
    >>> a, b = (sim.load_scenario(name) for name in ("2017-spring", "dual-track"))
    >>> sim.compare(a, b, worlds=100).seed
    7
    """

def discover(
    source: ScenarioLike | Results,
    factors: Sequence[Any] | Mapping[str, Any] = ...,
    points: int = 4000,
    worlds: int = 1,
    seed: int = 7,
    outcome: OutcomeOrName = 'lose_lose',
    density: float = 0.5,
    most: int = 4,
    mass: float = 0.05,
    resamples: int = 100,
    shuffles: int = 199,
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    executor: Executor | None = None,
    progress: bool | None = None,
) -> DiscoveryFinding:
    r"""Find the levers and uncertainties under which an outcome is likely, as a box in plain words.

    The source is a scenario, played at points spread over the factors, or a folder that `sim sweep STUDY` has filled
    (in Python the results of a study). Its cells are then the points, and factors name those of its factors to use.

    Options:
        source: a Scenario, a name, the path of a file, or a dict of changes; results, or their folder.
        factors: A lever, a parameter, a cell, or a capital.policy[=a,b]; may be repeated. Default: four levers, sixteen parameters. (NAME[=LOW:HIGH])
        points: Points of the Latin hypercube. Default: 4000. (whole number from 50 to 200000 points)
        worlds: Worlds of a point. Default: 1. (whole number from 1 to 200000 worlds)
        seed: The seed of the random draws. Default: 7. (whole number from 0 to 9223372036854775807)
        outcome: A flag, a final state, or one of your own. Default: lose_lose. (NAME)
        density: How likely the outcome must be in the box. Default: 0.5. (number from 0 to 1)
        most: How many factors a box may restrict. Default: 4. (whole number from 1 to 1000 factors)
        mass: The least share of the points that a box may hold. Default: 0.05. (number between 0 and 1)
        resamples: How often to resample points. Default: 100. (whole number from 20 to 100000 resamples)
        shuffles: How often to shuffle outcomes. Default: 199. (whole number from 19 to 100000 shuffles)
        jobs, out, force: threads; the folder of results, in which a stopped call goes on; begin again.
        executor: any of concurrent.futures; its workers play in place of threads.

    Raises UsageProblem and DataProblem.

    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> found = sim.discover(spring, factors=["beijing.enforcement", "learn"], points=400, resamples=50, shuffles=49)
    >>> found.scenario.name
    '2017-spring'
    """

def forecast(
    record: str | os.PathLike[str] | Any = ...,
    last: str | None = ...,
    today: str | None = ...,
    particles: int = 16,
    worlds: int = 4000,
    seed: int = 7,
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    progress: bool | None = None,
) -> ForecastFinding:
    r"""Forecast the next 3, 6 and 12 months on public lists: tests, talks, sanctions and lethal acts.

    The forecast is the plain mean of two: the vectors of sim set, each filtered through the record from 1990 on, and a
    level of effort. If the record ends before today, the months between are played unseen. A hindcast at the
    same origin gives the same. It takes about ten processor seconds; the next one a second or two.

    Options:
        record: A CSV file with the columns of the record that ships, also of later months alone. Default: the record that ships. (FILE)
        last: The last month to read. Default: the last of the record. (MONTH)
        today: The first month to forecast; those between it and the record are played unseen. Default: this month; with --from the month after. (MONTH)
        particles: Particles of each vector of sim set. Default: 16. (whole number from 2 to 10000 particles)
        worlds: How many worlds. Default: 4000. (whole number from 1 to 100000000 worlds)
        seed: The seed of the random draws. Default: 7. (whole number from 0 to 9223372036854775807)
        jobs, out, force: threads; the folder of results, in which a stopped call goes on; begin again.

    Raises UsageProblem and DataProblem.

    >>> import sim
    >>> sim.forecast(last="1995-06", particles=2, worlds=20).options.today
    '1995-07'
    """

def hindcast(
    record: str | os.PathLike[str] | Any = ...,
    first: str = '2015-01',
    last: str = '2019-12',
    every: int = 1,
    particles: int = 16,
    resamples: int = 2000,
    worlds: int = 1000,
    seed: int = 7,
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    progress: bool | None = None,
) -> HindcastFinding:
    r"""Forecast from every month of a span, and score the forecasts by the record.

    Each forecast reads the months before its origin alone. The answer is whether the model adds anything to a level
    of effort; in full every score beside persistence, and whether intervals held.

    Options:
        record: A CSV file with the columns of the record that ships, also of later months alone. Default: the record that ships. (FILE)
        first: The first month to forecast. Default: 2015-01. (MONTH)
        last: The last month to forecast. Default: 2019-12. (MONTH)
        every: Forecast from every so many months. Default: 1. (whole number from 1 to 120 months)
        particles: Particles of each vector of sim set. Default: 16. (whole number from 2 to 10000 particles)
        resamples: How often to resample origins. Default: 2000. (whole number from 50 to 100000 resamples)
        worlds: How many worlds of an origin. Default: 1000. (whole number from 1 to 100000000 worlds)
        seed: The seed of the random draws. Default: 7. (whole number from 0 to 9223372036854775807)
        jobs, out, force: threads; the folder of results, in which a stopped call goes on; begin again.

    Raises UsageProblem and DataProblem.

    >>> import sim
    >>> sim.hindcast(first="2015-01", last="2016-01", particles=2, worlds=20, resamples=50).seed
    7
    """

def know(
    scenario: ScenarioLike,
    powers: Sequence[Literal['washington', 'beijing']] = ...,
    accuracy: Sequence[float] = ...,
    worlds: int = 2000,
    seed: int = 7,
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    executor: Executor | None = None,
    progress: bool | None = None,
) -> KnowFinding:
    r"""Measure the worth of knowing Kim's type: to Washington and to Beijing, by the power that knows.

    All governments play freely. A power that knows begins with a belief of .998 in the true type. The answer is the
    gain in months of payoff over nobody knowing, in the same worlds, and the change of lose-lose against the
    benchmark. One part gives it if Washington, Beijing or both know, or if they pool their beliefs.
    Another gives it by the accuracy of Washington's signal. A last one says how far Beijing can pass its knowledge on:
    by talk, by a mediator of reports, or by evidence. In full it
    adds the game of courses, the types apart, and the account of the size. Knowledge is free and comes in the first
    month; Kim keeps his type.

    Options:
        scenario: a Scenario, a name, the path of a file, or a dict of changes.
        powers: The powers that may know Kim's type. Default: washington, beijing. (POWER)
        accuracy: Chances that a signal to Washington names Kim's type; a third is no news. Default: 0.5, 0.6, 0.7, 0.8, 0.9. (CHANCE)
        worlds: Worlds of a type of Kim and of a power that knows. Default: 2000. (whole number from 20 to 200000 worlds)
        seed: The seed of the random draws. Default: 7. (whole number from 0 to 9223372036854775807)
        jobs, out, force: threads; the folder of results, in which a stopped call goes on; begin again.
        executor: any of concurrent.futures; its workers play in place of threads.

    Raises UsageProblem and DataProblem.

    >>> import sim
    >>> found = sim.know(sim.load_scenario("2017-spring"), worlds=20)
    >>> found.tables()[0].name
    'who'
    """

def patterns(
    worlds: int = 2000,
    seed: int = 7,
    seeds: str | Sequence[Any] = ...,
    only: Sequence[Literal['acts', 'openings', 'answers', 'responses', 'kim', 'beijing', 'plausible', 'dilemma', 'learning', 'war', 'economy', 'levers', 'lose_lose', 'look_ahead']] = ...,
    changes: Sequence[Any] | Mapping[str, Any] = ...,
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    executor: Executor | None = None,
    progress: bool | None = None,
) -> PatternsFinding:
    r"""Measure the behaviour of the shipped defaults: wanted, measured with an interval, and pass or miss.

    Headings: acts, openings, answers, responses, kim, beijing, plausible,
    dilemma, learning, war, economy, levers, lose_lose, look_ahead. The answer is how many lines hold, and which miss; in full all. A miss does not change
    the exit code. With seeds 1:10 they are measured at ten more seeds; a line that fails at several rests on chance.
    Responses stand beside the record: durations, turns and answers.
    The dilemma rests on a game of held courses, played like a study; the rest is played here, in threads.

    Options:
        worlds: Worlds of a play. Default: 2000. (whole number from 1 to 10000 worlds)
        seed: The seed of the random draws. Default: 7. (whole number from 0 to 9223372036854775807)
        seeds: Print the share of these seeds at which each line holds, too. Default: none. (FIRST:LAST)
        only: The headings to measure. Default: all. (HEADING)
        changes: Change a parameter, lever or policy in every play, for tuning; may be repeated. Default: none. (NAME=VALUE)
        jobs, out, force: threads; the folder of results, in which a stopped call goes on; begin again.
        executor: any of concurrent.futures; its workers play in place of threads.

    Raises UsageProblem and DataProblem.

    >>> import sim
    >>> found = sim.patterns(only=["openings"], worlds=20, changes={"washington.policy": "engagement"})
    >>> list(found.found)
    ['openings']
    """

def plausible_set(
    size: int = 200,
    draws: int = 5000,
    width: float = 0.35,
    attack: bool = False,
    worlds: int = 400,
    seed: int = 7,
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    executor: Executor | None = None,
    progress: bool | None = None,
) -> SetFinding:
    r"""Find parameter vectors that show the patterns, or count the share of them in which each headline sentence holds.

    A vector moves every parameter of the rules at once, each to a share, the width, of the way from its value to the
    ends of its range; a table is scaled as a whole. Numbers of scenarios and policies stay: starts, dispositions,
    leans, chances, priors. A vector is kept if it misses at most 5 % of the short lines of sim patterns: first those
    of spring 2017 as it is, then the others. A line is missed if its interval lies wholly outside the bounds.
    Five in a hundred draws are kept at the width of .35. With --attack each headline sentence is tried in the set
    that ships, and beside it in draws before any selection. A sentence that holds as often in both owes nothing to the
    patterns.

    Options:
        size: Vectors to keep. Default: 200. (whole number from 5 to 2000 vectors)
        draws: Vectors drawn. Default: 5000. (whole number from 20 to 20000 draws)
        width: Share of the way to the ends of the ranges at most. Default: 0.35. (number from 0 to 1)
        attack: Attack the headline sentences instead: fresh seeds, wider draws, their causes taken out. (True or False)
        worlds: Worlds of a vector and line. Default: 400. (whole number from 20 to 5000 worlds)
        seed: The seed of the random draws. Default: 7. (whole number from 0 to 9223372036854775807)
        jobs, out, force: threads; the folder of results, in which a stopped call goes on; begin again.
        executor: any of concurrent.futures; its workers play in place of threads.

    Raises UsageProblem and DataProblem.

    >>> import sim
    >>> found = sim.plausible_set(size=5, draws=20, worlds=20)
    >>> len(found.kept) <= 5
    True
    """

def policy_game(
    scenario: ScenarioLike,
    states: int = 2,
    budget: int = 150,
    outside: int = 0,
    worlds: int = 4000,
    seed: int = 7,
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    executor: Executor | None = None,
    progress: bool | None = None,
) -> GameFinding:
    r"""Search all plans of Washington and Beijing for an equilibrium, and for the pair that both would prefer.

    A plan is a course, or two courses with the sign at which each is left for the other. Each power picks one of all
    its plans for the whole horizon; Pyongyang and Seoul decide for themselves. A search by double oracle ends if
    no plan of the class gains a power more than .01 of a limited war. It starts from several pairs of courses,
    and ties are reported. The gain of the best other plan is then measured in fresh worlds: an equilibrium is
    as good as that gain is small. With --outside it is attacked by further plans, of three courses that are each
    left at either of two signs. Three pairs stand beside it with the gain of each power by leaving them. One is the
    pair that both prefer to free play. In the trap Washington presses until a soft word, and Beijing shields; in the
    bargain Washington waits while Beijing enforces. Payoffs are months over free play, in which both review their
    courses, by each power's own belief about Kim.

    Options:
        scenario: a Scenario, a name, the path of a file, or a dict of changes.
        states: States of a plan: 1 courses alone, 2 two courses with signs. Default: 2. (whole number from 1 to 2)
        budget: Processor time of the search at most. Default: 150. (whole number from 1 to 100000)
        outside: Plans outside the class, drawn to attack the equilibrium. Default: 0. (whole number from 0 to 5000 plans)
        worlds: Fresh worlds of a pair of plans and type of Kim. Default: 4000. (whole number from 20 to 200000 worlds)
        seed: The seed of the random draws. Default: 7. (whole number from 0 to 9223372036854775807)
        jobs, out, force: threads; the folder of results, in which a stopped call goes on; begin again.
        executor: any of concurrent.futures; its workers play in place of threads.

    Raises UsageProblem and DataProblem.

    >>> import sim
    >>> found = sim.policy_game(sim.load_scenario("2017-spring"), states=1, worlds=20)
    >>> found.tables()[0].heads[0]
    'pair'
    """

def record(
    scenario: ScenarioLike | None = None,
    record: str | os.PathLike[str] | Any = ...,
    observed: bool = False,
    worlds: int = 2000,
    seed: int = 7,
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    executor: Executor | None = None,
    progress: bool | None = None,
) -> RecordFinding:
    r"""Show how often a scenario has tests, talks, resolutions and the like, with the definitions of the record.

    The observed record stands beside it, and may be shown without a scenario. A folder gets the months of the
    record, too.

    Options:
        scenario: a Scenario, a name, the path of a file, or a dict of changes.
        record: A CSV file; its base rates are shown beside those of the worlds. Default: none. (FILE)
        observed: Show the base rates of the record that ships beside the simulated. (True or False)
        worlds: How many worlds. Default: 2000. (whole number from 1 to 200000 worlds)
        seed: The seed of the random draws. Default: 7. (whole number from 0 to 9223372036854775807)
        jobs, out, force: threads; the folder of results, in which a stopped call goes on; begin again.
        executor: any of concurrent.futures; its workers play in place of threads.

    Raises UsageProblem and DataProblem.

    >>> import sim
    >>> sim.record(sim.load_scenario("2017-spring"), worlds=50, observed=True).seed
    7
    """

def robustness(
    scenario: ScenarioLike,
    profiles: Sequence[Any] | Mapping[str, Any] = ...,
    points: int = 100,
    worlds: int = 100,
    seed: int = 7,
    outcome: OutcomeOrName = 'lose_lose',
    tolerable: float = 0.2,
    resamples: int = 1000,
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    executor: Executor | None = None,
    progress: bool | None = None,
) -> RobustnessFinding:
    r"""Compare policy profiles over the vectors of sim set: regret, worst case, satisficing, the Pareto set.

    Profiles of what Washington and Beijing can choose are played at points, each a vector of the set of numbers that
    ships; a number that the scenario sets itself stays. The answer is the profile that regrets least in the payoff to
    either power and in the outcome, and the criteria of each. In full it adds all measures, the Pareto set of their
    payoffs to Washington and Beijing, and the method.

    Options:
        scenario: a Scenario, a name, the path of a file, or a dict of changes.
        profiles: A course or policy of Washington and of Beijing, which they hold; Pyongyang and Seoul are free; two or more. Default: both free, and eight of held courses. (NAME=W,B)
        points: The first so many vectors of sim set. Default: 100. (whole number from 5 to 200 points)
        worlds: Worlds of a point. Default: 100. (whole number from 10 to 200000 worlds)
        seed: The seed of the random draws. Default: 7. (whole number from 0 to 9223372036854775807)
        outcome: A flag, a final state, or one of your own. Default: lose_lose. (NAME)
        tolerable: The probability of the outcome that is tolerable. Default: 0.2. (number from 0 to 1)
        resamples: How often to resample points. Default: 1000. (whole number from 50 to 100000 resamples)
        jobs, out, force: threads; the folder of results, in which a stopped call goes on; begin again.
        executor: any of concurrent.futures; its workers play in place of threads.

    Raises UsageProblem and DataProblem.

    >>> import sim
    >>> found = sim.robustness(sim.load_scenario("2017-spring"), points=20, worlds=10, resamples=50)
    >>> found.to_frame().columns.tolist()
    ['table', 'row', 'column', 'value', 'low', 'high', 'n']
    """

def sensitivity(
    source: ScenarioLike | Results,
    vary: Literal['factors', 'parameters', 'choices'] = 'factors',
    factors: Sequence[Any] | Mapping[str, Any] = ...,
    only: Sequence[Any] | Mapping[str, Any] = ...,
    worlds: int = ...,
    points: int = 256,
    point_worlds: int = 100,
    seed: int = 7,
    outcome: OutcomeOrName = 'lose_lose',
    resamples: int = 1000,
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    executor: Executor | None = None,
    progress: bool | None = None,
) -> SensitivityFinding:
    r"""Find what moves an outcome: factors, parameters or modelling choices, one at a time in the same worlds.

    Each is changed alone, and compared world by world with the scenario. Beside factors, each over its range, stand
    Sobol' indices: the share of the difference between points that each explains, alone and with others. A dummy factor
    that touches nothing is always among them, and each index says whether it is above it.

    With --vary parameters every number is halved and raised by half, a table as a whole, a chance with the others of
    its table. Worlds in which Beijing shields and Washington presses or talks give its gain by pressing. With --vary
    choices the model is built, and lose-lose read, in other ways, and each channel is switched off.

    A folder of a study (in Python its results) is read instead of run: then factors name those of its factors to use.
    A Saltelli design has Sobol' indices, any other a regression on ranks.

    Options:
        source: a Scenario, a name, the path of a file, or a dict of changes; results, or their folder.
        vary: Factors over their ranges, every parameter halved and raised by half, or modelling choices. Default: factors. (one of: factors, parameters, choices)
        factors: A parameter or cell, or a lever, over its own range or a given one; may be repeated. Default: sixteen parameters that matter. (NAME[=LOW:HIGH])
        only: Of parameters or choices only these; may be repeated. (NAME)
        worlds: Worlds of each end. Default: 2 000, of parameters 500. (whole number from 0 to 100000 worlds)
        points: Base points of Sobol', a power of two; 0 for none. Default: 256. (whole number from 0 to 1048576)
        point_worlds: Worlds of a point. Default: 100. (whole number from 10 to 100000)
        seed: The seed of the random draws. Default: 7. (whole number from 0 to 9223372036854775807)
        outcome: A flag, a final state, a number such as value_washington, or one of your own. Default: lose_lose. (NAME)
        resamples: How often to resample points. Default: 1000. (whole number from 50 to 100000 resamples)
        jobs, out, force: threads; the folder of results, in which a stopped call goes on; begin again.
        executor: any of concurrent.futures; its workers play in place of threads.

    Raises UsageProblem and DataProblem.

    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> found = sim.sensitivity(spring, factors=["accident", "washington.pressure"], points=0, worlds=50)
    >>> [row[0] for row in found.tables()[0].rows]
    ["Washington's pressure", 'accident']
    """

def why(
    source: ScenarioLike | Results,
    world: int | None = ...,
    policies: Sequence[Any] | Mapping[str, Any] = ...,
    moves: Sequence[Any] | Mapping[str, Any] = ...,
    levers: Sequence[Any] | Mapping[str, Any] = ...,
    shocks: Sequence[Any] | Mapping[str, Any] = ...,
    luck: Sequence[Any] | Mapping[str, Any] = ...,
    span: str | None = ...,
    outcome: str = 'lose_lose',
    seed: int = 7,
    jobs: int = 1,
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    progress: bool | None = None,
) -> StoryFinding:
    r"""Tell one world, and the single changes that avert its outcome.

    The answer is payoffs and the single changes that avert the outcome, lose-lose by default. In full it is every
    month and change: reviews with the expected payoff of each course, statements and actions with their chances.
    With a policy, move, lever, shock or random draw the same world is played with that change and the same random
    draws. A folder that a run has filled (in Python its results) is read instead of a scenario.

    Options:
        source: a Scenario, a name, the path of a file, or a dict of changes; results, or their folder.
        world: The world to show, by its number. Default: the first with the outcome. (whole number from 0 to 100000000)
        policies: Change a policy: hold a course from a month on or throughout, free, held, or a rule throughout; may be repeated. (CAPITAL=POLICY[@MONTH])
        moves: Change a statement or an action; may be repeated. (CAPITAL=MOVE@MONTH)
        levers: Change a lever, from a month on or throughout; may be repeated. (CAPITAL.LEVER=VALUE[@MONTH])
        shocks: Change a shock: accident, clash, strike, attack, collapse, washington_nerve, pyongyang_nerve, war, incident, election, dialogue, expiry, deal, tension or kim_type; may be repeated. (NAME[=RESULT][@MONTH])
        luck: Change a random draw; may be repeated. (SLOT=VALUE@MONTH)
        span: Show these months. Default: the decisive ones. (FROM:TO)
        outcome: A flag or a final state. Default: lose_lose. (NAME)
        seed: The seed of the random draws. Default: 7. (whole number from 0 to 9223372036854775807)
        jobs, out, force: threads; the folder of results, in which a stopped call goes on; begin again.

    Raises UsageProblem and DataProblem.

    >>> import sim
    >>> spring = sim.load_scenario("2017-spring")
    >>> sim.why(spring, world=4, policies=["washington=engagement"]).scenario.name
    '2017-spring'
    """
