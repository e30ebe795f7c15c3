"""Policies and rules that users write: the core knows their names, and a package above it finds and
plays them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

from sim.core.base.errors import UsageProblem

if TYPE_CHECKING:
    from sim.core.engine.job import Job, Outside, Worlds
    from sim.core.engine.kernel import Engine

NAME: Final = re.compile(r"[A-Za-z_][\w.]{0,99}:[A-Za-z_][\w.-]{0,99}")


class Extensions(Protocol):
    """The part of the package that finds users' functions and programs by name."""

    def name_of(self, function: Callable[..., Any]) -> str:
        """Register a function that stands in a file and return its name; raises UsageProblem."""

    def replaceable(self) -> Mapping[str, Any]:
        """Return the rules of the month that a function may replace, by name."""

    def played_by(
        self, own_functions: Mapping[str, str], start: str, months: int
    ) -> tuple[str, Outside | None]:
        """Return the module of the month to play and the agents asked each month; raises
        UsageProblem.
        """

    def play(self, job: Job, engine: Engine | None) -> Worlds:
        """Play the worlds of a job, asking its agents every month."""


LOADERS: Final[list[Callable[[], Extensions]]] = []
"""One function that imports the extensions, added by `sim/__init__.py`; empty if the core stands
alone.
"""


def is_own(name: object) -> bool:
    """Return whether a policy is named as a user's: `module:function` or `agent:NAME`."""
    return isinstance(name, str) and NAME.fullmatch(name) is not None


def extensions() -> Extensions:
    """Load the extensions; raises UsageProblem if the core stands alone."""
    if not LOADERS:
        message = "policies and rules of your own are not part of the core"
        raise UsageProblem(
            message, "policy", "Install the whole package, or use the policies that ship."
        )
    return LOADERS[-1]()
