"""Write the golden trajectories anew; say in CHANGELOG.md which results moved, and why."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.golden.trajectories import FILE, write

if __name__ == "__main__":
    write()
    print(f"written: {FILE.relative_to(Path(__file__).parents[1])}")
