"""Plays talking and pressing with each type of Kim at every vector of the set that ships: `python
tools/courses_of_set.py FOLDER [WORLDS]`.

`make pictures` draws the band from the folder. As in the study, Beijing shields Kim.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from sim.analysis.plausible import SIZE
from sim.analysis.plausible.draws import of_vectors, vectors_on
from sim.core.scenario import load_scenario
from sim.show.beliefs import KIM, KIMS, PAIR, POLICY
from sim.study.experiment.definition import Factor
from sim.study.experiment.factor_text import one_of, role_of
from sim.study.play.play import play

WORLDS, SEED = 500, 7
OUTCOMES: Final = ("value_washington",)


def main(folder: Path, worlds: int) -> None:
    """Play both courses with every type of Kim at every vector, in the same worlds."""
    spring = load_scenario("2017-spring").with_policies([("beijing.policy", "shield")])
    places = np.indices((len(PAIR), len(KIMS))).reshape(2, -1)
    menus = {POLICY: tuple(PAIR), KIM: tuple(KIMS)}
    held = {
        Factor(name, role_of(name), one_of(menu)): at
        for (name, menu), at in zip(menus.items(), places, strict=True)
    }
    play(of_vectors(spring, vectors_on(spring, SIZE), worlds, SEED, OUTCOMES, held), folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else WORLDS)
