"""The plane of terms: its cells are the runs of their policies, and on made-up worlds the answer is
known.
"""

from dataclasses import replace

import numpy as np
import pytest

from sim.analysis.policy_game import GameOptions
from sim.analysis.policy_game.bargain import BARGAIN, SHIELD
from sim.analysis.policy_game.findings import find
from sim.analysis.policy_game.plane import terms
from sim.analysis.policy_game.play import ask
from sim.analysis.policy_game.terms import (
    ASKS,
    GRACES,
    TermsFinding,
    cells_of,
    find_terms,
    of_plane,
    sources,
    where_of,
)
from sim.cli.main import run_guarded
from sim.core.base.errors import UsageProblem
from sim.core.estimate.interval import wilson
from sim.core.game.catalogue import GIANTS
from sim.core.scenario import load_scenario
from sim.study.play.play import play
from sim.study.run.worlds import run
from tests.cli.command import three_lines
from tests.show.drawn import illegible

SHORT = load_scenario("2017-spring").change({"months": 12})
ASKED = GameOptions(SHORT, terms=True, worlds=20, resamples=50)
MENUS = {name: ASKED.restrict[name] for name in GIANTS}
OURS, THEIRS = MENUS["washington"], MENUS["beijing"]
WAITS, KEEPS = OURS.index(BARGAIN["washington"]), THEIRS.index(BARGAIN["beijing"])


def made(worlds: int = 20) -> TermsFinding:
    """Return a plane in which Washington leaves where it asks .8 or more with up to 3 months, and
    Beijing where it is asked .5.
    """
    cells = cells_of(MENUS)
    washington, beijing = np.full(len(cells), -20.0), np.full(len(cells), -30.0)
    for at, (own, other, grace, asked) in enumerate(cells):
        keeps = other == KEEPS
        if own == WAITS:
            washington[at], beijing[at] = (-2.0, -3.0) if keeps else (-8.0, -30.0)
            if asked == 0 and other == 1:
                beijing[at] = 0.0
        elif grace < 0 and OURS[own] == "press_until_soft":
            washington[at] = -3.0 if keeps else -5.0
            beijing[at] = -7.0
        if keeps and own == WAITS and ASKS[asked] >= 0.8 and GRACES[grace] <= 3.0:
            washington[at] = -4.0
    worth = {"washington": washington, "beijing": beijing}
    asked = replace(ASKED, worlds=worlds, resamples=50)
    return of_plane(
        asked,
        MENUS,
        cells,
        {name: np.repeat(own[:, None], worlds, axis=1) for name, own in worth.items()},
        {name: np.repeat(own[None], 51, axis=0) for name, own in worth.items()},
    )


def test_at_each_terms_stand_the_replies_of_both_to_the_bargain() -> None:
    cells = cells_of(MENUS)
    assert len(set(cells)) == len(cells)
    for grace in range(len(GRACES)):
        for asked in range(len(ASKS)):
            here = [(own, other) for own, other, *at in cells if at == [grace, asked]]
            assert {other for own, other in here if own == WAITS} == set(range(len(THEIRS)))
            assert (OURS.index("press_until_enforced"), KEEPS) in here
    fixed = {(own, THEIRS[other]) for own, other, *at in cells if at == [-1, -1]}
    assert (OURS.index("press_until_soft"), SHIELD) in fixed


def test_it_is_said_who_leaves_at_which_terms_and_how_much_trust_it_takes() -> None:
    found = made()
    assert found.trap == {"washington": "press_until_soft", "beijing": SHIELD}
    for (grace, asked), each in found.plane.items():
        wanted = "washington" if asked >= 0.8 and grace <= 3 else "beijing" if asked == 0.5 else ""
        assert each.leaver == wanted
        assert each.holds.value == (0.0 if wanted else 1.0)
    held = found.plane[6.0, 0.7]
    assert held.good
    # It wins 1 month where Beijing keeps it, and loses 3 where Beijing shields.
    assert held.trust.value == pytest.approx(3.0 / 4.0)
    assert held.over_trap.value == pytest.approx(min(3.0 / 12.0, 4.0 / 20.0))
    told = " ".join(found.sentences())
    assert "Washington leaves it at 4" in told
    assert "Beijing leaves it at 6: asking 0.5, 2 to 12 months" in told
    assert "One step away it is self-enforcing: at 3 months and 0.7 and 4 months and 0.8." in told
    assert "cannot tell" not in told


def test_terms_at_which_resamples_differ_are_counted_and_name_nobody_who_leaves() -> None:
    found = made()
    half = replace(found.plane[found.own], holds=wilson(25, 50))
    vague = replace(found, plane={**found.plane, found.own: half})
    told = " ".join(vague.sentences())
    assert "At 1 of the 30 terms 20 worlds cannot tell" in told
    assert "(3 months and 0.8 asked) 20 worlds cannot tell whether somebody leaves it." in told
    assert "It is self-enforcing in 50 % of 50 resamples." in told


def test_months_that_are_not_side_by_side_are_spans_of_their_own() -> None:
    plane = made().plane
    some = [plane[grace, 0.5] for grace in (2.0, 3.0, 6.0, 9.0, 12.0)]
    told = where_of([plane[4.0, 0.9], *some, plane[2.0, 0.9]])
    assert told == "asking 0.5, 2 to 3 and 6 to 12 months and asking 0.9, 2 and 4 months"


def test_the_terms_of_2017_are_those_of_the_scenario_with_their_date_and_sources() -> None:
    found = made()
    assert found.own == (3.0, 0.8)
    words = " ".join(sources())
    for said in ("100 days", "7 April 2017", "Asahi Shimbun", "UPI", "Associated Press", "ours"):
        assert said in words
    assert words in terms(found).caption


def test_a_cell_is_the_run_of_its_policies_at_its_terms() -> None:
    results = play(ask(ASKED, ()))
    assert ask(ASKED, [results]) is None
    found = find(ASKED, [results])
    assert isinstance(found, TermsFinding)
    belief = [SHORT.value(f"prior_washington.{kim}") for kim in ("fearful", "greedy", "erratic")]
    grace, asked = 2.0, 0.9
    held = SHORT.change({"grace_washington": grace, "seen_enforcing": asked})
    held = held.change({f"{name}.policy": policy for name, policy in BARGAIN.items()})
    worth = [
        run(held.change({"kim_type": kim}), 20).columns["value_washington"].mean()
        for kim in ("fearful", "greedy", "erratic")
    ]
    assert found.plane[grace, asked].worth["washington"][0] == pytest.approx(np.dot(belief, worth))
    assert find_terms(ASKED, results).data() == found.data()


def test_the_picture_of_the_terms_can_be_read() -> None:
    figure = terms(made())
    assert illegible(figure) == []
    assert "20 worlds" in figure.caption


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"menu": "courses"}, "their plans"),
        ({"players": ("washington", "pyongyang")}, "Washington and Beijing"),
    ],
)
def test_a_plane_of_others_is_refused(given: dict[str, object], said: str) -> None:
    with pytest.raises(UsageProblem, match=said):
        GameOptions(SHORT, terms=True, **given)  # type: ignore[arg-type]


def test_a_plane_with_other_questions_is_three_lines(capsys: pytest.CaptureFixture[str]) -> None:
    for more in (["--vary", "months=24"], ["--choices", "courses"]):
        assert run_guarded(["game", "2017-spring", "--terms", *more, "-q"]) == 2
        three_lines(capsys.readouterr().err)
    assert run_guarded(["game", "2017-spring", "--vary", "monts=24", "-q"]) == 2
    assert "monts" in three_lines(capsys.readouterr().err)[0]
