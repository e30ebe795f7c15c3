"""The game that Gambit reads is the game that was played."""

import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.adapters import gambit_game
from sim.analysis.games import pure_equilibria
from sim.analysis.policy_game.game import PolicyGame
from sim.cli.main import run_guarded

TOKEN = re.compile(r'"((?:[^"\\]|\\.)*)"|([{}])|([^\s{}"]+)')


@pytest.fixture(scope="module")
def game() -> PolicyGame:
    held = {"beijing": ["balance"], "seoul": ["hedge"], "washington": ["patience", "engagement"]}
    spring, players = sim.load_scenario("2017-spring"), ["washington", "pyongyang"]
    found = sim.policy_game(spring, players=players, restrict=held, worlds=50, resamples=50)
    return found.game


def read(text: str) -> tuple[list[str], list[list[str]], list[np.ndarray]]:
    """Players, strategies and payoffs of a file, read as Gambit's manual says."""
    found = [(a, b or c) for a, b, c in TOKEN.findall(text)]
    assert [plain for _, plain in found[:3]] == ["NFG", "1", "R"]
    names, opened = [], 0
    groups: list[list[str]] = []
    rest = found[4:]
    while True:
        text_, mark = rest.pop(0)
        if mark == "{":
            opened += 1
            names = []
        elif mark == "}":
            opened -= 1
            if names:
                groups.append(names)
                names = []
        elif opened:
            names.append(text_)
        else:
            break  # the comment
    players, *strategies = groups
    numbers = [float(plain) for _, plain in rest]
    shape = [len(own) for own in strategies]
    payoffs = [np.empty(shape) for _ in players]
    for place in product(*(range(size) for size in reversed(shape))):
        for own in payoffs:
            own[place[::-1]] = numbers.pop(0)
    assert numbers == []
    return players, strategies, payoffs


def test_it_is_read_back_to_the_last_digit(game: PolicyGame) -> None:
    for each in (game, game.of_type("greedy")):
        players, strategies, payoffs = read(gambit_game(each))
        assert players == list(each.players)
        assert strategies == [list(own) for own in each.policies]
        for theirs, ours in zip(payoffs, each.payoffs(), strict=True):
            assert (theirs == ours).all()


def test_equilibria_survive_the_journey(game: PolicyGame) -> None:
    _, _, payoffs = read(gambit_game(game))
    assert pure_equilibria(payoffs) == pure_equilibria(list(game.payoffs()))


def test_a_folder_of_the_command_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    line = (
        "game 2017-spring --players pyongyang "
        "--restrict washington=patience,engagement --restrict beijing=balance -n 50"
    )
    assert (
        run_guarded([*line.split(), "--resamples", "50", "--no-figures", "-q", "-o", "game"]) == 0
    )
    assert run_guarded(["report", "game", "-o", "greedy.nfg", "--kim-type", "greedy", "-q"]) == 0
    assert read(Path("greedy.nfg").read_text())[0] == ["washington", "pyongyang"]
    assert run_guarded(["report", "game", "-o", "none.nfg", "--kim-type", "gredy"]) == 2


@pytest.mark.long
def test_gambit_reads_it(game: PolicyGame, tmp_path: Path) -> None:
    gambit = pytest.importorskip(
        "pygambit", reason="Gambit is not installed: pip install '.[test-gambit]'"
    )
    path = tmp_path / "game.nfg"
    path.write_text(gambit_game(game))
    theirs = gambit.read_nfg(str(path))
    # Version 17 lists the names of players, version 16 players that have names.
    assert [getattr(player, "label", player) for player in theirs.players] == list(game.players)
