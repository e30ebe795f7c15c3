"""What every result offers in a notebook: tables, figures, a citation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.axes import Axes

    from sim.core.scenario import Scenario


class Shown(ABC):
    """A result that a notebook can show, of one scenario and seed."""

    if TYPE_CHECKING:

        @property
        def scenario(self) -> Scenario:
            """The scenario that was played."""

        @property
        def seed(self) -> int:
            """The seed of the luck."""

    @abstractmethod
    def to_frame(self) -> pd.DataFrame:
        """Return the numbers as a tidy pandas table."""

    @abstractmethod
    def to_xarray(self) -> xr.Dataset:
        """Return the numbers as named arrays with seed, hash and units as attributes; needs the
        package xarray.
        """

    def plot(self, name: str = "", ax: Axes | None = None) -> Any:
        """Draw the figure of that name, the first one where none is given, into `ax` where one is
        given.

        Raises UsageProblem where there is no such figure.
        """
        return display().plot_of(self, name, ax)

    def cite(self) -> str:
        """Return one sentence for a footnote: what was run, by which rules and luck."""
        return display().citation_of(self)  # type: ignore[no-any-return]

    def _repr_html_(self) -> str:
        return display().html_of(self)  # type: ignore[no-any-return]


DISPLAYS: list[Callable[[], Any]] = []
"""What imports the layer that draws; it stands above this one and sets itself here when the package
is imported.
"""


def display() -> Any:
    """Return the layer that draws, imported only when a result is shown."""
    return DISPLAYS[-1]()
