"""`sim play`: the live page, seats for teams, the class page, in the browser or the terminal."""

from __future__ import annotations

import secrets
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from sim.cli import options as opt
from sim.cli.output import say, talk
from sim.cli.reading import Changes, read_scenario
from sim.errors import UsageProblem, lacking

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pages.live.hall import Hall
    from sim.pages.live.page import Shelf
    from sim.pages.live.serving import Door
    from sim.pages.seats.table import Table
    from sim.pages.seats.views import Record


MOST_WORLDS: Final = 10_000
"""Worlds of one request of the live page, as the server bounds them."""

team_option = opt.option(
    "--team", "teams", multiple=True, metavar="CAPITAL",
    help="A capital that a team plays; up to four, one option each.",
)  # fmt: skip
terminal_option = opt.option("--terminal", is_flag=True, help="Play the teams here, without a browser.")
deadline_option = opt.option(
    "--deadline", type=opt.Whole(0, 3600), default=None,
    help="Seconds a month in which teams choose; what is left open is drawn by the rules.  [default: none]",
)  # fmt: skip
resume_option = opt.option("--resume", type=click.Path(), help="Go on with the games saved in this folder.")
games_option = opt.option("-o", "--out", type=click.Path(), help="The folder for games.  [default: sim-games-1, -2, …]")
host_option = opt.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
port_option = opt.option(
    "--port", type=opt.Whole(0, 65_535), default=8017, show_default=True, help="The port; 0 takes a free one."
)
no_open_option = opt.option("--no-open", is_flag=True, help="Open no browser.")
export_option = opt.option("--export", type=click.Path(), help="Write the class page to this file, and stop.")
force_option = opt.option("--force", is_flag=True, help="Replace the file of --export if there is one.")
lesson_option = opt.option("--lesson", default=None, help="The lesson of the class page.  [default: lose-lose]")


@click.command("play", short_help="Open the live page, seats for teams, or write the class page.")
@click.argument("scenario", required=False)
@opt.stacked(
    team_option, terminal_option, deadline_option, resume_option, games_option, export_option, lesson_option,
    host_option, port_option, no_open_option, opt.worlds_option(500, MOST_WORLDS), opt.seed_option, opt.set_option(),
    force_option, opt.quiet_option,
)  # fmt: skip
@click.pass_context
def play(
    context: click.Context, scenario: str | None, teams: tuple[str, ...], terminal: bool, deadline: int | None,
    resume: str | None, out: str | None, export: str | None, lesson: str | None, host: str, port: int, no_open: bool,
    worlds: int, seed: int, changes: tuple[tuple[str, str], ...], force: bool, quiet: bool,
) -> None:  # fmt: skip
    """Open a page on SCENARIO (a shipped name or a TOML file; 2017-spring if none is given) in the browser.

    Without --team, a page with sliders: many worlds run again on every change. With --team, one to four teams take a
    capital each, in browsers or with --terminal here; games are saved every month. With --export, one file for a class
    that needs no server. --worlds counts the worlds of the page, or of the class page. A game without --seed draws
    one, so that nobody can look its world up; it is saved with the game. Ends with ctrl-C.

    \b
    sim play --port 0 --no-open
    sim play --team seoul --team beijing --deadline 90
    sim play --export class.html --lesson spiral
    """
    from sim.cli import play as playing

    check_together(context)
    if export is not None:
        given = {name: context.params[name] for name in ("seed", "worlds") if said(context, name)}
        playing.write_class_page(export, lesson, scenario, changes, force, quiet, given)
        return
    plan = playing.Seats(teams, seed if said(context, "seed") else None, resume, out, deadline)
    if terminal:
        playing.play_in_terminal(scenario, changes, plan, quiet)
        return
    door = playing.Place(host, port, not no_open)
    if teams or resume is not None:
        playing.serve_seats(scenario, changes, plan, door, quiet)
    else:
        playing.serve_live_page(scenario, changes, worlds, seed, door, quiet)


def said(context: click.Context, name: str) -> bool:
    """Say whether the person gave an option, on the command line or in the environment."""
    source = context.get_parameter_source(name)
    return source is not None and source.name in ("COMMANDLINE", "ENVIRONMENT")


CLASHES: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("export", ("teams", "terminal", "deadline", "resume", "out", "host", "port", "no_open")),
    ("resume", ("scenario", "teams", "changes", "seed", "out", "deadline")),
    ("teams", ("worlds",)),
    ("resume", ("worlds",)),
    ("terminal", ("host", "port", "no_open")),
)
"""Options, and those that mean nothing beside them."""

NEEDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("lesson", ("export",)), ("force", ("export",)), ("terminal", ("teams", "resume")), ("deadline", ("teams",)),
    ("out", ("teams",)),
)  # fmt: skip
"""Options, and those of which they need one."""


def check_together(context: click.Context) -> None:
    """Raise UsageProblem for options that cannot be meant together."""
    flags = {each.name: max(each.opts, key=len) for each in context.command.params if each.name}
    flags["scenario"] = "SCENARIO"
    given = {name for name in flags if said(context, name) and context.params[name] not in (None, False, ())}
    for name, others in CLASHES:
        for other in others:
            if name in given and other in given:
                raise UsageProblem(
                    f"{flags[other]} means nothing beside {flags[name]}", "sim play", "Leave one of the two out."
                )
    for name, others in NEEDS:
        if name in given and not given.intersection(others):
            wanted = " or ".join(flags[other] for other in others)
            raise UsageProblem(f"{flags[name]} needs {wanted}", "sim play", f"Give {wanted}, or leave it out.")


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
    from sim.pages.seats.views import Record, checked_teams
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
    path: str, lesson: str | None, scenario: str | None, changes: Changes, force: bool, quiet: bool,
    given: Mapping[str, Any],
) -> None:  # fmt: skip
    """Write the class page; `given` holds the seed and worlds if the person named them."""
    from sim.pages.class_page import DEFAULT_LESSON, export

    changed = scenario is not None or changes
    asked = read_scenario(scenario or DEFAULT_SCENARIO, changes) if changed else None
    written = export(lesson or DEFAULT_LESSON, path, scenario=asked, force=force, **given)
    talk(f"written to {written}", quiet)


def check_extra() -> None:
    """Raise UsageProblem unless the packages of the extra `web` are installed."""
    missing = next((name for name in ("h11", "starlette", "uvicorn") if find_spec(name) is None), None)
    if missing:
        raise lacking(missing, "sim play", "web")


def serve_live_page(
    scenario: str | None, changes: Changes, worlds: int, seed: int, place: Place, quiet: bool
) -> None:  # fmt: skip
    """Serve the live page until an interrupt."""
    check_extra()
    from sim.pages.live.serving import open_door

    shelf = shelf_for(scenario, changes)
    door = open_door(place.host, place.port)
    from sim.pages.live.app import live_app
    from sim.pages.live.page import LivePage

    page = LivePage(shelf, worlds, seed)
    page.warm_up()
    run_server(live_app(page, door.hosts), door, "/", place.opens, quiet)
    talk("stopped", quiet)


def serve_seats(scenario: str | None, changes: Changes, seats: Seats, place: Place, quiet: bool) -> None:
    """Serve seats until an interrupt: new games, or those of a folder that go on."""
    check_extra()
    from sim.pages.live.serving import open_door

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


def shelf_for(scenario: str | None, changes: Changes) -> Shelf:
    """Return the shelf of scenarios with the one that was asked for first."""
    from sim.pages.live.page import shelf_of

    asked = scenario or DEFAULT_SCENARIO
    return shelf_of(read_scenario(asked, changes), asked, [text for text, _ in changes])


def run_server(app: object, door: Door, path: str, opens: bool, quiet: bool) -> None:
    """Serve until an interrupt: print the address, warn where others can reach it, open the browser."""
    from sim.pages.live.serving import serve, show_in_browser

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
