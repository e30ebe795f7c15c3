"""The games that `sim play` seats: one that begins, or those of a folder that go on."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.reading import Changes, read_scenario
from sim.errors import UsageProblem

if TYPE_CHECKING:
    from sim.pages.live.hall import Hall
    from sim.pages.seats.record import Record
    from sim.pages.seats.table import Table

DEFAULT_SCENARIO = "2017-spring"


@dataclass(frozen=True, slots=True)
class NewGame:
    """A game that begins; its folder is made only when everything else is in order."""

    record: Record
    deadline: int
    out: str | None

    @contextmanager
    def held_folder(self) -> Iterator[Path]:
        """Yield the folder for its games, made now and held against other processes; raises UsageProblem."""
        from sim.pages.seats.saving import folder_for_games, held

        root = folder_for_games(self.out)
        with held(root):
            yield root

    def at_a_table(self, root: Path) -> tuple[Table, Path]:
        """Return the game without a server, and its own folder in a folder of games."""
        from sim.pages.seats.saving import new_folder, saved_table

        folder = new_folder(root)
        return saved_table(folder, self.record, {}, self.deadline), folder

    def admit_to(self, hall: Hall) -> None:
        """Seat the game."""
        from sim.pages.seats.saving import new_folder

        hall.admit(new_folder(hall.root), self.record, self.deadline)


@dataclass(frozen=True, slots=True)
class SavedGames:
    """Games that go on, each with its folder, choices, deadline and codes.

    They are read while their folder is held: nobody else saves them between the reading and the playing.
    """

    root: Path
    saved: tuple[tuple[Path, Record, dict[str, str], int], ...]

    @property
    def record(self) -> Record:
        """The first game."""
        return self.saved[0][1]

    @property
    def deadline(self) -> int:
        """The deadline of the first game."""
        return self.saved[0][3]

    @contextmanager
    def held_folder(self) -> Iterator[Path]:
        """Yield the folder that holds the folders of the games; it is held already."""
        yield self.root

    def at_a_table(self, root: Path) -> tuple[Table, Path]:
        """Return the game without a server, and its folder; raises UsageProblem for several."""
        from sim.pages.seats.saving import saved_table

        if len(self.saved) > 1:
            what = f"there are {len(self.saved)} games"
            raise UsageProblem(what, str(root), f"Name one, such as {self.saved[0][0]}.")
        folder, record, chosen, deadline = self.saved[0]
        return saved_table(folder, record, chosen, deadline), folder

    def admit_to(self, hall: Hall) -> None:
        """Seat the games under their old codes; their clocks stand still until the host lets them run."""
        from sim.pages.seats.saving import CODES, read_codes

        for folder, record, chosen, deadline in self.saved:
            # A game from the terminal has no codes yet.
            codes = read_codes(folder, record.teams) if (folder / CODES).exists() else None
            hall.admit(folder, record, deadline, codes=codes, chosen=chosen, paused=record.started)


def new_game(
    scenario: str | None, changes: Changes, seed: int | None, teams: tuple[str, ...], deadline: int | None,
    out: str | None,
) -> NewGame:  # fmt: skip
    """Return a game that begins; raises UsageProblem for teams that cannot be, ScenarioProblem.

    Without a seed one is drawn, and saved with the game: nobody can look the world up beforehand.
    """
    from sim.pages.seats.record import Record, checked_teams
    from sim.study.run.worlds import MOST_SEED

    playing = checked_teams(teams)
    asked = read_scenario(scenario or DEFAULT_SCENARIO, changes)
    drawn = secrets.randbelow(MOST_SEED + 1) if seed is None else seed
    return NewGame(Record(asked, drawn, playing), deadline or 0, out)


@contextmanager
def saved_games(folder: str) -> Iterator[SavedGames]:
    """Yield the games of a folder, held against other processes until the block ends.

    Raises UsageProblem where there is none or they are being played elsewhere, DataProblem where one cannot be read.
    """
    from sim.pages.seats.saving import games_in, held, read_game

    paths = games_in(folder)
    root = paths[0].parent
    # A link to one game leads to the folder in which that game is saved.
    with held(paths[0].resolve().parent, [path.resolve() for path in paths]):
        yield SavedGames(root, tuple((path, *read_game(path)) for path in paths))
