"""Where a picture or a page may be written, asked before anything is run."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from sim.errors import UsageProblem
from sim.show.style import Picture, rendered
from sim.study.store.disk import write


def target_for(out: str | os.PathLike[str], force: bool, suffixes: tuple[str, ...], thing: str = "picture") -> Path:
    """Return the path that `out` names; a file that is there is replaced only by force.

    Raises UsageProblem for another suffix, a folder that is not there, and a file that is in the way.
    """
    target = Path(out)
    if target.suffix.lower() not in suffixes:
        raise UsageProblem(f"'{target.name}' is no {thing}", f"--out {out}", f"End the name in {', '.join(suffixes)}.")
    if not target.parent.is_dir():
        raise UsageProblem("there is no such folder", f"--out {out}", "Make the folder, or choose another.")
    if target.exists() and (not force or not target.is_file()):
        raise UsageProblem("there is a file of that name", f"--out {out}", "Choose another name, or give --force.")
    return target


KINDS: Final = {".png": "png", ".svg": "svg", ".pdf": "pdf"}


def save(figure: Picture, path: str | Path) -> Path:
    """Write a figure as its name's suffix asks (.png, .svg or .pdf), and return the path.

    A file of that name is replaced. Raises UsageProblem for another suffix, and what `write` raises.
    """
    target = Path(path)
    kind = KINDS.get(target.suffix.lower())
    if kind is None:
        raise UsageProblem(
            f"'{target.suffix}' is no kind of picture." if target.suffix else "The name has no suffix.",
            str(target),
            f"End the name in {', '.join(list(KINDS)[:-1])} or {list(KINDS)[-1]}.",
        )
    write(target, rendered(figure, kind))
    return target
