"""What every figure owes its reader: legible text, its provenance, and the same bytes each time."""

import io
import re
import subprocess
import sys
from functools import cache
from xml.etree import ElementTree

import matplotlib as mpl
import pytest
from PIL import Image

from sim.show.style import KINDS, rendered
from sim.study.estimate.shown import CAVEAT
from tests.show.drawn import PICTURES, box, finished, illegible, only, texts

FACTS = ("2017-spring", "0123456789ab", "seed 7", "n = ", "interval: ", "version 0.1.0", CAVEAT)
# A picture stays with one worker, which draws and renders it once.
EVERY = pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in PICTURES])


@cache
def written(name: str, kind: str) -> bytes:
    """Return a picture as it is saved, made once."""
    return rendered(finished(name), kind)


def flat(text: str) -> str:
    return " ".join(text.split())


@EVERY
def test_no_text_is_clipped_and_none_overlaps(name: str) -> None:
    assert illegible(finished(name)) == []


@EVERY
def test_no_text_is_small_on_a_slide(name: str) -> None:
    figure = finished(name)
    assert min(text.get_fontsize() for text in texts(figure)) * figure.dpi / 72 >= 13


@EVERY
def test_the_foot_line_says_where_the_numbers_come_from(name: str) -> None:
    figure = finished(name)
    foot = flat(only(figure, "foot").get_text())
    assert [fact for fact in FACTS if fact not in foot] == []
    assert figure.provenance.size in foot
    assert box(figure, only(figure, "foot")).y1 < 60


@EVERY
def test_the_title_is_written_and_stands_in_the_metadata(name: str) -> None:
    figure = finished(name)
    assert flat(only(figure, "title").get_text()) == figure.heading


@EVERY
def test_png_holds_the_provenance_and_fits_a_slide(name: str) -> None:
    figure = finished(name)
    with Image.open(io.BytesIO(written(name, "png"))) as image:
        assert image.size == (1200, 750)
        assert image.info["Title"] == figure.heading
        assert [fact for fact in FACTS if fact not in image.info["Description"]] == []
        assert image.info["Seed"] == "7"
        assert image.info["Scenario hash"].startswith("0123456789ab")
        assert image.info["n"] == figure.provenance.size


@EVERY
def test_svg_holds_the_provenance(name: str) -> None:
    figure = finished(name)
    root = ElementTree.fromstring(written(name, "svg").decode())
    said: dict[str, str] = {}
    for element in root.iter():
        said.setdefault(element.tag.rpartition("}")[2], element.text or "")
    assert said["title"] == figure.heading
    assert [fact for fact in FACTS if fact not in said["description"]] == []
    assert "date" not in said


@EVERY
def test_pdf_holds_the_provenance_and_no_date(name: str) -> None:
    pdf = written(name, "pdf")
    assert b"CreationDate" not in pdf
    # Text beyond Latin 1 is written as UTF-16, in which the octets of Latin letters alternate with zeros.
    info = pdf.replace(b"\0", b"").replace(b"\\000", b"").decode("latin-1")
    subject = re.search(r"/Subject \((.*?)(?<!\\)\)", info, re.DOTALL)
    assert subject is not None
    assert [fact for fact in FACTS if fact not in subject[1]] == []


@EVERY
def test_the_bytes_repeat_and_the_readers_own_settings_change_nothing(name: str) -> None:
    first = {kind: written(name, kind) for kind in KINDS.values()}
    with mpl.rc_context({"font.size": 30, "axes.grid": True, "axes.facecolor": "yellow", "savefig.dpi": 30}):
        again = PICTURES[name]()
        assert {kind: rendered(again, kind) for kind in first} == first
        assert mpl.rcParams["font.size"] == 30


def test_a_notebook_shows_the_same_picture() -> None:
    assert finished("ladder")._repr_png_() == written("ladder", "png")


def test_another_process_draws_the_same_bytes_and_needs_no_pyplot() -> None:
    # Bars with numbers, a colour bar, and many cells: the layout of each has its own terms.
    names = ("bars", "heat_map", "quiet_timeline")
    code = (
        "import sys; from tests.show.drawn import PICTURES; from sim.show.style import rendered;"
        f"[sys.stdout.buffer.write(rendered(PICTURES[name](), 'svg')) for name in {names}];"
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout == b"".join(written(name, "svg") for name in names)
