"""`sim class`: a live room, in which a class plays the capitals on its phones."""

from __future__ import annotations

import secrets
import shlex
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from sim.cli import options as opt
from sim.cli.output import say, talk
from sim.core.base.errors import DataProblem, UsageProblem, lacking
from sim.core.game.catalogue import CAPITALS
from sim.options import MOST_SEED
from sim.study.experiment.factor_text import Changes, read_scenario
from sim.study.experiment.given_scenario import DEFAULT_SCENARIO

if TYPE_CHECKING:
    from sim.classroom.room.folder import RoomFile
    from sim.classroom.seats.table import GameTable
    from sim.classroom.serving.server import BoundServer
    from sim.policies.external_agents import Agent

MOST_GAMES: Final = 12
MOST_MONTHS: Final = 120
MONTHS: Final = 12
PACKAGES: Final = ("h11", "segno", "starlette", "uvicorn")  # of the extra `class`


@click.command("class")
@click.argument("scenario", required=False)
@opt.stack_options(
    click.option(
        "--team",
        "teams",
        multiple=True,
        metavar="CAPITAL",
        help="A capital that the class plays, one option each; the model plays the rest.  [default: all four]",
    ),
    click.option(
        "--agent",
        "agents",
        multiple=True,
        metavar="CAPITAL=COMMAND",
        help="A program that holds a seat beside the class: a command that answers month by month, or "
        "scripted.",
    ),
    opt.seconds_option,
    click.option(
        "--games",
        type=opt.whole(1, MOST_GAMES),
        default=1,
        show_default=True,
        help="Games with the same random draws, each with other students; the wall compares them.",
    ),
    click.option(
        "--months",
        type=opt.whole(1, MOST_MONTHS),
        default=MONTHS,
        show_default=True,
        help="Months of a game, about: from six on the last is drawn within two of it and kept sealed.",
    ),
    click.option(
        "--deadline",
        type=opt.whole(0, 3600),
        default=45,
        show_default=True,
        help="Seconds in which a month is voted on, at most; 0 waits until enough have voted, or for the desk.",
    ),
    click.option("--resume", type=opt.PATH, help="Go on with the room saved in this folder."),
    click.option(
        "-o", "--out", type=opt.PATH, help="The folder of the room.  [default: sim-class-1, -2, …]"
    ),
    click.option(
        "--host",
        default="0.0.0.0",
        show_default=True,
        help="The address to listen on; this one lets phones in, 127.0.0.1 keeps everyone out.",
    ),
    click.option(
        "--port",
        type=opt.whole(0, 65_535),
        default=8017,
        show_default=True,
        help="The port; 0 takes a free one.",
    ),
    click.option(
        "--laptop",
        is_flag=True,
        help="Without phones: one computer is handed on, and shows one capital's seat at a time.",
    ),
    click.option(
        "--no-open",
        is_flag=True,
        help="Print the address of the desk; do not open it in the browser.",
    ),
    click.option(
        "--kit",
        type=opt.PATH,
        help="Write a teacher's kit into this folder: plans, roles, cards, sheets, slides, quiz.",
    ),
    click.option(
        "--prove",
        metavar="LESSON",
        default=None,
        help="Prove a lesson, by name (wall) or a TOML file: five rules on every path of its shown worlds. "
        "Opens no room.",
    ),
    click.option(
        "--find",
        is_flag=True,
        help="With --prove FILE: first choose its shown worlds again, by its rule, and write them.",
    ),
    click.option(
        "--seed",
        type=opt.whole(0, MOST_SEED),
        default=None,
        help="The seed of the random draws.  [default: drawn]",
    ),
    opt.set_option,
    opt.language_option,
    opt.quiet_option,
)
@click.pass_context
def class_(
    context: click.Context,
    scenario: str | None,
    teams: tuple[str, ...],
    agents: tuple[str, ...],
    seconds: float,
    games: int,
    months: int,
    deadline: int,
    resume: str | None,
    out: str | None,
    host: str,
    port: int,
    laptop: bool,
    no_open: bool,
    kit: str | None,
    prove: str | None,
    find: bool,
    seed: int | None,
    changes: Changes,
    language: str,
    quiet: bool,
) -> None:
    """Open a room in which a class plays SCENARIO (a shipped name or a TOML file; 2017-spring if
    none is given).

    Opens the desk, which leads the game and is for the teacher alone; --no-open prints its address
    instead. Prints the address of the wall, which a projector may show. Phones join by a code of
    six letters or a QR code, without names or accounts, and vote in the seats of the capitals. A
    game has 12 months unless --months says otherwise. Every vote is saved before it counts:
    a room that was stopped goes on with --resume. Ends with ctrl-C.

    \b
    sim class
    sim class --agent beijing="python my_agent.py"
    sim class --laptop --months 8
    sim class --games 3 --deadline 90 --months 8
    sim class --resume sim-class-1
    sim class --kit kit
    sim class --prove my-lesson.toml
    """
    if prove is not None or find:
        if prove is None:
            raise UsageProblem(
                "--find needs --prove",
                "sim class",
                "Give --prove with a file, or leave --find out.",
            )
        return prove_lesson(prove, find, quiet)
    if missing := next((name for name in PACKAGES if find_spec(name) is None), None):
        raise lacking(missing, "sim class", "class")
    if kit is not None:
        from sim.classroom.kit import write_kit
        from sim.study.store.disk import check_free

        check_free(Path(kit))
        found_kit = write_kit(kit, lambda text: talk(text, quiet))
        return talk(f"written to {found_kit}; open index.html there", quiet)
    address = "127.0.0.1" if laptop else host, port
    if laptop:
        games, deadline = 1, 0  # nobody waits for a clock where all wait for one computer
    programs = programs_from(agents, seconds)
    if resume is not None:
        check_alone(context)
        found = open_saved_room(
            resume, address, programs, language if opt.asked_for("language") else None
        )
    else:
        asked = (("months=" + str(months), f"--months {months}"), *changes)
        found = new(scenario, asked, seed, teams, programs, games, deadline, out, language, address)
    with found as room:
        serve(room, "pass" if laptop else "desk", not no_open, quiet)


def prove_lesson(name: str, find: bool, quiet: bool) -> None:
    """Print whether each rule holds in each shown world; raises DataProblem if one does not."""
    from sim.classroom.class_page.giants import chosen_anew, lines
    from sim.classroom.class_page.lesson import SUFFIX, read_lesson

    lesson = read_lesson(name)
    if find:
        if not name.endswith(SUFFIX):
            raise UsageProblem(
                "--find writes into a file",
                f"--prove {name}",
                f"Give a file that ends in {SUFFIX}.",
            )
        file = Path(name)
        file.write_text(chosen_anew(file.read_text(encoding="utf-8"), lesson), encoding="utf-8")
        talk(f"written to {name}", quiet)
        lesson = read_lesson(name)
    failed = 0
    for line in lines(lesson):
        failed += not line.holds
        say(f"{'holds' if line.holds else 'FAILS'}  {line.text}")
    if failed:
        raise DataProblem(
            f"the lesson breaks {failed} of the rules of what may be shown",
            name,
            "Choose the shown worlds again with --find, or correct the sentence.",
        )


BESIDE: Final = (
    "host",
    "port",
    "laptop",
    "no_open",
    "language",
    "quiet",
    "resume",
    "agents",
    "seconds",
)
"""The options that go with --resume; all others are saved with the room."""


def check_alone(context: click.Context) -> None:
    """Raise UsageProblem for an option that the saved room has settled already."""
    for parameter in context.command.params:
        if parameter.name not in BESIDE and opt.asked_for(str(parameter.name)):
            message = f"{opt.source_of(parameter)} means nothing beside --resume"
            raise UsageProblem(message, "sim class", "Leave one of the two out.")


def programs_from(texts: Sequence[str], seconds: float) -> dict[str, Agent]:
    """Return the programs that hold seats, by capital; raises UsageProblem for an invalid capital
    or program.
    """
    from sim.core.scenario.plan import checked_capitals
    from sim.policies.agents.command import agent_from

    if not texts:
        return {}
    pairs = [text.partition("=") for text in texts]
    checked_capitals([capital for capital, _, _ in pairs], "--agent")
    return {capital: agent_from(command, seconds) for capital, _, command in pairs}


@dataclass(frozen=True, slots=True)
class Opened:
    """A room behind its server: its folder, saved settings and games, and whether it is resumed."""

    root: Path
    kept: RoomFile
    games: list[GameTable]
    resumed: bool
    bound: BoundServer
    programs: dict[str, Agent]


@contextmanager
def new(
    scenario: str | None,
    changes: Changes,
    seed: int | None,
    teams: tuple[str, ...],
    programs: dict[str, Agent],
    games: int,
    deadline: int,
    out: str | None,
    language: str,
    address: tuple[str, int],
) -> Iterator[Opened]:
    """Yield a new room in a locked folder, made only when everything else is in order.

    Without a seed one is drawn, and saved with the game: nobody can look up the world beforehand.
    """
    from sim.classroom.room.folder import new_room
    from sim.classroom.seats.record import GameRecord
    from sim.classroom.seats.saving import folder_for_games
    from sim.classroom.serving.server import bind_server
    from sim.classroom.team.start import draw_kim, seal_end
    from sim.core.scenario.plan import checked_capitals
    from sim.pages.model import check_shipped
    from sim.study.store.disk import Folder

    named = checked_capitals(teams or CAPITALS, "--team")
    playing = tuple(capital for capital in CAPITALS if capital in named or capital in programs)
    if set(playing) == set(programs):
        raise UsageProblem(
            "programs hold all seats", "--agent", "Leave one to the class, or use sim play --seat."
        )
    names = {capital: agent.name for capital, agent in programs.items()}
    asked = read_scenario(scenario or DEFAULT_SCENARIO, changes)
    check_shipped(asked)
    drawn = secrets.randbelow(MOST_SEED + 1) if seed is None else seed
    game, sealed = seal_end(draw_kim(asked, drawn), drawn)
    root = folder_for_games(out)
    with closing(bind_server(*address)) as bound, Folder(root):
        record = GameRecord(game, drawn, playing, programs=names, sealed=sealed)
        kept, tables = new_room(root, record, games, deadline, language)
        yield Opened(root, kept, tables, False, bound, programs)


@contextmanager
def open_saved_room(
    folder: str, address: tuple[str, int], programs: dict[str, Agent], language: str | None
) -> Iterator[Opened]:
    """Yield the room of a folder, in another language if one is given, held against other
    processes.

    A folder names programs and holds no command: they are given again. Raises UsageProblem,
    DataProblem.
    """
    from sim.classroom.room.folder import ROOM, saved_room
    from sim.classroom.seats.saving import games_in
    from sim.classroom.serving.server import bind_server
    from sim.study.store.disk import Folder

    root = games_in(folder)[0].parent
    if not (root / ROOM).is_file():
        raise UsageProblem("there is no room", folder, "Name the folder that sim class printed.")
    with Folder(root), closing(bind_server(*address)) as bound:
        kept, games = saved_room(root)
        check_programs(games[0].record.programs, programs)
        spoken = kept if language is None else kept.model_copy(update={"language": language})
        yield Opened(root, spoken, games, True, bound, programs)


def check_programs(kept: Mapping[str, str], given: Mapping[str, Agent]) -> None:
    """Raise UsageProblem unless the programs that are given hold the seats that programs held
    before.
    """
    for capital in CAPITALS:
        if capital in kept and capital not in given:
            message = f"the program {kept[capital]} plays {capital.capitalize()} there, and no command is saved"
            raise UsageProblem(message, "--resume", f"Give it again: --agent {capital}=COMMAND.")
        if capital in given and capital not in kept:
            raise UsageProblem(
                f"no program plays {capital.capitalize()} there", "--agent", "Leave it out."
            )


FIRST: Final = {
    "desk": "the desk, for you alone:",
    "pass": "open this first, on this computer: it shows one seat at a time, and hides it to be handed on:",
}
"""The line before the address of the page of a room that is opened first."""

OPENS: Final = (
    "opening {page} in your browser. Its address leads the game, so it is not printed: others may "
    "see this screen. If no page opens, stop, and go on with --resume and --no-open, which print it"
)
NAMES: Final = {"desk": "the desk", "pass": "the page that is handed on"}


def serve(room: Opened, page: str, opens: bool, quiet: bool) -> None:
    """Serve a room until an interrupt: warn if others can reach it, and open a page in the browser,
    or print its address.
    """
    from sim.classroom.room.app import room_app
    from sim.classroom.room.folder import JOURNAL
    from sim.classroom.room.session import Players, Session
    from sim.classroom.seats.programs import Programs
    from sim.classroom.seats.saving import games_in
    from sim.classroom.serving import server

    bound, kept = room.bound, room.kept
    address = f"{bound.address}/{page}#{kept.desk}"

    def tell() -> None:
        talk(FIRST[page], quiet)
        say(address)

    def ready() -> None:
        if bound.open_to_network:
            talk(
                f"warning: --host {bound.host} lets in phones and all else that reaches this machine, unencrypted"
            )
        talk("stop it with ctrl-C", quiet)
        if opens:
            talk(OPENS.format(page=NAMES[page]), quiet)
            server.show_in_browser(address, otherwise=tell)
        else:
            tell()

    places = zip(room.games, games_in(room.root), strict=True)
    players = Players(
        [Programs(game, room.programs, folder) for game, folder in places if room.programs]
    )
    session = Session(
        kept, room.games, room.root / JOURNAL, room.resumed, players, server.allow_places()
    )
    if page != "pass":
        talk(f"phones: {bound.address}, code {kept.code}", quiet)
    talk(f"wall, for the projector: {bound.address}/wall#{kept.wall}", quiet)
    talk(f"saved in {room.root}", quiet)
    # An interrupt is how a server is meant to end.
    with suppress(KeyboardInterrupt):
        app = room_app(session, bound.hosts, bound.address)
        server.serve(app, app.places, bound, ready)
    keep_debriefs(room, quiet)
    talk(f"stopped; go on with: sim class --resume {shlex.quote(str(room.root))}", quiet)


def keep_debriefs(room: Opened, quiet: bool) -> None:
    """Write the debrief of each game that is over into its folder."""
    from sim.classroom.debrief import FILE, write_debrief
    from sim.classroom.seats.saving import games_in

    for folder, game in zip(games_in(room.root), room.games, strict=True):
        if game.phase == "over":
            written = write_debrief(
                game.position, folder / FILE, language=room.kept.language, force=True
            )
            talk(f"the debrief to keep: {written}", quiet)
