"""The changelog names this version and says what moves."""

import configparser
import re

from tests.docs.documents import ROOT, text_of

PAGE = ROOT / "CHANGELOG.md"


def version() -> str:
    """The version that setup.cfg gives."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    return setup["metadata"]["version"]


def test_this_version_has_an_entry() -> None:
    assert f"## [{version()}]" in text_of(PAGE).splitlines()


def test_each_version_says_which_results_move() -> None:
    entries = re.split(r"^## ", text_of(PAGE), flags=re.M)[1:]
    released = [entry for entry in entries if not entry.startswith("[Unreleased]")]
    assert released
    assert [
        entry.splitlines()[0] for entry in released if "### Results that move" not in entry
    ] == []


def test_the_departures_are_listed() -> None:
    departures = text_of(PAGE).split("### Departures from the specification")[-1]
    for word in ("lazily", "sanctions_answer", "Alignment", "b·log b", "docs/odd.md"):
        assert word in departures


def test_what_is_not_released_is_short() -> None:
    """One line each: added, changed, removed and how to migrate, and one table of results."""
    unreleased = re.split(r"^## ", text_of(PAGE), flags=re.M)[1]
    assert unreleased.startswith("[Unreleased]")
    assert len(unreleased.split()) <= 2500
    for part in ("Added", "Changed", "Removed", "Migration"):
        assert f"#### {part}\n" in unreleased
    assert unreleased.count("\n### Results that move\n") == 1
