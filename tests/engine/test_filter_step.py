"""One step of a bootstrap filter by hand: play, weigh by the chance of what was seen, resample, go
on.
"""

import numpy as np

from sim.core.engine import ORDERS, PLACES, Job, play
from sim.core.game.moves import PyongyangDeed, PyongyangWord

WORLDS, SEED = 6000, 11


def orders(months: int, word: int, deed: int) -> np.ndarray:
    """Return the orders of a last month in which Pyongyang says and does what was seen."""
    made = np.full((months, len(ORDERS)), -1, np.int8)
    made[-1, ORDERS.index("pyongyang_word")] = word
    made[-1, ORDERS.index("pyongyang_deed")] = deed
    return made


def test_the_weight_of_what_was_seen_is_how_often_it_is_done() -> None:
    """The mean chance of a word and deed, over worlds made to say and do them, is their share among
    free worlds.
    """
    word, deed = PyongyangWord.SILENCE, PyongyangDeed.MISSILE_TEST
    free = play(Job(WORLDS, SEED, months=3, record=("pyongyang_word", "pyongyang_deed")))
    seen = play(
        Job(WORLDS, SEED, months=3, orders=orders(3, word, deed), record=("pyongyang_chance",))
    )
    share = (
        (free.record["pyongyang_word"][2] == word) & (free.record["pyongyang_deed"][2] == deed)
    ).mean()
    weight = seen.record["pyongyang_chance"][2]
    assert weight.std() > 0.01
    assert abs(weight.mean() - share) < 4.0 * np.sqrt(share * (1.0 - share) / WORLDS)


def test_worlds_that_are_resampled_go_on_apart_and_can_be_played_again() -> None:
    start = play(
        Job(
            WORLDS,
            SEED,
            months=4,
            orders=orders(4, PyongyangWord.SILENCE, PyongyangDeed.BIG_TEST),
            record=("pyongyang_chance",),
        )
    )
    weight = start.record["pyongyang_chance"][3] * (start.final("ending") == 0)
    # systematic resampling with one uniform, by addressable luck
    edges = np.cumsum(weight) / weight.sum()
    parents = np.searchsorted(edges, (np.arange(WORLDS) + 0.5) / WORLDS)
    copies = np.arange(WORLDS) - np.searchsorted(
        parents, parents
    )  # the first clone of a parent is 0
    job = Job(
        WORLDS,
        SEED,
        months=3,
        first_month=4,
        state=start.state[:, parents],
        ids=parents.astype(np.int64),
        generation=np.ones(WORLDS, np.int64),
        clone=copies.astype(np.int64),
        record=("pyongyang_deed", "tension"),
    )
    on = play(job)
    again = play(job, engine="numpy")
    assert on.state.tobytes() == again.state.tobytes()
    twins = np.flatnonzero(copies == 1)
    assert twins.size > 100
    first = np.searchsorted(parents, parents[twins])
    apart = (on.record["tension"][:, twins] != on.record["tension"][:, first]).any(axis=0)
    assert apart.mean() > 0.99
    # resampling moves the mean of what was weighed: worlds that were likelier to test have a larger
    # drive to it
    threat = PLACES.index("pyongyang_course")
    before, after = start.state[threat], start.state[threat][parents]
    assert (after == 0).mean() > (before == 0).mean()
