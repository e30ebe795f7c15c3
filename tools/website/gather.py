"""Gather the pages of the site: the documents as they are written, with their links rewritten to
the places on the site.
"""

import os
import re
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)\)")
FENCED = re.compile(r"(^```.*?^```$)", re.M | re.S)
SECTION = re.compile(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", re.M | re.S)
AT_THE_TOP = {
    "README.md": "project/readme.md",
    "CONTRIBUTING.md": "project/contributing.md",
    "CHANGELOG.md": "project/changelog.md",
}
"""Pages at the top of the clone, with their places in the site."""
START = "docs/index.md"
NAMED = {"../notebooks/README.md": "notebooks/readme.md"}
"""Pages that the start page lists from outside `docs`, with their places in the site."""


def places() -> dict[str, str]:
    """Return the place in the site of each document and each picture of the clone."""
    inside = [path for path in (ROOT / "docs").rglob("*") if path.suffix in (".md", ".png")]
    found = {
        path.relative_to(ROOT).as_posix(): path.relative_to(ROOT / "docs").as_posix()
        for path in inside
    }
    notebooks = [ROOT / "notebooks" / "README.md", *sorted((ROOT / "notebooks").glob("*.ipynb"))]
    named = {
        path.relative_to(ROOT).as_posix(): f"notebooks/{path.stem.lower()}.md" for path in notebooks
    }
    return found | named | AT_THE_TOP


def repository() -> str:
    """Return the address of the source, which the owner fills in; empty until then."""
    return str(
        tomllib.loads((ROOT / "publish" / "owner.toml").read_text(encoding="utf-8"))["repository"]
    )


def turned(text: str, page: str, where: dict[str, str]) -> str:
    """Return the text of a page with its links rewritten; a target outside the site is linked in
    the repository.
    """

    def link(found: re.Match[str]) -> str:
        picture, words, target = found.groups()
        path, _, anchor = target.partition("#")
        if not path or "://" in target or target.startswith("mailto:"):
            return found[0]
        there = os.path.normpath(os.path.join(os.path.dirname(page), path)).replace(os.sep, "/")
        if there in where:
            address = os.path.relpath(where[there], os.path.dirname(where[page]) or ".").replace(
                os.sep, "/"
            )
            # A link that is named after its file takes the title of the page.
            shown = "" if words == path and not anchor else words
            return f"{picture}[{shown}]({address}{'#' * bool(anchor)}{anchor})"
        if not (ROOT / there).exists():  # made for the site, as the pictures of a notebook are
            return found[0]
        if not repository():
            return words
        kind = "tree" if (ROOT / there).is_dir() else "blob"
        return f"{picture}[{words}]({repository()}/{kind}/main/{there})"

    parts = FENCED.split(text)
    return "".join(part if part.startswith("```") else LINK.sub(link, part) for part in parts)


def trees(index: str) -> str:
    """Return the tree of contents for the pages that the tables of the start page list, a part for
    each section.
    """
    made = []
    for title, body in SECTION.findall(index):
        rows = [LINK.search(line) for line in body.splitlines() if line.startswith("| [")]
        made.append(
            tree(title, [NAMED.get(row[3], row[3]).removesuffix(".md") for row in rows if row])
        )
    return "\n".join(made)


def tree(title: str, pages: list[str]) -> str:
    """Return a part of the tree of contents."""
    return "\n".join(["", "```{toctree}", ":hidden:", f":caption: {title}", "", *pages, "```", ""])


def gather(source: Path, of_notebook: Callable[[Path, Path], str]) -> None:
    """Write every page into the folder `source`; `of_notebook` turns a notebook into text, for a
    place.
    """
    where = places()
    for page, place in where.items():
        target = source / place
        target.parent.mkdir(parents=True, exist_ok=True)
        if page.endswith(".png"):
            shutil.copyfile(ROOT / page, target)
            continue
        made = page.endswith(".ipynb")
        text = (
            of_notebook(ROOT / page, target) if made else (ROOT / page).read_text(encoding="utf-8")
        )
        target.write_text(turned(text, page, where) + below(page, text, where), encoding="utf-8")


def for_language_models() -> str:
    """Return the start page for language models, with links to the pages of the site."""
    page = "docs/llms.txt"
    text = (ROOT / page).read_text(encoding="utf-8")
    linked = turned(text, page, places() | {page: "llms.txt"})
    return re.sub(r"\.md(?=[)#])", ".html", linked)


def below(page: str, text: str, where: dict[str, str]) -> str:
    """Return the part of the tree of contents below a page."""
    if page == START:
        project = [place.removesuffix(".md") for place in AT_THE_TOP.values()]
        return trees(text) + tree("Python", ["api/index"]) + tree("Project", project)
    if page == "notebooks/README.md":
        return tree(
            "Notebooks", [Path(where[each]).stem for each in where if each.endswith(".ipynb")]
        )
    if page == "docs/teaching/index.md":
        own = sorted(Path(each).stem for each in where if each.startswith("docs/teaching/"))
        course = '\n<p><a href="kit/index.html">The kit</a>, or <a href="kit/class.html">the course</a>.</p>\n'
        return course + tree("Lessons", [each for each in own if each != "index"])
    return ""
