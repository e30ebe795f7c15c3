"""`python -m tools.website`: gather the pages, build the site into build/site, and fail at the first kind of warning."""

import shutil
import sys
from pathlib import Path

from sphinx.cmd.build import build_main

from tools.website import gather, names, notebooks

OUT = gather.ROOT / "build" / "site"


def build(out: Path) -> int:
    """Build the site anew into a folder and return the exit code of Sphinx: a warning is an error."""
    shutil.rmtree(out, ignore_errors=True)
    source = out / "source"
    source.mkdir(parents=True)
    gather.gather(source, notebooks.page)
    names.write(source / "api")
    conf = str(Path(__file__).parent)
    return build_main(["-q", "-W", "--keep-going", "-c", conf, "-d", str(out / "read"), str(source), str(out / "html")])


def main() -> int:
    """Build the site, say where it is, and return the exit code."""
    if code := build(OUT):
        return code
    print(f"open {(OUT / 'html' / 'index.html').relative_to(gather.ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
