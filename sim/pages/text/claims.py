"""What the claims of the class page say in English, from the files that declare and test them."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import Any, Final

HOME: Final = "sim.pages.class_page"


def english_claims() -> dict[str, str]:
    """Return the sentence of each claim that a page shows, by its key: `claims.ships arm the fearful`."""
    home = resources.files(HOME)
    course = declared(home.joinpath("course.toml"))
    files = [course, *(declared(file) for file in home.joinpath("lessons").iterdir() if file.name.endswith(".toml"))]
    said = {claim["name"]: claim["says"] for file in files for claim in file["claims"]}
    return {f"claims.{name}": said[name] for beat in course["beats"] for name in beat["claims"]}


def declared(file: Any) -> dict[str, Any]:
    """Return what a file of the class page declares."""
    return tomllib.loads(file.read_text(encoding="utf-8"))
