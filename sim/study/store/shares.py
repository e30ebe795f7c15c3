"""A study in shares: each plays its own blocks into a folder beside the study's, by itself; the study takes them in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from sim.errors import DataProblem, UsageProblem
from sim.study.experiment.definition import Experiment
from sim.study.experiment.design import blocks_of
from sim.study.store.disk import listing, read_bytes_of, write
from sim.study.store.folder import PARTS, folders_beside, study_manifest

SHARE: Final = re.compile(r"([1-9]\d{0,5})/([1-9]\d{0,5})")
Share = tuple[int, int]
"""Which share, from 1, of how many."""


def read_share(text: str) -> Share:
    """Return the share that a text such as 3/50 means; raises UsageProblem."""
    found = SHARE.fullmatch(text.strip())
    if not found or int(found[1]) > int(found[2]):
        raise UsageProblem(f"'{text}' is no share", "--share", "Write 3/50 for the third of fifty.")
    return int(found[1]), int(found[2])


def folder_of(out: Path, share: Share) -> Path:
    """Return the folder of a share, beside that of the study."""
    return out.with_name(f"{out.name}.share-{share[0]}-of-{share[1]}")


def is_in(block: int, share: Share) -> bool:
    """Say whether a block belongs to a share."""
    return block % share[1] == share[0] - 1


def gather_shares(study: Experiment, out: Path, force: bool) -> dict[str, bytes]:
    """Return the files of all shares beside a folder, by their place in it; nothing where there are none.

    Raises DataProblem for a share of another study, and, unless by `force`, for one that is missing or not finished.
    """
    named = re.compile(re.escape(out.name) + r"\.share-(\d+)-of-(\d+)")
    shares = sorted((int(m[1]), int(m[2])) for path in out.parent.glob("*") if (m := named.fullmatch(path.name)))
    files: dict[str, bytes] = {}
    blocks: set[int] = set()
    for share in shares:
        folder = folder_of(out, share)
        if study_manifest(folder).identity != study.hash:
            raise DataProblem("the share is one of another study", str(folder), "Move it elsewhere, or play it again.")
        for kind in (PARTS, *folders_beside(study)):
            for name in listing(folder / kind):
                files[f"{kind}/{name}"] = read_bytes_of(folder / kind / name) or b""
                blocks |= {int(name.split("-")[1])} if kind == PARTS else set()
    if shares and not force:
        many = shares[0][1]
        lost = sorted({block % many + 1 for block in blocks_of(study) if block not in blocks})
        if lost:
            text = ", ".join(f"{number}/{many}" for number in lost)
            remedy = f"Run sim sweep with --share {lost[0]}/{many}, or give --force to play here what is missing."
            raise DataProblem(f"of the shares are missing, or not finished: {text}", str(out.parent), remedy)
    return files


def take_in(files: dict[str, bytes], out: Path) -> None:
    """Write the files of shares into the folder of their study; each is checked by its hash when it is read."""
    for name, content in files.items():
        write(out / name, content)
