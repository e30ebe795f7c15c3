"""An animation of single worlds: a frame a world, each as it was, and a tally that counts."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import sim
from sim.errors import DataProblem, ExitCode
from sim.show.ladder import MILLISECONDS, animation, frames_of
from sim.show.pictures import hypothetical
from tests.cli.command import Captured, said, three_lines
from tests.show.drawn import only, provenance

ENDS = ["cold standoff", "limited war", "cold standoff", "major war"]


def paths() -> np.ndarray:
    made = np.linspace(2.0, 6.0, 13)[:, None] + np.arange(4) / 10
    made[8:, 1] = made[5:, 3] = np.nan
    return made


def test_each_frame_is_a_world_and_the_wars_are_counted() -> None:
    told = [only(frame, "tally").get_text() for frame in frames_of(paths(), ENDS, "2017-02", provenance(4))]
    assert [text.splitlines()[0] for text in told] == [f"world {k}, of 0 to 3: {end}" for k, end in enumerate(ENDS)]
    assert [text.split(": war in ")[-1].split("war in ")[-1].split(":")[0] for text in told] == [
        "0 of 1", "1 of 2", "1 of 3", "2 of 4",
    ]  # fmt: skip


def test_the_line_in_front_is_the_path_of_the_world() -> None:
    for world, frame in enumerate(frames_of(paths(), ENDS, "2017-02", provenance(4))):
        front = max((line for line in frame.axes[0].lines if line.get_linewidth() == 3.0), key=lambda line: line.zorder)
        played = int((~np.isnan(paths()[:, world])).sum())
        assert front.get_ydata().tolist() == paths()[:played, world].tolist()


@pytest.mark.parametrize("kind", ["GIF", "PNG"])
def test_the_file_moves_repeats_and_says_where_it_comes_from(kind: str) -> None:
    run = sim.run(sim.load_scenario("core").change({"months": 6}), worlds=3, seed=7)
    content = animation(hypothetical(run), kind)
    assert animation(hypothetical(run), kind) == content
    with Image.open(io.BytesIO(content)) as image:
        assert (image.format, image.n_frames, image.size) == (kind, 3, (1200, 750))
        assert image.info["duration"] >= MILLISECONDS
    assert run.scenario.hash.encode() in content


@pytest.mark.parametrize("worlds", [1, 101])
def test_one_world_or_a_crowd_is_no_animation(worlds: int) -> None:
    with pytest.raises(DataProblem):
        next(frames_of(np.full((4, worlds), 3.0), ["cold standoff"] * worlds, "2017-02", provenance(worlds)))


@pytest.mark.parametrize(
    ("line", "what"),
    [("kappa core --animate -o {}/x.gif", "does not move"), ("ladder core --animate -o {}/x.svg", "no picture")],
)
def test_what_does_not_move_is_refused(capsys: Captured, tmp_path: Path, line: str, what: str) -> None:
    found = said(capsys, "plot", *line.format(tmp_path).split())
    assert found.code == ExitCode.USAGE
    assert what in three_lines(found.err)[0]
