"""What is fitted to the record: the numbers, their ranges, and what the years before it say of peace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.arrays import Floats
from sim.engine import NUMBERS, Job, on_arrays, play
from sim.game.moves import Ending


@dataclass(frozen=True, slots=True)
class Fitted:
    """One number that is fitted: its name in the ledger (a cell by its place), label, and the range of its prior.

    The prior is uniform over the range. `about` groups the numbers for tables.
    """

    name: str
    label: str
    low: float
    high: float
    about: str


REVIEWS: Final = "when and how a course is reviewed"
TYPES: Final = "what moves each type of Kim"
COURSES: Final = "what a course disposes to"
ANSWERS: Final = "how moves answer one another"
LISTS: Final = "what the lists show"
HAZARDS: Final = "hazards"

FITTED: Final[tuple[Fitted, ...]] = (
    Fitted("review_base", "a review without cause", 0.001, 0.05, REVIEWS),
    Fitted("review_offer", "a review after a soft word", 0.02, 0.5, REVIEWS),
    Fitted("review_failed", "a review of a course that has failed", 0.01, 0.5, REVIEWS),
    Fitted("review_rate_washington", "Washington's rate of review", 0.2, 4.0, REVIEWS),
    Fitted("review_rate_pyongyang", "Pyongyang's rate of review", 0.2, 4.0, REVIEWS),
    Fitted("inertia", "inertia of a course", 0.0, 4.0, REVIEWS),
    Fitted("lookahead", "precision of the look-ahead", 0.0, 15.0, REVIEWS),
    Fitted("lean_elected", "lean of an office toward its course", 0.0, 3.0, REVIEWS),
    Fitted("drive_threat.0", "threat felt, on tests of the fearful", 0.0, 4.0, TYPES),
    Fitted("drive_threat.1", "threat felt, on tests of the greedy", -4.0, 0.0, TYPES),
    Fitted("drive_softness.0", "softness seen, on tests of the fearful", -3.0, 0.0, TYPES),
    Fitted("drive_softness.1", "softness seen, on tests of the greedy", 0.0, 3.0, TYPES),
    Fitted("precision.0", "precision of the fearful", 0.4, 1.0, TYPES),
    Fitted("precision.1", "precision of the greedy", 0.4, 1.0, TYPES),
    Fitted("stray.0", "stray deeds of the fearful", 0.0, 0.3, TYPES),
    Fitted("stray.1", "stray deeds of the greedy", 0.0, 0.3, TYPES),
    Fitted("capacity", "what a small arsenal lacks for tests", 0.0, 4.0, TYPES),
    Fitted("test_momentum", "a test brings the next one", 0.0, 2.0, ANSWERS),
    Fitted("momentum", "a move repeats itself", 0.0, 2.0, ANSWERS),
    Fitted("step_for_step", "softness answers softness", 0.0, 3.0, ANSWERS),
    Fitted("pyongyang_deeds.0.3", "missile tests while building", -2.0, 2.5, COURSES),
    Fitted("pyongyang_deeds.1.3", "missile tests in brinkmanship", -3.0, 2.0, COURSES),
    Fitted("pyongyang_deeds.3.3", "missile tests while consolidating", -4.0, 1.0, COURSES),
    Fitted("washington_words.2.0", "talks of an engaging Washington", -1.0, 3.0, COURSES),
    Fitted("pyongyang_words.2.0", "talks of a charming Pyongyang", -1.0, 3.0, COURSES),
    Fitted("contact_listed", "a contact where one side is soft", 0.02, 0.6, LISTS),
    Fitted("talks_false", "a contact where neither is soft", 0.001, 0.2, LISTS),
    Fitted("korea_listed", "inter-Korean talks where both are soft", 0.2, 0.95, LISTS),
    Fitted("korea_false", "inter-Korean talks where neither is soft", 0.001, 0.15, LISTS),
    Fitted("exercise_false", "an exercise that the game does not hold", 0.001, 0.4, LISTS),
    Fitted("clash", "war a month where both stand firm", 0.02, 0.4, HAZARDS),
    Fitted("collapse", "collapse a month without hunger", 0.0, 0.002, HAZARDS),
)  # fmt: skip
"""The numbers that are fitted, fixed before the first fit: docs/registration.md. All others keep their defaults."""


def numbers_at(logits: Floats, fitted: Sequence[Fitted] = FITTED) -> dict[str, Floats]:
    """Return the numbers `(sets,)` by name at points `(sets, numbers)` on the log-odds of each range."""
    share = 1.0 / (1.0 + on_arrays("exp")(-logits))
    return {item.name: item.low + (item.high - item.low) * share[:, place] for place, item in enumerate(fitted)}


def log_prior(logits: Floats) -> Floats:
    """Return the log density of the prior at points on the log-odds of each range, `(sets,)`: uniform on the range."""
    return np.asarray(-(np.abs(logits) + 2.0 * np.log1p(np.exp(-np.abs(logits)))).sum(axis=1))


CRISES_BEFORE_1990: Final = {
    "Pueblo": "1968-01", "EC-121": "1969-04", "Poplar Tree": "1976-08", "Rangoon": "1983-10",
}  # fmt: skip
"""Korean crises of the International Crisis Behavior list (v14) between the armistice and 1990; none reached war."""

BEFORE_1990: Final = 2**33
"""Generation of the luck of the worlds that show the peace before 1990: none of the filter's own."""

EXPOSED_WORLDS: Final = 64
EXPOSED_MONTHS: Final = 120
"""Worlds and months by which the chance of war in a crisis is found at each set of numbers."""


def log_peace_before(numbers: Mapping[str, Floats], fixed: Mapping[str, float], seed: int, jobs: int) -> Floats:
    """Return the log chance that none of the crises before 1990 reached war, by set, `(sets,)`.

    Minus the crises times P(war | crisis), which free worlds from the start of 1990 show at each set; a crisis begins
    where tension reaches 5. Half a war is added to the wars and one crisis to the crises of each set. All sets meet the
    same luck, so that the chance hangs on the numbers alone.
    """
    sets = len(next(iter(numbers.values())))
    theirs = {name: np.repeat(values, EXPOSED_WORLDS) for name, values in numbers.items() if name in NUMBERS}
    worlds = sets * EXPOSED_WORLDS
    job = Job(
        worlds, seed, EXPOSED_MONTHS, numbers=theirs | dict(fixed), record=("tension", "ending"),
        ids=np.tile(np.arange(EXPOSED_WORLDS), sets), generation=np.full(worlds, BEFORE_1990),
    )  # fmt: skip
    made = play(job, jobs=jobs)
    crisis = made.record["tension"] >= 5.0
    begun = crisis[1:] & ~crisis[:-1]
    ending = made.record["ending"][-1]
    wars = (ending > float(Ending.NONE)) & (ending < float(Ending.COLLAPSE))
    crises = begun.sum(axis=0).reshape(sets, EXPOSED_WORLDS).sum(axis=1)
    share = (wars.reshape(sets, EXPOSED_WORLDS).sum(axis=1) + 0.5) / (crises + 1.0)
    return np.asarray(-len(CRISES_BEFORE_1990) * np.minimum(share, 1.0))
