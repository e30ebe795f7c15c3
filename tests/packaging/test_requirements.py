"""The files with hashes ask for the versions of constraints.txt, and for all that setup.cfg needs."""

import re
from configparser import ConfigParser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
NEEDED = {"run": ("build",), "compile": ("build", "compile"), "test": ("test",)}
"""The extras that each file holds beside the requirements of the package itself."""


def locked(name: str) -> dict[str, set[str]]:
    """The versions that a file asks for, by package."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    versions: dict[str, set[str]] = {}
    for package, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE):
        versions.setdefault(canonicalize_name(package), set()).add(version)
    return versions


def asked(extras: tuple[str, ...]) -> set[str]:
    """The packages that setup.cfg asks for directly."""
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg")
    lines = setup["options"]["install_requires"].split("\n")
    found: set[str] = set()
    pending = list(extras)
    while pending:
        lines += setup["options.extras_require"][pending.pop()].split("\n")
    for line in filter(None, lines):
        requirement = Requirement(line)
        if requirement.name == "korea-escalation":
            found |= asked(tuple(requirement.extras))
        else:
            found.add(canonicalize_name(requirement.name))
    return found


@pytest.mark.parametrize("name", NEEDED)
def test_the_locked_versions_are_the_tested_ones(name: str) -> None:
    pins: dict[str, set[str]] = {}
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            requirement = Requirement(line)
            version = str(requirement.specifier).removeprefix("==")
            pins.setdefault(canonicalize_name(requirement.name), set()).add(version)
    found = locked(name)
    assert found
    differing = {each for each in found if each in pins and not found[each] <= pins[each]}
    assert differing == set(), "run `make requirements`"


@pytest.mark.parametrize("name", NEEDED)
def test_all_that_setup_asks_for_is_locked_with_hashes(name: str) -> None:
    assert asked(NEEDED[name]) <= set(locked(name)), "run `make requirements`"
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in entry
    assert "://" not in text
