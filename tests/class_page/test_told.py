"""What the page tells of its shown worlds is what the rules did in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

import sim
from sim.analysis.counterfactual.events import ENDINGS
from sim.analysis.counterfactual.story import Story, story_of_jobs
from sim.classroom.class_page.giants import FIRM, fits_climb
from sim.classroom.class_page.lesson import CLIMBER, PATHS, STORY, WAYS, Lesson, read_lesson
from sim.classroom.class_page.proving import LIE, effects, see
from sim.core.engine import SLOTS
from sim.core.game.moves import PyongyangDeed, PyongyangWord
from sim.study.run.one_world import job_of
from tests.for_each import for_each

LESSON = read_lesson(STORY)
MEN = [(man, kind, world) for man in LESSON.men for kind, world in LESSON.shown(man).items()]


def season_of(man: str, world: int, path: Sequence[int], season: int) -> tuple[float, int, bool]:
    """Return how much of his rocket stands after a season, his tests in it, and whether he spoke of
    peace and built, from a run with the moves of a path imposed.
    """
    length = LESSON.table.season
    imposed = [
        sim.ImposedMove("washington", part * length + month, *pair)
        for part, way in enumerate(path)
        for month, pair in enumerate(LESSON.table.ways[WAYS[way]])
    ]
    names = ["arsenal", "deterrent"]
    seed = LESSON.table.seed
    run = sim.run(LESSON.men[man], 1, seed, first_world=world, interventions=imposed, record=names)
    months = slice(season * length, (season + 1) * length)
    words, deeds = (run.actions[f"pyongyang.{kind}"][months, 0] for kind in ("word", "deed"))
    end = {name: run.state[name][(season + 1) * length, 0] for name in names}
    pieces = 6 if end["deterrent"] > 0 else min(5, max(0, int((end["arsenal"] - 0.6) // 0.04)))
    shots = np.isin(deeds, (PyongyangDeed.MISSILE_TEST, PyongyangDeed.BIG_TEST))
    lies = (words <= PyongyangWord.OFFER) & (deeds >= PyongyangDeed.BUILD)
    return pieces, int(shots.sum()), bool(lies.any())


@pytest.mark.parametrize(("man", "kind", "world"), MEN)
def test_the_mask_tells_what_a_run_with_the_other_way_bears_out(
    man: str, kind: str, world: int
) -> None:
    told = effects(see(LESSON, man, PATHS, world, 1))[:, :, 0]
    for place, path in enumerate(PATHS):
        for season in range(len(path)):
            other = (*path[:season], 1 - path[season], *path[season + 1 :])
            one, two = (season_of(man, world, each, season) for each in (path, other))
            more = np.sign(one[0] - two[0] or one[1] - two[1])
            assert told[season, place] == (LIE if one[2] else more)


def climbed(lesson: Lesson, face: str, world: int) -> Story:
    """Return the story of a climb that is held to its end."""
    behind = lesson.table.behind
    assert behind is not None
    scenario = lesson.whole.change(
        {**behind.set, **behind.faces[face].set, "months": behind.months}
    )
    imposed = [
        sim.ImposedMove("pyongyang", month, *behind.higher, worlds=(world,))
        for month in range(behind.months)
    ]
    job = job_of(scenario, lesson.table.seed, world, imposed)
    luck = job.luck.copy()
    luck[:, SLOTS.index(CLIMBER)] = FIRM
    job = replace(job, luck=luck)
    return story_of_jobs(scenario, (job, job))


def test_the_war_that_nobody_chose_is_a_clash_and_the_bluff_backs_down() -> None:
    assert LESSON.table.behind is not None
    firm, bluff = LESSON.table.behind.faces.items()
    kinds = [
        {event.kind for month in climbed(LESSON, name, face.world).months for event in month.events}
        for name, face in (firm, bluff)
    ]
    assert "clash" in kinds[0]
    assert "washington_backs_down" not in kinds[0]
    assert "washington_backs_down" in kinds[1]
    assert not kinds[1] & {*ENDINGS}


@for_each("ending", ["attack", "accident"])
def test_a_war_that_somebody_chose_or_that_was_no_clash_is_not_shown(ending: str) -> None:
    """World 3 was shown as a war that nobody chose, and Pyongyang struck first in it."""
    worlds = [world for world in range(40) if climbed(LESSON, "firm", world).months[-1].has(ending)]
    assert worlds
    for world in worlds:
        assert not fits_climb(LESSON, "firm", world, 1)["holding on ends as the page says"][0]
