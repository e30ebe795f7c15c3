"""Workers of a Dask cluster (extra `cluster`): the same executor interface, on other machines or on this one."""

from __future__ import annotations

import time
from concurrent.futures import Executor
from typing import Any, Final

from sim.errors import UsageProblem, import_optional
from sim.scenario.fingerprint import fingerprint, tool_version
from sim.study.run.engine import StudyStopped
from sim.study.run.executors import FLIGHT

MOST_WAIT: Final = 60.0
"""Seconds without a worker after which a sweep ends: Dask itself would wait for ever."""


class Cluster:
    """The workers of a Dask scheduler, by its address, or `local` worker processes started here.

    Raises UsageProblem without the extra, for an address that does not answer, and where client, scheduler and workers
    have other versions; StudyStopped where no worker is there for a minute.
    """

    def __init__(self, address: str | None, local: int = 0) -> None:
        distributed = import_optional("distributed", "Dask", "--scheduler, --cluster", "cluster")
        self._local: Any = None
        try:
            if address is None:
                self._local = distributed.LocalCluster(
                    n_workers=local, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
                )
            self._client: Any = distributed.Client(self._local or address, timeout=20)
        except (OSError, ValueError, TypeError) as error:
            raise UsageProblem(
                f"no Dask scheduler answers: {type(error).__name__}", f"--scheduler {address}",
                "Start one with `dask scheduler`, and give the address that it prints.",
            ) from None  # fmt: skip
        self._seen, self._asked = time.monotonic(), float("-inf")
        self._known: dict[str, int] = {}
        self._executor: Executor | None = None
        self.wait()
        self.compare()

    @property
    def flight(self) -> int:
        """How many batches may be in flight: four for each thread of the workers that are there now."""
        return FLIGHT * max(1, sum(self._threads().values()))

    def executor(self) -> Executor:
        """Return the executor of the cluster."""
        if self._executor is None:
            # Batches are told apart by their arguments only where they are pure, and two equal ones would be one.
            self._executor = self._client.get_executor(pure=False)
        return self._executor

    def rebuild(self) -> None:
        """Do nothing: the scheduler gives the batches of a lost worker to another."""

    def check(self) -> None:
        """Raise StudyStopped if there has been no worker for a minute."""
        if self._threads():
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > MOST_WAIT:
            raise StudyStopped(
                f"there has been no worker for {MOST_WAIT:.0f} seconds", "the Dask scheduler",
                "Start workers with `dask worker ADDRESS`, then run the same command again: it goes on.",
            )  # fmt: skip

    def wait(self) -> None:
        """Wait for the first worker; raises StudyStopped where none comes."""
        while not self._threads():
            self.check()
            time.sleep(0.1)

    def compare(self) -> None:
        """Refuse a cluster whose parts have other versions or rules than this process; raises UsageProblem."""
        found = self._client.get_versions(check=False)
        parts = {
            "the scheduler": found["scheduler"],
            **{f"worker {k}": each for k, each in enumerate(found["workers"].values())},
        }
        own = found["client"]["packages"]
        for name, part in parts.items():
            for package in ("python", "dask", "distributed"):
                if part["packages"].get(package) != own.get(package):
                    raise versions(
                        f"{name} has {package} {part['packages'].get(package)}, and this is {own.get(package)}"
                    )
        mine = standing()
        for k, theirs in enumerate(self._client.run(standing).values()):
            differing = [key for key in mine if theirs.get(key) != mine[key]]
            if differing:
                raise versions(f"worker {k} has {differing[0]} than this process")

    def close(self) -> None:
        """Let go of the cluster; batches still in flight are cancelled."""
        if self._executor is not None:
            # Without waiting, it cancels what is in flight.
            self._executor.shutdown(wait=False)
            self._executor = None
        self._client.close()
        if self._local is not None:
            self._local.close()
            self._local = None

    def _threads(self) -> dict[str, int]:
        """Return the threads of each worker, asked for once a second at most; none where the scheduler is silent."""
        if time.monotonic() - self._asked > 1.0:
            try:
                self._known = dict(self._client.nthreads())
            except (OSError, TimeoutError):
                self._known = {}
            self._asked = time.monotonic()
        return self._known


def standing() -> dict[str, str]:
    """Return what results depend on: the version of the tool, and the rules."""
    return {"another version of the tool": tool_version(), "other rules": fingerprint()}


def versions(what: str) -> UsageProblem:
    """Return the problem of a cluster whose parts do not fit."""
    return UsageProblem(
        what, "the Dask cluster", "Install the same versions everywhere: pip install -c constraints.txt."
    )
