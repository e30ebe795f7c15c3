"""Reproduce the kept archives on every Python here, with the lowest and the newest packages that
setup.cfg allows: a line an environment; it exits with 1 at a difference.

`python -m tools.matrix [NAME]`; with the name of who runs it, the table goes into
docs/validation.md. Environments are built in build/matrix, and built once.
"""

import configparser
import json
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tools.entry_tables import line_of
from tools.update_archives import KEPT, MAKES, ROOT, reproduce

PAGE: Final = ROOT / "docs" / "validation.md"
MARK: Final = re.compile(r"<!-- made by tools/matrix.py -->\n.*?<!-- end -->", re.DOTALL)
SHOWN: Final = ("numpy", "scipy", "pandas", "pyarrow", "pydantic")
PACKAGES: Final = {"lowest": "lowest-direct", "newest": "highest"}
VERSIONS: Final = ("3.11", "3.12", "3.13", "3.14")
UV: Final = ROOT / ".venv" / "bin" / "uv"
TELL: Final = f"import json, importlib.metadata as m; print(json.dumps([m.version(each) for each in {SHOWN}]))"


def version_of(python: str) -> str:
    """Return the version of a Python, "" if none runs under that name, as with a dead shim."""
    try:
        ran = subprocess.run([python, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    version = re.fullmatch(r"Python (\S+)", ran.stdout.strip())
    return version[1] if version else ""


def pythons() -> dict[str, str]:
    """Return one Python for each version that is here, by version, such as 3.12.1."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    installed = map(str, sorted(pyenv.glob("versions/*/bin/python")))
    names = (*installed, *(f"python{version}" for version in VERSIONS))
    by_version = sorted((version_of(name), name) for name in names)
    return {v: name for v, name in by_version if v.rpartition(".")[0] in VERSIONS}


def build(python: str, version: str, packages: str) -> Path:
    """Return the Python of an environment with the packages of setup.cfg, built unless it is there."""
    place = ROOT / "build" / "matrix" / f"{version}-{packages}"
    found = place / "bin" / "python"
    if not (place / "built").exists():
        lock, needs = place / "packages.txt", place / "needs.txt"
        venv = ("venv", "-q", "--clear", "--python", python, place)
        subprocess.run([UV, *venv], cwd=ROOT, check=True)
        setup = configparser.ConfigParser()
        setup.read(ROOT / "setup.cfg")
        needs.write_text(setup["options"]["install_requires"])
        for words in (
            ("compile", "--resolution", PACKAGES[packages], needs, "-o", lock),
            ("install", "-r", lock, "setuptools>=77"),
            ("install", "--no-deps", "--no-build-isolation", "-e", "."),
        ):
            binary = ("--only-binary", ":all:") * ("-e" not in words)
            subprocess.run(
                [UV, "pip", *words, "-q", "--python", found, *binary], cwd=ROOT, check=True
            )
        (place / "built").touch()
    return found


def row_of(version: str, packages: str, by: Path) -> list[str]:
    """Return the row of an environment: its versions, and for each archive whether it reproduced."""
    told = subprocess.run([by, "-c", TELL], capture_output=True, text=True, check=True).stdout
    problems = {kind: reproduce(KEPT / f"{kind}.zip", str(by)) for kind in MAKES}
    for kind, problem in problems.items():
        if problem:
            print(f"{version}, {packages}, {kind}: {problem}", file=sys.stderr)
    ends = ["differs" if problem else "same" for problem in problems.values()]
    return [version, packages, *json.loads(told), *ends]


def main() -> int:
    """Reproduce everything everywhere, and print the table."""
    heads = ["Python", "packages", *SHOWN, *MAKES]
    rows: list[list[str]] = []
    lines = [line_of(heads), line_of(["---"] * len(heads))]
    print(*lines, sep="\n", flush=True)
    for version, python in pythons().items():
        for packages in PACKAGES:
            rows.append(row_of(version, packages, build(python, version, packages)))
            lines.append(line_of(rows[-1]))
            print(lines[-1], flush=True)
    differ = sum(row.count("differs") for row in rows)
    system = f"{platform.system()} {platform.machine()}"
    count = f"{len(MAKES)} archives in {len(rows)} environments of {system}: {differ} differ"
    print(f"\n{count}")
    if sys.argv[1:]:
        told = f"{count}. Made on {datetime.now(UTC).date()} by {sys.argv[1]}, with `make test-matrix`."
        block = "\n".join(
            ["<!-- made by tools/matrix.py -->\n", told, "", *lines, "\n<!-- end -->"]
        )
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(MARK.sub(lambda _: block, page), encoding="utf-8")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
