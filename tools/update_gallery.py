"""Draw the gallery again: run each command of docs/gallery.md, and keep its figures small under
docs/gallery.
"""

import re
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from sim.cli.main import run_guarded

DOCS = Path(__file__).parents[1] / "docs"
ENTRY = re.compile(r"((?:!\[[^\]]*\]\(gallery/[^)]+\)\n\n)+)```sh\n(.+?)\n```", re.S)
WIDTH = 800
COLOURS = (192, 128, 96, 64)
LARGEST = 80 * 1024


def entries() -> Iterator[tuple[list[str], list[str]]]:
    """Yield each command of the gallery as its words, with the figures above it as paths under
    docs/gallery.
    """
    for figures, command in ENTRY.findall((DOCS / "gallery.md").read_text(encoding="utf-8")):
        yield shlex.split(command, comments=True)[1:], re.findall(r"\(gallery/([^)]+)\)", figures)


def keep(drawn: Path, kept: Path) -> None:
    """Keep a figure in fewer pixels, with its provenance, and in as many colours as keep the file
    small.
    """
    facts = PngInfo()
    with Image.open(drawn) as image:
        for name, text in image.info.items():
            if isinstance(text, str):
                facts.add_itxt(name, text)
        size = (WIDTH, round(image.height * WIDTH / image.width))
        small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    kept.parent.mkdir(parents=True, exist_ok=True)
    for colours in COLOURS:
        small.quantize(colours).save(kept, optimize=True, pnginfo=facts)
        if kept.stat().st_size < LARGEST:
            return


def main() -> int:
    """Draw every figure, or those whose path holds the text given, and return the exit code."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    for words, figures in entries():
        if not any(wanted in figure for figure in figures):
            continue
        with tempfile.TemporaryDirectory() as folder:
            with chdir(folder):
                if code := run_guarded([*words, "-q"]):
                    return code
            for figure in figures:
                keep(Path(folder) / figure, DOCS / "gallery" / figure)
                print(f"written: docs/gallery/{figure}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
