"""`sim hindcast`: forecasts of past months from what was known then, scored against base rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli import options as opt
from sim.cli.output import print_json, say, talk
from sim.cli.progress import counting

if TYPE_CHECKING:
    from pathlib import Path

    from sim.analysis.history.scoreboard import Scoreboard

FIGURES = ("reliability.png", "pit.png")

record_option = opt.option("--record", type=click.Path(), help="A CSV file with the columns of the record that ships.")
from_option = opt.option("--from", "first", default="2015-01", show_default=True, help="The first month to forecast.")
to_option = opt.option("--to", "last", default="2019-12", show_default=True, help="The last month to forecast.")
horizon_option = opt.option(
    "--horizon", "horizons", multiple=True, type=opt.Whole(1, 60), default=(3, 6, 12), show_default=True,
    help="Months to forecast; may be repeated.",
)  # fmt: skip
resamples_option = opt.option(
    "--resamples", type=opt.Whole(50, 100_000), default=2000, show_default=True, help="How often to resample origins."
)


@click.command("hindcast", short_help="Forecast past months from what was known, and score it.")
@opt.stacked(
    record_option, from_option, to_option, horizon_option, resamples_option, opt.worlds_option(4000),
    opt.seed_option, opt.jobs_option, opt.out_option, opt.json_option, opt.force_option,
    opt.dry_run_option, opt.no_figures_option, opt.progress_option, opt.quiet_option,
)  # fmt: skip
def command(
    record: str | None, first: str, last: str, horizons: tuple[int, ...], resamples: int, worlds: int, seed: int,
    jobs: int, out: str | None, as_json: bool, force: bool, dry_run: bool, no_figures: bool, no_progress: bool,
    quiet: bool,
) -> None:  # fmt: skip
    """Forecast some months ahead from every month of a span, and score the forecasts.

    Each forecast starts from what was known before its month, with all four capitals free; nothing is fitted. Scores
    stand beside climatology, persistence and a two-state Markov chain, with intervals that respect overlapping
    horizons, and where the model is worse is listed. --worlds counts the worlds of an origin. With --out, a summary
    and two figures are written there.

    \b
    sim hindcast -j 2
    sim hindcast --from 2016-01 --to 2017-12 --horizon 3 --horizon 6
    """
    from sim.analysis.history.hindcast import check_span, hindcast, origins_of
    from sim.analysis.history.record import load_record, record_hash
    from sim.analysis.history.scoreboard import judge
    from sim.cli.hindcast_table import hindcast_table
    from sim.study.store.disk import write
    from sim.study.store.kept import SUMMARY, folder_for, identity
    from sim.study.store.kept import as_json as json_bytes

    known = load_record(record)
    check_span(known, first, last, horizons)
    origins = {h: len(origins_of(first, last, h)) for h in sorted(set(horizons))}
    study = identity("hindcast", record_hash(known, first, last), horizons, worlds, seed, resamples)
    if dry_run:
        if as_json:
            print_json({"origins": origins, "worlds": worlds, "seed": seed, "study": study})
        else:
            shown = ", ".join(f"{n} of {h} months" for h, n in origins.items())
            say(f"would make forecasts from {first} to {last}: {shown}; {worlds} worlds each, seed {seed}")
        return
    folder = folder_for(out, study, force, FIGURES) if out else None
    with counting(not (no_progress or quiet), "forecasts") as told:
        made = hindcast(known, first, last, worlds=worlds, seed=seed, jobs=jobs, horizons=horizons, told=told)
    found = judge(made, resamples)
    content = found.as_dict()
    if folder:
        write(folder / SUMMARY, json_bytes(content | {"study": study}))
        if not no_figures:
            write_figures(found, folder)
    if as_json:
        print_json(content)
    else:
        say(hindcast_table(found))
    if folder:
        talk(f"written to {folder}", quiet)


def write_figures(found: Scoreboard, folder: Path) -> None:
    """Draw the reliability diagram and the PIT histograms into a folder."""
    from sim.show.pit import pit_histograms
    from sim.show.provenance import Provenance
    from sim.show.reliability import reliability_diagram
    from sim.show.saving import save
    from sim.study.fingerprint import tool_version

    f = found.forecasts
    about = Provenance(
        f"record-{f.first}-to-{f.last}", f.record_hash, f.seed, len(f.origins[f.horizons[0]]),
        "Wilson 95 %, n / horizon", tool_version(), "origins",
    )  # fmt: skip
    for draw, name in zip((reliability_diagram, pit_histograms), FIGURES, strict=True):
        save(draw(found, about), folder / name)
