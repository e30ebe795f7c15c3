"""The proof of a beat: its shown worlds meet their rule, and its claims hold within their
intervals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from typing import Any, Final

import numpy as np

from sim.analysis.claims import Claim, Plays, examine
from sim.classroom.class_page.beat import MOODS, Beat, Path6
from sim.classroom.class_page.expression import FORMULAS, TWIN, Tree, value_of
from sim.classroom.team.replays import play_games
from sim.core.base.errors import DataProblem
from sim.core.engine import SLOTS
from sim.core.estimate.interval import Estimate, probability
from sim.core.outcomes.catalogue import asked_of
from sim.core.outcomes.history import History
from sim.core.scenario.parameters import DEFAULTS
from sim.study.estimate.paired import compare_paired

CLAIMED, FIRST_CLAIMED = 4000, 5000
"""The number of worlds in which a claim is measured, and the first of them.

None is a shown world or one of the twenty.
"""

BLOCK: Final = 16_384
"""Worlds that are played side by side."""

RECORD: Final = (
    *asked_of(lambda history: [read(history) for read in FORMULAS.values()]),
    "washington_deed",
)
"""The series that the measures of the page and its account of the seasons need."""


FIRM: Final = 1e-6
"""The draw at which a power at the brink stands firm; it backs down at 1 less this."""

GOLDEN: Final = (0.6180339887498949, 0.7548776662466927)
"""Steps of a sequence that fills 0 to 1 evenly, by world and by month. `lives.js` has the same."""


def hand_luck(beat: Beat, hand: float, ids: Any) -> Any:
    """Return the draws of worlds in which a power at the brink stands firm with probability `hand`,
    as the page draws it, `(months, slots, worlds)`; NaN for all other draws.
    """
    luck = np.full((beat.months, len(SLOTS), len(ids)), np.nan)
    drawn = (ids * GOLDEN[0] + np.arange(beat.months)[:, None] * GOLDEN[1]) % 1
    luck[:, SLOTS.index(beat.brink)] = np.where(drawn < hand, FIRM, 1 - FIRM)
    return luck


def play_paths(
    beat: Beat,
    other: str,
    paths: Sequence[Path6],
    first: int,
    worlds: int,
    hand: float | None = None,
) -> History:
    """Return the histories of `worlds` worlds on each path, path after path, with the same random
    draws; at the brink by a hand, if one is given.
    """
    said = list(beat.choices.values())
    games = [[{beat.seat: pair} for choice in path for pair in said[choice]] for path in paths]
    luck = hand_luck(beat, hand, first + np.arange(worlds)) if hand is not None else None
    return play_games(
        beat.others[other], games, worlds, seed=beat.seed, first=first, record=RECORD, luck=luck
    )


class Measured:
    """The outcomes of the worlds of a path by name, `(worlds,)` each, also on the twin path;
    cached.
    """

    def __init__(
        self,
        beat: Beat,
        other: str,
        path: Path6,
        first: int,
        worlds: int,
        own: History | None = None,
        hand: float | None = None,
    ) -> None:
        self.of = beat, other, first, worlds
        self.path = path
        self._own = own or play_paths(beat, other, [path], first, worlds, hand)
        self._kept: dict[str, Any] = {}

    def __call__(self, name: str) -> Any:
        """Return an outcome by its name."""
        if name not in self._kept:
            if name.startswith(TWIN):
                beat, other, first, worlds = self.of
                beside = next((path for path in beat.twin if path != self.path), self.path)
                self._kept[name] = twin(beat, other, beside, first, worlds)(name.removeprefix(TWIN))
            else:
                self._kept[name] = np.asarray(FORMULAS[name](self._own))
        return self._kept[name]

    def flag(self, tree: Tree) -> Any:
        """Return the mask of worlds where an expression holds."""
        worlds = self.of[-1]
        return np.broadcast_to(np.asarray(value_of(tree, self)), (worlds,))

    @property
    def ends(self) -> Any:
        """The index of each world's ending: the first whose expression holds."""
        beat, _, _, worlds = self.of
        found = np.full(worlds, len(beat.ends) - 1)
        for place, tree in reversed(list(enumerate(beat.ends.values()))):
            found[self.flag(tree)] = place
        return found

    @property
    def lasts(self) -> Any:
        """How many months each world lasts."""
        over = self._own.state["ending"] > 0
        return np.where(over.any(axis=0), over.argmax(axis=0) + 1, len(over))


@lru_cache(maxsize=8)
def twin(beat: Beat, other: str, path: Path6, first: int, worlds: int) -> Measured:
    """Return the outcomes of a path of comparison; the last eight are cached."""
    return Measured(beat, other, path, first, worlds)


def each_path(
    beat: Beat, other: str, first: int, worlds: int, hand: float | None = None
) -> Iterator[Measured]:
    """Yield the outcomes of `worlds` worlds on each path; at the brink by a hand, if one is
    given.
    """
    paths, block = beat.paths, max(1, BLOCK // worlds)
    for low in range(0, len(paths), block):
        some = paths[low : low + block]
        whole = play_paths(beat, other, some, first, worlds, hand)
        for place, path in enumerate(some):
            where = slice(place * worlds, (place + 1) * worlds)
            own = History(
                {name: series[:, where] for name, series in whole.state.items()},
                whole.numbers,
                whole.start,
            )
            yield Measured(beat, other, path, first, worlds, own)


@dataclass(frozen=True, slots=True)
class RuleFit:
    """The share of paths on which each candidate meets each part of the rule, `(candidates,)`."""

    within: Any
    end_as_most: Any
    brink_as_most: Any
    """The share among the paths on which most worlds come to the brink."""

    brinks: int
    by_hand: Any
    """The end that is most frequent if a power at the brink has the rule's hand."""

    lasts: Any
    """So many months it lasts by that hand, at least."""

    def good(self, beat: Beat) -> Any:
        """Return the mask of the candidates that meet all of the rule."""
        rule = beat.shown
        typical = (self.within >= rule.least) & (self.end_as_most >= rule.end_as_most)
        by_hand = (self.by_hand >= rule.hand_as_most) & (self.lasts >= rule.lasts)
        return typical & by_hand & (self.brink_as_most >= rule.brink_as_most)

    def best(self, beat: Beat) -> int:
        """Return the candidate that meets all of the rule and is typical most often; raises
        DataProblem if none does.
        """
        good = self.good(beat)
        good[list(beat.shown.without)] = False
        if not good.any():
            raise DataProblem(
                "no candidate meets the rule by which a world may be shown",
                beat.file.place(("shown",)),
                "Ask for less, or for more candidates.",
            )
        return int(np.argmax(np.where(good, self.within + self.end_as_most, -1.0)))


def fit(beat: Beat, other: str, worlds: Sequence[int] | None = None) -> RuleFit:
    """Return how well the candidates meet the rule: all, or those whose numbers are in `worlds`."""
    rule = beat.shown
    ids = list(range(rule.candidates)) if worlds is None else list(worlds)
    paths = len(beat.paths)
    inside, ends, brinks, most_brink = np.zeros(len(ids)), np.zeros(len(ids)), np.zeros(len(ids)), 0
    first, size = min(ids), max(ids) - min(ids) + 1
    pick = np.array(ids) - first
    those = each_path(beat, other, rule.first, rule.among)
    for crowd, one in zip(those, each_path(beat, other, first, size), strict=True):
        held = np.ones(len(ids), bool)
        for name in rule.within:
            low, high = np.quantile(crowd(name), [0.25, 0.75])
            value = one(name)[pick]
            held &= (low <= value) & (value <= high)
        inside += held
        ends += one.ends[pick] == usual(crowd)
        mostly = bool(crowd("brink").mean() >= 0.5)
        most_brink += mostly
        brinks += one("brink")[pick] & mostly
    by_hand, lasts = np.full(len(ids), float(paths)), np.full(len(ids), beat.months)
    if rule.hand is not None:
        by_hand[:] = 0.0
        those = each_path(beat, other, rule.first, rule.among, rule.hand)
        for crowd, one in zip(those, each_path(beat, other, first, size, rule.hand), strict=True):
            by_hand += one.ends[pick] == usual(crowd)
            lasts = np.minimum(lasts, one.lasts[pick])
    return RuleFit(
        inside / paths,
        ends / paths,
        brinks / most_brink if most_brink else brinks + 1.0,
        most_brink,
        by_hand / paths,
        lasts,
    )


def usual(crowd: Measured) -> int:
    """Return the end to which most worlds come."""
    return int(np.bincount(crowd.ends).argmax())


LEAST_APART: Final = 0.5
"""The least share of pairs of choices of a season, made after the same past, whose sentences
differ.
"""

FLOOD: Final = 12
"""Months over which the flight over the border is averaged, as its goal is."""


def told_in(beat: Beat, state: Mapping[str, Any], season: int) -> tuple[Any, Any]:
    """Return the page's account of a season on each path as numbers, `(parts, paths)`, and the mask
    of paths with many refugees at the border, `(paths,)`.
    """
    months = slice(season * beat.season, (season + 1) * beat.season)
    part = {name: values[months] for name, values in state.items()}
    deed, word = part["pyongyang_deed"], part["pyongyang_word"]
    bounds = MOODS.get(beat.seat, ())
    crowd = np.zeros(deed.shape[1], dtype=bool)
    if beat.seat == "pyongyang":
        said, did = part["washington_word"], part["washington_deed"]
        parts = [
            (said <= 1).any(0),
            (said == 4).any(0),
            *((did == each).any(0) for each in (3, 2, 0)),
        ]
        return np.stack([*parts, np.where(deed[-1] > 1, 2, word[-1] <= 1)]), crowd
    mood = part["threat_felt"][-1]
    if beat.seat == "beijing":
        mood = (part["economy"][0] - part["economy"][-1]) / (beat.season - 1)
        flight = state["refugees"][max(0, months.stop - FLOOD) : months.stop].mean(axis=0)
        crowd = flight * 12 >= DEFAULTS["goal_refugees"]
    talk = np.where((word <= 1).any(0), 2, (word == 3).any(0))
    shots = ((deed == 3) | (deed == 4)).sum(0)
    return np.stack([shots, (deed == 5).any(0), talk, np.digitize(mood, bounds), crowd]), crowd


def prove_told(beat: Beat) -> Iterator[Proved]:
    """Yield whether the account of the shown worlds differs between choices, and, for Beijing,
    whether many refugees come only after a choice other than the first.
    """
    paths, choices = (
        np.array(list(product(range(len(beat.choices)), repeat=beat.seasons))),
        len(beat.choices),
    )
    for other, world in beat.worlds.items():
        state = play_paths(beat, other, [tuple(path) for path in paths], world, 1).state
        apart, unfounded = [], False
        for season in range(beat.seasons):
            parts, crowd = told_in(beat, state, season)
            unfounded |= bool((crowd & (paths[:, : season + 1] == 0).all(axis=1)).any())
            alike = parts.reshape(len(parts), -1, choices, choices ** (beat.seasons - season - 1))[
                ..., 0
            ]
            pairs = [
                (alike[:, :, a] != alike[:, :, b]).any(0).mean()
                for a, b in combinations(range(choices), 2)
            ]
            apart.append(float(np.mean(pairs)))
        yield Proved(
            min(apart) >= LEAST_APART,
            f"{other}: what is told of a season differs for {min(apart):.0%} or more of pairs of choices",
        )
        if beat.seat == "beijing":
            yield Proved(not unfounded, f"{other}: many come over the border only if it was closed")


@dataclass(frozen=True, slots=True)
class Proved:
    """One line of a proof: whether it holds, and its text."""

    holds: bool
    told: str


def prove_claims(claims: Iterable[Claim], plays: Plays | None = None) -> Iterator[Proved]:
    """Yield the result of each claim."""
    for claim in claims:
        line = examine(claim, plays=plays)
        yield Proved(bool(line.holds), line.told)


def prove(beat: Beat) -> Iterator[Proved]:
    """Yield the results for the account of the seasons, each shown world and each claim."""
    rule = beat.shown
    yield from prove_told(beat)
    for other, world in beat.worlds.items():
        if world in range(rule.first, rule.first + rule.among) or world in rule.without:
            yield Proved(
                False,
                f"shown world {world} of {other}: the rule measures in it, or another beat shows it",
            )
            continue
        found = fit(beat, other, [world])
        where = f"on {found.within[0]:.0%} of {len(beat.paths)} paths"
        parts = [f"in the middle half for {' and '.join(rule.within)} {where}"]
        parts.append(f"ends as most on {found.end_as_most[0]:.0%}")
        if rule.hand is not None:
            parts.append(
                f"with a hand of {rule.hand:g} on {found.by_hand[0]:.0%}, and lasts {found.lasts[0]} months"
            )
        if found.brinks:
            parts.append(
                f"at the brink on {found.brink_as_most[0]:.0%} of the {found.brinks} paths on which most are"
            )
        yield Proved(
            bool(found.good(beat)[0]), f"shown world {world} of {other}: {', '.join(parts)}"
        )
    for claim in beat.claims:
        a, b = (
            Measured(beat, claim.other, path, FIRST_CLAIMED, CLAIMED, hand=hand)
            for path, hand in zip((claim.a, claim.b), claim.hands, strict=True)
        )
        difference = compare_paired(value_of(claim.measure, a), value_of(claim.measure, b))
        failed: Estimate = probability(np.array(a.flag(claim.fails_if)))
        holds = (
            claim.least <= difference.low
            and difference.high <= claim.most
            and failed.high <= claim.fails_most
        )
        yield Proved(
            bool(holds),
            f"{claim.name}: {difference.value:+.2f} ({difference.low:+.2f} to {difference.high:+.2f}), n = {CLAIMED}; "
            f"fails in {failed.value:.0%} ({failed.low:.0%} to {failed.high:.0%})",
        )
