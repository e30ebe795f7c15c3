"""Bars of progress, drawn by tqdm: in a terminal, in a notebook, and as seldom lines elsewhere."""

from __future__ import annotations

import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO, TypeVar

from sim.core.runs.runner import Spread
from sim.study.experiment.design import cells_of

if TYPE_CHECKING:
    from sim.study.experiment.definition import Experiment
    from sim.study.run.task import PlayedWorlds

Way = TypeVar("Way", bound=Any)

WAIT: Final = 2.0
"""Seconds of work before a bar is drawn."""

SELDOM: Final = 30.0
"""Seconds between two lines where nobody watches a terminal or a notebook."""


class Lines:
    """A stream that turns the texts that tqdm draws over one another into lines."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> None:
        """Write a text as a line, unless it is blank."""
        if line := text.strip():
            self.stream.write(f"{line}\n")

    def flush(self) -> None:
        """Flush the stream."""
        self.stream.flush()


def in_notebook() -> bool:
    """Return whether this process is the kernel of a notebook."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return "IPKernelApp" in getattr(shell, "config", ())


def is_watched() -> bool:
    """Return whether somebody watches a terminal or a notebook."""
    return sys.stderr.isatty() or in_notebook()


class Bars:
    """The bars of a call, one after another: one for each experiment or long step."""

    def __init__(self) -> None:
        self.bar: Any = None
        self.step = ""

    def begin(self, total: float, finished: float, form: str | None = None) -> None:
        """Begin a bar of worlds, or in another form."""
        with warnings.catch_warnings():
            # Without widgets a notebook is drawn to in letters.
            warnings.simplefilter("ignore")
            from tqdm.auto import tqdm
        self.close()
        live = is_watched()
        self.bar = tqdm(
            total=total,
            initial=finished,
            unit=" worlds",
            bar_format=form,
            delay=WAIT,
            miniters=0,
            mininterval=0.1 if live else SELDOM,
            dynamic_ncols=True,
            leave=in_notebook(),
            file=None if live else Lines(sys.stderr),
        )

    def add(self, worlds: int) -> None:
        """Show that more worlds were played."""
        self.bar.update(worlds)

    def reach(self, step: str, share: float) -> None:
        """Show the share that is done of a long computation without an experiment, and its step."""
        if self.step == "":
            self.begin(1.0, share, "{desc}: {percentage:.0f} %|{bar}| {elapsed}<{remaining}")
        if step != self.step:
            self.bar.set_description_str(step, refresh=False)
        self.step = step
        self.bar.update(share - self.bar.n)

    def close(self) -> None:
        """End the bar, if there is one."""
        if self.bar is not None:
            self.bar.close()
        self.bar, self.step = None, ""


def is_shown(progress: bool | None) -> bool:
    """Return whether a bar is shown; by default in a terminal or a notebook."""
    return is_watched() if progress is None else progress


@contextmanager
def with_progress(way: Way, setting: bool | None) -> Iterator[Way]:
    """Yield a way of playing, an Execution, that draws bars while it plays, if they are shown."""
    if not is_shown(setting):
        yield way
        return
    bars = Bars()

    def begun(study: Experiment, cells: int, lost_files: Sequence[Path]) -> None:
        way.begun(study, cells, lost_files)
        bars.begin(cells_of(study) * study.worlds, cells * study.worlds)

    def notice(batch: PlayedWorlds, cells: int) -> None:
        way.notice(batch, cells)
        bars.add(batch.worlds)

    def progress(step: str, share: float) -> None:
        way.progress(step, share)
        bars.reach(step, share)

    try:
        yield replace(way, begun=begun, notice=notice, progress=progress)
    finally:
        bars.close()


def watched(spread: Spread, worlds: int, progress: bool | None) -> Spread:
    """Return a way to distribute batches of a run that draws a bar of its worlds, if it is shown."""
    if not is_shown(progress):
        return spread

    def follow(task: Callable[[Any], Any], batches: Iterable[Any]) -> Iterator[Any]:
        sizes: deque[int] = deque()

        def counted() -> Iterator[Any]:
            for batch in batches:
                sizes.append(sum(block.worlds for block in batch))
                yield batch

        bars = Bars()
        bars.begin(worlds, 0)
        try:
            for answer in spread(task, counted()):
                bars.add(sizes.popleft())
                yield answer
        finally:
            bars.close()

    return follow
