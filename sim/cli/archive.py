"""`sim archive` and `sim reproduce`: results with all that makes them again."""

from __future__ import annotations

import io
import os
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path

import click

from sim.cli import options as opt
from sim.cli.output import print_json, say, talk
from sim.core.base.errors import MismatchProblem, Problem, UsageProblem


@click.command("archive")
@click.argument("folders", nargs=-1, required=True, metavar="FOLDER...")
@opt.stack_options(
    click.option(
        "--cite", "to_cite", is_flag=True, help="Pack nothing, and print how to cite the results."
    ),
    click.option("-o", "--out", type=opt.PATH, help="The file to write; FOLDER.zip if not given."),
    click.option(
        "--paper",
        type=opt.PATH,
        metavar="FILE",
        help="A paper.toml with authors, ORCID, licence, DOI and title.",
    ),
    opt.replace_option,
    opt.json_option,
    opt.quiet_option,
)
def archive(
    folders: tuple[str, ...],
    to_cite: bool,
    out: str | None,
    paper: str | None,
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Pack the finished results in one FOLDER or more into a ZIP archive with all that makes them
    again.

    It holds every file with its hash, a readme, a codebook, the tables as CSV, the commands, the
    versions of packages and a description after RO-Crate. Authors and licence are those of the
    paper, or of [paper] in a study; where neither is given, nobody is named.

    \b
    sim archive results/spring results/sensitivity --paper paper.toml -o paper.zip
    sim archive results/spring --cite
    """
    from sim.study.store.archive import archive

    if to_cite:
        if out:
            raise UsageProblem("--cite packs nothing", "--out", "Leave one of the two out.")
        return cite(folders, paper, as_json)
    target = out or f"{Path(folders[0]).resolve().name}.zip"
    packed = archive(folders, target, paper, force)
    if as_json:
        print_json(
            {"file": target, "files": packed.entries, "bytes": packed.size, "seal": packed.seal}
        )
    talk(
        f"{packed.entries} files in {target}, seal {packed.seal}; check them with: sim reproduce {target} --check",
        quiet,
    )


@click.command("reproduce")
@click.argument("path")
@opt.stack_options(
    click.option(
        "--check",
        is_flag=True,
        help="Of an archive, compare every file with its hash; play nothing.",
    ),
    click.option(
        "--run-code",
        is_flag=True,
        help="Run the policies that came with the results, as your account may.",
    ),
    opt.jobs_option,
    opt.print_option,
    opt.json_option,
    opt.quiet_option,
)
def reproduce(
    path: str, check: bool, run_code: bool, jobs: int, as_json: bool, quiet: bool
) -> None:
    """Play all experiments in the folder or archive PATH again, make its tables and figures anew,
    and compare.

    Leaves with 5 at a difference, or where another model made the results. A file that was altered
    since is a difference too, and is found before anything runs. Worlds agree byte for byte, or
    value for value under another pyarrow. Nothing is written beside the results. Results by
    policies of somebody's own hold their code: without --run-code it is listed with its hashes and
    not run, and the command leaves with 3. An archive has a seal, which stands for all its files:
    print it in the paper.
    """
    if check:
        from sim.study.store.archive import verify

        if os.path.isdir(path):
            remedy = "Give a file that sim archive has written; without --check a folder is played again."
            raise UsageProblem(
                "--check compares the files of an archive, and this is a folder", path, remedy
            )
        packed = verify(Path(path))
        told = {
            "as_written": True,
            "files": packed.entries,
            "bytes": packed.size,
            "seal": packed.seal,
        }
        text = (
            f"as it was written: {packed.entries} files, {packed.size:,} bytes, seal {packed.seal}"
        )
        print_json(told) if as_json else say(text)
        return
    from sim.core.estimate.writing import count_text
    from sim.study.play.reproduce import reproduce_archive, reproduce_folders

    talk(
        "checking the files, then playing and making all again; this takes as long as it did the first time",
        quiet,
    )
    if Path(path).is_file():
        found = reproduce_archive(Path(path), jobs, replay, run_code)
    else:
        found = reproduce_folders([Path(path)], jobs, replay, run_code)
    worlds = f"{count_text(found.parts)} parts, {count_text(found.rows)} worlds, {found.how}"
    made = f"reproduced: {worlds}" + f"; {count_text(found.files)} tables and figures" * bool(
        found.files
    )
    told = {
        "reproduced": True,
        "parts": found.parts,
        "worlds": found.rows,
        "how": found.how,
        "files": found.files,
    }
    print_json(told | {"notes": list(found.notes)}) if as_json else say(made)
    for note in found.notes:
        talk(note, quiet)


def cite(folders: tuple[str, ...], paper: str | None, as_json: bool) -> None:
    """Print how to cite finished results, as BibTeX and in the style of the APA."""
    from sim.study.store.archive import paper_for
    from sim.study.store.crate import apa, bibtex, check_files, gather

    sources = gather([Path(folder) for folder in folders])
    check_files(sources)
    about = paper_for(sources, paper)
    told = {"bibtex": bibtex(sources, about), "apa": apa(sources, about)}
    print_json(told) if as_json else say("\n\n".join(told.values()))


QUIET = {
    "force": False,
    "dry_run": False,
    "as_json": False,
    "table": None,
    "no_progress": True,
    "quiet": True,
    "jobs": 1,
}
"""What moves no file, and what a command from elsewhere may not choose."""


def replay(words: list[str], place: Path, out: Path) -> None:
    """Carry out the command of an analysis from a place into a folder, without a word.

    Only commands that publish into a folder are carried out, and only files beside them are read.
    Raises MismatchProblem for any other, and for one that fails.
    """
    from sim.cli.main import group
    from sim.study.play.play import DiskStopped
    from sim.study.store.disk import StorageProblem

    name, arguments = words[1] if len(words) > 1 else "", words[2:]
    shown = " ".join(words)[:200]
    command = group.get_command(click.Context(group), name)
    known = {parameter.name for parameter in command.params} if command else set()
    # A path that leads elsewhere is in no record: of each only the last part is kept.
    elsewhere = any(os.sep in each or each.startswith("~") for each in arguments)
    if command is None or elsewhere or not {"out", *QUIET} <= known:
        raise MismatchProblem(
            "the record holds a command that is not carried out", shown, "Carry it out by hand."
        )
    try:
        with chdir(place), redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            context = command.make_context(name, arguments)
            context.params |= {**QUIET, "out": str(out)}
            with context:
                command.invoke(context)
    except (StorageProblem, DiskStopped):
        # What the disk does not give is no difference.
        raise
    except (Problem, click.ClickException, click.exceptions.Exit) as problem:
        why = problem.message if isinstance(problem, Problem) else str(problem)
        raise MismatchProblem(
            f"the command does not come to its end: {why}", shown, "Carry it out by hand."
        ) from None
