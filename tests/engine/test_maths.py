"""exp has nine digits, log and the inverse normal are as good as a library's, whatever plays them."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from sim.core.engine import on_arrays
from sim.core.engine.luck import sheet_of_many, sheet_of_one, sheet_of_run


def ulps(found: np.ndarray, wanted: np.ndarray) -> float:
    return float((np.abs(found - wanted) / np.spacing(np.abs(wanted))).max())


@pytest.mark.parametrize("span", [1e-3, 0.35, 1.0, 40.0, 700.0])
def test_exp(span: float) -> None:
    x = np.random.default_rng(1).uniform(-span, span, 20_000)
    found = on_arrays("exp")(x)
    with localcontext(prec=40):
        off = [
            abs(Decimal(y) / Decimal(v).exp() - 1)
            for v, y in zip(x.tolist(), found.tolist(), strict=True)
        ]
    assert max(off) <= 3.1e-9


@pytest.mark.parametrize("span", [0.1, 2.0, 700.0])
def test_log(span: float) -> None:
    x = np.exp(np.random.default_rng(2).uniform(-span, span, 20_000))
    assert ulps(on_arrays("log")(x), np.log(x)) <= 2.0


def test_normal() -> None:
    u = np.random.default_rng(3).uniform(0, 1, 20_000)
    u = np.concatenate(
        [u, 10.0 ** np.random.default_rng(4).uniform(-16, -1, 5_000), [2.0**-54, 0.5, 1 - 2.0**-53]]
    )
    found = on_arrays("normal")(u)
    np.testing.assert_allclose(found, ndtri(u), rtol=2e-14, atol=1e-15)
    inner = np.abs(found) < 5
    np.testing.assert_allclose(ndtr(found[inner]), u[inner], rtol=1e-13)
    assert (np.diff(on_arrays("normal")(np.sort(u))) >= 0).all()


def test_a_sheet_of_luck_is_the_same_however_it_is_drawn() -> None:
    run = sheet_of_run(2**63 + 5, 3, 10, 6, 10)
    many = sheet_of_many(
        2**63 + 5, 3, np.arange(10, 16), np.zeros(6, np.int64), np.zeros(6, np.int64), 10
    )
    assert run.shape == (10, 6)
    assert (run == many).all()
    for k in range(6):
        assert sheet_of_one(2**63 + 5, 3, 10 + k, 0, 0, 10) == run[:, k].tolist()
    clones = sheet_of_many(7, 3, np.array([4, 4, 4]), np.array([0, 1, 1]), np.array([0, 0, 1]), 4)
    assert len(np.unique(clones)) == 12
    assert sheet_of_one(7, 3, 4, 1, 1, 4) == clones[:, 2].tolist()
    assert ((run > 0) & (run < 1)).all()
