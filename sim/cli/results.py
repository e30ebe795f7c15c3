"""`sim report`: write the content of a folder into files for others, each by its suffix."""

from __future__ import annotations

import os
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from sim.cli import options as opt
from sim.cli.output import print_json, talk
from sim.core.base.errors import UsageProblem

PAGE: Final = ".html"
SUFFIXES: Final = (PAGE, ".csv")


@click.command("report")
@click.argument("folder", type=opt.PATH)
@opt.stack_options(
    click.option(
        "-o",
        "--out",
        "files",
        type=opt.PATH,
        multiple=True,
        metavar="FILE",
        help="A file, by its suffix: .html or .csv; again for more. "
        "[default of a game: debrief.html in its folder]",
    ),
    click.option(
        "--with",
        "others",
        multiple=True,
        type=opt.PATH,
        metavar="FOLDER",
        help="The folder of a further analysis, of any command or of your own; may be repeated.",
    ),
    click.option("--open", "opens", is_flag=True, help="Open the page in the browser."),
    opt.language_option,
    opt.replace_option,
    opt.json_option,
    opt.quiet_option,
)
def report(
    folder: str,
    files: tuple[str, ...],
    others: tuple[str, ...],
    opens: bool,
    language: str,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Write the content of FOLDER for others: the results of any command, or the games of a class.

    Results become one self-contained page: the answer in sentences, the numbers with intervals, the
    figures, their drivers, the limits and the provenance. Analyses that lie in FOLDER, such as the
    plane of `make demo`, stand under the drivers, with those of --with. A .csv file has every world
    as a row.

    A game that is over becomes one page to replay: the truth and the view of each seat;
    any month played otherwise with the same random draws; forecasts scored, notes and red lines.

    \b
    sim report results/spring --with results/sensitivity -o report.html
    sim report results/spring -o worlds.csv
    sim report sim-class-1
    """
    from sim.classroom.seats.saving import holds_games
    from sim.policies import door

    with door.keep_shut(places=[folder, *(os.path.dirname(path) for path in files)]):
        if holds_games(folder):
            if opt.asked_for("others"):
                flag = opt.flag_of("others")
                raise UsageProblem(
                    "this is of results, and the folder holds games", flag, f"Leave {flag} out."
                )
            written = write_debriefs(folder, files, language, force)
        else:
            if opt.asked_for("language"):
                raise UsageProblem("only a game has other languages", "--language", "Leave it out.")
            written = write_results(folder, files, others, force)
    if as_json:
        print_json([{"file": str(path), "kind": path.suffix[1:]} for path in written])
    for path in written:
        talk(f"written to {path}", quiet)
        if opens and path.suffix == PAGE:
            webbrowser.open(path.resolve().as_uri())


def write_debriefs(folder: str, files: Sequence[str], language: str, force: bool) -> list[Path]:
    """Write each game of a folder as a page, into its own folder unless a file is named; return the
    files.
    """
    from sim.classroom.debrief import FILE, write_debrief
    from sim.classroom.seats.play import position_of
    from sim.classroom.seats.saving import games_in, read_game

    games = games_in(folder)
    if len(files) > 1:
        raise UsageProblem("a game becomes one page", "--out", "Give one file.")
    if files and len(games) > 1:
        raise UsageProblem(
            f"there are {len(games)} games", "--out", f"Name one, such as {games[0]}."
        )
    return [
        write_debrief(
            position_of(read_game(game)[0]),
            *files or (game / FILE,),
            language=language,
            force=force,
        )
        for game in games
    ]


def write_results(
    folder: str, files: Sequence[str], others: Sequence[str], force: bool
) -> list[Path]:
    """Write the results of a folder into files by their suffixes, all of which are checked first;
    return them.
    """
    from sim.publish.report import write_report
    from sim.study.store.disk import target_for
    from sim.study.store.manifest import parsed_manifest
    from sim.study.store.study_results import load_study

    if not files:
        parsed_manifest(Path(folder))  # where there are no results either, that is said
        raise UsageProblem(
            "-o is missing",
            "sim report",
            f"Give -o FILE that ends in {' or '.join(SUFFIXES)}.",
        )
    targets = [target_for(file, force, SUFFIXES, "page or table") for file in files]
    kinds = {target.suffix.lower() for target in targets}
    if others and PAGE not in kinds:
        raise UsageProblem("further analyses need a page", "--with", "Give it with -o FILE.html.")
    if kinds != {PAGE}:
        results = load_study(folder)
        results.check_complete()
    for target in targets:
        if target.suffix.lower() == PAGE:
            write_report(folder, target, others, force)
        else:
            from sim.adapters import write_csv

            write_csv(results, target)
    return targets
