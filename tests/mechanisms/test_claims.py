"""The mechanisms of the paper that have a direction, as claims: each holds in worlds with the same
luck.

The paper is Tzogopoulos, BESA Perspectives 545 (2017). The numbers are those of docs/mechanisms.md.
What no claim says stands in test_statements.py and test_lose_lose.py.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.analysis.claims import Call, Claim, Plays, Statistic, StatisticInput, exact, examine
from sim.analysis.claims.reading import ClaimsFile
from sim.core.base.arrays import Floats
from sim.core.estimate.interval import Estimate
from sim.core.game.goals import war
from sim.core.outcomes.history import History
from sim.core.scenario.plan import KINDS
from sim.core.scenario.toml_file import toml_from
from sim.study.experiment.formula import Formula

FILE = Path(__file__).parent / "claims.toml"
MAY = 3
EVIDENCE = tuple(f"{whose}.{kim}" for whose in ("evidence", "evidence_beijing") for kim in range(3))
OTHERS = (
    "beijing_word",
    "beijing_deed",
    "seoul_word",
    "seoul_deed",
    "pyongyang_word",
    "pyongyang_deed",
)


def moved(asked: StatisticInput) -> Estimate:
    """Return the share of worlds in which another capital than Washington moves otherwise in
    May.
    """
    a, b = asked.histories()
    return exact(float(np.any([a[name][MAY] != b[name][MAY] for name in OTHERS], axis=0).mean()))


def evidence_apart(asked: StatisticInput) -> Estimate:
    """Return the largest difference between what Washington and Beijing have seen of Kim, in any
    world and month.
    """
    [history] = asked.histories()
    return exact(
        max(
            float(np.abs(history[f"evidence.{k}"] - history[f"evidence_beijing.{k}"]).max())
            for k in range(3)
        )
    )


def talks(history: History) -> Floats:
    """Return the talks in May, `(worlds,)`."""
    return np.asarray(history["talks"][MAY])


def loss(history: History) -> Floats:
    """Return the logarithm of what a war costs Beijing in the worlds that end in one."""
    return np.asarray(np.log(history.last("beijing_loss")[war(history)]))


SPREADS = {"talks in May": talks, "loss of Beijing in war": loss}


def spread(asked: StatisticInput) -> Estimate:
    """Return the standard deviation in one arm over that in the other; the worlds that count must
    be the same.
    """
    a, b = (SPREADS[asked.argument](history) for history in asked.histories())
    assert a.shape == b.shape
    return exact(float(a.std() / b.std()))


def events(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the events of a calendar, given as a scenario's file gives them."""

    def event(kind: str, month: str, **more: Any) -> Any:
        return KINDS[kind](
            month=month,
            **{key: tuple(v.items()) if key == "chances" else v for key, v in more.items()},
        )

    return {kind: tuple(event(kind, **each) for each in listed) for kind, listed in said.items()}


STATISTICS = {
    "moved": Statistic(moved),
    "evidence_apart": Statistic(evidence_apart),
    "spread": Statistic(spread, tuple(SPREADS)),
}
CLAIMS = ClaimsFile(
    toml_from(FILE.name, FILE.read_bytes()), STATISTICS, own={"events": events}
).claims


LOOKED_AT = (*OTHERS, *EVIDENCE, "talks", "beijing_loss")
PLAYS = {Formula: Plays(2000, 7), Call: Plays(2000, 7, recorded=LOOKED_AT)}


@pytest.mark.parametrize("claim", CLAIMS, ids=[claim.name for claim in CLAIMS])
def test_the_mechanism_moves_what_the_paper_says(claim: Claim) -> None:
    found = examine(claim, plays=PLAYS[type(claim.measure)])
    assert found.holds, found.told
