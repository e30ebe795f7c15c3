"""The distance of free play from the best plan that Washington and Beijing could each hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.analysis.policy_game import GameOptions
from sim.analysis.policy_game.game import EVEN, KIM, ODD, PolicyGame, types_of
from sim.core.base.arrays import Floats, weighted_sum
from sim.core.game.catalogue import CAPITALS, GIANTS, VALUES
from sim.core.outcomes.values import MARGIN
from sim.study.estimate.paired import PairedDifference, compare_paired
from sim.study.experiment.build import points_of
from sim.study.experiment.definition import Experiment, Factor
from sim.study.experiment.factor_text import one_of
from sim.study.store.results import Results


def free_play(options: GameOptions) -> Experiment:
    """Return the experiment with both powers free, and with each held to each of its policies while
    the other is free, by type of Kim.
    """
    types = tuple(types_of(options.scenario))
    own, other = (len(options.restrict[name]) for name in GIANTS)
    columns = {
        GIANTS[0]: np.array([-1, *range(own), *[-1] * other]),
        GIANTS[1]: np.array([-1, *[-1] * own, *range(other)]),
    }
    count = 1 + own + other
    factors = [Factor(KIM, "uncertainty", one_of(types))]
    factors += [
        Factor(f"{name}.policy", "lever", one_of(options.restrict[name])) for name in GIANTS
    ]
    laid = {f"{name}.policy": np.tile(each, len(types)) for name, each in columns.items()}
    laid[KIM] = np.repeat(np.arange(len(types)), count)
    return points_of(
        options.scenario,
        factors,
        laid,
        np.zeros(len(types) * count, np.int64),
        options.worlds,
        options.seed,
        VALUES,
    )


@dataclass(frozen=True, slots=True)
class FreePlay:
    """A power's gain by its best held policy over free play, the other one free: `policy` is chosen
    in the even worlds, `gain` measured in the odd ones, in months.
    """

    policy: str
    gain: PairedDifference


def free_play_in(options: GameOptions, game: PolicyGame, results: Results) -> dict[str, FreePlay]:
    """Return for each power the gain of its best policy over its free play, by its own belief."""
    own, other = (len(options.restrict[name]) for name in GIANTS)
    found = {}
    for name, places in zip(
        GIANTS, (range(1, 1 + own), range(1 + own, 1 + own + other)), strict=True
    ):
        value = results.by_cell(f"value_{name}")
        cells = value.reshape(len(game.types), 1 + own + other, -1)
        worth = np.asarray(weighted_sum(cells, game.weights_of(name)))
        best = int(worth[list(places), EVEN].mean(axis=1).argmax())
        found[name] = FreePlay(
            options.restrict[name][best],
            compare_paired(worth[places[best], ODD], worth[0, ODD]),
        )
    return found


def both_worse_against(game: PolicyGame, results: Results) -> dict[str, Floats]:
    """Return the share of worlds in which both powers do worse free than held to a pair of courses,
    by pair: by type of Kim, and last by the model's prior.

    The game is that of the courses, with the same random draws as the free worlds.
    """
    worse = np.ones((len(game.types), *game.shape, game.worlds), dtype=np.bool_)
    for place, name in enumerate(GIANTS):
        value = results.by_cell(f"value_{name}")
        free = value.reshape(len(game.types), -1, game.worlds)[:, 0, None, None]
        held = game.value[:, CAPITALS.index(name), :, :, 0, 0]
        worse &= free < held - MARGIN * game.unit(place)
    by_type = worse.mean(axis=-1)
    mixed = np.asarray(weighted_sum(by_type, game.chances))
    return {
        game.line(pair): np.array([*by_type[(slice(None), *pair)], mixed[pair]])
        for pair in np.ndindex(*game.shape)
    }
