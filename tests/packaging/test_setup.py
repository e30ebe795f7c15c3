"""What setup.cfg, constraints.txt and CITATION.cff declare is what the tree and the environment
hold.
"""

import configparser
import fnmatch
import importlib.metadata
import re
from collections import Counter
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
SETUP = configparser.ConfigParser()
SETUP.read(ROOT / "setup.cfg", encoding="utf-8")
PIN = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.]+(; python_version (<|>=) \"3\.\d+\")?")


def mapping(text: str) -> dict[str, str]:
    """The lines `name = value` of one option of setup.cfg."""
    pairs = (line.split("=") for line in text.splitlines() if line)
    return {name.strip(): value.strip() for name, value in pairs}


FOLDERS = mapping(SETUP["options"]["package_dir"])
PACKAGES = SETUP["options"]["packages"].split()


def folder_of(package: str) -> Path:
    """Where the sources of a package lie: the longest mapped name decides, as in setuptools."""
    mapped = max((name for name in FOLDERS if f"{package}.".startswith(f"{name}.")), key=len)
    return ROOT / FOLDERS[mapped] / Path(*package.removeprefix(mapped).strip(".").split("."))


def pins() -> list[Requirement]:
    """The lines of constraints.txt that hold on the Python that runs."""
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    every = [Requirement(line) for line in lines if not line.startswith("#")]
    return [pin for pin in every if pin.marker is None or pin.marker.evaluate()]


@pytest.mark.short
def test_the_package_list_is_the_tree() -> None:
    in_tree = {
        ".".join((name, *source.relative_to(ROOT / folder).parent.parts))
        for name, folder in FOLDERS.items()
        for source in (ROOT / folder).rglob("*.py")
    }
    assert sorted(PACKAGES) == sorted(in_tree)


@pytest.mark.short
def test_every_package_has_an_init(subtests: pytest.Subtests) -> None:
    for package in PACKAGES:
        with subtests.test(package):
            assert (folder_of(package) / "__init__.py").is_file()


def test_every_data_file_is_installed(subtests: pytest.Subtests) -> None:
    for package in PACKAGES:
        with subtests.test(package):
            patterns = SETUP["options.package_data"].get(package, "").replace(",", " ").split()
            data = [
                file.name
                for file in folder_of(package).iterdir()
                if file.is_file() and file.suffix != ".py"
            ]
            assert [
                name
                for name in data
                if not any(fnmatch.fnmatch(name, pattern) for pattern in patterns)
            ] == []


@pytest.mark.parametrize("folder", ["sim", "scenarios", "notebooks", "results", "tests"])
def test_the_top_level_folders_are_there(folder: str) -> None:
    assert (ROOT / folder).is_dir()


def test_constraints_are_names_and_versions_and_nothing_else() -> None:
    lines = (ROOT / "constraints.txt").read_text().splitlines()
    assert [line for line in lines if not line.startswith("#") and not PIN.fullmatch(line)] == []


@pytest.mark.short
def test_each_package_is_pinned_once_for_this_python() -> None:
    counts = Counter(canonicalize_name(pin.name) for pin in pins())
    assert [name for name, count in counts.items() if count > 1] == []


def test_what_is_tested_is_what_is_pinned() -> None:
    """Follow what the distribution needs for its tests: each package met has the pinned version."""
    pinned: dict[str, str] = {}
    for pin in pins():
        pinned[canonicalize_name(pin.name)] = str(pin.specifier).removeprefix("==")
    installed: dict[str, str] = {}
    own = SETUP["metadata"]["name"]
    to_visit, visited = [(own, frozenset({"test"}))], set()
    while to_visit:
        visited.add(each := to_visit.pop())
        name, extras = each
        for line in importlib.metadata.requires(name) or []:
            need = Requirement(line)
            marker, needed = need.marker, canonicalize_name(need.name)
            wanted = marker is None or any(
                marker.evaluate({"extra": extra}) for extra in {"", *extras}
            )
            if wanted and needed == own and (own, frozenset(need.extras)) not in visited:
                to_visit.append((own, frozenset(need.extras)))
            elif wanted and needed != own and needed not in installed:
                installed[needed] = importlib.metadata.version(needed)
                to_visit.append((need.name, frozenset(need.extras)))
    assert installed == {name: pinned.get(name, "no pin") for name in installed}


@pytest.mark.short
def test_the_version_is_said_once() -> None:
    """The citation and the installed distribution carry the version of setup.cfg."""
    version = SETUP["metadata"]["version"]
    assert re.findall(r"^version: (.+)$", (ROOT / "CITATION.cff").read_text(), re.MULTILINE) == [
        version
    ]
    assert importlib.metadata.version(SETUP["metadata"]["name"]) == version


@pytest.mark.short
def test_the_command_points_at_a_function() -> None:
    (command,) = importlib.metadata.entry_points(group="console_scripts", name="sim")
    assert command.value == mapping(SETUP["options.entry_points"]["console_scripts"])["sim"]
    assert callable(command.load())


@pytest.mark.xdist_group("grouped")
def test_what_shares_a_dear_thing_is_played_by_one_worker(request: pytest.FixtureRequest) -> None:
    """pytest-xdist names the group behind the test; under pytest 9.2 it does not, and each worker
    makes all.
    """
    if request.config.getoption("loadgroup", False):
        assert request.node.nodeid.endswith("@grouped")
