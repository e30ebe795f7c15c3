"""The words of the project are data, and `sim show` answers each of them and its synonyms."""

import json
import re
from collections import Counter

import pytest

import sim
from sim.cli.look_up import fold_name, found_under
from sim.core.base.errors import ExitCode
from sim.core.game.catalogue import COURSES, MOVES
from sim.core.game.goals import GOALS
from sim.core.game.levers import LEVERS
from sim.core.game.moves import KimType
from sim.core.game.policies import POLICIES
from sim.core.game.world import STATES
from sim.core.outcomes.outcomes import OUTCOMES
from sim.publish.glossary import glossary
from sim.study.experiment.factor_text import policy_name
from tests.cli.command import Captured, said

FIRST = """
    capital, world, scenario, base, word, deed, move, course, disposition, answer, review, look-ahead, lean, turn, held,
    free, policy, spell, lever, line-up, type, key, belief, feint, rung, big test, sanction pressure, audience, freeze,
    brink, clash, strike, attack, accident, flow, value, aim, exchange, lose-lose, win-win, net, lose-lose by aims,
    escalation, outcome, order, channel, seen, engine, estimate
"""
"""The words that the project explained first; texts of then use some that have another name now."""


def test_each_word_that_was_ever_explained_is_answered(subtests: pytest.Subtests) -> None:
    for word in [" ".join(each.split()) for each in FIRST.split(",")]:
        with subtests.test(word):
            assert "term" in [each.kind for each in found_under(word)]


def test_a_term_is_one_sentence_and_found_by_each_of_its_names(subtests: pytest.Subtests) -> None:
    for term in glossary():
        with subtests.test(term.word[0]):
            assert re.fullmatch(r"[A-Z0-9][^.]*(\.\d[^.]*)*\.", term.meaning)
            assert len(term.meaning.split()) <= 35
            for name in term.names:
                assert term.meaning in [
                    each.facts["meaning"] for each in found_under(name) if each.kind == "term"
                ]


def test_each_word_stands_for_one_thing_and_in_alphabetical_order() -> None:
    names = Counter(fold_name(name) for term in glossary() for name in term.names)
    assert [name for name, count in names.items() if count > 1] == []
    firsts = [fold_name(term.word[0]) for term in glossary()]
    assert firsts == sorted(firsts)


def test_labels_in_tables_and_figures_are_answered() -> None:
    labels = [
        *(each.label for each in OUTCOMES.values()),
        *(each.label for each in LEVERS.values()),
        *(course.label for menu in COURSES.values() for course in menu),
        *(move.label for menu in MOVES.values() for move in menu),
        *(state.label for state in STATES.values() if state.label),
        *(goal.label for goal in GOALS),
        *(name for kind in ("final_state", "rung") for name, _ in OUTCOMES[kind].names),
        *(policy_name(capital, name) for capital, named in POLICIES.items() for name in named),
        *(kim.name.lower() for kim in KimType),
    ]
    assert [label for label in labels if not found_under(label)] == []


PRINTED = """
    gamble, V_W, dummy, tornado, press less talk, lead over the next, told apart, scenario hash, seal, fingerprint,
    quadrants, flips, sweep, model
"""
"""Words that a command printed and a first reader asked for."""


def test_words_that_a_command_prints_are_answered(subtests: pytest.Subtests) -> None:
    for word in [" ".join(each.split()) for each in PRINTED.split(",")]:
        with subtests.test(word):
            assert "term" in [each.kind for each in found_under(word)]


def test_each_column_of_the_files_is_answered() -> None:
    run = sim.run("2017-spring", worlds=20)
    cells = sim.sweep("2017-spring", {"washington.pressure": [0, 1]}, 20).to_frame()
    columns = {*run.to_frame(), *(re.sub("_(low|high|p05|p95)$", "", each) for each in cells)}
    assert [each for each in columns if not found_under(each)] == []


def test_all_words_are_listed(capsys: Captured) -> None:
    found = json.loads(said(capsys, "show", "glossary", "--json").out)
    assert [each["meaning"] for each in found] == [term.meaning for term in glossary()]


def test_an_unknown_word_names_the_nearest_and_the_list(capsys: Captured) -> None:
    refused = said(capsys, "show", "leverge")
    assert refused.code == ExitCode.USAGE
    assert "`sim show glossary` lists the terms" in refused.err
    assert "Did you mean 'leverage'?" in refused.err
