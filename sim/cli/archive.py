"""`sim archive` and `sim reproduce`: pack results to reproduce them, and play them again."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import click

from sim.cli import options as opt
from sim.cli.output import print_json, say, talk
from sim.core.base.errors import MismatchProblem, Problem, UsageProblem
from sim.core.base.plain import Data


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
    click.option(
        "--author",
        "authors",
        multiple=True,
        metavar="NAME",
        help="An author, before those of --paper; may be repeated.",
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
    authors: tuple[str, ...],
    force: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Pack the finished results in one FOLDER or more into a ZIP archive with everything to
    reproduce them.

    It holds every file with its hash, a readme, a codebook, the tables as CSV, the commands, the
    versions of packages and a seal. Authors are those of --author; else they
    and the licence are those of the paper, or of [paper] in a study. Else nobody is named.

    \b
    sim archive results/spring results/sensitivity --paper paper.toml -o paper.zip
    sim archive results/spring --cite --author "Ada Lovelace"
    """
    from sim.study.store.archive import archive

    if to_cite:
        if out:
            raise UsageProblem("--cite packs nothing", "--out", "Leave one of the two out.")
        return cite(folders, paper, authors, as_json)
    target = out or f"{Path(folders[0]).resolve().name}.zip"
    packed = archive(folders, target, paper, force, authors)
    if as_json:
        print_json(
            {"file": target, "files": packed.entries, "bytes": packed.size, "seal": packed.seal}
        )
    talk(
        f"{packed.entries} files in {target}, seal {packed.seal}; hashes only, not reproduced here: "
        f"sim reproduce {target}",
        quiet,
    )


@click.command("reproduce")
@click.argument("path")
@opt.stack_options(
    click.option(
        "--check",
        is_flag=True,
        help="Of an archive, compare files with hashes, and findings with their worlds; play nothing.",
    ),
    click.option(
        "--run-code",
        is_flag=True,
        help="Run the code that came with the results, as your account may.",
    ),
    opt.jobs_option,
    opt.print_option,
    opt.json_option,
    opt.quiet_option,
)
def reproduce(
    path: str, check: bool, run_code: bool, jobs: int, as_json: bool, quiet: bool
) -> None:
    """Play all experiments in the folder or archive PATH again, make its tables and figures again,
    and compare.

    The exit code is 5 at a difference, or if another model made the results. A file that was
    altered since is a difference too, and is found before anything runs. Worlds agree byte for
    byte, or value for value under another pyarrow. Nothing is written beside the results. Without
    --run-code none of their code is run: user-written policies, programs and outcomes are listed
    with their hashes, and the exit code is 3. An archive has a seal, which stands for all its
    files: print it in the paper.
    """
    if check:
        from sim.core.estimate.writing import counted_text
        from sim.publish.reproduce import check_archive

        if os.path.isdir(path):
            remedy = "Give a file that sim archive has written; without --check a folder is played again."
            raise UsageProblem(
                "--check compares the files of an archive, and this is a folder", path, remedy
            )
        packed, follow, unchecked = check_archive(Path(path))
        told = {
            "as_written": True,
            "files": packed.entries,
            "bytes": packed.size,
            "seal": packed.seal,
            "findings_from_worlds": follow,
            "hashes_only": unchecked,
        }
        hashes_only = f"; hashes only: {', '.join(unchecked)}" if unchecked else ""
        text = (
            f"as it was written: {packed.entries} files, {packed.size:,} bytes, seal {packed.seal}\n"
            f"Sentences and tables follow from the worlds in {counted_text(follow, 'folder')}{hashes_only}.\n"
            "Pictures, memos and their data were compared by hash alone.\n"
            "Anybody can make a seal: compare it with the one in the paper. No world was played again."
        )
        print_json(told) if as_json else say(text)
        return
    from sim.core.estimate.writing import count_text, counted_text
    from sim.publish.reproduce import reproduce_archive, reproduce_folders

    talk(
        "checking the files, then playing and making all again; this takes as long as it did the first time",
        quiet,
    )
    if Path(path).is_file():
        found = reproduce_archive(Path(path), jobs, read_words, run_code)
    else:
        found = reproduce_folders([Path(path)], jobs, read_words, run_code)
    worlds = (
        f"{counted_text(found.parts, 'part')}, {counted_text(found.rows, 'world')}, value for value"
    )
    files = f"; {count_text(found.files)} tables and figures" if found.files else ""
    made = f"reproduced: {worlds}{files}"
    told = {
        "reproduced": True,
        "parts": found.parts,
        "worlds": found.rows,
        "files": found.files,
    }
    print_json(told | {"notes": list(found.notes)}) if as_json else say(made)
    for note in found.notes:
        talk(note, quiet)


def cite(
    folders: tuple[str, ...], paper: str | None, authors: tuple[str, ...], as_json: bool
) -> None:
    """Print a BibTeX entry for finished results."""
    from sim.study.store.archive import paper_for
    from sim.study.store.sources import bibtex, check_files, gather

    sources = gather([Path(folder) for folder in folders])
    check_files(sources)
    about = paper_for(sources, paper, authors)
    entry = bibtex(sources, about)
    print_json({"bibtex": entry}) if as_json else say(entry)
    talk("hashes only, not reproduced here: sim reproduce plays the worlds again")


def read_words(words: Sequence[str]) -> Data:
    """Return the question of a command line as data; run nothing, and read none of its files.

    Raises MismatchProblem for words that are no command of an analysis.
    """
    from sim.analysis.catalogue import ENTRIES
    from sim.analysis.question import data_of
    from sim.cli.made import command_of, scenarios_of

    name, shown = words[0], " ".join(words)[:200]
    remedy = "Ask for the results again, or run their command into a new folder."
    if name not in ENTRIES:
        raise MismatchProblem("the record holds a command of no analysis", shown, remedy)
    own = ENTRIES[name].load().own
    try:
        context = command_of(name).make_context(name, list(words[1:]))
        with context:
            given = context.params
            typed = [key for key in own if opt.asked_for(key)]
            options = {key: data_of(own[key], given[key]) for key in typed}
            scenarios = scenarios_of(name, given)
    except (Problem, click.ClickException, click.exceptions.Exit) as problem:
        why = problem.message if isinstance(problem, Problem) else str(problem)
        raise MismatchProblem(f"the record holds no such command: {why}", shown, remedy) from None
    figures = "" if given["no_figures"] else given["kind"]
    hashes = [each.hash for each in scenarios]
    return {"analysis": name, "options": options, "figures": figures, "scenarios": hashes}
