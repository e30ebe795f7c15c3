"""What is committed belongs to everyone: no path of one machine, no file that a tool left
behind.
"""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Home folders and the folders of build machines. The brackets keep the pattern from matching
# itself.
MACHINE_PATH = re.compile(rb"(?<![\w.~-])/(?:[r]oot|[w]ork|[h]ome/\w+|[U]sers/\w+)/")
DEBRIS = re.compile(
    r"(^|/)(__pycache__|build|dist|\.venv\S*|\S*\.egg-info)/|\.(pyc|orig|rej|bak|tmp)$|~$"
)


@pytest.fixture(scope="module")
def tracked() -> list[str]:
    """The files that git holds or would take in, relative to the top."""
    command = [
        "git",
        "-C",
        str(ROOT),
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
    ]
    listing = subprocess.run(command, capture_output=True, text=True)
    if listing.returncode:
        pytest.skip("not a git clone")
    return [name for name in listing.stdout.split("\0") if (ROOT / name).is_file()]


def test_no_file_names_a_folder_of_one_machine(tracked: list[str]) -> None:
    found = {name: MACHINE_PATH.findall((ROOT / name).read_bytes()) for name in tracked}
    assert {name: paths for name, paths in found.items() if paths} == {}


def test_no_file_is_debris(tracked: list[str]) -> None:
    assert [name for name in tracked if DEBRIS.search(name)] == []


def test_results_keep_only_the_reference(tracked: list[str]) -> None:
    results = [name for name in tracked if name.startswith("results/")]
    assert [
        name for name in results if not re.match(r"results/(README\.md$|reference/)", name)
    ] == []


@pytest.mark.parametrize(
    "line", [b"in /hom" + b"e/kim/x", b"'/ro" + b"ot/a'", b"=/wo" + b"rk/main"]
)
def test_the_pattern_sees_machine_paths(line: bytes) -> None:
    assert MACHINE_PATH.search(line)


@pytest.mark.parametrize("line", [b"net" + b"work/a", b"of docs/ho" + b"me/a", b"a 3/wo" + b"rk/b"])
def test_the_pattern_leaves_other_slashes_alone(line: bytes) -> None:
    assert not MACHINE_PATH.search(line)
