"""Random streams: no two kinds of luck are alike, and no generator is made beside the register."""

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.study.estimate.bootstrap import Stream, generator

ELSEWHERE = {
    "sim/study/estimate/bootstrap.py": "the register",
    "sim/study/experiment/design.py": "the designs of a study, by seed and number of the design",
    "sim/policies/agents/function.py": "generators of a user's own function, seeded by the luck of a view",
}


def drawn(seed: int, stream: Stream, *more: int) -> bytes:
    return generator(seed, stream, *more).random(8).tobytes()


@pytest.mark.parametrize("seed", [0, 7, 2**31])
def test_no_two_streams_give_the_same_numbers(seed: int) -> None:
    found = [drawn(seed, stream, *more) for stream in Stream for more in ((), (0,), (1,))]
    # NumPy ends a seed with zeros, so that nothing and a last 0 are one: a stream is used in one of
    # both ways.
    for stream in Stream:
        assert drawn(seed, stream) != drawn(seed, stream, 1)
    assert len(set(found)) == 2 * len(Stream)


def test_streams_differ_between_neighbouring_seeds() -> None:
    """A seed one higher is not the stream numbered one higher."""
    found = [drawn(seed, stream) for seed, stream in itertools.product(range(7, 12), Stream)]
    assert len(set(found)) == len(found)


def test_no_stream_is_that_of_a_design() -> None:
    """The designs of a study take the numbers from 0: fewer than any stream's."""
    assert min(Stream) > 1_000_000
    assert np.random.default_rng([7, 0]).random(8).tobytes() not in {
        drawn(7, stream) for stream in Stream
    }


def test_every_generator_comes_from_the_register() -> None:
    root = Path(sim.__file__).parent
    made = {
        path.relative_to(root.parent).as_posix()
        for path in root.rglob("*.py")
        if re.search(
            r"default_rng\(|RandomState\(|random\.seed\(", path.read_text(encoding="utf-8")
        )
    }
    assert made == set(ELSEWHERE)


def test_every_stream_is_used() -> None:
    root = Path(sim.__file__).parents[1]
    paths = [path for folder in ("sim", "tools") for path in (root / folder).rglob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    assert [stream.name for stream in Stream if f"Stream.{stream.name}" not in text] == []
