"""What `sim play` does once its options are read: serve, play in the terminal, or write the class page."""

from __future__ import annotations

import secrets
import shlex
import webbrowser
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sim.cli.output import say, talk
from sim.cli.reading import Changes, read_scenario
from sim.errors import UsageProblem, lacking

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pages.live.hall import Hall
    from sim.pages.seats.record import Record
    from sim.pages.seats.table import Table
    from sim.pages.serving.door import Door


PLAINLY: Final = "what is sent is not encrypted"


@dataclass(frozen=True, slots=True)
class Seats:
    """Who plays, the seed if one was named, the folder of games that go on or begin, and how long a month waits."""

    teams: tuple[str, ...]
    seed: int | None
    resume: str | None
    out: str | None
    deadline: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server listens, and whether it opens the browser."""

    host: str
    port: int
    opens: bool


def write_class_page(
    path: str, lesson: str | None, scenario: str | None, changes: Changes, force: bool, language: str,
    quiet: bool, given: Mapping[str, Any],
) -> None:  # fmt: skip
    """Write the class page; `given` holds the seed and worlds if the person named them."""
    from sim.pages.class_page import COURSE, export

    changed = scenario is not None or changes
    asked = read_scenario(scenario or DEFAULT_SCENARIO, changes) if changed else None
    written = export(lesson or COURSE, path, scenario=asked, language=language, force=force, **given)
    talk(f"written to {written}", quiet)


def check_extra() -> None:
    """Raise UsageProblem unless the packages of the extra `web` are installed."""
    missing = next((name for name in ("h11", "starlette", "uvicorn") if find_spec(name) is None), None)
    if missing:
        raise lacking(missing, "sim play", "web")


def write_page(
    scenario: str | None, changes: Changes, path: str | None, worlds: int, seed: int, language: str, force: bool,
    opens: bool, quiet: bool,
) -> None:  # fmt: skip
    """Write the page for analysts, print its path, and open it in the browser."""
    from sim.pages.live.export import export

    asked = scenario or DEFAULT_SCENARIO
    written = export(
        read_scenario(asked, changes), path, asked=asked, changed=[text for text, _ in changes], worlds=worlds,
        seed=seed, language=language, force=force,
    )  # fmt: skip
    talk("one file: it needs no server and no network", quiet)
    say(str(written))
    if opens:
        webbrowser.open(written.resolve().as_uri())


def serve_seats(scenario: str | None, changes: Changes, seats: Seats, place: Place, quiet: bool) -> None:
    """Serve seats until an interrupt: new games, or those of a folder that go on."""
    check_extra()
    from sim.pages.serving.door import open_door

    with games_of(scenario, changes, seats) as games:
        door = open_door(place.host, place.port)
        from sim.pages.live.hall import Hall, new_code
        from sim.pages.live.seating import seats_app
        from sim.pages.seats.saving import host_code_in

        with games.held_folder() as root:
            hall = Hall(games.record, root, games.deadline, host_code_in(root, new_code()))
            games.admit_to(hall)
            talk(f"games are saved in {root}", quiet)
            run_server(seats_app(hall, door.hosts), door, f"/host#{hall.host_code}", place.opens, quiet)
            talk(f"stopped; {saved_where(root)}", quiet)


def play_in_terminal(scenario: str | None, changes: Changes, seats: Seats, quiet: bool) -> None:
    """Play at this keyboard: a new game, or one that goes on."""
    from sim.cli.terminal import Left, play_at

    with games_of(scenario, changes, seats) as games, games.held_folder() as root:
        table, folder = games.at_a_table(root)
        try:
            play_at(table, folder, games.deadline, quiet)
        except (Left, KeyboardInterrupt):
            talk(f"\n{saved_where(folder)} --terminal", quiet)


@contextmanager
def games_of(scenario: str | None, changes: Changes, seats: Seats) -> Iterator[NewGame | SavedGames]:
    """Yield the game that begins, or those that go on."""
    if seats.resume is not None:
        with saved_games(seats.resume) as games:
            yield games
    else:
        yield new_game(scenario, changes, seats.seed, seats.teams, seats.deadline, seats.out)


def saved_where(folder: Path) -> str:
    """Say where games are saved and how they go on."""
    return f"saved in {folder}; go on with: sim play --resume {shlex.quote(str(folder))}"


def run_server(app: object, door: Door, path: str, opens: bool, quiet: bool) -> None:
    """Serve until an interrupt: print the address, warn where others can reach it, open the browser."""
    from sim.pages.serving.door import serve, show_in_browser

    address = door.address + path

    def ready() -> None:
        if door.open_to_network:
            talk(f"warning: --host {door.host} opens this server to everyone who can reach this machine; {PLAINLY}")
        talk("stop it with ctrl-C", quiet)
        say(address)
        if opens:
            show_in_browser(address)

    # An interrupt is how a server is meant to end.
    with suppress(KeyboardInterrupt):
        serve(app, door, ready)


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
