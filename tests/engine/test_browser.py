"""The kernel in a browser: WebAssembly in Chromium gives the bytes of NumPy; a page's own are in
`tests/player`.
"""

import pytest

from sim.core.engine.source import Game
from sim.core.engine.toolchain import WASM
from tests.browser.chromium import opened_browser

from . import wasm
from .support import built, digest, played, random_job


@pytest.mark.long
def test_a_browser_gives_the_same_bytes(real: Game) -> None:
    job = random_job(real, 2, 13)
    path = built(real, WASM, forms=("shared",))
    with opened_browser() as browser:
        page = browser.new_page()
        page.goto("about:blank")
        assert digest(wasm.play(job, real, path, wasm.in_page(page))) == played(job, "numpy", real)
