"""The statistics of the patterns that are no formula: persistence of and answers to moves, causes
of wars, and implausible histories.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Any, Final

import numpy as np

from sim.analysis.claims import NOTHING, Statistic, StatisticInput, Statistics, exact, measures
from sim.analysis.defaults import Profile
from sim.analysis.patterns import minds
from sim.analysis.patterns.plays import LOOK_AHEAD, free_worlds
from sim.analysis.patterns.responses import SEASON, season_of
from sim.core.base.arrays import Flags, Floats
from sim.core.estimate.interval import Estimate, mean_estimate, probability
from sim.core.estimate.writing import percent_text
from sim.core.game.catalogue import CAPITALS, COURSES, MOVES
from sim.core.game.goals import both_soft, collapse, shots, war
from sim.core.outcomes.history import History
from sim.core.outcomes.outcomes import BENCHMARK, GAP, hot
from sim.core.outcomes.values import net
from sim.core.runs.runner import put_under
from sim.history.ahead import PARTICLES, read_months
from sim.history.dates import TUNED_TO
from sim.history.record import load_record
from sim.options import Workspace
from sim.study.estimate.shares import quantile_estimate
from sim.study.experiment.formula import monthly, sum_months

BEGUN_WITHIN: Final = 24
"""Crises that begin later are left out of lengths: the horizon would cut them off."""

DELTA: Final = "delta method"
REFUSED: Final = "pressure, refused"
"""The profile with the most lethal acts."""


SOON: Final = 3
"""Months in which a turn is answered, a soft word is fresh, or a test is recent."""

SILENT_FOR, UNDER = 9, 4
"""Months of silence that are looked for, and how many big tests fall in them."""

CALM, QUIET = 4.0, 6.0
"""Tension below which nobody thinks of a strike, and months without a test after which nobody
does.
"""


def lately(flags: Flags, months: int = SOON) -> Flags:
    """Return where something held in one of the months before, this one left out, `(months,
    worlds)`.
    """
    later = np.zeros_like(flags)
    for back in range(1, months + 1):
        later[back:] |= flags[:-back]
    return later


def soon(flags: Flags, months: int = SOON) -> Flags:
    """Return where something holds in this month or in one of the next, `(months, worlds)`."""
    return flags | lately(flags[::-1], months)[::-1]


def turns_to(h: History, capital: str, *courses: str) -> Flags:
    """Return the live months in which a capital turns to one of some courses from another,
    `(months, worlds)`.
    """
    on = h.did(f"{capital}.course", *courses)
    turned = np.zeros_like(on)
    turned[1:] = on[1:] & ~on[:-1]
    return turned & h.live


def find_answered_turns(h: History) -> Estimate:
    """Return the share of Pyongyang's turns to charm or consolidation after which Washington soon
    engages.

    Turns that find it engaged already are left out, and those of which the horizon hides the
    answer.
    """
    engaged = h.did("washington.course", "engagement")
    turned = turns_to(h, "pyongyang", "charm", "consolidate") & ~lately(engaged, 1)
    turned[h.months - SOON :] = False
    return measures.share(soon(engaged & h.live), turned)


def find_longest_pause(h: History) -> Estimate:
    """Return the median of the longest time without a test or a lethal act, in worlds that live to
    the horizon.
    """
    to_the_end = h.lived == h.months
    longest = h.longest(~shots(h))[to_the_end].astype(np.float64)
    return quantile_estimate(longest, 0.5) if len(longest) else NOTHING


def find_rounds_in_a_row(inputs: StatisticInput) -> Estimate:
    """Return the share of worlds in which the Security Council agrees in so many consecutive
    months.
    """
    [h] = inputs.histories()
    number, agreed = int(inputs.argument), (h.state["un_round_ago"] == 0.0) & h.live
    runs = np.logical_and.reduce(
        [agreed[late : h.months - number + 1 + late] for late in range(number)]
    )
    return probability(runs.any(axis=0))


def find_round_after_a_round(h: History) -> Estimate:
    """Return how often the month after a round of the Security Council brings another."""
    agreed = h.state["un_round_ago"] == 0.0
    return measures.share(agreed[1:], agreed[:-1] & h.live[1:])


def find_silence_under_tests(h: History) -> Estimate:
    """Return how often Washington says and does nothing in nine months in which four big tests
    fall.
    """
    big, idle = h.did("pyongyang.deed", "big_test"), h.did("washington.word", "silence")
    idle = idle & h.did("washington.deed", "hold")
    last = h.months - SILENT_FOR + 1
    of_nine = [slice(late, last + late) for late in range(SILENT_FOR)]
    four = np.sum([big[part] for part in of_nine], axis=0) >= UNDER
    return measures.share(
        np.logical_and.reduce([idle[part] for part in of_nine]), four & h.live[SILENT_FOR - 1 :]
    )


def find_economy_at_collapse(h: History) -> Estimate:
    """Return the median of the log of the economy, start 0, in the month of a collapse."""
    fallen = collapse(h)
    return quantile_estimate(h.last("economy")[fallen], 0.5) if fallen.any() else NOTHING


def find_fed_collapses(h: History) -> Estimate:
    """Return how many collapses have no hunger behind them: GDP no lower than 5 % below the
    start.
    """
    fallen = collapse(h)
    return exact(float((fallen & (h.last("economy") > -0.05)).sum()), int(fallen.sum()))


def find_prevention_in_calm(h: History) -> Estimate:
    """Return the share of turns to prevention at a tension below 4 after six months without a
    test.
    """
    turned = turns_to(h, "washington", "prevent")[1:]
    calm = (h.state["tension"][:-1] < CALM) & (h.state["quiet"][:-1] >= QUIET)
    return measures.share(calm, turned)


def find_prevention_too_late(h: History) -> Estimate:
    """Return the share of turns to prevention that find the deterrent complete."""
    return measures.share(h.state["deterrent"][:-1] > 0.0, turns_to(h, "washington", "prevent")[1:])


def find_pressing_the_soft(h: History) -> Estimate:
    """Return how often Washington turns to pressure on a charming Kim within three months of his
    last soft word.
    """
    return measures.share(turns_to(h, "washington", "maximum_pressure"), charming(h))


def find_pressing_for_nothing(h: History) -> Estimate:
    """Return the share of those turns before which, in a year, no test, no killing, no freeze and
    no talks ended.
    """
    freeze, talked = h.state["freeze"] > 0.0, both_soft(h)
    ended = (lately(freeze, 1) & ~freeze) | (lately(talked, SOON + 1) & ~lately(talked) & ~talked)
    caused = lately(shots(h) | ended, 12) | shots(h) | ended
    return measures.share(~caused, turns_to(h, "washington", "maximum_pressure") & charming(h))


def charming(h: History) -> Flags:
    """Return the live months in which Pyongyang charms and has said a soft word in the three
    before.
    """
    soft = h.did("pyongyang.word", "talks", "offer")
    return lately(soft) & h.did("pyongyang.course", "charm") & h.live


def find_answered_tests(h: History) -> Estimate:
    """Return the share of big tests under patience that Washington answers with force, this month
    or the next.
    """
    force = h.did("washington.word", "threaten") | h.did("washington.deed", "sanctions", "deploy")
    big = h.did("pyongyang.deed", "big_test") & h.did("washington.course", "patience") & h.live
    big[h.months - 1 :] = False
    return measures.share(soon(force & h.live, 1), big)


def find_shielding_in_hunger(h: History) -> Estimate:
    """Return how many times as often Beijing turns to shield where GDP is 10 % down than where it
    is not 3 % down.
    """
    turned, economy = turns_to(h, "beijing", "shield")[1:], h.state["economy"][:-1]
    others = ~h.did("beijing.course", "shield")[:-1] & h.live[1:]
    hungry, fed = economy < -0.10, economy > -0.03
    return measures.quotient(
        len(h.lived),
        *(
            (measures.per_world(turned & hunger), measures.per_world(others & hunger))
            for hunger in (hungry, fed)
        ),
    )


def severity(h: History, capital: str) -> Floats:
    """Return how severe a capital's word and deed were together, `(months, worlds)`."""
    total = np.zeros(h.live.shape)
    for kind in ("word", "deed"):
        scale = np.array([entry.severity for entry in MOVES[f"{capital}.{kind}"]])
        total += scale[h.state[f"{capital}_{kind}"].astype(np.intp)]
    return total


def find_steadiness(inputs: StatisticInput) -> Estimate:
    """Return the correlation of a capital's severity with that of the month before, over pairs of
    live months.
    """
    [h] = inputs.histories()
    series = severity(h, inputs.argument)

    def of(worlds: Any) -> float:
        live_twice = h.live[1:, worlds]
        return measures.correlation(series[:-1, worlds][live_twice], series[1:, worlds][live_twice])

    return measures.estimate_by_jackknife(series.shape[1], of)


def find_flips(inputs: StatisticInput) -> Estimate:
    """Return the share of pairs of live months that go from soft to hard or back: severity −1 or
    less, 1 or more.
    """
    [h] = inputs.histories()
    series = severity(h, inputs.argument)
    earlier, later = series[:-1], series[1:]
    return measures.share(
        ((earlier <= -1.0) & (later >= 1.0)) | ((earlier >= 1.0) & (later <= -1.0)), h.live[1:]
    )


def find_course_changes(inputs: StatisticInput) -> Estimate:
    """Return how often a month a course changes, months with a new government left out."""
    [h] = inputs.histories()
    course, counted = h.state[f"{inputs.argument}_course"], h.live[1:].copy()
    offices = inputs.plays.offices(inputs.argument)
    counted[[month - 1 for month in offices if 0 < month <= len(counted)]] = False
    return measures.share(course[1:] != course[:-1], counted)


def find_share_told(measure: str, inputs: StatisticInput) -> Estimate:
    """Return a share of the entropy of a capital's moves."""
    return minds.share_told(minds.pools_of(inputs), measure)


def retaliations(inputs: StatisticInput) -> tuple[Flags, Flags]:
    """Return in which live months Seoul retaliates, and which follow one with a lethal act,
    `(months, worlds)` each.

    The months are those of free worlds, then those of the worlds with the most acts.
    """
    histories = (free_worlds(inputs), inputs.plays.held(REFUSED))
    retaliates = np.concatenate([h.did("seoul.deed", "retaliate") & h.live for h in histories])
    struck = np.concatenate(
        [lately(h.did("pyongyang.deed", "lethal_act") & h.live, 1) & h.live for h in histories]
    )
    return retaliates, struck


def find_retaliation(inputs: StatisticInput) -> Estimate:
    """Return how often Seoul retaliates after a lethal act."""
    return measures.share(*retaliations(inputs))


def find_retaliation_for_nothing(inputs: StatisticInput) -> tuple[Estimate, str]:
    """Return how often Seoul retaliates without a lethal act the month before, and of how many."""
    retaliates, struck = retaliations(inputs)
    number = int(retaliates.sum())
    return exact(int((retaliates & ~struck).sum()), number), f" {number}"


def find_exercises_out_of_season(h: History) -> Estimate:
    """Return how many exercises are held in other months than March and August."""
    exercises = h.did("seoul.deed", "exercise") & h.live
    return exact(int(exercises[~np.isin(season_of(h.dates), SEASON)].sum()), h.lived.size)


def find_times_as_often(inputs: StatisticInput) -> Estimate:
    """Return the share of months in which something holds in arm a over that in arm b."""
    term = monthly(inputs.argument)
    shares = [
        (measures.per_world(term.of(h) & h.live), h.lived.astype(np.float64))
        for h in inputs.histories()
    ]
    return measures.quotient(len(shares[0][0]), *shares)


def find_distance(inputs: StatisticInput) -> tuple[Estimate, str]:
    """Return how far the mean of a series in arm a lies from that in arm b, whichever way."""
    means_after, means_before = (
        sum_months(monthly(inputs.argument).of(h), h.live) / h.lived for h in inputs.histories()
    )
    gap = mean_estimate(means_after - means_before)
    ends = sorted((abs(gap.low), abs(gap.high)))
    low = 0.0 if gap.low <= 0.0 <= gap.high else ends[0]
    distance = Estimate(abs(gap.value), low, ends[1], gap.n, gap.method, gap.level, kind=gap.kind)
    return distance, f" (from {means_before.mean():.3g}), either way"


def find_firmness(high: History, low: History) -> Estimate:
    """Return how much farther from a half the chance to stand firm at the brink is in arm a than in
    arm b.
    """
    brinks = [at_the_brink(h) for h in (low, high)]

    def of(worlds: Any) -> float:
        away = [
            sum(
                abs(float(1.0 - hits[worlds].sum() / max(1.0, months[worlds].sum())) - 0.5)
                for hits in yields
            )
            for months, *yields in brinks
        ]
        return away[1] - away[0]

    return measures.estimate_by_jackknife(len(low.lived), of)


def at_the_brink(h: History) -> tuple[Floats, Floats, Floats]:
    """Return the months at the brink, and the numbers of them in which Washington and Pyongyang
    backed down, `(worlds,)` each.

    A month in which a power backs down counts, although its tension falls at once.
    """
    yields = [
        (h.state[f"{capital}_yields"] > 0.0) & h.live for capital in ("washington", "pyongyang")
    ]
    brink = ((h.state["tension"] >= h.number("brink")) & h.live) | yields[0] | yields[1]
    months, *backed = (
        np.count_nonzero(marks, axis=0).astype(np.float64) for marks in (brink, *yields)
    )
    return months, backed[0], backed[1]


def wars_a_year(h: History) -> Estimate:
    """Return how many wars there are in a year of a world that lives."""
    return measures.rate(12.0 * war(h).astype(np.float64), h.lived.astype(np.float64))


def find_median_crisis(h: History) -> Estimate:
    """Return how long a crisis lasts: rung 5 or more; up to two months of less tension do not part
    one.
    """
    crises = measures.spells(hot(h) & h.live, GAP)
    months = np.array(
        [last - first + 1 for _, first, last in crises if first < BEGUN_WITHIN], np.float64
    )
    return quantile_estimate(months, 0.5) if len(months) else NOTHING


@cache
def profiles_by_year() -> dict[int, Profile]:
    """Return the likeliest course of each capital by year from 1993 to 2019, as the vectors of the
    set hold it on average after each month; no later month is read.
    """
    record = load_record().to_month(TUNED_TO)
    held: dict[int, list[Floats]] = {}
    months = read_months(record, PARTICLES, 7, Workspace())
    next(months)
    for month, clouds in zip(record.months, months, strict=True):
        on_course = [
            [
                float(np.mean(clouds.weight * (clouds.of(f"{capital}_course") == place)))
                for place in range(4)
            ]
            for capital in CAPITALS
        ]
        held.setdefault(int(month[:4]), []).append(np.array(on_course))
    profiles: dict[int, Profile] = {}
    for year, chances in held.items():
        likeliest = np.mean(chances, axis=0).argmax(axis=1)
        first, second, third, fourth = (
            COURSES[capital][place].name for capital, place in zip(CAPITALS, likeliest, strict=True)
        )
        if year >= 1993:
            profiles[year] = first, second, third, fourth
    return profiles


def find_peace(inputs: StatisticInput) -> Estimate:
    """Return the chance of no war from 1993 to 2019 if every year had its profile's yearly rate."""
    years = profiles_by_year()
    rates = {
        courses: wars_a_year(inputs.plays.profile(courses))
        for courses in dict.fromkeys(years.values())
    }
    return peace_over(list(years.values()), rates)


def peace_over(years: Sequence[Profile], rates: Mapping[Profile, Estimate]) -> Estimate:
    """Return the chance of no war over some years, with an interval by the delta method on its
    logarithm.
    """
    worlds = min(rate.n for rate in rates.values())
    if any(rate.value >= 1.0 for rate in rates.values()):
        return Estimate(0.0, 0.0, 1.0, worlds, DELTA)
    peaceful = math.prod(1.0 - rates[courses].value for courses in years)
    reaches = [
        years.count(courses) * rate.half_width / (1.0 - rate.value)
        for courses, rate in rates.items()
    ]
    spread = math.hypot(*reaches)
    return Estimate(
        peaceful, peaceful * math.exp(-spread), min(1.0, peaceful * math.exp(spread)), worlds, DELTA
    )


def find_test_after_test(h: History) -> Estimate:
    """Return how often a test follows a test over how often one follows a month without."""
    tested, pairs = measures.tests(h), h.live[1:]
    twice = [
        (measures.per_world(tested[1:] & first & pairs), measures.per_world(first & pairs))
        for first in (tested[:-1], ~tested[:-1])
    ]
    return measures.quotient(len(h.lived), *twice)


def find_answered_by_a_round(h: History) -> Estimate:
    """Return the share of big tests that a UN round soon follows, unless Beijing shields in more
    than one month.
    """
    shields = (h.did("beijing.deed", "aid", "look_away") & h.live).astype(int)
    round_now = (h.state["un_round_ago"] == 0.0) & h.live
    months = h.months - 3
    shielded, rounds = (
        sum(marks[later : months + later] for later in range(1, 4))
        for marks in (shields, round_now)
    )
    big = h.did("pyongyang.deed", "big_test")[:months] & h.live[3:] & (shielded <= 1)
    return measures.share(np.asarray(rounds) > 0, big)


def net_against(h: History, other: History) -> Floats:
    """Return 1 if both powers do worse in a world than in its twin, −1 if both do better, else 0,
    `(worlds,)`.
    """
    return net(replace(h, seconds={BENCHMARK: other}, facing=BENCHMARK)).astype(np.float64)


def find_net_by_drift(inputs: StatisticInput) -> Estimate:
    """Return how far lose-lose less win-win differs between quarters of the drift, the most less
    the least.

    Of fewer than four worlds a quarter has none, and there is no number.
    """
    scenario, size = inputs.claim.arms[0].scenario, inputs.claim.times * inputs.plays.worlds
    h, other = (inputs.plays.of(arm, size) for arm in (scenario, put_under(scenario, BENCHMARK)))
    net = net_against(h, other)
    if len(net) < 4:
        return NOTHING
    quarter = np.argsort(np.argsort(h.state["relation_drift"][0])) * 4 // len(net)
    quarters = [mean_estimate(net[quarter == k], kind="share") for k in range(4)]
    least, most = (chosen(quarters, key=lambda estimate: estimate.value) for chosen in (min, max))
    reach = math.hypot(least.half_width, most.half_width)
    gap = most.value - least.value
    return Estimate(gap, max(0.0, gap - reach), gap + reach, len(net), DELTA, kind="points")


def find_placebo(inputs: StatisticInput) -> tuple[Estimate, str]:
    """Return lose-lose less win-win of worlds against other worlds of the same profile, and both
    shares as text: the effect of random draws alone.
    """
    scenario, size = inputs.claim.arms[0].scenario, inputs.plays.worlds
    h, other = (inputs.plays.of(scenario, size, first_world=first) for first in (0, size))
    net = net_against(h, other)
    parts = [percent_text(float((net == sign).mean())) for sign in (1, -1)]
    return mean_estimate(net, kind="share"), f" ({parts[0]} less {parts[1]})"


def name_statistics(
    functions: Sequence[Any], takes: tuple[str, ...] | None = (), arms: bool = False
) -> Statistics:
    """Return statistics by the names of their functions without `find_`; `takes` are the arguments
    that they admit.
    """
    return {
        function.__name__.removeprefix("find_"): Statistic(function, takes, arms)
        for function in functions
    }


STATISTICS: Final[Statistics] = {
    **{name: Statistic(partial(find_share_told, name), CAPITALS) for name in minds.TOLD},
    "foresight": Statistic(partial(minds.fit_foresight, measures.correlation), LOOK_AHEAD),
    "foresight_slope": Statistic(partial(minds.fit_foresight, measures.slope), LOOK_AHEAD),
    **name_statistics((find_steadiness, find_flips, find_course_changes), CAPITALS),
    **name_statistics((find_times_as_often, find_distance), None),
    **name_statistics((find_rounds_in_a_row,), ("2", "3", "4")),
    **name_statistics(
        (
            find_retaliation,
            find_retaliation_for_nothing,
            find_peace,
            find_net_by_drift,
            find_placebo,
            minds.find_erratic_less_known,
            minds.find_calibration,
            minds.find_risk_in_doubt,
        )
    ),
    **name_statistics(
        (
            find_answered_turns,
            find_longest_pause,
            find_round_after_a_round,
            find_silence_under_tests,
            find_economy_at_collapse,
            find_fed_collapses,
            find_prevention_in_calm,
            find_prevention_too_late,
            find_pressing_the_soft,
            find_pressing_for_nothing,
            find_answered_tests,
            find_shielding_in_hunger,
            find_exercises_out_of_season,
            find_firmness,
            find_median_crisis,
            find_test_after_test,
            find_answered_by_a_round,
            minds.find_late_gain,
            wars_a_year,
        ),
        arms=True,
    ),
}
"""The statistics that a measure of the patterns may call, with their arguments."""
