"""Write the page of stories again: worlds told in words from the model's own record.

    python tools/update_stories.py

A month that matters has a paragraph; the months between share a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from sim.analysis.counterfactual.events import ENDINGS, IN_WORDS, Event
from sim.analysis.counterfactual.paired_world import KINDS, Counterfactual, Screen, screen
from sim.analysis.counterfactual.story import ChosenMove, MonthStory, Review, Story, story
from sim.core.base.arrays import Flags
from sim.core.base.errors import DataProblem
from sim.core.base.months import name_month
from sim.core.estimate.writing import lines_of, number_text, percent_text
from sim.core.game.catalogue import CAPITALS
from sim.core.game.goals import goals_of
from sim.core.game.moves import Ending, PyongyangCourse, PyongyangDeed, WashingtonDeed
from sim.core.scenario import load_scenario
from sim.study.estimate.quantities import list_parts
from sim.study.experiment.factor_text import course_name
from sim.study.run.worlds import Run, run


def telling(was: Story, tried: Screen) -> str:
    """Return one world in words, in Markdown; `tried` holds the single changes to it."""
    parts = [opening(was)]
    last = -1
    for month in key_months(was):
        if month.number > last + 1:
            parts.append(stretch(was, was.months[last + 1 : month.number]))
        parts.append(paragraph(was, month))
        last = month.number
    parts += [ending(was), alternatives(tried)]
    return "\n\n".join(parts)


WHO_KIM_IS: Final = {
    "fearful": "fearful: a threat arms him, and a soft hand calms him",
    "greedy": "greedy: a threat deters him, and a soft hand invites him",
    "erratic": "erratic: neither threats nor softness move him much",
}

DONE: Final = {
    "washington.word": {
        "talks": "talks in the open",
        "back_channel": "talks through a back channel",
        "silence": "keeps silent",
        "blame_beijing": "blames Beijing",
        "threaten": "threatens",
    },
    "washington.deed": {
        "relief": "gives relief",
        "hold": "holds still",
        "sanctions": "imposes sanctions",
        "deploy": "sends ships",
    },
    "beijing.word": {
        "mediate": "mediates",
        "restraint": "urges restraint",
        "silence": "keeps silent",
        "warn": "warns Pyongyang",
    },
    "beijing.deed": {
        "aid": "gives aid",
        "look_away": "looks away",
        "enforce_partly": "enforces in part",
        "enforce_fully": "enforces in full",
    },
    "pyongyang.word": {
        "talks": "talks",
        "offer": "makes an offer",
        "silence": "keeps silent",
        "threaten": "threatens",
    },
    "pyongyang.deed": {
        "disarm_step": "takes a step of disarmament",
        "hold": "holds still",
        "build": "builds on",
        "missile_test": "tests a missile",
        "big_test": "makes a big test",
        "lethal_act": "commits a lethal act",
    },
    "seoul.word": {
        "initiative": "starts an initiative",
        "silence": "keeps silent",
        "condemn": "condemns",
    },
    "seoul.deed": {
        "aid": "gives aid",
        "hold": "holds still",
        "exercise": "exercises",
        "sanction": "imposes sanctions",
        "retaliate": "retaliates",
    },
}
"""Statements and actions in the words of a sentence."""

KEY_EVENTS: Final = (
    "new_leader",
    "kim",
    "freeze",
    "freeze_ends",
    "deterrent",
    "deterrent_lost",
    "crisis",
    "washington_backs_down",
    "pyongyang_backs_down",
    *ENDINGS,
)
"""Events that make a month worth a paragraph; a new government and a turn do, too."""

BEFORE: Final = (
    "window_succeeds",
    "window_fails",
    "new_leader",
    "kim",
    "election",
    "switch",
    "held",
    "turn",
)
"""Events that come before the statements and actions of a month."""

EXPECTED: Final = 0.5
UNLIKELY: Final = 0.15
"""Statements and actions of Beijing or Seoul that were less likely than this are told."""


def opening(was: Story) -> str:
    """Return the opening: the world, Kim's type, and the state and courses at the start."""
    courses = [
        f"{capital.capitalize()} on {course_name(capital, was.opening[capital])}"
        for capital in CAPITALS
    ]
    return (
        f"World {was.world} of seed {was.seed}. Kim is {WHO_KIM_IS[was.kim]}. Only Pyongyang knows. In "
        f"{name_month(was.scenario.start)} tension stands at {number_text(was.start['tension'], 1)}, "
        f"with {list_parts(courses)}."
    )


def key_months(was: Story) -> list[MonthStory]:
    """Return the months that are told one by one: turns, new governments, events that matter, and
    the last.
    """
    return [
        month
        for month in was.months
        if month is was.months[-1] or month.has(*KEY_EVENTS) or find_turned(was, month)
    ]


def find_turned(was: Story, month: MonthStory) -> list[str]:
    """Return the capitals whose course differs from that of the month before."""
    before = was.months[month.number - 1].courses if month.number else was.opening
    return [capital for capital in CAPITALS if month.courses[capital] != before[capital]]


def stretch(was: Story, months: Sequence[MonthStory]) -> str:
    """Tell the months between two that matter in one line."""
    first, last = name_month(months[0].label), name_month(months[-1].label)
    span = first if len(months) == 1 else f"{first} to {last}"
    before = was.start if not months[0].number else was.months[months[0].number - 1].states
    ends = (number_text(states["tension"], 1) for states in (before, months[-1].states))
    tension = f"Tension goes from {' to '.join(ends)}."
    told = doings(months[0]) if len(months) == 1 else acts(months)
    return " ".join([f"**{span}.**", *told, tension])


def acts(months: Sequence[MonthStory]) -> Iterator[str]:
    """Yield the actions and statements of Pyongyang and Washington in some months, and the rounds
    of the Council, as counts.
    """
    tests = number_of(months, "pyongyang.deed", "missile_test", "big_test")
    big = number_of(months, "pyongyang.deed", "big_test")
    said = {
        f"tests ({big} big)" if big else "tests": tests,
        "kills": number_of(months, "pyongyang.deed", "lethal_act"),
        "talks or makes offers": number_of(months, "pyongyang.word", "talks", "offer"),
    }
    told = [f"{verb} in {count}" for verb, count in said.items() if count]
    count = f"{len(months)} months"
    yield f"Of {count}, Pyongyang {list_parts(told)}." if told else f"{count} without a test."
    said = {
        "threatens": number_of(months, "washington.word", "threaten"),
        "imposes sanctions": number_of(months, "washington.deed", "sanctions"),
        "sends ships": number_of(months, "washington.deed", "deploy"),
        "talks": number_of(months, "washington.word", "talks", "back_channel"),
        "gives relief": number_of(months, "washington.deed", "relief"),
    }
    told = [f"{verb} in {count}" for verb, count in said.items() if count]
    yield f"Washington {list_parts(told)}." if told else "Washington waits."
    rounds = sum(month.has("round") for month in months)
    if rounds:
        yield f"The Security Council agrees to new measures {'once' if rounds == 1 else f'{rounds} times'}."


def number_of(months: Sequence[MonthStory], menu: str, *moves: str) -> int:
    """Return the number of months in which one of these moves was made."""
    return sum(month.choices[menu].done in moves for month in months)


def paragraph(was: Story, month: MonthStory) -> str:
    """Tell a month that matters: its events, turns and their causes, statements and actions, and
    their results.
    """
    return " ".join(
        [
            f"**{name_month(month.label)}.**",
            *(happening(event) for event in month.events if event.kind in BEFORE),
            *(tell_review(review) for review in month.reviews.values() if review.turns),
            *doings(month),
            *(happening(event) for event in month.events if event.kind not in BEFORE),
        ]
    )


def happening(event: Event) -> str:
    """Return an event in words, with its probability if it was random."""
    if event.chance is None or event.uniform is None:
        return event.text
    return f"{event.text.rstrip('.')} (chance {percent_text(event.chance)})."


def tell_review(review: Review) -> str:
    """Tell a review that turns a course: its causes, and the expected payoffs of the old and the
    new course.
    """
    capital = review.capital.capitalize()
    old, new = (
        course_name(review.capital, review.present),
        course_name(review.capital, review.chosen),
    )
    why = ", ".join(IN_WORDS[cause] for cause in review.causes)
    chance = percent_text(review.chance)
    text = (
        f"{capital} thinks its course over ({why}) and turns from {old} to {new} (chance {chance})"
    )
    if review.worth:
        worth = dict(zip(review.courses, review.worth, strict=True))
        text += (
            f": it expects {number_text(worth[review.chosen], 2)} a month of {new}, and "
            f"{number_text(worth[review.present], 2)} of {old}"
        )
    if review.capital == "washington":
        kim = max(review.belief, key=lambda each: review.belief[each])
        text += f". It takes Kim for {kim} with {percent_text(review.belief[kim])}"
    return f"{text}."


def doings(month: MonthStory) -> Iterator[str]:
    """Yield the statements and actions of Washington and Pyongyang, and the unlikely ones of
    Beijing and Seoul.

    Silence and holding still are told if they were less likely than `EXPECTED`.
    """
    for capital in CAPITALS:
        both = [month.choices[f"{capital}.{kind}"] for kind in ("word", "deed")]
        if capital in ("beijing", "seoul"):
            told = [choice for choice in both if choice.chance < UNLIKELY]
        else:
            told = [
                choice
                for choice in both
                if choice.done not in ("silence", "hold") or choice.chance < EXPECTED
            ]
        if told:
            yield f"{capital.capitalize()} {list_parts([done(choice) for choice in told])}."
        elif capital in ("washington", "pyongyang"):
            yield f"{capital.capitalize()} waits."


def done(choice: ChosenMove) -> str:
    """Return a statement or an action with its probability."""
    return f"{DONE[choice.menu][choice.done]} ({percent_text(choice.chance)})"


def ending(was: Story) -> str:
    """Tell how the world ends, and the failed goals of each capital."""
    lived = f"after {len(was.months)} months"
    told = [f"**The end.** {was.final_state.capitalize()} {lived}."]
    for capital in CAPITALS:
        failed = [goal.label for goal in goals_of(capital) if not was.outcomes[goal.column]]
        verb = "loses" if was.outcomes[f"loses_{capital}"] else "does not lose"
        told.append(
            f"{capital.capitalize()} {verb}"
            + (f" (failed: {'; '.join(failed)})." if failed else ".")
        )
    told.append(
        "Both powers do worse than in the benchmark."
        if was.outcomes["lose_lose"]
        else "Not both powers do worse than in the benchmark."
    )
    return " ".join(told)


def alternatives(tried: Screen) -> str:
    """Tell the single changes that would have changed the end, under the same random draws: the
    first of each kind.
    """
    lost = tried.story.outcomes["lose_lose"]
    verb = "prevented" if lost else "brought about"
    found = of_each_kind(tried, tried.flipping)
    total = len(tried.all)
    head = f"**With the same random draws.** Of {total} single changes that alter anything,"
    if found:
        each = "; ".join(f"{one.label} ({one.would.outcomes['final_state']})" for one in found)
        return f"{head} {len(tried.flipping)} would have {verb} lose-lose. Among them: {each}."
    others = of_each_kind(tried, tried.ending_otherwise)
    if others:
        each = "; ".join(f"{one.label} ({one.would.outcomes['final_state']})" for one in others)
        return f"{head} none would have {verb} lose-lose. These would have ended it differently: {each}."
    return f"{head} none would have changed the end."


def of_each_kind(tried: Screen, found: Sequence[Counterfactual]) -> list[Counterfactual]:
    """Return the first of the changes `found` of each kind."""
    firsts = []
    for kind in KINDS:
        firsts += [one for one in tried.tried[kind] if any(one is each for each in found)][:1]
    return firsts


SCENARIO: Final = "2017-spring"
SEED: Final = 7
WORLDS: Final = 4000
"""The number of worlds that are searched for the first that fits."""

WIDTH: Final = 120


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of world: its title, and its rule, in words and as a test on the worlds of a run."""

    title: str
    rule: str
    fits: Callable[[Run], Flags]


def to_the_end(run: Run) -> Flags:
    """Return the worlds that live to the horizon."""
    return np.asarray(run.columns["ending"] == Ending.NONE)


def testing_again(run: Run) -> Flags:
    """Return the worlds with at least three months of tests or lethal acts in the last year."""
    return np.asarray(
        (run.actions["pyongyang.deed"][-12:] >= PyongyangDeed.MISSILE_TEST).sum(axis=0) >= 3
    )


def find_charmed(run: Run) -> Flags:
    """Return the worlds in which Pyongyang is on the course charm for at least eight months."""
    return np.asarray((run.courses["pyongyang"] == PyongyangCourse.CHARM).sum(axis=0) >= 8)


def without_relief(run: Run) -> Flags:
    """Return the worlds in which Washington never gives relief."""
    return np.asarray((run.actions["washington.deed"] != WashingtonDeed.RELIEF).all(axis=0))


KINDS_TOLD: Final = (
    Kind(
        "An opening that holds",
        "a diplomatic opening, and a freeze in force at the end",
        lambda run: run.flag("opening") & run.flag("freeze"),
    ),
    Kind(
        "An opening that ends: charm for nothing",
        "a diplomatic opening, eight months of charm, no relief, and tests in at least three months of the last year",
        lambda run: (
            run.flag("opening")
            & find_charmed(run)
            & without_relief(run)
            & testing_again(run)
            & to_the_end(run)
        ),
    ),
    Kind(
        "A war from the brink",
        "war in a month in which both stand firm",
        lambda run: run.flag("brink_war"),
    ),
    Kind(
        "A preventive strike",
        "a war that Washington begins",
        lambda run: np.asarray(run.columns["ending"] == Ending.STRIKE),
    ),
    Kind(
        "A spiral without war",
        "at least six months of crisis, no diplomatic opening, and no end before the horizon",
        lambda run: (
            np.asarray(run.columns["crisis_months"] >= 6) & ~run.flag("opening") & to_the_end(run)
        ),
    ),
)
"""The kinds of worlds that are told."""


def first_worlds(run: Run) -> list[int]:
    """Return the number of the first world of each kind; raises DataProblem if there is none."""
    found = []
    for kind in KINDS_TOLD:
        worlds = np.flatnonzero(kind.fits(run))
        if not worlds.size:
            raise DataProblem(
                f"no world is '{kind.title}'", f"{run.worlds} worlds", "Play more worlds."
            )
        found.append(int(worlds[0]) + run.first_world)
    return found


PREFACE: Final = f"""<!-- This page is generated by tools/update_stories.py. -->

# Stories

*For everybody who would rather read than compute.*

Five worlds of `{SCENARIO}` in words. Each is the first world of seed {SEED} that fits its rule, so nobody picked a fine
one. A program tells them from the model's own record: `python tools/update_stories.py` writes this page, and a test
compares it. A number in brackets is the chance of what was said or done, or of what happened, as the rules had it in
that month. `sim why {SCENARIO} --world N --full` prints the same world with every chance.

A story is a fact about the model. It is no forecast, and no account of 2017."""


def page(run: Run) -> str:
    """Return the page of stories, in Markdown."""
    parts = [PREFACE]
    for kind, world in zip(KINDS_TOLD, first_worlds(run), strict=True):
        was = story(run.scenario, run.seed, world)
        paragraphs = telling(was, screen(was)).split("\n\n")
        parts += [f"## {kind.title}", f"*The first world with {kind.rule}.*"]
        parts += ["\n".join(lines_of(each, WIDTH)) for each in paragraphs]
    return "\n\n".join(parts) + "\n"


PAGE: Final = Path(__file__).parents[1] / "docs" / "stories.md"


def main() -> None:
    """Play the worlds, tell the first of each kind, and write the page."""
    PAGE.write_text(page(run(load_scenario(SCENARIO), WORLDS, SEED)), encoding="utf-8")
    print(f"written to {PAGE.name}")


if __name__ == "__main__":
    main()
