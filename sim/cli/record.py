"""`sim record`: what a scenario looks like as a historical record, beside the record itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sim.cli import options as opt
from sim.cli.output import print_json, say, talk
from sim.cli.progress import progress_line
from sim.errors import UsageProblem

if TYPE_CHECKING:
    from pathlib import Path

    from sim.analysis.history.record import Record
    from sim.study.run.worlds import Run
    from sim.study.scenario import Scenario

RECORD, SHARES, EVENTS, EVENTS_TEXT = "record.csv", "shares.csv", "events.csv", "events-README.txt"
MOST_MOVES = 5_000_000
"""World-months whose words and deeds are kept at once: nine numbers each."""

observed_option = opt.option("--observed", is_flag=True, help="Show the base rates of the record beside the simulated.")
file_option = opt.option("--record", "path", type=click.Path(), help="Another record, a CSV file.")
world_option = opt.option(
    "--world", type=opt.Whole(0, opt.MOST_WORLDS), default=0, show_default=True, help=f"The world of {RECORD}."
)
events_option = opt.option("--events", is_flag=True, help=f"Write all words and deeds as CAMEO events, {EVENTS}.")
origin_option = opt.option("--origin", metavar="MONTH", help="Print the game as known before a month.")


@click.command("record", short_help="Show a scenario as a historical record, beside the real one.")
@click.argument("scenario", required=False)
@opt.stacked(
    observed_option, file_option, origin_option, world_option, events_option, opt.worlds_option(), opt.seed_option,
    opt.out_option, opt.set_option(), opt.json_option, opt.force_option, opt.dry_run_option, opt.progress_option,
    opt.quiet_option,
)  # fmt: skip
def command(
    scenario: str | None, observed: bool, path: str | None, origin: str | None, world: int, events: bool, worlds: int,
    seed: int, out: str | None, changes: tuple[tuple[str, str], ...], as_json: bool, force: bool, dry_run: bool,
    no_progress: bool, quiet: bool,
) -> None:  # fmt: skip
    """Show how often SCENARIO has tests, talks, resolutions and the like, with the definitions of the record.

    With --out, one world goes there as a monthly record, and the share of worlds month by month; with --events, every
    word and deed as a CAMEO event. --observed shows the historical base rates, with or without a scenario. --origin
    prints the game as it was known before a month from 2007-01 to 2020-01.
    """
    from sim.analysis.history.rates import base_rates
    from sim.analysis.history.record import load_record
    from sim.cli.reading import read_scenario
    from sim.cli.record_table import findings, record_table
    from sim.study.store.kept import folder_for, identity

    check_asked(scenario, observed, path, origin, out, events)
    record = load_record(path) if observed or origin else None
    if origin and record:
        print_origin(record, origin, as_json)
        return
    asked = read_scenario(scenario, changes) if scenario else None
    if asked:
        check_size(asked, worlds, world, events)
    if dry_run:
        about = f"play {asked.name} ({asked.hash}) in {worlds} worlds, seed {seed}" if asked else "read the record only"
        say(f"would {about}") if not as_json else print_json({"would": about})
        return
    study = identity("record", asked.hash if asked else "", seed, worlds, world)
    folder = folder_for(out, study, force, (RECORD, SHARES, EVENTS, EVENTS_TEXT)) if out else None
    made = played_worlds(asked, worlds, seed, no_progress or quiet) if asked else None
    rates = base_rates(record, made)
    if folder and made:
        write_folder(folder, made, study, findings(rates, record, made), world, events)
    print_json(findings(rates, record, made)) if as_json else say(record_table(rates, record, made))
    if folder:
        talk(f"written to {folder}", quiet)


def check_asked(
    scenario: str | None, observed: bool, path: str | None, origin: str | None, out: str | None, events: bool
) -> None:
    """Raise UsageProblem for options that cannot be meant together."""
    if origin and (scenario or observed or out):
        raise UsageProblem("--origin makes a scenario and runs none", "--origin", "Give it alone, or with --record.")
    if not (scenario or observed or origin):
        raise UsageProblem("there is nothing to show", "sim record", "Name a scenario, or give --observed.")
    if path and not (observed or origin):
        raise UsageProblem("a record is read only to be shown", "--record", "Add --observed, or --origin.")
    if out and not scenario:
        raise UsageProblem("there is no run to write", "--out", "Name a scenario.")
    if events and not out:
        raise UsageProblem("events need a folder", "--events", "Give a folder with --out.")


def print_origin(record: Record, month: str, as_json: bool) -> None:
    """Print the game as known before a month as a scenario file, each policy with the fact behind it."""
    from sim.analysis.history.origin import reasons, scenario_at
    from sim.study.scenario import to_toml

    text, why = to_toml(scenario_at(record, month)), reasons(record, month)
    if as_json:
        print_json({"origin": month, "toml": text, "reasons": why})
    else:
        say("\n".join([*(f"# {reason}" for reason in why), "", text.rstrip("\n")]))


def check_size(asked: Scenario, worlds: int, world: int, events: bool) -> None:
    """Raise UsageProblem for a run whose moves are too many to keep or export, or that lacks the world asked for."""
    if worlds * asked.months > MOST_MOVES:
        raise UsageProblem(
            f"the moves of {worlds} worlds are too many to keep", f"--worlds {worlds}",
            f"Ask for {MOST_MOVES // asked.months} worlds or fewer.",
        )  # fmt: skip
    if world >= worlds:
        raise UsageProblem(f"there is no world {world}", f"--world {world}", f"Give a number from 0 to {worlds - 1}.")
    if events:
        from sim.analysis.history import cameo

        cameo.check_size(worlds, asked.months)


def played_worlds(asked: Scenario, worlds: int, seed: int, silent: bool) -> Run:
    """Return a run whose moves are kept."""
    from sim.analysis.history.observe import NEEDED
    from sim.study.run.worlds import run

    with progress_line(not silent) as progress:
        return run(asked, worlds, seed, record=NEEDED, progress=progress)


def write_folder(folder: Path, made: Run, study: str, found: dict[str, Any], world: int, events: bool) -> None:
    """Write the record of one world, the shares of all, the summary and, if asked, the events; last the manifest."""
    from sim.analysis.history.cameo import SIDE_TEXT, events_text
    from sim.analysis.history.observe import shares_text, simulated_record
    from sim.analysis.history.record import csv_text
    from sim.study.fingerprint import tool_version
    from sim.study.scenario import to_toml
    from sim.study.store.disk import write
    from sim.study.store.kept import MANIFEST, SUMMARY, as_json

    texts = {RECORD: csv_text(simulated_record(made, world)), SHARES: shares_text(made)}
    if events:
        texts |= {EVENTS: events_text(made), EVENTS_TEXT: SIDE_TEXT}
    for name in (MANIFEST, EVENTS, EVENTS_TEXT):
        (folder / name).unlink(missing_ok=True)
    hashes = {name: write(folder / name, text.encode()) for name, text in texts.items()}
    hashes[SUMMARY] = write(folder / SUMMARY, as_json(found))
    manifest = {
        "study": study, "kind": "record", "scenario": made.scenario.name, "scenario_hash": made.scenario.hash,
        "seed": made.seed, "worlds": made.worlds, "world": world, "sha256": hashes, "tool_version": tool_version(),
        "resolved": to_toml(made.scenario),
    }  # fmt: skip
    write(folder / MANIFEST, as_json(manifest))
