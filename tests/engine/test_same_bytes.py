"""Every engine gives the same bytes as plain Python, whatever the job, however its worlds are
split.
"""

from dataclasses import replace

import numpy as np
import pytest

from sim.core.engine import ORDERS, play
from sim.core.engine.job import Job
from sim.core.engine.records import names_of
from sim.core.engine.source import Game
from sim.core.game.catalogue import CAPITALS
from sim.core.game.policies import POLICIES, orders_of

from .support import digest, first_months, job_of_plans, played, random_job


@pytest.mark.parametrize("seed", range(6))
def test_engines_agree_on_random_jobs(small: Game, seed: int) -> None:
    job = random_job(small, seed, 37)
    wanted = played(job, "python", small)
    assert played(job, "numpy", small) == wanted
    assert played(job, "kernel", small) == wanted


@pytest.mark.parametrize("seed", [0, 1])
def test_engines_agree_on_the_game_that_ships(real: Game, seed: int) -> None:
    job = random_job(real, seed, 11, 8)
    wanted = played(job, "python", real)
    assert played(job, "numpy", real) == wanted
    assert played(job, "kernel", real) == wanted


@pytest.mark.parametrize("worlds", [1, 5, 11])
def test_engines_agree_on_plans_and_free_worlds(real: Game, worlds: int) -> None:
    job = job_of_plans(worlds, worlds)
    wanted = played(job, "python", real)
    assert played(job, "numpy", real) == wanted
    assert played(job, "kernel", real) == wanted


def test_plans_turn_in_the_worlds_that_engines_agree_on(real: Game) -> None:
    """Every plan that ships is left and, where it has a way back, resumed."""
    worlds = 400
    job = job_of_plans(7, worlds)
    courses = play(job, "kernel", game=real).record
    for capital in CAPITALS:
        ways = courses[f"{capital}_course"]
        for policy in POLICIES[capital].values():
            if policy.plan:
                own = orders_of(capital, policy.standing)
                follows = np.all(
                    [job.orders[0, ORDERS.index(name)] == own[name] for name in own], axis=0
                )
                second = ways[:, follows] == own[f"{capital}_second"]
                assert second.any(), policy.name
                back = (second[:-1] & ~second[1:]).any()
                assert back == (len(policy.plan) == 4), policy.name


@pytest.mark.parametrize("engine", ["python", "numpy", "kernel"])
def test_a_world_that_goes_on_is_the_world_that_never_stopped(small: Game, engine: str) -> None:
    job = random_job(small, 3, 19)
    whole = play(job, engine, game=small)
    first = play(first_months(job, 5), engine, game=small)
    rest = play(replace(first_months(job, 7, 5), state=first.state), engine, game=small)
    assert rest.state.tobytes() == whole.state.tobytes()
    for name in job.record:
        assert (
            np.concatenate([first.record[name], rest.record[name]]).tobytes()
            == whole.record[name].tobytes()
        )
    assert (first.months_lived + rest.months_lived == whole.months_lived).all()


@pytest.mark.parametrize("engine", ["numpy", "kernel"])
def test_a_world_alone_is_the_world_among_others(small: Game, engine: str) -> None:
    job = Job(50, months=12)
    whole = play(job, engine, game=small)
    for world in (0, 17, 49):
        alone = play(replace(job, worlds=1, first_world=world), engine, game=small)
        assert alone.state[:, 0].tobytes() == whole.state[:, world].tobytes()


def test_threads_and_calls_change_nothing(small: Game) -> None:
    job = replace(random_job(small, 1, 3000, 200), record=("tension",))
    assert played(job, "kernel", small, jobs=3) == played(job, "kernel", small)
    half = play(
        replace(
            job,
            worlds=1500,
            levers=job.levers[..., :1500],
            orders=job.orders[..., :1500],
            luck=job.luck[..., :1500],
        ),
        "kernel",
        game=small,
    )
    assert half.state.tobytes() == play(job, "kernel", game=small).state[:, :1500].tobytes()


@pytest.mark.parametrize("engine", ["python", "numpy", "kernel"])
def test_worlds_can_be_gathered_between_months(small: Game, engine: str) -> None:
    """A clone has luck of its own; one that keeps its parent's address lives its parent's life."""
    first = play(Job(8, months=3), engine, game=small)
    parents = np.array([2, 2, 5, 2])
    job = Job(
        4,
        months=6,
        first_month=3,
        state=first.state[:, parents],
        ids=parents.astype(np.int64),
        generation=np.array([0, 1, 1, 1]),
        clone=np.array([0, 0, 0, 1]),
    )
    clones = play(job, engine, game=small)
    assert digest(clones) == played(job, "python", small)
    undisturbed = play(Job(8, months=9), engine, game=small)
    assert clones.state[:, 0].tobytes() == undisturbed.state[:, 2].tobytes()
    assert len({clones.state[:, i].tobytes() for i in range(4)}) == 4


@pytest.mark.parametrize("engine", ["python", "numpy", "kernel"])
def test_the_last_month_of_an_ended_world_repeats(small: Game, engine: str) -> None:
    worlds = play(Job(200, months=24, record=("tension", "ending")), engine, game=small)
    ended = worlds.final("ending") != 0
    assert 20 < ended.sum() < 200
    for world in np.flatnonzero(ended):
        lived = worlds.months_lived[world]
        assert (worlds.record["ending"][: lived - 1, world] == 0).all()
        assert (
            worlds.record["tension"][lived - 1 :, world] == worlds.final("tension")[world]
        ).all()
    assert (worlds.months_lived[~ended] == 24).all()


@pytest.mark.parametrize("engine", ["numpy", "kernel"])
def test_a_world_without_a_number_has_failed_in_every_engine(small: Game, engine: str) -> None:
    state = play(Job(20, months=1), "python", game=small).state
    state[names_of(small.world).index("own.seen.0"), [3, 11]] = np.nan
    job = Job(20, months=4, first_month=1, state=state)
    worlds = play(job, engine, game=small)
    assert worlds.failed.tolist() == [world in (3, 11) for world in range(20)]
    assert digest(worlds) == played(job, "python", small)
