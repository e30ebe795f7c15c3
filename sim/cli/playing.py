"""What `sim play` does once its options are read: serve, play in the terminal, or write the class page."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from sim.cli.games import DEFAULT_SCENARIO, NewGame, SavedGames, new_game, saved_games
from sim.cli.output import say, talk
from sim.cli.reading import Changes, read_scenario
from sim.errors import lacking

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pages.live.page import Shelf
    from sim.pages.live.serving import Door

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
