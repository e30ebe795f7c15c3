"""`sim export`: results for other programs."""

from __future__ import annotations

from pathlib import Path

import click

from sim.cli import options as opt
from sim.cli.output import talk
from sim.errors import UsageProblem


@click.command("export", short_help="Write results as CSV or SQLite, or a policy game for Gambit.")
@click.argument("folder", metavar="FOLDER")
@opt.stacked(
    opt.option("--csv", "csv", type=click.Path(), metavar="FILE", help="Every world as a row of a .csv file."),
    opt.option("--sqlite", "sqlite", type=click.Path(), metavar="FILE",
               help="A .sqlite database of worlds, cells with intervals, and where they are from."),
    opt.option("--nfg", "nfg", type=click.Path(), metavar="FILE",
               help="The policy game as Gambit's .nfg file, of a folder of `sim game`."),
    opt.option("--kim", metavar="TYPE", help="The game in which this type of Kim is known; with --nfg."),
    opt.replace_option, opt.quiet_option,
)  # fmt: skip
def export(
    folder: str, csv: str | None, sqlite: str | None, nfg: str | None, kim: str | None, force: bool, quiet: bool
) -> None:
    """Write the finished results in FOLDER for other programs: R, a spreadsheet, a database, Gambit.

    The worlds themselves are Parquet files, which R and others read as they are.

    \b
    sim export results/spring --csv worlds.csv --sqlite spring.sqlite
    sim export results/game --nfg game.nfg
    """
    from sim.study.store.study_results import load_study
    from sim.study.store.target import target_for

    if not (csv or sqlite or nfg):
        raise UsageProblem("no file is named", "sim export", "Give --csv FILE, --sqlite FILE or --nfg FILE.")
    if kim and not nfg:
        raise UsageProblem("only a policy game is written by type", "--kim", "Give it with --nfg FILE.")
    wanted = {".csv": csv, ".sqlite": sqlite, ".nfg": nfg}
    targets = {suffix: target_for(file, force, (suffix,), "file of this kind") for suffix, file in wanted.items()
               if file}  # fmt: skip
    results = load_study(folder)
    results.check_complete()
    for suffix, target in targets.items():
        if suffix == ".nfg":
            write_game(folder, target, kim)
        else:
            from sim.adapters import tables

            (tables.write_csv if suffix == ".csv" else tables.write_sqlite)(results, target)
        talk(f"written to {target}", quiet)


def write_game(folder: str, target: Path, kim: str | None) -> None:
    """Write the policy game of a folder; raises UsageProblem for a type of Kim that it does not have."""
    from sim.adapters.nfg import gambit_game
    from sim.analysis.policy_game import game_of, options_of_study
    from sim.errors import nearest
    from sim.study.store.disk import write
    from sim.study.store.study_results import load_study

    results = load_study(folder)
    game = game_of(options_of_study(results), results)
    if kim is not None and kim not in game.types:
        remedy = f"Use one of: {', '.join(game.types)}.{nearest(kim, game.types)}"
        raise UsageProblem(f"the game has no type '{kim}'", "--kim", remedy)
    write(target, gambit_game(game.of_type(kim) if kim else game).encode())
