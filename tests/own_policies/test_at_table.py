"""A policy of one's own at a seat of `sim play --seat`, beside a program: the world that it plays
anywhere else.
"""

import numpy as np
import pytest

import sim
from sim.classroom.seats.play import position_of
from sim.classroom.seats.record import GameRecord
from sim.core.base.errors import ExitCode
from tests.cli.command import said, three_lines
from tests.own_policies.test_plain import outside  # noqa: F401 - a fixture

pytestmark = pytest.mark.usefixtures("outside")


@pytest.mark.parametrize("name", ["grim:course", "loose:course"])
def test_month_by_month_at_a_table_it_plays_the_world_of_a_run(quiet, name):
    """Its memory is the same whether a month is played once or again with all that was said in
    it.
    """
    scenario = quiet.change({"months": 5, "washington.policy": name})
    record, position = GameRecord(scenario, 7, ("beijing",), started=True, world=3), None
    for _ in range(scenario.months):
        position = position_of(record, position)
        record = record.with_month({})
    position = position_of(record, position)
    alone = sim.run(scenario, 1, 7, first_world=3, engine="numpy")
    assert position.over
    for column, values in position.run.columns.items():
        np.testing.assert_array_equal(values[0], alone.columns[column][0], column)


def test_it_sits_beside_a_program_and_no_page_is_promised(folder, capsys):
    pair = ("--seat", "beijing", "--agent", "scripted")
    settings = ("--set", "washington.policy=grim:course", "--set", "months=3")
    found = said(capsys, "play", *pair, *settings, "-o", "game")
    assert found.code == 0, found.err
    assert "Washington turns: engagement." in found.out
    assert "sim report" not in found.out + found.err
    told = said(capsys, "report", "game")
    assert told.code == ExitCode.INVALID
    what, _, remedy = three_lines(told.err)
    assert "'grim:course' played in this game" in what
    assert "sim play --seat" in remedy


def test_a_room_refuses_it_before_it_makes_a_folder(folder, capsys):
    before = sorted(folder.iterdir())
    found = said(capsys, "class", "2017-spring", "--set", "washington.policy=grim:course")
    assert found.code == ExitCode.USAGE
    assert "a page cannot play 'grim:course'" in found.err
    assert sorted(folder.iterdir()) == before
