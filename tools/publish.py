"""Write the names and addresses of `publish/owner.toml` into every file that needs them.

Without authors the files name `CONTRIBUTORS`, and without an address they hold none.
"""

import configparser
import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
OWNER = Path("publish/owner.toml")
CODEMETA = Path("codemeta.json")
CITATION = Path("CITATION.cff")
ZENODO = Path(".zenodo.json")
MARKS = (("<!-- owner: {} -->", "<!-- end -->"), ("# owner: begin {}", "# owner: end"))
"""The marks before and after a block, in the text of a page and in other files."""
CONTRIBUTORS = "Korea escalation contributors"
"""The author until the owner names one."""
SPDX = "https://spdx.org/licenses/"


def owner() -> dict[str, Any]:
    """Return the entries that the owner has filled in."""
    return {"authors": []} | tomllib.loads((ROOT / OWNER).read_text(encoding="utf-8"))


def setup() -> configparser.SectionProxy:
    """Return the metadata of the package."""
    found = configparser.ConfigParser()
    found.read(ROOT / "setup.cfg", encoding="utf-8")
    return found["metadata"]


def full(author: dict[str, str]) -> str:
    """Return the name of an author as it is spoken."""
    return f"{author['given']} {author['family']}"


def package_lines(own: dict[str, Any]) -> list[str]:
    """Return the lines of setup.cfg."""
    lines = [f"author = {', '.join(map(full, own['authors'])) or CONTRIBUTORS}"]
    if own["contact"]:
        lines.append(f"author_email = {own['contact']}")
    urls = {}
    if own["repository"]:
        urls["Source"] = own["repository"]
        urls["Issues"] = f"{own['repository']}/issues"
        urls["Changelog"] = f"{own['repository']}/blob/main/CHANGELOG.md"
    if own["documentation"]:
        urls["Documentation"] = own["documentation"]
    listed = [f"    {name} = {url}" for name, url in urls.items()]
    return [*lines, *(["project_urls =", *listed] if urls else [])]


def citation_lines(own: dict[str, Any]) -> list[str]:
    """Return the lines of CITATION.cff."""
    lines = ["authors:"]
    for author in own["authors"]:
        lines += [f"  - family-names: {author['family']}", f"    given-names: {author['given']}"]
        lines += [
            f"    affiliation: {author['affiliation']}",
            f"    orcid: https://orcid.org/{author['orcid']}",
        ]
    if not own["authors"]:
        lines.append(f"  - name: {CONTRIBUTORS}")
    if own["repository"]:
        lines.append(f"repository-code: {own['repository']}")
    if own["documentation"]:
        lines.append(f"url: {own['documentation']}")
    return lines


def paper_lines(own: dict[str, Any]) -> list[str]:
    """Return the lines of the head of the paper."""
    if not own["authors"]:
        return ["authors:", f"  - name: {CONTRIBUTORS}"]
    places = list(dict.fromkeys(author["affiliation"] for author in own["authors"]))
    lines = ["authors:"]
    for author in own["authors"]:
        lines += [f"  - name: {full(author)}", f"    orcid: {author['orcid']}"]
        lines += [f"    affiliation: {places.index(author['affiliation']) + 1}"]
    lines += ["affiliations:"]
    return lines + [
        line
        for at, place in enumerate(places, 1)
        for line in (f"  - name: {place}", f"    index: {at}")
    ]


def contact_lines(own: dict[str, Any]) -> list[str]:
    """Return the lines that name an address to write to."""
    nobody = "This project is not published yet. Write to the person who gave it to you."
    return ["", f"Write to <{own['contact']}>." if own["contact"] else nobody, ""]


def said_lines(key: str) -> Callable[[dict[str, Any]], list[str]]:
    """Return a function that gives the lines of a section that only the owner writes."""
    return lambda own: ["", *own[key].strip().splitlines(), ""]


PAPER = Path("publish/paper.md")
BLOCKS: tuple[tuple[Path, str, Callable[[dict[str, Any]], list[str]]], ...] = (
    (Path("setup.cfg"), "authors", package_lines),
    (CITATION, "authors", citation_lines),
    (PAPER, "authors", paper_lines),
    (PAPER, "disclosure", said_lines("disclosure")),
    (PAPER, "thanks", said_lines("thanks")),
    (Path(".github/SECURITY.md"), "contact", contact_lines),
    (Path(".github/CODE_OF_CONDUCT.md"), "contact", contact_lines),
)
"""The files that hold blocks of lines between two marks, with the mark and the content of each."""


def codemeta(own: dict[str, Any]) -> str:
    """Return the whole text of codemeta.json."""
    about = setup()
    people: list[dict[str, Any]] = [
        {
            "@type": "Person",
            "@id": f"https://orcid.org/{author['orcid']}",
            "givenName": author["given"],
            "familyName": author["family"],
            "affiliation": {"@type": "Organization", "name": author["affiliation"]},
        }
        for author in own["authors"]
    ] or [{"@type": "Organization", "name": CONTRIBUTORS}]
    addresses = {
        "codeRepository": own["repository"],
        "issueTracker": own["repository"] and f"{own['repository']}/issues",
        "softwareHelp": own["documentation"],
    }
    made = {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "name": about["name"],
        "description": about["description"],
        "version": about["version"],
        "license": SPDX + about["license_expression"],
        **{name: address for name, address in addresses.items() if address},
        "programmingLanguage": "Python",
        "runtimePlatform": "CPython 3.11 or newer",
        "operatingSystem": ["Linux", "macOS", "Windows"],
        "developmentStatus": "active",
        "keywords": about["keywords"].split(", "),
        "author": people,
    }
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def zenodo(own: dict[str, Any]) -> str:
    """Return the whole text of .zenodo.json, with which Zenodo describes an archived release."""
    about = setup()
    people = [
        {
            "name": f"{author['family']}, {author['given']}",
            "affiliation": author["affiliation"],
            "orcid": author["orcid"],
        }
        for author in own["authors"]
    ] or [{"name": CONTRIBUTORS}]
    made = {
        "upload_type": "software",
        "title": f"{about['name']}: {about['description']}",
        "description": f"<p>{about['description']}.</p>",
        "version": about["version"],
        "license": about["license_expression"],
        "keywords": about["keywords"].split(", "),
        "creators": people,
    }
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def filled(text: str, mark: str, lines: list[str], place: Path) -> str:
    """Return a text with the lines between its marks replaced; raises ValueError if it has no such
    marks.
    """
    for begin, end in MARKS:
        block = re.compile(f"({re.escape(begin.format(mark))}\n).*?({re.escape(end)})", re.DOTALL)
        if block.search(text):
            return block.sub(
                lambda found: found[1] + "".join(f"{line}\n" for line in lines) + found[2], text
            )
    raise ValueError(f"{place} has no place for the {mark}")


def files() -> dict[Path, str]:
    """Return the present text of each file that holds a name or an address."""
    own = owner()
    made = {CODEMETA: codemeta(own), ZENODO: zenodo(own)}
    for path, mark, lines in BLOCKS:
        text = made.get(path) or (ROOT / path).read_text(encoding="utf-8")
        made[path] = filled(text, mark, lines(own), path)
    return made


def stale() -> list[Path]:
    """Return the files that differ from their present text."""
    return [
        path
        for path, text in files().items()
        if not (ROOT / path).is_file() or (ROOT / path).read_text(encoding="utf-8") != text
    ]


def main() -> None:
    """Write the stale files."""
    made = files()
    for path in stale():
        (ROOT / path).write_text(made[path], encoding="utf-8")
        print(f"written: {path.as_posix()}")


if __name__ == "__main__":
    main()
