"""`python -m tools.website FOLDER`: gather the pages and build the site into a folder; a warning is
an error.
"""

import shutil
import sys
from pathlib import Path

from sphinx.cmd.build import build_main

from sim.classroom.kit import write_kit
from tools.website import gather, names, notebooks


def build(out: Path) -> int:
    """Build the site again into a folder and return Sphinx's exit code: a warning is an error."""
    for name in ("source", "read", "html"):
        shutil.rmtree(out / name, ignore_errors=True)
    source = out / "source"
    source.mkdir(parents=True)
    gather.gather(source, notebooks.page)
    names.write(source / "api")
    conf = str(Path(__file__).parent)
    code = build_main(
        [
            "-q",
            "-W",
            "--keep-going",
            "-c",
            conf,
            "-d",
            str(out / "read"),
            str(source),
            str(out / "html"),
        ]
    )
    write_kit(out / "html" / "teaching" / "kit")
    (out / "html" / "llms.txt").write_text(gather.for_language_models(), encoding="utf-8")
    return code


def main() -> int:
    """Build the site, print its place, and return the exit code."""
    (folder,) = sys.argv[1:]
    if code := build(Path(folder).resolve()):
        return code
    print(f"open {Path(folder, 'html', 'index.html')}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
