"""Gives every reader changed files, on and on: `make fuzz`. A file that breaks one is kept in the
corpus.

python -m tests.fuzz.going [--seconds N] [READER...]
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from pathlib import Path

from tests.fuzz.mutating import bytes_changed
from tests.fuzz.readers import READERS
from tests.fuzz.test_fuzz import CORPUS, taken

ROUND = 200
"""Files of a reader before the next has its turn."""


def tried(reader: str, folder: Path, rng: random.Random) -> tuple[int, int]:
    """Give a reader a round of changed files; return how many it took, and how many broke it."""
    known, kept = (
        READERS[reader],
        [path.read_bytes() for path in sorted((CORPUS / reader).glob("*"))],
    )
    seeds = known.seeds(folder)
    fine = broken = 0
    for _ in range(ROUND):
        # Of what once broke a reader nothing but its bytes can be changed, since it often has no
        # form.
        content = bytes_changed(rng.choice(kept), rng) if kept and rng.random() < 0.1 else b""
        content = content or known.change(rng.choice(seeds), rng)
        try:
            fine += taken(reader, content, folder)
        except Exception as error:
            broken += 1
            name = f"{type(error).__name__}-{rng.getrandbits(32):08x}"
            (CORPUS / reader).mkdir(exist_ok=True)
            (CORPUS / reader / name).write_bytes(content)
            print(f"{reader}: {type(error).__name__}, kept as {name}", flush=True)
    return fine, broken


def main() -> int:
    """Go round the readers until the time is up, or until ctrl-C; return 1 where one was broken."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=float("inf"))
    parser.add_argument("--seed", type=int, default=time.time_ns())
    parser.add_argument("readers", nargs="*", default=list(READERS), metavar="READER")
    asked = parser.parse_args()
    end, rng = time.monotonic() + asked.seconds, random.Random(asked.seed)
    counts = {reader: [0, 0, 0] for reader in asked.readers}
    try:
        while True:
            for reader in asked.readers:
                if time.monotonic() > end:
                    return int(any(broken for _, _, broken in counts.values()))
                with tempfile.TemporaryDirectory() as place:
                    fine, broken = tried(reader, Path(place), rng)
                count = counts[reader]
                count[:] = count[0] + ROUND, count[1] + fine, count[2] + broken
                share = count[1] / count[0]
                print(
                    f"{reader:<10} {count[0]:>8} files, {share:6.1%} taken, {count[2]} broken",
                    flush=True,
                )
    except KeyboardInterrupt:
        return int(any(broken for _, _, broken in counts.values()))


if __name__ == "__main__":
    raise SystemExit(main())
