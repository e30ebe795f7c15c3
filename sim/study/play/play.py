"""Play an experiment: in memory, or into a folder where it can be stopped and resumed."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sim.core.base.errors import DataProblem
from sim.core.base.plain import AnyPath, Data
from sim.core.game.catalogue import CAPITALS
from sim.core.outcomes.catalogue import Columns
from sim.core.runs.runner import BATCH
from sim.policies import door
from sim.policies.user_policies import RULES, adopt, rules_with
from sim.study.experiment.definition import Experiment
from sim.study.experiment.design import Design, blocks_of, cells_in_blocks, check_size, design_of
from sim.study.run.task import PlayedWorlds, StudyStopped, play_blocks
from sim.study.run.workers import check_executor
from sim.study.store import folder as folders
from sim.study.store.disk import Folder, StorageProblem, write
from sim.study.store.manifest import STUDY, manifest_of, now, parsed_manifest, write_manifest
from sim.study.store.parts import (
    StoredPart,
    block_of,
    is_kept,
    named_files,
    sha256_of,
    write_part,
    write_transcripts,
)
from sim.study.store.results import Results
from sim.study.store.values import hash_of_file


class Sweep:
    """One sweep of a study into a folder, of which it is the only writer.

    `begin` checks and prepares, `run` plays the blocks that are not done. Raises DataProblem or
    UsageProblem for a folder that cannot take the study, and ScenarioProblem for a study beyond the
    bound on its size. `force` lifts that bound, and removes other results in the folder, so that
    the study starts anew.
    """

    def __init__(self, study: Experiment, folder: AnyPath, way: Execution) -> None:
        check_size(study, way.force)
        # An outcome that cannot be kept is refused before anything is touched.
        study.resolved()
        self.study, self.folder, self.way, self.anew = study, Path(folder), way, False
        self.taken = {} if way.share else folders.gather_shares(study, self.folder, way.force)
        try:
            folders.check_folder(self.folder, study)
        except DataProblem as problem:
            # A folder that the disk does not give does not hold other results.
            if not way.force or isinstance(problem, StorageProblem):
                raise
            self.anew = True
        self.design: Design = design_of(study)
        self.done: dict[int, StoredPart] = {}
        self.begun = now()

    def begin(self, folder: Folder) -> list[Path]:
        """Write the design and a first manifest, and check the parts that are in the folder, which
        `folder` holds.

        Returns the paths of the files that were not as written and are set aside.
        """
        if self.anew:
            folder.clear()
        # Looked at again, now that nobody else can write.
        folders.check_folder(self.folder, self.study)
        self.given = {folders.DESIGN: folders.write_design(self.folder, self.design)}
        for name, content in folders.inputs_of(self.study).items():
            write(self.folder / name, content)
            self.given[name] = hash_of_file(self.folder / name) or ""
        for name, content in self.taken.items():  # each is checked by its hash when it is read
            write(self.folder / name, content)
        self.done, lost_parts = folders.finished_blocks(folder, self.study)
        self.note("running")
        return lost_parts

    def run(self) -> None:
        """Play all blocks that are not done; raises StudyStopped if the disk is full."""
        # Share k of n has every n-th block, from the k-th on.
        k, n = self.way.share or (1, 1)
        blocks = blocks_of(self.study)[k - 1 :: n]
        left = [block for block in blocks if block not in self.done]

        def notify(batch: PlayedWorlds) -> None:
            self.way.notice(batch, cells_in_blocks(self.study, self.done))

        try:
            for number, block in played_on(self.way, self.study, self.design, left, notify):
                self.write(number, block)
        except BaseException:
            # List the finished parts in the manifest too, if it can still be written.
            with suppress(StudyStopped):
                self.note("stopped")
            raise
        self.note("complete" if len(self.done) == len(blocks_of(self.study)) else "stopped")

    def write(self, number: int, block: PlayedWorlds) -> None:
        """Write a finished block: its part last, because a block counts as done once its part is
        there.
        """
        study, parts = self.study, self.folder / folders.PARTS
        with stop_with_disk(), hold_interrupts():
            if is_kept(study):
                write_transcripts(
                    self.folder / folders.TRANSCRIPTS, number, block.transcripts, study
                )
            self.done[number] = write_part(parts, number, block.columns, block.failures, study)

    def note(self, status: str) -> None:
        """Write the manifest."""
        study, parts = self.study, [self.done[block] for block in sorted(self.done)]
        files = self.given | {f"{folders.PARTS}/{p.file}": sha256_of(p.file) for p in parts}
        files |= {
            f"{folders.TRANSCRIPTS}/{path.name}": sha256_of(path.name)
            for path in named_files(self.folder / folders.TRANSCRIPTS, "said")
            if block_of(path) in self.done
        }
        failed = sum(part.failed for part in parts)
        summary = folders.about_study(study, self.done, failed, git_state(), self.way.words)
        manifest = manifest_of(
            STUDY,
            study.hash,
            study.model,
            study.scenario,
            study.seed,
            status=status,
            words=self.way.words,
            started=self.begun,
            files=files,
            facts=summary,
        )
        with stop_with_disk():
            write_manifest(self.folder, manifest)


class DiskStopped(StudyStopped):
    """A sweep that ended because the disk failed; finished parts are kept."""


@contextmanager
def stop_with_disk() -> Iterator[None]:
    """Turn a problem of the disk into the end of a sweep."""
    try:
        yield
    except StorageProblem as problem:
        raise DiskStopped(problem.message, problem.location, problem.remedy) from None


@contextmanager
def hold_interrupts() -> Iterator[None]:
    """Delay ctrl-C until the block of the `with` ends, so that played worlds are not lost while
    they are written.
    """
    # Python interrupts the main thread alone, also where another one gets the signal: masking it
    # would not do.
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
    if came:
        signal.raise_signal(signal.SIGINT)


def git_state() -> Data | None:
    """Return the commit of the source tree and whether it is changed, as this process found it.

    None outside a tree, and if no program may be started.
    """
    return None if door.is_shut() else state_of_tree()


@cache
def state_of_tree() -> Data | None:
    """Return the commit of the source tree and whether it is changed, None outside a tree or if git
    fails.
    """
    here = Path(__file__).resolve().parents[3]
    if not (here / ".git").exists():
        return None
    try:
        # Asked without the lock that git takes to refresh its index: a kill would leave it behind.
        commands = [
            ["git", "rev-parse", "HEAD"],
            ["git", "--no-optional-locks", "status", "--porcelain"],
        ]
        commit, changed = (
            subprocess.run(
                command, cwd=here, capture_output=True, text=True, check=True, timeout=20
            ).stdout
            for command in commands
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return {"commit": commit.strip(), "dirty": bool(changed.strip())}


Begun = Callable[[Experiment, int, Sequence[Path]], None]
"""Called once before the first batch, with the experiment, the number of cells that are done, and
the files that were set aside.
"""

Notice = Callable[[PlayedWorlds, int], None]
"""Called after each batch, with its worlds and the number of cells finished so far."""


@dataclass(frozen=True, slots=True)
class Execution:
    """How experiments are played: the number of threads, `jobs`, the functions to notify, and the
    facts for a folder's manifest.

    `force` lifts the bound on cells and worlds. `words` are those of the command, and `question` is
    the question of an analysis, as data. An analysis reports a computation without an experiment by
    `progress`, with its name and the share done.
    """

    begun: Begun = lambda study, cells, lost_files: None
    notice: Notice = lambda batch, cells: None
    force: bool = False
    words: tuple[str, ...] = ()
    question: Mapping[str, Any] | None = None
    batch: int = BATCH
    jobs: int = 1
    progress: Callable[[str, float], None] = lambda step, share: None
    share: folders.Share | None = None
    """The share of the blocks to play, None for all of them."""
    executor: Executor | None = None
    """An executor whose workers play experiments, instead of threads: any of `concurrent.futures`.
    """


def play(study: Experiment, folder: AnyPath | None = None, way: Execution | None = None) -> Results:
    """Play the remaining cells of an experiment and return its results.

    Without a folder the worlds stay in memory. With one, finished parts are kept there, and a call
    with the same experiment goes on where the last one stopped. Raises the errors of `Sweep`. Worlds
    that fail are kept with their errors: see `check_failed`.
    """
    way = way or Execution()
    if way.executor is not None:
        check_executor(way.executor)
    check_policies(study)
    if folder is None:
        return in_memory(study, way)
    from sim.study.store.study_results import load_study

    sweep = Sweep(study, folder, way)
    with Folder(sweep.folder) as held_folder:
        lost_parts = sweep.begin(held_folder)
        way.begun(study, cells_in_blocks(study, sweep.done), lost_parts)
        sweep.run()
    return load_study(folder)


def check_failed(folders: Iterable[Path], place: AnyPath) -> None:
    """Raise StudyStopped if worlds failed in the folders of some experiments; `place` holds them."""
    if failed := sum(parsed_manifest(folder).about["failed"] for folder in folders):
        remedy = "Read their column 'error': it holds the reason, beside seed and world."
        raise StudyStopped(f"{failed:,} worlds failed; all others are kept", str(place), remedy)


def check_policies(study: Experiment) -> None:
    """Refuse an experiment with a user's own policy that cannot be played; raises UsageProblem."""
    adopt(study.policies)
    for rule, name in study.replaced:
        rules_with({f"{RULES}{rule}": name})
    rules = {name for _, name in study.replaced}
    for policy in study.policies:
        if policy.name in rules:
            continue
        if policy.how == "compiled":
            rules_with({policy.rule.capital: policy.name})
        else:
            from sim.policies.agents.table import check_seat, seat_of

            # A class of agents takes any capital.
            capital = "" if policy.is_agent else policy.rule.capital or CAPITALS[0]
            check_seat(seat_of(capital, policy))


def in_memory(study: Experiment, way: Execution) -> Results:
    """Play an experiment whose worlds stay in memory."""
    check_size(study, way.force)
    design = design_of(study)
    played: dict[int, tuple[Columns, dict[int, str]]] = {}
    way.begun(study, 0, ())

    def notify(batch: PlayedWorlds) -> None:
        way.notice(batch, cells_in_blocks(study, played))

    for number, block in played_on(way, study, design, blocks_of(study), notify):
        played[number] = block.columns, block.failures
    return Results(study, [played[number] for number in sorted(played)])


def played_on(
    way: Execution,
    study: Experiment,
    design: Design,
    blocks: Sequence[int],
    notice: Callable[[PlayedWorlds], None],
) -> Iterator[tuple[int, PlayedWorlds]]:
    """Play blocks as `way` says, and yield each with its number."""
    return play_blocks(study, design, blocks, way.jobs, notice, way.batch, way.executor)
