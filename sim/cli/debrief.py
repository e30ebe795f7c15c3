"""`sim debrief`: a game that is over, as one file that the class keeps."""

from __future__ import annotations

import webbrowser
from pathlib import Path

import click

from sim.cli import options as opt
from sim.cli.output import say, talk
from sim.errors import UsageProblem

FILE = "debrief.html"
out_option = opt.option(
    "-o", "--out", type=click.Path(), help="The file, for one game.  [default: debrief.html in the folder of the game]"
)
open_option = opt.option("--open", "opens", is_flag=True, help="Open it in the browser.")


@click.command("debrief", short_help="Write a game that is over as one page to replay.")
@click.argument("folder", type=click.Path())
@opt.stacked(out_option, open_option, opt.replace_option, opt.language_option, opt.quiet_option)
def debrief(folder: str, out: str | None, opens: bool, force: bool, language: str, quiet: bool) -> None:
    """Write the games in FOLDER, that of a room or of one game, each as one file that needs no server and no network.

    Scrub through the game with both truths, what was and what each seat saw; play any month otherwise, under the same
    luck; see the turning points that the model finds, the forecasts scored, notes, deals and red lines.

    \b
    sim debrief sim-class-1
    sim debrief sim-class-1/game-1 -o debrief.html --open
    """
    from sim.pages.debrief import write_debrief
    from sim.pages.seats.play import position_of
    from sim.pages.seats.saving import games_in, read_game

    games = games_in(folder)
    if out is not None and len(games) > 1:
        raise UsageProblem(f"there are {len(games)} games", "--out", f"Name one, such as {games[0]}.")
    for game in games:
        position = position_of(read_game(game)[0])
        written = write_debrief(position, out or game / FILE, language=language, force=force)
        talk("one file: it needs no server and no network", quiet)
        say(str(written))
        if opens:
            webbrowser.open(Path(written).resolve().as_uri())
