"""The parts that pages of one file are laid together from: files of their folder, shared modules, shared style."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources

from sim.pages.model import DRAWING, PLAYER, inline_module, player, stage_style
from sim.pages.one_file import close_script, colours


def asset(package: str, *path: str) -> str:
    """Return a file among the assets of a page's package."""
    return resources.files(package).joinpath("assets", *path).read_text(encoding="utf-8")


def own_scripts(package: str, names: Iterable[str]) -> list[str]:
    """Return the scripts of a page's own."""
    return [asset(package, "js", f"{name}.js") for name in names]


def whole_script(package: str, names: Iterable[str], beside: Iterable[str] = ()) -> str:
    """Return the script of a page that plays and draws: the player, what draws, modules beside them, and its own."""
    modules = [*(player(name) for name in (*PLAYER, *DRAWING)), *beside]
    return close_script([*map(inline_module, modules), *own_scripts(package, names)])


def whole_style(*sheets: str) -> str:
    """Return the style of a page: the colours of every figure, the stage, and the sheets that it brings."""
    return colours() + stage_style() + "".join(sheets)


def read_style(package: str) -> str:
    """Return the style of a page that is read: what all of them share, and its own sheet."""
    return whole_style(asset("sim.pages", "base.css"), asset(package, "page.css"))
