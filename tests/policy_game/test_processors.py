"""What `sim game` finds hangs on no processor: another BLAS and no SIMD move no byte."""

from numpy._core import _multiarray_umath as built

from tests.cli.command import process

FEW = ("-n", "20", "--resamples", "50", "--payoff-draws", "20", "--number-draws", "2")
GAME = ("game", "2017-spring", "--set", "months=4", *FEW, "--json")


def test_a_policy_game_says_the_same_with_another_blas_and_without_simd() -> None:
    simd = [name for name in built.__cpu_dispatch__ if built.__cpu_features__.get(name)]
    other = {"OPENBLAS_CORETYPE": "Prescott", "NPY_DISABLE_CPU_FEATURES": " ".join(simd)}
    here, there = process(*GAME), process(*GAME, env=other)
    assert (here.returncode, there.returncode) == (0, 0), there.stderr
    assert here.stdout == there.stdout
    assert '"gaps"' in here.stdout
